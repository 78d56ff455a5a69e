//! What a learner's program asks: to come in, to be heard, to leave.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::Request;

use super::answer::{self, Answer};
use super::body::{bearer, peer, read};
use super::desk::{Desk, token_digest};
use super::guard;
use crate::board::update::{Change, Event, No};
use crate::board::wire::{Join, Joined, Refusal, Report, SCHEMA};

/// Bytes of a request to join, and of a report of a course with some hundred checks.
const LARGEST_JOIN: usize = 1024;
const LARGEST_REPORT: usize = 32 * 1024;
/// Milliseconds between two reports when nothing changes.
const BEAT: u64 = 3000;

pub(super) async fn join(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    let from = peer(&request);
    let join: Join = match read(request, LARGEST_JOIN).await {
        Ok(join) => join,
        Err(refusal) => return answer::refuse(refusal),
    };
    come_in(&desk, join, from).map_or_else(Answer::from, |joined| answer::json(&joined))
}

fn come_in(desk: &Desk, join: Join, from: std::net::IpAddr) -> Result<Joined, No> {
    desk.admits(&join.code, from)?;
    if join.schema != SCHEMA {
        return Err(Refusal::OtherVersion.into());
    }
    let token = token_digest(&join.token).ok_or(Refusal::Unusable)?;
    let change = desk.happen(Event::Join { token, nickname: join.nickname })?;
    let board = &desk.lock().board;
    let nickname = match change {
        Change::Learner(number) => board.learners.get(&number).map(|learner| learner.name.clone()),
        _ => None,
    };
    Ok(Joined {
        schema: SCHEMA,
        nickname: nickname.unwrap_or_default(),
        course: board.course.id.clone(),
        nonce: board.nonce.clone(),
        beat_ms: BEAT,
    })
}

pub(super) async fn tell(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    // Who asks is found out before anything is read.
    let learner = match desk.learner(bearer(request.headers()).unwrap_or_default(), guard::REPORTS) {
        Ok(learner) => learner,
        Err(refusal) => return answer::refuse(refusal),
    };
    let report: Report = match read(request, LARGEST_REPORT).await {
        Ok(report) => report,
        Err(refusal) => return answer::refuse(refusal),
    };
    let heard = report.heard;
    match desk.happen(Event::Tell { learner, report: Box::new(report) }) {
        Ok(_) => answer::json(&desk.lock().board.news(learner, heard)),
        Err(no) => no.into(),
    }
}

pub(super) async fn leave(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    let outcome = desk
        .learner(bearer(request.headers()).unwrap_or_default(), guard::REPORTS)
        .map_err(No::from)
        .and_then(|learner| desk.happen(Event::Leave { learner }));
    outcome.map_or_else(Answer::from, |_| answer::done())
}
