//! The steps of a course with their states.
//!
//! ```text
//! Steps
//! ✿  1 title of a finished step
//! ✗  2 title of one that fails        ← the current one is shaded
//! ◦  3 one that nobody has looked at
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::check::Status;
use crate::tui::drawn::Click;
use crate::tui::glyphs::{self, HANAMARU};
use crate::tui::paper::Paper;
use crate::tui::room::{Pane, Room};

pub fn draw(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let focused = room.pane == Pane::Steps;
    let heading = paper.text("tui-pane-steps");
    title(paper, area, &heading, focused);
    paper.drawn.click(area, Click::Pane(Pane::Steps));
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let all = room.course().steps.len();
    let rows = usize::from(list.height);
    let skip = room.step.saturating_sub(rows / 2).min(all.saturating_sub(rows));
    for (index, step) in room.course().steps.iter().enumerate().skip(skip).take(rows) {
        let place = Rect { y: list.y + u16::try_from(index - skip).unwrap_or(0), height: 1, ..list };
        let current = index == room.step;
        let (sign, sign_style) = sign(paper, room, index);
        let number_style = if current { paper.theme.strong() } else { paper.theme.muted() };
        let mut text_style = if current { paper.theme.strong() } else { paper.theme.text() };
        if room.done(index) && !current {
            text_style = paper.theme.muted();
        }
        let name = paper.cut(paper.state.lang.pick(&step.title), place.width.saturating_sub(6));
        let line = Line::from(vec![
            Span::styled(sign, sign_style),
            Span::styled(format!(" {:>2} ", index + 1), number_style),
            Span::styled(name, text_style),
        ]);
        if current {
            let style = paper.theme.selected();
            paper.shade(place, style);
        }
        paper.line(place, 0, &line);
        paper.drawn.click(place, Click::Step(index));
    }
    paper.drawn.pane(list, Pane::Steps, all);
}

/// The sign of a step: the flower when it is done.
fn sign(paper: &Paper<'_>, room: &Room, index: usize) -> (&'static str, ratatui::style::Style) {
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
