//! Group metrics: `EnableMetricsCollection` and `DisableMetricsCollection`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::AutoScalingGroup;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::names;

pub(super) const OPERATIONS: Table = &[
    ("DescribeMetricCollectionTypes", types),
    ("DisableMetricsCollection", disable),
    ("EnableMetricsCollection", enable),
];

/// The metrics of a group, of its capacity and of its warm pool.
pub(super) const METRICS: [&str; 20] = [
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
    "GroupInServiceCapacity",
    "GroupPendingCapacity",
    "GroupStandbyCapacity",
    "GroupTerminatingCapacity",
    "GroupTotalCapacity",
    "WarmPoolDesiredCapacity",
    "WarmPoolWarmedCapacity",
    "WarmPoolPendingCapacity",
    "WarmPoolTerminatingCapacity",
    "WarmPoolTotalCapacity",
    "GroupAndWarmPoolDesiredCapacity",
    "GroupAndWarmPoolTotalCapacity",
];

const GRANULARITY: &str = "1Minute";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default)]
    metrics: Vec<String>,
    granularity: Option<String>,
}

fn checked(call: &mut Call<'_>, input: &Input) -> Result<Vec<String>, Fault> {
    names::group(call.region(), &input.auto_scaling_group_name)?;
    if let Some(unknown) = input.metrics.iter().find(|name| !METRICS.contains(&name.as_str())) {
        return Err(Fault::validation(format!("Metric type {unknown} is not valid")));
    }
    if input.granularity.as_deref().is_some_and(|granularity| granularity != GRANULARITY) {
        return Err(Fault::validation(format!("Granularity is not valid: only {GRANULARITY} is supported")));
    }
    let all = || METRICS.iter().map(|name| (*name).to_owned()).collect();
    Ok(if input.metrics.is_empty() { all() } else { input.metrics.clone() })
}

fn enable(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let metrics = checked(call, &input)?;
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    for metric in metrics {
        if !group.enabled_metrics.contains(&metric) {
            group.enabled_metrics.push(metric);
        }
    }
    group.enabled_metrics.sort();
    Ok(json!({}))
}

fn disable(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let metrics = checked(call, &input)?;
    let group = names::changed(call.region(), &input.auto_scaling_group_name)?;
    group.enabled_metrics.retain(|metric| !metrics.contains(metric));
    Ok(json!({}))
}

/// `EnabledMetrics` as answers carry them.
pub(super) fn shown(group: &AutoScalingGroup) -> Vec<Value> {
    group.enabled_metrics.iter().map(|name| json!({ "Metric": name, "Granularity": GRANULARITY })).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn types(_: &mut Call<'_>, _: Value) -> Outcome {
    let metrics: Vec<Value> = METRICS.iter().map(|name| json!({ "Metric": name })).collect();
    Ok(json!({ "Metrics": metrics, "Granularities": [{ "Granularity": GRANULARITY }] }))
}
