//! Points of a metric: joined, kept, and aggregated by period.
//!
//! A minute that says what the minute before said lengthens its run, so that what is quiet costs nothing. A metric
//! that is never quiet keeps its latest two days by the minute and what is older by the hour; fifteen days in all.
//! (AWS keeps minutes for fifteen days, five minutes for 63 and hours for 455.)

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::super::account::{Monitoring, Points, Run, Series, Stat};
use super::spread;

const MINUTES_IN_HOUR: i64 = 60;
/// How far back anything goes, in minutes.
pub(super) const KEPT: i64 = 15 * 24 * 60;
/// How many runs of minutes a metric may have: two days in which every minute is another.
const MOST_RUNS: usize = 2880;
/// How many metrics a region may have.
const MOST_SERIES: usize = 10_000;

impl Stat {
    pub(super) fn one(value: f64) -> Self {
        Self(1.0, value, value, value, Vec::new())
    }

    /// A statistic set of which only the ends are known.
    pub(super) fn set(count: f64, sum: f64, least: f64, most: f64) -> Self {
        Self(count, sum, least, most, Vec::new())
    }

    /// Takes in another.
    pub(super) fn join(&mut self, other: &Self) {
        if other.0 <= 0.0 {
            return;
        }
        if self.0 <= 0.0 {
            self.clone_from(other);
            return;
        }
        let alike = self.2.to_bits() == self.3.to_bits()
            && other.2.to_bits() == other.3.to_bits()
            && self.2.to_bits() == other.2.to_bits();
        if !alike {
            spread::join(self, other);
        }
        self.0 += other.0;
        self.1 += other.1;
        self.2 = self.2.min(other.2);
        self.3 = self.3.max(other.3);
    }

    pub(super) fn average(&self) -> f64 {
        if self.0 > 0.0 { self.1 / self.0 } else { 0.0 }
    }
}

/// Adds what a minute (counted from the epoch) says of a metric.
pub(super) fn add(monitoring: &mut Monitoring, key: String, unit: &str, minute: i64, stat: &Stat) {
    if !monitoring.series.contains_key(&key) && monitoring.series.len() >= MOST_SERIES {
        forget_stalest(&mut monitoring.series);
    }
    let series = monitoring.series.entry(key).or_insert_with(|| Series(Arc::new(Points::default())));
    let points = Arc::make_mut(&mut series.0);
    if points.unit.is_empty() {
        unit.clone_into(&mut points.unit);
    }
    put(&mut points.minutes, minute, stat);
    while points.minutes.len() > MOST_RUNS {
        fold(points);
    }
}

/// Forgets what is older than fifteen days, and metrics of which nothing is left.
pub(super) fn forget(monitoring: &mut Monitoring, now: i64) {
    let oldest = now - KEPT;
    let gone = |run: &Run, length: i64| (run.0 + i64::from(run.1)) * length <= oldest;
    monitoring.series.retain(|_, series| {
        let stale = series.0.minutes.front().is_some_and(|run| gone(run, 1))
            || series.0.hours.front().is_some_and(|run| gone(run, MINUTES_IN_HOUR));
        if stale {
            let points = Arc::make_mut(&mut series.0);
            points.minutes.retain(|run| !gone(run, 1));
            points.hours.retain(|run| !gone(run, MINUTES_IN_HOUR));
        }
        !(series.0.minutes.is_empty() && series.0.hours.is_empty())
    });
}

/// The last minute of which a metric says anything.
pub(super) fn latest(points: &Points) -> i64 {
    points.minutes.back().map_or(0, |run| run.0 + i64::from(run.1))
}

fn forget_stalest(series: &mut BTreeMap<String, Series>) {
    let stalest = series.iter().min_by_key(|(_, series)| latest(&series.0)).map(|(key, _)| key.clone());
    if let Some(key) = stalest {
        series.remove(&key);
    }
}

/// Puts one span in its place among runs.
fn put(runs: &mut VecDeque<Run>, at: i64, stat: &Stat) {
    let last_end = runs.back().map(|run| run.0 + i64::from(run.1));
    if last_end.is_none_or(|end| end <= at) {
        match runs.back_mut() {
            Some(run) if last_end == Some(at) && run.2 == *stat => run.1 += 1,
            _ => runs.push_back(Run(at, 1, stat.clone())),
        }
        return;
    }
    let place = runs.partition_point(|run| run.0 + i64::from(run.1) <= at);
    match runs.get(place).cloned() {
        Some(Run(start, length, old)) if start <= at => {
            let mut joined = old.clone();
            joined.join(stat);
            let (before, after) = (at - start, start + i64::from(length) - at - 1);
            let part = |from, length: i64| Run(from, u32::try_from(length).unwrap_or(0), old.clone());
            runs.remove(place);
            let parts = [part(start, before), Run(at, 1, joined), part(at + 1, after)];
            for run in parts.into_iter().rev().filter(|run| run.1 > 0) {
                runs.insert(place, run);
            }
        }
        _ => runs.insert(place, Run(at, 1, stat.clone())),
    }
}

/// Makes an hour of the oldest hour's minutes.
fn fold(points: &mut Points) {
    let Some(hour) = points.minutes.front().map(|run| run.0.div_euclid(MINUTES_IN_HOUR)) else { return };
    let end = (hour + 1) * MINUTES_IN_HOUR;
    let mut stat = Stat::default();
    while let Some(Run(start, length, one)) = points.minutes.front().cloned().filter(|run| run.0 < end) {
        points.minutes.pop_front();
        let inside = (end - start).min(i64::from(length));
        (0..inside).for_each(|_| stat.join(&one));
        let rest = u32::try_from(i64::from(length) - inside).unwrap_or(0);
        if rest > 0 {
            points.minutes.push_front(Run(end, rest, one));
        }
    }
    put(&mut points.hours, hour, &stat);
}

/// What a metric says of each period from one minute to another (not included), where it says anything: the number
/// of the period and its statistics. Hours are no answer to a question about shorter periods.
pub(super) fn aggregated(points: &Points, from: i64, to: i64, period_minutes: i64) -> BTreeMap<i64, Stat> {
    let mut periods: BTreeMap<i64, Stat> = BTreeMap::new();
    let period = period_minutes.max(1);
    let mut take = |runs: &VecDeque<Run>, length: i64| {
        let first = runs.partition_point(|run| (run.0 + i64::from(run.1)) * length <= from);
        for Run(start, count, stat) in runs.iter().skip(first) {
            if start * length >= to {
                break;
            }
            let begin = (from - start * length + length - 1).div_euclid(length).max(0);
            let end = (to - start * length + length - 1).div_euclid(length).min(i64::from(*count));
            for n in begin..end {
                periods.entry(((start + n) * length - from).div_euclid(period)).or_default().join(stat);
            }
        }
    };
    if period % MINUTES_IN_HOUR == 0 {
        take(&points.hours, MINUTES_IN_HOUR);
    }
    take(&points.minutes, 1);
    periods
}
