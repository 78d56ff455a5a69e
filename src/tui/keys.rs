//! The one table of keys: it dispatches them, makes the key bar and writes the help page.
//!
//! A key that an input method left in full width (`ｖ`) is folded to its plain form first; kana and other
//! composed text outside a text field means that the input method is still on ([`Folded::Ime`]).

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Help,
    Language,
    Theme,
    Quit,
    Suspend,
    Redraw,
    Back,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Left,
    Right,
    Open,
    NextPane,
    PreviousPane,
    NextStep,
    PreviousStep,
    Recheck,
    RecheckAll,
    Auto,
    Hint,
    Confirm,
    Undo,
    Copy,
    Plain,
    Shell,
    Account,
    /// The architecture, drawn.
    Diagram,
    /// A number was typed (0–9).
    Pick(u8),
    /// Quiz: mark the choice under the cursor.
    Choose,
    /// Quiz: hand the answer in, or go on.
    Submit,
    NextQuestion,
    PreviousQuestion,
    /// The load screen.
    Load,
    /// Practice account: run the step's commands.
    ShowMe,
    /// Practice account: begin a step, or everything, anew.
    Reset,
    /// Practice account: the next speed of its clock.
    Speed,
    /// Practice account: let some of its time pass at once.
    Pass,
    /// Practice account: what other programs need to use it.
    Environment,
    /// Walk the way of the course's request and show where it breaks.
    Explain,
    /// How far the learner is, step by step.
    Progress,
    /// Pages of the AWS console for the open step.
    Console,
    /// Which of several resources of one name is meant.
    Which,
    /// The class: join it, or see what goes on in it.
    Class,
    Hand,
    Leave,
    GoPointed,
    HandIn,
}

/// Where a key means something. More than one is in force at a time, the most special first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Something lies over the screen and is closed by any of these keys.
    Overlay,
    /// A question with answers to choose from lies over the screen.
    Asking,
    /// What to export lies over the screen.
    Environment,
    /// The way of a request lies over the screen.
    Way,
    /// A check of the open step about what comes through to the servers does not pass.
    Stuck,
    /// The open step is done, and another one follows.
    Finished,
    /// Several resources carry a name that the open step needs.
    Several,
    /// The question which of them is meant lies over the screen.
    Which,
    /// The picture of the architecture lies over the screen.
    Diagram,
    /// Text without frames lies over the screen.
    Plain,
    /// What is typed goes into the form with which somebody joins a class.
    ClassForm,
    /// What the class would be sent lies over the screen.
    ClassPreview,
    /// The class lies over the screen.
    ClassRoom,
    /// A text field takes what is typed.
    Writing,
    /// The question has choices and is not handed in yet.
    Choosing,
    /// The question asks why, and is not answered yet.
    Reasoning,
    /// A quiz question with the page pane in front.
    Quiz,
    /// A course is open.
    Course,
    /// A course is open on the practice account.
    Practice,
    /// A step is open that a load proves.
    Loadable,
    /// The load screen counts down, or waits for a yes.
    LoadReady,
    /// The load goes on.
    LoadRunning,
    /// The load is over, or cannot be sent.
    LoadOver,
    /// The choice of account.
    Accounts,
    /// The list of courses, or the choice of account.
    Lists,
    Everywhere,
}

/// A key as the table names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Ctrl(char),
    Code(KeyCode),
    Digit,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub context: Context,
    pub keys: &'static [Key],
    pub action: Action,
    /// Message id of what it does.
    pub label: &'static str,
    /// Rank in the key bar (low first); 0 keeps it out of the bar.
    pub bar: u8,
}

const fn row(context: Context, keys: &'static [Key], action: Action, label: &'static str, bar: u8) -> Binding {
    Binding { context, keys, action, label, bar }
}

use Action as A;
use Context as C;
use Key::{Char, Code, Ctrl, Digit};

