//! `hanamaru grade`: marks for a class. One file a way of coming by them.

mod files;
mod online;
mod render;
mod reports;
mod state;

pub(super) use online::roster;

use std::collections::BTreeSet;

use clap::ArgMatches;

use super::common::text;
use super::{Common, Problem, output, selection};
use crate::course::{Course, Values};
use crate::grade::role::{self, Tool};
use crate::report::{Outcome, policy, schema};

/// # Errors
/// What was typed is wrong, or the marks cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    if matches.get_flag("schema") {
        output::print(&(serde_json::to_string_pretty(&schema::grade()).unwrap_or_default() + "\n"))?;
        return Ok(Outcome::Good);
    }
    if let Some(tool) = text(matches, "role-template") {
        return role_template(common, &tool, text(matches, "roster").as_deref());
    }
    if matches.contains_id("merge") {
        return files::merge(common, matches);
    }
    if matches.contains_id("reports") {
        return reports::run(common, matches);
    }
    online::run(common, matches)
}

/// The role for the course of a roster (or of this id), or for all courses.
fn role_template(common: &Common, tool: &str, roster: Option<&str>) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let courses: Vec<&Course> = match roster {
        None => library.courses.iter().map(|loaded| &loaded.course).collect(),
        Some(given) => {
            let named = std::fs::read_to_string(given).ok().and_then(|text| text.parse::<toml::Table>().ok());
            let id = named.as_ref().and_then(|table| table.get("course")?.as_str()).unwrap_or(given);
            vec![&selection::course(&library, id)?.course]
        }
    };
    let mut actions = BTreeSet::new();
    for course in courses {
        // Which calls are made is the same whatever things are called.
        let values = Values::resolve(course, None, &[]).unwrap_or_default();
        actions.extend(policy::actions(course, &values));
    }
    let tool = if tool == "terraform" { Tool::Terraform } else { Tool::CloudFormation };
    output::print(&role::template(tool, &actions))?;
    Ok(Outcome::Good)
}
