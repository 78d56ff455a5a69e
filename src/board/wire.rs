//! What learner and board say to each other, as JSON. What a learner sends is all here, and it is verdicts only: ids of
//! steps and checks, their statuses, times, and what the learner does towards the class.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::Status;
use crate::handin::identity::SignedIdentity;

/// Version of everything in this file.
pub const SCHEMA: u32 = 1;

/// A learner comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    pub schema: u32,
    /// The joining part of the code.
    pub code: String,
    pub nickname: String,
    /// What the learner is known by from now on: made by the learner's own program, 160 random bits in base 32. With
    /// the same one somebody comes in again, not twice.
    pub token: String,
}

/// Come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub schema: u32,
    /// As it is shown to the class.
    pub nickname: String,
    /// Id of the course that the class takes.
    pub course: String,
    /// What a learner's resources and hand-in carry to show that they belong to this class.
    pub nonce: String,
    /// Milliseconds between two reports when nothing has changed.
    pub beat_ms: u64,
}

/// The latest state of a learner. Only the latest one matters: what a learner could not send for a while is made up
/// for by the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub schema: u32,
    /// Grows with every report; one that does not is late or a copy.
    pub number: u64,
    /// Id of the course, and of the step that the learner is at; neither while another course is open, or none.
    pub course: Option<String>,
    pub step: Option<String>,
    /// Seconds that the learner has been at this step.
    pub at_step_s: u64,
    /// When the account was last looked at.
    pub observed_at: Option<Timestamp>,
    /// By step id.
    pub steps: BTreeMap<String, Status>,
    /// By full check id.
    pub checks: BTreeMap<String, Status>,
    /// The number of times that the hand was raised, while it is up; 0 while it is down.
    pub hand: u32,
    /// A load test is running.
    pub load: bool,
    /// The number of the last message that was heard.
    pub heard: u64,
}

/// The board's answer to a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What was said since, the oldest first.
    pub said: Vec<Said>,
    pub pointed: Option<Pointed>,
    /// Whether the hand is up for the class: the instructor takes it down once the question is answered.
    pub hand: bool,
}

/// A message of the instructor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Counts from 1.
    pub number: u64,
    pub at: Timestamp,
    /// To this learner alone; `None`: to everybody.
    pub to: Option<u32>,
    pub text: String,
}

/// The step that everybody is asked to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointed {
    pub step: String,
    pub at: Timestamp,
}

/// A learner hands in. The answer is [`Handed`](super::Handed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    pub schema: u32,
    /// The report's file, byte for byte.
    pub report: String,
    /// Signed for this class and this report; `None` where nothing could be signed.
    pub identity: Option<SignedIdentity>,
}

/// Why the board does not do what was asked. The word on the wire is the variant's name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The joining code is wrong.
    WrongCode,
    /// Too many wrong codes from there, or too much at once: later again.
    TooMany,
    /// Nobody is known by this token (any more).
    Unknown,
    /// The instructor has taken the learner off the board.
    Removed,
    /// The class has as many learners as it can have.
    Full,
    /// Nobody new is let in now.
    Closed,
    /// A nickname, message, step, … that cannot be used.
    Unusable,
    /// A report that is older than what is known.
    Late,
    /// Written by another version of the program.
    OtherVersion,
    /// Larger than anything that the board needs.
    TooLarge,
    /// It took too long to arrive.
    TooSlow,
    /// What was handed in is no whole report of the class's course.
    NoReport,
    /// The board could not keep what was handed in.
    NotKept,
    /// From another site's page.
    Foreign,
    /// There is no such thing here.
    Nothing,
}

/// A refusal as it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub refused: Refusal,
    /// With [`Refusal::Late`]: the number of the last report that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
}
