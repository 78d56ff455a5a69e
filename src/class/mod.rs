//! A class over the network, apart from the board itself: the learner's end of it, and the way to STS.
//!
//! Floor 1.
//! - [`client`]: joins a board, tells it how far the learner is, hears what is said. The board's certificate is known
//!   by the fingerprint in the joining code ([`pin`]) and by nothing else: no authority is asked, and none could vouch
//!   for another.
//! - [`relay`]: sends a learner's signed request on to STS.
//! - [`random`]: codes and tokens.

pub mod client;
mod pin;
pub mod random;
pub mod relay;
mod stream;

pub use client::{Client, Trouble};
pub use random::random;
