//! A learner hands in: the report is kept, and STS is asked at once who signed the question that came with it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use jiff::SignedDuration;

use super::answer::{self, Answer};
use super::body::{HAND_IN_PATIENCE, bearer, read_within};
use super::desk::Desk;
use super::guard;
use crate::board::Handed;
use crate::board::handed::Identity;
use crate::board::update::{Event, No};
use crate::board::wire::{HandIn, Refusal, SCHEMA};
use crate::handin::identity::{IdentityProblem, Proved, SignedIdentity};
use crate::handin::{self, HandIn as Report};

/// Bytes of a hand-in: the report of an account with thousands of resources, its quotes doubled.
const LARGEST: usize = 4 << 20;
/// Hand-ins at once: each is held in memory while it is looked through.
pub(super) const AT_ONCE: usize = 16;
/// A question that was sent on is remembered for as long as it could be sent again, and a little more.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(25);

pub(super) async fn take(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    taken(&desk, request).await.map_or_else(Answer::from, |handed| answer::json(&handed))
}

async fn taken(desk: &Arc<Desk>, request: Request<Body>) -> Result<Handed, No> {
    let learner = desk.learner(bearer(request.headers()).unwrap_or_default(), guard::HAND_INS)?;
    let _place = desk.hand_ins.acquire().await.map_err(|_| Refusal::TooMany)?;
    let hand_in: HandIn = read_within(request, LARGEST, HAND_IN_PATIENCE).await?;
    if hand_in.schema != SCHEMA {
        return Err(Refusal::OtherVersion.into());
    }
    let identity = hand_in.identity;
    let looking = Arc::clone(desk);
    // Parsing and the disk do not hold up everybody else's reports.
    let kept = tokio::task::spawn_blocking(move || keep(&looking, learner, &hand_in.report)).await;
    let (report, file) = kept.map_err(|_| Refusal::NoReport)??;
    let (nonce, now) = (desk.lock().board.nonce.clone(), desk.clock.now());
    let proved = prove(desk, learner, identity.as_ref(), &report.digest, now).await;
    let handed = Handed {
        at: now,
        word: report.class.filter(|class| class.nonce == nonce).map(|class| class.check.status),
        digest: report.digest,
        file,
        identity: proved.map_or_else(Identity::Unproved, Identity::Proved),
    };
    desk.happen(Event::HandIn { learner, handed: Box::new(handed) })?;
    let stands = desk.lock().board.learners.get(&learner).and_then(|learner| learner.handed.clone());
    stands.ok_or_else(|| Refusal::Unknown.into())
}

/// Looks a report through and puts it on the shelf.
fn keep(desk: &Desk, learner: u32, text: &str) -> Result<(Report, String), Refusal> {
    let read = handin::read::read(text).map_err(|_| Refusal::NoReport)?;
    let (course, nickname) = {
        let board = &desk.lock().board;
        let nickname = board.learners.get(&learner).map(|learner| learner.name.clone()).ok_or(Refusal::Unknown)?;
        (board.course.id.clone(), nickname)
    };
    if read.edited || read.report.course != course {
        return Err(Refusal::NoReport);
    }
    let shelf = desk.shelf.as_ref().ok_or(Refusal::NotKept)?;
    let file = shelf.keep(learner, &nickname, text.as_bytes()).map_err(|_| Refusal::NotKept)?;
    Ok((read.report, file))
}

/// Asks STS who signed, unless it was asked that already.
async fn prove(
    desk: &Desk,
    learner: u32,
    identity: Option<&SignedIdentity>,
    digest: &str,
    now: jiff::Timestamp,
) -> Result<Proved, IdentityProblem> {
    let identity = identity.ok_or(IdentityProblem::NotSigned)?;
    let checked = {
        let inside = &mut *desk.lock();
        let checked = identity.checked(&inside.board.nonce, digest, now)?;
        inside.used.retain(|_, (_, at)| now.duration_since(*at) < REMEMBERED);
        match inside.used.get(&checked.signature) {
            Some((of, _)) if *of != learner => return Err(IdentityProblem::Used),
            Some(_) => {
                // Handed in again, perhaps because the answer was lost: it stands.
                let known = inside.board.learners.get(&learner).and_then(|known| known.handed.as_ref());
                let known = known.filter(|handed| handed.digest == digest);
                if let Some(proved) = known.and_then(|handed| handed.identity.proved()) {
                    return Ok(proved.clone());
                }
            }
            None => drop(inside.used.insert(checked.signature.clone(), (learner, now))),
        }
        checked
    };
    let (account, arn) = desk.relay.ask(&checked).await?;
    Ok(Proved { account, arn, at: now, host: checked.host })
}
