//! VPCs, subnets, routes and security groups.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// The `Name` tag is a label, not a key: two resources can carry the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    pub id: String,
    pub name: Option<String>,
    /// Every IPv4 and IPv6 block of the VPC.
    pub cidrs: Vec<IpNet>,
    pub is_default: bool,
    /// `pending` or `available`.
    pub state: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    pub id: String,
    pub name: Option<String>,
    pub vpc_id: String,
    /// For example `us-east-1a`.
    pub availability_zone: String,
    pub cidr: Option<IpNet>,
}

/// A route table; a subnet without an explicit association uses its VPC's main table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTable {
    pub id: String,
    pub vpc_id: String,
    pub is_main: bool,
    /// Subnets that are associated explicitly.
    pub subnet_ids: Vec<String>,
    pub routes: Vec<Route>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// A CIDR block or a prefix-list id, as AWS writes it.
    pub destination: String,
    /// The gateway, NAT gateway, interface or other thing that the route points to (`igw-…`,
    /// `nat-…`, `local`, `vgw-…`, `eni-…`, `tgw-…`), where AWS names one.
    pub target: Option<String>,
    /// `active` or `blackhole`.
    pub state: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityGroup {
    pub id: String,
    pub name: String,
    pub description: String,
    /// `None` only for groups outside any VPC.
    pub vpc_id: Option<String>,
    pub ingress: Vec<Permission>,
    pub egress: Vec<Permission>,
}

/// One permission (`IpPermission`): a protocol and port range with all its sources or destinations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// As AWS writes it: `tcp`, `udp`, `icmp`, `-1` (all traffic), or a protocol number.
    pub protocol: String,
    /// `None` where the protocol has no ports (`-1`).
    pub from_port: Option<i32>,
    pub to_port: Option<i32>,
    pub peers: Vec<Peer>,
}

/// A source (inbound) or destination (outbound) of a permission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Peer {
    /// An IPv4 or IPv6 block.
    Cidr { cidr: IpNet },
    /// Another security group, possibly of another account.
    Group { id: String, account: Option<String> },
    /// A managed prefix list; its entries are in [`Facts::prefix_lists`](super::Facts::prefix_lists).
    PrefixList { id: String },
}

/// A managed prefix list and its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefixList {
    pub id: String,
    pub entries: Vec<IpNet>,
}

/// A network ACL. A subnet without one of its own uses its VPC's default one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkAcl {
    pub id: String,
    pub vpc_id: String,
    pub is_default: bool,
    pub subnet_ids: Vec<String>,
    /// Both directions, each in the order of the rule numbers: the first entry that matches decides.
    pub entries: Vec<AclEntry>,
}

/// One rule of a network ACL. The last of each direction, number 32767 (`*`), denies everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AclEntry {
    pub number: i32,
    pub egress: bool,
    pub allow: bool,
    /// A protocol number; `-1` is every protocol.
    pub protocol: String,
    pub cidr: IpNet,
    /// `None` where the protocol has no ports, or every port is meant.
    pub ports: Option<(i32, i32)>,
}
