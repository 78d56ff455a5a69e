//! Looking at the account: what is asked, and what an answer changes. Stale answers end here.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{account, by_hand, left, practice, progress, schedule, which, work};
use crate::check::Status;
use crate::check::table::proof;
use crate::course::kinds::CheckKind;
use crate::facts::Section;
use crate::leftover::CLEANUP;
use crate::progress::LastSeen;
use crate::session::{Effect, Observation, RequestId};
use crate::tui::message::Command;
use crate::tui::room::{Asking, Room, Seen};
use crate::tui::state::{Overlay, State};

/// Looks at every step but the clean-up: what that proves is gone is needed until then.
pub(super) fn everything(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let here = room.current().id == CLEANUP;
    let steps = room.course().steps.iter().filter(|step| here || step.id != CLEANUP);
    let steps = steps.map(|step| step.id.clone()).collect();
    let checks = crate::check::run::checks_of(room.course(), &steps).into_iter().collect();
    look(state, checks)
}

/// Looks at the current step again, whatever is known of it.
pub(super) fn step(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let checks = room.check_ids(room.step).into_iter().collect();
    look(state, checks)
}

/// Looks at what is still moving in the current step.
pub(super) fn moving(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let checks = unsettled(room);
    if checks.is_empty() { Vec::new() } else { look(state, checks) }
}

/// The checks of the current step that can still change without the learner saying so here.
pub(super) fn unsettled(room: &Room) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = room.check_ids(room.step).into_iter().collect();
    ids.retain(|id| {
        let settled = |status| matches!(status, Status::Pass | Status::Manual);
        !room.verdicts.get(id).is_some_and(|seen| settled(seen.verdict.status))
    });
    ids
}

/// After a confirmation: checks of the current step that sum up others are looked at again.
pub(super) fn sums_again(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let step = room.current();
    let sums = step.checks.iter().filter(|check| !proof(&check.proves).sums_up().is_empty());
    let ids: BTreeSet<String> = sums.map(|check| format!("{}.{}", step.id, check.id)).collect();
    if ids.is_empty() || !account::observable(state) { Vec::new() } else { look(state, ids) }
}

fn look(state: &mut State, checks: BTreeSet<String>) -> Vec<Command> {
    if checks.is_empty() || state.account.none {
        return Vec::new();
    }
    let mut commands = cancel(state);
    let (request, picture) = (state.requests.next(), schedule::drawing(state));
    let (now, choice) = (state.now, state.account.choice.clone());
    let Some(room) = state.room_mut() else { return commands };
    room.pulse.next = None;
    let total = u32::try_from(checks.len()).unwrap_or(u32::MAX);
    room.asking = Some(Asking { request, checks: checks.clone(), done: 0, total, since: now });
    commands.push(Command::Session(Effect::Observe {
        request,
        choice,
        course: room.course().id.clone(),
        values: room.values.clone(),
        checks,
        memory: Box::new(room.progress.memory.clone()),
        picture,
        asked: false,
    }));
    commands
}

/// Gives up on what is being asked.
pub(super) fn cancel(state: &mut State) -> Vec<Command> {
    let asking = state.room_mut().and_then(|room| room.asking.take());
    asking.map(|asking| Command::Session(Effect::Cancel { request: asking.request })).into_iter().collect()
}

