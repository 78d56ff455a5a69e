//! The trainer: what a learner sees first.
//!
//! Floor 3. It talks to [`session`](crate::session) alone, and judges by hand-confirmed items through
//! [`check`](crate::check); it never touches an edge.
//!
//! # Reading order
//! - [`message`]: what happens ([`Event`]) and what is asked for ([`Command`]).
//! - [`state`], [`room`], [`quiz`], [`load`], [`practice`], [`left`], [`class`], [`settings`]: everything that is known, as plain
//!   data.
//! - [`keys`]: the one table of keys.
//! - [`update`]: `update(&mut State, Event) -> Vec<Command>`, the only thing that changes the state.
//! - [`view`]: the screen, drawn on a [`paper::Paper`]; [`markdown`] and [`table`] set the lessons.
//! - [`theme`], [`glyphs`], [`field`], [`drawn`]: looks and small parts.
//! - [`event_loop`], [`terminal`] and [`quiet`]: the real terminal, and nothing else.

pub mod class;
pub mod drawn;
pub mod event_loop;
pub mod field;
pub mod glyphs;
pub mod handing;
pub mod keys;
pub mod left;
pub mod load;
pub mod markdown;
pub mod message;
pub mod options;
pub mod paper;
pub mod practice;
pub mod quiet;
pub mod quiz;
pub mod room;
pub mod settings;
pub mod state;
pub mod table;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod way;
pub mod which;

#[cfg(test)]
mod tests;

pub use event_loop::run;
pub use message::{Command, Event};
pub use options::Options;
pub use state::State;
pub use update::update;
