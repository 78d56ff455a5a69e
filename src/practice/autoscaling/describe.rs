//! `DescribeAutoScalingGroups`, `DescribeAutoScalingInstances`, `DescribeScalingActivities`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Activity, AutoScalingGroup, Member, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::ec2::zone;
use super::super::fault::Fault;
use super::super::filter::{Filter, matches};
use super::{activity, metrics, names, tags, template};

pub(super) const OPERATIONS: Table = &[
    ("DescribeAutoScalingGroups", groups),
    ("DescribeAutoScalingInstances", instances),
    ("DescribeScalingActivities", activities),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupsInput {
    #[serde(default)]
    auto_scaling_group_names: Vec<String>,
    include_instances: Option<bool>,
    #[serde(default)]
    filters: Vec<Filter>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn groups(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: GroupsInput = read(input)?;
    let region = call.region();
    let wanted: Vec<&str> = input.auto_scaling_group_names.iter().map(|name| names::plain(name)).collect();
    let mut found = Vec::new();
    for group in region.auto_scaling_groups.values() {
        if (wanted.is_empty() || wanted.contains(&group.name.as_str())) && passes(group, &input.filters)? {
            found.push(shown(region, group, input.include_instances.unwrap_or(true)));
        }
    }
    let (groups, next) = names::paged(found, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "AutoScalingGroups": groups, "NextToken": next })))
}

fn passes(group: &AutoScalingGroup, filters: &[Filter]) -> Result<bool, Fault> {
    let mut all = true;
    for filter in filters {
        let any = |text: &str| filter.values.is_empty() || filter.values.iter().any(|value| matches(value, text));
        all &= match filter.name.as_str() {
            "tag-key" => group.tags.iter().any(|tag| any(&tag.key)),
            "tag-value" => group.tags.iter().any(|tag| any(&tag.value)),
            name => match name.strip_prefix("tag:") {
                Some(key) => group.tags.iter().any(|tag| tag.key == key && any(&tag.value)),
                None => return Err(Fault::validation(format!("Filter type {name} is not correct"))),
            },
        };
    }
    Ok(all)
}

/// A group as `DescribeAutoScalingGroups` tells of it.
fn shown(region: &Region, group: &AutoScalingGroup, with_instances: bool) -> Value {
    let mut told = group.shown.clone();
    let ids: Vec<String> =
        group.zones.iter().filter_map(|zone| zone::find(&region.name, zone)).map(|zone| zone.id).collect();
    let sources: Vec<Value> =
        group.target_groups.iter().map(|arn| json!({ "Identifier": arn, "Type": "elbv2" })).collect();
    let mixed = group.mixed_instances_policy.as_ref().zip(group.launch_template.as_ref());
    let instances = group.members.values().filter(|_| with_instances).map(|member| instance(region, member));
    let basics = json!({
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group.arn,
        "LaunchTemplate": group.launch_template.as_ref().filter(|_| mixed.is_none()).map(template::shown),
        "MixedInstancesPolicy": mixed.map(|(policy, choice)| template::shown_mixed(policy, choice)),
        "MinSize": group.min,
        "MaxSize": group.max,
        "DesiredCapacity": group.desired,
        "DefaultCooldown": group.default_cooldown_seconds,
        "DefaultInstanceWarmup": group.default_instance_warmup_seconds,
        "AvailabilityZones": group.zones,
        "AvailabilityZoneIds": ids,
        "LoadBalancerNames": [],
        "TargetGroupARNs": group.target_groups,
        "TrafficSources": sources,
        "HealthCheckType": group.health_check_type,
        "HealthCheckGracePeriod": group.health_check_grace_seconds,
        "Instances": instances.collect::<Vec<_>>(),
        "CreatedTime": group.created,
        "SuspendedProcesses": group.suspended.iter().map(|(name, why)| {
            json!({ "ProcessName": name, "SuspensionReason": why })
        }).collect::<Vec<_>>(),
        "VPCZoneIdentifier": group.subnets.join(","),
        "EnabledMetrics": metrics::shown(group),
        "Status": group.deleting.then_some("Delete in progress"),
        "Tags": group.tags.iter().map(|tag| tags::shown(tag, &group.name)).collect::<Vec<_>>(),
        "TerminationPolicies": group.termination_policies,
        "NewInstancesProtectedFromScaleIn": group.new_instances_protected,
        "ServiceLinkedRoleARN": group.service_linked_role,
    });
    if let Value::Object(basics) = basics {
        told.extend(basics);
    }
    answer(Value::Object(told))
}

