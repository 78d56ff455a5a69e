//! An open course: where the learner is in it, what was seen of the account, what is being asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::left::Left;
use super::load::Load;
use super::quiz::Quiz;
use crate::check::Status;
use crate::check::verdict::{Verdict, sum_up};
use crate::course::model::{Command, QuestionForm};
use crate::course::page::anchor;
use crate::course::{Course, Library, LoadedCourse, Locale, Page, Step, Values};
use crate::facts::Facts;
use crate::leftover::CLEANUP;
use crate::progress::{Progress, ProgressKey};
use crate::session::RequestId;
use crate::text::Lang;

/// The step that every course has for its questions.
pub const QUIZ: &str = "quiz";

/// The three panes of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    Steps,
    Page,
    Checks,
}

impl Pane {
    pub const ALL: [Self; 3] = [Self::Steps, Self::Page, Self::Checks];
}

/// The tabs of a step's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Console,
    Cli,
    Why,
    Mistakes,
    More,
    /// The questions that the step asks, where it does.
    Quiz,
    /// What still exists, on the clean-up.
    Left,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Console, Self::Cli, Self::Why, Self::Mistakes, Self::More];

    /// The section of the page that the tab shows.
    #[must_use]
    pub const fn anchor(self) -> &'static str {
        match self {
            Self::Console => anchor::CONSOLE,
            Self::Cli => anchor::CLI,
            Self::Why => anchor::WHY,
            Self::Mistakes => anchor::MISTAKES,
            Self::More => anchor::MORE,
            // Not a section of the page.
            Self::Quiz | Self::Left => "",
        }
    }

    /// Message id of its label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Console => "tui-tab-console",
            Self::Cli => "tui-tab-cli",
            Self::Why => "tui-tab-why",
            Self::Mistakes => "tui-tab-mistakes",
            Self::More => "tui-tab-more",
            Self::Quiz => "tui-tab-quiz",
            Self::Left => "tui-tab-left",
        }
    }
}

/// A verdict and when it was observed.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub verdict: Verdict,
    pub at: Timestamp,
    /// Since when it has been this finding, as far as was looked.
    pub since: Timestamp,
}

impl Seen {
    /// When a waiting check should be over, by the account's clock.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        let by_wait = || self.verdict.wait.as_ref().and_then(|wait| wait.until(Some(self.since)));
        // A verdict's own estimate may count from its look; one that counts from the beginning does not move.
        if self.verdict.status == Status::Waiting { by_wait().or(self.verdict.until) } else { None }
    }
}

/// A question to the account that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub request: RequestId,
    pub checks: BTreeSet<String>,
    pub done: u32,
    pub total: u32,
    pub since: Timestamp,
}

/// When to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// The learner wants re-checks by themselves.
    pub on: bool,
    pub next: Option<Timestamp>,
    /// Seconds until the look after the next; grows while nothing changes.
    pub wait: u32,
}

/// How far each pane is scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    pub page: u16,
    pub checks: u16,
}

/// An open course.
#[derive(Clone, Debug)]
pub struct Room {
    pub library: Arc<Library>,
    /// Position of the course in the library.
    pub index: usize,
    pub values: Values,
    pub key: ProgressKey,
    /// Progress of this key has arrived.
    pub loaded: bool,
    pub loading: Option<RequestId>,
    pub progress: Progress,
    /// When what changed is to be saved.
    pub save_at: Option<Timestamp>,
    /// The learner has moved since the course was opened: saved progress no longer decides the step.
    pub moved: bool,
    pub step: usize,
    pub pane: Pane,
    pub tab: Tab,
    /// The checks pane shows evidence, and what was expected of checks that pass.
    pub details: bool,
    /// Which command is selected for copying.
    pub command: usize,
    pub scroll: Scroll,
    pub verdicts: BTreeMap<String, Seen>,
    /// What was last seen of the account.
    pub facts: Option<Arc<Facts>>,
    pub asking: Option<Asking>,
    pub pulse: Pulse,
    pub quiz: Quiz,
    /// The step whose commands were shown in part, and the part that comes next.
    pub shown: Option<(String, usize)>,
    /// The load that was last asked about.
    pub load: Option<Load>,
    pub left: Left,
    /// Values whose resource was asked about, several being there: asked once.
    pub asked_which: BTreeSet<String>,
    /// Where else this person has got on with this course, and how many steps: the account may be the wrong one.
    pub others: Vec<(ProgressKey, usize)>,
    /// Counts changes of what the checks pane shows, for caches.
    pub revision: u64,
}

