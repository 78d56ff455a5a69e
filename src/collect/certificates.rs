//! Certificates and TLS policies: those that ACM lists, and what the listeners of a load balancer use.

use std::collections::BTreeSet;

use aws_sdk_acm::types as acm;
use futures_util::future::{join, join_all};

use super::asker::{Asker, Malformed};
use super::convert::{all, need_text, sorted, time};
use super::gap;
use super::listening::{Listening, Named};
use crate::facts::balancing::{Listener, LoadBalancer};
use crate::facts::certificates::{Certificate, ListenerCertificate, SslPolicy, is_of_acm, serial};
use crate::facts::operations::{
    DESCRIBE_CERTIFICATE, DESCRIBE_LISTENER_CERTIFICATES, DESCRIBE_SSL_POLICIES, LIST_CERTIFICATES,
};
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, GapKind, Section};

const MOST_PAGES: usize = 100;

/// ACM's list leaves out every key but RSA's shorter ones unless it is asked for them.
const KEYS: [acm::KeyAlgorithm; 7] = [
    acm::KeyAlgorithm::Rsa1024,
    acm::KeyAlgorithm::Rsa2048,
    acm::KeyAlgorithm::Rsa3072,
    acm::KeyAlgorithm::Rsa4096,
    acm::KeyAlgorithm::EcPrime256v1,
    acm::KeyAlgorithm::EcSecp384r1,
    acm::KeyAlgorithm::EcSecp521r1,
];

/// The load balancers whose listeners that speak TLS something is wanted of.
#[derive(Debug)]
pub(super) struct Wanted {
    certificates: Named,
    policies: Named,
}

/// The same, by their ARNs.
#[derive(Debug)]
pub(super) struct WantedOf {
    certificates: BTreeSet<String>,
    policies: BTreeSet<String>,
}

impl Wanted {
    pub(super) fn of(wants: &Wants) -> Self {
        let certificates = |want: &Want| match want {
            Want::ListenerCertificates { load_balancer } => Some(load_balancer.clone()),
            _ => None,
        };
        let policies = |want: &Want| match want {
            Want::SslPolicies { load_balancer } => Some(load_balancer.clone()),
            _ => None,
        };
        Self { certificates: Named::by(wants, certificates), policies: Named::by(wants, policies) }
    }

    pub(super) fn arns(&self, balancers: &Section<Vec<LoadBalancer>>) -> WantedOf {
        WantedOf { certificates: self.certificates.arns(balancers), policies: self.policies.arns(balancers) }
    }
}

/// What listeners use.
#[derive(Debug, Default)]
pub(super) struct Secure {
    listeners: Vec<(String, Section<Vec<ListenerCertificate>>)>,
    details: Vec<(String, Section<Certificate>)>,
    policies: Vec<(String, Section<SslPolicy>)>,
}

impl Secure {
    pub(super) fn fill(self, facts: &mut Facts) {
        facts.listener_certificates.extend(self.listeners);
        facts.certificate_details.extend(self.details);
        facts.ssl_policies.extend(self.policies);
    }
}

/// Asks what the listeners that speak TLS use, each certificate and policy once. A default certificate, which the
/// listener itself shows, is described while the others are still being listed.
pub(super) async fn of_listeners(asker: &Asker<'_>, found: &[Listening], wanted: WantedOf) -> Secure {
    let secure = |of: &BTreeSet<String>| -> Vec<&Listener> {
        let meant = found.iter().filter(|(balancer, _)| of.contains(balancer));
        let all = meant.flat_map(|(_, listeners)| listeners.value().into_iter().flatten());
        all.filter(|one| matches!(one.protocol.as_str(), "HTTPS" | "TLS")).collect()
    };
    let (with_certificates, with_policies) = (secure(&wanted.certificates), secure(&wanted.policies));
    let named: BTreeSet<&String> = with_policies.iter().filter_map(|one| one.ssl_policy.as_ref()).collect();
    let policies = join_all(named.into_iter().map(async |name| (name.clone(), asker.ssl_policy(name).await)));
    let certificates = async {
        let early: BTreeSet<String> = with_certificates.iter().flat_map(|one| one.certificate_arns.clone()).collect();
        let listed = with_certificates.iter();
        let listed = join_all(listed.map(async |one| (one.arn.clone(), asker.listener_certificates(&one.arn).await)));
        let (mut details, listeners) = join(describe(asker, early.clone()), listed).await;
        let more = listeners.iter().filter_map(|(_, section)| section.value()).flatten();
        let more = more.map(|one| one.arn.clone()).filter(|arn| !early.contains(arn)).collect();
        details.extend(describe(asker, more).await);
        Secure { listeners, details, policies: Vec::new() }
    };
    let (secure, policies) = join(certificates, policies).await;
    Secure { policies, ..secure }
}

async fn describe(asker: &Asker<'_>, arns: BTreeSet<String>) -> Vec<(String, Section<Certificate>)> {
    let of_acm = arns.into_iter().filter(|arn| is_of_acm(arn));
    join_all(of_acm.map(async |arn| {
        let section = asker.certificate(&arn).await;
        (arn, section)
    }))
    .await
}

