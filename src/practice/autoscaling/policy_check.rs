//! What a scaling policy has to hold, by its type.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{AutoScalingGroup, Region};
use super::super::fault::Fault;
use super::resource_label;

/// The parts of a policy that are judged.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Asked {
    adjustment_type: Option<String>,
    min_adjustment_magnitude: Option<i64>,
    scaling_adjustment: Option<i64>,
    cooldown: Option<i64>,
    metric_aggregation_type: Option<String>,
    step_adjustments: Vec<StepAdjustment>,
    estimated_instance_warmup: Option<i64>,
    target_tracking_configuration: Option<Tracking>,
    predictive_scaling_configuration: Option<Value>,
}

/// `StepAdjustment`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StepAdjustment {
    pub(super) metric_interval_lower_bound: Option<f64>,
    pub(super) metric_interval_upper_bound: Option<f64>,
    pub(super) scaling_adjustment: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Tracking {
    predefined_metric_specification: Option<Predefined>,
    customized_metric_specification: Option<Customized>,
    target_value: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Predefined {
    predefined_metric_type: String,
    resource_label: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Customized {
    metric_name: Option<String>,
    namespace: Option<String>,
    statistic: Option<String>,
    metrics: Option<Vec<Value>>,
}

pub(super) const ADJUSTMENTS: [&str; 3] = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];

/// Whether a policy can be put on a group.
pub(super) fn check(region: &Region, group: &AutoScalingGroup, kind: &str, given: &Asked) -> Result<(), Fault> {
    let seconds = [given.cooldown, given.estimated_instance_warmup];
    if seconds.iter().flatten().any(|seconds| *seconds < 0) {
        return Err(Fault::validation("Cooldown and EstimatedInstanceWarmup must not be negative"));
    }
    match kind {
        "TargetTrackingScaling" => {
            only(kind, given, &["EstimatedInstanceWarmup", "TargetTrackingConfiguration"])?;
            let Some(tracking) = &given.target_tracking_configuration else {
                return Err(missing("TargetTrackingConfiguration", kind));
            };
            check_tracking(region, group, tracking)
        }
        "StepScaling" => {
            let members = [
                "AdjustmentType",
                "MinAdjustmentMagnitude",
                "MetricAggregationType",
                "StepAdjustments",
                "EstimatedInstanceWarmup",
            ];
            only(kind, given, &members)?;
            check_adjustment(kind, given)?;
            check_steps(&given.step_adjustments)
        }
        "SimpleScaling" => {
            only(kind, given, &["AdjustmentType", "MinAdjustmentMagnitude", "ScalingAdjustment", "Cooldown"])?;
            check_adjustment(kind, given)?;
            given.scaling_adjustment.map(|_| ()).ok_or_else(|| missing("ScalingAdjustment", kind))
        }
        "PredictiveScaling" => Err(Fault::not_here("PutScalingPolicy with PredictiveScaling")),
        other => Err(Fault::validation(format!(
            "Invalid policy type: {other}. Valid values are: [SimpleScaling, StepScaling, TargetTrackingScaling, \
             PredictiveScaling]"
        ))),
    }
}

fn missing(member: &str, kind: &str) -> Fault {
    Fault::validation(format!("{member} must be specified for policy type {kind}"))
}

/// Refuses members that belong to another type of policy.
fn only(kind: &str, given: &Asked, members: &[&str]) -> Result<(), Fault> {
    let present = [
        ("AdjustmentType", given.adjustment_type.is_some()),
        ("MinAdjustmentMagnitude", given.min_adjustment_magnitude.is_some()),
        ("ScalingAdjustment", given.scaling_adjustment.is_some()),
        ("Cooldown", given.cooldown.is_some()),
        ("MetricAggregationType", given.metric_aggregation_type.is_some()),
        ("StepAdjustments", !given.step_adjustments.is_empty()),
        ("EstimatedInstanceWarmup", given.estimated_instance_warmup.is_some()),
        ("TargetTrackingConfiguration", given.target_tracking_configuration.is_some()),
        ("PredictiveScalingConfiguration", given.predictive_scaling_configuration.is_some()),
    ];
    match present.iter().find(|(name, there)| *there && !members.contains(name)) {
        Some((name, _)) => Err(Fault::validation(format!("{name} cannot be specified for policy type {kind}"))),
        None => Ok(()),
    }
}

fn check_adjustment(kind: &str, given: &Asked) -> Result<(), Fault> {
    let Some(adjustment) = given.adjustment_type.as_deref() else { return Err(missing("AdjustmentType", kind)) };
    if !ADJUSTMENTS.contains(&adjustment) {
        return Err(Fault::validation(format!("Invalid adjustment type: {adjustment}")));
    }
    if given.min_adjustment_magnitude.is_some() && adjustment != "PercentChangeInCapacity" {
        let message = "MinAdjustmentMagnitude is only supported for the adjustment type PercentChangeInCapacity";
        return Err(Fault::validation(message));
    }
    let aggregation = given.metric_aggregation_type.as_deref();
    if aggregation.is_some_and(|kind| !["Minimum", "Maximum", "Average"].contains(&kind)) {
        return Err(Fault::validation("MetricAggregationType must be Minimum, Maximum or Average"));
    }
    Ok(())
}

/// Steps must neither overlap nor leave gaps, and only the outermost bounds may be open.
fn check_steps(steps: &[StepAdjustment]) -> Result<(), Fault> {
    if steps.is_empty() {
        return Err(missing("StepAdjustments", "StepScaling"));
    }
    let mut ranges: Vec<(f64, f64)> = Vec::new();
    for step in steps {
        let lower = step.metric_interval_lower_bound.unwrap_or(f64::NEG_INFINITY);
        let upper = step.metric_interval_upper_bound.unwrap_or(f64::INFINITY);
        if lower >= upper {
            let message = "StepAdjustment: MetricIntervalLowerBound must be less than MetricIntervalUpperBound";
            return Err(Fault::validation(message));
        }
        if lower.is_infinite() && upper.is_infinite() {
            let message = "At least one of MetricIntervalLowerBound and MetricIntervalUpperBound must be specified";
            return Err(Fault::validation(message));
        }
        ranges.push((lower, upper));
    }
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    for pair in ranges.windows(2) {
        let (end, start) = (pair[0].1, pair[1].0);
        if end > start {
            return Err(Fault::validation("StepAdjustment intervals can't overlap"));
        }
        if end < start {
            return Err(Fault::validation("There can't be a gap between StepAdjustment intervals"));
        }
    }
    Ok(())
}

fn check_tracking(region: &Region, group: &AutoScalingGroup, given: &Tracking) -> Result<(), Fault> {
    if given.target_value <= 0.0 {
        return Err(Fault::validation("TargetValue must be greater than zero"));
    }
    match (&given.predefined_metric_specification, &given.customized_metric_specification) {
        (Some(predefined), None) if predefined.predefined_metric_type == "ALBRequestCountPerTarget" => {
            resource_label::check(region, group, predefined.resource_label.as_deref())
        }
        (Some(predefined), None) if predefined.resource_label.is_some() => Err(Fault::validation(format!(
            "Resource label cannot be specified for predefined metric type {}",
            predefined.predefined_metric_type
        ))),
        (Some(_), None) => Ok(()),
        (None, Some(custom)) => {
            let plain = custom.metric_name.is_some() && custom.namespace.is_some() && custom.statistic.is_some();
            if plain != custom.metrics.is_some() {
                return Ok(());
            }
            Err(Fault::validation(
                "CustomizedMetricSpecification needs MetricName, Namespace and Statistic, or else Metrics",
            ))
        }
        _ => Err(Fault::validation(
            "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified",
        )),
    }
}

/// What AWS adds to a policy where the request says nothing.
pub(super) fn completed(kind: &str, kept: &mut Map<String, Value>) {
    if kind == "StepScaling" {
        kept.entry("MetricAggregationType").or_insert_with(|| json!("Average"));
    }
    if let Some(tracking) = kept.get_mut("TargetTrackingConfiguration").and_then(Value::as_object_mut) {
        tracking.entry("DisableScaleIn").or_insert_with(|| json!(false));
    }
}
