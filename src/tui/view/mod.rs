//! What is on screen. Views read the state and draw; each is a small function given an area.
//!
//! ```text
//! ┌ header ─────────── who and where, always ┐   2 rows, then a thin line
//! │                                          │
//! │ body   the list of courses, the choice   │
//! │        of account, or the open course    │
//! │                                          │
//! │ status  what just happened       clock   │   1 row
//! └ keys ────────────────────────────────────┘   1 row
//! ```

pub mod accounts;
pub mod chart;
pub mod checks;
pub mod class;
pub mod courses;
pub mod diagram;
pub mod flower;
pub mod footer;
pub mod header;
pub mod help;
pub mod layout;
pub mod left;
pub mod load;
mod load_charts;
pub mod page;
pub mod panel;
pub mod progress;
pub mod quiz;
pub mod room;
pub mod shares;
pub mod steps;
pub mod waits;
pub mod way;
pub mod which;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::drawn::Drawn;
use super::paper::{Cache, Paper};
use super::state::{Overlay, Screen, State};

/// The smallest terminal that shows everything.
pub const LEAST: (u16, u16) = (60, 16);

/// Draws a frame. What it put where is for the state to keep.
pub fn draw(frame: &mut Frame<'_>, state: &State, cache: &mut Cache) -> Drawn {
    let (drawn, cursor) = draw_on(frame.buffer_mut(), state, cache);
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
    drawn
}

/// Draws on a buffer. Returns what went where, and the place of the terminal's cursor.
pub fn draw_on(buffer: &mut Buffer, state: &State, cache: &mut Cache) -> (Drawn, Option<Position>) {
    let area = buffer.area;
    let mut paper = Paper::new(buffer, state, cache);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&mut paper, area);
    } else {
        whole(&mut paper, area);
    }
    (paper.drawn, paper.cursor)
}

fn whole(paper: &mut Paper<'_>, area: Rect) {
    if let Some(Overlay::Plain { text, .. }) = paper.state.overlays.last() {
        plain(paper, area, text);
        return;
    }
    let places = layout::screen(area);
    header::draw(paper, places.header);
    match &paper.state.screen {
        Screen::Courses { selected } => courses::draw(paper, places.body, *selected),
        Screen::Accounts { course, selected } => accounts::draw(paper, places.body, *course, *selected),
        Screen::Course(room) => room::draw(paper, places.body, room),
    }
    let state = paper.state;
    for overlay in &state.overlays {
        match overlay {
            Overlay::Help { scroll } => help::draw(paper, places.body, *scroll),
            Overlay::Celebration { step, since } => flower::draw(paper, places.body, *step, *since),
            Overlay::Ask { question, selected } => panel::ask(paper, places.body, question, *selected),
            Overlay::Load => load::draw(paper, places.body),
            Overlay::Class => class::draw(paper, places.body),
            Overlay::Environment => panel::environment(paper, places.body),
            Overlay::Diagram { goal, scroll } => diagram::draw(paper, places.body, *goal, *scroll),
            Overlay::Trouble { problem, opening } => panel::trouble(paper, places.body, problem, *opening),
            Overlay::Progress { scroll } => progress::draw(paper, places.body, *scroll),
            Overlay::Which(which) => which::draw(paper, places.body, which),
            Overlay::Way(shown) => way::draw(paper, places.body, shown),
            Overlay::Plain { .. } => {}
        }
    }
    footer::draw(paper, places.footer);
}

/// The commands without frames. A real terminal shows them outside of the alternate screen, where a
/// long line stays one line; this is how they look where there is no such place.
fn plain(paper: &mut Paper<'_>, area: Rect, text: &str) {
    let note = paper.text("tui-plain-note");
    let muted = paper.theme.muted();
    let mut lines = paper.wrap(&[(&note, muted)], area.width);
    lines.push(ratatui::text::Line::default());
    for line in text.lines() {
        lines.extend(paper.wrap(&[(line, paper.theme.text())], area.width));
    }
    paper.lines(area, &lines, 0);
}

/// Says how large the terminal has to be. Never fails, whatever the size.
fn too_small(paper: &mut Paper<'_>, area: Rect) {
    let (width, height) = (LEAST.0.to_string(), LEAST.1.to_string());
    let (w, h) = (area.width.to_string(), area.height.to_string());
    let text = paper.with("tui-too-small", &[("width", &width), ("height", &height), ("w", &w), ("h", &h)]);
    if area.width >= 2 {
        let lines = paper.wrap(&[(&text, paper.theme.text())], area.width);
        paper.lines(area, &lines, 0);
    }
}
