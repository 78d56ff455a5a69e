//! The hop at which a request stops, marked in the picture: the one that `explain` finds in the same facts.

use super::architecture::{Architecture, Mark};
use crate::course::{Course, Values};
use crate::explain::{Crossing, Hop, explain};
use crate::facts::Facts;

/// Marks the first broken hop. A picture without a load balancer is not finished, rather than broken.
pub(super) fn mark(picture: &mut Architecture, course: &Course, values: &Values, facts: &Facts) {
    if picture.balancers.is_empty() {
        return;
    }
    let Some(way) = explain(course, values, facts, None) else { return };
    let Some(broken) = way.broken() else { return };
    picture.stops_at = Some(broken.hop);
    match broken.hop {
        Hop::Dns | Hop::LoadBalancer | Hop::LoadBalancerGroup | Hop::Listener | Hop::Rule => {
            balancer(picture, broken, &way.door, facts);
        }
        Hop::LoadBalancerSubnet | Hop::TargetAz => subnets(picture, broken, facts),
        Hop::TargetGroup | Hop::TargetGroupMembership => target_group(picture, broken, facts),
        Hop::Target | Hop::TargetSecurityGroup | Hop::HealthCheck | Hop::Application => servers(picture, broken),
    }
}

/// The load balancer itself, its groups, or the listener that the request came to.
fn balancer(picture: &mut Architecture, broken: &Crossing, door: &str, facts: &Facts) {
    // Listeners and rules have the load balancer's label in their ARNs.
    let named = |name: &str| {
        let all = facts.load_balancers.value().into_iter().flatten();
        all.filter(|lb| lb.name == name).any(|lb| {
            let label = lb.arn.split_once(":loadbalancer/").map_or(lb.arn.as_str(), |(_, label)| label);
            broken.resource == lb.name
                || lb.dns_name.as_ref() == Some(&broken.resource)
                || broken.resource.contains(label)
        })
    };
    let at = picture.balancers.iter().position(|one| named(&one.name)).unwrap_or(0);
    let Some(balancer) = picture.balancers.get_mut(at) else { return };
    match broken.hop {
        Hop::LoadBalancerGroup => balancer.guards.iter_mut().for_each(|guard| guard.mark = Mark::Broken),
        Hop::Listener | Hop::Rule => {
            let here = balancer.listeners.iter_mut().filter(|listener| listener.port == door);
            here.for_each(|listener| listener.mark = Mark::Broken);
        }
        _ => balancer.mark = Mark::Broken,
    }
}

/// The subnets of the load balancer, or those of the targets that it does not reach.
fn subnets(picture: &mut Architecture, broken: &Crossing, facts: &Facts) {
    let by_id = facts.subnets.value().into_iter().flatten().find(|subnet| subnet.id == broken.resource);
    let name = by_id.map_or(broken.resource.as_str(), |subnet| subnet.name.as_deref().unwrap_or(&subnet.id));
    let hop = broken.hop;
    for subnet in picture.zones.iter_mut().flat_map(|zone| &mut zone.subnets) {
        let holds = subnet.servers.iter().any(|server| broken.affected.contains(&server.id));
        if subnet.name == name || (hop == Hop::TargetAz && holds) {
            subnet.mark = Mark::Broken;
        }
    }
}

fn target_group(picture: &mut Architecture, broken: &Crossing, facts: &Facts) {
    let all = facts.target_groups.value().into_iter().flatten();
    let meant = all.clone().find(|group| group.arn == broken.resource || group.name == broken.resource);
    for group in &mut picture.target_groups {
        if meant.is_none_or(|meant| meant.name == group.name) {
            group.mark = Mark::Broken;
        }
    }
}

/// The targets that it concerns; their groups where those keep the load balancer out.
fn servers(picture: &mut Architecture, broken: &Crossing) {
    let inside = picture.zones.iter_mut().flat_map(|zone| &mut zone.subnets).flat_map(|subnet| &mut subnet.servers);
    for server in inside.chain(&mut picture.elsewhere) {
        let is_target = !server.target_groups.is_empty();
        if !is_target || !(broken.affected.is_empty() || broken.affected.contains(&server.id)) {
            continue;
        }
        if broken.hop == Hop::TargetSecurityGroup {
            server.guards.iter_mut().for_each(|guard| guard.mark = Mark::Broken);
        } else {
            server.mark = Mark::Broken;
        }
    }
}
