//! The snapshot: what was observed and what was remembered, so that the same verdicts can be had again.
//!
//! Holds facts only: no credentials, and user data was reduced to findings when it was read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::progress::Memory;

/// What marks a file as one of ours.
const FORMAT: &str = "hanamaru-snapshot";
/// Version of the file's shape.
const SCHEMA: u64 = 1;

/// The file of `--save-snapshot` and `--offline`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    format: String,
    schema: u64,
    /// Id of the course that was verified.
    pub course: String,
    /// Names and values in force.
    pub values: BTreeMap<String, String>,
    pub facts: Facts,
    /// Confirmations, records and quiz as they were used.
    pub memory: Memory,
}

/// Why a file cannot be used as a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotProblem {
    /// Not one of ours.
    Foreign,
    /// Ours, but damaged; where.
    Damaged { line: usize, column: usize },
    /// Written by a newer version.
    Newer { schema: u64 },
    /// Of another course.
    OtherCourse { course: String },
}

impl Snapshot {
    #[must_use]
    pub fn new(course: &Course, values: &Values, facts: Facts, memory: Memory) -> Self {
        Self {
            format: FORMAT.to_owned(),
            schema: SCHEMA,
            course: course.id.clone(),
            values: values.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            facts,
            memory,
        }
    }

    /// Reads a snapshot back.
    ///
    /// # Errors
    /// Why the text is not a snapshot that this version can use.
    pub fn read(text: &str) -> Result<Self, SnapshotProblem> {
        let damaged =
            |error: &serde_json::Error| SnapshotProblem::Damaged { line: error.line(), column: error.column() };
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            // Cut off in the middle: still recognisable by its first key.
            Err(error) if text.contains(FORMAT) => return Err(damaged(&error)),
            Err(_) => return Err(SnapshotProblem::Foreign),
        };
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(SnapshotProblem::Foreign);
        }
        match value.get("schema").and_then(Value::as_u64) {
            Some(SCHEMA) => serde_json::from_str(text).map_err(|error| damaged(&error)),
            Some(schema) if schema > SCHEMA => Err(SnapshotProblem::Newer { schema }),
            _ => Err(SnapshotProblem::Damaged { line: 1, column: 1 }),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// The serialiser's, which plain data does not meet.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|text| text + "\n")
    }

    #[must_use]
    pub fn values(&self) -> Values {
        Values::from_map(self.values.clone())
    }
}
