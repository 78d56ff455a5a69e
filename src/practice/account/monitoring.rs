//! CloudWatch: metrics by the minute, alarms, and what has become of them.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Shared, Tags};

/// Everything that CloudWatch holds of a region.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Monitoring {
    /// By namespace, name and dimensions, as [`cloudwatch`](super::super::cloudwatch) writes them in one text.
    pub(crate) series: Shared<BTreeMap<String, Series>>,
    /// What is not published yet, by minute.
    pub(crate) open: Shared<BTreeMap<i64, OpenMinute>>,
    /// By name.
    pub(crate) alarms: Shared<BTreeMap<String, Alarm>>,
    /// By the alarm's name, oldest first; stays when the alarm goes.
    pub(crate) history: Shared<BTreeMap<String, VecDeque<HistoryItem>>>,
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

/// One metric over time.
pub(crate) type Series = Shared<Points>;

/// Runs of minutes, and what is older than them, packed; each oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Points {
    pub(crate) unit: String,
    #[serde(default)]
    pub(crate) packed: VecDeque<Packed>,
    pub(crate) minutes: VecDeque<Run>,
}

/// Runs as `cloudwatch` packs them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Packed {
    /// How many minutes their spans have each.
    pub(crate) span: i64,
    /// The minutes that they are about: the first, and the one after the last.
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) runs: Shared<String>,
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
