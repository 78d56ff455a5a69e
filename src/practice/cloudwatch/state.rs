//! An alarm's state: how it changes, what is written down of it, and what follows.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::account::{Alarm, AlarmState, HistoryItem, Monitoring};
use super::super::autoscaling::execute::{Trigger, execute};
use super::super::autoscaling::policies;
use super::super::call::Call;
use super::definition::Definition;
use super::reason::moment;

/// How long history goes back, and how much of it an alarm has at most.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
const MOST_ITEMS: usize = 500;
/// What `HistoryData` may hold.
const MOST_DATA: usize = 4095;

/// A state with its reason.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) state: AlarmState,
    pub(super) reason: String,
    /// JSON text, or nothing.
    pub(super) data: String,
}

/// What a policy is told of the metric.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Latest {
    pub(super) metric: Option<f64>,
    pub(super) threshold: Option<f64>,
}

/// Writes something down of an alarm.
pub(super) fn remember(call: &mut Call<'_>, alarm: &str, kind: &str, summary: String, data: &Value) {
    let at = call.now;
    let items = call.region().monitoring.history.entry(alarm.to_owned()).or_default();
    items.push_back(HistoryItem { at, kind: kind.to_owned(), summary, data: data.to_string() });
    while items.len() > MOST_ITEMS {
        items.pop_front();
    }
}

/// Forgets history older than thirty days.
pub(super) fn forget(monitoring: &mut Monitoring, now: jiff::Timestamp) {
    monitoring.history.retain(|_, items| {
        while items.front().is_some_and(|item| now.duration_since(item.at) > KEPT) {
            items.pop_front();
        }
        !items.is_empty()
    });
}

/// Puts an alarm into a state and, when that is another one, does what it is to do then.
pub(super) fn turn(call: &mut Call<'_>, name: &str, to: &Turn, latest: Latest) {
    let now = call.now;
    let Some(alarm) = call.region().monitoring.alarms.get_mut(name) else { return };
    let before = Turn { state: alarm.state, reason: alarm.reason.clone(), data: alarm.reason_data.clone() };
    alarm.state = to.state;
    alarm.reason.clone_from(&to.reason);
    alarm.reason_data.clone_from(&to.data);
    alarm.updated = now;
    if before.state == to.state {
        return;
    }
    alarm.transitioned = now;
    let summary = format!("Alarm updated from {} to {}", before.state.name(), to.state.name());
    remember(call, name, "StateUpdate", summary, &change(&before, to));
    act(call, name, latest, true);
}

fn change(before: &Turn, to: &Turn) -> Value {
    let shown = |turn: &Turn, whole: bool| {
        let mut shown = json!({ "stateValue": turn.state.name(), "stateReason": turn.reason });
        if let Ok(mut data) = serde_json::from_str::<Value>(&turn.data) {
            if let Some(members) = data.as_object_mut().filter(|_| !whole) {
                members.remove("evaluatedDatapoints");
            }
            shown["stateReasonData"] = data;
        }
        shown
    };
    let with = |old, new| json!({ "version": "1.0", "oldState": shown(before, old), "newState": shown(to, new) });
    let fits = |data: &Value| data.to_string().len() <= MOST_DATA;
    [(true, true), (false, true)].map(|(old, new)| with(old, new)).into_iter().find(fits).unwrap_or_else(|| {
        let short = with(false, false);
        let bare = json!({
            "version": "1.0",
            "oldState": { "stateValue": before.state.name() },
            "newState": { "stateValue": to.state.name() },
        });
        if fits(&short) { short } else { bare }
    })
}

/// Carries out the actions of an alarm's state: all of them when it has just come, and scaling policies again every
/// minute for as long as it lasts.
pub(super) fn act(call: &mut Call<'_>, name: &str, latest: Latest, come: bool) {
    let Some(alarm) = call.region().monitoring.alarms.get(name).filter(|alarm| alarm.actions_enabled) else { return };
    let definition = Definition::of(alarm);
    let actions = match alarm.state {
        AlarmState::Ok => definition.ok_actions,
        AlarmState::Alarm => definition.alarm_actions,
        AlarmState::InsufficientData => definition.insufficient_data_actions,
    };
    for action in actions {
        let scaling =
            policies::by_arn(call.region(), &action).map(|(group, policy)| (group.name.clone(), policy.name.clone()));
        let Some((group, policy)) = scaling else {
            if come {
                let error = "The resource of this action does not exist in the practice account";
                executed(call, name, &action, Some(error));
            }
            continue;
        };
        let trigger = Trigger {
            alarm: Some(name.to_owned()),
            metric: latest.metric,
            threshold: latest.threshold.or(definition.threshold),
        };
        if execute(call, &group, &policy, &trigger).is_some() || come {
            executed(call, name, &action, None);
        }
    }
}

fn executed(call: &mut Call<'_>, name: &str, action: &str, error: Option<&str>) {
    let at = call.region().monitoring.alarms.get(name).map(|alarm| moment(alarm.updated));
    let mut data = json!({
        "actionState": if error.is_some() { "Failed" } else { "Succeeded" },
        "notificationResource": action,
        "stateUpdateTimestamp": at,
        "publishedMessage": Value::Null,
    });
    let summary = match error {
        None => format!("Successfully executed action {action}"),
        Some(error) => {
            data["error"] = json!(error);
            format!("Failed to execute action {action}. Received error: \"{error}\"")
        }
    };
    remember(call, name, "Action", summary.chars().take(255).collect(), &data);
}

/// A new alarm, not looked at yet.
pub(super) fn fresh(call: &Call<'_>, name: &str, definition: serde_json::Map<String, Value>) -> Alarm {
    let actions_enabled = definition.get("ActionsEnabled").and_then(Value::as_bool).unwrap_or(true);
    Alarm {
        name: name.to_owned(),
        arn: call.arn("cloudwatch", &format!("alarm:{name}")),
        definition,
        owner: None,
        configured: call.now,
        actions_enabled,
        state: AlarmState::InsufficientData,
        reason: "Unchecked: Initial alarm creation".to_owned(),
        reason_data: String::new(),
        updated: call.now,
        transitioned: call.now,
        tags: super::super::account::Tags::new(),
    }
}
