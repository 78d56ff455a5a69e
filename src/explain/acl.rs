//! What a network ACL does with a block of addresses and a range of ports, by its numbered rules.

use ipnet::IpNet;

use crate::facts::network::{AclEntry, NetworkAcl, Subnet};

/// The ports from which clients speak, and to which answers go.
pub(super) const CLIENT_PORTS: (i32, i32) = (1024, 65_535);

/// What becomes of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage<'a> {
    /// All of them pass.
    Open,
    /// None passes, because of this rule.
    Closed(Option<&'a AclEntry>),
    /// Some pass: some addresses, or some of the ports.
    Partly,
}

/// The network ACL in force at a subnet.
pub(super) fn of_subnet<'a>(acls: &'a [NetworkAcl], subnet: &Subnet) -> Option<&'a NetworkAcl> {
    let own = acls.iter().find(|acl| acl.subnet_ids.contains(&subnet.id));
    own.or_else(|| acls.iter().find(|acl| acl.is_default && acl.vpc_id == subnet.vpc_id))
}

fn is_tcp(entry: &AclEntry) -> bool {
    matches!(entry.protocol.as_str(), "-1" | "6" | "tcp")
}

/// TCP between the subnet and every address of `block`, on `ports`. The first rule that matches decides, so a rule
/// for only a part of the addresses or ports leaves the rest to those after it.
pub(super) fn passage(acl: &NetworkAcl, egress: bool, block: IpNet, ports: (i32, i32)) -> Passage<'_> {
    let mut some_pass = false;
    let mut denied: Option<&AclEntry> = None;
    for entry in acl.entries.iter().filter(|entry| entry.egress == egress && is_tcp(entry)) {
        let (from, to) = if entry.protocol == "-1" { (0, 65_535) } else { entry.ports.unwrap_or((0, 65_535)) };
        if to < ports.0 || from > ports.1 || !overlap(&entry.cidr, &block) {
            continue;
        }
        let whole = entry.cidr.contains(&block) && from <= ports.0 && to >= ports.1;
        match (entry.allow, whole) {
            (true, true) => return if denied.is_some() { Passage::Partly } else { Passage::Open },
            (true, false) => some_pass = true,
            (false, true) => return closed(some_pass, denied.or(Some(entry))),
            (false, false) => denied = denied.or(Some(entry)),
        }
    }
    closed(some_pass, denied)
}

const fn closed(some_pass: bool, by: Option<&AclEntry>) -> Passage<'_> {
    if some_pass { Passage::Partly } else { Passage::Closed(by) }
}

fn overlap(a: &IpNet, b: &IpNet) -> bool {
    a.contains(b) || b.contains(a)
}
