//! `hanamaru practice`: serves a practice account until Ctrl-C, and says what to export.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use clap::ArgMatches;

use super::common::text;
use super::{Common, Problem, look, output, selection};
use crate::check::Finding;
use crate::clock::Clock;
use crate::course::Shell;
use crate::report::Outcome;
use crate::session::practice::Host;
use crate::session::practice::problem;
use crate::session::practice::serve::{self, Greeting, Request, SPEEDS, Start, Words};
use crate::text::{Catalog, Lang, nearest};

/// What `--break` takes in place of a fault to tell which there are.
const LIST: &str = "list";

/// # Errors
/// What was typed is wrong; the account is open elsewhere; its port cannot be listened on.
pub fn run(common: &Common, matches: &ArgMatches) -> Result<Outcome, Problem> {
    let given = matches.get_many::<String>("break");
    let faults: Vec<String> = given.into_iter().flatten().cloned().collect();
    if faults.iter().any(|fault| fault == LIST) {
        return output::print(&list(Catalog::get(common.lang))).map(|()| Outcome::Good);
    }
    known(&faults)?;
    let request = Request {
        faults: faults.clone(),
        start: start(common, matches)?,
        listen: text(matches, "listen").map(|given| address(&given)).transpose()?,
        speed: text(matches, "speed").map(|given| speed(&given)).transpose()?,
        words: Some(words()),
        clock: Clock::system(),
    };
    let open_to_all = request.listen.is_some_and(|address| !address.ip().is_loopback());
    let runtime = look::runtime()?;
    let served = runtime.block_on(async {
        let served = serve::serve(request).await;
        let host = served.map_err(|wrong| Problem::from(problem::finding(&wrong)))?;
        if open_to_all {
            let address = host.front().address();
            let warning = Finding::new("practice-open-to-all").arg("address", address.to_string());
            output::tell(&Problem::from(warning).words(common.lang));
        }
        tell_problem(common, &host);
        output::print(&introduction(common, &host, &faults))?;
        told_to_end().await;
        host.keep();
        tell_problem(common, &host);
        output::print(&format!(
            "\n{}\n",
            Catalog::get(common.lang).text(if host.keeps() { "practice-ended" } else { "practice-ended-unkept" })
        ))
    });
    runtime.shutdown_background();
    served.map(|()| Outcome::Good)
}

fn start(common: &Common, matches: &ArgMatches) -> Result<Start, Problem> {
    if matches.get_flag("empty") {
        return Ok(Start::Empty);
    }
    let Some(id) = text(matches, "course") else { return Ok(Start::Kept) };
    let library = common.library()?;
    let course = &selection::course(&library, &id)?.course;
    let at = text(matches, "at");
    selection::steps(course, at.as_slice())?;
    let values = crate::course::Values::for_practice(course, None, &[]).map_err(Problem::of_values)?;
    Ok(Start::Course { course: Box::new(course.clone()), values: Box::new(values), at })
}

/// # Errors
/// The first that is none, with the nearest that is one.
fn known(faults: &[String]) -> Result<(), Problem> {
    let unknown = faults.iter().find(|given| serve::faults().all(|fault| fault != **given));
    unknown.map_or(Ok(()), |given| {
        let finding = Finding::new("practice-unknown-fault").arg("given", given.as_str());
        Err(Problem::with_nearest(finding, nearest(given, serve::faults())))
    })
}

/// The faults with a sentence each.
fn list(catalog: &Catalog) -> String {
    let longest = serve::faults().map(str::len).max().unwrap_or_default();
    let line = |fault: &str| format!("{fault:longest$}  {}\n", catalog.text(&format!("fault-{fault}")));
    serve::faults().map(line).collect()
}

fn address(given: &str) -> Result<SocketAddr, Problem> {
    let numeric = given.strip_prefix("localhost:").map_or_else(|| given.to_owned(), |port| format!("127.0.0.1:{port}"));
    numeric.parse().map_err(|_| Finding::new("practice-bad-listen").arg("given", given).into())
}

