//! What is missing before an account can be verified: configuration, identity, permissions, clock, files.
//!
//! The terminal itself is examined by the face that owns it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::event::AccountChoice;
use super::observe;
use super::options::Session;
use crate::check::run::{self, Plan};
use crate::check::verdict::{Arg, Finding};
use crate::course::{Course, Values};
use crate::facts::{Facts, Gap, GapKind, operations};
use crate::probe::{self, Roots};
use crate::store::Store;

/// AWS refuses a signature whose time is further off than this.
///
/// Source: Signature Version 4, `RequestTimeTooSkewed` (15 minutes for some services, 5 for most).
const SKEW_LIMIT_SECONDS: i64 = 5 * 60;
/// From here on it is worth mending before it hurts.
const SKEW_WARNING_SECONDS: i64 = 60;

/// How one item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Good,
    /// Works, but worth knowing.
    Note,
    /// Could not be told.
    Unknown,
    Bad,
}

/// One thing that was examined. The finding is one Fluent message: its value says what was found, its
/// attribute `.remedy` (unless good) what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub state: State,
    pub finding: Finding,
}

fn item(state: State, finding: Finding) -> Item {
    Item { state, finding }
}

/// Examines everything but the terminal, for these courses (all of them, or the one that was named).
pub async fn doctor(session: &Session, choice: &AccountChoice, courses: &[&Course]) -> Vec<Item> {
    let mut items = vec![data_directory()];
    let region = courses.first().map_or("us-east-1", |course| course.region.as_str());
    let connection = match observe::open(session, choice, region).await {
        Ok(connection) => connection,
        Err(problem) => {
            items.push(item(State::Bad, super::problem::finding(&problem)));
            return items;
        }
    };
    items.push(configuration(&connection, courses));
    items.extend(trust(session.options.ca_file.as_deref(), &probe::roots()));

    let mut wants = crate::facts::want::Wants::new();
    for course in courses {
        if let Ok(values) = Values::resolve(course, None, &[]) {
            let ids: BTreeSet<String> = course.checks().map(|(_, id, _)| id).collect();
            let ids = Plan::new(course).closure(ids.iter().map(String::as_str));
            wants.extend(run::wants(course, &values, &ids));
        }
    }
    let deadline = session.options.clock.moment() + session.options.timeout;
    let facts = connection.observe(&wants, deadline, &|_, _| {}).await;
    items.push(identity(&facts));
    let permissions = permissions(&wants, &facts);
    // When nobody could be reached at all, a line for every action would only repeat that.
    if facts.identity.value().is_some() || permissions.iter().any(|item| item.state != State::Unknown) {
        items.extend(permissions);
    }
    items.push(clock_skew(&facts));
    items
}

fn data_directory() -> Item {
    match Store::open().writable() {
        Ok(path) => item(State::Good, Finding::new("doctor-data-good").arg("path", path)),
        Err(problem) => {
            let finding = Finding::new("doctor-data-bad").arg("path", problem.path());
            item(State::Bad, finding)
        }
    }
}

fn configuration(connection: &crate::collect::Connection, courses: &[&Course]) -> Item {
    let region = connection.region();
    let host = connection.endpoint_host().unwrap_or("-");
    let finding = |id| Finding::new(id).arg("region", region).arg("host", host);
    if connection.region_is_fallback() {
        return item(State::Note, finding("doctor-region-of-course"));
    }
    match courses {
        [course] if course.region != region => {
            item(State::Note, finding("doctor-region-differs").arg("course", course.region.as_str()))
        }
        _ if connection.endpoint_host().is_some() => item(State::Note, finding("doctor-endpoint-given")),
        _ => item(State::Good, finding("doctor-region-good")),
    }
}

/// Whom this machine trusts. A `--cacert` that cannot be used is refused before it comes to this.
fn trust(ca_file: Option<&Path>, roots: &Roots) -> Vec<Item> {
    let finding = |id| Finding::new(id).arg("count", roots.count).arg("variables", roots.instead.clone());
    // Where an authority was given, what the system has may not matter.
    let none = if ca_file.is_some() { State::Note } else { State::Bad };
    let system = match (roots.count, roots.instead.is_empty()) {
        (0, true) => item(none, finding("doctor-roots-none")),
        (0, false) => item(none, finding("doctor-roots-replaced-none")),
        (_, true) => item(State::Good, finding("doctor-roots-good")),
        (_, false) => item(State::Note, finding("doctor-roots-replaced")),
    };
    let given = ca_file
        .map(|path| item(State::Note, Finding::new("doctor-roots-given").arg("path", path.display().to_string())));
    std::iter::once(system).chain(given).collect()
}

