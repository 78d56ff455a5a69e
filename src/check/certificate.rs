//! Certificates for a domain: one that ACM holds, and one that a listener has.

use jiff::Timestamp;
use serde_json::json;

use super::certificate_state::best;
use super::domain::{self, covers, misses_by_a_label};
use super::find::{self, Found};
use super::handshake::{presented, tls_want};
use super::proof::Judged;
use super::tls_policy::https;
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{CertificateIssued, ListenerCertificate};
use crate::facts::Gap;
use crate::facts::balancing::{Listener, LoadBalancer};
use crate::facts::certificates::{Certificate, is_of_acm};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

fn is_for(certificate: &Certificate, domain: &str) -> bool {
    certificate.names.iter().any(|name| covers(name, domain))
}

/// The names of certificates that are for something else.
fn names<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> Vec<String> {
    let mut names: Vec<String> = certificates.into_iter().flat_map(|one| one.names.iter().cloned()).collect();
    names.sort();
    names.dedup();
    names
}

impl Proof for CertificateIssued {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Certificates]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let domain = domain::wanted(cx, &self.domain)?;
        let (all, at) = cx.facts.certificates.get("acm:ListCertificates")?;
        let about = |verdict: Verdict| {
            verdict
                .arg("domain", domain.as_str())
                .arg("region", cx.facts.region.as_str())
                .arg("key", self.domain.as_str())
        };
        let Some((certificate, mut verdict)) = best(all.iter().filter(|one| is_for(one, &domain)), cx.facts.now) else {
            let others = names(all);
            let id = if others.iter().any(|name| misses_by_a_label(name, &domain)) {
                "certificate-wildcard-one-label"
            } else {
                "certificate-absent"
            };
            let verdict = if all.iter().any(|one| one.more_names) {
                Verdict::inconclusive("certificate-names-cut")
            } else {
                Verdict::fail(id)
            };
            return Ok(about(verdict).arg("names", others.clone()).evidence(&domain, at, json!({ "names": others })));
        };
        if verdict.finding.id == "certificate-pending" {
            verdict.status = Status::Waiting;
        }
        Ok(about(verdict).evidence(&certificate.arn, at, json!(certificate)))
    }
}

/// The certificates of a listener, by what is known of each.
#[derive(Debug, Default)]
struct Held<'a> {
    /// With when it was observed; the default one first.
    known: Vec<(&'a Certificate, Timestamp)>,
    /// ARNs that ACM does not hold.
    of_others: Vec<&'a str>,
    unseen: Option<Gap>,
}

impl<'a> Held<'a> {
    fn by(cx: &Context<'a>, listener: &'a Listener) -> Self {
        let mut held = Self::default();
        let action = "elasticloadbalancing:DescribeListenerCertificates";
        let mut arns: Vec<&str> = listener.certificate_arns.iter().map(String::as_str).collect();
        match get_by_key(&cx.facts.listener_certificates, &listener.arn, action) {
            Ok((all, _)) => arns.extend(all.iter().map(|one| one.arn.as_str())),
            Err(gap) => held.unseen = Some(gap),
        }
        let mut seen: Vec<&str> = Vec::new();
        for arn in arns {
            if seen.contains(&arn) {
                continue;
            }
            seen.push(arn);
            if !is_of_acm(arn) {
                held.of_others.push(arn);
                continue;
            }
            match get_by_key(&cx.facts.certificate_details, arn, "acm:DescribeCertificate") {
                Ok(known) => held.known.push(known),
                Err(gap) => held.unseen = held.unseen.or(Some(gap)),
            }
        }
        held
    }
}

/// The listener's certificates that ACM told of, and whether the serial number of each that it has is known.
pub(super) fn serials<'a>(cx: &Context<'a>, listener: &'a Listener) -> (Vec<&'a Certificate>, bool) {
    let held = Held::by(cx, listener);
    let all =
        held.unseen.is_none() && held.of_others.is_empty() && held.known.iter().all(|(one, _)| one.serial.is_some());
    (held.known.into_iter().map(|(one, _)| one).collect(), all)
}

