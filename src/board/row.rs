//! What is shown of a learner, and of the class as a whole: small, since it is sent again whenever it changes.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use super::outline::Outline;
use super::state::{Board, Learner};
use crate::check::Status;

/// The most failing checks that a row names.
const MOST_FAILING: usize = 8;
/// The most checks that the class is said to fail at.
const MOST_FAILED: usize = 4;

/// A learner's row. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub id: u32,
    pub name: String,
    /// Position of the step that the learner is at, and since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// A letter for every step of the course: `p`ass, `f`ail, `i`nconclusive, `b`locked, `m`anual, `w`aiting, `.`: not
    /// looked at.
    pub marks: String,
    /// Checks that fail, those of the step that the learner is at first.
    pub failing: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub load: bool,
    pub seen: i64,
    /// When a report was handed in last, and whether STS said by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub proved: bool,
}

/// A check and how many of the class fail it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    pub check: String,
    pub count: usize,
}

#[must_use]
pub const fn letter(status: Option<Status>) -> char {
    match status {
        Some(Status::Pass) => 'p',
        Some(Status::Fail) => 'f',
        Some(Status::Inconclusive) => 'i',
        Some(Status::Blocked) => 'b',
        Some(Status::Manual) => 'm',
        Some(Status::Waiting) => 'w',
        None => '.',
    }
}

impl Row {
    #[must_use]
    pub fn of(id: u32, learner: &Learner, course: &Outline) -> Self {
        let marks = course.steps.iter().map(|step| letter(learner.steps.get(&step.id).copied()));
        let here = learner.step.as_deref();
        let mut failing: Vec<&String> = Vec::new();
        let of_step = |check: &&String| here.is_some_and(|here| course_step(check) == here);
        let fails = learner.checks.iter().filter(|(_, status)| **status == Status::Fail).map(|(check, _)| check);
        failing.extend(fails.clone().filter(of_step));
        failing.extend(fails.filter(|check| !of_step(check)));
        Self {
            id,
            name: learner.name.clone(),
            step: here.and_then(|step| course.step(step)),
            since: learner.since.map(Timestamp::as_millisecond),
            marks: marks.collect(),
            failing: failing.into_iter().take(MOST_FAILING).cloned().collect(),
            hand: learner.hand.map(Timestamp::as_millisecond),
            load: learner.load,
            seen: learner.seen_at.as_millisecond(),
            handed: learner.handed.as_ref().map(|handed| handed.at.as_millisecond()),
            proved: learner.handed.as_ref().is_some_and(|handed| handed.identity.proved().is_some()),
        }
    }
}

/// The step of a full check id.
fn course_step(check: &str) -> &str {
    check.split_once('.').map_or(check, |(step, _)| step)
}

/// Who fails what, kept up as learners change: counting a whole class anew ten times a second costs more than all
/// the rest.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    by_learner: HashMap<u32, Vec<String>>,
    counts: HashMap<String, usize>,
}

impl Tally {
    /// Of the class as it stands.
    #[must_use]
    pub fn of(board: &Board) -> Self {
        let mut tally = Self::default();
        for (number, learner) in &board.learners {
            tally.count(*number, Some(learner));
        }
        tally
    }

    /// Counts a learner anew, or no more.
    pub fn count(&mut self, number: u32, learner: Option<&Learner>) {
        let failing = learner.into_iter().flat_map(|learner| &learner.checks);
        let failing: Vec<String> =
            failing.filter(|(_, status)| **status == Status::Fail).map(|(check, _)| check.clone()).collect();
        if self.by_learner.get(&number).is_some_and(|before| *before == failing) {
            return;
        }
        for check in &failing {
            *self.counts.entry(check.clone()).or_default() += 1;
        }
        let before =
            if learner.is_some() { self.by_learner.insert(number, failing) } else { self.by_learner.remove(&number) };
        for check in before.unwrap_or_default() {
            if let Some(count) = self.counts.get_mut(&check) {
                *count -= 1;
            }
        }
    }

    /// The checks that most of the class fail, the worst first; of equals the one that comes first in the course.
    #[must_use]
    pub fn most_failed(&self, course: &Outline) -> Vec<Failed> {
        let in_order = course.steps.iter().flat_map(|step| &step.checks);
        let counted = in_order.filter_map(|check| {
            let count = self.counts.get(&check.id).copied().filter(|count| *count > 0)?;
            Some(Failed { check: check.id.clone(), count })
        });
        let mut failed: Vec<Failed> = counted.collect();
        failed.sort_by_key(|failed| std::cmp::Reverse(failed.count));
        failed.truncate(MOST_FAILED);
        failed
    }
}
