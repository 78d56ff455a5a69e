//! How the trainer looks and behaves: what a person sets once.

use crate::course::Shell;
use crate::text::Ambiguous;

/// Light on dark, dark on light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    #[default]
    Dark,
    Light,
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// `NO_COLOR`, or a terminal without colours: weight and glyphs carry the meaning.
    None,
    #[default]
    Indexed,
    True,
}

/// What the learner or the environment chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub tone: Tone,
    pub depth: Depth,
    /// The shell in whose quoting commands are shown and copied.
    pub shell: Shell,
    pub ambiguous: Ambiguous,
    /// Who confirms what only the learner can say.
    pub who: String,
    /// Seconds between looks at what is still moving.
    pub interval: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tone: Tone::Dark,
            depth: Depth::Indexed,
            shell: Shell::Bash,
            ambiguous: Ambiguous::Narrow,
            who: "-".to_owned(),
            interval: 10,
        }
    }
}

impl Tone {
    /// The guess from `COLORFGBG` (`foreground;background`): a background of 7 or 15 is light.
    #[must_use]
    pub fn guess(colorfgbg: Option<&str>) -> Self {
        match colorfgbg.and_then(|value| value.rsplit(';').next()) {
            Some("7" | "15") => Self::Light,
            _ => Self::Dark,
        }
    }
}

impl Depth {
    /// From `NO_COLOR`, `COLORTERM` and `TERM`.
    #[must_use]
    pub fn guess(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Self {
        if no_color.is_some_and(|value| !value.is_empty()) || term == Some("dumb") {
            Self::None
        } else if matches!(colorterm, Some("truecolor" | "24bit")) {
            Self::True
        } else {
            Self::Indexed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_read_as_its_authors_meant() {
        assert_eq!(Tone::guess(Some("0;15")), Tone::Light);
        assert_eq!(Tone::guess(Some("15;default;0")), Tone::Dark);
        assert_eq!(Tone::guess(None), Tone::Dark);
        assert_eq!(Depth::guess(Some("1"), Some("truecolor"), None), Depth::None);
        assert_eq!(Depth::guess(Some(""), Some("truecolor"), None), Depth::True);
        assert_eq!(Depth::guess(None, None, Some("xterm-256color")), Depth::Indexed);
    }
}
