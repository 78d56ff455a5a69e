//! The class for a person at a terminal: a line a learner, then what the class as a whole struggles with.

use super::document::{GradeDocument, LearnerGrade, number};
use crate::check::Status;
use crate::report::human::{Style, counts};
use crate::report::{glyph, is_bidi_control, status_key};
use crate::text::width::{pad_left, pad_right, width};
use crate::text::wrap::wrap_text;
use crate::text::{Catalog, FluentValue};

/// How many of the most failed checks are listed.
const MOST_FAILED: usize = 5;
/// A name takes no more of a line than this.
const WIDEST_NAME: usize = 28;

/// The document as text. `title` is the course's.
#[must_use]
pub fn human(document: &GradeDocument, title: &str, style: &Style) -> String {
    let mut page = Page { style, catalog: Catalog::get(style.lang), out: String::new() };
    page.block("", &format!("{}  {title}", document.course));
    page.out.push('\n');
    page.table(document);
    page.troubles(document);
    page.most_failed(document);
    page.changes(document);
    page.totals(document);
    page.out
}

struct Page<'a> {
    style: &'a Style,
    catalog: &'a Catalog,
    out: String,
}

impl Page<'_> {
    fn table(&mut self, document: &GradeDocument) {
        let wide = |learner: &LearnerGrade| width(&clean(&learner.shown()), self.style.ambiguous);
        let widest = document.learners.iter().map(wide).max().unwrap_or(0).min(WIDEST_NAME);
        let score = self.catalog.text("grade-score");
        let score_cells = width(&score, self.style.ambiguous).max(5);
        let head = format!(
            "{}  {}  {}",
            pad_right(&self.catalog.text("grade-learner"), widest, self.style.ambiguous),
            pad_left(&score, score_cells, self.style.ambiguous),
            self.catalog.text("grade-steps"),
        );
        self.out += head.trim_end();
        self.out.push('\n');
        for learner in &document.learners {
            let lines = wrap_text(&clean(&learner.shown()), widest.max(8), self.style.ambiguous);
            let name = pad_right(lines.first().map_or("", String::as_str), widest, self.style.ambiguous);
            let mark = pad_left(&learner.mark(), score_cells, self.style.ambiguous);
            let steps: String = learner.steps.iter().map(|step| self.paint(step.status)).collect();
            self.out += &format!("{name}  {mark}  {steps}  {}\n", counts(&learner.summary, self.style.lang));
            for line in lines.iter().skip(1) {
                self.out += &format!("{line}\n");
            }
        }
        let order =
            [Status::Pass, Status::Fail, Status::Inconclusive, Status::Waiting, Status::Blocked, Status::Manual];
        let legend = order.map(|status| format!("{} {}", glyph(status), self.catalog.text(status_key(status))));
        self.out.push('\n');
        self.block("", &legend.join("  "));
    }

    fn troubles(&mut self, document: &GradeDocument) {
        for learner in &document.learners {
            let shown = clean(&learner.shown());
            for text in learner.error.iter().chain(&learner.notes) {
                self.block("! ", &format!("{shown}: {text}"));
            }
            for difference in &learner.differences {
                let word = |status: Option<Status>| {
                    status.map_or_else(|| "—".to_owned(), |status| self.catalog.text(status_key(status)))
                };
                let text = self.catalog.with(
                    "grade-difference",
                    [
                        ("check", FluentValue::from(difference.title.as_str())),
                        ("claimed", FluentValue::from(word(difference.claimed))),
                        ("judged", FluentValue::from(word(difference.judged))),
                    ],
                );
                self.block("≠ ", &format!("{shown}: {text}"));
            }
        }
    }

    fn most_failed(&mut self, document: &GradeDocument) {
        let failed = document.most_failed();
        if failed.is_empty() {
            return;
        }
        self.heading("grade-most-failed");
        for (id, title, count) in failed.into_iter().take(MOST_FAILED) {
            let count = pad_left(&count.to_string(), 4, self.style.ambiguous);
            self.block(&format!("{count}  "), &format!("{title} ({id})"));
        }
    }

    fn changes(&mut self, document: &GradeDocument) {
        let Some(changes) = &document.changes else { return };
        self.heading("grade-changes");
        if changes.is_empty() {
            self.block("", &self.catalog.text("grade-changes-none"));
        }
        for change in changes {
            let mark = |score: Option<f64>| score.map_or_else(|| "—".to_owned(), number);
            let scores = format!("{} → {}", mark(change.score_before), mark(change.score_after));
            let who = change.name.as_ref().map_or_else(|| change.id.clone(), |name| format!("{name} ({})", change.id));
            self.block("  ", &format!("{}  {scores}", clean(&who)));
            for check in &change.checks {
                let mark = |status: Option<Status>| status.map_or("—", glyph);
                self.block("      ", &format!("{} → {}  {}", mark(check.before), mark(check.after), check.title));
            }
        }
    }

    fn totals(&mut self, document: &GradeDocument) {
        let marks: Vec<f64> =
            document.learners.iter().filter(|one| one.determined > 0.0).map(|one| one.score).collect();
        self.out.push('\n');
        #[expect(clippy::cast_precision_loss, reason = "a class is far smaller than 2^52")]
        let mean = if marks.is_empty() {
            "—".to_owned()
        } else {
            format!("{:.1}", marks.iter().sum::<f64>() / marks.len() as f64)
        };
        let text = self.catalog.with(
            "grade-totals",
            [
                ("learners", FluentValue::from(document.learners.len())),
                ("judged", FluentValue::from(marks.len())),
                ("mean", FluentValue::from(mean)),
            ],
        );
        self.block("", &text);
    }

    fn heading(&mut self, key: &str) {
        self.out.push('\n');
        self.block("", &self.catalog.text(key));
    }

    /// A text broken into lines, the first after `lead`, the others as far in.
    fn block(&mut self, lead: &str, text: &str) {
        let cells = width(lead, self.style.ambiguous);
        let room = self.style.columns.saturating_sub(cells).max(16);
        for (index, line) in wrap_text(&clean(text), room, self.style.ambiguous).iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(cells) };
            self.out += format!("{lead}{line}").trim_end();
            self.out.push('\n');
        }
    }

    /// Colour says nothing that the glyph does not say.
    fn paint(&self, status: Status) -> String {
        if !self.style.colour {
            return glyph(status).to_owned();
        }
        let code = match status {
            Status::Pass => "32",
            Status::Fail => "31",
            Status::Inconclusive | Status::Waiting => "33",
            Status::Blocked => "2",
            Status::Manual => "36",
        };
        format!("\u{1b}[{code}m{}\u{1b}[0m", glyph(status))
    }
}

/// What a roster or a report holds must not reach the terminal as a command.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !(c.is_control() || is_bidi_control(*c))).collect()
}
