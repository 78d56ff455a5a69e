//! The alarms that target tracking policies make for themselves, and take away again.

use serde_json::{Map, Value, json};

use super::super::account::Alarm;
use super::super::autoscaling::{policies, tracking};
use super::super::call::{Call, answer};
use super::{shown, state};

/// Brings a policy's alarms to what it says now. An alarm whose definition has changed begins anew.
pub(crate) fn policy(call: &mut Call<'_>, group: &str, policy: &str) {
    let region = call.region();
    let found = region.auto_scaling_groups.get(group).and_then(|group| group.policies.get(policy)).cloned();
    let Some(found) = found else { return forget_orphans(call) };
    for wanted in tracking::alarms(group, &found) {
        let definition = definition(&wanted);
        let before = call.region().monitoring.alarms.get(&wanted.name).cloned();
        if before.as_ref().is_some_and(|before| before.definition == definition) {
            continue;
        }
        let mut alarm = state::fresh(call, &wanted.name, definition);
        alarm.arn.clone_from(&wanted.arn);
        alarm.owner = Some(found.arn.clone());
        shown::remember_put(call, before.as_ref(), &alarm);
        call.region().monitoring.alarms.insert(alarm.name.clone(), alarm);
    }
    forget_orphans(call);
}

/// Deletes alarms whose policy is gone, or no longer names them.
pub(crate) fn forget_orphans(call: &mut Call<'_>) {
    let region = call.region();
    let orphaned = |alarm: &&Alarm| {
        alarm.owner.as_deref().is_some_and(|owner| {
            let names = |(name, _): &(String, String)| *name == alarm.name;
            policies::by_arn(region, owner).is_none_or(|(_, policy)| !policy.alarms.iter().any(names))
        })
    };
    let gone: Vec<String> =
        region.monitoring.alarms.values().filter(orphaned).map(|alarm| alarm.name.clone()).collect();
    for name in gone {
        shown::delete(call, &name);
    }
}

/// What `PutMetricAlarm` would have been given.
fn definition(wanted: &tracking::AlarmDefinition) -> Map<String, Value> {
    let mut members = json!({
        "AlarmDescription": wanted.description,
        "ActionsEnabled": true,
        "AlarmActions": [wanted.action],
        "EvaluationPeriods": wanted.evaluation_periods,
        "Threshold": wanted.threshold,
        "ComparisonOperator": wanted.comparison,
    });
    if let Some(metrics) = &wanted.metrics {
        members["Metrics"] = metrics.clone();
    } else {
        let dimension = |(name, value): &(String, String)| json!({ "Name": name, "Value": value });
        members["Namespace"] = json!(wanted.namespace);
        members["MetricName"] = json!(wanted.metric);
        members["Dimensions"] = wanted.dimensions.iter().map(dimension).collect();
        members["Statistic"] = json!(wanted.statistic);
        members["Period"] = json!(wanted.period_seconds);
        members["Unit"] = json!(wanted.unit);
    }
    match answer(members) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
