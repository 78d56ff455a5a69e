//! The account as the rest of the program holds it: a handle to share, in which every request, whichever way it
//! comes, meets the account settled to the present.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;

use super::account::{Account, Ids};
use super::api::{self, Operation, Protocol, Service};
use super::call::{Addressing, Caller, Outcome, Timings};
use super::cloudwatch;
use super::fault::Fault;
pub(crate) use super::options::Options;
use super::pace::Pace;
use super::saved::{self, Damaged};
#[cfg(test)]
use super::traffic::Counts;
use super::traffic::{Served, Traffic};
use super::world::World;
use super::{life, wire};
use crate::clock::Clock;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// AWS's error code.
    pub code: String,
    pub message: String,
}

/// How often the account has changed, and by what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By requests to the API, and by what visitors left: what nobody can make again.
    pub asked: u64,
    /// By time alone: it would happen again in the same way.
    pub passed: u64,
    /// By requests to load balancers and instances.
    pub served: u64,
}

/// The number of a change that somebody is told of. An answer carries it, and leaves once the change is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change(u64);

/// A practice account. Clones are the same account.
#[derive(Clone, Debug)]
pub struct Practice(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    clock: Clock,
    state: Mutex<State>,
    changes: watch::Sender<Changes>,
    /// How many of [`Changes::asked`] have been kept; `None` while nobody keeps the account.
    kept: watch::Sender<Option<u64>>,
}

#[derive(Debug)]
struct State {
    world: World,
    traffic: Traffic,
    pace: Pace,
    due: Due,
    request_ids: Ids,
}

/// When anything is due next.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// To be asked again, since something has changed.
    Unknown,
    Never,
    At(Timestamp),
}

impl Practice {
    /// # Errors
    /// The saved account cannot be opened; nothing was changed.
    pub fn open(options: Options) -> Result<Self, Damaged> {
        let saved = options.saved.as_deref().map(saved::read).transpose()?;
        Ok(Self::begin(options, saved))
    }

