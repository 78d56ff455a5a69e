//! Alarms as requests see and change them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Alarm, AlarmState};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::page;
use super::definition::Definition;
use super::key::Dimension;
use super::shown;
use super::state::{self, Latest, Turn};

pub(super) const OPERATIONS: Table = &[
    ("DeleteAlarms", delete),
    ("DescribeAlarms", describe),
    ("DescribeAlarmsForMetric", for_metric),
    ("DisableAlarmActions", disable),
    ("EnableAlarmActions", enable),
    ("SetAlarmState", set_state),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    #[serde(default)]
    alarm_names: Vec<String>,
    alarm_name_prefix: Option<String>,
    #[serde(default)]
    alarm_types: Vec<String>,
    children_of_alarm_name: Option<String>,
    parents_of_alarm_name: Option<String>,
    state_value: Option<String>,
    action_prefix: Option<String>,
    max_records: Option<usize>,
    next_token: Option<String>,
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    if !input.alarm_names.is_empty() && input.alarm_name_prefix.is_some() {
        let message = "AlarmNamePrefix and AlarmNames are mutually exclusive";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    let related = input.children_of_alarm_name.is_some() || input.parents_of_alarm_name.is_some();
    let metric_alarms =
        !related && (input.alarm_types.is_empty() || input.alarm_types.iter().any(|kind| kind == "MetricAlarm"));
    let acts = |alarm: &Alarm, prefix: &str| {
        let given = Definition::of(alarm);
        let mut all = given.ok_actions.iter().chain(&given.alarm_actions).chain(&given.insufficient_data_actions);
        all.any(|action| action.starts_with(prefix))
    };
    let wanted = |alarm: &&Alarm| {
        metric_alarms
            && (input.alarm_names.is_empty() || input.alarm_names.contains(&alarm.name))
            && input.alarm_name_prefix.as_ref().is_none_or(|prefix| alarm.name.starts_with(prefix))
            && input.state_value.as_ref().is_none_or(|state| alarm.state.name() == state)
            && input.action_prefix.as_ref().is_none_or(|prefix| acts(alarm, prefix))
    };
    let found: Vec<Value> = call.region().monitoring.alarms.values().filter(wanted).map(shown::alarm).collect();
    let size = input.max_records.unwrap_or(50);
    let (alarms, next) = page::page(found, Some(size), input.next_token.as_deref(), "InvalidNextToken")?;
    Ok(answer(json!({ "MetricAlarms": alarms, "CompositeAlarms": [], "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ForMetricInput {
    metric_name: String,
    namespace: String,
    statistic: Option<String>,
    extended_statistic: Option<String>,
    #[serde(default)]
    dimensions: Vec<Dimension>,
    period: Option<i64>,
    unit: Option<String>,
}

fn for_metric(call: &mut Call<'_>, input: Value) -> Outcome {
    let mut input: ForMetricInput = read(input)?;
    input.dimensions.sort();
    let asked = input.statistic.as_deref().or(input.extended_statistic.as_deref());
    let wanted = |alarm: &&Alarm| {
        let mut given = Definition::of(alarm);
        given.dimensions.sort();
        given.metric_name.as_deref() == Some(&input.metric_name)
            && given.namespace.as_deref() == Some(&input.namespace)
            && given.dimensions == input.dimensions
            && asked.is_none_or(|name| given.stat() == Some(name))
            && input.period.is_none_or(|period| given.period == Some(period))
            && input.unit.as_ref().is_none_or(|unit| given.unit.as_ref() == Some(unit))
    };
    let found: Vec<Value> = call.region().monitoring.alarms.values().filter(wanted).map(shown::alarm).collect();
    Ok(json!({ "MetricAlarms": found }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Names {
    alarm_names: Vec<String>,
}

pub(super) fn not_found(what: &str) -> Fault {
    Fault { status: 404, ..Fault::new("ResourceNotFound", what) }
}

/// All of them go, or none.
fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Names = read(input)?;
    let unknown: Vec<&str> = input
        .alarm_names
        .iter()
        .filter(|name| !call.region().monitoring.alarms.contains_key(*name))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        return Err(not_found(&format!("Alarms do not exist: [{}]", unknown.join(", "))));
    }
    for name in &input.alarm_names {
        shown::delete(call, name);
    }
    Ok(json!({}))
}

fn enable(call: &mut Call<'_>, input: Value) -> Outcome {
    switch(call, input, true)
}

fn disable(call: &mut Call<'_>, input: Value) -> Outcome {
    switch(call, input, false)
}

/// Names that name nothing are passed over.
fn switch(call: &mut Call<'_>, input: Value, on: bool) -> Outcome {
    let input: Names = read(input)?;
    let now = call.now;
    for name in &input.alarm_names {
        let Some(before) = call.region().monitoring.alarms.get(name).cloned() else { continue };
        if before.actions_enabled == on {
            continue;
        }
        let mut alarm = before.clone();
        alarm.actions_enabled = on;
        alarm.definition.insert("ActionsEnabled".to_owned(), json!(on));
        alarm.configured = now;
        shown::remember_put(call, Some(&before), &alarm);
        call.region().monitoring.alarms.insert(name.clone(), alarm);
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StateInput {
    alarm_name: String,
    state_value: String,
    state_reason: String,
    state_reason_data: Option<String>,
}

/// For a while: the next evaluation that finds otherwise brings the alarm back.
fn set_state(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: StateInput = read(input)?;
    if !call.region().monitoring.alarms.contains_key(&input.alarm_name) {
        return Err(not_found(&format!("Alarm does not exist: {}", input.alarm_name)));
    }
    let data = input.state_reason_data.clone().unwrap_or_default();
    let read_data: Value = match data.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text)
            .map_err(|_| Fault::new("InvalidFormat", "The parameter StateReasonData must be valid JSON."))?,
    };
    let state = match input.state_value.as_str() {
        "OK" => AlarmState::Ok,
        "ALARM" => AlarmState::Alarm,
        _ => AlarmState::InsufficientData,
    };
    // Scaling policies take the metric from here, as AWS's do.
    let latest = Latest {
        metric: read_data.pointer("/recentDatapoints").and_then(Value::as_array).and_then(|all| all.last()?.as_f64()),
        threshold: read_data.get("threshold").and_then(Value::as_f64),
    };
    let to = Turn { state, reason: input.state_reason, data };
    state::turn(call, &input.alarm_name, &to, latest);
    Ok(json!({}))
}
