//! The list of courses: one card each.
//!
//! ```text
//! ❯ title of the course
//!   one or two sentences about it
//!   us-east-1   17 steps   ✿ 5/17 ▰▰▰▱▱▱▱▱▱▱
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::course::Course;
use crate::tui::drawn::Click;
use crate::tui::glyphs::HANAMARU;
use crate::tui::paper::Paper;
use crate::tui::view::layout::MEASURE;

pub fn draw(paper: &mut Paper<'_>, area: Rect, selected: usize) {
    let state = paper.state;
    let area = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4).min(MEASURE),
        height: area.height - 1,
    };
    let heading = paper.text("tui-courses-heading");
    let strong = paper.theme.strong();
    paper.put(area, 0, &heading, strong);
    if state.library.courses.is_empty() {
        let text = paper.text("tui-no-courses");
        let lines = paper.wrap(&[(&text, paper.theme.warning())], area.width);
        paper.lines(Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }, &lines, 0);
        return;
    }
    let cards: Vec<Vec<Line<'static>>> = state
        .library
        .courses
        .iter()
        .enumerate()
        .map(|(i, c)| card(paper, &c.course, i, i == selected, area.width))
        .collect();
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    // The card under the cursor is always whole on screen.
    let above: usize = cards.iter().take(selected + 1).map(|card| card.len() + 1).sum();
    let skip = above.saturating_sub(usize::from(list.height) + 1);
    let mut row = 0;
    for (index, card) in cards.iter().enumerate() {
        for (offset, line) in card.iter().enumerate() {
            if let Some(at) = (row + offset).checked_sub(skip).and_then(|at| u16::try_from(at).ok())
                && at < list.height
            {
                let place = Rect { y: list.y + at, height: 1, ..list };
                paper.line(place, 0, line);
                paper.drawn.click(place, Click::Course(index));
            }
        }
        row += card.len() + 1;
    }
    if row.saturating_sub(skip) > usize::from(list.height) + 1 {
        paper.more_below(area);
    }
    broken(paper, list, row.saturating_sub(skip));
}

fn card(paper: &Paper<'_>, course: &Course, index: usize, selected: bool, width: u16) -> Vec<Line<'static>> {
    let state = paper.state;
    let theme = paper.theme;
    let (mark, style) = if selected { (paper.glyphs.pointer, theme.accent()) } else { (" ", theme.strong()) };
    let title = paper.cut(state.lang.pick(&course.title), width.saturating_sub(2));
    let mut lines =
        vec![Line::from(vec![Span::styled(format!("{mark} "), theme.accent()), Span::styled(title, style)])];
    for line in paper.wrap(&[(state.lang.pick(&course.summary), theme.text())], width.saturating_sub(2)) {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(line.spans);
        lines.push(Line::from(spans));
    }
    let minutes: u32 = course.steps.iter().map(|step| step.minutes).sum();
    let steps = course.steps.len().to_string();
    let time = paper.state.wording().duration(i64::from(minutes) * 60);
    let facts = paper.with("tui-card-facts", &[("steps", &steps), ("time", &time)]);
    let mut spans = vec![
        Span::raw("  "),
        Span::styled(course.region.clone(), theme.code()),
        Span::styled(format!("   {facts}"), theme.muted()),
    ];
    if let Some((done, all)) = state.standings.get(index).copied().flatten() {
        spans.push(Span::styled(format!("   {HANAMARU} {done}/{all} "), theme.accent()));
        spans.push(Span::styled(bar(done, all), theme.accent()));
    }
    lines.push(Line::from(spans));
    lines
}

/// Ten cells of progress.
fn bar(done: usize, all: usize) -> String {
    let full = (done * 10).checked_div(all).unwrap_or(0).min(10);
    format!("{}{}", "▰".repeat(full), "▱".repeat(10 - full))
}

/// Course directories that cannot be read are named, with what to type.
fn broken(paper: &mut Paper<'_>, list: Rect, row: usize) {
    let state = paper.state;
    for (index, broken) in state.library.broken.iter().enumerate() {
        let text = paper.with("tui-broken-course", &[("directory", &broken.directory)]);
        let style = paper.theme.warning();
        paper.put(list, u16::try_from(row + index).unwrap_or(u16::MAX), &text, style);
    }
}
