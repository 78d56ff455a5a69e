//! An account on stage: served, and looked at as any other.

use std::collections::{BTreeMap, BTreeSet};
#[cfg(test)]
use std::sync::Arc;

use crate::check::verdict::Verdict;
use crate::collect::Connection;
use crate::course::model::Step;
use crate::course::{Course, Values};
#[cfg(test)]
use crate::facts::Facts;
use crate::facts::want::Wants;
use crate::practice::front::{Front, Serving};
use crate::practice::{Options, Practice};
use crate::probe::ConnectTo;
use crate::progress::Memory;
use crate::session::Session;
use crate::session::event::PracticeProblem;
use crate::session::observe::{self, ElsewhereCache, MemorySource, Question};
use crate::session::practice::open;

pub(in crate::session::practice) struct Stage<'a> {
    pub(in crate::session::practice) course: &'a Course,
    pub(in crate::session::practice) values: &'a Values,
    pub(in crate::session::practice) practice: Practice,
    pub(in crate::session::practice) front: Front,
    session: Session,
    connection: Connection,
    checks: BTreeSet<String>,
    memory: Memory,
}

impl<'a> Stage<'a> {
    pub(in crate::session::practice) async fn open(
        session: &Session,
        course: &'a Course,
        values: &'a Values,
        practice: Practice,
    ) -> Result<Self, PracticeProblem> {
        let here = "127.0.0.1:0".to_owned();
        let cannot = |reason: String| PracticeProblem::CannotListen { address: here.clone(), reason };
        let serving = Serving { listen: here.parse().ok(), words: None, region: Some(course.region.clone()) };
        let front = Front::start(practice.clone(), serving).await.map_err(|error| cannot(error.to_string()))?;
        let connection = open::connected(session, &front, &course.region);
        let connection = connection.map_err(|problem| cannot(format!("{problem:?}")))?;
        let mut options = session.options.clone();
        // By the one port that takes everything: 80 and 443 may be somebody else's.
        let detour = format!(":80:{0},:443:{0}", front.address());
        options.connect_to = ConnectTo::parse_list(&detour).unwrap_or_default();
        options.roots = vec![practice.root_certificate()];
        let session = Session::new(options).unwrap_or_else(|_| session.clone());
        let checks = course.checks().map(|(_, id, _)| id).collect();
        Ok(Self { course, values, practice, front, session, connection, checks, memory: Memory::default() })
    }

    /// The same account once more, to be spoilt. `None` when it cannot be copied.
    pub(in crate::session::practice) async fn copy(&self) -> Result<Option<Self>, PracticeProblem> {
        let clock = crate::clock::Clock::by_hand(self.practice.now());
        let options = Options { saved: Some(self.practice.saved()), clock, ..Options::default() };
        let Ok(practice) = Practice::open(options) else { return Ok(None) };
        let mut copy = Self::open(&self.session, self.course, self.values, practice).await?;
        copy.memory = self.memory.clone();
        Ok(Some(copy))
    }

    /// Looks at everything.
    pub(in crate::session::practice) async fn look(&mut self) -> BTreeMap<String, Verdict> {
        let memory = MemorySource::Given(Box::new(self.memory.clone()));
        let question =
            Question { course: self.course, values: self.values, checks: &self.checks, memory, also: Wants::new() };
        let mut elsewhere = ElsewhereCache::default();
        let seen = observe::observe(&self.session, &self.connection, question, &mut elsewhere, &|_, _| {}).await;
        self.memory = seen.memory;
        seen.verdicts
    }

    /// Looks at these facts alone.
    #[cfg(test)]
    pub(in crate::session::practice) async fn facts(&self, also: Wants) -> Arc<Facts> {
        let (checks, memory) = (BTreeSet::new(), MemorySource::Given(Box::default()));
        let question = Question { course: self.course, values: self.values, checks: &checks, memory, also };
        let mut elsewhere = ElsewhereCache::default();
        observe::observe(&self.session, &self.connection, question, &mut elsewhere, &|_, _| {}).await.facts
    }

    /// The step's checks, by their full ids.
    pub(in crate::session::practice) fn checks(step: &Step) -> BTreeSet<String> {
        step.checks.iter().map(|check| format!("{}.{}", step.id, check.id)).collect()
    }
}
