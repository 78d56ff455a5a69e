//! Where in the network a target is.

use std::net::IpAddr;

use super::super::account::{Instance, InstanceState, LoadBalancer, NetworkInterface, Region, Target, TargetGroup};

/// What answers at a target's address.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    Instance {
        interface: &'a NetworkInterface,
        instance: &'a Instance,
    },
    /// An interface without an instance: a database, another service.
    Interface(&'a NetworkInterface),
    LoadBalancer(&'a LoadBalancer),
    /// No such instance or address.
    Nowhere,
}

impl<'a> Place<'a> {
    pub(crate) const fn interface(&self) -> Option<&'a NetworkInterface> {
        match self {
            Self::Instance { interface, .. } | Self::Interface(interface) => Some(interface),
            Self::LoadBalancer(_) | Self::Nowhere => None,
        }
    }

    /// The instance there, when it runs: one that does not is silent.
    pub(crate) fn running(&self) -> Option<&'a Instance> {
        match self {
            Self::Instance { instance, .. } if instance.state == InstanceState::Running => Some(instance),
            _ => None,
        }
    }
}

/// Where a target of a group is: an instance's primary interface, or the interface that has an address.
pub(crate) fn place_of<'a>(region: &'a Region, group: &TargetGroup, id: &str) -> Place<'a> {
    match group.target_type.as_str() {
        "alb" => region.load_balancers.get(id).map_or(Place::Nowhere, Place::LoadBalancer),
        "instance" => region.instances.get(id).map_or(Place::Nowhere, |instance| {
            let primary = instance.interfaces.first().and_then(|id| region.network_interfaces.get(id));
            primary.map_or(Place::Nowhere, |interface| Place::Instance { interface, instance })
        }),
        _ => at_address(region, &group.vpc_id, id),
    }
}

fn at_address<'a>(region: &'a Region, vpc: &str, address: &str) -> Place<'a> {
    let Ok(IpAddr::V4(address)) = address.parse() else { return Place::Nowhere };
    let interfaces = || region.network_interfaces.values();
    let Some(interface) = interfaces().find(|one| one.private_ip == address && one.vpc_id == vpc) else {
        return Place::Nowhere;
    };
    let attached = interface.attachment.as_ref().and_then(|attachment| attachment.instance_id.as_ref());
    match attached.and_then(|id| region.instances.get(id)) {
        Some(instance) => Place::Instance { interface, instance },
        None => Place::Interface(interface),
    }
}

/// The zone that a target is in; `None` when it belongs to all of them (an address outside of the VPC, a load
/// balancer) or its instance is gone.
pub(crate) fn zone_of<'a>(region: &'a Region, group: &TargetGroup, target: &'a Target) -> Option<&'a str> {
    match group.target_type.as_str() {
        "instance" => region.instances.get(&target.id).map(|instance| instance.zone.as_str()),
        "ip" => target.zone.as_deref().filter(|zone| *zone != "all"),
        _ => None,
    }
}
