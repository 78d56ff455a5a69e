//! `hanamaru doctor [COURSE]`: what is missing before an account can be verified, and how to mend it.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::ArgMatches;

use super::common::{seconds, text};
use super::{Common, Problem, grade, look, output, selection};
use crate::check::Finding;
use crate::course::Course;
use crate::report::Outcome;
use crate::session::doctor::{self, Item, State};
use crate::session::{self, DEFAULT_TIMEOUT};
use crate::text::Wording;
use crate::text::width::width;
use crate::text::wrap::wrap_text;

/// The smallest window in which the trainer can be read.
const SMALLEST: (u16, u16) = (80, 24);

/// # Errors
/// What was typed is wrong.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.contains_id("class") {
        return class(common, matches);
    }
    let library = common.library()?;
    let courses: Vec<&Course> = match text(matches, "course") {
        Some(id) => vec![&selection::course(&library, &id)?.course],
        None => library.courses.iter().map(|loaded| &loaded.course).collect(),
    };
    let common = &match courses.as_slice() {
        [course] => common.for_course(&course.id),
        _ => common.clone(),
    };
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let session = common.session(timeout, text(matches, "log-calls").map(PathBuf::from))?;
    let runtime = look::runtime()?;
    let mut items = runtime.block_on(doctor::doctor(&session, &common.chosen.account, &courses));
    runtime.shutdown_background();
    items.extend(terminal(common));
    output::print(&words(common, &items))?;
    let worst = items.iter().map(|item| item.state).max().unwrap_or(State::Good);
    Ok(if worst >= State::Unknown { Outcome::Undetermined } else { Outcome::Good })
}

/// `--class ROSTER`: what a class will run into, before it begins.
fn class(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let runtime = look::runtime()?;
    let profiles = runtime.block_on(session::grade::profiles());
    let Some(roster) = grade::roster(common, matches, &library, profiles.as_deref())? else {
        return Ok(Outcome::Misused);
    };
    let course = &selection::course(&library, &roster.course)?.course;
    let session = common.session(timeout, text(matches, "log-calls").map(PathBuf::from))?;
    let items = runtime.block_on(session::class::foresee(&session, &common.chosen.account, course, &roster));
    runtime.shutdown_background();
    output::print(&words(common, &items))?;
    let worst = items.iter().map(|item| item.state).max().unwrap_or(State::Good);
    Ok(if worst >= State::Unknown { Outcome::Undetermined } else { Outcome::Good })
}

/// What only the face that owns the terminal can see.
fn terminal(common: &Common) -> Vec<Item> {
    let item = |state, finding| Item { state, finding };
    let mut items = Vec::new();
    if !io::stdout().is_terminal() {
        items.push(item(State::Note, Finding::new("doctor-terminal-none")));
    } else if let Ok((columns, rows)) = crossterm::terminal::size() {
        let small = columns < SMALLEST.0 || rows < SMALLEST.1;
        let id = if small { "doctor-terminal-small" } else { "doctor-terminal-good" };
        let finding = Finding::new(id).arg("columns", i32::from(columns)).arg("rows", i32::from(rows));
        items.push(item(if small { State::Note } else { State::Good }, finding));
    }
    let (id, state) = if common.environment.get("NO_COLOR").is_some() {
        ("doctor-colour-off", State::Good)
    } else if matches!(common.environment.get("TERM"), None | Some("dumb")) && !cfg!(windows) {
        ("doctor-colour-none", State::Note)
    } else {
        ("doctor-colour-good", State::Good)
    };
    items.push(item(state, Finding::new(id)));
    let locale = common.environment.get("LC_ALL").or_else(|| common.environment.get("LANG")).unwrap_or("");
    let utf8 = locale.to_ascii_lowercase().replace('-', "").contains("utf8");
    let (id, state) = if utf8 || cfg!(windows) || cfg!(target_os = "macos") {
        ("doctor-locale-good", State::Good)
    } else {
        ("doctor-locale-unclear", State::Note)
    };
    let shown = if locale.is_empty() { "-" } else { locale };
    items.push(item(state, Finding::new(id).arg("locale", shown)));
    items
}

/// One line an item, the remedy below it.
fn words(common: &Common, items: &[Item]) -> String {
    let style = output::style(common, false);
    let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
    let catalog = wording.catalog();
    let mut out = String::new();
    let mut block = |lead: &str, text: &str| {
        let cells = width(lead, style.ambiguous);
        for (index, line) in wrap_text(text, style.columns.saturating_sub(cells), style.ambiguous).iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(cells) };
            out.push_str(format!("{lead}{line}").trim_end());
            out.push('\n');
        }
    };
    for (index, item) in items.iter().enumerate() {
        let mark = match item.state {
            State::Good => "✓",
            State::Note => "!",
            State::Unknown => "?",
            State::Bad => "✗",
        };
        block(&format!("{mark} "), &wording.advice(&item.finding));
        let remedy = format!("{}.remedy", item.finding.id);
        // One remedy for a row of the same kind.
        let last = items.get(index + 1).is_none_or(|next| next.finding.id != item.finding.id);
        if last && catalog.has(&remedy) {
            block("    → ", &catalog.format(&remedy, Some(&wording.args(&item.finding))));
        }
    }
    let bad = items.iter().filter(|item| item.state >= State::Unknown).count();
    out.push('\n');
    out += &match bad {
        0 => catalog.text("doctor-all-good"),
        _ => catalog.with("doctor-some-bad", [("count", bad.into())]),
    };
    out.push('\n');
    out
}
