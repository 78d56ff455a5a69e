//! How many cells a text takes in a terminal.
//!
//! Counted by grapheme, as the drawing library does. Characters of ambiguous width (○ … → ①, box drawing)
//! take one cell or two depending on the terminal: the policy is an input.
//!
//! Every frame measures and cuts thousands of graphemes. Nearly all of them are single characters that join
//! with nothing beside them, and are found without the tables of text segmentation.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What the terminal does with characters of ambiguous width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells, as in many Japanese set-ups.
    Wide,
}

/// The graphemes of a text, in order.
pub fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.chars();
        let first = chars.next()?;
        let end = if stands_alone(first) && chars.next().is_none_or(stands_alone) {
            first.len_utf8()
        } else {
            rest.graphemes(true).next().map_or(rest.len(), str::len)
        };
        let (grapheme, after) = rest.split_at(end);
        rest = after;
        Some(grapheme)
    })
}

/// Whether a character is a grapheme of its own wherever its neighbours stand alone, too: ASCII, punctuation,
/// symbols, kana and ideographs, without the marks, joiners and controls between them. A subset is enough:
/// what is not named here goes the long way.
const fn stands_alone(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}'
        | '\u{2100}'..='\u{2bff}'
        | '\u{3000}'..='\u{3029}'
        | '\u{3030}'..='\u{3098}'
        | '\u{309b}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff9d}'
        | '\u{ffe0}'..='\u{ffe6}')
}

/// Cells that a text takes on one line.
#[must_use]
pub fn width(text: &str, ambiguous: Ambiguous) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    graphemes(text).map(|grapheme| grapheme_width(grapheme, ambiguous)).sum()
}

/// Cells that one grapheme takes; control characters take none.
#[must_use]
pub fn grapheme_width(grapheme: &str, ambiguous: Ambiguous) -> usize {
    let mut chars = grapheme.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        let cells = match ambiguous {
            Ambiguous::Narrow => only.width(),
            Ambiguous::Wide => only.width_cjk(),
        };
        return cells.unwrap_or(0);
    }
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
    let kept: String = graphemes(text)
        .take_while(|grapheme| {
            used += grapheme_width(grapheme, ambiguous);
            used <= cells
        })
        .collect();
    Cow::Owned(kept + mark)
}

/// The text, or its two ends with `…` between them: names that differ at the end stay apart.
#[must_use]
pub fn shorten(text: &str, cells: usize, ambiguous: Ambiguous) -> Cow<'_, str> {
    if width(text, ambiguous) <= cells {
        return Cow::Borrowed(text);
    }
    let mark = "…";
    let Some(room) = cells.checked_sub(grapheme_width(mark, ambiguous)) else { return Cow::Borrowed("") };
    let all: Vec<&str> = graphemes(text).collect();
    let fitting = |limit: usize, parts: &mut dyn Iterator<Item = &&str>| {
        let mut used = 0;
        let fits = parts.take_while(|part| {
            used += grapheme_width(part, ambiguous);
            used <= limit
        });
        fits.count()
    };
    let tail = fitting(room / 2, &mut all.iter().rev());
    let taken: usize = all[all.len() - tail..].iter().map(|part| grapheme_width(part, ambiguous)).sum();
    let head = fitting(room - taken, &mut all.iter());
    Cow::Owned([&all[..head], &[mark], &all[all.len() - tail..]].concat().concat())
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
    use proptest::prelude::*;

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
    fn shortening_keeps_both_ends() {
        let name = "my-vpc-public-subnet-a";
        assert_eq!(shorten(name, 22, Narrow), name);
        assert_eq!(shorten(name, 16, Narrow), "my-vpc-p…ubnet-a");
        assert_eq!(shorten("花丸の練習用", 9, Narrow), "花丸…習用");
        for cells in 0..24 {
            for ambiguous in [Narrow, Wide] {
                for text in [name, "花丸の練習用アカウント", "か\u{3099}👩‍🏫abc"] {
                    assert!(width(&shorten(text, cells, ambiguous), ambiguous) <= cells, "{text} {cells}");
                }
            }
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

    #[test]
    fn a_character_that_stands_alone_joins_with_none_that_does() {
        for c in ('\0'..=char::MAX).filter(|c| stands_alone(*c)) {
            for text in [format!("{c}a"), format!("a{c}"), format!("{c}{c}"), format!("花{c}"), format!("{c}花")] {
                assert_eq!(text.graphemes(true).count(), 2, "{text:?}");
            }
        }
    }

    #[test]
    fn one_character_is_as_wide_as_a_text_of_it() {
        for c in ('\0'..=char::MAX).filter(|c| !c.is_control()) {
            let text = c.to_string();
            assert_eq!(grapheme_width(&text, Narrow), text.width(), "{c:?} narrow");
            assert_eq!(grapheme_width(&text, Wide), text.width_cjk(), "{c:?} wide");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_finds_the_same_graphemes(
            text in proptest::collection::vec(
                prop_oneof![
                    any::<char>(),
                    proptest::char::range(' ', '~'),
                    proptest::char::range('\u{3000}', '\u{30ff}'),
                    proptest::char::range('\u{1f1e6}', '\u{1f1ff}'),
                    proptest::sample::select(vec!['\u{200d}', '\u{fe0f}', '\u{20e3}', '\u{3099}', '\u{ff9e}', '\r', '\n',
                        '❤', '👩', '🏫', '각', 'ᄀ', 'ᅡ', 'क', '\u{94d}', '\u{600}']),
                ],
                0..24,
            ).prop_map(String::from_iter),
        ) {
            let short: Vec<&str> = graphemes(&text).collect();
            let long: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(short, long);
        }
    }
}
