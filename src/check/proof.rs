//! What every kind of check implements, and what it is given.

use std::collections::BTreeMap;

use super::verdict::Verdict;
use crate::course::{Course, Values};
use crate::facts::want::Want;
use crate::facts::{Facts, Gap};
use crate::progress::Memory;

/// What a check may look at. Nothing in here does I/O or knows the time of this machine: *now* is
/// [`Facts::now`].
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub course: &'a Course,
    pub values: &'a Values,
    pub facts: &'a Facts,
    /// What is remembered of this course, account, region and suffix.
    pub memory: &'a Memory,
    /// Full id of the check being judged.
    pub id: &'a str,
    /// Verdicts of the checks before this one, by full id.
    pub earlier: &'a BTreeMap<String, Verdict>,
}

/// A result whose error is the verdict of the whole check.
pub type Judged<T> = Result<T, Box<Verdict>>;

/// A gap that decides a check: `section.get(action)?` in a function that returns [`Judged`].
impl From<Gap> for Box<Verdict> {
    fn from(gap: Gap) -> Self {
        Self::new(Verdict::unseen(&gap))
    }
}

/// One kind of check.
pub trait Proof {
    /// The facts that it looks at.
    fn wants(&self, values: &Values) -> Vec<Want>;

    /// The verdict; as an error where something decides it early (a gap, a name that is not there). Called
    /// only when everything that [`Proof::uses`] names was found, so a resource that is missing *here* is
    /// either the subject of this check (fail) or a contradiction (inconclusive).
    ///
    /// # Errors
    /// The verdict, all the same.
    fn decide(&self, context: &Context<'_>) -> Judged<Verdict>;

    /// The verdict, whichever way it was reached.
    fn judge(&self, context: &Context<'_>) -> Verdict {
        self.decide(context).unwrap_or_else(|early| *early)
    }

    /// Values whose resources this check proves to exist: later checks that use them depend on it.
    fn provides(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Whether what it provides is there although it fails: what only relies on that is judged all the same.
    fn provides_anyway(&self, _context: &Context<'_>) -> bool {
        false
    }

    /// Values whose resources must exist before this check can be judged.
    fn uses(&self) -> Vec<&str> {
        Vec::new()
    }

    /// A pass is kept: it looks at history, or at something that later steps remove.
    fn recorded(&self) -> bool {
        false
    }

    /// Whether a kept pass may stand in for this verdict. What is seen *now* to contradict it wins.
    fn record_stands(&self, _verdict: &Verdict) -> bool {
        true
    }

    /// Whether a kept pass speaks of what is looked at now (it may be about a resource of another name).
    fn record_speaks(&self, _context: &Context<'_>, _kept: &Verdict) -> bool {
        true
    }

    /// It sums up these other checks (full ids) instead of depending on them.
    fn sums_up(&self) -> &[String] {
        &[]
    }
}