/// What both views of an instance have.
fn instance(region: &Region, member: &Member) -> Value {
    let zone = zone::find(&region.name, &member.zone).map(|zone| zone.id);
    let image = region.instances.get(&member.instance_id).map(|instance| instance.image_id.clone());
    json!({
        "InstanceId": member.instance_id,
        "InstanceType": member.instance_type,
        "AvailabilityZone": member.zone,
        "AvailabilityZoneId": zone,
        "LifecycleState": member.lifecycle.name(),
        "HealthStatus": if member.healthy { "Healthy" } else { "Unhealthy" },
        "LaunchTemplate": member.launch_template.as_ref().map(template::shown),
        "ImageId": image,
        "ProtectedFromScaleIn": member.protected,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InstancesInput {
    #[serde(default)]
    instance_ids: Vec<String>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: InstancesInput = read(input)?;
    let region = call.region();
    let mut found = Vec::new();
    for group in region.auto_scaling_groups.values() {
        for member in group.members.values() {
            if input.instance_ids.is_empty() || input.instance_ids.contains(&member.instance_id) {
                let mut told = instance(region, member);
                told["AutoScalingGroupName"] = json!(group.name);
                // This operation writes health in capitals.
                told["HealthStatus"] = json!(if member.healthy { "HEALTHY" } else { "UNHEALTHY" });
                found.push(told);
            }
        }
    }
    let (instances, next) = names::paged(found, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "AutoScalingInstances": instances, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActivitiesInput {
    #[serde(default)]
    activity_ids: Vec<String>,
    auto_scaling_group_name: Option<String>,
    #[serde(default)]
    include_deleted_groups: bool,
    max_records: Option<i64>,
    next_token: Option<String>,
    #[serde(default)]
    filters: Vec<Filter>,
}

fn activities(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ActivitiesInput = read(input)?;
    let region = call.region();
    let name = input.auto_scaling_group_name.as_deref().map(names::plain);
    let deleted = |name: &str| input.include_deleted_groups && region.deleted_groups.iter().any(|old| old.name == name);
    if let Some(name) = name.filter(|name| !region.auto_scaling_groups.contains_key(*name) && !deleted(name)) {
        let message = format!("AutoScalingGroup name not found - AutoScalingGroup '{name}' not found");
        return Err(Fault::validation(message));
    }
    let wanted = |group: &str| name.is_none_or(|name| name == group);
    let mut found: Vec<(&Activity, Value)> = Vec::new();
    for group in region.auto_scaling_groups.values().filter(|group| wanted(&group.name)) {
        let told = |one| (one, activity::shown(one, &group.name, &group.arn, false));
        found.extend(group.activities.iter().map(told));
    }
    for group in region.deleted_groups.iter().filter(|group| input.include_deleted_groups && wanted(&group.name)) {
        let told = |one| (one, activity::shown(one, &group.name, &group.arn, true));
        found.extend(group.activities.iter().map(told));
    }
    if !input.activity_ids.is_empty() {
        found.retain(|(one, _)| input.activity_ids.contains(&one.id));
    }
    for filter in &input.filters {
        let field = match filter.name.as_str() {
            "Status" => |one: &Activity| one.status.clone(),
            "StartTimeLowerBound" | "StartTimeUpperBound" => |one: &Activity| one.started.to_string(),
            other => return Err(Fault::validation(format!("Filter type {other} is not correct"))),
        };
        let bound = filter.values.first().and_then(|value| value.parse().ok());
        found.retain(|(one, _)| match (filter.name.as_str(), bound) {
            ("StartTimeLowerBound", Some(bound)) => one.started >= bound,
            ("StartTimeUpperBound", Some(bound)) => one.started <= bound,
            _ => filter.values.contains(&field(one)),
        });
    }
    // Newest first; what began at the same moment keeps the order of its group.
    found.sort_by_key(|(one, _)| std::cmp::Reverse(one.started));
    let found = found.into_iter().map(|(_, told)| told).collect();
    let (activities, next) = names::paged(found, input.max_records, 100, input.next_token.as_deref())?;
    Ok(answer(json!({ "Activities": activities, "NextToken": next })))
}
