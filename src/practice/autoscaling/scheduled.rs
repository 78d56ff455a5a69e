//! Scheduled actions: put, described, deleted, and carried out when due.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{AutoScalingGroup, ScheduledAction};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::schedule::Cron;
use super::{capacity, names};

pub(super) const OPERATIONS: Table = &[
    ("DeleteScheduledAction", delete),
    ("DescribeScheduledActions", describe),
    ("PutScheduledUpdateGroupAction", put),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    auto_scaling_group_name: String,
    scheduled_action_name: String,
    time: Option<Timestamp>,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    recurrence: Option<String>,
    time_zone: Option<String>,
    min_size: Option<i64>,
    max_size: Option<i64>,
    desired_capacity: Option<i64>,
}

fn put(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: PutInput = read(input)?;
    let now = call.now;
    let group = names::group_of_policy(call.region(), &input.auto_scaling_group_name)?;
    let (name, before) = (group.name.clone(), group.scheduled_actions.get(&input.scheduled_action_name).cloned());
    let start = input.start_time.or(input.time);
    let next = check(&input, start, now)?;
    let size = |given: Option<i64>| given.and_then(|size| u32::try_from(size).ok());
    let id = call.account.ids.uuid();
    let path = format!(
        "scheduledUpdateGroupAction:{id}:autoScalingGroupName/{name}:scheduledActionName/{}",
        input.scheduled_action_name
    );
    let arn = before.map_or_else(|| call.arn("autoscaling", &path), |before| before.arn);
    let (min, max, desired) = (size(input.min_size), size(input.max_size), size(input.desired_capacity));
    let action = ScheduledAction {
        name: input.scheduled_action_name.clone(),
        arn,
        start: start.or(next),
        end: input.end_time,
        recurrence: input.recurrence,
        time_zone: input.time_zone,
        min,
        max,
        desired,
        next,
    };
    names::changed(call.region(), &name)?.scheduled_actions.insert(input.scheduled_action_name, action);
    Ok(json!({}))
}

/// When the action is due first, or why it cannot be taken.
fn check(input: &PutInput, start: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    let sizes = [input.min_size, input.max_size, input.desired_capacity];
    if sizes.iter().all(Option::is_none) {
        return Err(Fault::validation("At least one of MinSize, MaxSize and DesiredCapacity must be specified"));
    }
    if sizes.iter().flatten().any(|size| *size < 0) {
        return Err(Fault::validation("MinSize, MaxSize and DesiredCapacity must not be negative"));
    }
    if let (Some(min), Some(max)) = (input.min_size, input.max_size) {
        capacity::sizes(min, max, input.desired_capacity.unwrap_or(min))?;
    }
    if start.is_some_and(|start| start <= now) {
        return Err(Fault::validation("Given start time is in the past"));
    }
    if input.end_time.is_some_and(|end| end <= start.unwrap_or(now)) {
        return Err(Fault::validation("End time must be later than the start time"));
    }
    let Some(recurrence) = &input.recurrence else {
        return match start {
            Some(start) => Ok(Some(start)),
            None => Err(Fault::validation("Either StartTime or Recurrence must be specified")),
        };
    };
    let Some(cron) = Cron::parsed(recurrence) else {
        return Err(Fault::validation(format!("Given recurrence string:{recurrence} is invalid")));
    };
    let zone = zone(input.time_zone.as_deref()).ok_or_else(|| Fault::validation("Invalid time zone"))?;
    // A start is due itself when the schedule names it, so the search begins a second before it.
    let from = start.and_then(|start| start.checked_sub(jiff::SignedDuration::from_secs(1)).ok()).unwrap_or(now);
    Ok(cron.next(from, &zone))
}

fn zone(name: Option<&str>) -> Option<TimeZone> {
    match name {
        None | Some("UTC" | "Etc/UTC") => Some(TimeZone::UTC),
        Some(name) => TimeZone::get(name).ok(),
    }
}

/// When an action of a group is due next.
pub(crate) fn next(group: &AutoScalingGroup) -> Option<Timestamp> {
    if capacity::suspended(group, "ScheduledActions") || group.deleting {
        return None;
    }
    group.scheduled_actions.values().filter_map(|action| action.next).min()
}

/// Carries out what is due. A one-time action goes with it, and a recurring one past its end.
pub(crate) fn run(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get(name) else { return };
    if next(group).is_none_or(|due| due > now) {
        return;
    }
    let due: Vec<ScheduledAction> =
        group.scheduled_actions.values().filter(|action| action.next.is_some_and(|at| at <= now)).cloned().collect();
    for action in due {
        resize(call, name, &action);
        let again = action.recurrence.as_deref().and_then(Cron::parsed).and_then(|cron| {
            let at = cron.next(now, &zone(action.time_zone.as_deref())?)?;
            action.end.is_none_or(|end| at <= end).then_some(at)
        });
        let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
        match again {
            None => drop(group.scheduled_actions.remove(&action.name)),
            Some(at) => {
                if let Some(kept) = group.scheduled_actions.get_mut(&action.name) {
                    kept.next = Some(at);
                    kept.start = Some(at);
                }
            }
        }
    }
}

/// Sets the sizes of an action; what does not fit together is left as it is.
fn resize(call: &mut Call<'_>, name: &str, action: &ScheduledAction) {
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let (min, max) = (action.min.unwrap_or(group.min), action.max.unwrap_or(group.max));
    if min > max {
        return;
    }
    (group.min, group.max) = (min, max);
    let desired = action.desired.unwrap_or(group.desired).clamp(min, max);
    let cause = format!(
        "a scheduled action update of AutoScalingGroup constraints to min: {min}, max: {max}, desired: {desired}"
    );
    capacity::change(call, name, desired, &cause, None);
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    auto_scaling_group_name: Option<String>,
    #[serde(default)]
    scheduled_action_names: Vec<String>,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let wanted = |action: &&ScheduledAction| {
        let named = input.scheduled_action_names.is_empty()
            || input.scheduled_action_names.contains(&action.name)
            || input.scheduled_action_names.contains(&action.arn);
        let after = input.start_time.is_none_or(|start| action.start.is_some_and(|at| at >= start));
        let before = input.end_time.is_none_or(|end| action.start.is_some_and(|at| at <= end));
        named && after && before
    };
    let mut found = Vec::new();
    for group in names::groups_asked(call.region(), input.auto_scaling_group_name.as_deref())? {
        found.extend(group.scheduled_actions.values().filter(wanted).map(|action| shown(action, &group.name)));
    }
    let (actions, next) = names::paged(found, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "ScheduledUpdateGroupActions": actions, "NextToken": next })))
}

fn shown(action: &ScheduledAction, group: &str) -> Value {
    json!({
        "AutoScalingGroupName": group,
        "ScheduledActionName": action.name,
        "ScheduledActionARN": action.arn,
        "Time": action.start,
        "StartTime": action.start,
        "EndTime": action.end,
        "Recurrence": action.recurrence,
        "TimeZone": action.time_zone,
        "MinSize": action.min,
        "MaxSize": action.max,
        "DesiredCapacity": action.desired,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteInput {
    auto_scaling_group_name: String,
    scheduled_action_name: String,
}

fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DeleteInput = read(input)?;
    let group = names::group_of_policy(call.region(), &input.auto_scaling_group_name)?;
    let name = group.name.clone();
    let actions = &mut names::changed(call.region(), &name)?.scheduled_actions;
    if actions.remove(&input.scheduled_action_name).is_none() {
        let message = format!("Scheduled action name not found - {}", input.scheduled_action_name);
        return Err(Fault::validation(message));
    }
    Ok(json!({}))
}
