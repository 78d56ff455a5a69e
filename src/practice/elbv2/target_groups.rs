//! Target groups: made, described, changed, deleted.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Region, Tags, TargetGroup};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::health_check::{self, Asked, Of};
use super::{limits, lookups, names, tags};

pub(super) const OPERATIONS: Table = &[
    ("CreateTargetGroup", create_target_group),
    ("DeleteTargetGroup", delete_target_group),
    ("DescribeTargetGroups", describe_target_groups),
    ("ModifyTargetGroup", modify_target_group),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateTargetGroupInput {
    name: String,
    protocol: Option<String>,
    protocol_version: Option<String>,
    port: Option<i64>,
    vpc_id: Option<String>,
    target_type: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    ip_address_type: Option<String>,
}

fn create_target_group(call: &mut Call<'_>, input: Value) -> Outcome {
    let check: Asked = read(input.clone())?;
    let input: CreateTargetGroupInput = read(input)?;
    let given = tags::checked(&input.tags)?;
    let mut group = planned(call.region(), input, check)?;
    let region = call.region();
    if let Some(existing) = region.target_groups.values().find(|one| one.name == group.name) {
        if same(existing, &group) {
            return Ok(answer(json!({ "TargetGroups": [shown(region, existing)] })));
        }
        let message = format!("A target group with the same name '{}' exists, but with different settings", group.name);
        return Err(Fault::new("DuplicateTargetGroupName", message));
    }
    if call.region().target_groups.len() >= limits::TARGET_GROUPS {
        let message = "The quota for the number of target groups has been reached";
        return Err(Fault::new("TooManyTargetGroups", message));
    }
    let id = call.account.ids.hex();
    group.arn = call.arn("elasticloadbalancing", &format!("targetgroup/{}/{id}", group.name));
    group.created = call.now;
    group.tags = given;
    let view = shown(call.region(), &group);
    call.region().target_groups.insert(group.arn.clone(), group);
    Ok(answer(json!({ "TargetGroups": [view] })))
}

/// The group that a request describes, without an ARN yet.
fn planned(region: &Region, input: CreateTargetGroupInput, check: Asked) -> Result<TargetGroup, Fault> {
    names::check_target_group(&input.name)?;
    let target_type = input.target_type.unwrap_or_else(|| "instance".to_owned());
    if target_type == "lambda" {
        return Err(Fault::not_here("CreateTargetGroup with target type 'lambda'"));
    }
    let protocol = input.protocol.ok_or_else(|| Fault::validation("A protocol must be specified"))?;
    if matches!(protocol.as_str(), "GENEVE" | "QUIC" | "TCP_QUIC") {
        return Err(Fault::not_here(&format!("CreateTargetGroup with protocol '{protocol}'")));
    }
    let port = input.port.ok_or_else(|| Fault::validation("A port must be specified"))?;
    names::in_range("port", Some(port), 1, 65_535)?;
    let vpc_id = input.vpc_id.ok_or_else(|| Fault::validation("A VPC ID must be specified"))?;
    if !region.vpcs.contains_key(&vpc_id) {
        return Err(Fault::validation(format!("The VPC ID '{vpc_id}' is not found")));
    }
    if target_type == "alb" && protocol != "TCP" {
        let message = format!("Protocol '{protocol}' is not supported for target groups with target type 'alb'");
        return Err(Fault::validation(message));
    }
    let protocol_version = version(&protocol, input.protocol_version)?;
    let ip_address_type = input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned());
    let of = Of { protocol: &protocol, target_type: &target_type, version: protocol_version.as_deref() };
    let health_check = health_check::made(of, check)?;
    Ok(TargetGroup {
        arn: String::new(),
        name: input.name,
        created: jiff::Timestamp::UNIX_EPOCH,
        port: u16::try_from(port).unwrap_or_default(),
        protocol,
        vpc_id,
        target_type,
        protocol_version,
        ip_address_type,
        health_check,
        attributes: BTreeMap::new(),
        targets: Vec::new(),
        turn: 0,
        tags: Tags::new(),
    })
}

/// The protocol version of HTTP and HTTPS groups; others have none.
fn version(protocol: &str, asked: Option<String>) -> Result<Option<String>, Fault> {
    if !matches!(protocol, "HTTP" | "HTTPS") {
        if asked.is_none() {
            return Ok(None);
        }
        let message = format!("Protocol version cannot be specified for target groups with the {protocol} protocol");
        return Err(Fault::validation(message));
    }
    let version = asked.unwrap_or_else(|| "HTTP1".to_owned());
    if matches!(version.as_str(), "HTTP1" | "HTTP2" | "GRPC") {
        return Ok(Some(version));
    }
    Err(Fault::validation(format!("Protocol version '{version}' must be one of 'HTTP1, HTTP2, GRPC'")))
}

