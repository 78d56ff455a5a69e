//! Launch templates and their versions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tags;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LaunchTemplate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) created_by: String,
    pub(crate) default_version: u64,
    /// Never empty; numbers are not given again after a version is deleted.
    pub(crate) versions: BTreeMap<u64, LaunchTemplateVersion>,
    pub(crate) last_number: u64,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LaunchTemplateVersion {
    pub(crate) number: u64,
    pub(crate) description: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) created_by: String,
    /// `LaunchTemplateData` under the API's member names.
    pub(crate) data: serde_json::Map<String, serde_json::Value>,
}

impl LaunchTemplate {
    /// The highest version number that exists.
    pub(crate) fn latest(&self) -> u64 {
        self.versions.keys().next_back().copied().unwrap_or(self.last_number)
    }

    /// The version that a request means: a number, `$Latest`, or `$Default` (also when nothing is given).
    pub(crate) fn version(&self, asked: Option<&str>) -> Option<&LaunchTemplateVersion> {
        let number = match asked {
            None | Some("" | "$Default") => self.default_version,
            Some("$Latest") => self.latest(),
            Some(number) => number.parse().ok()?,
        };
        self.versions.get(&number)
    }
}
