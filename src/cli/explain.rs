//! `hanamaru explain COURSE`.

use clap::ArgMatches;
use jiff::tz::TimeZone;

use super::common::text;
use super::once::Once;
use super::verify::unwritten;
use super::{Common, Problem, output, selection};
use crate::check::Finding;
use crate::course::{Course, Shell, Values};
use crate::explain;
use crate::facts::Facts;
use crate::report::explain::{Telling, human};
use crate::report::{Outcome, schema};

/// What is explained and how it is told.
struct Request<'a> {
    common: &'a Common,
    course: &'a Course,
    step: Option<String>,
    json: bool,
}

/// # Errors
/// What was typed is wrong, or the explanation cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::explain()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let step = text(matches, "step");
    selection::steps(course, step.as_slice())?;
    let once = Once::typed(matches)?;
    let json = text(matches, "format").as_deref() == Some("json");
    let (facts, values) = once.look(common, course, |values| explain::wants(course, values, step.as_deref()))?;
    let request = Request { common, course, step, json };
    request.tell(&facts, &values)
}

impl Request<'_> {
    fn tell(&self, facts: &Facts, values: &Values) -> Result<Outcome, Problem> {
        let way = explain::explain(self.course, values, facts, self.step.as_deref());
        let way = way.ok_or_else(|| Problem::from(Finding::new("explain-no-way")))?;
        let style = output::style(self.common, false);
        let zone = if self.json { TimeZone::UTC } else { style.zone.clone() };
        let telling = Telling { way: &way, region: &facts.region, lang: self.common.lang, zone, shell: shell() };
        let text = if self.json {
            let document = telling.document(self.course, facts);
            serde_json::to_string_pretty(&document).map_err(|error| unwritten(&error))? + "\n"
        } else {
            human(&telling, self.course, &style)
        };
        output::print(&text)?;
        Ok(match (way.broken(), way.unseen().next()) {
            (Some(_), _) => Outcome::Failed,
            (None, Some(_)) => Outcome::Undetermined,
            (None, None) => Outcome::Good,
        })
    }
}

/// The shell that commands are written for.
const fn shell() -> Shell {
    if cfg!(windows) { Shell::PowerShell } else { Shell::Bash }
}
