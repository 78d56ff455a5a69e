//! Instances of a group by request: ended, declared unhealthy, protected, attached, detached, set aside.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{AutoScalingGroup, InstanceState, Lifecycle, Member, Region, TemplateChoice};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::activity::{self, New};
use super::{capacity, launches, names, terminations};

pub(super) const OPERATIONS: Table = &[
    ("AttachInstances", attach),
    ("DetachInstances", detach),
    ("EnterStandby", enter_standby),
    ("ExitStandby", exit_standby),
    ("SetInstanceHealth", set_health),
    ("SetInstanceProtection", set_protection),
    ("TerminateInstanceInAutoScalingGroup", terminate),
];

/// The name of the group that an instance belongs to.
fn owner(region: &Region, id: &str) -> Result<String, Fault> {
    let of = region.auto_scaling_groups.values().find(|group| group.members.contains_key(id));
    of.map(|group| group.name.clone()).ok_or_else(|| {
        Fault::validation(format!("Instance Id not found - No managed instance found for instance ID: {id}"))
    })
}

/// Refuses ids that are not the group's.
fn all_of(group: &AutoScalingGroup, ids: &[String]) -> Result<(), Fault> {
    match ids.iter().find(|id| !group.members.contains_key(*id)) {
        Some(id) => {
            Err(Fault::validation(format!("The instance {id} is not part of Auto Scaling group {}.", group.name)))
        }
        None => Ok(()),
    }
}

/// Refuses to bring the desired capacity below the minimum.
fn above_min(group: &AutoScalingGroup, fewer: usize) -> Result<u32, Fault> {
    let fewer = u32::try_from(fewer).unwrap_or(u32::MAX);
    let to = group.desired.saturating_sub(fewer);
    if to < group.min {
        let message = format!(
            "Currently, desiredSize equals minSize ({}). Terminating instance without replacement will violate group's min \
             size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.",
            group.min
        );
        return Err(Fault::validation(message));
    }
    Ok(to)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TerminateInput {
    instance_id: Option<String>,
    should_decrement_desired_capacity: bool,
}

fn terminate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TerminateInput = read(input)?;
    let Some(id) = input.instance_id else {
        return Err(Fault::not_here("TerminateInstanceInAutoScalingGroup with InstanceIds"));
    };
    let name = owner(call.region(), &id)?;
    let group = names::group(call.region(), &name)?;
    let lifecycle = group.members.get(&id).map(|member| member.lifecycle);
    let leaving = [Lifecycle::Terminating, Lifecycle::TerminatingWait, Lifecycle::TerminatingProceed];
    if lifecycle.is_some_and(|lifecycle| leaving.contains(&lifecycle)) {
        let message = format!("Scaling activity for instance {id} is in progress and blocks this action");
        return Err(Fault::new("ScalingActivityInProgress", message));
    }
    let before = capacity::actual(group);
    let at = names::moment(call.now);
    let mut cause = format!("At {at} instance {id} was taken out of service in response to a user request");
    if input.should_decrement_desired_capacity {
        let group = names::group(call.region(), &name)?;
        let to = above_min(group, 1)?;
        names::changed(call.region(), &name)?.desired = to;
        cause.push_str(&format!(", shrinking the capacity from {before} to {}", before.saturating_sub(1)));
    }
    cause.push('.');
    let activity = terminations::begin(call, &name, &id, cause);
    told(call, &name, &[activity]).map(|mut all| json!({ "Activity": all.pop().unwrap_or_default() }))
}

