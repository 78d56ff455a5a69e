//! What is remembered of a learner's way through a course, as plain data.
//!
//! Floor 0: the shapes and the rules; `store` keeps them in files. Keyed by course, account, region and
//! suffix.

mod merge;
pub mod overview;
#[cfg(test)]
mod tests;
pub mod transfer;
pub mod work;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::verdict::{Confirmation, Status, Verdict};
use crate::course::kinds::CheckKind;
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::facts::network::Vpc;
use crate::facts::want::ResourceKind;

/// What a judgement remembers and looks at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Manual checks that the learner has confirmed, by full id.
    #[serde(default)]
    pub confirmed: BTreeMap<String, Confirmation>,
    /// Passes of recorded checks, by full id.
    #[serde(default)]
    pub recorded: BTreeMap<String, Record>,
    #[serde(default)]
    pub quiz: Option<QuizScore>,
    /// How the questions that other steps ask were answered last, by question.
    #[serde(default)]
    pub answered: BTreeMap<String, Answered>,
}

/// One graded answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub right: bool,
    pub at: Timestamp,
}

/// A pass that was seen once and is kept with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub verdict: Verdict,
    pub at: Timestamp,
    /// The [`world`] in which it was seen: a record speaks only of an account in which one of these VPCs still
    /// exists, so that a rebuilt or reset account starts afresh.
    pub vpc_ids: BTreeSet<String>,
}

/// The graded questions answered rightly, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizScore {
    pub right: u32,
    pub of: u32,
    pub at: Timestamp,
}

/// The ids of the VPCs that a course is taken in: those that its values of kind `vpc` name (by Name tag or
/// id, or the default one by the word `default`), else that of the instance that the course goes by. Only
/// where a course names none are they all the VPCs of the region, the default one set aside unless there is
/// no other. `None`: the VPCs could not be seen.
#[must_use]
pub fn world(course: &Course, values: &Values, facts: &Facts) -> Option<BTreeSet<String>> {
    let vpcs = facts.vpcs.value()?;
    let of_kind = course.values.iter().filter(|(_, value)| value.kind == ResourceKind::Vpc);
    let named: BTreeSet<&str> = of_kind.map(|(key, _)| values.get(key)).filter(|name| !name.is_empty()).collect();
    let own = |vpc: &&Vpc| {
        let by_word = vpc.is_default && named.contains("default");
        by_word || named.contains(vpc.id.as_str()) || vpc.name.as_deref().is_some_and(|n| named.contains(n))
    };
    let ids =
        |keep: &dyn Fn(&&Vpc) -> bool| vpcs.iter().filter(keep).map(|vpc| vpc.id.clone()).collect::<BTreeSet<_>>();
    if !named.is_empty() {
        let own = ids(&own);
        return Some(if own.is_empty() { homes(course, values, facts) } else { own });
    }
    let made = ids(&|vpc| !vpc.is_default);
    Some(if made.is_empty() { ids(&|_| true) } else { made })
}

/// The VPCs of the instances that the course goes by where no VPC has the name.
fn homes(course: &Course, values: &Values, facts: &Facts) -> BTreeSet<String> {
    let asked = course.checks().filter_map(|(_, _, check)| match &check.proves {
        CheckKind::VpcExists(check) => check.instance.as_deref(),
        _ => None,
    });
    let names: BTreeSet<&str> = asked.map(|key| values.get(key)).filter(|name| !name.is_empty()).collect();
    let instances = facts.instances.value().into_iter().flatten();
    let named = instances
        .filter(|i| names.contains(i.id.as_str()) || i.name.as_deref().is_some_and(|name| names.contains(name)));
    named.filter_map(|instance| instance.vpc_id.clone()).collect()
}

impl Memory {
    /// The kept pass of a recorded check, where it speaks of this `world`.
    #[must_use]
    pub fn record_for(&self, id: &str, world: &BTreeSet<String>) -> Option<Verdict> {
        let record = self.recorded.get(id).filter(|record| !record.vpc_ids.is_disjoint(world))?;
        let mut verdict = record.verdict.clone();
        verdict.recorded_at = Some(record.at);
        Some(verdict)
    }

