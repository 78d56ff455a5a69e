//! `verify --watch`: looks again at what is still moving, until everything automatic passes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use super::common::seconds;
use super::look::Looker;
use super::verify::Request;
use super::{Problem, output};
use crate::check::{Status, Verdict};
use crate::report::{Document, Outcome};
use crate::text::Catalog;

/// Between looks when nobody says otherwise: polling is not free, for the account's own scaling neither.
const USUAL: Duration = Duration::from_secs(15);
/// Backing off ends here.
const LONGEST: Duration = Duration::from_mins(1);

/// How long to wait between looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    first: Duration,
    /// Grows while nothing changes, unless the learner said how long.
    grows: bool,
}

/// What stands after `--watch=`; empty for `--watch` alone.
///
/// # Errors
/// Not whole seconds from 1 to an hour.
pub fn interval(given: &str) -> Result<Interval, Problem> {
    if given.is_empty() {
        return Ok(Interval { first: USUAL, grows: true });
    }
    Ok(Interval { first: seconds("--watch", given)?, grows: false })
}

impl Interval {
    /// The pause after a look, given the one before it.
    #[must_use]
    pub fn next(self, before: Duration, changed: bool, throttled: bool) -> Duration {
        if throttled {
            return (before * 2).clamp(self.first, LONGEST.max(self.first));
        }
        if self.grows && !changed { (before + before / 2).min(LONGEST) } else { self.first }
    }
}

/// Looks until everything automatic passes, or until Ctrl-C: then the last outcome counts.
///
/// # Errors
/// The report cannot be written.
pub async fn run(request: &Request<'_>, looker: &mut Looker<'_>, interval: Interval) -> Result<Outcome, Problem> {
    let all = request.checks();
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    let mut checks = all.clone();
    let mut pause = interval.first;
    let mut shown: Option<Document> = None;
    loop {
        let observation = tokio::select! {
            observation = looker.look(&checks) => observation,
            _ = tokio::signal::ctrl_c() => return Ok(last(shown.as_ref())),
        };
        verdicts.extend(observation.verdicts);
        let document = request.document(&observation.facts, &verdicts, &request.values);
        let outcome = Outcome::of(&document.summary);
        let changed = shown.as_ref().is_none_or(|shown| said(shown) != said(&document));
        show(request, &document, changed)?;
        let complete = checks == all;
        shown = Some(document);
        if outcome == Outcome::Good && complete {
            return Ok(outcome);
        }
        // Everything passes, but parts of it were seen a while ago: one last look at the whole.
        checks = if outcome == Outcome::Good { all.clone() } else { moving(&all, &verdicts) };
        pause =
            if outcome == Outcome::Good { Duration::ZERO } else { interval.next(pause, changed, throttled(&verdicts)) };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = tokio::signal::ctrl_c() => return Ok(last(shown.as_ref())),
        }
    }
}

/// The selected checks that a change in the account could still turn: neither passed nor the learner's.
#[must_use]
pub fn moving(all: &BTreeSet<String>, verdicts: &BTreeMap<String, Verdict>) -> BTreeSet<String> {
    let settled =
        |id: &&String| verdicts.get(*id).is_some_and(|verdict| matches!(verdict.status, Status::Pass | Status::Manual));
    all.iter().filter(|id| !settled(id)).cloned().collect()
}

fn throttled(verdicts: &BTreeMap<String, Verdict>) -> bool {
    verdicts.values().any(|verdict| verdict.finding.id == "unseen-throttled")
}

fn last(shown: Option<&Document>) -> Outcome {
    shown.map_or(Outcome::Undetermined, |document| Outcome::of(&document.summary))
}

/// What a document says, without when it was said.
fn said(document: &Document) -> Vec<(String, Status, String)> {
    let checks = document.steps.iter().flat_map(|step| &step.checks);
    checks.map(|check| (check.id.clone(), check.status, check.actual.clone())).collect()
}

/// A terminal is redrawn at every look (the time of observation moves); elsewhere only changes are written:
/// JSON one document a line.
fn show(request: &Request<'_>, document: &Document, changed: bool) -> Result<(), Problem> {
    if let Some(file) = &request.out {
        return file.write(&request.render(document)?);
    }
    let people = request.format == "human";
    if people && io::stdout().is_terminal() {
        let stop = Catalog::get(request.style.lang).text("watch-stop");
        return output::print(&format!("\u{1b}[H\u{1b}[2J\u{1b}[3J{}{stop}\n", request.render(document)?));
    }
    if !changed {
        return Ok(());
    }
    match (request.format.as_str(), serde_json::to_string(document)) {
        ("json", Ok(line)) => output::print(&(line + "\n")),
        _ => output::print(&format!("{}\n", request.render(document)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_while_nothing_happens_and_doubles_when_throttled() {
        let usual = interval("").unwrap();
        assert_eq!(usual.next(USUAL, true, false), USUAL);
        assert_eq!(usual.next(USUAL, false, false), Duration::from_millis(22_500));
        assert_eq!(usual.next(LONGEST, false, false), LONGEST);
        let chosen = interval("5").unwrap();
        assert_eq!(chosen.next(Duration::from_secs(5), false, false), Duration::from_secs(5));
        assert_eq!(chosen.next(Duration::from_secs(5), false, true), Duration::from_secs(10));
        assert!(interval("0").is_err());
        assert!(interval("soon").is_err());
    }

    #[test]
    fn only_what_is_still_moving_is_asked_again() {
        let all = BTreeSet::from(["a.b".to_owned(), "a.c".to_owned(), "a.d".to_owned(), "a.e".to_owned()]);
        let verdicts = BTreeMap::from([
            ("a.b".to_owned(), Verdict::pass("x")),
            ("a.c".to_owned(), Verdict::waiting("x")),
            ("a.d".to_owned(), Verdict::new(Status::Manual, crate::check::Finding::new("x"))),
        ]);
        assert_eq!(moving(&all, &verdicts), BTreeSet::from(["a.c".to_owned(), "a.e".to_owned()]));
    }
}
