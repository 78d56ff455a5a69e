//! Looks for facts alone, without a verdict: a request's way, and what is left of a course.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::problem::gap;
use super::{
    AccountChoice, Course, Effect, ElsewhereCache, Event, Facts, Memory, MemorySource, Question, RequestId, Runner,
    Values, Wants, observe, unopened,
};
use crate::{explain, leftover};

impl Runner {
    /// The facts of a request's way: asked of the account again, for it may have changed since the last look.
    pub(super) fn explain(&mut self, effect: Effect) {
        let Effect::Explain { request, choice, course, values, step } = effect else { return };
        let Some(wants) = self.wants(&course, |course| explain::wants(course, &values, step.as_deref())) else {
            return;
        };
        let progress_events = self.events.clone();
        let progress = move |done, total| {
            progress_events.send(Event::Observing { request, done, total }).ok();
        };
        let answer = move |facts| Event::Explained { request, facts };
        self.facts(request, (choice, course, values), wants, progress, answer);
    }

    /// The facts that tell what is left of a course.
    pub(super) fn survey(&mut self, request: RequestId, choice: AccountChoice, course: String, values: Values) {
        let Some(wants) = self.wants(&course, |course| leftover::wants(course, &values)) else { return };
        let answer = move |facts| Event::Surveyed { request, facts };
        self.facts(request, (choice, course, values), wants, |_, _| {}, answer);
    }

    fn wants(&self, course: &str, wants: impl FnOnce(&Course) -> Wants) -> Option<Wants> {
        self.library.get(course).map(|loaded| wants(&loaded.course))
    }

    /// Looks at these facts alone and tells them.
    fn facts(
        &mut self,
        request: RequestId,
        (choice, course, values): (AccountChoice, String, Values),
        also: Wants,
        progress: impl Fn(u32, u32) + Send + Sync + 'static,
        answer: impl FnOnce(Arc<Facts>) -> Event + Send + 'static,
    ) {
        let (desk, events) = (self.desk(), self.events.clone());
        self.task(request, async move {
            let Some(course) = desk.library.get(&course).map(|loaded| &loaded.course) else { return };
            let session = desk.session(&choice).await;
            let checks = BTreeSet::new();
            let facts = match desk.connection(&choice, &course.region).await {
                Ok(connection) => {
                    let memory = MemorySource::Given(Box::default());
                    let question = Question { course, values: &values, checks: &checks, memory, also };
                    observe::observe(&session, &connection, question, &mut ElsewhereCache::default(), &progress).await
                }
                Err(problem) => unopened(&session, course, &values, &checks, Memory::default(), gap(&problem)),
            };
            events.send(answer(facts.facts)).ok();
        });
    }
}
