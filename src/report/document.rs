//! The document of `verify --format json`: the contract's shape, in its order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::console;
use crate::check::verdict::{Arg, Confirmation, Evidence, Status, Verdict, sum_up};
use crate::course::{Course, Values};
use crate::facts::{Facts, Gap};
use crate::text::{Lang, Wording};

/// One verification of one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "hanamaru verify")]
pub struct Document {
    /// Version of this document's shape: 1.
    pub schema: u32,
    /// Id of the course.
    pub course: String,
    /// Twelve digits; null while the identity could not be seen (no credentials, no answer).
    pub account: Option<String>,
    /// The region asked.
    pub region: String,
    /// When the observation began and ended, UTC.
    pub started_at: Timestamp,
    pub finished_at: Timestamp,
    /// Requests sent to AWS, retries not counted.
    pub api_calls: u32,
    /// How many checks have each status.
    pub summary: Summary,
    pub steps: Vec<StepReport>,
    /// Names and values in force, after `--set` and `--suffix`.
    pub values: BTreeMap<String, String>,
}

/// Counts of checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    pub pass: usize,
    pub fail: usize,
    pub inconclusive: usize,
    pub blocked: usize,
    pub manual: usize,
    pub waiting: usize,
}

impl Summary {
    /// Counts one check.
    pub const fn add(&mut self, status: Status) {
        *match status {
            Status::Pass => &mut self.pass,
            Status::Fail => &mut self.fail,
            Status::Inconclusive => &mut self.inconclusive,
            Status::Blocked => &mut self.blocked,
            Status::Manual => &mut self.manual,
            Status::Waiting => &mut self.waiting,
        } += 1;
    }

    #[must_use]
    pub const fn count(&self, status: Status) -> usize {
        match status {
            Status::Pass => self.pass,
            Status::Fail => self.fail,
            Status::Inconclusive => self.inconclusive,
            Status::Blocked => self.blocked,
            Status::Manual => self.manual,
            Status::Waiting => self.waiting,
        }
    }
}

/// One selected step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepReport {
    pub id: String,
    pub title: String,
    /// `fail` if any check fails, else `inconclusive`, `waiting`, `blocked`, `manual` (unconfirmed), `pass`.
    pub status: Status,
    pub checks: Vec<CheckReport>,
}

/// One check with its sentences in the chosen language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckReport {
    /// `<step>.<check>`.
    pub id: String,
    pub title: String,
    pub status: Status,
    /// Stable id of the finding.
    pub message: String,
    pub expected: String,
    pub actual: String,
    /// What to do about it; null where there is nothing to do.
    pub hint: Option<String>,
    /// Shown to the learner, never a failure.
    pub advice: Vec<String>,
    pub evidence: Vec<Evidence>,
    /// The finding's arguments by name, not worded.
    pub arguments: BTreeMap<String, serde_json::Value>,
    /// For `waiting`: when it should be over, where that can be estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// For `waiting`: how long this normally takes by the account's own settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<String>,
    /// For `waiting` that takes longer than it should: what to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<String>,
    /// Address of the page of the AWS console to open for this check; absent where something else than AWS answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
    /// The earlier check (full id) that holds this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// For `manual`: who confirmed it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmation>,
    /// For a pass kept from earlier: when it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Timestamp>,
}

/// What a document is made from.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub course: &'a Course,
    pub values: &'a Values,
    pub facts: &'a Facts,
    /// By full check id.
    pub verdicts: &'a BTreeMap<String, Verdict>,
}

