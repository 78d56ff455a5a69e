//! Processes of a group, suspended and resumed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::{capacity, names};

pub(super) const OPERATIONS: Table =
    &[("DescribeScalingProcessTypes", types), ("ResumeProcesses", resume), ("SuspendProcesses", suspend)];

const PROCESSES: [&str; 9] = [
    "AZRebalance",
    "AddToLoadBalancer",
    "AlarmNotification",
    "HealthCheck",
    "InstanceRefresh",
    "Launch",
    "ReplaceUnhealthy",
    "ScheduledActions",
    "Terminate",
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default)]
    scaling_processes: Vec<String>,
}

/// The processes that a request names; all of them when it names none.
fn named(call: &mut Call<'_>, input: &Input) -> Result<Vec<String>, Fault> {
    names::group(call.region(), &input.auto_scaling_group_name)?;
    if let Some(unknown) = input.scaling_processes.iter().find(|name| !PROCESSES.contains(&name.as_str())) {
        return Err(Fault::validation(format!("Invalid scaling process: {unknown}")));
    }
    let all = || PROCESSES.iter().map(|name| (*name).to_owned()).collect();
    Ok(if input.scaling_processes.is_empty() { all() } else { input.scaling_processes.clone() })
}

fn suspend(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let processes = named(call, &input)?;
    let why = format!("User suspended at {}", names::moment(call.now));
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    for process in processes {
        group.suspended.entry(process).or_insert_with(|| why.clone());
    }
    Ok(json!({}))
}

fn resume(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let processes = named(call, &input)?;
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    group.suspended.retain(|process, _| !processes.contains(process));
    capacity::again(group);
    Ok(json!({}))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn types(_: &mut Call<'_>, _: Value) -> Outcome {
    let processes: Vec<Value> = PROCESSES.iter().map(|name| json!({ "ProcessName": name })).collect();
    Ok(json!({ "Processes": processes }))
}
