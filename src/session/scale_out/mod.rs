//! A load that is meant to scale a group: looks, predicts, loads and watches until the group has grown.
//!
//! - [`brief`]: what is there and what the load will do; nothing is sent to the load balancer yet.
//! - [`run`]: the load and the watching, told as [`Progress`]; ends by itself.
//! - [`own`]: the load balancers that a course's values name.
//!
//! The command line and the trainer are two listeners of the same thing.

mod brief;
pub mod own;
mod run;
mod watch;

use std::time::Duration;

use crate::check::scaled::Scaled;
use crate::check::{Finding, Verdict};
use crate::clock::Moment;
use crate::collect::Connection;
use crate::course::{Course, Values};
use crate::facts::{Facts, Gap};
use crate::load::document::Results;
use crate::load::scaling::{Prediction, Story};
use crate::load::{Options, Request, Statistics};

use super::Session;
use super::load::LoadProblem;
pub use brief::brief;
pub use run::{Halt, halt, run};

/// The header by which servers of the practice account (and whoever does as they do) say which one answered.
pub const MARKER: &str = "x-instance-id";

/// One account, looked at for one course.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub session: &'a Session,
    pub connection: &'a Connection,
    pub course: &'a Course,
    pub values: &'a Values,
}

/// What somebody wants sent; an empty URL stands for the course's own load balancer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    pub request: Request,
    pub options: Options,
}

/// Why no load can be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Unready {
    /// Nothing in this course scales on requests.
    NoSubject,
    /// Something is missing, or could not be seen: what the check of it says.
    Unseen(Box<Verdict>),
    /// What is wished for cannot be sent there.
    Load(LoadProblem),
    /// It had to be given up.
    BrokenOff,
}

/// What is known before anything is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Briefing {
    /// What is loaded, and how.
    pub wish: Wish,
    pub prediction: Prediction,
    pub scaled: Box<Scaled>,
    /// Why no load will scale the group as things stand.
    pub obstacle: Option<Finding>,
    /// The load ends by itself after this.
    pub limit: Duration,
    /// Everything that was seen, and when by the monotonic clock.
    facts: Box<Facts>,
    seen: Moment,
}

#[cfg(test)]
impl Briefing {
    /// A briefing of an account that nobody looked at.
    pub(crate) fn imagined(scaled: Scaled, prediction: Prediction) -> Self {
        let mut wish = Wish::default();
        wish.request.url = "http://shop-alb-1.us-east-1.elb.localhost/".to_owned();
        let facts = Box::new(Facts::empty("us-east-1", scaled.now));
        let seen = crate::clock::Clock::system().moment();
        let obstacle = crate::load::scaling::story::obstacle(&scaled);
        let limit = Duration::from_secs(150);
        Self { wish, prediction, scaled: Box::new(scaled), obstacle, limit, facts, seen }
    }
}

/// What is told while the load goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// What was measured since the last time, and how long the load has gone on.
    Sent { elapsed: Duration, statistics: Box<Statistics> },
    /// A look at the account.
    Seen(Box<Seen>),
}

/// A look at the account while the load goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub elapsed: Duration,
    pub scaled: Scaled,
    pub story: Story,
    /// What the next link waits for.
    pub why: Finding,
    /// What this look did not see; what was seen before still stands in `scaled`.
    pub gap: Option<Gap>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The group has grown and its new target is healthy.
    Grown,
    /// Something keeps the group from growing, whatever the load.
    Obstacle,
    /// The target kept failing.
    Hopeless,
    /// The time was up.
    TimeUp,
    /// Somebody stopped it.
    Stopped,
}

impl Outcome {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grown => "grown",
            Self::Obstacle => "obstacle",
            Self::Hopeless => "hopeless",
            Self::TimeUp => "time-up",
            Self::Stopped => "stopped",
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    pub outcome: Outcome,
    pub story: Story,
    /// What was being waited for.
    pub why: Finding,
    pub results: Results,
}
