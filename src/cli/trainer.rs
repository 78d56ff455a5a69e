//! `hanamaru` alone: opens the trainer.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use clap::ArgMatches;

use super::common::text;
use super::{Common, Problem, look};
use crate::check::Finding;
use crate::clock::Clock;
use crate::course::LoadedCourse;
use crate::report::Outcome;
use crate::session::config::Theme;
use crate::session::{self, DEFAULT_TIMEOUT, classroom};
use crate::tui;
use crate::tui::settings::{Depth, Settings, Tone};

/// # Errors
/// There is no terminal, or it cannot be taken over; what was typed is wrong.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Finding::new("error-no-terminal").into());
    }
    let library = Arc::new(common.library()?);
    let session = common.session(DEFAULT_TIMEOUT, None)?;
    let mut settings = Settings::from_environment(&|name| common.environment.get(name).map(str::to_owned));
    match common.config.theme {
        Some(Theme::Dark) => settings.tone = Tone::Dark,
        Some(Theme::Light) => settings.tone = Tone::Light,
        Some(Theme::None) => settings.depth = Depth::None,
        None => {}
    }
    let chosen = |course: &LoadedCourse| common.chosen.for_course(&common.config, &course.course.id);
    let (typed, last) = (text(matches, "join"), classroom::last_seat());
    let joining = typed.is_some();
    let (last_invite, last_nickname) = last.unzip();
    let options = tui::Options {
        library: Arc::clone(&library),
        lang: common.lang,
        chosen: library.courses.iter().map(chosen).collect(),
        settings,
        ambiguous: common.ambiguous,
        zone: common.zone.clone(),
        clock: Clock::system(),
        machine: session::Store::open().machine(),
        invite: typed.or(last_invite),
        nickname: text(matches, "nickname").or(last_nickname),
        joining,
    };
    let runtime = look::runtime()?;
    let result = runtime.block_on(async {
        let (effects, events) = session::spawn(session, library);
        tui::run(options, effects, events).await
    });
    runtime.shutdown_background();
    match result {
        Ok(()) => Ok(Outcome::Good),
        Err(error) => Err(Finding::new("error-terminal").arg("reason", error.to_string()).into()),
    }
}
