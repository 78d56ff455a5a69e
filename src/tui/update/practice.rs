//! What the learner does to the practice account, and what comes of it. On a real account none of this happens.

use super::{course, observe, progress, work};
use crate::facts::{Facts, Section};
use crate::progress::StoreProblem;
use crate::session::{Effect, PracticeAction, PracticeInfo, PracticeProblem, RequestId};
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::practice::{Answer, Doing, Practice, Question};
use crate::tui::room::Scroll;
use crate::tui::state::{Overlay, State};
use jiff::Timestamp;

/// Practice time that passes at once, in minutes.
const PASS_MINUTES: u32 = 10;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    let Some(room) = state.room().filter(|_| state.practising()) else { return Vec::new() };
    let step = room.step;
    let shown = !room.current().commands.is_empty();
    let Some(practice) = &state.account.practice else {
        state.say("tui-practice-not-open", &[]);
        return Vec::new();
    };
    if state.account.doing.is_some() {
        return Vec::new();
    }
    match action {
        Action::ShowMe if !shown => state.say("tui-practice-nothing-to-show", &[]),
        Action::ShowMe => state.overlays.push(Overlay::Ask { question: Question::ShowMe { step }, selected: 0 }),
        Action::Reset => state.overlays.push(Overlay::Ask { question: Question::Reset { step }, selected: 0 }),
        Action::Environment => state.overlays.push(Overlay::Environment),
        Action::Speed => {
            let speed = practice.next_speed();
            return ask_for(state, PracticeAction::Speed { speed });
        }
        Action::Pass => return ask_for(state, PracticeAction::Pass { seconds: PASS_MINUTES * 60 }),
        _ => {}
    }
    Vec::new()
}

fn ask_for(state: &mut State, action: PracticeAction) -> Vec<Command> {
    // What is being looked at now would be a mixture of before and after.
    let mut commands = observe::cancel(state);
    let request = state.requests.next();
    let Some(room) = state.room() else { return commands };
    let (course, values) = (room.course().id.clone(), room.values.clone());
    state.account.doing = Some(Doing { request, action: action.clone() });
    commands.push(Command::Session(Effect::Practice { request, course, values, action }));
    commands
}

/// Keys while something is asked over the screen.
pub(super) fn answer(state: &mut State, action: Action) -> Vec<Command> {
    let Some(Overlay::Ask { question, selected }) = state.overlays.last_mut() else { return Vec::new() };
    let last = question.answers().len() - 1;
    match action {
        Action::Up => *selected = selected.saturating_sub(1),
        Action::Down => *selected = (*selected + 1).min(last),
        Action::Open => {
            let selected = *selected;
            return choose(state, selected);
        }
        Action::Pick(number) if (1..=last + 1).contains(&usize::from(number)) => *selected = usize::from(number) - 1,
        _ => {}
    }
    Vec::new()
}

/// Takes an answer to what is asked.
pub(super) fn choose(state: &mut State, index: usize) -> Vec<Command> {
    let Some(Overlay::Ask { question, .. }) = state.overlays.last() else { return Vec::new() };
    let Some((answer, _)) = question.answers().get(index).copied() else { return Vec::new() };
    let step = question.step();
    state.overlays.pop();
    let id = |state: &State, step: usize| state.room().and_then(|r| Some(r.course().steps.get(step)?.id.clone()));
    let action = match answer {
        Answer::Never => None,
        Answer::Run => id(state, step).map(|step| PracticeAction::ShowMe { part: part(state, &step), step }),
        Answer::ToStep => id(state, step).map(|step| PracticeAction::Reset { step }),
        Answer::ToBeginning => id(state, 0).map(|step| PracticeAction::Reset { step }),
    };
    action.map(|action| ask_for(state, action)).unwrap_or_default()
}

/// Keys while the environment lies over the screen.
pub(super) fn in_environment(state: &mut State, action: Action) -> Vec<Command> {
    let shell = state.settings.shell;
    let text = state.account.practice.as_ref().map(|practice| practice.info.exports(shell)).unwrap_or_default();
    match action {
        Action::Shell => course::toggle_shell(state),
        Action::Plain => state.overlays.push(Overlay::Plain { text }),
        Action::Copy => {
            state.say("tui-sent", &[]);
            return vec![Command::Copy(text)];
        }
        _ => {}
    }
    Vec::new()
}

/// The practice account is open, or has done what was asked, or neither.
pub(super) fn practiced(
    state: &mut State,
    request: RequestId,
    outcome: Result<Box<PracticeInfo>, PracticeProblem>,
) -> Vec<Command> {
    if state.account.connecting == Some(request) {
        match outcome {
            Ok(info) => opened(state, *info),
            Err(problem) => not_opened(state, problem),
        }
        return Vec::new();
    }
    if state.account.doing.as_ref().is_none_or(|doing| doing.request != request) {
        return Vec::new();
    }
    let Some(Doing { action, .. }) = state.account.doing.take() else { return Vec::new() };
    match outcome {
        Ok(info) => {
            told(state, *info);
            done(state, &action)
        }
        Err(problem) => {
            state.overlays.push(Overlay::Trouble { problem, opening: false });
            // What was done before the trouble stays.
            observe::everything(state)
        }
    }
}

