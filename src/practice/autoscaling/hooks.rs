//! Lifecycle hooks: an instance waits for whoever completes the action, or for the heartbeat to run out.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{HookWait, Lifecycle, LifecycleHook};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::{launches, names, terminations};

pub(super) const OPERATIONS: Table = &[
    ("CompleteLifecycleAction", complete),
    ("DeleteLifecycleHook", delete),
    ("DescribeLifecycleHookTypes", types),
    ("DescribeLifecycleHooks", describe),
    ("PutLifecycleHook", put),
    ("RecordLifecycleActionHeartbeat", heartbeat),
];

const LAUNCHING: &str = "autoscaling:EC2_INSTANCE_LAUNCHING";
const TERMINATING: &str = "autoscaling:EC2_INSTANCE_TERMINATING";
/// However often a heartbeat comes: 48 hours, or a hundred heartbeats if that is less.
const LONGEST_SECONDS: u32 = 172_800;

/// Holds an instance by the group's first hook for its transition; whether there is one.
pub(crate) fn hold(call: &mut Call<'_>, name: &str, id: &str, launching: bool) -> bool {
    let token = call.account.ids.uuid();
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return false };
    let Some(hook) = group.lifecycle_hooks.values().find(|hook| hook.launching == launching).cloned() else {
        return false;
    };
    let Some(member) = group.members.get_mut(id) else { return false };
    member.lifecycle = if launching { Lifecycle::PendingWait } else { Lifecycle::TerminatingWait };
    let after = |seconds: u32| now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(now);
    member.waits = Some(HookWait {
        hook: hook.name,
        token,
        until: after(hook.heartbeat_seconds),
        latest: after(longest(hook.heartbeat_seconds)),
    });
    if let Some(activity) = member.activity.clone() {
        super::activity::held(call, name, &activity);
    }
    true
}

fn longest(heartbeat: u32) -> u32 {
    heartbeat.saturating_mul(100).min(LONGEST_SECONDS)
}

/// The hook lets an instance go: on into service or out of the group, or, abandoned at launch, to its end.
pub(crate) fn release(call: &mut Call<'_>, name: &str, id: &str, proceeds: bool) {
    let Some(member) = launches::member(call, name, id) else { return };
    member.waits = None;
    let (lifecycle, activity) = (member.lifecycle, member.activity.clone());
    if let Some(activity) = activity {
        super::activity::released(call, name, &activity);
    }
    match (lifecycle, proceeds) {
        (Lifecycle::PendingWait, true) => launches::serve(call, name, id),
        (Lifecycle::PendingWait, false) => {
            if let Some(activity) = launches::member(call, name, id).and_then(|member| member.activity.take()) {
                let why = "Instance failed to complete user's Lifecycle Action: Lifecycle Action was abandoned: Lifecycle \
                           Action Completed with ABANDON Result";
                super::activity::fail(call, name, &activity, why);
            }
            launches::put_off(call, name);
            terminations::scrap(call, name, id);
        }
        (Lifecycle::TerminatingWait, _) => terminations::proceed(call, name, id),
        _ => {}
    }
}

/// The heartbeat has run out: the hook's default decides.
pub(crate) fn expire(call: &mut Call<'_>, name: &str, id: &str) {
    let Some(group) = call.region().auto_scaling_groups.get(name) else { return };
    let hook = group.members.get(id).and_then(|member| member.waits.as_ref()).map(|waits| waits.hook.clone());
    let proceeds = hook.and_then(|hook| group.lifecycle_hooks.get(&hook)).is_some_and(|hook| hook.proceeds);
    release(call, name, id, proceeds);
}

/// `LifecycleHookSpecification`, and the input of `PutLifecycleHook`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Given {
    lifecycle_hook_name: String,
    #[serde(default)]
    auto_scaling_group_name: String,
    lifecycle_transition: Option<String>,
    heartbeat_timeout: Option<i64>,
    default_result: Option<String>,
    #[serde(rename = "NotificationTargetARN")]
    notification_target_arn: Option<String>,
    #[serde(rename = "RoleARN")]
    role_arn: Option<String>,
    notification_metadata: Option<String>,
}

/// A hook as given, over the one of its name.
pub(super) fn checked(given: &Given, before: Option<&LifecycleHook>) -> Result<LifecycleHook, Fault> {
    let launching = match (given.lifecycle_transition.as_deref(), before) {
        (Some(LAUNCHING), _) => true,
        (Some(TERMINATING), _) => false,
        (None, Some(before)) => before.launching,
        (None, None) => return Err(Fault::validation("Lifecycle Transition is required")),
        (Some(other), _) => {
            return Err(Fault::validation(format!("Invalid Lifecycle Transition: {other}")));
        }
    };
    let heartbeat_seconds = match given.heartbeat_timeout {
        None => before.map_or(3600, |before| before.heartbeat_seconds),
        Some(seconds) => match u32::try_from(seconds) {
            Ok(seconds) if (30..=7200).contains(&seconds) => seconds,
            _ => return Err(Fault::validation("Heartbeat Timeout must be between 30 and 7200 seconds")),
        },
    };
    let proceeds = match given.default_result.as_deref() {
        None => before.is_some_and(|before| before.proceeds),
        Some("CONTINUE") => true,
        Some("ABANDON") => false,
        Some(other) => return Err(Fault::validation(format!("Invalid Default Result: {other}"))),
    };
    let mut shown = before.map(|before| before.shown.clone()).unwrap_or_default();
    let texts = [
        ("NotificationTargetARN", &given.notification_target_arn),
        ("RoleARN", &given.role_arn),
        ("NotificationMetadata", &given.notification_metadata),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            shown.insert(name.to_owned(), json!(text));
        }
    }
    Ok(LifecycleHook { name: given.lifecycle_hook_name.clone(), launching, heartbeat_seconds, proceeds, shown })
}

