//! M of N datapoints and missing data: AWS's documented table.

use super::super::super::account::AlarmState::{self, Alarm, InsufficientData, Ok};
use super::super::evaluate::{Comparison, Missing, Test, judge};

/// Oldest first: `X` breaches, `0` does not, `-` is missing.
fn state(points: &str, to_alarm: usize, missing: Missing) -> Option<AlarmState> {
    let test = Test { comparison: Comparison::Greater, threshold: 0.5, to_alarm, periods: 3, missing };
    let value = |mark: char| match mark {
        'X' => Some(1.0),
        '0' => Some(0.0),
        _ => None,
    };
    let range: Vec<Option<f64>> = points.chars().rev().map(value).collect();
    judge(&test, &range).state
}

#[test]
fn missing_datapoints_count_as_the_alarm_says() {
    // Points, M of 3, then the states for missing, ignore, breaching, notBreaching; none: it stays as it is.
    for (points, to_alarm, expected) in [
        ("0-X-X", 3, [Some(Ok); 4]),
        ("0XX-X", 3, [Some(Alarm); 4]),
        ("----0", 3, [Some(Ok); 4]),
        ("-----", 3, [Some(InsufficientData), None, Some(Alarm), Some(Ok)]),
        ("--X--", 3, [Some(Alarm), None, Some(Alarm), Some(Ok)]),
        ("----X", 3, [None, None, Some(Alarm), Some(Ok)]),
        ("0-X-X", 2, [Some(Alarm); 4]),
        ("00X0X", 2, [Some(Alarm); 4]),
        ("0-X--", 2, [Some(Ok), Some(Ok), Some(Alarm), Some(Ok)]),
        ("----0", 2, [Some(Ok), Some(Ok), Some(Alarm), Some(Ok)]),
        ("---X-", 2, [Some(Alarm), None, Some(Alarm), Some(Ok)]),
        ("0000X", 1, [Some(Alarm); 4]),
        ("XX000", 1, [Some(Ok); 4]),
    ] {
        let ways = [Missing::Unknown, Missing::Ignore, Missing::Breaching, Missing::NotBreaching];
        assert_eq!(ways.map(|missing| state(points, to_alarm, missing)), expected, "{points}, {to_alarm} of 3");
    }
}

#[test]
fn comparisons_are_strict_where_they_say_so() {
    for (comparison, under, at, over) in [
        (Comparison::Greater, false, false, true),
        (Comparison::GreaterOrEqual, false, true, true),
        (Comparison::Less, true, false, false),
        (Comparison::LessOrEqual, true, true, false),
    ] {
        assert_eq!([24.9, 25.0, 25.1].map(|value| comparison.holds(value, 25.0)), [under, at, over]);
    }
}
