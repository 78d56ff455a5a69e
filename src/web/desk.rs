//! The board behind its lock, and who may do what with it.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use ring::digest::{SHA256, digest};
use subtle::ConstantTimeEq;
use tokio::sync::Notify;
use tokio::sync::broadcast;

use super::guard::{self, Guesses};
use super::hand_in;
use super::kept::Kept;
use super::live;
use super::page::Words;
use crate::board::bucket::{Bucket, Rate};
use crate::board::code::{self, Invite, JOIN_LENGTH, SECRET_LENGTH};
use crate::board::export::Headings;
use crate::board::row::{Row, Tally};
use crate::board::update::{Change, Event, No};
use crate::board::wire::Refusal;
use crate::board::{Board, Limits};
use crate::clock::{Clock, Moment};
use crate::session::classroom::Shelf;
use crate::session::classroom::relay::Relay;

/// Changes that a page may be behind before it is told everything anew.
const BEHIND: usize = 32;

/// How a board is opened.
pub struct Opening {
    pub kept: Kept,
    pub limits: Limits,
    pub clock: Clock,
    pub words: Words,
    /// Headings of the exported table, and the zone of its times.
    pub headings: Headings,
    pub zone: jiff::tz::TimeZone,
    /// What the page shows for others to join by.
    pub invite: Invite,
    /// What questions to STS are sent on through.
    pub relay: Relay,
    /// Where reports are kept; `None`: nobody can hand in.
    pub shelf: Option<Shelf>,
}

/// One class, open.
pub struct Desk {
    inside: Mutex<Inside>,
    pub(super) limits: Limits,
    pub(super) clock: Clock,
    began: Moment,
    join: [u8; 32],
    secret: [u8; 32],
    pub(super) words: Words,
    pub(super) headings: Headings,
    pub(super) zone: jiff::tz::TimeZone,
    pub(super) invite: Invite,
    pub(super) relay: Relay,
    pub(super) shelf: Option<Shelf>,
    pub(super) hand_ins: tokio::sync::Semaphore,
    /// Tells the herald that there is something to tell.
    pub(super) changed: Notify,
    pub(super) news: broadcast::Sender<Bytes>,
    /// Tells the keeper; `true` where the change should be kept at once.
    pub(super) to_keep: tokio::sync::watch::Sender<u64>,
    pub(super) viewers: Arc<tokio::sync::Semaphore>,
}

/// What the lock is for.
pub(super) struct Inside {
    pub(super) board: Board,
    /// By the token's digest.
    tokens: HashMap<String, u32>,
    buckets: HashMap<u32, (Bucket, Bucket)>,
    pub(super) guesses: Guesses,
    pub(super) changes: Changes,
    pub(super) tally: Tally,
    /// Rows as the pages were told last.
    pub(super) shown: HashMap<u32, Row>,
    /// Signatures that were sent on lately, with the learner who handed them in and when.
    pub(super) used: HashMap<String, (u32, jiff::Timestamp)>,
}

/// What the page has not been told yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) learners: BTreeSet<u32>,
    pub(super) gone: BTreeSet<u32>,
    pub(super) class: bool,
}

