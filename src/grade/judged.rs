//! What came of judging one learner, before it is put into words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::{Finding, Status, Verdict};
use crate::course::Course;
use crate::facts::{Facts, Identity, Section};

/// The verdicts of one learner, and the little of the facts that a document shows beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub identity: Option<Identity>,
    pub region: String,
    pub started_at: Timestamp,
    pub finished_at: Timestamp,
    /// Requests sent for everybody who was looked at together.
    pub api_calls: u32,
    /// By full check id.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Why nothing at all could be judged.
    pub error: Option<Finding>,
}

/// The same in as little memory as it takes: a class of a thousand is waited for to its end.
#[derive(Clone, Debug)]
pub struct Packed(Box<[u8]>);

impl Packed {
    #[must_use]
    pub fn of(judged: &Judged) -> Self {
        Self(serde_json::to_vec(judged).unwrap_or_default().into_boxed_slice())
    }

    #[must_use]
    pub fn open(&self) -> Option<Judged> {
        serde_json::from_slice(&self.0).ok()
    }
}

impl Judged {
    /// From one look. `selected` are the checks that were asked for.
    #[must_use]
    pub fn new<'a>(
        facts: &Facts,
        verdicts: BTreeMap<String, Verdict>,
        selected: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let error = unjudged(facts, &verdicts, selected);
        Self {
            identity: facts.identity.value().cloned(),
            region: facts.region.clone(),
            started_at: facts.started_at,
            finished_at: facts.finished_at,
            api_calls: facts.api_calls,
            verdicts,
            error,
        }
    }

    /// Nobody looked: every check is inconclusive for this reason.
    #[must_use]
    pub fn not_looked(course: &Course, checks: &[String], reason: &Finding, at: Timestamp) -> Self {
        let verdict = Verdict::new(Status::Inconclusive, Finding::new("grade-not-judged"));
        Self {
            identity: None,
            region: course.region.clone(),
            started_at: at,
            finished_at: at,
            api_calls: 0,
            verdicts: checks.iter().map(|id| (id.clone(), verdict.clone())).collect(),
            error: Some(reason.clone()),
        }
    }

    /// Facts that hold only what documents show of them.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::empty(&self.region, self.finished_at);
        facts.started_at = self.started_at;
        facts.api_calls = self.api_calls;
        if let Some(identity) = &self.identity {
            facts.identity = Section::seen(self.finished_at, identity.clone());
        }
        facts
    }
}

/// The reason why not one of the checks says anything about the account. What only the learner can say is not
/// about the account.
fn unjudged<'a>(
    facts: &Facts,
    verdicts: &BTreeMap<String, Verdict>,
    selected: impl IntoIterator<Item = &'a String>,
) -> Option<Finding> {
    let of_account: Vec<&Verdict> = selected
        .into_iter()
        .filter_map(|id| verdicts.get(id))
        .filter(|verdict| verdict.status != Status::Manual)
        .collect();
    let unseen = !of_account.is_empty() && of_account.iter().all(|verdict| verdict.status == Status::Inconclusive);
    if !unseen {
        return None;
    }
    if let Section::Gap { gap } = &facts.identity {
        return Some(Verdict::unseen(gap).finding);
    }
    // The reason itself, rather than that another check has one.
    let own = |verdict: &&&Verdict| !verdict.finding.id.starts_with("held-by-");
    of_account.iter().find(own).or_else(|| of_account.first()).map(|verdict| verdict.finding.clone())
}
