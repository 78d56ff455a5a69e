//! Facts to verdicts of the split, of stickiness, and of what stands behind a load balancer.

use super::lab::{API, answer, attributes, broken, healthy, key, lab, one, rows, rule, rules, say, silent};
use super::testkit::{denied, seen};
use super::verdict::Status::{Fail, Inconclusive, Manual, Pass};
use super::worlds::{LB, TG, worded};
use crate::course::kinds::{
    LoadBalancerMap, NetworkLoadBalancers, RequestsSpread, RuleGone, StickinessOff, StickinessOn, StickyCookie,
    StickyStays, TargetsBehind,
};
use crate::facts::requests::{front_key, with_key, without_key};
use serde_json::json;

#[test]
fn requests_spread() {
    let check = RequestsSpread { load_balancer: key("alb"), marker: key("marker") };
    rows(
        &check,
        &[
            ("two", |_| {}, Pass, "spread"),
            (
                "one registered",
                |f| {
                    healthy(f, TG, &["i-1"]);
                    answer(f, &front_key(LB), &["i-1"], 40, &[]);
                },
                Fail,
                "spread-one-registered",
            ),
            (
                "one healthy",
                |f| {
                    broken(f, "Target.Timeout");
                    answer(f, &front_key(LB), &["i-2"], 40, &[]);
                },
                Fail,
                "spread-one-healthy",
            ),
            (
                "two healthy and one mark",
                |f| answer(f, &front_key(LB), &["same"], 40, &[]),
                Inconclusive,
                "spread-one-mark",
            ),
            (
                "a mark for each request",
                |f| {
                    answer(f, &front_key(LB), &["a", "b", "c", "d", "e"], 40, &[]);
                },
                Inconclusive,
                "marker-not-of-targets",
            ),
            ("no mark", |f| say(f, &front_key(LB), &[one(200, false, None, &[])]), Inconclusive, "marker-absent"),
            ("all 500", |f| say(f, &front_key(LB), &[one(500, false, Some("i-1"), &[])]), Fail, "http-5xx"),
            ("silence", |f| silent(f, &front_key(LB)), Inconclusive, "http-stopped"),
            (
                "no listener",
                |f| {
                    f.listeners.insert(key(LB), seen(Vec::new()));
                },
                Fail,
                "requests-nowhere",
            ),
        ],
    );
    let by_hand =
        |marker: &str| lab().value("marker", marker).with(|f| say(f, &front_key(LB), &[one(200, false, None, &[])]));
    for (marker, status, id) in [
        ("", Manual, "spread-by-hand"),
        ("X-Own", Manual, "spread-by-hand"),
        ("(", Inconclusive, "marker-unusable"),
        ("Set-Cookie", Inconclusive, "marker-unusable"),
    ] {
        let verdict = by_hand(marker).judge(&check);
        assert_eq!((verdict.status, verdict.finding.id.as_ref()), (status, id), "{marker}");
        worded(&verdict);
    }
}

#[test]
fn stickiness_is_an_attribute_of_a_target_group() {
    let check = StickinessOn { load_balancer: key("alb") };
    rows(
        &check,
        &[
            ("on", |_| {}, Pass, "stickiness-on"),
            (
                "by the application's cookie",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("true", "app_cookie")));
                },
                Pass,
                "stickiness-on",
            ),
            (
                "by address, as a Network Load Balancer's",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("true", "source_ip")));
                },
                Fail,
                "stickiness-not-on",
            ),
            (
                "off",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("false", "lb_cookie")));
                },
                Fail,
                "stickiness-not-on",
            ),
            (
                "between groups only",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("false", "lb_cookie")));
                    let mut own = rule("10", "path-pattern", "/api/*", API);
                    own["actions"][0]["stickiness"] = json!(true);
                    rules(f, json!([own]));
                },
                Fail,
                "stickiness-between-groups",
            ),
            (
                "denied",
                |f| {
                    f.target_group_attributes
                        .insert(key(TG), denied("elasticloadbalancing:DescribeTargetGroupAttributes"));
                },
                Inconclusive,
                "unseen-denied",
            ),
            (
                "one denied, another on",
                |f| {
                    f.target_group_attributes
                        .insert(key(TG), denied("elasticloadbalancing:DescribeTargetGroupAttributes"));
                    f.target_group_attributes.insert(key(API), seen(attributes("true", "lb_cookie")));
                },
                Pass,
                "stickiness-on",
            ),
        ],
    );
    let off = StickinessOff { load_balancer: key("alb") };
    rows(
        &off,
        &[
            ("on", |_| {}, Fail, "stickiness-left"),
            ("gone", |f| f.load_balancers = seen(Vec::new()), Pass, "stickiness-gone"),
            (
                "unseen",
                |f| f.load_balancers = denied("elasticloadbalancing:DescribeLoadBalancers"),
                Inconclusive,
                "unseen-denied",
            ),
            (
                "off",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("false", "lb_cookie")));
                },
                Pass,
                "stickiness-off",
            ),
        ],
    );
}

