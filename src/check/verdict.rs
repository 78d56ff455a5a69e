//! A verdict: a status and a finding (a message id with arguments). Words are made at the face.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::wait::Wait;
use crate::facts::want::ResourceKind;
use crate::facts::{Gap, GapKind};

/// The six verdicts of the contract. The order is the order of weight when a step is summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Fail,
    /// It could not be observed. Never counted as pass or fail.
    Inconclusive,
    /// It needs something that an earlier check found missing.
    Blocked,
    /// Only the learner can say.
    Manual,
    /// In transition; will be looked at again.
    Waiting,
}

/// An argument of a finding. Typed, so that each language words it in its own way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "kebab-case")]
pub enum Arg {
    Text(String),
    Number(f64),
    /// Joined in the face's language.
    List(Vec<String>),
    Time(Timestamp),
    /// Seconds.
    Duration(i64),
    /// Another message of the catalogue, worded in place (without arguments of its own).
    Message(String),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}
impl From<i32> for Arg {
    fn from(value: i32) -> Self {
        Self::Number(f64::from(value))
    }
}
impl From<u16> for Arg {
    fn from(value: u16) -> Self {
        Self::Number(f64::from(value))
    }
}
impl From<f64> for Arg {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}
impl From<usize> for Arg {
    #[expect(clippy::cast_precision_loss, reason = "counts of resources are far below 2^52")]
    fn from(value: usize) -> Self {
        Self::Number(value as f64)
    }
}
impl From<i64> for Arg {
    #[expect(clippy::cast_precision_loss, reason = "version numbers and counts are far below 2^52")]
    fn from(value: i64) -> Self {
        Self::Number(value as f64)
    }
}
impl From<Vec<String>> for Arg {
    fn from(value: Vec<String>) -> Self {
        Self::List(value)
    }
}
impl From<Timestamp> for Arg {
    fn from(value: Timestamp) -> Self {
        Self::Time(value)
    }
}

/// A stable message id with its arguments.
///
/// In the catalogue (`locales/*/findings-*.ftl`) a finding of a check is one Fluent message with the
/// attributes `.expected`, `.actual` and, unless it is a pass, `.hint`. A piece of advice is one Fluent
/// message with a value and no attributes; its id begins with `advice-`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: Cow<'static, str>,
    pub args: BTreeMap<String, Arg>,
}

/// As many names as a sentence lists.
const MOST_NAMED: usize = 5;

impl Finding {
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: BTreeMap::new() }
    }

    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// The first of `total` names as `name`, and how many `more` there are: nobody reads a sentence that names a
    /// thousand people.
    #[must_use]
    pub fn arg_some(self, name: &str, names: impl IntoIterator<Item = String>, total: usize) -> Self {
        let shown: Vec<String> = names.into_iter().take(MOST_NAMED).collect();
        let more = total.saturating_sub(shown.len());
        self.arg(name, shown).arg("more", more)
    }
}

/// One observed fact behind a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// Id or ARN of the resource, or the host or URL probed.
    pub resource: String,
    pub observed_at: Timestamp,
    /// The exact fields and values that decided.
    pub fact: serde_json::Value,
}

/// A named resource that was looked for and is not here; other regions can be asked for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Missing {
    pub kind: ResourceKind,
    pub name: String,
}

/// Who confirmed a manual item, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Confirmation {
    pub by: String,
    pub at: Timestamp,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub status: Status,
    pub finding: Finding,
    /// Shown to the learner, never a failure.
    pub advice: Vec<Finding>,
    pub evidence: Vec<Evidence>,
    /// For `waiting`: when it should be over, where that can be estimated.
    pub until: Option<Timestamp>,
    /// For `waiting`: how long this normally takes, and what to look at when it takes longer.
    #[serde(default)]
    pub wait: Option<Box<Wait>>,
    /// For `blocked` (and `inconclusive` or `waiting` by dependence): the check that holds it.
    pub held_by: Option<String>,
    /// For `manual`: set once the learner has confirmed.
    pub confirmed: Option<Confirmation>,
    /// For a verdict kept from earlier: when it was seen.
    pub recorded_at: Option<Timestamp>,
    /// For a resource that is not here.
    pub missing: Option<Missing>,
}

