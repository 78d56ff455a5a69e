//! Metrics: `GetMetricStatistics`, `ListMetrics`, `PutMetricData`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::Stat;
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::page;
use super::key::{self, Dimension, Metric};
use super::queries::{self, Span};
use super::{count, series, statistic};

pub(super) const OPERATIONS: Table =
    &[("GetMetricStatistics", statistics), ("ListMetrics", list), ("PutMetricData", put)];

const MOST_POINTS: i64 = 1440;

/// The first minute of a question: whole periods of five minutes or an hour begin at such.
pub(super) fn first_minute(from: Timestamp, period_minutes: i64) -> i64 {
    let grain = if period_minutes % 60 == 0 { 60 } else { 1 };
    let grain = if grain == 1 && period_minutes % 5 == 0 { 5 } else { grain };
    count::minute(from).div_euclid(grain) * grain
}

/// The minute before which a question ends: a part of a minute does not count.
pub(super) fn end_minute(to: Timestamp) -> i64 {
    count::minute(to)
}

pub(super) fn at_minute(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn value_fault(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterValue", message)
}

fn combination(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterCombination", message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatisticsInput {
    namespace: String,
    metric_name: String,
    #[serde(default)]
    dimensions: Vec<Dimension>,
    start_time: Timestamp,
    end_time: Timestamp,
    period: i64,
    #[serde(default)]
    statistics: Vec<String>,
    #[serde(default)]
    extended_statistics: Vec<String>,
    unit: Option<String>,
}

fn statistics(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: StatisticsInput = read(input)?;
    if input.start_time >= input.end_time {
        return Err(value_fault("The parameter StartTime must be less than the parameter EndTime."));
    }
    let period = queries::period(input.period)?;
    if input.statistics.is_empty() == input.extended_statistics.is_empty() {
        return Err(if input.statistics.is_empty() {
            Fault::new("MissingParameter", "The parameter Statistics or ExtendedStatistics is required.")
        } else {
            combination("The parameters Statistics and ExtendedStatistics are mutually exclusive.")
        });
    }
    if let Some(name) = input.extended_statistics.iter().find(|name| statistic::percentile(name).is_none()) {
        return Err(value_fault(format!("The value {name} for parameter ExtendedStatistics is not supported.")));
    }
    let (from, to) = (first_minute(input.start_time, period), end_minute(input.end_time));
    let asked = (to - from + period - 1).div_euclid(period);
    if asked > MOST_POINTS {
        return Err(combination(format!(
            "You have requested up to {asked} datapoints, which exceeds the limit of {MOST_POINTS}. You may reduce the \
             datapoints requested by increasing Period, or decreasing the time range."
        )));
    }
    let (label, now) = (input.metric_name.clone(), count::minute(call.now));
    let metric = Metric { namespace: input.namespace, name: input.metric_name, dimensions: input.dimensions };
    let mut points: Vec<Value> = Vec::new();
    if let Some(series) = call.region().monitoring.series.get(&metric.text()) {
        let unit = &series.unit;
        if input.unit.as_ref().is_none_or(|asked| asked == unit) {
            let span = Span { from, to, period_minutes: period }.kept(now);
            for (n, stat) in series::aggregated(series, span.from, span.to, period) {
                let mut point = Map::new();
                point.insert("Timestamp".to_owned(), json!(at_minute(span.from + n * period)));
                point.insert("Unit".to_owned(), json!(unit));
                for name in &input.statistics {
                    point.insert(name.clone(), json!(statistic::value(&stat, name)));
                }
                let extended: Map<String, Value> = input
                    .extended_statistics
                    .iter()
                    .map(|name| (name.clone(), json!(statistic::value(&stat, name))))
                    .collect();
                if !extended.is_empty() {
                    point.insert("ExtendedStatistics".to_owned(), Value::Object(extended));
                }
                points.push(Value::Object(point));
            }
        }
    }
    Ok(json!({ "Label": label, "Datapoints": points }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    name: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListInput {
    namespace: Option<String>,
    metric_name: Option<String>,
    #[serde(default)]
    dimensions: Vec<Filter>,
    recently_active: Option<String>,
    next_token: Option<String>,
}

fn list(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ListInput = read(input)?;
    let recent = input.recently_active.is_some().then(|| count::minute(call.now) - 180);
    let wanted = |metric: &Metric| {
        input.namespace.as_ref().is_none_or(|asked| metric.namespace == *asked)
            && input.metric_name.as_ref().is_none_or(|asked| metric.name == *asked)
            && input.dimensions.iter().all(|filter| {
                let meant = |one: &Dimension| {
                    one.name == filter.name && filter.value.as_ref().is_none_or(|value| one.value == *value)
                };
                metric.dimensions.iter().any(meant)
            })
    };
    let all = call.region().monitoring.series.iter();
    let found: Vec<Metric> = all
        .filter(|(_, series)| recent.is_none_or(|recent| series::latest(series) > recent))
        .map(|(key, _)| Metric::parsed(key))
        .filter(wanted)
        .collect();
    let (metrics, next) = page::page(found, Some(500), input.next_token.as_deref(), "InvalidParameterValue")?;
    let metrics: Vec<Value> = metrics.iter().map(Metric::shown).collect();
    Ok(answer(json!({ "Metrics": metrics, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutInput {
    namespace: String,
    #[serde(default)]
    metric_data: Vec<Datum>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Datum {
    metric_name: String,
    #[serde(default)]
    dimensions: Vec<Dimension>,
    timestamp: Option<Timestamp>,
    value: Option<f64>,
    statistic_values: Option<StatisticSet>,
    #[serde(default)]
    values: Vec<f64>,
    #[serde(default)]
    counts: Vec<f64>,
    unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatisticSet {
    sample_count: f64,
    sum: f64,
    minimum: f64,
    maximum: f64,
}

fn put(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: PutInput = read(input)?;
    if input.namespace.starts_with("AWS/") {
        return Err(value_fault("The value AWS/ for parameter Namespace is invalid."));
    }
    if input.metric_data.len() > 1000 {
        return Err(Fault::validation("The collection MetricData must not have a size greater than 1000."));
    }
    let now = call.now;
    let mut kept: BTreeMap<(String, i64), (String, Stat)> = BTreeMap::new();
    for (n, datum) in input.metric_data.iter().enumerate() {
        let stat = judged(datum, n + 1)?;
        let at = datum.timestamp.unwrap_or(now);
        if at < now - SignedDuration::from_hours(14 * 24) || at > now + SignedDuration::from_hours(2) {
            return Err(value_fault(format!(
                "The parameter MetricData.member.{}.Timestamp must specify a time within the past two weeks and no more \
                 than two hours in the future.",
                n + 1
            )));
        }
        let dimensions: Vec<(&str, &str)> =
            datum.dimensions.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        let key = key::text(&input.namespace, &datum.metric_name, &dimensions);
        let unit = datum.unit.clone().unwrap_or_else(|| "None".to_owned());
        kept.entry((key, count::minute(at))).or_insert_with(|| (unit, Stat::default())).1.join(&stat);
    }
    for ((key, minute), (unit, stat)) in kept {
        series::add(&mut call.region().monitoring, key, &unit, minute, &stat);
    }
    Ok(json!({}))
}

fn judged(datum: &Datum, n: usize) -> Result<Stat, Fault> {
    let finite = |value: f64| {
        if value.is_finite() {
            Ok(value)
        } else {
            Err(value_fault(format!("The value {value} for parameter MetricData.member.{n}.Value is invalid.")))
        }
    };
    let names = [datum.metric_name.as_str()].into_iter();
    let names = names.chain(datum.dimensions.iter().flat_map(|one| [one.name.as_str(), one.value.as_str()]));
    if names.flat_map(str::chars).any(char::is_control) {
        return Err(value_fault("Names of metrics and dimensions must not contain control characters."));
    }
    let given = [datum.value.is_some(), datum.statistic_values.is_some(), !datum.values.is_empty()];
    if given.iter().filter(|there| **there).count() != 1 {
        return Err(combination(format!(
            "Exactly one of the parameters MetricData.member.{n}.Value, MetricData.member.{n}.Values and \
             MetricData.member.{n}.StatisticValues must be specified."
        )));
    }
    if let Some(value) = datum.value {
        return Ok(Stat::one(finite(value)?));
    }
    if let Some(set) = &datum.statistic_values {
        return Ok(Stat::set(finite(set.sample_count)?, finite(set.sum)?, finite(set.minimum)?, finite(set.maximum)?));
    }
    if !datum.counts.is_empty() && datum.counts.len() != datum.values.len() {
        return Err(combination(format!(
            "The parameters MetricData.member.{n}.Values and MetricData.member.{n}.Counts must be of the same size."
        )));
    }
    let mut stat = Stat::default();
    for (index, value) in datum.values.iter().enumerate() {
        let count = datum.counts.get(index).copied().unwrap_or(1.0);
        let value = finite(*value)?;
        stat.join(&Stat::set(finite(count)?, value * count, value, value));
    }
    Ok(stat)
}
