//! `hanamaru load`: sends requests and says what came of them.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::time::Duration;

use flate2::read::GzDecoder;

use super::problem::reason_of;
use super::{Common, Problem, args, load_own, load_words, look, output, scale_out};
use crate::check::{Arg, Finding};
use crate::clock::Clock;
use crate::load::document::{Results, Unmergeable};
use crate::load::plan::{Format, JOB_INDEX};
use crate::load::{Misuse, MisuseKind, Options, Typed, log, parse, render};
use crate::report::Outcome;
use crate::session::load::{self, Ended, LoadProblem, Prepared, Running, Ways};
use crate::text::Catalog;

/// How often the line for a waiting person changes.
const PROGRESS: Duration = Duration::from_millis(500);
/// And how often a line is written where nobody sees lines change.
const PLAIN: Duration = Duration::from_secs(10);

/// What was typed after `load`. Flags of the program as a whole may stand before it.
#[must_use]
pub fn own(typed: &[OsString]) -> Vec<String> {
    let command = args::command(Catalog::get(crate::text::Lang::En));
    let takes = |flag: &str| {
        let known = command.get_arguments().find(|arg| arg.get_long() == Some(flag));
        known.is_some_and(|arg| arg.get_action().takes_values())
    };
    let words: Vec<String> = typed.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let mut at = 0;
    while at < words.len() && words[at] != "load" {
        at += if words[at].strip_prefix("--").is_some_and(takes) { 2 } else { 1 };
    }
    words.into_iter().skip(at + 1).collect()
}

/// # Errors
/// What was typed cannot be used; a file cannot be read or written.
pub fn run(common: &Common, arguments: &[String]) -> Result<Outcome, Problem> {
    let mut typed = parse(arguments).map_err(load_words::misuse)?;
    let common = &common.with_typed(&typed.account);
    if typed.help {
        let mut command = args::command(Catalog::get(common.lang));
        let help = command.find_subcommand_mut("load").map(|load| load.render_help().to_string());
        return output::print(&help.unwrap_or_default()).map(|()| Outcome::Good);
    }
    if !typed.merge.is_empty() {
        let results = merged(&typed.merge)?;
        return show(common, &results, &typed.options, None).map(|()| Outcome::Good);
    }
    if typed.options.curl {
        let line = render::command(&typed.request, typed.options.show_secrets);
        return output::print(&format!("{line}\n")).map(|()| Outcome::Good);
    }
    let index = JOB_INDEX.iter().find_map(|name| common.environment.get(name));
    typed.options.in_job(index).map_err(load_words::misuse)?;
    if let Some(course) = typed.options.until_scale_out.take() {
        return scale_out::run(common, typed, &course);
    }
    let mut ways = Ways {
        resolve: common.resolve.clone(),
        connect_to: common.connect_to.clone(),
        cacert: common.cacert.clone(),
        own: Vec::new(),
    };
    let prepared = match load::prepare(&typed.request, &typed.options, &ways) {
        Err(LoadProblem::Misuse(Misuse { kind: MisuseKind::NotOwn, given, .. })) => {
            ways.own = load_own::asked(common, &given)?;
            load::prepare(&typed.request, &typed.options, &ways)
        }
        prepared => prepared,
    };
    sent(common, &typed, prepared.map_err(|problem| worded(&problem))?)
}

fn sent(common: &Common, typed: &Typed, prepared: Prepared) -> Result<Outcome, Problem> {
    let log = typed.options.hdr.as_deref().map(|path| output::OutFile::open(Path::new(path))).transpose()?;
    let runtime = look::runtime()?;
    // Who is in a class shows there that a load test is running.
    let _mark = crate::session::classroom::begin_load();
    let running = load::start(prepared, Clock::system()).map_err(|problem| worded(&problem))?;
    let (results, ended, body) = runtime.block_on(watched(common, running, !typed.request.silent));
    runtime.shutdown_background();
    output::tell_progress("");
    if let Some(log_file) = log {
        log_file.write(&log::write(&results))?;
    }
    if let (Some(path), Some(body)) = (&typed.request.output, body) {
        let body = if typed.request.compressed { decoded(body) } else { body };
        std::fs::write(path, body).map_err(|error| unreadable("error-unwritable", path, error.kind()))?;
    }
    show(common, &results, &typed.options, Some(ended))?;
    Ok(if results.statistics.answered() { Outcome::Good } else { Outcome::Undetermined })
}

