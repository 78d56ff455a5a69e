//! `PutMetricAlarm`: what an alarm has to hold.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::Tags;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::{Tag, checked};
use super::definition::Definition;
use super::evaluate::{Comparison, Missing};
use super::queries::Span;
use super::{queries, shown, state, statistic};

pub(super) const OPERATIONS: Table = &[("PutMetricAlarm", put), ("PutCompositeAlarm", put_composite)];

const MOST_ALARMS: usize = 5000;
const DAY: i64 = 86_400;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    alarm_name: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn put(call: &mut Call<'_>, input: Value) -> Outcome {
    let definition: Definition = read(input.clone())?;
    let given: Input = read(input.clone())?;
    check(&definition)?;
    if let Some(query) = definition.returned() {
        let span = Span { from: 0, to: 1, period_minutes: 1 };
        queries::compute(&call.region().monitoring, &definition.metrics, query, span)?;
    }
    let tags: Tags = checked(&given.tags).map_err(|fault| Fault::validation(fault.message))?;
    let before = call.region().monitoring.alarms.get(&given.alarm_name).cloned();
    if before.is_none() && call.region().monitoring.alarms.len() >= MOST_ALARMS {
        return Err(Fault::new("LimitExceeded", "The maximum limit of alarms in this Region has been reached."));
    }
    let mut members: Map<String, Value> = match input {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.remove("AlarmName");
    members.remove("Tags");
    let mut alarm = state::fresh(call, &given.alarm_name, members);
    alarm.tags = tags;
    if let Some(before) = &before {
        // An alarm that is put again keeps its state, its tags and who made it.
        alarm.state = before.state;
        alarm.reason.clone_from(&before.reason);
        alarm.reason_data.clone_from(&before.reason_data);
        alarm.updated = before.updated;
        alarm.transitioned = before.transitioned;
        alarm.tags.clone_from(&before.tags);
        alarm.owner.clone_from(&before.owner);
    }
    shown::remember_put(call, before.as_ref(), &alarm);
    call.region().monitoring.alarms.insert(given.alarm_name, alarm);
    Ok(json!({}))
}

fn put_composite(_: &mut Call<'_>, _: Value) -> Outcome {
    Err(Fault::not_here("PutCompositeAlarm"))
}

fn missing(name: &str) -> Fault {
    Fault::new("MissingParameter", format!("The parameter {name} is required."))
}

fn combination(message: &str) -> Fault {
    Fault::new("InvalidParameterCombination", message)
}

fn check(given: &Definition) -> Result<(), Fault> {
    let invalid = |message: String| Err(Fault::validation(message));
    let Some(periods) = given.evaluation_periods else { return Err(missing("EvaluationPeriods")) };
    if given.datapoints_to_alarm.is_some_and(|count| count > periods) {
        return invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods".to_owned());
    }
    let Some(comparison) = given.comparison_operator.as_deref() else { return Err(missing("ComparisonOperator")) };
    if Comparison::parsed(comparison).is_none() {
        return Err(Fault::not_here("PutMetricAlarm with an anomaly detection band"));
    }
    match given.threshold {
        None => return Err(missing("Threshold")),
        Some(threshold) if !threshold.is_finite() => return invalid("Threshold must be a finite number".to_owned()),
        Some(_) => {}
    }
    if Missing::parsed(given.treat_missing_data.as_deref()).is_none() {
        let named = given.treat_missing_data.clone().unwrap_or_default();
        return invalid(format!(
            "Value '{named}' at 'treatMissingData' failed to satisfy constraint: Member must satisfy enum value set: \
             [breaching, notBreaching, ignore, missing]"
        ));
    }
    for action in given.ok_actions.iter().chain(&given.alarm_actions).chain(&given.insufficient_data_actions) {
        if action.split(':').count() < 6 || !action.starts_with("arn:") {
            return invalid(format!("Invalid arn syntax: {action}"));
        }
    }
    if given.metrics.is_empty() { check_metric(given, periods) } else { check_metrics(given, periods) }
}

fn check_metric(given: &Definition, periods: i64) -> Result<(), Fault> {
    let Some(_) = &given.metric_name else { return Err(missing("MetricName")) };
    let Some(namespace) = &given.namespace else { return Err(missing("Namespace")) };
    if namespace.starts_with(':') {
        return Err(Fault::new("InvalidParameterValue", "The parameter Namespace must not start with a colon."));
    }
    match (&given.statistic, &given.extended_statistic) {
        (Some(_), Some(_)) => {
            return Err(combination("The parameters Statistic and ExtendedStatistic are mutually exclusive."));
        }
        (None, None) => return Err(missing("Statistic")),
        (None, Some(name)) if statistic::percentile(name).is_none() => {
            return Err(Fault::validation(format!(
                "The value {name} for parameter ExtendedStatistic is not supported."
            )));
        }
        _ => {}
    }
    let Some(period) = given.period else { return Err(missing("Period")) };
    queries::period(period)?;
    check_span(period, periods)
}

fn check_span(period: i64, periods: i64) -> Result<(), Fault> {
    // Periods of an hour and more may span a week.
    let (most, told) = if period >= 3600 { (7 * DAY, "7 days") } else { (DAY, "a day") };
    if period.saturating_mul(periods) > most {
        let message = format!(
            "Metrics cannot be checked across more than {told} (EvaluationPeriods * Period must be <= {most})."
        );
        return Err(Fault::validation(message));
    }
    Ok(())
}

fn check_metrics(given: &Definition, periods: i64) -> Result<(), Fault> {
    if given.metric_name.is_some() || given.namespace.is_some() || given.stat().is_some() || given.period.is_some() {
        return Err(combination(
            "The parameters MetricName, Namespace, Dimensions, Period, Unit, Statistic and ExtendedStatistic cannot be \
             specified together with Metrics.",
        ));
    }
    queries::check(&given.metrics)?;
    let explicit = given.metrics.iter().filter(|query| query.return_data == Some(true)).count();
    let open = given.metrics.iter().filter(|query| query.return_data.is_none()).count();
    let Some(returned) = given.returned().filter(|_| explicit <= 1 && explicit + open >= 1) else {
        return Err(Fault::validation("Exactly one element of the metrics list should return data."));
    };
    check_span(queries::minutes(&given.metrics, returned) * 60, periods)
}
