//! A learner hands in: the signed request is sent on to STS at once, and the answer is kept.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use jiff::SignedDuration;

use super::answer::{self, Answer};
use super::body::{bearer, read};
use super::desk::Desk;
use super::guard;
use crate::board::identity::{HandIn, IdentityProblem, Proved};
use crate::board::update::Event;

const LARGEST: usize = 32 * 1024;
/// A request that was sent on is remembered for as long as it could be sent again, and a little more.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(25);

pub(super) async fn take(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Answer {
    let learner = match desk.learner(bearer(request.headers()).unwrap_or_default(), guard::HAND_INS) {
        Ok(learner) => learner,
        Err(refusal) => return answer::refuse(refusal),
    };
    let hand_in: HandIn = match read(request, LARGEST).await {
        Ok(hand_in) => hand_in,
        Err(refusal) => return answer::refuse(refusal),
    };
    match prove(&desk, learner, &hand_in).await {
        Ok(proved) => answer::json(&proved),
        Err(problem) => {
            let mut answer = answer::json(&serde_json::json!({"unproved": problem}));
            *answer.status_mut() = match problem {
                IdentityProblem::Unreachable => StatusCode::BAD_GATEWAY,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            answer
        }
    }
}

async fn prove(desk: &Desk, learner: u32, hand_in: &HandIn) -> Result<Proved, IdentityProblem> {
    let now = desk.clock.now();
    let checked = {
        let inside = &mut *desk.lock();
        let checked = hand_in.checked(&inside.board.nonce, now)?;
        inside.used.retain(|_, (_, at)| now.duration_since(*at) < REMEMBERED);
        match inside.used.get(&checked.signature) {
            Some((of, _)) if *of != learner => return Err(IdentityProblem::Used),
            Some(_) => {
                // Handed in again, perhaps because the answer was lost: it stands.
                let known = inside.board.learners.get(&learner).and_then(|known| known.proved.clone());
                if let Some(proved) = known.filter(|proved| proved.digest == checked.digest) {
                    return Ok(proved);
                }
            }
            None => drop(inside.used.insert(checked.signature.clone(), (learner, now))),
        }
        checked
    };
    let (account, arn) = desk.relay.ask(&checked).await?;
    let proved = Proved { account, arn, at: now, digest: checked.digest, host: checked.host };
    // A learner who has left meanwhile has no row that it could stand in.
    let _ = desk.happen(Event::Prove { learner, proved: Box::new(proved.clone()) });
    Ok(proved)
}
