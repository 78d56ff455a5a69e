//! What costs money without being looked at by any check: volumes, addresses, NAT gateways, network interfaces.
//!
//! Only asked where somebody wants to know what is left ([`leftover`](crate::leftover)).

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An EBS volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    pub id: String,
    pub name: Option<String>,
    /// `creating`, `available`, `in-use`, `deleting`, `deleted` or `error`.
    pub state: String,
    pub size_gib: Option<i32>,
    /// `gp3`, `gp2`, `io1`, …
    pub kind: Option<String>,
    pub snapshot_id: Option<String>,
    /// The instances that it is attached to.
    pub instance_ids: Vec<String>,
    pub created_at: Option<Timestamp>,
}

/// An Elastic IP address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// `eipalloc-…`.
    pub id: String,
    pub name: Option<String>,
    pub public_ip: Option<IpAddr>,
    /// The network interface that it is associated with.
    pub interface_id: Option<String>,
    /// Whether it is associated with anything.
    pub associated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatGateway {
    pub id: String,
    pub name: Option<String>,
    /// `pending`, `failed`, `available`, `deleting` or `deleted`.
    pub state: String,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    /// Its public addresses; none for a private gateway.
    pub public_ips: Vec<IpAddr>,
    pub created_at: Option<Timestamp>,
}

/// An elastic network interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkInterface {
    pub id: String,
    /// For a load balancer's: `ELB app/NAME/ID`.
    pub description: Option<String>,
    /// `available`, `associated`, `attaching`, `in-use` or `detaching`.
    pub state: String,
    pub vpc_id: Option<String>,
    pub subnet_id: Option<String>,
    pub group_ids: Vec<String>,
    pub instance_id: Option<String>,
    pub public_ip: Option<IpAddr>,
    /// An AWS service made it and takes it away again.
    pub service_managed: bool,
}
