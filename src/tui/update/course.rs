//! Keys of an open course: walking through steps and tabs, re-checking, hints, copying.

use super::{account, by_hand, left, lists, load, observe, practice, progress, schedule, scrolled, way, which, work};
use crate::course::command::{Shell, Target, render};
use crate::diagram::{SHEET, layout, observe as observe_diagram, terminal};
use crate::leftover::CLEANUP;
use crate::session::Effect;
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::room::{Pane, Room, Tab};
use crate::tui::state::{Overlay, Screen, State};

pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    match action {
        Action::NextStep => go_by(state, 1),
        Action::PreviousStep => go_by(state, -1),
        Action::NextPane => focus_by(state, 1),
        Action::PreviousPane => focus_by(state, 2),
        Action::Left => tab_by(state, -1),
        Action::Right => tab_by(state, 1),
        Action::Open => open(state),
        Action::Recheck => {
            let mut commands = recheck(state, observe::step);
            if state.room().is_some_and(|room| room.current().id == CLEANUP) && account::observable(state) {
                commands.extend(left::ask(state));
            }
            return commands;
        }
        Action::RecheckAll => return recheck(state, observe::everything),
        Action::Auto => toggle_pulse(state),
        Action::Hint => hint(state),
        Action::Confirm => return by_hand::confirm(state),
        Action::Undo => return by_hand::undo(state),
        Action::Copy => return copy(state),
        Action::Plain => plain(state),
        Action::Shell => toggle_shell(state),
        Action::Account => return change_account(state),
        Action::Diagram => return diagram(state),
        Action::Pick(number) => pick(state, number),
        Action::Load => return load::open(state),
        // A load is the solution of steps that only look at what it does.
        Action::ShowMe if load::proves_step(state) => return load::open(state),
        Action::ShowMe | Action::Reset | Action::Speed | Action::Pass | Action::Environment => {
            return practice::act(state, action);
        }
        Action::Explain => return way::open(state),
        Action::Progress => state.overlays.push(Overlay::Progress { scroll: 0 }),
        Action::Console => console(state),
        Action::Which => return which::open(state),
        Action::Back => return back(state),
        Action::Up if on_steps(state) => go_by(state, -1),
        Action::Down if on_steps(state) => go_by(state, 1),
        Action::Top if on_steps(state) => go_to(state, 0),
        Action::Bottom if on_steps(state) => go_to(state, usize::MAX),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::Top | Action::Bottom => {
            scroll(state, action);
        }
        _ => {}
    }
    Vec::new()
}

fn on_steps(state: &State) -> bool {
    state.room().is_some_and(|room| room.pane == Pane::Steps)
}

fn go_by(state: &mut State, by: isize) {
    if let Some(room) = state.room() {
        let to = room.step.saturating_add_signed(by);
        go_to(state, to);
    }
}

/// Goes on from a finished step: to the page of the next one.
pub(super) fn next(state: &mut State) {
    go_by(state, 1);
    if let Some(room) = state.room_mut() {
        room.pane = Pane::Page;
    }
}

/// Opens a step.
pub(super) fn go_to(state: &mut State, step: usize) {
    let Some(room) = state.room_mut() else { return };
    let step = step.min(room.course().steps.len().saturating_sub(1));
    if room.step == step {
        return;
    }
    room.step = step;
    room.moved = true;
    room.tab = room.first_tab();
    room.command = 0;
    room.scroll = super::super::room::Scroll::default();
    room.first_question();
    room.progress.current_step = Some(room.current().id.clone());
    progress::changed(state);
    schedule::arrived(state);
}

fn focus_by(state: &mut State, by: usize) {
    if let Some(room) = state.room_mut() {
        let at = Pane::ALL.iter().position(|pane| *pane == room.pane).unwrap_or(0);
        room.pane = Pane::ALL[(at + by) % Pane::ALL.len()];
    }
}

fn tab_by(state: &mut State, by: isize) {
    if let Some(room) = state.room() {
        let tabs = room.tabs();
        let at = tabs.iter().position(|tab| *tab == room.tab).unwrap_or(0);
        let to = if by < 0 { at + tabs.len() - 1 } else { at + 1 };
        show_tab(state, to % tabs.len());
    }
}

