//! The API's port: AWS's operations, and the few pages beside them.

use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONNECTION, CONTENT_TYPE, DATE, HeaderValue, ORIGIN};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::json;

use super::super::handle::{Practice, Refused};
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
        if let Some(change) = control(&request) {
            return self.controlled(request, change).await;
        }
        match whole(request, wire::LARGEST).await {
            Ok(request) => {
                let response = self.practice.handle(&request);
                if let Some(change) = response.extensions().get() {
                    self.practice.until_kept(*change).await;
                }
                response.map(full)
            }
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

    /// A control: its body is a certificate's domain or ARN.
    async fn controlled(&self, request: Request<Incoming>, change: Change) -> Answer {
        const LONGEST: usize = 2048;
        let body =
            whole(request, LONGEST).await.map(|request| String::from_utf8_lossy(request.body()).trim().to_owned());
        let done = body.ok().map(|name| change(&self.practice, &name));
        let (status, text) = match done {
            Some(Ok(arn)) => {
                self.practice.until_kept(self.practice.change_made()).await;
                (StatusCode::OK, json!({ "CertificateArn": arn }))
            }
            Some(Err(refused)) => {
                (StatusCode::BAD_REQUEST, json!({ "code": refused.code, "message": refused.message }))
            }
            None => (StatusCode::BAD_REQUEST, json!({ "message": "The body has to be a domain name or an ARN." })),
        };
        let mut answer = self.told("application/json", format!("{text}\n"));
        *answer.status_mut() = status;
        answer
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

/// What AWS offers no request for: it would come about by itself, or with time.
type Change = fn(&Practice, &str) -> Result<String, Refused>;

fn control(request: &Request<Incoming>) -> Option<Change> {
    let headers = request.headers();
    // A page in a browser has no business here.
    if *request.method() != Method::POST || headers.contains_key(AUTHORIZATION) || headers.contains_key(ORIGIN) {
        return None;
    }
    match request.uri().path() {
        "/certificates/issue" => Some(Practice::issue_certificate),
        "/certificates/expire" => Some(Practice::expire_certificate),
        _ => None,
    }
}

/// The rest of a body that is not wanted is not waited for.
fn closing(mut response: Response<Bytes>) -> Answer {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response.map(full)
}
