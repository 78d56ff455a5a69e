//! Points of a metric: joined, kept, and aggregated by period.
//!
//! A minute that says what the minute before said lengthens its run, so that what is quiet costs nothing. A metric
//! that is never quiet has its older minutes packed ([`packed`]), and all grow coarser with age ([`age`]).

use std::collections::{BTreeMap, VecDeque};

use super::super::account::{Monitoring, Points, Run, Series, Stat};
use super::{age, packed, spread};

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
    let series = monitoring.series.entry(key).or_default();
    let points: &mut Points = series;
    if points.unit.is_empty() {
        unit.clone_into(&mut points.unit);
    }
    if !age::put_late(points, minute, stat) {
        put(&mut points.minutes, minute, stat);
        age::pack_surplus(points);
    }
}

/// The last minute of which a metric says anything.
pub(super) fn latest(points: &Points) -> i64 {
    let packed = points.packed.back().map_or(0, |packed| packed.to);
    points.minutes.back().map_or(packed, |run| run.0 + i64::from(run.1))
}

fn forget_stalest(series: &mut BTreeMap<String, Series>) {
    let stalest = series.iter().min_by_key(|(_, series)| latest(series)).map(|(key, _)| key.clone());
    if let Some(key) = stalest {
        series.remove(&key);
    }
}

/// Puts one span in its place among runs.
pub(super) fn put(runs: &mut VecDeque<Run>, at: i64, stat: &Stat) {
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

/// What a metric says of each period from one minute to another (not included), where it says anything: the number
/// of the period and its statistics. Longer spans are no answer to a question about shorter periods.
pub(super) fn aggregated(points: &Points, from: i64, to: i64, period_minutes: i64) -> BTreeMap<i64, Stat> {
    let mut periods: BTreeMap<i64, Stat> = BTreeMap::new();
    let period = period_minutes.max(1);
    let mut take = |runs: &mut dyn Iterator<Item = &Run>, length: i64| {
        for Run(start, count, stat) in runs.skip_while(|run| (run.0 + i64::from(run.1)) * length <= from) {
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
    for packed in &points.packed {
        if period % packed.span == 0 && packed.from < to && packed.to > from {
            take(&mut packed::unpack(packed).iter(), packed.span);
        }
    }
    let first = points.minutes.partition_point(|run| run.0 + i64::from(run.1) <= from);
    take(&mut points.minutes.range(first..), 1);
    periods
}
