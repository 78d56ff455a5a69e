//! A picture in cells: frames, lines and texts, placed but not yet drawn.

use super::architecture::Mark;

/// What a part of the picture means; each face has its own colours for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    #[default]
    Plain,
    /// There to be found, not to be read first.
    Muted,
    /// A resource's name.
    Name,
    Good,
    Waiting,
    Unknown,
    Broken,
}

impl From<Mark> for Tone {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Plain => Self::Plain,
            Mark::Good => Self::Good,
            Mark::Waiting => Self::Waiting,
            Mark::Unknown => Self::Unknown,
            Mark::Broken => Self::Broken,
        }
    }
}

/// The line of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Thin,
    Thick,
    Dashed,
}

/// One part of a picture. Columns and rows count cells from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A box with an optional title in its upper edge.
    Frame {
        x: usize,
        y: usize,
        width: usize,
        height: usize,
        edge: Edge,
        tone: Tone,
        title: String,
        title_tone: Tone,
    },
    Text {
        x: usize,
        y: usize,
        text: String,
        tone: Tone,
        strong: bool,
    },
    /// A line downwards, over rows `from` to `to` inclusive, which may end in an arrow head.
    Wire {
        x: usize,
        from: usize,
        to: usize,
        tone: Tone,
        arrow: bool,
        /// It begins at the lower edge of a frame in the row above.
        hangs: bool,
    },
    /// A line across that comes from above at column `stem` and goes down at each of `branches` (ascending, not empty).
    Rail {
        y: usize,
        stem: usize,
        branches: Vec<usize>,
        tone: Tone,
    },
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// In cells.
    pub width: usize,
    pub height: usize,
    /// Later ones cover earlier ones.
    pub items: Vec<Item>,
}
