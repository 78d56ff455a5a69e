//! A picture as rows of characters, for a terminal or a page of text.

use super::drawing::{Drawing, Edge, Item, Tone};
use crate::text::Ambiguous;
use crate::text::width::{grapheme_width, graphemes};

/// A stretch of one row in one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub tone: Tone,
    pub strong: bool,
}

/// The characters of lines; all of them one cell wide where they are used.
struct Lines {
    thin: [&'static str; 6],
    thick: [&'static str; 6],
    dashed: [&'static str; 6],
    arrow: &'static str,
    /// Where thin lines meet, by the sum of the ways out: 1 up, 2 down, 4 left, 8 right.
    joints: [&'static str; 16],
}

/// Across, down, and the corners from the top left clockwise.
const FINE: Lines = Lines {
    thin: ["─", "│", "┌", "┐", "┘", "└"],
    thick: ["━", "┃", "┏", "┓", "┛", "┗"],
    dashed: ["┄", "┆", "┌", "┐", "┘", "└"],
    arrow: "▼",
    joints: [" ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼"],
};

/// Where box drawing takes two cells.
const SAFE: Lines = Lines {
    thin: ["-", "|", "+", "+", "+", "+"],
    thick: ["=", "|", "+", "+", "+", "+"],
    dashed: [".", ":", "+", "+", "+", "+"],
    arrow: "v",
    joints: [" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"],
};

#[derive(Clone, Default)]
struct Cell {
    /// Empty behind a character of two cells.
    text: Option<String>,
    tone: Tone,
    strong: bool,
}

struct Grid<'a> {
    lines: &'a Lines,
    ambiguous: Ambiguous,
    rows: Vec<Vec<Cell>>,
}

/// The rows of a picture, without spaces at their ends.
#[must_use]
pub fn rows(drawing: &Drawing, ambiguous: Ambiguous) -> Vec<Vec<Run>> {
    let lines = match ambiguous {
        Ambiguous::Narrow => &FINE,
        Ambiguous::Wide => &SAFE,
    };
    let blank = Cell { text: Some(" ".to_owned()), ..Cell::default() };
    let mut grid = Grid { lines, ambiguous, rows: vec![vec![blank; drawing.width]; drawing.height] };
    for item in &drawing.items {
        grid.draw(item);
    }
    grid.rows.into_iter().map(runs).collect()
}

/// The picture as plain text.
#[must_use]
pub fn plain(drawing: &Drawing, ambiguous: Ambiguous) -> String {
    let mut text = String::new();
    for row in rows(drawing, ambiguous) {
        text.extend(row.into_iter().map(|run| run.text));
        text.push('\n');
    }
    text
}

fn runs(mut row: Vec<Cell>) -> Vec<Run> {
    while row.last().is_some_and(|cell| cell.text.as_deref() == Some(" ")) {
        row.pop();
    }
    let mut runs: Vec<Run> = Vec::new();
    for cell in row {
        let Some(text) = cell.text else { continue };
        match runs.last_mut() {
            Some(run) if run.tone == cell.tone && run.strong == cell.strong => run.text.push_str(&text),
            _ => runs.push(Run { text, tone: cell.tone, strong: cell.strong }),
        }
    }
    runs
}

impl Grid<'_> {
    fn draw(&mut self, item: &Item) {
        match item {
            Item::Frame { x, y, width, height, edge, tone, title, title_tone } => {
                self.frame((*x, *y, *width, *height), *edge, *tone);
                if !title.is_empty() {
                    self.text(x + 2, *y, &format!(" {title} "), *title_tone, false);
                }
            }
            Item::Text { x, y, text, tone, strong } => self.text(*x, *y, text, *tone, *strong),
            Item::Wire { x, from, to, tone, arrow, .. } => self.wire(*x, (*from, *to), *tone, *arrow),
            Item::Rail { y, stem, branches, tone } => self.rail(*y, *stem, branches, *tone),
        }
    }

    fn put(&mut self, x: usize, y: usize, text: &str, tone: Tone, strong: bool) {
        if let Some(cell) = self.rows.get_mut(y).and_then(|row| row.get_mut(x)) {
            *cell = Cell { text: Some(text.to_owned()), tone, strong };
        }
    }

    fn text(&mut self, x: usize, y: usize, text: &str, tone: Tone, strong: bool) {
        let mut x = x;
        for grapheme in graphemes(text) {
            let cells = grapheme_width(grapheme, self.ambiguous);
            if cells == 0 {
                continue;
            }
            self.put(x, y, grapheme, tone, strong);
            for behind in 1..cells {
                if let Some(cell) = self.rows.get_mut(y).and_then(|row| row.get_mut(x + behind)) {
                    cell.text = None;
                }
            }
            x += cells;
        }
    }

    fn frame(&mut self, (x, y, width, height): (usize, usize, usize, usize), edge: Edge, tone: Tone) {
        let [across, down, top_left, top_right, bottom_right, bottom_left] = match edge {
            Edge::Thin => self.lines.thin,
            Edge::Thick => self.lines.thick,
            Edge::Dashed => self.lines.dashed,
        };
        let (right, bottom) = (x + width.saturating_sub(1), y + height.saturating_sub(1));
        for column in x + 1..right {
            self.put(column, y, across, tone, false);
            self.put(column, bottom, across, tone, false);
        }
        for row in y + 1..bottom {
            self.put(x, row, down, tone, false);
            self.put(right, row, down, tone, false);
        }
        let corners =
            [(x, y, top_left), (right, y, top_right), (right, bottom, bottom_right), (x, bottom, bottom_left)];
        for (column, row, corner) in corners {
            self.put(column, row, corner, tone, false);
        }
    }

    /// A line down crosses the upper edge of a frame that it enters.
    fn wire(&mut self, x: usize, (from, to): (usize, usize), tone: Tone, arrow: bool) {
        for y in from..=to {
            let text = if arrow && y == to { self.lines.arrow } else { self.lines.thin[1] };
            self.put(x, y, text, tone, false);
        }
    }

    fn rail(&mut self, y: usize, stem: usize, branches: &[usize], tone: Tone) {
        let ends = || branches.iter().copied().chain([stem]);
        let (from, to) = (ends().min().unwrap_or(stem), ends().max().unwrap_or(stem));
        for x in from..=to {
            let ways = [x == stem, branches.contains(&x), x > from, x < to];
            let sum: usize = ways.iter().enumerate().map(|(way, open)| usize::from(*open) << way).sum();
            self.put(x, y, self.lines.joints[sum], tone, false);
        }
    }
}