fn speed(given: &str) -> Result<f64, Problem> {
    let speed = given.parse::<f64>().ok().filter(|speed| SPEEDS.contains(speed));
    speed.ok_or_else(|| {
        let (least, most) = (SPEEDS.start().to_string(), SPEEDS.end().to_string());
        Finding::new("practice-bad-speed").arg("given", given).arg("least", least).arg("most", most).into()
    })
}

/// Ctrl-C, or the system's wish that the program end.
pub(super) async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Where no signal can be waited for, the program ends only with its terminal.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn tell_problem(common: &Common, host: &Host) {
    if let Some(problem) = &host.info().problem {
        output::tell(&Problem::of_practice_store(problem).words(common.lang));
    }
}

/// What somebody has to know to use the account. Commands stand at the margin, to be copied as they are.
fn introduction(common: &Common, host: &Host, faults: &[String]) -> String {
    let catalog = Catalog::get(common.lang);
    let info = host.info();
    let now = info.now.to_zoned(common.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
    let heading = [
        catalog.with("practice-serving", [("url", info.endpoint_url.as_str().into())]),
        catalog.with("practice-account", [("account", host.practice().account_id().into())]),
        catalog.with("practice-clock", [("now", now.into()), ("speed", info.speed.to_string().into())]),
    ];
    let mut out = heading.join("\n");
    let missing = host.front().refused_ports();
    if !missing.is_empty() {
        let ports = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let _ = write!(out, "\n{}", catalog.with("practice-detour", [("ports", ports.into())]));
    }
    if !faults.is_empty() {
        let _ = write!(out, "\n{}", catalog.with("practice-broken", [("faults", faults.join(", ").into())]));
    }
    let certificate = format!("{}/ca.pem", info.endpoint_url);
    let _ = write!(out, "\n{}", catalog.with("practice-root", [("url", certificate.into())]));
    let _ = write!(out, "\n{}", catalog.with("practice-validation", [("url", info.endpoint_url.as_str().into())]));
    let _ = write!(out, "\n\n{}\n{}", catalog.text("practice-bash"), info.exports(Shell::Bash));
    let _ = write!(out, "\n{}\n{}", catalog.text("practice-powershell"), info.exports(Shell::PowerShell));
    let _ = writeln!(out, "\n{}", catalog.text(if host.keeps() { "practice-end" } else { "practice-end-unkept" }));
    out
}

/// The page that a browser gets at the API's address.
fn words() -> Words {
    Arc::new(|accepts: &str, greeting: &Greeting| {
        let first = accepts.split(',').next().unwrap_or_default().trim().to_ascii_lowercase();
        let lang = if first.is_empty() || first.starts_with("ja") { Lang::Ja } else { Lang::En };
        page(Catalog::get(lang), lang, greeting)
    })
}

fn page(catalog: &Catalog, lang: Lang, greeting: &Greeting) -> String {
    let code = if lang == Lang::Ja { "ja" } else { "en" };
    let now = greeting.now.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let clock = catalog.with("practice-clock", [("now", now.into()), ("speed", greeting.speed.to_string().into())]);
    let account = catalog.with("practice-account", [("account", greeting.account_id.as_str().into())]);
    let lines = |before: &str, between: &str| {
        let line = |(name, value): &(&'static str, String)| format!("{before}{name}{between}\"{value}\"\n");
        greeting.environment.iter().map(line).collect::<String>()
    };
    let (title, what) = (catalog.text("practice-page-title"), catalog.text("practice-page-what"));
    let (bash, shell) = (catalog.text("practice-bash"), catalog.text("practice-powershell"));
    let root = catalog.text("practice-page-root");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head><meta charset=\"utf-8\"><title>{title}</title><style>\
         body{{font-family:sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.7}}\
         h1{{color:#d3381c}}pre{{background:#f4f1ee;padding:1rem;overflow-x:auto}}</style></head>\n<body>\n\
         <h1>{title}</h1>\n<p>{what}</p>\n<p>{account}<br>{clock}</p>\n<h2>{bash}</h2>\n<pre>{}</pre>\n\
         <h2>{shell}</h2>\n<pre>{}</pre>\n<p><a href=\"/ca.pem\">{root}</a></p>\n</body>\n</html>\n",
        lines("export ", "="),
        lines("$env:", " = "),
    )
}
