//! What people write on the board: nicknames and messages, cleaned before anybody sees them.

use unicode_segmentation::UnicodeSegmentation;

/// The longest nickname, in characters as people count them, and in bytes.
pub const LONGEST_NAME: usize = 24;
const LONGEST_NAME_BYTES: usize = 160;
/// The longest message of the instructor, in characters.
pub const LONGEST_MESSAGE: usize = 400;

/// A nickname as it is shown: no control characters, nothing invisible, nothing that turns the direction of the text
/// around it, single spaces. `None`: nothing is left, or it is too long.
#[must_use]
pub fn nickname(given: &str) -> Option<String> {
    let clean = clean(given);
    let fits = clean.graphemes(true).count() <= LONGEST_NAME && clean.len() <= LONGEST_NAME_BYTES;
    (!clean.is_empty() && fits).then_some(clean)
}

/// A message as it is shown, by the same rules. `None`: nothing is left, or it is too long.
#[must_use]
pub fn message(given: &str) -> Option<String> {
    let clean = clean(given);
    (!clean.is_empty() && clean.chars().count() <= LONGEST_MESSAGE).then_some(clean)
}

fn clean(given: &str) -> String {
    let kept: String = given
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() || is_hidden(c) => None,
            c => Some(c),
        })
        .collect();
    kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Characters that show nothing themselves and change how others look: zero-width ones, marks and overrides of the
/// writing direction, tags. The joiner of emoji stays: without it families fall apart.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_people_see_them() {
        for (given, shown) in [
            ("  太郎\t\n田中 ", Some("太郎 田中")),
            ("👩‍👩‍👧", Some("👩‍👩‍👧")),
            ("a\u{202e}b\u{200b}\u{7}", Some("ab")),
            ("<script>alert(1)</script>", None),
            ("<b>x</b>", Some("<b>x</b>")),
            (" \u{200b} ", None),
            ("", None),
        ] {
            assert_eq!(nickname(given).as_deref(), shown, "{given:?}");
        }
        assert!(nickname(&"あ".repeat(LONGEST_NAME)).is_some());
        assert!(nickname(&"あ".repeat(LONGEST_NAME + 1)).is_none());
        assert!(nickname(&format!("e{}", "\u{301}".repeat(100))).is_none(), "one character, and a tower");
    }

    #[test]
    fn messages_have_an_end() {
        assert_eq!(message("手順5に\n進みましょう").as_deref(), Some("手順5に 進みましょう"));
        assert!(message(&"あ".repeat(LONGEST_MESSAGE)).is_some());
        assert!(message(&"あ".repeat(LONGEST_MESSAGE + 1)).is_none());
    }
}