impl Room {
    #[must_use]
    pub fn source(&self) -> &LoadedCourse {
        &self.library.courses[self.index]
    }

    #[must_use]
    pub fn course(&self) -> &Course {
        &self.source().course
    }

    #[must_use]
    pub fn current(&self) -> &Step {
        &self.course().steps[self.step]
    }

    /// A check of the open step about what comes through to the servers was looked at and does not pass.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        let step = self.current();
        step.checks.iter().any(|check| {
            let seen = self.verdicts.get(&format!("{}.{}", step.id, check.id)).map(|seen| seen.verdict.status);
            let open = matches!(seen, Some(Status::Fail | Status::Waiting | Status::Inconclusive));
            open && crate::explain::shows_the_way(&check.proves)
        })
    }

    /// The page of the current step as the author wrote it.
    #[must_use]
    pub fn page(&self, lang: Lang) -> Option<&Page> {
        let source = self.source();
        let step = &self.current().id;
        // A course may have one edition only: better the other language than an empty page.
        source.page(locale(lang), step).or_else(|| Locale::ALL.iter().find_map(|l| source.page(*l, step)))
    }

    /// The full ids of a step's checks, in order.
    #[must_use]
    pub fn check_ids(&self, step: usize) -> Vec<String> {
        let Some(step) = self.course().steps.get(step) else { return Vec::new() };
        step.checks.iter().map(|check| format!("{}.{}", step.id, check.id)).collect()
    }

    /// The status of a step; `None` while one of its checks has not been looked at.
    #[must_use]
    pub fn status(&self, step: usize) -> Option<Status> {
        let ids = self.check_ids(step);
        let verdicts: Vec<&Verdict> = ids.iter().filter_map(|id| self.verdicts.get(id)).map(|s| &s.verdict).collect();
        if verdicts.len() < ids.len() {
            return None;
        }
        Some(sum_up(verdicts))
    }

    /// Whether a step is done, by what was seen now, else by what is remembered.
    #[must_use]
    pub fn done(&self, step: usize) -> bool {
        match self.status(step) {
            Some(Status::Pass) => true,
            Some(_) => self.cleared_away(step),
            None => self.was_done(step),
        }
    }

    fn was_done(&self, step: usize) -> bool {
        self.course().steps.get(step).is_some_and(|step| self.progress.celebrated.contains(&step.id))
    }

    /// The step was done, and its resources went with the clean-up that ends the course.
    #[must_use]
    pub fn cleared_away(&self, step: usize) -> bool {
        let cleanup = self.course().steps.iter().position(|step| step.id == CLEANUP).filter(|at| *at != step);
        self.was_done(step)
            && cleanup.is_some_and(|at| self.progress.is_cleared_away(&self.check_ids(at), &self.check_ids(step)))
    }

    /// The step was finished once and a check of it fails now: since when.
    #[must_use]
    pub fn broken_since(&self, step: usize) -> Option<Timestamp> {
        let id = &self.course().steps.get(step)?.id;
        let fails = self.status(step) == Some(Status::Fail) && self.progress.celebrated.contains(id);
        if !fails || self.cleared_away(step) {
            return None;
        }
        let failing = |id: &String| self.verdicts.get(id).is_some_and(|seen| seen.verdict.status == Status::Fail);
        self.check_ids(step)
            .iter()
            .filter(|id| failing(id))
            .filter_map(|id| self.progress.last_seen.get(id).map(|seen| seen.since))
            .min()
    }

    /// A check of the open step shows how long it still takes.
    #[must_use]
    pub fn counts_down(&self) -> bool {
        let ids = self.check_ids(self.step);
        ids.iter().filter_map(|id| self.verdicts.get(id)).any(|seen| seen.until().is_some())
    }

    /// A check that passed once and fails now: when it last passed, and since when it fails.
    #[must_use]
    pub fn fell(&self, id: &str) -> Option<(Timestamp, Timestamp)> {
        let last = self.progress.last_seen.get(id).filter(|last| last.status == Status::Fail)?;
        Some((last.passed()?, last.since))
    }

    /// The commands of the current step in the order in which its page shows them.
    #[must_use]
    pub fn commands(&self, lang: Lang) -> Vec<&Command> {
        let mentioned: Vec<&Command> = self
            .page(lang)
            .map(Page::commands)
            .unwrap_or_default()
            .iter()
            .filter_map(|(id, _)| self.source().command(id))
            .collect();
        if mentioned.is_empty() { self.current().commands.iter().collect() } else { mentioned }
    }

    /// How many hints of the current step are open, and how many there are.
    #[must_use]
    pub fn hints(&self, lang: Lang) -> (usize, usize) {
        let all = self.page(lang).map_or(0, |page| page.hints().len());
        let open = self.progress.hints_opened.get(&self.current().id).copied().unwrap_or(0);
        (open.min(all), all)
    }

    /// A question is shown: the current step is the course's quiz, or the tab with the step's own questions is open.
    #[must_use]
    pub fn on_quiz(&self) -> bool {
        (self.current().id == QUIZ || self.tab == Tab::Quiz) && !self.questions().is_empty()
    }

    /// The tab that a step opens with.
    #[must_use]
    pub fn first_tab(&self) -> Tab {
        self.tabs().first().copied().unwrap_or_default()
    }

    /// The tabs of the current step's page.
    #[must_use]
    pub fn tabs(&self) -> Vec<Tab> {
        let quiz = self.current().id != QUIZ && !self.questions().is_empty();
        let left = (self.current().id == CLEANUP).then_some(Tab::Left);
        left.into_iter().chain(Tab::ALL).chain(quiz.then_some(Tab::Quiz)).collect()
    }

    /// The questions that the current step asks: positions in the course's list. Those to be written come first, the
    /// graded ones in an order that differs from learner to learner.
    #[must_use]
    pub fn questions(&self) -> Vec<usize> {
        let course = self.course();
        let step = &self.current().id;
        let mut asked: Vec<usize> = (0..course.quiz.len()).filter(|at| course.quiz[*at].step() == step).collect();
        let order = |at: &usize| {
            let question = &course.quiz[*at];
            (question.graded(), if question.graded() { mixed(&self.key.account, &question.id) } else { 0 })
        };
        asked.sort_by_key(order);
        asked
    }

    /// The choices of a question in the order in which this learner sees them: positions on the page. Another learner
    /// sees another order, the same learner always the same.
    #[must_use]
    pub fn choice_order(&self, question: &str, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|at| (mixed(&format!("{at} {}", self.key.account), question), *at));
        order
    }

    /// The question shown: its position in the course's list.
    #[must_use]
    pub fn asked(&self) -> Option<usize> {
        self.questions().get(self.quiz.question).copied()
    }

    /// Shows the first question of the step that was not answered yet.
    pub fn first_question(&mut self) {
        let open = |at: &usize| !self.quiz.answered.contains(&self.course().quiz[*at].id);
        self.quiz.question = self.questions().iter().position(open).unwrap_or(0);
        self.quiz.cursor = 0;
        self.quiz.reveal = false;
    }

    /// The form of the question shown, while it waits for its answer.
    #[must_use]
    pub fn open_form(&self) -> Option<QuestionForm> {
        let question = self.course().quiz.get(self.asked()?)?;
        (!self.quiz.answered.contains(&question.id)).then_some(question.form)
    }

    /// A text field has the keys.
    #[must_use]
    pub fn writing(&self) -> bool {
        self.on_quiz() && self.pane == Pane::Page && self.quiz.writing
    }

    /// Steps done, of how many.
    #[must_use]
    pub fn standing(&self) -> (usize, usize) {
        let all = self.course().steps.len();
        ((0..all).filter(|step| self.done(*step)).count(), all)
    }
}

/// A number for a question that is another one for another learner (FNV-1a).
fn mixed(learner: &str, question: &str) -> u64 {
    let bytes = learner.bytes().chain([0]).chain(question.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The edition of a course for a language of the program.
#[must_use]
pub const fn locale(lang: Lang) -> Locale {
    match lang {
        Lang::Ja => Locale::Ja,
        Lang::En => Locale::En,
    }
}