/// Every key of the trainer.
pub const TABLE: &[Binding] = &[
    row(C::Overlay, &[Code(KeyCode::Esc), Char('q'), Code(KeyCode::Enter)], A::Back, "tui-key-close", 1),
    row(C::Overlay, &[Char('j'), Code(KeyCode::Down)], A::Down, "tui-key-down", 0),
    row(C::Overlay, &[Char('k'), Code(KeyCode::Up)], A::Up, "tui-key-up", 0),
    row(C::Overlay, &[Code(KeyCode::PageDown), Char(' ')], A::PageDown, "tui-key-page-down", 0),
    row(C::Overlay, &[Code(KeyCode::PageUp)], A::PageUp, "tui-key-page-up", 0),
    row(C::Overlay, &[Code(KeyCode::Home), Char('g')], A::Top, "tui-key-top", 0),
    row(C::Overlay, &[Code(KeyCode::End), Char('G')], A::Bottom, "tui-key-bottom", 0),
    row(C::Plain, &[Char('y')], A::Copy, "tui-key-copy", 1),
    row(C::Asking, &[Code(KeyCode::Enter), Char('y')], A::Open, "tui-key-answer", 1),
    row(C::Asking, &[Digit], A::Pick(0), "tui-key-answer-number", 0),
    row(C::Environment, &[Char('y')], A::Copy, "tui-key-copy", 1),
    row(C::Environment, &[Char('s')], A::Shell, "tui-key-other-shell", 2),
    row(C::Environment, &[Char('p')], A::Plain, "tui-key-frameless", 3),
    row(C::Way, &[Char('r')], A::Recheck, "tui-key-way-again", 2),
    row(C::Way, &[Char('y')], A::Copy, "tui-key-way-copy", 3),
    row(C::Way, &[Char('s')], A::Shell, "tui-key-other-shell", 4),
    row(C::Stuck, &[Char('x')], A::Explain, "tui-key-explain", 1),
    row(C::Finished, &[Char('n'), Char(']')], A::NextStep, "tui-key-next-step", 1),
    row(C::Several, &[Char('i')], A::Which, "which-key", 1),
    row(C::Which, &[Code(KeyCode::Enter)], A::Open, "which-key-choose", 1),
    row(C::Which, &[Digit], A::Pick(0), "tui-key-answer-number", 0),
    row(C::ClassForm, &[Code(KeyCode::Enter)], A::Submit, "tui-key-class-next", 1),
    row(C::ClassForm, &[Code(KeyCode::Tab)], A::NextPane, "tui-key-class-field", 2),
    row(C::ClassForm, &[Code(KeyCode::Esc)], A::Back, "tui-key-close", 3),
    row(C::ClassPreview, &[Code(KeyCode::Enter)], A::Submit, "tui-key-class-join", 1),
    row(C::ClassPreview, &[Char('v')], A::Plain, "tui-key-class-data", 2),
    row(C::ClassPreview, &[Code(KeyCode::Esc)], A::Back, "tui-key-back", 3),
    row(C::ClassRoom, &[Char('h')], A::Hand, "tui-key-class-hand", 1),
    row(C::ClassRoom, &[Char('g')], A::GoPointed, "tui-key-class-go", 2),
    row(C::ClassRoom, &[Char('v')], A::Plain, "tui-key-class-data", 3),
    row(C::ClassRoom, &[Char('s')], A::HandIn, "tui-key-class-hand-in", 4),
    row(C::ClassRoom, &[Char('x')], A::Leave, "tui-key-class-leave", 5),
    row(C::ClassRoom, &[Code(KeyCode::Esc), Code(KeyCode::Enter)], A::Back, "tui-key-close", 6),
    row(C::Writing, &[Ctrl('d'), Ctrl('s')], A::Submit, "tui-key-show-model", 1),
    row(C::Writing, &[Code(KeyCode::Esc)], A::Back, "tui-key-leave-field", 2),
    row(C::Diagram, &[Code(KeyCode::Tab)], A::NextPane, "tui-key-diagram-turn", 1),
    row(C::Diagram, &[Char('r')], A::Recheck, "tui-key-recheck", 2),
    row(C::Diagram, &[Char('y')], A::Copy, "tui-key-diagram-copy", 3),
    row(C::Diagram, &[Char('x')], A::Explain, "tui-key-explain", 4),
    row(C::Diagram, &[Char('v')], A::Back, "tui-key-close", 0),
    row(C::Choosing, &[Char(' '), Char('x')], A::Choose, "tui-key-choose", 1),
    row(C::Choosing, &[Digit], A::Pick(0), "tui-key-choose-number", 0),
    row(C::Reasoning, &[Code(KeyCode::Enter)], A::Submit, "tui-key-write", 1),
    row(C::Quiz, &[Code(KeyCode::Enter)], A::Submit, "tui-key-submit", 2),
    row(C::Quiz, &[Char('j'), Code(KeyCode::Down)], A::Down, "tui-key-down", 0),
    row(C::Quiz, &[Char('k'), Code(KeyCode::Up)], A::Up, "tui-key-up", 0),
    row(C::Quiz, &[Code(KeyCode::Right), Char('l')], A::NextQuestion, "tui-key-next-question", 3),
    row(C::Quiz, &[Code(KeyCode::Left)], A::PreviousQuestion, "tui-key-previous-question", 0),
    row(C::Course, &[Char('n'), Char(']')], A::NextStep, "tui-key-next-step", 5),
    row(C::Course, &[Char('b'), Char('[')], A::PreviousStep, "tui-key-previous-step", 7),
    row(C::Course, &[Code(KeyCode::Tab)], A::NextPane, "tui-key-next-pane", 1),
    row(C::Course, &[Code(KeyCode::BackTab)], A::PreviousPane, "tui-key-previous-pane", 0),
    row(C::Course, &[Code(KeyCode::Right), Char('l')], A::Right, "tui-key-next-tab", 2),
    row(C::Course, &[Code(KeyCode::Left)], A::Left, "tui-key-previous-tab", 0),
    row(C::Course, &[Char('r')], A::Recheck, "tui-key-recheck", 3),
    row(C::Course, &[Char('R')], A::RecheckAll, "tui-key-recheck-all", 0),
    row(C::Course, &[Char('a')], A::Auto, "tui-key-auto", 0),
    row(C::Course, &[Char('h')], A::Hint, "tui-key-hint", 4),
    row(C::Course, &[Char('m')], A::Confirm, "tui-key-confirm", 8),
    row(C::Course, &[Char('u')], A::Undo, "tui-key-undo", 0),
    row(C::Course, &[Char('y')], A::Copy, "tui-key-copy", 6),
    row(C::Course, &[Digit], A::Pick(0), "tui-key-pick", 0),
    row(C::Course, &[Char('p')], A::Plain, "tui-key-plain", 0),
    row(C::Course, &[Char('s')], A::Shell, "tui-key-shell", 0),
    row(C::Course, &[Char('x')], A::Explain, "tui-key-explain", 0),
    row(C::Course, &[Char('o')], A::Load, "tui-key-load", 0),
    row(C::Course, &[Char('v')], A::Diagram, "tui-key-diagram", 10),
    row(C::Course, &[Char('P')], A::Progress, "progress-key", 0),
    row(C::Course, &[Char('C')], A::Console, "console-key", 0),
    row(C::Course, &[Char('i')], A::Which, "which-key-again", 0),
    row(C::Course, &[Char('A')], A::Account, "tui-key-account", 0),
    row(C::Course, &[Code(KeyCode::Esc)], A::Back, "tui-key-back-or-cancel", 9),
    row(C::Course, &[Char('j'), Code(KeyCode::Down)], A::Down, "tui-key-down", 0),
    row(C::Course, &[Char('k'), Code(KeyCode::Up)], A::Up, "tui-key-up", 0),
    row(C::Course, &[Code(KeyCode::PageDown), Char(' ')], A::PageDown, "tui-key-page-down", 0),
    row(C::Course, &[Code(KeyCode::PageUp)], A::PageUp, "tui-key-page-up", 0),
    row(C::Course, &[Code(KeyCode::Home), Char('g')], A::Top, "tui-key-top", 0),
    row(C::Course, &[Code(KeyCode::End), Char('G')], A::Bottom, "tui-key-bottom", 0),
    row(C::Course, &[Code(KeyCode::Enter)], A::Open, "tui-key-open", 0),
    row(C::Practice, &[Char('d')], A::ShowMe, "tui-key-show-me", 2),
    row(C::Practice, &[Char('e')], A::Environment, "tui-key-environment", 6),
    row(C::Practice, &[Char('f')], A::Speed, "tui-key-speed", 11),
    row(C::Practice, &[Char('w')], A::Pass, "tui-key-pass", 12),
    row(C::Practice, &[Char('z')], A::Reset, "tui-key-reset", 13),
    row(C::Loadable, &[Char('o')], A::Load, "tui-key-load", 1),
    row(C::LoadReady, &[Code(KeyCode::Enter), Char('y')], A::Open, "tui-key-load-start", 1),
    row(C::LoadReady, &[Char(' ')], A::PageDown, "tui-key-load-hold", 2),
    row(C::LoadReady, &[Code(KeyCode::Esc), Char('q')], A::Back, "tui-key-load-cancel", 3),
    row(C::LoadRunning, &[Code(KeyCode::Esc), Char('q')], A::Back, "tui-key-load-stop", 1),
    row(C::LoadOver, &[Code(KeyCode::Esc), Char('q'), Code(KeyCode::Enter)], A::Back, "tui-key-close", 1),
    row(C::Lists, &[Char('j'), Code(KeyCode::Down)], A::Down, "tui-key-down", 1),
    row(C::Lists, &[Char('k'), Code(KeyCode::Up)], A::Up, "tui-key-up", 2),
    row(C::Lists, &[Code(KeyCode::Enter), Char(' ')], A::Open, "tui-key-open", 3),
    row(C::Accounts, &[Code(KeyCode::Esc)], A::Back, "tui-key-back", 4),
    row(C::Everywhere, &[Char('?'), Code(KeyCode::F(1))], A::Help, "tui-key-help", 20),
    row(C::Everywhere, &[Char('c')], A::Class, "tui-key-class", 0),
    row(C::Everywhere, &[Char('L')], A::Language, "tui-key-language", 22),
    row(C::Everywhere, &[Char('t')], A::Theme, "tui-key-theme", 0),
    row(C::Everywhere, &[Ctrl('l')], A::Redraw, "tui-key-redraw", 0),
    row(C::Everywhere, &[Ctrl('z')], A::Suspend, "tui-key-suspend", 0),
    row(C::Everywhere, &[Char('q'), Ctrl('c')], A::Quit, "tui-key-quit", 21),
];

