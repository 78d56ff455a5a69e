//! The practice account as the trainer knows it: how it is reached, what time it is there, what is being done.

use jiff::{SignedDuration, Timestamp};

use crate::session::{PracticeAction, PracticeInfo, RequestId};

/// A practice account that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    pub info: PracticeInfo,
    /// When [`PracticeInfo::now`] was so, by this machine's clock.
    pub told_at: Timestamp,
}

/// Something that is being done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doing {
    pub request: RequestId,
    pub action: PracticeAction,
}

/// What is asked before the practice account is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Run the commands of this step?
    ShowMe { step: usize },
    /// Begin this step, or everything, anew?
    Reset { step: usize },
}

/// An answer to a [`Question`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Run,
    ToStep,
    ToBeginning,
    Never,
}

/// Speeds that the trainer offers, in practice seconds a second.
const SPEEDS: [u32; 3] = [1, 8, 60];

impl Practice {
    /// Practice time at a time of this machine.
    #[must_use]
    pub fn now(&self, at: Timestamp) -> Timestamp {
        let passed = at.duration_since(self.told_at).as_secs_f64().max(0.0) * self.info.speed;
        moved(self.info.now, passed)
    }

    /// The time of this machine at which it will be this practice time.
    #[must_use]
    pub fn here(&self, practice: Timestamp) -> Timestamp {
        let left = practice.duration_since(self.info.now).as_secs_f64() / self.info.speed.max(f64::MIN_POSITIVE);
        moved(self.told_at, left)
    }

    /// The account's answers tell its time: follows them where they have gone another way (the machine slept, or
    /// a command let time pass). A few seconds more or less are the way of the answer.
    pub fn agree(&mut self, said: Timestamp, at: Timestamp) {
        let apart = said.duration_since(self.now(at)).as_secs_f64().abs();
        if apart > 5.0 + 5.0 * self.info.speed {
            self.info.now = said;
            self.told_at = at;
        }
    }

    /// The next of the speeds on offer.
    #[must_use]
    pub fn next_speed(&self) -> u32 {
        SPEEDS.into_iter().find(|speed| f64::from(*speed) > self.info.speed).unwrap_or(SPEEDS[0])
    }
}

fn moved(from: Timestamp, seconds: f64) -> Timestamp {
    let by = SignedDuration::try_from_secs_f64(seconds).unwrap_or_default();
    from.checked_add(by).unwrap_or(from)
}

impl Doing {
    /// Message id of what is going on.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self.action {
            PracticeAction::ShowMe { .. } => "tui-practice-showing",
            PracticeAction::Reset { .. } => "tui-practice-resetting",
            PracticeAction::Speed { .. } | PracticeAction::Pass { .. } => "tui-practice-setting",
        }
    }
}

impl Question {
    /// The answers to choose from, in order, each with the message id of its label.
    #[must_use]
    pub const fn answers(&self) -> &'static [(Answer, &'static str)] {
        match self {
            Self::ShowMe { .. } => &[(Answer::Run, "tui-answer-run"), (Answer::Never, "tui-answer-never")],
            Self::Reset { step: 0 } => {
                &[(Answer::ToBeginning, "tui-answer-beginning"), (Answer::Never, "tui-answer-never")]
            }
            Self::Reset { .. } => &[
                (Answer::ToStep, "tui-answer-step"),
                (Answer::ToBeginning, "tui-answer-beginning"),
                (Answer::Never, "tui-answer-never"),
            ],
        }
    }

    /// The step that it is about.
    #[must_use]
    pub const fn step(&self) -> usize {
        match self {
            Self::ShowMe { step } | Self::Reset { step } => *step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practice(speed: f64) -> Practice {
        let info = PracticeInfo {
            course: "ec-site".to_owned(),
            endpoint_url: "http://127.0.0.1:4599".to_owned(),
            environment: Vec::new(),
            now: at("2026-11-22T13:00:00Z"),
            speed,
            problem: None,
        };
        Practice { info, told_at: at("2026-11-22T01:00:00Z") }
    }

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    #[test]
    fn practice_time_runs_at_its_own_speed_and_back() {
        let practice = practice(8.0);
        assert_eq!(practice.now(at("2026-11-22T01:00:10Z")), at("2026-11-22T13:01:20Z"));
        assert_eq!(practice.here(at("2026-11-22T13:01:20Z")), at("2026-11-22T01:00:10Z"));
        assert_eq!(practice.now(at("2026-11-22T00:59:00Z")), at("2026-11-22T13:00:00Z"), "it never runs back");
    }

    #[test]
    fn the_clock_follows_the_answers_only_when_they_have_gone_another_way() {
        let mut practice = practice(8.0);
        let here = at("2026-11-22T01:00:10Z");
        practice.agree(at("2026-11-22T13:01:00Z"), here);
        assert_eq!(practice.now(here), at("2026-11-22T13:01:20Z"));
        practice.agree(at("2026-11-22T13:30:00Z"), here);
        assert_eq!(practice.now(here), at("2026-11-22T13:30:00Z"));
    }

    #[test]
    fn speeds_go_round() {
        let speeds = [0.5, 1.0, 8.0, 10.0, 60.0, 600.0].map(|speed| practice(speed).next_speed());
        assert_eq!(speeds, [1, 8, 60, 60, 1, 1]);
    }
}
