//! The load screen: asks what a load will do, sends it after a countdown that can be held or cancelled, and looks at
//! the steps when it is over.

use super::{account, observe};
use crate::check::scaled::Subject;
use crate::load::scaling::prediction::TUTORIAL_RATE;
use crate::session::scale_out::{Briefing, Ending, MARKER, Progress, Unready, own};
use crate::session::{Effect, RequestId};
use crate::tui::keys::Action;
use crate::tui::load::{COUNTDOWN, Load, Phase};
use crate::tui::message::Command;
use crate::tui::room::Room;
use crate::tui::state::{Overlay, State};

/// Whether a load would prove the current step.
#[must_use]
pub(in crate::tui) fn proves_step(state: &State) -> bool {
    let Some(room) = state.room() else { return false };
    Subject::of(room.course()).is_some_and(|subject| subject.steps.contains(&room.current().id))
}

/// Opens the screen; a load that goes on is shown, else a new one is asked about.
pub(super) fn open(state: &mut State) -> Vec<Command> {
    if state.account.none || !account::observable(state) {
        state.say("tui-no-account-recheck", &[]);
        return Vec::new();
    }
    if state.room().is_some_and(|room| room.load.as_ref().is_some_and(Load::running)) {
        state.overlays.push(Overlay::Load);
        return Vec::new();
    }
    if state.room().is_some_and(|room| Subject::of(room.course()).is_none()) {
        without_scaling(state);
        return Vec::new();
    }
    let request = state.requests.next();
    let choice = state.account.choice.clone();
    let Some(room) = state.room_mut() else { return Vec::new() };
    room.load = Some(Load::new(request));
    let (course, values) = (room.course().id.clone(), room.values.clone());
    state.overlays.push(Overlay::Load);
    vec![Command::Session(Effect::BriefLoad { request, choice, course, values })]
}

/// Where nothing scales there is nothing to watch: the command that loads the course's load balancer, to be copied.
fn without_scaling(state: &mut State) {
    let balancers = |room: &Room| room.facts.as_ref().and_then(|facts| facts.load_balancers.value().cloned());
    let host = state.room().and_then(|room| {
        let own = own::hosts(room.course(), &room.values, &balancers(room)?);
        own.into_iter().next()
    });
    state.say("tui-load-no-subject", &[]);
    if let Some(host) = host {
        let text = format!("hanamaru load -q {TUTORIAL_RATE} -z 1m --marker {MARKER} http://{host}/");
        state.overlays.push(Overlay::Plain { text });
    }
}

/// Keys while the screen is open.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    let Some(room) = state.room_mut() else { return close(state) };
    let Some(load) = room.load.as_mut() else { return close(state) };
    let request = load.request;
    match (&mut load.phase, action) {
        (Phase::Ready { briefing, .. }, Action::Open) if briefing.obstacle.is_none() => begin(state),
        (Phase::Ready { starts, .. }, Action::PageDown) => {
            *starts = None;
            Vec::new()
        }
        (Phase::Running { stopping, .. }, Action::Back) => {
            *stopping = true;
            vec![Command::Session(Effect::StopLoad { request })]
        }
        (Phase::Running { .. }, _) | (Phase::Asking, Action::Open) => Vec::new(),
        (Phase::Ready { .. }, Action::Back) => {
            room.load = None;
            close(state)
        }
        (Phase::Asking, Action::Back) => {
            room.load = None;
            state.overlays.retain(|overlay| *overlay != Overlay::Load);
            vec![Command::Session(Effect::Cancel { request })]
        }
        (_, Action::Back | Action::Open) => close(state),
        _ => Vec::new(),
    }
}

/// Sends what was briefed.
fn begin(state: &mut State) -> Vec<Command> {
    let choice = state.account.choice.clone();
    let Some(room) = state.room_mut() else { return Vec::new() };
    let (course, values) = (room.course().id.clone(), room.values.clone());
    let Some(load) = room.load.as_mut() else { return Vec::new() };
    let Phase::Ready { briefing, .. } = &load.phase else { return Vec::new() };
    let (request, briefing) = (load.request, briefing.clone());
    load.phase = Phase::Running { briefing: briefing.clone(), stopping: false };
    vec![Command::Session(Effect::SendLoad { request, choice, course, values, briefing })]
}

/// The countdown: a load begins when its time has come, if what it will do is in sight. Otherwise it is held.
pub(super) fn count_down(state: &mut State) -> Vec<Command> {
    let (now, in_sight) = (state.now, state.overlays.last() == Some(&Overlay::Load));
    let Some(load) = state.room_mut().and_then(|room| room.load.as_mut()) else { return Vec::new() };
    let Phase::Ready { starts, .. } = &mut load.phase else { return Vec::new() };
    if starts.is_none_or(|starts| starts > now) {
        return Vec::new();
    }
    if in_sight {
        return begin(state);
    }
    *starts = None;
    Vec::new()
}

fn close(state: &mut State) -> Vec<Command> {
    state.overlays.retain(|overlay| *overlay != Overlay::Load);
    Vec::new()
}

/// The load of this request, if it is still wanted.
fn current(state: &mut State, request: RequestId) -> Option<&mut Load> {
    state.room_mut()?.load.as_mut().filter(|load| load.request == request)
}

pub(super) fn briefed(state: &mut State, request: RequestId, outcome: Result<Box<Briefing>, Unready>) {
    let now = state.now;
    let Some(load) = current(state, request) else { return };
    load.phase = match outcome {
        Ok(briefing) => {
            let starts = now.checked_add(COUNTDOWN).ok().filter(|_| briefing.obstacle.is_none());
            Phase::Ready { briefing, starts }
        }
        Err(why) => Phase::Over { briefing: None, outcome: Box::new(Err(why)) },
    };
}

pub(super) fn progress(state: &mut State, request: RequestId, progress: Progress) {
    if let Some(load) = current(state, request) {
        load.take(progress);
    }
}

/// It is over: the steps that it was to prove are looked at again.
pub(super) fn ended(state: &mut State, request: RequestId, outcome: Result<Box<Ending>, Unready>) -> Vec<Command> {
    let Some(load) = current(state, request) else { return Vec::new() };
    let briefing = match std::mem::replace(&mut load.phase, Phase::Asking) {
        Phase::Running { briefing, .. } | Phase::Ready { briefing, .. } => Some(briefing),
        Phase::Asking | Phase::Over { .. } => None,
    };
    load.phase = Phase::Over { briefing, outcome: Box::new(outcome.map(|ending| *ending)) };
    if let Some(room) = state.room_mut() {
        room.pulse.wait = 0;
    }
    observe::everything(state)
}

/// Whoever leaves the course leaves no load behind.
pub(super) fn leave(state: &mut State) -> Vec<Command> {
    let load = state.room_mut().and_then(|room| room.load.take());
    load.filter(|load| !matches!(load.phase, Phase::Over { .. }))
        .map(|load| Command::Session(Effect::Cancel { request: load.request }))
        .into_iter()
        .collect()
}
