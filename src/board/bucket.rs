//! How often something may happen: a bucket that fills at a rate and holds so many.

use std::time::Duration;

/// Times are given as a duration since any fixed moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    left: f64,
    at: Duration,
}

/// How large a bucket is and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub holds: f64,
    pub per_second: f64,
}

impl Bucket {
    #[must_use]
    pub const fn full(rate: Rate, at: Duration) -> Self {
        Self { left: rate.holds, at }
    }

    /// Takes one out, if there is one.
    pub fn take(&mut self, rate: Rate, at: Duration) -> bool {
        let there = self.has(rate, at);
        if there {
            self.left -= 1.0;
        }
        there
    }

    /// Whether there is one, without taking it.
    pub fn has(&mut self, rate: Rate, at: Duration) -> bool {
        let passed = at.saturating_sub(self.at).as_secs_f64();
        self.left = (self.left + passed * rate.per_second).min(rate.holds);
        self.at = self.at.max(at);
        self.left >= 1.0
    }

    /// Nothing was taken for so long that it is as good as new.
    #[must_use]
    pub fn is_full(&self, rate: Rate, at: Duration) -> bool {
        let passed = at.saturating_sub(self.at).as_secs_f64();
        self.left + passed * rate.per_second >= rate.holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_the_rate() {
        let rate = Rate { holds: 3.0, per_second: 0.5 };
        let mut bucket = Bucket::full(rate, Duration::ZERO);
        let at = Duration::from_secs;
        let taken: Vec<bool> = [0, 0, 0, 0, 1, 2, 3, 4, 60, 60, 60, 60]
            .into_iter()
            .map(|seconds| bucket.take(rate, at(seconds)))
            .collect();
        let expected = [true, true, true, false, false, true, false, true, true, true, true, false];
        assert_eq!(taken, expected);
        assert!(!bucket.is_full(rate, at(61)) && bucket.is_full(rate, at(66)));
        assert!(!bucket.take(rate, at(10)), "a clock that goes back fills nothing");
    }
}
