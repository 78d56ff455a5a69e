//! What a face can ask of the session, and what it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::classroom::{ClassAction, ClassEvent};
use super::delivery::Undelivered;
use super::practice::CommandProblem;
use super::scale_out::{Briefing, Ending, Progress as LoadProgress, Unready};
use crate::board::Handed;
use crate::check::Verdict;
use crate::course::{Shell, Values};
use crate::facts::{Facts, Gap};
use crate::progress::{Memory, Progress};
pub use crate::progress::{ProgressKey, StoreProblem};
use crate::text::Lang;

/// Pairs an answer with its question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How to reach an account. `None` everywhere: the standard AWS configuration decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountChoice {
    pub profile: Option<String>,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    /// The practice account of this course (by id), which the session itself serves; nothing else is read then.
    pub practice: Option<String>,
}

/// What can be done to a practice account, and to no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PracticeAction {
    /// Run a step's commands ("show me"), or the part of this number (from 0) where they come in several.
    ShowMe { step: String, part: usize },
    /// Begin anew, with everything before this step done; the first step for a fresh start.
    Reset { step: String },
    /// Practice seconds that pass in a second.
    Speed { speed: u32 },
    /// Let practice time pass at once.
    Pass { seconds: u32 },
}

/// Why a practice account is not there, or did not do what was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum PracticeProblem {
    /// Nothing can listen on this machine; the system's reason.
    CannotListen { address: String, reason: String },
    /// Another program of this person has this practice account open.
    InUse { path: String },
    /// No such course.
    UnknownCourse { course: String },
    /// A command of the course was not carried out.
    Command(CommandProblem),
    /// The account has nothing that a fault could break; what it looked for (`load balancer`, `listener`…).
    NothingToBreak { fault: String, missing: &'static str },
    /// The work was broken off before it was done.
    BrokenOff,
}

/// How a practice account can be reached, and what time it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeInfo {
    pub course: String,
    pub endpoint_url: String,
    /// What another program needs in its environment to use it, in order: names and values.
    pub environment: Vec<(String, String)>,
    /// Practice time when this was told, and how many practice seconds pass in a second.
    pub now: Timestamp,
    pub speed: f64,
    /// Saved state could not be read (it was set aside) or written.
    pub problem: Option<StoreProblem>,
}

impl PracticeInfo {
    /// The lines that make a shell's programs use the account, each ended by a line break.
    #[must_use]
    pub fn exports(&self, shell: Shell) -> String {
        let (before, between) = match shell {
            Shell::Bash => ("export ", "="),
            Shell::PowerShell => ("$env:", " = "),
        };
        let line = |(name, value): &(String, String)| format!("{before}{name}{between}\"{value}\"\n");
        self.environment.iter().map(line).collect::<Vec<_>>().concat()
    }
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
        /// The architecture is drawn from the answer, too.
        picture: bool,
        /// The learner asked for it, and may just have changed something: nothing known of other regions stands.
        asked: bool,
    },
    /// Look at the way of the course's request (the one that `step` is about). → [`Event::Observing`]…, then one
    /// [`Event::Explained`]
    Explain { request: RequestId, choice: AccountChoice, course: String, values: Values, step: Option<String> },
    /// Look at what is left of a course. → one [`Event::Surveyed`]
    Survey { request: RequestId, choice: AccountChoice, course: String, values: Values },
    /// Do something to the practice account of a course. → [`Event::Practiced`]
    Practice { request: RequestId, course: String, values: Values, action: PracticeAction },
    /// Look at the course's group and say what a load will do to it. → [`Event::LoadBriefed`]
    BriefLoad { request: RequestId, choice: AccountChoice, course: String, values: Values },
    /// Send the load that was briefed, and watch. → [`Event::LoadProgress`]…, then one [`Event::LoadEnded`]
    SendLoad { request: RequestId, choice: AccountChoice, course: String, values: Values, briefing: Box<Briefing> },
    /// End a load in order: it is still told to its end.
    StopLoad { request: RequestId },
    /// Do something towards a class. → [`Event::Class`], now and later
    Class(ClassAction),
    /// Look at the whole course anew and hand a report in to the class. → [`Event::HandedIn`]
    HandIn {
        request: RequestId,
        choice: AccountChoice,
        course: String,
        values: Values,
        memory: Box<Memory>,
        lang: Lang,
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
        /// Under what else this course has got on, and how many steps: another account, region or suffix.
        others: Vec<(ProgressKey, usize)>,
        /// A file that could not be read was set aside under this name; or why nothing can be kept.
        problem: Option<StoreProblem>,
    },
    ProgressProblem {
        problem: StoreProblem,
    },
    /// The practice account that a [`Effect::Connect`] asked for is up (before [`Event::Connected`]), or what was
    /// asked of it is done.
    Practiced {
        request: RequestId,
        outcome: Result<Box<PracticeInfo>, PracticeProblem>,
    },
    LoadBriefed {
        request: RequestId,
        outcome: Result<Box<Briefing>, Unready>,
    },
    LoadProgress {
        request: RequestId,
        progress: LoadProgress,
    },
    LoadEnded {
        request: RequestId,
        outcome: Result<Box<Ending>, Unready>,
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
    /// The facts that the way shows in; a face walks it.
    Explained {
        request: RequestId,
        facts: Arc<Facts>,
    },
    HandedIn {
        request: RequestId,
        outcome: Result<Box<Handed>, Undelivered>,
    },
    /// The facts that tell what is left.
    Surveyed {
        request: RequestId,
        facts: Arc<Facts>,
    },
    /// Something is heard of the class.
    Class(Box<ClassEvent>),
}
