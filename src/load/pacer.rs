//! When requests are due, as arithmetic: `pace(elapsed, sent) -> wait`.
//!
//! A rate over time is a line through points; two points at one moment are a step. The n-th request is due when
//! the area under the line reaches n, so that ramps have no gaps and nothing drifts over hours.

use std::time::Duration;

/// From here on (or up to here, along a straight line) this many requests per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Seconds since the start.
    pub at: f64,
    /// Requests per second.
    pub rate: f64,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A request is due (since the given moment of the run).
    Now(Duration),
    /// The next one is due after this wait.
    Wait(Duration),
    /// None will ever be due.
    Over,
}

/// Between two points.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    from: f64,
    /// Infinite for the last one.
    to: f64,
    rate: f64,
    /// Change of the rate per second.
    slope: f64,
    /// Requests due before this segment begins.
    before: f64,
}

/// The moments at which requests are due.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    segments: Vec<Segment>,
    /// This schedule has every `stride`-th moment, beginning with `first` (several machines or cores share one).
    first: u64,
    stride: u64,
}

impl Schedule {
    /// One rate throughout.
    #[must_use]
    pub fn steady(rate: f64) -> Self {
        Self::through(&[Point { at: 0.0, rate }])
    }

    /// Along these points, which stand in order of time. Before the first its rate holds, and so does the last
    /// one's after it.
    #[must_use]
    pub fn through(points: &[Point]) -> Self {
        let mut segments: Vec<Segment> = Vec::new();
        let first = points.first().copied().unwrap_or(Point { at: 0.0, rate: 0.0 });
        let mut last = Point { at: 0.0, rate: first.rate };
        let mut before = 0.0;
        for point in points.iter().copied() {
            let length = point.at - last.at;
            if length > 0.0 {
                let slope = (point.rate - last.rate) / length;
                segments.push(Segment { from: last.at, to: point.at, rate: last.rate, slope, before });
                before += length * (last.rate + point.rate) / 2.0;
            }
            last = point;
        }
        segments.push(Segment { from: last.at, to: f64::INFINITY, rate: last.rate, slope: 0.0, before });
        Self { segments, first: 0, stride: 1 }
    }

    /// The share of one among `count`; together they are due exactly when the whole is.
    #[must_use]
    pub fn share(&self, index: u64, count: u64) -> Self {
        let count = count.max(1);
        Self { segments: self.segments.clone(), first: self.first + index * self.stride, stride: self.stride * count }
    }

    /// The place in the whole of this share's n-th request.
    #[must_use]
    pub fn number(&self, sent: u64) -> u64 {
        self.first.saturating_add(sent.saturating_mul(self.stride))
    }

    /// When this share's n-th request (counted from 0) is due; `None`: never.
    #[must_use]
    pub fn due(&self, sent: u64) -> Option<Duration> {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52: the ceilings see to that")]
        let number = self.number(sent) as f64;
        let holds = |segment: &&Segment| segment.count_at(segment.to) > number;
        let segment = self.segments.iter().find(holds)?;
        let x = number - segment.before;
        let root = (segment.rate * segment.rate + 2.0 * segment.slope * x).max(0.0).sqrt();
        let into = if x <= 0.0 { 0.0 } else { 2.0 * x / (segment.rate + root) };
        Duration::try_from_secs_f64(segment.from + into).ok()
    }

    /// What to do when `sent` requests have left and `elapsed` has passed.
    #[must_use]
    pub fn pace(&self, elapsed: Duration, sent: u64) -> Pace {
        match self.due(sent) {
            None => Pace::Over,
            Some(due) if due <= elapsed => Pace::Now(due),
            Some(due) => Pace::Wait(due.saturating_sub(elapsed)),
        }
    }

    /// Requests per second that the whole asks for at a moment.
    #[must_use]
    pub fn rate_at(&self, elapsed: Duration) -> f64 {
        let at = elapsed.as_secs_f64();
        let segment = self.segments.iter().rev().find(|segment| segment.from <= at);
        segment.map_or(0.0, |segment| segment.slope.mul_add(at - segment.from, segment.rate))
    }

    /// The highest rate that the whole ever asks for.
    #[must_use]
    pub fn peak(&self) -> f64 {
        let ends = self.segments.iter().flat_map(|segment| {
            let end = if segment.to.is_finite() { segment.slope * (segment.to - segment.from) } else { 0.0 };
            [segment.rate, segment.rate + end]
        });
        ends.fold(0.0, f64::max)
    }

