//! Progress as it is shown: step by step, with what is known of every check.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{LastSeen, Progress, ProgressKey};
use crate::check::Status;
use crate::course::{CLEANUP, Course, Step};
use crate::text::Lang;

/// How far one course is, in one account and region.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Overview {
    pub course: String,
    pub title: String,
    /// Twelve digits; `-` while no account was known.
    pub account: String,
    pub region: String,
    pub suffix: String,
    /// The step last open.
    pub current_step: Option<String>,
    /// Steps that were finished once, of how many.
    pub finished: usize,
    pub of: usize,
    pub active_seconds: u64,
    pub steps: Vec<StepOverview>,
    /// Graded questions of the quiz answered rightly, of how many, and when.
    pub quiz: Option<QuizOverview>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuizOverview {
    pub right: u32,
    pub of: u32,
    pub at: Timestamp,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StepOverview {
    pub id: String,
    pub title: String,
    /// It was finished once.
    pub finished: bool,
    /// It was finished, and what fails of it since then went with the clean-up.
    pub cleared_away: bool,
    /// Time in which somebody was there, over all machines.
    pub active_seconds: u64,
    pub hints: usize,
    pub retries: u32,
    /// How often its commands were run by the program.
    pub shown: u32,
    pub checks: Vec<CheckOverview>,
}

/// What was last seen of one check.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CheckOverview {
    pub id: String,
    pub title: String,
    /// `null`: it was never looked at.
    pub status: Option<Status>,
    /// Since when it has been this.
    pub since: Option<Timestamp>,
    /// When it was last looked at.
    pub observed_at: Option<Timestamp>,
    /// When it was last seen to pass.
    pub passed_at: Option<Timestamp>,
}

impl CheckOverview {
    /// It passed, and fails now: when it last passed, and since when it fails.
    #[must_use]
    pub fn fell(&self) -> Option<(Timestamp, Timestamp)> {
        (self.status == Some(Status::Fail)).then_some(())?;
        Some((self.passed_at?, self.since?))
    }
}

impl Overview {
    /// The overview of a course that this program knows.
    #[must_use]
    pub fn new(course: &Course, key: &ProgressKey, progress: &Progress, lang: Lang) -> Self {
        let ids = |step: &Step| step.checks.iter().map(|check| format!("{}.{}", step.id, check.id)).collect::<Vec<_>>();
        let cleanup = course.step(CLEANUP).map(ids).unwrap_or_default();
        let steps: Vec<StepOverview> = course
            .steps
            .iter()
            .map(|step| {
                let work = progress.work_at(&step.id);
                let checks = step.checks.iter().map(|check| {
                    let id = format!("{}.{}", step.id, check.id);
                    let seen = progress.last_seen.get(&id);
                    let confirmed = progress.memory.confirmed.get(&id);
                    CheckOverview {
                        title: lang.pick(&check.title).to_owned(),
                        status: seen.map(|seen| seen.status).or(confirmed.map(|_| Status::Manual)),
                        since: seen.map(|seen| seen.since).or(confirmed.map(|confirmed| confirmed.at)),
                        observed_at: seen.map(|seen| seen.observed_at),
                        passed_at: seen.and_then(LastSeen::passed),
                        id,
                    }
                });
                let finished = progress.celebrated.contains(&step.id);
                let is_cleanup = step.id == CLEANUP || cleanup.is_empty();
                StepOverview {
                    id: step.id.clone(),
                    title: lang.pick(&step.title).to_owned(),
                    finished,
                    cleared_away: finished && !is_cleanup && progress.is_cleared_away(&cleanup, &ids(step)),
                    active_seconds: work.active_ms / 1000,
                    hints: progress.hints_opened.get(&step.id).copied().unwrap_or(0),
                    retries: work.retries,
                    shown: work.shown,
                    checks: checks.collect(),
                }
            })
            .collect();
        let all = course.steps.iter().map(|step| progress.work_at(&step.id).active_ms);
        Self {
            course: course.id.clone(),
            title: lang.pick(&course.title).to_owned(),
            account: key.account.clone(),
            region: key.region.clone(),
            suffix: key.suffix.clone(),
            current_step: progress.current_step.clone(),
            finished: steps.iter().filter(|step| step.finished).count(),
            of: steps.len(),
            active_seconds: all.sum::<u64>() / 1000,
            steps,
            quiz: progress.memory.quiz.map(|quiz| QuizOverview { right: quiz.right, of: quiz.of, at: quiz.at }),
        }
    }
}

/// The document of `hanamaru progress --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "hanamaru progress")]
pub struct Overviews {
    /// Version of this document's shape: 1.
    pub schema: u32,
    pub courses: Vec<Overview>,
}

impl Overviews {
    #[must_use]
    pub const fn new(courses: Vec<Overview>) -> Self {
        Self { schema: 1, courses }
    }
}
