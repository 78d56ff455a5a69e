//! CloudWatch: metrics by the minute, alarms, and what has become of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::Tags;

/// Everything that CloudWatch holds of a region.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Monitoring {
    /// By namespace, name and dimensions, as [`cloudwatch`](super::super::cloudwatch) writes them in one text.
    pub(crate) series: BTreeMap<String, Series>,
    /// What is not published yet, by minute.
    pub(crate) open: BTreeMap<i64, OpenMinute>,
    /// By name.
    pub(crate) alarms: BTreeMap<String, Alarm>,
    /// By the alarm's name, oldest first; stays when the alarm goes.
    pub(crate) history: BTreeMap<String, VecDeque<HistoryItem>>,
    /// Until where minutes have been sampled and alarms evaluated.
    pub(crate) sampled: Option<Timestamp>,
}

/// What has been seen of a minute so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct OpenMinute {
    pub(crate) metrics: BTreeMap<String, (String, Stat)>,
    /// Requests and bytes in and out by target (instance id or address).
    pub(crate) work: BTreeMap<String, Work>,
}

/// What a target had to do in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) requests: u64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
}

/// One metric over time. Cloning it copies nothing until one of the two changes.
#[derive(Clone, Debug)]
pub(crate) struct Series(pub(crate) Arc<Points>);

/// Runs of minutes and, where there were too many of them, hours; each oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Points {
    pub(crate) unit: String,
    pub(crate) minutes: VecDeque<Run>,
    pub(crate) hours: VecDeque<Run>,
}

/// Spans one after another that all say the same: the number of the first, how many, and what each says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run(pub(crate) i64, pub(crate) u32, pub(crate) Stat);

/// A statistic set: count, sum, minimum, maximum, and how the values spread, for percentiles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stat(
    pub(crate) f64,
    pub(crate) f64,
    pub(crate) f64,
    pub(crate) f64,
    /// Number of a bucket and how many values fell into it; empty when all are alike.
    #[serde(default)]
    pub(crate) Vec<(i32, f64)>,
);

/// A metric alarm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Alarm {
    pub(crate) name: String,
    pub(crate) arn: String,
    /// What `PutMetricAlarm` was given, API names, without name and tags.
    pub(crate) definition: Map<String, Value>,
    /// The ARN of the policy that made it and takes it away with itself.
    #[serde(default)]
    pub(crate) owner: Option<String>,
    pub(crate) configured: Timestamp,
    pub(crate) actions_enabled: bool,
    pub(crate) state: AlarmState,
    pub(crate) reason: String,
    /// JSON text, or nothing.
    pub(crate) reason_data: String,
    /// When the state was last set, and when it last became another.
    pub(crate) updated: Timestamp,
    pub(crate) transitioned: Timestamp,
    pub(crate) tags: Tags,
}

/// `StateValue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AlarmState {
    Ok,
    Alarm,
    InsufficientData,
}

impl AlarmState {
    /// The API's word.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// `AlarmHistoryItem`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HistoryItem {
    pub(crate) at: Timestamp,
    /// `StateUpdate`, `ConfigurationUpdate` or `Action`.
    pub(crate) kind: String,
    pub(crate) summary: String,
    /// JSON text.
    pub(crate) data: String,
}

impl Serialize for Series {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Points::deserialize(from).map(|points| Self(Arc::new(points)))
    }
}
