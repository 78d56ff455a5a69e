//! A group's capacity: what counts, how it is changed, which zone is next, who goes first.

use std::collections::BTreeMap;

use super::super::account::{AutoScalingGroup, Change, Lifecycle, Member, Region, TemplateChoice};
use super::super::call::Call;
use super::super::fault::Fault;
use super::template;

/// Whether a member counts: not one that leaves, not one in standby.
pub(crate) const fn counts(member: &Member) -> bool {
    matches!(member.lifecycle, Lifecycle::Pending | Lifecycle::PendingWait | Lifecycle::InService)
}

/// Whether a member is being terminated.
pub(crate) const fn leaves(member: &Member) -> bool {
    matches!(member.lifecycle, Lifecycle::Terminating | Lifecycle::TerminatingWait | Lifecycle::TerminatingProceed)
}

/// The actual capacity.
pub(crate) fn actual(group: &AutoScalingGroup) -> usize {
    group.members.values().filter(|member| counts(member)).count()
}

/// The desired capacity as a count.
pub(crate) fn desired(group: &AutoScalingGroup) -> usize {
    usize::try_from(group.desired).unwrap_or(usize::MAX)
}

/// Whether a process is suspended.
pub(crate) fn suspended(group: &AutoScalingGroup, process: &str) -> bool {
    group.suspended.contains_key(process)
}

/// Sets the desired capacity and remembers why: `cause` is what comes between the moment and `changing the desired
/// capacity`. Nothing happens, and nothing is remembered, when it is that already.
pub(crate) fn change(call: &mut Call<'_>, name: &str, to: u32, cause: &str, warmup_seconds: Option<u32>) {
    let at = super::names::moment(call.now);
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let from = group.desired;
    if from == to {
        return;
    }
    if actual(group) == desired(group) {
        group.changes.clear();
    }
    group.desired = to;
    let cause = format!("At {at} {cause} changing the desired capacity from {from} to {to}.");
    group.changes.push(Change { cause, warmup_seconds });
    again(group);
}

/// After a change by the user the group looks anew, whatever failed before.
pub(crate) fn again(group: &mut AutoScalingGroup) {
    group.retry_after = None;
    group.failures = 0;
    group.look_at = None;
}

/// Whether sizes fit each other, in AWS's words.
pub(super) fn sizes(min: i64, max: i64, desired: i64) -> Result<(), Fault> {
    for (name, value) in [("minSize", min), ("maxSize", max), ("desiredCapacity", desired)] {
        if value < 0 {
            let message = format!(
                "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must \
                 have value greater than or equal to 0"
            );
            return Err(Fault::validation(message));
        }
    }
    if min > max {
        let message = format!("Max bound, {max}, must be greater than or equal to min bound, {min}");
        return Err(Fault::validation(message));
    }
    if max > LARGEST {
        let message = format!("Max bound, {max}, must not be greater than {LARGEST}");
        return Err(Fault::validation(message));
    }
    if desired < min || desired > max {
        let message =
            format!("Desired capacity:{desired} must be between the specified min size:{min} and max size:{max}");
        return Err(Fault::validation(message));
    }
    Ok(())
}

/// AWS has a quota of instances a group; here it is what one machine can carry.
const LARGEST: i64 = 1000;

