//! The course as a class sees it: ids and titles of steps and checks, in order.

use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::course::model::Localized;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    pub id: String,
    pub title: Localized,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub title: Localized,
    pub checks: Vec<Check>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The full id, `<step>.<check>`.
    pub id: String,
    pub title: Localized,
}

impl Outline {
    #[must_use]
    pub fn of(course: &Course) -> Self {
        let check = |step: &str, check: &crate::course::model::Check| Check {
            id: format!("{step}.{}", check.id),
            title: check.title.clone(),
        };
        let steps = course.steps.iter().map(|step| Step {
            id: step.id.clone(),
            title: step.title.clone(),
            checks: step.checks.iter().map(|one| check(&step.id, one)).collect(),
        });
        Self { id: course.id.clone(), title: course.title.clone(), steps: steps.collect() }
    }

    #[must_use]
    pub fn step(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    /// Whether the course has this check, by its full id.
    #[must_use]
    pub fn has_check(&self, id: &str) -> bool {
        let step = id.split_once('.').map_or(id, |(step, _)| step);
        let own = self.steps.iter().filter(|one| one.id == step);
        own.flat_map(|step| &step.checks).any(|check| check.id == id)
    }
}
