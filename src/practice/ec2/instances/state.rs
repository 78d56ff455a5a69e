//! `StartInstances`, `StopInstances`, `RebootInstances`, `TerminateInstances`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::account::{Boot, Instance, InstanceState};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::{address, interface};
use super::{check_ids, shown};

pub(in super::super) const OPERATIONS: Table = &[
    ("StartInstances", start_instances),
    ("StopInstances", stop_instances),
    ("RebootInstances", reboot_instances),
    ("TerminateInstances", terminate_instances),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    instance_ids: Vec<String>,
}

fn named(call: &mut Call<'_>, input: Value) -> Result<Vec<String>, Fault> {
    let input: Named = call::read(input)?;
    if input.instance_ids.is_empty() {
        return Err(Fault::missing("InstanceId"));
    }
    check_ids(call.region(), &input.instance_ids)?;
    let mut ids = Vec::new();
    for id in input.instance_ids {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// `{InstanceId, PreviousState, CurrentState}` of each, once `change` has been done to all.
fn changed(
    call: &mut Call<'_>,
    ids: &[String],
    member: &str,
    change: impl Fn(&mut Call<'_>, &str) -> Result<(), Fault>,
) -> Outcome {
    let mut changes = Vec::new();
    for id in ids {
        let before = state_of(call, id);
        change(call, id)?;
        let after = state_of(call, id);
        changes.push(
            json!({ "InstanceId": id, "PreviousState": shown::state(before), "CurrentState": shown::state(after) }),
        );
    }
    Ok(json!({ member: changes }))
}

fn state_of(call: &mut Call<'_>, id: &str) -> InstanceState {
    call.region().instances.get(id).map_or(InstanceState::Terminated, |one| one.state)
}

/// Refuses the whole request when one of the instances is in a state that does not allow it.
fn refuse(call: &mut Call<'_>, ids: &[String], why: impl Fn(&Instance) -> Option<Fault>) -> Result<(), Fault> {
    let region = call.region();
    ids.iter().filter_map(|id| region.instances.get(id)).find_map(why).map_or(Ok(()), Err)
}

/// A refusal as [`refuse`] asks for it.
fn incorrect(message: String) -> Option<Fault> {
    Some(Fault::new("IncorrectInstanceState", message))
}

fn start_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let ids = named(call, input)?;
    refuse(call, &ids, |one| match one.state {
        InstanceState::Stopped | InstanceState::Running | InstanceState::Pending => None,
        _ => incorrect(format!("The instance '{}' is not in a state from which it can be started.", one.id)),
    })?;
    changed(call, &ids, "StartingInstances", |call, id| {
        if state_of(call, id) != InstanceState::Stopped {
            return Ok(());
        }
        let (now, until) = (call.now, call.after(call.timings.instance_pending));
        let wants = call.region().instances.get(id).is_some_and(|one| one.public_address);
        let first = call.region().instances.get(id).and_then(|one| one.interfaces.first().cloned());
        if let Some(first) = first.filter(|_| wants) {
            let none = call.region().network_interfaces.get(&first).is_some_and(|one| one.public_ip.is_none());
            let public = if none { Some(address::public(call)?) } else { None };
            if let (Some(one), Some(public)) = (call.region().network_interfaces.get_mut(&first), public) {
                one.public_ip = Some(public);
            }
        }
        if let Some(one) = call.region().instances.get_mut(id) {
            one.state = InstanceState::Pending;
            one.until = Some(until);
            one.launched = now;
            one.transition_reason.clear();
        }
        Ok(())
    })
}

fn stop_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let ids = named(call, input)?;
    refuse(call, &ids, |one| match one.state {
        InstanceState::Running | InstanceState::Stopping | InstanceState::Stopped => None,
        InstanceState::Pending => {
            incorrect(format!("Instance '{}' cannot be stopped as it has never reached the 'running' state.", one.id))
        }
        _ => incorrect(format!("The instance '{}' is not in a state from which it can be stopped.", one.id)),
    })?;
    changed(call, &ids, "StoppingInstances", |call, id| {
        stop(call, id);
        Ok(())
    })
}

/// Stops a running instance: its processes end, its public address goes back at once.
fn stop(call: &mut Call<'_>, id: &str) {
    if state_of(call, id) != InstanceState::Running {
        return;
    }
    let until = call.after(call.timings.instance_stopping);
    let reason = user_initiated(call);
    let region = call.region();
    let Some(one) = region.instances.get_mut(id) else { return };
    one.state = InstanceState::Stopping;
    one.until = Some(until);
    one.transition_reason = reason;
    halt(one);
    let interfaces = one.interfaces.clone();
    for id in interfaces.iter().filter(|id| !interface::has_elastic_ip(region, id)).collect::<Vec<_>>() {
        if let Some(interface) = region.network_interfaces.get_mut(id) {
            interface.public_ip = None;
        }
    }
}

/// The operating system goes down, and with it everything that ran.
fn halt(one: &mut Instance) {
    one.process = None;
    one.boot = None;
    one.console.push("Stopping services.".to_owned());
}

fn user_initiated(call: &Call<'_>) -> String {
    format!("User initiated ({})", call.now.strftime("%Y-%m-%d %H:%M:%S GMT"))
}

fn reboot_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let ids = named(call, input)?;
    refuse(call, &ids, |one| match one.state {
        InstanceState::Running => None,
        _ => incorrect(format!("The instance '{}' is not in a state from which it can be rebooted.", one.id)),
    })?;
    ids.iter().for_each(|id| reboot(call, id));
    Ok(json!({}))
}

/// Boots a running instance anew; it stays `running` all the while.
pub(crate) fn reboot(call: &mut Call<'_>, id: &str) {
    let services = Boot::Services(call.after(call.timings.boot));
    if let Some(one) = call.region().instances.get_mut(id).filter(|one| one.state == InstanceState::Running) {
        halt(one);
        one.boot = Some(services);
    }
}

fn terminate_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let ids = named(call, input)?;
    refuse(call, &ids, |one| {
        let over = matches!(one.state, InstanceState::ShuttingDown | InstanceState::Terminated);
        (one.termination_protection && !over).then(|| {
            let message = format!(
                "The instance '{}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.",
                one.id
            );
            Fault::new("OperationNotPermitted", message)
        })
    })?;
    changed(call, &ids, "TerminatingInstances", |call, id| {
        let reason = user_initiated(call);
        terminate(call, id, &reason);
        Ok(())
    })
}

/// Takes an instance down for good, whoever asks; protection against termination is the API's affair. `reason` is
/// its `StateTransitionReason`.
pub(crate) fn terminate(call: &mut Call<'_>, id: &str, reason: &str) {
    let until = call.after(call.timings.instance_shutting_down);
    let Some(one) = call.region().instances.get_mut(id) else { return };
    if matches!(one.state, InstanceState::ShuttingDown | InstanceState::Terminated) {
        return;
    }
    one.state = InstanceState::ShuttingDown;
    one.until = Some(until);
    reason.clone_into(&mut one.transition_reason);
    halt(one);
}
