//! `hanamaru lint PATH`: everything that is wrong with a course directory, at once.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::common::text;
use super::problem::reason;
use super::{Common, Problem, look, output};
use crate::check::Finding;
use crate::course::Values;
use crate::course::lint::{self, Problem as Flaw};
use crate::course::load::{Files, LoadedCourse, by_directory};
use crate::report::Outcome;
use crate::session::practice;
use crate::session::practice::proof::{self, Unproven};
use crate::session::{Session, SessionOptions, courses};
use crate::text::{FluentValue, Wording};

/// Exit 0: nothing is wrong; 2: the course is broken.
///
/// # Errors
/// The directory cannot be read, or holds no course.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let given = text(matches, "path").unwrap_or_default();
    let path = &course_directory(Path::new(&given));
    let files = courses::read(path).map_err(|error| {
        Problem::from(Finding::new("error-unreadable").arg("path", given.as_str()).arg("reason", reason(&error)))
    })?;
    let found = directories(path, &files);
    if found.is_empty() {
        return Err(Finding::new("error-no-course-here").arg("path", given).into());
    }
    let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
    let mut flaws = 0;
    let mut out = String::new();
    for (place, name, files) in &found {
        let mut here = lint::lint(name, files);
        if here.is_empty() {
            here = unproven(common, files)?;
        }
        for flaw in here {
            out += &line(&wording, &format!("{place}/{}", flaw.file), &flaw);
            flaws += 1;
        }
    }
    let catalog = wording.catalog();
    out += &match flaws {
        0 => catalog.with("lint-summary-none", [("courses", FluentValue::from(found.len()))]),
        _ => catalog.with("lint-summary-count", [("count", FluentValue::from(flaws))]),
    };
    out.push('\n');
    output::print(&out)?;
    Ok(if flaws == 0 { Outcome::Good } else { Outcome::Misused })
}

/// What the course cannot prove of itself in a practice account, where it has one to start from.
fn unproven(common: &Common, files: &Files) -> Result<Vec<Flaw>, Problem> {
    let Ok(LoadedCourse { course, .. }) = LoadedCourse::from_files(files) else { return Ok(Vec::new()) };
    let Ok(values) = Values::for_practice(&course, None, &[]) else { return Ok(Vec::new()) };
    let Ok(session) = Session::new(SessionOptions::default()) else { return Ok(Vec::new()) };
    let runtime = look::runtime()?;
    let proved = runtime.block_on(proof::prove(&session, &course, &values));
    runtime.shutdown_background();
    let unproven = proved.unwrap_or_else(|problem| {
        // It says nothing about the course.
        output::tell(&Problem::from(practice::problem::finding(&problem)).words(common.lang));
        Vec::new()
    });
    let place = |one: &Unproven| {
        let index = one.step().and_then(|id| course.steps.iter().position(|step| step.id == id));
        index.map_or_else(|| "practice.start".to_owned(), |index| format!("steps[{index}]"))
    };
    let flaw = |one: &Unproven| Flaw {
        file: "course.toml".to_owned(),
        line: 0,
        column: 0,
        key: place(one),
        finding: practice::problem::of_unproven(one),
    };
    Ok(unproven.iter().map(flaw).collect())
}

/// Somebody may point at a file of the course: its `course.toml`, or a page below it.
fn course_directory(path: &Path) -> PathBuf {
    if !path.is_file() {
        return path.to_owned();
    }
    // A bare file name is in the working directory.
    let here = |directory: &Path| if directory == Path::new("") { PathBuf::from(".") } else { directory.to_owned() };
    let above = path.ancestors().skip(1).take(2).map(here);
    let course = above.clone().find(|directory| directory.join("course.toml").is_file());
    course.or_else(|| above.clone().next()).unwrap_or_else(|| path.to_owned())
}

/// The course directories under a path, or the path itself: where, its name, its files.
fn directories(path: &Path, files: &Files) -> Vec<(String, String, Files)> {
    let own =
        path.canonicalize().ok().and_then(|full| full.file_name().map(|name| name.to_string_lossy().into_owned()));
    by_directory(files)
        .into_iter()
        .map(|(directory, files)| {
            let place = path.join(&directory).display().to_string();
            let name = if directory.is_empty() { own.clone().unwrap_or_default() } else { directory };
            (place.trim_end_matches('/').to_owned(), name, files)
        })
        .collect()
}

/// `lessons/mine/course.toml:12:3: steps[0].id: …`, as editors and CI logs link it.
pub(super) fn line(wording: &Wording<'_>, file: &str, flaw: &Flaw) -> String {
    let mut at = file.to_owned();
    if flaw.line > 0 {
        at += &format!(":{}", flaw.line);
    }
    if flaw.line > 0 && flaw.column > 0 {
        at += &format!(":{}", flaw.column);
    }
    let key = if flaw.key.is_empty() { String::new() } else { format!("{}: ", flaw.key) };
    format!("{at}: {key}{}\n", wording.advice(&flaw.finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_for_its_course() {
        let home = tempfile::tempdir().unwrap();
        let course = home.path().join("mine");
        std::fs::create_dir_all(course.join("ja")).unwrap();
        for file in ["course.toml", "ja/web.md"] {
            std::fs::write(course.join(file), "").unwrap();
        }
        std::fs::write(home.path().join("notes.txt"), "").unwrap();
        for (given, expected) in [
            (course.clone(), course.clone()),
            (course.join("course.toml"), course.clone()),
            (course.join("ja/web.md"), course.clone()),
            (home.path().join("notes.txt"), home.path().to_owned()),
            (home.path().join("nothing"), home.path().join("nothing")),
        ] {
            assert_eq!(course_directory(&given), expected, "{}", given.display());
        }
        // The manifest of this package stands in the directory in which tests run.
        assert_eq!(course_directory(Path::new("Cargo.toml")), Path::new("."));
    }
}
