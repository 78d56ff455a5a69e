//! What an Auto Scaling group did: the activities of the last six weeks, and what caused them.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::cause::{AlarmTrigger, alarm_triggers, is_launch, raised_by_user};
use super::find::Found;
use super::proof::Judged;
use super::scaling_policy::{Tracking, tracking};
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{LaunchedByAlarm, ScaledOutByAlarm};
use crate::facts::scaling::{Activity, AutoScalingGroup};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// AWS keeps activities for six weeks.
const KEPT: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);

/// The activities of this group that can still be seen.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) activities: Vec<&'a Activity>,
    pub(super) at: Timestamp,
    /// The group is older than what AWS keeps, or its age is unknown.
    older_than_kept: bool,
    kept_since: Timestamp,
}

impl Look<'_> {
    /// Where nothing was found but something may have been forgotten: inconclusive.
    pub(super) fn incomplete(&self) -> Option<Verdict> {
        self.older_than_kept.then(|| Verdict::inconclusive("activities-forgotten").arg("since", self.kept_since))
    }
}

/// The activities of the group, without those of an earlier group of the same name.
pub(super) fn activities<'a>(cx: &Context<'a>, group: Found<'a, AutoScalingGroup>) -> Judged<Look<'a>> {
    let (all, at) = get_by_key(&cx.facts.activities, &group.name, "autoscaling:DescribeScalingActivities")?;
    let of_this_group = |activity: &&Activity| match (group.created_at, activity.started_at) {
        (Some(created), Some(started)) => started >= created,
        _ => true,
    };
    let activities: Vec<&Activity> = all.iter().filter(of_this_group).collect();
    let kept_since = cx.facts.now.checked_sub(KEPT).unwrap_or(cx.facts.now);
    let older_than_kept = group.created_at.is_none_or(|created| created < kept_since);
    if activities.is_empty() && !group.instances.is_empty() && !older_than_kept {
        // Every instance of a group came by an activity.
        let verdict = Verdict::inconclusive("activities-contradiction").arg("group", group.name.as_str());
        let fact = json!({ "activities": 0, "instances": group.instances.len() });
        return Err(Box::new(verdict.evidence(&group.arn, at, fact)));
    }
    Ok(Look { activities, at, older_than_kept, kept_since })
}

/// An activity whose cause names the policy's alarm as having raised the capacity.
pub(super) type Raised<'a> = (&'a Activity, AlarmTrigger<'a>);

/// The activities that the policy's alarm caused by raising the capacity.
pub(super) fn raised_by<'a>(look: &Look<'a>, tracking: &Tracking<'_>) -> Vec<Raised<'a>> {
    let ours = |trigger: &AlarmTrigger<'_>| trigger.raises() && trigger.is_of(tracking.policy, tracking.group.item);
    let caused = |activity: &&'a Activity| Some((*activity, alarm_triggers(&activity.cause).into_iter().find(ours)?));
    look.activities.iter().filter_map(caused).collect()
}

pub(super) fn is_over_without(activity: &Activity) -> bool {
    matches!(activity.status.as_str(), "Failed" | "Cancelled")
}

fn wants(values: &Values, group: &str) -> Vec<Want> {
    let mut wants = super::scaling_policy::wants(values, group);
    let group = values.get(group).to_owned();
    wants.extend([Want::Activities { group: group.clone() }, Want::Alarms { group }]);
    wants
}

fn with_activity(verdict: Verdict, activity: &Activity, look: &Look<'_>) -> Verdict {
    let at = activity.started_at.unwrap_or(look.at);
    let fact = json!({
        "description": activity.description,
        "cause": activity.cause,
        "status": activity.status,
        "started_at": activity.started_at,
        "ended_at": activity.ended_at,
    });
    let message = activity.status_message.as_deref().unwrap_or("-");
    let verdict = verdict.arg("at", at).arg("cause", activity.cause.as_str()).arg("message", message);
    verdict.arg("activity", activity.description.as_deref().unwrap_or("-")).evidence(&activity.id, look.at, fact)
}

