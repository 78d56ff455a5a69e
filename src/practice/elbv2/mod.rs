//! Elastic Load Balancing v2: load balancers, listeners, rules, target groups. One file a family; their tables are
//! listed here.
//!
//! A request is checked whole (`names`, `zones`, `actions`, `conditions`, `health_check`) before anything is
//! changed. What the rest of the account asks about load balancing stands in `lookups` (who uses what),
//! `load_balancer_attributes` and `target_group_attributes` (`attribute`: a setting or its default),
//! `ssl_policies::protocols` and `targets` (`register`, `deregister`).

mod actions;
mod addresses;
mod attributes;
mod certificates;
mod conditions;
mod forward;
mod groups;
mod health_check;
mod limits;
mod listener_attributes;
mod listeners;
pub(crate) mod load_balancer_attributes;
mod load_balancers;
pub(crate) mod lookups;
mod names;
mod nodes;
mod priorities;
mod redirect;
mod rules;
pub(crate) mod ssl_policies;
mod tags;
pub(crate) mod target_group_attributes;
mod target_groups;
mod target_health;
pub(crate) mod targets;
mod zones;

#[cfg(test)]
mod tests;

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[
    load_balancers::OPERATIONS,
    zones::OPERATIONS,
    groups::OPERATIONS,
    load_balancer_attributes::OPERATIONS,
    listeners::OPERATIONS,
    listener_attributes::OPERATIONS,
    certificates::OPERATIONS,
    rules::OPERATIONS,
    priorities::OPERATIONS,
    target_groups::OPERATIONS,
    target_group_attributes::OPERATIONS,
    targets::OPERATIONS,
    target_health::OPERATIONS,
    tags::OPERATIONS,
    ssl_policies::OPERATIONS,
    limits::OPERATIONS,
];
