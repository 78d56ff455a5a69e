//! The steps of a course with their states.
//!
//! ```text
//! Steps
//! ✿  1 title of a finished step
//! ✗  2 title of one that fails        ← the current one is shaded
//! ◦  3 one that nobody has looked at; a long
//!      title takes rows where there are some
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::check::Status;
use crate::tui::drawn::Click;
use crate::tui::glyphs::{self, HANAMARU};
use crate::tui::paper::Paper;
use crate::tui::room::{Pane, Room};

/// Cells before a title: its sign and its number.
const INDENT: u16 = 6;

pub fn draw(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let focused = room.pane == Pane::Steps;
    let heading = paper.text("tui-pane-steps");
    title(paper, area, &heading, focused);
    paper.drawn.click(area, Click::Pane(Pane::Steps));
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let all = room.course().steps.len();
    let room_for = usize::from(list.height);
    let titles: Vec<Vec<String>> = titles(paper, room, list.width.saturating_sub(INDENT), room_for);
    let skip = room.step.saturating_sub(room_for / 2).min(all.saturating_sub(room_for));
    let mut y = list.y;
    for (index, title) in titles.iter().enumerate().skip(skip).take(room_for) {
        let rows = u16::try_from(title.len()).unwrap_or(u16::MAX);
        let place = Rect { y, height: rows, ..list };
        entry(paper, place, room, index, title);
        y += rows;
    }
    if skip + room_for < all {
        paper.more_below(Rect { y: area.y + 1, ..area });
    }
    paper.drawn.pane(list, Pane::Steps, all);
}

/// Every title over as many rows as it takes, where all of them have room; else cut to one.
fn titles(paper: &Paper<'_>, room: &Room, width: u16, rows: usize) -> Vec<Vec<String>> {
    let texts = || room.course().steps.iter().map(|step| paper.state.lang.pick(&step.title));
    let text = |line: Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
    let whole: Vec<Vec<String>> =
        texts().map(|title| paper.wrap(&[(title, Style::new())], width).into_iter().map(text).collect()).collect();
    if whole.iter().map(Vec::len).sum::<usize>() <= rows {
        return whole;
    }
    texts().map(|title| vec![paper.cut(title, width)]).collect()
}

fn entry(paper: &mut Paper<'_>, place: Rect, room: &Room, index: usize, title: &[String]) {
    let current = index == room.step;
    let (sign, sign_style) = sign(paper, room, index);
    let number_style = if current { paper.theme.strong() } else { paper.theme.muted() };
    let mut text_style = if current { paper.theme.strong() } else { paper.theme.text() };
    if room.done(index) && !current {
        text_style = paper.theme.muted();
    }
    if current {
        let style = paper.theme.selected();
        paper.shade(place, style);
    }
    for (row, text) in (0..).zip(title) {
        let (sign, number) = if row == 0 { (sign, format!(" {:>2} ", index + 1)) } else { (" ", "    ".to_owned()) };
        let line = Line::from(vec![
            Span::styled(sign, sign_style),
            Span::styled(number, number_style),
            Span::styled(text.clone(), text_style),
        ]);
        paper.line(place, row, &line);
    }
    paper.drawn.click(place, Click::Step(index));
}

/// The sign of a step: the flower when it is done.
fn sign(paper: &Paper<'_>, room: &Room, index: usize) -> (&'static str, Style) {
    let theme = paper.theme;
    if room.done(index) {
        return (HANAMARU, theme.accent());
    }
    match room.status(index) {
        Some(Status::Pass) => (HANAMARU, theme.accent()),
        status => (glyphs::status(status), theme.status(status)),
    }
}

/// The title of a pane; the one with the keys is marked.
pub fn title(paper: &mut Paper<'_>, area: Rect, text: &str, focused: bool) -> u16 {
    let style = if focused { paper.theme.accent() } else { paper.theme.muted() };
    paper.put(area, 0, text, style)
}
