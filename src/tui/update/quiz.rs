//! Keys of the quiz: marking choices, writing, handing in, going on.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{act as dispatch, by_hand, course, progress};
use crate::course::model::{Question, QuestionForm};
use crate::progress::{Answered, QuizScore};
use crate::text::Lang;
use crate::tui::field::Field;
use crate::tui::keys::{self, Action, Context, Folded};
use crate::tui::message::Command;
use crate::tui::room::{Pane, QUIZ, Room, Tab, locale};
use crate::tui::state::State;

/// Whether the quiz, not the course, answers this action.
pub(super) fn takes(room: &Room, action: Action) -> bool {
    let own = matches!(
        action,
        Action::Choose
            | Action::Submit
            | Action::NextQuestion
            | Action::PreviousQuestion
            | Action::Up
            | Action::Down
            | Action::Pick(_)
    );
    room.pane == Pane::Page && (own || (room.quiz.writing && action == Action::Back))
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    let lang = state.lang;
    match action {
        Action::Submit => return submit(state),
        Action::NextQuestion => go_by(state, 1),
        Action::PreviousQuestion => go_by(state, -1),
        Action::Back => stop_writing(state),
        _ => {}
    }
    let extent = state.drawn.extent(Pane::Page).unwrap_or_default();
    if matches!(action, Action::Up | Action::Down) {
        course::settle(state);
    }
    let Some(room) = state.room_mut() else { return Vec::new() };
    let choices = choices(room, lang);
    let open = !choosing(room);
    match action {
        Action::Down | Action::Up if open => room.scroll.page = super::scrolled(room.scroll.page, action, extent),
        Action::Down => room.quiz.cursor = (room.quiz.cursor + 1).min(choices.saturating_sub(1)),
        Action::Up => room.quiz.cursor = room.quiz.cursor.saturating_sub(1),
        Action::Choose if !open => mark(room, room.quiz.cursor, choices),
        Action::Pick(number) if !open && (1..=choices).contains(&usize::from(number)) => {
            room.quiz.cursor = usize::from(number) - 1;
            mark(room, room.quiz.cursor, choices);
        }
        _ => {}
    }
    Vec::new()
}

/// The question shown is graded and not handed in yet.
fn choosing(room: &Room) -> bool {
    room.open_form().is_some_and(|form| form != QuestionForm::Why)
}

/// How many choices the question shown has.
fn choices(room: &Room, lang: Lang) -> usize {
    let Some(question) = room.asked().and_then(|at| room.course().quiz.get(at)) else { return 0 };
    let page = room.source().page(locale(lang), QUIZ).or_else(|| room.page(lang));
    page.and_then(|page| page.section(&question.id)).map_or(0, |section| section.question(true).choices.len())
}

/// Marks the choice in this row, or takes the mark away. A single choice has one mark.
fn mark(room: &mut Room, row: usize, choices: usize) {
    let Some(at) = room.asked() else { return };
    let question = &room.library.courses[room.index].course.quiz[at];
    let Some(number) = room.choice_order(&question.id, choices).get(row).map(|at| at + 1) else { return };
    let marks = room.quiz.marked.entry(question.id.clone()).or_default();
    if question.form == QuestionForm::Single {
        marks.clear();
        marks.insert(number);
    } else if !marks.remove(&number) {
        marks.insert(number);
    }
}

/// Shows a question.
pub(super) fn go_to(state: &mut State, index: usize) {
    let Some(room) = state.room_mut() else { return };
    keep_writing(room);
    room.quiz.question = index.min(room.questions().len().saturating_sub(1));
    room.quiz.cursor = 0;
    room.quiz.reveal = false;
    room.quiz.writing = false;
    room.quiz.field = Field::default();
    room.scroll.page = 0;
}

fn go_by(state: &mut State, by: isize) {
    // Before the first question of a step stands the tab before.
    let leaves = |room: &Room| by < 0 && room.quiz.question == 0 && room.tab == Tab::Quiz;
    if state.room().is_some_and(leaves) {
        course::show_tab(state, Tab::ALL.len() - 1);
        return;
    }
    if let Some(at) = state.room().map(|room| room.quiz.question.saturating_add_signed(by)) {
        go_to(state, at);
    }
}

/// Marks a choice with the mouse.
pub(super) fn click_choice(state: &mut State, index: usize) {
    let lang = state.lang;
    let Some(room) = state.room_mut() else { return };
    if choosing(room) {
        room.quiz.cursor = index;
        mark(room, index, choices(room, lang));
    }
}

/// What is written stays in memory when the field is left.
fn keep_writing(room: &mut Room) {
    let Some(at) = room.asked() else { return };
    let question = &room.library.courses[room.index].course.quiz[at];
    if room.quiz.writing && !room.quiz.field.is_blank() && room.quiz.answered.contains(&question.id) {
        room.progress.answers.insert(question.id.clone(), room.quiz.field.text().to_owned());
    }
}

