//! Whether a packet passes, decided from the account's state alone: addresses, routes, network ACLs, security
//! groups. It answers with the first thing on the way that stops it.
//!
//! Connections are TCP. Security groups remember a connection, so only its first packet is judged; network ACLs
//! do not, so its answer is judged too.

mod acl;
mod group;
mod prefix_list;
mod route;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use super::account::{NetworkInterface, Region, Subnet};

/// Where a connection begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'a> {
    /// Outside every VPC.
    Internet(IpAddr),
    Interface(&'a NetworkInterface),
    /// A network load balancer's node that lets the client's address through: rules that name the node's groups
    /// still match, rules with addresses see the client.
    Preserved {
        node: &'a NetworkInterface,
        client: IpAddr,
    },
}

/// What stops a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The destination has no public address, or its subnet no route to an internet gateway.
    NotPublic { interface: String },
    /// No route from the origin's subnet to the destination (another VPC).
    NoRoute { from: String, to: String },
    /// None of the origin's groups lets it out.
    GroupOut { groups: Vec<String> },
    /// None of the destination's groups lets it in.
    GroupIn { groups: Vec<String> },
    /// A network ACL of one of the two subnets refuses it, or its answer.
    Acl { acl: String },
}

/// Whether a TCP connection from `from` reaches `port` on the interface `to`.
pub(crate) fn passes(region: &Region, from: Origin<'_>, to: &NetworkInterface, port: u16) -> Result<(), Blocked> {
    match from {
        Origin::Internet(client) => from_internet(region, client.to_canonical(), to, port),
        Origin::Interface(node) => between(region, node, IpAddr::V4(node.private_ip), to, port),
        Origin::Preserved { node, client } => between(region, node, client.to_canonical(), to, port),
    }
}

fn from_internet(region: &Region, client: IpAddr, to: &NetworkInterface, port: u16) -> Result<(), Blocked> {
    let subnet = region.subnets.get(&to.subnet_id);
    if !subnet
        .is_some_and(|subnet| has_public_address(to, subnet, client) && route::to_internet(region, subnet, client))
    {
        return Err(Blocked::NotPublic { interface: to.id.clone() });
    }
    acl::passes(region, &to.subnet_id, false, client, (port, port))?;
    group::lets_in(region, to, group::Peering { address: client, groups: &[] }, port)?;
    acl::passes(region, &to.subnet_id, true, client, acl::CLIENT_PORTS)
}

/// Whether the interface is known to the internet by an address of the client's family. An IPv6 address is
/// public by itself; the interfaces of a subnet with an IPv6 block have one.
fn has_public_address(to: &NetworkInterface, subnet: &Subnet, client: IpAddr) -> bool {
    match client {
        IpAddr::V4(_) => to.public_ip.is_some(),
        IpAddr::V6(_) => !subnet.ipv6_cidrs.is_empty(),
    }
}

/// A connection inside a VPC, whose packets carry `source` as their sender.
fn between(
    region: &Region,
    node: &NetworkInterface,
    source: IpAddr,
    to: &NetworkInterface,
    port: u16,
) -> Result<(), Blocked> {
    if node.id == to.id {
        return Ok(());
    }
    let address = IpAddr::V4(to.private_ip);
    group::lets_out(region, node, group::Peering { address, groups: &to.groups }, port)?;
    let home = IpAddr::V4(node.private_ip);
    let routed = node.vpc_id == to.vpc_id
        && route::is_local(region, &node.subnet_id, address)
        && route::is_local(region, &to.subnet_id, home);
    if !routed {
        return Err(Blocked::NoRoute { from: node.subnet_id.clone(), to: to.subnet_id.clone() });
    }
    // Within one subnet no packet crosses its network ACL.
    let apart = node.subnet_id != to.subnet_id;
    if apart {
        acl::passes(region, &node.subnet_id, true, address, (port, port))?;
        acl::passes(region, &to.subnet_id, false, source, (port, port))?;
    }
    group::lets_in(region, to, group::Peering { address: source, groups: &node.groups }, port)?;
    if apart {
        let answers = acl::answer_ports(node);
        acl::passes(region, &to.subnet_id, true, source, answers)?;
        acl::passes(region, &node.subnet_id, false, address, answers)?;
    }
    Ok(())
}
