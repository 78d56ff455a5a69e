//! The report as one self-contained page, for the screen in light and dark and for paper.

use std::fmt::Write as _;

use super::markdown::{about, proofs, said, seen_at};
use super::report::HandIn;
use crate::check::Status;
use crate::course::{Course, Values};
use crate::diagram::{Architecture, layout, observe, svg};
use crate::report::html::{article, escape, head};
use crate::report::human::counts;
use crate::report::{glyph, status_key, status_word};
use crate::text::{Ambiguous, FluentValue, Wording};

const CSS: &str = include_str!("page.css");

/// Cells of a picture's width: what a page of paper holds.
const SHEET: usize = 100;

/// The report. `course` is the one that it is about.
#[must_use]
pub fn html(report: &HandIn, course: &Course, wording: &Wording<'_>) -> String {
    let title = wording.lang.pick(&course.title);
    let catalog = wording.catalog();
    let heading = catalog.with("handin-title", [("course", FluentValue::from(title))]);
    let mut out = head(&heading, wording.lang, CSS);
    out.push_str("<dl class=\"about\">\n");
    for (label, value) in about(report, wording) {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(&label), escape(&value));
    }
    out.push_str("</dl>\n");
    points(&mut out, report, wording);
    pictures(&mut out, report, course, wording);
    steps(&mut out, report, wording);
    let _ = writeln!(out, "<h2>{}</h2>", escape(&catalog.text("handin-class-identity")));
    if let Some(class) = &report.class {
        article(&mut out, wording, &class.check);
    }
    let _ = writeln!(out, "<p>{}</p>", escape(&catalog.text("handin-identity-by-board")));
    let (proves, cannot) = proofs(report);
    for (heading, keys) in [("handin-proves", proves), ("handin-cannot", cannot)] {
        let _ = writeln!(out, "<h2>{}</h2>\n<ul>", escape(&catalog.text(heading)));
        for key in keys {
            let _ = writeln!(out, "<li>{}</li>", escape(&catalog.text(key)));
        }
        out.push_str("</ul>\n");
    }
    let digest = catalog.text("handin-digest");
    let _ = writeln!(out, "<p class=\"digest\">{}: <code>{}</code></p>", escape(&digest), escape(&report.digest));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The architecture as the facts show it, and as the course leads to it.
fn pictures(out: &mut String, report: &HandIn, course: &Course, wording: &Wording<'_>) {
    let catalog = wording.catalog();
    let values = Values::from_map(report.document.values.clone());
    let mut picture = |heading: &str, architecture: &Architecture| {
        let heading = catalog.text(heading);
        let drawn = svg::svg(&layout(architecture, catalog, SHEET, Ambiguous::Narrow), &heading);
        let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"diagram\">{drawn}</div>", escape(&heading));
    };
    picture("handin-diagram", &observe(course, &values, &report.facts));
    if let Some(goal) = course.goal(&values) {
        picture("handin-diagram-goal", &goal);
    }
}

fn points(out: &mut String, report: &HandIn, wording: &Wording<'_>) {
    let catalog = wording.catalog();
    let (points, by_hand) = report.points();
    let _ = write!(out, "<h2>{}</h2>\n<table class=\"points\">\n<thead><tr>", escape(&catalog.text("handin-points")));
    for key in ["column-status", "handin-point", "handin-seen", "handin-when"] {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(&catalog.text(key)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for check in points {
        let _ = writeln!(
            out,
            "<tr><td class=\"{}\">{} {}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            status_word(check.status),
            glyph(check.status),
            escape(&catalog.text(status_key(check.status))),
            escape(&check.title),
            escape(&check.actual),
            escape(&wording.time(seen_at(report, check))),
        );
    }
    out.push_str("</tbody>\n</table>\n");
    if !by_hand.is_empty() {
        let _ = writeln!(out, "<h2>{}</h2>\n<ul>", escape(&catalog.text("handin-by-hand")));
        for check in by_hand {
            let (mark, title) = (glyph(check.status), escape(&check.title));
            let _ = writeln!(out, "<li class=\"manual\">{mark} {title} — {}</li>", escape(&said(check, wording)));
        }
        out.push_str("</ul>\n");
    }
}

fn steps(out: &mut String, report: &HandIn, wording: &Wording<'_>) {
    let catalog = wording.catalog();
    let _ = writeln!(
        out,
        "<h2>{}</h2>\n<p class=\"summary\">{}</p>",
        escape(&catalog.text("handin-all-steps")),
        escape(&counts(&report.document.summary, wording.lang)),
    );
    for step in &report.document.steps {
        let _ = writeln!(
            out,
            "<section>\n<h3><span class=\"{}\">{} {}</span> {}</h3>",
            status_word(step.status),
            glyph(step.status),
            escape(&catalog.text(status_key(step.status))),
            escape(&step.title),
        );
        for check in step.checks.iter().filter(|check| check.status != Status::Pass) {
            article(out, wording, check);
        }
        out.push_str("</section>\n");
    }
}
