//! Permission arithmetic: what a set of security group permissions lets through, by meaning and not by
//! spelling.
//!
//! A permission admits each of its peers to its protocol and ports; permissions add up and never take
//! away. `-1` is every protocol; `tcp` and `6` are the same; blocks that together make up a block are that
//! block; a prefix list is its entries, and one that could not be read may be anything.

use ipnet::IpNet;
use serde_json::{Value, json};

use super::label::group_label;
use super::verdict::Verdict;
use crate::facts::network::{Peer, Permission, SecurityGroup};
use crate::facts::section::get_by_key;
use crate::facts::{Facts, Gap};
use jiff::Timestamp;

const LAST_PORT: i32 = 65535;

/// Every protocol and port.
pub(crate) fn is_all_traffic(permission: &Permission) -> bool {
    permission.protocol == "-1"
}

fn is_protocol(permission: &Permission, name: &str, number: &str) -> bool {
    permission.protocol.eq_ignore_ascii_case(name) || permission.protocol == number
}

/// It is about TCP alone (not all traffic).
pub(crate) fn is_tcp(permission: &Permission) -> bool {
    is_protocol(permission, "tcp", "6")
}

/// The first and last port. AWS gives both for TCP and UDP; a missing end, or -1, leaves that side open.
pub(crate) fn range(permission: &Permission) -> (i32, i32) {
    let first = permission.from_port.unwrap_or(0).max(0);
    let last = permission.to_port.filter(|port| *port >= 0).unwrap_or(LAST_PORT);
    (first, last)
}

fn in_range(permission: &Permission, port: u16) -> bool {
    let (first, last) = range(permission);
    (first..=last).contains(&i32::from(port))
}

/// TCP on `port` is within the permission.
pub(crate) fn covers_tcp(permission: &Permission, port: u16) -> bool {
    is_all_traffic(permission) || (is_tcp(permission) && in_range(permission, port))
}

/// UDP on `port` is within the permission, and TCP is not.
pub(crate) fn covers_udp_only(permission: &Permission, port: u16) -> bool {
    is_protocol(permission, "udp", "17") && in_range(permission, port)
}

/// It covers more TCP ports than these.
pub(crate) fn is_wider_than(permission: &Permission, ports: &[u16]) -> bool {
    let (first, last) = range(permission);
    is_tcp(permission) && (first..=last).any(|port| !ports.iter().any(|asked| i32::from(*asked) == port))
}

/// One peer of one permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening<'a> {
    pub(crate) permission: &'a Permission,
    pub(crate) peer: &'a Peer,
}

/// Every peer of every permission that `wanted` accepts, in an order that does not depend on AWS's.
pub(crate) fn openings(permissions: &[Permission], wanted: impl Fn(&Permission) -> bool) -> Vec<Opening<'_>> {
    let mut openings: Vec<Opening<'_>> = permissions
        .iter()
        .filter(|permission| wanted(permission))
        .flat_map(|permission| permission.peers.iter().map(move |peer| Opening { permission, peer }))
        .collect();
    openings.sort_by_key(|opening| {
        let permission = opening.permission;
        (opening.peer, &permission.protocol, permission.from_port, permission.to_port)
    });
    openings.dedup();
    openings
}

/// What openings admit: addresses, groups, and prefix lists that could not be read.
#[derive(Debug, Default)]
pub(crate) struct Admitted<'a> {
    /// Aggregated: no two of them make up a larger block.
    pub(crate) blocks: Vec<IpNet>,
    pub(crate) groups: Vec<&'a str>,
    pub(crate) unread: Vec<(&'a str, Gap)>,
}

impl Admitted<'_> {
    /// Every address of the block is admitted.
    pub(crate) fn covers(&self, block: &IpNet) -> bool {
        self.blocks.iter().any(|admitted| admitted.contains(block))
    }

    /// The whole IPv4 or IPv6 internet is admitted.
    pub(crate) fn is_world(&self) -> bool {
        self.blocks.iter().any(|block| block.prefix_len() == 0)
    }
}

/// Adds up what openings admit.
pub(crate) fn admitted<'a>(facts: &Facts, openings: &[Opening<'a>]) -> Admitted<'a> {
    let mut sum = Admitted::default();
    let mut blocks = Vec::new();
    for opening in openings {
        match opening.peer {
            Peer::Cidr { cidr } => blocks.push(cidr.trunc()),
            Peer::Group { id, .. } => sum.groups.push(id),
            Peer::PrefixList { id } => match entries(facts, id) {
                Ok(entries) => blocks.extend(entries.iter().map(IpNet::trunc)),
                Err(gap) => sum.unread.push((id, gap)),
            },
        }
    }
    sum.blocks = IpNet::aggregate(&blocks);
    sum.groups.sort_unstable();
    sum.groups.dedup();
    sum
}

/// The entries of a prefix list.
pub(crate) fn entries<'a>(facts: &'a Facts, id: &str) -> Result<&'a [IpNet], Gap> {
    let (list, _) = get_by_key(&facts.prefix_lists, id, "ec2:GetManagedPrefixListEntries")?;
    Ok(&list.entries)
}

/// The permission as `tcp/80`, `tcp/1-1024` or `-1`.
pub(crate) fn rule_text(permission: &Permission) -> String {
    if is_all_traffic(permission) {
        return "-1".to_owned();
    }
    match range(permission) {
        (first, last) if first == last => format!("{}/{first}", permission.protocol),
        (first, last) => format!("{}/{first}-{last}", permission.protocol),
    }
}

/// The peer as AWS writes it: a CIDR block, `sg-…` or `pl-…`.
pub(crate) fn source_text(peer: &Peer) -> String {
    match peer {
        Peer::Cidr { cidr } => cidr.to_string(),
        Peer::Group { id, .. } | Peer::PrefixList { id } => id.clone(),
    }
}

/// The peer for people: a group by name and id, as far as its name is known.
pub(crate) fn source_label(facts: &Facts, peer: &Peer) -> String {
    match peer {
        Peer::Group { id, .. } => group_label(facts, id),
        _ => source_text(peer),
    }
}

/// The exact fields of one opening.
pub(crate) fn fact(opening: &Opening<'_>) -> Value {
    let Opening { permission, peer } = opening;
    json!({
        "protocol": permission.protocol,
        "from_port": permission.from_port,
        "to_port": permission.to_port,
        "source": source_text(peer),
    })
}

/// Adds one piece of evidence an opening; where there is none, that the group has so many permissions.
pub(crate) fn with_evidence(
    mut verdict: Verdict,
    group: &SecurityGroup,
    at: Timestamp,
    openings: &[Opening<'_>],
) -> Verdict {
    if openings.is_empty() {
        return verdict.evidence(&group.id, at, json!({ "inbound_permissions": group.ingress.len() }));
    }
    for opening in openings {
        verdict = verdict.evidence(&group.id, at, fact(opening));
    }
    verdict
}

#[cfg(test)]
#[path = "ports_tests.rs"]
mod tests;