/// A key event after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    Key(Key),
    /// Composed text where a key was expected: the input method is on.
    Ime,
    /// A key that the table cannot name.
    Other,
}

/// The plain form of a full-width character (`ｖ` → `v`, `？` → `?`, `　` → space).
#[must_use]
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Folds a key event to the table's terms.
#[must_use]
pub fn fold(event: KeyEvent) -> Folded {
    match event.code {
        KeyCode::Char(c) => {
            let c = narrow(c);
            if event.modifiers.contains(KeyModifiers::CONTROL) {
                Folded::Key(Key::Ctrl(c.to_ascii_lowercase()))
            } else if event.modifiers.contains(KeyModifiers::ALT) {
                Folded::Other
            } else if c.is_ascii() {
                Folded::Key(Key::Char(c))
            } else if is_composed(c) {
                Folded::Ime
            } else {
                Folded::Other
            }
        }
        code => Folded::Key(Key::Code(code)),
    }
}

/// Kana, CJK ideographs and their punctuation, half-width kana: what an input method sends.
fn is_composed(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff5f}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// The action of a key in the contexts in force (most special first).
#[must_use]
pub fn lookup(contexts: &[Context], key: Key) -> Option<Action> {
    contexts.iter().find_map(|context| {
        TABLE.iter().filter(|binding| binding.context == *context).find_map(|binding| {
            binding.keys.iter().find_map(|candidate| match (candidate, key) {
                (Key::Digit, Key::Char(c)) => c.to_digit(10).and_then(|n| u8::try_from(n).ok()).map(Action::Pick),
                (candidate, key) => (*candidate == key).then_some(binding.action),
            })
        })
    })
}

