//! Checks: pure functions from (facts, values) to verdicts, and the runner that orders them.
//!
//! Floor 0. [`proof::Proof`] is what every kind implements; [`table::proof`] is the one table that joins a
//! kind of `course.toml` with its implementation; [`run::judge`] evaluates a course. One family a file.

mod alarms;
mod auto_scaling;
mod cause;
mod cleanup;
mod composed;
mod compute;
mod find;
mod group_instances;
mod history;
mod http_answer;
mod ingress_only;
mod launch_template;
mod listener;
mod load_balancer;
mod missing;
mod network;
mod ports;
pub mod proof;
mod reachability;
mod requests;
pub mod run;
mod scaling_policy;
mod scenario;
mod security_group;
mod silence;
pub mod table;
mod target_absent;
mod target_health;
mod target_reason;
mod targets;
#[cfg(test)]
mod testkit;
mod user_data;
pub mod verdict;

pub use proof::{Context, Proof};
pub use verdict::{Arg, Evidence, Finding, Status, Verdict};
