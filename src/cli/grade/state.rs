//! The file of `--resume`, appended to as learners are judged.

use std::fs::{File, OpenOptions};
use std::io::Write as _;

use crate::check::Finding;
use crate::cli::Problem;
use crate::cli::problem::reason;
use crate::course::Course;
use crate::grade::journal::{Journal, JournalProblem};
use crate::grade::{Judged, Learner, Roster};

/// An open file.
#[derive(Debug)]
pub(super) struct State {
    path: String,
    file: File,
    journal: Journal,
}

impl State {
    /// Opens or begins a file; gives what it already holds, by place in the roster.
    ///
    /// # Errors
    /// It is of another run, none of ours, or cannot be used.
    pub(super) fn open(
        path: &str,
        course: &Course,
        course_digest: &str,
        steps: &[String],
        roster: &Roster,
    ) -> Result<(Self, Vec<Option<Judged>>), Problem> {
        let journal = Journal::new(&course.id, course_digest, steps);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(Finding::new("error-unreadable").arg("path", path).arg("reason", reason(&error)).into());
            }
        };
        let before = if text.is_empty() {
            vec![None; roster.learners.len()]
        } else {
            journal.read(&text, &roster.learners).map_err(|problem| {
                let id = match problem {
                    JournalProblem::Foreign => "grade-state-foreign",
                    JournalProblem::OtherRun => "grade-state-other",
                };
                Problem::from(Finding::new(id).arg("path", path))
            })?
        };
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| unwritable(path, &error))?;
        let mut state = Self { path: path.to_owned(), file, journal };
        if text.is_empty() {
            state.append(&state.journal.head())?;
        } else if !text.ends_with('\n') {
            // A line that was cut off stays one line.
            state.append("\n")?;
        }
        Ok((state, before))
    }

    /// Keeps what came of a learner.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep(&mut self, learner: &Learner, judged: &Judged) -> Result<(), Problem> {
        self.append(&self.journal.entry(learner, judged))
    }

    fn append(&mut self, text: &str) -> Result<(), Problem> {
        self.file.write_all(text.as_bytes()).map_err(|error| unwritable(&self.path, &error))
    }
}

fn unwritable(path: &str, error: &std::io::Error) -> Problem {
    Finding::new("error-unwritable").arg("path", path).arg("reason", reason(error)).into()
}
