//! Progress on its way to another machine: one file that holds any number of courses.
//!
//! What is in it: which course, account (its number: it tells whose progress this is), region and suffix; for each,
//! everything that [`Progress`] keeps (what was seen of each check, confirmations, records with the ids that prove
//! them, answers to questions, hints, time). No credentials, no user data, no cookies: the state never holds any.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Progress, ProgressKey};

/// What the file says it is.
const KIND: &str = "hanamaru-progress";
/// Version of the files that this program writes.
const VERSION: u64 = 1;
/// Larger files are none of ours: a whole class's progress is far smaller.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    kind: String,
    version: u64,
    pub exported_at: Timestamp,
    pub courses: Vec<Carried>,
}

/// One course's progress with what it is kept under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    pub key: ProgressKey,
    pub progress: Progress,
}

/// Why a file cannot be brought in. Nothing of it is used then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferProblem {
    /// Not a whole document: cut off, or edited.
    Damaged { line: usize, column: usize },
    /// A document of something else.
    Foreign,
    /// Written by a newer version of this program.
    Newer { version: u64 },
    /// It names a course, account or region that cannot be one.
    BadKey { number: usize },
}

/// The part that every version has.
#[derive(Deserialize)]
struct Head {
    kind: Option<String>,
    version: Option<u64>,
}

impl Transfer {
    #[must_use]
    pub fn new(courses: Vec<Carried>, exported_at: Timestamp) -> Self {
        Self { kind: KIND.to_owned(), version: VERSION, exported_at, courses }
    }

    /// The file's text, ended by a line break.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a file that [`Transfer::to_text`] wrote.
    ///
    /// # Errors
    /// It is not such a file, not whole, or of a newer version.
    pub fn read(text: &str) -> Result<Self, TransferProblem> {
        let damaged =
            |error: &serde_json::Error| TransferProblem::Damaged { line: error.line(), column: error.column() };
        let document: serde_json::Value = serde_json::from_str(text).map_err(|error| damaged(&error))?;
        let head = Head::deserialize(&document).map_err(|_| TransferProblem::Foreign)?;
        if head.kind.as_deref() != Some(KIND) {
            return Err(TransferProblem::Foreign);
        }
        match head.version {
            Some(VERSION) => {}
            Some(version) if version > VERSION => return Err(TransferProblem::Newer { version }),
            _ => return Err(TransferProblem::Foreign),
        }
        // Read from the text again: only that tells line and column.
        let transfer: Self = serde_json::from_str(text).map_err(|error| damaged(&error))?;
        match transfer.courses.iter().position(|carried| !is_possible(&carried.key)) {
            Some(index) => Err(TransferProblem::BadKey { number: index + 1 }),
            None => Ok(transfer),
        }
    }
}

/// The key could be one that this program made.
fn is_possible(key: &ProgressKey) -> bool {
    let word = |text: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !text.is_empty() && text.len() <= 64 && text.chars().all(fits)
    };
    let account = key.account == "-" || (key.account.len() == 12 && key.account.chars().all(|c| c.is_ascii_digit()));
    account && word(&key.course) && word(&key.region) && key.suffix.chars().count() <= 255
}
