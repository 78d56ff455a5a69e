//! Looking at an account from a command: the runtime, the connection, what can be wrong with either.

use std::collections::BTreeSet;
use std::io;

use tokio::runtime::{Builder, Runtime};

use super::problem::reason;
use super::{Common, Problem, output};
use crate::check::Finding;
use crate::course::{Course, Values};
use crate::facts::want::Wants;
use crate::progress::StoreProblem;
use crate::session::observe::{self, ElsewhereCache, MemorySource, Question};
use crate::session::{Connection, Observation, Session, problem};
use crate::text::Catalog;

/// The runtime of one command.
///
/// # Errors
/// The system has no threads left.
pub fn runtime() -> Result<Runtime, Problem> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error: io::Error| Finding::new("error-runtime").arg("reason", reason(&error)).into())
}

/// One course in one account, as a command looks at it.
#[derive(Debug)]
pub struct Looker<'a> {
    pub common: &'a Common,
    pub session: &'a Session,
    pub course: &'a Course,
    pub values: &'a Values,
    connection: Connection,
    elsewhere: ElsewhereCache,
    /// Told once, not at every look.
    store_problem: Option<StoreProblem>,
}

impl<'a> Looker<'a> {
    /// Settles configuration; sends nothing yet.
    ///
    /// # Errors
    /// What was typed or configured cannot be used.
    pub async fn open(
        common: &'a Common,
        session: &'a Session,
        course: &'a Course,
        values: &'a Values,
    ) -> Result<Self, Problem> {
        let opened = observe::open(session, &common.chosen.account, &course.region).await;
        let connection = opened.map_err(|problem| Problem::from(problem::finding(&problem)))?;
        Ok(Self {
            common,
            session,
            course,
            values,
            connection,
            elsewhere: ElsewhereCache::default(),
            store_problem: None,
        })
    }

    /// The way to the account.
    #[must_use]
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Looks once at these checks (full ids) and what they depend on.
    pub async fn look(&mut self, checks: &BTreeSet<String>) -> Observation {
        self.look_also(checks, Wants::new()).await
    }

    /// The same, with further facts.
    pub async fn look_also(&mut self, checks: &BTreeSet<String>, also: Wants) -> Observation {
        let suffix = self.common.chosen.suffix.clone().unwrap_or_default();
        let memory = MemorySource::Stored { suffix };
        let question = Question { course: self.course, values: self.values, checks, memory, also };
        let catalog = Catalog::get(self.common.lang);
        let progress = move |done: u32, total: u32| {
            output::tell_progress(&catalog.with("verify-progress", [("done", done.into()), ("total", total.into())]));
        };
        let observation =
            observe::observe(self.session, &self.connection, question, &mut self.elsewhere, &progress).await;
        output::tell_progress("");
        if let Some(problem) = observation.store_problem.as_ref().filter(|new| self.store_problem.as_ref() != Some(new))
        {
            output::tell(&Problem::of_store(problem).words(self.common.lang));
            self.store_problem = Some(problem.clone());
        }
        observation
    }
}
