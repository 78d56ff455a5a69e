//! A graded class in the format asked for.

use std::io;
use std::path::Path;

use clap::ArgMatches;
use jiff::tz::TimeZone;

use crate::cli::common::text;
use crate::cli::output::{self, OutFile};
use crate::cli::{Common, Problem};
use crate::course::Library;
use crate::grade::{GradeDocument, LearnerGrade, changes, csv, html, human, json, junit, merge};
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
        let compare = compare.map(|path| merge::read(&path, &super::files::read(&path)?).map(slim)).transpose();
        Ok(Self {
            format: text(matches, "format").unwrap_or_default(),
            style: output::style(common, out.is_some()),
            out,
            compare: compare?,
        })
    }

    /// Whether the document shows everything that is known of a learner.
    pub(super) fn shows_all(&self) -> bool {
        self.format == "json"
    }

    /// In which times of sentences are worded: what programs read is the same wherever it is made.
    pub(super) fn zone(&self) -> TimeZone {
        if matches!(self.format.as_str(), "human" | "html") { self.style.zone.clone() } else { TimeZone::UTC }
    }

    /// Writes a class learner by learner: `document` has none yet. As JSON nobody is held longer than it takes to write
    /// them down; of what other formats show little is left.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(
        &self,
        library: &Library,
        mut document: GradeDocument,
        learners: impl Iterator<Item = LearnerGrade>,
    ) -> Result<Outcome, Problem> {
        if !self.shows_all() {
            document.learners = learners.map(LearnerGrade::slim).collect();
            return self.write_whole(library, &mut document);
        }
        let mut all = document.clone();
        let write = |out: &mut dyn io::Write| {
            out.write_all(json::frame(&document)?.0.as_bytes())?;
            for learner in learners {
                out.write_all(json::learner(&learner, all.learners.is_empty())?.as_bytes())?;
                all.learners.push(learner.slim());
            }
            document.changes = self.compare.as_ref().map(|old| changes::between(old, &all));
            out.write_all(json::end(!all.learners.is_empty()).as_bytes())?;
            out.write_all(json::frame(&document)?.1.as_bytes())
        };
        match &self.out {
            Some(file) => file.stream(write)?,
            None => output::stream(write)?,
        }
        Ok(all.outcome())
    }

    fn write_whole(&self, library: &Library, document: &mut GradeDocument) -> Result<Outcome, Problem> {
        document.changes = self.compare.as_ref().map(|old| changes::between(old, document));
        let course = library.get(&document.course).map(|loaded| &loaded.course);
        let title = course.map_or(document.course.as_str(), |course| self.style.lang.pick(&course.title));
        let text = match self.format.as_str() {
            "csv" => csv::csv(document),
            "junit" => junit::junit(document),
            "html" => html::html(document, title, self.style.lang, &self.style.zone),
            _ => human::human(document, title, &self.style),
        };
        match &self.out {
            Some(file) => file.write(&text)?,
            None => output::print(&text)?,
        }
        Ok(document.outcome())
    }
}

/// What changes are told from.
fn slim(document: GradeDocument) -> GradeDocument {
    GradeDocument { learners: document.learners.into_iter().map(LearnerGrade::slim).collect(), ..document }
}