pub(super) fn observing(state: &mut State, request: RequestId, done: u32, total: u32) {
    let asking = state.room_mut().and_then(|room| room.asking.as_mut());
    if let Some(asking) = asking.filter(|asking| asking.request == request) {
        // A total that grows must not make the figure jump back.
        asking.total = asking.total.max(total).max(done);
        if total > 0 {
            asking.total = total.max(done);
        }
        asking.done = done;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an event is consumed")]
pub(super) fn observed(state: &mut State, request: RequestId, seen: Observation, at: Timestamp) -> Vec<Command> {
    if state.room().and_then(|room| room.asking.as_ref()).is_none_or(|asking| asking.request != request) {
        return Vec::new();
    }
    // What is seen in the practice account is dated by the clock of the practice account.
    let at = practice::agree(state, &seen.facts).unwrap_or(at);
    let Some(room) = state.room_mut() else { return Vec::new() };
    room.asking = None;
    let before = room.key.clone();
    let mut commands = identity(state, &seen);
    let Some(room) = state.room_mut() else { return commands };
    if room.key != before {
        // Another account has answered, with the names and the memory of the one before: it is asked anew.
        return commands;
    }
    let changed = take_in(room, &seen, at);
    room.facts = Some(seen.facts.clone());
    by_hand::settle(state);
    celebrate(state);
    if changed {
        work::count(state);
    }
    progress::changed(state);
    schedule::after_look(state, changed);
    commands.extend(left::after_look(state, changed));
    if which::forget_gone(state) {
        commands.extend(everything(state));
        return commands;
    }
    which::ask(state);
    commands
}

/// Merges an observation. Returns whether any status changed.
fn take_in(room: &mut Room, seen: &Observation, at: Timestamp) -> bool {
    let mut changed = false;
    for (id, verdict) in &seen.verdicts {
        let before = room.verdicts.get(id);
        changed |= before.is_none_or(|seen| seen.verdict.status != verdict.status);
        let same = before.filter(|seen| seen.verdict.finding.id == verdict.finding.id);
        let found_since = same.map_or(at, |seen| seen.since);
        let last = LastSeen::after(room.progress.last_seen.get(id), verdict.status, at);
        room.progress.last_seen.insert(id.clone(), last);
        room.verdicts.insert(id.clone(), Seen { verdict: verdict.clone(), at, since: found_since });
    }
    // What the learner confirmed while the question was under way is not undone by the answer.
    for (id, record) in &seen.memory.recorded {
        room.progress.memory.recorded.insert(id.clone(), record.clone());
    }
    // The session judged with the memory it was given; what only the learner says is judged here.
    let by_hand: Vec<String> = room
        .course()
        .checks()
        .filter(|(_, id, c)| {
            seen.verdicts.contains_key(id) && matches!(c.proves, CheckKind::Manual(_) | CheckKind::Quiz(_))
        })
        .map(|(_, id, _)| id)
        .collect();
    for id in by_hand {
        let dependent = room.verdicts.get(&id).is_some_and(|seen| seen.verdict.held_by.is_some());
        if !dependent {
            room.verdicts.remove(&id);
        }
    }
    room.revision += 1;
    changed
}

/// The look also says who was asking.
fn identity(state: &mut State, seen: &Observation) -> Vec<Command> {
    let now_known = match &seen.facts.identity {
        Section::Seen { value, .. } => Ok(value.clone()),
        Section::Gap { gap } => Err(gap.clone()),
        Section::NotAsked => return Vec::new(),
    };
    let Some(info) = state.account.info.as_mut() else { return Vec::new() };
    if info.identity == now_known {
        return Vec::new();
    }
    let (was, is) = (info.identity.is_ok(), now_known.is_ok());
    if was && !is {
        // Keep the account on screen, but find out what has become of the login.
        return account::connect(state);
    }
    info.identity = now_known;
    let Some(index) = state.room().map(|room| room.index) else { return Vec::new() };
    let key = account::key(state, index);
    if state.room().is_some_and(|room| room.key != key) { progress::rekey(state, key) } else { Vec::new() }
}

/// Marks the steps that are done now. The current one is celebrated, once.
pub(super) fn celebrate(state: &mut State) {
    let now = state.now;
    let Some(room) = state.room_mut() else { return };
    let mut flower = None;
    for index in 0..room.course().steps.len() {
        let id = room.course().steps[index].id.clone();
        let has_checks = !room.course().steps[index].checks.is_empty();
        if has_checks && room.status(index) == Some(Status::Pass) && room.progress.celebrated.insert(id) {
            room.revision += 1;
            if index == room.step {
                flower = Some(index);
            }
        }
    }
    if let Some(step) = flower {
        state.overlays.retain(|overlay| !matches!(overlay, Overlay::Celebration { .. }));
        state.overlays.push(Overlay::Celebration { step, since: now });
    }
}
