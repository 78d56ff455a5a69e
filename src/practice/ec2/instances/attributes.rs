//! `DescribeInstanceAttribute`, `ModifyInstanceAttribute`, monitoring, metadata options.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::super::account::{Instance, InstanceState};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::{group, kind};
use super::{living, plan, shown, types};

pub(in super::super) const OPERATIONS: Table = &[
    ("DescribeInstanceAttribute", describe_instance_attribute),
    ("ModifyInstanceAttribute", modify_instance_attribute),
    ("ModifyInstanceMetadataOptions", modify_instance_metadata_options),
    ("MonitorInstances", monitor_instances),
    ("UnmonitorInstances", unmonitor_instances),
];

fn describe_instance_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["InstanceId"].as_str().unwrap_or_default();
    let region = call.region();
    let one = kind::INSTANCE.find(&region.instances, id)?;
    let value = |value: Value| json!({ "Value": value });
    let shown_value = |name: &str| one.shown.get(name).cloned().unwrap_or(Value::Null);
    let source_check = || {
        let first = one.interfaces.first().and_then(|id| region.network_interfaces.get(id));
        first.is_none_or(|interface| interface.source_dest_check)
    };
    let (member, content) = match input["Attribute"].as_str().unwrap_or_default() {
        "instanceType" => ("InstanceType", value(json!(one.instance_type))),
        "userData" => ("UserData", call::answer(value(json!(one.user_data)))),
        "disableApiTermination" => ("DisableApiTermination", value(json!(one.termination_protection))),
        "disableApiStop" => ("DisableApiStop", value(json!(false))),
        "instanceInitiatedShutdownBehavior" => {
            ("InstanceInitiatedShutdownBehavior", value(shown_value("ShutdownBehavior")))
        }
        "rootDeviceName" => ("RootDeviceName", value(shown_value("RootDeviceName"))),
        "ebsOptimized" => ("EbsOptimized", value(shown_value("EbsOptimized"))),
        "enaSupport" => ("EnaSupport", value(json!(true))),
        "sourceDestCheck" => ("SourceDestCheck", value(json!(source_check()))),
        "groupSet" => ("Groups", shown::groups(region, &region.groups_of_instance(one))),
        "kernel" => ("KernelId", json!({})),
        "ramdisk" => ("RamdiskId", json!({})),
        other => {
            let message = format!("Value ({other}) for parameter attribute is invalid. Unknown attribute.");
            return Err(Fault::invalid_value(message));
        }
    };
    Ok(json!({ "InstanceId": one.id, member: content }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    instance_id: String,
    attribute: Option<String>,
    value: Option<String>,
    groups: Option<Vec<String>>,
    disable_api_termination: Option<Flag>,
    source_dest_check: Option<Flag>,
    instance_type: Option<Text>,
    user_data: Option<Text>,
    instance_initiated_shutdown_behavior: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Flag {
    value: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    value: Option<String>,
}

impl Modify {
    /// The older form, `Attribute` and `Value`, says the same.
    fn named(&self, attribute: &str) -> Option<String> {
        self.value.clone().filter(|_| self.attribute.as_deref() == Some(attribute))
    }
}

fn modify_instance_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = call::read(input)?;
    let one = living(call.region(), &input.instance_id)?.clone();
    let text = |given: &Option<Text>| given.as_ref().and_then(|one| one.value.clone());
    let kind = text(&input.instance_type).or_else(|| input.named("instanceType"));
    let user_data = text(&input.user_data).or_else(|| input.named("userData"));
    if let Some(name) = &kind {
        types::find(name).ok_or_else(|| types::unknown(name))?;
        stopped(&one)?;
    }
    if user_data.is_some() {
        plan::user_data(user_data.as_deref())?;
        stopped(&one)?;
    }
    let groups = input.groups.as_ref().map(|ids| group::in_vpc(call.region(), &one.vpc_id, ids)).transpose()?;
    let flag = |given: &Option<Flag>, name: &str| {
        given.as_ref().and_then(|one| one.value).or_else(|| input.named(name).map(|value| value == "true"))
    };
    let protection = flag(&input.disable_api_termination, "disableApiTermination");
    let check = flag(&input.source_dest_check, "sourceDestCheck");
    let region = call.region();
    if let Some(interface) = one.interfaces.first().and_then(|id| region.network_interfaces.get_mut(id)) {
        interface.groups = groups.unwrap_or_else(|| interface.groups.clone());
        interface.source_dest_check = check.unwrap_or(interface.source_dest_check);
    }
    let one = living(region, &input.instance_id)?;
    one.instance_type = kind.unwrap_or_else(|| one.instance_type.clone());
    one.user_data = user_data.or_else(|| one.user_data.clone()).filter(|text| !text.is_empty());
    one.termination_protection = protection.unwrap_or(one.termination_protection);
    if let Some(behaviour) = text(&input.instance_initiated_shutdown_behavior) {
        one.shown.insert("ShutdownBehavior".to_owned(), json!(behaviour));
    }
    Ok(json!({}))
}

/// Type and user data change only while the instance is stopped.
fn stopped(one: &Instance) -> Result<(), Fault> {
    if one.state == InstanceState::Stopped {
        return Ok(());
    }
    let message = format!("The instance '{}' is not in the 'stopped' state.", one.id);
    Err(Fault::new("IncorrectInstanceState", message))
}

fn modify_instance_metadata_options(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["InstanceId"].as_str().unwrap_or_default().to_owned();
    let one = living(call.region(), &id)?;
    let mut options = one.shown.get("MetadataOptions").and_then(Value::as_object).cloned().unwrap_or_else(Map::new);
    let names = ["HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "HttpProtocolIpv6", "InstanceMetadataTags"];
    for name in names {
        if let Some(value) = input.get(name) {
            options.insert(name.to_owned(), value.clone());
        }
    }
    let options = Value::Object(options);
    one.shown.insert("MetadataOptions".to_owned(), options.clone());
    Ok(json!({ "InstanceId": id, "InstanceMetadataOptions": options }))
}

fn monitor_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    monitoring(call, &input, true)
}

fn unmonitor_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    monitoring(call, &input, false)
}

fn monitoring(call: &mut Call<'_>, input: &Value, on: bool) -> Outcome {
    let ids: Vec<String> = call::read(input["InstanceIds"].clone())?;
    super::check_ids(call.region(), &ids)?;
    let mut states = Vec::new();
    for id in ids {
        living(call.region(), &id)?.monitoring = on;
        states.push(json!({ "InstanceId": id, "Monitoring": { "State": if on { "pending" } else { "disabling" } } }));
    }
    Ok(json!({ "InstanceMonitorings": states }))
}
