//! Opening and leaving a course, and its saved progress.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{account, by_hand, left, lists, observe, schedule, which};
use crate::course::Values;
use crate::progress::{Progress, ProgressKey, StoreProblem};
use crate::session::{Effect, Event, RequestId};
use crate::tui::left::Left;
use crate::tui::message::Command;
use crate::tui::quiz::Quiz;
use crate::tui::room::{Pane, Pulse, Room, Scroll, Tab};
use crate::tui::state::{Overlay, Screen, State};

/// Milliseconds between a change and its saving: a burst of keys is one write.
const SAVE_AFTER: i64 = 400;

/// Opens a course with the account in force.
pub(super) fn open(state: &mut State, index: usize) -> Vec<Command> {
    let Some(source) = state.library.courses.get(index) else { return Vec::new() };
    let course = &source.course;
    let chosen = state.chosen(index);
    let suffix = chosen.suffix.as_deref();
    let resolve = if state.practising() { Values::for_practice } else { Values::resolve };
    let (values, refused) = match resolve(course, suffix, &chosen.set) {
        Ok(values) => (values, false),
        Err(_) => (resolve(course, suffix, &[]).unwrap_or_default(), true),
    };
    if course.steps.is_empty() {
        return Vec::new();
    }
    let room = Room {
        library: Arc::clone(&state.library),
        index,
        values,
        key: account::key(state, index),
        loaded: false,
        loading: None,
        progress: Progress::default(),
        save_at: None,
        moved: false,
        step: 0,
        pane: Pane::Page,
        tab: Tab::Console,
        details: false,
        command: 0,
        scroll: Scroll::default(),
        verdicts: std::collections::BTreeMap::new(),
        facts: None,
        asking: None,
        pulse: Pulse { on: true, next: None, wait: state.settings.interval },
        quiz: Quiz::default(),
        shown: None,
        load: None,
        left: Left::default(),
        asked_which: std::collections::BTreeSet::new(),
        others: Vec::new(),
        revision: 0,
    };
    state.screen = Screen::Course(Box::new(room));
    if refused {
        state.warn("tui-values-refused", &[]);
    }
    by_hand::settle(state);
    let mut commands = load(state);
    // The region may come from the course, so another course may mean another region.
    commands.extend(account::connect(state));
    commands
}

fn load(state: &mut State) -> Vec<Command> {
    let request = state.requests.next();
    let Some(room) = state.room_mut() else { return Vec::new() };
    room.loading = Some(request);
    room.loaded = false;
    vec![Command::Session(Effect::LoadProgress { request, key: room.key.clone() })]
}

/// The account behind the open course has become known, or is another one.
pub(super) fn rekey(state: &mut State, key: ProgressKey) -> Vec<Command> {
    let mut commands = save_now(state);
    commands.extend(observe::cancel(state));
    commands.extend(left::cancel(state));
    if let Some(room) = state.room_mut() {
        room.key = key;
        room.verdicts.clear();
        room.facts = None;
        room.left = Left::default();
        room.progress = Progress::default();
        room.asked_which.clear();
        room.revision += 1;
    }
    // What was picked, or is being asked, is of the account before.
    state.overlays.retain(|overlay| !matches!(overlay, Overlay::Which(_)));
    which::apply(state);
    commands.extend(load(state));
    commands
}

pub(super) fn loaded(
    state: &mut State,
    request: RequestId,
    progress: Progress,
    others: Vec<(ProgressKey, usize)>,
    problem: Option<StoreProblem>,
) -> Vec<Command> {
    if state.room().is_none_or(|room| room.loading != Some(request)) {
        let event = Event::ProgressLoaded { request, progress: Box::new(progress), others, problem };
        lists::standing(state, &event);
        return Vec::new();
    }
    if let Some(problem) = &problem {
        complain(state, problem);
    }
    if let Some(room) = state.room_mut() {
        room.loading = None;
        room.loaded = true;
        room.progress = progress;
        room.others = others;
        room.quiz = Quiz::restored(room.course(), &room.progress.answers);
        room.first_question();
        let saved = room.progress.current_step.as_deref();
        if let Some(step) = saved.and_then(|id| room.course().steps.iter().position(|step| step.id == id))
            && !room.moved
        {
            room.step = step;
            room.tab = room.first_tab();
        }
        room.revision += 1;
    }
    which::apply(state);
    by_hand::settle(state);
    if account::observable(state) { observe::everything(state) } else { Vec::new() }
}

/// Says what is wrong with saved state.
pub(super) fn complain(state: &mut State, problem: &StoreProblem) {
    match problem {
        StoreProblem::SetAside { path, backup } => {
            state.warn("tui-store-set-aside", &[("path", path), ("backup", backup)]);
        }
        StoreProblem::Newer { path, version } => {
            state.warn("tui-store-newer", &[("path", path), ("version", &version.to_string())]);
        }
        StoreProblem::Unwritable { path, reason } => {
            state.warn("tui-store-unwritable", &[("path", path), ("reason", reason)]);
        }
    }
}

/// Something worth keeping has changed.
pub(super) fn changed(state: &mut State) {
    let at = state.now.checked_add(SignedDuration::from_millis(SAVE_AFTER)).ok();
    if let Some(room) = state.room_mut() {
        room.revision += 1;
        // What was saved before has to arrive first, or it would be written over.
        if room.loaded {
            room.save_at = at.min(room.save_at.or(at));
        }
    }
}

/// Saves what has changed since.
pub(super) fn save_now(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room_mut() else { return Vec::new() };
    if room.save_at.take().is_none() {
        return Vec::new();
    }
    let progress = Box::new(room.progress.clone());
    vec![Command::Session(Effect::SaveProgress { key: room.key.clone(), progress })]
}

/// Leaves the open course: saves, and gives up on what is being asked.
pub(super) fn leave(state: &mut State) -> Vec<Command> {
    let mut commands = observe::cancel(state);
    commands.extend(left::cancel(state));
    commands.extend(super::load::leave(state));
    commands.extend(save_now(state));
    commands
}

/// Back to the list of courses.
pub(super) fn close(state: &mut State) -> Vec<Command> {
    let commands = leave(state);
    if let Some(room) = state.room() {
        let (index, standing) = (room.index, room.standing());
        if let Some(card) = state.standings.get_mut(index) {
            *card = Some(standing);
        }
        state.screen = Screen::Courses { selected: index };
    }
    schedule::rest(state);
    commands
}