/// Shows a tab of the page.
pub(super) fn show_tab(state: &mut State, tab: usize) {
    let Some(room) = state.room_mut() else { return };
    let Some(tab) = room.tabs().get(tab).copied() else { return };
    room.tab = tab;
    room.scroll.page = 0;
    room.pane = Pane::Page;
    if tab == Tab::Quiz {
        room.first_question();
    }
}

fn open(state: &mut State) {
    if let Some(room) = state.room_mut() {
        match room.pane {
            Pane::Steps => room.pane = Pane::Page,
            // The flower offered it, and may have gone before the key came.
            Pane::Page if room.done(room.step) => next(state),
            Pane::Page => {}
            Pane::Checks => {
                room.details = !room.details;
                room.revision += 1;
            }
        }
    }
}

/// Opens the picture. It shows the whole account, so all of it is looked at.
fn diagram(state: &mut State) -> Vec<Command> {
    state.overlays.push(Overlay::Diagram { goal: state.account.none, scroll: 0 });
    if state.account.none { Vec::new() } else { look_at_all(state) }
}

/// Sends the picture to the clipboard as text: the goal where only that is shown.
pub(super) fn copy_diagram(state: &mut State, goal: bool) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    let course = room.course();
    let now = || Some(observe_diagram(course, &room.values, room.facts.as_ref()?));
    let picture = if goal { course.goal(&room.values) } else { now() };
    let Some(picture) = picture.filter(|picture| !picture.is_empty()) else {
        state.say("tui-nothing-to-copy", &[]);
        return Vec::new();
    };
    let ambiguous = state.settings.ambiguous;
    let text = terminal::plain(&layout(&picture, state.words(), SHEET, ambiguous), ambiguous);
    let id = course.id.clone();
    state.say("tui-diagram-sent", &[("course", &id)]);
    vec![Command::Copy(text)]
}

pub(super) fn look_at_all(state: &mut State) -> Vec<Command> {
    recheck(state, observe::everything)
}

fn recheck(state: &mut State, look: fn(&mut State) -> Vec<Command>) -> Vec<Command> {
    if state.account.none {
        state.say("tui-no-account-recheck", &[]);
        return Vec::new();
    }
    work::retried(state);
    // Who asks has just changed something: what follows is watched closely again.
    if let Some(room) = state.room_mut() {
        room.pulse.wait = 0;
    }
    // Without a login there is nothing to look with: the login comes first, the look follows it.
    let mut commands = if account::observable(state) { look(state) } else { account::connect(state) };
    for command in &mut commands {
        if let Command::Session(Effect::Observe { asked, .. }) = command {
            *asked = true;
        }
    }
    commands
}

fn toggle_pulse(state: &mut State) {
    let Some(room) = state.room_mut() else { return };
    room.pulse.on = !room.pulse.on;
    if room.pulse.on {
        schedule::arrived(state);
        state.say("tui-auto-on", &[]);
    } else {
        room.pulse.next = None;
        state.say("tui-auto-off", &[]);
    }
}

/// Opens the next hint and brings it into view.
fn hint(state: &mut State) {
    let lang = state.lang;
    let Some(room) = state.room_mut() else { return };
    let (open, all) = room.hints(lang);
    if open >= all {
        state.say(if all == 0 { "tui-no-hints" } else { "tui-no-more-hints" }, &[]);
        return;
    }
    let id = room.current().id.clone();
    room.progress.hints_opened.insert(id, open + 1);
    room.pane = Pane::Page;
    // Hints stand at the end of the page; the view stops at the last row.
    room.scroll.page = u16::MAX;
    progress::changed(state);
}

/// The selected command as one line for the learner's shell.
fn line(state: &State, room: &Room, index: usize) -> Option<String> {
    let commands = room.commands(state.lang);
    let command = commands.get(index)?;
    let choice = &state.account.choice;
    let region = state.account.info.as_ref().map(|info| info.region.clone());
    let target = Target {
        region: Some(region.as_deref().unwrap_or(&room.course().region)),
        profile: choice.profile.as_deref(),
        endpoint_url: choice.endpoint_url.as_deref(),
    };
    Some(render(command, &room.values, state.settings.shell, &target).join("\n"))
}

fn copy(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room() else { return Vec::new() };
    if room.tab == Tab::Left {
        let lines = left::commands(state);
        state.say(if lines.is_empty() { "tui-nothing-to-copy" } else { "tui-sent" }, &[]);
        return if lines.is_empty() { Vec::new() } else { vec![Command::Copy(lines.join("\n"))] };
    }
    let count = room.commands(state.lang).len();
    let Some(text) = line(state, room, room.command) else {
        state.say("tui-nothing-to-copy", &[]);
        return Vec::new();
    };
    let (number, count) = ((room.command + 1).to_string(), count.to_string());
    state.say("tui-sent-command", &[("n", &number), ("count", &count)]);
    vec![Command::Copy(text)]
}

