//! AWS's sentences about why an Auto Scaling group did something.
//!
//! For example `At 2025-02-01T10:00:00Z a monitor alarm TargetTracking-shop-AlarmHigh-… in state ALARM
//! triggered policy Requests changing the desired capacity from 1 to 2.  At … an instance was started in
//! response to a difference between desired and actual capacity, increasing the capacity from 1 to 2.`

use crate::facts::scaling::{Activity, AutoScalingGroup, ScalingPolicy};

/// An alarm that changed the desired capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AlarmTrigger<'a> {
    pub(super) alarm: &'a str,
    pub(super) policy: &'a str,
    /// Desired capacity before and after.
    pub(super) from: i32,
    pub(super) to: i32,
}

impl AlarmTrigger<'_> {
    pub(super) const fn raises(&self) -> bool {
        self.to > self.from
    }

    /// The alarm is one of this policy: AWS lists it there, or the sentence names the policy together
    /// with the name that target tracking gives to its alarms.
    pub(super) fn is_of(&self, policy: &ScalingPolicy, group: &AutoScalingGroup) -> bool {
        let tracking = self.alarm.strip_prefix("TargetTracking-").and_then(|rest| rest.strip_prefix(&group.name));
        let named = tracking.is_some_and(|rest| rest.starts_with("-AlarmHigh") || rest.starts_with("-AlarmLow"));
        policy.alarms.iter().any(|alarm| alarm.name == self.alarm) || (named && self.policy == policy.name)
    }
}

/// Every alarm that the sentence names as having changed the desired capacity.
pub(super) fn alarm_triggers(cause: &str) -> Vec<AlarmTrigger<'_>> {
    cause.split("monitor alarm ").skip(1).filter_map(alarm_trigger).collect()
}

fn alarm_trigger(text: &str) -> Option<AlarmTrigger<'_>> {
    let (alarm, rest) = text.split_once(" in state ALARM triggered policy ")?;
    let (policy, rest) = rest.split_once(" changing the desired capacity ")?;
    let (from, to) = from_to(rest)?;
    Some(AlarmTrigger { alarm, policy, from, to })
}

/// A person (or a program of theirs) raised the desired capacity.
pub(super) fn raised_by_user(cause: &str) -> bool {
    cause.split("a user request ").skip(1).any(|text| {
        let sentence = text.split(" At ").next().unwrap_or(text);
        let change = sentence.split_once("changing the desired capacity ").and_then(|(_, rest)| from_to(rest));
        change.is_some_and(|(from, to)| from > 0 && to > from)
    })
}

/// `increasing the capacity from 1 to 2`: the capacity before, and the one aimed at (several instances may
/// be launched at once).
pub(super) fn capacity_increase(cause: &str) -> Option<(i32, i32)> {
    from_to(cause.split_once("increasing the capacity ")?.1)
}

/// `from 1 to 2…`
fn from_to(text: &str) -> Option<(i32, i32)> {
    let (from, rest) = text.strip_prefix("from ")?.split_once(" to ")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    Some((from.trim().parse().ok()?, digits.parse().ok()?))
}

/// `Launching a new EC2 instance: i-…`
pub(super) fn is_launch(activity: &Activity) -> bool {
    activity.description.as_deref().is_some_and(|text| text.starts_with("Launching a new EC2 instance"))
}

/// The instance of a launch activity.
pub(super) fn launched_instance(activity: &Activity) -> Option<&str> {
    instance_after(activity, "Launching a new EC2 instance")
}

/// The instance of a termination activity.
pub(super) fn terminated_instance(activity: &Activity) -> Option<&str> {
    instance_after(activity, "Terminating EC2 instance")
}

fn instance_after<'a>(activity: &'a Activity, what: &str) -> Option<&'a str> {
    let rest = activity.description.as_deref()?.strip_prefix(what)?.trim_start_matches(':').trim_start();
    let id = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    id.starts_with("i-").then_some(id)
}

#[cfg(test)]
#[path = "cause_tests.rs"]
mod tests;
