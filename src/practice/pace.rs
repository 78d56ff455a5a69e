//! How fast practice time passes: a fixed point, and a factor on this machine's own time since then.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::clock::Moment;

/// The slowest and the fastest that practice time may pass: a hundredth of real time, an hour a second.
pub const SPEEDS: std::ops::RangeInclusive<f64> = 0.01..=3600.0;

/// Practice time as a function of this machine's monotonic time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    anchor: Timestamp,
    moment: Moment,
    speed: f64,
}

impl Pace {
    /// Practice time is `anchor` at `moment`; a speed outside of [`SPEEDS`] is brought to the nearest inside.
    pub(crate) fn new(anchor: Timestamp, moment: Moment, speed: f64) -> Self {
        Self { anchor, moment, speed: within(speed) }
    }

    pub(crate) const fn speed(self) -> f64 {
        self.speed
    }

    /// Practice time at a moment; it stands still before the fixed point.
    pub(crate) fn at(self, moment: Moment) -> Timestamp {
        later(self.anchor, moment.saturating_duration_since(self.moment).mul_f64(self.speed))
    }

    /// The same time from here on at another speed.
    pub(crate) fn at_speed(self, moment: Moment, speed: f64) -> Self {
        Self::new(self.at(moment), moment, speed)
    }

    /// The same speed, some practice time further on.
    pub(crate) fn skipped(self, by: Duration) -> Self {
        Self { anchor: later(self.anchor, by), ..self }
    }

    /// How much real time passes during some practice time.
    pub(crate) fn real(self, practice: Duration) -> Duration {
        Duration::try_from_secs_f64(practice.as_secs_f64() / self.speed).unwrap_or(Duration::MAX)
    }

    /// How much real time passes from a moment until it is `due`; none when it already is.
    pub(crate) fn until(self, moment: Moment, due: Timestamp) -> Duration {
        self.real(Duration::try_from(due.duration_since(self.at(moment))).unwrap_or_default())
    }
}

fn within(speed: f64) -> f64 {
    if speed.is_finite() { speed.clamp(*SPEEDS.start(), *SPEEDS.end()) } else { 1.0 }
}

fn later(time: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    time.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn time_passes_at_its_speed_and_keeps_its_place_when_that_changes() {
        let start: Timestamp = "2026-11-22T01:00:00Z".parse().expect("a timestamp");
        let clock = Clock::by_hand(start);
        let pace = Pace::new(start, clock.moment(), 8.0);
        clock.advance(Duration::from_secs(10));
        assert_eq!(pace.at(clock.moment()).to_string(), "2026-11-22T01:01:20Z");
        let slower = pace.at_speed(clock.moment(), 1.0);
        clock.advance(Duration::from_secs(10));
        assert_eq!(slower.at(clock.moment()).to_string(), "2026-11-22T01:01:30Z");
        let skipped = slower.skipped(Duration::from_mins(5));
        assert_eq!(skipped.at(clock.moment()).to_string(), "2026-11-22T01:06:30Z");
        assert_eq!(pace.until(clock.moment(), start), Duration::ZERO);
        assert_eq!(pace.real(Duration::from_secs(16)), Duration::from_secs(2));
    }

    #[test]
    fn no_speed_breaks_it() {
        let clock = Clock::by_hand(Timestamp::UNIX_EPOCH);
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            let pace = Pace::new(Timestamp::UNIX_EPOCH, clock.moment(), speed);
            assert!(SPEEDS.contains(&pace.speed()), "{speed}");
        }
    }
}
