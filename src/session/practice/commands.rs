//! A lesson's AWS CLI commands, run against the practice account inside this program: no AWS CLI is needed.
//!
//! A command is read as the AWS CLI would read it, its request goes the same way as one from outside, and what
//! it captures from the answer is there for the commands after it. A command that waits lets practice time pass.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::course::Values;
use crate::course::command::{Piece, pieces};
use crate::course::model::Command;
use crate::practice::api::client::{Cli, CliProblem, Files, from_cli};
use crate::practice::api::operation::WaiterCase;
use crate::practice::api::{Operation, Waiter};
use crate::practice::{Practice, Refused};

/// A waiter asks this often, in practice time, as the AWS CLI's do.
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(15);
/// And gives up after this many questions (the AWS CLI's usual 40 are ten minutes).
const QUESTIONS: u32 = 80;

/// Why a command could not be carried out. Every kind names the command by its id.
#[derive(Clone, Debug, PartialEq)]
pub enum CommandProblem {
    /// The AWS CLI would not take it.
    Unreadable { command: String, problem: CliProblem },
    /// The account refused it: AWS's code and message.
    Refused { command: String, code: String, message: String },
    /// The answer has nothing where the command captures from.
    NothingCaptured { command: String, name: String },
    /// What it waits for did not come, or cannot come any more.
    NeverCame { command: String },
}

/// Where commands run: an account, a region, the course's values, and what was captured so far.
#[derive(Debug)]
pub struct Desk<'a> {
    practice: &'a Practice,
    region: &'a str,
    values: &'a Values,
    captured: BTreeMap<String, String>,
}

impl<'a> Desk<'a> {
    #[must_use]
    pub const fn new(practice: &'a Practice, region: &'a str, values: &'a Values) -> Self {
        Self { practice, region, values, captured: BTreeMap::new() }
    }

    /// Runs one command.
    ///
    /// # Errors
    /// The first thing that stands in its way; what was carried out before stays.
    pub fn run(&mut self, command: &Command) -> Result<(), CommandProblem> {
        if let Some(file) = &command.file {
            let encoded = STANDARD.encode(self.filled_file(&file.content));
            self.captured.insert(file.base64.clone(), encoded);
        }
        let words: Vec<String> = command.run.iter().map(|argument| self.filled(argument)).collect();
        let unreadable = |problem| CommandProblem::Unreadable { command: command.id.clone(), problem };
        let (operation, input, cli) = from_cli(&words, &Files::new()).map_err(unreadable)?;
        let answer = match cli {
            Cli { wait: Some(waiter), .. } => return self.wait(command, operation, &input, waiter),
            _ => self.ask(operation, &input),
        };
        let answer = answer.map_err(|refused| CommandProblem::Refused {
            command: command.id.clone(),
            code: refused.code,
            message: refused.message,
        })?;
        self.capture(command, &answer)
    }

    fn ask(&self, operation: &'static Operation, input: &Value) -> Result<Value, Refused> {
        self.practice.call(operation.service(), self.region, operation.name(), input.clone())
    }

    fn capture(&mut self, command: &Command, answer: &Value) -> Result<(), CommandProblem> {
        for (name, query) in &command.capture {
            let nothing = || CommandProblem::NothingCaptured { command: command.id.clone(), name: name.clone() };
            let text = found(&self.filled(query), answer).and_then(|value| as_text(&value)).ok_or_else(nothing)?;
            let text = match command.after.get(name).and_then(|cut| text.split_once(cut.as_str())) {
                Some((_, rest)) => rest.to_owned(),
                None => text,
            };
            self.captured.insert(name.clone(), text);
        }
        Ok(())
    }

    fn wait(
        &self,
        command: &Command,
        operation: &'static Operation,
        input: &Value,
        waiter: &Waiter,
    ) -> Result<(), CommandProblem> {
        for _ in 0..QUESTIONS {
            match verdict(waiter, &self.ask(operation, input)) {
                Some(true) => return Ok(()),
                Some(false) => break,
                None => self.practice.pass(BETWEEN_QUESTIONS),
            }
        }
        Err(CommandProblem::NeverCame { command: command.id.clone() })
    }

    fn filled(&self, argument: &str) -> String {
        let filled = pieces(argument).into_iter().map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::Value(name) => self.values.get(name),
            Piece::Captured(name) => self.captured.get(name).map_or("", String::as_str),
        });
        filled.collect()
    }

    /// In a file's text only values are filled in: `{$…}` is the shell's own there.
    fn filled_file(&self, content: &str) -> String {
        let mut text = String::new();
        for piece in pieces(content.strip_prefix('\n').unwrap_or(content)) {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Value(name) => text.push_str(self.values.get(name)),
                Piece::Captured(name) => text.push_str(&format!("{{${name}}}")),
            }
        }
        text
    }
}

/// Whether an answer ends a wait: well (`true`), badly (`false`), or not yet.
fn verdict(waiter: &Waiter, answer: &Result<Value, Refused>) -> Option<bool> {
    let fits = |case: &&WaiterCase| match (case.matcher, answer) {
        ("error", Err(refused)) => refused.code == case.expected,
        ("status", Ok(_)) => case.expected == "200",
        ("path", Ok(answer)) => found(case.argument, answer).is_some_and(|value| is(&value, case.expected)),
        ("pathAll", Ok(answer)) => list(case.argument, answer)
            .is_some_and(|all| !all.is_empty() && all.iter().all(|one| is(one, case.expected))),
        ("pathAny", Ok(answer)) => {
            list(case.argument, answer).is_some_and(|all| all.iter().any(|one| is(one, case.expected)))
        }
        _ => false,
    };
    match waiter.cases.iter().find(fits).map(|case| case.state) {
        Some("success") => Some(true),
        Some("failure") => Some(false),
        Some(_) => None,
        // An error that no case speaks of ends the wait, as it does with the AWS CLI.
        None => answer.is_err().then_some(false),
    }
}

fn is(value: &Value, expected: &str) -> bool {
    match value {
        Value::String(text) => text == expected,
        Value::Bool(yes) => expected.parse() == Ok(*yes),
        Value::Number(number) => number.to_string() == expected,
        _ => false,
    }
}

fn list(query: &str, answer: &Value) -> Option<Vec<Value>> {
    match found(query, answer)? {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// What a `JMESPath` query finds; `None` for nothing (null) and for a query that is none.
fn found(query: &str, answer: &Value) -> Option<Value> {
    let found = jmespath::compile(query).ok()?.search(answer).ok()?;
    match serde_json::to_value(&*found).ok()? {
        Value::Null => None,
        value => Some(value),
    }
}

/// A captured value as `--output text` prints it.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "True" } else { "False" }.to_owned()),
        Value::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(as_text).collect();
            texts.map(|texts| texts.join("\t"))
        }
        Value::Null | Value::Object(_) => None,
    }
}
