//! One core: its lanes, the pace of their requests, and what they measure.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::runtime::LocalOptions;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

use super::connect::Opener;
use super::head::Known;
use super::http1::Scratch;
use super::lane::{self, Lane};
use super::{DRAIN, Phase, Shared, Tick, micros};
use crate::load::plan::Pattern;
use crate::load::{Kind, Message, Pace, Sample, Schedule, Statistics};

/// How often measurements are handed on.
const TICK: Duration = Duration::from_millis(250);
/// The pacer wakes a worker no more often than this: what falls due in between leaves together.
const SHORTEST_WAIT: Duration = Duration::from_micros(100);
/// The pacer looks this often whether the run still goes on.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// Requests that fell due before the deadline may still leave this long after it.
const LAST_CALL: Duration = Duration::from_millis(100);

/// Which of how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) index: usize,
    pub(super) count: usize,
}

impl Place {
    /// This worker's part of a whole number.
    fn part(self, whole: u64) -> u64 {
        let (index, count) = (self.index as u64, self.count as u64);
        whole / count + u64::from(index < whole % count)
    }
}

pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) opener: Opener,
    pub(super) scratch: Scratch,
    pub(super) known: Known,
    /// The target's own request, ready to be written.
    prepared: Vec<u8>,
    source: Source,
    statistics: RefCell<Statistics>,
    lanes: RefCell<Vec<Rc<Slot>>>,
    /// Lanes with nothing to do, the last used first: few connections stay warm, the others may rest.
    idle: RefCell<Vec<Rc<Slot>>>,
    most_lanes: usize,
    alive: Cell<usize>,
    last_done: Cell<Duration>,
    lane_ended: Notify,
    /// HTTP/2 connections that lanes share, and whose turn it is to open one.
    pub(super) joinable: RefCell<Vec<lane::Joinable>>,
    pub(super) opening: tokio::sync::Mutex<()>,
}

/// Where requests come from.
enum Source {
    Open { schedule: Schedule, sent: Cell<u64>, most: u64 },
    Closed,
}

/// What a lane may do now.
enum Take {
    Due(Duration),
    Nothing,
    Over,
}

/// A lane as the worker knows it.
#[derive(Default)]
struct Slot {
    /// When the request that it was given is due.
    job: Cell<Option<Duration>>,
    woken: Notify,
    /// Due and sent of the request under way.
    under_way: Cell<Option<(Duration, Duration)>>,
}

/// Starts a worker on a thread of its own.
pub(super) fn spawn(shared: Arc<Shared>, place: Place, tls: Arc<ClientConfig>, ticks: UnboundedSender<Tick>) {
    std::thread::spawn(move || {
        // Not a `LocalSet`: each time it is woken it wakes the thread that it already runs on, with a system call.
        let builder = tokio::runtime::Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
        let Ok(runtime) = builder else { return };
        let due = Arc::new(Notify::new());
        let worker = Rc::new(Worker::new(shared, place, tls));
        worker.start_pacer(&due);
        runtime.block_on(Rc::clone(&worker).run(&due, &ticks));
        worker.give_up();
        worker.tick(&ticks);
        // A lookup that still waits for its server holds nobody up.
        runtime.shutdown_background();
    });
}

impl Worker {
    fn new(shared: Arc<Shared>, place: Place, tls: Arc<ClientConfig>) -> Self {
        let target = Arc::clone(&shared.target);
        let plan = &shared.plan;
        let source = match &plan.pattern {
            Pattern::Open(schedule) => Source::Open {
                schedule: schedule.share(place.index as u64, place.count as u64),
                sent: Cell::new(0),
                most: plan.requests.map_or(u64::MAX, |whole| place.part(whole)),
            },
            Pattern::Closed => Source::Closed,
        };
        // A closed loop keeps every stream of every connection busy.
        let streams = if matches!(plan.pattern, Pattern::Closed) { plan.streams as u64 } else { 1 };
        let most_lanes = usize::try_from(place.part(plan.connections as u64) * streams).unwrap_or(1);
        Self {
            prepared: lane::prepared(&target, &target.message, None, plan.keepalive),
            opener: Opener::new(target, tls, shared.clock.clone()),
            scratch: Scratch::new(),
            known: Known::default(),
            source,
            statistics: RefCell::default(),
            lanes: RefCell::default(),
            idle: RefCell::default(),
            most_lanes: most_lanes.max(1),
            alive: Cell::new(0),
            last_done: Cell::default(),
            lane_ended: Notify::new(),
            joinable: RefCell::default(),
            opening: tokio::sync::Mutex::default(),
            shared,
        }
    }

