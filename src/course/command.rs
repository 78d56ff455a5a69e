//! An AWS CLI command of a lesson as one line for a shell, ready to paste.
//!
//! Commands are data (`course.toml`): `{name}` stands for a value of the course, `{$name}` for something
//! captured from an earlier answer, which becomes a shell variable (`$SG_ID` in bash and zsh, `$SgId` in
//! PowerShell 7.3 or later).

mod quote;
#[cfg(test)]
mod tests;

use super::model::Command;
use super::values::Values;
use quote::Word;

/// For which shell a line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shell {
    /// bash, and zsh, which reads these lines alike.
    #[default]
    Bash,
    PowerShell,
}

/// Options that say whose account the line speaks to; each is appended when given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Target<'a> {
    pub region: Option<&'a str>,
    pub profile: Option<&'a str>,
    pub endpoint_url: Option<&'a str>,
}

/// A part of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Literal(&'a str),
    /// A value of the course.
    Value(&'a str),
    /// Captured from an earlier answer.
    Captured(&'a str),
}

/// Splits an argument at its `{name}` and `{$name}`. Other braces (JSON, JMESPath) are literal.
#[must_use]
pub fn pieces(argument: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(open) = argument[from..].find('{').map(|at| from + at) {
        from = open + 1;
        let Some(close) = argument[from..].find('}').map(|at| from + at) else { break };
        let inside = &argument[from..close];
        let (captured, name) = inside.strip_prefix('$').map_or((false, inside), |name| (true, name));
        if !is_name(name) {
            continue;
        }
        if open > done {
            pieces.push(Piece::Literal(&argument[done..open]));
        }
        pieces.push(if captured { Piece::Captured(name) } else { Piece::Value(name) });
        done = close + 1;
        from = done;
    }
    if done < argument.len() || pieces.is_empty() {
        pieces.push(Piece::Literal(&argument[done..]));
    }
    pieces
}

/// A name as `[values]` and `capture` have them: a lower-case letter, then letters, digits, `_` or `-`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// What a learner reads in place of a value that has not been given.
#[must_use]
pub fn shown(values: &Values, name: &str) -> String {
    match values.get(name) {
        "" => format!("<{name}>"),
        value => value.to_owned(),
    }
}

/// The command as one line. Captured parts of the answer are assigned to shell variables.
#[must_use]
pub fn render(command: &Command, values: &Values, shell: Shell, target: &Target<'_>) -> String {
    let mut line = String::from("aws");
    let mut add = |word: &[Word]| {
        line.push(' ');
        line.push_str(&quote::word(word, shell));
    };
    for argument in &command.run {
        add(&words(argument, values));
    }
    let options = [("--region", target.region), ("--profile", target.profile), ("--endpoint-url", target.endpoint_url)];
    for (option, value) in options {
        if let Some(value) = value {
            add(&[Word::literal(option)]);
            add(&[Word::literal(value)]);
        }
    }
    if command.capture.is_empty() {
        return line;
    }
    for text in ["--query", &query(command), "--output", "text"] {
        add(&[Word::literal(text)]);
    }
    let names: Vec<String> = command.capture.keys().map(|name| quote::variable(name, shell)).collect();
    match (shell, names.as_slice()) {
        (Shell::Bash, [name]) => format!("{name}=$({line})"),
        (Shell::Bash, names) => format!("IFS=$'\\t' read -r {} < <({line})", names.join(" ")),
        (Shell::PowerShell, [name]) => format!("${name} = {line}"),
        (Shell::PowerShell, names) => format!("${} = ({line}) -split \"`t\"", names.join(", $")),
    }
}

/// One `--query` for everything that is captured, in the order of the names.
fn query(command: &Command) -> String {
    let mut parts = command.capture.values();
    match (parts.next(), command.capture.len()) {
        (Some(only), 1) => only.clone(),
        _ => format!("[{}]", command.capture.values().cloned().collect::<Vec<_>>().join(", ")),
    }
}

fn words(argument: &str, values: &Values) -> Vec<Word> {
    let word = |piece| match piece {
        Piece::Literal(text) => Word::literal(text),
        Piece::Value(name) => Word::Literal(shown(values, name)),
        Piece::Captured(name) => Word::Variable(name.to_owned()),
    };
    pieces(argument).into_iter().map(word).collect()
}
