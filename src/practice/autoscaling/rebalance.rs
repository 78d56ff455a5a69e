//! `AZRebalance`: instances go over from zones that have too many to zones that have too few, and away from zones
//! that are the group's no longer. New ones are launched first, so the group is larger for a while.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::super::account::{AutoScalingGroup, Change, Lifecycle};
use super::super::call::Call;
use super::launches::{self, Reason};
use super::{capacity, names};

/// How long zones stay uneven before the group acts.
const SECONDS: i64 = 60;

/// The zones that have too many instances, and how many should go over from them. Protected ones stay where they
/// are.
fn surplus(group: &AutoScalingGroup) -> (Vec<&str>, usize) {
    // Of a zone: all that count, and those of them that may go.
    let mut spread: BTreeMap<&str, (usize, usize)> = group.zones.iter().map(|zone| (zone.as_str(), (0, 0))).collect();
    for member in group.members.values().filter(|member| capacity::counts(member)) {
        let (all, free) = spread.entry(member.zone.as_str()).or_default();
        *all += 1;
        *free += usize::from(!member.protected);
    }
    let own = |zone: &str| group.zones.iter().any(|one| one == zone);
    let of_own = || spread.iter().filter(|(zone, _)| own(zone)).map(|(_, (all, _))| *all);
    let least = of_own().min().unwrap_or(0);
    // One more than another zone is as even as it gets; in a zone that is the group's no longer, one is too many.
    let over = |zone: &str, all: usize| !own(zone) || all > least + 1;
    let zones: Vec<&str> =
        spread.iter().filter(|(zone, (all, free))| *free > 0 && over(zone, *all)).map(|(zone, _)| *zone).collect();
    if zones.is_empty() {
        return (zones, 0);
    }
    let strange: usize = zones.iter().filter(|zone| !own(zone)).map(|zone| spread[zone].1).sum();
    let share = capacity::actual(group) / group.zones.len().max(1);
    let short: usize = of_own().map(|all| share.saturating_sub(all)).sum();
    (zones, strange.max(short).max(1))
}

/// When the group evens its zones out: a while after it became whole and uneven.
pub(crate) fn next(group: &AutoScalingGroup) -> Option<Timestamp> {
    let held = ["AZRebalance", "Launch"].iter().any(|process| capacity::suspended(group, process));
    let mut counted = group.members.values().filter(|member| capacity::counts(member));
    let whole = capacity::actual(group) == capacity::desired(group)
        && counted.all(|member| member.lifecycle == Lifecycle::InService);
    if held || group.deleting || !whole || surplus(group).1 == 0 {
        // Noticed, and over again before anything was done.
        return group.uneven_since.and(Some(Timestamp::MIN)).filter(|_| whole && surplus(group).1 == 0);
    }
    let Some(since) = group.uneven_since else { return Some(Timestamp::MIN) };
    let due = since.saturating_add(SignedDuration::from_secs(SECONDS)).unwrap_or(since);
    Some(group.retry_after.map_or(due, |retry| retry.max(due)))
}

/// Launches where too few are; the group's own size then takes out where too many are, once the new ones serve.
pub(crate) fn run(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    if next(group).is_none_or(|due| due > now) {
        return;
    }
    let (zones, moves) = surplus(group);
    let zones = zones.join(", ");
    if moves == 0 || group.uneven_since.is_none() {
        group.uneven_since = (moves > 0).then_some(now);
        return;
    }
    let at = names::moment(now);
    let cause = format!("At {at} an instance was launched to aid in balancing the group's zones.");
    let more = format!(
        "At {at} instances were launched to balance instances in zones {zones} with other zones resulting in more than \
         desired number of instances in the group."
    );
    // A tenth more than the group's largest size, and one at least.
    let margin = (usize::try_from(group.max).unwrap_or(usize::MAX) / 10).max(1);
    for _ in 0..moves.min(margin) {
        if !launches::one(call, name, Reason { cause: cause.clone(), warmup_seconds: None }) {
            return;
        }
    }
    if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
        group.uneven_since = None;
        group.balancing = true;
        group.changes = vec![Change { cause: more, warmup_seconds: None }];
    }
}
