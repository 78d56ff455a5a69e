//! `grade --reports DIR`: judges what was handed in again, from the facts in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::render::Target;
use crate::check::Finding;
use crate::cli::common::text;
use crate::cli::problem::reason;
use crate::cli::{Common, Problem, output};
use crate::grade::GradeDocument;
use crate::handin::again::Expected;
use crate::handin::proofs;
use crate::report::Outcome;
use crate::report::digest::of_course;
use crate::session::handin::{Marks, judge_all};
use crate::text::Wording;

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
    let board = text(matches, "board").map(|path| board(&path)).transpose()?;
    let (word, proofs) = board.map(|kept| (kept.nonce, kept.proofs)).unzip();
    let expected = Expected {
        courses: library.courses.iter().map(|loaded| (loaded.course.id.clone(), of_course(&loaded.course))).collect(),
        nonce: text(matches, "nonce").or(word),
        proofs: proofs.unwrap_or_default(),
    };
    let judged = judge_all(&files, &library, &expected, common.lang);
    let mut refused = 0;
    let mut learners: Vec<Marks> = Vec::new();
    for one in judged {
        match one {
            Ok(marks) => learners.push(marks),
            Err(finding) => {
                output::tell(&Problem::from(finding).words(common.lang));
                refused += 1;
            }
        }
    }
    copies(common, &mut learners);
    let known = library.courses.iter().map(|loaded| loaded.course.id.as_str());
    let courses: Vec<&str> = known.filter(|id| learners.iter().any(|marks| marks.course == *id)).collect();
    // One class, or several courses' reports in one document.
    let document = GradeDocument::new(courses.join(","), Vec::new(), None);
    let outcome = target.write(&library, document, learners.into_iter().map(|marks| marks.grade))?;
    Ok(if outcome == Outcome::Good && refused > 0 { Outcome::Undetermined } else { outcome })
}

/// What a class's board has kept: its file, or the day as it was exported.
fn board(path: &str) -> Result<proofs::Kept, Problem> {
    let text = super::files::read(path)?;
    proofs::read(&text).ok_or_else(|| Finding::new("handin-no-board-file").arg("path", path).into())
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

/// Reports with the same facts, to the millisecond of every observation: all but one of them are copies.
fn copies(common: &Common, learners: &mut [Marks]) {
    let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
    let mut same: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for marks in &*learners {
        same.entry(marks.facts.clone()).or_default().push(marks.grade.id.clone());
    }
    for marks in learners {
        let others = same.get(&marks.facts).into_iter().flatten().filter(|id| **id != marks.grade.id);
        let others: Vec<String> = others.cloned().collect();
        if !others.is_empty() {
            marks.grade.notes.push(wording.advice(&Finding::new("handin-copied").arg("others", others)));
        }
    }
}
