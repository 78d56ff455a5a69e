//! What a frame put where: written by the views, read when the mouse is used or a pane scrolls.

use ratatui::layout::{Position, Rect};

use super::keys::Action;
use super::room::Pane;

/// What a click asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    Course(usize),
    Account(usize),
    Step(usize),
    Tab(usize),
    Pane(Pane),
    Command(usize),
    Choice(usize),
    Question(usize),
    /// An answer to what is asked over the screen.
    Answer(usize),
    Act(Action),
}

/// The places of the last frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    clicks: Vec<(Rect, Click)>,
    panes: Vec<(Rect, Pane)>,
    /// By pane: rows that do not fit, and rows that show at once.
    extents: Vec<(Pane, Extent)>,
    /// The same for what lies over the screen.
    pub overlay: Extent,
    /// The first row of the page that shows.
    pub page_offset: u16,
    /// Width of the text field, if one is shown.
    pub field: u16,
    /// The row of the page at which each command begins.
    pub commands: Vec<u16>,
}

/// How much of something shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The largest offset at which the last row still shows at the bottom.
    pub most: u16,
    /// Rows that show at once.
    pub rows: u16,
}

impl Drawn {
    pub fn click(&mut self, area: Rect, click: Click) {
        self.clicks.push((area, click));
    }

    pub fn pane(&mut self, area: Rect, pane: Pane, content: usize) {
        self.panes.push((area, pane));
        let most = content.saturating_sub(usize::from(area.height));
        let extent = Extent { most: u16::try_from(most).unwrap_or(u16::MAX), rows: area.height };
        self.extents.push((pane, extent));
    }

    /// What lies under the pointer; what was put there last is on top.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Click> {
        let position = Position::new(column, row);
        self.clicks.iter().rev().find(|(area, _)| area.contains(position)).map(|(_, click)| *click)
    }

    #[must_use]
    pub fn pane_at(&self, column: u16, row: u16) -> Option<Pane> {
        let position = Position::new(column, row);
        self.panes.iter().rev().find(|(area, _)| area.contains(position)).map(|(_, pane)| *pane)
    }

    /// Whether this pane was drawn, and how far it scrolls.
    #[must_use]
    pub fn extent(&self, pane: Pane) -> Option<Extent> {
        self.extents.iter().rev().find(|(drawn, _)| *drawn == pane).map(|(_, extent)| *extent)
    }
}
