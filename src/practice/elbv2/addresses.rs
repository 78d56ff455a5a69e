//! IPv4 addresses and blocks, as far as load balancers and targets ask about them.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::super::account::{Region, Subnet};

/// EC2 keeps the first four addresses of a subnet and its last one.
const KEPT: usize = 5;

/// The block of a subnet.
pub(super) fn block(subnet: &Subnet) -> Option<Ipv4Net> {
    subnet.cidr.parse().ok()
}

/// The addresses of a subnet that interfaces hold.
fn held<'a>(region: &'a Region, subnet: &'a str) -> impl Iterator<Item = Ipv4Addr> + 'a {
    region.network_interfaces.values().filter(move |one| one.subnet_id == subnet).map(|one| one.private_ip)
}

/// How many addresses of a subnet are free.
pub(super) fn free(region: &Region, subnet: &Subnet) -> usize {
    let Some(block) = block(subnet) else { return 0 };
    let all = 1_usize.checked_shl(u32::from(32 - block.prefix_len())).unwrap_or(usize::MAX);
    all.saturating_sub(KEPT).saturating_sub(held(region, &subnet.id).count())
}

/// The addresses that a subnet could give, lowest first.
pub(super) fn candidates(region: &Region, subnet: &Subnet) -> Vec<Ipv4Addr> {
    let Some(block) = block(subnet) else { return Vec::new() };
    let taken: Vec<Ipv4Addr> = held(region, &subnet.id).collect();
    let first = u32::from(block.network()).saturating_add(4);
    let last = u32::from(block.broadcast());
    (first..last).map(Ipv4Addr::from).filter(|one| !taken.contains(one)).take(64).collect()
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
