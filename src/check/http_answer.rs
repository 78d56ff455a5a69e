//! What an HTTP answer of a load balancer says: the page, or the code that AWS gives for what is wrong.

use super::find::Found;
use super::reachability::port;
use super::{Context, Finding, Status, Verdict};
use crate::course::kinds::CheckKind;
use crate::facts::balancing::{Action, LoadBalancer, TargetHealth};
use crate::facts::reachability::HttpObservation;

/// What the answer should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) status: u16,
    pub(super) contains: &'a [String],
}

/// An answer came. `observation` is [`HttpObservation::Answered`].
pub(super) fn answered(
    cx: &Context<'_>,
    lb: Found<'_, LoadBalancer>,
    url: &str,
    observation: &HttpObservation,
    expected: Expected<'_>,
) -> Verdict {
    let HttpObservation::Answered { final_url, status, redirects, body_bytes, contains, elapsed_ms, .. } = observation
    else {
        return Verdict::inconclusive("http-stopped-elsewhere").arg("host", "-");
    };
    let verdict = if *status != expected.status {
        let targets = Targets::behind(cx, lb, port(url));
        let waiting = targets_on_their_way(cx, lb).filter(|_| matches!(*status, 502..=504));
        let verdict = match waiting.map(|cause| cause.until) {
            Some(Some(until)) => Verdict::waiting("http-targets-starting").until(until),
            Some(None) => Verdict::waiting("http-targets-starting"),
            None => other_status(*status, &targets),
        };
        let verdict = verdict.arg("known", usize::from(targets.known)).arg("reason_count", targets.reasons.len());
        verdict.arg("registered", targets.registered).arg("healthy", targets.healthy).arg("reasons", targets.reasons)
    } else if *body_bytes == 0 {
        Verdict::fail("http-empty-page")
    } else {
        page(contains, expected)
    };
    let verdict = verdict.arg("status", *status).arg("bytes", body_bytes.to_string());
    let verdict = verdict.arg("elapsed", super::reachability::seconds(*elapsed_ms)).arg("final_url", final_url);
    if redirects.is_empty() {
        verdict
    } else {
        let advice = Finding::new("advice-http-redirected").arg("final_url", final_url);
        verdict.advise(advice.arg("count", redirects.len()))
    }
}

/// The verdict that the targets behind this load balancer are still on their way (launching, or building
/// within their grace period). An ALB without a healthy target asks them all the same: what they answer
/// then says nothing yet.
fn targets_on_their_way<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>) -> Option<&'a Verdict> {
    let ours = |key: &str| [lb.name.as_str(), lb.arn.as_str()].contains(&cx.values.get(key));
    cx.course.checks().find_map(|(_, id, check)| match &check.proves {
        CheckKind::TargetsHealthy(other) if ours(&other.load_balancer) => {
            cx.earlier.get(&id).filter(|verdict| verdict.status == Status::Waiting)
        }
        _ => None,
    })
}

/// The right status: is it the right page?
fn page(contains: &[(String, bool)], expected: Expected<'_>) -> Verdict {
    let found = |text: &&String| contains.iter().find(|(wanted, _)| wanted == *text).map(|(_, found)| *found);
    let absent: Vec<String> = expected.contains.iter().filter(|text| found(text) == Some(false)).cloned().collect();
    let unseen: Vec<String> = expected.contains.iter().filter(|text| found(text).is_none()).cloned().collect();
    if !absent.is_empty() {
        Verdict::fail("http-page-lacks").arg("texts", absent)
    } else if !unseen.is_empty() {
        Verdict::inconclusive("http-page-unread").arg("texts", unseen)
    } else {
        Verdict::pass("http-answers")
    }
}

/// The finding for another status. While the first targets are still being looked at, 502 to 504 pass.
fn other_status(status: u16, targets: &Targets) -> Verdict {
    if matches!(status, 502..=504) && targets.healthy == 0 && targets.starting > 0 {
        return Verdict::waiting("http-targets-starting");
    }
    match status {
        503 if targets.known && targets.registered == 0 => Verdict::fail("http-503-no-target"),
        503 => Verdict::fail("http-503"),
        502 => Verdict::fail("http-502"),
        504 => Verdict::fail("http-504"),
        404 => Verdict::fail("http-404"),
        403 => Verdict::fail("http-403"),
        400 => Verdict::fail("http-400"),
        500..=599 => Verdict::fail("http-5xx"),
        _ => Verdict::fail("http-other-status"),
    }
}

/// The targets behind the listener on a port, as far as they were seen.
#[derive(Debug, Default)]
struct Targets {
    /// Their health was seen, of one group at least.
    known: bool,
    registered: usize,
    healthy: usize,
    starting: usize,
    reasons: Vec<String>,
}

impl Targets {
    fn behind(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, port: u16) -> Self {
        let listeners = cx.facts.listeners.get(&lb.arn).and_then(|section| section.value());
        let listener = listeners.into_iter().flatten().find(|listener| listener.port == i32::from(port));
        let arns =
            listener.into_iter().flat_map(|listener| &listener.default_actions).flat_map(|action| match action {
                Action::Forward { targets, .. } => targets.iter().map(|target| &target.arn).collect::<Vec<_>>(),
                _ => Vec::new(),
            });
        let mut all = Self::default();
        for arn in arns {
            if let Some(targets) = cx.facts.target_health.get(arn).and_then(|section| section.value()) {
                all.known = true;
                targets.iter().filter(|target| target.state != "draining").for_each(|target| all.count(target));
            }
        }
        all.reasons.sort();
        all.reasons.dedup();
        all
    }

    fn count(&mut self, target: &TargetHealth) {
        self.registered += 1;
        self.healthy += usize::from(target.state == "healthy");
        self.starting += usize::from(target.state == "initial");
        self.reasons.extend(target.reason.clone());
    }
}
