//! Progress for a person at a terminal: a line a step, and what fell back since it was last seen to pass.

use jiff::Timestamp;

use super::glyph;
use super::human::Style;
use crate::check::Status;
use crate::progress::overview::{Overview, Overviews, StepOverview};
use crate::text::width::{pad_right, truncate, width};
use crate::text::wrap::wrap_text;
use crate::text::{FluentValue, Wording};

/// The mark of a finished step, as in the trainer.
const FINISHED: &str = "✿";

/// All courses, one after the other.
#[must_use]
pub fn human(overviews: &Overviews, style: &Style) -> String {
    let wording = Wording { lang: style.lang, zone: style.zone.clone(), course: None };
    let page = Page { style, wording };
    if overviews.courses.is_empty() {
        return page.wording.catalog().text("progress-empty") + "\n";
    }
    let mut lines: Vec<String> = overviews.courses.iter().flat_map(|overview| page.course(overview)).collect();
    lines.extend(page.wrapped("", &page.wording.catalog().text("progress-counted")));
    lines.join("\n") + "\n"
}

struct Page<'a> {
    style: &'a Style,
    wording: Wording<'a>,
}

impl Page<'_> {
    fn course(&self, overview: &Overview) -> Vec<String> {
        let catalog = self.wording.catalog();
        let text = |id: &str, args: &[(&str, String)]| {
            catalog.with(id, args.iter().map(|(name, value)| (*name, FluentValue::from(value.clone()))))
        };
        let mut lines = self.wrapped("", &format!("{}  {}", overview.course, overview.title));
        let place = text("report-head", &[("account", overview.account.clone()), ("region", overview.region.clone())]);
        let suffix = if overview.suffix.is_empty() { String::new() } else { format!("  {}", overview.suffix) };
        lines.extend(self.wrapped("", &format!("{place}{suffix}")));
        let sum = [
            ("done", overview.finished.to_string()),
            ("of", overview.of.to_string()),
            ("time", self.duration(overview.active_seconds)),
        ];
        let mut sum = text("progress-sum", &sum);
        if let Some(quiz) = overview.quiz {
            sum += &text("progress-sum-quiz", &[("right", quiz.right.to_string()), ("of", quiz.of.to_string())]);
        }
        lines.extend(self.wrapped("", &sum));
        lines.push(String::new());
        overview.steps.iter().for_each(|step| self.step(step, &mut lines));
        lines.push(String::new());
        lines
    }

    fn step(&self, step: &StepOverview, lines: &mut Vec<String>) {
        let catalog = self.wording.catalog();
        let ambiguous = self.style.ambiguous;
        let statuses: Vec<Status> = step.checks.iter().filter_map(|check| check.status).collect();
        let mark = if step.cleared_away || (step.finished && !statuses.contains(&Status::Fail)) {
            FINISHED
        } else if statuses.contains(&Status::Fail) {
            glyph(Status::Fail)
        } else if statuses.is_empty() {
            "◦"
        } else {
            "⋯"
        };
        let counts = [("progress-n-hints", step.hints), ("progress-n-retries", number(step.retries))];
        let counts = counts.into_iter().chain([("progress-n-shown", number(step.shown))]);
        let counts = counts.filter(|(_, n)| *n > 0).map(|(id, n)| catalog.with(id, [("n", FluentValue::from(n))]));
        let time = (step.active_seconds > 0).then(|| self.duration(step.active_seconds));
        let done: Vec<String> = time.into_iter().chain(counts).collect();
        let done = done.join("  ");
        let room = self.style.columns.saturating_sub(4 + width(&done, ambiguous)).max(12);
        let title = truncate(&step.title, room, ambiguous);
        lines.push(format!("{mark} {}  {done}", pad_right(&title, room, ambiguous)).trim_end().to_owned());
        for check in &step.checks {
            let open = matches!(check.status, Some(Status::Fail | Status::Waiting | Status::Inconclusive));
            let shown = open && !step.cleared_away;
            let (Some(status), Some(since), true) = (check.status, check.since, shown) else { continue };
            let state = if let Some((passed, since)) = check.fell() {
                let args = [("passed", self.moment(passed)), ("since", self.moment(since))];
                catalog.with("progress-fell", args.map(|(name, value)| (name, FluentValue::from(value))))
            } else {
                let word = FluentValue::from(catalog.text(super::status_key(status)));
                catalog.with("progress-since", [("status", word), ("since", FluentValue::from(self.moment(since)))])
            };
            lines.extend(self.wrapped("    ", &format!("{} {}: {state}", glyph(status), check.title)));
        }
    }

    fn duration(&self, seconds: u64) -> String {
        let whole = if seconds >= 60 { seconds / 60 * 60 } else { seconds };
        self.wording.duration(i64::try_from(whole).unwrap_or(i64::MAX))
    }

    fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.style.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn wrapped(&self, lead: &str, text: &str) -> Vec<String> {
        let room = self.style.columns.saturating_sub(lead.len()).max(16);
        wrap_text(text, room, self.style.ambiguous).iter().map(|line| format!("{lead}{line}")).collect()
    }
}

fn number(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
