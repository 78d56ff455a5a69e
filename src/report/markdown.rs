//! Markdown, as forges and wikis show it.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::document::{CheckReport, Document};
use super::{glyph, is_bidi_control, status_key};
use crate::check::Status;
use crate::text::{FluentValue, Lang, Wording};

/// The document as Markdown.
#[must_use]
pub fn markdown(document: &Document, title: &str, lang: Lang, zone: &TimeZone) -> String {
    let wording = Wording { lang, zone: zone.clone(), course: None };
    let catalog = wording.catalog();
    let unknown = catalog.text("label-account-unknown");
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", escape(title));
    let facts = [
        ("label-account", document.account.clone().unwrap_or(unknown)),
        ("label-region", document.region.clone()),
        ("label-observed-at", wording.time(document.finished_at)),
    ];
    for (label, value) in facts {
        let _ = writeln!(out, "- {}: {}", catalog.text(label), escape(&value));
    }
    let _ = writeln!(out, "- {}\n", super::human::summary_line(document, lang));
    let _ = writeln!(out, "| | {} | {} |\n|---|---|---|", catalog.text("column-step"), catalog.text("column-status"));
    for step in &document.steps {
        let status = catalog.text(status_key(step.status));
        let _ = writeln!(out, "| {} | `{}` {} | {status} |", glyph(step.status), step.id, escape(&step.title));
    }
    for step in &document.steps {
        let _ = writeln!(out, "\n## {} {}\n", glyph(step.status), escape(&step.title));
        for check in &step.checks {
            let status = catalog.text(status_key(check.status));
            let _ = writeln!(out, "- {} **{}** — {status}", glyph(check.status), escape(&check.title));
            details(&mut out, &wording, check);
        }
    }
    out
}

fn details(out: &mut String, wording: &Wording<'_>, check: &CheckReport) {
    let catalog = wording.catalog();
    let mut line = |label: &str, text: &str| {
        let _ = writeln!(out, "  - {}: {}", catalog.text(label), escape(text));
    };
    if check.status != Status::Pass {
        line("label-expected", &check.expected);
    }
    line("label-actual", &check.actual);
    if let Some(hint) = &check.hint {
        line("label-hint", hint);
    }
    for advice in &check.advice {
        line("label-advice", advice);
    }
    let until = check.until.map(|until| wording.time(until));
    for (label, text) in [("label-until", &until), ("label-usual", &check.usual), ("label-look-at", &check.look_at)] {
        if let Some(text) = text {
            line(label, text);
        }
    }
    if let Some(confirmed) = &check.confirmed {
        line("label-confirmed", &super::human::confirmation(wording, confirmed));
    }
    if let Some(at) = check.recorded_at {
        line("label-recorded-at", &wording.time(at));
    }
    if !check.evidence.is_empty() {
        let resources: Vec<String> = check.evidence.iter().map(|piece| piece.resource.clone()).collect();
        line(
            "label-evidence",
            &catalog.with("evidence-list", [("items", FluentValue::from(wording.list(&resources)))]),
        );
    }
    if let Some(address) = &check.console {
        let _ = writeln!(out, "  - [{}](<{address}>)", catalog.text("console-open"));
    }
}

/// Keeps names of resources from being read as Markdown or HTML, and a text on one line.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            // An entity in a name is text, not the character that it stands for.
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            c if c.is_control() || is_bidi_control(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
