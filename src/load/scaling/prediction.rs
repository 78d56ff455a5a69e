//! What a rate of requests will do to a group, by the arithmetic of target tracking. Nothing here has been sent yet.
//!
//! The metric is requests per target in one period of the alarm (a minute). `AlarmHigh` can fire once as many periods
//! as it wants are over its threshold; the capacity asked for is the one at which each target would get the policy's
//! value, rounded up, at most the group's maximum.

use std::time::Duration;

use jiff::Timestamp;

use crate::check::scaled::Scaled;

/// The tutorial's loop: one request each 0.12 s.
pub const TUTORIAL_RATE: f64 = 8.3;
/// A rate is enough when it is this many times the policy's value: a minute that is only half loaded still counts.
const MARGIN: f64 = 2.0;
/// No rate above this is picked by itself.
const MOST: f64 = 1000.0;
/// A clock that seems to run less fast than this runs as ours: dates are told to the second only.
const SAME: f64 = 1.5;
/// An instance that was added is paid for at least until `AlarmLow` has fired: fifteen minutes, and some.
const STAYS: Duration = Duration::from_mins(30);
/// USD an hour on demand, Linux, in US East (N. Virginia): other regions cost up to half as much again.
const HOURLY: &[(&str, f64)] = &[
    ("t2.micro", 0.0116),
    ("t2.small", 0.023),
    ("t2.medium", 0.0464),
    ("t3.nano", 0.0052),
    ("t3.micro", 0.0104),
    ("t3.small", 0.0208),
    ("t3.medium", 0.0416),
    ("t3.large", 0.0832),
    ("t3a.micro", 0.0094),
    ("t3a.small", 0.0188),
    ("t3a.medium", 0.0376),
    ("t4g.micro", 0.0084),
    ("t4g.small", 0.0168),
    ("t4g.medium", 0.0336),
    ("m5.large", 0.096),
    ("c5.large", 0.085),
];

/// How fast the account's clock runs, in its seconds a second of ours: between two looks, each dated by the account's
/// own answers.
#[must_use]
pub fn speed(first: (Timestamp, Duration), second: (Timestamp, Duration)) -> f64 {
    let theirs = second.0.duration_since(first.0).as_secs_f64();
    let ours = second.1.saturating_sub(first.1).as_secs_f64();
    let ratio = if ours > 0.0 { theirs / ours } else { 1.0 };
    // What is measured so is not exact to a tenth.
    if ratio < SAME { 1.0 } else { ratio.round() }
}

/// Why a rate is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It was asked for.
    Given,
    /// The tutorial's is enough.
    Tutorial,
    /// The tutorial's would not do: twice the policy's value.
    Arithmetic,
}

/// The rate to send where none was asked for.
#[must_use]
pub fn rate(scaled: &Scaled, speed: f64) -> (f64, Choice) {
    let needed = MARGIN * threshold(scaled) * f64::from(targets(scaled)) * speed / period(scaled);
    if TUTORIAL_RATE >= needed {
        return (TUTORIAL_RATE, Choice::Tutorial);
    }
    // A round number, so that it can be typed again.
    (needed.ceil().min(MOST), Choice::Arithmetic)
}

/// When `AlarmHigh` goes off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firing {
    pub threshold: f64,
    pub period_seconds: i32,
    /// So many datapoints over the threshold, among the last so many.
    pub datapoints: i32,
    pub periods: i32,
}

/// What is to be expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Requests per second, ours.
    pub rate: f64,
    pub choice: Choice,
    /// Account seconds a second.
    pub speed: f64,
    /// Healthy targets that share the requests.
    pub targets: u32,
    /// Requests per target and minute of the account: in its last minute, and with the load.
    pub now: Option<f64>,
    pub then: f64,
    /// The policy's.
    pub value: f64,
    /// `None`: the alarm could not be seen.
    pub firing: Option<Firing>,
    /// From the start of the load until `AlarmHigh` can fire at the earliest, by the account's clock; `None`: this
    /// rate does not raise it.
    pub earliest: Option<Duration>,
    /// Desired capacity now, as the policy would have it, and what the maximum leaves of that.
    pub desired: i32,
    pub wanted: i32,
    pub capacity: i32,
    pub max: i32,
    /// USD, if the added instances run half an hour on AWS; `None`: no price is known for their type.
    pub cost: Option<f64>,
    pub instance_type: Option<String>,
}

