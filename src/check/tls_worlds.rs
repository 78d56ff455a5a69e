//! The shop with a domain, HTTPS, a certificate and a good handshake, for the tests of all these.

use serde_json::{Value, json};

use super::testkit::{World, seen};
use super::verdict::Status;
use super::worlds::{LB, TG, ago, of, shop, worded};
use super::{Proof, Verdict};
use crate::facts::Facts;
use crate::facts::certificates::Certificate;

pub(super) const HTTPS: &str = "listener-https";
pub(super) const OWN: &str = "arn:aws:acm:us-east-1:123456789012:certificate/own";
pub(super) const MORE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/more";
pub(super) const OF_IAM: &str = "arn:aws:iam::123456789012:server-certificate/own";
pub(super) const RECOMMENDED: &str = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

pub(super) fn key(name: &str) -> String {
    name.to_owned()
}

/// The shop with a domain, HTTPS and a certificate for `*.example.com`, whose handshake is good.
pub(super) fn secure() -> World {
    let world = shop().value("domain", "api.example.com").value("ecs_sg", "web-sg");
    world.with(|facts| {
        listen(facts, RECOMMENDED, &[OWN]);
        on_listener(facts, &[(OWN, true)]);
        policy(facts, RECOMMENDED, &["TLSv1.2", "TLSv1.3"]);
        describe(facts, OWN, &["*.example.com"], "ISSUED");
        shake(
            facts,
            json!({
                "outcome": "handshake", "protocol": "TLSv1.3", "certificate": presented(&["*.example.com"], "abc"),
                "trust": {"Ok": null}, "elapsed_ms": 9,
            }),
        );
    })
}

pub(super) fn listen(facts: &mut Facts, policy: &str, certificates: &[&str]) {
    let forward = json!([{"type": "forward", "targets": [{"arn": TG, "weight": 1}], "stickiness": false}]);
    let listener = |arn: &str, port: u16, protocol: &str, policy: Value, certificates: &[&str]| {
        json!({"arn": arn, "port": port, "protocol": protocol, "ssl_policy": policy, "certificate_arns": certificates,
            "default_actions": forward})
    };
    let both = [
        listener("listener", 80, "HTTP", Value::Null, &[]),
        listener(HTTPS, 443, "HTTPS", json!(policy), certificates),
    ];
    facts.listeners.insert(LB.to_owned(), seen(of(json!(both))));
}

pub(super) fn on_listener(facts: &mut Facts, certificates: &[(&str, bool)]) {
    let all: Vec<Value> =
        certificates.iter().map(|(arn, default)| json!({"arn": arn, "is_default": default})).collect();
    facts.listener_certificates.insert(HTTPS.to_owned(), seen(of(json!(all))));
}

pub(super) fn policy(facts: &mut Facts, name: &str, protocols: &[&str]) {
    listen(facts, name, &[OWN]);
    facts.ssl_policies.insert(name.to_owned(), seen(of(json!({"name": name, "protocols": protocols}))));
}

fn certificate(arn: &str, names: &[&str], status: &str) -> Value {
    json!({"arn": arn, "names": names, "more_names": false, "status": status, "reason": null, "kind": "AMAZON_ISSUED",
        "not_before": ago(60 * 24 * 30), "not_after": ago(-60 * 24 * 200), "serial": "abc"})
}

pub(super) fn describe(facts: &mut Facts, arn: &str, names: &[&str], status: &str) {
    facts.certificate_details.insert(arn.to_owned(), seen(of(certificate(arn, names, status))));
}

pub(super) fn change(facts: &mut Facts, arn: &str, with: impl FnOnce(&mut Certificate)) {
    if let Some(crate::facts::Section::Seen { value, .. }) = facts.certificate_details.get_mut(arn) {
        with(value);
    }
}

pub(super) fn list(facts: &mut Facts, certificates: &[(&[&str], &str)]) {
    let all =
        certificates.iter().enumerate().map(|(at, (names, status))| certificate(&format!("{OWN}{at}"), names, status));
    facts.certificates = seen(of(json!(all.collect::<Vec<_>>())));
}

pub(super) fn presented(names: &[&str], serial: &str) -> Value {
    json!({"subject": "CN=api.example.com", "issuer": "CN=an authority", "dns_names": names, "not_before": ago(60 * 24 * 30),
        "not_after": ago(-60 * 24 * 200), "sha256": "00", "serial": serial})
}

pub(super) fn shake(facts: &mut Facts, observation: Value) {
    facts.tls.insert("alb.example:443/api.example.com".to_owned(), seen(of(observation)));
}

pub(super) type Row = (&'static str, fn(&mut Facts), Status, &'static str, &'static [&'static str]);

/// Judges every row: its status, finding and advice, all of them worded.
pub(super) fn judged(check: &impl Proof, rows: &[Row]) {
    for (what, change, status, id, advice) in rows {
        let verdict = secure().with(change).judge(check);
        same(what, &verdict, *status, id, advice);
    }
}

pub(super) fn same(what: &str, verdict: &Verdict, status: Status, id: &str, advice: &[&str]) {
    let given: Vec<&str> = verdict.advice.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(
        (verdict.status, verdict.finding.id.as_ref(), given.as_slice()),
        (status, id, advice),
        "{what}: {verdict:?}"
    );
    worded(verdict);
}
