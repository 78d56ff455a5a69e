//! Instance refresh in time: a group's instances replaced a few at a time, each batch once the last is warm.

use jiff::{SignedDuration, Timestamp};

use super::super::account::{AutoScalingGroup, InstanceRefresh, Lifecycle, Member, Replacing, Rollback};
use super::super::call::Call;
use super::refresh::{self, Preferences};
use super::{capacity, names, terminations};

/// A refresh that does not get on for so long has failed.
const PATIENCE_SECONDS: i64 = 3600;

/// Seconds until a replaced instance counts: as asked, else the group's warm-up, else its grace period.
fn warmup(group: &AutoScalingGroup, refresh: &InstanceRefresh) -> SignedDuration {
    let by_default = group.default_instance_warmup_seconds.map(i64::from);
    let asked = Preferences::of(refresh).instance_warmup.or(by_default);
    SignedDuration::from_secs(asked.unwrap_or_else(|| i64::from(group.health_check_grace_seconds)))
}

/// The instances that a refresh has launched, with when each is warm.
fn fresh<'a>(
    group: &'a AutoScalingGroup,
    refresh: &InstanceRefresh,
) -> impl Iterator<Item = (&'a str, Timestamp)> + use<'a> {
    let (since, seconds) = (refresh.started, warmup(group, refresh));
    let counted = group.members.values().filter(move |one| capacity::counts(one) && one.launched >= since);
    counted.filter_map(move |one| Some((one.instance_id.as_str(), one.in_service_since?.checked_add(seconds).ok()?)))
}

/// What a refresh that waits for warm-ups says of itself.
pub(super) fn warming(group: &AutoScalingGroup, refresh: &InstanceRefresh, now: Timestamp) -> Option<String> {
    if refresh.ended.is_some() {
        return None;
    }
    let (id, _) = fresh(group, refresh).find(|(_, warm)| *warm > now)?;
    Some(format!("Waiting for instances to warm up before continuing. For example: {id} is warming up."))
}

/// The instances that can be replaced now: not those that are protected or set aside while the refresh waits for
/// them.
fn replaceable(group: &AutoScalingGroup, refresh: &InstanceRefresh) -> Vec<String> {
    let preferences = Preferences::of(refresh);
    let can = |member: &&Member| match member.lifecycle {
        Lifecycle::InService => !member.protected || preferences.scale_in_protected_instances == "Refresh",
        Lifecycle::Standby => preferences.standby_instances == "Terminate",
        _ => false,
    };
    let waiting = refresh.waiting.iter().filter_map(|id| group.members.get(id));
    waiting.filter(can).map(|member| member.instance_id.clone()).collect()
}

/// Whether nothing is under way in a group.
fn whole(group: &AutoScalingGroup) -> bool {
    capacity::actual(group) == capacity::desired(group)
        && group.members.values().filter(|one| capacity::counts(one)).all(|one| one.lifecycle == Lifecycle::InService)
}

/// When it goes on: once the group is whole and every instance warm; when it has waited too long for that.
pub(crate) fn next(group: &AutoScalingGroup) -> Option<Timestamp> {
    let stopped = ["InstanceRefresh", "Terminate", "Launch"].iter().any(|name| capacity::suspended(group, name));
    let refresh = refresh::active(group).filter(|_| !stopped && !group.deleting)?;
    let late = || refresh.moved.and_then(|moved| moved.checked_add(SignedDuration::from_secs(PATIENCE_SECONDS)).ok());
    if !whole(group) {
        return late();
    }
    if matches!(refresh.status.as_str(), "Pending" | "Cancelling") {
        return Some(Timestamp::MIN);
    }
    let left = refresh.waiting.iter().any(|id| group.members.contains_key(id));
    if left && replaceable(group, refresh).is_empty() {
        return late();
    }
    Some(fresh(group, refresh).map(|(_, warm)| warm).max().unwrap_or(Timestamp::MIN))
}

/// Takes the next batch out, or ends the refresh.
pub(crate) fn run(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    if next(group).is_none_or(|due| due > now) {
        return;
    }
    let (whole, desired) = (whole(group), capacity::desired(group));
    let members = &group.members;
    let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) else { return };
    refresh.waiting.retain(|id| members.contains_key(id));
    if refresh.status == "Cancelling" {
        end(refresh, "Cancelled", now);
        return;
    }
    if refresh.status == "Pending" {
        "InProgress".clone_into(&mut refresh.status);
        return;
    }
    if whole && refresh.waiting.is_empty() {
        succeed(call, name);
        return;
    }
    let preferences = Preferences::of(refresh);
    let healthy = usize::try_from(preferences.min_healthy_percentage.clamp(0, 100)).unwrap_or(100);
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let Some(refresh) = refresh::active(group) else { return };
    let mut ids = replaceable(group, refresh);
    if !whole || ids.is_empty() {
        late(call, name, &preferences);
        return;
    }
    // At least one at a time, or a small group would never be refreshed.
    ids.truncate((desired * (100 - healthy) / 100).max(1));
    take_out(call, name, &ids);
}