impl Desk {
    /// Opens a board; the task that tells its pages of changes runs until the desk is dropped.
    #[must_use]
    pub fn open(opening: Opening) -> Arc<Self> {
        let Opening { kept, limits, clock, words, headings, zone, invite, relay, shelf } = opening;
        let tokens = kept.board.tokens().map(|(token, number)| (token.to_owned(), number)).collect();
        let tally = Tally::of(&kept.board);
        let inside = Inside {
            board: kept.board,
            tokens,
            buckets: HashMap::new(),
            guesses: Guesses::default(),
            changes: Changes::default(),
            tally,
            shown: HashMap::new(),
            used: HashMap::new(),
        };
        let desk = Arc::new(Self {
            inside: Mutex::new(inside),
            limits,
            began: clock.moment(),
            clock,
            join: sha256(&kept.join),
            secret: sha256(&kept.secret),
            words,
            headings,
            zone,
            invite,
            relay,
            shelf,
            hand_ins: tokio::sync::Semaphore::new(hand_in::AT_ONCE),
            changed: Notify::new(),
            news: broadcast::Sender::new(BEHIND),
            to_keep: tokio::sync::watch::Sender::new(0),
            viewers: Arc::new(tokio::sync::Semaphore::new(live::MOST_VIEWERS)),
        });
        tokio::spawn(live::herald(Arc::downgrade(&desk)));
        desk
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since the board was opened.
    pub(super) fn at(&self) -> Duration {
        self.clock.moment().saturating_duration_since(self.began)
    }

    /// The class as it stands.
    #[must_use]
    pub fn board(&self) -> Board {
        self.lock().board.clone()
    }

    /// Whether this is the joining code. Wrong ones are counted against where they come from.
    ///
    /// # Errors
    /// It is wrong, or there were too many wrong ones.
    pub(super) fn admits(&self, given: &str, from: IpAddr) -> Result<(), Refusal> {
        // A code with the certificate's fingerprint behind it is as good.
        let given = code::canonical(given).and_then(|code| code.get(..JOIN_LENGTH).map(str::to_owned));
        self.compare(given.as_deref().unwrap_or_default(), &self.join, from)
    }

    /// Whether this is the instructor's secret.
    ///
    /// # Errors
    /// As [`Self::admits`].
    pub(super) fn instructs(&self, given: &str, from: IpAddr) -> Result<(), Refusal> {
        let given = code::canonical(given).filter(|code| code.len() == SECRET_LENGTH);
        self.compare(given.as_deref().unwrap_or_default(), &self.secret, from)
    }

    /// Digests are compared in constant time: how long it takes says nothing about how much was right.
    fn compare(&self, given: &str, known: &[u8; 32], from: IpAddr) -> Result<(), Refusal> {
        let at = self.at();
        let mut inside = self.lock();
        if !inside.guesses.may_try(from, at) {
            return Err(Refusal::TooMany);
        }
        if bool::from(sha256(given).ct_eq(known)) {
            return Ok(());
        }
        inside.guesses.was_wrong(from, at);
        inside.changes.class = true;
        drop(inside);
        self.changed.notify_one();
        Err(Refusal::WrongCode)
    }

    /// The learner of a token, if there may be one more request.
    ///
    /// # Errors
    /// Nobody is known by it, or it asks too often.
    pub(super) fn learner(&self, token: &str, rate: Rate) -> Result<u32, Refusal> {
        let token = token_digest(token).ok_or(Refusal::Unknown)?;
        let at = self.at();
        let mut inside = self.lock();
        let Some(number) = inside.tokens.get(&token).copied() else {
            return Err(if inside.board.was_removed(&token) { Refusal::Removed } else { Refusal::Unknown });
        };
        let full = || (Bucket::full(guard::REPORTS, at), Bucket::full(guard::HAND_INS, at));
        let (reports, hand_ins) = inside.buckets.entry(number).or_insert_with(full);
        let bucket = if rate == guard::HAND_INS { hand_ins } else { reports };
        if bucket.take(rate, at) { Ok(number) } else { Err(Refusal::TooMany) }
    }

    /// Something happens in the class.
    ///
    /// # Errors
    /// It is refused.
    pub fn happen(&self, event: Event) -> Result<Change, No> {
        let now = self.clock.now();
        let urgent = !matches!(event, Event::Tell { .. });
        let mut inside = self.lock();
        let change = inside.board.update(event, self.limits, now)?;
        match change {
            Change::Learner(number) => {
                if let Some(learner) = inside.board.learners.get(&number) {
                    let token = learner.token().to_owned();
                    inside.tokens.insert(token, number);
                }
                let Inside { board, tally, .. } = &mut *inside;
                tally.count(number, board.learners.get(&number));
                inside.changes.learners.insert(number);
            }
            Change::Gone(number) => {
                inside.tally.count(number, None);
                inside.tokens.retain(|_, of| *of != number);
                inside.buckets.remove(&number);
                inside.changes.learners.remove(&number);
                inside.changes.gone.insert(number);
            }
            Change::Class => inside.changes.class = true,
        }
        drop(inside);
        self.changed.notify_one();
        self.to_keep.send_modify(|kept| *kept = kept.wrapping_add(if urgent { 1 << 32 } else { 1 }));
        Ok(change)
    }
}

/// What a token is known by.
pub(super) fn token_digest(token: &str) -> Option<String> {
    let token = code::canonical(token).filter(|token| token.len() == SECRET_LENGTH)?;
    Some(code::encode(&sha256(&token)))
}

fn sha256(text: &str) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    out
}
