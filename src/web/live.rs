//! The stream that the page lives off (server-sent events): everything at first, then what changes.
//!
//! Changes are gathered for a tenth of a second and written out once for all pages. A page that cannot keep up is told
//! everything anew; it never makes the board remember more.

use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Request};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, broadcast};

use super::answer::{self, Answer};
use super::body::{bearer, peer};
use super::desk::{Changes, Desk, Inside};
use crate::board::code::SECRET_LENGTH;
use crate::board::row::Row;
use crate::board::wire::Refusal;

/// Pages open at once.
pub(super) const MOST_VIEWERS: usize = 100;
/// The shortest time between two messages.
const GATHER: Duration = Duration::from_millis(100);
/// Nothing new for so long: a line that says only that the board is there.
const PULSE: Duration = Duration::from_secs(10);
/// A page asks anew after this time; streams whose readers have vanished end with it.
const LONGEST: Duration = Duration::from_mins(10);
/// Milliseconds after which a learner who reports nothing new is shown as seen again.
const STILL_THERE: i64 = 20_000;
/// Messages to all that a page shows.
const SHOWN: usize = 10;

/// Gathers changes and tells them, until the desk is gone.
pub(super) async fn herald(desk: Weak<Desk>) {
    loop {
        {
            let Some(desk) = desk.upgrade() else { return };
            // Looks up now and then whether the desk is still there.
            let _ = tokio::time::timeout(PULSE, desk.changed.notified()).await;
            let text = {
                let inside = &mut *desk.lock();
                let changes = std::mem::take(&mut inside.changes);
                if desk.news.receiver_count() > 0 { some(&desk, inside, &changes) } else { None }
            };
            if let Some(text) = text {
                let _ = desk.news.send(text);
            }
        }
        tokio::time::sleep(GATHER).await;
    }
}

pub(super) async fn live(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    let given = bearer(request.headers()).unwrap_or_default();
    let from = peer(&request);
    // Hyphens do not count; the shorter code admits, the longer one instructs.
    let instructor = given.bytes().filter(|byte| *byte != b'-').count() >= SECRET_LENGTH;
    let admitted = if instructor { desk.instructs(given, from) } else { desk.admits(given, from) };
    if let Err(refusal) = admitted {
        return answer::refuse(refusal);
    }
    let Ok(place) = Arc::clone(&desk.viewers).try_acquire_owned() else { return answer::refuse(Refusal::Full) };
    let until = desk.clock.moment() + LONGEST;
    let viewer = Viewer { news: None, desk: Arc::downgrade(&desk), until, _place: place };
    let body = Body::from_stream(stream::unfold(viewer, Viewer::next));
    let mut answer = answer::text("text/event-stream; charset=utf-8", body);
    // A proxy that gathers answers before it passes them on would keep the page waiting.
    answer.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    answer
}

/// One page.
struct Viewer {
    /// `None`: it has to be told everything.
    news: Option<broadcast::Receiver<Bytes>>,
    desk: Weak<Desk>,
    until: tokio::time::Instant,
    _place: OwnedSemaphorePermit,
}

impl Viewer {
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let text: Bytes = match &mut self.news {
            None => self.everything()?,
            Some(news) => tokio::select! {
                told = news.recv() => match told {
                    Ok(text) => text,
                    Err(RecvError::Lagged(_)) => self.everything()?,
                    Err(RecvError::Closed) => return None,
                },
                () = tokio::time::sleep(PULSE) => Bytes::from_static(b": \n\n"),
                () = tokio::time::sleep_until(self.until) => return None,
            },
        };
        Some((Ok(text), self))
    }

    /// Listening begins under the same lock under which everything is read, so nothing falls between.
    fn everything(&mut self) -> Option<Bytes> {
        let desk = self.desk.upgrade()?;
        let mut inside = desk.lock();
        self.news = Some(desk.news.subscribe());
        // This page may be ahead of what the others were told: from here on everybody is told alike.
        inside.shown.clear();
        Some(all(&desk, &inside).into())
    }
}

fn all(desk: &Desk, inside: &Inside) -> String {
    let board = &inside.board;
    let rows: Vec<Row> = board.learners.iter().map(|(id, learner)| Row::of(*id, learner, &board.course)).collect();
    let invite = &desk.invite;
    let whole = json!({
        "now": desk.clock.now().as_millisecond(),
        "began": board.began_at.as_millisecond(),
        "course": board.course,
        "join": {"text": invite.to_string(), "url": invite.url(), "qr": super::page::qr(&invite.url())},
        "rows": rows,
        "failed": inside.tally.most_failed(&board.course),
        "class": class(inside),
    });
    format!("event: all\ndata: {whole}\n\n")
}

/// What has changed. `None`: nothing that anybody could see.
fn some(desk: &Desk, inside: &mut Inside, changes: &Changes) -> Option<Bytes> {
    let board = &inside.board;
    let mut rows: Vec<Row> = Vec::new();
    for id in &changes.learners {
        let Some(learner) = board.learners.get(id) else { continue };
        let row = Row::of(*id, learner, &board.course);
        // That somebody is still there is told now and then, not with every report.
        let same = inside
            .shown
            .get(id)
            .is_some_and(|shown| row.seen - shown.seen < STILL_THERE && Row { seen: row.seen, ..shown.clone() } == row);
        if !same {
            inside.shown.insert(*id, row.clone());
            rows.push(row);
        }
    }
    for id in &changes.gone {
        inside.shown.remove(id);
    }
    if rows.is_empty() && changes.gone.is_empty() && !changes.class {
        return None;
    }
    let mut part = json!({
        "now": desk.clock.now().as_millisecond(),
        "rows": rows,
        "gone": changes.gone,
        "failed": inside.tally.most_failed(&board.course),
    });
    if changes.class {
        part["class"] = class(inside);
    }
    Some(format!("event: some\ndata: {part}\n\n").into())
}

/// What everybody may see of the class: messages to one learner are not among it.
fn class(inside: &Inside) -> Value {
    let board = &inside.board;
    let said = board.said.iter().rev().filter(|said| said.to.is_none()).take(SHOWN);
    let said: Vec<Value> =
        said.map(|said| json!({"number": said.number, "at": said.at.as_millisecond(), "text": said.text})).collect();
    json!({
        "pointed": board.pointed.as_ref().map(|pointed| &pointed.step),
        "closed": board.closed,
        "said": said,
        "wrong": inside.guesses.wrong,
    })
}
