//! Reads a report back, whatever it has been through.

use serde_json::Value;

use super::report::{FORMAT, HandIn, SCHEMA};
use crate::check::Finding;
use crate::report::digest;

/// No report comes near this size (bytes).
pub const LARGEST: u64 = 32 << 20;

/// Why a file cannot be judged, or not be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportProblem {
    /// Not one of ours.
    Foreign,
    /// Ours, but cut off or damaged; where.
    Damaged { line: usize, column: usize },
    /// Written by a newer version.
    Newer { schema: u64 },
    /// Too large to be a report.
    TooLarge,
    /// The program has no such course.
    UnknownCourse { course: String },
}

impl ReportProblem {
    /// The sentence about this file.
    #[must_use]
    pub fn finding(&self, path: &str) -> Finding {
        match self {
            Self::Foreign => Finding::new("handin-foreign"),
            Self::Damaged { line, column } => Finding::new("handin-damaged").arg("line", *line).arg("column", *column),
            Self::Newer { schema } => Finding::new("handin-newer").arg("schema", schema.to_string()),
            Self::TooLarge => Finding::new("handin-too-large"),
            Self::UnknownCourse { course } => Finding::new("handin-unknown-course").arg("course", course),
        }
        .arg("path", path)
    }
}

/// A report that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub report: HandIn,
    /// Its content is not what its digest was made from.
    pub edited: bool,
    /// Digest of the facts: two who looked at an account themselves never have the same.
    pub facts: String,
}

/// Reads a report.
///
/// # Errors
/// It is none, or none that can be judged.
pub fn read(text: &str) -> Result<Read, ReportProblem> {
    let damaged = |error: &serde_json::Error| ReportProblem::Damaged { line: error.line(), column: error.column() };
    let mut value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        // Cut off in the middle: still recognisable.
        Err(error) if text.contains(FORMAT) => return Err(damaged(&error)),
        Err(_) => return Err(ReportProblem::Foreign),
    };
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(ReportProblem::Foreign);
    }
    match value.get("schema").and_then(Value::as_u64) {
        Some(SCHEMA) => {}
        Some(schema) if schema > SCHEMA => return Err(ReportProblem::Newer { schema }),
        _ => return Err(ReportProblem::Damaged { line: 1, column: 1 }),
    }
    let claimed = value.as_object_mut().and_then(|object| object.remove("digest"));
    let edited = claimed.as_ref().and_then(Value::as_str) != Some(digest::of_value(&value).as_str());
    let facts = value.get("facts").map(digest::of_value).unwrap_or_default();
    value["digest"] = claimed.unwrap_or_default();
    let report = serde_json::from_value(value).map_err(|_| ReportProblem::Damaged { line: 1, column: 1 })?;
    Ok(Read { report, edited, facts })
}
