//! Reachability and scenarios, one fault at a time.

use serde_json::json;

use super::proof::Proof;
use super::testkit::{denied, seen};
use super::verdict::Status::{Fail, Inconclusive, Manual, Pass, Waiting};
use super::verdict::Verdict;
use super::worlds::*;
use crate::course::kinds::{DnsResolves, HttpAnswers, HttpScenario};
use crate::facts::Facts;
use crate::facts::reachability::scenario_key;

fn key(name: &str) -> String {
    name.to_owned()
}

fn dns(facts: &mut Facts, value: serde_json::Value) {
    facts.dns.insert("alb.example".to_owned(), seen(of(value)));
}

fn http(facts: &mut Facts, value: serde_json::Value) {
    facts.http.insert("http://alb.example/".to_owned(), seen(of(value)));
}

fn stopped(stage: &str, stop: &str) -> serde_json::Value {
    json!({"outcome": "stopped", "stage": stage, "stop": stop, "url": "http://alb.example/", "elapsed_ms": 5000})
}

fn changed(name: &str, value: serde_json::Value) -> serde_json::Value {
    let mut answer = answer(200);
    answer[name] = value;
    answer
}

#[test]
fn dns_resolves() {
    rows(
        &DnsResolves { load_balancer: key("alb") },
        &[
            ("complete", |_| {}, Pass, "dns-resolves"),
            ("no such name", |f| dns(f, json!({"answer": "no-such-name", "elapsed_ms": 1})), Fail, "dns-no-such-name"),
            (
                "young",
                |f| {
                    dns(f, json!({"answer": "no-such-name", "elapsed_ms": 1}));
                    first(&mut f.load_balancers, |lb| lb.created_at = Some(ago(2)));
                },
                Waiting,
                "dns-not-yet",
            ),
            (
                "no answer",
                |f| dns(f, json!({"answer": "no-answer", "code": "SERVFAIL", "elapsed_ms": 1})),
                Inconclusive,
                "dns-no-answer",
            ),
            ("no name", |f| first(&mut f.load_balancers, |lb| lb.dns_name = None), Inconclusive, "dns-name-unseen"),
            ("not asked", |f| f.dns.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
}

#[test]
fn http_answers() {
    let check =
        HttpAnswers { load_balancer: key("alb"), url: key("http://{dns}/"), status: 200, contains: vec![key("shop")] };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "http-answers"),
            ("redirected", |f| http(f, changed("redirects", json!([301]))), Pass, "http-answers"),
            ("empty", |f| http(f, changed("body_bytes", json!(0))), Fail, "http-empty-page"),
            ("another page", |f| http(f, changed("contains", json!([["shop", false]]))), Fail, "http-page-lacks"),
            ("unread", |f| http(f, changed("contains", json!([]))), Inconclusive, "http-page-unread"),
            ("502", |f| http(f, answer(502)), Fail, "http-502"),
            ("503", |f| http(f, answer(503)), Fail, "http-503"),
            (
                "503 without targets",
                |f| {
                    http(f, answer(503));
                    healths(f, vec![]);
                },
                Fail,
                "http-503-no-target",
            ),
            (
                "503 at first",
                |f| {
                    http(f, answer(503));
                    healths(f, vec![target("i-1", "initial", None)]);
                },
                Waiting,
                "http-targets-starting",
            ),
            ("504", |f| http(f, answer(504)), Fail, "http-504"),
            ("404", |f| http(f, answer(404)), Fail, "http-404"),
            ("403", |f| http(f, answer(403)), Fail, "http-403"),
            ("400", |f| http(f, answer(400)), Fail, "http-400"),
            ("500", |f| http(f, answer(500)), Fail, "http-5xx"),
            ("204", |f| http(f, answer(204)), Fail, "http-other-status"),
            ("loop", |f| http(f, stopped("response", "too-many-redirects")), Fail, "http-redirect-loop"),
            (
                "denied",
                |f| {
                    f.http.insert("http://alb.example/".into(), denied("http"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
}

#[test]
fn silence_fails_only_by_a_shown_cause() {
    let check = HttpAnswers { load_balancer: key("alb"), url: key("http://{dns}/"), status: 200, contains: vec![] };
    rows(
        &check,
        &[
            ("no cause", |f| http(f, silence()), Inconclusive, "http-stopped"),
            ("refused", |f| http(f, stopped("connect", "refused")), Inconclusive, "http-stopped"),
            (
                "elsewhere",
                |f| {
                    let mut silence = silence();
                    silence["url"] = json!("https://other.example/");
                    http(f, silence);
                },
                Inconclusive,
                "http-stopped-elsewhere",
            ),
            (
                "closed",
                |f| {
                    http(f, silence());
                    first(&mut f.load_balancers, |lb| lb.group_ids = vec!["sg-web".into()]);
                },
                Fail,
                "http-closed-group",
            ),
            (
                "perhaps open to the learner",
                |f| {
                    http(f, silence());
                    first(&mut f.security_groups, |g| g.ingress[0].peers = super::testkit::peers(&["203.0.113.0/24"]));
                },
                Inconclusive,
                "http-stopped",
            ),
            (
                "no route",
                |f| {
                    http(f, silence());
                    first(&mut f.load_balancers, |lb| {
                        lb.zones.truncate(1);
                        lb.zones[0].subnet_id = Some("subnet-3".into());
                    });
                },
                Fail,
                "http-no-route",
            ),
            (
                "internal",
                |f| {
                    http(f, silence());
                    first(&mut f.load_balancers, |lb| lb.scheme = "internal".into());
                },
                Fail,
                "http-internal",
            ),
            (
                "no listener",
                |f| {
                    http(f, silence());
                    f.listeners.insert(LB.into(), seen(vec![]));
                },
                Fail,
                "http-no-listener",
            ),
            (
                "failed",
                |f| {
                    http(f, silence());
                    first(&mut f.load_balancers, |lb| lb.state = "failed".into());
                },
                Fail,
                "http-load-balancer-failed",
            ),
            (
                "provisioning",
                |f| {
                    http(f, silence());
                    first(&mut f.load_balancers, |lb| lb.state = "provisioning".into());
                },
                Waiting,
                "http-load-balancer-provisioning",
            ),
            (
                "groups unseen",
                |f| {
                    http(f, silence());
                    f.security_groups = denied("x");
                },
                Inconclusive,
                "http-stopped",
            ),
            ("no such name", |f| http(f, stopped("dns", "no-such-name")), Fail, "dns-no-such-name"),
        ],
    );
}

fn scenario() -> HttpScenario {
    HttpScenario {
        load_balancer: key("alb"),
        method: key("method"),
        path: key("path"),
        content_type: key("ct"),
        body: key("body"),
        expect_status: key("status"),
        expect_text: key("text"),
        then_path: key("then"),
        then_text: key("then_text"),
    }
}

#[test]
fn http_scenario() {
    let check = scenario();
    let unset = shop();
    assert_eq!((unset.judge(&check).status, check.wants(&crate::course::Values::default()).len()), (Manual, 0));
    worded(&unset.judge(&check));
    let judge = |sent: serde_json::Value, then: serde_json::Value| {
        let observation = seen(of(json!({ "sent": sent, "then": then })));
        let mut world = shop();
        for (key, value) in
            [("method", "POST"), ("path", "/order"), ("status", "200"), ("then", "/orders"), ("then_text", "{nonce}")]
        {
            world = world.value(key, value);
        }
        let key = scenario_key("alb", "POST", "/order", "/orders");
        let verdict = world
            .with(|f| {
                f.scenarios.insert(key, observation);
            })
            .judge(&check);
        worded(&verdict);
        (verdict.status, verdict.finding.id.into_owned())
    };
    let page = |found: bool| changed("contains", json!([["{nonce}", found]]));
    let found = |status, id: &str| (status, id.to_owned());
    assert_eq!(judge(answer(200), page(true)), found(Pass, "scenario-done"));
    assert_eq!(judge(changed("body_bytes", json!(0)), page(true)), found(Pass, "scenario-done"));
    assert_eq!(judge(answer(200), page(false)), found(Fail, "scenario-trace-absent"));
    assert_eq!(judge(answer(500), json!(null)), found(Fail, "http-5xx"));
    assert_eq!(judge(silence(), json!(null)), found(Inconclusive, "http-stopped"));
    assert_eq!(judge(answer(200), json!(null)), found(Inconclusive, "scenario-then-unseen"));
}

#[test]
fn bad_gateways_wait_for_targets_that_are_on_their_way() {
    let library = crate::course::load::Library::load(&crate::course::load::Files::new());
    let check = HttpAnswers { load_balancer: key("alb"), url: key("http://{dns}/"), status: 200, contains: Vec::new() };
    let until = ago(-4);
    for (what, earlier, status, expected) in [
        ("in grace, 502", Verdict::waiting("target-in-grace-period").until(until), 502, Waiting),
        ("launching, 503", Verdict::waiting("targets-launching").until(until), 503, Waiting),
        ("in grace, 404", Verdict::waiting("target-in-grace-period").until(until), 404, Fail),
        ("in grace, 200", Verdict::waiting("target-in-grace-period").until(until), 200, Pass),
        ("failing, 502", Verdict::fail("target-timeout"), 502, Fail),
        ("unseen, 502", Verdict::inconclusive("unseen-denied"), 502, Fail),
    ] {
        let mut world = shop().with(|facts| http(facts, answer(status)));
        world.course = library.get("ec-site").expect("the course").course.clone();
        world.earlier.insert("confirm.targets-healthy".to_owned(), earlier);
        let verdict = world.judge(&check);
        assert_eq!(verdict.status, expected, "{what}: {verdict:?}");
        assert_eq!(verdict.until.is_some(), expected == Waiting, "{what}");
        worded(&verdict);
    }
}

#[test]
fn silence_after_a_redirect_is_asked_at_the_port_it_happened_on() {
    let check = HttpAnswers { load_balancer: key("alb"), url: key("http://{dns}/"), status: 200, contains: Vec::new() };
    let mut world = shop();
    let mut silent = stopped("connect", "timed-out");
    silent["url"] = json!("https://alb.example/");
    http(&mut world.facts, silent);
    let verdict = world.judge(&check);
    assert_eq!((verdict.status, verdict.finding.id.as_ref()), (Fail, "http-no-listener"));
    assert_eq!(verdict.finding.args["port"], 443u16.into());
    worded(&verdict);
}
