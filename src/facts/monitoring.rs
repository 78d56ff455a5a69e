//! CloudWatch alarms, their history, and request metrics.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    pub name: String,
    pub arn: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
    pub state_updated_at: Option<Timestamp>,
    /// When it last changed between states; `state_updated_at` also moves without a change.
    pub state_transitioned_at: Option<Timestamp>,
    pub namespace: Option<String>,
    pub metric: Option<String>,
    pub dimensions: Vec<(String, String)>,
    pub statistic: Option<String>,
    /// For example `GreaterThanThreshold`.
    pub comparison: Option<String>,
    pub threshold: Option<f64>,
    pub period_seconds: Option<i32>,
    pub evaluation_periods: Option<i32>,
    pub datapoints_to_alarm: Option<i32>,
    pub actions_enabled: bool,
    /// ARNs that are called when it goes into ALARM.
    pub alarm_actions: Vec<String>,
}

/// One `StateUpdate` of an alarm's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmStateChange {
    pub at: Timestamp,
    /// `None` where the history does not say.
    pub from: Option<String>,
    pub to: String,
}

/// `RequestCountPerTarget` of one target group: sums of one minute, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestMetric {
    /// The window that was asked for. CloudWatch keeps one-minute data for 15 days.
    pub from: Timestamp,
    pub to: Timestamp,
    /// `(start of the minute, sum per target)`; minutes without data are absent.
    pub per_minute: Vec<(Timestamp, f64)>,
}
