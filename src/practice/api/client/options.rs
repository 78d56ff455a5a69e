//! The words of a command apart: options with their values, and those that every command has.

use super::cli::{Cli, CliProblem};

/// One option and the words after it, up to the next option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    /// Without the two dashes.
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// The options in a command's words after its service and name.
pub(super) fn apart(words: &[String]) -> Result<Vec<Given>, CliProblem> {
    let mut options: Vec<Given> = Vec::new();
    for word in words {
        match (word.strip_prefix("--"), options.last_mut()) {
            (Some(name), _) if !name.is_empty() => {
                let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
                options.push(Given { name: name.to_owned(), values: value.map(str::to_owned).into_iter().collect() });
            }
            (_, Some(option)) => option.values.push(word.clone()),
            (_, None) => return Err(CliProblem::Stray(word.clone())),
        }
    }
    Ok(options)
}

/// Options that take a value and say nothing to the operation.
const WITH_VALUE: &[&str] = &[
    "region",
    "profile",
    "endpoint-url",
    "ca-bundle",
    "color",
    "cli-read-timeout",
    "cli-connect-timeout",
    "cli-binary-format",
    "max-items",
    "page-size",
    "starting-token",
];

const FLAGS: &[&str] = &[
    "no-cli-pager",
    "no-paginate",
    "debug",
    "no-sign-request",
    "no-verify-ssl",
    "no-cli-auto-prompt",
    "cli-auto-prompt",
];

/// Takes an option that every command has; gives back any other.
pub(super) fn common(option: Given, cli: &mut Cli) -> Result<Option<Given>, CliProblem> {
    let name = option.name.as_str();
    if FLAGS.contains(&name) {
        return match option.values.first() {
            Some(word) => Err(CliProblem::Stray(word.clone())),
            None => Ok(None),
        };
    }
    let place = match name {
        "query" => &mut cli.query,
        "output" => &mut cli.output,
        name if WITH_VALUE.contains(&name) => {
            let value = one(&option)?;
            cli.others.push((option.name, value));
            return Ok(None);
        }
        _ => return Ok(Some(option)),
    };
    *place = Some(one(&option)?);
    Ok(None)
}

/// The single value of an option.
pub(super) fn one(option: &Given) -> Result<String, CliProblem> {
    match option.values.as_slice() {
        [value] => Ok(value.clone()),
        [] => Err(CliProblem::NoValue(option.name.clone())),
        [_, word, ..] => Err(CliProblem::Stray(word.clone())),
    }
}
