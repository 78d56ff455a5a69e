//! The only caller of the edges: takes [`Effect`]s, gives [`Event`]s.
//!
//! Floor 2. The trainer, `verify` and what comes later (grading, reports, the board) all live off the one
//! event type. Every effect that is answered carries a [`RequestId`]; the face drops stale answers.
//!
//! - [`Chosen`]: how somebody takes a course; every face goes by the same.
//! - [`event`]: the closed lists of what can be asked and what is told.
//! - [`observe`]: one look at an account: collect, probe, judge, ask other regions.
//! - [`runner`]: runs effects as tasks that can be cancelled.
//! - [`grade`]: a class, account by account.
//! - [`class`]: a roster before a class begins.
//! - [`handin`]: what was handed in, judged again.
//! - [`delivery`]: a report on its way to the class.
//! - [`load`]: one run of the load generator, from what was typed to its results.
//! - [`scale_out`]: a load that is watched until the group has grown.
//! - [`classroom`]: a learner's place in a class, and what a board is opened with.
//! - [`courses`]: the built-in courses and those of `--lessons`.

mod chosen;
pub mod class;
pub mod classroom;
pub mod courses;
pub mod delivery;
pub mod doctor;
pub mod event;
pub mod grade;
pub mod handin;
pub mod load;
pub mod observe;
pub mod options;
pub mod practice;
mod probes;
pub mod problem;
pub mod runner;
pub mod scale_out;

pub use chosen::Chosen;
pub use event::{
    AccountChoice, AccountInfo, Effect, Event, Observation, PracticeAction, PracticeInfo, PracticeProblem, ProfileInfo,
    ProgressKey, RequestId,
};
pub use options::{DEFAULT_TIMEOUT, Session, SessionOptions};
pub use runner::spawn;

/// In which other accounts and regions, or under which other suffixes, this person has got on with the course of a key,
/// and how many steps. Practice accounts are nobody's account: they are neither told of nor told.
#[must_use]
pub fn elsewhere(key: &ProgressKey) -> Vec<(ProgressKey, usize)> {
    let practice = crate::practice::Options::default().account_id;
    let real = |key: &ProgressKey| key.account != practice && key.account != "-";
    if real(key) {
        Store::open().others(key).into_iter().filter(|(other, _)| real(other)).collect()
    } else {
        Vec::new()
    }
}

/// SHA-256 of the running program; `None` where it cannot be read.
#[must_use]
pub fn program_digest() -> Option<String> {
    let bytes = std::fs::read(std::env::current_exe().ok()?).ok()?;
    Some(crate::report::digest::of_bytes(&bytes))
}

// What a face has to name in order to ask; it still reaches no edge by itself.
pub use crate::collect::Connection;
pub use crate::probe::{ConnectTo, OverrideProblem, OverrideReason, ProbeProblem, Resolve};
pub use crate::store::{Store, config, state_directory};