    /// How many the whole has due up to a moment.
    #[must_use]
    pub fn total(&self, elapsed: Duration) -> f64 {
        let at = elapsed.as_secs_f64();
        let segment = self.segments.iter().rev().find(|segment| segment.from <= at);
        segment.map_or(0.0, |segment| segment.count_at(at))
    }

    /// When the last point is reached.
    #[must_use]
    pub fn end(&self) -> Duration {
        let last = self.segments.last().map_or(0.0, |segment| segment.from);
        Duration::try_from_secs_f64(last).unwrap_or_default()
    }
}

impl Segment {
    /// Requests due up to a moment inside this segment.
    fn count_at(&self, at: f64) -> f64 {
        let x = at - self.from;
        if x.is_infinite() {
            return if self.rate > 0.0 { f64::INFINITY } else { self.before };
        }
        self.before + self.rate * x + self.slope * x * x / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(rate: f64, at: f64) -> Point {
        Point { at, rate }
    }

    #[test]
    fn when_what_is_due() {
        let steady = Schedule::steady(10.0);
        let ramp = Schedule::through(&[point(0.0, 0.0), point(100.0, 10.0)]);
        let step = Schedule::through(&[point(1.0, 0.0), point(1.0, 5.0), point(100.0, 5.0)]);
        let pause = Schedule::through(&[point(0.0, 0.0), point(0.0, 3.0), point(2.0, 3.0)]);
        let stop = Schedule::through(&[point(5.0, 0.0), point(5.0, 2.0), point(0.0, 2.0)]);
        let table: &[(&str, &Schedule, u64, Option<u64>)] = &[
            ("the first at once", &steady, 0, Some(0)),
            ("evenly", &steady, 25, Some(2500)),
            ("nothing drifts", &steady, 36_000 * 10, Some(36_000_000)),
            ("half the area of a ramp is past its middle", &ramp, 250, Some(7071)),
            ("at a ramp's end", &ramp, 500, Some(10_000)),
            ("after it the rate holds", &ramp, 600, Some(11_000)),
            ("before a step", &step, 4, Some(4000)),
            ("after a step", &step, 105, Some(6000)),
            ("a pause first", &pause, 0, Some(3000)),
            ("then on", &pause, 2, Some(4000)),
            ("the last one", &stop, 9, Some(1800)),
            ("no more", &stop, 10, None),
        ];
        for (what, schedule, sent, due) in table {
            let due = due.map(Duration::from_millis);
            let close = |given: Duration| due.is_some_and(|due| given.abs_diff(due) < Duration::from_micros(500));
            let given = schedule.due(*sent);
            assert!(given.map_or(due.is_none(), close), "{what}: {given:?} is not {due:?}");
        }
    }

    #[test]
    fn how_long_to_wait() {
        let steady = Schedule::steady(10.0);
        let ms = Duration::from_millis;
        assert_eq!(steady.pace(ms(0), 0), Pace::Now(ms(0)));
        assert_eq!(steady.pace(ms(0), 1), Pace::Wait(ms(100)));
        assert_eq!(steady.pace(ms(450), 3), Pace::Now(ms(300)), "late ones are due at their own moment");
        assert_eq!(Schedule::steady(0.0).pace(ms(9), 0), Pace::Over);
        assert!((steady.total(ms(2000)) - 20.0).abs() < 1e-9);
        assert!((Schedule::through(&[point(0.0, 0.0), point(8.0, 4.0)]).rate_at(ms(1000)) - 2.0).abs() < 1e-9);
        assert!((Schedule::through(&[point(9.0, 0.0), point(8.0, 4.0)]).peak() - 9.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_time_never_runs_back(
            rates in prop::collection::vec(0.0..1000.0f64, 1..5), count in 1..5u64, upto in 1..400u64,
        ) {
            let points: Vec<Point> =
                rates.iter().zip(0u8..).map(|(rate, at)| Point { at: f64::from(at), rate: *rate }).collect();
            let whole = Schedule::through(&points);
            let mut shared: Vec<Option<Duration>> = (0..count)
                .flat_map(|index| {
                    let share = whole.share(index, count);
                    (0..upto).filter(move |sent| share.number(*sent) < upto).map(|sent| {
                        whole.share(index, count).due(sent)
                    }).collect::<Vec<_>>()
                })
                .collect();
            shared.sort_by_key(|due| due.unwrap_or(Duration::MAX));
            let all: Vec<Option<Duration>> = (0..upto).map(|sent| whole.due(sent)).collect();
            prop_assert!(all.windows(2).all(|pair| pair[1].is_none_or(|next| pair[0].is_some_and(|due| due <= next))));
            prop_assert_eq!(shared, all);
        }
    }
}
