//! The load generator's arithmetic: what was typed, when each request is due, what the answers add up to. Floor 0.
//!
//! - [`curl`] reads arguments with curl's letters (and the load's own), [`render`] prints one `curl` command back,
//!   [`shell`] splits and quotes; [`overrides`] reads `--resolve` and `--connect-to` (the probes use them too).
//! - [`compose`] makes the one [`message`] that is sent of what was typed and the files that it names ([`cookies`] too).
//! - [`pacer`] says when a request is due; [`plan`] what is sent in all, what it may not exceed, and to whom.
//! - [`scaling`] says what a load will do to an Auto Scaling group, and tells what it did.
//! - [`statistics`] adds samples up; [`document`] is their JSON and CSV, [`log`] the `HdrHistogram` log.
//!
//! [`crate::engine`] does the sending.

pub mod compose;
pub mod cookies;
pub mod curl;
pub mod document;
mod flags;
pub mod log;
pub mod message;
pub mod overrides;
pub mod pacer;
pub mod plan;
pub mod render;
pub mod request;
pub mod scaling;
pub mod shell;
pub mod statistics;

#[cfg(test)]
mod curl_tests;

pub use curl::{Misuse, MisuseKind, Typed, parse};
pub use message::Message;
pub use pacer::{Pace, Point, Schedule};
pub use plan::{Options, Plan};
pub use request::{Data, DataKind, Family, Request, Version};
pub use statistics::{Kind, Sample, Statistics};
