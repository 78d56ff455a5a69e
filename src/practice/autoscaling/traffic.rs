//! Load balancers of a group: target groups attached and detached, under both of the API's names.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{AutoScalingGroup, HealthState, Lifecycle, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::elbv2::targets;
use super::super::fault::Fault;
use super::{capacity, names};

pub(super) const OPERATIONS: Table = &[
    ("AttachLoadBalancerTargetGroups", attach),
    ("AttachTrafficSources", attach_sources),
    ("DescribeLoadBalancerTargetGroups", describe),
    ("DescribeLoadBalancers", describe_classic),
    ("DescribeTrafficSources", describe_sources),
    ("DetachLoadBalancerTargetGroups", detach),
    ("DetachTrafficSources", detach_sources),
];

const NOT_VALID: &str = "Provided Target Groups may not be valid. Please ensure they exist and try again.";

/// `TrafficSourceIdentifier`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TrafficSource {
    identifier: String,
    #[serde(rename = "Type")]
    kind: Option<String>,
}

/// The target groups among traffic sources; others are not to be had here.
pub(super) fn target_groups(sources: &[TrafficSource]) -> Result<Vec<String>, Fault> {
    sources
        .iter()
        .map(|source| match source.kind.as_deref() {
            None | Some("elbv2") if source.identifier.contains(":targetgroup/") => Ok(source.identifier.clone()),
            None | Some("elbv2" | "elb" | "vpc-lattice") => Err(Fault::validation(
                "Provided Traffic Sources may not be valid. Please ensure they exist and try again.",
            )),
            Some(other) => Err(Fault::validation(format!("Invalid traffic source type: {other}"))),
        })
        .collect()
}

/// Target groups that a group can register instances with, each once.
pub(super) fn checked(region: &Region, arns: &[String]) -> Result<Vec<String>, Fault> {
    let mut kept: Vec<String> = Vec::new();
    for arn in arns {
        let fits = region.target_groups.get(arn).is_some_and(|group| group.target_type == "instance");
        if !fits {
            return Err(Fault::validation(NOT_VALID));
        }
        if !kept.contains(arn) {
            kept.push(arn.clone());
        }
    }
    Ok(kept)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(rename = "TargetGroupARNs", default)]
    target_group_arns: Vec<String>,
    #[serde(default)]
    traffic_sources: Vec<TrafficSource>,
    traffic_source_type: Option<String>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn attach(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    add(call, &input.auto_scaling_group_name, &input.target_group_arns)
}

fn attach_sources(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let arns = target_groups(&input.traffic_sources)?;
    add(call, &input.auto_scaling_group_name, &arns)
}

/// Attaches target groups and registers the group's instances with them.
fn add(call: &mut Call<'_>, name: &str, arns: &[String]) -> Outcome {
    let name = names::plain(name).to_owned();
    let region = call.region();
    names::group(region, &name)?;
    let arns = checked(region, arns)?;
    let group = names::changed(region, &name)?;
    let new: Vec<String> = arns.into_iter().filter(|arn| !group.target_groups.contains(arn)).collect();
    group.target_groups.extend(new.iter().cloned());
    let registers = !capacity::suspended(group, "AddToLoadBalancer");
    let serving = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService);
    let ids: Vec<String> = serving.map(|member| member.instance_id.clone()).collect();
    for arn in new.iter().filter(|_| registers) {
        for id in &ids {
            // An instance of another VPC cannot be registered: its target group's map shows that it is missing.
            let _ = targets::register(call, arn, id);
        }
    }
    Ok(json!({}))
}

fn detach(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    remove(call, &input.auto_scaling_group_name, &input.target_group_arns)
}

fn detach_sources(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let arns: Vec<String> = input.traffic_sources.into_iter().map(|source| source.identifier).collect();
    remove(call, &input.auto_scaling_group_name, &arns)
}

/// Detaches target groups; the group's instances are deregistered from them.
fn remove(call: &mut Call<'_>, name: &str, arns: &[String]) -> Outcome {
    let name = names::plain(name).to_owned();
    let group = names::group(call.region(), &name)?;
    if let Some(other) = arns.iter().find(|arn| !group.target_groups.contains(arn)) {
        let message = format!("Trying to remove Target Groups that are not part of the group: {other}");
        return Err(Fault::validation(message));
    }
    let ids: Vec<String> = group.members.keys().cloned().collect();
    names::changed(call.region(), &name)?.target_groups.retain(|arn| !arns.contains(arn));
    for arn in arns {
        for id in &ids {
            if call.region().target_groups.contains_key(arn) {
                // It is there, which is all that deregistering asks for.
                let _ = targets::deregister(call, arn, id);
            }
        }
    }
    Ok(json!({}))
}

/// The state of an attachment: `InService` once an instance passed the load balancer's health checks.
fn state(region: &Region, group: &AutoScalingGroup, arn: &str) -> &'static str {
    let Some(target_group) = region.target_groups.get(arn) else { return "Removed" };
    let known = |id: &str| target_group.targets.iter().find(|target| target.id == id);
    let mut serving = group.members.values().filter(|member| member.lifecycle == Lifecycle::InService);
    let missing = |id: &str| known(id).is_none();
    if serving.clone().any(|member| missing(&member.instance_id)) && !capacity::suspended(group, "AddToLoadBalancer") {
        return "Adding";
    }
    let healthy = |id: &str| known(id).is_some_and(|target| target.health.state == HealthState::Healthy);
    if serving.any(|member| healthy(&member.instance_id)) { "InService" } else { "Added" }
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let region = call.region();
    let group = names::group(region, &input.auto_scaling_group_name)?;
    let told = |arn: &String| json!({ "LoadBalancerTargetGroupARN": arn, "State": state(region, group, arn) });
    let all = group.target_groups.iter().map(told).collect();
    let (groups, next) = names::paged(all, input.max_records, 100, input.next_token.as_deref())?;
    Ok(answer(json!({ "LoadBalancerTargetGroups": groups, "NextToken": next })))
}

fn describe_sources(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let region = call.region();
    let group = names::group(region, &input.auto_scaling_group_name)?;
    let wanted = input.traffic_source_type.as_deref().is_none_or(|kind| kind == "elbv2");
    let told = |arn: &String| json!({ "TrafficSource": arn, "Identifier": arn, "Type": "elbv2", "State": state(region, group, arn) });
    let all = group.target_groups.iter().filter(|_| wanted).map(told).collect();
    let (sources, next) = names::paged(all, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "TrafficSources": sources, "NextToken": next })))
}

/// Classic load balancers: there are none here, and so none of a group.
fn describe_classic(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    names::group(call.region(), &input.auto_scaling_group_name)?;
    Ok(json!({ "LoadBalancers": [] }))
}
