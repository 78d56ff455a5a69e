//! `hanamaru progress`: how far each course is; and the same to and from a file, for another machine.

use std::path::Path;

use clap::ArgMatches;

use super::common::text;
use super::output::{self, OutFile};
use super::problem::reason;
use super::{Common, Problem, selection};
use crate::check::Finding;
use crate::clock::Clock;
use crate::course::Library;
use crate::progress::overview::{Overview, Overviews};
use crate::progress::transfer::{Carried, LARGEST, Transfer, TransferProblem};
use crate::progress::{Progress, ProgressKey, StoreProblem};
use crate::report::{Outcome, progress as page};
use crate::session::Store;

/// # Errors
/// What was typed is wrong, a file cannot be read or written, or what is to be imported is none of ours.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        let schema = crate::report::schema::progress();
        output::print(&(serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let course = text(matches, "course");
    if let Some(course) = &course {
        selection::course(&library, course)?;
    }
    let store = Store::open();
    if let Some(path) = text(matches, "import") {
        return import(common, &library, &store, Path::new(&path), course.as_deref());
    }
    let (kept, unread) = store.every_progress();
    let wanted = |(key, _): &(ProgressKey, Progress)| course.as_deref().is_none_or(|course| key.course == course);
    let kept: Vec<_> = kept.into_iter().filter(wanted).collect();
    for file in unread {
        let id = if file.newer { "progress-unread-newer" } else { "progress-unread" };
        output::tell(&Problem::from(Finding::new(id).arg("path", file.path)).words(common.lang));
    }
    match text(matches, "export") {
        Some(path) => export(common, kept, Path::new(&path)),
        None => show(common, matches, &library, &kept),
    }
}

fn show(
    common: &Common,
    matches: &ArgMatches,
    library: &Library,
    kept: &[(ProgressKey, Progress)],
) -> Result<Outcome, Problem> {
    // What is kept of a course that this program does not know cannot be worded; it goes with an export all the same.
    let known = kept.iter().filter_map(|(key, progress)| {
        let course = &library.get(&key.course)?.course;
        Some(Overview::new(course, key, progress, common.lang))
    });
    let overviews = Overviews::new(known.collect());
    let text = match text(matches, "format").as_deref() {
        Some("json") => serde_json::to_string_pretty(&overviews).unwrap_or_default() + "\n",
        _ => page::human(&overviews, &output::style(common, false)),
    };
    output::print(&text)?;
    Ok(Outcome::Good)
}

fn export(common: &Common, kept: Vec<(ProgressKey, Progress)>, path: &Path) -> Result<Outcome, Problem> {
    if kept.is_empty() {
        return Err(Finding::new("error-progress-none").into());
    }
    let file = OutFile::open(path)?;
    let count = kept.len();
    let courses = kept.into_iter().map(|(key, progress)| Carried { key, progress }).collect();
    file.write(&Transfer::new(courses, Clock::system().now()).to_text())?;
    say(common, "progress-exported", path, count);
    Ok(Outcome::Good)
}

/// Brings a file's progress together with what is here. Nothing is written before all of it has been read.
fn import(
    common: &Common,
    library: &Library,
    store: &Store,
    path: &Path,
    course: Option<&str>,
) -> Result<Outcome, Problem> {
    let shown = path.display().to_string();
    let refuse = |id: &'static str| Finding::new(id).arg("path", shown.as_str());
    let unreadable = |error: &std::io::Error| refuse("error-unreadable").arg("reason", reason(error));
    let size = std::fs::metadata(path).map_err(|error| unreadable(&error))?.len();
    if size > u64::try_from(LARGEST).unwrap_or(u64::MAX) {
        return Err(refuse("error-progress-foreign").into());
    }
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => refuse("error-progress-foreign"),
        _ => unreadable(&error),
    })?;
    let mut transfer = Transfer::read(&text).map_err(|problem| match problem {
        TransferProblem::Damaged { line, column } => {
            refuse("error-progress-damaged").arg("line", line).arg("column", column)
        }
        TransferProblem::Foreign => refuse("error-progress-foreign"),
        TransferProblem::Newer { version } => refuse("error-progress-newer").arg("version", version.to_string()),
        TransferProblem::BadKey { number } => refuse("error-progress-key").arg("number", number),
    })?;
    if let Some(course) = course {
        transfer.courses.retain(|carried| carried.key.course == course);
        if transfer.courses.is_empty() {
            return Err(refuse("error-progress-not-in-file").arg("course", course).into());
        }
    }
    let mut merged = Vec::new();
    for Carried { key, progress } in transfer.courses {
        let (here, problem) = store.load(&key);
        match problem {
            // Writing over what a newer version wrote would lose it.
            Some(problem @ (StoreProblem::Newer { .. } | StoreProblem::Unwritable { .. })) => {
                return Err(Problem::of_store(&problem));
            }
            Some(problem) => output::tell(&Problem::of_store(&problem).words(common.lang)),
            None => {}
        }
        merged.push((key, here.merge(progress)));
    }
    for (key, progress) in &merged {
        store.save(key, progress).map_err(|problem| Problem::of_store(&problem))?;
        if library.get(&key.course).is_none() {
            let finding = Finding::new("progress-unknown-course").arg("course", key.course.as_str());
            output::tell(&Problem::from(finding).words(common.lang));
        }
    }
    say(common, "progress-imported", path, merged.len());
    Ok(Outcome::Good)
}

fn say(common: &Common, id: &'static str, path: &Path, count: usize) {
    let finding = Finding::new(id).arg("path", path.display().to_string()).arg("count", count);
    output::tell(&Problem::from(finding).words(common.lang));
}