/// Shows the commands of the step without frames.
fn plain(state: &mut State) {
    let Some(room) = state.room() else { return };
    let count = room.commands(state.lang).len();
    let lines: Vec<String> = match room.tab {
        Tab::Left => left::commands(state),
        _ => (0..count).filter_map(|index| line(state, room, index)).collect(),
    };
    if lines.is_empty() {
        state.say("tui-nothing-to-copy", &[]);
    } else {
        state.overlays.push(Overlay::Plain { text: lines.join("\n\n") });
    }
}

/// Shows the pages of the AWS console for the open step, to be opened or copied.
fn console(state: &mut State) {
    let Some(room) = state.room() else { return };
    let Some(facts) = room.facts.as_deref() else {
        state.say("console-not-yet", &[]);
        return;
    };
    let mut pages: Vec<String> = Vec::new();
    let step = room.current();
    for check in &step.checks {
        let Some(seen) = room.verdicts.get(&format!("{}.{}", step.id, check.id)) else { continue };
        let page = crate::report::console::of_verdict(facts, &seen.verdict);
        if let Some(page) = page.filter(|page| !pages.iter().any(|known| known.ends_with(page.as_str()))) {
            pages.push(format!("{}\n{page}", state.lang.pick(&check.title)));
        }
    }
    if !facts.at_aws {
        state.say("console-none-here", &[]);
    } else if pages.is_empty() {
        state.say("console-nothing", &[]);
    } else {
        state.overlays.push(Overlay::Plain { text: pages.join("\n\n") });
    }
}

pub(super) fn toggle_shell(state: &mut State) {
    state.settings.shell = match state.settings.shell {
        Shell::Bash => Shell::PowerShell,
        Shell::PowerShell => Shell::Bash,
    };
    let name = match state.settings.shell {
        Shell::Bash => "bash",
        Shell::PowerShell => "PowerShell",
    };
    state.say("tui-shell-now", &[("shell", name)]);
}

/// Selects the command of this number (from 1) and shows it.
pub(super) fn pick(state: &mut State, number: u8) {
    let lang = state.lang;
    let Some(index) = usize::from(number).checked_sub(1) else { return };
    let row = state.drawn.commands.get(index).copied();
    let Some(room) = state.room_mut() else { return };
    if index >= room.commands(lang).len() {
        return;
    }
    room.command = index;
    room.pane = Pane::Page;
    if room.tab == Tab::Cli {
        if let Some(row) = row {
            room.scroll.page = row.saturating_sub(1);
        }
    } else {
        room.tab = Tab::Cli;
        room.scroll.page = 0;
    }
}

/// Scrolling begins where the page stands: right after an answer, the view has chosen that.
pub(super) fn settle(state: &mut State) {
    let at = state.drawn.page_offset;
    if let Some(room) = state.room_mut().filter(|room| room.quiz.reveal) {
        room.quiz.reveal = false;
        room.scroll.page = at;
    }
}

fn scroll(state: &mut State, action: Action) {
    settle(state);
    let Some(pane) = state.room().map(|room| room.pane) else { return };
    let Some(extent) = state.drawn.extent(pane) else { return };
    let Some(room) = state.room_mut() else { return };
    match pane {
        Pane::Page => room.scroll.page = scrolled(room.scroll.page, action, extent),
        Pane::Checks => room.scroll.checks = scrolled(room.scroll.checks, action, extent),
        Pane::Steps => {}
    }
}

fn change_account(state: &mut State) -> Vec<Command> {
    let Some(index) = state.room().map(|room| room.index) else { return Vec::new() };
    let mut commands = progress::close(state);
    commands.extend(lists::choose_course(state, index));
    commands
}

/// One thing at a time: gives up on a look, else goes back to the list.
fn back(state: &mut State) -> Vec<Command> {
    if state.room().is_some_and(|room| room.asking.is_some()) {
        let commands = observe::cancel(state);
        state.say("tui-cancelled", &[]);
        return commands;
    }
    let commands = progress::close(state);
    debug_assert!(!matches!(state.screen, Screen::Course(_)));
    commands
}
