//! The report as Markdown, as forges and wikis show it.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::report::HandIn;
use crate::report::document::CheckReport;
use crate::report::human::{confirmation, counts};
use crate::report::markdown::escape;
use crate::report::{glyph, status_key};
use crate::text::{FluentValue, Wording};

/// Label and value of everything that stands at the head of a report.
#[must_use]
pub(super) fn about(report: &HandIn, wording: &Wording<'_>) -> Vec<(String, String)> {
    let catalog = wording.catalog();
    let unknown = || catalog.text("label-account-unknown");
    let program = report.program.digest.as_deref().map_or_else(String::new, |digest| format!(" ({digest})"));
    [
        ("handin-learner", report.learner.clone().unwrap_or_else(unknown)),
        ("label-account", report.account.clone().unwrap_or_else(unknown)),
        ("handin-caller", report.identity.claimed.clone().unwrap_or_else(unknown)),
        ("label-region", report.document.region.clone()),
        ("label-observed-at", wording.time(report.document.finished_at)),
        ("handin-made-at", wording.time(report.made_at)),
        ("handin-course", format!("{} ({})", report.course, report.course_digest)),
        ("handin-program", format!("hanamaru {}{program}", report.program.version)),
    ]
    .into_iter()
    .map(|(label, value)| (catalog.text(label), value))
    .collect()
}

/// When a verdict was seen: its newest evidence, or the whole look.
#[must_use]
pub(super) fn seen_at(report: &HandIn, check: &CheckReport) -> Timestamp {
    let newest = check.evidence.iter().map(|piece| piece.observed_at).max();
    check.recorded_at.or(newest).unwrap_or(report.document.finished_at)
}

/// Who said a manual item is done, or that nobody has.
#[must_use]
pub(super) fn said(check: &CheckReport, wording: &Wording<'_>) -> String {
    match &check.confirmed {
        Some(said) => confirmation(wording, said),
        None => wording.catalog().text("handin-unconfirmed"),
    }
}

/// What the report proves, and what it cannot: keys of sentences.
#[must_use]
pub(super) fn proofs(report: &HandIn) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut proves = vec!["handin-proves-verdicts", "handin-proves-whole"];
    let mut cannot = vec!["handin-cannot-facts", "handin-cannot-manual"];
    match &report.class {
        Some(_) => proves.push("handin-proves-class"),
        None => cannot.push("handin-cannot-class"),
    }
    cannot.push("handin-cannot-identity");
    (proves, cannot)
}

/// The report. `title` is the course's.
#[must_use]
pub fn markdown(report: &HandIn, title: &str, wording: &Wording<'_>) -> String {
    let catalog = wording.catalog();
    let mut out = String::new();
    let heading = catalog.with("handin-title", [("course", FluentValue::from(title))]);
    let _ = writeln!(out, "# {}\n", escape(&heading));
    for (label, value) in about(report, wording) {
        let _ = writeln!(out, "- {label}: {}", escape(&value));
    }
    let (points, by_hand) = report.points();
    let _ = writeln!(
        out,
        "\n## {}\n\n| | {} | {} | {} | {} |\n|---|---|---|---|---|",
        catalog.text("handin-points"),
        catalog.text("handin-point"),
        catalog.text("column-status"),
        catalog.text("handin-seen"),
        catalog.text("handin-when"),
    );
    for check in points {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            glyph(check.status),
            escape(&check.title),
            catalog.text(status_key(check.status)),
            escape(&check.actual),
            wording.time(seen_at(report, check)),
        );
    }
    if !by_hand.is_empty() {
        let _ = writeln!(out, "\n## {}\n", catalog.text("handin-by-hand"));
        for check in by_hand {
            let _ =
                writeln!(out, "- {} {} — {}", glyph(check.status), escape(&check.title), escape(&said(check, wording)));
        }
    }
    let _ = writeln!(out, "\n## {}\n", catalog.text("handin-all-steps"));
    let _ = writeln!(out, "{}\n", counts(&report.document.summary, wording.lang));
    for step in &report.document.steps {
        let status = catalog.text(status_key(step.status));
        let _ = writeln!(out, "- {} `{}` {} — {status}", glyph(step.status), step.id, escape(&step.title));
    }
    let _ = writeln!(out, "\n## {}\n", catalog.text("handin-class-identity"));
    if let Some(class) = &report.class {
        let _ = writeln!(
            out,
            "- {} {}: {}",
            glyph(class.check.status),
            escape(&class.check.title),
            escape(&class.check.actual)
        );
    }
    let _ = writeln!(out, "- {}", catalog.text("handin-identity-by-board"));
    let (proves, cannot) = proofs(report);
    for (heading, keys) in [("handin-proves", proves), ("handin-cannot", cannot)] {
        let _ = writeln!(out, "\n## {}\n", catalog.text(heading));
        for key in keys {
            let _ = writeln!(out, "- {}", catalog.text(key));
        }
    }
    let _ = writeln!(out, "\n{}: `{}`", catalog.text("handin-digest"), report.digest);
    out
}
