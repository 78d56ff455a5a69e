//! `hanamaru cleanup COURSE`: what of a course still exists, what it costs, and the commands that remove it. It runs
//! none of them.

use clap::ArgMatches;
use jiff::tz::TimeZone;

use super::common::text;
use super::once::Once;
use super::verify::unwritten;
use super::{Common, Problem, output};
use crate::course::{Course, Shell, Target, Values};
use crate::facts::Facts;
use crate::leftover::{self, Leftovers};
use crate::report::leftover::{Telling, human};
use crate::report::{Outcome, schema};

/// What is looked for and how it is told.
struct Request<'a> {
    common: &'a Common,
    course: &'a Course,
    json: bool,
    shell: Shell,
}

/// # Errors
/// What was typed is wrong, or the list cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::cleanup()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let once = Once::typed(matches)?;
    let json = text(matches, "format").as_deref() == Some("json");
    let shell = shell(text(matches, "cleanup-shell").as_deref());
    let (facts, values) = once.look(common, course, |values| leftover::wants(course, values))?;
    let request = Request { common, course, json, shell };
    request.tell(&facts, &values)
}

impl Request<'_> {
    fn tell(&self, facts: &Facts, values: &Values) -> Result<Outcome, Problem> {
        let left = leftover::survey(self.course, values, facts);
        let style = output::style(self.common, false);
        let zone = if self.json { TimeZone::UTC } else { style.zone.clone() };
        let target = Target { region: Some(&facts.region), ..Target::default() };
        let (home, lang) = (self.course.region.as_str(), self.common.lang);
        let telling = Telling { left: &left, facts, home, lang, zone, shell: self.shell, target };
        let text = if self.json {
            let document = telling.document(&self.course.id);
            serde_json::to_string_pretty(&document).map_err(|error| unwritten(&error))? + "\n"
        } else {
            human(&telling, &self.course.id, &style)
        };
        output::print(&text)?;
        Ok(outcome(&left))
    }
}

/// What may be somebody else's, what could not be seen and what is on its way out leave it open.
fn outcome(left: &Leftovers) -> Outcome {
    if left.items.iter().any(|item| !item.leaving) {
        Outcome::Failed
    } else if left.is_clean() {
        Outcome::Good
    } else {
        Outcome::Undetermined
    }
}

fn shell(given: Option<&str>) -> Shell {
    match given {
        Some("powershell") => Shell::PowerShell,
        Some(_) => Shell::Bash,
        None if cfg!(windows) => Shell::PowerShell,
        None => Shell::Bash,
    }
}
