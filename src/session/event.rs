//! What a face can ask of the session, and what it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::check::Verdict;
use crate::course::Values;
use crate::facts::{Facts, Gap};
use crate::progress::{Memory, Progress};
pub use crate::progress::{ProgressKey, StoreProblem};

/// Pairs an answer with its question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How to reach an account. `None` everywhere: the standard AWS configuration decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountChoice {
    pub profile: Option<String>,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
}

/// A profile of the AWS configuration files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileInfo {
    pub name: String,
    pub region: Option<String>,
    /// Uses `aws sso login`.
    pub sso: bool,
    /// Assumes a role.
    pub role_arn: Option<String>,
}

/// Who and where, once known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    pub choice: AccountChoice,
    /// Region in force, and whether it comes from the course because nothing else named one.
    pub region: String,
    pub region_from_course: bool,
    /// Twelve digits and the caller's ARN, or why they could not be seen.
    pub identity: Result<crate::facts::Identity, Gap>,
    /// Host of `--endpoint-url` / `AWS_ENDPOINT_URL`, if AWS's own endpoints are not asked.
    pub endpoint_host: Option<String>,
}

/// One look at an account, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub facts: Arc<Facts>,
    /// By full check id: the checks asked for and everything that they depend on.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Memory after this observation (recorded passes added).
    pub memory: Memory,
    /// Saved state could not be read or written; the verdicts stand all the same.
    pub store_problem: Option<StoreProblem>,
}

/// What a face asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the profiles of the AWS configuration files. → [`Event::Profiles`]
    ListProfiles { request: RequestId },
    /// Resolve configuration and identity. → [`Event::Connected`]
    Connect { request: RequestId, choice: AccountChoice, course_region: String },
    /// → [`Event::ProgressLoaded`]
    LoadProgress { request: RequestId, key: ProgressKey },
    /// Written atomically; merged with what another window wrote. → [`Event::ProgressProblem`] on failure only
    SaveProgress { key: ProgressKey, progress: Box<Progress> },
    /// Look at the account and judge these checks (full ids; dependencies are added).
    /// → [`Event::Observing`]…, then one [`Event::Observed`]
    Observe {
        request: RequestId,
        choice: AccountChoice,
        course: String,
        values: Values,
        checks: BTreeSet<String>,
        memory: Box<Memory>,
    },
    /// Give up on a request. Nothing is answered any more.
    Cancel { request: RequestId },
}

/// What the session tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Profiles {
        request: RequestId,
        profiles: Vec<ProfileInfo>,
    },
    Connected {
        request: RequestId,
        account: Box<AccountInfo>,
    },
    ProgressLoaded {
        request: RequestId,
        progress: Box<Progress>,
        /// A file that could not be read was set aside under this name; or why nothing can be kept.
        problem: Option<StoreProblem>,
    },
    ProgressProblem {
        problem: StoreProblem,
    },
    /// `done` of `total` questions are answered (`total` may grow).
    Observing {
        request: RequestId,
        done: u32,
        total: u32,
    },
    Observed {
        request: RequestId,
        observation: Box<Observation>,
        at: Timestamp,
    },
}
