//! `hanamaru verify COURSE`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgMatches;
use jiff::tz::TimeZone;

use super::common::{seconds, text, texts};
use super::look::{self, Looker};
use super::output::{self, OutFile};
use super::problem::reason;
use super::{Common, Problem, selection, watch};
use crate::check::run::{self, Plan};
use crate::check::{Finding, Verdict};
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::facts::want::ResourceKind;
use crate::progress::ProgressKey;
use crate::report::human::{Style, human};
use crate::report::snapshot::SnapshotProblem;
use crate::report::{Document, Judged, Outcome, Snapshot, html, junit, markdown, schema};
use crate::session::{self, DEFAULT_TIMEOUT};

/// What is verified and how it is reported.
#[derive(Debug)]
pub struct Request<'a> {
    pub common: &'a Common,
    pub course: &'a Course,
    pub values: Values,
    /// Ids of the steps, in order.
    pub steps: Vec<String>,
    pub format: String,
    pub style: Style,
    pub out: Option<OutFile>,
}

/// # Errors
/// What was typed is wrong, or the report cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::verify()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let steps = selection::steps(course, &texts(matches, "step"))?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let interval = text(matches, "watch").map(|given| watch::interval(&given)).transpose()?;
    let out = text(matches, "out").map(|path| OutFile::open(Path::new(&path))).transpose()?;
    let request = Request {
        common,
        course,
        values: common.values(course)?,
        steps,
        format: text(matches, "format").unwrap_or_default(),
        style: output::style(common, out.is_some()),
        out,
    };
    if let Some(path) = text(matches, "offline") {
        return offline(&request, Path::new(&path));
    }
    let keep = text(matches, "save-snapshot").map(|path| OutFile::open(Path::new(&path))).transpose()?;
    online(&request, timeout, interval, keep.as_ref(), text(matches, "log-calls").map(PathBuf::from))
}

fn online(
    request: &Request<'_>,
    timeout: Duration,
    interval: Option<watch::Interval>,
    keep: Option<&OutFile>,
    log_calls: Option<PathBuf>,
) -> Result<Outcome, Problem> {
    let session = request.common.session(timeout, log_calls)?;
    let runtime = look::runtime()?;
    let result = runtime.block_on(async {
        let mut looker = Looker::open(request.common, &session, request.course, &request.values).await?;
        if let Some(interval) = interval {
            return watch::run(request, &mut looker, interval).await;
        }
        let observation = looker.look(&request.checks()).await;
        if let Some(keep) = keep {
            let facts = observation.facts.as_ref().clone();
            let snapshot = Snapshot::new(request.course, &request.values, facts, observation.memory);
            keep.write(&snapshot.to_json().map_err(|error| unwritten(&error))?)?;
        }
        if request.format == "human" {
            tell_other_place(request, &observation.facts, &observation.verdicts);
        }
        request.report(&observation.facts, &observation.verdicts, &request.values)
    });
    // A name server or a proxy that never answers must not hold up the end.
    runtime.shutdown_background();
    result
}

/// Not even the course's VPC is here, and this person has got on with the course in another account or region: perhaps
/// that was meant. Said on stderr, beside the report.
fn tell_other_place(request: &Request<'_>, facts: &Facts, verdicts: &BTreeMap<String, Verdict>) {
    let no_vpc = |verdict: &&Verdict| verdict.missing.as_ref().is_some_and(|missing| missing.kind == ResourceKind::Vpc);
    let Some(identity) = facts.identity.value().filter(|_| verdicts.values().any(|verdict| no_vpc(&verdict))) else {
        return;
    };
    let here = ProgressKey {
        course: request.course.id.clone(),
        account: identity.account.clone(),
        region: facts.region.clone(),
        suffix: request.common.chosen.suffix.clone().unwrap_or_default(),
    };
    if let Some((key, steps)) = session::elsewhere(&here).into_iter().max_by_key(|(_, steps)| *steps) {
        let finding = Finding::new("progress-other-account").arg("steps", steps);
        let finding = finding.arg("account", key.account.as_str()).arg("region", key.region.as_str());
        output::tell(&Problem::from(finding).words(request.style.lang));
    }
}

