//! Classes out of files: parts put together.

use std::io;

use clap::ArgMatches;

use super::render::Target;
use crate::check::Finding;
use crate::cli::common::texts;
use crate::cli::problem::reason;
use crate::cli::{Common, Problem, output};
use crate::grade::merge as parts;
use crate::report::Outcome;
use crate::text::decoded;

/// The text of a file that was named.
pub(super) fn read(path: &str) -> Result<String, Finding> {
    let text = |bytes: Vec<u8>| decoded(bytes).ok_or_else(|| io::ErrorKind::InvalidData.into());
    std::fs::read(path)
        .and_then(text)
        .map_err(|error| Finding::new("error-unreadable").arg("path", path).arg("reason", reason(&error)))
}

/// `--merge FILES…`.
pub(super) fn merge(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let target = Target::open(common, matches)?;
    let mut found = Vec::new();
    let mut refused = false;
    for path in texts(matches, "merge") {
        match read(&path).and_then(|text| parts::read(&path, &text)) {
            Ok(document) => found.push((path, document)),
            Err(finding) => {
                output::tell(&Problem::from(finding).words(common.lang));
                refused = true;
            }
        }
    }
    if refused {
        return Ok(Outcome::Misused);
    }
    let (mut document, notes) = parts::merge(found)?;
    let incomplete = !notes.is_empty();
    for note in notes {
        output::tell(&Problem::from(note).words(common.lang));
    }
    let learners = std::mem::take(&mut document.learners);
    let outcome = target.write(&common.library()?, document, learners.into_iter())?;
    // Of a class that is not there whole nobody can say that everything passes.
    Ok(if outcome == Outcome::Good && incomplete { Outcome::Undetermined } else { outcome })
}
