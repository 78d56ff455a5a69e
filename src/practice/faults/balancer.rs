//! Faults of load balancers, listeners and rules.

use super::super::account::{
    Action, Condition, FixedResponseConfig, ForwardConfig, RedirectConfig, Rule, Tags, WeightedTargetGroup,
};
use super::{Breakage, Scene, Unbroken, fault};

pub(super) const FAULTS: &[Breakage] = &[
    fault("lb-impaired", "load-balancer", "The load balancer has trouble of its own, on AWS's side.", |scene| {
        scene.balancer()?.impaired = true;
        Ok(())
    }),
    fault("lb-gone", "dns", "The load balancer has been deleted; its name no longer resolves.", gone),
    fault(
        "lb-provisioning",
        "load-balancer",
        "The load balancer stays in provisioning for half an hour.",
        provisioning,
    ),
    fault("lb-internal", "load-balancer", "The load balancer is internal: no public address.", internal),
    fault("listener-deleted", "listener", "The listener has been deleted.", listener_deleted),
    fault("listener-port", "listener", "The listener is on port 8080.", listener_port),
    fault("listener-other-group", "listener", "The listener forwards to another, empty target group.", other_group),
    fault("listener-weight-zero", "listener", "The listener forwards to the target group with weight 0.", weight_zero),
    fault("listener-fixed-response", "listener", "The listener answers 503 by itself.", fixed_response),
    fault("listener-redirect", "listener", "The listener redirects to HTTPS, where nobody listens.", redirect),
    fault("rule-catches-all", "rule", "A rule with path /* answers 404 before the default action.", catch_all),
    fault("zone-not-enabled", "target-az", "The first target's Availability Zone is not enabled.", zone_not_enabled),
];

fn gone(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let balancer = scene.balancer()?.clone();
    let region = scene.region();
    let listeners: Vec<String> =
        region.listeners.values().filter(|one| one.load_balancer == balancer.arn).map(|one| one.arn.clone()).collect();
    region.rules.retain(|_, rule| !listeners.contains(&rule.listener));
    region.listeners.retain(|arn, _| !listeners.contains(arn));
    for zone in &balancer.zones {
        region.network_interfaces.remove(&zone.interface);
    }
    region.load_balancers.remove(&balancer.arn);
    Ok(())
}

fn provisioning(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let until = scene.call.after(1800);
    scene.balancer()?.provisioning_until = Some(until);
    Ok(())
}

fn internal(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let balancer = scene.balancer()?;
    balancer.internet_facing = false;
    let mut interfaces = Vec::new();
    for zone in &mut balancer.zones {
        zone.public_ip = None;
        interfaces.push(zone.interface.clone());
    }
    for id in interfaces {
        if let Some(interface) = scene.region().network_interfaces.get_mut(&id) {
            interface.public_ip = None;
        }
    }
    Ok(())
}

fn listener_deleted(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let arn = scene.listener()?.arn.clone();
    let region = scene.region();
    region.rules.retain(|_, rule| rule.listener != arn);
    region.listeners.remove(&arn);
    Ok(())
}

fn listener_port(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.listener()?.port = 8080;
    Ok(())
}

fn acts(scene: &mut Scene<'_, '_>, action: Action) -> Result<(), Unbroken> {
    scene.listener()?.default_actions = vec![action];
    Ok(())
}

fn other_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let name = "elsewhere";
    let id = scene.call.account.ids.hex();
    let arn = scene.call.arn("elasticloadbalancing", &format!("targetgroup/{name}/{id}"));
    let mut other = scene.target_group()?.clone();
    (other.name, other.targets, other.tags) = (name.to_owned(), Vec::new(), Tags::new());
    other.arn.clone_from(&arn);
    scene.region().target_groups.insert(arn.clone(), other);
    acts(scene, Action { kind: "forward".to_owned(), target_group_arn: Some(arn), ..Action::default() })
}

fn weight_zero(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let group = WeightedTargetGroup { target_group_arn: scene.target_group()?.arn.clone(), weight: Some(0) };
    let config = ForwardConfig { target_groups: vec![group], target_group_stickiness_config: None };
    acts(scene, Action { kind: "forward".to_owned(), forward_config: Some(config), ..Action::default() })
}

fn fixed(status: &str) -> Action {
    let config = FixedResponseConfig { status_code: status.to_owned(), ..FixedResponseConfig::default() };
    Action { kind: "fixed-response".to_owned(), fixed_response_config: Some(config), ..Action::default() }
}

fn fixed_response(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    acts(scene, fixed("503"))
}

fn redirect(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let config = RedirectConfig {
        protocol: Some("HTTPS".to_owned()),
        port: Some("443".to_owned()),
        host: Some("#{host}".to_owned()),
        path: Some("/#{path}".to_owned()),
        query: Some("#{query}".to_owned()),
        status_code: "HTTP_301".to_owned(),
    };
    acts(scene, Action { kind: "redirect".to_owned(), redirect_config: Some(config), ..Action::default() })
}

fn catch_all(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let listener = scene.listener()?.arn.clone();
    let id = scene.call.account.ids.hex();
    let arn = format!("{}/{id}", listener.replacen(":listener/", ":listener-rule/", 1));
    let everything =
        Condition { field: "path-pattern".to_owned(), values: Some(vec!["/*".to_owned()]), ..Condition::default() };
    let region = scene.region();
    // Rules at this priority make room: two of a listener never share one.
    let taken: Vec<u32> =
        region.rules.values().filter(|one| one.listener == listener).map(|one| one.priority).collect();
    if taken.contains(&1) {
        for rule in region.rules.values_mut().filter(|one| one.listener == listener) {
            rule.priority += 1;
        }
    }
    let (conditions, actions) = (vec![everything], vec![fixed("404")]);
    let rule = Rule { arn: arn.clone(), listener, priority: 1, conditions, actions, tags: Tags::new() };
    region.rules.insert(arn, rule);
    Ok(())
}

fn zone_not_enabled(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let first = scene.instances()?.swap_remove(0);
    let zone = scene.region().instances.get(&first).map(|one| one.zone.clone()).unwrap_or_default();
    let balancer = scene.balancer()?;
    let at = balancer.zones.iter().position(|one| one.zone == zone).ok_or(Unbroken::Missing("enabled zone"))?;
    let removed = balancer.zones.remove(at);
    scene.region().network_interfaces.remove(&removed.interface);
    Ok(())
}
