//! The file that is handed in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::mask::{Mask, shown};
use super::nonce;
use crate::check::run::{self, Plan};
use crate::check::verdict::Verdict;
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::progress::Memory;
use crate::report::document::{CheckReport, check_report};
use crate::report::{Document, Judged, digest};
use crate::text::{Lang, Wording};

/// What marks a file as one of ours.
pub(super) const FORMAT: &str = "hanamaru-report";
/// Version of the file's shape.
pub(super) const SCHEMA: u64 = 1;
/// The step that a course's instructor asks to hand in; a course without it hands in all its steps.
const CHECKLIST: &str = "checklist";

/// A report. Every part but `digest` is covered by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "hanamaru report")]
pub struct HandIn {
    pub format: String,
    pub schema: u64,
    /// Id of the course, and the digest of what it is judged by.
    pub course: String,
    pub course_digest: String,
    pub program: Program,
    /// Who hands it in, as they call themselves.
    pub learner: Option<String>,
    pub made_at: Timestamp,
    /// The account, masked but for its last four digits unless the learner chose to show it.
    pub account: Option<String>,
    pub account_shown: bool,
    /// Full ids of the checks that are the checklist.
    pub points: Vec<String>,
    /// The verdicts as the learner's machine had them.
    pub document: Document,
    /// The class's word in a tag of the load balancer, where the class has one.
    pub class: Option<ClassWord>,
    pub identity: IdentityWord,
    /// What was observed, without credentials or user data.
    #[schemars(with = "Value")]
    pub facts: Facts,
    /// Confirmations, records and the quiz, as the learner has them.
    #[schemars(with = "Value")]
    pub memory: Memory,
    /// SHA-256 of everything above.
    pub digest: String,
}

/// Which program made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    pub version: String,
    /// Of the executable; `null` where it could not be read.
    pub digest: Option<String>,
}

/// Whether the class's word was where it belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassWord {
    pub nonce: String,
    pub check: CheckReport,
}

/// Whether somebody vouches for the identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityWord {
    /// Never true in a file that the learner's machine wrote: only a board that asked AWS can say so.
    pub proved: bool,
    /// The caller's ARN as the learner's machine saw it, its account masked as everywhere here.
    pub claimed: Option<String>,
}

/// What a report is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    pub course: &'a Course,
    pub values: &'a Values,
    pub facts: &'a Facts,
    pub memory: &'a Memory,
    /// Ids of the selected steps.
    pub steps: &'a [String],
    pub program: Program,
    pub learner: Option<String>,
    pub nonce: Option<String>,
    pub show_account: bool,
    pub made_at: Timestamp,
    pub lang: Lang,
}

impl HandIn {
    /// Masks the facts, then judges *them*: what is handed in is what its verdicts were made from.
    #[must_use]
    pub fn new(parts: Parts<'_>) -> Self {
        let Parts { course, lang, .. } = parts;
        let mask = if parts.show_account { Mask::default() } else { Mask::of(parts.facts, parts.memory) };
        let facts = mask.hide(parts.facts).unwrap_or_else(|| Facts::empty(&parts.facts.region, parts.facts.now));
        let memory = mask.hide(parts.memory).unwrap_or_default();
        let values = mask.hide(parts.values).unwrap_or_default();
        let document = document(course, &values, &facts, &memory, parts.steps, lang);
        let class = parts.nonce.map(|nonce| {
            let check = class_word(course, &values, &facts, &nonce, lang);
            ClassWord { nonce, check }
        });
        let identity = facts.identity.value();
        let mut report = Self {
            format: FORMAT.to_owned(),
            schema: SCHEMA,
            course: course.id.clone(),
            course_digest: digest::of_course(course),
            program: parts.program,
            learner: parts.learner,
            made_at: whole_second(parts.made_at),
            account: identity.map(|identity| shown(&identity.account, parts.show_account)),
            account_shown: parts.show_account,
            points: points(course, parts.steps),
            document,
            class,
            identity: IdentityWord { proved: false, claimed: identity.map(|identity| identity.arn.clone()) },
            facts,
            memory,
            digest: String::new(),
        };
        report.digest = report.digested();
        report
    }

    /// The digest that belongs to the content.
    #[must_use]
    pub fn digested(&self) -> String {
        let mut content = serde_json::to_value(self).unwrap_or_default();
        if let Some(object) = content.as_object_mut() {
            object.remove("digest");
        }
        digest::of_value(&content)
    }

    /// The file's text, with a newline at the end.
    ///
    /// # Errors
    /// The serialiser's, which plain data does not meet.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|text| text + "\n")
    }

    /// The checks of the checklist with their verdicts, those that only the learner can say apart.
    #[must_use]
    pub fn points(&self) -> (Vec<&CheckReport>, Vec<&CheckReport>) {
        let all = self.document.steps.iter().flat_map(|step| &step.checks);
        all.filter(|check| self.points.contains(&check.id)).partition(|check| !by_hand(check))
    }
}

/// The verdicts of these facts, in words that are the same wherever they are made.
#[must_use]
pub(super) fn document(
    course: &Course,
    values: &Values,
    facts: &Facts,
    memory: &Memory,
    steps: &[String],
    lang: Lang,
) -> Document {
    let verdicts = verdicts(course, values, facts, memory, steps);
    let judged = Judged { course, values, facts, verdicts: &verdicts };
    Document::new(judged, steps, lang, &TimeZone::UTC)
}

fn verdicts(
    course: &Course,
    values: &Values,
    facts: &Facts,
    memory: &Memory,
    steps: &[String],
) -> BTreeMap<String, Verdict> {
    let selected = steps.iter().cloned().collect();
    let checks = run::checks_of(course, &selected);
    let ids = Plan::new(course).closure(checks.iter().map(String::as_str));
    run::judge(course, values, facts, memory, &ids)
}

/// The class's word as a check of its own.
pub(super) fn class_word(course: &Course, values: &Values, facts: &Facts, word: &str, lang: Lang) -> CheckReport {
    let wording = Wording { lang, zone: TimeZone::UTC, course: Some(course) };
    let title = wording.catalog().text("nonce-title");
    check_report(&wording, "class.nonce", &title, &nonce::judge(course, values, facts, word))
}

/// Only the learner can say it.
fn by_hand(check: &CheckReport) -> bool {
    check.status == crate::check::Status::Manual
}

fn points(course: &Course, steps: &[String]) -> Vec<String> {
    let checklist = course.step(CHECKLIST).filter(|step| steps.contains(&step.id));
    let wanted = |id: &str| checklist.map_or_else(|| steps.iter().any(|step| step == id), |step| step.id == id);
    course.checks().filter(|(step, _, _)| wanted(&step.id)).map(|(_, id, _)| id).collect()
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
