//! One look at an account: collect, probe, judge, and ask other regions for what is missing here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::event::{AccountChoice, Observation};
use super::options::Session;
use super::probes;
use crate::check::Context;
use crate::check::run::{self, Plan};
use crate::check::verdict::{Missing, Status, Verdict};
use crate::clock::Moment;
use crate::collect::{Connection, OpenProblem, Options, Role, Transport};
use crate::course::{Course, Values};
use crate::facts::want::Wants;
use crate::facts::{Elsewhere, Facts, Section};
use crate::grade::{Access, Way};
use crate::progress::{Memory, ProgressKey, StoreProblem};
use crate::store::Store;

/// Kept back from the time limit so that judging and writing the answer fit in.
const RESERVE: Duration = Duration::from_millis(1_500);
/// Even a time limit of a second leaves this much to look.
const SHORTEST: Duration = Duration::from_millis(500);
/// The part of the time that collection may use, so that probes get a turn even when an endpoint hangs.
const COLLECT_SHARE: f64 = 0.7;
/// Asking other regions is a courtesy: it may not cost more than this part of the time.
const ELSEWHERE_SHARE: f64 = 0.3;

/// How long the answers of other regions stand: every look at a missing thing would ask all of them.
const SEARCH_STANDS: Duration = Duration::from_mins(3);
/// The same when the learner asks for another look, who may just have made it in the wrong region.
const JUST_SEARCHED: Duration = Duration::from_secs(10);

/// Where the memory of a judgement comes from.
#[derive(Clone, Debug)]
pub enum MemorySource {
    /// The face holds it.
    Given(Box<Memory>),
    /// Kept in files under course, account, region and this suffix; recorded passes are saved there too.
    Stored { suffix: String },
}

/// What to look at.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub course: &'a Course,
    pub values: &'a Values,
    /// Full ids; what they depend on is added.
    pub checks: &'a BTreeSet<String>,
    pub memory: MemorySource,
    /// Facts to collect beside what the checks look at.
    pub also: Wants,
}

/// Other regions that were asked, by what was missing, and when: not at every look.
#[derive(Clone, Debug, Default)]
pub struct ElsewhereCache(BTreeMap<BTreeSet<Missing>, (Moment, Section<Vec<Elsewhere>>)>);

impl ElsewhereCache {
    /// The learner asks for another look: what was made in the wrong region since the last search is found now.
    /// A search that has only just been made stands, however often the key is pressed.
    pub fn search_again(&mut self, now: Moment) {
        self.0.retain(|_, (searched, _)| now.saturating_duration_since(*searched) < JUST_SEARCHED);
    }
}

/// Opens a connection as the standard AWS configuration and the caller's choice say.
///
/// # Errors
/// What was typed or configured cannot be used; nothing was sent.
pub async fn open(session: &Session, choice: &AccountChoice, course_region: &str) -> Result<Connection, OpenProblem> {
    Connection::open(&Options {
        profile: choice.profile.clone(),
        region: choice.region.clone(),
        endpoint_url: choice.endpoint_url.clone(),
        fallback_region: Some(course_region.to_owned()),
        ca_file: session.options.ca_file.clone(),
        log_calls: session.options.log_calls.clone(),
        ..Options::default()
    })
    .await
}

/// [`open`], by what a roster says of a learner; `caller` is what was typed for everybody.
///
/// # Errors
/// As [`open`].
pub async fn open_access(
    session: &Session,
    access: &Access,
    caller: &AccountChoice,
    course_region: &str,
    transport: &Transport,
    concurrent_calls: usize,
) -> Result<Connection, OpenProblem> {
    let (profile, role) = match &access.way {
        Way::Own => (caller.profile.clone(), None),
        Way::Profile(profile) => (Some(profile.clone()), None),
        Way::Role { arn, external_id } => {
            (caller.profile.clone(), Some(Role { arn: arn.clone(), external_id: external_id.clone() }))
        }
    };
    let options = Options {
        profile,
        region: access.region.clone(),
        endpoint_url: access.endpoint_url.clone(),
        fallback_region: Some(course_region.to_owned()),
        ca_file: session.options.ca_file.clone(),
        log_calls: session.options.log_calls.clone(),
        role,
        concurrent_calls: Some(concurrent_calls),
        ..Options::default()
    };
    Connection::open_over(&options, transport).await
}

/// Looks at the account once and judges.
pub async fn observe(
    session: &Session,
    connection: &Connection,
    question: Question<'_>,
    elsewhere: &mut ElsewhereCache,
    progress: &(dyn Fn(u32, u32) + Send + Sync),
) -> Observation {
    let (facts, mut looks) = look(session, connection, vec![question], elsewhere, progress).await;
    // One question, one answer.
    let Look { verdicts, memory, store_problem, .. } = looks.remove(0);
    Observation { facts, verdicts, memory, store_problem }
}

/// Looks once for everybody who shares an account, and judges each by their own names.
pub async fn observe_all(session: &Session, connection: &Connection, questions: Vec<Question<'_>>) -> Vec<Observation> {
    let (facts, looks) = look(session, connection, questions, &mut ElsewhereCache::default(), &|_, _| {}).await;
    let observation = |look: Look<'_>| {
        let Look { verdicts, memory, store_problem, .. } = look;
        Observation { facts: Arc::clone(&facts), verdicts, memory, store_problem }
    };
    looks.into_iter().map(observation).collect()
}

/// One question on its way through a look.
struct Look<'a> {
    course: &'a Course,
    values: &'a Values,
    ids: BTreeSet<String>,
    memory: Memory,
    key: Option<ProgressKey>,
    store_problem: Option<StoreProblem>,
    verdicts: BTreeMap<String, Verdict>,
}

