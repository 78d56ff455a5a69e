//! The command line: arguments and one file a command. Floor 3.
//!
//! [`args`] declares what can be typed, every word from the catalogue; [`typed`] words what was typed
//! wrongly; [`common`] reads the flags that every account-touching command shares. A command returns an
//! [`Outcome`] or a [`Problem`]; [`run`] words the problem on stderr. Reports go to stdout ([`output`]).

pub mod args;
pub mod board;
mod board_words;
pub mod cleanup;
pub mod common;
pub mod completions;
pub mod courses;
pub mod diagram;
pub mod doctor;
pub mod environment;
pub mod explain;
pub mod grade;
mod hand_in;
pub mod lint;
pub mod load;
mod load_own;
mod load_words;
pub mod look;
mod once;
pub mod output;
pub mod policy;
pub mod practice;
pub mod problem;
pub mod progress;
pub mod report;
mod scale_out;
pub mod selection;
mod trace;
pub mod trainer;
pub mod typed;
pub mod verify;
pub mod watch;

#[cfg(test)]
mod tests;

use std::ffi::OsString;

use clap::ArgMatches;

pub use common::Common;
pub use environment::Environment;
pub use problem::Problem;

use crate::report::Outcome;
use crate::session::config::{Config, LangSetting};
use crate::text::{Catalog, Lang};

/// Runs the program with these arguments (its own name first) in this environment.
#[must_use]
pub fn run(typed: &[OsString], environment: &Environment) -> Outcome {
    let (config, broken) = match common::config() {
        Ok(config) => (config, None),
        Err(problem) => (Config::default(), Some(problem)),
    };
    let lang = language(typed, environment, &config);
    let catalog = Catalog::get(lang);
    let matches = match args::command(catalog).try_get_matches_from(typed) {
        Ok(matches) => matches,
        Err(error) => return typed::answer(&error, typed, lang),
    };
    trace::start(environment);
    let result = match broken {
        None => command(typed, &matches, lang, environment, config),
        Some(problem) => Err(problem),
    };
    match result {
        Ok(outcome) => outcome,
        Err(problem) => {
            output::tell(&problem.words(lang));
            Outcome::Misused
        }
    }
}

fn command(
    typed: &[OsString],
    matches: &ArgMatches,
    lang: Lang,
    environment: &Environment,
    config: Config,
) -> Result<Outcome, Problem> {
    let (name, own) = matches.subcommand().map_or((None, None), |(name, own)| (Some(name), Some(own)));
    let common = Common::read(matches, own, lang, environment, config)?;
    match (name, own) {
        (Some("courses"), Some(own)) => courses::run(&common, own),
        (Some("verify"), Some(own)) => verify::run(&common, own),
        (Some("explain"), Some(own)) => explain::run(&common, own),
        (Some("cleanup"), Some(own)) => cleanup::run(&common, own),
        (Some("diagram"), Some(own)) => diagram::run(&common, own),
        (Some("grade"), Some(own)) => grade::run(&common, own),
        (Some("report"), Some(own)) => report::run(&common, own),
        (Some("load"), Some(_)) => load::run(&common, &load::own(typed)),
        (Some("practice"), Some(own)) => practice::run(&common, own),
        (Some("board"), Some(own)) => board::run(&common, own),
        (Some("progress"), Some(own)) => progress::run(&common, own),
        (Some("policy"), Some(own)) => policy::run(&common, own),
        (Some("doctor"), Some(own)) => doctor::run(&common, own),
        (Some("lint"), Some(own)) => lint::run(&common, own),
        (Some("completions"), Some(own)) => completions::run(&common, own),
        _ => trainer::run(&common, matches),
    }
}

/// The language has to be known before anything can be said, a mistake in the arguments included: the last
/// valid `--lang` wins, else the person's settings, else the environment.
fn language(typed: &[OsString], environment: &Environment, config: &Config) -> Lang {
    let words: Vec<&str> = typed.iter().skip(1).map(|word| word.to_str().unwrap_or_default()).collect();
    let given = words.iter().enumerate().filter_map(|(index, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(index + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let kept = config.lang.map(|lang| match lang {
        LangSetting::Ja => Lang::Ja,
        LangSetting::En => Lang::En,
    });
    given.filter_map(Lang::parse).next_back().or(kept).unwrap_or_else(|| environment.lang())
}
