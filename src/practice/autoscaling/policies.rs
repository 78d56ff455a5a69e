//! Scaling policies: `PutScalingPolicy`, `DescribePolicies`, `DeletePolicy`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{AutoScalingGroup, Region, ScalingPolicy};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::cloudwatch::follow;
use super::super::fault::Fault;
use super::policy_check::{self, Asked};
use super::{names, tracking};

pub(super) const OPERATIONS: Table =
    &[("DeletePolicy", delete), ("DescribePolicies", describe), ("PutScalingPolicy", put)];

const MOST: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    auto_scaling_group_name: String,
    policy_name: String,
    policy_type: Option<String>,
    enabled: Option<bool>,
}

fn put(call: &mut Call<'_>, input: Value) -> Outcome {
    let configuration: Asked = read(input.clone())?;
    let given: PutInput = read(input.clone())?;
    let region = call.region();
    let group = names::group_of_policy(region, &given.auto_scaling_group_name)?;
    let kind = given.policy_type.as_deref().unwrap_or("SimpleScaling");
    policy_check::check(region, group, kind, &configuration)?;
    let before = group.policies.get(&given.policy_name);
    if before.is_none() && group.policies.len() >= MOST {
        return Err(Fault::new("LimitExceeded", format!("A group can have at most {MOST} scaling policies")));
    }
    let (name, before) = (group.name.clone(), before.cloned());
    let mut kept: Map<String, Value> = match input {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for member in ["AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled"] {
        kept.remove(member);
    }
    policy_check::completed(kind, &mut kept);
    let id = call.account.ids.uuid();
    let path = format!("scalingPolicy:{id}:autoScalingGroupName/{name}:policyName/{}", given.policy_name);
    let arn = before.as_ref().map_or_else(|| call.arn("autoscaling", &path), |before| before.arn.clone());
    let policy = ScalingPolicy {
        alarms: alarms(call, &name, kept.get("TargetTrackingConfiguration"), before.as_ref()),
        name: given.policy_name.clone(),
        arn,
        kind: kind.to_owned(),
        enabled: given.enabled.unwrap_or(true),
        configuration: kept,
    };
    let told = json!({ "PolicyARN": policy.arn, "Alarms": shown_alarms(&policy) });
    names::changed(call.region(), &name)?.policies.insert(given.policy_name.clone(), policy);
    follow::policy(call, &name, &given.policy_name);
    Ok(told)
}

/// The alarms that carry a target tracking policy: `AlarmHigh`, and `AlarmLow` unless it does not scale in. A policy
/// that is put again keeps those that it has.
fn alarms(
    call: &mut Call<'_>,
    group: &str,
    configuration: Option<&Value>,
    before: Option<&ScalingPolicy>,
) -> Vec<(String, String)> {
    let Some(configuration) = configuration else { return Vec::new() };
    let wanted: &[&str] = if tracking::only_out(configuration) { &["High"] } else { &["High", "Low"] };
    let mut alarms = Vec::new();
    for which in wanted {
        let mark = format!("-Alarm{which}-");
        let old = before.and_then(|before| before.alarms.iter().find(|(name, _)| name.contains(&mark)));
        if let Some(old) = old {
            alarms.push(old.clone());
            continue;
        }
        let name = format!("TargetTracking-{group}{mark}{}", call.account.ids.uuid());
        let arn = call.arn("cloudwatch", &format!("alarm:{name}"));
        alarms.push((name, arn));
    }
    alarms
}

/// `Alarms` as answers carry them.
fn shown_alarms(policy: &ScalingPolicy) -> Vec<Value> {
    policy.alarms.iter().map(|(name, arn)| json!({ "AlarmName": name, "AlarmARN": arn })).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    auto_scaling_group_name: Option<String>,
    #[serde(default)]
    policy_names: Vec<String>,
    #[serde(default)]
    policy_types: Vec<String>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let mut found = Vec::new();
    for group in names::groups_asked(call.region(), input.auto_scaling_group_name.as_deref())? {
        let wanted = |policy: &&ScalingPolicy| {
            (input.policy_names.is_empty()
                || input.policy_names.contains(&policy.name)
                || input.policy_names.contains(&policy.arn))
                && (input.policy_types.is_empty() || input.policy_types.contains(&policy.kind))
        };
        found.extend(group.policies.values().filter(wanted).map(|policy| shown(policy, &group.name)));
    }
    let (policies, next) = names::paged(found, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "ScalingPolicies": policies, "NextToken": next })))
}

fn shown(policy: &ScalingPolicy, group: &str) -> Value {
    let mut told = policy.configuration.clone();
    let basics = json!({
        "AutoScalingGroupName": group,
        "PolicyName": policy.name,
        "PolicyARN": policy.arn,
        "PolicyType": policy.kind,
        "Enabled": policy.enabled,
        "Alarms": shown_alarms(policy),
    });
    if let Value::Object(basics) = basics {
        told.extend(basics);
    }
    told.entry("StepAdjustments").or_insert_with(|| json!([]));
    Value::Object(told)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteInput {
    auto_scaling_group_name: Option<String>,
    policy_name: String,
}

fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DeleteInput = read(input)?;
    let (group, policy) = named(call.region(), input.auto_scaling_group_name.as_deref(), &input.policy_name)?;
    let (group, policy) = (group.name.clone(), policy.name.clone());
    names::changed(call.region(), &group)?.policies.remove(&policy);
    follow::forget_orphans(call);
    Ok(json!({}))
}

/// The policy of a name within a group, or of an ARN.
pub(super) fn named<'a>(
    region: &'a Region,
    group: Option<&str>,
    policy: &str,
) -> Result<(&'a AutoScalingGroup, &'a ScalingPolicy), Fault> {
    let missing = || Fault::validation(format!("No scaling policy found with name or ARN {policy}"));
    if policy.starts_with("arn:") {
        return by_arn(region, policy).ok_or_else(missing);
    }
    let Some(group) = group else {
        return Err(Fault::validation("AutoScalingGroupName is required when PolicyName is not an ARN"));
    };
    let group = names::group_of_policy(region, group)?;
    group.policies.get(policy).map(|policy| (group, policy)).ok_or_else(missing)
}

/// The policy that an alarm's action names.
pub(crate) fn by_arn<'a>(region: &'a Region, arn: &str) -> Option<(&'a AutoScalingGroup, &'a ScalingPolicy)> {
    region
        .auto_scaling_groups
        .values()
        .find_map(|group| group.policies.values().find(|policy| policy.arn == arn).map(|policy| (group, policy)))
}
