//! Why a target group has no target, as far as its Auto Scaling group tells.

use jiff::SignedDuration;
use serde_json::json;

use super::cause::is_launch;
use super::find::Found;
use super::target_health::Scene;
use super::{Context, Verdict};
use crate::facts::scaling::{Activity, AutoScalingGroup};

/// How long a new group may take until its first instance shows.
const FIRST_LAUNCH: SignedDuration = SignedDuration::from_mins(5);

/// Nothing is registered, or (`leaving` > 0) only targets on their way out.
pub(super) fn no_target(cx: &Context<'_>, scene: Scene<'_>, leaving: usize) -> Verdict {
    let verdict = match scene.group {
        Some(group) => of_group(cx, scene, group, leaving),
        None if leaving > 0 => Verdict::fail("targets-only-draining"),
        None => Verdict::fail("targets-none"),
    };
    verdict.evidence(&scene.tg.arn, scene.tg.at, json!({ "registered_targets": 0, "leaving_targets": leaving }))
}

fn of_group(cx: &Context<'_>, scene: Scene<'_>, group: Found<'_, AutoScalingGroup>, leaving: usize) -> Verdict {
    let attached = group.target_group_arns.contains(&scene.tg.arn);
    let suspended = |process: &str| group.suspended_processes.iter().any(|name| name == process);
    let in_service = group.instances.iter().any(|instance| instance.lifecycle_state == "InService");
    let verdict = if !attached {
        Verdict::fail("targets-none-not-attached")
    } else if group.desired_capacity == 0 {
        Verdict::fail("targets-none-desired-zero")
    } else if in_service {
        let id = if suspended("AddToLoadBalancer") { "targets-none-suspended" } else { "targets-none-unregistered" };
        Verdict::fail(id).arg("process", "AddToLoadBalancer")
    } else {
        launching(cx, group)
            .unwrap_or_else(|| Verdict::fail(if leaving > 0 { "targets-only-draining" } else { "targets-none" }))
    };
    let fact = json!({
        "desired_capacity": group.desired_capacity,
        "instances": group.instances.len(),
        "target_group_arns": group.target_group_arns,
        "suspended_processes": group.suspended_processes,
    });
    verdict.arg("group", group.name.as_str()).evidence(&group.arn, group.at, fact)
}

/// How far a group without an instance in service is with launching one: waiting, or the fail that shows
/// why none comes. `None`: nothing tells.
pub(super) fn launching(cx: &Context<'_>, group: Found<'_, AutoScalingGroup>) -> Option<Verdict> {
    let pending = |state: &str| state.starts_with("Pending");
    let name = |verdict: Verdict| verdict.arg("group", group.name.as_str());
    if group.instances.iter().any(|instance| pending(&instance.lifecycle_state)) {
        return Some(name(Verdict::waiting("targets-launching")));
    }
    if group.suspended_processes.iter().any(|process| process == "Launch") {
        return Some(name(Verdict::fail("targets-none-suspended").arg("process", "Launch")));
    }
    let activities = cx.facts.activities.get(&group.name).and_then(|section| section.value());
    let launches = activities.into_iter().flatten().filter(|activity| is_launch(activity));
    if let Some(latest) = launches.max_by_key(|activity| activity.started_at) {
        return Some(name(of_activity(latest)));
    }
    let young = group.created_at.and_then(|at| at.checked_add(FIRST_LAUNCH).ok()).filter(|end| *end > cx.facts.now);
    young.map(|end| name(Verdict::waiting("targets-launching").until(end)))
}

fn of_activity(latest: &Activity) -> Verdict {
    let message = latest.status_message.as_deref().unwrap_or("-");
    let verdict = match latest.status.as_str() {
        "Failed" | "Cancelled" => Verdict::fail("targets-none-launch-failed").arg("message", message),
        "Successful" => Verdict::waiting("targets-replacing"),
        _ => Verdict::waiting("targets-launching"),
    };
    match latest.started_at {
        Some(at) => verdict.evidence(&latest.id, at, json!({ "status": latest.status, "status_message": message })),
        None => verdict,
    }
}
