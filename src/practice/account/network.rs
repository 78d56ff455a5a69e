//! VPCs and what lies in them: subnets, routes, gateways, addresses, interfaces.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

use super::Tags;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub(crate) id: String,
    /// The primary block first.
    pub(crate) cidrs: Vec<CidrAssociation>,
    pub(crate) ipv6_cidrs: Vec<CidrAssociation>,
    pub(crate) default: bool,
    pub(crate) dns_support: bool,
    pub(crate) dns_hostnames: bool,
    pub(crate) tags: Tags,
}

/// A block of addresses of a VPC or subnet, with the id of its association.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CidrAssociation {
    pub(crate) id: String,
    pub(crate) cidr: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    /// Zone name, e.g. `us-east-1a`.
    pub(crate) zone: String,
    pub(crate) cidr: String,
    pub(crate) ipv6_cidrs: Vec<CidrAssociation>,
    /// `MapPublicIpOnLaunch`.
    pub(crate) public_addresses: bool,
    pub(crate) default_for_zone: bool,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RouteTable {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) routes: Vec<Route>,
    pub(crate) associations: Vec<RouteTableAssociation>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RouteTableAssociation {
    pub(crate) id: String,
    /// None for the main association.
    pub(crate) subnet_id: Option<String>,
    pub(crate) main: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Route {
    pub(crate) destination: Destination,
    pub(crate) via: Via,
    /// `CreateRouteTable` for the VPC's own, else `CreateRoute`.
    pub(crate) origin: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Destination {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
}

/// Where a route leads. Whether it is `active` or a `blackhole` follows from what the id still names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Via {
    Local,
    InternetGateway(String),
    NatGateway(String),
    NetworkInterface(String),
    Instance(String),
    VpcEndpoint(String),
    /// Egress-only, transit and peering gateways: kept as given, they lead nowhere here.
    Other {
        kind: String,
        id: String,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InternetGateway {
    pub(crate) id: String,
    pub(crate) vpc_id: Option<String>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NatGateway {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) subnet_id: String,
    pub(crate) state: NatState,
    /// When `Pending` or `Deleting` ends; for `Deleted` and `Failed`, when it is forgotten.
    pub(crate) until: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) public: bool,
    pub(crate) allocation_id: Option<String>,
    pub(crate) interface: String,
    pub(crate) private_ip: Ipv4Addr,
    pub(crate) public_ip: Option<Ipv4Addr>,
    /// Code and message of what will make, or made, it fail.
    #[serde(default)]
    pub(crate) failure: Option<(String, String)>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NatState {
    Pending,
    Available,
    Deleting,
    Deleted,
    Failed,
}

/// An Elastic IP address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) allocation_id: String,
    pub(crate) public_ip: Ipv4Addr,
    /// The interface that it is associated with, and that association's id.
    pub(crate) association: Option<(String, String)>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NetworkAcl {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) default: bool,
    pub(crate) entries: Vec<AclEntry>,
    /// Subnet id and association id.
    pub(crate) associations: Vec<(String, String)>,
    pub(crate) tags: Tags,
}

/// Entries are read in the order of their numbers; the first that matches decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AclEntry {
    pub(crate) number: u16,
    pub(crate) egress: bool,
    pub(crate) allow: bool,
    /// IANA number as text, `-1` for all.
    pub(crate) protocol: String,
    pub(crate) cidr: Option<String>,
    pub(crate) ipv6_cidr: Option<String>,
    /// None: every port.
    pub(crate) ports: Option<(u16, u16)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NetworkInterface {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) subnet_id: String,
    pub(crate) zone: String,
    pub(crate) description: String,
    /// `interface`, `nat_gateway`, `network_load_balancer`, …
    pub(crate) kind: String,
    pub(crate) groups: Vec<String>,
    pub(crate) private_ip: Ipv4Addr,
    pub(crate) public_ip: Option<Ipv4Addr>,
    pub(crate) attachment: Option<Attachment>,
    /// Set for interfaces that a service made (`amazon-elb`, `amazon-aws`): the account cannot delete them.
    pub(crate) requester: Option<String>,
    pub(crate) source_dest_check: bool,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) id: String,
    pub(crate) instance_id: Option<String>,
    pub(crate) device_index: i32,
    pub(crate) delete_on_termination: bool,
    pub(crate) since: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VpcEndpoint {
    pub(crate) id: String,
    pub(crate) vpc_id: String,
    pub(crate) service: String,
    /// `Gateway` or `Interface`.
    pub(crate) kind: String,
    pub(crate) route_tables: Vec<String>,
    pub(crate) subnets: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) interfaces: Vec<String>,
    pub(crate) created: Timestamp,
    pub(crate) tags: Tags,
}
