//! EC2 Auto Scaling: groups that keep their size. One file a family; their tables are listed here.
//!
//! - what a request names: `names`, `template` (what is launched), `place` (where), `settings`;
//! - groups: `create`, `update`, `delete`, `describe`, `tags`, `traffic` (target groups), `metrics`, `hooks`, `scheduled`;
//! - policies: `policies`, `policy_check`, `resource_label`; `tracking` (the alarms that target tracking makes),
//!   `arithmetic` (how much capacity they ask for), `execute`;
//! - how they act, for requests and for time alike: `capacity` (what counts, what changes, who is next), `cooldown`,
//!   `launches`, `terminations`, `rebalance` (between zones), `refresh` and `replacement`, `activity` (the history in
//!   AWS's words). What they do by themselves, and when, is `life`'s.

pub(crate) mod activity;
pub(crate) mod arithmetic;
pub(crate) mod capacity;
mod constants;
pub(crate) mod cooldown;
mod create;
pub(crate) mod delete;
mod describe;
pub(crate) mod execute;
pub(crate) mod hooks;
pub(crate) mod launches;
mod membership;
mod metrics;
mod names;
mod place;
pub(crate) mod policies;
mod policy_check;
mod processes;
pub(crate) mod rebalance;
pub(crate) mod refresh;
pub(crate) mod replacement;
pub(crate) mod resource_label;
mod schedule;
pub(crate) mod scheduled;
mod settings;
mod tags;
mod template;
pub(crate) mod terminations;
pub(crate) mod tracking;
mod traffic;
mod update;

#[cfg(test)]
mod tests;

use super::call::Table;

pub(crate) use names::moment;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[
    create::OPERATIONS,
    update::OPERATIONS,
    delete::OPERATIONS,
    describe::OPERATIONS,
    tags::OPERATIONS,
    traffic::OPERATIONS,
    metrics::OPERATIONS,
    hooks::OPERATIONS,
    processes::OPERATIONS,
    membership::OPERATIONS,
    policies::OPERATIONS,
    execute::OPERATIONS,
    constants::OPERATIONS,
    scheduled::OPERATIONS,
    refresh::OPERATIONS,
];
