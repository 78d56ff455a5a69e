//! What the checks of the current step found.
//!
//! ```text
//! Checks 2/3                          observed 22:10:05 (12 s ago)
//!
//! ✓ title of a check that passes
//! ✗ title of one that fails
//!   expected  …
//!   found     …
//!   hint      …
//! ```

use std::rc::Rc;

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::progress;
use super::shares;
use super::steps::title;
use super::waits;
use crate::check::verdict::Finding;
use crate::check::{Status, Verdict};
use crate::text::{Ambiguous, Lang};
use crate::tui::drawn::Click;
use crate::tui::glyphs;
use crate::tui::paper::{Paper, Sheet};
use crate::tui::room::{Pane, Room, Seen};
use crate::tui::theme::Theme;

/// Everything that the laid-out checks depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksKey {
    course: usize,
    step: usize,
    revision: u64,
    details: bool,
    lang: Lang,
    width: u16,
    theme: Theme,
    ambiguous: Ambiguous,
    none: bool,
    /// What waits counts down by the second, everything else ages by the minute.
    tick: i64,
}

/// Passed, of how many; a confirmed item counts.
#[must_use]
pub fn count(room: &Room) -> (usize, usize) {
    let ids = room.check_ids(room.step);
    let stands = |verdict: &Verdict| verdict.status == Status::Pass || verdict.confirmed.is_some();
    let passed = ids.iter().filter(|id| room.verdicts.get(*id).is_some_and(|seen| stands(&seen.verdict))).count();
    (passed, ids.len())
}

pub fn draw(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    paper.drawn.click(area, Click::Pane(Pane::Checks));
    let (passed, all) = count(room);
    let text = format!("{} {passed}/{all}", paper.text("tui-pane-checks"));
    let used = title(paper, area, &text, room.pane == Pane::Checks);
    let rest = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 2), ..area };
    let observed = observed(paper, room);
    let style = paper.theme.muted();
    paper.put_right(rest, 0, &Line::styled(observed, style));
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let sheet = sheet(paper, room, body.width);
    let most = u16::try_from(sheet.lines.len().saturating_sub(usize::from(body.height))).unwrap_or(u16::MAX);
    paper.lines(body, &sheet.lines, room.scroll.checks.min(most));
    paper.drawn.pane(body, Pane::Checks, sheet.lines.len());
    if most > room.scroll.checks {
        paper.more_below(Rect { y: body.y.saturating_sub(1), height: 1, ..body });
    }
}

/// When the step was last looked at.
fn observed(paper: &Paper<'_>, room: &Room) -> String {
    let ids = room.check_ids(room.step);
    let by_hand = |verdict: &Verdict| verdict.status == Status::Manual;
    let at = ids.iter().filter_map(|id| room.verdicts.get(id)).filter(|s| !by_hand(&s.verdict)).map(|s| s.at).min();
    let Some(at) = at.filter(|_| room.facts.is_some()) else { return String::new() };
    let time = paper.state.time_of_day(at);
    paper.with("tui-observed", &[("time", &time), ("ago", &ago(paper, at))])
}

/// `12 s`, `3 min`, in figures that do not jitter.
fn ago(paper: &Paper<'_>, at: Timestamp) -> String {
    let seconds = paper.state.account_now().duration_since(at).as_secs().max(0);
    let (id, n) = match seconds {
        0..60 => ("tui-ago-seconds", seconds),
        60..3600 => ("tui-ago-minutes", seconds / 60),
        _ => ("tui-ago-hours", seconds / 3600),
    };
    paper.with(id, &[("n", &format!("{n:>2}"))])
}

fn sheet(paper: &mut Paper<'_>, room: &Room, width: u16) -> Rc<Sheet> {
    let key = ChecksKey {
        course: room.index,
        step: room.step,
        revision: room.revision,
        details: room.details,
        lang: paper.state.lang,
        width,
        theme: paper.theme,
        ambiguous: paper.ambiguous(),
        none: paper.state.account.none,
        tick: paper.state.account_now().as_second().div_euclid(if room.counts_down() { 1 } else { 60 }),
    };
    if let Some((known, sheet)) = &paper.cache.checks
        && *known == key
    {
        return Rc::clone(sheet);
    }
    let sheet = Rc::new(Sheet { lines: lay_out(paper, room, width), ..Sheet::default() });
    paper.cache.checks = Some((key, Rc::clone(&sheet)));
    sheet
}

