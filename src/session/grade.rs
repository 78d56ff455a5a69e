//! A class: every account looked at in its own time, many at once, each by its own credentials and pace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinHandle, JoinSet};

use super::event::AccountChoice;
use super::observe::{self, MemorySource, Question};
use super::options::Session;
use crate::check::run::{self, Plan};
use crate::collect::Transport;
use crate::course::Course;
use crate::facts::want::Wants;
use crate::facts::{Facts, Section};
use crate::grade::class::Together;
use crate::grade::{Access, Judged, Learner, Roster};
use crate::progress::Memory;

/// How hard a class may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Accounts at once.
    pub accounts: usize,
    /// Calls under way in one account.
    pub calls: usize,
}

impl Default for Pace {
    /// Thirty-two accounts keep two cores busy at usual distances; ten calls at once are what a console page sends.
    fn default() -> Self {
        Self { accounts: 32, calls: 10 }
    }
}

/// A class to look at.
#[derive(Clone, Debug)]
pub struct Class {
    pub course: Arc<Course>,
    pub roster: Arc<Roster>,
    /// Full ids of the selected checks.
    pub checks: Arc<BTreeSet<String>>,
    /// What was typed for everybody.
    pub caller: AccountChoice,
    pub pace: Pace,
}

/// What is told while a class is looked at. Learners are places in the roster.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Their account is being looked at.
    Began {
        learners: Vec<usize>,
    },
    Judged {
        learner: usize,
        judged: Box<Judged>,
    },
}

/// A class being looked at. Dropping it stops the looking.
#[derive(Debug)]
pub struct Grading {
    told: mpsc::UnboundedReceiver<Told>,
    work: JoinHandle<()>,
}

impl Grading {
    /// The next thing; `None` when everybody was judged.
    pub async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }
}

impl Drop for Grading {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// The names of the profiles of the AWS configuration files; `None`: the files cannot be read, which is told when a
/// connection is opened.
pub async fn profiles() -> Option<Vec<String>> {
    let profiles = crate::collect::profiles().await.ok()?;
    Some(profiles.into_iter().map(|profile| profile.name).collect())
}

/// Who is looked at together: the same access, in the roster's order. `skip` are learners judged before.
#[must_use]
pub fn by_access(roster: &Roster, skip: &BTreeSet<usize>) -> Vec<(Access, Vec<usize>)> {
    let mut places: BTreeMap<&Access, usize> = BTreeMap::new();
    let mut groups: Vec<(Access, Vec<usize>)> = Vec::new();
    for (place, learner) in roster.learners.iter().enumerate().filter(|(place, _)| !skip.contains(place)) {
        let at = *places.entry(&learner.access).or_insert_with(|| {
            groups.push((learner.access.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(place);
    }
    groups
}

/// Starts to look at everybody but those to skip.
#[must_use]
pub fn start(session: Arc<Session>, class: Class, skip: &BTreeSet<usize>) -> Grading {
    let groups = by_access(&class.roster, skip);
    let (tell, told) = mpsc::unbounded_channel();
    let work = tokio::spawn(async move {
        let gate = Arc::new(Semaphore::new(class.pace.accounts.max(1)));
        let transport = Transport::default();
        let mut tasks = JoinSet::new();
        for (access, learners) in groups {
            let Ok(permit) = Arc::clone(&gate).acquire_owned().await else { break };
            let (session, class, tell) = (Arc::clone(&session), class.clone(), tell.clone());
            let transport = transport.clone();
            tasks.spawn(async move {
                tell.send(Told::Began { learners: learners.clone() }).ok();
                let judged = account(&session, &class, &access, &learners, &transport).await;
                for (learner, judged) in learners.into_iter().zip(judged) {
                    tell.send(Told::Judged { learner, judged: Box::new(judged) }).ok();
                }
                drop(permit);
            });
        }
        while tasks.join_next().await.is_some() {}
    });
    Grading { told, work }
}

/// Judges everybody who shares an account, in their order.
async fn account(
    session: &Session,
    class: &Class,
    access: &Access,
    learners: &[usize],
    transport: &Transport,
) -> Vec<Judged> {
    let course = class.course.as_ref();
    let pupils: Vec<&Learner> = learners.iter().map(|place| &class.roster.learners[*place]).collect();
    let opened =
        observe::open_access(session, access, &class.caller, &course.region, transport, class.pace.calls).await;
    let connection = match opened {
        Ok(connection) => connection,
        Err(problem) => {
            let mut facts =
                Facts::empty(access.region.as_deref().unwrap_or(&course.region), session.options.clock.now());
            facts.identity = Section::Gap { gap: super::problem::gap(&problem) };
            let reason = super::problem::finding(&problem);
            let unopened = |pupil: &&Learner| unopened(class, pupil, &facts, &reason);
            return pupils.iter().map(unopened).collect();
        }
    };
    let questions = pupils.iter().map(|pupil| Question {
        course,
        values: &pupil.values,
        checks: &class.checks,
        also: Wants::new(),
        memory: MemorySource::Stored { suffix: pupil.suffix.clone() },
    });
    let questions = questions.collect();
    let observations = observe::observe_all(session, &connection, questions).await;
    observations.into_iter().map(|seen| Judged::new(&seen.facts, seen.verdicts, class.checks.iter())).collect()
}

/// Nothing could be asked: nothing was seen, so nothing can be said.
fn unopened(class: &Class, pupil: &Learner, facts: &Facts, reason: &crate::check::Finding) -> Judged {
    let ids = Plan::new(&class.course).closure(class.checks.iter().map(String::as_str));
    let verdicts = run::judge(&class.course, &pupil.values, facts, &Memory::default(), &ids);
    Judged { error: Some(reason.clone()), ..Judged::new(facts, verdicts, class.checks.iter()) }
}

/// Who works in one account and region, by what was seen of it; by their access where nothing was.
#[must_use]
pub fn together(roster: &Roster, seen: &[Option<(String, String)>]) -> Vec<Together> {
    let mut groups: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (place, learner) in roster.learners.iter().enumerate() {
        let known = seen.get(place).cloned().flatten();
        let key = known.unwrap_or_else(|| {
            let access = &learner.access;
            let way = match &access.way {
                crate::grade::Way::Own => "-".to_owned(),
                crate::grade::Way::Profile(profile) => profile.clone(),
                crate::grade::Way::Role { arn, .. } => arn.clone(),
            };
            (way, format!("{:?} {:?}", access.region, access.endpoint_url))
        });
        groups.entry(key).or_default().push(place);
    }
    groups.into_iter().map(|((account, _), learners)| Together { learners, account }).collect()
}
