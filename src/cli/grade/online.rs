//! `grade ROSTER`: looks at the accounts of a class, shows what is slow, can be stopped and gone on with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::ArgMatches;

use super::render::Target;
use super::state::State;
use crate::check::{Arg, Finding, run};
use crate::cli::common::{seconds, text, texts};
use crate::cli::load::told_to_end;
use crate::cli::{Common, Problem, lint, look, output, selection};
use crate::clock::{Clock, Moment};
use crate::course::{Course, Library};
use crate::grade::document::Setting;
use crate::grade::judged::{Judged, Packed};
use crate::grade::roster::Typed;
use crate::grade::shard::INDEX_VARIABLES;
use crate::grade::{GradeDocument, LearnerGrade, Roster, Shard, class};
use crate::report::Outcome;
use crate::session::grade::{self, Class, Grading, Pace, Told};
use crate::session::{AccountChoice, DEFAULT_TIMEOUT};
use crate::text::{Catalog, FluentValue, Wording};

/// How often the line for a waiting person changes.
const PROGRESS: Duration = Duration::from_millis(500);
/// A larger roster is no roster.
const LARGEST_ROSTER: u64 = 16 << 20;
/// More accounts at once than any machine has connections for.
const MOST_PARALLEL: usize = 512;

/// # Errors
/// What was typed is wrong, or the marks cannot be written. A roster with mistakes is told line by line.
pub(super) fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let library = common.library()?;
    let timeout = text(matches, "timeout").map_or(Ok(DEFAULT_TIMEOUT), |given| seconds("--timeout", &given))?;
    let pace = pace(text(matches, "parallel").as_deref())?;
    let shard = text(matches, "shard").map(|given| shard(common, &given)).transpose()?;
    let runtime = look::runtime()?;
    let profiles = runtime.block_on(grade::profiles());
    let Some(mut roster) = roster(common, matches, &library, profiles.as_deref())? else {
        return Ok(Outcome::Misused);
    };
    let course = &selection::course(&library, &roster.course)?.course;
    common.refuse_broken(course)?;
    let steps = selection::steps(course, &texts(matches, "step"))?;
    if let Some(shard) = shard {
        shard.keep(&mut roster);
    }
    let target = Target::open(common, matches)?;
    let selected: BTreeSet<String> = steps.iter().cloned().collect();
    let checks: BTreeSet<String> = run::checks_of(course, &selected).into_iter().collect();
    let digest = library.get(&course.id).map(|loaded| crate::report::digest::of_course(&loaded.course));
    let state =
        text(matches, "resume").map(|path| State::open(&path, course, &digest.unwrap_or_default(), &steps, &roster));
    let (mut state, before) = match state.transpose()? {
        Some((state, before)) => (Some(state), before.iter().map(|one| one.as_ref().map(Row::of)).collect::<Vec<_>>()),
        None => (None, roster.learners.iter().map(|_| None).collect()),
    };
    let session = Arc::new(common.session(timeout, text(matches, "log-calls").map(PathBuf::from))?);
    let class = Class {
        course: Arc::new(course.clone()),
        roster: Arc::new(roster),
        checks: Arc::new(checks),
        caller: AccountChoice { profile: common.chosen.account.profile.clone(), ..AccountChoice::default() },
        pace,
    };
    let roster = Arc::clone(&class.roster);
    let skip: BTreeSet<usize> = before.iter().enumerate().filter(|(_, one)| one.is_some()).map(|(at, _)| at).collect();
    let watch = Watch { common, roster: &roster, clock: Clock::system() };
    let (judged, stopped) = runtime.block_on(async {
        let grading = grade::start(session, class.clone(), &skip);
        watch.until_done(grading, before, state.as_mut()).await
    });
    // A name server or a proxy that never answers must not hold up the end.
    runtime.shutdown_background();
    if stopped {
        let id = if state.is_some() { "grade-stopped-resume" } else { "grade-stopped" };
        output::tell(&Catalog::get(common.lang).text(id));
    }
    let setting = Setting { course, steps: &steps, roster: &roster, lang: common.lang, zone: &target.zone() };
    let document = GradeDocument::new(course.id.clone(), Vec::new(), shard);
    target.write(&library, document, learners(&setting, judged, &class.checks, &watch.clock))
}

/// The roster, or `None` after its mistakes have been told.
pub(in crate::cli) fn roster(
    common: &Common,
    matches: &ArgMatches,
    library: &Library,
    profiles: Option<&[String]>,
) -> Result<Option<Roster>, Problem> {
    let path = text(matches, "roster").or_else(|| text(matches, "class")).unwrap_or_default();
    let large = std::fs::metadata(&path).is_ok_and(|found| found.len() > LARGEST_ROSTER);
    if large {
        let finding = Finding::new("error-unreadable").arg("path", path.as_str());
        return Err(finding.arg("reason", Arg::Message("io-too-large".to_owned())).into());
    }
    let written = super::files::read(&path)?;
    let account = &common.chosen.account;
    let typed = Typed {
        region: account.region.clone(),
        endpoint_url: account.endpoint_url.clone(),
        suffix: common.chosen.suffix.clone(),
        set: common.chosen.set.clone(),
    };
    match Roster::read(&path, &written, library, profiles, &typed) {
        Ok(roster) => Ok(Some(roster)),
        Err(problems) => {
            let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
            let lines: String = problems.iter().map(|problem| lint::line(&wording, &path, problem)).collect();
            output::tell(lines.trim_end());
            let count = FluentValue::from(problems.len());
            let grading = text(matches, "roster").is_some();
            let refused = if grading { "roster-refused" } else { "roster-refused-class" };
            output::tell(&wording.catalog().with(refused, [("count", count)]));
            Ok(None)
        }
    }
}

