//! `hanamaru courses`.

use clap::ArgMatches;

use super::{Common, Problem, output};
use crate::report::Outcome;
use crate::report::courses::Courses;

/// # Errors
/// The lessons cannot be read, or stdout cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let courses = Courses::new(library.courses.iter().map(|loaded| &loaded.course), common.lang);
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => serde_json::to_string_pretty(&courses).unwrap_or_default() + "\n",
        _ => courses.human(common.lang),
    };
    output::print(&text)?;
    for broken in &library.broken {
        let finding = crate::check::Finding::new("error-broken-course").arg("course", broken.directory.as_str());
        output::tell(&Problem::from(finding).words(common.lang));
    }
    Ok(if library.broken.is_empty() { Outcome::Good } else { Outcome::Misused })
}
