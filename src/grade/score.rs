//! What a verdict is worth: 0–100 out of what was determined.
//!
//! - A pass earns its weight; a failure, and a check blocked by one, earn nothing.
//! - What could not be determined (`inconclusive`, `waiting`) counts on neither side: nobody is blamed for what
//!   was not seen. How much of the whole was determined is told beside the score.
//! - What only the learner can say is left out, or, by [`ManualRule::Trust`], counts as done once confirmed.
//! - By default every check weighs 1; one that only sums up others, and the starting point (`prereq`, which is
//!   given to the learner), weigh 0. A course says otherwise by `weight` of a step, a roster by step or check.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Status;
use crate::check::table::proof;
use crate::course::Course;
use crate::report::document::StepReport;

/// The step that the learner finds done.
const GIVEN: &str = "prereq";

/// What becomes of checks that only the learner can say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ManualRule {
    /// They count on neither side.
    #[default]
    LeaveOut,
    /// Confirmed is done, unconfirmed is not.
    Trust,
}

/// The roster's own weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// By step id, or by full check id, which wins.
    pub own: BTreeMap<String, u32>,
    pub manual: ManualRule,
}

/// What a learner's verdicts come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// 0–100, of what was determined, rounded down to a tenth; 0 where nothing was.
    pub points: f64,
    /// 0–100: the share of the whole weight that was determined.
    pub determined: f64,
}

impl Weights {
    /// Of every check of a course, by full id.
    #[must_use]
    pub fn of(&self, course: &Course) -> BTreeMap<String, u32> {
        let weight = |step: &crate::course::Step, id: &str, check: &crate::course::Check| {
            let roster = self.own.get(id).or_else(|| self.own.get(&step.id)).copied();
            // A course's or roster's word about a step is about its own checks, not about those that repeat others.
            let repeats = !proof(&check.proves).sums_up().is_empty();
            match (roster, step.weight) {
                _ if repeats && !self.own.contains_key(id) => 0,
                (Some(weight), _) | (None, Some(weight)) => weight,
                (None, None) => u32::from(step.id != GIVEN),
            }
        };
        course.checks().map(|(step, id, check)| (id.clone(), weight(step, &id, check))).collect()
    }
}

/// The score of these steps.
#[must_use]
pub fn score(steps: &[StepReport], weights: &BTreeMap<String, u32>, manual: ManualRule) -> Score {
    let (mut earned, mut counted, mut whole) = (0_u64, 0_u64, 0_u64);
    for check in steps.iter().flat_map(|step| &step.checks) {
        let weight = u64::from(weights.get(&check.id).copied().unwrap_or(1));
        let credit = match check.status {
            Status::Pass => Some(true),
            Status::Fail | Status::Blocked => Some(false),
            Status::Inconclusive | Status::Waiting => None,
            Status::Manual if manual == ManualRule::LeaveOut => continue,
            Status::Manual => Some(check.confirmed.is_some()),
        };
        whole += weight;
        if let Some(done) = credit {
            counted += weight;
            earned += if done { weight } else { 0 };
        }
    }
    Score { points: tenths(earned, counted), determined: tenths(counted, whole) }
}

/// A percentage rounded down to a tenth, so that 100 means everything.
#[expect(clippy::cast_precision_loss, reason = "weights of a course add up to far less than 2^52")]
fn tenths(part: u64, whole: u64) -> f64 {
    (part * 1000).checked_div(whole).map_or(0.0, |tenths| tenths as f64 / 10.0)
}
