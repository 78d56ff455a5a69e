//! A text field of several lines, with the cursor where an input method opens its candidate window.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Text being written and where the cursor stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// A byte index on a grapheme boundary.
    cursor: usize,
}

/// A field laid out at some width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    pub rows: Vec<String>,
    /// Column and row of the cursor.
    pub cursor: (u16, u16),
}

impl Field {
    /// A field that holds `text`, with the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Puts text in at the cursor. Tabs become spaces, other control characters are left out.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text
            .replace("\r\n", "\n")
            .chars()
            .map(|c| match c {
                '\r' => '\n',
                '\t' => ' ',
                c => c,
            })
            .filter(|c| *c == '\n' || !c.is_control())
            .collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
        // A combining character may have joined the grapheme after the cursor.
        self.cursor = self.boundary_at_or_after(self.cursor);
    }

    pub fn backspace(&mut self) {
        if let Some(start) = self.previous() {
            self.text.replace_range(start..self.cursor, "");
            self.cursor = self.boundary_at_or_after(start);
        }
    }

    pub fn delete(&mut self) {
        if let Some(end) = self.next() {
            self.text.replace_range(self.cursor..end, "");
            self.cursor = self.boundary_at_or_after(self.cursor);
        }
    }

    pub fn left(&mut self) {
        self.cursor = self.previous().unwrap_or(0);
    }

    pub fn right(&mut self) {
        self.cursor = self.next().unwrap_or(self.text.len());
    }

    pub fn home(&mut self) {
        self.cursor = self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1);
    }

    pub fn end(&mut self) {
        self.cursor = self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at);
    }

    /// One row up (`-1`) or down (`1`) in the layout at `width`.
    pub fn vertical(&mut self, width: u16, by: i32) {
        let spans = self.spans(width);
        let (column, row) = self.cursor_in(&spans);
        let Ok(target) = usize::try_from(i32::from(row) + by) else { return };
        let Some((start, end)) = spans.get(target).copied() else { return };
        let mut at = start;
        for (offset, grapheme) in self.text[start..end].grapheme_indices(true) {
            if self.text[start..start + offset].width() >= usize::from(column) {
                break;
            }
            at = start + offset + grapheme.len();
        }
        self.cursor = at;
    }

    /// The rows at this width; a row breaks anywhere, so that the cursor stays where it is typed.
    #[must_use]
    pub fn laid(&self, width: u16) -> Laid {
        let spans = self.spans(width);
        let rows = spans.iter().map(|(start, end)| self.text[*start..*end].to_owned()).collect();
        Laid { rows, cursor: self.cursor_in(&spans) }
    }

    fn spans(&self, width: u16) -> Vec<(usize, usize)> {
        let width = usize::from(width.max(2));
        let mut spans = Vec::new();
        let (mut start, mut used) = (0, 0);
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if grapheme == "\n" {
                spans.push((start, at));
                (start, used) = (at + 1, 0);
                continue;
            }
            // One column stays free for the cursor behind the last character.
            if used + grapheme.width() > width - 1 && used > 0 {
                spans.push((start, at));
                (start, used) = (at, 0);
            }
            used += grapheme.width();
        }
        spans.push((start, self.text.len()));
        spans
    }

    fn cursor_in(&self, spans: &[(usize, usize)]) -> (u16, u16) {
        let row = spans.iter().rposition(|(start, _)| *start <= self.cursor).unwrap_or(0);
        let start = spans.get(row).map_or(0, |(start, _)| *start);
        let column = self.text[start..self.cursor].width();
        (u16::try_from(column).unwrap_or(u16::MAX), u16::try_from(row).unwrap_or(u16::MAX))
    }

    fn previous(&self) -> Option<usize> {
        self.text[..self.cursor].grapheme_indices(true).next_back().map(|(at, _)| at)
    }

    fn next(&self) -> Option<usize> {
        self.text[self.cursor..].graphemes(true).next().map(|grapheme| self.cursor + grapheme.len())
    }

    fn boundary_at_or_after(&self, at: usize) -> usize {
        self.text.grapheme_indices(true).map(|(start, _)| start).find(|start| *start >= at).unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_text_goes_in_at_the_cursor() {
        let mut field = Field::new("負荷を分散");
        field.left();
        field.left();
        field.insert("自動で");
        assert_eq!(field.text(), "負荷を自動で分散");
        field.backspace();
        assert_eq!(field.text(), "負荷を自動分散");
        field.delete();
        assert_eq!(field.text(), "負荷を自動散");
    }

    #[test]
    fn the_cursor_sits_behind_wide_characters() {
        let mut field = Field::new("");
        field.insert("可用性");
        assert_eq!(field.laid(20).cursor, (6, 0));
        field.insert("\nab");
        assert_eq!(field.laid(20).cursor, (2, 1));
        field.home();
        field.vertical(20, -1);
        assert_eq!(field.laid(20).cursor, (0, 0));
    }

    #[test]
    fn rows_break_where_they_are_full() {
        let field = Field::new("あいうえお");
        let laid = field.laid(7);
        assert_eq!(laid.rows, ["あいう", "えお"]);
        assert_eq!(laid.cursor, (4, 1));
    }

    #[test]
    fn graphemes_are_deleted_whole() {
        let mut field = Field::new("か\u{3099}");
        field.backspace();
        assert_eq!(field.text(), "");
        field.insert("👩\u{200d}🏫");
        field.left();
        field.delete();
        assert_eq!(field.text(), "");
    }
}
