//! What changed between two runs over a class.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{GradeDocument, LearnerGrade};
use crate::check::Status;
use crate::report::document::CheckReport;

/// What changed for one learner. Who is new or gone has no score on the other side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LearnerChange {
    pub id: String,
    pub name: Option<String>,
    /// `null`: was not in the earlier run, or nothing was determined then.
    pub score_before: Option<f64>,
    /// `null`: is not in this run, or nothing is determined.
    pub score_after: Option<f64>,
    pub checks: Vec<CheckChange>,
}

/// A check whose verdict is another one now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckChange {
    pub id: String,
    pub title: String,
    pub before: Option<Status>,
    pub after: Option<Status>,
}

/// Every learner of either run whose score or verdicts differ, in this run's order, then those who are gone.
#[must_use]
pub fn between(old: &GradeDocument, new: &GradeDocument) -> Vec<LearnerChange> {
    let before = |id: &str| old.learners.iter().find(|learner| learner.id == id);
    let gone = old.learners.iter().filter(|learner| !new.learners.iter().any(|now| now.id == learner.id));
    let now = new.learners.iter().map(|learner| change(before(&learner.id), Some(learner)));
    let changes = now.chain(gone.map(|learner| change(Some(learner), None))).flatten();
    changes.filter(|change| change.score_before != change.score_after || !change.checks.is_empty()).collect()
}

fn change(old: Option<&LearnerGrade>, new: Option<&LearnerGrade>) -> Option<LearnerChange> {
    let either = new.or(old)?;
    let score = |learner: Option<&LearnerGrade>| {
        learner.filter(|learner| learner.determined > 0.0).map(|learner| learner.score)
    };
    Some(LearnerChange {
        id: either.id.clone(),
        name: either.name.clone(),
        score_before: score(old),
        score_after: score(new),
        // Of somebody who is new or gone every check would be a change: that says nothing.
        checks: if let (Some(old), Some(new)) = (old, new) { checks(old, new) } else { Vec::new() },
    })
}

fn checks(old: &LearnerGrade, new: &LearnerGrade) -> Vec<CheckChange> {
    let of = |learner: &LearnerGrade| -> Vec<CheckReport> {
        learner.steps.iter().flat_map(|step| step.checks.iter().cloned()).collect()
    };
    let (before, after) = (of(old), of(new));
    let status =
        |checks: &[CheckReport], id: &str| checks.iter().find(|check| check.id == id).map(|check| check.status);
    let gone = before.iter().filter(|check| status(&after, &check.id).is_none());
    after
        .iter()
        .chain(gone)
        .map(|check| CheckChange {
            id: check.id.clone(),
            title: check.title.clone(),
            before: status(&before, &check.id),
            after: status(&after, &check.id),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