/// Where the next instance goes, best first: the zone with the fewest of the group's instances, by name among
/// equals; within it the subnet with the fewest. After failures the next best come first.
pub(crate) fn places(region: &Region, group: &AutoScalingGroup) -> Vec<(String, Option<String>)> {
    let mut in_zone: BTreeMap<&str, usize> = group.zones.iter().map(|zone| (zone.as_str(), 0)).collect();
    let mut in_subnet: BTreeMap<&str, usize> = BTreeMap::new();
    for member in group.members.values().filter(|member| counts(member)) {
        if let Some(count) = in_zone.get_mut(member.zone.as_str()) {
            *count += 1;
        }
        if let Some(instance) = region.instances.get(&member.instance_id) {
            *in_subnet.entry(instance.subnet_id.as_str()).or_default() += 1;
        }
    }
    let mut zones: Vec<(usize, &str)> = in_zone.into_iter().map(|(zone, count)| (count, zone)).collect();
    zones.sort_unstable();
    let mut places: Vec<(String, Option<String>)> = Vec::new();
    for (_, zone) in zones {
        let here = |id: &&String| region.subnets.get(*id).is_none_or(|subnet| subnet.zone == zone);
        let mut subnets: Vec<&String> = group.subnets.iter().filter(here).collect();
        subnets.sort_by_key(|id| in_subnet.get(id.as_str()).copied().unwrap_or(0));
        let best = subnets.first().map(|id| (*id).clone());
        if best.is_some() || group.subnets.is_empty() {
            places.push((zone.to_owned(), best));
        }
    }
    // A group that only evens out its zones has no use for another zone.
    if !places.is_empty() && actual(group) < desired(group) {
        let turn = usize::try_from(group.failures).unwrap_or_default() % places.len();
        places.rotate_left(turn);
    }
    places
}

/// The next instance to be taken out at scale-in, by the group's termination policies; none when all are protected.
pub(crate) fn victim(region: &Region, group: &AutoScalingGroup) -> Option<String> {
    let free = |member: &&Member| counts(member) && (!member.protected || group.deleting);
    let mut candidates: Vec<&Member> = group.members.values().filter(free).collect();
    // Zones are balanced before any policy is asked: only those with the most instances are looked at.
    let in_zone = |zone: &str| group.members.values().filter(|one| counts(one) && one.zone == zone).count();
    let most = candidates.iter().map(|member| in_zone(&member.zone)).max()?;
    let strange = |member: &&Member| !group.zones.contains(&member.zone);
    if candidates.iter().any(strange) {
        // Those in zones that are the group's no longer go before all others.
        candidates.retain(strange);
    } else {
        candidates.retain(|member| in_zone(&member.zone) == most);
    }
    let named = group.termination_policies.iter().map(String::as_str);
    let policies: Vec<&str> = if group.termination_policies.is_empty() { vec!["Default"] } else { named.collect() };
    for policy in policies {
        candidates = narrowed(region, group, candidates, policy);
    }
    candidates.sort_by(|a, b| (a.launched, &a.instance_id).cmp(&(b.launched, &b.instance_id)));
    candidates.first().map(|member| member.instance_id.clone())
}

/// The candidates that a termination policy leaves.
fn narrowed<'a>(
    region: &Region,
    group: &AutoScalingGroup,
    candidates: Vec<&'a Member>,
    policy: &str,
) -> Vec<&'a Member> {
    let template = |member: &Member| age(region, group, member.launch_template.as_ref());
    let keep = |wanted: Option<i128>, key: &dyn Fn(&Member) -> i128| -> Vec<&'a Member> {
        candidates.iter().copied().filter(|member| Some(key(member)) == wanted).collect()
    };
    let least = |key: &dyn Fn(&Member) -> i128| candidates.iter().map(|member| key(member)).min();
    match policy {
        "Default" | "OldestLaunchTemplate" | "OldestLaunchConfiguration" => keep(least(&template), &template),
        "OldestInstance" => {
            let key = |member: &Member| member.launched.as_nanosecond();
            keep(least(&key), &key)
        }
        "NewestInstance" => {
            let key = |member: &Member| -member.launched.as_nanosecond();
            keep(least(&key), &key)
        }
        _ => candidates,
    }
}

/// How old the template is that an instance was made from: other templates than the group's first, then by version.
fn age(region: &Region, group: &AutoScalingGroup, of: Option<&TemplateChoice>) -> i128 {
    let Some(of) = of else { return -1 };
    let own = group.launch_template.as_ref().is_some_and(|choice| choice.id == of.id);
    if !own {
        return 0;
    }
    let number = of.version.as_deref().and_then(|version| version.parse::<i128>().ok());
    number.or_else(|| template::current(region, of).map(|version| i128::from(version.number))).unwrap_or(1)
}
