//! The way of the course's request: asked for, shown, copied from.

use super::{course, scrolled};
use crate::course::Values;
use crate::course::model::Course;
use crate::explain;
use crate::facts::Facts;
use crate::report::explain::Telling;
use crate::session::{Effect, RequestId};
use crate::tui::drawn::Extent;
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::state::{Overlay, State};
use crate::tui::way::Way;

/// Opens the way and asks the account for its facts.
pub(super) fn open(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    if state.account.none {
        state.warn("tui-way-needs-account", &[]);
        return Vec::new();
    }
    if explain::aims(room.course(), None).is_empty() {
        state.warn("explain-no-way", &[]);
        return Vec::new();
    }
    state.overlays.push(Overlay::Way(Box::default()));
    ask(state)
}

fn shown(state: &mut State) -> Option<&mut Way> {
    state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Way(way) => Some(way.as_mut()),
        _ => None,
    })
}

fn ask(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let (course, values) = (room.course().id.clone(), room.values.clone());
    let step = Some(room.current().id.clone());
    let (request, choice) = (state.requests.next(), state.account.choice.clone());
    let before = shown(state).and_then(|way| way.asking.replace(request));
    let cancelled = before.map(|request| Command::Session(Effect::Cancel { request }));
    let asked = Command::Session(Effect::Explain { request, choice, course, values, step });
    cancelled.into_iter().chain([asked]).collect()
}

/// Walks the way in the facts that came; those of an older question are left alone.
pub(super) fn explained(state: &mut State, request: RequestId, facts: &Facts) {
    if shown(state).is_none_or(|way| way.asking != Some(request)) {
        return;
    }
    let walk = |course: &Course, values: &Values, step: &str| explain::explain(course, values, facts, Some(step));
    let seen = state.room().and_then(|room| walk(room.course(), &room.values, &room.current().id));
    if let Some(way) = shown(state) {
        (way.asking, way.seen) = (None, seen);
        way.region.clone_from(&facts.region);
    }
}

/// A key while the way is shown.
pub(super) fn act(state: &mut State, action: Action, extent: Extent) -> Vec<Command> {
    match action {
        Action::Recheck => return ask(state),
        Action::Copy => return copy(state),
        Action::Shell => course::toggle_shell(state),
        _ => {
            if let Some(way) = shown(state) {
                way.scroll = scrolled(way.scroll, action, extent);
            }
        }
    }
    Vec::new()
}

/// Sends the commands that mend the first break to the clipboard.
fn copy(state: &mut State) -> Vec<Command> {
    let (lang, zone, shell) = (state.lang, state.zone.clone(), state.settings.shell);
    let commands = shown(state).and_then(|shown| {
        let way = shown.seen.as_ref()?;
        let telling = Telling { way, region: &shown.region, lang, zone, shell };
        Some(telling.commands(way.broken()?))
    });
    let Some(commands) = commands.filter(|commands| !commands.is_empty()) else {
        state.say("tui-nothing-to-copy", &[]);
        return Vec::new();
    };
    state.say("tui-sent", &[]);
    vec![Command::Copy(commands.join("\n"))]
}

/// Closes the way; a question under way is given up.
pub(super) fn close(state: &mut State) -> Vec<Command> {
    let asking = shown(state).and_then(|way| way.asking);
    state.overlays.pop();
    asking.map(|request| Command::Session(Effect::Cancel { request })).into_iter().collect()
}
