//! Facts to verdicts of rules and health: accounts that must pass, that must fail, and where nothing can be said.

use serde_json::json;

use super::lab::{API, RULE, answer, broken, healthy, key, lab, one, rows, rule, rules, say, silent};
use super::proof::Proof;
use super::testkit::{denied, seen};
use super::verdict::Status::{Fail, Inconclusive, Pass, Waiting};
use super::verdict::Verdict;
use super::worlds::{LB, TG, of, target, worded};
use crate::course::kinds::{CheckKind, HealthRecovered, KeptServing, ListenerRule, RuleReached};
use crate::course::model::{Check, Localized, Step};
use crate::facts::Facts;
use crate::facts::requests::front_key;

#[test]
fn a_rule_of_ones_own() {
    let check = ListenerRule { load_balancer: key("alb") };
    rows(
        &check,
        &[
            ("by path", |_| {}, Pass, "rule-forwards"),
            ("by method", |f| rules(f, json!([rule("1", "http-request-method", "POST", API)])), Pass, "rule-forwards"),
            ("by address", |f| rules(f, json!([rule("1", "source-ip", "10.0.0.0/8", API)])), Pass, "rule-forwards"),
            ("to the same group", |f| rules(f, json!([rule("1", "path-pattern", "/a", TG)])), Pass, "rule-forwards"),
            ("the default one alone", |f| rules(f, json!([])), Fail, "rule-none"),
            (
                "a weight of zero",
                |f| {
                    let mut own = rule("1", "path-pattern", "/a", API);
                    own["actions"][0]["targets"][0]["weight"] = json!(0);
                    rules(f, json!([own]));
                },
                Fail,
                "rule-forwards-nowhere",
            ),
            (
                "a fixed response",
                |f| {
                    let mut own = rule("1", "path-pattern", "/a", API);
                    own["actions"] = json!([{ "type": "fixed-response", "status": "200" }]);
                    rules(f, json!([own]));
                },
                Fail,
                "rule-forwards-nowhere",
            ),
            (
                "rules denied",
                |f| {
                    f.rules.insert(key("listener"), denied("elasticloadbalancing:DescribeRules"));
                },
                Inconclusive,
                "unseen-denied",
            ),
            ("listeners not asked", |f| f.listeners.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
}

#[test]
fn a_request_that_meets_the_rule() {
    let check = RuleReached { load_balancer: key("alb"), marker: key("marker") };
    rows(
        &check,
        &[
            ("by the mark of its target", |_| {}, Pass, "rule-reached-target"),
            ("marks that name nobody", |f| answer(f, RULE, &["web-9"], 8, &[]), Pass, "rule-reached"),
            ("a page that is not there", |f| say(f, RULE, &[one(404, false, None, &[])]), Pass, "rule-reached"),
            ("another group answers", |f| answer(f, RULE, &["i-1"], 8, &[]), Fail, "rule-other-group"),
            ("no target", |f| say(f, RULE, &[one(503, true, None, &[])]), Fail, "http-503"),
            (
                "the first health check",
                |f| {
                    f.target_health.insert(key(API), seen(of(json!([target("i-3", "initial", None)]))));
                    say(f, RULE, &[one(503, true, None, &[])]);
                },
                Waiting,
                "rule-targets-starting",
            ),
            (
                "the load balancer itself",
                |f| say(f, RULE, &[one(404, true, None, &[])]),
                Fail,
                "requests-balancer-answered",
            ),
            ("silence", |f| silent(f, RULE), Inconclusive, "http-stopped"),
            (
                "silence of a closed group",
                |f| {
                    silent(f, RULE);
                    super::worlds::first(&mut f.security_groups, |group| group.ingress.clear());
                },
                Fail,
                "http-closed-group",
            ),
            ("nobody asked", |f| f.requests.clear(), Inconclusive, "unseen-not-asked"),
            (
                "shadowed",
                |f| {
                    rules(f, json!([rule("5", "path-pattern", "/*", TG), rule("10", "path-pattern", "/api/*", API)]));
                },
                Inconclusive,
                "unseen-not-asked",
            ),
            (
                "shadowed by a page of the load balancer's",
                |f| {
                    let mut all = rule("5", "path-pattern", "/*", TG);
                    all["actions"] = json!([{ "type": "fixed-response", "status": "404" }]);
                    rules(f, json!([all, rule("10", "path-pattern", "/api/*", API)]));
                },
                Fail,
                "rule-shadowed",
            ),
            (
                "no request can meet it",
                |f| rules(f, json!([rule("10", "path-pattern", "api", API)])),
                Fail,
                "rule-never",
            ),
            (
                "not from here",
                |f| {
                    rules(f, json!([rule("10", "http-request-method", "DELETE", API)]));
                },
                Inconclusive,
                "rule-not-tried",
            ),
            (
                "an address that may be ours, and the mark says so",
                |f| {
                    rules(f, json!([rule("10", "source-ip", "203.0.113.0/24", API)]));
                },
                Pass,
                "rule-reached-target",
            ),
            (
                "an address that may be ours, and nothing says so",
                |f| {
                    rules(f, json!([rule("10", "source-ip", "203.0.113.0/24", API)]));
                    answer(f, RULE, &["web-9"], 8, &[]);
                },
                Inconclusive,
                "rule-unsure",
            ),
            (
                "an address that is not ours",
                |f| {
                    rules(f, json!([rule("10", "source-ip", "203.0.113.0/24", API)]));
                    answer(f, RULE, &["i-1"], 8, &[]);
                },
                Inconclusive,
                "rule-unsure",
            ),
            (
                "health denied",
                |f| {
                    f.target_health.insert(key(TG), denied("elasticloadbalancing:DescribeTargetHealth"));
                },
                Inconclusive,
                "unseen-denied",
            ),
            ("none", |f| rules(f, json!([])), Fail, "rule-none"),
        ],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn serving_while_one_is_unhealthy() {
    let check = KeptServing { load_balancer: key("alb"), marker: key("marker") };
    rows(
        &check,
        &[
            ("one of two", |f| broken(f, "Target.Timeout"), Pass, "health-kept-serving"),
            ("all are well", |_| {}, Inconclusive, "health-not-seen"),
            (
                "one is stopped",
                |f| {
                    let targets =
                        json!([target("i-1", "unused", Some("Target.InvalidState")), target("i-2", "healthy", None)]);
                    f.target_health.insert(key(TG), seen(of(targets)));
                },
                Inconclusive,
                "health-unused",
            ),
            (
                "none is left",
                |f| {
                    let ill = |id| target(id, "unhealthy", Some("Target.Timeout"));
                    f.target_health.insert(key(TG), seen(of(json!([ill("i-1"), ill("i-2")]))));
                },
                Fail,
                "health-none-healthy",
            ),
            (
                "requests fail meanwhile",
                |f| {
                    broken(f, "Target.Timeout");
                    say(f, &front_key(LB), &[one(200, false, None, &[]), one(504, true, None, &[])]);
                },
                Fail,
                "health-requests-failed",
            ),
            (
                "every request fails",
                |f| {
                    broken(f, "Target.Timeout");
                    say(f, &front_key(LB), &[one(500, false, None, &[])]);
                },
                Fail,
                "http-5xx",
            ),
            (
                "one request is lost on the way",
                |f| {
                    broken(f, "Target.Timeout");
                    let lost = json!({ "outcome": "stopped", "stage": "connect", "stop": "reset", "elapsed_ms": 3 });
                    say(f, &front_key(LB), &[one(200, false, None, &[]), lost]);
                },
                Inconclusive,
                "health-requests-silent",
            ),
            (
                "nobody asked",
                |f| {
                    broken(f, "Target.Timeout");
                    f.requests.clear();
                },
                Inconclusive,
                "health-group-unasked",
            ),
            (
                "the group behind the rule",
                |f| {
                    let targets =
                        json!([target("i-3", "unhealthy", Some("Target.Timeout")), target("i-4", "healthy", None)]);
                    f.target_health.insert(key(API), seen(of(targets)));
                },
                Pass,
                "health-kept-serving",
            ),
            (
                "one target a group",
                |f| {
                    healthy(f, TG, &["i-1"]);
                    healthy(f, API, &["i-3"]);
                },
                Fail,
                "health-one-target",
            ),
            (
                "the second one is being taken out",
                |f| {
                    f.target_health.insert(
                        key(TG),
                        seen(of(json!([target("i-1", "unhealthy", None), target("i-2", "draining", None)]))),
                    );
                    healthy(f, API, &["i-3"]);
                },
                Fail,
                "health-one-target",
            ),
            (
                "health denied",
                |f| {
                    f.target_health.insert(key(TG), denied("elasticloadbalancing:DescribeTargetHealth"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
    let shown = lab().with(|f| broken(f, "Target.Timeout")).judge(&check);
    assert!(format!("{:?}", shown.finding.args).contains("Target.Timeout"), "the reason is shown");
}

/// The lab with a course that has both phases, and what the first one found then.
fn after(then: &Verdict, now: impl FnOnce(&mut Facts)) -> Verdict {
    let mut world = lab().with(now);
    let text = || Localized { ja: key("試"), en: key("test") };
    let proves = CheckKind::KeptServing(KeptServing { load_balancer: key("alb"), marker: key("marker") });
    let check = Check { id: key("kept"), title: text(), proves, needs: Vec::new() };
    let step = Step {
        id: key("health"),
        title: text(),
        observation: false,
        minutes: 0,
        weight: None,
        checks: vec![check],
        commands: Vec::new(),
    };
    world.course.steps.push(step);
    world.earlier.insert(key("health.kept"), then.clone());
    let verdict = world.judge(&HealthRecovered { load_balancer: key("alb") });
    worded(&verdict);
    verdict
}

#[test]
fn the_same_target_comes_back() {
    let check = KeptServing { load_balancer: key("alb"), marker: key("marker") };
    let then = lab().with(|f| broken(f, "Target.Timeout")).judge(&check);
    let found = |now: fn(&mut Facts)| {
        let verdict = after(&then, now);
        (verdict.status, verdict.finding.id.to_string())
    };
    let is = |status, id: &str| (status, id.to_owned());
    assert_eq!(found(|_| {}), is(Pass, "health-recovered"));
    assert_eq!(found(|f| broken(f, "Target.Timeout")), is(Fail, "health-still-broken"));
    assert_eq!(found(|f| healthy(f, TG, &["i-2", "i-9"])), is(Inconclusive, "health-target-gone"));
    assert_eq!(
        found(|f| {
            let targets = json!([target("i-1", "initial", None), target("i-2", "healthy", None)]);
            f.target_health.insert(key(TG), seen(of(targets)));
        }),
        is(Waiting, "health-recovering")
    );
    let never = lab().judge(&check);
    assert_eq!(after(&never, |_| {}).finding.id, "health-not-seen-before");
}

#[test]
fn a_record_of_another_load_balancer_says_nothing() {
    let check = KeptServing { load_balancer: key("alb"), marker: key("marker") };
    let then = lab().with(|f| broken(f, "Target.Timeout")).judge(&check);
    assert!(lab().look(|cx| check.record_speaks(cx, &then)));
    let other = lab().with(|f| super::worlds::first(&mut f.load_balancers, |lb| lb.arn = format!("{LB}-other")));
    assert!(!other.look(|cx| check.record_speaks(cx, &then)));
    assert!(lab().with(|f| f.load_balancers = seen(Vec::new())).look(|cx| check.record_speaks(cx, &then)));
}
