//! Who uses what: from a target group up to its load balancers, from a load balancer down to its rules.

use super::super::account::{Action, HealthState, Listener, LoadBalancer, Region, Rule, Target, TargetGroup};

/// The target groups that actions forward to, in the order of the actions.
pub(super) fn target_groups_in(actions: &[Action]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for action in actions {
        let weighted = action.forward_config.iter().flat_map(|config| &config.target_groups);
        let named = weighted.map(|group| group.target_group_arn.as_str()).chain(action.target_group_arn.as_deref());
        for arn in named {
            if !found.contains(&arn) {
                found.push(arn);
            }
        }
    }
    found
}

/// A load balancer's listeners.
pub(crate) fn listeners_of<'a>(region: &'a Region, load_balancer: &'a str) -> impl Iterator<Item = &'a Listener> + 'a {
    region.listeners.values().filter(move |listener| listener.load_balancer == load_balancer)
}

/// A listener's rules beside the default one, in the order in which they are tried.
pub(crate) fn rules_of<'a>(region: &'a Region, listener: &str) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = region.rules.values().filter(|rule| rule.listener == listener).collect();
    rules.sort_by_key(|rule| rule.priority);
    rules
}

/// The target groups that a listener's default actions and rules forward to.
pub(crate) fn target_groups_of(region: &Region, listener: &Listener) -> Vec<String> {
    let mut found: Vec<String> = target_groups_in(&listener.default_actions).into_iter().map(str::to_owned).collect();
    for rule in rules_of(region, &listener.arn) {
        for arn in target_groups_in(&rule.actions) {
            if !found.iter().any(|known| known == arn) {
                found.push(arn.to_owned());
            }
        }
    }
    found
}

/// The load balancers with a listener or rule that forwards to a target group (at any weight). AWS allows one for
/// HTTP and HTTPS groups.
pub(crate) fn load_balancers_using<'a>(region: &'a Region, target_group: &str) -> Vec<&'a LoadBalancer> {
    let mut found: Vec<&LoadBalancer> = Vec::new();
    for listener in region.listeners.values() {
        let Some(one) = region.load_balancers.get(&listener.load_balancer) else { continue };
        let known = found.iter().any(|known| known.arn == one.arn);
        if !known && target_groups_of(region, listener).iter().any(|arn| arn == target_group) {
            found.push(one);
        }
    }
    found
}

/// The zones in which a load balancer has a node.
pub(crate) fn enabled_zones(load_balancer: &LoadBalancer) -> Vec<&str> {
    load_balancer.zones.iter().map(|zone| zone.zone.as_str()).collect()
}

/// The zone that a target is in; `None` when it belongs to all of them (addresses registered with `all`, load
/// balancers as targets) or its instance is gone.
pub(crate) fn zone_of<'a>(region: &'a Region, group: &TargetGroup, target: &'a Target) -> Option<&'a str> {
    match group.target_type.as_str() {
        "instance" => region.instances.get(&target.id).map(|instance| instance.zone.as_str()),
        "ip" => target.zone.as_deref().filter(|zone| *zone != "all"),
        _ => None,
    }
}

/// Why a target would not be used, as `DescribeTargetHealth` words it; `None` when it is.
pub(super) fn unused(region: &Region, group: &TargetGroup, target: &Target) -> Option<&'static str> {
    let users = load_balancers_using(region, &group.arn);
    if users.is_empty() {
        return Some("Target group is not configured to receive traffic from the load balancer");
    }
    let zone = zone_of(region, group, target)?;
    let enabled = users.iter().any(|one| enabled_zones(one).contains(&zone));
    (!enabled).then_some("Target is in an Availability Zone that is not enabled for the load balancer")
}

/// Whether a target takes part: neither draining nor unused.
pub(super) fn in_service(target: &Target) -> bool {
    target.draining_until.is_none() && !matches!(target.health.state, HealthState::Unused)
}