    /// Keeps the pass of a recorded check. Returns whether anything was added. A record of a world that is
    /// gone gives way.
    pub fn keep(&mut self, id: &str, verdict: &Verdict, world: &BTreeSet<String>, now: Timestamp) -> bool {
        let kept = verdict.status != Status::Pass || verdict.recorded_at.is_some() || world.is_empty();
        if kept || self.record_for(id, world).is_some() {
            return false;
        }
        let record = Record { verdict: verdict.clone(), at: now, vpc_ids: world.clone() };
        self.recorded.insert(id.to_owned(), record);
        true
    }
}

/// Everything saved for one course, account, region and suffix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    #[serde(default)]
    pub memory: Memory,
    /// The step last open.
    #[serde(default)]
    pub current_step: Option<String>,
    /// How many hints were opened, by step.
    #[serde(default)]
    pub hints_opened: BTreeMap<String, usize>,
    /// The last status seen of each check, and since when it has been that.
    #[serde(default)]
    pub last_seen: BTreeMap<String, LastSeen>,
    /// What the learner wrote for each why-question.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// Steps whose completion has been celebrated.
    #[serde(default)]
    pub celebrated: BTreeSet<String>,
    /// What was done at each step.
    #[serde(default)]
    pub work: work::WorkBook,
    /// Which of several resources of one name the learner means: a value's key and an id or ARN.
    #[serde(default)]
    pub picked: BTreeMap<String, String>,
}

impl Progress {
    /// Whether the clean-up was proved after the checks of a step last passed: what is missing since then was cleared
    /// away on purpose. Once something of the course is there again, what fails is open again.
    #[must_use]
    pub fn is_cleared_away(&self, cleanup: &[String], step: &[String]) -> bool {
        let cleared: Option<Vec<&LastSeen>> = cleanup.iter().map(|id| self.last_seen.get(id)).collect();
        let cleared = cleared.filter(|all| all.iter().all(|last| last.status == Status::Pass));
        let Some(at) = cleared.and_then(|all| all.into_iter().filter_map(LastSeen::passed).min()) else { return false };
        // What the learner confirms stays confirmed.
        let settled = |last: &&LastSeen| matches!(last.status, Status::Pass | Status::Manual);
        let mut fallen = step.iter().filter_map(|id| self.last_seen.get(id)).filter(|last| !settled(last)).peekable();
        fallen.peek().is_some() && fallen.all(|last| last.passed().is_some_and(|stood| stood <= at))
    }
}

/// The last status of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    pub status: Status,
    pub since: Timestamp,
    pub observed_at: Timestamp,
    /// When it was last seen to pass, if it does not now.
    #[serde(default)]
    pub passed_at: Option<Timestamp>,
}

impl LastSeen {
    /// What is remembered after a check was seen to have this status.
    #[must_use]
    pub fn after(before: Option<&Self>, status: Status, at: Timestamp) -> Self {
        let same = before.filter(|before| before.status == status);
        let passed_at = before.and_then(Self::passed).filter(|_| status != Status::Pass);
        Self { status, since: same.map_or(at, |same| same.since), observed_at: at, passed_at }
    }

    /// When it was last seen to pass.
    #[must_use]
    pub fn passed(&self) -> Option<Timestamp> {
        if self.status == Status::Pass { Some(self.observed_at) } else { self.passed_at }
    }
}

/// Under what saved state is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProgressKey {
    pub course: String,
    /// Twelve digits, or `-` while no account is known.
    pub account: String,
    pub region: String,
    /// Empty for none.
    pub suffix: String,
}

/// Saved state that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreProblem {
    /// Damaged; set aside under this path and started afresh.
    SetAside { path: String, backup: String },
    /// Written by a newer version: left alone, nothing will be saved there.
    Newer { path: String, version: u64 },
    /// The directory cannot be written.
    Unwritable { path: String, reason: String },
}

impl StoreProblem {
    /// The file or directory that it is about.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::SetAside { path, .. } | Self::Newer { path, .. } | Self::Unwritable { path, .. } => path,
        }
    }
}
