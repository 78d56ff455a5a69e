//! `hanamaru report COURSE`: what a learner hands in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::common::{seconds, text, texts};
use super::hand_in::Class;
use super::look::{self, Looker};
use super::output::{self, OutFile};
use super::{Common, Problem, selection};
use crate::check::{Finding, run};
use crate::clock::Clock;
use crate::course::Course;
use crate::handin::report::{Parts, Program};
use crate::handin::{HandIn, html, junit, markdown, nonce};
use crate::report::human::Style;
use crate::report::{Outcome, schema};
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
    let out = text(matches, "out").map(|path| OutFile::open(Path::new(&path))).transpose()?;
    let style = output::style(common, out.is_some());
    let session = common.session(timeout, text(matches, "log-calls").map(PathBuf::from))?;
    let runtime = look::runtime()?;
    // Whoever is in no class learns of it before anything is looked at.
    let class = matches.contains_id("hand-in").then(|| runtime.block_on(Class::enter(matches, &course.id)));
    let class = class.transpose()?;
    let word = class.as_ref().map(|class| class.joined.nonce.clone()).or(typed);
    let mut looker = runtime.block_on(Looker::open(common, &session, course, &values))?;
    let also = if word.is_some() { nonce::wants(course, &values) } else { Vec::new() };
    let checks: BTreeSet<String> = run::checks_of(course, &steps.iter().cloned().collect()).into_iter().collect();
    let observation = runtime.block_on(looker.look_also(&checks, also.into_iter().collect()));
    let report = HandIn::new(Parts {
        course,
        values: &values,
        facts: &observation.facts,
        memory: &observation.memory,
        steps: &steps,
        program: Program { version: env!("CARGO_PKG_VERSION").to_owned(), digest: session::program_digest() },
        learner: text(matches, "name").or_else(|| class.as_ref().map(|class| class.joined.nickname.clone())),
        nonce: word,
        show_account: matches.get_flag("show-account"),
        made_at: Clock::system().now(),
        lang: common.lang,
    });
    let text = render(&report, &text(matches, "format").unwrap_or_default(), course, &style)?;
    match out {
        Some(file) => file.write(&text)?,
        None => output::print(&text)?,
    }
    let delivered = class.map(|class| runtime.block_on(class.deliver(common, looker.connection(), &report)));
    // A name server or a proxy that never answers must not hold up the end.
    runtime.shutdown_background();
    let outcome = outcome(&report);
    Ok(if outcome == Outcome::Good && delivered == Some(false) { Outcome::Undetermined } else { outcome })
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
        "json" => report
            .to_json()
            .map_err(|error| Problem::from(Finding::new("error-stdout").arg("reason", error.to_string())))?,
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