/// Whether a request asks for what there is: then it succeeds once more.
fn same(existing: &TargetGroup, asked: &TargetGroup) -> bool {
    existing.protocol == asked.protocol
        && existing.port == asked.port
        && existing.vpc_id == asked.vpc_id
        && existing.target_type == asked.target_type
        && existing.protocol_version == asked.protocol_version
        && existing.ip_address_type == asked.ip_address_type
        && existing.health_check == asked.health_check
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTargetGroupsInput {
    load_balancer_arn: Option<String>,
    target_group_arns: Option<Vec<String>>,
    names: Option<Vec<String>>,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_target_groups(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeTargetGroupsInput = read(input)?;
    let arns = input.target_group_arns.unwrap_or_default();
    let named = input.names.unwrap_or_default();
    let given = [!arns.is_empty(), !named.is_empty(), input.load_balancer_arn.is_some()];
    if given.iter().filter(|one| **one).count() > 1 {
        let message = "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same \
                       time";
        return Err(Fault::validation(message));
    }
    let region = call.region();
    if let Some(arn) = &input.load_balancer_arn {
        names::load_balancer(region, arn)?;
    }
    for arn in &arns {
        names::well_formed(arn, "targetgroup", "target group")?;
    }
    let unknown = arns.iter().any(|arn| !region.target_groups.contains_key(arn))
        || named.iter().any(|name| !region.target_groups.values().any(|one| one.name == *name));
    if unknown {
        return Err(Fault::new("TargetGroupNotFound", "One or more target groups not found"));
    }
    let used =
        |one: &TargetGroup, by: &str| lookups::load_balancers_using(region, &one.arn).iter().any(|lb| lb.arn == by);
    let asked = |one: &&TargetGroup| {
        (arns.is_empty() || arns.contains(&one.arn))
            && (named.is_empty() || named.contains(&one.name))
            && input.load_balancer_arn.as_deref().is_none_or(|arn| used(one, arn))
    };
    let all = region.target_groups.values().filter(asked).map(|one| shown(region, one)).collect();
    let (page, next) = names::paged(all, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "TargetGroups": page, "NextMarker": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetGroupInput {
    target_group_arn: String,
}

fn modify_target_group(call: &mut Call<'_>, input: Value) -> Outcome {
    let check: Asked = read(input.clone())?;
    let input: TargetGroupInput = read(input)?;
    let now = call.now;
    let region = call.region();
    let group = names::target_group(region, &input.target_group_arn)?;
    let of =
        Of { protocol: &group.protocol, target_type: &group.target_type, version: group.protocol_version.as_deref() };
    let health_check = health_check::changed(of, group.health_check.clone(), check)?;
    if let Some(stored) = region.target_groups.get_mut(&input.target_group_arn) {
        // Targets are looked at by the new settings at once.
        for target in stored.targets.iter_mut().filter(|target| target.health.next.is_some()) {
            target.health.next = Some(now);
        }
        stored.health_check = health_check;
    }
    let view = names::target_group(region, &input.target_group_arn).map(|group| shown(region, group))?;
    Ok(answer(json!({ "TargetGroups": [view] })))
}

fn delete_target_group(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TargetGroupInput = read(input)?;
    let arn = input.target_group_arn;
    names::well_formed(&arn, "targetgroup", "target group")?;
    let region = call.region();
    if !lookups::load_balancers_using(region, &arn).is_empty() {
        let message = format!("Target group '{arn}' is currently in use by a listener or a rule");
        return Err(Fault::new("ResourceInUse", message));
    }
    region.target_groups.remove(&arn);
    Ok(json!({}))
}

/// A target group as answers show it.
fn shown(region: &Region, group: &TargetGroup) -> Value {
    let check = &group.health_check;
    let code = if group.protocol_version.as_deref() == Some("GRPC") { "GrpcCode" } else { "HttpCode" };
    let users: Vec<&str> =
        lookups::load_balancers_using(region, &group.arn).iter().map(|one| one.arn.as_str()).collect();
    json!({
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "Protocol": group.protocol,
        "Port": group.port,
        "VpcId": group.vpc_id,
        "HealthCheckProtocol": check.protocol,
        "HealthCheckPort": check.port,
        "HealthCheckEnabled": check.enabled,
        "HealthCheckIntervalSeconds": check.interval_seconds,
        "HealthCheckTimeoutSeconds": check.timeout_seconds,
        "HealthyThresholdCount": check.healthy_threshold,
        "UnhealthyThresholdCount": check.unhealthy_threshold,
        "HealthCheckPath": check.path,
        "Matcher": check.matcher.as_ref().map(|codes| json!({ code: codes })),
        "LoadBalancerArns": users,
        "TargetType": group.target_type,
        "ProtocolVersion": group.protocol_version,
        "IpAddressType": group.ip_address_type,
    })
}
