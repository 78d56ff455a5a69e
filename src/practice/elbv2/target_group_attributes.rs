//! Attributes of target groups.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::TargetGroup;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::attributes::{self, Attribute, Rule, Setting, attribute as entry};
use super::names;

pub(super) const OPERATIONS: Table = &[
    ("DescribeTargetGroupAttributes", describe_target_group_attributes),
    ("ModifyTargetGroupAttributes", modify_target_group_attributes),
];

/// A week in seconds: the longest that a cookie holds.
const WEEK: u32 = 604_800;
const MOST: u32 = 1000;

const BOTH: &[Attribute] = &[
    entry("deregistration_delay.timeout_seconds", "300", Rule::Number(0, 3600)),
    entry("stickiness.enabled", "false", Rule::Switch),
    entry(
        "load_balancing.cross_zone.enabled",
        "use_load_balancer_configuration",
        Rule::OneOf(&["true", "false", "use_load_balancer_configuration"]),
    ),
    entry("target_group_health.dns_failover.minimum_healthy_targets.count", "1", Rule::OffOr(1, MOST)),
    entry("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", Rule::OffOr(1, 100)),
    entry("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", Rule::Number(1, MOST)),
    entry("target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off", Rule::OffOr(1, 100)),
];

/// HTTP and HTTPS groups.
const APPLICATION: &[Attribute] = &[
    entry("stickiness.type", "lb_cookie", Rule::OneOf(&["lb_cookie", "app_cookie"])),
    entry("stickiness.lb_cookie.duration_seconds", "86400", Rule::Number(1, WEEK)),
    entry("stickiness.app_cookie.cookie_name", "", Rule::Text(256)),
    entry("stickiness.app_cookie.duration_seconds", "86400", Rule::Number(1, WEEK)),
    entry("slow_start.duration_seconds", "0", Rule::ZeroOr(30, 900)),
    entry(
        "load_balancing.algorithm.type",
        "round_robin",
        Rule::OneOf(&["round_robin", "least_outstanding_requests", "weighted_random"]),
    ),
    entry("load_balancing.algorithm.anomaly_mitigation", "off", Rule::OneOf(&["on", "off"])),
];

/// Groups of the layer-4 protocols.
const NETWORK: &[Attribute] = &[
    entry("stickiness.type", "source_ip", Rule::OneOf(&["source_ip"])),
    entry("deregistration_delay.connection_termination.enabled", "false", Rule::Switch),
    entry("preserve_client_ip.enabled", "true", Rule::Switch),
    entry("proxy_protocol_v2.enabled", "false", Rule::Switch),
    entry("target_health_state.unhealthy.connection_termination.enabled", "true", Rule::Switch),
    entry("target_health_state.unhealthy.draining_interval_seconds", "0", Rule::Number(0, 360_000)),
];

fn layer_7(group: &TargetGroup) -> bool {
    matches!(group.protocol.as_str(), "HTTP" | "HTTPS")
}

fn table(group: &TargetGroup) -> Vec<&'static Attribute> {
    let own = if layer_7(group) { APPLICATION } else { NETWORK };
    BOTH.iter().chain(own).collect()
}

/// What an attribute of a target group is set to: as it was modified, else its default. Empty for a key that it
/// does not have.
pub(crate) fn attribute(group: &TargetGroup, key: &str) -> String {
    if let Some(set) = group.attributes.get(key) {
        return set.clone();
    }
    let udp = matches!(group.protocol.as_str(), "UDP" | "TCP_UDP");
    match key {
        // Addresses over TCP and TLS lose the client's; everything else keeps it.
        "preserve_client_ip.enabled" if !layer_7(group) => return (udp || group.target_type != "ip").to_string(),
        "deregistration_delay.connection_termination.enabled" if udp => return "true".to_owned(),
        _ => {}
    }
    table(group).iter().find(|entry| entry.key == key).map(|entry| entry.default.to_owned()).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    target_group_arn: String,
}

fn describe_target_group_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let group = names::target_group(call.region(), &input.target_group_arn)?;
    Ok(json!({ "Attributes": all(group) }))
}

fn all(group: &TargetGroup) -> Value {
    attributes::shown(table(group).into_iter().map(|entry| (entry.key.to_owned(), attribute(group, entry.key))))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyInput {
    target_group_arn: String,
    attributes: Vec<Setting>,
}

fn modify_target_group_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifyInput = read(input)?;
    let region = call.region();
    let group = names::target_group(region, &input.target_group_arn)?;
    supported(group, &input.attributes)?;
    let given = attributes::check(&input.attributes, &table(group), "Target group")?;
    let mut after = group.clone();
    after.attributes.extend(given);
    consistent(&after)?;
    let shown = all(&after);
    region.target_groups.insert(input.target_group_arn, after);
    Ok(json!({ "Attributes": shown }))
}

/// Keys and stickiness types of the other layer are known, and refused as such.
fn supported(group: &TargetGroup, given: &[Setting]) -> Result<(), Fault> {
    let protocol = &group.protocol;
    let other = if layer_7(group) { NETWORK } else { APPLICATION };
    let own = table(group);
    for Setting { key, value } in given {
        let has = |entry: &Attribute| entry.key == key;
        if other.iter().any(has) && !own.iter().any(|entry| has(entry)) {
            let message = format!(
                "Target group attribute key '{key}' is not supported for target groups with the {protocol} protocol"
            );
            return Err(Fault::validation(message));
        }
        let foreign =
            if layer_7(group) { value == "source_ip" } else { matches!(value.as_str(), "lb_cookie" | "app_cookie") };
        if key == "stickiness.type" && foreign {
            let message =
                format!("Stickiness type '{value}' is not supported for target groups with the {protocol} protocol");
            return Err(Fault::validation(message));
        }
    }
    Ok(())
}

/// Settings that exclude each other.
fn consistent(group: &TargetGroup) -> Result<(), Fault> {
    let is = |key: &str, value: &str| attribute(group, key) == value;
    let sticky = is("stickiness.enabled", "true");
    let cookie = attribute(group, "stickiness.app_cookie.cookie_name");
    if sticky && group.protocol == "TLS" {
        return Err(Fault::validation("You cannot enable stickiness on target groups with the TLS protocol"));
    }
    if sticky && is("stickiness.type", "app_cookie") && cookie.is_empty() {
        let message = "You must set an application cookie name to enable stickiness of type 'app_cookie'";
        return Err(Fault::validation(message));
    }
    if ["AWSALB", "AWSALBAPP", "AWSALBTG"].iter().any(|reserved| cookie.starts_with(reserved)) {
        return Err(Fault::validation(format!("Application cookie name '{cookie}' is reserved")));
    }
    let round_robin = is("load_balancing.algorithm.type", "round_robin");
    if layer_7(group) && !is("slow_start.duration_seconds", "0") && !round_robin {
        let message = "Slow start is supported only with the 'round_robin' load balancing algorithm";
        return Err(Fault::validation(message));
    }
    if is("load_balancing.algorithm.anomaly_mitigation", "on")
        && !is("load_balancing.algorithm.type", "weighted_random")
    {
        let message = "Anomaly mitigation is supported only with the 'weighted_random' load balancing algorithm";
        return Err(Fault::validation(message));
    }
    if matches!(group.protocol.as_str(), "UDP" | "TCP_UDP") && is("preserve_client_ip.enabled", "false") {
        let message = format!("Client IP preservation cannot be disabled for {} target groups", group.protocol);
        return Err(Fault::validation(message));
    }
    Ok(())
}
