//! Which sockets the account's state calls for.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::super::super::account::{InstanceState, LoadBalancer, LoadBalancerKind, NetworkInterface, Region};
use super::super::super::app;
use super::super::super::network::{self, Origin};
use super::super::super::world::World;

/// A socket that listens, by what is behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Door {
    /// An instance's port, for load balancers: on loopback, wherever there is room.
    Target { region: String, instance: String, port: u16 },
    /// An instance's port at its public address.
    Public { region: String, instance: String, address: Ipv4Addr, port: u16 },
    /// A port that load balancers listen on, at loopback's own address, to which all their names lead.
    Shared { port: u16 },
    /// A load balancer's port at the public address of one of its nodes.
    Node { region: String, load_balancer: String, zone: String, address: Ipv4Addr, port: u16 },
}

/// Everybody who connects does so from this machine.
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// All sockets that should be open now, and when an application opens its port next.
pub(in super::super) fn wanted(world: &World) -> (BTreeSet<Door>, Option<Timestamp>) {
    let mut doors = BTreeSet::new();
    for region in world.account.regions.values() {
        instances(region, world, &mut doors);
        load_balancers(region, &mut doors);
    }
    let instances = world.account.regions.values().flat_map(|region| region.instances.values());
    let starts = instances.filter_map(|instance| Some(instance.process.as_ref()?.listens_from));
    (doors, starts.filter(|from| *from > world.now).min())
}

fn instances(region: &Region, world: &World, doors: &mut BTreeSet<Door>) {
    for instance in region.instances.values().filter(|instance| instance.state == InstanceState::Running) {
        let Some(port) = instance.process.as_ref().map(|process| process.app.port) else { continue };
        if !app::accepts(region, &instance.id, port, world.now) {
            continue;
        }
        doors.insert(Door::Target { region: region.name.clone(), instance: instance.id.clone(), port });
        let interfaces = instance.interfaces.iter().filter_map(|id| region.network_interfaces.get(id));
        for interface in interfaces {
            if let Some(address) = reachable(region, interface, port) {
                let (region, instance) = (region.name.clone(), instance.id.clone());
                doors.insert(Door::Public { region, instance, address, port });
            }
        }
    }
}

fn load_balancers(region: &Region, doors: &mut BTreeSet<Door>) {
    for listener in region.listeners.values() {
        let Some(balancer) = region.load_balancers.get(&listener.load_balancer).filter(|one| serves(one)) else {
            continue;
        };
        if matches!(listener.protocol.as_str(), "UDP") {
            continue;
        }
        for node in &balancer.zones {
            let Some(interface) = region.network_interfaces.get(&node.interface) else { continue };
            if network::passes(region, Origin::Internet(CLIENT), interface, listener.port).is_err() {
                continue;
            }
            doors.insert(Door::Shared { port: listener.port });
            if let Some(address) = node.public_ip.filter(Ipv4Addr::is_loopback) {
                let (region, load_balancer) = (region.name.clone(), balancer.arn.clone());
                let (zone, port) = (node.zone.clone(), listener.port);
                doors.insert(Door::Node { region, load_balancer, zone, address, port });
            }
        }
    }
}

/// Whether it answers at all: names of one that is being made lead nowhere yet, and nobody outside reaches an
/// internal one.
pub(in super::super) fn serves(balancer: &LoadBalancer) -> bool {
    balancer.provisioning_until.is_none()
        && balancer.internet_facing
        && matches!(balancer.kind, LoadBalancerKind::Application | LoadBalancerKind::Network)
}

/// The public address at which somebody outside reaches the port, where this machine can be reached at it.
fn reachable(region: &Region, interface: &NetworkInterface, port: u16) -> Option<Ipv4Addr> {
    let address = interface.public_ip.filter(Ipv4Addr::is_loopback)?;
    network::passes(region, Origin::Internet(CLIENT), interface, port).is_ok().then_some(address)
}
