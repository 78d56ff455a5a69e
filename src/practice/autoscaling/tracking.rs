//! The two alarms of a target tracking policy: what they watch, and when they go off.

use serde_json::Value;

use super::super::account::ScalingPolicy;
use super::resource_label;

/// An alarm that carries a policy, as CloudWatch is to have it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AlarmDefinition {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) description: String,
    /// The policy's ARN: what it does in ALARM.
    pub(crate) action: String,
    pub(crate) namespace: String,
    pub(crate) metric: String,
    /// Name and value, in the order in which they are shown.
    pub(crate) dimensions: Vec<(String, String)>,
    pub(crate) statistic: String,
    pub(crate) unit: Option<String>,
    pub(crate) period_seconds: u32,
    pub(crate) evaluation_periods: u32,
    pub(crate) threshold: f64,
    /// `GreaterThanThreshold` or `LessThanThreshold`.
    pub(crate) comparison: String,
    /// `Metrics` of a customized metric with arithmetic, under the API's names: instead of the members above.
    pub(crate) metrics: Option<Value>,
}

/// What a policy watches.
struct Watched {
    namespace: String,
    metric: String,
    dimensions: Vec<(String, String)>,
    statistic: String,
    unit: Option<String>,
    period_seconds: u32,
    metrics: Option<Value>,
}

/// `AlarmHigh` needs three datapoints over the target value, `AlarmLow` fifteen under nine tenths of it.
const HIGH_PERIODS: u32 = 3;
const LOW_PERIODS: u32 = 15;
const LOW_SHARE: f64 = 0.9;

/// The alarms that a policy has: `AlarmHigh` and, unless it does not scale in, `AlarmLow`. Other kinds have none.
pub(crate) fn alarms(group: &str, policy: &ScalingPolicy) -> Vec<AlarmDefinition> {
    let Some(configuration) = policy.configuration.get("TargetTrackingConfiguration") else { return Vec::new() };
    let (Some(target), Some(watched)) = (target(policy), watched(group, configuration)) else { return Vec::new() };
    let definition = |(name, arn): &(String, String)| {
        let high = name.contains("-AlarmHigh-");
        AlarmDefinition {
            name: name.clone(),
            arn: arn.clone(),
            description: format!("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {}.", policy.arn),
            action: policy.arn.clone(),
            namespace: watched.namespace.clone(),
            metric: watched.metric.clone(),
            dimensions: watched.dimensions.clone(),
            statistic: watched.statistic.clone(),
            unit: watched.unit.clone(),
            period_seconds: watched.period_seconds,
            evaluation_periods: if high { HIGH_PERIODS } else { LOW_PERIODS },
            threshold: if high { target } else { target * LOW_SHARE },
            comparison: if high { "GreaterThanThreshold" } else { "LessThanThreshold" }.to_owned(),
            metrics: watched.metrics.clone(),
        }
    };
    policy.alarms.iter().map(definition).collect()
}

/// The value that a policy tracks.
pub(crate) fn target(policy: &ScalingPolicy) -> Option<f64> {
    policy.configuration.get("TargetTrackingConfiguration")?.get("TargetValue")?.as_f64()
}

/// Whether a policy only ever adds capacity.
pub(crate) fn only_out(configuration: &Value) -> bool {
    configuration.get("DisableScaleIn").and_then(Value::as_bool).unwrap_or(false)
}

fn watched(group: &str, configuration: &Value) -> Option<Watched> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    if let Some(custom) = configuration.get("CustomizedMetricSpecification") {
        let pair = |one: &Value| Some((text(one, "Name")?, text(one, "Value")?));
        let dimensions = custom.get("Dimensions").and_then(Value::as_array).into_iter().flatten().filter_map(pair);
        return Some(Watched {
            namespace: text(custom, "Namespace").unwrap_or_default(),
            metric: text(custom, "MetricName").unwrap_or_default(),
            dimensions: dimensions.collect(),
            statistic: text(custom, "Statistic").unwrap_or_default(),
            unit: text(custom, "Unit"),
            period_seconds: period(custom),
            metrics: custom.get("Metrics").cloned(),
        });
    }
    let predefined = configuration.get("PredefinedMetricSpecification")?;
    let kind = text(predefined, "PredefinedMetricType")?;
    let of_group = || vec![("AutoScalingGroupName".to_owned(), group.to_owned())];
    let (namespace, metric, statistic, dimensions) = match kind.as_str() {
        "ALBRequestCountPerTarget" => {
            let label = resource_label::parsed(&text(predefined, "ResourceLabel")?)?;
            let dimensions =
                vec![("TargetGroup".to_owned(), label.target_group), ("LoadBalancer".to_owned(), label.load_balancer)];
            ("AWS/ApplicationELB", "RequestCountPerTarget", "Sum", dimensions)
        }
        "ASGAverageNetworkIn" => ("AWS/EC2", "NetworkIn", "Average", of_group()),
        "ASGAverageNetworkOut" => ("AWS/EC2", "NetworkOut", "Average", of_group()),
        _ => ("AWS/EC2", "CPUUtilization", "Average", of_group()),
    };
    Some(Watched {
        namespace: namespace.to_owned(),
        metric: metric.to_owned(),
        dimensions,
        statistic: statistic.to_owned(),
        unit: None,
        period_seconds: 60,
        metrics: None,
    })
}

fn period(custom: &Value) -> u32 {
    custom.get("Period").and_then(Value::as_u64).and_then(|period| u32::try_from(period).ok()).unwrap_or(60)
}
