//! The class as a spreadsheet: UTF-8 with a byte order mark and CRLF, as Excel needs it to show Japanese.
//!
//! Headings and statuses are the words of the JSON document, so that a spreadsheet's formulas outlive a change
//! of language. A text that a spreadsheet would take for a formula is led by an apostrophe.

use super::document::{GradeDocument, LearnerGrade, number};
use crate::check::Status;
use crate::report::status_word;

/// The columns before those of the steps.
const HEAD: [&str; 10] =
    ["id", "name", "score", "determined", "pass", "fail", "inconclusive", "waiting", "blocked", "manual"];

/// The document as CSV: one line a learner, one column a step.
#[must_use]
pub fn csv(document: &GradeDocument) -> String {
    let steps = document.steps();
    let mut out = String::from("\u{feff}");
    let mut heads: Vec<String> = HEAD.iter().map(|head| (*head).to_owned()).collect();
    heads.extend(steps.iter().map(|(id, _)| cell(id)));
    heads.extend(["error".to_owned(), "notes".to_owned()]);
    if document.changes.is_some() {
        heads.extend(["score_before".to_owned(), "changed_checks".to_owned()]);
    }
    line(&mut out, &heads);
    for learner in &document.learners {
        let mut cells = facts(learner);
        for (id, _) in &steps {
            let step = learner.steps.iter().find(|step| step.id == *id);
            cells.push(step.map(|step| status_word(step.status).to_owned()).unwrap_or_default());
        }
        cells.push(cell(learner.error.as_deref().unwrap_or_default()));
        let differences = learner.differences.iter().map(|difference| format!("≠ {}", difference.check));
        let notes: Vec<String> = learner.notes.iter().cloned().chain(differences).collect();
        cells.push(cell(&notes.join("; ")));
        if let Some(changes) = &document.changes {
            let change = changes.iter().find(|change| change.id == learner.id);
            cells.push(change.and_then(|change| change.score_before).map(number).unwrap_or_default());
            cells.push(change.map_or_else(|| "0".to_owned(), |change| change.checks.len().to_string()));
        }
        line(&mut out, &cells);
    }
    out
}

fn facts(learner: &LearnerGrade) -> Vec<String> {
    let mut cells = vec![cell(&learner.id), cell(learner.name.as_deref().unwrap_or_default())];
    // An empty cell, not a zero, where nothing was determined: an average must not count it.
    cells.push(if learner.determined > 0.0 { number(learner.score) } else { String::new() });
    cells.push(number(learner.determined));
    let order = [Status::Pass, Status::Fail, Status::Inconclusive, Status::Waiting, Status::Blocked, Status::Manual];
    cells.extend(order.map(|status| learner.summary.count(status).to_string()));
    cells
}

fn line(out: &mut String, cells: &[String]) {
    *out += &cells.join(",");
    *out += "\r\n";
}

/// A text as a cell: quoted where it must be, never a formula, on one line.
fn cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A spreadsheet trims what leads; full-width signs are taken for their ASCII twins by Japanese input.
    let formula = plain.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    let safe = if formula { format!("'{plain}") } else { plain };
    if safe.contains(['"', ',', ';', '\'']) || safe.starts_with(' ') || safe.ends_with(' ') {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