/// The same document again, from what was kept: *now*, times, counts and values are the snapshot's.
fn offline(request: &Request<'_>, path: &Path) -> Result<Outcome, Problem> {
    let (snapshot, values) = kept(request.common, request.course, &request.values, path)?;
    let ids = Plan::new(request.course).closure(request.checks().iter().map(String::as_str));
    let verdicts = run::judge(request.course, &values, &snapshot.facts, &snapshot.memory, &ids);
    request.report(&snapshot.facts, &verdicts, &values)
}

/// What was kept of this course, and the values in force then.
///
/// # Errors
/// It cannot be read, is of another course, or other values were typed.
pub fn kept(common: &Common, course: &Course, typed: &Values, path: &Path) -> Result<(Snapshot, Values), Problem> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Problem::from(Finding::new("error-unreadable").arg("path", shown.as_str()).arg("reason", reason(&error)))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| SnapshotProblem::Foreign);
    let snapshot = text.and_then(|text| Snapshot::read(&text)).and_then(|snapshot| {
        if snapshot.course == course.id {
            Ok(snapshot)
        } else {
            Err(SnapshotProblem::OtherCourse { course: snapshot.course })
        }
    });
    let snapshot = snapshot.map_err(|problem| snapshot_problem(&problem, &shown, &course.id))?;
    let values = snapshot.values();
    let chosen = !common.chosen.set.is_empty() || common.chosen.suffix.is_some();
    if chosen && values != *typed {
        return Err(Finding::new("error-snapshot-values").arg("path", shown).into());
    }
    Ok((snapshot, values))
}

impl Request<'_> {
    /// Full ids of the checks of the selected steps.
    #[must_use]
    pub fn checks(&self) -> BTreeSet<String> {
        let steps: BTreeSet<String> = self.steps.iter().cloned().collect();
        run::checks_of(self.course, &steps).into_iter().collect()
    }

    /// The document of these verdicts.
    #[must_use]
    pub fn document(&self, facts: &Facts, verdicts: &BTreeMap<String, Verdict>, values: &Values) -> Document {
        let judged = Judged { course: self.course, values, facts, verdicts };
        // What programs read is the same document wherever it is made: times in its sentences are UTC, too.
        let for_programs = matches!(self.format.as_str(), "json" | "junit");
        let zone = if for_programs { &TimeZone::UTC } else { &self.style.zone };
        Document::new(judged, &self.steps, self.style.lang, zone)
    }

    /// The document in the format asked for.
    ///
    /// # Errors
    /// It cannot be serialised.
    pub fn render(&self, document: &Document) -> Result<String, Problem> {
        let title = self.style.lang.pick(&self.course.title);
        Ok(match self.format.as_str() {
            "json" => document.to_json().map_err(|error| unwritten(&error))?,
            "junit" => junit::junit(document),
            "markdown" => markdown::markdown(document, title, self.style.lang, &self.style.zone),
            "html" => html::html(document, title, self.style.lang, &self.style.zone),
            _ => human(document, title, &self.style),
        })
    }

    /// Writes the report where it was asked for.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn report(
        &self,
        facts: &Facts,
        verdicts: &BTreeMap<String, Verdict>,
        values: &Values,
    ) -> Result<Outcome, Problem> {
        let document = self.document(facts, verdicts, values);
        let text = self.render(&document)?;
        match &self.out {
            Some(file) => file.write(&text)?,
            None => output::print(&text)?,
        }
        Ok(Outcome::of(&document.summary))
    }
}

/// A document that cannot be serialised.
#[must_use]
pub fn unwritten(error: &serde_json::Error) -> Problem {
    Finding::new("error-stdout").arg("reason", error.to_string()).into()
}

fn snapshot_problem(problem: &SnapshotProblem, path: &str, course: &str) -> Problem {
    let finding = match problem {
        SnapshotProblem::Foreign => Finding::new("error-snapshot-foreign"),
        SnapshotProblem::Damaged { line, column } => {
            Finding::new("error-snapshot-damaged").arg("line", *line).arg("column", *column)
        }
        SnapshotProblem::Newer { schema } => Finding::new("error-snapshot-newer").arg("schema", schema.to_string()),
        SnapshotProblem::OtherCourse { course: other } => {
            Finding::new("error-snapshot-course").arg("other", other).arg("course", course)
        }
    };
    finding.arg("path", path).into()
}
