//! Everything that the trainer knows, as plain data. Only [`update`](super::update) changes it; views read.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::class::{Class, Stage};
use super::drawn::Drawn;
use super::keys::Context;
use super::left::Bills;
use super::practice::{Doing, Practice, Question};
use super::room::{Pane, Room};
use super::settings::Settings;
use super::way::Way;
use super::which::Which;
use crate::course::Library;
use crate::course::model::QuestionForm;
use crate::session::{AccountChoice, AccountInfo, Chosen, PracticeProblem, ProfileInfo, RequestId};
use crate::text::{Catalog, Lang, Wording};

/// The whole state.
#[derive(Clone, Debug)]
pub struct State {
    /// What time it is: an input, told by [`Event::Clock`](super::Event::Clock).
    pub now: Timestamp,
    pub zone: TimeZone,
    pub size: (u16, u16),
    pub lang: Lang,
    pub settings: Settings,
    pub library: Arc<Library>,
    pub screen: Screen,
    /// What lies over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    pub notice: Option<Notice>,
    /// How each course is taken, by its position in the library.
    pub chosen: Vec<Chosen>,
    pub account: Account,
    pub profiles: Vec<ProfileInfo>,
    /// How far each course is, by its position in the library: steps done, of how many.
    pub standings: Vec<Option<(usize, usize)>>,
    /// What the last frame put where: for clicks, and to know how far a pane can scroll.
    pub drawn: Drawn,
    /// When a key was last pressed: nobody there, no polling.
    pub touched_at: Timestamp,
    pub requests: Requests,
    pub bills: Bills,
    pub class: Class,
    /// This machine's name in what it counts.
    pub machine: String,
    /// When there was last a sign of life, for the time spent at a step.
    pub alive_at: Timestamp,
    /// Somebody typed `--join`.
    pub joining: bool,
}

/// Which screen is open.
#[derive(Clone, Debug)]
pub enum Screen {
    Courses { selected: usize },
    Accounts { course: usize, selected: usize },
    Course(Box<Room>),
}

/// What can lie over a screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    Help {
        scroll: u16,
    },
    /// Text without frames, to be copied by the terminal's own means.
    Plain {
        text: String,
    },
    /// Something done to the practice account is asked about first: which of the answers is under the cursor.
    Ask {
        question: Question,
        selected: usize,
    },
    /// The load screen.
    Load,
    /// What other programs need in their environment to use the practice account.
    Environment,
    /// The way of the course's request, and where it breaks.
    Way(Box<Way>),
    /// The architecture, drawn: the account's, or what the course leads to where both do not fit.
    Diagram {
        goal: bool,
        scroll: u16,
    },
    /// The practice account could not be opened (`opening`), or did not do what was asked.
    Trouble {
        problem: PracticeProblem,
        opening: bool,
    },
    /// How far the learner is, step by step.
    Progress {
        scroll: u16,
    },
    /// Several resources carry one name.
    Which(Box<Which>),
    /// The class: joining it, or what goes on in it.
    Class,
    /// A step was finished.
    Celebration {
        step: usize,
        since: Timestamp,
    },
}

/// A line that says what just happened or what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: NoticeText,
    pub weight: Weight,
    /// It goes away by itself at this time; `None`: with the next key.
    pub until: Option<Timestamp>,
}

/// A message with its arguments: worded when drawn, so that it follows the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    pub id: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// How a notice looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Calm,
    Problem,
}

/// The account in force.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub choice: AccountChoice,
    /// The profile that was picked from the list, if one was.
    pub picked: Option<String>,
    /// The courses are read without an account.
    pub none: bool,
    pub info: Option<AccountInfo>,
    /// A question about identity that is not answered yet.
    pub connecting: Option<RequestId>,
    /// When to ask again, while the identity could not be seen (a login renewed elsewhere is picked up).
    pub retry_at: Option<Timestamp>,
    /// The practice account, once it is open.
    pub practice: Option<Practice>,
    /// What is being done to the practice account.
    pub doing: Option<Doing>,
    /// Why the practice account could not be opened.
    pub trouble: Option<PracticeProblem>,
}

/// Questions to the session that are not about an open course.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    last: u64,
    pub profiles: Option<RequestId>,
    /// Progress of a course for its card: request and position in the library.
    pub standings: Vec<(RequestId, usize)>,
}

impl Requests {
    /// A request id that was never used.
    pub const fn next(&mut self) -> RequestId {
        self.last += 1;
        RequestId(self.last)
    }
}

impl State {
    /// Whether the account in force is a practice account.
    #[must_use]
    pub const fn practising(&self) -> bool {
        self.account.choice.practice.is_some() && !self.account.none
    }

    /// What time it is in the account in force: the practice account has a clock of its own.
    #[must_use]
    pub fn account_now(&self) -> Timestamp {
        self.account.practice.as_ref().map_or(self.now, |practice| practice.now(self.now))
    }

