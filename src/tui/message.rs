//! What happens to the trainer ([`Event`]) and what it asks for ([`Command`]).

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use crate::session;

/// Everything that can happen, in the order in which it is told to [`update`](super::update::update).
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What time it is. Told before every batch of other events, and alone when only time has passed.
    Clock(Timestamp),
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// Text pasted, or composed by an input method and sent at once.
    Paste(String),
    Resize(u16, u16),
    /// Back from being suspended.
    Resumed,
    /// The terminal answered how wide it draws characters of ambiguous width.
    AmbiguousWidth {
        wide: bool,
    },
    /// The runner of effects says something.
    Session(session::Event),
    /// The program is asked to end (SIGTERM, SIGHUP, a closed terminal).
    Terminate,
}

/// Everything that the trainer can ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Something for the session.
    Session(session::Effect),
    /// Hand this text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// Stop until the shell resumes us.
    Suspend,
    /// Draw every cell again.
    Redraw,
    Quit,
}
