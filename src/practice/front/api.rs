//! The API's port: AWS's operations, and the few pages beside them.

use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONNECTION, CONTENT_TYPE, DATE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::json;

use super::super::handle::Practice;
use super::super::wire;
use super::http::{Answer, BodyProblem, full, whole};
use super::{Greeting, Words};

/// What the API's port answers with.
#[derive(Clone)]
pub(super) struct Api {
    pub(super) practice: Practice,
    pub(super) greeting: Arc<dyn Fn() -> Greeting + Send + Sync>,
    pub(super) words: Option<Words>,
}

impl Api {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        if let Some(page) = self.page(&request) {
            return page;
        }
        match whole(request, wire::LARGEST).await {
            Ok(request) => self.practice.handle(&request).map(full),
            Err(BodyProblem::TooLarge) => closing(wire::too_large(&self.practice)),
            Err(BodyProblem::TooSlow | BodyProblem::BrokenOff) => {
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
                response.headers_mut().insert(DATE, wire::date(self.practice.now()));
                closing(response)
            }
        }
    }

    /// What is asked for without a signature and is no operation.
    fn page(&self, request: &Request<Incoming>) -> Option<Answer> {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if !reads || request.headers().contains_key(AUTHORIZATION) || request.uri().query().is_some() {
            return None;
        }
        let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let for_people = text(ACCEPT).is_some_and(|kinds| kinds.contains("text/html"));
        match (request.uri().path(), &self.words) {
            ("/health", _) => Some(self.told("application/json", self.health())),
            ("/ca.pem", _) => Some(self.told("application/x-pem-file", self.practice.root_certificate())),
            ("/", Some(words)) if for_people => {
                let page = words(text(ACCEPT_LANGUAGE).unwrap_or_default(), &(self.greeting)());
                Some(self.told("text/html; charset=utf-8", page))
            }
            _ => None,
        }
    }

    fn health(&self) -> String {
        let now = self.practice.now().to_string();
        json!({ "status": "running", "account": self.practice.account_id(), "now": now, "speed": self.practice.speed() })
            .to_string()
    }

    fn told(&self, kind: &'static str, text: String) -> Answer {
        let mut response = Response::new(full(text));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        response.headers_mut().insert(DATE, wire::date(self.practice.now()));
        response
    }
}

/// The rest of a body that is not wanted is not waited for.
fn closing(mut response: Response<Bytes>) -> Answer {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response.map(full)
}
