//! `hanamaru report COURSE`: what a learner hands in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::common::{seconds, text, texts};
use super::hand_in::Class;
use super::look::{self, Looker};
use super::output::{self, OutFile};
use super::verify::{kept, unwritten};
use super::{Common, Problem, selection};
use crate::check::{Finding, run};
use crate::clock::Clock;
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::handin::report::{Parts, Program};
use crate::handin::{HandIn, html, junit, markdown, nonce};
use crate::progress::Memory;
use crate::report::human::Style;
use crate::report::{Outcome, Snapshot, schema};
use crate::session::{self, DEFAULT_TIMEOUT};
use crate::text::Wording;

/// A word of a class is a tag's value: as long and of such characters as AWS allows there.
const LONGEST_NONCE: usize = 64;

/// # Errors
/// What was typed is wrong, or the report cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::report()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let steps = selection::steps(course, &texts(matches, "step"))?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let typed = text(matches, "nonce").map(|given| checked(&given)).transpose()?;
    let values = common.values(course)?;
    let file = |name| text(matches, name).map(|path| OutFile::open(Path::new(&path))).transpose();
    let (out, keep) = (file("out")?, file("save-snapshot")?);
    let style = output::style(common, out.is_some());
    let asked = Asked { matches, common, course, style: &style, steps: &steps };
    if let Some(path) = text(matches, "offline") {
        let (snapshot, values) = kept(common, course, &values, Path::new(&path))?;
        let report = asked.report(&values, &snapshot.facts, &snapshot.memory, typed, None);
        asked.show(&report, out)?;
        return Ok(outcome(&report));
    }
    let session = common.session(timeout, text(matches, "log-calls").map(PathBuf::from))?;
    let runtime = look::runtime()?;
    // Whoever is in no class learns of it before anything is looked at.
    let class = matches.contains_id("hand-in").then(|| runtime.block_on(Class::enter(matches, &course.id)));
    let class = class.transpose()?;
    let word = class.as_ref().map(|class| class.joined.nonce.clone()).or(typed);
    let mut looker = runtime.block_on(Looker::open(common, &session, course, &values))?;
    let also = if word.is_some() { nonce::wants(course, &values) } else { Vec::new() };
    let checks: BTreeSet<String> = run::checks_of(course, &steps.iter().cloned().collect()).into_iter().collect();
    let seen = runtime.block_on(looker.look_also(&checks, also.into_iter().collect()));
    if let Some(keep) = keep {
        let snapshot = Snapshot::new(course, &values, seen.facts.as_ref().clone(), seen.memory.clone());
        keep.write(&snapshot.to_json().map_err(|error| unwritten(&error))?)?;
    }
    let nickname = class.as_ref().map(|class| class.joined.nickname.clone());
    let report = asked.report(&values, &seen.facts, &seen.memory, word, nickname);
    asked.show(&report, out)?;
    let delivered = class.map(|class| runtime.block_on(class.deliver(common, looker.connection(), &report)));
    // A name server or a proxy that never answers must not hold up the end.
    runtime.shutdown_background();
    let outcome = outcome(&report);
    Ok(if outcome == Outcome::Good && delivered == Some(false) { Outcome::Undetermined } else { outcome })
}

/// What was typed, for a report of facts wherever they come from.
struct Asked<'a> {
    matches: &'a ArgMatches,
    common: &'a Common,
    course: &'a Course,
    style: &'a Style,
    steps: &'a [String],
}

impl Asked<'_> {
    fn report(
        &self,
        values: &Values,
        facts: &Facts,
        memory: &Memory,
        nonce: Option<String>,
        nickname: Option<String>,
    ) -> HandIn {
        HandIn::new(Parts {
            course: self.course,
            values,
            facts,
            memory,
            steps: self.steps,
            program: Program { version: env!("CARGO_PKG_VERSION").to_owned(), digest: session::program_digest() },
            learner: text(self.matches, "name").or(nickname),
            nonce,
            show_account: self.matches.get_flag("show-account"),
            made_at: Clock::system().now(),
            lang: self.common.lang,
        })
    }

    fn show(&self, report: &HandIn, out: Option<OutFile>) -> Result<(), Problem> {
        let format = text(self.matches, "format").unwrap_or_default();
        let text = render(report, &format, self.course, self.style)?;
        match out {
            Some(file) => file.write(&text),
            None => output::print(&text),
        }
    }
}

/// A class's word that was refused is a failure like any other.
fn outcome(report: &HandIn) -> Outcome {
    let mut summary = report.document.summary;
    if let Some(class) = &report.class {
        summary.add(class.check.status);
    }
    Outcome::of(&summary)
}

fn render(report: &HandIn, format: &str, course: &Course, style: &Style) -> Result<String, Problem> {
    let wording = Wording { lang: style.lang, zone: style.zone.clone(), course: None };
    Ok(match format {
        "json" => report.to_json().map_err(|error| unwritten(&error))?,
        "junit" => junit::junit(report, wording.catalog()),
        "html" => html::html(report, course, &wording),
        _ => markdown::markdown(report, style.lang.pick(&course.title), &wording),
    })
}

fn checked(nonce: &str) -> Result<String, Problem> {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
    let fits = !nonce.trim().is_empty() && nonce.chars().count() <= LONGEST_NONCE && nonce.chars().all(allowed);
    if fits { Ok(nonce.to_owned()) } else { Err(Finding::new("handin-bad-nonce").arg("given", nonce).into()) }
}
