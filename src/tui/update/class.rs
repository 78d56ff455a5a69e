//! Joining a class, being in it, leaving it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{act as dispatch, course};
use crate::board::Handed;
use crate::board::wire::News;
use crate::session::classroom::{ClassAction, ClassEvent, Trouble, preview};
use crate::session::delivery::Undelivered;
use crate::session::{Effect, RequestId};
use crate::tui::class::{Stage, told, trouble};
use crate::tui::handing::Handing;
use crate::tui::keys::{self, Action, Context, Folded};
use crate::tui::message::Command;
use crate::tui::state::{Notice, NoticeText, Overlay, State, Weight};

/// Opens the panel, or closes it.
pub(super) fn open(state: &mut State) {
    if let Some(at) = state.overlays.iter().position(|overlay| *overlay == Overlay::Class) {
        state.overlays.truncate(at);
        return;
    }
    state.class.unread = 0;
    state.class.leaving = false;
    if state.class.handing == Handing::Sure {
        state.class.handing = Handing::Not;
    }
    state.overlays.push(Overlay::Class);
}

/// With `--join`: what is to be sent is shown at once, as soon as everything is known.
pub(super) fn start(state: &mut State) {
    if state.class.form.invite.is_blank() || !state.joining {
        return;
    }
    state.overlays.push(Overlay::Class);
    if state.class.form.nickname.is_blank() {
        state.class.form.second = true;
    } else {
        check_form(state);
    }
}

/// Keys of the form; they are letters.
pub(super) fn on_form_key(state: &mut State, event: KeyEvent) -> Vec<Command> {
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return match keys::fold(event) {
            Folded::Key(key) => match keys::lookup(&[Context::Everywhere], key) {
                Some(action @ (Action::Quit | Action::Suspend | Action::Redraw)) => dispatch(state, action),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
    }
    let form = &mut state.class.form;
    let field = if form.second { &mut form.nickname } else { &mut form.invite };
    match event.code {
        KeyCode::Char(c) => field.insert(c.encode_utf8(&mut [0; 4])),
        KeyCode::Backspace => field.backspace(),
        KeyCode::Delete => field.delete(),
        KeyCode::Left => field.left(),
        KeyCode::Right => field.right(),
        KeyCode::Home => field.home(),
        KeyCode::End => field.end(),
        KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => form.second = !form.second,
        KeyCode::Enter if !form.second && form.nickname.is_blank() => form.second = true,
        KeyCode::Enter => check_form(state),
        KeyCode::Esc => drop(state.overlays.pop()),
        _ => {}
    }
    Vec::new()
}

/// Pasted text goes into the form: a field is one line.
pub(super) fn on_form_paste(state: &mut State, text: &str) {
    let form = &mut state.class.form;
    let field = if form.second { &mut form.nickname } else { &mut form.invite };
    field.insert(&text.replace(['\r', '\n'], " "));
}

/// What a click in the panel or a key outside of the form asks for.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    match (&state.class.stage, action) {
        (Stage::Preview, Action::Back) => state.class.stage = Stage::Out,
        (_, Action::Back) => drop(state.overlays.pop()),
        (Stage::Out, Action::Submit) => check_form(state),
        (Stage::Out, Action::NextPane) => state.class.form.second = !state.class.form.second,
        (Stage::Preview, Action::Submit) => return join(state),
        (Stage::Coming | Stage::In { .. }, Action::Submit) => drop(state.overlays.pop()),
        (_, Action::Plain) => {
            let text = preview(&told(state, state.class.stage == Stage::Preview));
            state.overlays.push(Overlay::Plain { text });
        }
        (Stage::In { .. }, Action::Hand) => {
            state.class.hand = !state.class.hand;
            state.class.raised += u32::from(state.class.hand);
        }
        (Stage::In { .. }, Action::HandIn) => return hand_in(state),
        (Stage::In { .. }, Action::GoPointed) => go_pointed(state),
        (_, Action::Leave) if state.class.leaving || state.class.stage == Stage::Coming => return leave(state),
        (Stage::In { .. }, Action::Leave) => state.class.leaving = true,
        _ => {}
    }
    Vec::new()
}

/// The first time what will be sent is shown, the second time it is sent.
fn hand_in(state: &mut State) -> Vec<Command> {
    let Stage::In { course, .. } = &state.class.stage else { return Vec::new() };
    let other = Handing::Done(Err(Undelivered::OtherCourse(course.clone())));
    let none = Handing::Done(Err(Undelivered::NoAccount));
    let open = state.room().filter(|room| room.course().id == *course);
    let Some(room) = open.filter(|_| !state.account.none) else {
        state.class.handing = if open.is_none() { other } else { none };
        return Vec::new();
    };
    let (id, values, memory) = (room.course().id.clone(), room.values.clone(), room.progress.memory.clone());
    match state.class.handing {
        Handing::UnderWay(_) => Vec::new(),
        Handing::Sure => {
            let request = state.requests.next();
            state.class.handing = Handing::UnderWay(request);
            let (choice, lang, memory) = (state.account.choice.clone(), state.lang, Box::new(memory));
            vec![Command::Session(Effect::HandIn { request, choice, course: id, values, memory, lang })]
        }
        Handing::Not | Handing::Done(_) => {
            state.class.handing = Handing::Sure;
            Vec::new()
        }
    }
}

