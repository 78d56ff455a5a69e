//! Asks: one call, or all its pages, within the deadline; a gap instead of an answer where there is none.

use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use aws_sdk_ec2::error::SdkError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::clients::Clients;
use super::gap;
use super::guard::Follow;
use super::log::{CallLog, Ended};
use super::trace::Trace;
use crate::clock::{Clock, Moment};
use crate::facts::now::agreed;
use crate::facts::operations::Operation;
use crate::facts::{Gap, GapKind, Section};

/// Told `done` and `total` questions as an observation goes on.
pub(super) type Progress<'a> = &'a (dyn Fn(u32, u32) + Send + Sync);

/// What [`Asker::ask`] and [`Asker::pages`] need of an operation's error.
pub(super) trait Failure: ProvideErrorMetadata + std::error::Error + Debug + Send + Sync + 'static {}
impl<E> Failure for E where E: ProvideErrorMetadata + std::error::Error + Debug + Send + Sync + 'static {}

/// An item without the field that every such item has. The whole answer is then not to be relied on: an item
/// that is silently dropped would read as "is not there".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// One page: its items and the token of the next.
pub(super) type Page<T> = Result<(Vec<T>, Option<String>), Malformed>;

/// Everything that one observation shares.
pub(super) struct Asker<'a> {
    pub(super) clients: Arc<Clients>,
    pub(super) region: &'a str,
    pub(super) deadline: Moment,
    /// Lets so many calls through at once.
    pub(super) gate: &'a Semaphore,
    pub(super) clock: &'a Clock,
    pub(super) log: Option<&'a CallLog>,
    pub(super) progress: Progress<'a>,
    pub(super) tally: Tally,
}

/// Counts of an observation.
#[derive(Debug, Default)]
pub(super) struct Tally {
    calls: AtomicU32,
    done: AtomicU32,
    dates: Mutex<Vec<Timestamp>>,
    credentials_refused: AtomicBool,
}

impl Tally {
    pub(super) fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Adds what a part of this observation counted by itself.
    pub(super) fn add(&self, calls: u32) {
        self.calls.fetch_add(calls, Ordering::Relaxed);
    }

    /// *Now*, as far as the answers so far agree on it.
    pub(super) fn now(&self, clock: &Clock) -> Timestamp {
        let dates = self.dates.lock().unwrap_or_else(PoisonError::into_inner);
        let machine = clock.now();
        agreed(&dates, machine).unwrap_or(machine)
    }

    /// Whether any answer said that the credentials are missing, expired or not accepted.
    pub(super) fn credentials_refused(&self) -> bool {
        self.credentials_refused.load(Ordering::Relaxed)
    }
}

impl Asker<'_> {
    /// One call. `send` is given the follower that must be attached to it. Gives the answer and its time.
    pub(super) async fn ask<O, E, F>(
        &self,
        operation: Operation,
        send: impl FnOnce(Follow<E>) -> F,
    ) -> Result<(O, Timestamp), Gap>
    where
        E: Failure,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let trace = Arc::new(Trace::default());
        let total = self.tally.calls.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(self.tally.done.load(Ordering::Relaxed), total);
        let call = InFlight { asker: self, operation, trace: &trace, began: self.clock.moment(), ended: false };
        let sent = async {
            // Never closed: a permit always comes.
            let _permit = self.gate.acquire().await;
            send(Follow::new(&trace)).await
        };
        let answer = match tokio::time::timeout_at(self.deadline, sent).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => Err(gap::of_error(&operation, &trace, &error)),
            Err(_) => Err(gap::out_of_time(&operation, &trace)),
        };
        let at = self.note(&trace, answer.as_ref().err());
        call.end(answer.as_ref().err());
        answer.map(|output| (output, at))
    }

    /// All pages of a list. The section's time is the first page's: nothing in it is older than that.
    pub(super) async fn pages<O, E, F, T>(
        &self,
        operation: Operation,
        most: usize,
        send: impl Fn(Option<String>, Follow<E>) -> F,
        read: impl Fn(O) -> Page<T>,
    ) -> Section<Vec<T>>
    where
        E: Failure,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        match self.try_pages(operation, most, send, read).await {
            Ok((at, items)) => Section::seen(at, items),
            Err(gap) => Section::Gap { gap },
        }
    }

    /// [`Asker::pages`], as a result.
    pub(super) async fn try_pages<O, E, F, T>(
        &self,
        operation: Operation,
        most: usize,
        send: impl Fn(Option<String>, Follow<E>) -> F,
        read: impl Fn(O) -> Page<T>,
    ) -> Result<(Timestamp, Vec<T>), Gap>
    where
        E: Failure,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let mut items = Vec::new();
        let mut first = None;
        let mut token: Option<String> = None;
        for _ in 0..most {
            let (page, at) = self.ask(operation, |follow| send(token.clone(), follow)).await?;
            let (mut found, next) = read(page).map_err(|_| self.malformed(&operation))?;
            let at = *first.get_or_insert(at);
            items.append(&mut found);
            match next.filter(|next| !next.is_empty()) {
                None => return Ok((at, items)),
                // A list that leads back to the page it came from has no end.
                next if next == token => return Err(self.gap(&operation, GapKind::Incomplete, "endless-pages")),
                next => token = next,
            }
        }
        // What was read is the newest or first part of more: shown as whole, it would make absences.
        Err(self.gap(&operation, GapKind::Incomplete, gap::TOO_MANY))
    }

    /// A gap that this program finds in a complete answer.
    #[expect(clippy::unused_self, reason = "reads as a sentence beside the other questions of an asker")]
    pub(super) fn gap(&self, operation: &Operation, kind: GapKind, code: &str) -> Gap {
        gap::gap(operation, None, kind, Some(code))
    }

    pub(super) fn malformed(&self, operation: &Operation) -> Gap {
        self.gap(operation, GapKind::Incomplete, gap::ITEM_WITHOUT_ID)
    }

    /// Keeps what an answer says beyond its content; gives its time.
    fn note(&self, trace: &Trace, gap: Option<&Gap>) -> Timestamp {
        let date = trace.date();
        self.tally.dates.lock().unwrap_or_else(PoisonError::into_inner).extend(date);
        if gap.is_some_and(|gap| gap.kind == GapKind::Credentials) {
            self.tally.credentials_refused.store(true, Ordering::Relaxed);
        }
        date.unwrap_or_else(|| self.clock.now())
    }
}

/// Logs a call when it ends, also when it is dropped half-way.
struct InFlight<'a> {
    asker: &'a Asker<'a>,
    operation: Operation,
    trace: &'a Trace,
    began: Moment,
    ended: bool,
}

impl InFlight<'_> {
    fn end(mut self, gap: Option<&Gap>) {
        self.ended = true;
        let outcome = gap.map_or_else(
            || "ok".to_owned(),
            |gap| {
                let kind = serde_json::to_value(gap.kind).ok();
                let kind = kind.as_ref().and_then(serde_json::Value::as_str).unwrap_or("failed");
                gap.code.as_ref().map_or_else(|| kind.to_owned(), |code| format!("{kind}: {code}"))
            },
        );
        self.write(&outcome);
        let done = self.asker.tally.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.asker.progress)(done, self.asker.tally.calls());
    }

    fn write(&self, outcome: &str) {
        if let Some(log) = self.asker.log {
            let elapsed = self.asker.clock.moment() - self.began;
            let ended = Ended { attempts: self.trace.attempts(), outcome, elapsed };
            log.write(self.asker.clock.now(), &self.operation, self.asker.region, &ended);
        }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.write("abandoned");
        }
    }
}
