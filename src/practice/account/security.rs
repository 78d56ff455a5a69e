//! Security groups, their rules, and the prefix lists that rules may name.

use serde::{Deserialize, Serialize};

use super::Tags;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) vpc_id: String,
    pub(crate) tags: Tags,
}

/// One rule: one source or destination, as EC2 counts them since rules have ids.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SecurityGroupRule {
    pub(crate) id: String,
    pub(crate) group_id: String,
    pub(crate) egress: bool,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or an IANA number as text.
    pub(crate) protocol: String,
    /// For TCP and UDP the first and last port; for ICMP type and code. `None` when the protocol is `-1`.
    pub(crate) from_port: Option<i32>,
    pub(crate) to_port: Option<i32>,
    pub(crate) peer: Peer,
    pub(crate) description: Option<String>,
    pub(crate) tags: Tags,
}

/// Who is at the other end of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Peer {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    /// A group, by id, and the account that owns it.
    Group {
        id: String,
        owner: String,
    },
}

/// A customer-managed prefix list; Amazon's own are a catalogue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PrefixList {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `IPv4` or `IPv6`.
    pub(crate) address_family: String,
    pub(crate) max_entries: i32,
    pub(crate) version: i64,
    /// CIDR and description.
    pub(crate) entries: Vec<(String, Option<String>)>,
    pub(crate) tags: Tags,
}
