//! What only the learner can say: confirming, taking back, and judging it without asking the account.

use std::collections::BTreeSet;

use super::{observe, progress};
use crate::check::Status;
use crate::check::run::judge;
use crate::check::table::proof;
use crate::check::verdict::Confirmation;
use crate::course::kinds::CheckKind;
use crate::facts::Facts;
use crate::tui::message::Command;
use crate::tui::room::{Room, Seen};
use crate::tui::state::State;

/// Judges again what depends on nothing but the learner.
pub(super) fn settle(state: &mut State) {
    let now = state.account_now();
    let Some(room) = state.room_mut() else { return };
    let ids: BTreeSet<String> = room
        .course()
        .checks()
        .filter(|(_, id, check)| {
            let manual = room.verdicts.get(id).is_some_and(|seen| seen.verdict.status == Status::Manual);
            match check.proves {
                // One that waits for an earlier check keeps waiting: the account decides about that.
                CheckKind::Manual(_) | CheckKind::Quiz(_) => manual || !room.verdicts.contains_key(id),
                _ => manual && proof(&check.proves).sums_up().is_empty(),
            }
        })
        .map(|(_, id, _)| id)
        .collect();
    if ids.is_empty() {
        return;
    }
    let empty;
    let facts = if let Some(facts) = &room.facts {
        facts.as_ref()
    } else {
        empty = Facts::empty(&room.key.region, now);
        &empty
    };
    let verdicts = judge(room.course(), &room.values, facts, &room.progress.memory, &ids);
    for (id, verdict) in verdicts {
        room.verdicts.insert(id, Seen { verdict, at: now, since: now });
    }
    room.revision += 1;
}

/// The checks of the current step that the learner confirms, in order.
fn manual(room: &Room) -> Vec<String> {
    let mut ids = room.check_ids(room.step);
    ids.retain(|id| {
        room.verdicts.get(id).is_some_and(|seen| {
            seen.verdict.status == Status::Manual && !id.starts_with("quiz.") && seen.verdict.held_by.is_none()
        })
    });
    ids.retain(|id| {
        let check = room.course().checks().find(|(_, full, _)| full == id).map(|(_, _, check)| check);
        check.is_some_and(|c| !matches!(c.proves, CheckKind::Quiz(_)) && proof(&c.proves).sums_up().is_empty())
    });
    ids
}

/// Confirms the first item of the step that is not confirmed yet.
pub(super) fn confirm(state: &mut State) -> Vec<Command> {
    let (who, now) = (state.settings.who.clone(), state.account_now());
    let Some(room) = state.room_mut() else { return Vec::new() };
    let next = manual(room).into_iter().find(|id| !room.progress.memory.confirmed.contains_key(id));
    let Some(id) = next else {
        state.say("tui-nothing-to-confirm", &[]);
        return Vec::new();
    };
    room.progress.memory.confirmed.insert(id.clone(), Confirmation { by: who, at: now });
    let title = state.wording().check_title(&id);
    state.say("tui-confirmed", &[("title", &title)]);
    after(state)
}

/// Takes the last confirmation of the step back.
pub(super) fn undo(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room_mut() else { return Vec::new() };
    let confirmed = &mut room.progress.memory.confirmed;
    let ids: Vec<String> = room.library.courses[room.index].course.steps[room.step]
        .checks
        .iter()
        .map(|check| format!("{}.{}", room.library.courses[room.index].course.steps[room.step].id, check.id))
        .collect();
    let last = ids.into_iter().filter(|id| confirmed.contains_key(id)).max_by_key(|id| confirmed.get(id).map(|c| c.at));
    let Some(id) = last else {
        state.say("tui-nothing-to-undo", &[]);
        return Vec::new();
    };
    confirmed.remove(&id);
    let title = state.wording().check_title(&id);
    state.say("tui-unconfirmed", &[("title", &title)]);
    after(state)
}

/// What follows from anything that the learner said.
pub(super) fn after(state: &mut State) -> Vec<Command> {
    settle(state);
    progress::changed(state);
    observe::celebrate(state);
    observe::sums_again(state)
}
