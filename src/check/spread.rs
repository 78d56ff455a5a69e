//! Requests reach more than one target, each with its share.

use super::experiment::{Members, front, marker, members, no_mark, shares, summary, unanswered, wants};
use super::find;
use super::proof::Judged;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::RequestsSpread;
use crate::facts::requests::Purpose;
use crate::facts::want::Want;

impl Proof for RequestsSpread {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.load_balancer, &self.marker, &[Purpose::Front])
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        marker(cx, &self.marker, "spread-by-hand")?;
        let (series, at, groups) = front(cx, lb)?;
        let members: Vec<Members<'_>> =
            members(cx, lb)?.into_iter().filter(|one| groups.contains(&one.group.arn)).collect();
        let verdict = if let Some(verdict) = unanswered(cx, lb, series, at) {
            verdict
        } else if series.shares().is_empty() {
            no_mark(cx, &self.marker, "spread-by-hand", series)
        } else {
            spread(series.shares().len(), &members)
        };
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("shares", shares(series));
        let verdict = verdict.arg("sent", series.answers.len()).arg("good", series.good());
        Ok(verdict.evidence(&series.url, at, summary(series)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// So many marks came from so many targets.
pub(super) fn spread(marks: usize, members: &[Members<'_>]) -> Verdict {
    let registered: usize = members.iter().map(|one| one.targets.len()).sum();
    let healthy: usize = members.iter().map(|one| one.in_state("healthy")).sum();
    let verdict = if marks > registered {
        // It differs by something else: a request, a process.
        Verdict::inconclusive("marker-not-of-targets").arg("marks", marks)
    } else if marks >= 2 {
        Verdict::pass("spread")
    } else if registered < 2 {
        Verdict::fail("spread-one-registered")
    } else if healthy < 2 {
        Verdict::fail("spread-one-healthy")
    } else {
        Verdict::inconclusive("spread-one-mark")
    };
    verdict.arg("registered", registered).arg("healthy", healthy)
}
