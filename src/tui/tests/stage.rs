//! A stage for whole-trainer tests: keys go in, a fake session answers, the screen comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keyboard::key;
use super::lesson::library;
use super::practice::practice_info;
use crate::check::{Status, Verdict, run};
use crate::clock::Clock;
use crate::course::Library;
use crate::facts::{Facts, Gap, GapKind, Identity, Section};
use crate::progress::{Memory, Progress};
use crate::session::{
    self, AccountChoice, AccountInfo, Chosen, Effect, Observation, PracticeAction, PracticeInfo, ProfileInfo, RequestId,
};
use crate::text::{Ambiguous, Lang};
use crate::tui::paper::Cache;
use crate::tui::settings::{Depth, Settings};
use crate::tui::{Command, Event, Options, State, update, view};

/// A trainer on a stage.
pub(super) struct Stage {
    pub state: State,
    pub cache: Cache,
    pub buffer: Buffer,
    /// Where the terminal's own cursor was put.
    pub cursor: Option<Position>,
    pub clock: Clock,
    /// Everything asked for, in order.
    pub asked: Vec<Command>,
    /// What the fake account shows: the status of each check (else pass).
    pub account: BTreeMap<String, Verdict>,
    /// What the fake store holds.
    pub saved: Progress,
    /// What it holds of [`OTHER`].
    pub saved_of_other: Progress,
    /// The number of the account that the standard credentials lead to.
    pub number: String,
    /// Why the identity cannot be seen, if so.
    pub locked: Option<Gap>,
    /// Why the practice account cannot be opened, if so.
    pub closed: Option<session::PracticeProblem>,
    /// Why the practice account does not do what is asked, if so.
    pub refuses: Option<session::PracticeProblem>,
    /// The facts in which a request's way shows.
    pub way: Option<Arc<Facts>>,
    /// The facts that tell what is left.
    pub left: Option<Arc<Facts>>,
    /// Questions about the account wait for [`Stage::answer`].
    pub slow: bool,
    waiting: Vec<Effect>,
    pub profiles: Vec<ProfileInfo>,
}

/// An account that nobody is in at first.
pub(super) const OTHER: &str = "999988887777";

impl Stage {
    pub(super) fn new(lang: Lang, size: (u16, u16)) -> Self {
        Self::with(lang, size, None)
    }

    /// Where there are no credentials.
    pub(super) fn without_credentials(lang: Lang, size: (u16, u16)) -> Self {
        Self::with(lang, size, Some(nothing_found()))
    }

    fn with(lang: Lang, size: (u16, u16), locked: Option<Gap>) -> Self {
        Self::of(library(), lang, size, locked)
    }

    /// With these courses.
    pub(super) fn of(library: Arc<Library>, lang: Lang, size: (u16, u16), locked: Option<Gap>) -> Self {
        let clock = Clock::by_hand("2026-11-22T13:10:05Z".parse().expect("a time"));
        let settings = Settings { who: "taro".to_owned(), depth: Depth::None, ..Settings::default() };
        let options = Options {
            library,
            lang,
            chosen: vec![Chosen::default()],
            settings,
            ambiguous: Some(Ambiguous::Narrow),
            zone: TimeZone::fixed(jiff::tz::offset(9)),
            clock: clock.clone(),
            machine: "0123456789abcdef".to_owned(),
            invite: None,
            nickname: None,
            joining: false,
        };
        let mut stage = Self {
            state: options.state(size),
            cache: Cache::default(),
            buffer: Buffer::empty(Rect::new(0, 0, size.0, size.1)),
            cursor: None,
            clock,
            asked: Vec::new(),
            account: BTreeMap::new(),
            saved: Progress::default(),
            saved_of_other: Progress::default(),
            number: "123456789012".to_owned(),
            locked,
            closed: None,
            refuses: None,
            way: None,
            left: None,
            slow: false,
            waiting: Vec::new(),
            profiles: profiles(),
        };
        stage.draw();
        let commands = crate::tui::update::start(&mut stage.state);
        stage.take(commands);
        stage
    }

    /// Opens the course with the standard account.
    pub(super) fn opened(lang: Lang, size: (u16, u16)) -> Self {
        let mut stage = Self::new(lang, size);
        stage.keys("Enter Enter");
        stage
    }

