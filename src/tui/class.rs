//! The learner's place in a class, as the trainer knows it.

use std::collections::BTreeMap;

use super::field::Field;
use super::handing::Handing;
use super::state::State;
use crate::board::code::{Invite, InviteProblem};
use crate::board::wire::{Refusal, Said};
use crate::session::classroom::{Told, Trouble};

/// Messages that can be read again.
const MOST_SAID: usize = 50;

/// Everything about the class.
#[derive(Clone, Debug, Default)]
pub struct Class {
    pub stage: Stage,
    pub form: Form,
    /// The board cannot be reached just now.
    pub away: bool,
    /// How often the hand was raised, and whether it is up.
    pub raised: u32,
    pub hand: bool,
    /// What the instructor said, the oldest first; how many of it nobody has looked at.
    pub said: Vec<Said>,
    pub unread: usize,
    /// Id of the step that the instructor points to.
    pub pointed: Option<String>,
    /// What was told last.
    pub told: Option<Told>,
    /// What marks things as this class's.
    pub nonce: String,
    pub handing: Handing,
    /// Leaving was asked for once.
    pub leaving: bool,
}

/// How far somebody is with joining.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is sent.
    #[default]
    Out,
    /// What would be sent is shown.
    Preview,
    /// The board has been asked.
    Coming,
    /// In, under this name; the class takes this course.
    In { nickname: String, course: String },
}

/// What is typed to join.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub invite: Field,
    pub nickname: Field,
    /// The second field has the keys.
    pub second: bool,
    /// Message id of what is wrong.
    pub problem: Option<&'static str>,
}

impl Class {
    /// With the form filled in as far as something is known.
    #[must_use]
    pub fn begin(invite: Option<&str>, nickname: Option<&str>) -> Self {
        let field = |text: Option<&str>| text.map(Field::new).unwrap_or_default();
        let form = Form { invite: field(invite), nickname: field(nickname), second: invite.is_some(), problem: None };
        Self { form, ..Self::default() }
    }

    /// Whether something is sent now, or will be once the board can be reached.
    #[must_use]
    pub const fn taking_part(&self) -> bool {
        matches!(self.stage, Stage::Coming | Stage::In { .. })
    }

    /// Takes what was said.
    pub fn hear(&mut self, said: Vec<Said>) {
        self.unread += said.len();
        self.said.extend(said);
        let extra = self.said.len().saturating_sub(MOST_SAID);
        self.said.drain(..extra);
    }
}

impl Form {
    /// The invitation and the nickname.
    ///
    /// # Errors
    /// Message id of what is wrong.
    pub fn read(&self) -> Result<(Invite, String), &'static str> {
        let invite = Invite::parse(self.invite.text()).map_err(|problem| match problem {
            InviteProblem::NoAddress => "class-code-no-address",
            InviteProblem::Port => "class-code-port",
            InviteProblem::Characters => "class-code-characters",
            InviteProblem::Length => "class-code-length",
            InviteProblem::NoFingerprint => "class-code-no-fingerprint",
        })?;
        let nickname = crate::board::words::nickname(self.nickname.text()).ok_or("class-nickname-unusable")?;
        Ok((invite, nickname))
    }
}

/// Message id of why a class is over, or could not be joined.
#[must_use]
pub const fn trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Away => "class-trouble-away",
        Trouble::Impostor => "class-trouble-impostor",
        Trouble::NoBoard => "class-trouble-no-board",
        Trouble::Refused(refusal, _) => match refusal {
            Refusal::WrongCode => "class-trouble-wrong-code",
            Refusal::Removed => "class-trouble-removed",
            Refusal::Full => "class-trouble-full",
            Refusal::Closed => "class-trouble-closed",
            Refusal::OtherVersion => "class-trouble-version",
            Refusal::TooMany => "class-trouble-too-many",
            Refusal::NoReport => "class-trouble-no-report",
            Refusal::NotKept => "class-trouble-not-kept",
            Refusal::TooLarge | Refusal::TooSlow => "class-trouble-too-large",
            _ => "class-trouble-refused",
        },
    }
}

/// What the class is told now: verdicts of its own course, if that is the one that is open. Before it is known which
/// course that is (`anyway`), what would be told if it were.
#[must_use]
pub fn told(state: &State, anyway: bool) -> Told {
    let class = &state.class;
    let hand = if class.hand { class.raised } else { 0 };
    let open = state.room().filter(|room| match &class.stage {
        Stage::In { course, .. } => *course == room.course().id,
        _ => anyway,
    });
    let Some(room) = open else { return Told { hand, ..Told::default() } };
    let steps = room.course().steps.iter().enumerate();
    let steps: BTreeMap<_, _> = steps.filter_map(|(at, step)| Some((step.id.clone(), room.status(at)?))).collect();
    let checks = room.verdicts.iter().map(|(id, seen)| (id.clone(), seen.verdict.status)).collect();
    Told { course: Some(room.course().id.clone()), step: Some(room.current().id.clone()), steps, checks, hand }
}
