//! The mouse: clicks land on what the last frame put there, the wheel scrolls what lies under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{act, course, lists, practice, quiz};
use crate::tui::drawn::Click;
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::room::Pane;
use crate::tui::state::{Overlay, Screen, State};

/// Rows that one notch of the wheel moves.
const NOTCH: u16 = 3;

pub(super) fn on_mouse(state: &mut State, event: MouseEvent) -> Vec<Command> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => click(state, event.column, event.row),
        MouseEventKind::ScrollDown => wheel(state, event, Action::Down),
        MouseEventKind::ScrollUp => wheel(state, event, Action::Up),
        _ => Vec::new(),
    }
}

fn click(state: &mut State, column: u16, row: u16) -> Vec<Command> {
    if let Some(Overlay::Celebration { .. }) = state.overlays.last() {
        state.overlays.pop();
        return Vec::new();
    }
    let Some(click) = state.drawn.at(column, row) else { return Vec::new() };
    if !state.overlays.is_empty() && !matches!(click, Click::Act(_) | Click::Answer(_)) {
        return Vec::new();
    }
    match click {
        Click::Act(action) => return act(state, action),
        Click::Course(index) => return lists::choose_course(state, index),
        Click::Account(row) => {
            if let Screen::Accounts { course, .. } = state.screen {
                return lists::choose_account(state, course, row);
            }
        }
        Click::Step(step) => course::go_to(state, step),
        Click::Tab(tab) => course::show_tab(state, tab),
        Click::Pane(pane) => focus(state, pane),
        Click::Command(index) => {
            course::pick(state, u8::try_from(index + 1).unwrap_or(0));
            return act(state, Action::Copy);
        }
        Click::Choice(index) => quiz::click_choice(state, index),
        Click::Question(index) => quiz::go_to(state, index),
        Click::Answer(index) => return practice::choose(state, index),
    }
    Vec::new()
}

fn focus(state: &mut State, pane: Pane) {
    if let Some(room) = state.room_mut() {
        room.pane = pane;
    }
}

fn wheel(state: &mut State, event: MouseEvent, action: Action) -> Vec<Command> {
    if !state.overlays.is_empty() {
        return (0..NOTCH).flat_map(|_| act(state, action)).collect();
    }
    let pane = state.drawn.pane_at(event.column, event.row);
    let extent = pane.and_then(|pane| state.drawn.extent(pane));
    match (state.room_mut(), pane, extent) {
        (Some(room), Some(pane @ (Pane::Page | Pane::Checks)), Some(extent)) => {
            let at = if pane == Pane::Page { &mut room.scroll.page } else { &mut room.scroll.checks };
            let from = (*at).min(extent.most);
            *at = match action {
                Action::Up => from.saturating_sub(NOTCH),
                _ => from.saturating_add(NOTCH).min(extent.most),
            };
            Vec::new()
        }
        (Some(_), Some(Pane::Steps), _) => {
            course::act(state, if action == Action::Up { Action::PreviousStep } else { Action::NextStep })
        }
        (Some(_), ..) => Vec::new(),
        (None, ..) => act(state, action),
    }
}
