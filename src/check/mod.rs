//! Checks: pure functions from (facts, values) to verdicts, and the runner that orders them.
//!
//! Floor 0. [`proof::Proof`] is what every kind implements; [`table::proof`] is the one table that joins a
//! kind of `course.toml` with its implementation; [`run::judge`] evaluates a course. One family a file.

mod compute;
mod find;
mod ingress_only;
mod launch_template;
mod missing;
mod network;
mod ports;
pub mod proof;
pub mod run;
mod security_group;
pub mod table;
#[cfg(test)]
mod testkit;
mod unbuilt;
mod user_data;
pub mod verdict;

pub use proof::{Context, Proof};
pub use verdict::{Arg, Evidence, Finding, Status, Verdict};