fn pace(parallel: Option<&str>) -> Result<Pace, Problem> {
    let Some(given) = parallel else { return Ok(Pace::default()) };
    match given.parse::<usize>() {
        Ok(accounts) if (1..=MOST_PARALLEL).contains(&accounts) => Ok(Pace { accounts, ..Pace::default() }),
        _ => Err(Finding::new("grade-bad-parallel").arg("given", given).arg("most", MOST_PARALLEL).into()),
    }
}

fn shard(common: &Common, given: &str) -> Result<Shard, Problem> {
    let index = INDEX_VARIABLES.iter().find_map(|name| common.environment.get(name));
    Shard::parse(given, index).ok_or_else(|| Finding::new("grade-bad-shard").arg("given", given).into())
}

/// A learner who was judged; where that was, to see who shares an account.
struct Row {
    place: Option<(String, String)>,
    judged: Packed,
}

impl Row {
    fn of(judged: &Judged) -> Self {
        let place = judged.identity.as_ref().map(|identity| (identity.account.clone(), judged.region.clone()));
        Self { place, judged: Packed::of(judged) }
    }
}

/// Everybody's marks, in the roster's order, each put into words when it is its turn. Whom nobody got to is told as
/// that.
fn learners<'a>(
    setting: &'a Setting<'a>,
    rows: Vec<Option<Row>>,
    checks: &BTreeSet<String>,
    clock: &'a Clock,
) -> impl Iterator<Item = LearnerGrade> + 'a {
    let course: &Course = setting.course;
    let checks: Vec<String> = checks.iter().cloned().collect();
    let seen: Vec<_> = rows.iter().map(|row| row.as_ref().and_then(|row| row.place.clone())).collect();
    let sharing = class::sharing(course, setting.roster, &grade::together(setting.roster, &seen));
    let wording = Wording { lang: setting.lang, zone: setting.zone.clone(), course: Some(course) };
    setting.roster.learners.iter().zip(rows).enumerate().map(move |(place, (learner, row))| {
        let missed = || Judged::not_looked(course, &checks, &Finding::new("grade-not-reached"), clock.now());
        let judged = row.and_then(|row| row.judged.open()).unwrap_or_else(missed);
        let mut grade = LearnerGrade::new(setting, learner, &judged);
        grade.notes.extend(sharing.get(&place).map(|shares| wording.advice(shares)));
        grade
    })
}

/// Follows a class being looked at.
struct Watch<'a> {
    common: &'a Common,
    roster: &'a Roster,
    clock: Clock,
}

impl Watch<'_> {
    /// Until everybody was judged or somebody stops it; whether it was stopped.
    async fn until_done(
        &self,
        mut grading: Grading,
        mut judged: Vec<Option<Row>>,
        mut state: Option<&mut State>,
    ) -> (Vec<Option<Row>>, bool) {
        let mut under_way: BTreeMap<usize, Moment> = BTreeMap::new();
        let mut progress = tokio::time::interval(PROGRESS);
        let mut told_problem = false;
        // One listener for the whole time: a signal that comes while nobody listens would be lost.
        let stop = told_to_end();
        tokio::pin!(stop);
        let stopped = loop {
            tokio::select! {
                told = grading.next() => match told {
                    None => break false,
                    Some(Told::Began { learners }) => {
                        under_way.extend(learners.into_iter().map(|learner| (learner, self.clock.moment())));
                    }
                    Some(Told::Judged { learner, judged: one }) => {
                        under_way.remove(&learner);
                        let kept = state.as_mut().map_or(Ok(()), |state| state.keep(&self.roster.learners[learner], &one));
                        if let Err(problem) = kept && !told_problem {
                            output::tell(&problem.words(self.common.lang));
                            told_problem = true;
                        }
                        judged[learner] = Some(Row::of(&one));
                    }
                },
                _ = progress.tick() => output::tell_progress(&self.line(&judged, &under_way)),
                _ = &mut stop => break true,
            }
        };
        output::tell_progress("");
        (judged, stopped)
    }

    /// How far it is, and who takes longest.
    fn line(&self, judged: &[Option<Row>], under_way: &BTreeMap<usize, Moment>) -> String {
        let now = self.clock.moment();
        let mut slow: Vec<(u64, &str)> = under_way
            .iter()
            .map(|(learner, began)| ((now - *began).as_secs(), self.roster.learners[*learner].id.as_str()))
            .collect();
        slow.sort_unstable_by(|a, b| b.cmp(a));
        let catalog = Catalog::get(self.common.lang);
        let slowest: Vec<String> = slow
            .iter()
            .filter(|(seconds, _)| *seconds >= 3)
            .take(3)
            .map(|(seconds, id)| {
                catalog.with("grade-slow", [("id", FluentValue::from(*id)), ("seconds", FluentValue::from(*seconds))])
            })
            .collect();
        let done = judged.iter().filter(|one| one.is_some()).count();
        let text = catalog.with(
            "grade-progress",
            [
                ("done", FluentValue::from(done)),
                ("total", FluentValue::from(judged.len())),
                ("running", FluentValue::from(under_way.len())),
                ("slow", FluentValue::from(slowest.join(" "))),
            ],
        );
        text.chars().filter(|c| !c.is_control()).collect()
    }
}
