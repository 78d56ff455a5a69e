//! What is wrong with a course directory: everything at once, each with file, line, column and key.
//!
//! Three passes: [`schema`] walks `course.toml` beside the JSON Schema of its types and finds unknown keys,
//! kinds and choices with the nearest valid one; [`meaning`] holds references, ids, names and numbers to
//! each other; [`pages`] holds the prose of both languages to the course. The second and third need a file
//! that the first found sound. Words for every finding are in `locales/*/lint.ftl`.

mod literals;
mod meaning;
mod pages;
mod quiz;
pub mod references;
pub(crate) mod schema;
mod source;
#[cfg(test)]
mod tests;

use super::load::Files;
use super::model::Course;
use crate::check::Finding;
pub(crate) use meaning::is_region;
pub(crate) use source::Source;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Path within the course directory, for example `course.toml` or `ja/alb-sg.md`.
    pub file: String,
    /// From 1. 0: the file as a whole.
    pub line: usize,
    /// From 1, in characters. 0: the line as a whole.
    pub column: usize,
    /// Path of the key in `course.toml`, for example `steps[2].checks[0].proves.group`; empty elsewhere.
    pub key: String,
    /// Id `lint-…`; one sentence, worded as advice is ([`crate::text`]).
    pub finding: Finding,
}

/// Checks one course directory. `directory` is its name, empty when that is not known; `files` are relative to it.
/// Problems come in the order of files and lines.
#[must_use]
pub fn lint(directory: &str, files: &Files) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(text) = files.get("course.toml") else {
        return vec![Problem {
            file: "course.toml".to_owned(),
            line: 0,
            column: 0,
            key: String::new(),
            finding: Finding::new("lint-no-course-file"),
        }];
    };
    let source = Source::read("course.toml", text, &mut problems);
    if problems.is_empty() {
        schema::walk(&source, &super::schema(), &mut problems);
    }
    if problems.is_empty() {
        match toml::from_str::<Course>(text) {
            Ok(course) => {
                meaning::check(directory, &course, &source, &mut problems);
                pages::check(&course, &source, files, &mut problems);
            }
            // The schema is made from the same types; what it cannot say (a number out of range) is left.
            Err(error) => problems.push(source.syntax(&error)),
        }
    }
    problems.sort_by(|a, b| (order(&a.file), a.line, a.column).cmp(&(order(&b.file), b.line, b.column)));
    problems
}

/// `course.toml` first, then the pages by name.
fn order(file: &str) -> (bool, &str) {
    (file != "course.toml", file)
}
