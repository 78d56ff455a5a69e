//! The signs on screen. Each state has one that differs without colour.
//!
//! The ordinary set uses only characters that are one cell wide everywhere, except for the thin lines; where
//! the terminal draws characters of ambiguous width in two cells, the lines are ASCII too.

use crate::check::Status;
use crate::text::Ambiguous;

/// A set of signs, one cell each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub horizontal: &'static str,
    pub vertical: &'static str,
    /// Before what has the focus or the cursor.
    pub pointer: &'static str,
    pub bullet: &'static str,
    pub quote: &'static str,
    pub ellipsis: &'static str,
    pub arrow: &'static str,
}

/// Finished: the flower mark.
pub const HANAMARU: &str = "✿";

const FINE: Glyphs =
    Glyphs {
        horizontal: "─", vertical: "│", pointer: "❯", bullet: "•", quote: "▎", ellipsis: "…", arrow: "→"
    };

const SAFE: Glyphs =
    Glyphs { horizontal: "-", vertical: "|", pointer: "❯", bullet: "-", quote: "|", ellipsis: "...", arrow: "->" };

/// The turning of the hand while something is asked.
const TURN: [&str; 8] = ["⠋", "⠙", "⠸", "⢰", "⣠", "⣄", "⡆", "⠇"];

/// The set for a terminal.
#[must_use]
pub const fn glyphs(ambiguous: Ambiguous) -> Glyphs {
    match ambiguous {
        Ambiguous::Narrow => FINE,
        Ambiguous::Wide => SAFE,
    }
}

/// The sign of a verdict; `None`: not looked at yet.
#[must_use]
pub const fn status(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Pass) => "✓",
        Some(Status::Fail) => "✗",
        Some(Status::Waiting) => "⋯",
        Some(Status::Inconclusive) => "?",
        Some(Status::Blocked) => "⊘",
        Some(Status::Manual) => "✎",
        None => "◦",
    }
}

/// The sign of something under way, at a time in milliseconds.
#[must_use]
pub fn turn(milliseconds: i64) -> &'static str {
    let index = usize::try_from(milliseconds.div_euclid(120).rem_euclid(8)).unwrap_or(0);
    TURN[index]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::width;

    #[test]
    fn every_state_differs_and_takes_one_cell_everywhere() {
        let all = [
            Some(Status::Pass),
            Some(Status::Fail),
            Some(Status::Waiting),
            Some(Status::Inconclusive),
            Some(Status::Blocked),
            Some(Status::Manual),
            None,
        ];
        let mut signs: Vec<&str> = all.into_iter().map(status).collect();
        signs.push(HANAMARU);
        for sign in signs.iter().chain(&TURN) {
            assert_eq!((width(sign, Ambiguous::Narrow), width(sign, Ambiguous::Wide)), (1, 1), "{sign}");
        }
        let count = signs.len();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), count);
    }

    #[test]
    fn the_safe_set_never_shifts() {
        for sign in [SAFE.horizontal, SAFE.vertical, SAFE.pointer, SAFE.bullet, SAFE.quote] {
            assert_eq!(width(sign, Ambiguous::Wide), 1, "{sign}");
        }
    }
}
