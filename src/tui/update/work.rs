//! What is counted at the open step: active time, retries, solutions shown.

use jiff::SignedDuration;

use crate::check::Status;
use crate::progress::work::{AWAY, Work};
use crate::tui::state::State;

/// Milliseconds until time alone is written: every key of a reader is not a file.
const SAVE_AFTER: i64 = 20_000;

/// There is a sign of life: the time since the one before counts for the open step, unless nobody was there between.
pub(super) fn count(state: &mut State) {
    let since = state.now.duration_since(state.alive_at);
    state.alive_at = state.now;
    let Ok(gap) = u64::try_from(since.as_millis()) else { return };
    if since < SignedDuration::from_secs(AWAY) && gap > 0 {
        at_step(state, |work| work.active_ms = work.active_ms.saturating_add(gap));
    }
}

/// The learner asks for another look at a step that fails.
pub(super) fn retried(state: &mut State) {
    if state.room().is_some_and(|room| room.status(room.step) == Some(Status::Fail)) {
        at_step(state, |work| work.retries = work.retries.saturating_add(1));
    }
}

/// The commands of a step were run.
pub(super) fn shown(state: &mut State, step: &str) {
    let machine = state.machine.clone();
    if let Some(room) = state.room_mut().filter(|room| room.loaded) {
        let work = room.progress.work_mut(step, &machine);
        work.shown = work.shown.saturating_add(1);
    }
}

fn at_step(state: &mut State, change: impl FnOnce(&mut Work)) {
    let (machine, soon) = (state.machine.clone(), state.now.checked_add(SignedDuration::from_millis(SAVE_AFTER)).ok());
    // What was saved before has to arrive first.
    let Some(room) = state.room_mut().filter(|room| room.loaded) else { return };
    let step = room.current().id.clone();
    change(room.progress.work_mut(&step, &machine));
    room.save_at = room.save_at.or(soon);
}
