//! Connections through a network load balancer: a listener's default action, a target by the flow's hash.

use std::net::{IpAddr, SocketAddr};

use jiff::Timestamp;

use super::super::account::{Action, Region, TargetGroup};
use super::super::app;
use super::super::elbv2::target_group_attributes::attribute;
use super::super::network::{Blocked, Origin, passes};
use super::target_place::{Place, place_of};
use super::{Chosen, Refusal, Way, entry, group_choice, scatter, target_choice};

/// What happens to a connection.
#[derive(Clone, Debug)]
pub(crate) enum TcpDecision {
    Refuse(#[expect(dead_code, reason = "why a client is refused: shown in its debug form")] Refusal),
    /// No target takes it: the connection is reset.
    NoTarget(Way),
    Forward(TcpForward),
}

/// A connection on its way to a target.
#[derive(Clone, Debug)]
pub(crate) struct TcpForward {
    pub(crate) way: Way,
    pub(crate) target_group: String,
    pub(crate) target: Chosen,
    pub(crate) client: SocketAddr,
    /// Whether the target sees the client's address as the sender, not the node's.
    pub(crate) client_preserved: bool,
    /// Whether the load balancer ends the client's TLS (a `TLS` listener).
    pub(crate) terminates_tls: bool,
}

/// Why a connection does not get to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TcpFailure {
    /// No answer to the first packet.
    Silent(Option<Blocked>),
    /// Nothing listens there.
    Refused,
}

/// Where a connection to a port of a network load balancer goes. A flow keeps its target.
pub(crate) fn decide_tcp(region: &mut Region, load_balancer: &str, port: u16, client: SocketAddr) -> TcpDecision {
    let (balancer, listener, zone) = match entry::arrive(region, load_balancer, port, client, None) {
        Ok(arrived) => arrived,
        Err(refusal) => return TcpDecision::Refuse(refusal),
    };
    let mut way = Way {
        load_balancer: balancer.arn.clone(),
        node: zone.interface.clone(),
        zone: zone.zone.clone(),
        listener: listener.arn.clone(),
        rule: None,
        target_group: None,
    };
    let terminates_tls = listener.protocol == "TLS";
    let forwards = listener.default_actions.iter().find(|action| action.kind == "forward");
    let Some(group) = forwards.and_then(|action| chosen_group(region, action)) else {
        return TcpDecision::NoTarget(way);
    };
    way.target_group = Some(group.arn.clone());
    let pool = target_choice::pool(region, group, balancer, &way.zone);
    let sticky = attribute(group, "stickiness.enabled") == "true";
    let flow = if sticky { client.ip().to_string() } else { format!("{client} {port}") };
    let place = usize::try_from(scatter([flow.as_str()]) % pool.len().max(1) as u64).unwrap_or(0);
    let target = pool.get(place).cloned();
    let (arn, client_preserved) = (group.arn.clone(), attribute(group, "preserve_client_ip.enabled") == "true");
    if let Some(group) = region.target_groups.get_mut(&arn) {
        group.turn = group.turn.wrapping_add(1);
    }
    match target {
        Some(target) => TcpDecision::Forward(TcpForward {
            way,
            target_group: arn,
            target,
            client,
            client_preserved,
            terminates_tls,
        }),
        None => TcpDecision::NoTarget(way),
    }
}

fn chosen_group<'a>(region: &'a Region, action: &Action) -> Option<&'a TargetGroup> {
    let arn = group_choice::by_weight(region, &group_choice::weighted(action))?;
    region.target_groups.get(&arn)
}

/// Opens the connection to the target: the id of the instance that answers and the address that it sees. For a
/// target that is a load balancer the caller goes on with [`decide`](super::decide).
pub(crate) fn connect_tcp(
    region: &Region,
    forward: &TcpForward,
    now: Timestamp,
) -> Result<(String, IpAddr), TcpFailure> {
    let silent = || TcpFailure::Silent(None);
    let group = region.target_groups.get(&forward.target_group).ok_or_else(silent)?;
    let node = region.network_interfaces.get(&forward.way.node).ok_or_else(silent)?;
    let place = place_of(region, group, &forward.target.id);
    let interface = place.interface().ok_or_else(silent)?;
    let client = forward.client.ip();
    let origin = if forward.client_preserved { Origin::Preserved { node, client } } else { Origin::Interface(node) };
    passes(region, origin, interface, forward.target.port).map_err(|blocked| TcpFailure::Silent(Some(blocked)))?;
    if let Place::Interface(_) = place {
        return Err(TcpFailure::Refused);
    }
    let instance = place.running().ok_or_else(silent)?;
    if !app::accepts(region, &instance.id, forward.target.port, now) {
        return Err(TcpFailure::Refused);
    }
    let peer = if forward.client_preserved { client } else { IpAddr::V4(node.private_ip) };
    Ok((instance.id.clone(), peer))
}
