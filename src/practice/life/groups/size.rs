//! The size: launches while there are too few instances, terminations while there are too many; a deleted group
//! goes once it is empty.

use jiff::{SignedDuration, Timestamp};

use super::super::super::account::{AutoScalingGroup, Change, Lifecycle, Member, Region, Replacing};
use super::super::super::autoscaling::activity::{self, New};
use super::super::super::autoscaling::launches::Reason;
use super::super::super::autoscaling::{capacity, delete, launches, moment, terminations};
use super::super::super::call::Call;

/// From noticing a difference to acting on it.
const SECONDS: i64 = 5;
/// The same where an instance was taken out and another is to replace it.
const SECONDS_TO_REPLACE: i64 = 1;

/// When something is due: at once when a difference has not been noticed yet.
pub(super) fn next(region: &Region, group: &AutoScalingGroup) -> Option<Timestamp> {
    if group.deleting && group.members.is_empty() {
        return Some(Timestamp::MIN);
    }
    if !wants(region, group) {
        return None;
    }
    let Some(look) = group.look_at else { return Some(Timestamp::MIN) };
    Some(group.retry_after.map_or(look, |retry| retry.max(look)))
}

/// Whether there is a difference that the group can act on.
fn wants(region: &Region, group: &AutoScalingGroup) -> bool {
    let (actual, desired) = (capacity::actual(group), capacity::desired(group));
    if actual < desired {
        return !capacity::suspended(group, "Launch") && !group.deleting;
    }
    let coming = |member: &Member| matches!(member.lifecycle, Lifecycle::Pending | Lifecycle::PendingWait);
    actual > desired
        && !(group.balancing && group.members.values().any(coming))
        && !capacity::suspended(group, "Terminate")
        && (capacity::victim(region, group).is_some() || !group.changes.is_empty())
}

pub(super) fn step(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let region = call.region();
    let Some(group) = region.auto_scaling_groups.get(name) else { return };
    if group.deleting && group.members.is_empty() {
        delete::remove(call, name);
        return;
    }
    let wants = wants(region, group);
    let (actual, desired) = (capacity::actual(group), capacity::desired(group));
    let Some(group) = region.auto_scaling_groups.get_mut(name) else { return };
    if !wants {
        group.look_at = None;
        if actual == desired {
            group.changes.clear();
            group.replacing.clear();
            group.balancing = false;
        }
        return;
    }
    let seconds = if group.replacing.is_empty() { SECONDS } else { SECONDS_TO_REPLACE };
    let look =
        *group.look_at.get_or_insert_with(|| now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now));
    if look > now || group.retry_after.is_some_and(|retry| retry > now) {
        return;
    }
    if actual < desired {
        grow(call, name, actual, desired);
    } else {
        shrink(call, name, actual, desired);
    }
    if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
        group.look_at = None;
    }
}

/// Launches what is missing: replacements first, each with its own cause, then what the changes asked for. A
/// failed launch ends it until the group tries again.
fn grow(call: &mut Call<'_>, name: &str, actual: usize, desired: usize) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let missing = desired - actual;
    let replacing = std::mem::take(&mut group.replacing);
    let changes = group.changes.clone();
    let replaced = replacing.len().min(missing);
    let at = moment(now);
    for (turn, why) in replacing.iter().take(replaced).enumerate() {
        let told = match why {
            Replacing::Unhealthy => "an unhealthy instance needing to be replaced",
            Replacing::Refresh => "an instance refresh",
        };
        let cause = format!("At {at} an instance was launched in response to {told}.");
        if !launches::one(call, name, Reason { cause, warmup_seconds: None }) {
            // What could not be replaced is still to be replaced.
            if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
                group.replacing = replacing[turn..].to_vec();
            }
            return;
        }
    }
    let warmup_seconds = changes.iter().rev().find_map(|change| change.warmup_seconds);
    let from = actual + replaced;
    let cause = activity::difference(&changes, now, from, desired);
    for _ in from..desired {
        if !launches::one(call, name, Reason { cause: cause.clone(), warmup_seconds }) {
            return;
        }
    }
    settled(call, name);
}

/// The changes have been carried out.
fn settled(call: &mut Call<'_>, name: &str) {
    if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
        group.changes.clear();
    }
}

/// Takes out what is too much.
fn shrink(call: &mut Call<'_>, name: &str, actual: usize, desired: usize) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get(name) else { return };
    let changes: Vec<Change> = group.changes.clone();
    let mut trial = group.clone();
    let mut victims = Vec::new();
    while victims.len() < actual - desired {
        let Some(id) = capacity::victim(call.region(), &trial) else { break };
        trial.members.remove(&id);
        victims.push(id);
    }
    if victims.is_empty() {
        stuck(call, name, &changes);
    }
    let at = moment(now);
    let mut sentences = vec![activity::difference(&changes, now, actual, actual - victims.len())];
    sentences.extend(victims.iter().map(|id| format!("At {at} instance {id} was selected for termination.")));
    let cause = activity::shortened(&sentences.iter().map(String::as_str).collect::<Vec<_>>());
    for id in victims {
        terminations::begin(call, name, &id, cause.clone());
    }
    settled(call, name);
}

/// Every instance is protected: the history says so, once.
fn stuck(call: &mut Call<'_>, name: &str, changes: &[Change]) {
    let cause = activity::shortened(&changes.iter().map(|change| change.cause.as_str()).collect::<Vec<_>>());
    let why = "Could not scale to desired capacity because all remaining instances are protected from scale-in.";
    let new = New { description: why.to_owned(), cause, subnet: None, zone: None };
    let id = activity::begin(call, name, new);
    activity::cancel(call, name, &id, why);
}
