//! A load balancer's nodes: one network interface in each of its subnets, owned by the service.

use std::net::Ipv4Addr;

use super::super::account::{
    Attachment, LoadBalancer, LoadBalancerKind, LoadBalancerZone, NetworkInterface, Region, Tags,
};
use super::super::call::Call;
use super::zones::Planned;
use super::{addresses, names};

/// Puts a node into a zone that was planned for the load balancer.
pub(super) fn add(call: &mut Call<'_>, one: &LoadBalancer, planned: Planned) -> LoadBalancerZone {
    let id = call.id("eni");
    let attachment = Attachment {
        id: call.id("ela-attach"),
        instance_id: None,
        device_index: 1,
        delete_on_termination: false,
        since: call.now,
    };
    let private_ip = planned.private_ip.unwrap_or_else(|| private_address(call.region(), &planned.subnet_id));
    let allocated = planned.allocation_id.as_ref().and_then(|id| call.region().addresses.get(id)).map(|one| one.public_ip);
    let public_ip = match allocated {
        None if one.internet_facing => Some(public_address(call)),
        allocated => allocated,
    };
    let association = call.id("eipassoc");
    let region = call.region();
    if let Some(address) = planned.allocation_id.as_ref().and_then(|id| region.addresses.get_mut(id)) {
        address.association = Some((id.clone(), association));
    }
    let interface = NetworkInterface {
        id: id.clone(),
        vpc_id: one.vpc_id.clone(),
        subnet_id: planned.subnet_id.clone(),
        zone: planned.zone.clone(),
        description: format!("ELB {}", names::path_of(&one.arn)),
        kind: if one.kind == LoadBalancerKind::Network { "network_load_balancer" } else { "interface" }.to_owned(),
        groups: one.security_groups.clone(),
        private_ip,
        public_ip,
        attachment: Some(attachment),
        requester: Some("amazon-elb".to_owned()),
        source_dest_check: one.kind == LoadBalancerKind::Application,
        tags: Tags::new(),
    };
    region.network_interfaces.insert(id.clone(), interface);
    let Planned { subnet_id, zone, allocation_id, .. } = planned;
    LoadBalancerZone { zone, subnet_id, interface: id, private_ip, public_ip, allocation_id }
}

/// Takes a node away; an Elastic IP address of it is free again.
pub(super) fn remove(region: &mut Region, interface: &str) {
    region.network_interfaces.remove(interface);
    for address in region.addresses.values_mut() {
        if address.association.as_ref().is_some_and(|(on, _)| on == interface) {
            address.association = None;
        }
    }
}

/// A free address of the subnet, whose room was checked before.
fn private_address(region: &Region, subnet: &str) -> Ipv4Addr {
    let candidates = region.subnets.get(subnet).map(|subnet| addresses::candidates(region, subnet));
    candidates.into_iter().flatten().next().unwrap_or(Ipv4Addr::UNSPECIFIED)
}

/// A public address that nothing else in the account has.
fn public_address(call: &Call<'_>) -> Ipv4Addr {
    let taken: Vec<Ipv4Addr> = call
        .account
        .regions
        .values()
        .flat_map(|region| {
            let interfaces = region.network_interfaces.values().filter_map(|one| one.public_ip);
            interfaces.chain(region.addresses.values().map(|one| one.public_ip))
        })
        .collect();
    let given = (0..64_516).map(|n| call.addressing.public(n)).find(|one| !taken.contains(one));
    given.unwrap_or_else(|| call.addressing.public(0))
}
