//! The instances of an Auto Scaling group: running, and how many at once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::cause::{capacity_increase, launched_instance, terminated_instance};
use super::find::{self, Found};
use super::history::{Look, activities};
use super::label::label;
use super::proof::Judged;
use super::target_absent::launching;
use super::target_health::is_leaving;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{GroupInstancesAtLeast, GroupInstancesRunning};
use crate::facts::compute::Instance;
use crate::facts::scaling::{Activity, AutoScalingGroup};
use crate::facts::want::Want;

impl Proof for GroupInstancesRunning {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let group = values.get(&self.group).to_owned();
        vec![Want::AutoScalingGroups, Want::Instances, Want::Activities { group }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let (all, at) = cx.facts.instances.get("ec2:DescribeInstances")?;
        let mut by_state: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut unlisted: Vec<String> = Vec::new();
        let mut seen = Vec::new();
        for member in group.instances.iter().filter(|i| !is_leaving(&i.lifecycle_state)) {
            let instance: Option<&Instance> = all.iter().find(|instance| instance.id == member.id);
            seen.push(json!({ "id": member.id, "state": instance.map(|i| &i.state) }));
            match instance {
                None => unlisted.push(member.id.clone()),
                Some(found) => {
                    by_state.entry(&found.state).or_default().push(label(found.name.as_deref(), &found.id));
                }
            }
        }
        let of = |states: &[&str]| {
            states.iter().filter_map(|state| by_state.get(state)).flatten().cloned().collect::<Vec<_>>()
        };
        let (stopped, moving, running) =
            (of(&["stopping", "stopped"]), of(&["pending", "shutting-down", "terminated"]), of(&["running"]));
        let verdict = if !stopped.is_empty() {
            Verdict::fail("group-instances-stopped").arg("instances", stopped)
        } else if !unlisted.is_empty() {
            Verdict::inconclusive("group-instances-unlisted").arg("instances", unlisted)
        } else if !moving.is_empty() {
            Verdict::waiting("group-instances-moving").arg("instances", moving)
        } else if running.is_empty() {
            let desired = group.desired_capacity > 0;
            launching(cx, group).filter(|_| desired).unwrap_or_else(|| Verdict::fail("group-instances-none"))
        } else {
            Verdict::pass("group-instances-running").arg("instances", running)
        };
        let verdict = verdict.arg("group", group.name.as_str()).arg("target_group", "-");
        Ok(verdict.evidence(&group.arn, at, json!({ "instances": seen })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group]
    }
}

impl Proof for GroupInstancesAtLeast {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let group = values.get(&self.group).to_owned();
        vec![Want::AutoScalingGroups, Want::Activities { group }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let count = |wanted: &dyn Fn(&str) -> bool| {
            i32::try_from(group.item.instances.iter().filter(|i| wanted(&i.lifecycle_state)).count())
                .unwrap_or(i32::MAX)
        };
        let now = count(&|state| state == "InService");
        let describe = |verdict: Verdict| {
            let states = group.instances.iter().map(|i| json!({ "id": i.id, "lifecycle_state": i.lifecycle_state }));
            let verdict = verdict.arg("group", group.name.as_str()).arg("min", self.min).arg("now", now);
            verdict.evidence(&group.arn, group.at, json!({ "instances": states.collect::<Vec<_>>() }))
        };
        if now >= self.min {
            return Ok(describe(Verdict::pass("group-at-least-now")));
        }
        let seen = match activities(cx, group) {
            Ok(seen) => seen,
            Err(verdict) => return Ok(describe(*verdict)),
        };
        if let Some((at, activity)) = at_once(&seen, group, self.min) {
            let fact = json!({ "cause": activity.cause, "description": activity.description, "ended_at": at });
            return Ok(describe(Verdict::pass("group-at-least-then")).arg("at", at).evidence(&activity.id, at, fact));
        }
        let verdict = if now + count(&|state| state.starts_with("Pending")) >= self.min {
            Verdict::waiting("group-at-least-pending")
        } else if let Some(verdict) = seen.incomplete() {
            verdict
        } else {
            Verdict::fail("group-at-least-too-few")
        };
        Ok(describe(verdict))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group]
    }

    fn recorded(&self) -> bool {
        true
    }
}

/// The moment at which so many instances ran at once, by the activity history.
///
/// Either a successful launch says that it raised the capacity so far, or the launches and terminations
/// overlap. An instance whose end is not told counts only while the group still lists it.
fn at_once<'a>(seen: &Look<'a>, group: Found<'_, AutoScalingGroup>, min: i32) -> Option<(Timestamp, &'a Activity)> {
    let mut lives: BTreeMap<&str, (Timestamp, &Activity)> = BTreeMap::new();
    let mut ends: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for activity in &seen.activities {
        if let (Some(id), Some(at)) = (terminated_instance(activity), activity.started_at) {
            ends.insert(id, at);
        }
        if let (Some(id), Some(at), "Successful") =
            (launched_instance(activity), activity.ended_at.or(activity.started_at), activity.status.as_str())
        {
            lives.insert(id, (at, activity));
        }
    }
    let told = lives.values().find(|(_, activity)| {
        capacity_increase(&activity.cause).is_some_and(|(from, to)| to >= min && from + 1 >= min)
    });
    if let Some((at, activity)) = told {
        return Some((*at, activity));
    }
    let wanted = usize::try_from(min).unwrap_or(0);
    lives.values().copied().find(|(moment, _)| {
        let alive = lives.iter().filter(|(id, (began, _))| {
            let over = match ends.get(*id) {
                Some(end) => end <= moment,
                None => began < moment && !group.instances.iter().any(|instance| instance.id == **id),
            };
            began <= moment && !over
        });
        alive.count() >= wanted
    })
}
