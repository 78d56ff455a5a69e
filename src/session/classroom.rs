//! A learner's place in a class: comes in, tells the latest state, hears what is said, and carries on while the board is
//! away.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::event::Event;
use crate::board::code::{Invite, SECRET_LENGTH};
use crate::board::wire::{Joined, News, Refusal, Report, SCHEMA};
use crate::check::Status;
use crate::clock::{Clock, Moment};
use crate::store::Store;
use crate::store::class::{Loading, Seat};

pub use crate::class::{Client, Trouble, random, relay};
pub use crate::store::HeldElsewhere;
pub use crate::store::board::BoardFile;
pub use crate::store::shelf::Shelf;

/// A burst of changes is one report.
const GATHER: Duration = Duration::from_millis(400);
/// The shortest and the longest wait for a board that is away.
const SOONEST: Duration = Duration::from_secs(2);
const LATEST: Duration = Duration::from_secs(30);
/// How long leaving may take.
const FAREWELL: Duration = Duration::from_secs(3);

/// What a learner does towards a class.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassAction {
    /// Come in; whoever was in another class leaves it.
    Join {
        invite: Box<Invite>,
        nickname: String,
    },
    /// The latest state, to be told when the board can be reached.
    Tell(Box<Told>),
    Leave,
}

/// The state that is told: verdicts and nothing else of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The open course, and the step that the learner is at.
    pub course: Option<String>,
    pub step: Option<String>,
    pub steps: BTreeMap<String, Status>,
    pub checks: BTreeMap<String, Status>,
    /// The number of times that the hand was raised, while it is up.
    pub hand: u32,
}

/// What a learner hears.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassEvent {
    Joined(Joined),
    /// The board's answer to a report, and the hand as that report had it.
    News {
        news: News,
        hand: u32,
    },
    /// The board cannot be reached; it is tried again until the learner leaves.
    Away,
    /// It can be reached again.
    Back,
    /// This is over: what was wrong.
    Ended(Trouble),
}

/// The class that the learner was in last: what the form begins with.
#[must_use]
pub fn last_seat() -> Option<(String, String)> {
    Store::open().seat().map(|seat| (seat.invite, seat.nickname))
}

/// Comes in again as the learner that this person is in a class already, outside of the trainer: to hand in. What the
/// board says carries the class's nonce. `None`: this person is in no class.
///
/// # Errors
/// (Inside.) The board is away, or refuses.
pub async fn again() -> Option<Result<(Client, Joined), Trouble>> {
    let seat = Store::open().seat()?;
    let mut client = Client::new(Invite::parse(&seat.invite).ok()?, seat.token);
    let joined = client.join(&seat.nickname).await;
    Some(joined.map(|joined| (client, joined)))
}

/// Comes in by an invitation, as the learner that this person is in that class or as a new one.
///
/// # Errors
/// The board is away, or refuses.
pub async fn enter(invite: Invite, nickname: &str) -> Result<(Client, Joined), Trouble> {
    let token = take_seat(&invite, nickname).ok_or(Trouble::Away)?;
    let mut client = Client::new(invite, token);
    let joined = client.join(nickname).await?;
    Ok((client, joined))
}

/// The token of this person in a class, the same one as before where there was one; it is remembered. `None`: the system
/// gives no randomness.
fn take_seat(invite: &Invite, nickname: &str) -> Option<String> {
    let store = Store::open();
    let known = store.seat().filter(|seat| seat.invite == invite.to_string()).map(|seat| seat.token);
    let token = known.or_else(|| random(SECRET_LENGTH))?;
    // Without a file the learner is a new one after a restart, and nothing else.
    let _ = store.keep_seat(&Seat::new(invite.to_string(), nickname.to_owned(), token.clone()));
    Some(token)
}

/// What would be sent, to be seen before it is.
#[must_use]
pub fn preview(told: &Told) -> String {
    serde_json::to_string_pretty(&Attendance::new(Clock::system()).report(told, false)).unwrap_or_default()
}

/// Marks a load test of this person as running, for the class to see.
#[must_use]
pub fn begin_load() -> Loading {
    Store::open().begin_load()
}

/// A place that is taken.
pub(super) struct Place {
    told: watch::Sender<Told>,
    leave: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Place {
    /// Takes a place: the same one as before where the learner was in this class already.
    pub(super) fn take(
        invite: Invite,
        nickname: String,
        clock: Clock,
        events: mpsc::UnboundedSender<Event>,
    ) -> Option<Self> {
        let token = take_seat(&invite, &nickname)?;
        let (told, hears) = watch::channel(Told::default());
        let (leave, leaves) = watch::channel(false);
        let attendance = Attendance::new(clock);
        let task = tokio::spawn(attend(Client::new(invite, token), nickname, attendance, hears, leaves, events));
        Some(Self { told, leave, task })
    }

    pub(super) fn tell(&self, told: Told) {
        self.told.send_replace(told);
    }

    /// Leaves, and says so to the board if it can be reached.
    pub(super) fn leave(self) {
        Store::open().leave_seat();
        self.leave.send_replace(true);
        let mut task = self.task;
        tokio::spawn(async move {
            if tokio::time::timeout(FAREWELL, &mut task).await.is_err() {
                task.abort();
            }
        });
    }

    /// Ends without leaving: after a restart the learner is still in the class.
    pub(super) fn stop(self) {
        self.task.abort();
    }
}

/// What is remembered between two reports.
struct Attendance {
    clock: Clock,
    number: u64,
    heard: u64,
    /// The step that was told last, and when the learner came to it.
    step: (Option<String>, Moment),
    /// When what was seen last changed.
    seen: (BTreeMap<String, Status>, Option<jiff::Timestamp>),
}

impl Attendance {
    fn new(clock: Clock) -> Self {
        // Reports of a restarted program are newer than those before: they count from the time.
        let number = u64::try_from(clock.now().as_millisecond()).unwrap_or_default();
        Self { step: (None, clock.moment()), seen: (BTreeMap::new(), None), number, heard: 0, clock }
    }

