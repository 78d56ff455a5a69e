//! `--log-calls`: one line of JSON for every call made. No parameters, nothing secret.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::facts::operations::Operation;

/// An open log. Lines are appended whole, so that several programs can share a file.
#[derive(Debug)]
pub(super) struct CallLog {
    file: Mutex<File>,
}

/// One call as it ended.
#[derive(Debug, Serialize)]
struct Line<'a> {
    time: Timestamp,
    service: &'a str,
    operation: &'a str,
    region: &'a str,
    /// Requests sent for this call, retries included.
    attempts: u32,
    /// `ok`, a gap's kind and code, or `abandoned`.
    outcome: &'a str,
    ms: u128,
}

impl CallLog {
    /// Opens the file for appending.
    ///
    /// # Errors
    /// The system's, when it cannot be written.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Writes one line. A disk that fills up later must not fail an observation.
    pub(super) fn write(&self, time: Timestamp, operation: &Operation, region: &str, end: &Ended<'_>) {
        let line = Line {
            time,
            service: operation.service,
            operation: operation.name,
            region,
            attempts: end.attempts,
            outcome: end.outcome,
            ms: end.elapsed.as_millis(),
        };
        if let Ok(mut text) = serde_json::to_string(&line) {
            text.push('\n');
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            drop(file.write_all(text.as_bytes()));
        }
    }
}

/// How a call ended.
#[derive(Debug)]
pub(super) struct Ended<'a> {
    pub(super) attempts: u32,
    pub(super) outcome: &'a str,
    pub(super) elapsed: Duration,
}
