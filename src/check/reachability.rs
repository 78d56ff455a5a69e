//! The load balancer from the learner's side: its DNS name, and the page behind it.
//!
//! An answer may fail the learner. Silence never does by itself: only a cause that the facts show.

use jiff::Timestamp;
use serde_json::json;

use super::find::{self, Found};
use super::http_answer::{Expected, answered};
use super::load_balancer::settled_at;
use super::proof::Judged;
use super::silence::cause_of_silence;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{DnsResolves, HttpAnswers};
use crate::facts::balancing::LoadBalancer;
use crate::facts::reachability::{DnsObservation, HttpObservation, Stage, Stop};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// The load balancer's DNS name.
pub(super) fn dns_name(lb: Found<'_, LoadBalancer>) -> Judged<&str> {
    lb.item.dns_name.as_deref().filter(|name| !name.is_empty()).ok_or_else(|| {
        let verdict = Verdict::inconclusive("dns-name-unseen").arg("load_balancer", lb.name.as_str());
        Box::new(verdict.evidence(&lb.arn, lb.at, json!({ "dns_name": lb.dns_name })))
    })
}

impl Proof for DnsResolves {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        vec![Want::LoadBalancers, Want::Dns { load_balancer }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let host = dns_name(lb)?;
        let (observation, at) = get_by_key(&cx.facts.dns, host, "dns")?;
        let verdict = match observation {
            DnsObservation::Resolved { addresses, overridden, .. } => {
                let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
                let verdict = Verdict::pass("dns-resolves").arg("addresses", addresses);
                if *overridden {
                    verdict.advise(Finding::new("advice-dns-overridden").arg("host", host))
                } else {
                    verdict
                }
            }
            DnsObservation::NoSuchName { .. } => no_such_name(cx, lb),
            DnsObservation::NoAnswer { code, elapsed_ms } => {
                Verdict::inconclusive("dns-no-answer").arg("code", code).arg("elapsed", seconds(*elapsed_ms))
            }
        };
        let verdict = verdict.arg("host", host).arg("load_balancer", lb.name.as_str());
        Ok(verdict.evidence(host, at, json!(observation)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// A young load balancer's name takes a few minutes to appear.
pub(super) fn no_such_name(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Verdict {
    match settled_at(lb.item, cx.facts.now) {
        Some(until) => Verdict::waiting("dns-not-yet").until(until),
        None if lb.state == "provisioning" => Verdict::waiting("dns-not-yet"),
        None => Verdict::fail("dns-no-such-name"),
    }
}

/// Milliseconds as seconds with one decimal.
pub(super) fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{}", elapsed_ms / 1000, elapsed_ms % 1000 / 100)
}

impl Proof for HttpAnswers {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        let http =
            Want::Http { load_balancer: load_balancer.clone(), url: self.url.clone(), contains: self.contains.clone() };
        // What else is asked shows the cause of a silence.
        vec![
            Want::LoadBalancers,
            http,
            Want::Listeners { load_balancer },
            Want::SecurityGroups,
            Want::Subnets,
            Want::RouteTables,
        ]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let url = self.url.replace("{dns}", dns_name(lb)?);
        let (observation, at) = get_by_key(&cx.facts.http, &url, "http")?;
        let expected = Expected { status: self.status, contains: &self.contains };
        Ok(judge_http(cx, lb, &url, observation, at, expected))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// The verdict about one HTTP observation of the load balancer.
pub(super) fn judge_http(
    cx: &Context<'_>,
    lb: Found<'_, LoadBalancer>,
    url: &str,
    observation: &HttpObservation,
    at: Timestamp,
    expected: Expected<'_>,
) -> Verdict {
    let verdict = match observation {
        HttpObservation::Answered { .. } => answered(cx, lb, url, observation, expected),
        HttpObservation::Stopped { stop: Stop::TooManyRedirects, .. } => Verdict::fail("http-redirect-loop"),
        HttpObservation::Stopped { stage, stop, url: stopped_at, elapsed_ms } => {
            let verdict = stopped(cx, lb, url, stopped_at, *stop);
            verdict.arg("stage", stage_name(*stage)).arg("stop", stop_name(*stop)).arg("elapsed", seconds(*elapsed_ms))
        }
    };
    verdict.arg("url", url).arg("load_balancer", lb.name.as_str()).arg("wanted_status", expected.status).evidence(
        url,
        at,
        json!(observation),
    )
}

/// It came no farther than `stopped_at`.
fn stopped(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, url: &str, stopped_at: &str, stop: Stop) -> Verdict {
    if host(stopped_at) != host(url) {
        return Verdict::inconclusive("http-stopped-elsewhere").arg("host", host(stopped_at));
    }
    if lb.state == "provisioning" {
        let verdict = Verdict::waiting("http-load-balancer-provisioning");
        return match settled_at(lb.item, cx.facts.now) {
            Some(until) => verdict.until(until),
            None => verdict,
        };
    }
    if stop == Stop::NoSuchName {
        return no_such_name(cx, lb).arg("host", host(url));
    }
    let silent = matches!(stop, Stop::TimedOut | Stop::Refused | Stop::Reset | Stop::Unreachable);
    let cause = if silent { cause_of_silence(cx, lb, port(stopped_at)) } else { None };
    cause.unwrap_or_else(|| Verdict::inconclusive("http-stopped")).arg("host", host(url))
}

/// The host of a URL, without its port.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

/// The port of a URL: given, or the scheme's own.
pub(super) fn port(url: &str) -> u16 {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let given = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    given.unwrap_or(if url.starts_with("https:") { 443 } else { 80 })
}

/// A message of the catalogue for the stage.
pub(super) fn stage_name(stage: Stage) -> super::Arg {
    let name = match stage {
        Stage::Dns => "stage-dns",
        Stage::Connect => "stage-connect",
        Stage::Tls => "stage-tls",
        Stage::Request => "stage-request",
        Stage::Response => "stage-response",
    };
    super::Arg::Message(name.to_owned())
}

/// A message of the catalogue for the reason.
pub(super) fn stop_name(stop: Stop) -> super::Arg {
    let name = match stop {
        Stop::TimedOut => "stop-timed-out",
        Stop::Refused => "stop-refused",
        Stop::Reset => "stop-reset",
        Stop::Unreachable => "stop-unreachable",
        Stop::NoSuchName => "stop-no-such-name",
        Stop::NoAnswer => "stop-no-answer",
        Stop::Tls => "stop-tls",
        Stop::Protocol => "stop-protocol",
        Stop::TooManyRedirects => "stop-too-many-redirects",
        Stop::Proxy => "stop-proxy",
        Stop::Other => "stop-other",
    };
    super::Arg::Message(name.to_owned())
}
