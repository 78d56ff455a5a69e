//! What a handshake shows: good, wrong, somebody else's, silent.

use serde_json::{Value, json};

use super::testkit::{World, at, denied, group, peers, seen, tcp};
use super::tls_worlds::{HTTPS, MORE, OWN, change, describe, on_listener, presented, same, secure, shake};
use super::verdict::Status::{self, Fail, Inconclusive, Pass, Waiting};
use super::worlds::{LB, ago, first};
use crate::course::kinds::TlsHandshake;
use crate::facts::Facts;

fn check() -> TlsHandshake {
    TlsHandshake { load_balancer: "alb".to_owned(), port: 443, domain: "domain".to_owned() }
}

fn handshake(certificate: Value, trust: Value) -> Value {
    json!({"outcome": "handshake", "protocol": "TLSv1.2", "certificate": certificate, "trust": trust, "elapsed_ms": 9})
}

fn untrusted(why: &str) -> Value {
    json!({ "Err": why })
}

fn good() -> Value {
    json!({ "Ok": null })
}

/// What is changed, and what is found.
type Row = (&'static str, fn(&mut Facts), Status, &'static str);

fn rows(rows: &[Row]) {
    for (what, change, status, id) in rows {
        same(what, &secure().with(change).judge(&check()), *status, id, &[]);
    }
}

#[test]
fn what_a_handshake_shows() {
    rows(&[
        ("good", |_| {}, Pass, "handshake-good"),
        (
            "good, whoever's it is",
            |f| shake(f, handshake(presented(&["api.example.com"], "other"), good())),
            Pass,
            "handshake-good",
        ),
        (
            "the listener's, for another name",
            |f| shake(f, handshake(presented(&["www.example.org"], "abc"), untrusted("wrong-name"))),
            Fail,
            "handshake-wrong-name",
        ),
        (
            "the listener's, for the bare domain",
            |f| shake(f, handshake(presented(&["example.com"], "abc"), untrusted("wrong-name"))),
            Fail,
            "handshake-wrong-name",
        ),
        (
            "no names at all",
            |f| shake(f, handshake(presented(&[], "abc"), untrusted("wrong-name"))),
            Fail,
            "handshake-wrong-name",
        ),
        (
            "somebody else's",
            |f| shake(f, handshake(presented(&["api.example.com"], "other"), untrusted("unknown-issuer"))),
            Fail,
            "handshake-other-certificate",
        ),
        (
            "somebody's, and ACM denied",
            |f| {
                f.certificate_details.insert(OWN.to_owned(), denied("acm:DescribeCertificate"));
                shake(f, handshake(presented(&["api.example.com"], "other"), untrusted("unknown-issuer")));
            },
            Inconclusive,
            "handshake-unknown-certificate",
        ),
        (
            "another name, and ACM denied",
            |f| {
                f.certificate_details.insert(OWN.to_owned(), denied("acm:DescribeCertificate"));
                shake(f, handshake(presented(&["www.example.org"], "other"), untrusted("unknown-issuer")));
            },
            Fail,
            "handshake-wrong-name",
        ),
        (
            "an additional certificate of the listener",
            |f| {
                describe(f, MORE, &["api.example.com"], "ISSUED");
                change(f, MORE, |one| (one.serial, one.kind) = (Some("def".into()), Some("IMPORTED".into())));
                on_listener(f, &[(OWN, true), (MORE, false)]);
                shake(f, handshake(presented(&["api.example.com"], "def"), untrusted("unknown-issuer")));
            },
            Fail,
            "handshake-untrusted",
        ),
        (
            "ACM's own, and the root unknown here",
            |f| shake(f, handshake(presented(&["*.example.com"], "abc"), untrusted("unknown-issuer"))),
            Inconclusive,
            "handshake-root-unknown",
        ),
        (
            "imported, self-signed",
            |f| {
                change(f, OWN, |one| one.kind = Some("IMPORTED".into()));
                shake(f, handshake(presented(&["*.example.com"], "abc"), untrusted("other")));
            },
            Fail,
            "handshake-untrusted",
        ),
        ("unreadable", |f| shake(f, handshake(Value::Null, untrusted("other"))), Inconclusive, "handshake-unreadable"),
        ("denied", |f| f.load_balancers = denied("x"), Inconclusive, "unseen-denied"),
        ("not asked", |f| f.tls.clear(), Inconclusive, "unseen-not-asked"),
    ]);
}