/// What is wanted to know the certificates of a load balancer's listeners.
pub(super) fn listener_wants(load_balancer: &str) -> [Want; 3] {
    let load_balancer = || load_balancer.to_owned();
    [
        Want::LoadBalancers,
        Want::Listeners { load_balancer: load_balancer() },
        Want::ListenerCertificates { load_balancer: load_balancer() },
    ]
}

impl Proof for ListenerCertificate {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer);
        let mut wants = listener_wants(load_balancer).to_vec();
        // A certificate that ACM does not hold shows itself in a handshake.
        wants.extend(tls_want(load_balancer, self.port, values.get(&self.domain)));
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let domain = domain::wanted(cx, &self.domain)?;
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (listener, at) = https(cx, lb, self.port)?;
        let held = Held::by(cx, listener);
        let covering = held.known.iter().map(|(one, _)| *one).filter(|one| is_for(one, &domain));
        let found = best(covering, cx.facts.now);
        let verdict = match found {
            Some((certificate, verdict)) if verdict.status == Status::Pass => {
                let default = listener.certificate_arns.contains(&certificate.arn);
                let verdict = if default {
                    verdict
                } else {
                    verdict.advise(Finding::new("advice-certificate-not-default").arg("domain", domain.as_str()))
                };
                seen(verdict, &held, certificate)
            }
            rest => {
                if let Some(verdict) = self.by_handshake(cx, lb, &held, &domain) {
                    verdict
                } else if let Some(gap) = &held.unseen {
                    return Err(gap.clone().into());
                } else if held.of_others.is_empty() {
                    rest.map_or_else(|| not_for(&held, &domain), |(one, verdict)| seen(verdict, &held, one))
                } else {
                    let arns: Vec<String> = held.of_others.iter().map(|arn| (*arn).to_owned()).collect();
                    Verdict::inconclusive("certificate-of-another-service").arg("arns", arns)
                }
            }
        };
        let fact = json!({ "certificates": listener.certificate_arns });
        let verdict = verdict.arg("domain", domain.as_str()).arg("load_balancer", lb.name.as_str());
        let verdict = verdict.arg("region", cx.facts.region.as_str()).arg("key", self.domain.as_str());
        Ok(verdict.arg("port", self.port).evidence(&listener.arn, at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// Adds what was seen of a certificate.
fn seen(verdict: Verdict, held: &Held<'_>, certificate: &Certificate) -> Verdict {
    let at = held.known.iter().find(|(one, _)| one.arn == certificate.arn).map(|(_, at)| *at);
    match at {
        Some(at) => verdict.evidence(&certificate.arn, at, json!(certificate)),
        None => verdict,
    }
}

/// Every certificate of the listener was seen, and none is for the domain.
fn not_for(held: &Held<'_>, domain: &str) -> Verdict {
    let others = names(held.known.iter().map(|(one, _)| *one));
    let verdict = if held.known.is_empty() {
        Verdict::inconclusive("certificate-none-told")
    } else if others.iter().any(|name| misses_by_a_label(name, domain)) {
        Verdict::fail("listener-certificate-one-label")
    } else {
        Verdict::fail("listener-certificate-other")
    };
    let facts = held.known.iter().fold(verdict, |verdict, (one, at)| verdict.evidence(&one.arn, *at, json!(one)));
    facts.arg("names", others)
}

impl ListenerCertificate {
    /// What ACM does not hold, a handshake may show: a certificate for the domain, in its time.
    fn by_handshake(
        &self,
        cx: &Context<'_>,
        lb: Found<'_, LoadBalancer>,
        held: &Held<'_>,
        domain: &str,
    ) -> Option<Verdict> {
        if held.of_others.is_empty() {
            return None;
        }
        let (certificate, at) = presented(cx, lb, self.port, domain)?;
        let in_time = certificate.not_before <= cx.facts.now && cx.facts.now < certificate.not_after;
        let is_for = certificate.dns_names.iter().any(|name| covers(name, domain));
        (is_for && in_time).then(|| {
            let verdict = Verdict::pass("certificate-presented").arg("names", certificate.dns_names.clone());
            let verdict = verdict.advise(Finding::new("advice-certificate-of-another-service"));
            verdict.arg("until", certificate.not_after).evidence(domain, at, json!(certificate))
        })
    }
}
