//! What an alarm watches, read from what it was given.

use serde::Deserialize;
use serde_json::Value;

use super::super::account::Alarm;
use super::super::call::read;
use super::evaluate::{Comparison, Missing, Test};
use super::key::{Dimension, Metric};
use super::queries::{MetricStat, Query};

/// The judged members of `PutMetricAlarm`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Definition {
    pub(super) metric_name: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) statistic: Option<String>,
    pub(super) extended_statistic: Option<String>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) period: Option<i64>,
    pub(super) unit: Option<String>,
    pub(super) evaluation_periods: Option<i64>,
    pub(super) datapoints_to_alarm: Option<i64>,
    pub(super) threshold: Option<f64>,
    pub(super) comparison_operator: Option<String>,
    pub(super) treat_missing_data: Option<String>,
    pub(super) metrics: Vec<Query>,
    #[serde(rename = "OKActions")]
    pub(super) ok_actions: Vec<String>,
    pub(super) alarm_actions: Vec<String>,
    pub(super) insufficient_data_actions: Vec<String>,
}

impl Definition {
    pub(super) fn of(alarm: &Alarm) -> Self {
        read(Value::Object(alarm.definition.clone())).unwrap_or_default()
    }

    /// The metric by its name, as one query.
    pub(super) fn metric(&self) -> Option<MetricStat> {
        let metric = Metric {
            namespace: self.namespace.clone()?,
            name: self.metric_name.clone()?,
            dimensions: self.dimensions.clone(),
        };
        let stat = self.stat()?.to_owned();
        Some(MetricStat { metric, period: self.period?, stat, unit: self.unit.clone() })
    }

    /// The statistic's name.
    pub(super) fn stat(&self) -> Option<&str> {
        self.statistic.as_deref().or(self.extended_statistic.as_deref())
    }

    /// The query whose value is compared.
    pub(super) fn returned(&self) -> Option<&Query> {
        self.metrics.iter().find(|query| query.return_data == Some(true)).or_else(|| match self.metrics.as_slice() {
            [one] if one.return_data != Some(false) => Some(one),
            all => all.iter().find(|query| query.return_data.is_none()),
        })
    }

    /// What is compared with what; none of a comparison with a band.
    pub(super) fn test(&self) -> Option<Test> {
        let periods = usize::try_from(self.evaluation_periods?).ok()?;
        let to_alarm = self.datapoints_to_alarm.and_then(|count| usize::try_from(count).ok()).unwrap_or(periods);
        Some(Test {
            comparison: Comparison::parsed(self.comparison_operator.as_deref()?)?,
            threshold: self.threshold?,
            to_alarm,
            periods,
            missing: Missing::parsed(self.treat_missing_data.as_deref())?,
        })
    }
}