fn stop_writing(state: &mut State) {
    if let Some(room) = state.room_mut() {
        keep_writing(room);
        room.quiz.writing = false;
    }
}

/// Enter: starts writing, hands in, or goes on.
fn submit(state: &mut State) -> Vec<Command> {
    let Some(room) = state.room_mut() else { return Vec::new() };
    let Some(question) = room.asked().map(|at| room.course().quiz[at].clone()) else { return Vec::new() };
    if room.quiz.answered.contains(&question.id) && room.quiz.open_again(&question) {
        room.quiz.reveal = false;
        return Vec::new();
    }
    if room.quiz.answered.contains(&question.id) {
        go_on(state);
        return Vec::new();
    }
    match question.form {
        QuestionForm::Why if !room.quiz.writing => {
            let before = room.progress.answers.get(&question.id).cloned().unwrap_or_default();
            if room.quiz.field.is_blank() {
                room.quiz.field = Field::new(&before);
            }
            room.quiz.writing = true;
            return Vec::new();
        }
        QuestionForm::Why => {
            // Thought through counts as well: an empty answer is handed in as such.
            let text = room.quiz.field.text().trim().to_owned();
            room.progress.answers.insert(question.id.clone(), text);
            room.quiz.writing = false;
        }
        QuestionForm::Single | QuestionForm::Multiple => {
            let marks = room.quiz.marks(&question.id);
            if marks.is_empty() {
                state.say("tui-quiz-choose-first", &[]);
                return Vec::new();
            }
            room.progress.answers.insert(question.id.clone(), marks);
        }
    }
    handed_in(state, &question)
}

/// To the next question; behind the last one to the first that is still open, else to the next step.
fn go_on(state: &mut State) {
    let Some(room) = state.room() else { return };
    let questions = room.questions();
    if room.quiz.question + 1 < questions.len() {
        go_by(state, 1);
        return;
    }
    let open = |at: &usize| !room.quiz.answered.contains(&room.course().quiz[*at].id);
    let left = questions.iter().filter(|at| open(at)).count().to_string();
    match questions.iter().position(open) {
        Some(first) => {
            go_to(state, first);
            state.say("tui-quiz-left", &[("left", &left)]);
        }
        None if room.done(room.step) => course::next(state),
        None => state.say("tui-quiz-last", &[]),
    }
}

fn handed_in(state: &mut State, question: &Question) -> Vec<Command> {
    let now = state.now;
    let Some(room) = state.room_mut() else { return Vec::new() };
    room.quiz.answered.insert(question.id.clone());
    room.quiz.reveal = true;
    room.scroll.page = 0;
    let step = question.step();
    if step != QUIZ && question.graded() {
        let answered = Answered { right: room.quiz.right(question), at: now };
        room.progress.memory.answered.insert(question.id.clone(), answered);
    }
    if room.quiz.complete(room.course(), step) {
        let (right, of) = room.quiz.score(room.course(), step);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        if step == QUIZ {
            room.progress.memory.quiz = Some(QuizScore { right: count(right), of: count(of), at: now });
        }
        let (right, of) = (right.to_string(), of.to_string());
        state.say("tui-quiz-score", &[("right", &right), ("of", &of)]);
        return by_hand::after(state);
    }
    progress::changed(state);
    Vec::new()
}

/// Keys while the text field has them.
pub(super) fn on_field_key(state: &mut State, event: KeyEvent) -> Vec<Command> {
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        let contexts = [Context::Writing];
        if let Folded::Key(key) = keys::fold(event) {
            if let Some(action) = keys::lookup(&contexts, key) {
                return act(state, action);
            }
            // Ending, suspending and redrawing work everywhere; the other keys are letters here.
            if let Some(action @ (Action::Quit | Action::Suspend | Action::Redraw)) =
                keys::lookup(&[Context::Everywhere], key)
            {
                return dispatch(state, action);
            }
        }
        return Vec::new();
    }
    let width = state.drawn.field.max(2);
    let Some(room) = state.room_mut() else { return Vec::new() };
    let field = &mut room.quiz.field;
    match event.code {
        KeyCode::Char(c) => field.insert(c.encode_utf8(&mut [0; 4])),
        KeyCode::Enter => field.insert("\n"),
        KeyCode::Backspace => field.backspace(),
        KeyCode::Delete => field.delete(),
        KeyCode::Left => field.left(),
        KeyCode::Right => field.right(),
        KeyCode::Home => field.home(),
        KeyCode::End => field.end(),
        KeyCode::Up => field.vertical(width, -1),
        KeyCode::Down => field.vertical(width, 1),
        KeyCode::Esc => stop_writing(state),
        _ => {}
    }
    Vec::new()
}
