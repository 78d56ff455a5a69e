//! What is measured once a minute, at the minute's end: hosts, requests per target, instances, groups.
//!
//! - `RequestCountPerTarget` is the minute's requests by the number of targets that take part (the healthy ones, or
//!   all when none is healthy). It is there, as zero, for as long as the target group has targets and a load
//!   balancer uses it.
//! - `CPUUtilization` is 2 % and one twelfth of a percent for every request in the minute, at most 100 %: 500
//!   requests a minute are 44 %. It comes every minute, with and without detailed monitoring.

use std::collections::BTreeSet;

use super::super::account::{
    AutoScalingGroup, HealthState, Instance, InstanceState, Lifecycle, LoadBalancer, LoadBalancerKind, Region, Stat,
    Target, TargetGroup, Work,
};
use super::super::elbv2::lookups;
use super::count::{APPLICATION, NETWORK, dimension, see};
use super::key;

const IDLE_PERCENT: f64 = 2.0;
const REQUESTS_A_PERCENT: f64 = 12.0;

/// One value to be kept.
struct Seen {
    key: String,
    unit: &'static str,
    value: f64,
}

/// Measures the minute that has just ended.
pub(super) fn minute(region: &mut Region, minute: i64) {
    let mut seen = Vec::new();
    for group in region.target_groups.values() {
        for balancer in lookups::load_balancers_using(region, &group.arn) {
            hosts(group, balancer, &mut seen);
            if balancer.kind == LoadBalancerKind::Application {
                per_target(region, group, balancer, minute, &mut seen);
            }
        }
    }
    for instance in region.instances.values().filter(|one| one.state == InstanceState::Running) {
        machine(region, instance, minute, &mut seen);
    }
    for group in region.auto_scaling_groups.values() {
        sizes(group, &mut seen);
    }
    for Seen { key, unit, value } in seen {
        see(&mut region.monitoring, minute, key, unit, &Stat::one(value));
    }
}

/// Targets that take part: registered, and not on their way out.
fn registered(group: &TargetGroup) -> impl Iterator<Item = &Target> {
    group.targets.iter().filter(|target| target.draining_until.is_none() && target.health.state != HealthState::Unused)
}

fn zone_of<'a>(group: &TargetGroup, target: &'a Target, region: &'a Region) -> Option<&'a str> {
    if group.target_type == "instance" {
        return region.instances.get(&target.id).map(|instance| instance.zone.as_str());
    }
    target.zone.as_deref()
}

fn hosts(group: &TargetGroup, balancer: &LoadBalancer, seen: &mut Vec<Seen>) {
    let (of_group, of_balancer) = (dimension(&group.arn), dimension(&balancer.arn));
    let namespace = if balancer.kind == LoadBalancerKind::Application { APPLICATION } else { NETWORK };
    let healthy = registered(group).filter(|target| target.health.state == HealthState::Healthy).count();
    let unhealthy = registered(group)
        .filter(|target| matches!(target.health.state, HealthState::Unhealthy | HealthState::UnhealthyDraining))
        .count();
    if registered(group).next().is_none() {
        return;
    }
    let dimensions = [("LoadBalancer", of_balancer), ("TargetGroup", of_group)];
    for (name, value) in [("HealthyHostCount", healthy), ("UnHealthyHostCount", unhealthy)] {
        seen.push(Seen { key: key::text(namespace, name, &dimensions), unit: "Count", value: float(value) });
        for zone in &balancer.zones {
            let zoned = [("AvailabilityZone", zone.zone.as_str()), dimensions[0], dimensions[1]];
            // With cross-zone load balancing, as application load balancers have it, each node counts all targets.
            seen.push(Seen { key: key::text(namespace, name, &zoned), unit: "Count", value: float(value) });
        }
    }
}

