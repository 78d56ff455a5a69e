//! Colours by meaning. One accent: the vermilion of a teacher's pen.
//!
//! Without colours every style still differs where it has to: weight, underline and reverse remain, and the
//! glyphs carry the verdicts.

use ratatui::style::{Color, Modifier, Style};

use super::settings::{Depth, Tone};
use crate::check::Status;

/// The styles of one tone and depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Theme {
    pub tone: Tone,
    pub depth: Depth,
}

impl Theme {
    /// A colour for each tone, in 24 bits and in the 256-colour table.
    const fn color(self, dark: (u32, u8), light: (u32, u8)) -> Color {
        let (rgb, index) = match self.tone {
            Tone::Dark => dark,
            Tone::Light => light,
        };
        match self.depth {
            Depth::None => Color::Reset,
            Depth::Indexed => Color::Indexed(index),
            Depth::True => {
                let [_, red, green, blue] = rgb.to_be_bytes();
                Color::Rgb(red, green, blue)
            }
        }
    }

    const fn paint(self, dark: (u32, u8), light: (u32, u8)) -> Style {
        Style::new().fg(self.color(dark, light))
    }

    #[must_use]
    pub const fn accent(self) -> Style {
        self.paint((0xf2_6b_4e, 209), (0xc5_36_1c, 160)).add_modifier(Modifier::BOLD)
    }

    /// Running text: the terminal's own colour.
    #[must_use]
    pub const fn text(self) -> Style {
        Style::new()
    }

    #[must_use]
    pub const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is there to be found, not to be read first.
    #[must_use]
    pub const fn muted(self) -> Style {
        self.paint((0x9a_a0_a6, 247), (0x6a_6f_75, 242))
    }

    /// Lines that separate.
    #[must_use]
    pub const fn rule(self) -> Style {
        self.paint((0x4a_4e_54, 239), (0xc8_cc_d0, 251))
    }

    /// Code and names of resources.
    #[must_use]
    pub const fn code(self) -> Style {
        self.paint((0x8f_c1_d8, 110), (0x1f_5f_7f, 24))
    }

    /// What the cursor is on.
    #[must_use]
    pub const fn selected(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::REVERSED),
            _ => Style::new().bg(self.color((0x2c_30_36, 236), (0xee_ea_e4, 254))).add_modifier(Modifier::BOLD),
        }
    }

    /// The mark of a real account: nothing else on screen looks like this.
    #[must_use]
    pub const fn real(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD),
            _ => Style::new()
                .fg(self.color((0x1b_1b_1b, 234), (0xff_ff_ff, 231)))
                .bg(self.color((0xf2_6b_4e, 209), (0xc5_36_1c, 160)))
                .add_modifier(Modifier::BOLD),
        }
    }

    /// The mark of the practice account: calm, where a real one is vermilion.
    #[must_use]
    pub const fn practice(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::UNDERLINED),
            _ => Style::new()
                .fg(self.color((0x10_20_28, 233), (0xff_ff_ff, 231)))
                .bg(self.color((0x8f_c1_d8, 110), (0x1f_5f_7f, 24))),
        }
    }

    /// The mark of no account at all.
    #[must_use]
    pub const fn reading(self) -> Style {
        self.muted().add_modifier(Modifier::UNDERLINED)
    }

    #[must_use]
    pub const fn good(self) -> Style {
        self.paint((0x0086_b97a, 108), (0x002f_7332, 28))
    }

    #[must_use]
    pub const fn warning(self) -> Style {
        self.paint((0xdc_b6_62, 179), (0x8a_62_00, 94))
    }

    #[must_use]
    pub const fn status(self, status: Option<Status>) -> Style {
        match status {
            Some(Status::Pass) => self.good(),
            Some(Status::Fail) => self.accent(),
            Some(Status::Waiting | Status::Inconclusive) => self.warning(),
            Some(Status::Manual) => self.code(),
            Some(Status::Blocked) | None => self.muted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_colour_means_no_colour() {
        let theme = Theme { tone: Tone::Dark, depth: Depth::None };
        for style in [theme.accent(), theme.muted(), theme.selected(), theme.real(), theme.status(Some(Status::Fail))] {
            assert!(matches!(style.fg, None | Some(Color::Reset)));
            assert!(matches!(style.bg, None | Some(Color::Reset)));
        }
        assert_ne!(theme.real(), theme.practice());
    }
}