impl Asker<'_> {
    /// Every certificate of ACM in the region, whatever its key.
    pub(super) async fn certificates(&self) -> Section<Vec<Certificate>> {
        let section = self.pages(
            LIST_CERTIFICATES,
            MOST_PAGES,
            |token, follow| {
                let keys = acm::Filters::builder().set_key_types(Some(KEYS.to_vec())).build();
                let call = self.clients.certificates.list_certificates().includes(keys).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.certificate_summary_list, summary)?, page.next_token)),
        );
        match section.await {
            Section::Seen { at, value } => Section::seen(at, sorted(value, |one| one.arn.clone())),
            gap => gap,
        }
    }

    async fn certificate(&self, arn: &str) -> Section<Certificate> {
        let asked = self.ask(DESCRIBE_CERTIFICATE, |follow| {
            let call = self.clients.certificates.describe_certificate().certificate_arn(arn);
            call.customize().interceptor(follow).send()
        });
        match asked.await {
            Ok((answer, at)) => match answer.certificate.ok_or(Malformed).and_then(detail) {
                Ok(certificate) => Section::seen(at, certificate),
                Err(Malformed) => Section::Gap { gap: self.malformed(&DESCRIBE_CERTIFICATE) },
            },
            Err(gap) => Section::Gap { gap },
        }
    }

    async fn listener_certificates(&self, listener: &str) -> Section<Vec<ListenerCertificate>> {
        let section = self.pages(
            DESCRIBE_LISTENER_CERTIFICATES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.balancing.describe_listener_certificates().listener_arn(listener);
                call.page_size(400).set_marker(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.certificates, on_listener)?, page.next_marker)),
        );
        match section.await {
            Section::Seen { at, value } => Section::seen(at, sorted(value, |one| (!one.is_default, one.arn.clone()))),
            gap => gap,
        }
    }

    async fn ssl_policy(&self, name: &str) -> Section<SslPolicy> {
        let asked = self.ask(DESCRIBE_SSL_POLICIES, |follow| {
            let call = self.clients.balancing.describe_ssl_policies().names(name);
            call.customize().interceptor(follow).send()
        });
        match asked.await {
            Ok((answer, at)) => {
                let mut policies = answer.ssl_policies.unwrap_or_default().into_iter();
                if let Some(policy) = policies.find(|policy| policy.name.as_deref() == Some(name)) {
                    let protocols = policy.ssl_protocols.unwrap_or_default();
                    Section::seen(at, SslPolicy { name: name.to_owned(), protocols })
                } else {
                    // A listener names it, and nobody lists it.
                    let gap = self.gap(&DESCRIBE_SSL_POLICIES, GapKind::Failed, gap::CONTRADICTION);
                    Section::Gap { gap }
                }
            }
            Err(gap) => Section::Gap { gap },
        }
    }
}

fn on_listener(item: aws_sdk_elasticloadbalancingv2::types::Certificate) -> Result<ListenerCertificate, Malformed> {
    Ok(ListenerCertificate { arn: need_text(item.certificate_arn)?, is_default: item.is_default.unwrap_or_default() })
}

/// The domain first, then the alternative names that are not it.
fn names(domain: Option<String>, others: Option<Vec<String>>) -> Result<Vec<String>, Malformed> {
    let domain = need_text(domain)?;
    let others = others.unwrap_or_default().into_iter().filter(|name| *name != domain);
    let others: Vec<String> = others.collect();
    Ok(std::iter::once(domain).chain(others).collect())
}

fn summary(item: acm::CertificateSummary) -> Result<Certificate, Malformed> {
    Ok(Certificate {
        arn: need_text(item.certificate_arn)?,
        names: names(item.domain_name, item.subject_alternative_name_summaries)?,
        more_names: item.has_additional_subject_alternative_names.unwrap_or_default(),
        status: need_text(item.status.map(|status| status.as_str().to_owned()))?,
        reason: None,
        kind: item.r#type.map(|kind| kind.as_str().to_owned()),
        not_before: time(item.not_before),
        not_after: time(item.not_after),
        serial: None,
    })
}

fn detail(item: acm::CertificateDetail) -> Result<Certificate, Malformed> {
    let failed = item.failure_reason.map(|reason| reason.as_str().to_owned());
    Ok(Certificate {
        arn: need_text(item.certificate_arn)?,
        names: names(item.domain_name, item.subject_alternative_names)?,
        more_names: false,
        status: need_text(item.status.map(|status| status.as_str().to_owned()))?,
        reason: failed.or_else(|| item.revocation_reason.map(|reason| reason.as_str().to_owned())),
        kind: item.r#type.map(|kind| kind.as_str().to_owned()),
        not_before: time(item.not_before),
        not_after: time(item.not_after),
        serial: item.serial.map(|text| serial(&text)).filter(|text| !text.is_empty()),
    })
}