fn per_target(region: &Region, group: &TargetGroup, balancer: &LoadBalancer, minute: i64, seen: &mut Vec<Seen>) {
    const NAME: &str = "RequestCountPerTarget";
    let healthy = |target: &&Target| target.health.state == HealthState::Healthy;
    let taking: Vec<&Target> = match registered(group).filter(healthy).collect::<Vec<_>>() {
        none if none.is_empty() => registered(group).collect(),
        some => some,
    };
    if taking.is_empty() {
        return;
    }
    let (of_group, of_balancer) = (dimension(&group.arn), dimension(&balancer.arn));
    let open = region.monitoring.open.get(&minute);
    let requests = |zone: Option<&str>| {
        let mut dimensions = vec![("LoadBalancer", of_balancer), ("TargetGroup", of_group)];
        dimensions.extend(zone.map(|zone| ("AvailabilityZone", zone)));
        let counted = open.and_then(|open| open.metrics.get(&key::text(APPLICATION, "RequestCount", &dimensions)));
        counted.map_or(0.0, |(_, stat)| stat.1)
    };
    let all = requests(None) / float(taking.len());
    let whole = [("LoadBalancer", of_balancer), ("TargetGroup", of_group)];
    seen.push(Seen { key: key::text(APPLICATION, NAME, &whole), unit: "None", value: all });
    seen.push(Seen { key: key::text(APPLICATION, NAME, &whole[1..]), unit: "None", value: all });
    let zones: BTreeSet<&str> = taking.iter().filter_map(|target| zone_of(group, target, region)).collect();
    for zone in zones {
        let here = taking.iter().filter(|target| zone_of(group, target, region) == Some(zone)).count();
        let value = requests(Some(zone)) / float(here.max(1));
        let zoned = [("AvailabilityZone", zone), whole[0], whole[1]];
        seen.push(Seen { key: key::text(APPLICATION, NAME, &zoned), unit: "None", value });
        seen.push(Seen { key: key::text(APPLICATION, NAME, &[zoned[0], zoned[2]]), unit: "None", value });
    }
}

fn machine(region: &Region, instance: &Instance, minute: i64, seen: &mut Vec<Seen>) {
    let open = region.monitoring.open.get(&minute);
    let address = instance.private_ip.to_string();
    let mut done = Work::default();
    for id in [&instance.id, &address] {
        let Some(work) = open.and_then(|open| open.work.get(id)) else { continue };
        done.requests += work.requests;
        done.bytes_in += work.bytes_in;
        done.bytes_out += work.bytes_out;
    }
    let cpu = (IDLE_PERCENT + number(done.requests) / REQUESTS_A_PERCENT).min(100.0);
    let values = [
        ("CPUUtilization", "Percent", cpu),
        ("NetworkIn", "Bytes", number(done.bytes_in)),
        ("NetworkOut", "Bytes", number(done.bytes_out)),
        ("StatusCheckFailed", "Count", 0.0),
        ("StatusCheckFailed_Instance", "Count", 0.0),
        ("StatusCheckFailed_System", "Count", 0.0),
    ];
    for (name, unit, value) in values {
        let own = [("InstanceId", instance.id.as_str())];
        seen.push(Seen { key: key::text("AWS/EC2", name, &own), unit, value });
        if let Some(group) = &instance.auto_scaling_group {
            let of_group = [("AutoScalingGroupName", group.as_str())];
            seen.push(Seen { key: key::text("AWS/EC2", name, &of_group), unit, value });
        }
    }
}

fn sizes(group: &AutoScalingGroup, seen: &mut Vec<Seen>) {
    let count = |states: &[Lifecycle]| group.members.values().filter(|one| states.contains(&one.lifecycle)).count();
    let pending = [Lifecycle::Pending, Lifecycle::PendingWait];
    let terminating = [Lifecycle::Terminating, Lifecycle::TerminatingWait, Lifecycle::TerminatingProceed];
    let standby = [Lifecycle::EnteringStandby, Lifecycle::Standby];
    for metric in &group.enabled_metrics {
        let value = match metric.as_str() {
            "GroupMinSize" => f64::from(group.min),
            "GroupMaxSize" => f64::from(group.max),
            "GroupDesiredCapacity" | "GroupAndWarmPoolDesiredCapacity" => f64::from(group.desired),
            "GroupInServiceInstances" | "GroupInServiceCapacity" => float(count(&[Lifecycle::InService])),
            "GroupPendingInstances" | "GroupPendingCapacity" => float(count(&pending)),
            "GroupStandbyInstances" | "GroupStandbyCapacity" => float(count(&standby)),
            "GroupTerminatingInstances" | "GroupTerminatingCapacity" => float(count(&terminating)),
            "GroupTotalInstances" | "GroupTotalCapacity" | "GroupAndWarmPoolTotalCapacity" => {
                float(group.members.len())
            }
            // There are no warm pools here.
            _ => 0.0,
        };
        let dimensions = [("AutoScalingGroupName", group.name.as_str())];
        seen.push(Seen { key: key::text("AWS/AutoScaling", metric, &dimensions), unit: "None", value });
    }
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a minute are far below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}
