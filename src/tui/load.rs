//! The load screen's state: what was predicted, what is being sent, what has been seen of the account.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::check::scaled::Scaled;
use crate::load::Statistics;
use crate::load::document::Results;
use crate::session::RequestId;
use crate::session::scale_out::{Briefing, Ending, Progress, Seen, Unready};

/// Time to read what a load will do, and to change one's mind.
pub const COUNTDOWN: SignedDuration = SignedDuration::from_secs(10);
/// Seconds that the charts remember: longer than any load goes on.
const MOST_SECONDS: usize = 3600;

/// A load, from the question what it will do to what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    pub request: RequestId,
    pub phase: Phase,
    /// Everything sent so far.
    pub results: Results,
    pub seconds: Vec<Second>,
    /// What is being added up for the second under way.
    open: Option<(u64, Statistics)>,
    /// The last look at the account.
    pub seen: Option<Box<Seen>>,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The account is looked at.
    Asking,
    /// What it will do is on screen. It begins by itself at this time; `None`: it waits for a yes.
    Ready {
        briefing: Box<Briefing>,
        starts: Option<Timestamp>,
    },
    /// It goes on; `stopping`: no more requests are sent.
    Running {
        briefing: Box<Briefing>,
        stopping: bool,
    },
    Over {
        briefing: Option<Box<Briefing>>,
        outcome: Box<Result<Ending, Unready>>,
    },
}

/// One second of the load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Second {
    pub requests: u64,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
}

impl Load {
    #[must_use]
    pub fn new(request: RequestId) -> Self {
        Self { request, phase: Phase::Asking, results: Results::default(), seconds: Vec::new(), open: None, seen: None }
    }

    #[must_use]
    pub const fn running(&self) -> bool {
        matches!(self.phase, Phase::Running { .. })
    }

    /// It will begin, by itself or with a yes.
    #[must_use]
    pub fn can_begin(&self) -> bool {
        matches!(&self.phase, Phase::Ready { briefing, .. } if briefing.obstacle.is_none())
    }

    /// When it begins by itself.
    #[must_use]
    pub const fn starts(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Ready { starts, .. } => starts,
            _ => None,
        }
    }

    /// What it will do, once that is known.
    #[must_use]
    pub fn briefing(&self) -> Option<&Briefing> {
        match &self.phase {
            Phase::Asking | Phase::Over { briefing: None, .. } => None,
            Phase::Ready { briefing, .. } | Phase::Running { briefing, .. } => Some(briefing),
            Phase::Over { briefing: Some(briefing), .. } => Some(briefing),
        }
    }

    /// The group as it was last seen: before the first look, as the briefing saw it.
    #[must_use]
    pub fn scaled(&self) -> Option<&Scaled> {
        let briefed = || self.briefing().map(|briefing| briefing.scaled.as_ref());
        self.seen.as_ref().map(|seen| &seen.scaled).or_else(briefed)
    }

    pub fn take(&mut self, progress: Progress) {
        match progress {
            Progress::Sent { elapsed, statistics } => {
                self.results.statistics.add(&statistics);
                self.results.duration = self.results.duration.max(elapsed);
                self.add(elapsed, &statistics);
            }
            Progress::Seen(seen) => self.seen = Some(seen),
        }
    }

    fn add(&mut self, elapsed: Duration, statistics: &Statistics) {
        // What a tick brings was measured just before it.
        let second = elapsed.saturating_sub(Duration::from_millis(1)).as_secs();
        match &mut self.open {
            Some((at, open)) if *at == second => open.add(statistics),
            open => {
                let closed = open.replace((second, statistics.clone()));
                if let Some((_, closed)) = closed.filter(|_| self.seconds.len() < MOST_SECONDS) {
                    let figures = crate::load::statistics::Figures::of(&closed.latency);
                    self.seconds.push(Second { requests: closed.requests, p50: figures.p50, p99: figures.p99 });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Sample;

    fn sent(milliseconds: u64, requests: u64) -> Progress {
        let mut statistics = Statistics::default();
        for _ in 0..requests {
            let ms = Duration::from_millis;
            statistics.record(&Sample { due: ms(0), sent: ms(0), done: ms(7), outcome: Ok(200), bytes: 1 });
        }
        Progress::Sent { elapsed: Duration::from_millis(milliseconds), statistics: Box::new(statistics) }
    }

    #[test]
    fn ticks_add_up_to_seconds() {
        let mut load = Load::new(RequestId(1));
        for (at, requests) in [(250, 2), (500, 2), (750, 2), (1000, 2), (1250, 3), (2250, 1)] {
            load.take(sent(at, requests));
        }
        let seconds: Vec<u64> = load.seconds.iter().map(|second| second.requests).collect();
        assert_eq!(seconds, [8, 3]);
        assert_eq!(load.results.statistics.requests, 12);
        assert!((load.seconds[0].p99 - 7.0).abs() < 0.1);
    }
}
