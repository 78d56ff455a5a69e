//! What is already so is not said to the terminal again: a frame that changes nothing writes nothing.
//!
//! The clock, a saved file or an answer that brings nothing new make a frame, too. Over a slow line each would
//! cost a write, and a terminal that is written to wakes up.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A backend that remembers the state of the terminal's cursor.
#[derive(Debug)]
pub struct Quiet<B> {
    inner: B,
    /// Whether the cursor shows; `None`: not known.
    visible: Option<bool>,
    at: Option<Position>,
}

impl<B> Quiet<B> {
    pub const fn new(inner: B) -> Self {
        Self { inner, visible: None, at: None }
    }

    /// Somebody else has used the terminal.
    pub const fn forget(&mut self) {
        self.visible = None;
        self.at = None;
    }
}

impl<B: Backend> Backend for Quiet<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.at = None;
        self.inner.draw(content)
    }

    fn append_lines(&mut self, n: u16) -> Result<(), Self::Error> {
        self.at = None;
        self.inner.append_lines(n)
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        if self.visible != Some(false) {
            self.inner.hide_cursor()?;
            self.visible = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        if self.visible != Some(true) {
            self.inner.show_cursor()?;
            self.visible = Some(true);
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        let position = position.into();
        if self.at != Some(position) {
            self.inner.set_cursor_position(position)?;
            self.at = Some(position);
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.at = None;
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Self::Error> {
        self.at = None;
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.inner.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell as Shared;
    use std::io::{self, Write};

    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::widgets::Paragraph;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    /// Counts what is written.
    struct Meter<'a>(&'a Shared<usize>);

    impl Write for Meter<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.set(self.0.get() + bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let written = Shared::new(0);
        let backend = Quiet::new(CrosstermBackend::new(Meter(&written)));
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 20, 2)) };
        let mut terminal = Terminal::with_options(backend, options).unwrap();
        let frames = [
            ("花丸", None, true),
            ("花丸", None, false),
            ("花", None, true),
            ("花", Some((2, 0)), true),
            ("花", Some((2, 0)), false),
            ("花丸", Some((2, 0)), true),
            ("花丸", None, true),
        ];
        for (index, (text, cursor, writes)) in frames.into_iter().enumerate() {
            let before = written.get();
            terminal
                .draw(|frame| {
                    frame.render_widget(Paragraph::new(text), frame.area());
                    if let Some(position) = cursor {
                        frame.set_cursor_position(position);
                    }
                })
                .unwrap();
            assert_eq!(written.get() > before, writes, "frame {index}");
        }
    }

    #[test]
    fn what_is_forgotten_is_said_again() {
        let written = Shared::new(0);
        let mut backend = Quiet::new(CrosstermBackend::new(Meter(&written)));
        backend.hide_cursor().unwrap();
        let once = written.get();
        backend.hide_cursor().unwrap();
        assert_eq!(written.get(), once);
        backend.forget();
        backend.hide_cursor().unwrap();
        assert_eq!(written.get(), 2 * once);
    }
}
