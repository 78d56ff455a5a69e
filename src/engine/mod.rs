//! Sends load: takes a [`Plan`] and a [`Target`], gives [`Tick`]s (what was measured since the last one). Floor 1.
//!
//! One thread per core, each with its own connections, histograms and share of the plan; nothing is shared while
//! requests go out but a few counters. Requests of an open plan leave when they are due, whether or not earlier
//! ones have returned; those that cannot (every connection busy) leave late and are measured from when they were due.
//!
//! - [`answer`] ([`head`]), [`http1`], [`http2`]: one exchange; [`connect`], [`tls`], [`stream`]: what it goes over.
//! - [`lane`]: one connection's requests, redirects and cookies ([`limit`]: how long they may take); [`worker`]: one core's lanes, and their pace.

mod answer;
mod connect;
mod head;
#[cfg(test)]
mod hostile_tests;
mod http1;
mod http2;
mod lane;
mod limit;
#[cfg(test)]
mod nasty_tests;
mod stream;
#[cfg(test)]
mod tests;
mod tls;
mod worker;

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use url::Url;

pub use tls::{Trust, TrustProblem};

use crate::clock::{Clock, Moment};
use crate::load::overrides::{ConnectTo, Resolve};
use crate::load::plan::Pattern;
use crate::load::{Family, Kind, Message, Plan, Statistics, Version};

/// A request may take this long where no limit is given: a run has to end.
pub const USUAL_LIMIT: Duration = Duration::from_secs(30);
/// After the deadline, or a wish to stop, requests under way may take this much longer.
pub const DRAIN: Duration = Duration::from_secs(5);
/// A run ends by itself when this many requests in a row, over this long, came to nothing.
const HOPELESS: (u64, Duration) = (100, Duration::from_secs(10));
/// Below this rate one core is plenty.
const ONE_CORE: f64 = 2000.0;

/// What is sent, to where, and how.
#[derive(Clone, Debug)]
pub struct Target {
    pub message: Message,
    pub resolve: Vec<Resolve>,
    pub connect_to: Vec<ConnectTo>,
    pub proxy: Option<Url>,
    pub trust: Trust,
    pub version: Option<Version>,
    pub family: Option<Family>,
    pub connect_timeout: Option<Duration>,
    /// Of one request, redirects included.
    pub max_time: Duration,
    /// Redirects are followed, to these hosts: the URL's own, loopback, and any with `anywhere`.
    pub follow: bool,
    pub anywhere: bool,
    /// The body of the first complete answer is kept.
    pub keep_body: bool,
    /// The header by which targets tell who they are, in small letters.
    pub marker: Option<String>,
}

impl Target {
    pub(crate) fn http2_only(&self) -> bool {
        self.version == Some(Version::Http2Only)
    }

    /// Whether redirects may lead there: nobody vouched for other hosts.
    fn may_follow(&self, url: &Url) -> bool {
        let own = url.host_str() == self.message.url.host_str();
        self.anywhere || own || url.host_str().is_some_and(crate::load::plan::is_loopback)
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything was sent, or the time was up.
    Planned,
    /// Somebody stopped it.
    Stopped,
    /// The target kept failing.
    Hopeless,
}

/// What one core measured since its last tick.
#[derive(Debug)]
pub struct Tick {
    /// Since the start of the run.
    pub elapsed: Duration,
    pub statistics: Statistics,
}

/// A run under way. Ticks end when it has ended.
#[derive(Debug)]
pub struct Running {
    pub ticks: UnboundedReceiver<Tick>,
    shared: Arc<Shared>,
}

/// Ends a run early. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<Shared>);

impl Stopper {
    /// The first time, nothing new is sent; the second time, nothing is waited for.
    pub fn stop(&self) {
        let phase = if self.0.phase() == Phase::Run { Phase::Drain } else { Phase::Abort };
        self.0.stopped.store(true, Ordering::Relaxed);
        self.0.enter(phase);
    }
}

impl Running {
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(Arc::clone(&self.shared))
    }

