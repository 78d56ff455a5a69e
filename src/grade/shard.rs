//! A part of a class: what one of several machines judges.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::roster::{Access, Roster};

/// Where the engines that run many machines say which of them this is, from 0: AWS Batch array jobs, Kubernetes
/// Indexed Jobs.
pub const INDEX_VARIABLES: [&str; 2] = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"];

/// Part `index` (from 0) of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    pub index: u32,
    pub of: u32,
}

impl Shard {
    /// `2/8`; or `8`, `/8`, `auto/8` with the index from the environment.
    #[must_use]
    pub fn parse(given: &str, from_environment: Option<&str>) -> Option<Self> {
        let (index, of) = given.split_once('/').unwrap_or(("", given));
        let index = if matches!(index, "" | "auto") { from_environment? } else { index };
        let (index, of) = (index.trim().parse().ok()?, of.parse().ok()?);
        (index < of).then_some(Self { index, of })
    }

    /// Keeps this part of a roster. Learners who share an access stay together: they are fetched once.
    pub fn keep(self, roster: &mut Roster) {
        let mut accesses: BTreeMap<Access, u32> = BTreeMap::new();
        let mut next = 0;
        roster.learners.retain(|learner| {
            let number = *accesses.entry(learner.access.clone()).or_insert_with(|| {
                next += 1;
                next - 1
            });
            number % self.of == self.index
        });
    }
}
