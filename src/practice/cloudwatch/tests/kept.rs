//! How metrics are kept and aggregated.

use std::collections::BTreeMap;

use super::super::super::account::{Monitoring, Stat};
use super::super::expression::{Math, Scope, Values, compute};
use super::super::{age, series, statistic};

#[test]
fn statistics_of_a_period_join_its_minutes() {
    let mut monitoring = Monitoring::default();
    for (minute, values) in [(0, vec![1.0, 3.0]), (1, vec![2.0]), (3, vec![10.0]), (5, vec![4.0])] {
        for value in values {
            series::add(&mut monitoring, "m".to_owned(), "Count", minute, &Stat::one(value));
        }
    }
    let points = &monitoring.series["m"];
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
fn minutes_grow_old_as_on_aws_and_their_sum_is_kept() {
    const DAY: i64 = 24 * 60;
    let mut monitoring = Monitoring::default();
    let end = 70 * DAY;
    for minute in 0..end {
        series::add(&mut monitoring, "busy".to_owned(), "Count", minute, &Stat::one(sevenths(minute)));
        series::add(&mut monitoring, "quiet".to_owned(), "Count", minute, &Stat::one(2.0));
        if minute % 60 == 59 {
            age::forget(&mut monitoring, minute + 1);
        }
    }
    let busy = &monitoring.series["busy"];
    let bytes: usize = busy.packed.iter().map(|packed| packed.runs.len()).sum();
    println!("{} open runs, {bytes} bytes packed", busy.minutes.len());
    assert!(busy.minutes.len() <= 720 && bytes < 100_000, "{} runs, {bytes} bytes", busy.minutes.len());
    let quiet = &monitoring.series["quiet"];
    assert_eq!((quiet.minutes.len(), quiet.packed.len()), (1, 0));
    for (from, to, expected) in [(0, 3, 3), (end - 2, end + 5, 2), (end, end + 5, 0), (-5, 1, 1)] {
        assert_eq!(series::aggregated(quiet, from, to, 1).len(), expected, "{from}..{to}");
    }
    // Minutes of the last fifteen days, five minutes of the last 63, hours of all of it.
    for (period, days) in [(1, 15), (5, 63), (60, 70)] {
        let (from, periods) = (end - days * DAY, days * DAY / period);
        assert_eq!(age::oldest(end, period).max(0), from);
        let told = series::aggregated(busy, from, end, period);
        assert_eq!(i64::try_from(told.len()), Ok(periods), "{period}");
        for (n, stat) in told {
            let first = from + n * period;
            let whole: f64 = (first..first + period).map(sevenths).sum();
            assert_eq!((stat.0, stat.1), (f64::from(i32::try_from(period).expect("small")), whole), "{period}: {n}");
        }
    }
    let older = series::aggregated(busy, 0, end - 16 * DAY, 1);
    assert!(older.is_empty(), "{}", older.len());
    age::forget(&mut monitoring, end + 456 * DAY);
    assert!(monitoring.series.is_empty());
}

#[test]
fn what_is_too_much_grows_old_before_its_time() {
    let mut monitoring = Monitoring::default();
    let odd = |n: i64| f64::from(i32::try_from(n * 7919 % 99_991).expect("small")) / 7.0;
    for minute in 0..1440 {
        for n in 0..130 {
            let buckets = (0..20).map(|bucket| (bucket, odd(minute * n + i64::from(bucket)))).collect();
            let stat = Stat(1.0, odd(minute), odd(minute), odd(minute), buckets);
            series::add(&mut monitoring, n.to_string(), "Count", minute, &stat);
        }
    }
    let bytes = |monitoring: &Monitoring| -> usize {
        monitoring.series.values().flat_map(|points| &points.packed).map(|packed| packed.runs.len()).sum()
    };
    assert!(bytes(&monitoring) > 8 << 20, "{}", bytes(&monitoring));
    age::forget(&mut monitoring, 1440);
    assert!(bytes(&monitoring) <= 8 << 20, "{}", bytes(&monitoring));
    let hourly = series::aggregated(&monitoring.series["7"], 0, 1440, 60);
    assert_eq!((hourly.len(), hourly.values().all(|stat| stat.0.to_bits() == 60_f64.to_bits())), (24, true));
}

#[test]
fn late_values_find_their_place_among_packed_ones() {
    let mut monitoring = Monitoring::default();
    for minute in (0..2000).filter(|minute| *minute != 100) {
        series::add(&mut monitoring, "m".to_owned(), "Count", minute, &Stat::one(sevenths(minute)));
    }
    series::add(&mut monitoring, "m".to_owned(), "Count", 100, &Stat::one(50.0));
    series::add(&mut monitoring, "m".to_owned(), "Count", 101, &Stat::one(1.0));
    let points = &monitoring.series["m"];
    assert!(!points.packed.is_empty());
    let told = series::aggregated(points, 99, 102, 1);
    assert_eq!(told.values().map(|stat| stat.1).collect::<Vec<_>>(), [sevenths(99), 50.0, sevenths(101) + 1.0]);
}

#[test]
fn late_values_join_the_minute_that_they_belong_to() {
    let mut monitoring = Monitoring::default();
    for minute in [0, 1, 2, 4, 1, 3] {
        series::add(&mut monitoring, "m".to_owned(), "Count", minute, &Stat::one(1.0));
    }
    let by_minute: Vec<(i64, f64)> =
        series::aggregated(&monitoring.series["m"], 0, 9, 1).into_iter().map(|(n, stat)| (n, stat.1)).collect();
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