impl Prediction {
    #[must_use]
    pub fn of(scaled: &Scaled, rate: f64, choice: Choice, speed: f64) -> Self {
        let targets = targets(scaled);
        let then = rate * 60.0 / speed / f64::from(targets);
        let in_period = then * period(scaled) / 60.0;
        let over = in_period > threshold(scaled);
        let firing = scaled.high.as_ref().and_then(|alarm| {
            let periods = alarm.evaluation_periods?;
            Some(Firing {
                threshold: alarm.threshold?,
                period_seconds: alarm.period_seconds?,
                datapoints: alarm.datapoints_to_alarm.unwrap_or(periods),
                periods,
            })
        });
        let wanted = capacity(targets, in_period, scaled.value);
        let desired = scaled.group.desired_capacity;
        let capacity = if over { wanted.min(scaled.group.max_size).max(desired) } else { desired };
        let hourly = scaled.instance_type.as_ref().and_then(|own| HOURLY.iter().find(|(name, _)| name == own));
        let hours = STAYS.as_secs_f64() / 3600.0;
        Self {
            rate,
            choice,
            speed,
            targets,
            now: last_minute(scaled),
            then,
            value: scaled.value,
            earliest: firing.filter(|_| over).map(|firing| earliest(&firing, in_period, scaled.now)),
            firing,
            desired,
            wanted: wanted.max(desired),
            capacity,
            max: scaled.group.max_size,
            cost: hourly.map(|(_, price)| price * hours * f64::from(capacity - desired)),
            instance_type: scaled.instance_type.clone(),
        }
    }

    /// [`Prediction::earliest`] by our clock.
    #[must_use]
    pub fn earliest_here(&self) -> Option<Duration> {
        self.earliest.map(|time| time.div_f64(self.speed))
    }
}

/// Instances at which each would get the value.
fn capacity(targets: u32, metric: f64, value: f64) -> i32 {
    if value <= 0.0 {
        return i32::try_from(targets).unwrap_or(i32::MAX);
    }
    // A hair less, so that 3 × (25 / 25) is 3 and not, by a rounding error, 4.
    let wanted = (f64::from(targets) * metric / value - 1e-9).ceil();
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what an i32 holds")]
    let wanted = wanted.clamp(0.0, f64::from(i32::MAX)) as i32;
    wanted
}

