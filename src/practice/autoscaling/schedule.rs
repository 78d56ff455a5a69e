//! When a scheduled action is due: once at its start, or by the five fields of cron in its time zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The allowed minutes, hours, days, months and weekdays; Sunday is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cron {
    minutes: Vec<i8>,
    hours: Vec<i8>,
    days: Vec<i8>,
    months: Vec<i8>,
    weekdays: Vec<i8>,
    /// When both are given, a day that fits either is meant.
    either: bool,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Cron {
    /// Reads `minute hour day month weekday`.
    pub(crate) fn parsed(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = parts.as_slice() else { return None };
        let mut weekdays: Vec<i8> = field(weekday, 0, 7, &WEEKDAYS, 0)?.iter().map(|day| day % 7).collect();
        weekdays.sort_unstable();
        weekdays.dedup();
        Some(Self {
            minutes: field(minute, 0, 59, &[], 0)?,
            hours: field(hour, 0, 23, &[], 0)?,
            days: field(day, 1, 31, &[], 0)?,
            months: field(month, 1, 12, &MONTHS, 1)?,
            weekdays,
            either: *day != "*" && *weekday != "*",
        })
    }

    /// The first moment after `after` that fits; none within eight years (31 February).
    pub(crate) fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut day = zone.to_datetime(after).date();
        for _ in 0..=8 * 366 {
            if self.fits(day.day(), day.month(), day.weekday().to_sunday_zero_offset()) {
                for (hour, minute) in
                    self.hours.iter().flat_map(|hour| self.minutes.iter().map(move |one| (*hour, *one)))
                {
                    let at: DateTime = day.at(hour, minute, 0, 0);
                    let at = zone.to_ambiguous_timestamp(at).compatible().ok()?;
                    if at > after {
                        return Some(at);
                    }
                }
            }
            day = day.checked_add(1.day()).ok()?;
        }
        None
    }

    fn fits(&self, day: i8, month: i8, weekday: i8) -> bool {
        let (by_day, by_weekday) = (self.days.contains(&day), self.weekdays.contains(&weekday));
        let fits = if self.either { by_day || by_weekday } else { by_day && by_weekday };
        self.months.contains(&month) && fits
    }
}

/// One field: `*`, numbers or names, ranges, steps, lists of these.
fn field(text: &str, least: i8, most: i8, names: &[&str], offset: i8) -> Option<Vec<i8>> {
    let number = |text: &str| -> Option<i8> {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(at) => i8::try_from(at).ok()? + offset,
            None => text.parse().ok()?,
        };
        (least..=most).contains(&value).then_some(value)
    };
    let mut found = Vec::new();
    for part in text.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<usize>().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (least, most),
            Some((from, to)) => (number(from)?, number(to)?),
            None if step > 1 => (number(range)?, most),
            None => (number(range)?, number(range)?),
        };
        if from > to {
            return None;
        }
        found.extend((from..=to).step_by(step));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_finds_the_next_moment() {
        let after: Timestamp = "2026-11-22T01:00:00Z".parse().expect("a time");
        for (text, expected) in [
            ("0 9 * * *", Some("2026-11-22T09:00:00Z")),
            ("0 0 * * *", Some("2026-11-23T00:00:00Z")),
            ("*/15 * * * *", Some("2026-11-22T01:15:00Z")),
            ("30 8 * * MON-FRI", Some("2026-11-23T08:30:00Z")),
            ("0 0 1 1 *", Some("2027-01-01T00:00:00Z")),
            ("0 12 31 2 *", None),
        ] {
            let next = Cron::parsed(text).expect(text).next(after, &TimeZone::UTC);
            assert_eq!(next.map(|at| at.to_string()), expected.map(ToOwned::to_owned), "{text}");
        }
        for text in ["", "* * * *", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "x * * * *"] {
            assert_eq!(Cron::parsed(text), None, "{text}");
        }
    }
}