fn identity(facts: &Facts) -> Item {
    match facts.identity.get("sts:GetCallerIdentity") {
        Ok((identity, _)) => {
            let finding = Finding::new("doctor-identity-good");
            item(State::Good, finding.arg("account", identity.account.as_str()).arg("arn", identity.arn.as_str()))
        }
        Err(gap) => {
            let id = match gap.kind {
                GapKind::Credentials => "doctor-identity-credentials",
                GapKind::Unreachable if gap.untrusted().is_some() => "doctor-identity-untrusted",
                GapKind::Unreachable => "doctor-identity-unreachable",
                GapKind::TimedOut => "doctor-identity-timed-out",
                _ => "doctor-identity-failed",
            };
            item(State::Bad, with_gap(Finding::new(id), &gap))
        }
    }
}

fn with_gap(finding: Finding, gap: &Gap) -> Finding {
    finding
        .arg("action", gap.action.as_str())
        .arg("host", gap.host.as_deref().unwrap_or("-"))
        .arg("code", gap.code.as_deref().unwrap_or("-"))
        .arg("why", Arg::Message(gap.untrusted().unwrap_or("tls-not-told").to_owned()))
}

/// One line when everything may be read; else one line for each action that may not, or could not be tried.
fn permissions(wants: &crate::facts::want::Wants, facts: &Facts) -> Vec<Item> {
    let needed: BTreeSet<&str> =
        wants.iter().flat_map(operations::for_want).filter_map(|operation| operation.action).collect();
    let gaps: BTreeMap<&str, &Gap> = facts
        .gaps()
        .into_iter()
        .filter(|gap| needed.contains(gap.action.as_str()))
        .map(|gap| (gap.action.as_str(), gap))
        .collect();
    if gaps.is_empty() {
        return vec![item(State::Good, Finding::new("doctor-permissions-good").arg("count", needed.len()))];
    }
    gaps.values()
        .map(|gap| match gap.kind {
            GapKind::Denied => item(State::Bad, with_gap(Finding::new("doctor-permission-denied"), gap)),
            _ => item(State::Unknown, with_gap(Finding::new("doctor-permission-unknown"), gap)),
        })
        .collect()
}

fn clock_skew(facts: &Facts) -> Item {
    if facts.identity.value().is_none() {
        return item(State::Unknown, Finding::new("doctor-clock-unknown"));
    }
    let skew = facts.now.as_second() - facts.finished_at.as_second();
    let finding = |id| Finding::new(id).arg("seconds", skew.abs());
    match skew.abs() {
        seconds if seconds >= SKEW_LIMIT_SECONDS => item(State::Bad, finding("doctor-clock-bad")),
        seconds if seconds >= SKEW_WARNING_SECONDS => item(State::Note, finding("doctor-clock-off")),
        _ => item(State::Good, finding("doctor-clock-good")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Catalog, Lang};

    #[test]
    fn whom_this_machine_trusts() {
        let variable = || vec!["SSL_CERT_FILE=/x.pem".to_owned()];
        let ca_file = Some(Path::new("/ca.pem"));
        for (ca_file, count, instead, expected) in [
            (None, 140, vec![], &[(State::Good, "doctor-roots-good")][..]),
            (None, 3, variable(), &[(State::Note, "doctor-roots-replaced")]),
            (None, 0, vec![], &[(State::Bad, "doctor-roots-none")]),
            (None, 0, variable(), &[(State::Bad, "doctor-roots-replaced-none")]),
            (ca_file, 140, vec![], &[(State::Good, "doctor-roots-good"), (State::Note, "doctor-roots-given")]),
            (ca_file, 0, vec![], &[(State::Note, "doctor-roots-none"), (State::Note, "doctor-roots-given")]),
        ] {
            let items = trust(ca_file, &Roots { count, instead });
            let found: Vec<_> = items.iter().map(|item| (item.state, item.finding.id.as_ref())).collect();
            assert_eq!(found, expected);
            for item in &items {
                assert!(Catalog::get(Lang::Ja).has(&item.finding.id), "{}", item.finding.id);
                let remedy = format!("{}.remedy", item.finding.id);
                assert!(item.state == State::Good || Catalog::get(Lang::En).has(&remedy), "{remedy}");
            }
        }
    }
}
