//! The document for a person at a terminal.
//!
//! A step is one line; the checks of a step that is not done are listed below it, and whatever is not a
//! pass is explained: what was expected, what was seen, what to do. Lines are broken by the Japanese rules.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::document::{CheckReport, Document, StepReport, Summary};
use super::{glyph, is_bidi_control, status_key};
use crate::check::Status;
use crate::check::verdict::Confirmation;
use crate::text::width::{pad_right, width};
use crate::text::wrap::wrap_text;
use crate::text::{Ambiguous, Catalog, FluentValue, Lang, Wording};

/// How the terminal wants it.
#[derive(Clone, Debug)]
pub struct Style {
    pub lang: Lang,
    pub zone: TimeZone,
    /// Cells of a line.
    pub columns: usize,
    pub ambiguous: Ambiguous,
    pub colour: bool,
}

/// The document as text. `title` is the course's.
#[must_use]
pub fn human(document: &Document, title: &str, style: &Style) -> String {
    let mut page = Page {
        style,
        wording: Wording { lang: style.lang, zone: style.zone.clone(), course: None },
        out: String::new(),
    };
    page.head(document, title);
    let widest = document.steps.iter().map(|step| step.id.len()).max().unwrap_or(0);
    for step in &document.steps {
        page.step(step, widest);
    }
    page.out.push('\n');
    page.block("", "", &summary_line(document, style.lang));
    let observed = page.wording.time(document.finished_at);
    let line = page.wording.catalog().with(
        "report-observed",
        [("at", FluentValue::from(observed)), ("calls", FluentValue::from(document.api_calls))],
    );
    page.block("", "", &line);
    page.out
}

/// Counts in words: `合格30・不合格1`.
#[must_use]
pub fn summary_line(document: &Document, lang: Lang) -> String {
    let catalog = Catalog::get(lang);
    let key = match super::Outcome::of(&document.summary) {
        super::Outcome::Good => "summary-good",
        super::Outcome::Failed => "summary-failed",
        _ => "summary-open",
    };
    catalog.with(key, [("counts", FluentValue::from(counts(&document.summary, lang)))])
}

/// `合格30・不合格1`.
#[must_use]
pub fn counts(summary: &Summary, lang: Lang) -> String {
    let catalog = Catalog::get(lang);
    let order = [Status::Pass, Status::Fail, Status::Inconclusive, Status::Waiting, Status::Blocked, Status::Manual];
    let counts: Vec<String> = order
        .into_iter()
        .map(|status| (status, summary.count(status)))
        .filter(|(status, count)| *count > 0 || matches!(status, Status::Pass | Status::Fail))
        .map(|(status, count)| {
            let word = FluentValue::from(catalog.text(status_key(status)));
            catalog.with("summary-count", [("status", word), ("n", FluentValue::from(count))])
        })
        .collect();
    counts.join(&catalog.text("summary-joint.text"))
}

/// Who confirmed a manual check, and when.
#[must_use]
pub fn confirmation(wording: &Wording<'_>, confirmed: &Confirmation) -> String {
    let by = FluentValue::from(wording.person(&confirmed.by));
    wording.catalog().with("confirmed-by", [("by", by), ("at", FluentValue::from(wording.time(confirmed.at)))])
}

/// There is something to look at or to do.
const fn unfinished(status: Status) -> bool {
    !matches!(status, Status::Pass | Status::Blocked)
}

struct Page<'a> {
    style: &'a Style,
    wording: Wording<'a>,
    out: String,
}

