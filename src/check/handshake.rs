//! A real TLS handshake with the load balancer, asking for the domain: what it presents. *Now* is the account's: what
//! this machine's clock or its roots alone speak against fails nobody.

use jiff::Timestamp;
use serde_json::json;

use super::certificate::{listener_wants, serials};
use super::domain::{self, covers};
use super::find::{self, Found};
use super::load_balancer::settled_at;
use super::proof::Judged;
use super::reachability::{dns_name, no_such_name, seconds, stage_name, stop_name};
use super::silence::cause_of_silence;
use super::tls_policy::https;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::TlsHandshake;
use crate::facts::balancing::{Listener, LoadBalancer};
use crate::facts::reachability::{CertificateSeen, Stop, TlsObservation};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// The handshake to want for this domain; none where the value holds no domain.
pub(super) fn tls_want(load_balancer: &str, port: u16, domain: &str) -> Option<Want> {
    let server_name = domain::of(domain)?;
    Some(Want::Tls { load_balancer: load_balancer.to_owned(), port, server_name })
}

/// The key of a handshake in the facts.
fn key(host: &str, port: u16, domain: &str) -> String {
    format!("{host}:{port}/{domain}")
}

/// The certificate that a handshake was seen to present.
pub(super) fn presented<'a>(
    cx: &Context<'a>,
    lb: Found<'_, LoadBalancer>,
    port: u16,
    domain: &str,
) -> Option<(&'a CertificateSeen, Timestamp)> {
    let host = lb.item.dns_name.as_deref()?;
    match get_by_key(&cx.facts.tls, &key(host, port, domain), "tls").ok()? {
        (TlsObservation::Handshake { certificate, .. }, at) => certificate.as_ref().map(|one| (one, at)),
        _ => None,
    }
}

impl Proof for TlsHandshake {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer);
        let mut wants = listener_wants(load_balancer).to_vec();
        // What else is asked shows the cause of a silence.
        wants.extend([Want::SecurityGroups, Want::Subnets, Want::RouteTables]);
        wants.extend(tls_want(load_balancer, self.port, values.get(&self.domain)));
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let domain = domain::wanted(cx, &self.domain)?;
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (listener, _) = https(cx, lb, self.port)?;
        let host = dns_name(lb)?;
        let (observation, at) = get_by_key(&cx.facts.tls, &key(host, self.port, &domain), "tls")?;
        let verdict = match observation {
            TlsObservation::Handshake { protocol, certificate, trust, .. } => match certificate {
                Some(seen) => judge(cx, listener, seen, trust.as_ref().map_err(String::as_str).copied(), &domain),
                None => Verdict::inconclusive("handshake-unreadable"),
            }
            .arg("protocol", protocol.as_str()),
            TlsObservation::Stopped { stage, stop, elapsed_ms } => {
                let verdict = self.stopped(cx, lb, *stop).arg("stage", stage_name(*stage));
                verdict.arg("stop", stop_name(*stop)).arg("elapsed", seconds(*elapsed_ms))
            }
        };
        let verdict = verdict.arg("host", host).arg("domain", domain.as_str()).arg("port", self.port);
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("key", self.domain.as_str());
        Ok(verdict.evidence(&format!("{host}:{}", self.port), at, json!(observation)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// A handshake was completed and showed this certificate.
fn judge(
    cx: &Context<'_>,
    listener: &Listener,
    seen: &CertificateSeen,
    trust: Result<(), &str>,
    domain: &str,
) -> Verdict {
    let now = cx.facts.now;
    let verdict = if trust == Err("wrong-name") || !seen.dns_names.iter().any(|name| covers(name, domain)) {
        Verdict::fail("handshake-wrong-name")
    } else if seen.not_after <= now {
        Verdict::fail("handshake-expired")
    } else if seen.not_before > now {
        Verdict::fail("handshake-not-yet-valid")
    } else {
        match trust {
            Ok(()) => Verdict::pass("handshake-good"),
            Err(why) => untrusted(cx, listener, seen, why),
        }
    };
    let verdict = verdict.arg("names", seen.dns_names.clone()).arg("issuer", seen.issuer.as_str());
    verdict.arg("from", seen.not_before).arg("until", seen.not_after)
}

/// For the domain and in its time, and yet not trusted here. Whether that is the learner's doing depends on whose
/// certificate it is, told by its serial number.
fn untrusted(cx: &Context<'_>, listener: &Listener, seen: &CertificateSeen, why: &str) -> Verdict {
    let by_dates = matches!(why, "expired" | "not-yet-valid");
    let machine = cx.facts.started_at;
    if by_dates && !(seen.not_before..seen.not_after).contains(&machine) {
        return Verdict::inconclusive("handshake-clock");
    }
    let (known, all_known) = serials(cx, listener);
    let own = known.into_iter().find(|one| one.serial.as_ref() == Some(&seen.serial));
    match own.map(|one| one.kind.as_deref()) {
        // ACM's own certificates lead to roots that every public client has: what is missing is missing here.
        Some(Some("AMAZON_ISSUED")) => Verdict::inconclusive("handshake-root-unknown"),
        Some(_) if by_dates => Verdict::fail("handshake-chain-expired"),
        Some(_) => Verdict::fail("handshake-untrusted"),
        None if all_known => Verdict::fail("handshake-other-certificate"),
        None => Verdict::inconclusive("handshake-unknown-certificate"),
    }
}

impl TlsHandshake {
    /// It came to no handshake.
    fn stopped(&self, cx: &Context<'_>, lb: Found<'_, LoadBalancer>, stop: Stop) -> Verdict {
        if lb.state == "provisioning" {
            let verdict = Verdict::waiting("handshake-provisioning");
            return match settled_at(lb.item, cx.facts.now) {
                Some(until) => verdict.until(until),
                None => verdict,
            };
        }
        if stop == Stop::NoSuchName {
            return no_such_name(cx, lb);
        }
        let silent = matches!(stop, Stop::TimedOut | Stop::Refused | Stop::Reset | Stop::Unreachable);
        let cause = if silent { cause_of_silence(cx, lb, self.port) } else { None };
        let url = format!("https://{}/", lb.dns_name.as_deref().unwrap_or("-"));
        cause
            .unwrap_or_else(|| Verdict::inconclusive("handshake-stopped"))
            .arg("url", url)
            .arg("wanted_status", 200_u16)
    }
}
