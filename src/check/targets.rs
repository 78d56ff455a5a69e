//! Targets beside the Auto Scaling group's instances, and beside the load balancer's zones.

use jiff::Timestamp;
use serde_json::json;

use super::find::{self, Found};
use super::label::instance_label;
use super::proof::Judged;
use super::target_absent::launching;
use super::target_health::{is_draining, is_leaving};
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{CheckKind, TargetZonesEnabled, TargetsAreGroupInstances};
use crate::facts::balancing::{TargetGroup, TargetHealth};
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

const HEALTH: &str = "elasticloadbalancing:DescribeTargetHealth";

fn targets<'a>(cx: &Context<'a>, tg: &TargetGroup) -> Judged<(&'a Vec<TargetHealth>, Timestamp)> {
    Ok(get_by_key(&cx.facts.target_health, &tg.arn, HEALTH)?)
}

/// The instance behind a target: the id itself, or the instance with that private address.
fn instance_id<'a>(cx: &Context<'a>, target: &'a TargetHealth) -> &'a str {
    let by_address = || {
        let address: std::net::IpAddr = target.target_id.parse().ok()?;
        let all = cx.facts.instances.value()?;
        all.iter().find(|instance| instance.private_ip == Some(address)).map(|instance| instance.id.as_str())
    };
    by_address().unwrap_or(&target.target_id)
}

impl Proof for TargetsAreGroupInstances {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let target_group = values.get(&self.target_group).to_owned();
        let group = values.get(&self.group).to_owned();
        vec![
            Want::TargetGroups,
            Want::TargetHealth { target_group },
            Want::AutoScalingGroups,
            Want::Activities { group },
            Want::Instances,
        ]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group)?;
        let group = find::auto_scaling_group(cx, &self.group)?;
        let (targets, at) = targets(cx, &tg)?;
        let registered: Vec<&str> = targets.iter().filter(|t| !is_draining(t)).map(|t| instance_id(cx, t)).collect();
        told(cx, &group, targets)?;
        let verdict = compare(cx, group, &registered);
        let members = group.instances.iter().map(|i| json!({ "id": i.id, "lifecycle_state": i.lifecycle_state }));
        Ok(verdict
            .arg("target_group", tg.name.as_str())
            .arg("group", group.name.as_str())
            .evidence(&tg.arn, at, json!({ "targets": registered }))
            .evidence(&group.arn, group.at, json!({ "instances": members.collect::<Vec<_>>() })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.target_group, &self.group]
    }
}

/// A target that is named by its address, or serves no more, may be the group's all the same: only the list of
/// instances tells.
fn told(cx: &Context<'_>, group: &AutoScalingGroup, targets: &[TargetHealth]) -> Judged<()> {
    let is_member = |target: &TargetHealth| group.instances.iter().any(|instance| instance.id == target.target_id);
    let is_live = |target: &TargetHealth| target.state == "healthy" && target.target_id.starts_with("i-");
    let mut others = targets.iter().filter(|target| !is_draining(target) && !is_member(target)).peekable();
    if others.peek().is_some() && !others.any(is_live) {
        cx.facts.instances.get("ec2:DescribeInstances")?;
    }
    Ok(())
}

fn compare(cx: &Context<'_>, group: Found<'_, AutoScalingGroup>, registered: &[&str]) -> Verdict {
    let named = |mut ids: Vec<&str>| {
        ids.sort_unstable();
        ids.into_iter().map(|id| instance_label(cx.facts, id)).collect::<Vec<String>>()
    };
    let in_state = |wanted: &dyn Fn(&str) -> bool| {
        group.item.instances.iter().filter(|i| wanted(&i.lifecycle_state)).map(|i| i.id.as_str()).collect::<Vec<_>>()
    };
    let foreign: Vec<&str> = registered
        .iter()
        .copied()
        .filter(|id| !group.instances.iter().any(|instance| instance.id == *id) && !was_member(cx, &group, id))
        .collect();
    let in_service = in_state(&|state| state == "InService");
    let unregistered: Vec<&str> = in_service.iter().copied().filter(|id| !registered.contains(id)).collect();
    let pending = in_state(&|state| state.starts_with("Pending"));
    let aside = in_state(&|state| {
        state != "InService" && !state.starts_with("Pending") && !is_leaving(state) && !state.starts_with("Warmed")
    });
    if !foreign.is_empty() {
        Verdict::fail("targets-foreign").arg("instances", named(foreign))
    } else if !aside.is_empty() {
        Verdict::fail("targets-standby").arg("instances", named(aside))
    } else if !unregistered.is_empty() {
        Verdict::fail("targets-unregistered").arg("instances", named(unregistered))
    } else if !pending.is_empty() {
        Verdict::waiting("targets-launching").arg("instances", named(pending))
    } else if in_service.is_empty() {
        let desired = group.desired_capacity;
        launching(cx, group).filter(|_| desired > 0).unwrap_or_else(|| Verdict::fail("targets-group-empty"))
    } else {
        Verdict::pass("targets-are-instances").arg("instances", named(in_service))
    }
}

