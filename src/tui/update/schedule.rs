//! What time brings: re-checks, saving, notices that go away. And when to be woken for it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{account, load, observe, progress};
use crate::tui::load::Phase;
use crate::tui::message::Command;
use crate::tui::state::{Overlay, Screen, State};

/// How long the flower stays, in milliseconds.
const FLOWER: i64 = 2_600;
/// Seconds without a key after which nobody is asked any more.
const NOBODY: i64 = crate::progress::work::AWAY;
/// The longest wait between two looks by themselves, in seconds.
const LONGEST: u32 = 120;
/// Milliseconds after moving to a step until it is looked at: walking through the list asks nothing.
const SETTLE: i64 = 700;

/// The picture of the architecture is in sight: it follows the account.
pub(super) fn drawing(state: &State) -> bool {
    state.overlays.iter().any(|overlay| matches!(overlay, Overlay::Diagram { .. }))
}

fn after(now: Timestamp, milliseconds: i64) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_millis(milliseconds)).ok()
}

fn is_due(at: Option<Timestamp>, now: Timestamp) -> bool {
    at.is_some_and(|at| at <= now)
}

/// Does everything whose time has come.
pub(super) fn due(state: &mut State) -> Vec<Command> {
    let now = state.now;
    if state.notice.as_ref().is_some_and(|notice| is_due(notice.until, now)) {
        state.notice = None;
    }
    state.overlays.retain(|overlay| match overlay {
        Overlay::Celebration { since, .. } => !is_due(after(*since, FLOWER), now),
        _ => true,
    });
    let mut commands = load::count_down(state);
    if state.room().is_some_and(|room| is_due(room.save_at, now)) {
        commands.extend(progress::save_now(state));
    }
    let present = now.duration_since(state.touched_at).as_secs() < NOBODY;
    if present && is_due(state.account.retry_at, now) {
        commands.extend(account::connect(state));
    }
    if state.room().is_some_and(|room| room.asking.is_none() && is_due(room.pulse.next, now)) {
        if let Some(room) = state.room_mut() {
            room.pulse.next = None;
        }
        if present && account::observable(state) {
            let look = if drawing(state) { observe::everything } else { observe::moving };
            commands.extend(look(state));
        }
    }
    commands
}

/// Plans the next look after an answer.
pub(super) fn after_look(state: &mut State, changed: bool) {
    let (now, interval) = (state.now, state.settings.interval.max(1));
    let practice = state.account.practice.clone();
    let here = |at: Timestamp| practice.as_ref().map_or(at, |practice| practice.here(at));
    let drawing = drawing(state);
    let Some(room) = state.room_mut() else { return };
    let wait = if changed { interval } else { (room.pulse.wait.saturating_mul(3) / 2).clamp(interval, LONGEST) };
    room.pulse.wait = wait;
    let open = observe::unsettled(room);
    if !room.pulse.on || (open.is_empty() && !drawing) {
        room.pulse.next = None;
        return;
    }
    // What says itself when it will be over is not asked long before.
    let until = open.iter().filter_map(|id| room.verdicts.get(id)?.until()).min().map(here);
    let soonest = after(now, i64::from(wait) * 1000);
    let latest = after(now, i64::from(LONGEST) * 1000);
    room.pulse.next = match (until, soonest, latest) {
        (Some(until), Some(soonest), Some(latest)) if until > soonest => Some(until.min(latest)),
        _ => soonest,
    };
}

/// The learner has come to another step.
pub(super) fn arrived(state: &mut State) {
    let (now, interval, observable) = (state.now, state.settings.interval, account::observable(state));
    let Some(room) = state.room_mut() else { return };
    room.pulse.wait = interval;
    let wanted = observable && !observe::unsettled(room).is_empty();
    room.pulse.next = if wanted && room.pulse.on { after(now, SETTLE) } else { None };
}

/// A key after a long absence: looks go on.
pub(super) fn wake_up(state: &mut State) {
    let (now, observable) = (state.now, account::observable(state));
    let Some(room) = state.room_mut() else { return };
    let idle = room.pulse.on && room.pulse.next.is_none() && room.asking.is_none() && room.loaded;
    if idle && observable && !observe::unsettled(room).is_empty() {
        room.pulse.next = after(now, SETTLE);
    }
}

/// Nothing is open: nothing more is looked at.
pub(super) fn rest(state: &mut State) {
    state.overlays.clear();
}

/// How long nothing will change by itself; `None`: until something happens.
#[must_use]
pub fn wake_after(state: &State) -> Option<Duration> {
    let mut at: Vec<Timestamp> = Vec::new();
    at.extend(state.notice.as_ref().and_then(|notice| notice.until));
    at.extend(state.account.retry_at);
    let turning = state.account.connecting.is_some() || state.account.doing.is_some();
    let mut every: Option<i64> = turning.then_some(120);
    if state.account.practice.is_some() && !turning {
        // The practice clock is always in sight.
        every = Some(to_next_tick(state, true));
    }
    for overlay in &state.overlays {
        if let Overlay::Celebration { .. } = overlay {
            every = Some(50);
        }
    }
    if let Screen::Course(room) = &state.screen {
        at.extend(room.save_at);
        at.extend(room.pulse.next);
        if room.load.as_ref().is_some_and(|load| load.starts().is_some()) {
            every = Some(every.map_or(200, |every| every.min(200)));
        }
        let waiting = room.load.as_ref().is_some_and(|load| load.running() || load.phase == Phase::Asking);
        if room.asking.is_some() || (waiting && state.overlays.contains(&Overlay::Load)) {
            every = Some(every.map_or(120, |every| every.min(120)));
        } else if !room.verdicts.is_empty() && room.facts.is_some() {
            every = Some(every.unwrap_or(to_next_tick(state, room.pulse.next.is_some() || room.counts_down())));
        }
    }
    let soonest = at.into_iter().map(|at| at.duration_since(state.now).as_millis()).min();
    let milliseconds = match (soonest, every.map(i128::from)) {
        (Some(a), Some(b)) => a.min(b),
        (Some(a), None) => a,
        (None, Some(b)) => b,
        (None, None) => return None,
    };
    // Never a busy loop, whatever the clock does.
    Some(Duration::from_millis(u64::try_from(milliseconds.clamp(20, 3_600_000)).unwrap_or(1000)))
}

/// Milliseconds to the next full second while a countdown shows, else to the next full minute.
fn to_next_tick(state: &State, counting: bool) -> i64 {
    let of = if counting { 1_000 } else { 60_000 };
    of - state.now.as_millisecond().rem_euclid(of)
}
