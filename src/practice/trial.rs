//! For tests: an account to try operations on, by their names, and to let time pass in.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::account::Account;
use super::api::Service;
use super::call::{Addressing, Caller, Outcome, Timings};
use super::services;
use super::world::World;

/// An account in us-east-1 at one point of practice time.
pub(crate) struct Trial {
    pub(crate) world: World,
}

impl Trial {
    pub(crate) fn new() -> Self {
        let now = "2026-11-22T01:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let account = Account::empty("123456789012", 1);
        let addressing = Addressing { public_prefix: [127, 80] };
        Self { world: World { account, now, timings: Timings::default(), addressing } }
    }

    /// One request, whatever its service.
    pub(crate) fn ask(&mut self, operation: &str, input: Value) -> Outcome {
        let mut tables = Service::ALL.iter().flat_map(|service| services::tables(*service)).copied().flatten();
        let (_, run) = tables.find(|(name, _)| *name == operation).expect("an operation of this name");
        let arn = "arn:aws:iam::123456789012:user/learner".to_owned();
        run(&mut self.world.call("us-east-1", Caller { arn, user_id: "AIDA".to_owned() }), input)
    }

    /// The answer to a request that is carried out.
    pub(crate) fn ok(&mut self, operation: &str, input: Value) -> Value {
        self.ask(operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault}"))
    }

    /// The code of a refusal; empty when it was carried out.
    pub(crate) fn code(&mut self, operation: &str, input: Value) -> String {
        self.ask(operation, input).err().map(|fault| fault.code.into_owned()).unwrap_or_default()
    }

    /// Lets practice seconds pass.
    pub(crate) fn pass(&mut self, seconds: i64) {
        let to = self.world.now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        self.world.settle(to);
    }
}
