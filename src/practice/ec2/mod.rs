//! EC2: networks, security groups, instances and what they are made from. One file a family; their tables are
//! listed here.
//!
//! Shared by all of them: `kind` (ids and what is answered to a wrong one), `listing` (ids, filters and pages of
//! the describe operations), `cidr`, `zone` (regions and zones), `address` (free addresses), `interface`, `group`
//! (security groups by id or name), `build` (a VPC with what comes with it, a default VPC).

pub(crate) mod address;
pub(crate) mod build;
pub(crate) mod cidr;
pub(crate) mod group;
pub(crate) mod interface;
pub(crate) mod kind;
pub(crate) mod listing;
pub(crate) mod prefix_list;
pub(crate) mod zone;

mod absent;
mod cidr_block;
mod elastic_ip;
mod idempotent;
pub(crate) mod images;
pub(crate) mod instances;
mod internet_gateway;
mod keys;
mod managed_prefix_list;
mod nat_gateway;
mod network_acl;
mod network_interface;
pub(crate) mod network_interface_view;
mod permission;
mod places;
pub(crate) mod route;
mod route_table;
mod rule;
mod rule_change;
mod security_group;
mod storage;
mod subnet;
mod tags;
pub(crate) mod templates;
mod vpc;
mod vpc_endpoint;

#[cfg(test)]
mod tests;

use super::call::Table;

/// The operations of this service.
pub(crate) const TABLES: &[Table] = &[
    vpc::OPERATIONS,
    subnet::OPERATIONS,
    security_group::OPERATIONS,
    rule::OPERATIONS,
    rule_change::OPERATIONS,
    managed_prefix_list::OPERATIONS,
    route_table::OPERATIONS,
    route::OPERATIONS,
    internet_gateway::OPERATIONS,
    nat_gateway::OPERATIONS,
    elastic_ip::OPERATIONS,
    network_interface::OPERATIONS,
    network_interface_view::OPERATIONS,
    network_acl::OPERATIONS,
    cidr_block::OPERATIONS,
    vpc_endpoint::OPERATIONS,
    tags::OPERATIONS,
    places::OPERATIONS,
    absent::OPERATIONS,
    instances::launch::OPERATIONS,
    instances::describe::OPERATIONS,
    instances::state::OPERATIONS,
    instances::types::OPERATIONS,
    instances::status::OPERATIONS,
    instances::attributes::OPERATIONS,
    instances::console::OPERATIONS,
    instances::profiles::OPERATIONS,
    images::describe::OPERATIONS,
    images::create::OPERATIONS,
    images::attributes::OPERATIONS,
    storage::OPERATIONS,
    keys::OPERATIONS,
    templates::create::OPERATIONS,
    templates::describe::OPERATIONS,
    templates::remove::OPERATIONS,
];
