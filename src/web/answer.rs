//! What is answered, and the headers that every answer carries.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Serialize;

use crate::board::update::No;
use crate::board::wire::{Refusal, Refused};

/// A browser that shows the page loads nothing from elsewhere, runs no script but ours, is framed by nobody, and
/// keeps nothing of what the class said.
const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (header::CACHE_CONTROL, "no-store"),
];

/// An answer.
pub(super) type Answer = Response<Body>;

/// Puts the headers on.
pub(super) fn guarded(mut answer: Answer) -> Answer {
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

pub(super) fn text(content_type: &'static str, body: impl Into<Body>) -> Answer {
    let mut answer = Response::new(body.into());
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

pub(super) fn json(value: &impl Serialize) -> Answer {
    text("application/json", serde_json::to_vec(value).unwrap_or_default())
}

pub(super) fn done() -> Answer {
    json(&serde_json::json!({}))
}

impl From<No> for Answer {
    fn from(no: No) -> Self {
        let mut answer = json(&Refused { refused: no.refusal, number: no.number });
        *answer.status_mut() = status(no.refusal);
        if no.refusal == Refusal::TooMany {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("6"));
        }
        if matches!(no.refusal, Refusal::TooLarge | Refusal::TooSlow) {
            // What is still on its way is not read.
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}

pub(super) fn refuse(refusal: Refusal) -> Answer {
    No::from(refusal).into()
}

const fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::WrongCode | Refusal::Unknown => StatusCode::UNAUTHORIZED,
        Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Removed => StatusCode::GONE,
        Refusal::Full => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Closed | Refusal::Foreign => StatusCode::FORBIDDEN,
        Refusal::Unusable | Refusal::OtherVersion | Refusal::NoReport => StatusCode::BAD_REQUEST,
        Refusal::Late => StatusCode::CONFLICT,
        Refusal::NotKept => StatusCode::INSUFFICIENT_STORAGE,
        Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Refusal::Nothing => StatusCode::NOT_FOUND,
    }
}