/// The board's answer; where nobody looks at the class, a line says it.
pub(super) fn handed_in(state: &mut State, request: RequestId, outcome: Result<Box<Handed>, Undelivered>) {
    if state.class.handing != Handing::UnderWay(request) {
        return;
    }
    let handed = outcome.is_ok();
    state.class.handing = Handing::Done(outcome);
    if state.overlays.last() != Some(&Overlay::Class) {
        if handed { state.say("class-handed-in", &[]) } else { state.warn("class-not-handed-in", &[]) }
    }
}

fn check_form(state: &mut State) {
    match state.class.form.read() {
        Ok(_) => {
            state.class.form.problem = None;
            state.class.stage = Stage::Preview;
        }
        Err(problem) => {
            state.class.form.problem = Some(problem);
            state.class.form.second = problem == "class-nickname-unusable";
        }
    }
}

fn join(state: &mut State) -> Vec<Command> {
    let Ok((invite, nickname)) = state.class.form.read() else { return Vec::new() };
    state.class.stage = Stage::Coming;
    state.class.told = None;
    vec![Command::Session(Effect::Class(ClassAction::Join { invite: Box::new(invite), nickname }))]
}

fn leave(state: &mut State) -> Vec<Command> {
    out(state);
    state.overlays.retain(|overlay| *overlay != Overlay::Class);
    state.say("class-left", &[]);
    vec![Command::Session(Effect::Class(ClassAction::Leave))]
}

/// Nothing of the class stays but what was typed.
fn out(state: &mut State) {
    let form = std::mem::take(&mut state.class.form);
    state.class = crate::tui::class::Class { form, ..Default::default() };
}

fn go_pointed(state: &mut State) {
    let step = state.class.pointed.as_ref().and_then(|id| {
        let steps = &state.room()?.course().steps;
        steps.iter().position(|step| step.id == *id)
    });
    if let Some(step) = step {
        state.overlays.clear();
        course::go_to(state, step);
    }
}

/// Something is heard of the class.
pub(super) fn heard(state: &mut State, event: ClassEvent) {
    // What was under way when the learner left is over.
    if !state.class.taking_part() {
        return;
    }
    match event {
        ClassEvent::Joined(joined) => {
            let again = matches!(state.class.stage, Stage::In { .. });
            state.class.away = false;
            state.class.nonce.clone_from(&joined.nonce);
            state.class.stage = Stage::In { nickname: joined.nickname.clone(), course: joined.course };
            if !again {
                state.overlays.retain(|overlay| *overlay != Overlay::Class);
                state.say("class-joined", &[("name", &joined.nickname)]);
            }
        }
        ClassEvent::News { news, hand } => take_news(state, news, hand),
        ClassEvent::Away => state.class.away = true,
        ClassEvent::Back => state.class.away = false,
        ClassEvent::Ended(why) => ended(state, why),
    }
}

fn take_news(state: &mut State, news: News, heard_hand: u32) {
    let class = &mut state.class;
    // The instructor has taken the hand down; one that the board has not heard of yet stays up.
    if class.hand && heard_hand == class.raised && !news.hand {
        class.hand = false;
    }
    let pointed = news.pointed.map(|pointed| pointed.step);
    let new_step = pointed.clone().filter(|_| pointed != class.pointed);
    class.pointed = pointed;
    let last = news.said.last().map(|said| said.text.clone());
    let looking = state.overlays.last() == Some(&Overlay::Class);
    state.class.hear(news.said);
    if looking {
        state.class.unread = 0;
    }
    if let Some(text) = last.filter(|_| !looking) {
        // It stays until the next key: nobody reads a message in six seconds while thinking of something else.
        let text = NoticeText::new("class-said", &[("text", &text)]);
        state.notice = Some(Notice { text, weight: Weight::Calm, until: None });
    } else if let Some(step) = new_step {
        let steps = state.library.courses.iter().flat_map(|source| &source.course.steps);
        let title = steps.into_iter().find(|one| one.id == step).map(|one| state.lang.pick(&one.title).to_owned());
        let text = NoticeText::new("class-pointed", &[("step", &title.unwrap_or(step))]);
        state.notice = Some(Notice { text, weight: Weight::Calm, until: None });
    }
}

fn ended(state: &mut State, why: Trouble) {
    out(state);
    state.class.form.problem = Some(trouble(why));
    if state.overlays.last() != Some(&Overlay::Class) {
        state.warn(trouble(why), &[]);
    }
}

/// Tells the class what has changed since it was told last.
pub(super) fn tell(state: &mut State) -> Vec<Command> {
    if !state.class.taking_part() {
        return Vec::new();
    }
    let now = told(state, false);
    if state.class.told.as_ref() == Some(&now) {
        return Vec::new();
    }
    state.class.told = Some(now.clone());
    vec![Command::Session(Effect::Class(ClassAction::Tell(Box::new(now))))]
}
