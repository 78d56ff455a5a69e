//! `hanamaru cleanup COURSE`: what of a course still exists, what it costs, and the commands that remove it. It runs
//! none of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgMatches;
use jiff::tz::TimeZone;

use super::common::{seconds, text};
use super::look::{self, Looker};
use super::output::{self, OutFile};
use super::verify::{kept, unwritten};
use super::{Common, Problem, selection};
use crate::course::{Course, Shell, Target, Values};
use crate::facts::Facts;
use crate::leftover::{self, Leftovers};
use crate::report::leftover::{Telling, human};
use crate::report::{Outcome, Snapshot, schema};
use crate::session::DEFAULT_TIMEOUT;

/// What is looked for and how it is told.
struct Request<'a> {
    common: &'a Common,
    course: &'a Course,
    values: Values,
    json: bool,
    shell: Shell,
}

/// # Errors
/// What was typed is wrong, or the list cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::cleanup()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let id = text(matches, "course").unwrap_or_default();
    let course = &selection::course(&library, &id)?.course;
    let common = &common.for_course(&course.id);
    common.refuse_broken(course)?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let json = text(matches, "format").as_deref() == Some("json");
    let shell = shell(text(matches, "cleanup-shell").as_deref());
    let request = Request { common, course, values: common.values(course)?, json, shell };
    if let Some(path) = text(matches, "offline") {
        let (snapshot, values) = kept(common, course, &request.values, Path::new(&path))?;
        return request.tell(&snapshot.facts, &values);
    }
    let keep = text(matches, "save-snapshot").map(|path| OutFile::open(Path::new(&path))).transpose()?;
    request.online(timeout, keep.as_ref(), text(matches, "log-calls").map(PathBuf::from))
}

impl Request<'_> {
    fn online(
        &self,
        timeout: Duration,
        keep: Option<&OutFile>,
        log_calls: Option<PathBuf>,
    ) -> Result<Outcome, Problem> {
        let session = self.common.session(timeout, log_calls)?;
        let runtime = look::runtime()?;
        let result = runtime.block_on(async {
            let mut looker = Looker::open(self.common, &session, self.course, &self.values).await?;
            let wants = leftover::wants(self.course, &self.values);
            let seen = looker.look_also(&BTreeSet::new(), wants).await;
            if let Some(keep) = keep {
                let snapshot = Snapshot::new(self.course, &self.values, seen.facts.as_ref().clone(), seen.memory);
                keep.write(&snapshot.to_json().map_err(|error| unwritten(&error))?)?;
            }
            self.tell(&seen.facts, &self.values)
        });
        // A name server or a proxy that never answers must not hold up the end.
        runtime.shutdown_background();
        result
    }

    fn tell(&self, facts: &Facts, values: &Values) -> Result<Outcome, Problem> {
        let left = leftover::survey(self.course, values, facts);
        let style = output::style(self.common, false);
        let zone = if self.json { TimeZone::UTC } else { style.zone.clone() };
        let target = Target { region: Some(&facts.region), ..Target::default() };
        let telling = Telling { left: &left, facts, lang: self.common.lang, zone, shell: self.shell, target };
        let text = if self.json {
            let document = telling.document(&self.course.id);
            serde_json::to_string_pretty(&document).map_err(|error| unwritten(&error))? + "\n"
        } else {
            human(&telling, &self.course.id, &style)
        };
        output::print(&text)?;
        Ok(outcome(&left))
    }
}

/// What may be somebody else's, what could not be seen and what is on its way out leave it open.
fn outcome(left: &Leftovers) -> Outcome {
    if left.items.iter().any(|item| !item.leaving) {
        Outcome::Failed
    } else if left.is_clean() {
        Outcome::Good
    } else {
        Outcome::Undetermined
    }
}

fn shell(given: Option<&str>) -> Shell {
    match given {
        Some("powershell") => Shell::PowerShell,
        Some(_) => Shell::Bash,
        None if cfg!(windows) => Shell::PowerShell,
        None => Shell::Bash,
    }
}
