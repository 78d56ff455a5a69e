//! What the instructor's page asks: to speak, to point, to keep order, to take the day home.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Request, header};
use serde::Deserialize;

use super::answer::{self, Answer};
use super::body::{bearer, peer, read};
use super::desk::Desk;
use crate::board::export;
use crate::board::update::Event;
use crate::board::wire::Refusal;

const LARGEST: usize = 4 * 1024;

/// What the instructor does.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum Deed {
    Say { to: Option<u32>, text: String },
    Point { step: Option<String> },
    HandDown { learner: u32 },
    Remove { learner: u32 },
    Close { closed: bool },
}

pub(super) async fn act(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    if let Err(refusal) = admitted(&desk, &request) {
        return answer::refuse(refusal);
    }
    let deed: Deed = match read(request, LARGEST).await {
        Ok(deed) => deed,
        Err(refusal) => return answer::refuse(refusal),
    };
    let event = match deed {
        Deed::Say { to, text } => Event::Say { to, text },
        Deed::Point { step } => Event::Point { step },
        Deed::HandDown { learner } => Event::TakeHandDown { learner },
        Deed::Remove { learner } => Event::Remove { learner },
        Deed::Close { closed } => Event::Close { closed },
    };
    desk.happen(event).map_or_else(Answer::from, |_| answer::done())
}

pub(super) async fn csv(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    if let Err(refusal) = admitted(&desk, &request) {
        return answer::refuse(refusal);
    }
    let csv = export::csv(&desk.lock().board, &desk.headings, &desk.zone);
    attached(answer::text("text/csv; charset=utf-8", csv), "attachment; filename=\"hanamaru-class.csv\"")
}

pub(super) async fn json(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    if let Err(refusal) = admitted(&desk, &request) {
        return answer::refuse(refusal);
    }
    let json = export::json(&desk.lock().board, desk.clock.now());
    attached(answer::json(&json), "attachment; filename=\"hanamaru-class.json\"")
}

fn admitted(desk: &Desk, request: &Request<Body>) -> Result<(), Refusal> {
    let given = bearer(request.headers()).unwrap_or_default();
    desk.instructs(given, peer(request))
}

fn attached(mut answer: Answer, how: &'static str) -> Answer {
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(how));
    answer
}
