//! Network ACLs: entries in the order of their numbers, both directions for themselves, no memory of connections.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::account::{AclEntry, NetworkAcl, NetworkInterface, Region};
use super::Blocked;

/// The ports from which clients on the internet connect. Linux takes 32768–60999, Windows and macOS 49152–65535:
/// what they have in common has to pass.
pub(super) const CLIENT_PORTS: (u16, u16) = (49152, 60999);
/// Linux's ports for outgoing connections, which instances have.
const INSTANCE_PORTS: (u16, u16) = (32768, 60999);
/// Load balancers and NAT gateways connect from any of these, so an ACL that lets only some of them back loses
/// a part of the answers; here it counts as closed.
const SERVICE_PORTS: (u16, u16) = (1024, 65535);

/// The ports to which the answers to a connection from this interface come.
pub(super) fn answer_ports(node: &NetworkInterface) -> (u16, u16) {
    if node.requester.is_some() { SERVICE_PORTS } else { INSTANCE_PORTS }
}

/// Whether TCP packets pass the ACL of a subnet in one direction. `peer` is the address outside the subnet,
/// `ports` the destination ports, every one of which has to be open.
pub(super) fn passes(
    region: &Region,
    subnet: &str,
    egress: bool,
    peer: IpAddr,
    ports: (u16, u16),
) -> Result<(), Blocked> {
    match of_subnet(region, subnet) {
        Some(acl) if !allows(&acl.entries, egress, peer, ports) => Err(Blocked::Acl { acl: acl.id.clone() }),
        _ => Ok(()),
    }
}

/// The ACL in force for a subnet: the one associated with it, else its VPC's default one.
fn of_subnet<'a>(region: &'a Region, subnet: &str) -> Option<&'a NetworkAcl> {
    let acls = || region.network_acls.values();
    acls().find(|acl| acl.associations.iter().any(|(associated, _)| associated == subnet)).or_else(|| {
        let vpc = &region.subnets.get(subnet)?.vpc_id;
        acls().find(|acl| acl.default && acl.vpc_id == *vpc)
    })
}

/// Whether every one of the ports is allowed: the first entry that matches a port decides for it, and a port
/// that none matches is denied.
fn allows(entries: &[AclEntry], egress: bool, peer: IpAddr, ports: (u16, u16)) -> bool {
    let mut entries: Vec<&AclEntry> =
        entries.iter().filter(|one| one.egress == egress && concerns(one, peer)).collect();
    entries.sort_by_key(|entry| entry.number);
    let mut undecided = vec![ports];
    for entry in entries {
        let (low, high) = entry.ports.unwrap_or((0, u16::MAX));
        let mut rest = Vec::new();
        for (first, last) in undecided {
            if high < first || last < low {
                rest.push((first, last));
                continue;
            }
            if !entry.allow {
                return false;
            }
            if first < low {
                rest.push((first, low - 1));
            }
            if high < last {
                rest.push((high + 1, last));
            }
        }
        if rest.is_empty() {
            return true;
        }
        undecided = rest;
    }
    false
}

/// Whether an entry speaks of TCP with this address.
fn concerns(entry: &AclEntry, peer: IpAddr) -> bool {
    let cidr = match peer {
        IpAddr::V4(_) => &entry.cidr,
        IpAddr::V6(_) => &entry.ipv6_cidr,
    };
    matches!(entry.protocol.as_str(), "-1" | "6" | "tcp")
        && cidr.as_ref().and_then(|cidr| cidr.parse::<IpNet>().ok()).is_some_and(|net| net.contains(&peer))
}
