//! Elastic Load Balancing v2: load balancers, listeners, rules, target groups. One file a family; their tables are
//! listed here.
//!
//! A request is checked whole (`names`, `zones`, `actions`, `conditions`, `health_check`) before anything is
//! changed. What the rest of the account asks about load balancing stands in `lookups`, `attributes` and `targets`.

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
mod load_balancer_attributes;
mod load_balancers;
mod lookups;
mod names;
mod nodes;
mod priorities;
mod redirect;
mod rules;
mod ssl_policies;
mod tags;
mod target_group_attributes;
mod target_groups;
mod target_health;
mod targets;
mod zones;




use super::call::Table;

pub(crate) use load_balancer_attributes::attribute as load_balancer_attribute;
pub(crate) use lookups::{enabled_zones, listeners_of, load_balancers_using, rules_of, target_groups_of, zone_of};
pub(crate) use ssl_policies::protocols as ssl_protocols;
pub(crate) use target_group_attributes::attribute as target_group_attribute;
pub(crate) use targets::{deregister, register};

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
