//! What a course means where nothing carries the name that it gives: the console names things by itself,
//! and not every account was built by the course.
//!
//! Each rule is asked for by a check of the course, takes effect only where the name is *absent* (never
//! where it could not be seen, or is there twice), and only where exactly one resource can be meant.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::Verdict;
use super::find::{Found, is_gone};
use super::ports::{admitted, covers_tcp, openings};
use super::proof::{Context, Judged};
use crate::course::kinds::CheckKind;
use crate::facts::compute::Instance;
use crate::facts::network::{SecurityGroup, Vpc};

/// The word for the region's default VPC, which AWS leaves without a name.
const DEFAULT_VPC: &str = "default";

/// Nothing carries the name: as the check says that proves it, or one of those that rely on it.
fn is_absence(verdict: &Verdict) -> bool {
    verdict.missing.is_some() || verdict.finding.id == "contradiction-not-found"
}

/// The VPC carries the name or id that the value gives, or is the default VPC by that word.
pub(super) fn is_named(cx: &Context<'_>, key: &str, vpc: &Vpc) -> bool {
    let wanted = cx.values.get(key);
    vpc.id == wanted || vpc.name.as_deref() == Some(wanted) || (wanted == DEFAULT_VPC && vpc.is_default)
}

/// The default VPC by the word `default`, else the VPC of the instance that the course names. `verdict`:
/// what the absence deserves otherwise.
pub(super) fn vpc<'a>(cx: &Context<'a>, key: &str, verdict: Box<Verdict>) -> Judged<Found<'a, Vpc>> {
    let Some((all, at)) = cx.facts.vpcs.get("ec2:DescribeVpcs").ok().filter(|_| is_absence(&verdict)) else {
        return Err(verdict);
    };
    let by_word = all.iter().find(|vpc| vpc.is_default && cx.values.get(key) == DEFAULT_VPC);
    if let Some(item) = by_word {
        return Ok(Found { item, at });
    }
    match vpc_of_instance(cx, key)? {
        Some((item, _)) => Ok(Found { item, at }),
        None => Err(verdict),
    }
}

/// The VPC of the course's instance, with the instance's label; `None` where the course asks for none, or
/// where instances of that name are in several VPCs.
pub(super) fn vpc_of_instance<'a>(cx: &Context<'a>, key: &str) -> Judged<Option<(&'a Vpc, String)>> {
    let asked = cx.course.checks().find_map(|(_, _, check)| match &check.proves {
        CheckKind::VpcExists(check) if check.vpc == key => check.instance.as_deref(),
        _ => None,
    });
    let Some(instance) = asked else { return Ok(None) };
    let name = cx.values.get(instance);
    let (instances, _) = cx.facts.instances.get("ec2:DescribeInstances")?;
    let named = |i: &&Instance| !name.is_empty() && (i.id == name || i.name.as_deref() == Some(name)) && !is_gone(i);
    let homes: BTreeSet<&str> = instances.iter().filter(named).filter_map(|i| i.vpc_id.as_deref()).collect();
    let vpcs = cx.facts.vpcs.value().map_or(&[][..], Vec::as_slice);
    let only = homes.first().filter(|_| homes.len() == 1);
    Ok(only.and_then(|id| vpcs.iter().find(|vpc| vpc.id == **id)).map(|vpc| (vpc, name.to_owned())))
}

/// The only live instance of the VPC that carries the group which the course's `instance-exists` gives; a gap where
/// one of them may, and the groups could not be seen.
pub(super) fn instance<'a>(
    cx: &Context<'a>,
    vpc: &Vpc,
    key: &str,
    all: &'a [Instance],
) -> Judged<Option<&'a Instance>> {
    let carrying = cx.course.checks().find_map(|(_, _, check)| match &check.proves {
        CheckKind::InstanceExists(check) if check.instance == key => check.carrying.as_deref(),
        _ => None,
    });
    let live: Vec<&Instance> =
        all.iter().filter(|i| !is_gone(i) && i.vpc_id.as_deref() == Some(vpc.id.as_str())).collect();
    let Some(carrying) = carrying.filter(|_| !live.is_empty()) else { return Ok(None) };
    let (groups, _) = cx.facts.security_groups.get("ec2:DescribeSecurityGroups")?;
    let wanted = cx.values.get(carrying);
    let is_wanted = |group: &&SecurityGroup| group.vpc_id.as_deref() == Some(vpc.id.as_str());
    let group = groups.iter().filter(is_wanted).find(|group| group.name == wanted || group.id == wanted);
    let carries = |i: &&Instance| group.is_some_and(|group| i.group_ids.contains(&group.id));
    let carriers: Vec<&Instance> = live.into_iter().filter(carries).collect();
    Ok(if let [only] = carriers.as_slice() { Some(*only) } else { None })
}

/// The load balancer's own group: the console's wizard gives groups names of its own.
pub(super) fn security_group<'a>(
    cx: &Context<'a>,
    key: &str,
    verdict: Box<Verdict>,
) -> Judged<Found<'a, SecurityGroup>> {
    let found = if is_absence(&verdict) { balancer_group(cx, key) } else { None };
    found.ok_or(verdict)
}

/// The only group of the load balancer that opens what the course's `load-balancer-admits` asks for; where none does,
/// the only one that it has, unless the course means that one for something else.
pub(super) fn balancer_group<'a>(cx: &Context<'a>, key: &str) -> Option<Found<'a, SecurityGroup>> {
    let check = cx.course.checks().find_map(|(_, _, check)| match &check.proves {
        CheckKind::LoadBalancerAdmits(check) if check.group == key => Some(check),
        _ => None,
    })?;
    let wanted = cx.values.get(&check.load_balancer);
    let lb = cx.facts.load_balancers.value()?.iter().find(|lb| lb.name == wanted || lb.arn == wanted)?;
    let (groups, at) = cx.facts.security_groups.get("ec2:DescribeSecurityGroups").ok()?;
    let opens = |group: &&SecurityGroup| check.ports.iter().all(|port| open_to(cx, group, *port, &check.from));
    let own: Vec<&SecurityGroup> = groups.iter().filter(|group| lb.group_ids.contains(&group.id)).collect();
    let opening: Vec<&SecurityGroup> = own.iter().copied().filter(opens).collect();
    match (opening.as_slice(), own.as_slice(), lb.group_ids.len()) {
        ([item], ..) => Some(Found { item, at }),
        ([], [item], 1) if !is_meant_otherwise(cx, key, item) => Some(Found { item, at }),
        _ => None,
    }
}

/// Another value of the course names this group.
fn is_meant_otherwise(cx: &Context<'_>, key: &str, group: &SecurityGroup) -> bool {
    let mut others = cx.values.iter().filter(|(other, _)| *other != key);
    others.any(|(_, value)| value == group.name || value == group.id)
}

/// The group alone opens TCP `port` to all of these blocks.
fn open_to(cx: &Context<'_>, group: &SecurityGroup, port: u16, from: &[String]) -> bool {
    let open = openings(&group.ingress, |permission| covers_tcp(permission, port));
    let sum = admitted(cx.facts, &open);
    from.iter().all(|block| block.parse::<IpNet>().is_ok_and(|block| sum.covers(&block)))
}
