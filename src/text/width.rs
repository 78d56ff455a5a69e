//! How many cells a text takes in a terminal.
//!
//! Counted by grapheme, as the drawing library does. Characters of ambiguous width (○ … → ①, box drawing)
//! take one cell or two depending on the terminal: the policy is an input.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What the terminal does with characters of ambiguous width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells, as in many Japanese set-ups.
    Wide,
}

/// Cells that a text takes on one line.
#[must_use]
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    text.graphemes(true).map(|grapheme| grapheme_width(grapheme, ambiguous)).sum()
}

/// Cells that one grapheme takes; control characters take none.
#[must_use]
pub fn grapheme_width(grapheme: &str, ambiguous: Ambiguous) -> usize {
    if grapheme.chars().all(char::is_control) {
        return 0;
    }
    match ambiguous {
        Ambiguous::Narrow => grapheme.width(),
        Ambiguous::Wide => grapheme.width_cjk(),
    }
}

/// The text, or as much of it as fits with `…` at the end.
#[must_use]
pub fn truncate(text: &str, cells: usize, ambiguous: Ambiguous) -> Cow<'_, str> {
    if width(text, ambiguous) <= cells {
        return Cow::Borrowed(text);
    }
    let mark = "…";
    let mark_width = grapheme_width(mark, ambiguous);
    if mark_width > cells {
        return Cow::Borrowed("");
    }
    let mut used = mark_width;
    let kept: String = text
        .graphemes(true)
        .take_while(|grapheme| {
            used += grapheme_width(grapheme, ambiguous);
            used <= cells
        })
        .collect();
    Cow::Owned(kept + mark)
}

/// The text with spaces after it up to `cells`; unchanged where it is wider.
#[must_use]
pub fn pad_right(text: &str, cells: usize, ambiguous: Ambiguous) -> String {
    let missing = cells.saturating_sub(width(text, ambiguous));
    format!("{text}{}", " ".repeat(missing))
}

/// The text with spaces before it up to `cells`: right-aligned.
#[must_use]
pub fn pad_left(text: &str, cells: usize, ambiguous: Ambiguous) -> String {
    let missing = cells.saturating_sub(width(text, ambiguous));
    format!("{}{text}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Ambiguous::{Narrow, Wide};

    #[test]
    fn cells_are_not_characters() {
        let table = [
            ("abc", 3, 3),
            ("花丸", 4, 4),
            ("ﾊﾅﾏﾙ", 4, 4),
            ("が", 2, 2),
            ("か\u{3099}", 2, 2),
            ("○…→①", 4, 8),
            ("👩‍🏫", 2, 2),
            ("", 0, 0),
        ];
        for (text, narrow, wide) in table {
            assert_eq!(width(text, Narrow), narrow, "{text} narrow");
            assert_eq!(width(text, Wide), wide, "{text} wide");
        }
    }

    #[test]
    fn truncation_ends_with_an_ellipsis_and_never_splits_a_character() {
        assert_eq!(truncate("花丸です", 8, Narrow), "花丸です");
        assert_eq!(truncate("花丸です", 7, Narrow), "花丸で…");
        assert_eq!(truncate("花丸です", 6, Narrow), "花丸…");
        assert_eq!(truncate("花丸です", 6, Wide), "花丸…");
        assert_eq!(truncate("花丸です", 1, Narrow), "…");
        assert_eq!(truncate("花丸です", 1, Wide), "");
    }

    #[test]
    fn padding_counts_cells() {
        assert_eq!(pad_right("花", 4, Narrow), "花  ");
        assert_eq!(pad_left("12", 4, Narrow), "  12");
        assert_eq!(pad_left("花丸です", 4, Narrow), "花丸です");
    }
}
