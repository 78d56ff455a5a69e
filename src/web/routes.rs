//! What can be asked, and of whom.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::routing::{get, post, put};

use super::answer::{self, Answer};
use super::body::{Peer, same_site};
use super::desk::Desk;
use super::{hand_in, instructor, learner, live, page};
use crate::board::wire::Refusal;

/// The whole board.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(page::html))
        .route("/board.js", get(page::script))
        .route("/board.css", get(page::style))
        .route("/words.json", get(page::words))
        .route("/api/live", get(live::live))
        .route("/api/join", post(learner::join))
        .route("/api/me", put(learner::tell).delete(learner::leave))
        .route("/api/me/hand-in", post(hand_in::take))
        .route("/api/instructor", post(instructor::act))
        .route("/api/instructor/class.csv", get(instructor::csv))
        .route("/api/instructor/class.json", get(instructor::json))
        .fallback(async || answer::refuse(Refusal::Nothing))
        .method_not_allowed_fallback(async || answer::refuse(Refusal::Nothing))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard))
        .with_state(desk)
}

/// Before and after everything.
async fn guard(State(_): State<Arc<Desk>>, request: Request<Body>, next: Next) -> Answer {
    let is_page = !request.uri().path().starts_with("/api/");
    // A link from elsewhere may lead to the page; nobody's page may ask for more than that.
    let visitor = request.extensions().get::<Peer>().map(|peer| peer.visitor.clone());
    let answered = match same_site(request.headers()) {
        Err(refusal) if !is_page => answer::refuse(refusal),
        _ => next.run(request).await,
    };
    if let Some(visitor) = visitor.filter(|_| !is_page && answered.status().is_success()) {
        // Whatever is answered here was asked with a code or a token.
        visitor.let_in();
    }
    answer::guarded(answered)
}
