//! Instance refresh: a group's instances replaced a few at a time, each batch once the last is warm.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{AutoScalingGroup, InstanceRefresh, Lifecycle, Replacing};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::{capacity, names, terminations};

pub(super) const OPERATIONS: Table =
    &[("CancelInstanceRefresh", cancel), ("DescribeInstanceRefreshes", describe), ("StartInstanceRefresh", start)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default)]
    preferences: Map<String, Value>,
    desired_configuration: Option<Value>,
    #[serde(default)]
    instance_refresh_ids: Vec<String>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn active(group: &AutoScalingGroup) -> Option<&InstanceRefresh> {
    group.instance_refreshes.iter().find(|refresh| refresh.ended.is_none())
}

fn start(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    if input.desired_configuration.is_some() {
        return Err(Fault::not_here("StartInstanceRefresh with DesiredConfiguration"));
    }
    let now = call.now;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    if active(group).is_some() {
        let message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.";
        return Err(Fault::new("InstanceRefreshInProgress", message));
    }
    let name = group.name.clone();
    let serving = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService);
    let waiting: BTreeSet<String> = serving.map(|member| member.instance_id.clone()).collect();
    let id = call.account.ids.uuid();
    let refresh = InstanceRefresh {
        id: id.clone(),
        started: now,
        ended: None,
        status: "Pending".to_owned(),
        reason: None,
        preferences: input.preferences,
        desired_configuration: None,
        total: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
        waiting,
        previous: None,
    };
    names::changed(call.region(), &name)?.instance_refreshes.push(refresh);
    Ok(json!({ "InstanceRefreshId": id }))
}

fn cancel(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let now = call.now;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    let Some(id) = active(group).map(|refresh| refresh.id.clone()) else {
        let message = "No in progress or pending Instance Refresh found for Auto Scaling group";
        return Err(Fault::new("ActiveInstanceRefreshNotFound", format!("{message} {}", group.name)));
    };
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    if let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.id == id) {
        "Cancelled".clone_into(&mut refresh.status);
        refresh.reason = Some("Cancelled due to user request.".to_owned());
        refresh.ended = Some(now);
    }
    Ok(json!({ "InstanceRefreshId": id }))
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    let wanted = |refresh: &&InstanceRefresh| {
        input.instance_refresh_ids.is_empty() || input.instance_refresh_ids.contains(&refresh.id)
    };
    let all = group.instance_refreshes.iter().rev().filter(wanted).map(|refresh| shown(refresh, &group.name)).collect();
    let (refreshes, next) = names::paged(all, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "InstanceRefreshes": refreshes, "NextToken": next })))
}

fn shown(refresh: &InstanceRefresh, group: &str) -> Value {
    let left = u32::try_from(refresh.waiting.len()).unwrap_or(u32::MAX);
    let done = refresh.total.saturating_sub(left);
    let percent =
        if refresh.status == "Successful" { 100 } else { (done * 100).checked_div(refresh.total).unwrap_or(0) };
    json!({
        "InstanceRefreshId": refresh.id,
        "AutoScalingGroupName": group,
        "Status": refresh.status,
        "StatusReason": refresh.reason,
        "StartTime": refresh.started,
        "EndTime": refresh.ended,
        "PercentageComplete": percent,
        "InstancesToUpdate": left,
        "Preferences": refresh.preferences,
    })
}

/// Seconds until a replaced instance counts: as asked, else the group's warm-up, else its grace period.
fn warmup(group: &AutoScalingGroup, refresh: &InstanceRefresh) -> i64 {
    let asked = refresh.preferences.get("InstanceWarmup").and_then(Value::as_i64);
    let by_default = group.default_instance_warmup_seconds.map(i64::from);
    asked.or(by_default).unwrap_or_else(|| i64::from(group.health_check_grace_seconds))
}

/// When the next batch can go: once the group is whole and every instance warm.
pub(crate) fn next(group: &AutoScalingGroup) -> Option<Timestamp> {
    let stopped = ["InstanceRefresh", "Terminate", "Launch"].iter().any(|name| capacity::suspended(group, name));
    let refresh = active(group).filter(|_| !stopped && !group.deleting)?;
    let counted = || group.members.values().filter(|member| capacity::counts(member));
    let whole = capacity::actual(group) == capacity::desired(group)
        && counted().all(|member| member.lifecycle == Lifecycle::InService);
    if !whole {
        return None;
    }
    if refresh.status == "Pending" {
        return Some(Timestamp::MIN);
    }
    let fresh = counted().filter(|member| member.launched >= refresh.started);
    let seconds = SignedDuration::from_secs(warmup(group, refresh));
    let warm = fresh.filter_map(|member| member.in_service_since?.checked_add(seconds).ok()).max();
    Some(warm.unwrap_or(Timestamp::MIN))
}

/// Takes the next batch out, or ends the refresh when nothing is left.
pub(crate) fn run(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    if next(group).is_none_or(|due| due > now) {
        return;
    }
    let desired = capacity::desired(group);
    let members: BTreeSet<String> = group.members.keys().cloned().collect();
    let Some(refresh) = group.instance_refreshes.iter_mut().find(|refresh| refresh.ended.is_none()) else { return };
    "InProgress".clone_into(&mut refresh.status);
    refresh.waiting.retain(|id| members.contains(id));
    if refresh.waiting.is_empty() {
        "Successful".clone_into(&mut refresh.status);
        refresh.ended = Some(now);
        return;
    }
    let healthy = refresh.preferences.get("MinHealthyPercentage").and_then(Value::as_u64).unwrap_or(90).min(100);
    let healthy = usize::try_from(healthy).unwrap_or(100);
    // At least one at a time, or a small group would never be refreshed.
    let batch = (desired * (100 - healthy) / 100).max(1);
    let ids: Vec<String> = refresh.waiting.iter().take(batch).cloned().collect();
    refresh.waiting.retain(|id| !ids.contains(id));
    let at = names::moment(now);
    for id in ids {
        let cause = format!(
            "At {at} an instance was taken out of service in response to an instance refresh.  At {at} instance {id} was \
             selected for termination."
        );
        terminations::begin(call, name, &id, cause);
        if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
            group.replacing.push(Replacing::Refresh);
        }
    }
}
