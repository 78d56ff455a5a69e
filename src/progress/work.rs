//! What a learner did at a step: active time, retries, solutions shown. Counted per machine, so that what two
//! machines counted adds up however often their states are brought together.
//!
//! **Active time** is the time between two signs of life (a key, a click, pasted text, a check whose result changed),
//! for the step that was open then. A pause of [`AWAY`] seconds or more does not count at all: nobody was there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Progress;

/// Seconds without a sign of life after which nobody is there.
pub const AWAY: i64 = 20 * 60;

/// What was done at one step on one machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Active time in milliseconds.
    #[serde(default)]
    pub active_ms: u64,
    /// How often the learner asked for another look while the step failed.
    #[serde(default)]
    pub retries: u32,
    /// How often the step's commands were run by the program (practice account only).
    #[serde(default)]
    pub shown: u32,
}

/// By step, then by machine.
pub type WorkBook = BTreeMap<String, BTreeMap<String, Work>>;

impl Work {
    fn both(self, other: Self, of: impl Fn(u64, u64) -> u64) -> Self {
        let small = |a: u32, b: u32| u32::try_from(of(u64::from(a), u64::from(b))).unwrap_or(u32::MAX);
        Self {
            active_ms: of(self.active_ms, other.active_ms),
            retries: small(self.retries, other.retries),
            shown: small(self.shown, other.shown),
        }
    }
}

impl Progress {
    /// What this machine counts for a step.
    pub fn work_mut(&mut self, step: &str, machine: &str) -> &mut Work {
        self.work.entry(step.to_owned()).or_default().entry(machine.to_owned()).or_default()
    }

    /// What all machines have counted for a step.
    #[must_use]
    pub fn work_at(&self, step: &str) -> Work {
        let all = self.work.get(step).into_iter().flat_map(BTreeMap::values);
        all.fold(Work::default(), |sum, work| sum.both(*work, u64::saturating_add))
    }
}

/// Everything that either has counted. Of one machine the higher count is the later one.
pub(super) fn merge(one: WorkBook, two: WorkBook) -> WorkBook {
    let mut all = one;
    for (step, machines) in two {
        let known = all.entry(step).or_default();
        for (machine, work) in machines {
            let counted = known.entry(machine).or_default();
            *counted = counted.both(work, u64::max);
        }
    }
    all
}

/// Two windows of one machine count under one name: what `mine` counted since `base` is added to `theirs`.
pub(super) fn add(mine: &WorkBook, base: &WorkBook, theirs: &WorkBook) -> WorkBook {
    let at = |book: &WorkBook, step: &str, machine: &str| {
        book.get(step).and_then(|machines| machines.get(machine)).copied().unwrap_or_default()
    };
    let mut sum = merge(theirs.clone(), base.clone());
    for (step, machines) in mine {
        for (machine, work) in machines {
            let since = work.both(at(base, step, machine), u64::saturating_sub);
            let known = sum.entry(step.clone()).or_default().entry(machine.clone()).or_default();
            *known = known.both(since, u64::saturating_add);
        }
    }
    sum
}