    /// Why it ended, once the ticks have.
    #[must_use]
    pub fn ended(&self) -> Ended {
        if self.shared.hopeless.load(Ordering::Relaxed) {
            Ended::Hopeless
        } else if self.shared.stopped.load(Ordering::Relaxed) {
            Ended::Stopped
        } else {
            Ended::Planned
        }
    }

    /// How long the run took, once the ticks have ended.
    #[must_use]
    pub fn duration(&self) -> Duration {
        let timed = self.shared.timed.load(Ordering::Relaxed) && self.ended() == Ended::Planned;
        let planned = self.shared.plan.duration.filter(|_| timed);
        planned.unwrap_or_else(|| Duration::from_micros(self.shared.last_done.load(Ordering::Relaxed)))
    }

    /// The first answer's body, if it was wanted.
    #[must_use]
    pub fn body(&self) -> Option<Vec<u8>> {
        self.shared.body.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Run,
    /// Nothing new is sent.
    Drain,
    /// Nothing is waited for.
    Abort,
}

/// What the workers of a run share.
#[derive(Debug)]
struct Shared {
    target: Arc<Target>,
    plan: Plan,
    clock: Clock,
    start: Moment,
    phase: AtomicU8,
    changed: Notify,
    /// Requests of a closed loop that have been claimed.
    claimed: AtomicU64,
    /// Failures in a row, and when (microseconds) the first of them was.
    failures: AtomicU64,
    failing_since: AtomicU64,
    hopeless: AtomicBool,
    stopped: AtomicBool,
    /// An open plan sent for as long as it was to.
    timed: AtomicBool,
    /// Microseconds.
    last_done: AtomicU64,
    body: Mutex<Option<Vec<u8>>>,
}

impl Shared {
    fn elapsed(&self) -> Duration {
        self.clock.moment().saturating_duration_since(self.start)
    }

    fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Run,
            1 => Phase::Drain,
            _ => Phase::Abort,
        }
    }

    fn enter(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    /// Stops a run that has come to nothing for long enough.
    fn judge(&self, outcome: Result<u16, Kind>, done: Duration) {
        let failed = !matches!(outcome, Ok(status) if status < 500);
        if !failed {
            if self.failures.load(Ordering::Relaxed) > 0 {
                self.failures.store(0, Ordering::Relaxed);
            }
            return;
        }
        let now = micros(done);
        let before = self.failures.fetch_add(1, Ordering::Relaxed);
        if before == 0 {
            self.failing_since.store(now, Ordering::Relaxed);
        }
        let since = Duration::from_micros(now.saturating_sub(self.failing_since.load(Ordering::Relaxed)));
        if before >= HOPELESS.0 && since >= HOPELESS.1 && self.phase() == Phase::Run {
            self.hopeless.store(true, Ordering::Relaxed);
            self.enter(Phase::Drain);
        }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Starts a run; it goes on by itself until its plan is done or it is stopped.
///
/// # Errors
/// The certificates that were given cannot be used.
pub fn start(plan: Plan, target: Target, clock: Clock) -> Result<Running, TrustProblem> {
    let http2 = target.version != Some(Version::Http11);
    let tls = tls::configuration(&target.trust, http2, !target.http2_only())?;
    let workers = workers(&plan);
    let shared = Arc::new(Shared {
        target: Arc::new(target),
        plan,
        start: clock.moment(),
        clock,
        phase: AtomicU8::new(0),
        changed: Notify::new(),
        claimed: AtomicU64::new(0),
        failures: AtomicU64::new(0),
        failing_since: AtomicU64::new(0),
        hopeless: AtomicBool::new(false),
        stopped: AtomicBool::new(false),
        timed: AtomicBool::new(false),
        last_done: AtomicU64::new(0),
        body: Mutex::new(None),
    });
    let (sender, ticks) = unbounded_channel();
    for index in 0..workers {
        let place = worker::Place { index, count: workers };
        worker::spawn(Arc::clone(&shared), place, Arc::clone(&tls), sender.clone());
    }
    Ok(Running { ticks, shared })
}

/// As many as there are cores, but none without work.
fn workers(plan: &Plan) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let useful = match &plan.pattern {
        Pattern::Open(schedule) if schedule.peak() <= ONE_CORE => 1,
        _ => plan.connections,
    };
    cores.min(useful).max(1)
}
