//! Whether a host is the caller's own: a load balancer that a course's values name, in the caller's account.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Common, Problem, look};
use crate::check::{Finding, Verdict};
use crate::session::AccountChoice;
use crate::session::scale_out::own;
use crate::text::Wording;

/// Asking the account takes no longer than this.
const LIMIT: Duration = Duration::from_secs(20);

/// The caller's own load balancers, this host among them.
///
/// # Errors
/// It is not one of them, or nobody could tell.
pub(super) fn asked(common: &Common, host: &str) -> Result<Vec<String>, Problem> {
    let library = common.library()?;
    let session = common.session(LIMIT, None)?;
    let runtime = look::runtime()?;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut gap = None;
    let mut refused: Vec<AccountChoice> = Vec::new();
    for loaded in &library.courses {
        let course = &loaded.course;
        let common = common.for_course(&course.id);
        let Ok(values) = common.values(course) else { continue };
        let account = &common.chosen.account;
        // Credentials that are not there for one region are not there for the next.
        if refused.contains(account) {
            continue;
        }
        match runtime.block_on(own::asked(&session, account, course, &values)) {
            Ok(hosts) if hosts.contains(&own::plain(host)) => {
                runtime.shutdown_background();
                return Ok(hosts);
            }
            Ok(_) => drop(seen.insert(account.region.clone().unwrap_or_else(|| course.region.clone()))),
            Err(found) => {
                refused.push(account.clone());
                gap = Some(found);
            }
        }
    }
    runtime.shutdown_background();
    if let (true, Some(gap)) = (seen.is_empty(), gap) {
        let wording = Wording { lang: common.lang, zone: common.zone.clone(), course: None };
        let reason = wording.words(&Verdict::unseen(&gap).finding).actual;
        return Err(Finding::new("load-not-own-unseen").arg("given", host).arg("reason", reason).into());
    }
    let regions: Vec<String> = seen.into_iter().collect();
    Err(Finding::new("load-not-own-account").arg("given", host).arg("account", regions).into())
}
