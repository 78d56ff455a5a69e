//! The document of `grade --format json`: the contract's shape. Every other format is made from it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::LearnerChange;
use super::judged::Judged;
use super::roster::{Learner, Roster};
use super::score::{Score, score};
use super::shard::Shard;
use crate::check::Status;
use crate::course::Course;
use crate::report::document::{StepReport, Summary};
use crate::report::{Document, Outcome};
use crate::text::{Lang, Wording};

/// A class, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "hanamaru grade")]
pub struct GradeDocument {
    /// Version of this document's shape: 1.
    pub schema: u32,
    /// Id of the course; of several (with `--reports`), joined by commas.
    pub course: String,
    /// In the roster's order.
    pub learners: Vec<LearnerGrade>,
    /// The part of the class that this is, if it is not the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// What changed since an earlier run (`--compare`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<LearnerChange>>,
}

/// One learner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LearnerGrade {
    pub id: String,
    pub name: Option<String>,
    pub summary: Summary,
    /// 0–100 of what was determined. Where `determined` is 0 it says nothing.
    pub score: f64,
    /// 0–100: how much of the whole weight could be determined.
    pub determined: f64,
    pub steps: Vec<StepReport>,
    /// Why nothing about this learner could be judged.
    pub error: Option<String>,
    /// Twelve digits, where the account said who it is.
    #[serde(default)]
    pub account: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    /// When the looking ended, UTC.
    #[serde(default)]
    pub observed_at: Option<Timestamp>,
    /// What should be known about this learner besides the verdicts, such as sharing resources with another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// With `--reports`: where the report says something else than its facts do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// A verdict that a learner's report claims, and what its facts come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Full id of the check.
    pub check: String,
    pub title: String,
    /// `null`: the report does not have the check.
    pub claimed: Option<Status>,
    /// `null`: the course does not have the check.
    pub judged: Option<Status>,
}

/// How a class is put into words.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub course: &'a Course,
    /// Ids of the selected steps.
    pub steps: &'a [String],
    pub roster: &'a Roster,
    pub lang: Lang,
    pub zone: &'a TimeZone,
}

impl LearnerGrade {
    /// What was judged, in words and with its score.
    #[must_use]
    pub fn new(setting: &Setting<'_>, learner: &Learner, judged: &Judged) -> Self {
        let Setting { course, steps, roster, lang, zone } = *setting;
        let facts = judged.facts();
        let of = crate::report::Judged { course, values: &learner.values, facts: &facts, verdicts: &judged.verdicts };
        let document = Document::new(of, steps, lang, zone);
        let weights = roster.weights.of(course);
        let Score { points, determined } = score(&document.steps, &weights, roster.weights.manual);
        let wording = Wording { lang, zone: zone.clone(), course: Some(course) };
        Self {
            id: learner.id.clone(),
            name: learner.name.clone(),
            summary: document.summary,
            score: points,
            determined,
            steps: document.steps,
            error: judged.error.as_ref().map(|finding| sentence(&wording, finding)),
            account: document.account,
            region: Some(document.region),
            observed_at: Some(document.finished_at),
            notes: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// The score as people read it: a dash where nothing was determined.
    #[must_use]
    pub fn mark(&self) -> String {
        if self.determined > 0.0 { number(self.score) } else { "—".to_owned() }
    }

    /// Name and id, or the id alone.
    #[must_use]
    pub fn shown(&self) -> String {
        self.name.as_ref().map_or_else(|| self.id.clone(), |name| format!("{name} ({})", self.id))
    }

    /// Without what only the JSON document shows: arguments, and all but the title of what passes. A class is large.
    #[must_use]
    pub fn slim(mut self) -> Self {
        for check in self.steps.iter_mut().flat_map(|step| &mut step.checks) {
            check.arguments = BTreeMap::new();
            if check.status == Status::Pass {
                (check.expected, check.actual, check.hint) = (String::new(), String::new(), None);
                (check.advice, check.evidence) = (Vec::new(), Vec::new());
            }
        }
        self
    }

    /// What this learner alone means for the exit status.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match Outcome::of(&self.summary) {
            Outcome::Good if self.error.is_some() || !self.differences.is_empty() => Outcome::Undetermined,
            outcome => outcome,
        }
    }
}

/// The sentence of a finding, whether it was made for a check or for a message.
fn sentence(wording: &Wording<'_>, finding: &crate::check::Finding) -> String {
    if wording.catalog().has(&finding.id) { wording.advice(finding) } else { wording.words(finding).actual }
}

/// `87.5`, `100`.
#[must_use]
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

impl GradeDocument {
    #[must_use]
    pub const fn new(course: String, learners: Vec<LearnerGrade>, shard: Option<Shard>) -> Self {
        Self { schema: 1, course, learners, shard, changes: None }
    }

    /// Any failure decides; else whatever is not determined.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let outcomes: Vec<Outcome> = self.learners.iter().map(LearnerGrade::outcome).collect();
        let any = |wanted| outcomes.contains(&wanted);
        if any(Outcome::Failed) {
            Outcome::Failed
        } else if any(Outcome::Undetermined) {
            Outcome::Undetermined
        } else {
            Outcome::Good
        }
    }

    /// Ids and titles of the steps that any learner has, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<(&str, &str)> {
        let mut steps: Vec<(&str, &str)> = Vec::new();
        for step in self.learners.iter().flat_map(|learner| &learner.steps) {
            if !steps.iter().any(|(id, _)| *id == step.id) {
                steps.push((&step.id, &step.title));
            }
        }
        steps
    }

    /// The checks that most learners fail: full id, title, how many; the most first.
    #[must_use]
    pub fn most_failed(&self) -> Vec<(&str, &str, usize)> {
        let mut counts: Vec<(&str, &str, usize)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for check in self.learners.iter().flat_map(|learner| &learner.steps).flat_map(|step| &step.checks) {
            if check.status == Status::Fail {
                let at = *places.entry(check.id.as_str()).or_insert_with(|| {
                    counts.push((&check.id, &check.title, 0));
                    counts.len() - 1
                });
                counts[at].2 += 1;
            }
        }
        counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        counts
    }

    /// As it is printed, with a newline at the end.
    ///
    /// # Errors
    /// The serialiser's, which plain data does not meet.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}