/// Activities of a group as answers carry them.
fn told(call: &mut Call<'_>, name: &str, ids: &[String]) -> Result<Vec<Value>, Fault> {
    let group = names::changed(call.region(), name)?;
    let of = |id: &String| group.activities.iter().find(|activity| activity.id == *id);
    Ok(ids.iter().filter_map(of).map(|one| activity::shown(one, &group.name, &group.arn, false)).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthInput {
    instance_id: String,
    health_status: String,
    should_respect_grace_period: Option<bool>,
}

fn set_health(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: HealthInput = read(input)?;
    let healthy = match input.health_status.to_ascii_lowercase().as_str() {
        "healthy" => true,
        "unhealthy" => false,
        _ => {
            let message = format!(
                "{} is not a valid health status. Valid values are Healthy and Unhealthy.",
                input.health_status
            );
            return Err(Fault::validation(message));
        }
    };
    let now = call.now;
    let name = owner(call.region(), &input.instance_id)?;
    let group = names::changed(call.region(), &name)?;
    let grace = i64::from(group.health_check_grace_seconds);
    let Some(member) = group.members.get_mut(&input.instance_id) else { return Ok(json!({})) };
    let young = member.in_service_since.is_none_or(|since| now.duration_since(since).as_secs() < grace);
    // Within the grace period the answer is the same, and nothing changes.
    if healthy || !young || input.should_respect_grace_period == Some(false) {
        member.healthy = healthy;
        member.unwell = None;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default, deserialize_with = "each_once")]
    instance_ids: Vec<String>,
    #[serde(default)]
    should_decrement_desired_capacity: bool,
    #[serde(default)]
    protected_from_scale_in: bool,
}

/// An instance that is named twice is one instance.
fn each_once<'de, D: serde::Deserializer<'de>>(given: D) -> Result<Vec<String>, D::Error> {
    let mut ids: Vec<String> = Vec::new();
    for id in Vec::<String>::deserialize(given)? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn set_protection(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    all_of(group, &input.instance_ids)?;
    let fits = |id: &&String| {
        group.members.get(*id).is_some_and(|member| {
            matches!(member.lifecycle, Lifecycle::InService | Lifecycle::EnteringStandby | Lifecycle::Standby)
        })
    };
    if let Some(id) = input.instance_ids.iter().find(|id| !fits(id)) {
        let message = format!("The instance {id} is not in InService or EnteringStandby or Standby.");
        return Err(Fault::validation(message));
    }
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    for id in &input.instance_ids {
        if let Some(member) = group.members.get_mut(id) {
            member.protected = input.protected_from_scale_in;
        }
    }
    capacity::again(group);
    Ok(json!({}))
}

fn attach(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let region = call.region();
    let group = names::group(region, &input.auto_scaling_group_name)?;
    for id in &input.instance_ids {
        fits(region, group, id)?;
    }
    let more = u32::try_from(input.instance_ids.len()).unwrap_or(u32::MAX);
    let to = group.desired.saturating_add(more);
    if to > group.max {
        let message = format!(
            "AutoScalingGroup {} has max-size={}, and desired-size={}. Adding {more} instances would exceed max-size.",
            group.name, group.max, group.desired
        );
        return Err(Fault::validation(message));
    }
    let name = group.name.clone();
    for id in &input.instance_ids {
        adopt(call, &name, id)?;
    }
    Ok(json!({}))
}

/// Whether an instance can become the group's.
fn fits(region: &Region, group: &AutoScalingGroup, id: &str) -> Result<(), Fault> {
    let instance =
        region.instances.get(id).ok_or_else(|| Fault::validation(format!("Invalid Instance ID(s): [{id}]")))?;
    if let Ok(other) = owner(region, id) {
        return Err(Fault::validation(format!("Instance {id} is already part of AutoScalingGroup:{other}.")));
    }
    if instance.state != InstanceState::Running {
        let (_, state) = instance.state.code_and_name();
        let message = format!("Instance {id} is not in correct state: it is {state}, and has to be running.");
        return Err(Fault::validation(message));
    }
    if !group.zones.contains(&instance.zone) {
        let message =
            format!("Instance {id} is in {}, which is not a zone of AutoScalingGroup {}.", instance.zone, group.name);
        return Err(Fault::validation(message));
    }
    Ok(())
}

fn adopt(call: &mut Call<'_>, name: &str, id: &str) -> Result<(), Fault> {
    let at = names::moment(call.now);
    let now = call.now;
    let group = names::changed(call.region(), name)?;
    let from = capacity::actual(group);
    group.desired = group.desired.saturating_add(1);
    let protected = group.new_instances_protected;
    let (subnet, zone) = terminations::whereabouts(call.region(), id);
    let new = New {
        description: format!("Attaching an existing EC2 instance: {id}"),
        cause: format!(
            "At {at} an instance was attached in response to a user request, increasing the capacity from {from} to {}.",
            from + 1
        ),
        subnet,
        zone,
    };
    let activity = activity::begin(call, name, new);
    let region = call.region();
    let Some(instance) = region.instances.get_mut(id) else { return Ok(()) };
    instance.auto_scaling_group = Some(name.to_owned());
    instance.tags.insert("aws:autoscaling:groupName".to_owned(), name.to_owned());
    let launch_template = instance.launch_template.clone().and_then(|(template, number)| {
        let template = region.launch_templates.get(&template)?;
        Some(TemplateChoice { id: template.id.clone(), name: template.name.clone(), version: Some(number.to_string()) })
    });
    let Some(instance) = region.instances.get(id) else { return Ok(()) };
    let member = Member {
        instance_id: id.to_owned(),
        instance_type: instance.instance_type.clone(),
        zone: instance.zone.clone(),
        lifecycle: Lifecycle::Pending,
        healthy: true,
        protected,
        launch_template,
        launched: now,
        in_service_since: None,
        activity: Some(activity),
        warm_from: None,
        warmup_seconds: None,
        unwell: None,
        waits: None,
    };
    names::changed(region, name)?.members.insert(id.to_owned(), member);
    launches::serve(call, name, id);
    Ok(())
}

fn detach(call: &mut Call<'_>, input: Value) -> Outcome {
    aside(call, input, Lifecycle::Detaching)
}

fn enter_standby(call: &mut Call<'_>, input: Value) -> Outcome {
    aside(call, input, Lifecycle::EnteringStandby)
}

/// Detaches instances, or sets them aside: both leave the load balancers first.
fn aside(call: &mut Call<'_>, input: Value, to: Lifecycle) -> Outcome {
    let input: Input = read(input)?;
    let name = names::plain(&input.auto_scaling_group_name).to_owned();
    let group = names::group(call.region(), &name)?;
    all_of(group, &input.instance_ids)?;
    let state = |id: &String| group.members.get(id).map(|member| member.lifecycle);
    let may = |lifecycle: Option<Lifecycle>| {
        lifecycle == Some(Lifecycle::InService) || (to == Lifecycle::Detaching && lifecycle == Some(Lifecycle::Standby))
    };
    if let Some(id) = input.instance_ids.iter().find(|id| !may(state(id))) {
        let found = state(id).map_or("gone", Lifecycle::name);
        let message = format!("The instance {id} is not in InService: it is {found}.");
        return Err(Fault::validation(message));
    }
    if input.should_decrement_desired_capacity {
        let serving = input.instance_ids.iter().filter(|id| state(id) == Some(Lifecycle::InService)).count();
        let to = above_min(group, serving)?;
        names::changed(call.region(), &name)?.desired = to;
    }
    let mut made = Vec::new();
    for id in &input.instance_ids {
        made.push(set_aside(call, &name, id, to, input.should_decrement_desired_capacity)?);
    }
    told(call, &name, &made).map(|activities| {
        // As AWS answers: the activities as they began, whatever has become of them.
        json!({ "Activities": activities })
    })
}

fn set_aside(call: &mut Call<'_>, name: &str, id: &str, to: Lifecycle, fewer: bool) -> Result<String, Fault> {
    let at = names::moment(call.now);
    let from = capacity::actual(names::changed(call.region(), name)?);
    let (description, what) = if to == Lifecycle::Detaching {
        (format!("Detaching EC2 instance: {id}"), "detached")
    } else {
        (format!("Moving EC2 instance to Standby: {id}"), "moved to standby")
    };
    let mut cause = format!("At {at} instance {id} was {what} in response to a user request");
    if fewer {
        cause.push_str(&format!(", shrinking the capacity from {from} to {}", from.saturating_sub(1)));
    }
    cause.push('.');
    let (subnet, zone) = terminations::whereabouts(call.region(), id);
    let activity = activity::begin(call, name, New { description, cause, subnet, zone });
    if let Some(one) = activity::find(call.region(), name, &activity) {
        one.progress = 50;
    }
    if let Some(member) = launches::member(call, name, id) {
        let before = member.activity.replace(activity.clone());
        member.lifecycle = to;
        if let Some(before) = before {
            activity::succeed(call, name, &before);
        }
    }
    terminations::deregister(call, name, id);
    Ok(activity)
}

fn exit_standby(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let name = names::plain(&input.auto_scaling_group_name).to_owned();
    let group = names::group(call.region(), &name)?;
    all_of(group, &input.instance_ids)?;
    let waits = |id: &&String| group.members.get(*id).is_some_and(|member| member.lifecycle == Lifecycle::Standby);
    if let Some(id) = input.instance_ids.iter().find(|id| !waits(id)) {
        return Err(Fault::validation(format!("The instance {id} is not in Standby.")));
    }
    let more = u32::try_from(input.instance_ids.len()).unwrap_or(u32::MAX);
    if group.desired.saturating_add(more) > group.max {
        let message = format!(
            "AutoScalingGroup {name} has max-size={}, and desired-size={}. Moving {more} instances out of standby would \
             exceed max-size.",
            group.max, group.desired
        );
        return Err(Fault::validation(message));
    }
    let at = names::moment(call.now);
    let mut made = Vec::new();
    for id in &input.instance_ids {
        let group = names::changed(call.region(), &name)?;
        let from = capacity::actual(group);
        group.desired = group.desired.saturating_add(1);
        let (subnet, zone) = terminations::whereabouts(call.region(), id);
        let new = New {
            description: format!("Moving EC2 instance out of Standby: {id}"),
            cause: format!(
                "At {at} instance {id} was moved out of standby in response to a user request, increasing the capacity \
                 from {from} to {}.",
                from + 1
            ),
            subnet,
            zone,
        };
        let activity = activity::begin(call, &name, new);
        if let Some(one) = activity::find(call.region(), &name, &activity) {
            "PreInService".clone_into(&mut one.status);
            one.progress = 30;
        }
        if let Some(member) = launches::member(call, &name, id) {
            member.lifecycle = Lifecycle::Pending;
            member.activity = Some(activity.clone());
        }
        made.push(activity);
    }
    told(call, &name, &made).map(|activities| json!({ "Activities": activities }))
}
