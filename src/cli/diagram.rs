//! `hanamaru diagram COURSE`: the architecture as it is now, or as it should become, as text or as a picture.

use std::collections::BTreeSet;
use std::path::Path;

use clap::ArgMatches;

use super::common::{seconds, text};
use super::look::{self, Looker};
use super::output::{self, OutFile};
use super::verify::kept;
use super::{Common, Problem};
use crate::check::{Finding, run};
use crate::course::{Course, Values};
use crate::diagram::{Architecture, SHEET, layout, observe, svg, terminal, wants};
use crate::facts::Facts;
use crate::report::Outcome;
use crate::session::DEFAULT_TIMEOUT;
use crate::text::{Ambiguous, Catalog};

/// # Errors
/// What was typed is wrong, or the picture cannot be written.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let (common, course) = &common.course(&library, &text(matches, "course").unwrap_or_default())?;
    let values = common.values(course)?;
    let out = text(matches, "out").map(|path| OutFile::open(Path::new(&path))).transpose()?;
    let architecture = if matches.get_flag("goal") {
        course.goal(&values).ok_or_else(|| Finding::new("error-no-goal").arg("course", &course.id))?
    } else if let Some(path) = text(matches, "offline") {
        let (snapshot, values) = kept(common, course, &values, Path::new(&path))?;
        observe(course, &values, &snapshot.facts)
    } else {
        let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
        let facts = look(common, course, &values, timeout)?;
        observe(course, &values, &facts)
    };
    let picture = draw(common, course, &architecture, text(matches, "format").as_deref(), out.is_some());
    match &out {
        Some(file) => file.write(&picture)?,
        None => output::print(&picture)?,
    }
    Ok(if architecture.unseen.is_empty() { Outcome::Good } else { Outcome::Undetermined })
}

/// Looks at everything that the course's steps speak of and the picture shows.
fn look(
    common: &Common,
    course: &Course,
    values: &Values,
    timeout: std::time::Duration,
) -> Result<std::sync::Arc<Facts>, Problem> {
    let session = common.session(timeout, None)?;
    let runtime = look::runtime()?;
    let steps: BTreeSet<String> =
        course.steps.iter().map(|step| step.id.clone()).filter(|id| id != "cleanup").collect();
    let checks: BTreeSet<String> = run::checks_of(course, &steps).into_iter().collect();
    let facts = runtime.block_on(async {
        let mut looker = Looker::open(common, &session, course, values).await?;
        Ok::<_, Problem>(looker.look_also(&checks, wants(course, values)).await.facts)
    });
    // A name server or a proxy that never answers must not hold up the end.
    runtime.shutdown_background();
    facts
}

fn draw(common: &Common, course: &Course, architecture: &Architecture, format: Option<&str>, to_file: bool) -> String {
    let words = Catalog::get(common.lang);
    if format == Some("svg") {
        let title = format!("{} — {}", common.lang.pick(&course.title), words.text("diagram-title"));
        return svg::svg(&layout(architecture, words, SHEET, Ambiguous::Narrow), &title);
    }
    let style = output::style(common, to_file);
    terminal::plain(&layout(architecture, words, style.columns, style.ambiguous), style.ambiguous)
}
