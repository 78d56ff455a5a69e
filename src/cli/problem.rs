//! What was typed wrongly, or cannot be used: findings that are worded once, where they are shown.
//!
//! Each is a message with a value (what happened) and, where there is something to do, an attribute
//! `.remedy`. All of them are exit status 2.

use std::io;

use jiff::tz::TimeZone;

use crate::check::verdict::{Arg, Finding};
use crate::course::values::ValueProblem;
use crate::facts::want::ResourceKind;
use crate::progress::StoreProblem;
use crate::text::{Lang, Wording};

/// One or more things that keep a command from running.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    findings: Vec<(Finding, Option<String>)>,
}

impl From<Finding> for Problem {
    fn from(finding: Finding) -> Self {
        Self { findings: vec![(finding, None)] }
    }
}

impl Problem {
    /// A problem with the nearest valid word, if one is near.
    #[must_use]
    pub fn with_nearest(finding: Finding, nearest: Option<String>) -> Self {
        Self { findings: vec![(finding, nearest)] }
    }

    /// Mistakes in `--set` and `--suffix`, all at once.
    #[must_use]
    pub fn of_values(problems: Vec<ValueProblem>) -> Self {
        Self { findings: problems.into_iter().map(of_value).collect() }
    }

    /// Saved state that could not be read or written: told, and never an exit status.
    #[must_use]
    pub fn of_store(problem: &StoreProblem) -> Self {
        stored(problem, "store-set-aside", "store-newer", "store-unwritable")
    }

    /// The same of a practice account's file.
    #[must_use]
    pub fn of_practice_store(problem: &StoreProblem) -> Self {
        stored(problem, "practice-state-set-aside", "practice-state-newer", "practice-state-unwritable")
    }

    /// The lines for stderr.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let wording = Wording { lang, zone: TimeZone::UTC, course: None };
        let catalog = wording.catalog();
        let mut lines = Vec::new();
        for (finding, nearest) in &self.findings {
            lines.push(format!("hanamaru: {}", wording.advice(finding)));
            if let Some(nearest) = nearest {
                lines.push(format!("  {}", catalog.with("error-nearest", [("nearest", nearest.as_str().into())])));
            }
            let remedy = format!("{}.remedy", finding.id);
            if catalog.has(&remedy) {
                lines.push(format!("  {}", catalog.format(&remedy, Some(&wording.args(finding)))));
            }
        }
        lines.join("\n")
    }
}

fn stored(problem: &StoreProblem, set_aside: &'static str, newer: &'static str, unwritable: &'static str) -> Problem {
    match problem {
        StoreProblem::SetAside { path, backup } => {
            Finding::new(set_aside).arg("path", path.as_str()).arg("backup", backup.as_str())
        }
        StoreProblem::Newer { path, .. } => Finding::new(newer).arg("path", path.as_str()),
        StoreProblem::Unwritable { path, reason } => {
            Finding::new(unwritable).arg("path", path.as_str()).arg("reason", reason.as_str())
        }
    }
    .into()
}

/// What the system said about a file, in words of ours where we have them.
#[must_use]
pub fn reason(error: &io::Error) -> Arg {
    reason_of(error.kind()).map_or_else(|| Arg::Text(error.to_string()), |id| Arg::Message(id.to_owned()))
}

/// The message for a kind of error.
#[must_use]
pub const fn reason_of(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::NotFound => Some("io-not-found"),
        io::ErrorKind::PermissionDenied => Some("io-permission-denied"),
        io::ErrorKind::ReadOnlyFilesystem => Some("io-read-only"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("io-full"),
        io::ErrorKind::IsADirectory => Some("io-is-directory"),
        io::ErrorKind::NotADirectory => Some("io-not-directory"),
        io::ErrorKind::InvalidData => Some("io-not-text"),
        io::ErrorKind::FileTooLarge => Some("io-too-large"),
        _ => None,
    }
}

fn of_value(problem: ValueProblem) -> (Finding, Option<String>) {
    match problem {
        ValueProblem::Empty { name } => (Finding::new("error-set-empty").arg("name", name), None),
        ValueProblem::Malformed { given } => (Finding::new("error-set-malformed").arg("given", given), None),
        ValueProblem::Unknown { name, nearest } => (Finding::new("error-set-unknown").arg("name", name), nearest),
        ValueProblem::TooLong { name, value, limit } => {
            let length = value.chars().count();
            let finding = Finding::new("error-value-too-long").arg("name", name).arg("value", value);
            (finding.arg("limit", limit).arg("length", length), None)
        }
        ValueProblem::BadCharacters { name, value, kind } => {
            let id = match kind {
                ResourceKind::LoadBalancer | ResourceKind::TargetGroup => "error-value-characters",
                _ => "error-value-control",
            };
            // A control character is shown, not obeyed by the terminal.
            (Finding::new(id).arg("name", name).arg("value", value.escape_debug().to_string()), None)
        }
    }
}
