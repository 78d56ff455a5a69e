//! `hanamaru explain COURSE`.

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
use crate::check::Finding;
use crate::course::{Course, Shell, Values};
use crate::explain;
use crate::facts::Facts;
use crate::report::explain::{Telling, human};
use crate::report::{Outcome, Snapshot, schema};
use crate::session::DEFAULT_TIMEOUT;

/// What is explained and how it is told.
struct Request<'a> {
    common: &'a Common,
    course: &'a Course,
    values: Values,
    step: Option<String>,
    json: bool,
}

/// # Errors
/// What was typed is wrong, or the explanation cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::explain()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let step = text(matches, "step");
    selection::steps(course, step.as_slice())?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let json = text(matches, "format").as_deref() == Some("json");
    let request = Request { common, course, values: common.values(course)?, step, json };
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
            let wants = explain::wants(self.course, &self.values, self.step.as_deref());
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
        let way = explain::explain(self.course, values, facts, self.step.as_deref());
        let way = way.ok_or_else(|| Problem::from(Finding::new("explain-no-way")))?;
        let style = output::style(self.common, false);
        let zone = if self.json { TimeZone::UTC } else { style.zone.clone() };
        let telling = Telling { way: &way, region: &facts.region, lang: self.common.lang, zone, shell: shell() };
        let text = if self.json {
            let document = telling.document(self.course, facts);
            serde_json::to_string_pretty(&document).map_err(|error| unwritten(&error))? + "\n"
        } else {
            human(&telling, self.course, &style)
        };
        output::print(&text)?;
        Ok(match (way.broken(), way.unseen().next()) {
            (Some(_), _) => Outcome::Failed,
            (None, Some(_)) => Outcome::Undetermined,
            (None, None) => Outcome::Good,
        })
    }
}

/// The shell that commands are written for.
const fn shell() -> Shell {
    if cfg!(windows) { Shell::PowerShell } else { Shell::Bash }
}