impl Proof for ScaledOutByAlarm {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tracking = tracking(cx, &self.group, &self.policy)?;
        let group = tracking.group;
        let look = activities(cx, group)?;
        let raised = raised_by(&look, &tracking);
        // The minimum of then: it was never above the capacity from which the alarm raised it.
        let minimum = |trigger: &AlarmTrigger<'_>| group.min_size.min(trigger.from.max(1));
        let counts = |(_, trigger): &&Raised<'_>| trigger.to > minimum(trigger) && trigger.to <= self.max;
        let verdict = if let Some((activity, trigger)) =
            raised.iter().filter(counts).find(|(activity, _)| activity.status == "Successful")
        {
            let verdict = Verdict::pass("scaled-out").arg("from", trigger.from).arg("to", trigger.to);
            with_activity(verdict.arg("alarm", trigger.alarm), activity, &look)
        } else if let Some((activity, trigger)) =
            raised.iter().filter(counts).find(|(activity, _)| !is_over_without(activity))
        {
            let verdict = Verdict::waiting("scaled-out-under-way").arg("from", trigger.from).arg("to", trigger.to);
            with_activity(verdict, activity, &look)
        } else if let Some(verdict) = look.incomplete() {
            verdict
        } else if let Some((activity, trigger)) = raised.first() {
            let id = if is_over_without(activity) { "scaled-out-failed" } else { "scaled-out-beyond" };
            with_activity(Verdict::fail(id).arg("to", trigger.to), activity, &look)
        } else {
            nothing_by_alarm(cx, &tracking, &look)
        };
        let verdict = verdict.arg("min", group.min_size).arg("max", self.max);
        Ok(verdict.arg("group", group.name.as_str()).arg("policy", tracking.policy.name.as_str()))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }

    fn recorded(&self) -> bool {
        true
    }
}

/// The policy's alarm raised nothing: what did instead, or what stands in its way.
fn nothing_by_alarm(cx: &Context<'_>, tracking: &Tracking<'_>, look: &Look<'_>) -> Verdict {
    let group = tracking.group;
    let suspended =
        group.suspended_processes.iter().find(|name| matches!(name.as_str(), "AlarmNotification" | "Launch"));
    if let Some(process) = suspended {
        let fact = json!({ "suspended_processes": group.suspended_processes });
        return Verdict::fail("scaled-out-suspended").arg("process", process).evidence(&group.arn, group.at, fact);
    }
    if let Some(alarm) = tracking.firing(cx) {
        return Verdict::waiting("scaled-out-alarm-on").arg("alarm", alarm);
    }
    let by_other = look.activities.iter().find_map(|activity| {
        let trigger = alarm_triggers(&activity.cause).into_iter().find(AlarmTrigger::raises)?;
        Some((*activity, trigger))
    });
    if let Some((activity, trigger)) = by_other {
        let verdict = Verdict::fail("scaled-out-other-alarm").arg("alarm", trigger.alarm);
        return with_activity(verdict.arg("other_policy", trigger.policy), activity, look);
    }
    if let Some(activity) = look.activities.iter().find(|activity| raised_by_user(&activity.cause)) {
        with_activity(Verdict::fail("scaled-out-by-hand"), activity, look)
    } else {
        let fact = json!({ "activities": look.activities.len() });
        Verdict::fail("scaled-out-never").evidence(&group.arn, look.at, fact)
    }
}

impl Proof for LaunchedByAlarm {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tracking = tracking(cx, &self.group, &self.policy)?;
        let look = activities(cx, tracking.group)?;
        let launches: Vec<Raised<'_>> =
            raised_by(&look, &tracking).into_iter().filter(|(activity, _)| is_launch(activity)).collect();
        let successful = launches.iter().filter(|(activity, _)| activity.status == "Successful");
        let verdict = if let Some((activity, trigger)) = successful.clone().next() {
            let verdict = Verdict::pass("launched-by-alarm").arg("count", successful.count());
            with_activity(verdict.arg("alarm", trigger.alarm), activity, &look)
        } else if let Some((activity, trigger)) = launches.iter().find(|(activity, _)| !is_over_without(activity)) {
            with_activity(Verdict::waiting("launched-under-way").arg("alarm", trigger.alarm), activity, &look)
        } else if let Some(verdict) = look.incomplete() {
            verdict
        } else if let Some((activity, _)) = launches.first() {
            with_activity(Verdict::fail("launched-failed"), activity, &look)
        } else if let Some(alarm) = tracking.firing(cx) {
            Verdict::waiting("scaled-out-alarm-on").arg("alarm", alarm).arg("min", tracking.group.min_size)
        } else {
            let launches = look.activities.iter().filter(|activity| is_launch(activity)).count();
            let fact = json!({ "activities": look.activities.len(), "launches": launches });
            Verdict::fail("launched-never").arg("launches", launches).evidence(&tracking.group.arn, look.at, fact)
        };
        Ok(tracking.name(verdict))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }

    fn recorded(&self) -> bool {
        true
    }
}
