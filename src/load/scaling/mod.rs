//! Load that is meant to scale a group: what it will do, what it has done, and why not yet.
//!
//! - [`prediction`]: by the policy's arithmetic, before anything is sent; also which rate to send.
//! - [`story`]: the links between the load and the new target, as they are seen; what is being waited for.
//!
//! Times of links are the account's own: its clock may run faster than ours ([`prediction::speed`]).

pub mod prediction;
pub mod story;

pub use prediction::Prediction;
pub use story::{Link, Stage, Story};
