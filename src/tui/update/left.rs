//! What is left of the course: asked for beside the looks, kept for the clean-up's page, the header and the reminder.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::course::command::{Target, render_plain};
use crate::facts::Facts;
use crate::leftover::{CLEANUP, Sum, survey, total};
use crate::report::leftover::hourly;
use crate::session::{Effect, RequestId};
use crate::tui::left::Seen;
use crate::tui::message::Command;
use crate::tui::state::State;

/// Seconds between two looks at what is left while the learner cleans up, and while the header shows the sum.
const CLEANING: i64 = 20;
const WATCHING: i64 = 600;

/// After an answer of the account: the page of the clean-up follows it, and the header of a real account now and then.
/// `changed`: a check has another status than before.
pub(super) fn after_look(state: &mut State, changed: bool) -> Vec<Command> {
    let real = !state.practising();
    let Some(room) = state.room() else { return Vec::new() };
    let cleaning = room.current().id == CLEANUP;
    let age = room.left.asked_at.map(|at| state.now.duration_since(at));
    let older = |seconds| age.is_none_or(|age| age >= SignedDuration::from_secs(seconds));
    let due = (cleaning && (changed || older(CLEANING))) || (real && older(WATCHING));
    if due && room.left.asking.is_none() { ask(state) } else { Vec::new() }
}

/// Asks what is left.
pub(super) fn ask(state: &mut State) -> Vec<Command> {
    let (now, choice, none) = (state.now, state.account.choice.clone(), state.account.none);
    if none || state.room().is_none() {
        return Vec::new();
    }
    let request = state.requests.next();
    let Some(room) = state.room_mut() else { return Vec::new() };
    room.left.asked_at = Some(now);
    let before = room.left.asking.replace(request);
    let (course, values) = (room.course().id.clone(), room.values.clone());
    let cancelled = before.map(|request| Command::Session(Effect::Cancel { request }));
    let asked = Command::Session(Effect::Survey { request, choice, course, values });
    cancelled.into_iter().chain([asked]).collect()
}

/// Gives up on the question.
pub(super) fn cancel(state: &mut State) -> Vec<Command> {
    let asking = state.room_mut().and_then(|room| room.left.asking.take());
    asking.map(|request| Command::Session(Effect::Cancel { request })).into_iter().collect()
}

/// Takes an answer in; one to an older question is left alone.
pub(super) fn surveyed(state: &mut State, request: RequestId, facts: Arc<Facts>) {
    let (real, choice) = (!state.practising(), state.account.choice.clone());
    let Some(room) = state.room_mut().filter(|room| room.left.asking == Some(request)) else { return };
    let left = survey(room.course(), &room.values, &facts);
    room.left.asking = None;
    room.left.revision += 1;
    let index = room.index;
    // An account that could not be seen at all tells nothing of what was known before.
    let costs = left.costs().then(|| total(&left.items));
    let blind = left.items.is_empty() && !left.unseen.is_empty();
    room.left.seen = Some(Seen { facts, left });
    if real && !blind {
        state.bills.keep(index, &choice, costs);
    }
}

/// The sum of what still costs money in real accounts, if the learner has not been reminded of it. Says it once.
pub(super) fn remind(state: &mut State) -> bool {
    if state.bills.told || state.bills.running.is_empty() {
        return false;
    }
    state.bills.told = true;
    let sum = state.bills.running.iter().fold(Sum::default(), |sum, (_, _, one)| sum.plus(*one));
    let amount = hourly(sum, state.lang);
    state.warn("leftover-quit", &[("hourly", &amount)]);
    true
}

/// The commands that remove everything, in order.
pub(super) fn commands(state: &State) -> Vec<String> {
    let Some(seen) = state.room().and_then(|room| room.left.seen.as_ref()) else { return Vec::new() };
    let choice = &state.account.choice;
    let target = Target {
        region: Some(&seen.facts.region),
        profile: choice.profile.as_deref(),
        endpoint_url: choice.endpoint_url.as_deref(),
    };
    let runs = seen.left.items.iter().flat_map(|item| &item.commands);
    runs.flat_map(|run| render_plain(run, state.settings.shell, &target)).collect()
}
