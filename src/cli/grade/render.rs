//! A graded class in the format asked for.

use std::path::Path;

use clap::ArgMatches;
use jiff::tz::TimeZone;

use crate::check::Finding;
use crate::cli::common::text;
use crate::cli::output::{self, OutFile};
use crate::cli::{Common, Problem};
use crate::course::Library;
use crate::grade::{GradeDocument, changes, csv, html, human, junit, merge};
use crate::report::Outcome;
use crate::report::human::Style;

/// Where and how a class is written; the file is opened before anything is asked.
#[derive(Debug)]
pub(super) struct Target {
    format: String,
    pub(super) style: Style,
    out: Option<OutFile>,
    compare: Option<GradeDocument>,
}

impl Target {
    /// # Errors
    /// The file cannot be written, or the one to compare with cannot be read.
    pub(super) fn open(common: &Common, matches: &ArgMatches) -> Result<Self, Problem> {
        let out = text(matches, "out").map(|path| OutFile::open(Path::new(&path))).transpose()?;
        let compare = text(matches, "compare");
        let compare = compare.map(|path| merge::read(&path, &super::files::read(&path)?)).transpose();
        Ok(Self {
            format: text(matches, "format").unwrap_or_default(),
            style: output::style(common, out.is_some()),
            out,
            compare: compare?,
        })
    }

    /// In which times of sentences are worded: what programs read is the same wherever it is made.
    pub(super) fn zone(&self) -> TimeZone {
        if matches!(self.format.as_str(), "human" | "html") { self.style.zone.clone() } else { TimeZone::UTC }
    }

    /// Writes the class.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, library: &Library, mut document: GradeDocument) -> Result<Outcome, Problem> {
        document.changes = self.compare.as_ref().map(|old| changes::between(old, &document));
        let course = library.get(&document.course).map(|loaded| &loaded.course);
        let title = course.map_or(document.course.as_str(), |course| self.style.lang.pick(&course.title));
        let text = match self.format.as_str() {
            "json" => document
                .to_json()
                .map_err(|error| Problem::from(Finding::new("error-stdout").arg("reason", error.to_string())))?,
            "csv" => csv::csv(&document),
            "junit" => junit::junit(&document),
            "html" => html::html(&document, title, self.style.lang, &self.style.zone),
            _ => human::human(&document, title, &self.style),
        };
        match &self.out {
            Some(file) => file.write(&text)?,
            None => output::print(&text)?,
        }
        Ok(document.outcome())
    }
}