    fn report(&mut self, told: &Told, load: bool) -> Report {
        if self.step.0 != told.step {
            self.step = (told.step.clone(), self.clock.moment());
        }
        if self.seen.0 != told.checks {
            self.seen = (told.checks.clone(), Some(self.clock.now()));
        }
        self.number += 1;
        Report {
            schema: SCHEMA,
            number: self.number,
            course: told.course.clone(),
            step: told.step.clone(),
            at_step_s: self.clock.moment().saturating_duration_since(self.step.1).as_secs(),
            observed_at: self.seen.1,
            steps: told.steps.clone(),
            checks: told.checks.clone(),
            hand: told.hand,
            load,
            heard: self.heard,
        }
    }
}

/// A wait that grows while the board is away, not the same for everybody: a class does not come back all at once.
struct Patience(Duration);

impl Patience {
    async fn wait(&mut self, leave: &mut watch::Receiver<bool>) {
        let share = random(2).map_or(0, |code| code.bytes().map(u64::from).sum::<u64>() % 50);
        let wait = self.0.mul_f64(0.75 + 0.01 * f64::from(u32::try_from(share).unwrap_or(0)));
        self.0 = (self.0 * 2).min(LATEST);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = leave.changed() => {}
        }
    }
}

async fn attend(
    mut client: Client,
    nickname: String,
    mut attendance: Attendance,
    mut told: watch::Receiver<Told>,
    mut leave: watch::Receiver<bool>,
    events: mpsc::UnboundedSender<Event>,
) {
    let say = |event: ClassEvent| drop(events.send(Event::Class(Box::new(event))));
    let mut patience = Patience(SOONEST);
    let (mut away, mut beat) = (false, None);
    while !*leave.borrow() {
        let outcome = if beat.is_none() {
            client.join(&nickname).await.map(|joined| {
                beat = Some(Duration::from_millis(joined.beat_ms.clamp(500, 60_000)));
                say(ClassEvent::Joined(joined));
            })
        } else {
            let latest = told.borrow_and_update().clone();
            let report = attendance.report(&latest, Store::open().load_runs());
            client.tell(&report).await.map(|news| {
                attendance.heard = news.said.last().map_or(attendance.heard, |said| said.number);
                say(ClassEvent::News { news, hand: latest.hand });
            })
        };
        let wait = match outcome {
            Ok(()) => {
                if std::mem::take(&mut away) {
                    say(ClassEvent::Back);
                }
                patience = Patience(SOONEST);
                beat.unwrap_or(SOONEST)
            }
            Err(Trouble::Refused(Refusal::Late, number)) => {
                attendance.number = attendance.number.max(number.unwrap_or_default());
                continue;
            }
            // The board has lost this learner, perhaps with its file: in again.
            Err(Trouble::Refused(Refusal::Unknown, _)) if beat.take().is_some() => continue,
            Err(Trouble::Away | Trouble::Refused(Refusal::TooMany, _)) => {
                if !std::mem::replace(&mut away, true) {
                    say(ClassEvent::Away);
                }
                patience.wait(&mut leave).await;
                continue;
            }
            Err(trouble) => return say(ClassEvent::Ended(trouble)),
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = told.changed() => if changed.is_err() { return } else { tokio::time::sleep(GATHER).await },
            _ = leave.changed() => {}
        }
    }
    // A board that cannot be reached forgets nobody by this; the instructor can take the row off.
    let _ = client.leave().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_at_a_step_counts_from_coming_to_it() {
        let clock = Clock::by_hand("2026-11-22T01:00:00Z".parse().unwrap());
        let mut attendance = Attendance::new(clock.clone());
        let mut told = Told { step: Some("sg".to_owned()), ..Told::default() };
        let first = attendance.report(&told, false);
        clock.advance(Duration::from_secs(90));
        let second = attendance.report(&told, true);
        assert_eq!((first.at_step_s, second.at_step_s, second.load), (0, 90, true));
        assert!(second.number > first.number && second.observed_at.is_none());
        told.step = Some("asg".to_owned());
        told.checks.insert("sg.open".to_owned(), Status::Fail);
        let third = attendance.report(&told, false);
        assert_eq!((third.at_step_s, third.observed_at), (0, Some(clock.now())));
        clock.advance(Duration::from_secs(5));
        assert_eq!(attendance.report(&told, false).observed_at, third.observed_at, "nothing new was seen");
    }

    #[test]
    fn what_is_sent_is_verdicts_and_nothing_else() {
        let told = Told {
            course: Some("ec-site".to_owned()),
            step: Some("web-sg".to_owned()),
            steps: [("web-sg".to_owned(), Status::Fail)].into(),
            checks: [("web-sg.only-from-alb".to_owned(), Status::Fail)].into(),
            hand: 1,
        };
        let value: serde_json::Value = serde_json::from_str(&preview(&told)).unwrap();
        let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let all = [
            "at_step_s",
            "checks",
            "course",
            "hand",
            "heard",
            "load",
            "number",
            "observed_at",
            "schema",
            "step",
            "steps",
        ];
        assert_eq!(keys, all);
        assert_eq!(value["checks"], serde_json::json!({"web-sg.only-from-alb": "fail"}));
    }
}
