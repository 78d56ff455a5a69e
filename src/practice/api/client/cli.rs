//! An AWS CLI command as the CLI would read it: the operation, its input, and what the CLI itself was told.
//!
//! The types that it is held to are the CLI's own (a number is a number, an option exists, what is required is
//! there); limits and enum values are left to the service, whose error a learner should see.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::malformed::Malformed;
use super::super::operation::{Operation, Waiter};
use super::super::service::Service;
use super::names::kebab;
use super::options::{self, Given};
use super::{built_in, custom};

/// The contents that stand in place of `file://NAME` and `fileb://NAME`, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the CLI itself was told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cli {
    /// `--query`: `JMESPath` into the output.
    pub query: Option<String>,
    /// `--output`: `json`, `text`, `table`, …
    pub output: Option<String>,
    /// The waiter of `aws SERVICE wait WAITER`: its operation is to be asked until a case of it fits.
    pub wait: Option<&'static Waiter>,
    /// Other options of the CLI with a value, such as `region`, in the order given.
    pub others: Vec<(String, String)>,
}

/// Why a command cannot be run.
#[derive(Debug, Clone, PartialEq)]
pub enum CliProblem {
    /// Fewer words than a service and a command.
    TooShort,
    /// No such service here.
    Service(String),
    /// The service has no such command here.
    Command(String),
    /// No such waiter.
    Waiter(String),
    /// The command has no such option.
    Option(String),
    /// A word that belongs to no option.
    Stray(String),
    /// An option without its value.
    NoValue(String),
    /// An option that is required is not given.
    Required(String),
    /// Two options that exclude one another.
    Together(String, String),
    /// A value that the option cannot take.
    Value {
        /// Without the dashes.
        option: String,
        /// The value as it stands.
        value: String,
    },
    /// A file whose content is not at hand, by its name.
    File(String),
    /// The whole is not an input of the operation.
    Input(Malformed),
}

/// Reads a command without its leading `aws`, such as `["ec2", "describe-vpcs", "--vpc-ids", "vpc-1"]`.
pub fn from_cli(words: &[String], files: &Files) -> Result<(&'static Operation, Value, Cli), CliProblem> {
    let [service_word, command, rest @ ..] = words else { return Err(CliProblem::TooShort) };
    let service = Service::from_cli_name(service_word).ok_or_else(|| CliProblem::Service(service_word.clone()))?;
    let mut cli = Cli::default();
    let (operation, rest) = if command == "wait" {
        let [name, rest @ ..] = rest else { return Err(CliProblem::TooShort) };
        let waiter = Waiter::by_cli(service, name).ok_or_else(|| CliProblem::Waiter(name.clone()))?;
        cli.wait = Some(waiter);
        (Operation::find(service, waiter.operation), rest)
    } else {
        (Operation::by_cli(service_word, command), rest)
    };
    let operation = operation.ok_or_else(|| CliProblem::Command(command.clone()))?;
    let mut input = Map::new();
    let mut given = Vec::new();
    for option in options::apart(rest)? {
        match options::common(option, &mut cli)? {
            Some(option) if option.name == "cli-input-json" => input = whole(&option, files)?,
            Some(option) => given.push(option),
            None => {}
        }
    }
    let given = custom::before(operation, given, &mut input)?;
    for option in &given {
        take(operation, option, &mut input, files)?;
    }
    custom::after(operation, &mut input);
    required(operation, &input)?;
    Ok((operation, Value::Object(input), cli))
}

/// `--cli-input-json`: the whole input, which single options then change.
fn whole(option: &Given, files: &Files) -> Result<Map<String, Value>, CliProblem> {
    let value = built_in::content(&options::one(option)?, files)?;
    match serde_json::from_str(&value) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(CliProblem::Value { option: option.name.clone(), value }),
    }
}

fn take(
    operation: &Operation,
    option: &Given,
    input: &mut Map<String, Value>,
    files: &Files,
) -> Result<(), CliProblem> {
    let members = operation.input.map_or(&[][..], |index| operation.table().members(index));
    let renamed = custom::renamed(operation, &option.name);
    let name = renamed.as_deref().unwrap_or(&option.name);
    if let Some(member) = members.iter().find(|member| kebab(member.name) == name) {
        let value = built_in::value(operation.table(), member.kind, option, files)?;
        input.insert(member.name.to_owned(), value);
        return Ok(());
    }
    let negated = name.strip_prefix("no-").and_then(|name| members.iter().find(|member| kebab(member.name) == name));
    match negated.and_then(|member| Some((member, built_in::flag(operation.table(), member.kind, false)?))) {
        Some((member, value)) if option.values.is_empty() => {
            input.insert(member.name.to_owned(), value);
            Ok(())
        }
        _ => Err(CliProblem::Option(option.name.clone())),
    }
}

fn required(operation: &Operation, input: &Map<String, Value>) -> Result<(), CliProblem> {
    let members = operation.input.map_or(&[][..], |index| operation.table().members(index));
    match members.iter().find(|member| member.required && !input.contains_key(member.name)) {
        Some(member) => Err(CliProblem::Required(kebab(member.name))),
        None => Ok(()),
    }
}
