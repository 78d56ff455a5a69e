//! An AWS CLI command of a lesson as lines for a shell, ready to paste: no line is broken, none has a frame.
//!
//! Commands are data (`course.toml`): `{name}` stands for a value of the course, `{$name}` for something
//! captured from an earlier answer, which becomes a shell variable (`$SG_ID` in bash and zsh, `$SgId` in
//! PowerShell 7.3 or later).

mod quote;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::model::{Command, Localized};
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

/// Splits an argument at its `{name}` and `{$name}`. Other braces (JSON, `JMESPath`) are literal.
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

/// A name as `[values]` and `capture` have them: a lower-case letter, then letters, digits or `_`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// What a learner reads in place of a value that has not been given.
#[must_use]
pub fn shown(values: &Values, name: &str) -> String {
    match values.get(name) {
        "" => format!("<{name}>"),
        value => value.to_owned(),
    }
}

/// The text of the command's file with the values in force, where it has one.
#[must_use]
pub fn file_text(command: &Command, values: &Values) -> Option<String> {
    let file = command.file.as_ref()?;
    Some(with_values(&file.content, values))
}

/// The command as shell lines, to be pasted in order: the file that it sends, if any (written, then encoded
/// in base64), and the call itself. Captured parts of the answer are assigned to shell variables.
#[must_use]
pub fn render(command: &Command, values: &Values, shell: Shell, target: &Target<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(file), Some(text)) = (&command.file, file_text(command, values)) {
        let variable = quote::variable(&file.base64, shell);
        let name = quote::word(&[Word::literal(&file.name)], shell);
        let text = quote::word(&[Word::Literal(text)], shell);
        lines.extend(match shell {
            Shell::Bash => {
                [format!("printf '%s' {text} > {name}"), format!("{variable}=$(base64 < {name} | tr -d '\\n')")]
            }
            Shell::PowerShell => [
                format!("[IO.File]::WriteAllText((Join-Path $PWD {name}), {text})"),
                format!("${variable} = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Join-Path $PWD {name})))"),
            ],
        });
    }
    lines.push(assigned(command, &call(command, values, shell, target), shell));
    lines
}

/// A command that is no part of a lesson: its arguments as they stand, nothing of its answer kept.
#[must_use]
pub fn render_plain(run: &[String], shell: Shell, target: &Target<'_>) -> Vec<String> {
    let command = Command {
        id: String::new(),
        title: Localized { ja: String::new(), en: String::new() },
        run: run.to_vec(),
        capture: BTreeMap::new(),
        after: BTreeMap::new(),
        reads: false,
        pause: false,
        file: None,
    };
    render(&command, &Values::default(), shell, target)
}

/// `aws …`, with the query for what is captured.
fn call(command: &Command, values: &Values, shell: Shell, target: &Target<'_>) -> String {
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
    if !command.capture.is_empty() {
        for text in ["--query", &query(command, values), "--output", "text"] {
            add(&[Word::literal(text)]);
        }
    }
    line
}

/// The call with its captures assigned, and cut where [`Command::after`] asks for it.
fn assigned(command: &Command, call: &str, shell: Shell) -> String {
    let names: Vec<String> = command.capture.keys().map(|name| quote::variable(name, shell)).collect();
    let mut line = match (shell, names.as_slice()) {
        (_, []) => call.to_owned(),
        (Shell::Bash, [name]) => format!("{name}=$({call})"),
        (Shell::Bash, names) => format!("IFS=$'\\t' read -r {} < <({call})", names.join(" ")),
        (Shell::PowerShell, [name]) => format!("${name} = {call}"),
        (Shell::PowerShell, names) => format!("${} = ({call}) -split \"`t\"", names.join(", $")),
    };
    for (name, text) in &command.after {
        line.push_str("; ");
        line.push_str(&quote::cut(&quote::variable(name, shell), text, shell));
    }
    line
}

/// One `--query` for everything that is captured, in the order of the names.
fn query(command: &Command, values: &Values) -> String {
    let parts: Vec<String> = command.capture.values().map(|part| with_values(part, values)).collect();
    match parts.as_slice() {
        [only] => only.clone(),
        parts => format!("[{}]", parts.join(", ")),
    }
}

/// A text in which only values are filled in.
fn with_values(query: &str, values: &Values) -> String {
    let text = |piece| match piece {
        Piece::Literal(text) => text.to_owned(),
        Piece::Value(name) => shown(values, name),
        Piece::Captured(name) => format!("{{${name}}}"),
    };
    pieces(query).into_iter().map(text).collect()
}

fn words(argument: &str, values: &Values) -> Vec<Word> {
    let word = |piece| match piece {
        Piece::Literal(text) => Word::literal(text),
        Piece::Value(name) => Word::Literal(shown(values, name)),
        Piece::Captured(name) => Word::Variable(name.to_owned()),
    };
    pieces(argument).into_iter().map(word).collect()
}
