//! Certificates: one that ACM has, and one that a listener has, one fault at a time.
#![expect(clippy::too_many_lines, reason = "tables of cases, one row a case")]

use serde_json::json;

use super::Proof;
use super::testkit::{at, denied};
use super::tls_worlds::{
    HTTPS, MORE, OF_IAM, OWN, RECOMMENDED, change, describe, judged, key, list, listen, on_listener, presented, same,
    secure, shake,
};
use super::verdict::Status::{Fail, Inconclusive, Pass, Waiting};
use super::worlds::{ago, first};
use crate::course::kinds::{CertificateIssued, ListenerCertificate, TlsHandshake};

#[test]
fn acm_has_a_certificate_for_the_domain() {
    let check = CertificateIssued { domain: key("domain") };
    judged(
        &check,
        &[
            ("exact", |f| list(f, &[(&["api.example.com"], "ISSUED")]), Pass, "certificate-issued", &[]),
            (
                "wildcard",
                |f| list(f, &[(&["example.com", "*.EXAMPLE.com"], "ISSUED")]),
                Pass,
                "certificate-issued",
                &[],
            ),
            (
                "an expired one beside it",
                |f| list(f, &[(&["api.example.com"], "EXPIRED"), (&["*.example.com"], "ISSUED")]),
                Pass,
                "certificate-issued",
                &[],
            ),
            (
                "waiting for validation",
                |f| list(f, &[(&["api.example.com"], "PENDING_VALIDATION")]),
                Waiting,
                "certificate-pending",
                &[],
            ),
            ("expired", |f| list(f, &[(&["api.example.com"], "EXPIRED")]), Fail, "certificate-expired", &[]),
            ("failed", |f| list(f, &[(&["api.example.com"], "FAILED")]), Fail, "certificate-failed", &[]),
            (
                "timed out",
                |f| list(f, &[(&["api.example.com"], "VALIDATION_TIMED_OUT")]),
                Fail,
                "certificate-validation-timed-out",
                &[],
            ),
            ("revoked", |f| list(f, &[(&["api.example.com"], "REVOKED")]), Fail, "certificate-revoked", &[]),
            ("inactive", |f| list(f, &[(&["api.example.com"], "INACTIVE")]), Fail, "certificate-inactive", &[]),
            ("unknown", |f| list(f, &[(&["api.example.com"], "ODD")]), Inconclusive, "certificate-status-unknown", &[]),
            ("none", |f| list(f, &[]), Fail, "certificate-absent", &[]),
            ("others", |f| list(f, &[(&["www.example.com"], "ISSUED")]), Fail, "certificate-absent", &[]),
            (
                "a wildcard of a lower level",
                |f| list(f, &[(&["*.api.example.com"], "ISSUED")]),
                Fail,
                "certificate-wildcard-one-label",
                &[],
            ),
            (
                "names cut",
                |f| {
                    list(f, &[(&["www.example.com"], "ISSUED")]);
                    first(&mut f.certificates, |one| one.more_names = true);
                },
                Inconclusive,
                "certificate-names-cut",
                &[],
            ),
            (
                "ends soon",
                |f| {
                    list(f, &[(&["api.example.com"], "ISSUED")]);
                    first(&mut f.certificates, |one| one.not_after = Some(ago(-60 * 24 * 10)));
                },
                Pass,
                "certificate-issued",
                &["advice-certificate-renewal"],
            ),
            (
                "imported, ends soon",
                |f| {
                    list(f, &[(&["api.example.com"], "ISSUED")]);
                    first(&mut f.certificates, |one| {
                        (one.not_after, one.kind) = (Some(ago(-60)), Some("IMPORTED".into()));
                    });
                },
                Pass,
                "certificate-issued",
                &["advice-certificate-ends"],
            ),
            (
                "issued, and ended",
                |f| {
                    list(f, &[(&["api.example.com"], "ISSUED")]);
                    first(&mut f.certificates, |one| one.not_after = Some(at()));
                },
                Fail,
                "certificate-expired",
                &[],
            ),
            (
                "issued, not begun",
                |f| {
                    list(f, &[(&["api.example.com"], "ISSUED")]);
                    first(&mut f.certificates, |one| one.not_before = Some(ago(-1)));
                },
                Fail,
                "certificate-not-yet",
                &[],
            ),
            ("denied", |f| f.certificates = denied("acm:ListCertificates"), Inconclusive, "unseen-denied", &[]),
        ],
    );
}

#[test]
fn a_domain_that_was_not_given_fails_nobody() {
    let issued = CertificateIssued { domain: key("domain") };
    let on_listener = ListenerCertificate { load_balancer: key("alb"), port: 443, domain: key("domain") };
    let handshake = TlsHandshake { load_balancer: key("alb"), port: 443, domain: key("domain") };
    for (given, id) in
        [("", "value-unset"), ("https://api.example.com", "domain-not-a-name"), ("*.example.com", "domain-not-a-name")]
    {
        let world = secure().value("domain", given);
        for verdict in [world.judge(&issued), world.judge(&on_listener), world.judge(&handshake)] {
            same(given, &verdict, Inconclusive, id, &[]);
        }
        let values = crate::course::Values::from_map(world.values);
        let tls = |want: &crate::facts::want::Want| matches!(want, crate::facts::want::Want::Tls { .. });
        assert!(!on_listener.wants(&values).iter().chain(&handshake.wants(&values)).any(tls), "nothing is probed");
    }
}

