//! Run Command: `AWS-RunShellScript` on instances that have a role, and what came of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{CommandRun, Instance, InstanceState};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::console;

pub(super) const OPERATIONS: Table = &[
    ("SendCommand", send),
    ("GetCommandInvocation", invocation),
    ("ListCommandInvocations", invocations),
    ("DescribeInstanceInformation", information),
];

/// Runs that are remembered.
const KEPT: usize = 100;

/// Whether the agent on an instance answers: it runs, and its role lets the agent report.
fn managed(one: &Instance) -> bool {
    one.state == InstanceState::Running && one.boot.is_none() && one.profile.is_some()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Send {
    #[serde(default)]
    instance_ids: Vec<String>,
    targets: Option<Value>,
    document_name: String,
    comment: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, Vec<String>>,
    timeout_seconds: Option<u32>,
}

fn send(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Send = read(input)?;
    if input.document_name != "AWS-RunShellScript" {
        return Err(Fault::new("InvalidDocument", format!("Document {} does not exist.", input.document_name)));
    }
    if input.targets.is_some() {
        return Err(Fault::not_here("SendCommand with Targets"));
    }
    let Some(lines) = input.parameters.get("commands").filter(|lines| !lines.is_empty()) else {
        return Err(Fault::new("InvalidParameters", "Parameter commands is required."));
    };
    let (now, account) = (call.now, call.account.id.clone());
    let region = call.region();
    let unmanaged = |id: &&String| region.instances.get(*id).is_none_or(|one| !managed(one));
    if input.instance_ids.is_empty() || input.instance_ids.iter().any(|id| unmanaged(&id)) {
        let ids = input.instance_ids.join(", ");
        let message = format!("Instances [[{ids}]] not in a valid state for account {account}");
        return Err(Fault::new("InvalidInstanceId", message));
    }
    let id = call.account.ids.uuid();
    let script = lines.join("\n");
    let region = call.region();
    for instance in &input.instance_ids {
        let said = console::run(region, instance, &script, now);
        region.commands.push_back(CommandRun {
            id: id.clone(),
            instance: instance.clone(),
            comment: input.comment.clone(),
            at: now,
            code: said.code,
            out: told(&said.out, 24_000),
            errors: told(&said.errors, 8_000),
        });
    }
    while region.commands.len() > KEPT {
        region.commands.pop_front();
    }
    let expires = call.after(input.timeout_seconds.unwrap_or(3600));
    Ok(answer(json!({ "Command": {
        "CommandId": id,
        "DocumentName": input.document_name,
        "DocumentVersion": "$DEFAULT",
        "Comment": input.comment.unwrap_or_default(),
        "ExpiresAfter": expires,
        "Parameters": input.parameters,
        "InstanceIds": input.instance_ids,
        "Targets": [],
        "RequestedDateTime": now,
        "Status": "Pending",
        "StatusDetails": "Pending",
        "MaxConcurrency": "50",
        "MaxErrors": "0",
        "TargetCount": input.instance_ids.len(),
        "CompletedCount": 0,
        "ErrorCount": 0,
        "DeliveryTimedOutCount": 0,
        "TimeoutSeconds": input.timeout_seconds.unwrap_or(3600),
    } })))
}

fn told(lines: &[String], most: usize) -> String {
    lines.iter().flat_map(|line| line.chars().chain(['\n'])).take(most).collect()
}

fn status(run: &CommandRun) -> &'static str {
    if run.code == 0 { "Success" } else { "Failed" }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Which {
    command_id: Option<String>,
    instance_id: Option<String>,
    #[serde(default)]
    details: bool,
}

fn invocation(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Which = read(input)?;
    let runs = &call.region().commands;
    let meant = |run: &&CommandRun| {
        Some(&run.id) == input.command_id.as_ref() && Some(&run.instance) == input.instance_id.as_ref()
    };
    let run = runs.iter().find(meant).ok_or_else(|| Fault::new("InvocationDoesNotExist", ""))?;
    Ok(json!({
        "CommandId": run.id,
        "InstanceId": run.instance,
        "Comment": run.comment.clone().unwrap_or_default(),
        "DocumentName": "AWS-RunShellScript",
        "DocumentVersion": "$DEFAULT",
        "PluginName": "aws:runShellScript",
        "ResponseCode": run.code,
        "ExecutionStartDateTime": run.at.to_string(),
        "ExecutionElapsedTime": "PT0.05S",
        "ExecutionEndDateTime": run.at.to_string(),
        "Status": status(run),
        "StatusDetails": status(run),
        "StandardOutputContent": run.out,
        "StandardOutputUrl": "",
        "StandardErrorContent": run.errors,
        "StandardErrorUrl": "",
    }))
}

fn invocations(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Which = read(input)?;
    let meant = |run: &&CommandRun| {
        input.command_id.as_ref().is_none_or(|id| *id == run.id)
            && input.instance_id.as_ref().is_none_or(|id| *id == run.instance)
    };
    let shown = |run: &CommandRun| {
        let plugin = json!([{
            "Name": "aws:runShellScript", "Status": status(run), "StatusDetails": status(run),
            "ResponseCode": run.code, "Output": run.out,
        }]);
        answer(json!({
            "CommandId": run.id,
            "InstanceId": run.instance,
            "DocumentName": "AWS-RunShellScript",
            "RequestedDateTime": run.at,
            "Status": status(run),
            "StatusDetails": status(run),
            "CommandPlugins": input.details.then_some(plugin),
        }))
    };
    let all: Vec<Value> = call.region().commands.iter().rev().filter(meant).map(shown).collect();
    Ok(json!({ "CommandInvocations": all }))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn information(call: &mut Call<'_>, _: Value) -> Outcome {
    let now = call.now;
    let shown = |one: &Instance| {
        json!({
            "InstanceId": one.id,
            "PingStatus": "Online",
            "LastPingDateTime": now,
            "PlatformType": "Linux",
            "PlatformName": "Amazon Linux",
            "PlatformVersion": "2023",
            "ResourceType": "EC2Instance",
            "IPAddress": one.private_ip.to_string(),
        })
    };
    let all: Vec<Value> = call.region().instances.values().filter(|one| managed(one)).map(shown).collect();
    Ok(json!({ "InstanceInformationList": all }))
}
