//! What each event does to the state, and what it asks for. Nothing here waits, draws or reads a clock.

mod account;
mod by_hand;
mod class;
mod course;
mod left;
mod lists;
mod load;
mod mouse;
mod observe;
mod practice;
mod progress;
mod quiz;
mod schedule;
mod way;
mod which;
mod work;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::keys::{self, Action, Context, Folded};
use super::message::{Command, Event};
use super::settings::Tone;
use super::state::{Overlay, Screen, State, Weight};
use crate::session;
use crate::text::{Ambiguous, Lang};

pub use lists::{AccountRow, account_rows};
pub(in crate::tui) use load::proves_step;
pub use schedule::wake_after;

/// Several resources carry a name that the open step needs.
pub(in crate::tui) fn raises_question(room: &super::room::Room) -> bool {
    which::question(room).is_some()
}

/// Takes one event. Whoever is in a class is told what it has changed.
#[must_use]
pub fn update(state: &mut State, event: Event) -> Vec<Command> {
    let mut commands = take(state, event);
    commands.extend(class::tell(state));
    commands
}

fn take(state: &mut State, event: Event) -> Vec<Command> {
    match event {
        Event::Clock(now) => {
            state.now = now;
            schedule::due(state)
        }
        Event::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
        Event::Key(key) => on_key(state, key),
        Event::Mouse(mouse) => {
            touch(state);
            mouse::on_mouse(state, mouse)
        }
        Event::Paste(text) => on_paste(state, &text),
        Event::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Event::Resumed => vec![Command::Redraw],
        Event::AmbiguousWidth { wide } => {
            state.settings.ambiguous = if wide { Ambiguous::Wide } else { Ambiguous::Narrow };
            vec![Command::Redraw]
        }
        Event::Session(event) => on_session(state, event),
        Event::Terminate => quit(state),
    }
}

/// What is asked for before the first frame is drawn.
#[must_use]
pub fn start(state: &mut State) -> Vec<Command> {
    let mut commands = lists::list_profiles(state);
    commands.extend(account::connect(state));
    class::start(state);
    commands
}

fn on_key(state: &mut State, event: KeyEvent) -> Vec<Command> {
    touch(state);
    dismiss_notice(state);
    let celebrating = matches!(state.overlays.last(), Some(Overlay::Celebration { .. }));
    if celebrating {
        state.overlays.pop();
    }
    let contexts = state.contexts();
    if contexts.first() == Some(&Context::Writing) {
        return quiz::on_field_key(state, event);
    }
    if contexts.first() == Some(&Context::ClassForm) {
        return class::on_form_key(state, event);
    }
    match keys::fold(event) {
        Folded::Ime => {
            state.warn("tui-ime-on", &[]);
            Vec::new()
        }
        Folded::Other => Vec::new(),
        Folded::Key(key) => match keys::lookup(&contexts, key) {
            // The next step is offered with the flower: Enter takes it.
            Some(Action::Open | Action::Submit) if celebrating => {
                course::next(state);
                Vec::new()
            }
            Some(action) => act(state, action),
            None => Vec::new(),
        },
    }
}

fn on_paste(state: &mut State, text: &str) -> Vec<Command> {
    touch(state);
    if state.contexts().first() == Some(&Context::Writing) {
        if let Some(room) = state.room_mut() {
            room.quiz.field.insert(text);
        }
    } else if state.contexts().first() == Some(&Context::ClassForm) {
        class::on_form_paste(state, text);
    } else if !text.is_ascii() {
        state.warn("tui-ime-on", &[]);
    }
    Vec::new()
}

/// Does what a key, a click or the key bar asks for.
fn act(state: &mut State, action: Action) -> Vec<Command> {
    match action {
        Action::Quit => return quit(state),
        Action::Suspend => return vec![Command::Suspend],
        Action::Redraw => return vec![Command::Redraw],
        Action::Language => {
            state.lang = match state.lang {
                Lang::Ja => Lang::En,
                Lang::En => Lang::Ja,
            };
            return Vec::new();
        }
        Action::Theme => {
            state.settings.tone = match state.settings.tone {
                Tone::Dark => Tone::Light,
                Tone::Light => Tone::Dark,
            };
            return Vec::new();
        }
        Action::Class => {
            class::open(state);
            return Vec::new();
        }
        Action::Help => {
            match state.overlays.last() {
                Some(Overlay::Help { .. }) => drop(state.overlays.pop()),
                _ => state.overlays.push(Overlay::Help { scroll: 0 }),
            }
            return Vec::new();
        }
        _ => {}
    }
    if !state.overlays.is_empty() {
        return in_overlay(state, action);
    }
    match &state.screen {
        Screen::Courses { .. } | Screen::Accounts { .. } => lists::act(state, action),
        Screen::Course(room) if room.on_quiz() && quiz::takes(room, action) => quiz::act(state, action),
        Screen::Course(_) => course::act(state, action),
    }
}