/// Terminated, but still listed for a while: it came from this group.
fn was_member(cx: &Context<'_>, group: &AutoScalingGroup, id: &str) -> bool {
    cx.facts.instances.value().is_some_and(|all| {
        all.iter()
            .any(|i| i.id == id && find::is_gone(i) && i.auto_scaling_group.as_deref() == Some(group.name.as_str()))
    })
}

impl Proof for TargetZonesEnabled {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let target_group = values.get(&self.target_group).to_owned();
        vec![
            Want::LoadBalancers,
            Want::TargetGroups,
            Want::TargetHealth { target_group },
            Want::Instances,
            Want::AutoScalingGroups,
        ]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let (targets, at) = targets(cx, &tg)?;
        let targets: Vec<&TargetHealth> = targets.iter().filter(|target| !is_draining(target)).collect();
        if targets.is_empty() {
            return Ok(self.without_targets(cx).arg("target_group", tg.name.as_str()));
        }
        let enabled: Vec<String> = lb.zones.iter().map(|zone| zone.availability_zone.clone()).collect();
        let mut off: Vec<String> = Vec::new();
        let mut unknown: Vec<String> = Vec::new();
        let mut seen: Vec<serde_json::Value> = Vec::new();
        for target in targets {
            let zone = zone(cx, target);
            seen.push(json!({ "id": target.target_id, "availability_zone": zone }));
            match zone {
                None => unknown.push(target.target_id.clone()),
                Some("all") => {}
                Some(zone) if enabled.iter().any(|on| on == zone) => {}
                Some(zone) => off.push(format!("{} ({zone})", target.target_id)),
            }
        }
        off.sort();
        unknown.sort();
        let verdict = if !off.is_empty() {
            Verdict::fail("target-zones-off").arg("targets", off)
        } else if !unknown.is_empty() {
            match cx.facts.instances.get("ec2:DescribeInstances") {
                Err(gap) => Verdict::unseen(&gap),
                Ok(_) => Verdict::inconclusive("target-zones-unknown").arg("targets", unknown),
            }
        } else {
            Verdict::pass("target-zones-enabled")
        };
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("zones", enabled.clone());
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "availability_zones": enabled })).evidence(
            &tg.arn,
            at,
            json!({ "targets": seen }),
        ))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer, &self.target_group]
    }
}

impl TargetZonesEnabled {
    /// There is nothing to look at; the check that asks for targets says why.
    fn without_targets(&self, cx: &Context<'_>) -> Verdict {
        let holds = cx.course.checks().find_map(|(_, id, check)| match &check.proves {
            CheckKind::TargetsHealthy(other) if other.target_group == self.target_group => Some(id),
            _ => None,
        });
        match holds {
            Some(id) => {
                let mut verdict = Verdict::new(Status::Blocked, Finding::new("target-zones-no-target"));
                verdict.held_by = Some(id.clone());
                verdict.arg("check", id)
            }
            None => Verdict::inconclusive("target-zones-no-target").arg("check", "-"),
        }
    }
}

/// The Availability Zone of a target: as told with its health, or by its instance.
fn zone<'a>(cx: &Context<'a>, target: &'a TargetHealth) -> Option<&'a str> {
    if let Some(zone) = target.availability_zone.as_deref() {
        return Some(zone);
    }
    let id = instance_id(cx, target);
    let by_instance = || {
        let all = cx.facts.instances.value()?;
        all.iter().find(|instance| instance.id == id)?.availability_zone.as_deref()
    };
    let by_group = || {
        let groups = cx.facts.auto_scaling_groups.value()?;
        let mut members = groups.iter().flat_map(|group| &group.instances);
        members.find(|member| member.id == id).map(|member| member.availability_zone.as_str())
    };
    by_instance().or_else(by_group)
}
