//! What the command line, the environment and the config file say about the trainer.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::class::Class;
use super::drawn::Drawn;
use super::left::Bills;
use super::settings::{Depth, Settings, Tone};
use super::state::{Account, Requests, Screen, State};
use crate::clock::Clock;
use crate::course::Library;
use crate::session::Chosen;
use crate::text::{Ambiguous, Lang};

/// How the trainer is started.
#[derive(Clone, Debug)]
pub struct Options {
    pub library: Arc<Library>,
    pub lang: Lang,
    /// How each course of the library is taken, by its position: what was typed, with the config file.
    pub chosen: Vec<Chosen>,
    pub settings: Settings,
    /// `None`: the terminal is asked how wide it draws characters of ambiguous width.
    pub ambiguous: Option<Ambiguous>,
    pub zone: TimeZone,
    pub clock: Clock,
    /// This machine's name in what it counts.
    pub machine: String,
    /// `--join` and `--nickname`, else the class that this person was in last.
    pub invite: Option<String>,
    pub nickname: Option<String>,
    /// Whether it was typed.
    pub joining: bool,
}

impl Options {
    /// The state before anything has happened.
    #[must_use]
    pub fn state(&self, size: (u16, u16)) -> State {
        let now = self.clock.now();
        let mut settings = self.settings.clone();
        settings.ambiguous = self.ambiguous.unwrap_or(settings.ambiguous);
        State {
            now,
            zone: self.zone.clone(),
            size,
            lang: self.lang,
            settings,
            library: Arc::clone(&self.library),
            screen: Screen::Courses { selected: 0 },
            overlays: Vec::new(),
            notice: None,
            chosen: self.chosen.clone(),
            account: Account {
                choice: self.chosen.first().map(|chosen| chosen.account.clone()).unwrap_or_default(),
                ..Account::default()
            },
            profiles: Vec::new(),
            standings: vec![None; self.library.courses.len()],
            drawn: Drawn::default(),
            touched_at: now,
            requests: Requests::default(),
            bills: Bills::default(),
            class: Class::begin(self.invite.as_deref(), self.nickname.as_deref()),
            machine: self.machine.clone(),
            alive_at: now,
            joining: self.joining,
        }
    }
}

impl Settings {
    /// Looks, and who confirms, as the environment says. `variable` looks a variable up.
    #[must_use]
    pub fn from_environment(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| variable(name).filter(|value| !value.is_empty());
        let (no_color, colorterm, term) = (get("NO_COLOR"), get("COLORTERM"), get("TERM"));
        Self {
            tone: Tone::guess(get("COLORFGBG").as_deref()),
            depth: Depth::guess(no_color.as_deref(), colorterm.as_deref(), term.as_deref()),
            who: ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(get).unwrap_or_else(|| "-".to_owned()),
            ..Self::default()
        }
    }
}