impl Verdict {
    #[must_use]
    pub const fn new(status: Status, finding: Finding) -> Self {
        Self {
            status,
            finding,
            advice: Vec::new(),
            evidence: Vec::new(),
            until: None,
            wait: None,
            held_by: None,
            confirmed: None,
            recorded_at: None,
            missing: None,
        }
    }

    #[must_use]
    pub const fn pass(id: &'static str) -> Self {
        Self::new(Status::Pass, Finding::new(id))
    }

    #[must_use]
    pub const fn fail(id: &'static str) -> Self {
        Self::new(Status::Fail, Finding::new(id))
    }

    #[must_use]
    pub const fn inconclusive(id: &'static str) -> Self {
        Self::new(Status::Inconclusive, Finding::new(id))
    }

    #[must_use]
    pub const fn waiting(id: &'static str) -> Self {
        Self::new(Status::Waiting, Finding::new(id))
    }

    /// A part of the account that could not be seen. Findings: `unseen-denied`, `unseen-throttled`,
    /// `unseen-unreachable`, `unseen-untrusted`, `unseen-timed-out`, `unseen-credentials`,
    /// `unseen-incomplete`, `unseen-failed`, `unseen-not-asked`; arguments `action`, `host`, `code`, `why`.
    #[must_use]
    pub fn unseen(gap: &Gap) -> Self {
        let id = match gap.kind {
            GapKind::NotAsked => "unseen-not-asked",
            GapKind::Denied => "unseen-denied",
            GapKind::Throttled => "unseen-throttled",
            GapKind::Unreachable if gap.untrusted().is_some() => "unseen-untrusted",
            GapKind::Unreachable => "unseen-unreachable",
            // The time went by while credentials or earlier questions were waited for.
            GapKind::TimedOut if gap.host.is_none() => "unseen-not-sent",
            GapKind::TimedOut => "unseen-timed-out",
            GapKind::Credentials => "unseen-credentials",
            GapKind::Incomplete => "unseen-incomplete",
            GapKind::Failed => "unseen-failed",
        };
        Self::inconclusive(id)
            .arg("action", gap.action.as_str())
            .arg("host", gap.host.as_deref().unwrap_or("-"))
            .arg("code", gap.code.as_deref().unwrap_or("-"))
            .arg("why", Arg::Message(gap.untrusted().unwrap_or("tls-not-told").to_owned()))
    }

    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.finding = self.finding.arg(name, value);
        self
    }

    #[must_use]
    pub fn advise(mut self, advice: Finding) -> Self {
        self.advice.push(advice);
        self
    }

    #[must_use]
    pub fn evidence(mut self, resource: &str, observed_at: Timestamp, fact: serde_json::Value) -> Self {
        self.evidence.push(Evidence { resource: resource.to_owned(), observed_at, fact });
        self
    }

    #[must_use]
    pub const fn until(mut self, at: Timestamp) -> Self {
        self.until = Some(at);
        self
    }

    #[must_use]
    pub fn missing(mut self, kind: ResourceKind, name: &str) -> Self {
        self.missing = Some(Missing { kind, name: name.to_owned() });
        self
    }
}

/// The status of a step: the heaviest of its checks. A confirmed manual check does not hold it back.
///
/// Source: the contract's rule (fail, else inconclusive, else waiting, else blocked, else manual, else
/// pass).
#[must_use]
pub fn sum_up<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Status {
    const WEIGHT: [Status; 5] = [Status::Fail, Status::Inconclusive, Status::Waiting, Status::Blocked, Status::Manual];
    let mut seen = [false; 5];
    for verdict in verdicts {
        let holds_back = !(verdict.status == Status::Manual && verdict.confirmed.is_some());
        if let Some(index) = WEIGHT.iter().position(|status| *status == verdict.status) {
            seen[index] |= holds_back;
        }
    }
    WEIGHT.iter().zip(seen).find(|(_, seen)| *seen).map_or(Status::Pass, |(status, _)| *status)
}
