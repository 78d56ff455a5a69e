//! What is known about the health of targets.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Target, TargetGroup};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::names;
use super::targets::Described;

pub(super) const OPERATIONS: Table = &[("DescribeTargetHealth", describe_target_health)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTargetHealthInput {
    target_group_arn: String,
    targets: Option<Vec<Described>>,
    #[serde(default)]
    include: Vec<String>,
}

fn describe_target_health(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeTargetHealthInput = read(input)?;
    let group = names::target_group(call.region(), &input.target_group_arn)?;
    let anomalies = input.include.iter().any(|one| one == "AnomalyDetection" || one == "All");
    let asked = input.targets.unwrap_or_default();
    let described: Vec<Value> = if asked.is_empty() {
        group.targets.iter().map(|target| registered(group, target, anomalies)).collect()
    } else {
        asked.iter().map(|one| described(group, one, anomalies)).collect()
    };
    Ok(answer(json!({ "TargetHealthDescriptions": described })))
}

/// The health of a target that was asked for by name.
fn described(group: &TargetGroup, one: &Described, anomalies: bool) -> Value {
    let port = one.port_in(group);
    if let Some(target) = group.targets.iter().find(|target| target.id == one.id && target.port == port) {
        return registered(group, target, anomalies);
    }
    json!({
        "Target": { "Id": one.id, "Port": port },
        "HealthCheckPort": check_port(group, port),
        "TargetHealth": {
            "State": "unused",
            "Reason": "Target.NotRegistered",
            "Description": "Target is not registered to the target group",
        },
    })
}

fn registered(group: &TargetGroup, target: &Target, anomalies: bool) -> Value {
    let health = &target.health;
    json!({
        "Target": { "Id": target.id, "Port": target.port, "AvailabilityZone": target.zone },
        "HealthCheckPort": check_port(group, target.port),
        "TargetHealth": {
            "State": health.state.name(),
            "Reason": health.reason,
            "Description": health.description,
        },
        "AnomalyDetection": anomalies.then(|| json!({ "Result": "normal", "MitigationInEffect": "no" })),
        "AdministrativeOverride": {
            "State": "no_override",
            "Reason": "AdministrativeOverride.NoOverride",
            "Description": "No override is currently active on target",
        },
    })
}

/// The port that health checks ask.
fn check_port(group: &TargetGroup, port: u16) -> String {
    if group.health_check.port == "traffic-port" { port.to_string() } else { group.health_check.port.clone() }
}
