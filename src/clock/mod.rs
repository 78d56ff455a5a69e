//! Time, as an input: the only place that asks this machine what time it is, and in which zone.
//!
//! Floor 1. A [`Clock`] is handed to whoever needs time; tests drive one by hand. *Now* in a verdict is
//! the account's own ([`Facts::now`](crate::facts::Facts::now)); this clock says when we did something, and
//! how long things may take.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

mod zone;

pub use zone::system_zone;

/// A point on the monotonic clock: for deadlines and elapsed times, never shown.
pub type Moment = tokio::time::Instant;

/// Where time comes from. Cheap to clone; clones of a hand-driven clock move together.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    ByHand(Arc<Mutex<Hand>>),
}

/// Where a hand-driven clock stands.
#[derive(Clone, Copy, Debug)]
struct Hand {
    now: Timestamp,
    moment: Moment,
}

impl Clock {
    /// This machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until it is moved.
    #[must_use]
    pub fn by_hand(now: Timestamp) -> Self {
        Self(Source::ByHand(Arc::new(Mutex::new(Hand { now, moment: Moment::now() }))))
    }

    /// The time of day, UTC.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::ByHand(hand) => lock(hand).now,
        }
    }

    /// The monotonic clock.
    #[must_use]
    pub fn moment(&self) -> Moment {
        match &self.0 {
            Source::System => Moment::now(),
            Source::ByHand(hand) => lock(hand).moment,
        }
    }

    /// Moves a hand-driven clock forward. The system's clock moves by itself.
    pub fn advance(&self, by: Duration) {
        if let Source::ByHand(hand) = &self.0 {
            let mut hand = lock(hand);
            hand.now = hand.now.saturating_add(by).unwrap_or(Timestamp::MAX);
            hand.moment += by;
        }
    }

    /// Puts a hand-driven clock at a time of day, forward or back; its monotonic side stands still.
    pub fn set(&self, now: Timestamp) {
        if let Source::ByHand(hand) = &self.0 {
            lock(hand).now = now;
        }
    }
}

/// A panic elsewhere cannot leave two copied values half-written.
fn lock(hand: &Mutex<Hand>) -> std::sync::MutexGuard<'_, Hand> {
    hand.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_driven_clock_moves_only_when_moved() {
        let start: Timestamp = "2026-11-22T01:02:03Z".parse().expect("a timestamp");
        let clock = Clock::by_hand(start);
        let twin = clock.clone();
        let moment = clock.moment();
        assert_eq!(clock.now(), start);
        twin.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), start.saturating_add(jiff::SignedDuration::from_secs(90)).expect("in range"));
        assert_eq!(clock.moment() - moment, Duration::from_secs(90));
        clock.set(start);
        assert_eq!(twin.now(), start);
        assert_eq!(clock.moment() - moment, Duration::from_secs(90));
    }

    #[test]
    fn the_system_clock_cannot_be_moved() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(Duration::from_hours(1));
        assert!(clock.now().duration_since(before).as_secs() < 3000);
    }
}
