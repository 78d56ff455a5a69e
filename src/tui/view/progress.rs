//! The progress page: step by step, how long, how many hints and retries, and what fell back.
//!
//! ```text
//! Progress   5/17 steps · 1 h 12 min · quiz 3/4
//!
//!   step                      time   hints  retries  shown
//! ✿ create the ALB's group    8 min      1        2      0
//!   ✗ only from the ALB — passed at 21:40, fails since 22:05
//! ```

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::check::Status;
use crate::progress::overview::{CheckOverview, Overview, StepOverview};
use crate::tui::drawn::Extent;
use crate::tui::glyphs;
use crate::tui::paper::Paper;
use crate::tui::room::Room;

/// Cells of the columns behind the title: time, hints, retries, shown.
const COLUMNS: [(&str, u16); 4] =
    [("progress-time", 12), ("progress-hints", 8), ("progress-retries", 10), ("progress-shown", 8)];

pub fn draw(paper: &mut Paper<'_>, area: Rect, scroll: u16) {
    paper.clear(area);
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    let Some(room) = paper.state.room() else { return };
    let lang = paper.state.lang;
    let overview = Overview::new(room.course(), &room.key, &room.progress, lang);
    let heading = paper.text("progress-heading");
    let accent = paper.theme.accent();
    let used = paper.put(area, 0, &heading, accent);
    let rest = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 2), ..area };
    let muted = paper.theme.muted();
    let sum = sum(paper, &overview, room.standing().0);
    paper.put(rest, 0, &sum, muted);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let lines = lines(paper, room, &overview, body.width);
    let most = u16::try_from(lines.len().saturating_sub(usize::from(body.height))).unwrap_or(u16::MAX);
    paper.drawn.overlay = Extent { most, rows: body.height };
    paper.lines(body, &lines, scroll.min(most));
    if scroll < most {
        paper.more_below(Rect { y: area.y + 1, ..area });
    }
}

/// `5/17 steps · 1 h 12 min · quiz 3/4`.
fn sum(paper: &Paper<'_>, overview: &Overview, done: usize) -> String {
    let time = duration(paper, overview.active_seconds);
    let (done, of) = (done.to_string(), overview.of.to_string());
    let sum = paper.with("progress-sum", &[("done", &done), ("of", &of), ("time", &time)]);
    match overview.quiz {
        Some(quiz) => {
            let (right, of) = (quiz.right.to_string(), quiz.of.to_string());
            sum + &paper.with("progress-sum-quiz", &[("right", &right), ("of", &of)])
        }
        None => sum,
    }
}

fn duration(paper: &Paper<'_>, seconds: u64) -> String {
    if seconds == 0 {
        return "-".to_owned();
    }
    // Seconds say nothing beside minutes.
    let whole = if seconds >= 60 { seconds / 60 * 60 } else { seconds };
    paper.state.wording().duration(i64::try_from(whole).unwrap_or(i64::MAX))
}

fn lines(paper: &Paper<'_>, room: &Room, overview: &Overview, width: u16) -> Vec<Line<'static>> {
    let theme = paper.theme;
    let figures: u16 = COLUMNS.iter().map(|(_, cells)| cells).sum();
    let title = width.saturating_sub(figures + 2);
    let heads = COLUMNS.map(|(label, _)| paper.text(label));
    let mut lines = vec![row(paper, ("  ".to_owned(), theme.muted()), "", title, &heads, theme.muted())];
    for (index, step) in overview.steps.iter().enumerate() {
        let status = room.status(index);
        let (sign, style) = if room.done(index) {
            (glyphs::HANAMARU, theme.accent())
        } else {
            (glyphs::status(status), theme.status(status))
        };
        let count = |n: u64| if n == 0 { "-".to_owned() } else { n.to_string() };
        let figures = [
            duration(paper, step.active_seconds),
            count(u64::try_from(step.hints).unwrap_or(0)),
            count(step.retries.into()),
            count(step.shown.into()),
        ];
        let name = if index == room.step { theme.strong() } else { theme.text() };
        lines.push(row(paper, (format!("{sign} "), style), &step.title, title, &figures, name));
        lines.extend(fallen(paper, step, width));
    }
    lines.push(Line::default());
    for note in ["progress-counted", "progress-elsewhere"] {
        lines.extend(paper.wrap(&[(&paper.text(note), theme.muted())], width));
    }
    lines
}

/// The checks of a step that passed once and do not now, and when that changed.
fn fallen(paper: &Paper<'_>, step: &StepOverview, width: u16) -> Vec<Line<'static>> {
    let of = |check: &CheckOverview| {
        let (passed, since) = check.fell()?;
        let text = fell(paper, passed, since);
        Some(format!("{} {}: {text}", glyphs::status(Some(Status::Fail)), check.title))
    };
    let texts = step.checks.iter().filter(|_| !step.cleared_away).filter_map(of);
    let wrapped = texts.flat_map(|text| paper.wrap(&[(&text, paper.theme.warning())], width.saturating_sub(4)));
    wrapped
        .map(|line| {
            let mut spans = vec![Span::raw("    ")];
            spans.extend(line.spans);
            Line::from(spans)
        })
        .collect()
}

/// `21:40は合格、22:05から不合格`; with the day where it is not today's.
#[must_use]
pub fn fell(paper: &Paper<'_>, passed: Timestamp, since: Timestamp) -> String {
    let (passed, since) = (moment(paper, passed), moment(paper, since));
    paper.with("progress-fell", &[("passed", &passed), ("since", &since)])
}

fn moment(paper: &Paper<'_>, at: Timestamp) -> String {
    let zone = &paper.state.zone;
    let (local, today) = (at.to_zoned(zone.clone()), paper.state.account_now().to_zoned(zone.clone()));
    let format = if local.date() == today.date() { "%H:%M" } else { "%m/%d %H:%M" };
    local.strftime(format).to_string()
}

/// A title cut to its cells, and figures right-aligned in their columns.
fn row(
    paper: &Paper<'_>,
    (sign, sign_style): (String, Style),
    title: &str,
    cells: u16,
    figures: &[String; 4],
    style: Style,
) -> Line<'static> {
    let text = paper.cut(title, cells);
    let pad = usize::from(cells.saturating_sub(paper.width(&text)));
    let mut spans = vec![Span::styled(sign, sign_style), Span::styled(text, style), Span::raw(" ".repeat(pad))];
    for (figure, (_, cells)) in figures.iter().zip(COLUMNS) {
        let pad = usize::from(cells.saturating_sub(paper.width(figure)));
        spans.push(Span::styled(format!("{}{figure}", " ".repeat(pad)), paper.theme.muted()));
    }
    Line::from(spans)
}
