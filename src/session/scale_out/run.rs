//! The load and the watching, until the group has grown or something ends it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use super::brief::{PATIENCE, ways};
use super::watch::{absorb, pause, wants};
use super::{Briefing, Ending, Ground, Outcome, Progress, Seen, Unready};
use crate::check::scaled::{self, Scaled, Subject};
use crate::clock::Moment;
use crate::facts::{Facts, Gap};
use crate::load::document::Results;
use crate::load::scaling::Story;
use crate::session::load::{self, Ended, Running, Stopper};

/// A warm-up takes as long as the group or the policy says, or its cooldown: usually five minutes.
const WARM_UP: Duration = Duration::from_mins(15);
const SHORTEST_WARM_UP: Duration = Duration::from_secs(30);

/// Ends a load in order; see [`halt`].
pub type Halt = watch::Receiver<bool>;

/// A way to end a load: sending `true` lets requests under way come back and ends it.
#[must_use]
pub fn halt() -> (watch::Sender<bool>, Halt) {
    watch::channel(false)
}

/// Nobody listens any more: the load ends with whoever wanted it.
struct Leash(Stopper);

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.stop();
        self.0.stop();
    }
}

type Look<'a> = Pin<Box<dyn Future<Output = Facts> + Send + 'a>>;

/// Sends what was briefed and watches. `told` hears of everything.
///
/// # Errors
/// The load cannot be started.
pub async fn run(
    ground: Ground<'_>,
    briefing: Briefing,
    halt: Halt,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Ending, Unready> {
    let clock = &ground.session.options.clock;
    let subject = Subject::of(ground.course).ok_or(Unready::NoSubject)?;
    let prepared = load::prepare(&briefing.wish.request, &briefing.wish.options, &ways(ground, &briefing.facts))
        .map_err(Unready::Load)?;
    let running = load::start(prepared, clock.clone()).map_err(Unready::Load)?;
    // Who is in a class shows there that a load test is running.
    let _mark = crate::session::classroom::begin_load();
    let leash = Leash(running.stopper());
    let begun = clock.moment();
    let ours = begun.saturating_duration_since(briefing.seen).as_secs_f64() * briefing.prediction.speed;
    let passed = SignedDuration::try_from_secs_f64(ours).unwrap_or_default();
    let at = briefing.facts.now.checked_add(passed).unwrap_or(briefing.facts.now);
    let story = Story::begin(&briefing.scaled, at, briefing.prediction.rate);
    let why = story.why(&briefing.scaled);
    let mut watcher = Watcher {
        ground,
        subject,
        facts: *briefing.facts,
        scaled: *briefing.scaled,
        speed: briefing.prediction.speed,
        story,
        why,
        begun,
        pause: None,
        outcome: None,
    };
    let results = watcher.follow(running, &leash.0, halt.clone(), told).await;
    if watcher.outcome == Some(Outcome::Grown) {
        watcher.warm_up(halt, told).await;
    }
    let outcome = watcher.outcome.unwrap_or(Outcome::TimeUp);
    Ok(Ending { outcome, story: watcher.story, why: watcher.why, results })
}

struct Watcher<'a> {
    ground: Ground<'a>,
    subject: Subject,
    facts: Facts,
    scaled: Scaled,
    speed: f64,
    story: Story,
    why: crate::check::Finding,
    begun: Moment,
    pause: Option<Duration>,
    outcome: Option<Outcome>,
}

impl<'a> Watcher<'a> {
    async fn follow(
        &mut self,
        mut running: Running,
        stopper: &Stopper,
        mut halt: Halt,
        told: &(dyn Fn(Progress) + Send + Sync),
    ) -> Results {
        let mut results = Results::default();
        let mut look: Option<Look<'a>> = None;
        let mut next = self.begun + pause(None, self.speed, None).min(Duration::from_secs(2));
        let mut halted = false;
        loop {
            tokio::select! {
                tick = running.ticks.recv() => {
                    let Some(tick) = tick else { break };
                    results.statistics.add(&tick.statistics);
                    results.duration = results.duration.max(tick.elapsed);
                    told(Progress::Sent { elapsed: tick.elapsed, statistics: Box::new(tick.statistics) });
                }
                () = tokio::time::sleep_until(next), if look.is_none() && self.outcome.is_none() => {
                    look = Some(self.look());
                }
                facts = awaited(&mut look) => {
                    look = None;
                    let gap = self.seen(facts, told);
                    let wait = pause(self.pause, self.speed, gap.as_ref());
                    self.pause = Some(wait);
                    next = self.moment() + wait;
                    if self.outcome.is_some() {
                        stopper.stop();
                    }
                }
                changed = halt.changed(), if !halted => {
                    halted = changed.is_err() || *halt.borrow();
                    if halted {
                        self.outcome.get_or_insert(Outcome::Stopped);
                        stopper.stop();
                    }
                }
            }
        }
        if running.ended() == Ended::Hopeless {
            self.outcome.get_or_insert(Outcome::Hopeless);
        }
        results.duration = running.duration();
        results
    }

    /// Without load: until the activity that it caused has ended well, which is what the steps ask for.
    async fn warm_up(&mut self, mut halt: Halt, told: &(dyn Fn(Progress) + Send + Sync)) {
        let until = self.moment() + WARM_UP.div_f64(self.speed).max(SHORTEST_WARM_UP);
        while !self.story.settled(&self.scaled) && self.moment() < until {
            tokio::select! {
                () = tokio::time::sleep(self.pause.unwrap_or(SHORTEST_WARM_UP)) => {}
                _ = halt.changed() => return,
            }
            let facts = self.look().await;
            let gap = self.seen(facts, told);
            self.pause = Some(pause(self.pause, self.speed, gap.as_ref()));
        }
    }

    fn moment(&self) -> Moment {
        self.ground.session.options.clock.moment()
    }

    fn look(&self) -> Look<'a> {
        let Ground { connection, values, .. } = self.ground;
        let wants = wants(&self.subject, values, self.story.next());
        let until = self.moment() + PATIENCE;
        Box::pin(async move { connection.observe(&wants, until, &|_, _| {}).await })
    }

    fn seen(&mut self, facts: Facts, told: &(dyn Fn(Progress) + Send + Sync)) -> Option<Gap> {
        let gap = absorb(&mut self.facts, facts);
        let elapsed = self.moment().saturating_duration_since(self.begun);
        let Ground { course, values, .. } = self.ground;
        // What could not be told this time is as it was the last time.
        if let Ok(scaled) = scaled::look(course, values, &self.facts, &self.subject) {
            self.scaled = scaled;
            self.story.take(&self.scaled, elapsed);
            self.why = self.story.why(&self.scaled);
        }
        if self.story.done() {
            self.outcome.get_or_insert(Outcome::Grown);
        } else if gap.is_none() && self.story.obstacle(&self.scaled).is_some() {
            self.outcome.get_or_insert(Outcome::Obstacle);
        }
        told(Progress::Seen(Box::new(Seen {
            elapsed,
            scaled: self.scaled.clone(),
            story: self.story.clone(),
            why: self.why.clone(),
            gap: gap.clone(),
        })));
        gap
    }
}

async fn awaited(look: &mut Option<Look<'_>>) -> Facts {
    match look {
        Some(look) => look.await,
        None => std::future::pending().await,
    }
}