impl Look<'_> {
    fn judge(&mut self, facts: &Facts) {
        self.verdicts = run::judge(self.course, self.values, facts, &self.memory, &self.ids);
    }
}

async fn look<'a>(
    session: &Session,
    connection: &Connection,
    questions: Vec<Question<'a>>,
    elsewhere: &mut ElsewhereCache,
    progress: &(dyn Fn(u32, u32) + Send + Sync),
) -> (Arc<Facts>, Vec<Look<'a>>) {
    let clock = &session.options.clock;
    let time = session.options.timeout.saturating_sub(RESERVE).max(SHORTEST);
    let deadline = clock.moment() + time;
    let collect_by = clock.moment() + time.mul_f64(COLLECT_SHARE);
    let ids = |question: &Question<'_>| Plan::new(question.course).closure(question.checks.iter().map(String::as_str));
    let asked: Vec<(Question<'a>, BTreeSet<String>)> =
        questions.into_iter().map(|question| (question.clone(), ids(&question))).collect();
    let wants: Wants = asked
        .iter()
        .flat_map(|(question, ids)| {
            run::wants(question.course, question.values, ids).into_iter().chain(question.also.iter().cloned())
        })
        .collect();

    let mut facts = connection.observe(&wants, collect_by, progress).await;
    let left = deadline.saturating_duration_since(clock.moment());
    probes::run(&session.prober, &wants, &mut facts, left).await;
    let mut looks: Vec<Look<'a>> = Vec::with_capacity(asked.len());
    for (Question { course, values, memory, .. }, ids) in asked {
        let (memory, key, store_problem) = remembered(memory, course, &facts);
        let mut look = Look { course, values, ids, memory, key, store_problem, verdicts: BTreeMap::new() };
        look.judge(&facts);
        looks.push(look);
    }
    let by = deadline.min(clock.moment() + time.mul_f64(ELSEWHERE_SHARE));
    let verdicts = looks.iter().flat_map(|look| look.verdicts.values());
    // Where many share an account, what one of them has not made yet is not worth a search of every region.
    let alone = looks.len() == 1;
    if alone && look_elsewhere(connection, missing(verdicts), &mut facts, elsewhere, (clock.moment(), by)).await {
        looks.iter_mut().for_each(|look| look.judge(&facts));
    }
    facts.finished_at = clock.now();
    for look in &mut looks {
        let Look { course, values, memory, verdicts, key, store_problem, .. } = look;
        let unkept = keep(memory, course, values, verdicts, &facts, key.as_ref());
        *store_problem = store_problem.take().or(unkept);
    }
    (Arc::new(facts), looks)
}

/// The memory to judge with, where to save it if it is kept in files, and what kept it from being read.
fn remembered(
    source: MemorySource,
    course: &Course,
    facts: &Facts,
) -> (Memory, Option<ProgressKey>, Option<StoreProblem>) {
    match source {
        MemorySource::Given(memory) => (*memory, None, None),
        MemorySource::Stored { suffix } => {
            let Some(identity) = facts.identity.value() else { return (Memory::default(), None, None) };
            let key = ProgressKey {
                course: course.id.clone(),
                account: identity.account.clone(),
                region: facts.region.clone(),
                suffix,
            };
            let (progress, problem) = Store::open().load(&key);
            (progress.memory, Some(key), problem)
        }
    }
}

/// Keeps the passes of recorded checks, in memory and (where it lives in files) on disk. Gives what kept
/// them from being saved.
fn keep(
    memory: &mut Memory,
    course: &Course,
    values: &Values,
    verdicts: &BTreeMap<String, Verdict>,
    facts: &Facts,
    key: Option<&ProgressKey>,
) -> Option<StoreProblem> {
    let world = crate::progress::world(course, values, facts)?;
    let mut added = false;
    for (_, id, check) in course.checks() {
        if let Some(verdict) = verdicts.get(&id)
            && crate::check::table::proof(&check.proves).recorded()
        {
            let kind = crate::check::table::proof(&check.proves);
            let context = Context { course, values, facts, memory, id: &id, earlier: verdicts };
            // A pass of another resource gives way to that of the one looked at now.
            let stale = memory.recorded.get(&id).is_some_and(|kept| !kind.record_speaks(&context, &kept.verdict));
            if stale && verdict.status == Status::Pass {
                memory.recorded.remove(&id);
            }
            added |= memory.keep(&id, verdict, &world, facts.now);
        }
    }
    let key = key.filter(|_| added)?;
    let store = Store::open();
    let (mut progress, _) = store.load(key);
    progress.memory = memory.clone();
    store.save(key, &progress).err()
}

/// What these verdicts found missing.
fn missing<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> BTreeSet<Missing> {
    let failed = verdicts.filter(|verdict| verdict.status == Status::Fail);
    failed.filter_map(|verdict| verdict.missing.clone()).collect()
}

/// Asks other regions for what is missing here. Returns whether the facts have changed.
async fn look_elsewhere(
    connection: &Connection,
    missing: BTreeSet<Missing>,
    facts: &mut Facts,
    cache: &mut ElsewhereCache,
    (now, by): (Moment, Moment),
) -> bool {
    if missing.is_empty() {
        return false;
    }
    let stands = |(searched, _): &&(Moment, _)| now.saturating_duration_since(*searched) < SEARCH_STANDS;
    if let Some((_, known)) = cache.0.get(&missing).filter(stands) {
        facts.elsewhere = known.clone();
        return true;
    }
    let asked: Vec<_> = missing.iter().map(|missing| (missing.kind, missing.name.clone())).collect();
    let (found, calls) = connection.elsewhere(&asked, by).await;
    facts.api_calls += calls;
    facts.elsewhere = found.clone();
    cache.0.insert(missing, (now, found));
    true
}
