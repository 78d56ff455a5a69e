//! The phase of every minute: what was measured is published, and alarms are evaluated.
//!
//! A minute's values are published one minute after its end, all at once; AWS takes one to three. What
//! `PutMetricData` brings is there at once. An alarm looks at whole periods up to the last minute that its metric
//! can have, every minute, whatever its period.

use jiff::{SignedDuration, Timestamp};

use super::super::account::{AlarmState, InstanceState, Region};
use super::super::call::Call;
use super::definition::Definition;
use super::evaluate::{self, MORE};
use super::expression::{Math, Values};
use super::queries::{self, Span};
use super::reason::Judged;
use super::state::{Latest, Turn};
use super::{age, count, follow, sample, series, state};

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// When the next minute ends, in a region in which anything can be measured.
pub(crate) fn next(region: &Region) -> Option<Timestamp> {
    let monitoring = &region.monitoring;
    let running = || region.instances.values().any(|one| one.state == InstanceState::Running);
    let alive = !region.load_balancers.is_empty()
        || !monitoring.alarms.is_empty()
        || !monitoring.open.is_empty()
        || !monitoring.series.is_empty()
        || running();
    let due = monitoring.sampled.map_or(Timestamp::UNIX_EPOCH, |at| at.saturating_add(MINUTE).unwrap_or(at));
    alive.then_some(due)
}

/// What is due at `call.now`.
pub(crate) fn step(call: &mut Call<'_>) {
    let now = call.now;
    if next(call.region()).is_none_or(|due| due > now) {
        return;
    }
    let minute = count::minute(now);
    let region = call.region();
    let first = region.monitoring.sampled.is_none();
    region.monitoring.sampled = Timestamp::from_second(minute * 60).ok();
    if !first {
        sample::minute(region, minute - 1);
    }
    publish(region, minute - 1);
    follow::forget_orphans(call);
    if minute % 60 == 0 {
        let region = call.region();
        age::forget(&mut region.monitoring, minute);
        state::forget(&mut region.monitoring, now);
    }
    let names: Vec<String> = call.region().monitoring.alarms.keys().cloned().collect();
    for name in names {
        evaluate_alarm(call, &name, minute);
    }
}

/// Publishes what was seen before a minute.
fn publish(region: &mut Region, before: i64) {
    let later = region.monitoring.open.split_off(&before);
    for (minute, open) in std::mem::replace(&mut *region.monitoring.open, later) {
        for (key, (unit, stat)) in open.metrics {
            series::add(&mut region.monitoring, key, &unit, minute, &stat);
        }
    }
}

fn evaluate_alarm(call: &mut Call<'_>, name: &str, minute: i64) {
    let now = call.now;
    let Some(alarm) = call.region().monitoring.alarms.get(name).cloned() else { return };
    let definition = Definition::of(&alarm);
    let Some(test) = definition.test() else { return };
    let Some((values, span, statistic)) = watched(call.region(), &definition, minute, test.periods) else { return };
    let last = span.periods() - 1;
    let range: Vec<Option<f64>> = (0..span.periods()).map(|back| values.get(&(last - back)).copied()).collect();
    let found = evaluate::judge(&test, &range);
    let start = |back: &usize| {
        let n = last - i64::try_from(*back).unwrap_or_default();
        Timestamp::from_second((span.from + n * span.period_minutes) * 60).unwrap_or(now)
    };
    let point = |back: &usize| Some((start(back), range.get(*back).copied().flatten()?));
    let points: Vec<(Timestamp, f64)> = found.used.iter().filter_map(point).collect();
    let latest = Latest { metric: points.first().map(|(_, value)| *value), threshold: Some(test.threshold) };
    let judged = Judged {
        test: &test,
        found: &found,
        points,
        statistic,
        period_seconds: span.period_minutes * 60,
        counted: definition.datapoints_to_alarm.is_some(),
        before: alarm.state,
        now,
    };
    match found.state.filter(|state| *state != alarm.state) {
        Some(to) => {
            let turn = Turn { state: to, reason: judged.sentence(to), data: judged.data().to_string() };
            state::turn(call, name, &turn, latest);
        }
        None if alarm.state == AlarmState::Alarm => state::act(call, name, latest, false),
        None => {}
    }
}

/// The values that an alarm judges, over its evaluation range.
fn watched<'a>(
    region: &Region,
    definition: &'a Definition,
    minute: i64,
    periods: usize,
) -> Option<(Values, Span, Option<&'a str>)> {
    let metric = definition.metric();
    let period_minutes = match (&metric, definition.returned()) {
        (Some(metric), _) => queries::period(metric.period).ok()?,
        (None, Some(query)) => queries::minutes(&definition.metrics, query),
        (None, None) => return None,
    };
    let namespaces = definition.metrics.iter().filter_map(|query| query.metric_stat.as_ref()).chain(metric.as_ref());
    // What AWS's own services measure comes a minute late.
    let late = namespaces.into_iter().any(|one| one.metric.namespace.starts_with("AWS/"));
    let to = minute - i64::from(late);
    let length = i64::try_from(periods + MORE).ok()?.checked_mul(period_minutes)?;
    let span = Span { from: to - length, to, period_minutes };
    let values = match (&metric, definition.returned()) {
        (Some(metric), _) => queries::values(&region.monitoring, metric, span),
        (None, Some(query)) => match queries::compute(&region.monitoring, &definition.metrics, query, span).ok()? {
            Math::Series(values) => values,
            Math::Number(number) => (0..span.periods()).map(|n| (n, number)).collect(),
            Math::Many(_) => Values::new(),
        },
        (None, None) => return None,
    };
    Some((values, span, definition.stat()))
}