impl Document {
    /// The document for these steps (ids; shown in the course's order), times in sentences in `zone`.
    #[must_use]
    pub fn new(judged: Judged<'_>, steps: &[String], lang: Lang, zone: &TimeZone) -> Self {
        let Judged { course, values, facts, verdicts } = judged;
        let wording = Wording { lang, zone: zone.clone(), course: Some(course) };
        let mut summary = Summary::default();
        let selected = course.steps.iter().filter(|step| steps.contains(&step.id));
        let steps = selected
            .map(|step| {
                let found: Vec<(String, &str, Verdict)> = step
                    .checks
                    .iter()
                    .map(|check| {
                        let id = format!("{}.{}", step.id, check.id);
                        // A check that nobody judged could not be told: it must not vanish from the count.
                        let verdict =
                            verdicts.get(&id).cloned().unwrap_or_else(|| Verdict::unseen(&Gap::not_asked("-")));
                        (id, lang.pick(&check.title), verdict)
                    })
                    .collect();
                found.iter().for_each(|(_, _, verdict)| summary.add(verdict.status));
                StepReport {
                    id: step.id.clone(),
                    title: lang.pick(&step.title).to_owned(),
                    status: sum_up(found.iter().map(|(_, _, verdict)| verdict)),
                    checks: found
                        .iter()
                        .map(|(id, title, verdict)| CheckReport {
                            console: console::of_verdict(facts, verdict),
                            look_at: look_at(&wording, verdict, facts.now),
                            ..check_report(&wording, id, title, verdict)
                        })
                        .collect(),
                }
            })
            .collect();
        Self {
            schema: 1,
            course: course.id.clone(),
            account: facts.identity.value().map(|identity| identity.account.clone()),
            region: facts.region.clone(),
            started_at: whole_seconds(facts.started_at),
            finished_at: whole_seconds(facts.finished_at),
            api_calls: facts.api_calls,
            summary,
            steps,
            values: values.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    /// The document as it is printed: indented, with a newline at the end.
    ///
    /// # Errors
    /// Never for a document made by [`Document::new`]; the serialiser's error otherwise.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// One check in words.
pub(crate) fn check_report(wording: &Wording<'_>, id: &str, title: &str, verdict: &Verdict) -> CheckReport {
    let words = wording.words(&verdict.finding);
    let evidence = verdict
        .evidence
        .iter()
        .map(|piece| Evidence { observed_at: whole_seconds(piece.observed_at), ..piece.clone() })
        .collect();
    CheckReport {
        id: id.to_owned(),
        title: title.to_owned(),
        status: verdict.status,
        message: verdict.finding.id.to_string(),
        expected: words.expected,
        actual: words.actual,
        hint: words.hint,
        advice: verdict.advice.iter().map(|advice| wording.advice(advice)).collect(),
        evidence,
        arguments: verdict.finding.args.iter().map(|(name, arg)| (name.clone(), plain(arg))).collect(),
        until: verdict.until.map(whole_seconds),
        usual: verdict.wait.as_ref().map(|wait| wording.advice(&wait.usual)),
        look_at: None,
        console: None,
        held_by: verdict.held_by.clone(),
        confirmed: verdict
            .confirmed
            .as_ref()
            .map(|confirmation| Confirmation { at: whole_seconds(confirmation.at), ..confirmation.clone() }),
        recorded_at: verdict.recorded_at.map(whole_seconds),
    }
}

/// What to look at where something takes longer than it should.
fn look_at(wording: &Wording<'_>, verdict: &Verdict, now: Timestamp) -> Option<String> {
    let wait = verdict.wait.as_ref()?;
    wait.is_late(None, now).then(|| wording.advice(&wait.look_at))
}

/// An argument as other programs take it: numbers as numbers, lists as lists, times in UTC.
fn plain(arg: &Arg) -> serde_json::Value {
    match arg {
        Arg::Text(text) | Arg::Message(text) => text.as_str().into(),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
        Arg::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => (*number as i64).into(),
        Arg::Number(number) => (*number).into(),
        Arg::List(items) => items.clone().into(),
        Arg::Time(at) => whole_seconds(*at).to_string().into(),
        Arg::Duration(seconds) => (*seconds).into(),
    }
}

/// Fractions of a second say nothing here, and other programs' parsers stumble over nine digits.
fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