#[test]
fn the_cookie_is_set() {
    let check = StickyCookie { load_balancer: key("alb"), marker: key("marker") };
    rows(
        &check,
        &[
            ("AWSALB", |_| {}, Pass, "sticky-cookie"),
            ("none", |f| answer(f, &without_key(LB), &["i-1"], 20, &["sid"]), Fail, "sticky-no-cookie"),
            ("between groups", |f| answer(f, &without_key(LB), &["i-1"], 20, &["AWSALBTG"]), Fail, "sticky-no-cookie"),
            (
                "the application's",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("true", "app_cookie")));
                    answer(f, &without_key(LB), &["i-1"], 20, &["sid", "AWSALBAPP-0"]);
                },
                Pass,
                "sticky-cookie",
            ),
            (
                "the application sets none",
                |f| {
                    f.target_group_attributes.insert(key(TG), seen(attributes("true", "app_cookie")));
                    answer(f, &without_key(LB), &["i-1"], 20, &[]);
                },
                Fail,
                "sticky-no-application-cookie",
            ),
            ("silence", |f| silent(f, &without_key(LB)), Inconclusive, "http-stopped"),
            ("nobody asked", |f| f.requests.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
}

#[test]
fn the_cookie_keeps_a_client() {
    let check = StickyStays { load_balancer: key("alb"), marker: key("marker") };
    rows(
        &check,
        &[
            ("one with, two without", |_| {}, Pass, "sticky-stays"),
            ("it moves", |f| answer(f, &with_key(LB), &["i-1", "i-2"], 20, &[]), Fail, "sticky-moves"),
            (
                "it moves on from a target that fails",
                |f| {
                    broken(f, "Target.Timeout");
                    answer(f, &with_key(LB), &["i-1", "i-2"], 20, &[]);
                },
                Inconclusive,
                "sticky-moves-unhealthy",
            ),
            (
                "one target alone",
                |f| {
                    healthy(f, TG, &["i-1"]);
                    answer(f, &without_key(LB), &["i-1"], 20, &["AWSALB"]);
                    answer(f, &with_key(LB), &["i-1"], 20, &["AWSALB"]);
                },
                Fail,
                "spread-one-registered",
            ),
            (
                "the same mark everywhere",
                |f| {
                    answer(f, &without_key(LB), &["x"], 20, &["AWSALB"]);
                    answer(f, &with_key(LB), &["x"], 20, &["AWSALB"]);
                },
                Inconclusive,
                "spread-one-mark",
            ),
            ("no second series", |f| drop(f.requests.remove(&with_key(LB))), Inconclusive, "unseen-not-asked"),
            (
                "a mark for each request",
                |f| {
                    answer(f, &with_key(LB), &["a", "b", "c"], 20, &[]);
                },
                Inconclusive,
                "marker-not-of-targets",
            ),
        ],
    );
    let verdict = lab().value("marker", "").judge(&check);
    assert_eq!((verdict.status, verdict.finding.id.as_ref()), (Manual, "sticky-by-hand"));
    worded(&verdict);
}

#[test]
fn what_stands_behind() {
    rows(
        &TargetsBehind { load_balancer: key("alb"), min: 2 },
        &[
            ("two", |_| {}, Pass, "targets-behind"),
            (
                "one",
                |f| {
                    healthy(f, TG, &["i-1"]);
                    healthy(f, API, &[]);
                },
                Fail,
                "targets-behind-too-few",
            ),
            ("no group", |f| f.target_groups = seen(Vec::new()), Fail, "targets-behind-no-group"),
        ],
    );
    rows(
        &LoadBalancerMap { load_balancer: key("alb") },
        &[
            ("drawn", |_| {}, Pass, "map-drawn"),
            (
                "no listener",
                |f| {
                    f.listeners.insert(key(LB), seen(Vec::new()));
                },
                Pass,
                "map-without-listener",
            ),
            (
                "denied",
                |f| {
                    f.listeners.insert(key(LB), denied("elasticloadbalancing:DescribeListeners"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
    rows(
        &NetworkLoadBalancers { load_balancer: key("alb") },
        &[
            ("none", |_| {}, Pass, "nlb-none"),
            (
                "one",
                |f| {
                    let mut all = f.load_balancers.value().expect("some").clone();
                    let mut nlb = all[0].clone();
                    (nlb.arn, nlb.name, nlb.kind) = (key("nlb"), key("nlb"), key("network"));
                    nlb.group_ids.clear();
                    all.push(nlb);
                    f.load_balancers = seen(all);
                    f.listeners.insert(key("nlb"), seen(Vec::new()));
                },
                Pass,
                "nlb-shown",
            ),
        ],
    );
    rows(
        &RuleGone { load_balancer: key("alb"), path: key("path") },
        &[
            ("left", |_| {}, Fail, "rule-left"),
            ("gone", |f| rules(f, json!([])), Pass, "rule-gone"),
            ("another stays", |f| rules(f, json!([rule("1", "path-pattern", "/else", API)])), Pass, "rule-gone"),
            ("all gone", |f| f.load_balancers = seen(Vec::new()), Pass, "rule-gone-with-all"),
            (
                "rules denied",
                |f| {
                    f.rules.insert(key("listener"), denied("elasticloadbalancing:DescribeRules"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
}
