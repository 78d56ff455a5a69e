//! Security groups: what the union of an interface's groups lets in or out.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::account::{NetworkInterface, Peer, Region, SecurityGroupRule};
use super::{Blocked, prefix_list};

/// The other end of a connection, as rules may name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peering<'a> {
    pub(super) address: IpAddr,
    /// Groups of the interface at that end; none on the internet.
    pub(super) groups: &'a [String],
}

pub(super) fn lets_in(region: &Region, to: &NetworkInterface, from: Peering<'_>, port: u16) -> Result<(), Blocked> {
    if admits(region, to, false, from, port) { Ok(()) } else { Err(Blocked::GroupIn { groups: to.groups.clone() }) }
}

pub(super) fn lets_out(region: &Region, from: &NetworkInterface, to: Peering<'_>, port: u16) -> Result<(), Blocked> {
    if admits(region, from, true, to, port) { Ok(()) } else { Err(Blocked::GroupOut { groups: from.groups.clone() }) }
}

fn admits(region: &Region, interface: &NetworkInterface, egress: bool, peer: Peering<'_>, port: u16) -> bool {
    // Interfaces of NAT gateways and of network load balancers made without groups have none: nothing filters
    // there. Every other interface has one at least.
    if interface.groups.is_empty() {
        return interface.kind != "interface";
    }
    region
        .security_group_rules
        .values()
        .filter(|rule| rule.egress == egress && interface.groups.contains(&rule.group_id))
        .any(|rule| covers_tcp(rule, port) && names(region, rule, peer))
}

/// Whether a rule speaks of this TCP port. `-1` is every protocol and every port.
pub(crate) fn covers_tcp(rule: &SecurityGroupRule, port: u16) -> bool {
    match rule.protocol.as_str() {
        "-1" => true,
        "tcp" | "6" => match (rule.from_port, rule.to_port) {
            (None | Some(-1), _) | (_, None) => true,
            (Some(from), Some(to)) => (from..=to).contains(&i32::from(port)),
        },
        _ => false,
    }
}

/// Whether a rule names the other end: by an address that it has, or by a group that its interface is in. A
/// group of another account is on no interface here.
fn names(region: &Region, rule: &SecurityGroupRule, peer: Peering<'_>) -> bool {
    match &rule.peer {
        Peer::Ipv4(cidr) | Peer::Ipv6(cidr) => holds(cidr, peer.address),
        Peer::PrefixList(id) => prefix_list::entries(region, id).iter().any(|cidr| holds(cidr, peer.address)),
        Peer::Group { id, .. } => peer.groups.contains(id),
    }
}

fn holds(cidr: &str, address: IpAddr) -> bool {
    cidr.parse::<IpNet>().is_ok_and(|net| net.contains(&address))
}
