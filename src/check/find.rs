//! Resolves the names of a course to resources of the account.
//!
//! A value is a name or an AWS id (`vpc-…`, `sg-…`, `i-…`; an ARN for load balancers, target groups and
//! Auto Scaling groups): with an id the learner answers "which one of the two?". Names are not unique in
//! AWS, so everything that lives in a VPC is looked for in the course's VPC.
//!
//! Every lookup gives the resource or the verdict that its absence deserves: the gap that hid it
//! (inconclusive), nothing of that name (fail, with the nearest miss; inconclusive where an earlier check
//! proved it to be there), several of that name (inconclusive, listing them).

use std::ops::Deref;

use jiff::Timestamp;

use super::find_instead;
use super::missing::{Search, ambiguous, missing, template_missing, unset};
use super::proof::{Context, Judged};
use crate::facts::Section;
use crate::facts::balancing::{LoadBalancer, TargetGroup};
use crate::facts::compute::{Image, Instance, LaunchTemplate, LaunchTemplateName};
use crate::facts::network::{SecurityGroup, Subnet, Vpc};
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::section::get_by_key;
use crate::facts::want::ResourceKind;

/// A resource and when it was observed. Reads like the resource itself.
#[derive(Debug)]
pub(crate) struct Found<'a, T> {
    pub(crate) item: &'a T,
    pub(crate) at: Timestamp,
}

impl<T> Clone for Found<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Found<'_, T> {}

impl<T> Deref for Found<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.item
    }
}

/// A kind of resource that is found by name or id.
pub(super) trait Named {
    const KIND: ResourceKind;
    /// The id, or the ARN where the kind has no id.
    fn id(&self) -> &str;
    fn name(&self) -> Option<&str>;
    /// `None` for kinds outside VPCs, and for instances that are gone.
    fn vpc_id(&self) -> Option<&str> {
        None
    }
}

macro_rules! named {
    ($($type:ty: $kind:ident, $id:ident, |$it:ident| $name:expr, |$vpc_it:ident| $vpc:expr;)*) => {
        $(impl Named for $type {
            const KIND: ResourceKind = ResourceKind::$kind;
            fn id(&self) -> &str { &self.$id }
            fn name(&self) -> Option<&str> { let $it = self; $name }
            fn vpc_id(&self) -> Option<&str> { let $vpc_it = self; $vpc }
        })*
    };
}

named! {
    Vpc: Vpc, id, |it| it.name.as_deref(), |_it| None;
    Subnet: Subnet, id, |it| it.name.as_deref(), |it| Some(&it.vpc_id);
    SecurityGroup: SecurityGroup, id, |it| Some(&it.name), |it| it.vpc_id.as_deref();
    Instance: Instance, id, |it| it.name.as_deref(), |it| it.vpc_id.as_deref();
    Image: Image, id, |it| it.name.as_deref(), |_it| None;
    LaunchTemplate: LaunchTemplate, id, |it| Some(&it.name), |_it| None;
    LaunchTemplateName: LaunchTemplate, id, |it| Some(&it.name), |_it| None;
    LoadBalancer: LoadBalancer, arn, |it| Some(&it.name), |it| it.vpc_id.as_deref();
    TargetGroup: TargetGroup, arn, |it| Some(&it.name), |it| it.vpc_id.as_deref();
    AutoScalingGroup: AutoScalingGroup, arn, |it| Some(&it.name), |_it| None;
}

/// The VPC that the value `key` names, else the one that the course means instead ([`find_instead::vpc`]).
pub(crate) fn vpc<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, Vpc>> {
    one(cx, key, None, &cx.facts.vpcs, "ec2:DescribeVpcs").or_else(|verdict| find_instead::vpc(cx, key, verdict))
}

/// The subnet of the VPC that the value `key` names.
pub(super) fn subnet<'a>(cx: &Context<'a>, vpc: &Vpc, key: &str) -> Judged<Found<'a, Subnet>> {
    one(cx, key, Some(vpc), &cx.facts.subnets, "ec2:DescribeSubnets")
}

/// The security group of the VPC that the value `key` names, else the load balancer's own
/// ([`find_instead::security_group`]).
pub(crate) fn security_group<'a>(cx: &Context<'a>, vpc: &Vpc, key: &str) -> Judged<Found<'a, SecurityGroup>> {
    one(cx, key, Some(vpc), &cx.facts.security_groups, "ec2:DescribeSecurityGroups")
        .or_else(|verdict| find_instead::security_group(cx, key, verdict))
}

/// The load balancer that the value `key` names (names are unique in an account and region).
pub(crate) fn load_balancer<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, LoadBalancer>> {
    one(cx, key, None, &cx.facts.load_balancers, "elasticloadbalancing:DescribeLoadBalancers")
}

/// The target group that the value `key` names (names are unique in an account and region).
pub(crate) fn target_group<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, TargetGroup>> {
    one(cx, key, None, &cx.facts.target_groups, "elasticloadbalancing:DescribeTargetGroups")
}

