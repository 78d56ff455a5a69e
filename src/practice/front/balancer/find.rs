//! Which load balancer a connection or a request is for.

use super::super::super::account::{Listener, LoadBalancer, LoadBalancerKind, Region};
use super::super::super::world::World;
use super::super::plane::wanted::{Door, serves};
use super::super::tls::covers;

/// A load balancer's port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Entrance {
    pub(in super::super) region: String,
    pub(in super::super) load_balancer: String,
    pub(in super::super) port: u16,
    /// The listener's protocol; empty where nobody listens.
    pub(in super::super) protocol: String,
}

impl Entrance {
    /// Whether connections are passed on as they are, or as they are inside their TLS.
    pub(in super::super) fn is_network(&self) -> bool {
        matches!(self.protocol.as_str(), "TCP" | "TLS" | "TCP_UDP")
    }

    fn new(region: &Region, balancer: &LoadBalancer, port: u16) -> Self {
        let protocol = listener(region, balancer, port).map(|one| one.protocol.clone()).unwrap_or_default();
        Self { region: region.name.clone(), load_balancer: balancer.arn.clone(), port, protocol }
    }
}

/// The only load balancer that a connection to this door can be for; `None`: what it asks for has to tell.
pub(super) fn only(world: &World, door: &Door) -> Option<Entrance> {
    match door {
        Door::Node { region, load_balancer, port, .. } => {
            let region = world.account.regions.get(region)?;
            Some(Entrance::new(region, region.load_balancers.get(load_balancer)?, *port))
        }
        Door::Shared { port } => {
            let mut on_port = listening(world, *port);
            let (region, balancer) = on_port.next()?;
            on_port.next().is_none().then(|| Entrance::new(region, balancer, *port))
        }
        Door::Target { .. } | Door::Public { .. } => None,
    }
}

/// Whether any load balancer passes connections on as they are.
pub(in super::super) fn any_network(world: &World) -> bool {
    let mut all = world.account.regions.values().flat_map(|region| region.load_balancers.values());
    all.any(|balancer| balancer.kind == LoadBalancerKind::Network)
}

/// The load balancer of a name, whether or not it has anybody on that port.
pub(in super::super) fn named(world: &World, name: &str, port: u16) -> Option<Entrance> {
    let name = name.trim_end_matches('.');
    let all =
        world.account.regions.values().flat_map(|region| region.load_balancers.values().map(move |one| (region, one)));
    let mut of_name = all.filter(|(_, balancer)| balancer.dns_name.eq_ignore_ascii_case(name));
    of_name.next().map(|(region, balancer)| Entrance::new(region, balancer, port))
}

/// The load balancer that somebody means who came to a port by a name of his own: the one with a certificate or a
/// rule for that name, else the newest.
pub(in super::super) fn meant(world: &World, name: &str, port: u16) -> Option<Entrance> {
    if let Some(named) = named(world, name, port) {
        return Some(named);
    }
    let wanted = |(region, balancer): &(&Region, &LoadBalancer)| {
        let knows = listener(region, balancer, port).is_some_and(|listener| knows(region, listener, name));
        (knows, balancer.created)
    };
    listening(world, port).max_by_key(wanted).map(|(region, balancer)| Entrance::new(region, balancer, port))
}

fn listening(world: &World, port: u16) -> impl Iterator<Item = (&Region, &LoadBalancer)> {
    let all =
        world.account.regions.values().flat_map(|region| region.load_balancers.values().map(move |one| (region, one)));
    all.filter(move |(region, balancer)| serves(balancer) && listener(region, balancer, port).is_some())
}

fn listener<'a>(region: &'a Region, balancer: &LoadBalancer, port: u16) -> Option<&'a Listener> {
    region.listeners.values().find(|one| one.load_balancer == balancer.arn && one.port == port)
}

fn knows(region: &Region, listener: &Listener, name: &str) -> bool {
    let mut certificates = listener.certificates.iter().filter_map(|arn| region.certificates.get(arn));
    let mut conditions =
        region.rules.values().filter(|rule| rule.listener == listener.arn).flat_map(|rule| &rule.conditions);
    certificates.any(|one| covers(&one.names, name))
        || conditions.any(|one| {
            let hosts = one.host_header_config.as_ref().map(|config| &config.values);
            hosts.or(one.values.as_ref()).is_some_and(|hosts| one.field == "host-header" && covers(hosts, name))
        })
}