/// The hooks of `LifecycleHookSpecificationList`.
pub(super) fn all_checked(given: &[Given]) -> Result<BTreeMap<String, LifecycleHook>, Fault> {
    given.iter().map(|one| checked(one, None).map(|hook| (hook.name.clone(), hook))).collect()
}

fn put(call: &mut Call<'_>, input: Value) -> Outcome {
    let given: Given = read(input)?;
    let group = names::group(call.region(), &given.auto_scaling_group_name)?;
    let hook = checked(&given, group.lifecycle_hooks.get(&given.lifecycle_hook_name))?;
    let group = names::changed(call.region(), &given.auto_scaling_group_name)?;
    group.lifecycle_hooks.insert(hook.name.clone(), hook);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    auto_scaling_group_name: String,
    #[serde(default)]
    lifecycle_hook_name: String,
    #[serde(default)]
    lifecycle_hook_names: Vec<String>,
}

fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = read(input)?;
    names::group(call.region(), &input.auto_scaling_group_name)?;
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    if group.lifecycle_hooks.remove(&input.lifecycle_hook_name).is_none() {
        return Err(no_hook(&input.lifecycle_hook_name));
    }
    let held = |hook: &HookWait| hook.hook == input.lifecycle_hook_name;
    let held: Vec<(String, Lifecycle)> = group
        .members
        .values()
        .filter(|member| member.waits.as_ref().is_some_and(held))
        .map(|member| (member.instance_id.clone(), member.lifecycle))
        .collect();
    for (id, lifecycle) in held {
        // Instances that it still holds are let go: abandoned at launch, on at termination.
        release(call, &input.auto_scaling_group_name, &id, lifecycle == Lifecycle::TerminatingWait);
    }
    Ok(json!({}))
}

fn no_hook(name: &str) -> Fault {
    Fault::validation(format!("No Lifecycle Hook found with name {name}"))
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = read(input)?;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    let wanted = |hook: &&LifecycleHook| {
        input.lifecycle_hook_names.is_empty() || input.lifecycle_hook_names.contains(&hook.name)
    };
    let hooks: Vec<Value> =
        group.lifecycle_hooks.values().filter(wanted).map(|hook| shown(hook, &group.name)).collect();
    Ok(json!({ "LifecycleHooks": hooks }))
}

fn shown(hook: &LifecycleHook, group: &str) -> Value {
    let mut shown: Map<String, Value> = hook.shown.clone();
    let told = json!({
        "LifecycleHookName": hook.name,
        "AutoScalingGroupName": group,
        "LifecycleTransition": if hook.launching { LAUNCHING } else { TERMINATING },
        "HeartbeatTimeout": hook.heartbeat_seconds,
        "GlobalTimeout": longest(hook.heartbeat_seconds),
        "DefaultResult": if hook.proceeds { "CONTINUE" } else { "ABANDON" },
    });
    if let Value::Object(told) = told {
        shown.extend(told);
    }
    Value::Object(shown)
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn types(_: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "LifecycleHookTypes": [LAUNCHING, TERMINATING] }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionInput {
    lifecycle_hook_name: String,
    auto_scaling_group_name: String,
    lifecycle_action_token: Option<String>,
    lifecycle_action_result: Option<String>,
    instance_id: Option<String>,
}

/// The instance whose lifecycle action a request names.
fn acted(call: &mut Call<'_>, input: &ActionInput) -> Result<String, Fault> {
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    if !group.lifecycle_hooks.contains_key(&input.lifecycle_hook_name) {
        return Err(no_hook(&input.lifecycle_hook_name));
    }
    let found = group.members.values().find(|member| {
        let Some(waits) = &member.waits else { return false };
        waits.hook == input.lifecycle_hook_name
            && input.instance_id.as_ref().is_none_or(|id| *id == member.instance_id)
            && input.lifecycle_action_token.as_ref().is_none_or(|token| *token == waits.token)
            && (input.instance_id.is_some() || input.lifecycle_action_token.is_some())
    });
    found.map(|member| member.instance_id.clone()).ok_or_else(|| {
        let message = match (&input.instance_id, &input.lifecycle_action_token) {
            (Some(id), _) => format!("No active Lifecycle Action found with instance ID {id}"),
            (None, Some(token)) => format!("No active Lifecycle Action found with token {token}"),
            (None, None) => "Either InstanceId or LifecycleActionToken must be given".to_owned(),
        };
        Fault::validation(message)
    })
}

fn complete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ActionInput = read(input)?;
    let proceeds = match input.lifecycle_action_result.as_deref() {
        Some("CONTINUE") => true,
        Some("ABANDON") => false,
        _ => return Err(Fault::validation("Lifecycle Action Result must be CONTINUE or ABANDON")),
    };
    let id = acted(call, &input)?;
    let name = names::plain(&input.auto_scaling_group_name).to_owned();
    release(call, &name, &id, proceeds);
    Ok(json!({}))
}

fn heartbeat(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ActionInput = read(input)?;
    let id = acted(call, &input)?;
    let now = call.now;
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    let seconds = group.lifecycle_hooks.get(&input.lifecycle_hook_name).map_or(3600, |hook| hook.heartbeat_seconds);
    let until = now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(now);
    if let Some(waits) = group.members.get_mut(&id).and_then(|member| member.waits.as_mut()) {
        waits.until = until.min(waits.latest);
    }
    Ok(json!({}))
}
