//! Reads what was handed in and judges it again, several files at once.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::check::Finding;
use crate::course::Library;
use crate::grade::LearnerGrade;
use crate::handin::ReportProblem;
use crate::handin::again::{self, Expected};
use crate::handin::read::{self, LARGEST};
use crate::handin::same::Seen;
use crate::text::{Lang, decoded};

/// A report that was judged again.
#[derive(Clone, Debug)]
pub struct Marks {
    /// Id of the course.
    pub course: String,
    /// The learner's id in the marks.
    pub id: String,
    /// To find others that show the same.
    pub seen: Seen,
    /// As JSON, a third of what it takes opened: a class is held until everybody of it was judged.
    grade: Box<[u8]>,
}

impl Marks {
    /// The marks themselves; `None`: they could not be packed.
    #[must_use]
    pub fn open(&self) -> Option<LearnerGrade> {
        serde_json::from_slice(&self.grade).ok()
    }
}

/// A report's marks, or why it has none.
pub type Rejudged = Result<Marks, Finding>;

/// How reports are judged.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    pub library: &'a Library,
    pub expected: &'a Expected,
    pub lang: Lang,
    /// With all that the JSON document shows; else with what the others do.
    pub whole: bool,
}

/// Judges these files, in their order, with as many threads as this machine has cores.
#[must_use]
pub fn judge_all(files: &[PathBuf], rule: Rule<'_>) -> Vec<Rejudged> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Rejudged)>> = Mutex::new(Vec::with_capacity(files.len()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(files.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { break };
                    // Facts that somebody made up must not end the judging of everybody else's.
                    let judged = catch_unwind(AssertUnwindSafe(|| judge(file, rule)));
                    let shown = file.display().to_string();
                    let judged = judged.unwrap_or_else(|_| Err(ReportProblem::Foreign.finding(&shown)));
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, judged));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, judged)| judged).collect()
}

fn judge(file: &Path, rule: Rule<'_>) -> Rejudged {
    let shown = file.display().to_string();
    let read = read(file).map_err(|problem| problem.finding(&shown))?;
    let Some(loaded) = rule.library.get(&read.report.course) else {
        let course = read.report.course.clone();
        return Err(ReportProblem::UnknownCourse { course }.finding(&shown));
    };
    let id = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let grade = again::judge(&id, &read, &loaded.course, rule.expected, rule.lang);
    let grade = if rule.whole { grade } else { grade.slim() };
    let seen = Seen::of(&read, &loaded.course);
    let grade = serde_json::to_vec(&grade).unwrap_or_default().into_boxed_slice();
    Ok(Marks { course: read.report.course, id, seen, grade })
}

fn read(file: &Path) -> Result<read::Read, ReportProblem> {
    let large = fs::metadata(file).is_ok_and(|found| found.len() > LARGEST);
    if large {
        return Err(ReportProblem::TooLarge);
    }
    let bytes = fs::read(file).map_err(|_| ReportProblem::Foreign)?;
    read::read(&decoded(bytes).ok_or(ReportProblem::Foreign)?)
}
