//! `UpdateAutoScalingGroup` and `SetDesiredCapacity`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::place::{self, Place};
use super::settings::Settings;
use super::template::{self, Source};
use super::{capacity, cooldown, names};

pub(super) const OPERATIONS: Table =
    &[("SetDesiredCapacity", set_desired_capacity), ("UpdateAutoScalingGroup", update)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    min_size: Option<i64>,
    max_size: Option<i64>,
    desired_capacity: Option<i64>,
    #[serde(flatten)]
    place: place::Asked,
    #[serde(flatten)]
    source: Source,
    #[serde(flatten)]
    settings: Settings,
}

fn update(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let name = names::plain(&input.auto_scaling_group_name).to_owned();
    let region = call.region();
    let group = names::group(region, &name)?;
    let (min, max, desired) = sizes(&input, group.min, group.max, group.desired);
    capacity::sizes(min, max, desired)?;
    input.settings.check()?;
    let choice = if input.source.given() { Some(input.source.choice(region)?) } else { None };
    let moves = input.place.is_given();
    let old = Place { zones: group.zones.clone(), subnets: group.subnets.clone() };
    let place = if moves { input.place.place(region)? } else { old };
    if let Some(choice) = choice.clone().or_else(|| group.launch_template.clone().filter(|_| moves)) {
        let own = group.mixed_instances_policy.clone().filter(|_| !input.source.given());
        let mixed = input.source.mixed_instances_policy.clone().or(own);
        template::tried(call, &choice, mixed.as_ref(), &place)?;
    }
    let group = names::changed(call.region(), &name)?;
    if let Some(choice) = choice {
        group.launch_template = Some(choice);
        group.mixed_instances_policy.clone_from(&input.source.mixed_instances_policy);
    }
    (group.zones, group.subnets) = (place.zones, place.subnets);
    let size = |size: i64| u32::try_from(size).unwrap_or_default();
    (group.min, group.max) = (size(min), size(max));
    input.settings.apply(group);
    capacity::again(group);
    let cause =
        format!("a user request update of AutoScalingGroup constraints to min: {min}, max: {max}, desired: {desired}");
    capacity::change(call, &name, size(desired), &cause, None);
    Ok(json!({}))
}

/// The sizes after an update. A desired capacity that the request does not give is brought between the bounds.
fn sizes(input: &Input, min: u32, max: u32, desired: u32) -> (i64, i64, i64) {
    let min = input.min_size.unwrap_or_else(|| i64::from(min));
    let max = input.max_size.unwrap_or_else(|| i64::from(max));
    let desired = input.desired_capacity.unwrap_or_else(|| i64::from(desired).min(max).max(min));
    (min, max, desired)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetInput {
    auto_scaling_group_name: String,
    desired_capacity: i64,
    #[serde(default)]
    honor_cooldown: bool,
}

fn set_desired_capacity(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: SetInput = read(input)?;
    let now = call.now;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    let to = input.desired_capacity;
    if to > i64::from(group.max) {
        let message =
            format!("New SetDesiredCapacity value {to} is above max value {} for the AutoScalingGroup.", group.max);
        return Err(Fault::validation(message));
    }
    if to < i64::from(group.min) {
        let message =
            format!("New SetDesiredCapacity value {to} is below min value {} for the AutoScalingGroup.", group.min);
        return Err(Fault::validation(message));
    }
    if input.honor_cooldown && cooldown::waits(group, now) {
        let latest = group.activities.front().map(|activity| activity.id.clone()).unwrap_or_default();
        let message = format!("Scaling activity {latest} is in progress and blocks this action");
        return Err(Fault::new("ScalingActivityInProgress", message));
    }
    let name = group.name.clone();
    let seconds = group.default_cooldown_seconds;
    let to = u32::try_from(to).unwrap_or_default();
    let changes = to != group.desired;
    capacity::change(call, &name, to, "a user request explicitly set group desired capacity", None);
    if changes && input.honor_cooldown {
        names::changed(call.region(), &name)?.cooldown_to_come = Some(seconds);
    }
    Ok(json!({}))
}
