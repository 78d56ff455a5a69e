//! The account in time: the one place where a request meets the state, and where due events are carried out.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::account::Account;
use super::api::Operation;
use super::call::{Addressing, Call, Caller, Outcome, Run, Timings};
use super::fault::Fault;
use super::{ec2, life, services};

/// Causes follow each other at one instant a few times over. An event that is never done must not stop time, nor
/// this program: after so many steps at one instant, time goes on without it.
const MOST_AT_ONCE: u32 = 1_000;

/// An account, settled up to a point of practice time.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) account: Account,
    /// Everything due until here has happened. Never goes back.
    pub(crate) now: Timestamp,
    pub(crate) timings: Timings,
    pub(crate) addressing: Addressing,
}

impl World {
    /// Lets practice time pass until `to`: every event due by then happens, in the order of its due time.
    pub(crate) fn settle(&mut self, to: Timestamp) {
        let mut at_once = 0;
        while let Some(due) = life::next(&self.account, self.now).filter(|due| *due <= to) {
            at_once = if due > self.now { 0 } else { at_once + 1 };
            self.now = due.max(self.now);
            if at_once > MOST_AT_ONCE {
                tracing::error!(now = %self.now, "an event is due again and again");
                if self.now >= to {
                    break;
                }
                self.now = self.now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(to).min(to);
                at_once = 0;
            }
            for region in self.account.regions.keys().cloned().collect::<Vec<_>>() {
                life::step(&mut self.call(&region, Caller::service("aws")));
            }
        }
        self.now = to.max(self.now);
    }

    /// Carries out one request at the time that the world is settled to.
    pub(crate) fn request(&mut self, operation: &Operation, region: &str, caller: Caller, input: Value) -> Outcome {
        let tables = services::tables(operation.service());
        let Some((_, run)) = tables.iter().copied().flatten().find(|(name, _)| *name == operation.name()) else {
            return Err(Fault::not_here(operation.name()));
        };
        ec2::build::fresh_region(&mut self.call(region, caller.clone()));
        if input.get("DryRun").and_then(Value::as_bool) == Some(true) {
            return self.dry_run(*run, region, caller, input);
        }
        run(&mut self.call(region, caller), input)
    }

    /// What a request would be answered, without its effects: it meets a copy of the account.
    fn dry_run(&mut self, run: Run, region: &str, caller: Caller, input: Value) -> Outcome {
        let before = self.account.clone();
        let outcome = run(&mut self.call(region, caller), input);
        self.account = before;
        outcome.and_then(|_| Err(Fault::dry_run()))
    }

    /// The account as somebody meets it now.
    pub(crate) fn call(&mut self, region: &str, caller: Caller) -> Call<'_> {
        Call {
            account: &mut self.account,
            region: region.to_owned(),
            now: self.now,
            caller,
            timings: &self.timings,
            addressing: &self.addressing,
        }
    }
}
