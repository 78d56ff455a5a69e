//! Checks: pure functions from (facts, values) to verdicts, and the runner that orders them.
//!
//! Floor 0. [`proof::Proof`] is what every kind implements; [`table::proof`] is the one table that joins a
//! kind of `course.toml` with its implementation; [`run::judge`] evaluates a course. One family a file.

mod alarms;
mod auto_scaling;
mod balancer_map;
#[cfg(test)]
mod balancing_tests;
mod cause;
mod certificate;
mod certificate_state;
#[cfg(test)]
mod certificate_tests;
pub(crate) mod cleanup;
mod composed;
#[cfg(test)]
mod composed_tests;
mod compute;
mod domain;
mod egress;
#[cfg(test)]
mod egress_tests;
mod experiment;
#[cfg(test)]
mod experiment_sticky_tests;
#[cfg(test)]
mod experiment_tests;
pub(crate) mod find;
mod find_instead;
#[cfg(test)]
mod fronting_tests;
mod group_instances;
mod handshake;
mod health_experiment;
mod history;
#[cfg(test)]
mod history_tests;
mod http_answer;
mod ingress_only;
mod instance_port;
#[cfg(test)]
mod lab;
pub(crate) mod label;
mod launch_template;
mod listener;
mod listener_rule;
mod load_balancer;
mod load_balancer_admits;
mod load_balancer_place;
mod misplaced;
#[cfg(test)]
mod misplaced_tests;
mod missing;
pub(crate) mod network;
pub(crate) mod ports;
pub mod proof;
#[cfg(test)]
mod reach_tests;
mod reachability;
mod requests;
pub mod routing;
pub mod run;
pub mod scaled;
mod scaling_policy;
#[cfg(test)]
mod scaling_tests;
mod scenario;
mod security_group;
#[cfg(test)]
mod several_policies_tests;
mod silence;
mod spread;
mod stickiness;
pub mod table;
mod target_absent;
mod target_group;
mod target_group_health;
mod target_health;
mod target_reason;
mod target_registered;
mod targets;
#[cfg(test)]
mod targets_tests;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tls_handshake_tests;
mod tls_policy;
#[cfg(test)]
mod tls_tests;
#[cfg(test)]
mod tls_worlds;
mod user_data;
pub mod verdict;
pub mod wait;
#[cfg(test)]
mod worlds;

pub use proof::{Context, Proof};
pub use verdict::{Arg, Evidence, Finding, Status, Verdict};
