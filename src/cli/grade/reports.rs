//! `grade --reports DIR`: judges what was handed in again, from the facts in it.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::render::Target;
use crate::check::Finding;
use crate::cli::common::text;
use crate::cli::problem::reason;
use crate::cli::{Common, Problem, output};
use crate::grade::GradeDocument;
use crate::handin::again::Expected;
use crate::handin::{ReportProblem, proofs, same};
use crate::report::Outcome;
use crate::report::digest::of_course;
use crate::session::handin::{Marks, Rule, judge_all};
use crate::text::Wording;

/// # Errors
/// The directory cannot be read, or the marks cannot be written. A file that is no report is told, and the rest
/// goes on.
pub(super) fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let given = text(matches, "reports").unwrap_or_default();
    let target = Target::open(common, matches)?;
    let library = common.library()?;
    let held = Held::of(Path::new(&given)).map_err(|error| {
        Problem::from(Finding::new("error-unreadable").arg("path", given.as_str()).arg("reason", reason(&error)))
    })?;
    if held.files.is_empty() && held.not_files.is_empty() {
        return Err(Finding::new("handin-none").arg("path", given).into());
    }
    let board = text(matches, "board").map(|path| board(&path)).transpose()?;
    let (word, proofs) = board.map(|kept| (kept.nonce, kept.proofs)).unzip();
    let expected = Expected {
        courses: library.courses.iter().map(|loaded| (loaded.course.id.clone(), of_course(&loaded.course))).collect(),
        nonce: text(matches, "nonce").or(word),
        proofs: proofs.unwrap_or_default(),
    };
    let rule = Rule { library: &library, expected: &expected, lang: common.lang, whole: target.shows_all() };
    let judged = judge_all(&held.files, rule);
    let tell = |finding: Finding| output::tell(&Problem::from(finding).words(common.lang));
    let (passed_over, mut refused) = held.passed_over();
    passed_over.into_iter().for_each(tell);
    let mut learners: Vec<Marks> = Vec::new();
    for one in judged {
        match one {
            Ok(marks) => learners.push(marks),
            Err(finding) => {
                tell(finding);
                refused += 1;
            }
        }
    }
    let in_common = in_common(common, &learners);
    let known = library.courses.iter().map(|loaded| loaded.course.id.as_str());
    let courses: Vec<&str> = known.filter(|id| learners.iter().any(|marks| marks.course == *id)).collect();
    // One class, or several courses' reports in one document.
    let document = GradeDocument::new(courses.join(","), Vec::new(), None);
    let lost = Cell::new(0);
    let opened = learners.into_iter().zip(in_common).filter_map(|(marks, note)| {
        let Some(mut grade) = marks.open() else {
            tell(ReportProblem::Foreign.finding(&marks.id));
            lost.set(lost.get() + 1);
            return None;
        };
        grade.notes.extend(note);
        Some(grade)
    });
    let outcome = target.write(&library, document, opened)?;
    Ok(if outcome == Outcome::Good && refused + lost.get() > 0 { Outcome::Undetermined } else { outcome })
}

/// What a class's board has kept: its file, or the day as it was exported.
fn board(path: &str) -> Result<proofs::Kept, Problem> {
    let text = super::files::read(path)?;
    proofs::read(&text).ok_or_else(|| Finding::new("handin-no-board-file").arg("path", path).into())
}

/// What a directory holds, by name.
#[derive(Default)]
struct Held {
    /// Files that call themselves JSON.
    files: Vec<PathBuf>,
    /// What has such a name and is no file.
    not_files: Vec<PathBuf>,
    /// Names of everything else.
    others: Vec<String>,
}

impl Held {
    fn of(directory: &Path) -> std::io::Result<Self> {
        let mut held = Self::default();
        let mut entries = std::fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
            // A system's own files: `._report.json` comes with archives packed on a Mac.
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match (json && !hidden, path.is_file()) {
                (true, true) => held.files.push(path),
                (true, false) => held.not_files.push(path),
                (false, _) => held.others.push(entry.file_name().to_string_lossy().into_owned()),
            }
        }
        Ok(held)
    }

    /// What is not judged, and why; how many of these call themselves reports.
    fn passed_over(&self) -> (Vec<Finding>, usize) {
        let not_files = self.not_files.iter().map(|path| path.display().to_string());
        let mut findings: Vec<Finding> =
            not_files.map(|path| Finding::new("handin-not-a-file").arg("path", path)).collect();
        let refused = findings.len();
        if !self.others.is_empty() {
            let others = Finding::new("handin-others-passed-over");
            findings.push(others.arg_some("names", self.others.iter().cloned(), self.others.len()));
        }
        (findings, refused)
    }
}

/// For each report, what it has in common with others.
fn in_common(common: &Common, learners: &[Marks]) -> Vec<Option<String>> {
    let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
    let all: Vec<_> = learners.iter().map(|marks| (marks.id.as_str(), &marks.seen)).collect();
    let found = same::about_others(&all).into_iter();
    found.map(|finding| finding.map(|finding| wording.advice(&finding))).collect()
}