fn opened(state: &mut State, info: PracticeInfo) {
    state.account.trouble = None;
    state.overlays.retain(|overlay| !matches!(overlay, Overlay::Trouble { opening: true, .. }));
    told(state, info);
}

fn not_opened(state: &mut State, problem: PracticeProblem) {
    state.account.practice = None;
    // It is tried again and again: the same trouble is told once.
    if state.account.trouble.as_ref() != Some(&problem) && state.room().is_some() {
        state.overlays.push(Overlay::Trouble { problem: problem.clone(), opening: true });
    }
    state.account.trouble = Some(problem);
}

fn told(state: &mut State, info: PracticeInfo) {
    let before = state.account.practice.as_ref().and_then(|practice| practice.info.problem.as_ref());
    if before != info.problem.as_ref()
        && let Some(problem) = info.problem.clone()
    {
        complain(state, &problem);
    }
    state.account.practice = Some(Practice { info, told_at: state.now });
}

/// Says what is wrong with the file of the practice account.
fn complain(state: &mut State, problem: &StoreProblem) {
    match problem {
        StoreProblem::SetAside { backup, .. } => {
            // The line is short; the directory is that of the account.
            let name = backup.rsplit(['/', '\\']).next().unwrap_or(backup);
            state.warn("tui-practice-set-aside", &[("backup", name)]);
        }
        StoreProblem::Newer { path, .. } => state.warn("tui-practice-newer", &[("path", path)]),
        StoreProblem::Unwritable { path, reason } => {
            state.warn("tui-practice-unwritable", &[("path", path), ("reason", reason)]);
        }
    }
}

/// Says what was done, and looks at what has come of it.
fn done(state: &mut State, action: &PracticeAction) -> Vec<Command> {
    if let Some(room) = state.room_mut() {
        room.pulse.wait = 0;
    }
    match action {
        PracticeAction::ShowMe { step, part } => {
            let title = title(state, step);
            let more = shown(state, step, *part);
            work::shown(state, step);
            state.say(if more { "tui-practice-shown-part" } else { "tui-practice-shown" }, &[("title", &title)]);
            observe::everything(state)
        }
        PracticeAction::Reset { step } => {
            begin_anew(state, step);
            let title = title(state, step);
            state.say("tui-practice-reset", &[("title", &title)]);
            observe::everything(state)
        }
        PracticeAction::Speed { speed } => {
            state.say("tui-practice-speed", &[("speed", &speed.to_string())]);
            observe::moving(state)
        }
        PracticeAction::Pass { seconds } => {
            state.say("tui-practice-passed", &[("minutes", &(seconds / 60).to_string())]);
            observe::step(state)
        }
    }
}

/// Which part of a step's commands comes next.
fn part(state: &State, step: &str) -> usize {
    state.room().and_then(|room| room.shown.as_ref()).filter(|(of, _)| of == step).map_or(0, |(_, next)| *next)
}

/// A part has been shown. Returns whether there is another.
fn shown(state: &mut State, step: &str, part: usize) -> bool {
    let Some(room) = state.room_mut() else { return false };
    let parts = room.course().step(step).map_or(1, |step| step.parts().len());
    let more = part + 1 < parts;
    room.shown = more.then(|| (step.to_owned(), part + 1));
    more
}

fn title(state: &State, step: &str) -> String {
    let step = state.room().and_then(|room| room.course().steps.iter().find(|one| one.id == step));
    step.map(|step| state.lang.pick(&step.title).to_owned()).unwrap_or_default()
}

/// Nothing that was seen speaks of the account any more, and from this step on nothing is done.
fn begin_anew(state: &mut State, step: &str) {
    let Some(room) = state.room_mut() else { return };
    let Some(at) = room.course().steps.iter().position(|one| one.id == step) else { return };
    let gone: Vec<(String, Vec<String>)> = (at..room.course().steps.len())
        .map(|index| (room.course().steps[index].id.clone(), room.check_ids(index)))
        .collect();
    for (step, checks) in gone {
        room.progress.celebrated.remove(&step);
        for check in checks {
            room.progress.memory.confirmed.remove(&check);
            room.progress.memory.recorded.remove(&check);
            room.progress.last_seen.remove(&check);
        }
    }
    // What was picked was of the account that is gone.
    room.progress.picked.clear();
    room.asked_which.clear();
    room.verdicts.clear();
    room.facts = None;
    room.shown = None;
    if room.step != at {
        room.step = at;
        room.moved = true;
        room.command = 0;
        room.scroll = Scroll::default();
        room.progress.current_step = Some(step.to_owned());
    }
    room.revision += 1;
    super::which::apply(state);
    super::by_hand::settle(state);
    progress::changed(state);
}

/// Takes the time from what was seen of the practice account; what time it is there now. `None` on any other.
pub(super) fn agree(state: &mut State, facts: &Facts) -> Option<Timestamp> {
    let now = state.now;
    let practice = state.account.practice.as_mut()?;
    // Without an answer the facts bear the time of this machine.
    if let Section::Seen { .. } = facts.identity {
        practice.agree(facts.now, now);
    }
    Some(practice.now(now))
}
