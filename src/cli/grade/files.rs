//! Classes out of files: parts put together.

use clap::ArgMatches;

use super::render::Target;
use crate::check::Finding;
use crate::cli::common::texts;
use crate::cli::problem::reason;
use crate::cli::{Common, Problem, output};
use crate::grade::merge as parts;
use crate::report::Outcome;

/// The text of a file that was named.
pub(super) fn read(path: &str) -> Result<String, Finding> {
    std::fs::read_to_string(path)
        .map_err(|error| Finding::new("error-unreadable").arg("path", path).arg("reason", reason(&error)))
}

/// `--merge FILES…`.
pub(super) fn merge(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let target = Target::open(common, matches)?;
    let mut found = Vec::new();
    for path in texts(matches, "merge") {
        let document = parts::read(&path, &read(&path)?)?;
        found.push((path, document));
    }
    let (mut document, notes) = parts::merge(found)?;
    for note in notes {
        output::tell(&Problem::from(note).words(common.lang));
    }
    let learners = std::mem::take(&mut document.learners);
    target.write(&common.library()?, document, learners.into_iter())
}
