//! Judges a report again from its facts, and shows where it says something else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::nonce;
use super::proofs::Proofs;
use super::read::Read;
use super::report::{HandIn, class_word, document};
use crate::check::{Finding, Status};
use crate::course::{Course, Values};
use crate::facts::want::ResourceKind;
use crate::grade::document::Difference;
use crate::grade::score::{ManualRule, Weights, score};
use crate::grade::{Judged, LearnerGrade};
use crate::leftover::CLEANUP;
use crate::report::Document;
use crate::report::document::{CheckReport, StepReport};
use crate::text::width::truncate;
use crate::text::{Ambiguous, Lang, Wording};

/// What the instructor holds a report against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Digests of the courses, by id: made once, not for every report.
    pub courses: BTreeMap<String, String>,
    /// The word of the class; a report that does not carry it is told so.
    pub nonce: Option<String>,
    /// What the class's board has kept of identities.
    pub proofs: Proofs,
}

/// Cells that a learner's name may take in a table; the trainer takes shorter ones.
const LONGEST_NAME: usize = 80;
/// Cells of a text of the report in a sentence about it: an ARN has room.
const LONGEST_TEXT: usize = 160;
/// What is listed in one sentence at the most.
const MOST_LISTED: usize = 8;
/// One look, on the fast clock of a practice account too, is over within this.
const ONE_LOOK: SignedDuration = SignedDuration::from_hours(24);

/// The marks of a report by its facts. `name` is the file's, without its ending.
#[must_use]
pub fn judge(name: &str, read: &Read, course: &Course, expected: &Expected, lang: Lang) -> LearnerGrade {
    let report = &read.report;
    let zone = jiff::tz::TimeZone::UTC;
    let wording = Wording { lang, zone, course: Some(course) };
    let values = Values::from_map(report.document.values.clone());
    let steps = steps_of(report, course);
    let document = document(course, &values, &report.facts, &report.memory, &steps, lang);
    let mut differences = differences(&report.document.steps, &document.steps);
    let mut notes: Vec<Finding> = Vec::new();
    notes.extend(about_course(report, course, expected));
    notes.extend(about_values(course, &values));
    notes.extend(about_steps(course, &steps));
    let word = expected.nonce.as_ref().or_else(|| report.class.as_ref().map(|class| &class.nonce));
    if let Some(word) = word {
        let check = class_word(course, &values, &report.facts, word, lang);
        let claimed = report.class.as_ref().map(|class| class.check.status);
        let other = report.class.as_ref().is_none_or(|class| &class.nonce != word);
        if claimed.is_some_and(|claimed| claimed != check.status) && !other {
            differences.push(difference(&check, claimed, Some(check.status)));
        }
        if other || check.status != Status::Pass {
            notes.push(Finding::new("handin-nonce-not").arg("nonce", clip(word, LONGEST_TEXT)).arg("tag", nonce::TAG));
        }
    }
    notes.extend(about_contradictions(report, &document));
    notes.extend(about_identity(read, expected));
    let weights = Weights::default().of(course);
    let marks = score(&document.steps, &weights, ManualRule::LeaveOut);
    let learner = report.learner.as_deref().map(|name| clip(name, LONGEST_NAME));
    let mut grade = LearnerGrade {
        id: name.to_owned(),
        name: learner,
        summary: document.summary,
        score: marks.points,
        determined: marks.determined,
        steps: document.steps,
        error: None,
        account: report.account.clone(),
        region: Some(document.region),
        observed_at: Some(document.finished_at),
        notes: notes.iter().map(|finding| wording.advice(finding)).collect(),
        differences,
    };
    if read.edited {
        believe_nothing(&mut grade, course, &steps, report, lang);
    }
    grade
}

/// The steps that a report is about. The program writes none without any: whoever made that up is judged by all.
fn steps_of(report: &HandIn, course: &Course) -> Vec<String> {
    let claimed: BTreeSet<&str> = report.document.steps.iter().map(|step| step.id.as_str()).collect();
    let all = || course.steps.iter().map(|step| &step.id);
    let steps: Vec<String> = all().filter(|id| claimed.contains(id.as_str())).cloned().collect();
    if steps.is_empty() { all().filter(|id| *id != CLEANUP).cloned().collect() } else { steps }
}

/// As much of a text as fits: a report may hold whatever somebody wrote into it.
fn clip(text: &str, cells: usize) -> String {
    truncate(text, cells, Ambiguous::Narrow).into_owned()
}

/// A list in a sentence, no longer than can be read.
fn listed(items: Vec<String>) -> Vec<String> {
    let more = items.len().saturating_sub(MOST_LISTED);
    let mut shown: Vec<String> = items.iter().take(MOST_LISTED).map(|item| clip(item, LONGEST_TEXT)).collect();
    if more > 0 {
        shown.push(format!("… (+{more})"));
    }
    shown
}

/// A report that is not what it was when it was made counts as not seen; where it lies stays shown.
fn believe_nothing(grade: &mut LearnerGrade, course: &Course, steps: &[String], report: &HandIn, lang: Lang) {
    let wording = Wording { lang, zone: jiff::tz::TimeZone::UTC, course: Some(course) };
    let reason = Finding::new("handin-edited");
    let checks: Vec<String> =
        course.checks().filter(|(step, _, _)| steps.contains(&step.id)).map(|(_, id, _)| id).collect();
    let unseen = Judged::not_looked(course, &checks, &reason, report.facts.finished_at);
    let facts = unseen.facts();
    let values = Values::from_map(report.document.values.clone());
    let judged = crate::report::Judged { course, values: &values, facts: &facts, verdicts: &unseen.verdicts };
    let document = crate::report::Document::new(judged, steps, lang, &wording.zone);
    grade.error = Some(wording.advice(&reason));
    grade.summary = document.summary;
    grade.steps = document.steps;
    grade.score = 0.0;
    grade.determined = 0.0;
}

