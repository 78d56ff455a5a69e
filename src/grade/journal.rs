//! The file of `--resume`: what was judged before a run was broken off, one line a learner.
//!
//! Appended to and never rewritten, so that a crash costs the line that was being written and no more.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::judged::Judged;
use super::roster::Learner;

/// What marks a file as one of ours.
const FORMAT: &str = "hanamaru-grade-state";

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: String,
    schema: u32,
    course: String,
    /// Of the course's file: a verdict of another edition is not taken over.
    course_digest: String,
    steps: Vec<String>,
}

/// A learner who was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    /// What the roster said of this learner then.
    entry: String,
    judged: Judged,
}

/// Why a file cannot be gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalProblem {
    /// Not one of ours, or of a newer version.
    Foreign,
    /// Of another course, another edition of it, or other steps.
    OtherRun,
}

/// What a run is about: a file of another run is not gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal(Head);

impl Journal {
    #[must_use]
    pub fn new(course: &str, course_digest: &str, steps: &[String]) -> Self {
        Self(Head {
            format: FORMAT.to_owned(),
            schema: 1,
            course: course.to_owned(),
            course_digest: course_digest.to_owned(),
            steps: steps.to_vec(),
        })
    }

    /// The first line of a new file.
    #[must_use]
    pub fn head(&self) -> String {
        line(&self.0)
    }

    /// The line of a learner.
    #[must_use]
    pub fn entry(&self, learner: &Learner, judged: &Judged) -> String {
        line(&Entry { id: learner.id.clone(), entry: of_roster(learner), judged: judged.clone() })
    }

    /// What a file says about these learners, by their place: whoever could be judged and stands in the roster as
    /// then. A last line that was cut off is passed over.
    ///
    /// # Errors
    /// The file is of another run, or none of ours.
    pub fn read(&self, text: &str, learners: &[Learner]) -> Result<Vec<Option<Judged>>, JournalProblem> {
        let mut lines = text.lines();
        let head: Head = lines
            .next()
            .and_then(|line| serde_json::from_str(line).ok())
            .filter(|head: &Head| head.format == FORMAT && head.schema == 1)
            .ok_or(JournalProblem::Foreign)?;
        if head != self.0 {
            return Err(JournalProblem::OtherRun);
        }
        let mut found: Vec<Option<Judged>> = vec![None; learners.len()];
        let places: HashMap<&str, usize> = learners.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
        let entries = lines.filter_map(|line| serde_json::from_str::<Entry>(line).ok());
        for entry in entries.filter(|entry| entry.judged.error.is_none()) {
            let place = places.get(entry.id.as_str()).copied();
            if let Some(at) = place.filter(|at| of_roster(&learners[*at]) == entry.entry) {
                found[at] = Some(entry.judged);
            }
        }
        Ok(found)
    }
}

fn line<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// Everything of a roster's entry that a verdict depends on.
fn of_roster(learner: &Learner) -> String {
    let values: Vec<String> = learner.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{:?} {}", learner.access, values.join("\n"))
}