impl Page<'_> {
    fn head(&mut self, document: &Document, title: &str) {
        let catalog = self.wording.catalog();
        let account = document.account.clone().unwrap_or_else(|| catalog.text("label-account-unknown"));
        let line = catalog.with(
            "report-head",
            [("account", FluentValue::from(account)), ("region", FluentValue::from(document.region.as_str()))],
        );
        let name = format!("{}  {title}", document.course);
        self.block("", "", &name);
        self.block("", "", &line);
        self.out.push('\n');
    }

    fn step(&mut self, step: &StepReport, widest: usize) {
        let catalog = self.wording.catalog();
        let status = catalog.text(status_key(step.status));
        let mark = self.paint(step.status, glyph(step.status));
        let id = pad_right(&step.id, widest, self.style.ambiguous);
        let room = self.style.columns.saturating_sub(2 + widest + 2 + width(&status, self.style.ambiguous) + 2).max(16);
        let lines = wrap_text(&step.title, room, self.style.ambiguous);
        let (first, rest) = lines.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let title = pad_right(first, room, self.style.ambiguous);
        let word = self.paint(step.status, &status);
        self.out += &format!("{mark} {id}  {title}  {word}\n");
        for line in rest {
            self.out += &format!("{}{line}\n", " ".repeat(2 + widest + 2));
        }
        for check in &step.checks {
            if step.status != Status::Pass || !check.advice.is_empty() {
                self.check(check);
            }
        }
    }

    fn check(&mut self, check: &CheckReport) {
        let mark = self.paint(check.status, glyph(check.status));
        self.marked(&mark, &check.title);
        let catalog = self.wording.catalog();
        if check.status == Status::Blocked {
            // What holds it is explained where it stands; here one line says which check that is.
            self.part("label-actual", &check.actual);
        } else if check.status != Status::Pass {
            self.part("label-expected", &check.expected);
            self.part("label-actual", &check.actual);
            if let Some(hint) = &check.hint {
                self.part("label-hint", hint);
            }
        }
        for advice in &check.advice {
            self.part("label-advice", advice);
        }
        if let Some(until) = check.until {
            let until = self.wording.time(until);
            self.part("label-until", &until);
        }
        for (label, text) in [("label-usual", &check.usual), ("label-look-at", &check.look_at)] {
            if let Some(text) = text {
                self.part(label, text);
            }
        }
        if let Some(confirmed) = &check.confirmed {
            let text = confirmation(&self.wording, confirmed);
            self.part("label-confirmed", &text);
        }
        if let Some(at) = check.recorded_at {
            let at = self.wording.time(at);
            self.part("label-recorded-at", &at);
        }
        if check.status != Status::Pass && !check.evidence.is_empty() {
            let mut resources: Vec<&str> = check.evidence.iter().map(|piece| piece.resource.as_str()).collect();
            resources.dedup();
            let text = catalog.with("evidence-list", [("items", FluentValue::from(self.wording.list(&resources)))]);
            self.part("label-evidence", &text);
        }
        if let Some(address) = check.console.as_ref().filter(|_| unfinished(check.status)) {
            // An address stays on one line, whatever its length: terminals open it as a whole.
            let _ = writeln!(self.out, "        {}: {address}", self.wording.catalog().text("label-console"));
        }
    }

    /// `    ✗ title`, the mark painted and therefore measured apart.
    fn marked(&mut self, mark: &str, title: &str) {
        let lines = wrap_text(title, self.style.columns.saturating_sub(6).max(16), self.style.ambiguous);
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { format!("    {mark} ") } else { " ".repeat(6) };
            self.out += &format!("{lead}{line}\n");
        }
    }

    fn part(&mut self, label: &str, text: &str) {
        let label = self.wording.catalog().text(label);
        let lead = format!("        {label}: ");
        self.block(&lead, &" ".repeat(width(&lead, self.style.ambiguous)), text);
    }

    /// A text broken into lines, the first after `lead`, the others after `indent`.
    fn block(&mut self, lead: &str, indent: &str, text: &str) {
        let room = self.style.columns.saturating_sub(width(lead, self.style.ambiguous)).max(16);
        let clean: String = text.chars().filter(|c| *c == '\n' || !(c.is_control() || is_bidi_control(*c))).collect();
        for (index, line) in wrap_text(&clean, room, self.style.ambiguous).iter().enumerate() {
            let lead = if index == 0 { lead } else { indent };
            self.out += format!("{lead}{line}").trim_end();
            self.out.push('\n');
        }
    }

    /// Colour says nothing that the glyph and the word do not say.
    fn paint(&self, status: Status, text: &str) -> String {
        if !self.style.colour {
            return text.to_owned();
        }
        let code = match status {
            Status::Pass => "32",
            Status::Fail => "31",
            Status::Inconclusive | Status::Waiting => "33",
            Status::Blocked => "2",
            Status::Manual => "36",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
