//! The class: who is in it, how far everybody is, what was said. Plain data and [`Board::update`].
//!
//! Floor 0. The web face ([`crate::web`]) keeps one board and shows it; the learner's end ([`crate::class`]) speaks
//! [`wire`]. Nothing here knows what a secret is: tokens arrive as digests.
//!
//! - [`state`]: the board and its limits; [`update`]: the only thing that changes it.
//! - [`outline`]: the course as a class sees it.
//! - [`row`]: what is shown of a learner; [`export`]: the day as CSV and JSON.
//! - [`code`]: codes and invitations; [`words`]: nicknames and messages; [`bucket`]: how often something may happen.
//! - [`handed`]: what is kept of a hand-in.
//! - [`wire`]: what learner and board say to each other.

pub mod bucket;
pub mod code;
pub mod export;
pub mod handed;
pub mod outline;
pub mod row;
pub mod state;
#[cfg(test)]
mod tests;
pub mod update;
pub mod wire;
pub mod words;

pub use handed::Handed;
pub use outline::Outline;
pub use state::{Board, Learner, Limits};
pub use update::{Change, Event, No};