/// The Auto Scaling group that the value `key` names (names are unique in an account and region).
pub(crate) fn auto_scaling_group<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, AutoScalingGroup>> {
    one(cx, key, None, &cx.facts.auto_scaling_groups, "autoscaling:DescribeAutoScalingGroups")
}

/// The instance is terminated, or about to be. AWS keeps showing it for about an hour, without its VPC.
pub(super) fn is_gone(instance: &Instance) -> bool {
    matches!(instance.state.as_str(), "terminated" | "shutting-down")
}

/// The instance of the VPC with the Name tag (or id) that the value `key` holds.
///
/// A live one wins over terminated namesakes, one made by hand over those that an Auto Scaling group
/// launched. Where none is live, the latest that [`is_gone`]: the caller looks at its state.
pub(crate) fn instance<'a>(cx: &Context<'a>, vpc: &Vpc, key: &str) -> Judged<Found<'a, Instance>> {
    let wanted = wanted(cx, key)?;
    let (all, at) = cx.facts.instances.get("ec2:DescribeInstances")?;
    let matching = matching(all, wanted);
    let here = |instance: &Instance| instance.vpc_id.as_deref() == Some(vpc.id.as_str());
    let mut live: Vec<&Instance> = matching.iter().copied().filter(|i| !is_gone(i) && here(i)).collect();
    if live.len() > 1 && live.iter().any(|i| i.auto_scaling_group.is_none()) {
        live.retain(|i| i.auto_scaling_group.is_none());
    }
    let search = Search { cx, key, wanted, all, at, inside: Some(vpc) };
    if live.len() > 1 {
        return Err(ambiguous(&search, &live));
    }
    let gone = || {
        let known_here = |i: &&Instance| is_gone(i) && (i.vpc_id.is_none() || here(i));
        matching.iter().copied().filter(known_here).max_by_key(|i| i.launched_at)
    };
    let found = match live.first().copied().or_else(gone) {
        Some(named) => Some(named),
        None => find_instead::instance(cx, vpc, key, all)?,
    };
    found.map(|item| Found { item, at }).ok_or_else(|| {
        let outside: Vec<&Instance> = matching.iter().copied().filter(|i| !is_gone(i)).collect();
        missing(&search, &outside)
    })
}

/// The account's own image of that name (or id): an available one wins over a pending one, that over
/// failed ones.
pub(super) fn image<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, Image>> {
    let wanted = wanted(cx, key)?;
    let (all, at) = cx.facts.images.get("ec2:DescribeImages")?;
    let matching = matching(all, wanted);
    let search = Search { cx, key, wanted, all, at, inside: None };
    for state in ["available", "pending", "transient"] {
        let these: Vec<&Image> = matching.iter().copied().filter(|image| image.state == state).collect();
        match these.as_slice() {
            [] => {}
            [item] => return Ok(Found { item, at }),
            several => return Err(ambiguous(&search, several)),
        }
    }
    let rest = matching.iter().copied().filter(|image| image.state != "deregistered");
    let latest = rest.max_by_key(|image| image.created_at);
    latest.map(|item| Found { item, at }).ok_or_else(|| missing(&search, &[]))
}

/// The launch template that the value `key` names.
pub(super) fn launch_template<'a>(cx: &Context<'a>, key: &str) -> Judged<Found<'a, LaunchTemplate>> {
    let wanted = wanted(cx, key)?;
    let (template, at) = get_by_key(&cx.facts.launch_templates, wanted, "ec2:DescribeLaunchTemplateVersions")?;
    template.as_ref().map(|item| Found { item, at }).ok_or_else(|| template_missing(cx, key, wanted, at))
}

/// The text of the value `key`; a verdict that asks for it where it is not set.
pub(super) fn wanted<'a>(cx: &Context<'a>, key: &str) -> Judged<&'a str> {
    let text = cx.values.get(key);
    if text.is_empty() { Err(Box::new(unset(key))) } else { Ok(text) }
}

/// What carries this id, else what carries this name.
fn matching<'a, T: Named>(all: &'a [T], wanted: &str) -> Vec<&'a T> {
    let by_id: Vec<&T> = all.iter().filter(|item| item.id() == wanted).collect();
    if by_id.is_empty() { all.iter().filter(|item| item.name() == Some(wanted)).collect() } else { by_id }
}

fn one<'a, T: Named>(
    cx: &Context<'a>,
    key: &str,
    inside: Option<&Vpc>,
    section: &'a Section<Vec<T>>,
    action: &str,
) -> Judged<Found<'a, T>> {
    let wanted = wanted(cx, key)?;
    let (all, at) = section.get(action)?;
    let matching = matching(all, wanted);
    let is_inside = |item: &T| inside.is_none_or(|vpc| item.vpc_id() == Some(vpc.id.as_str()));
    let (here, outside): (Vec<&T>, Vec<&T>) = matching.into_iter().partition(|item| is_inside(item));
    let search = Search { cx, key, wanted, all, at, inside };
    match here.as_slice() {
        [item] => Ok(Found { item, at }),
        [] => Err(missing(&search, &outside)),
        several => Err(ambiguous(&search, several)),
    }
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
