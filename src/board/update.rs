//! What happens in a class, and what it changes.

use jiff::{SignedDuration, Timestamp};

use super::handed::Handed;
use super::state::{Board, Learner, Left, Limits, MOST_LEFT, MOST_REMOVED, MOST_SAID};
use super::wire::{News, Pointed, Refusal, Report, SCHEMA, Said};
use super::words;
use crate::check::Status;

/// Somebody does something. Learners are named by their numbers, tokens by their digests.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Join { token: String, nickname: String },
    Tell { learner: u32, report: Box<Report> },
    Leave { learner: u32 },
    Say { to: Option<u32>, text: String },
    Point { step: Option<String> },
    TakeHandDown { learner: u32 },
    Remove { learner: u32 },
    Close { closed: bool },
    HandIn { learner: u32, handed: Box<Handed> },
}

/// What has changed, for whoever shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Learner(u32),
    Gone(u32),
    /// Messages, the step pointed to, whether somebody is let in.
    Class,
}

/// Why nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct No {
    pub refusal: Refusal,
    /// With [`Refusal::Late`]: the last report that was taken.
    pub number: Option<u64>,
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, number: None }
    }
}

impl Board {
    /// Takes one event.
    ///
    /// # Errors
    /// It is refused, and nothing has changed.
    pub fn update(&mut self, event: Event, limits: Limits, now: Timestamp) -> Result<Change, No> {
        match event {
            Event::Join { token, nickname } => self.join(token, &nickname, limits, now),
            Event::Tell { learner, report } => self.tell(learner, *report, now),
            Event::Leave { learner } => {
                let gone = self.learners.remove(&learner).ok_or(Refusal::Unknown)?;
                if let Some(handed) = gone.handed {
                    self.left.push_back(Left { name: gone.name, handed });
                    if self.left.len() > MOST_LEFT {
                        self.left.pop_front();
                    }
                }
                Ok(Change::Gone(learner))
            }
            Event::Say { to, text } => self.say(to, &text, now),
            Event::Point { step } => {
                if step.as_ref().is_some_and(|step| self.course.step(step).is_none()) {
                    return Err(Refusal::Unusable.into());
                }
                self.pointed = step.map(|step| Pointed { step, at: now });
                Ok(Change::Class)
            }
            Event::TakeHandDown { learner } => {
                let learner_state = self.learners.get_mut(&learner).ok_or(Refusal::Unknown)?;
                learner_state.answered = learner_state.raised;
                learner_state.hand = None;
                Ok(Change::Learner(learner))
            }
            Event::Remove { learner } => {
                let gone = self.learners.remove(&learner).ok_or(Refusal::Unknown)?;
                self.removed.push_back(gone.token);
                if self.removed.len() > MOST_REMOVED {
                    self.removed.pop_front();
                }
                Ok(Change::Gone(learner))
            }
            Event::Close { closed } => {
                self.closed = closed;
                Ok(Change::Class)
            }
            Event::HandIn { learner, handed } => {
                let learner_state = self.learners.get_mut(&learner).ok_or(Refusal::Unknown)?;
                learner_state.handed = Some(handed.after(learner_state.handed.as_ref()));
                Ok(Change::Learner(learner))
            }
        }
    }

    fn join(&mut self, token: String, nickname: &str, limits: Limits, now: Timestamp) -> Result<Change, No> {
        if self.was_removed(&token) {
            return Err(Refusal::Removed.into());
        }
        let known = self.by_token(&token);
        if known.is_none() && self.closed {
            return Err(Refusal::Closed.into());
        }
        if known.is_none() && self.learners.len() >= limits.learners {
            return Err(Refusal::Full.into());
        }
        let wanted = words::nickname(nickname).ok_or(Refusal::Unusable)?;
        let name = self.free_name(&wanted, known);
        if let Some(number) = known {
            if let Some(learner) = self.learners.get_mut(&number) {
                learner.name = name;
                learner.seen_at = now;
                // A program that was started again counts its hands anew.
                (learner.raised, learner.answered) = (0, 0);
            }
            return Ok(Change::Learner(number));
        }
        let number = self.next;
        self.next += 1;
        self.learners.insert(number, Learner::new(name, token, now));
        Ok(Change::Learner(number))
    }

