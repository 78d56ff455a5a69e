//! What a course made, by name: what its step `cleanup` proves to be gone.

use std::collections::BTreeSet;

use super::CLEANUP;
use crate::check::{Context, table};
use crate::course::kinds::{CheckKind, Gone};
use crate::course::{Course, Values};
use crate::facts::want::{ResourceKind, Want, Wants};

/// A resource of this kind whose name (or id) is a value of the course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made<'a> {
    pub(super) check: &'a Gone,
    pub(super) name: &'a str,
}

/// The checks of the step `cleanup`.
fn checks(course: &Course) -> impl Iterator<Item = &CheckKind> {
    course.step(CLEANUP).into_iter().flat_map(|step| &step.checks).map(|check| &check.proves)
}

/// What the course made of a kind.
pub(super) fn made<'a>(course: &'a Course, values: &'a Values, kind: ResourceKind) -> Vec<Made<'a>> {
    let gone = checks(course).filter_map(move |proves| match proves {
        CheckKind::Gone(check) if check.resource == kind => Some(Made { check, name: values.get(&check.name) }),
        _ => None,
    });
    gone.filter(|made| !made.name.is_empty()).collect()
}

/// The image whose snapshots stay behind, and the instance that it was made of.
pub(super) fn imaged<'a>(course: &Course, values: &'a Values) -> Vec<(&'a str, &'a str)> {
    let pairs = checks(course).filter_map(|proves| match proves {
        CheckKind::ImageSnapshotsGone(check) => Some((values.get(&check.image), values.get(&check.instance))),
        _ => None,
    });
    pairs.filter(|(image, _)| !image.is_empty()).collect()
}

/// Load balancers on which the course made a rule with this path.
pub(super) fn ruled<'a>(course: &Course, values: &'a Values) -> Vec<(&'a str, &'a str)> {
    let pairs = checks(course).filter_map(|proves| match proves {
        CheckKind::RuleGone(check) => Some((values.get(&check.load_balancer), values.get(&check.path))),
        _ => None,
    });
    pairs.filter(|(balancer, path)| !balancer.is_empty() && !path.is_empty()).collect()
}

/// Load balancers behind which the course turned stickiness on.
pub(super) fn made_sticky<'a>(course: &Course, values: &'a Values) -> Vec<&'a str> {
    let named = checks(course).filter_map(|proves| match proves {
        CheckKind::StickinessOff(check) => Some(values.get(&check.load_balancer)),
        _ => None,
    });
    named.filter(|name| !name.is_empty()).collect()
}

/// The keys and names of a kind that the course speaks of and did not make.
pub(super) fn found<'a>(course: &'a Course, values: &'a Values, kind: ResourceKind) -> Vec<(&'a str, &'a str)> {
    let made: BTreeSet<&str> = made(course, values, kind).iter().map(|made| made.name).collect();
    let of_kind = course.values.iter().filter(move |(_, value)| value.kind == kind);
    let named = of_kind.map(|(key, _)| (key.as_str(), values.get(key)));
    named.filter(|(_, name)| !name.is_empty() && !made.contains(name)).collect()
}

/// The values whose resources the step `prereq` proves to exist: they were there before the course.
pub(super) fn there_before(course: &Course) -> BTreeSet<&str> {
    let prereq = course.step("prereq").into_iter().flat_map(|step| &step.checks);
    prereq.flat_map(|check| table::proof(&check.proves).provides()).collect()
}

/// The facts that [`survey`](super::survey) reads.
#[must_use]
pub fn wants(course: &Course, values: &Values) -> Wants {
    let mut wants = Wants::from([
        Want::Identity,
        Want::Vpcs,
        Want::SecurityGroups,
        Want::Instances,
        Want::LoadBalancers,
        Want::TargetGroups,
        Want::Volumes,
        Want::Addresses,
        Want::NatGateways,
        Want::NetworkInterfaces,
    ]);
    if !imaged(course, values).is_empty() || !made(course, values, ResourceKind::Image).is_empty() {
        wants.extend([Want::Images, Want::Snapshots]);
    }
    for made in made(course, values, ResourceKind::AutoScalingGroup) {
        wants.extend([Want::AutoScalingGroups, Want::Alarms { group: made.name.to_owned() }]);
    }
    for made in made(course, values, ResourceKind::LaunchTemplate) {
        let name = made.name.to_owned();
        wants.insert(Want::LaunchTemplate { name, start_patterns: Vec::new(), mentions: Vec::new() });
    }
    for made in made(course, values, ResourceKind::LoadBalancer) {
        wants.insert(Want::LoadBalancerAttributes { load_balancer: made.name.to_owned() });
    }
    for (balancer, _) in ruled(course, values) {
        let load_balancer = balancer.to_owned();
        wants.extend([Want::Listeners { load_balancer: load_balancer.clone() }, Want::Rules { load_balancer }]);
    }
    for balancer in made_sticky(course, values) {
        wants.insert(Want::TargetGroupAttributes { load_balancer: balancer.to_owned() });
    }
    wants
}

/// The VPCs in which the course's groups are. `None`: they are looked for everywhere; empty: nobody can tell.
pub(super) fn vpcs(check: &Gone, context: &Context<'_>) -> Option<BTreeSet<String>> {
    check.vpcs(context).ok().map(Option::unwrap_or_default).filter(|_| check.vpc.is_some())
}