fn take_out(call: &mut Call<'_>, name: &str, ids: &[String]) {
    let now = call.now;
    let at = names::moment(now);
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    if let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) {
        refresh.waiting.retain(|id| !ids.contains(id));
        refresh.moved = Some(now);
    }
    for id in ids {
        let cause = format!(
            "At {at} an instance was taken out of service in response to an instance refresh.  At {at} instance {id} was \
             selected for termination."
        );
        let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
        if group.members.get(id).is_some_and(capacity::counts) {
            group.replacing.push(Replacing::Refresh);
        }
        terminations::begin(call, name, id, cause);
    }
}

fn end(refresh: &mut InstanceRefresh, status: &str, now: Timestamp) {
    status.clone_into(&mut refresh.status);
    refresh.ended = Some(now);
}

/// Everything is replaced: the group takes the desired configuration over.
fn succeed(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let region = call.region();
    let Some(group) = region.auto_scaling_groups.get(name) else { return };
    let Some(refresh) = refresh::active(group) else { return };
    let back = refresh.rollback.is_some();
    let wanted = refresh::configuration(region, refresh).filter(|_| !back);
    let Some(group) = region.auto_scaling_groups.get_mut(name) else { return };
    if let Some((choice, mixed)) = wanted {
        group.launch_template = Some(choice);
        group.mixed_instances_policy = mixed;
    }
    let status = if back { "RollbackSuccessful" } else { "Successful" };
    if let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) {
        end(refresh, status, now);
    }
}

/// It did not get on: it goes back where that was asked for, else it has failed.
fn late(call: &mut Call<'_>, name: &str, preferences: &Preferences) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let why = if whole(group) {
        "The instances left to replace are protected from scale-in or in standby."
    } else {
        "Instances did not get ready in time."
    };
    let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) else { return };
    if preferences.auto_rollback && refresh.rollback.is_none() {
        go_back(call, name, why);
        return;
    }
    refresh.reason = Some(why.to_owned());
    let status = if refresh.rollback.is_some() { "RollbackFailed" } else { "Failed" };
    end(refresh, status, now);
}

/// Turns a refresh round: what it has launched is replaced by what the group itself launches.
pub(super) fn go_back(call: &mut Call<'_>, name: &str, why: &str) {
    let now = call.now;
    let region = call.region();
    let Some(group) = region.auto_scaling_groups.get(name) else { return };
    let Some(own) = group.launch_template.as_ref() else { return };
    let other = |member: &&Member| {
        capacity::counts(member) && !refresh::matches(region, member, own) && member.launch_template.is_some()
    };
    let waiting = group.members.values().filter(other).map(|member| member.instance_id.clone()).collect();
    let Some(group) = region.auto_scaling_groups.get_mut(name) else { return };
    capacity::again(group);
    let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) else { return };
    let left = u32::try_from(refresh.waiting.len()).unwrap_or(u32::MAX);
    refresh.rollback = Some(Rollback {
        reason: why.to_owned(),
        started: now,
        done_before: (refresh.total.saturating_sub(left) * 100).checked_div(refresh.total).unwrap_or(0),
        left_before: left,
    });
    "RollbackInProgress".clone_into(&mut refresh.status);
    refresh.reason = None;
    refresh.waiting = waiting;
    refresh.moved = Some(now);
}
