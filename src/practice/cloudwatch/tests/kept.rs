//! How metrics are kept and aggregated.

use std::collections::BTreeMap;

use super::super::super::account::{Monitoring, Stat};
use super::super::expression::{Math, Scope, Values, compute};
use super::super::{series, statistic};

#[test]
fn statistics_of_a_period_join_its_minutes() {
    let mut monitoring = Monitoring::default();
    for (minute, values) in [(0, vec![1.0, 3.0]), (1, vec![2.0]), (3, vec![10.0]), (5, vec![4.0])] {
        for value in values {
            series::add(&mut monitoring, "m".to_owned(), "Count", minute, &Stat::one(value));
        }
    }
    let points = &monitoring.series["m"].0;
    for (period, name, expected) in [
        (1, "Sum", vec![(0, 4.0), (1, 2.0), (3, 10.0), (5, 4.0)]),
        (1, "Average", vec![(0, 2.0), (1, 2.0), (3, 10.0), (5, 4.0)]),
        (5, "Sum", vec![(0, 16.0), (1, 4.0)]),
        (5, "SampleCount", vec![(0, 4.0), (1, 1.0)]),
        (5, "Minimum", vec![(0, 1.0), (1, 4.0)]),
        (5, "Maximum", vec![(0, 10.0), (1, 4.0)]),
        (5, "Average", vec![(0, 4.0), (1, 4.0)]),
    ] {
        let told: Vec<(i64, f64)> = series::aggregated(points, 0, 10, period)
            .into_iter()
            .map(|(n, stat)| (n, statistic::value(&stat, name).expect("a statistic")))
            .collect();
        assert_eq!(told, expected, "{name} by {period}");
    }
}

#[test]
fn percentiles_are_near_enough() {
    let mut stat = Stat::default();
    (1..=1000).for_each(|n| stat.join(&Stat::one(f64::from(n) / 100.0)));
    for (name, expected) in [("p50", 5.0), ("p90", 9.0), ("p99", 9.9), ("p100", 10.0)] {
        let value = statistic::value(&stat, name).expect("a percentile");
        assert!((value / expected - 1.0).abs() < 0.06, "{name}: {value}");
    }
    assert!(stat.4.len() < 200);
    assert!(!statistic::known("p101") && !statistic::known("Median") && statistic::known("p99.9"));
}

fn sevenths(minute: i64) -> f64 {
    f64::from(i32::try_from(minute % 7).expect("small"))
}

#[test]
fn two_weeks_of_minutes_stay_small_and_their_sum_is_kept() {
    let mut monitoring = Monitoring::default();
    let weeks = 14 * 24 * 60;
    for minute in 0..weeks {
        series::add(&mut monitoring, "busy".to_owned(), "Count", minute, &Stat::one(sevenths(minute)));
        series::add(&mut monitoring, "quiet".to_owned(), "Count", minute, &Stat::one(2.0));
    }
    let busy = &monitoring.series["busy"].0;
    assert!(busy.minutes.len() <= 2880 && busy.hours.len() <= 14 * 24);
    let quiet = &monitoring.series["quiet"].0;
    assert_eq!(quiet.minutes.len(), 1);
    for (from, to, expected) in [(0, 3, 3), (weeks - 2, weeks + 5, 2), (weeks, weeks + 5, 0), (-5, 1, 1)] {
        assert_eq!(series::aggregated(quiet, from, to, 1).len(), expected, "{from}..{to}");
    }
    let sum: f64 = series::aggregated(busy, 0, weeks, 60).values().map(|stat| stat.1).sum();
    let whole: f64 = (0..weeks).map(sevenths).sum();
    assert!((sum - whole).abs() < 1e-6);
    series::forget(&mut monitoring, weeks + 16 * 24 * 60);
    assert!(monitoring.series.is_empty());
}

#[test]
fn late_values_join_the_minute_that_they_belong_to() {
    let mut monitoring = Monitoring::default();
    for minute in [0, 1, 2, 4, 1, 3] {
        series::add(&mut monitoring, "m".to_owned(), "Count", minute, &Stat::one(1.0));
    }
    let by_minute: Vec<(i64, f64)> =
        series::aggregated(&monitoring.series["m"].0, 0, 9, 1).into_iter().map(|(n, stat)| (n, stat.1)).collect();
    assert_eq!(by_minute, [(0, 1.0), (1, 2.0), (2, 1.0), (3, 1.0), (4, 1.0)]);
}

#[test]
fn expressions_are_computed_period_by_period() {
    let values = |all: &[(i64, f64)]| all.iter().copied().collect::<Values>();
    let series = BTreeMap::from([
        ("m1".to_owned(), values(&[(0, 10.0), (1, 20.0), (3, 40.0)])),
        ("m2".to_owned(), values(&[(0, 2.0), (1, 0.0), (2, 5.0)])),
    ]);
    let metrics = ["m1".to_owned(), "m2".to_owned()];
    let scope = Scope { series: &series, metrics: &metrics, period_seconds: 60.0, periods: 4 };
    for (text, expected) in [
        ("m1/m2", values(&[(0, 5.0)])),
        ("m1 * 2 + 1", values(&[(0, 21.0), (1, 41.0), (3, 81.0)])),
        ("SUM([m1, m2])", values(&[(0, 12.0), (1, 20.0), (2, 5.0), (3, 40.0)])),
        ("SUM(METRICS())", values(&[(0, 12.0), (1, 20.0), (2, 5.0), (3, 40.0)])),
        ("FILL(m1, 0)", values(&[(0, 10.0), (1, 20.0), (2, 0.0), (3, 40.0)])),
        ("FILL(m1, REPEAT)", values(&[(0, 10.0), (1, 20.0), (2, 20.0), (3, 40.0)])),
        ("IF(m1 > 15, m1, 0)", values(&[(0, 0.0), (1, 20.0), (3, 40.0)])),
        ("m1 / PERIOD(m1)", values(&[(0, 10.0 / 60.0), (1, 20.0 / 60.0), (3, 40.0 / 60.0)])),
        ("-m1 + 100 * (1 - 0.5)", values(&[(0, 40.0), (1, 30.0), (3, 10.0)])),
    ] {
        assert_eq!(compute(text, &scope), Ok(Math::Series(expected)), "{text}");
    }
    assert_eq!(compute("MAX(m1)", &scope), Ok(Math::Number(40.0)));
    for text in ["", "m1 +", "m3", "m1 m2", "NOPE(m1)", "m1;", &"(".repeat(500)] {
        assert!(compute(text, &scope).is_err(), "{text}");
    }
}