    /// The name itself, or with a number behind it where somebody else has it.
    fn free_name(&self, wanted: &str, own: Option<u32>) -> String {
        let taken = |name: &str| {
            let folded = name.to_lowercase();
            self.learners.iter().any(|(number, other)| Some(*number) != own && other.name.to_lowercase() == folded)
        };
        let numbered = (2..).map(|n: u32| format!("{wanted} ({n})"));
        std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    fn tell(&mut self, number: u32, report: Report, now: Timestamp) -> Result<Change, No> {
        let course = &self.course;
        let learner = self.learners.get_mut(&number).ok_or(Refusal::Unknown)?;
        if report.schema != SCHEMA {
            return Err(Refusal::OtherVersion.into());
        }
        if report.number <= learner.report {
            return Err(No { refusal: Refusal::Late, number: Some(learner.report) });
        }
        learner.report = report.number;
        learner.seen_at = now;
        learner.load = report.load;
        learner.raise(report.hand, now);
        if report.course.as_ref() != Some(&course.id) {
            // Another course is open, or none: what was seen of this one stands.
            learner.step = None;
            learner.since = None;
            return Ok(Change::Learner(number));
        }
        let at_step = i64::try_from(report.at_step_s).unwrap_or(i64::MAX);
        let since = now.checked_sub(SignedDuration::from_secs(at_step)).unwrap_or(self.began_at).max(self.began_at);
        let step = report.step.filter(|step| course.step(step).is_some());
        // Whole seconds, and the time on the way: the same moment is told a little differently each time.
        let same = learner.step == step && learner.since.is_some_and(|at| at.duration_since(since).abs() < JITTER);
        if !same {
            learner.since = step.as_ref().map(|_| since);
        }
        learner.step = step;
        learner.observed_at = report.observed_at.map(|at| at.min(now));
        // Ids that the course does not have come from another edition of it: nobody could say what they mean.
        learner.steps = report.steps.into_iter().filter(|(step, _)| course.step(step).is_some()).collect();
        learner.checks = report.checks.into_iter().filter(|(check, _)| course.has_check(check)).collect();
        for (step, status) in &learner.steps {
            if *status == Status::Pass {
                learner.passed_at.entry(step.clone()).or_insert(now);
            }
        }
        Ok(Change::Learner(number))
    }

    fn say(&mut self, to: Option<u32>, text: &str, now: Timestamp) -> Result<Change, No> {
        if to.is_some_and(|to| !self.learners.contains_key(&to)) {
            return Err(Refusal::Unknown.into());
        }
        let text = words::message(text).ok_or(Refusal::Unusable)?;
        self.said_so_far += 1;
        self.said.push_back(Said { number: self.said_so_far, at: now, to, text });
        if self.said.len() > MOST_SAID {
            self.said.pop_front();
        }
        Ok(Change::Class)
    }

    /// What a learner has not heard yet.
    #[must_use]
    pub fn news(&self, learner: u32, heard: u64) -> News {
        let hears = |said: &&Said| said.number > heard && said.to.is_none_or(|to| to == learner);
        // Whoever comes in late hears what was said to all, but not the whole day.
        let mut said: Vec<Said> = self.said.iter().rev().filter(hears).take(MOST_NEWS).cloned().collect();
        said.reverse();
        let hand = self.learners.get(&learner).is_some_and(|learner| learner.hand.is_some());
        News { said, pointed: self.pointed.clone(), hand }
    }
}

/// Two tellings of one moment are no farther apart.
const JITTER: SignedDuration = SignedDuration::from_secs(3);
/// The most messages in one answer.
const MOST_NEWS: usize = 20;

impl Learner {
    fn new(name: String, token: String, now: Timestamp) -> Self {
        Self {
            name,
            token,
            joined_at: now,
            seen_at: now,
            report: 0,
            step: None,
            since: None,
            observed_at: None,
            steps: std::collections::BTreeMap::new(),
            checks: std::collections::BTreeMap::new(),
            passed_at: std::collections::BTreeMap::new(),
            hand: None,
            raised: 0,
            answered: 0,
            load: false,
            handed: None,
        }
    }

    /// The hand as the learner has it: up for the `raised`th time, or down.
    fn raise(&mut self, raised: u32, now: Timestamp) {
        let up = raised > 0 && raised != self.answered;
        if raised > 0 {
            self.raised = raised;
        }
        self.hand = up.then(|| self.hand.unwrap_or(now));
    }
}