/// Who handed this very report in, by the board's word. The digest of an edited report is not its own.
fn about_identity(read: &Read, expected: &Expected) -> Vec<Finding> {
    let proofs = expected.proofs.get(&read.report.digest).filter(|_| !read.edited).map(Vec::as_slice);
    let proof = match proofs.unwrap_or_default() {
        [] => return vec![Finding::new("handin-identity-not-proved")],
        [proof] => proof,
        several => {
            let names = several.iter().map(|proof| format!("{} ({})", proof.name, proof.proved.arn));
            return vec![Finding::new("handin-identity-several").arg("names", names.collect::<Vec<_>>())];
        }
    };
    let who = |id: &'static str| Finding::new(id).arg("arn", &proof.proved.arn).arg("at", proof.proved.at);
    let mut findings = vec![who("handin-identity-proved")];
    // The report shows four digits at least.
    let tail = |account: &str| account.get(8..).map(str::to_owned);
    if read.report.account.as_deref().and_then(tail) != tail(&proof.proved.account) {
        findings.push(who("handin-identity-other-account").arg("account", &proof.proved.account));
    }
    if !proof.others.is_empty() {
        findings.push(who("handin-identity-shared").arg("others", proof.others.clone()));
    }
    findings
}

/// Parts of a report that do not fit each other: a program that looked at one account once writes no such thing.
fn about_contradictions(report: &HandIn, judged: &Document) -> Option<Finding> {
    let (facts, claimed) = (&report.facts, &report.document);
    let own = facts.identity.value().map(|identity| identity.account.as_str());
    let tail = |account: &str| account.get(8..).map(str::to_owned);
    let mut found: Vec<String> = Vec::new();
    let head = [
        (report.account.as_deref().and_then(tail) != own.and_then(tail), "account"),
        (claimed.account != judged.account, "document.account"),
        (claimed.region != judged.region, "document.region"),
        (claimed.finished_at != judged.finished_at, "document.finished_at"),
        (claimed.course != report.course, "document.course"),
        (facts.finished_at < facts.started_at, "facts.finished_at"),
    ];
    found.extend(head.iter().filter(|(wrong, _)| *wrong).map(|(_, part)| (*part).to_owned()));
    let seen_at = [facts.identity.seen_at(), facts.vpcs.seen_at(), facts.load_balancers.seen_at()];
    if seen_at.into_iter().flatten().any(|at| facts.now.duration_since(at).abs() > ONE_LOOK) {
        found.push("facts.now".to_owned());
    }
    let balancers = facts.load_balancers.value().into_iter().flatten().map(|one| &one.arn);
    let groups = facts.target_groups.value().into_iter().flatten().map(|one| &one.arn);
    for arn in balancers.chain(groups) {
        let parts: Vec<&str> = arn.split(':').collect();
        let (region, account) = (parts.get(3).copied(), parts.get(4).copied());
        // What load balancing lists is the account's own and in the region that was asked.
        if region != Some(facts.region.as_str()) || own.is_some_and(|own| account != Some(own)) {
            found.push(arn.clone());
        }
    }
    (!found.is_empty()).then(|| Finding::new("handin-contradicts").arg("parts", listed(found)))
}

fn about_course(report: &HandIn, course: &Course, expected: &Expected) -> Option<Finding> {
    let known = expected.courses.get(&course.id);
    (known != Some(&report.course_digest)).then(|| Finding::new("handin-other-edition"))
}

/// Settings of the course that the learner changed: names may differ, but a setting decides what passes.
fn about_values(course: &Course, values: &Values) -> Option<Finding> {
    let changed = course.values.iter().filter(|(key, value)| {
        value.kind == ResourceKind::Text && !value.default.is_empty() && values.get(key) != value.default
    });
    let changed: Vec<String> = changed.map(|(key, _)| format!("{key}={}", values.get(key))).collect();
    (!changed.is_empty()).then(|| Finding::new("handin-settings").arg("settings", listed(changed)))
}

/// Steps of the course that were left out: what is in the report may be everything that is done.
fn about_steps(course: &Course, steps: &[String]) -> Option<Finding> {
    let missing = course.steps.iter().map(|step| &step.id).filter(|id| *id != CLEANUP && !steps.contains(id));
    let missing: Vec<String> = missing.cloned().collect();
    (!missing.is_empty()).then(|| Finding::new("handin-steps-left-out").arg("steps", missing))
}

/// Every check on which the two do not agree, in the course's order.
fn differences(claimed: &[StepReport], judged: &[StepReport]) -> Vec<Difference> {
    let all = |steps: &[StepReport]| -> Vec<CheckReport> {
        steps.iter().flat_map(|step| step.checks.iter().cloned()).collect()
    };
    let (claimed, judged) = (all(claimed), all(judged));
    let status = |checks: &[CheckReport], id: &str| checks.iter().find(|one| one.id == id).map(|one| one.status);
    let more = claimed.iter().filter(|one| status(&judged, &one.id).is_none());
    judged
        .iter()
        .chain(more)
        .map(|one| difference(one, status(&claimed, &one.id), status(&judged, &one.id)))
        .filter(|one| one.claimed != one.judged)
        .collect()
}

fn difference(check: &CheckReport, claimed: Option<Status>, judged: Option<Status>) -> Difference {
    Difference { check: check.id.clone(), title: check.title.clone(), claimed, judged }
}
