//! Targets: registered and deregistered, by requests and by Auto Scaling.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Health, HealthState, InstanceState, LoadBalancerKind, Region, Target, TargetGroup};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::{addresses, limits, lookups, names, target_group_attributes};

pub(super) const OPERATIONS: Table =
    &[("DeregisterTargets", deregister_targets), ("RegisterTargets", register_targets)];

/// `TargetDescription`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Described {
    pub(super) id: String,
    pub(super) port: Option<i64>,
    pub(super) availability_zone: Option<String>,
}

impl Described {
    /// The port towards it: its own, else the group's.
    pub(super) fn port_in(&self, group: &TargetGroup) -> u16 {
        self.port.and_then(|port| u16::try_from(port).ok()).unwrap_or(group.port)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetsInput {
    target_group_arn: String,
    targets: Vec<Described>,
}

fn register_targets(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TargetsInput = read(input)?;
    let now = call.now;
    let region = call.region();
    let group = names::target_group(region, &input.target_group_arn)?.clone();
    if input.targets.is_empty() {
        return Err(Fault::validation("At least one target must be specified"));
    }
    for target in &input.targets {
        names::in_range("targets.1.member.port", target.port, 1, 65_535)?;
    }
    let zones = match group.target_type.as_str() {
        "instance" => instances(region, &group, &input.targets)?,
        "ip" => input.targets.iter().map(|target| address(region, &group, target)).collect::<Result<_, _>>()?,
        _ => load_balancer(region, &group, &input.targets)?,
    };
    let known = |one: &Described| {
        let port = one.port_in(&group);
        group.targets.iter().any(|target| target.id == one.id && target.port == port)
    };
    let added = input.targets.iter().filter(|one| !known(one)).count();
    if group.targets.len() + added > limits::TARGETS_PER_GROUP {
        let message = "The quota for the number of targets per target group has been reached";
        return Err(Fault::new("TooManyTargets", message));
    }
    for (target, zone) in input.targets.iter().zip(zones) {
        put(region, &group.arn, &target.id, target.port_in(&group), zone, now);
    }
    Ok(json!({}))
}

/// Instances have to exist, lie in the group's VPC and run.
fn instances(region: &Region, group: &TargetGroup, targets: &[Described]) -> Result<Vec<Option<String>>, Fault> {
    let mut elsewhere = Vec::new();
    let mut idle = Vec::new();
    for target in targets {
        if target.availability_zone.is_some() {
            let message =
                "You cannot specify an Availability Zone for targets of target groups with target type 'instance'";
            return Err(Fault::validation(message));
        }
        if !names::has_form(&target.id, "^i-([0-9a-f]{8}|[0-9a-f]{17})$") {
            return Err(Fault::validation(format!("Instance ID '{}' is not valid", target.id)));
        }
        let Some(instance) = region.instances.get(&target.id) else {
            return Err(Fault::new("InvalidTarget", format!("Instance ID '{}' is not valid", target.id)));
        };
        if instance.vpc_id != group.vpc_id {
            elsewhere.push(format!("'{}'", target.id));
        } else if instance.state != InstanceState::Running {
            idle.push(format!("'{}'", target.id));
        }
    }
    if !elsewhere.is_empty() {
        let vpc = &group.vpc_id;
        let message =
            format!("The following targets are not in the target group VPC '{vpc}': {}", elsewhere.join(", "));
        return Err(Fault::new("InvalidTarget", message));
    }
    if !idle.is_empty() {
        let message =
            format!("The following targets are not in a running state and cannot be registered: {}", idle.join(", "));
        return Err(Fault::new("InvalidTarget", message));
    }
    Ok(vec![None; targets.len()])
}

/// The zone of an address: its subnet's within the VPC, else as given.
fn address(region: &Region, group: &TargetGroup, target: &Described) -> Result<Option<String>, Fault> {
    let id = &target.id;
    let not_valid = || Fault::validation(format!("The IP address '{id}' is not a valid IPv4 address"));
    let ip: Ipv4Addr = id.parse().map_err(|_| not_valid())?;
    let given = target.availability_zone.as_deref();
    if let Some(subnet) = addresses::subnet_of(region, &group.vpc_id, ip) {
        let zone = &subnet.zone;
        if let Some(other) = given.filter(|given| given != zone) {
            let message = format!(
                "The IP address '{id}' is within the VPC, and cannot have its Availability Zone overridden to '{other}' \
                 from '{zone}'"
            );
            return Err(Fault::validation(message));
        }
        return Ok(Some(zone.clone()));
    }
    if !addresses::private(ip) {
        let message = format!(
            "The IP address '{id}' is not in the VPC, and is not in the RFC 1918 or RFC 6598 address ranges; it cannot \
             be registered as a target"
        );
        return Err(Fault::validation(message));
    }
    let Some(zone) = given else {
        let message = format!("The Availability Zone is required for IP address '{id}' because it is not in the VPC");
        return Err(Fault::validation(message));
    };
    let known = region.subnets.values().any(|subnet| subnet.vpc_id == group.vpc_id && subnet.zone == zone);
    if zone != "all" && !known {
        let message = format!(
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the IP \
             address '{id}' is outside the VPC"
        );
        return Err(Fault::validation(message));
    }
    Ok(Some(zone.to_owned()))
}

/// A group of type `alb` takes one application load balancer, which has to listen on the group's port.
fn load_balancer(region: &Region, group: &TargetGroup, targets: &[Described]) -> Result<Vec<Option<String>>, Fault> {
    for target in targets {
        let one =
            names::load_balancer(region, &target.id).map_err(|fault| Fault::new("InvalidTarget", fault.message))?;
        let port = target.port_in(group);
        if one.kind != LoadBalancerKind::Application || one.vpc_id != group.vpc_id {
            let message =
                format!("The target '{}' is not an Application Load Balancer in the target group VPC", target.id);
            return Err(Fault::new("InvalidTarget", message));
        }
        if port != group.port || !lookups::listeners_of(region, &one.arn).any(|listener| listener.port == port) {
            let message =
                format!("The target '{}' must have a listener on port '{}' of the target group", target.id, group.port);
            return Err(Fault::new("InvalidTarget", message));
        }
        if targets.len() > 1 || group.targets.iter().any(|known| known.id != target.id) {
            let message = "A target group with target type 'alb' can have only one target";
            return Err(Fault::new("TooManyTargets", message));
        }
    }
    Ok(vec![None; targets.len()])
}

/// Registers a target that passed every check. One that is there stays as it is; one that drains comes back.
fn put(region: &mut Region, arn: &str, id: &str, port: u16, zone: Option<String>, now: Timestamp) {
    let Some(group) = region.target_groups.get(arn) else { return };
    let there = group.targets.iter().find(|target| target.id == id && target.port == port);
    if there.is_some_and(|target| target.draining_until.is_none()) {
        return;
    }
    let mut target = Target {
        id: id.to_owned(),
        port,
        zone,
        registered: now,
        draining_until: None,
        health: record(HealthState::Initial, "Elb.RegistrationInProgress", "Target registration is in progress", now),
    };
    target.health = first(region, group, &target, now);
    if let Some(group) = region.target_groups.get_mut(arn) {
        group.targets.retain(|known| !(known.id == id && known.port == port));
        group.targets.push(target);
    }
}

/// The record of a target that nobody has looked at yet.
fn first(region: &Region, group: &TargetGroup, target: &Target, now: Timestamp) -> Health {
    match lookups::unused(region, group, target) {
        Some(why) => record(HealthState::Unused, "Target.NotInUse", why, now),
        None => Health { next: Some(now), ..target.health.clone() },
    }
}

fn record(state: HealthState, reason: &str, description: &str, since: Timestamp) -> Health {
    Health {
        state,
        reason: Some(reason.to_owned()),
        description: Some(description.to_owned()),
        since,
        successes: 0,
        failures: 0,
        next: None,
    }
}

fn deregister_targets(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TargetsInput = read(input)?;
    let group = names::target_group(call.region(), &input.target_group_arn)?.clone();
    for target in &input.targets {
        take(call, &group, &target.id, target.port_in(&group));
    }
    Ok(json!({}))
}

/// Deregisters a target: one that takes part drains first, any other leaves at once. One that is not registered is
/// nothing to complain about.
fn take(call: &mut Call<'_>, group: &TargetGroup, id: &str, port: u16) {
    let seconds: u32 =
        target_group_attributes::attribute(group, "deregistration_delay.timeout_seconds").parse().unwrap_or(300);
    let (now, until) = (call.now, call.after(seconds));
    let Some(group) = call.region().target_groups.get_mut(&group.arn) else { return };
    let Some(at) = group.targets.iter().position(|target| target.id == id && target.port == port) else { return };
    let target = &mut group.targets[at];
    if target.draining_until.is_some() {
        return;
    }
    if seconds == 0 || !lookups::in_service(target) {
        group.targets.remove(at);
        return;
    }
    target.draining_until = Some(until);
    let description = "Target deregistration is in progress";
    target.health = record(HealthState::Draining, "Target.DeregistrationInProgress", description, now);
}

/// Registers an instance at the group's own port, as Auto Scaling does when it comes into service.
///
/// # Errors
/// The group or the instance does not exist, or they are in different VPCs.
pub(crate) fn register(call: &mut Call<'_>, target_group: &str, instance: &str) -> Result<(), Fault> {
    let now = call.now;
    let region = call.region();
    let group = names::target_group(region, target_group)?;
    let in_vpc = region.instances.get(instance).is_some_and(|one| one.vpc_id == group.vpc_id);
    if !in_vpc || group.target_type != "instance" {
        return Err(Fault::new("InvalidTarget", format!("Instance ID '{instance}' is not valid")));
    }
    let port = group.port;
    put(region, target_group, instance, port, None, now);
    Ok(())
}

/// Deregisters an instance from the group's own port: it drains if it took part.
///
/// # Errors
/// The group does not exist.
pub(crate) fn deregister(call: &mut Call<'_>, target_group: &str, instance: &str) -> Result<(), Fault> {
    let group = names::target_group(call.region(), target_group)?.clone();
    take(call, &group, instance, group.port);
    Ok(())
}