/// The rows of the key bar, in the order shown: the first context in force that binds an action wins.
#[must_use]
pub fn bar(contexts: &[Context]) -> Vec<&'static Binding> {
    let mut rows: Vec<(usize, &Binding)> = Vec::new();
    for (depth, context) in contexts.iter().enumerate() {
        for binding in TABLE.iter().filter(|b| b.context == *context && b.bar > 0) {
            let shadowed = binding.keys.first().is_some_and(|key| match key {
                Key::Digit => false,
                key => lookup(contexts, *key) != Some(binding.action),
            });
            if !shadowed && !rows.iter().any(|(_, b)| b.action == binding.action) {
                rows.push((depth, binding));
            }
        }
    }
    // Keys of the practice account stand among those of the course.
    let depth_of = |depth: usize, binding: &Binding| depth - usize::from(binding.context == Context::Practice);
    rows.sort_by_key(|(depth, b)| (b.context == Context::Everywhere, depth_of(*depth, b), b.bar));
    rows.into_iter().map(|(_, binding)| binding).collect()
}

/// How a key is written on screen.
#[must_use]
pub fn name(key: Key) -> String {
    match key {
        Key::Char(' ') => "Space".to_owned(),
        Key::Char(c) => c.to_string(),
        Key::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
        Key::Digit => "1-9".to_owned(),
        Key::Code(code) => match code {
            KeyCode::Up => "Up".to_owned(),
            KeyCode::Down => "Down".to_owned(),
            KeyCode::Left => "Left".to_owned(),
            KeyCode::Right => "Right".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::F(n) => format!("F{n}"),
            other => format!("{other:?}"),
        },
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
