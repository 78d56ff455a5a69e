//! `grade --reports DIR`: judges what was handed in again, from the facts in it.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::render::Target;
use crate::check::Finding;
use crate::cli::common::text;
use crate::cli::problem::reason;
use crate::cli::{Common, Problem, output};
use crate::course::Library;
use crate::grade::{GradeDocument, LearnerGrade};
use crate::handin::again::Expected;
use crate::report::Outcome;
use crate::report::digest::of_course;
use crate::session::handin::judge_all;

/// # Errors
/// The directory cannot be read, or the marks cannot be written. A file that is no report is told, and the rest
/// goes on.
pub(super) fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let given = text(matches, "reports").unwrap_or_default();
    let target = Target::open(common, matches)?;
    let library = common.library()?;
    let files = files(Path::new(&given)).map_err(|error| {
        Problem::from(Finding::new("error-unreadable").arg("path", given.as_str()).arg("reason", reason(&error)))
    })?;
    if files.is_empty() {
        return Err(Finding::new("handin-none").arg("path", given).into());
    }
    let expected = Expected {
        courses: library.courses.iter().map(|loaded| (loaded.course.id.clone(), of_course(&loaded.course))).collect(),
        nonce: text(matches, "nonce"),
    };
    let judged = judge_all(&files, &library, &expected, common.lang);
    let mut refused = 0;
    let mut learners = Vec::new();
    for one in judged {
        match one {
            Ok(grade) => learners.push(grade),
            Err(finding) => {
                output::tell(&Problem::from(finding).words(common.lang));
                refused += 1;
            }
        }
    }
    let outcome = target.write(&library, document(&library, learners))?;
    Ok(if outcome == Outcome::Good && refused > 0 { Outcome::Undetermined } else { outcome })
}

/// The JSON files of a directory, by name.
fn files(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        if json && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// One class, or several courses' reports in one document.
fn document(library: &Library, learners: Vec<(String, LearnerGrade)>) -> GradeDocument {
    let known = library.courses.iter().map(|loaded| loaded.course.id.as_str());
    let courses: Vec<&str> = known.filter(|id| learners.iter().any(|(course, _)| course == id)).collect();
    let course = courses.join(",");
    GradeDocument::new(course, learners.into_iter().map(|(_, grade)| grade).collect(), None)
}
