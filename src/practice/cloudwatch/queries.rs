//! `MetricDataQuery`: metrics and expressions over them, checked and computed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::account::Monitoring;
use super::super::fault::Fault;
use super::expression::{self, Math, Scope, Values};
use super::key::Metric;
use super::{age, series, statistic};

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Query {
    pub(super) id: String,
    pub(super) metric_stat: Option<MetricStat>,
    pub(super) expression: Option<String>,
    pub(super) label: Option<String>,
    pub(super) return_data: Option<bool>,
    pub(super) period: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MetricStat {
    pub(super) metric: Metric,
    pub(super) period: i64,
    pub(super) stat: String,
    pub(super) unit: Option<String>,
}

/// Values may be put up to two hours ahead.
const FUTURE: i64 = 180;

/// Minutes from one (included) to another (not included), in periods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) period_minutes: i64,
}

impl Span {
    /// The part of it of which anything can be known: whole periods from the oldest minute kept, up to a little in
    /// the future.
    pub(super) fn kept(self, now: i64) -> Self {
        let skipped = (age::oldest(now, self.period_minutes) - self.from).max(0).div_euclid(self.period_minutes);
        let from = self.from + skipped * self.period_minutes;
        Self { from, to: self.to.min(now + FUTURE).max(from), ..self }
    }

    pub(super) const fn periods(self) -> i64 {
        (self.to - self.from).div_euclid(self.period_minutes)
            + ((self.to - self.from).rem_euclid(self.period_minutes) > 0) as i64
    }
}

/// A statistic of a metric by period; nothing of a metric that is not there or has another unit.
pub(super) fn values(monitoring: &Monitoring, of: &MetricStat, span: Span) -> Values {
    let Some(series) = monitoring.series.get(&of.metric.text()) else { return Values::new() };
    if of.unit.as_ref().is_some_and(|unit| *unit != series.unit) {
        return Values::new();
    }
    let periods = series::aggregated(series, span.from, span.to, span.period_minutes);
    periods.into_iter().filter_map(|(n, stat)| Some((n, statistic::value(&stat, &of.stat)?))).collect()
}

/// Whether a period in seconds is one that CloudWatch has.
pub(super) fn period(seconds: i64) -> Result<i64, Fault> {
    match seconds {
        1 | 5 | 10 | 20 | 30 => Ok(1),
        seconds if seconds >= 60 && seconds % 60 == 0 => Ok(seconds / 60),
        _ => {
            let message = "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60";
            Err(Fault::new("InvalidParameterValue", message))
        }
    }
}

/// Checks queries as they stand together.
pub(super) fn check(queries: &[Query]) -> Result<(), Fault> {
    let wrong = |message: String| Err(Fault::validation(message));
    if queries.is_empty() {
        return Err(Fault::new("MissingParameter", "The parameter MetricDataQueries is required."));
    }
    if queries.len() > 500 {
        return wrong("The collection MetricDataQueries must not have a size greater than 500.".to_owned());
    }
    let mut ids = std::collections::BTreeSet::new();
    for query in queries {
        let starts = query.id.chars().next().is_some_and(|first| first.is_ascii_lowercase());
        if !starts || !query.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return wrong(format!(
                "The value {} for parameter MetricDataQueries.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
                query.id
            ));
        }
        if !ids.insert(query.id.as_str()) {
            return wrong(format!("The values for parameter id in MetricDataQueries are not unique: {}", query.id));
        }
        match (&query.metric_stat, &query.expression) {
            (Some(of), None) => {
                period(of.period)?;
                if !statistic::known(&of.stat) {
                    return wrong(format!("The value {} for parameter Stat is not supported.", of.stat));
                }
            }
            (None, Some(_)) => {}
            _ => {
                return wrong(
                    "The parameters MetricDataQueries.Expression and MetricDataQueries.MetricStat are mutually \
                     exclusive and you have to specify one of them."
                        .to_owned(),
                );
            }
        }
    }
    Ok(())
}

/// A query's period in minutes: its own, or the longest among those that its expression is about.
pub(super) fn minutes(queries: &[Query], query: &Query) -> i64 {
    fn of(queries: &[Query], query: &Query, deep: usize) -> i64 {
        if let Some(stat) = &query.metric_stat {
            return period(stat.period).unwrap_or(1);
        }
        if let Some(own) = query.period {
            return period(own).unwrap_or(1);
        }
        let names = expression::names(query.expression.as_deref().unwrap_or_default());
        let named = queries.iter().filter(|other| deep < 10 && other.id != query.id);
        let about: Vec<&Query> = named.clone().filter(|other| names.contains(&other.id)).collect();
        let about = if about.is_empty() { named.filter(|one| one.metric_stat.is_some()).collect() } else { about };
        about.into_iter().map(|other| of(queries, other, deep + 1)).max().unwrap_or(1)
    }
    of(queries, query, 0)
}

/// Computes one query over a span; an expression that does not stand is refused.
pub(super) fn compute(monitoring: &Monitoring, queries: &[Query], query: &Query, span: Span) -> Result<Math, Fault> {
    computed(monitoring, queries, query, span, 0)
}

fn computed(monitoring: &Monitoring, queries: &[Query], query: &Query, span: Span, deep: usize) -> Result<Math, Fault> {
    let refused = |why: &str| Fault::validation(format!("Error in expression '{}': {why}", query.id));
    if let Some(of) = &query.metric_stat {
        return Ok(Math::Series(values(monitoring, of, span)));
    }
    if deep > 10 {
        return Err(refused("it refers to itself"));
    }
    let text = query.expression.as_deref().unwrap_or_default();
    let names = expression::names(text);
    let mut series: BTreeMap<String, Values> = BTreeMap::new();
    let every = text.contains("METRICS(");
    for other in queries.iter().filter(|other| other.id != query.id) {
        if names.contains(&other.id) || (every && other.metric_stat.is_some()) {
            let value = match computed(monitoring, queries, other, span, deep + 1)? {
                Math::Series(values) => values,
                Math::Number(number) => (0..span.periods()).map(|n| (n, number)).collect(),
                Math::Many(_) => return Err(refused("an array of series cannot be referred to")),
            };
            series.insert(other.id.clone(), value);
        }
    }
    let metrics: Vec<String> =
        queries.iter().filter(|one| one.metric_stat.is_some()).map(|one| one.id.clone()).collect();
    #[expect(clippy::cast_precision_loss, reason = "periods are at most days")]
    let period_seconds = (span.period_minutes * 60) as f64;
    let scope = Scope { series: &series, metrics: &metrics, period_seconds, periods: span.periods() };
    expression::compute(text, &scope).map_err(|why| refused(&why))
}