    /// An account that holds nothing yet; a saved one in the options is passed over.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self::begin(options, None)
    }

    fn begin(options: Options, saved: Option<saved::Saved>) -> Self {
        let Options { account_id, seed, speed, default_vpcs, public_prefix, clock, .. } = options;
        let speed = speed.or(saved.as_ref().map(|saved| saved.speed)).unwrap_or(Options::DEFAULT_SPEED);
        let (account, now) = match saved {
            Some(saved) => (saved.account, saved.now),
            None => (Account { default_vpcs, ..Account::empty(&account_id, seed) }, clock.now()),
        };
        // Requests are told apart from those of earlier runs by the time of opening.
        let moment_of_opening = clock.now().as_microsecond().unsigned_abs();
        let state = State {
            world: World { account, now, timings: Timings::default(), addressing: Addressing { public_prefix } },
            traffic: Traffic::default(),
            pace: Pace::new(now, clock.moment(), speed),
            due: Due::Unknown,
            request_ids: Ids::new(moment_of_opening),
        };
        Self(Arc::new(Shared {
            clock,
            state: Mutex::new(state),
            changes: watch::Sender::default(),
            kept: watch::Sender::default(),
        }))
    }

    /// Takes everything away: an account as it was before the first request. Ids given before are not given again.
    pub fn empty(&self) {
        let mut state = self.settled();
        let Account { id, ids, default_vpcs, .. } = &state.world.account;
        let emptied = Account { ids: ids.clone(), default_vpcs: *default_vpcs, ..Account::empty(id, 0) };
        state.world.account = emptied;
        state.traffic = Traffic::default();
        state.due = Due::Unknown;
        drop(state);
        self.mark(|changes| changes.asked += 1);
    }

    /// Carries out one request of the API: what the wire does, without the wire. The input has the API's member
    /// names and is checked as one from outside.
    ///
    /// # Errors
    /// What AWS would answer.
    pub fn call(&self, service: Service, region: &str, operation: &str, input: Value) -> Result<Value, Refused> {
        let found = Operation::find(service, operation).ok_or_else(|| Fault::not_here(operation))?;
        let input = api::check(found, input).map_err(|wrong| Refused {
            code: wrong.code(service, service.protocols().first().copied().unwrap_or(Protocol::Query)).to_owned(),
            message: wrong.message(service),
        })?;
        Ok(self.request(found, region, wire::owner, input)?)
    }

    /// Answers one HTTP request to the API.
    #[must_use]
    pub fn handle(&self, request: &hyper::Request<hyper::body::Bytes>) -> hyper::Response<hyper::body::Bytes> {
        wire::answer(self, request)
    }

    /// Practice time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.lock().pace.at(self.0.clock.moment())
    }

    /// Practice seconds a second.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.lock().pace.speed()
    }

    /// From now on; a speed out of range is brought to the nearest in it.
    pub fn set_speed(&self, speed: f64) {
        let mut state = self.lock();
        state.pace = state.pace.at_speed(self.0.clock.moment(), speed);
        drop(state);
        self.mark(|changes| changes.asked += 1);
    }

    /// Lets practice time pass at once: everything due in it happens, in its order.
    pub fn pass(&self, time: Duration) {
        let mut state = self.lock();
        state.pace = state.pace.skipped(time);
        drop(state);
        self.settle();
        self.mark(|changes| changes.asked += 1);
    }

    /// When anything happens next by itself, in practice time.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.lock().due()
    }

    /// How much real time passes until then.
    #[must_use]
    pub fn until_due(&self) -> Option<Duration> {
        let mut state = self.lock();
        state.due().map(|due| state.pace.until(self.0.clock.moment(), due))
    }

    /// How much real time passes during some practice time.
    #[must_use]
    pub fn real(&self, practice: Duration) -> Duration {
        self.lock().pace.real(practice)
    }

    /// Lets everything happen that is due by now.
    pub fn settle(&self) {
        self.act(|_| ());
    }

    /// The account's number, twelve digits.
    #[must_use]
    pub fn account_id(&self) -> String {
        self.lock().world.account.id.clone()
    }

    /// The account as it stands, to be opened again; JSON with its version. Nobody waits while it is written.
    #[must_use]
    pub fn saved(&self) -> Vec<u8> {
        let state = self.settled();
        let (now, speed, account) = (state.world.now, state.pace.speed(), state.world.account.clone());
        drop(state);
        saved::write(now, speed, &account)
    }

    /// Has somebody keep the account, where [`Changes::asked`] as it was when [`Practice::saved`] was called tells
    /// what has been kept so far. From now on no answer says that something has changed before that is kept.
    pub fn kept(&self, asked: u64) {
        self.0.kept.send_if_modified(|kept| {
            let further = kept.is_none_or(|kept| kept < asked);
            *kept = (*kept).max(Some(asked));
            further
        });
    }

    /// The account is kept no longer: answers wait for nothing.
    pub fn unkept(&self) {
        self.0.kept.send_replace(None);
    }

    /// Waits until a change is kept, if anybody keeps the account.
    pub(super) async fn until_kept(&self, change: Change) {
        let mut kept = self.0.kept.subscribe();
        // It fails only once the account has gone, and this one is there.
        let _ = kept.wait_for(|kept| kept.is_none_or(|kept| kept >= change.0)).await;
    }

    /// Tells of changes as they happen.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Changes> {
        self.0.changes.subscribe()
    }

    /// How often it has changed so far.
    pub(super) fn changed(&self) -> Changes {
        *self.0.changes.borrow()
    }

    /// A request's id, unlike any other's.
    pub(super) fn request_id(&self) -> String {
        self.lock().request_ids.uuid()
    }

    /// The latest change that was asked for.
    pub(super) fn change_made(&self) -> Change {
        Change(self.changed().asked)
    }

    /// Carries out a request whose input has been checked, by whoever `caller` finds in the account.
    pub(super) fn request(
        &self,
        operation: &Operation,
        region: &str,
        caller: impl FnOnce(&Account) -> Caller,
        input: Value,
    ) -> Outcome {
        let mut state = self.settled();
        let caller = caller(&state.world.account);
        let outcome = state.request(operation, region, caller, input);
        let changed = outcome.is_ok() && !reads(operation.name());
        drop(state);
        if changed {
            self.mark(|changes| changes.asked += 1);
        }
        outcome
    }

    /// Reads the account, settled to the present.
    pub(super) fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.settled().world)
    }

    /// Settles the account to the present and has traffic change it. Turns of round robin and what is counted may
    /// change here; what would change when something is due next may not.
    pub(super) fn act<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.settled().world)
    }

    /// Settles the account to the present and changes it past its API.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut state = self.settled();
        state.due = Due::Unknown;
        let done = change(&mut state.world);
        drop(state);
        self.mark(|changes| changes.asked += 1);
        done
    }

    /// Counts what a load balancer has served, once, when it is over.
    pub(super) fn record(&self, served: &Served) {
        let mut state = self.settled();
        state.traffic.count(served);
        let World { account, now, .. } = &mut state.world;
        cloudwatch::count::served(account.region_mut(&served.region), served, *now);
    }

    /// What a load balancer has served since the account was opened.
    #[cfg(test)]
    pub(super) fn served(&self, load_balancer: &str) -> Counts {
        self.lock().traffic.of(load_balancer)
    }

    /// Tells that a visitor has left something that nobody can make again.
    pub(super) fn mark_left(&self) -> Change {
        self.mark(|changes| changes.asked += 1);
        self.change_made()
    }

    /// Tells that traffic has changed something worth keeping.
    #[cfg(test)]
    pub(super) fn mark_served(&self) {
        self.mark(|changes| changes.served += 1);
    }

    fn settled(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        let now = state.pace.at(self.0.clock.moment());
        if state.settle(now) {
            self.mark(|changes| changes.passed += 1);
        }
        state
    }

    /// Panics within are caught before they could poison it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mark(&self, count: impl FnOnce(&mut Changes)) {
        self.0.changes.send_modify(count);
    }
}

