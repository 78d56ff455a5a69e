//! `DescribeInstanceStatus`: the two checks of a running instance.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::super::account::{Instance, InstanceState};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::kind;
use super::super::listing::{Listing, one};
use super::shown;

pub(in super::super) const OPERATIONS: Table = &[("DescribeInstanceStatus", describe_instance_status)];

const FILTERS: &[&str] = &[
    "availability-zone",
    "instance-state-code",
    "instance-state-name",
    "instance-status.reachability",
    "instance-status.status",
    "system-status.reachability",
    "system-status.status",
];

/// How long both checks stay `initializing` after a start.
const INITIALIZING: SignedDuration = SignedDuration::from_secs(120);

/// `Status` and the detail's status.
fn health(instance: &Instance, now: Timestamp) -> (&'static str, &'static str) {
    match instance.state {
        InstanceState::Running if now.duration_since(instance.launched) >= INITIALIZING => ("ok", "passed"),
        InstanceState::Running | InstanceState::Pending => ("initializing", "initializing"),
        _ => ("not-applicable", "not-applicable"),
    }
}

fn describe_instance_status(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "InstanceIds")?;
    let all_states = input["IncludeAllInstances"].as_bool().unwrap_or(false);
    let now = call.now;
    let all = &call.region().instances;
    // Ids are judged against all instances, though only running ones are told of.
    let (mut found, _) =
        listing.only_ids().select(&kind::INSTANCE, all, &[], |instance| &instance.tags, |_, _| Vec::new())?;
    found.retain(|instance| all_states || instance.state == InstanceState::Running);
    let field = |instance: &Instance, name: &str| {
        let (code, state) = instance.state.code_and_name();
        let (status, reachability) = health(instance, now);
        match name {
            "availability-zone" => one(&instance.zone),
            "instance-state-code" => one(code),
            "instance-state-name" => one(state),
            "instance-status.status" | "system-status.status" => one(status),
            _ => one(reachability),
        }
    };
    let (found, next) = listing.pick(found, FILTERS, |instance| &instance.tags, field)?;
    let shown: Vec<Value> = found.into_iter().map(|instance| shown_status(instance, now)).collect();
    Ok(call::answer(json!({ "InstanceStatuses": shown, "NextToken": next })))
}

fn shown_status(instance: &Instance, now: Timestamp) -> Value {
    let (status, reachability) = health(instance, now);
    let mut check = json!({ "Status": status });
    if status != "not-applicable" {
        check["Details"] = json!([{ "Name": "reachability", "Status": reachability }]);
    }
    json!({
        "InstanceId": instance.id,
        "AvailabilityZone": instance.zone,
        "InstanceState": shown::state(instance.state),
        "InstanceStatus": check,
        "SystemStatus": check,
    })
}