    /// The bytes of a request.
    pub(super) fn request(&self, message: &Message, cookies: Option<&str>) -> Cow<'_, [u8]> {
        let target = &self.shared.target;
        if cookies.is_none() && std::ptr::eq(message, &raw const target.message) {
            return Cow::Borrowed(&self.prepared);
        }
        Cow::Owned(lane::prepared(target, message, cookies, self.shared.plan.keepalive))
    }

    pub(super) fn wants_body(&self) -> bool {
        self.shared.body.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub(super) fn keep_body(&self, body: &[u8]) {
        self.shared.body.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| body.to_vec());
    }

    /// Wakes the worker when requests fall due, from a thread: the runtime's own timer knows milliseconds only.
    fn start_pacer(&self, due: &Arc<Notify>) {
        let Source::Open { schedule, most, .. } = &self.source else { return };
        let (schedule, most) = (schedule.clone(), *most);
        let (shared, wake) = (Arc::clone(&self.shared), Arc::clone(due));
        let until = shared.plan.duration.unwrap_or(Duration::MAX);
        std::thread::spawn(move || {
            let mut next = 0;
            while shared.phase() == Phase::Run && next < most {
                let elapsed = shared.elapsed();
                match schedule.pace(elapsed, next) {
                    Pace::Over => break,
                    Pace::Now(at) if at >= until => break,
                    Pace::Now(_) => {
                        while next < most && matches!(schedule.pace(elapsed, next), Pace::Now(_)) {
                            next += 1;
                        }
                        wake.notify_one();
                        std::thread::sleep(SHORTEST_WAIT);
                    }
                    Pace::Wait(wait) => std::thread::sleep(wait.min(LONGEST_WAIT)),
                }
            }
            // Whoever waits has to see that nothing more comes.
            wake.notify_one();
        });
    }

    async fn run(self: Rc<Self>, due: &Notify, ticks: &UnboundedSender<Tick>) {
        if matches!(self.source, Source::Closed) {
            (0..self.most_lanes).for_each(|_| self.start_lane(None));
        }
        let mut ticker = tokio::time::interval(TICK);
        let mut give_up_at: Option<Duration> = None;
        loop {
            let over = self.dispatch();
            if over && self.alive.get() == 0 {
                return;
            }
            let draining = self.shared.phase() != Phase::Run || self.past_the_deadline();
            if draining && give_up_at.is_none() {
                give_up_at = Some(self.shared.elapsed() + DRAIN);
            }
            let given_up = give_up_at.is_some_and(|at| self.shared.elapsed() >= at);
            if given_up || self.shared.phase() == Phase::Abort {
                return;
            }
            tokio::select! {
                () = due.notified() => {}
                () = self.lane_ended.notified() => {}
                () = self.shared.changed.notified() => {}
                _ = ticker.tick() => {
                    self.tick(ticks);
                    let worker = Rc::clone(&self);
                    tokio::task::spawn_local(async move { worker.opener.look_again().await });
                }
            }
        }
    }

    fn past_the_deadline(&self) -> bool {
        self.shared.plan.duration.is_some_and(|until| self.shared.elapsed() >= until)
    }

    /// Hands what is due to idle lanes, and starts lanes as long as there may be more. Says whether nothing more
    /// will ever be due.
    fn dispatch(self: &Rc<Self>) -> bool {
        loop {
            if matches!(self.source, Source::Open { .. })
                && self.idle.borrow().is_empty()
                && self.alive.get() >= self.most_lanes
            {
                return self.nothing_left();
            }
            let job = match self.source {
                Source::Open { .. } => self.take(self.shared.elapsed()),
                Source::Closed if self.nothing_left() => Take::Over,
                Source::Closed => Take::Nothing,
            };
            match job {
                Take::Due(at) => {
                    let slot = self.idle.borrow_mut().pop();
                    match slot {
                        Some(slot) => {
                            slot.job.set(Some(at));
                            slot.woken.notify_one();
                        }
                        None => self.start_lane(Some(at)),
                    }
                }
                Take::Nothing => return false,
                Take::Over => {
                    // Without a job, a lane that is woken ends.
                    self.idle.borrow_mut().drain(..).for_each(|slot| slot.woken.notify_one());
                    return true;
                }
            }
        }
    }

    fn nothing_left(&self) -> bool {
        let last_call = if matches!(self.source, Source::Open { .. }) { LAST_CALL } else { Duration::ZERO };
        let until = self.shared.plan.duration.unwrap_or(Duration::MAX).saturating_add(last_call);
        if self.shared.phase() != Phase::Run || self.shared.elapsed() >= until {
            return true;
        }
        match &self.source {
            Source::Open { schedule, sent, most } => {
                sent.get() >= *most
                    || schedule
                        .due(sent.get())
                        .is_none_or(|due| self.shared.plan.duration.is_some_and(|until| due >= until))
            }
            Source::Closed => {
                let claimed = self.shared.claimed.load(std::sync::atomic::Ordering::Relaxed);
                self.shared.plan.requests.is_some_and(|most| claimed >= most)
            }
        }
    }

    fn take(&self, elapsed: Duration) -> Take {
        if self.shared.phase() != Phase::Run {
            return Take::Over;
        }
        let until = self.shared.plan.duration.unwrap_or(Duration::MAX);
        match &self.source {
            Source::Closed if elapsed >= until => self.time_is_up(until),
            Source::Closed => {
                let number = self.shared.claimed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let most = self.shared.plan.requests.unwrap_or(u64::MAX);
                if number < most { Take::Due(elapsed) } else { Take::Over }
            }
            Source::Open { sent, most, .. } if sent.get() >= *most => Take::Over,
            Source::Open { schedule, sent, .. } => match schedule.pace(elapsed, sent.get()) {
                // What fell due in time leaves, though a moment late; a backlog behind busy connections does not.
                Pace::Now(due) if due >= until || elapsed >= until.saturating_add(LAST_CALL) => self.time_is_up(until),
                Pace::Now(due) => {
                    sent.set(sent.get() + 1);
                    Take::Due(due)
                }
                Pace::Wait(wait) if elapsed.saturating_add(wait) >= until => self.time_is_up(until),
                Pace::Wait(_) => Take::Nothing,
                Pace::Over => Take::Over,
            },
        }
    }

    /// A run that had its time took that time, even if its last answer came before. The time of an open plan is that
    /// over which it sent.
    fn time_is_up(&self, until: Duration) -> Take {
        match self.source {
            Source::Open { .. } => self.shared.timed.store(true, std::sync::atomic::Ordering::Relaxed),
            Source::Closed => {
                self.shared.last_done.fetch_max(micros(until), std::sync::atomic::Ordering::Relaxed);
            }
        }
        Take::Over
    }

    fn start_lane(self: &Rc<Self>, job: Option<Duration>) {
        let slot = Rc::new(Slot { job: Cell::new(job), ..Slot::default() });
        self.lanes.borrow_mut().push(Rc::clone(&slot));
        self.alive.set(self.alive.get() + 1);
        let worker = Rc::clone(self);
        tokio::task::spawn_local(async move {
            worker.drive(&slot).await;
            worker.alive.set(worker.alive.get() - 1);
            worker.lane_ended.notify_one();
        });
    }

    async fn drive(self: &Rc<Self>, slot: &Rc<Slot>) {
        let mut lane = Lane::new(Rc::clone(self));
        // Asked for once between two requests: what is done then takes less than can be told.
        let mut now = self.shared.elapsed();
        loop {
            let due = match slot.job.take().map_or_else(|| self.take(now), Take::Due) {
                Take::Due(due) => due,
                Take::Over => return,
                Take::Nothing => {
                    self.idle.borrow_mut().push(Rc::clone(slot));
                    slot.woken.notified().await;
                    now = self.shared.elapsed();
                    match slot.job.take() {
                        Some(due) => due,
                        None => return,
                    }
                }
            };
            let sent = now;
            slot.under_way.set(Some((due, sent)));
            let came = lane.send(self.shared.start + sent).await;
            now = self.shared.elapsed();
            slot.under_way.set(None);
            self.shared.judge(came.outcome, now);
            self.record(&Sample { due, sent, done: now, outcome: came.outcome, bytes: came.bytes });
            if let Some(target) = came.marker {
                self.statistics.borrow_mut().answered_by(target);
            }
        }
    }

    fn record(&self, sample: &Sample) {
        self.statistics.borrow_mut().record(sample);
        self.last_done.set(self.last_done.get().max(sample.done));
    }

    /// What is still under way counts as aborted.
    fn give_up(&self) {
        let done = self.shared.elapsed();
        for slot in self.lanes.borrow().iter() {
            if let Some((due, sent)) = slot.under_way.take() {
                self.record(&Sample { due, sent, done, outcome: Err(Kind::Aborted), bytes: 0 });
            }
        }
    }

    fn tick(&self, ticks: &UnboundedSender<Tick>) {
        let elapsed = self.shared.elapsed();
        let statistics = self.statistics.take();
        self.shared.last_done.fetch_max(micros(self.last_done.get()), std::sync::atomic::Ordering::Relaxed);
        // Nobody listens any more: the run ends all the same.
        let _ = ticks.send(Tick { elapsed, statistics });
    }
}
