//! An instructor's scenario: a request (an order, say), then a page that must show its trace.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;

use super::Prober;
use super::http::{Ask, Cookies, Needle};
use crate::facts::reachability::{HttpObservation, ScenarioObservation, Stage, Stop};

/// `{nonce}` in paths, body and texts stands for a fresh word. Empty texts and an empty `then_path` are not
/// asked.
#[derive(Clone, Copy, Debug)]
pub struct Scenario<'a> {
    /// Scheme and host, for example `http://name.elb.amazonaws.com`.
    pub base: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub content_type: &'a str,
    pub body: &'a str,
    pub expect_text: &'a str,
    pub then_path: &'a str,
    pub then_text: &'a str,
}

impl Prober {
    /// Plays a scenario with a fresh word, within one time limit for both requests. Cookies of the first
    /// answer go with the second request and are then forgotten.
    pub async fn scenario(&self, scenario: &Scenario<'_>, limit: Duration) -> ScenarioObservation {
        self.scenario_with(scenario, &fresh_word(), limit).await
    }

    /// [`Prober::scenario`] with a given word.
    pub async fn scenario_with(&self, scenario: &Scenario<'_>, word: &str, limit: Duration) -> ScenarioObservation {
        let timer = self.timer(limit);
        let with_word = |text: &str| text.replace("{nonce}", word);
        let needles = |text: &str| -> Vec<Needle> {
            let needle = || Needle { name: text.to_owned(), text: with_word(text) };
            (!text.is_empty()).then(needle).into_iter().collect()
        };
        let url = |path: &str| {
            let slash = if path.starts_with('/') { "" } else { "/" };
            format!("{}{slash}{}", scenario.base.trim_end_matches('/'), with_word(path))
        };
        let first = url(scenario.path);
        let Ok(method) = Method::from_bytes(scenario.method.trim().to_ascii_uppercase().as_bytes()) else {
            let sent = HttpObservation::Stopped { stage: Stage::Request, stop: Stop::Other, url: first, elapsed_ms: 0 };
            return ScenarioObservation { sent, then: None };
        };
        let body = with_word(scenario.body);
        let body = (!body.is_empty()).then(|| (scenario.content_type.to_owned(), Bytes::from(body)));
        let mut cookies = Cookies::default();
        let sent = self
            .follow(&first, Ask { method, body, ..Ask::get() }, &needles(scenario.expect_text), &mut cookies, &timer)
            .await;
        let accepted = matches!(&sent, HttpObservation::Answered { status, .. } if *status < 400);
        let then = if accepted && !scenario.then_path.is_empty() {
            let needles = needles(scenario.then_text);
            Some(self.follow(&url(scenario.then_path), Ask::get(), &needles, &mut cookies, &timer).await)
        } else {
            None
        };
        ScenarioObservation { sent, then }
    }
}

/// A word that no earlier order can hold. The standard library seeds every `RandomState` apart.
fn fresh_word() -> String {
    format!("hanamaru{:016x}", RandomState::new().build_hasher().finish())
}
