//! Words what was typed wrongly: the argument parser's own sentences are English only.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{Problem, output};
use crate::check::Finding;
use crate::report::Outcome;
use crate::text::{Lang, nearest};

/// Shows the help that was asked for, or says what is wrong with what was typed.
#[must_use]
pub fn answer(error: &clap::Error, typed: &[OsString], lang: Lang) -> Outcome {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match output::print(&error.render().to_string()) {
            Ok(()) => Outcome::Good,
            Err(problem) => {
                output::tell(&problem.words(lang));
                Outcome::Misused
            }
        },
        _ => {
            output::tell(&problem(error, typed).words(lang));
            Outcome::Misused
        }
    }
}

/// The parser's error as one of ours.
#[must_use]
pub fn problem(error: &clap::Error, typed: &[OsString]) -> Problem {
    let text = |kind| one(error, kind);
    let argument = text(ContextKind::InvalidArg);
    let (finding, near) = match error.kind() {
        ErrorKind::UnknownArgument if let Some(value) = apart_from_watch(typed) => {
            (Finding::new("error-watch-apart").arg("given", value), None)
        }
        ErrorKind::UnknownArgument => {
            let given = argument.trim_end_matches('=').to_owned();
            let option = given.starts_with('-');
            let finding = Finding::new(if option { "error-unknown-argument" } else { "error-extra-argument" });
            (finding.arg("given", given), some(text(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidSubcommand => {
            let given = text(ContextKind::InvalidSubcommand);
            let near = nearest(
                &given,
                super::args::command(crate::text::Catalog::get(Lang::En))
                    .get_subcommands()
                    .map(clap::Command::get_name),
            );
            (Finding::new("error-unknown-command").arg("given", given), near)
        }
        ErrorKind::InvalidValue => {
            let valid = many(error, ContextKind::ValidValue);
            let given = text(ContextKind::InvalidValue);
            if given.is_empty() {
                (Finding::new("error-missing-value").arg("argument", argument), None)
            } else {
                let near = nearest(&given, valid.iter().map(String::as_str));
                let finding = Finding::new("error-invalid-value").arg("given", given).arg("argument", argument);
                (finding.arg("valid", valid), near)
            }
        }
        ErrorKind::ArgumentConflict => {
            let others = many(error, ContextKind::PriorArg);
            if others.contains(&argument) {
                (Finding::new("error-repeated").arg("argument", argument), None)
            } else {
                (Finding::new("error-conflict").arg("argument", argument).arg("others", others), None)
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = many(error, ContextKind::InvalidArg);
            (Finding::new("error-missing-argument").arg("missing", missing), None)
        }
        ErrorKind::NoEquals => (Finding::new("error-no-equals").arg("argument", argument), None),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues => {
            (Finding::new("error-missing-value").arg("argument", argument), None)
        }
        ErrorKind::InvalidUtf8 => (Finding::new("error-not-utf8"), None),
        _ => {
            let words: Vec<String> = typed.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
            (Finding::new("error-arguments").arg("given", words.join(" ")), None)
        }
    };
    Problem::with_nearest(finding, near)
}

/// `--watch 5`: its value may be left out, so the parser takes the number for a word of its own.
fn apart_from_watch(typed: &[OsString]) -> Option<String> {
    let pairs = typed.windows(2).filter(|pair| pair[0] == "--watch");
    let values = pairs.map(|pair| pair[1].to_string_lossy().into_owned());
    values.into_iter().find(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()))
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn one(error: &clap::Error, kind: ContextKind) -> String {
    many(error, kind).into_iter().next().unwrap_or_default()
}

fn many(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
