//! The class as one self-contained page: learners × steps, what most of them fail, and each learner's details.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::document::{GradeDocument, LearnerGrade, number};
use crate::check::Status;
use crate::report::html::{article, escape, head};
use crate::report::{glyph, status_key, status_word};
use crate::text::{Catalog, FluentValue, Lang, Wording};

const CSS: &str = include_str!("page.css");

/// The document as an HTML page. `title` is the course's.
#[must_use]
pub fn html(document: &GradeDocument, title: &str, lang: Lang, zone: &TimeZone) -> String {
    let wording = Wording { lang, zone: zone.clone(), course: None };
    let mut out = head(title, lang, CSS);
    legend(&mut out, wording.catalog());
    matrix(&mut out, document, wording.catalog());
    most_failed(&mut out, document, wording.catalog());
    changes(&mut out, document, wording.catalog());
    let _ = writeln!(out, "<h2>{}</h2>", escape(&wording.catalog().text("grade-details")));
    for (index, learner) in document.learners.iter().enumerate() {
        details(&mut out, index, learner, &wording);
    }
    let _ = writeln!(out, "</main>\n</body>\n</html>");
    out
}

fn legend(out: &mut String, catalog: &Catalog) {
    let _ = write!(out, "<p class=\"legend\">");
    for status in [Status::Pass, Status::Fail, Status::Inconclusive, Status::Waiting, Status::Blocked, Status::Manual] {
        let word = escape(&catalog.text(status_key(status)));
        let _ = write!(out, "<span class=\"{}\">{} {word}</span> ", status_word(status), glyph(status));
    }
    let _ = writeln!(out, "</p>\n<p>{}</p>", escape(&catalog.text("grade-score-rule")));
}

fn matrix(out: &mut String, document: &GradeDocument, catalog: &Catalog) {
    let steps = document.steps();
    let _ = write!(
        out,
        "<div class=\"matrix\">\n<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>",
        escape(&catalog.text("grade-learner")),
        escape(&catalog.text("grade-score")),
    );
    for (id, title) in &steps {
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"step\" title=\"{}\"><span>{}</span></th>",
            escape(title),
            escape(id)
        );
    }
    let _ = writeln!(out, "</tr></thead>\n<tbody>");
    for (index, learner) in document.learners.iter().enumerate() {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><a href=\"#l{index}\">{}</a></th><td class=\"score\">{}</td>",
            escape(&learner.shown()),
            learner.mark(),
        );
        for (id, _) in &steps {
            match learner.steps.iter().find(|step| step.id == *id) {
                Some(step) => {
                    let word = escape(&catalog.text(status_key(step.status)));
                    let (class, mark) = (status_word(step.status), glyph(step.status));
                    let _ = write!(out, "<td class=\"{class}\" title=\"{word}\">{mark}</td>");
                }
                None => out.push_str("<td></td>"),
            }
        }
        let _ = writeln!(out, "</tr>");
    }
    let _ = writeln!(out, "</tbody>\n</table>\n</div>");
}

fn most_failed(out: &mut String, document: &GradeDocument, catalog: &Catalog) {
    let failed = document.most_failed();
    if failed.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h2>{}</h2>\n<ol class=\"failed\">", escape(&catalog.text("grade-most-failed")));
    for (id, title, count) in failed.into_iter().take(10) {
        let count = catalog.with("grade-learners", [("count", FluentValue::from(count))]);
        let _ = writeln!(out, "<li>{} <code>{}</code> — {}</li>", escape(title), escape(id), escape(&count));
    }
    let _ = writeln!(out, "</ol>");
}

fn changes(out: &mut String, document: &GradeDocument, catalog: &Catalog) {
    let Some(changes) = &document.changes else { return };
    let _ = writeln!(out, "<h2>{}</h2>", escape(&catalog.text("grade-changes")));
    if changes.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escape(&catalog.text("grade-changes-none")));
        return;
    }
    let _ = writeln!(out, "<ul>");
    for change in changes {
        let mark = |score: Option<f64>| score.map_or_else(|| "—".to_owned(), number);
        let who = change.name.as_ref().map_or_else(|| change.id.clone(), |name| format!("{name} ({})", change.id));
        let _ = write!(out, "<li>{}: {} → {}", escape(&who), mark(change.score_before), mark(change.score_after));
        for check in &change.checks {
            let mark = |status: Option<Status>| status.map_or("—", glyph);
            let _ = write!(out, "<br>{} → {} {}", mark(check.before), mark(check.after), escape(&check.title));
        }
        let _ = writeln!(out, "</li>");
    }
    let _ = writeln!(out, "</ul>");
}

/// What is not a pass, opened by a click; the rest is in the matrix. The anchor is inside: following a link to it
/// opens what is closed.
fn details(out: &mut String, index: usize, learner: &LearnerGrade, wording: &Wording<'_>) {
    let catalog = wording.catalog();
    let counts = crate::report::human::counts(&learner.summary, wording.lang);
    let _ = writeln!(
        out,
        "<details>\n<summary>{} — {} ({})</summary>\n<div id=\"l{index}\">",
        escape(&learner.shown()),
        learner.mark(),
        escape(&counts),
    );
    for text in learner.error.iter().chain(&learner.notes) {
        let _ = writeln!(out, "<p class=\"inconclusive\">! {}</p>", escape(text));
    }
    for difference in &learner.differences {
        let word =
            |status: Option<Status>| status.map_or_else(|| "—".to_owned(), |status| catalog.text(status_key(status)));
        let text = catalog.with(
            "grade-difference",
            [
                ("check", FluentValue::from(difference.title.as_str())),
                ("claimed", FluentValue::from(word(difference.claimed))),
                ("judged", FluentValue::from(word(difference.judged))),
            ],
        );
        let _ = writeln!(out, "<p class=\"fail\">≠ {}</p>", escape(&text));
    }
    let undone = learner.steps.iter().flat_map(|step| &step.checks).filter(|check| check.status != Status::Pass);
    let mut any = false;
    for check in undone {
        any = true;
        article(out, wording, check);
    }
    if !any {
        let _ = writeln!(out, "<p class=\"pass\">{}</p>", escape(&catalog.text("grade-all-pass")));
    }
    let _ = writeln!(out, "</div>\n</details>");
}
