//! `hanamaru policy [COURSE]`.

use std::collections::BTreeSet;

use clap::ArgMatches;

use super::{Common, Problem, output, selection};
use crate::course::{Course, Values};
use crate::report::{Outcome, policy};

/// # Errors
/// An unknown course, or stdout cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let courses: Vec<&Course> = match matches.get_one::<String>("course") {
        Some(id) => vec![&selection::course(&library, id)?.course],
        None => library.courses.iter().map(|loaded| &loaded.course).collect(),
    };
    let mut actions = BTreeSet::new();
    for course in courses {
        // The names do not matter here: which calls are made is the same whatever things are called.
        let values = Values::resolve(course, None, &[]).unwrap_or_default();
        actions.extend(policy::actions(course, &values));
    }
    let text = serde_json::to_string_pretty(&policy::policy(&actions)).unwrap_or_default() + "\n";
    output::print(&text)?;
    Ok(Outcome::Good)
}
