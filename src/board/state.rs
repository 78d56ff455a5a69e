//! The board as it is kept. Everything in it has a limit, so its file has one too.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Outline;
use super::handed::Handed;
use super::wire::{Pointed, Said};
use crate::check::Status;

/// Messages that are kept; older ones are forgotten.
pub const MOST_SAID: usize = 200;
/// Learners who were taken off the board and are remembered as such.
pub const MOST_REMOVED: usize = 500;

/// Hand-ins of learners who have left that are kept.
pub const MOST_LEFT: usize = 1000;

/// How much a board takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub learners: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { learners: 800 }
    }
}

/// A class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub course: Outline,
    /// Shows that something was made for this class: random, not secret.
    pub nonce: String,
    pub began_at: Timestamp,
    /// By number, in the order in which they came.
    pub learners: BTreeMap<u32, Learner>,
    /// The number of the next learner.
    pub(super) next: u32,
    /// Digests of the tokens of learners who were taken off the board, the oldest first.
    pub(super) removed: VecDeque<String>,
    /// What was handed in by those who have left since, the oldest first.
    #[serde(default)]
    pub left: VecDeque<Left>,
    pub said: VecDeque<Said>,
    pub(super) said_so_far: u64,
    pub pointed: Option<Pointed>,
    /// Nobody new is let in.
    pub closed: bool,
}

/// Somebody who has left: of them the hand-in stays, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub name: String,
    pub handed: Handed,
}

/// Somebody in the class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learner {
    /// As shown; two of the same name are told apart by a number behind it.
    pub name: String,
    /// Digest of the token.
    pub(super) token: String,
    pub joined_at: Timestamp,
    /// When the last report was taken.
    pub seen_at: Timestamp,
    /// The number of the last report that was taken.
    pub(super) report: u64,
    /// The step that the learner is at, and since when.
    pub step: Option<String>,
    pub since: Option<Timestamp>,
    pub observed_at: Option<Timestamp>,
    pub steps: BTreeMap<String, Status>,
    pub checks: BTreeMap<String, Status>,
    /// When each step was first seen to be done.
    pub passed_at: BTreeMap<String, Timestamp>,
    /// Since when the hand is up.
    pub hand: Option<Timestamp>,
    /// The last raising of the hand that was seen, and the last one that the instructor has taken down.
    pub(super) raised: u32,
    pub(super) answered: u32,
    pub load: bool,
    /// What was handed in last.
    #[serde(default)]
    pub handed: Option<Handed>,
}

impl Board {
    /// A class that begins.
    #[must_use]
    pub fn new(course: Outline, nonce: String, now: Timestamp) -> Self {
        Self {
            course,
            nonce,
            began_at: now,
            learners: BTreeMap::new(),
            next: 1,
            removed: VecDeque::new(),
            left: VecDeque::new(),
            said: VecDeque::new(),
            said_so_far: 0,
            pointed: None,
            closed: false,
        }
    }

    /// The learner with this token's digest.
    #[must_use]
    pub fn by_token(&self, digest: &str) -> Option<u32> {
        self.learners.iter().find(|(_, learner)| learner.token == digest).map(|(number, _)| *number)
    }

    /// Every learner's token digest.
    pub fn tokens(&self) -> impl Iterator<Item = (&str, u32)> {
        self.learners.iter().map(|(number, learner)| (learner.token.as_str(), *number))
    }

    /// Whether the learner with this token's digest was taken off the board.
    #[must_use]
    pub fn was_removed(&self, digest: &str) -> bool {
        self.removed.iter().any(|known| known == digest)
    }

    /// The board as the course is today: it may have been edited since the board was kept.
    #[must_use]
    pub fn with_course(mut self, course: Outline) -> Self {
        for learner in self.learners.values_mut() {
            learner.steps.retain(|step, _| course.step(step).is_some());
            learner.checks.retain(|check, _| course.has_check(check));
        }
        if self.pointed.as_ref().is_some_and(|pointed| course.step(&pointed.step).is_none()) {
            self.pointed = None;
        }
        self.course = course;
        self
    }
}

impl Learner {
    /// Digest of the token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }
}