/// The first step fails here, and this person has got on with the course somewhere else: perhaps that was meant.
fn elsewhere(paper: &Paper<'_>, room: &Room, width: u16) -> Vec<Line<'static>> {
    let lost = room.step == 0 && room.status(0) == Some(Status::Fail) && room.standing().0 == 0;
    let furthest = room.others.iter().filter(|_| lost).max_by_key(|(_, steps)| *steps);
    let Some((key, steps)) = furthest else { return Vec::new() };
    let args = [
        ("account", key.account.as_str()),
        ("region", &key.region),
        ("suffix", &key.suffix),
        ("steps", &steps.to_string()),
    ];
    let id = if key.suffix == room.key.suffix { "progress-other-place" } else { "progress-other-suffix" };
    let mut lines = paper.wrap(&[(&paper.with(id, &args), paper.theme.accent())], width);
    lines.push(Line::default());
    lines
}

fn lay_out(paper: &Paper<'_>, room: &Room, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(since) = room.broken_since(room.step) {
        let text = paper.with("tui-broken-since", &[("time", &paper.state.wording().time(since))]);
        lines.extend(paper.wrap(&[(&text, paper.theme.accent())], width));
        lines.push(Line::default());
    }
    if room.status(room.step).is_some_and(|status| status != Status::Pass) && room.cleared_away(room.step) {
        let text = paper.text("tui-cleared-away");
        lines.extend(paper.wrap(&[(&text, paper.theme.good())], width));
        lines.push(Line::default());
    }
    lines.extend(elsewhere(paper, room, width));
    lines.extend(shares::draw(paper, room, width));
    let step = room.current();
    if room.is_stuck() {
        let text = paper.text("tui-way-offer");
        lines.extend(paper.wrap(&[(&text, paper.theme.accent())], width));
        lines.push(Line::default());
    }
    for check in &step.checks {
        let id = format!("{}.{}", step.id, check.id);
        let seen = room.verdicts.get(&id);
        let verdict = seen.map(|seen| &seen.verdict);
        let status = verdict.map(|verdict| verdict.status);
        let confirmed = verdict.is_some_and(|verdict| verdict.confirmed.is_some());
        let (sign, style) = if confirmed {
            (glyphs::status(Some(Status::Manual)), paper.theme.good())
        } else {
            (glyphs::status(status), paper.theme.status(status))
        };
        let name = paper.state.lang.pick(&check.title);
        let name_style =
            if status == Some(Status::Pass) || confirmed { paper.theme.text() } else { paper.theme.strong() };
        hang(paper, &mut lines, width, &[(format!("{sign} "), style)], 2, &[(name, name_style)]);
        if let Some(seen) = seen {
            let before = lines.len();
            detail(paper, room, (&id, seen), width, &mut lines);
            if lines.len() > before {
                lines.push(Line::default());
            }
        }
    }
    if !room.progress.picked.is_empty() {
        let picked: Vec<String> = room.progress.picked.iter().map(|(key, id)| format!("{key} = {id}")).collect();
        let text = paper.with("which-picked", &[("picked", &paper.state.wording().list(&picked))]);
        lines.push(Line::default());
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    if step.checks.is_empty() {
        let text = paper.text("tui-no-checks");
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    } else if paper.state.account.none {
        lines.push(Line::default());
        let text = paper.text("tui-checks-need-account");
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    lines
}

/// What one verdict says, indented under its title.
fn detail(paper: &Paper<'_>, room: &Room, (id, seen): (&str, &Seen), width: u16, lines: &mut Vec<Line<'static>>) {
    let verdict = &seen.verdict;
    let wording = paper.state.wording();
    let theme = paper.theme;
    let stands = verdict.status == Status::Pass || verdict.confirmed.is_some();
    let mut rows: Vec<(&str, String, Style)> = Vec::new();
    if let Some(confirmed) = &verdict.confirmed {
        let (who, time) = (wording.person(&confirmed.by), wording.time(confirmed.at));
        let text = paper.with("tui-confirmed-by", &[("who", &who), ("time", &time)]);
        rows.push(("", text, theme.muted()));
    } else if !stands || room.details {
        let words = wording.words(&verdict.finding);
        let found = if verdict.status == Status::Fail { theme.strong() } else { theme.text() };
        if verdict.status != Status::Blocked {
            rows.push(("tui-label-expected", words.expected, theme.text()));
        }
        rows.push(("tui-label-found", words.actual, found));
        if let Some(hint) = held_elsewhere(paper, room, verdict).or(words.hint) {
            rows.push(("tui-label-hint", hint, theme.text()));
        }
        // A quiz is answered on its page, not confirmed.
        if verdict.status == Status::Manual && verdict.held_by.is_none() && !id.starts_with("quiz.") {
            rows.push(("", paper.text("tui-press-to-confirm"), theme.accent()));
        }
    }
    if let Some((passed, since)) = room.fell(id) {
        rows.push(("", progress::fell(paper, passed, since), theme.warning()));
    }
    rows.extend(waits::rows(paper, seen));
    if let Some(at) = verdict.recorded_at {
        rows.push(("", paper.with("tui-recorded", &[("time", &wording.time(at))]), theme.muted()));
    }
    // The practice account's names lead to this machine by design: nothing to be told of.
    let told = |advice: &&Finding| !(paper.state.practising() && advice.id == "advice-dns-overridden");
    for advice in verdict.advice.iter().filter(told) {
        rows.push(("tui-label-advice", wording.advice(advice), theme.text()));
    }
    if room.details {
        for evidence in &verdict.evidence {
            rows.push(("tui-label-evidence", format!("{} {}", evidence.resource, evidence.fact), theme.code()));
        }
    }
    let labels = rows.iter().map(|(id, _, _)| if id.is_empty() { String::new() } else { paper.text(id) });
    let labels: Vec<String> = labels.collect();
    let column = labels.iter().map(|label| paper.width(label)).max().unwrap_or(0);
    for ((_, text, style), label) in rows.iter().zip(labels) {
        let (first, indent) = if label.is_empty() {
            ("  ".to_owned(), 2)
        } else {
            let gap = " ".repeat(usize::from(column - paper.width(&label)) + 2);
            (format!("  {label}{gap}"), column + 4)
        };
        hang(paper, lines, width, &[(first, theme.muted())], indent, &[(text, *style)]);
    }
}

/// What a check waits for stands on the page of an earlier step: which.
fn held_elsewhere(paper: &Paper<'_>, room: &Room, verdict: &Verdict) -> Option<String> {
    let cause = verdict.held_by.as_deref().filter(|_| verdict.status == Status::Blocked)?;
    let id = cause.split_once('.')?.0;
    let at = room.course().steps.iter().position(|step| step.id == id).filter(|at| *at != room.step)?;
    let title = paper.state.lang.pick(&room.course().steps[at].title);
    let check = paper.state.wording().check_title(cause);
    let number = (at + 1).to_string();
    Some(paper.with("tui-held-elsewhere", &[("number", &number), ("title", title), ("check", &check)]))
}

/// Wraps a text behind something that only the first line carries.
fn hang(
    paper: &Paper<'_>,
    lines: &mut Vec<Line<'static>>,
    width: u16,
    first: &[(String, Style)],
    indent: u16,
    text: &[(&str, Style)],
) {
    for (row, line) in paper.wrap(text, width.saturating_sub(indent)).into_iter().enumerate() {
        let mut spans: Vec<Span<'static>> = if row == 0 {
            first.iter().map(|(text, style)| Span::styled(text.clone(), *style)).collect()
        } else {
            vec![Span::raw(" ".repeat(usize::from(indent)))]
        };
        spans.extend(line.spans);
        lines.push(Line::from(spans));
    }
}