#[test]
fn a_certificate_of_the_listener_is_for_the_domain() {
    let check = ListenerCertificate { load_balancer: key("alb"), port: 443, domain: key("domain") };
    judged(
        &check,
        &[
            ("wildcard", |_| {}, Pass, "certificate-issued", &[]),
            ("exact, odd case", |f| describe(f, OWN, &["API.Example.com"], "ISSUED"), Pass, "certificate-issued", &[]),
            (
                "the bare domain's",
                |f| describe(f, OWN, &["example.com"], "ISSUED"),
                Fail,
                "listener-certificate-other",
                &[],
            ),
            (
                "a level too deep",
                |f| describe(f, OWN, &["*.api.example.com"], "ISSUED"),
                Fail,
                "listener-certificate-one-label",
                &[],
            ),
            (
                "an additional one",
                |f| {
                    describe(f, OWN, &["www.example.org"], "ISSUED");
                    describe(f, MORE, &["api.example.com"], "ISSUED");
                    on_listener(f, &[(OWN, true), (MORE, false)]);
                },
                Pass,
                "certificate-issued",
                &["advice-certificate-not-default"],
            ),
            (
                "the default one expired, an additional one good",
                |f| {
                    describe(f, OWN, &["api.example.com"], "EXPIRED");
                    describe(f, MORE, &["api.example.com"], "ISSUED");
                    on_listener(f, &[(OWN, true), (MORE, false)]);
                },
                Pass,
                "certificate-issued",
                &["advice-certificate-not-default"],
            ),
            ("expired", |f| describe(f, OWN, &["api.example.com"], "EXPIRED"), Fail, "certificate-expired", &[]),
            ("ended", |f| change(f, OWN, |one| one.not_after = Some(ago(1))), Fail, "certificate-expired", &[]),
            (
                "pending",
                |f| describe(f, OWN, &["api.example.com"], "PENDING_VALIDATION"),
                Fail,
                "certificate-pending",
                &[],
            ),
            (
                "failed",
                |f| {
                    describe(f, OWN, &["api.example.com"], "FAILED");
                    change(f, OWN, |one| one.reason = Some("CAA_ERROR".into()));
                },
                Fail,
                "certificate-failed",
                &[],
            ),
            (
                "the list denied, the default one good",
                |f| drop(f.listener_certificates.insert(HTTPS.into(), denied("x"))),
                Pass,
                "certificate-issued",
                &[],
            ),
            (
                "the list denied, the default one another's",
                |f| {
                    describe(f, OWN, &["www.example.org"], "ISSUED");
                    f.listener_certificates.insert(HTTPS.into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
                &[],
            ),
            (
                "ACM denied",
                |f| drop(f.certificate_details.insert(OWN.into(), denied("acm:DescribeCertificate"))),
                Inconclusive,
                "unseen-denied",
                &[],
            ),
            (
                "expired, and one unseen",
                |f| {
                    describe(f, OWN, &["api.example.com"], "EXPIRED");
                    on_listener(f, &[(OWN, true), (MORE, false)]);
                    f.certificate_details.insert(MORE.into(), denied("acm:DescribeCertificate"));
                },
                Inconclusive,
                "unseen-denied",
                &[],
            ),
            (
                "IAM's, shown by the handshake",
                |f| {
                    listen(f, RECOMMENDED, &[OF_IAM]);
                    on_listener(f, &[(OF_IAM, true)]);
                },
                Pass,
                "certificate-presented",
                &["advice-certificate-of-another-service"],
            ),
            (
                "IAM's, and no handshake",
                |f| {
                    listen(f, RECOMMENDED, &[OF_IAM]);
                    on_listener(f, &[(OF_IAM, true)]);
                    f.tls.clear();
                },
                Inconclusive,
                "certificate-of-another-service",
                &[],
            ),
            (
                "IAM's, and the handshake shows another name",
                |f| {
                    listen(f, RECOMMENDED, &[OF_IAM]);
                    on_listener(f, &[(OF_IAM, true)]);
                    shake(
                        f,
                        json!({"outcome": "handshake", "protocol": "TLSv1.3", "certificate": presented(&["www.example.org"], "1"),
                "trust": {"Ok": null}, "elapsed_ms": 9}),
                    );
                },
                Inconclusive,
                "certificate-of-another-service",
                &[],
            ),
            (
                "none told",
                |f| {
                    listen(f, RECOMMENDED, &[]);
                    on_listener(f, &[]);
                },
                Inconclusive,
                "certificate-none-told",
                &[],
            ),
        ],
    );
}
