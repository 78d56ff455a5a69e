//! An alarm as answers and its history carry it.

use serde_json::{Map, Value, json};

use super::super::account::Alarm;
use super::super::call::{Call, answer};
use super::reason::moment;
use super::state;

/// `MetricAlarm`.
pub(super) fn alarm(alarm: &Alarm) -> Value {
    let mut members: Map<String, Value> = alarm.definition.clone();
    for list in ["OKActions", "AlarmActions", "InsufficientDataActions"] {
        members.entry(list).or_insert_with(|| json!([]));
    }
    if !members.contains_key("Metrics") {
        members.entry("Dimensions").or_insert_with(|| json!([]));
    }
    let rest = json!({
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AlarmConfigurationUpdatedTimestamp": alarm.configured,
        "ActionsEnabled": alarm.actions_enabled,
        "StateValue": alarm.state.name(),
        "StateReason": alarm.reason,
        "StateReasonData": (!alarm.reason_data.is_empty()).then_some(alarm.reason_data.as_str()),
        "StateUpdatedTimestamp": alarm.updated,
        "StateTransitionedTimestamp": alarm.transitioned,
    });
    if let Value::Object(rest) = rest {
        members.extend(rest);
    }
    answer(Value::Object(members))
}

/// The same in the spelling of history: members begin with a small letter.
fn in_history(one: &Alarm) -> Value {
    let mut shown = alarm(one);
    if let Some(members) = shown.as_object_mut() {
        members.remove("StateReasonData");
        members.remove("StateTransitionedTimestamp");
        members.insert("AlarmConfigurationUpdatedTimestamp".to_owned(), json!(moment(one.configured)));
        members.insert("StateUpdatedTimestamp".to_owned(), json!(moment(one.updated)));
    }
    small(shown)
}

fn small(value: Value) -> Value {
    let key = |key: String| match key.as_str() {
        "OKActions" => "okactions".to_owned(),
        _ => key.chars().take(1).flat_map(char::to_lowercase).chain(key.chars().skip(1)).collect(),
    };
    match value {
        Value::Object(members) => members.into_iter().map(|(name, value)| (key(name), small(value))).collect(),
        Value::Array(items) => items.into_iter().map(small).collect(),
        other => other,
    }
}

/// Writes down that an alarm was made or changed.
pub(super) fn remember_put(call: &mut Call<'_>, before: Option<&Alarm>, now: &Alarm) {
    let (did, data) = match before {
        None => ("created", json!({ "version": "1.0", "type": "Create", "createdAlarm": in_history(now) })),
        Some(before) => {
            let (old, new) = (in_history(before), in_history(now));
            let mut fields: Map<String, Value> = old.as_object().cloned().unwrap_or_default();
            fields.retain(|name, value| new.get(name) != Some(value));
            let data =
                json!({ "version": "1.0", "type": "Update", "updatedAlarm": new, "originalUpdatedFields": fields });
            ("updated", data)
        }
    };
    state::remember(call, &now.name, "ConfigurationUpdate", format!("Alarm \"{}\" {did}", now.name), &data);
}

/// Deletes an alarm; its history stays.
pub(super) fn delete(call: &mut Call<'_>, name: &str) {
    let Some(alarm) = call.region().monitoring.alarms.remove(name) else { return };
    let data = json!({ "version": "1.0", "type": "Delete", "deletedAlarm": in_history(&alarm) });
    state::remember(call, name, "ConfigurationUpdate", format!("Alarm \"{name}\" deleted"), &data);
}