fn in_overlay(state: &mut State, action: Action) -> Vec<Command> {
    let extent = state.drawn.overlay;
    match (state.overlays.last_mut(), action) {
        (Some(Overlay::Way(_)), Action::Back) => return way::close(state),
        (Some(Overlay::Load), _) => return load::act(state, action),
        (Some(Overlay::Class), _) => return class::act(state, action),
        (Some(_), Action::Back) => drop(state.overlays.pop()),
        (Some(Overlay::Ask { .. }), _) => return practice::answer(state, action),
        (Some(Overlay::Way(_)), _) => return way::act(state, action, extent),
        (Some(Overlay::Environment), _) => return practice::in_environment(state, action),
        (Some(Overlay::Diagram { .. }), Action::Recheck) => return course::look_at_all(state),
        (Some(Overlay::Diagram { .. }), Action::Explain) => {
            drop(state.overlays.pop());
            return way::open(state);
        }
        (Some(Overlay::Diagram { goal, .. }), Action::Copy) => {
            let goal = *goal;
            return course::copy_diagram(state, goal);
        }
        (Some(Overlay::Diagram { goal, scroll }), Action::NextPane) => (*goal, *scroll) = (!*goal, 0),
        (Some(Overlay::Which(_)), _) => return which::act(state, action),
        (Some(Overlay::Help { scroll } | Overlay::Progress { scroll } | Overlay::Diagram { scroll, .. }), _) => {
            *scroll = scrolled(*scroll, action, extent);
        }
        (Some(Overlay::Plain { text, .. }), Action::Copy) => {
            let command = Command::Copy(text.clone());
            state.say("tui-sent", &[]);
            return vec![command];
        }
        _ => {}
    }
    Vec::new()
}

/// A scroll offset after a key.
fn scrolled(at: u16, action: Action, extent: super::drawn::Extent) -> u16 {
    let page = extent.rows.saturating_sub(2).max(1);
    let to = match action {
        Action::Up => at.min(extent.most).saturating_sub(1),
        Action::Down => at.saturating_add(1),
        Action::PageUp => at.min(extent.most).saturating_sub(page),
        Action::PageDown => at.saturating_add(page),
        Action::Top => 0,
        Action::Bottom => extent.most,
        _ => at,
    };
    to.min(extent.most)
}

fn on_session(state: &mut State, event: session::Event) -> Vec<Command> {
    use session::Event as E;
    match event {
        E::Profiles { request, profiles } => lists::profiles(state, request, profiles),
        E::Connected { request, account } => account::connected(state, request, *account),
        E::ProgressLoaded { request, progress, others, problem } => {
            progress::loaded(state, request, *progress, others, problem)
        }
        E::ProgressProblem { problem } => {
            progress::complain(state, &problem);
            Vec::new()
        }
        E::Practiced { request, outcome } => practice::practiced(state, request, outcome),
        E::Explained { request, facts } => {
            way::explained(state, request, &facts);
            Vec::new()
        }
        E::Surveyed { request, facts } => {
            left::surveyed(state, request, facts);
            Vec::new()
        }
        E::Observing { request, done, total } => {
            observe::observing(state, request, done, total);
            Vec::new()
        }
        E::LoadBriefed { request, outcome } => {
            load::briefed(state, request, outcome);
            Vec::new()
        }
        E::LoadProgress { request, progress } => {
            load::progress(state, request, progress);
            Vec::new()
        }
        E::LoadEnded { request, outcome } => load::ended(state, request, outcome),
        E::Class(event) => {
            class::heard(state, *event);
            Vec::new()
        }
        E::HandedIn { request, outcome } => {
            class::handed_in(state, request, outcome);
            Vec::new()
        }
        E::Observed { request, observation, at } => observe::observed(state, request, *observation, at),
    }
}

/// Ends with everything saved, once the learner knows what goes on costing money.
fn quit(state: &mut State) -> Vec<Command> {
    if left::remind(state) {
        return Vec::new();
    }
    let mut commands = progress::leave(state);
    commands.extend(account::cancel(state));
    commands.push(Command::Quit);
    commands
}

/// Somebody is there.
fn touch(state: &mut State) {
    work::count(state);
    state.touched_at = state.now;
    schedule::wake_up(state);
}

fn dismiss_notice(state: &mut State) {
    if state.notice.as_ref().is_some_and(|n| n.until.is_none() || n.weight == Weight::Calm) {
        state.notice = None;
    }
}
