//! The class board as a web page: `hanamaru board`. Floor 3.
//!
//! One [`desk::Desk`] holds the class ([`crate::board`]), who may do what, and who is told of changes. The page
//! (`page/`) is written by hand, embedded, and loads nothing from anywhere else.
//!
//! - [`desk`]: the board behind a lock, with codes and tokens; [`guard`]: guesses and floods.
//! - [`live`]: the stream of changes that the page lives off: at most ten a second, the same bytes for everybody.
//! - [`door`]: strangers, and how many of them may wait.
//! - [`routes`]: what can be asked, in three parts: [`learner`], [`instructor`], and the page itself.
//! - [`body`]: reading what was sent, within limits; [`answer`]: what is answered, with the headers that keep a browser
//!   from being used against its owner.
//! - [`serve`]: connections, TLS and their limits; [`tls`]: certificates and fingerprints.
//! - [`kept`]: what survives a restart.
//!
//! # Who may do what
//! | | shows | may |
//! |---|---|---|
//! | anybody | the joining code (40 bits, guesses limited) | see the class, join |
//! | a learner | a token of their own (160 bits) | tell their state, leave, hand in |
//! | the instructor | the secret (160 bits) | speak, point, take off the board, export |
//!
//! All of it goes in the `Authorization` header, never in a cookie or a URL's query: another site's page cannot make a
//! browser send it, and no log of addresses holds it.

mod answer;
mod body;
pub mod desk;
mod door;
pub mod guard;
mod hand_in;
mod instructor;
pub mod kept;
mod learner;
mod live;
mod page;
mod routes;
pub mod serve;
#[cfg(test)]
mod tests;
pub mod tls;

pub use desk::{Desk, Opening};
pub use kept::{Keeper, Kept};
pub use page::{Words, qr};
pub use routes::router;
pub use serve::{Served, Way, serve};
