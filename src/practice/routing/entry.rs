//! Whether a client gets to the load balancer at all, and to which of its nodes.

use std::net::SocketAddr;

use super::super::account::{Listener, LoadBalancer, LoadBalancerZone, Region};
use super::super::network::{Blocked, Origin, passes};
use super::{Head, Refusal, Way, scatter};

/// The load balancer and the listener that a request meets, at the node that it reaches.
pub(super) fn enter(
    region: &Region,
    load_balancer: &str,
    port: u16,
    head: &Head,
) -> Result<(LoadBalancer, Listener, Way), Refusal> {
    let (balancer, listener, zone) = arrive(region, load_balancer, port, head.client, head.through.as_deref())?;
    let way = Way {
        load_balancer: balancer.arn.clone(),
        node: zone.interface.clone(),
        zone: zone.zone.clone(),
        listener: listener.arn.clone(),
        rule: None,
        target_group: None,
    };
    Ok((balancer.clone(), listener.clone(), way))
}

pub(super) fn arrive<'a>(
    region: &'a Region,
    load_balancer: &str,
    port: u16,
    client: SocketAddr,
    through: Option<&str>,
) -> Result<(&'a LoadBalancer, &'a Listener, &'a LoadBalancerZone), Refusal> {
    let balancer = region.load_balancers.get(load_balancer).ok_or(Refusal::Gone)?;
    if balancer.provisioning_until.is_some() {
        return Err(Refusal::Provisioning);
    }
    let zone = node(region, balancer, port, client, through)?;
    let listener =
        region.listeners.values().find(|listener| listener.load_balancer == balancer.arn && listener.port == port);
    Ok((balancer, listener.ok_or(Refusal::NoListener)?, zone))
}

/// The first node that lets the client in. Its name resolves to all of them; a client begins with any and tries
/// the others when that does not answer. A connection stays with its node.
fn node<'a>(
    region: &Region,
    balancer: &'a LoadBalancer,
    port: u16,
    client: SocketAddr,
    through: Option<&str>,
) -> Result<&'a LoadBalancerZone, Refusal> {
    let count = balancer.zones.len();
    let first = usize::try_from(scatter([client.to_string().as_str()]) % count.max(1) as u64).unwrap_or(0);
    let carrier = through.and_then(|id| region.network_interfaces.get(id));
    let origin = match carrier {
        Some(node) => Origin::Preserved { node, client: client.ip() },
        None => Origin::Internet(client.ip()),
    };
    let mut stopped: Option<Blocked> = None;
    for n in 0..count {
        let zone = &balancer.zones[(first + n) % count];
        let Some(interface) = region.network_interfaces.get(&zone.interface) else { continue };
        match passes(region, origin, interface, port) {
            Ok(()) => return Ok(zone),
            Err(blocked) => stopped = stopped.or(Some(blocked)),
        }
    }
    Err(stopped.map_or(Refusal::Gone, Refusal::Blocked))
}
