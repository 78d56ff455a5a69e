//! A hand-in to the class, as the trainer follows it.

use super::class::trouble;
use crate::board::Handed;
use crate::board::handed::Identity;
use crate::handin::identity::IdentityProblem;
use crate::session::RequestId;
use crate::session::delivery::Undelivered;

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Handing {
    #[default]
    Not,
    /// What will be sent is shown; the key once more sends it.
    Sure,
    UnderWay(RequestId),
    Done(Result<Box<Handed>, Undelivered>),
}

impl Handing {
    /// Message id of what is shown, and what goes into it: a name of an argument, with its text or the id of a message.
    #[must_use]
    pub fn words(&self) -> Option<(&'static str, Filling)> {
        Some(match self {
            Self::Not => return None,
            Self::Sure => ("class-handin-sure", Filling::Nothing),
            Self::UnderWay(_) => ("class-handin-under-way", Filling::Nothing),
            Self::Done(Ok(handed)) => came_of(handed),
            Self::Done(Err(why)) => undelivered(why),
        })
    }
}

/// What goes into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    Nothing,
    Text(&'static str, String),
    Message(&'static str, &'static str),
}

/// What the board has answered.
#[must_use]
pub fn came_of(handed: &Handed) -> (&'static str, Filling) {
    match &handed.identity {
        Identity::Proved(proved) => ("handin-done-proved", Filling::Text("arn", proved.arn.clone())),
        Identity::Unproved(problem) => ("handin-done-unproved", Filling::Message("why", unproved(*problem))),
    }
}

/// Why nothing was handed in.
#[must_use]
pub fn undelivered(why: &Undelivered) -> (&'static str, Filling) {
    match why {
        Undelivered::NoClass => ("handin-no-class", Filling::Nothing),
        Undelivered::OtherCourse(course) => ("handin-other-course", Filling::Text("course", course.clone())),
        Undelivered::NoAccount => ("handin-no-account", Filling::Nothing),
        Undelivered::Trouble(why) => ("handin-not-delivered", Filling::Message("why", trouble(*why))),
    }
}

/// Message id of why an identity is not proved.
const fn unproved(problem: IdentityProblem) -> &'static str {
    match problem {
        IdentityProblem::NotSigned => "handin-unproved-not-signed",
        IdentityProblem::Host | IdentityProblem::Call | IdentityProblem::Signature => "handin-unproved-form",
        IdentityProblem::Expired => "handin-unproved-expired",
        IdentityProblem::Used => "handin-unproved-used",
        IdentityProblem::Unreachable => "handin-unproved-unreachable",
        IdentityProblem::Refused => "handin-unproved-refused",
    }
}