impl State {
    fn due(&mut self) -> Option<Timestamp> {
        if matches!(self.due, Due::Unknown) {
            self.due = life::next(&self.world.account, self.world.now).map_or(Due::Never, Due::At);
        }
        match self.due {
            Due::At(due) => Some(due),
            Due::Never | Due::Unknown => None,
        }
    }

    /// Whether anything has happened.
    fn settle(&mut self, now: Timestamp) -> bool {
        if self.due().is_none_or(|due| due > now) {
            self.world.now = now.max(self.world.now);
            return false;
        }
        self.due = Due::Unknown;
        if catch_unwind(AssertUnwindSafe(|| self.world.settle(now))).is_err() {
            // What made it stumble would do so again: time goes on without.
            tracing::error!("something that was due by {now} could not be carried out");
            self.world.now = now.max(self.world.now);
        }
        true
    }

    /// A request that fails, by refusal or by a mistake of ours, leaves the account as it was.
    fn request(&mut self, operation: &Operation, region: &str, caller: Caller, input: Value) -> Outcome {
        let before = (!reads(operation.name())).then(|| self.world.account.clone());
        self.due = Due::Unknown;
        let run = || self.world.request(operation, region, caller, input);
        let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let message = "We encountered an internal error. Please try again.";
            Err(Fault { status: 500, ..Fault::new("InternalFailure", message) })
        });
        if outcome.is_err()
            && let Some(before) = before
        {
            self.world.account = before;
        }
        outcome
    }
}

/// Operations that only read are known by their names.
pub(super) fn reads(operation: &str) -> bool {
    ["Describe", "Get", "List", "Search"].iter().any(|verb| operation.starts_with(verb))
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { code: fault.code.into_owned(), message: fault.message }
    }
}
