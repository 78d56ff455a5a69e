//! IPv4 addresses and blocks, as far as load balancers and targets ask about them.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::super::account::{Region, Subnet};

/// The block of a subnet.
pub(super) fn block(subnet: &Subnet) -> Option<Ipv4Net> {
    subnet.cidr.parse().ok()
}

/// The subnet of a VPC that an address lies in.
pub(super) fn subnet_of<'a>(region: &'a Region, vpc: &str, address: Ipv4Addr) -> Option<&'a Subnet> {
    region
        .subnets
        .values()
        .find(|subnet| subnet.vpc_id == vpc && block(subnet).is_some_and(|block| block.contains(&address)))
}

/// Whether an address outside of the VPC may be a target: RFC 1918 and RFC 6598.
pub(super) fn private(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private() || (a == 100 && (64..128).contains(&b))
}