/// Datapoints are whole periods by the account's clock. The one under way counts if what is left of it is enough.
fn earliest(firing: &Firing, in_period: f64, now: Timestamp) -> Duration {
    let period = i64::from(firing.period_seconds.max(1));
    let left = period - now.as_second().rem_euclid(period);
    #[expect(clippy::cast_precision_loss, reason = "a part of a period")]
    let in_this_one = in_period * left as f64 / period as f64;
    let first = if in_this_one > firing.threshold { left } else { left + period };
    let seconds = first + period * i64::from(firing.datapoints.max(1) - 1);
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

/// The targets among which requests are shared: the healthy ones.
fn targets(scaled: &Scaled) -> u32 {
    let count = scaled.healthy().unwrap_or_else(|| scaled.in_service());
    u32::try_from(count.max(1)).unwrap_or(u32::MAX)
}

fn threshold(scaled: &Scaled) -> f64 {
    scaled.high.as_ref().and_then(|alarm| alarm.threshold).unwrap_or(scaled.value)
}

fn period(scaled: &Scaled) -> f64 {
    scaled.high.as_ref().and_then(|alarm| alarm.period_seconds).map_or(60.0, f64::from).max(1.0)
}

/// The metric of the last minute that is whole; CloudWatch shows it with a delay.
fn last_minute(scaled: &Scaled) -> Option<f64> {
    let metric = scaled.metric.as_ref()?;
    let fresh = |at: &Timestamp| metric.to.duration_since(*at).as_secs() <= 5 * 60;
    Some(metric.per_minute.last().filter(|(at, _)| fresh(at)).map_or(0.0, |(_, sum)| *sum))
}

#[cfg(test)]
mod tests {
    use super::super::story::tests::{at, scaled};
    use super::*;

    #[test]
    fn clocks_are_compared_by_their_dates() {
        let ms = Duration::from_millis;
        let speed = |seconds: i64, here: u64| speed((at(0), ms(500)), (at(seconds), ms(500 + here)));
        assert!((speed(24, 3000) - 8.0).abs() < 1e-9);
        assert!((speed(4, 3000) - 1.0).abs() < 1e-9, "dates are told to the second");
        assert!((speed(0, 3000) - 1.0).abs() < 1e-9);
        assert!((speed(5, 0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_tutorials_rate_is_kept_where_it_is_enough() {
        let scaled = scaled();
        let picked = |speed| rate(&scaled, speed);
        assert_eq!(picked(1.0), (8.3, Choice::Tutorial));
        assert_eq!(picked(8.0), (8.3, Choice::Tutorial), "62 a minute");
        assert_eq!(picked(60.0), (50.0, Choice::Arithmetic));
        assert_eq!(picked(600.0), (500.0, Choice::Arithmetic));
    }

    #[test]
    fn the_policys_arithmetic() {
        // (rate, speed, seconds into the minute) → (then, earliest, wanted, capacity)
        let table = [
            (8.3, 1.0, 0, (498.0, Some(180), 20, 4)),
            // Half of the minute is enough, a sliver is not.
            (8.3, 1.0, 30, (498.0, Some(150), 20, 4)),
            (8.3, 1.0, 58, (498.0, Some(182), 20, 4)),
            (8.3, 8.0, 0, (62.25, Some(180), 3, 3)),
            (0.4, 1.0, 0, (24.0, None, 1, 1)),
            (0.5, 1.0, 0, (30.0, Some(180), 2, 2)),
        ];
        for (rate, speed, second, (then, earliest, wanted, capacity)) in table {
            let scaled = Scaled { now: at(second), ..scaled() };
            let seen = Prediction::of(&scaled, rate, Choice::Given, speed);
            assert!((seen.then - then).abs() < 1e-6, "{rate} at ×{speed}: {}", seen.then);
            assert_eq!(seen.earliest.map(|time| time.as_secs()), earliest, "{rate} at ×{speed}, {second} s");
            assert_eq!((seen.wanted, seen.capacity), (wanted, capacity), "{rate} at ×{speed}");
        }
        let seen = Prediction::of(&scaled(), 8.3, Choice::Given, 8.0);
        assert_eq!(seen.earliest_here(), Some(Duration::from_millis(22_500)));
        // Two more t3.small for half an hour.
        assert!((seen.cost.unwrap() - 0.0208).abs() < 1e-9);
        assert_eq!(Prediction::of(&Scaled { instance_type: None, ..scaled() }, 8.3, Choice::Given, 1.0).cost, None);
    }

    #[test]
    fn an_alarm_that_aws_has_tuned_is_read_not_assumed() {
        let mut tuned = scaled();
        let alarm = tuned.high.as_mut().unwrap();
        (alarm.datapoints_to_alarm, alarm.evaluation_periods, alarm.threshold) = (Some(2), Some(5), Some(500.0));
        assert_eq!(Prediction::of(&tuned, 8.3, Choice::Given, 1.0).earliest, None, "498 is not over 500");
        tuned.high.as_mut().unwrap().threshold = Some(30.0);
        let seen = Prediction::of(&tuned, 8.3, Choice::Given, 1.0);
        assert_eq!(seen.earliest, Some(Duration::from_mins(2)));
        tuned.high = None;
        let seen = Prediction::of(&tuned, 8.3, Choice::Given, 1.0);
        assert_eq!((seen.earliest, seen.firing, seen.capacity), (None, None, 4));
    }
}