    /// The words of the language in force.
    #[must_use]
    pub fn words(&self) -> &'static Catalog {
        Catalog::get(self.lang)
    }

    /// How findings are worded now.
    #[must_use]
    pub fn wording(&self) -> Wording<'_> {
        Wording { lang: self.lang, zone: self.zone.clone(), course: self.room().map(Room::course) }
    }

    /// How the course at this position is taken.
    #[must_use]
    pub fn chosen(&self, course: usize) -> Chosen {
        self.chosen.get(course).cloned().unwrap_or_default()
    }

    #[must_use]
    pub const fn room(&self) -> Option<&Room> {
        match &self.screen {
            Screen::Course(room) => Some(room),
            Screen::Courses { .. } | Screen::Accounts { .. } => None,
        }
    }

    pub const fn room_mut(&mut self) -> Option<&mut Room> {
        match &mut self.screen {
            Screen::Course(room) => Some(room),
            Screen::Courses { .. } | Screen::Accounts { .. } => None,
        }
    }

    /// The contexts in which keys are looked up, the most special first.
    #[must_use]
    pub fn contexts(&self) -> Vec<Context> {
        // The flower blocks no key: it goes away with the next one.
        let over = self.overlays.iter().rfind(|overlay| !matches!(overlay, Overlay::Celebration { .. }));
        match over {
            Some(Overlay::Ask { .. }) => return vec![Context::Asking, Context::Overlay, Context::Everywhere],
            Some(Overlay::Load) => return vec![self.load_context(), Context::Everywhere],
            Some(Overlay::Class) => {
                return match self.class.stage {
                    Stage::Out => vec![Context::ClassForm],
                    Stage::Preview => vec![Context::ClassPreview, Context::Everywhere],
                    Stage::Coming | Stage::In { .. } => vec![Context::ClassRoom, Context::Everywhere],
                };
            }
            Some(Overlay::Environment) => return vec![Context::Environment, Context::Overlay, Context::Everywhere],
            Some(Overlay::Way(_)) => return vec![Context::Way, Context::Overlay, Context::Everywhere],
            Some(Overlay::Which(_)) => return vec![Context::Which, Context::Overlay, Context::Everywhere],
            Some(Overlay::Diagram { .. }) => return vec![Context::Diagram, Context::Overlay, Context::Everywhere],
            Some(Overlay::Plain { .. }) => return vec![Context::Plain, Context::Overlay, Context::Everywhere],
            Some(_) => return vec![Context::Overlay, Context::Everywhere],
            None => {}
        }
        match &self.screen {
            Screen::Courses { .. } => vec![Context::Lists, Context::Everywhere],
            Screen::Accounts { .. } => vec![Context::Accounts, Context::Lists, Context::Everywhere],
            Screen::Course(room) if room.writing() => vec![Context::Writing],
            Screen::Course(room) => {
                let quiz = room.on_quiz() && room.pane == Pane::Page;
                let stuck = room.is_stuck();
                let loadable = super::update::proves_step(self);
                let another = room.step + 1 < room.course().steps.len();
                let open = room.open_form().filter(|_| quiz);
                let all = [
                    (Context::Choosing, open.is_some_and(|form| form != QuestionForm::Why)),
                    (Context::Reasoning, open == Some(QuestionForm::Why)),
                    (Context::Quiz, quiz),
                    (Context::Finished, room.done(room.step) && another),
                    (Context::Several, super::update::raises_question(room)),
                    (Context::Stuck, stuck),
                    (Context::Loadable, loadable),
                    (Context::Course, true),
                    (Context::Practice, self.practising()),
                ];
                let all = all.into_iter().filter(|(_, there)| *there).map(|(context, _)| context);
                all.chain([Context::Everywhere]).collect()
            }
        }
    }

    fn load_context(&self) -> Context {
        let Some(room) = self.room() else { return Context::LoadOver };
        match &room.load {
            Some(load) if load.running() => Context::LoadRunning,
            Some(load) if load.can_begin() => Context::LoadReady,
            _ => Context::LoadOver,
        }
    }

    /// Says something for a few seconds.
    pub fn say(&mut self, id: &'static str, args: &[(&'static str, &str)]) {
        let until = self.now.checked_add(jiff::SignedDuration::from_secs(6)).ok();
        self.notice = Some(Notice { text: NoticeText::new(id, args), weight: Weight::Calm, until });
    }

    /// Says what is wrong, until the next key.
    pub fn warn(&mut self, id: &'static str, args: &[(&'static str, &str)]) {
        self.notice = Some(Notice { text: NoticeText::new(id, args), weight: Weight::Problem, until: None });
    }

    /// The time of day, `HH:MM:SS`, in the learner's zone.
    #[must_use]
    pub fn time_of_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string()
    }
}

impl NoticeText {
    #[must_use]
    pub fn new(id: &'static str, args: &[(&'static str, &str)]) -> Self {
        Self { id, args: args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }
}
