//! Health checks of a group's members: EC2's always, the load balancers' when the group asks for them and an
//! instance's grace period is over. The unhealthy are taken out and replaced.

use jiff::{SignedDuration, Timestamp};

use super::super::super::account::{
    AutoScalingGroup, HealthState, InstanceState, Lifecycle, Member, Region, Replacing, Unwell,
};
use super::super::super::autoscaling::{capacity, launches, moment, terminations};
use super::super::super::call::Call;

/// How long it takes until a group believes that an instance has ended.
const EC2_SECONDS: i64 = 20;
/// The same for what its load balancers say.
const ELB_SECONDS: i64 = 10;

pub(super) const EC2: &str = "an EC2 health check indicating it has been terminated or stopped";
const ELB: &str = "an ELB system health check failure";

/// What is wrong, and from when it counts.
type Finding = (&'static str, Option<Timestamp>);

/// When something is due.
pub(super) fn next(region: &Region, group: &AutoScalingGroup) -> Option<Timestamp> {
    let in_service = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService);
    in_service
        .filter_map(|member| {
            if !member.healthy {
                return replaces(group).then_some(Timestamp::MIN);
            }
            match (finding(region, group, member), &member.unwell) {
                (None, None) => None,
                (Some(found), Some(known)) if found.0 == known.because => Some(known.from),
                (Some((_, from)), None) => from.or(Some(Timestamp::MIN)),
                _ => Some(Timestamp::MIN),
            }
        })
        .min()
}

fn replaces(group: &AutoScalingGroup) -> bool {
    !capacity::suspended(group, "ReplaceUnhealthy") && !capacity::suspended(group, "Terminate")
}

/// What is wrong with a member, and from when it counts (the end of its grace period).
fn finding(region: &Region, group: &AutoScalingGroup, member: &Member) -> Option<Finding> {
    if capacity::suspended(group, "HealthCheck") {
        return None;
    }
    let state = region.instances.get(&member.instance_id).map(|instance| instance.state);
    if state != Some(InstanceState::Running) {
        return Some((EC2, None));
    }
    if !group.health_check_type.split(',').any(|kind| kind.trim() == "ELB") {
        return None;
    }
    let unhealthy = group.target_groups.iter().filter_map(|arn| region.target_groups.get(arn)).any(|target_group| {
        let targets = target_group.targets.iter().filter(|target| target.id == member.instance_id);
        targets.into_iter().any(|target| target.health.state == HealthState::Unhealthy)
    });
    unhealthy.then(|| (ELB, grace(group, member)))
}

/// When a member's grace period ends.
fn grace(group: &AutoScalingGroup, member: &Member) -> Option<Timestamp> {
    let seconds = i64::from(group.health_check_grace_seconds);
    member.in_service_since.and_then(|since| since.checked_add(SignedDuration::from_secs(seconds)).ok())
}

pub(super) fn step(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let region = call.region();
    let Some(group) = region.auto_scaling_groups.get(name) else { return };
    let in_service = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService && member.healthy);
    let findings: Vec<(String, Option<Finding>)> =
        in_service.map(|member| (member.instance_id.clone(), finding(region, group, member))).collect();
    for (id, found) in findings {
        let Some(member) = launches::member(call, name, &id) else { continue };
        let found = found.filter(|(_, from)| from.is_none_or(|from| from <= now));
        let Some((because, _)) = found else {
            member.unwell = None;
            continue;
        };
        let seconds = if because == EC2 { EC2_SECONDS } else { ELB_SECONDS };
        if member.unwell.as_ref().is_none_or(|known| known.because != because) {
            let from = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
            member.unwell = Some(Unwell { from, because: because.to_owned() });
        }
        if member.unwell.as_ref().is_some_and(|known| known.from <= now) {
            member.healthy = false;
        }
    }
    replace(call, name);
}

/// Takes the unhealthy out, each to be replaced at once.
fn replace(call: &mut Call<'_>, name: &str) {
    let at = moment(call.now);
    let Some(group) = call.region().auto_scaling_groups.get(name).filter(|group| replaces(group)) else { return };
    let unhealthy = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService && !member.healthy);
    let unhealthy: Vec<(String, Option<Unwell>)> =
        unhealthy.map(|member| (member.instance_id.clone(), member.unwell.clone())).collect();
    for (id, unwell) in unhealthy {
        let because = unwell.map_or_else(|| "a user health-check".to_owned(), |unwell| unwell.because);
        let cause = format!("At {at} an instance was taken out of service in response to {because}.");
        terminations::begin(call, name, &id, cause);
        if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
            group.replacing.push(Replacing::Unhealthy);
        }
    }
}