    /// Presses keys, named as in the help: `j`, `Enter`, `Ctrl-C`.
    pub(super) fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ') {
            self.event(Event::Key(key(name)));
        }
        self
    }

    pub(super) fn typed(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self
    }

    pub(super) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        let kind = MouseEventKind::Down(MouseButton::Left);
        self.event(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    }

    /// Lets time pass, a second at a time.
    pub(super) fn pass(&mut self, seconds: i64) -> &mut Self {
        for _ in 0..seconds {
            self.clock.set(self.clock.now() + SignedDuration::from_secs(1));
            self.event(Event::Clock(self.clock.now()));
        }
        self
    }

    pub(super) fn event(&mut self, event: Event) -> &mut Self {
        if let Event::Resize(width, height) = event {
            self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
        }
        for event in [Event::Clock(self.clock.now()), event] {
            let commands = update(&mut self.state, event);
            self.take(commands);
        }
        self.draw();
        self
    }

    fn draw(&mut self) {
        self.buffer.reset();
        (self.state.drawn, self.cursor) = view::draw_on(&mut self.buffer, &self.state, &mut self.cache);
    }

    pub(super) fn take(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.asked.push(command.clone());
            if let Command::Session(effect) = command {
                if self.slow && matches!(effect, Effect::Observe { .. } | Effect::Connect { .. }) {
                    self.waiting.push(effect);
                } else {
                    self.perform(effect);
                }
            }
        }
    }

    /// Answers every question that waits.
    pub(super) fn answer(&mut self) -> &mut Self {
        for effect in std::mem::take(&mut self.waiting) {
            self.perform(effect);
        }
        self.draw();
        self
    }

    fn perform(&mut self, effect: Effect) {
        let event = match effect {
            Effect::ListProfiles { request } => session::Event::Profiles { request, profiles: self.profiles.clone() },
            Effect::Connect { request, choice, course_region } => {
                if choice.practice.is_some() {
                    let outcome = self.closed.clone().map_or_else(|| Ok(Box::new(practice_info(8.0))), Err);
                    let opened = session::Event::Practiced { request, outcome };
                    let commands = update(&mut self.state, Event::Session(opened));
                    self.take(commands);
                }
                session::Event::Connected { request, account: Box::new(self.info(choice, &course_region)) }
            }
            Effect::Practice { request, action, .. } => {
                let outcome = match self.refuses.clone() {
                    Some(problem) => Err(problem),
                    None => Ok(Box::new(self.practice(&action))),
                };
                session::Event::Practiced { request, outcome }
            }
            Effect::LoadProgress { request, key } => session::Event::ProgressLoaded {
                request,
                progress: Box::new(self.store(&key.account).clone()),
                others: Vec::new(),
                problem: None,
            },
            Effect::SaveProgress { progress, key } => {
                *self.store(&key.account) = *progress;
                return;
            }
            Effect::Observe { request, checks, memory, .. } => self.observed(request, &checks, &memory),
            Effect::Explain { request, .. } => {
                let Some(facts) = self.way.clone() else { return };
                session::Event::Explained { request, facts }
            }
            Effect::Survey { request, .. } => {
                let Some(facts) = self.left.clone() else { return };
                session::Event::Surveyed { request, facts }
            }
            Effect::Cancel { .. }
            | Effect::Class(_)
            | Effect::HandIn { .. }
            | Effect::BriefLoad { .. }
            | Effect::SendLoad { .. }
            | Effect::StopLoad { .. } => {
                return;
            }
        };
        let commands = update(&mut self.state, Event::Session(event));
        self.take(commands);
    }

    /// What the fake store holds of an account.
    fn store(&mut self, account: &str) -> &mut Progress {
        if account == OTHER { &mut self.saved_of_other } else { &mut self.saved }
    }

    fn info(&self, choice: AccountChoice, course_region: &str) -> AccountInfo {
        if choice.practice.is_some() {
            return self.practice_account(choice, course_region);
        }
        let number = self.number.clone();
        let identity = Identity { arn: format!("arn:aws:iam::{number}:user/taro"), account: number };
        AccountInfo {
            region: choice.region.clone().unwrap_or_else(|| course_region.to_owned()),
            region_from_course: choice.region.is_none(),
            choice,
            identity: self.locked.clone().map_or(Ok(identity), Err),
            endpoint_host: None,
        }
    }

    fn practice_account(&self, choice: AccountChoice, course_region: &str) -> AccountInfo {
        let arn = "arn:aws:iam::210987654321:root".to_owned();
        let identity = match self.closed {
            Some(_) => Err(expired()),
            None => Ok(Identity { account: "210987654321".to_owned(), arn }),
        };
        AccountInfo {
            region: course_region.to_owned(),
            region_from_course: false,
            choice,
            identity,
            endpoint_host: Some("127.0.0.1:4599".to_owned()),
        }
    }

    fn practice(&mut self, action: &PracticeAction) -> PracticeInfo {
        match action {
            PracticeAction::ShowMe { .. } => self.account.clear(),
            PracticeAction::Reset { .. } => {
                self.fails("group.exists");
            }
            PracticeAction::Speed { speed } => return practice_info(f64::from(*speed)),
            PracticeAction::Pass { .. } => {}
        }
        practice_info(8.0)
    }

    pub(super) fn observed(&self, request: RequestId, checks: &BTreeSet<String>, memory: &Memory) -> session::Event {
        let now = self.clock.now();
        let mut facts = Facts::empty("us-east-1", now);
        facts.now = self.state.account_now();
        let choice = self.state.account.choice.clone();
        facts.identity = match self.info(choice, "us-east-1").identity {
            Ok(identity) => Section::seen(now, identity),
            Err(gap) => Section::Gap { gap },
        };
        let plan = run::Plan::new(&library().courses[0].course);
        let all = plan.closure(checks.iter().map(String::as_str));
        let verdicts = all.into_iter().map(|id| (id.clone(), self.verdict(&id))).collect();
        let observation = Observation { facts: Arc::new(facts), verdicts, memory: memory.clone(), store_problem: None };
        session::Event::Observed { request, observation: Box::new(observation), at: now }
    }

    fn verdict(&self, id: &str) -> Verdict {
        self.account.get(id).cloned().unwrap_or_else(|| Verdict::pass("vpc-exists"))
    }

    /// The rows of the screen, right-trimmed.
    pub(super) fn rows(&self) -> Vec<String> {
        let buffer = &self.buffer;
        (0..buffer.area.height)
            .map(|y| {
                let mut row = String::new();
                let mut covered = 0;
                for x in 0..buffer.area.width {
                    if covered > 0 {
                        covered -= 1;
                        continue;
                    }
                    let symbol = buffer[(x, y)].symbol();
                    row.push_str(symbol);
                    covered = crate::text::width::width(symbol, Ambiguous::Narrow).saturating_sub(1);
                }
                row.trim_end().to_owned()
            })
            .collect()
    }

    pub(super) fn screen(&self) -> String {
        self.rows().join("\n")
    }

    #[track_caller]
    pub(super) fn shows(&self, text: &str) -> &Self {
        assert!(self.screen().contains(text), "{text:?} is not on screen:\n{}", self.screen());
        self
    }

    #[track_caller]
    pub(super) fn hides(&self, text: &str) -> &Self {
        assert!(!self.screen().contains(text), "{text:?} is on screen:\n{}", self.screen());
        self
    }

    /// How often the account was looked at.
    pub(super) fn looks(&self) -> usize {
        self.asked.iter().filter(|c| matches!(c, Command::Session(Effect::Observe { .. }))).count()
    }

    pub(super) fn fails(&mut self, id: &str) -> &mut Self {
        self.account.insert(id.to_owned(), Verdict::fail("held-by-missing").arg("check", "group.vpc"));
        self
    }

    pub(super) fn status(&self, step: usize) -> Option<Status> {
        self.state.room().and_then(|room| room.status(step))
    }
}

pub(super) fn expired() -> Gap {
    Gap { kind: GapKind::Credentials, action: "sts:GetCallerIdentity".to_owned(), host: None, code: None }
}

/// No credentials anywhere.
pub(super) fn nothing_found() -> Gap {
    Gap { code: Some("not-found".to_owned()), ..expired() }
}

fn profiles() -> Vec<ProfileInfo> {
    let profile = |name: &str, region: Option<&str>, sso, role: Option<&str>| ProfileInfo {
        name: name.to_owned(),
        region: region.map(str::to_owned),
        sso,
        role_arn: role.map(str::to_owned),
    };
    vec![
        profile("class", Some("us-east-1"), true, None),
        profile("deploy", None, false, Some("arn:aws:iam::123456789012:role/Deploy")),
    ]
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}