#[test]
fn dates_are_judged_by_the_accounts_clock() {
    let shown = |not_before: i64, not_after: i64, trust: Value| {
        let mut certificate = presented(&["*.example.com"], "abc");
        certificate["not_before"] = json!(ago(not_before));
        certificate["not_after"] = json!(ago(not_after));
        secure().with(|facts| shake(facts, handshake(certificate, trust)))
    };
    let day = 60 * 24;
    same("over", &shown(9 * day, 1, untrusted("expired")).judge(&check()), Fail, "handshake-expired", &[]);
    same("over, unseen by this clock", &shown(9 * day, 0, good()).judge(&check()), Fail, "handshake-expired", &[]);
    let early = shown(-1, -9 * day, untrusted("not-yet-valid"));
    same("not begun", &early.judge(&check()), Fail, "handshake-not-yet-valid", &[]);
    // In its time by the account's clock, and this machine's is years ahead.
    let mut wrong = shown(9 * day, -9 * day, untrusted("expired"));
    wrong.facts.started_at = ago(-3650 * day);
    same("clock", &wrong.judge(&check()), Inconclusive, "handshake-clock", &[]);
    // Both clocks agree: then it is something between.
    let mut chain = shown(9 * day, -9 * day, untrusted("expired"));
    chain.facts.started_at = at();
    change(&mut chain.facts, OWN, |one| one.kind = Some("IMPORTED".to_owned()));
    same("chain", &chain.judge(&check()), Fail, "handshake-chain-expired", &[]);
}

#[test]
fn silence_fails_nobody_by_itself() {
    let stopped =
        |stage: &str, stop: &str| json!({"outcome": "stopped", "stage": stage, "stop": stop, "elapsed_ms": 9000});
    let silent = |world: World| world.with(|facts| shake(facts, stopped("connect", "timed-out")));
    let open = |world: World| world.groups(vec![group("sg-alb", "alb-sg", vec![tcp(443, 443, peers(&["0.0.0.0/0"]))])]);
    same("open", &silent(open(secure())).judge(&check()), Inconclusive, "handshake-stopped", &[]);
    // The shop's group opens port 80 only: that is the cause.
    same("closed", &silent(secure()).judge(&check()), Fail, "http-closed-group", &[]);
    let internal = open(secure()).with(|facts| first(&mut facts.load_balancers, |lb| lb.scheme = "internal".into()));
    same("internal", &silent(internal).judge(&check()), Fail, "http-internal", &[]);
    let young = secure().with(|facts| {
        first(&mut facts.load_balancers, |lb| (lb.state, lb.created_at) = ("provisioning".into(), Some(ago(1))));
    });
    same("young", &silent(young).judge(&check()), Waiting, "handshake-provisioning", &[]);
    let alert = open(secure()).with(|facts| shake(facts, stopped("tls", "tls")));
    same("alert", &alert.judge(&check()), Inconclusive, "handshake-stopped", &[]);
    let nowhere = secure().with(|facts| shake(facts, stopped("dns", "no-such-name")));
    same("no such name", &nowhere.judge(&check()), Fail, "dns-no-such-name", &[]);
    let listeners = secure().with(|facts| drop(facts.listeners.insert(LB.to_owned(), seen(Vec::new()))));
    same("no listener", &listeners.judge(&check()), Inconclusive, "https-listener-unseen", &[]);
    assert!(secure().facts.listener_certificates.contains_key(HTTPS));
}
