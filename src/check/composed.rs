//! What only the learner can say, the quiz, and points that sum up other checks.

use super::proof::Judged;
use super::verdict::{Confirmation, sum_up};
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{AllOf, Manual, Quiz};
use crate::facts::want::Want;

/// A check that the learner confirms: with who said it and when, once it was said.
pub(super) fn by_hand(cx: &Context<'_>, unconfirmed: &'static str) -> Verdict {
    match cx.memory.confirmed.get(cx.id) {
        None => Verdict::new(Status::Manual, Finding::new(unconfirmed)),
        Some(confirmation) => {
            let finding = Finding::new("manual-confirmed").arg("by", &confirmation.by).arg("at", confirmation.at);
            let mut verdict = Verdict::new(Status::Manual, finding);
            verdict.confirmed = Some(confirmation.clone());
            verdict
        }
    }
}

impl Proof for Manual {
    fn wants(&self, _: &Values) -> Vec<Want> {
        Vec::new()
    }

    fn decide(&self, context: &Context<'_>) -> Judged<Verdict> {
        Ok(by_hand(context, "manual-unconfirmed"))
    }
}

impl Proof for Quiz {
    fn wants(&self, _: &Values) -> Vec<Want> {
        Vec::new()
    }

    fn decide(&self, context: &Context<'_>) -> Judged<Verdict> {
        let step = context.id.split_once('.').map_or(context.id, |(step, _)| step);
        if step != "quiz" {
            return Ok(asked_by(context, step));
        }
        let Some(score) = context.memory.quiz else {
            return Ok(Verdict::new(Status::Manual, Finding::new("quiz-open")));
        };
        let (right, of) = (i64::from(score.right), i64::from(score.of));
        let finding = Finding::new("quiz-score").arg("right", right).arg("of", of).arg("at", score.at);
        let mut verdict = Verdict::new(Status::Manual, finding);
        let said = context.memory.confirmed.get(context.id).cloned();
        verdict.confirmed = Some(said.unwrap_or_else(|| Confirmation { by: "quiz".to_owned(), at: score.at }));
        Ok(verdict)
    }
}

/// The questions of a step that teaches: done once each was answered rightly, however often it took.
fn asked_by(context: &Context<'_>, step: &str) -> Verdict {
    let asked: Vec<&str> =
        context.course.quiz.iter().filter(|q| q.step() == step && q.graded()).map(|q| q.id.as_str()).collect();
    let given: Vec<_> = asked.iter().filter_map(|id| context.memory.answered.get(*id)).collect();
    let right = given.iter().filter(|answer| answer.right).count();
    let last = given.iter().map(|answer| answer.at).max();
    let Some(at) = last.filter(|_| given.len() == asked.len()) else {
        let finding = Finding::new("quiz-step-open").arg("given", given.len()).arg("of", asked.len());
        return Verdict::new(Status::Manual, finding);
    };
    let id = if right == asked.len() { "quiz-score" } else { "quiz-step-wrong" };
    let finding = Finding::new(id).arg("right", right).arg("of", asked.len()).arg("at", at);
    let mut verdict = Verdict::new(Status::Manual, finding);
    verdict.confirmed = (right == asked.len()).then(|| Confirmation { by: "quiz".to_owned(), at });
    verdict
}

impl Proof for AllOf {
    fn wants(&self, _: &Values) -> Vec<Want> {
        Vec::new()
    }

    fn decide(&self, context: &Context<'_>) -> Judged<Verdict> {
        let mut parts: Vec<(&String, &Verdict)> = Vec::new();
        for id in &self.checks {
            match context.earlier.get(id) {
                Some(verdict) => parts.push((id, verdict)),
                None => return Ok(Verdict::inconclusive("checklist-unjudged").arg("check", id)),
            }
        }
        let status = sum_up(parts.iter().map(|(_, verdict)| *verdict));
        let holding = |verdict: &Verdict| verdict.status == status && verdict.confirmed.is_none();
        let first = parts.iter().find(|(_, verdict)| status != Status::Pass && holding(verdict));
        let mut verdict = match first {
            Some((id, cause)) => held_back(status, id, cause),
            None => complete(&parts),
        };
        let points: Vec<String> = parts.iter().map(|(id, _)| (*id).clone()).collect();
        verdict = verdict.arg("checks", points);
        verdict.evidence.extend(parts.iter().flat_map(|(_, part)| part.evidence.iter().cloned()));
        verdict.recorded_at = parts.iter().filter_map(|(_, part)| part.recorded_at).max();
        Ok(verdict)
    }

    fn sums_up(&self) -> &[String] {
        &self.checks
    }
}

/// The first part of the decisive status names itself.
fn held_back(status: Status, id: &str, cause: &Verdict) -> Verdict {
    let finding = Finding::new(match status {
        Status::Fail => "checklist-fail",
        Status::Waiting => "checklist-waiting",
        Status::Blocked => "checklist-blocked",
        Status::Manual => "checklist-manual",
        Status::Inconclusive | Status::Pass => "checklist-inconclusive",
    });
    let mut verdict = Verdict::new(status, finding).arg("check", id);
    verdict.until = cause.until;
    if status != Status::Fail {
        verdict.held_by = Some(cause.held_by.clone().unwrap_or_else(|| id.to_owned()));
    }
    verdict
}

/// Every part stands. What the learner confirmed stays told as confirmed, never as verified.
fn complete(parts: &[(&String, &Verdict)]) -> Verdict {
    let confirmed = parts.iter().filter_map(|(_, part)| part.confirmed.clone()).max_by_key(|said| said.at);
    match confirmed {
        None => Verdict::pass("checklist-pass"),
        Some(said) => {
            let finding = Finding::new("checklist-confirmed").arg("by", &said.by).arg("at", said.at);
            let mut verdict = Verdict::new(Status::Manual, finding);
            verdict.confirmed = Some(said);
            verdict
        }
    }
}
