//! What views draw on: the buffer, the places for the mouse, the cursor, and what is kept between frames.
//!
//! Every text goes through [`Paper::line`]: it is the one place that knows how wide the terminal draws
//! characters of ambiguous width, so nothing shifts.

use std::num::NonZeroU16;
use std::rc::Rc;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::drawn::{Click, Drawn};
use super::glyphs::{Glyphs, glyphs};
use super::state::State;
use super::theme::Theme;
use super::view::{checks::ChecksKey, diagram::DiagramKey, left::LeftKey, page::PageKey};
use crate::text::width::{grapheme_width, graphemes, truncate, width};
use crate::text::wrap::wrap;
use crate::text::{Ambiguous, FluentValue};

/// Lines ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub lines: Vec<Line<'static>>,
    /// The row at which each command begins.
    pub commands: Vec<u16>,
    /// What a click on these rows does.
    pub clicks: Vec<(std::ops::Range<u16>, Click)>,
}

/// What is kept between frames: the last page and the last checks, laid out.
#[derive(Debug, Default)]
pub struct Cache {
    pub page: Option<(PageKey, Rc<Sheet>)>,
    pub checks: Option<(ChecksKey, Rc<Sheet>)>,
    pub diagram: Option<(DiagramKey, Rc<[Sheet]>)>,
    pub left: Option<(LeftKey, Rc<Sheet>)>,
}

/// One frame being drawn.
pub struct Paper<'a> {
    pub buffer: &'a mut Buffer,
    pub state: &'a State,
    pub cache: &'a mut Cache,
    pub drawn: Drawn,
    /// Where the terminal's own cursor goes: an input method opens its window there.
    pub cursor: Option<Position>,
    pub theme: Theme,
    pub glyphs: Glyphs,
}

impl<'a> Paper<'a> {
    pub fn new(buffer: &'a mut Buffer, state: &'a State, cache: &'a mut Cache) -> Self {
        let settings = &state.settings;
        Self {
            buffer,
            state,
            cache,
            drawn: Drawn::default(),
            cursor: None,
            theme: Theme { tone: settings.tone, depth: settings.depth },
            glyphs: glyphs(settings.ambiguous),
        }
    }

    #[must_use]
    pub const fn ambiguous(&self) -> Ambiguous {
        self.state.settings.ambiguous
    }

    /// A message of the catalogue.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.state.words().text(id)
    }

    /// A message with arguments.
    #[must_use]
    pub fn with(&self, id: &str, args: &[(&str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, FluentValue::from((*value).to_owned())));
        self.state.words().with(id, args)
    }

    #[must_use]
    pub fn width(&self, text: &str) -> u16 {
        u16::try_from(width(text, self.ambiguous())).unwrap_or(u16::MAX)
    }

    /// The text cut to `cells`.
    #[must_use]
    pub fn cut(&self, text: &str, cells: u16) -> String {
        truncate(text, usize::from(cells), self.ambiguous()).into_owned()
    }

    /// Breaks one styled text into lines.
    #[must_use]
    pub fn wrap(&self, spans: &[(&str, Style)], cells: u16) -> Vec<Line<'static>> {
        let lines = wrap(spans, usize::from(cells.max(2)), self.ambiguous());
        lines.into_iter().map(|line| Line::from_iter(line.into_iter().map(|(t, s)| Span::styled(t, s)))).collect()
    }

    /// Draws a text at the left of a row. Returns the cells used.
    pub fn put(&mut self, area: Rect, row: u16, text: &str, style: Style) -> u16 {
        self.line(area, row, &Line::styled(text.to_owned(), style))
    }

    /// Draws a text at the right of a row, whole or not at all. Returns the cells used.
    pub fn put_right(&mut self, area: Rect, row: u16, line: &Line<'_>) -> u16 {
        let cells: u16 = line.spans.iter().map(|span| self.width(&span.content)).sum();
        if cells > area.width {
            return 0;
        }
        let place = Rect { x: area.right() - cells, width: cells, ..area };
        self.line(place, row, line)
    }

    /// Draws a line in a row of an area, cut at its right edge. Returns the cells used.
    pub fn line(&mut self, area: Rect, row: u16, line: &Line<'_>) -> u16 {
        let area = area.intersection(self.buffer.area);
        if row >= area.height {
            return 0;
        }
        let y = area.y + row;
        let mut x = area.x;
        for span in &line.spans {
            let style = line.style.patch(span.style);
            for grapheme in graphemes(&span.content) {
                let cells = u16::try_from(grapheme_width(grapheme, self.ambiguous())).unwrap_or(0);
                if cells == 0 {
                    continue;
                }
                if x + cells > area.right() {
                    return x - area.x;
                }
                self.cell(x, y, grapheme, cells, style);
                x += cells;
            }
        }
        x - area.x
    }

    fn cell(&mut self, x: u16, y: u16, grapheme: &str, cells: u16, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(grapheme).set_style(style);
            // Where the terminal and the drawing library disagree, the terminal is right.
            let disagree = self.state.settings.ambiguous == Ambiguous::Wide
                && usize::from(cells) != grapheme_width(grapheme, Ambiguous::Narrow);
            let forced = NonZeroU16::new(cells).filter(|_| disagree).map(CellDiffOption::ForcedWidth);
            cell.set_diff_option(forced.unwrap_or(CellDiffOption::None));
        }
        for offset in 1..cells {
            if let Some(cell) = self.buffer.cell_mut((x + offset, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Says at the right of a row that there is more below.
    pub fn more_below(&mut self, row: Rect) {
        let (text, style) = (self.text("tui-more-below"), self.theme.muted());
        self.put_right(row, 0, &Line::styled(text, style));
    }

    /// Draws lines from an offset, as many as fit.
    pub fn lines(&mut self, area: Rect, lines: &[Line<'_>], offset: u16) {
        for (row, line) in lines.iter().skip(usize::from(offset)).take(usize::from(area.height)).enumerate() {
            self.line(area, u16::try_from(row).unwrap_or(u16::MAX), line);
        }
    }

    /// A thin line across a row.
    pub fn rule(&mut self, area: Rect, row: u16) {
        let text = self.glyphs.horizontal.repeat(usize::from(area.width));
        let style = self.theme.rule();
        self.put(area, row, &text, style);
    }

    /// A thin line down the left edge.
    pub fn rule_down(&mut self, area: Rect) {
        let (glyph, style) = (self.glyphs.vertical, self.theme.rule());
        for row in 0..area.height {
            self.put(area, row, glyph, style);
        }
    }

    /// Gives a whole area a background.
    pub fn shade(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Wipes an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            // A wide character that reaches into the area goes as a whole.
            if let Some(cell) = area.left().checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)))
                && grapheme_width(cell.symbol(), self.state.settings.ambiguous) > 1
            {
                cell.reset();
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }
}
