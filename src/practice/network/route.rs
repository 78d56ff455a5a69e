//! Routes: the entry of a subnet's table with the longest prefix that holds an address.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::account::{Destination, Region, Route, Subnet, Via};
use super::prefix_list;

/// Whether packets from a subnet to an address on the internet leave through an internet gateway that is
/// attached to the subnet's VPC.
pub(crate) fn to_internet(region: &Region, subnet: &Subnet, address: IpAddr) -> bool {
    let Some((_, Via::InternetGateway(id))) = chosen(region, subnet, address) else { return false };
    region.internet_gateways.get(id).is_some_and(|gateway| gateway.vpc_id.as_ref() == Some(&subnet.vpc_id))
}

/// Whether packets from a subnet to an address of its own VPC are delivered. Every table holds the local routes of
/// the VPC's blocks, said or not; only a route at least as long leads away from them.
pub(super) fn is_local(region: &Region, subnet: &str, address: IpAddr) -> bool {
    let Some(subnet) = region.subnets.get(subnet) else { return false };
    let blocks = region.vpcs.get(&subnet.vpc_id).map(|vpc| vpc.cidrs.as_slice()).unwrap_or_default();
    let local = blocks.iter().filter_map(|block| length(&block.cidr, address)).max();
    let other = chosen(region, subnet, address).filter(|(_, via)| **via != Via::Local).map(|(length, _)| length);
    local.is_some() && other < local
}

/// The route with the longest prefix, and that prefix.
fn chosen<'a>(region: &'a Region, subnet: &Subnet, address: IpAddr) -> Option<(u8, &'a Via)> {
    let table = region.route_table_of(subnet)?;
    let routes = table.routes.iter().filter_map(|route| Some((prefix_length(region, route, address)?, &route.via)));
    routes.max_by_key(|(length, _)| *length)
}

/// How many bits of the address a route fixes, when it holds the address at all.
fn prefix_length(region: &Region, route: &Route, address: IpAddr) -> Option<u8> {
    match &route.destination {
        Destination::Ipv4(cidr) | Destination::Ipv6(cidr) => length(cidr, address),
        Destination::PrefixList(id) => {
            prefix_list::entries(region, id).into_iter().filter_map(|cidr| length(&cidr, address)).max()
        }
    }
}

fn length(cidr: &str, address: IpAddr) -> Option<u8> {
    cidr.parse::<IpNet>().ok().filter(|net| net.contains(&address)).map(|net| net.prefix_len())
}