/// With `--compressed`, curl writes what was compressed. Codings that cannot be undone here are written as they came.
fn decoded(body: Vec<u8>) -> Vec<u8> {
    let mut plain = Vec::new();
    let whole = body.starts_with(&[0x1f, 0x8b]) && GzDecoder::new(&body[..]).read_to_end(&mut plain).is_ok();
    if whole { plain } else { body }
}

/// Adds up what is measured until the run has ended; Ctrl-C ends it in order, a second one at once.
async fn watched(common: &Common, mut running: Running, loud: bool) -> (Results, Ended, Option<Vec<u8>>) {
    let stopper = running.stopper();
    let listening = tokio::spawn(async move {
        while told_to_end().await {
            stopper.stop();
        }
    });
    let mut results = Results::default();
    let live = std::io::stderr().is_terminal();
    let mut progress = tokio::time::interval(if live { PROGRESS } else { PLAIN });
    progress.tick().await;
    loop {
        tokio::select! {
            tick = running.ticks.recv() => match tick {
                Some(tick) => {
                    results.statistics.add(&tick.statistics);
                    results.duration = results.duration.max(tick.elapsed);
                }
                None => break,
            },
            _ = progress.tick(), if loud => {
                let line = load_words::progress(common.lang, &results);
                if live { output::tell_progress(&line) } else { output::tell(&line) }
            }
        }
    }
    listening.abort();
    results.duration = running.duration();
    (results, running.ended(), running.body())
}

/// Ctrl-C or the system's wish that the program end; `false`: neither can be heard here.
pub(super) async fn told_to_end() -> bool {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.is_ok(),
            told = terminated.recv() => told.is_some(),
        };
    }
    tokio::signal::ctrl_c().await.is_ok()
}

fn merged(files: &[String]) -> Result<Results, Problem> {
    let mut sum = Results::default();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable("error-unreadable", path, error.kind()))?;
        let results = log::read(&text).map_err(|problem| {
            let id = match problem {
                Unmergeable::Format => "load-merge-format",
                Unmergeable::NoHistograms => "load-merge-no-histograms",
                Unmergeable::NoCounts => "load-merge-no-counts",
            };
            Problem::from(Finding::new(id).arg("path", path.as_str()))
        })?;
        sum.add(&results);
    }
    Ok(sum)
}

pub(super) fn show(common: &Common, results: &Results, options: &Options, ended: Option<Ended>) -> Result<(), Problem> {
    if ended == Some(Ended::Hopeless) {
        output::tell(&Catalog::get(common.lang).text("load-hopeless"));
    }
    output::print(&match options.format {
        Format::Json => format!("{}\n", results.json()),
        Format::Csv => results.csv(),
        Format::Human => load_words::report(common.lang, results),
    })
}

pub(super) fn worded(problem: &LoadProblem) -> Problem {
    match problem {
        LoadProblem::Misuse(misuse) => load_words::misuse(misuse.clone()),
        LoadProblem::Unreadable { path, kind } => unreadable("error-unreadable", &path.display().to_string(), *kind),
        LoadProblem::Trust(problem) => load_words::trust(*problem),
    }
}

fn unreadable(id: &'static str, path: &str, kind: std::io::ErrorKind) -> Problem {
    let reason = reason_of(kind).map_or_else(|| Arg::Text(kind.to_string()), |id| Arg::Message(id.to_owned()));
    Finding::new(id).arg("path", path).arg("reason", reason).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_load_is_its_own() {
        let own = |line: &str| own(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).join(" ");
        assert_eq!(own("hanamaru load -n 1 -- curl x"), "-n 1 -- curl x");
        assert_eq!(own("hanamaru --lang ja --profile load load http://a load"), "http://a load");
        assert_eq!(own("hanamaru load"), "");
    }
}
