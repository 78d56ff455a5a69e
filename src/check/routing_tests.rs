//! Requests made up for rules, and the way they take through the others.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::check::worlds::of;

const LISTENER: &str = "listener";

fn listener() -> Listener {
    of(json!({ "arn": LISTENER, "port": 80, "protocol": "HTTP", "ssl_policy": null, "certificate_arns": [],
        "default_actions": [forward("web", 1)] }))
}

fn forward(group: &str, weight: i32) -> serde_json::Value {
    json!({ "type": "forward", "targets": [{ "arn": group, "weight": weight }], "stickiness": false })
}

fn rule(priority: u32, conditions: &[(&str, &[&str])]) -> Rule {
    let conditions: Vec<serde_json::Value> = conditions
        .iter()
        .map(|(field, values)| {
            let (field, name) = field.split_once(':').map_or((*field, None), |(field, name)| (field, Some(name)));
            json!({ "field": field, "name": name, "values": values })
        })
        .collect();
    of(json!({ "arn": format!("rule-{priority}"), "is_default": false, "priority": priority.to_string(),
        "conditions": conditions, "actions": [forward("api", 1)] }))
}

fn reached(rules: &[Rule], at: usize) -> Reach {
    reach(rules, &rules[at], &listener(), "lb.example")
}

#[test]
fn a_request_is_made_for_every_kind_of_condition() {
    let open = format!("http://lb.example/api/{OPEN}");
    for (conditions, url, certain) in [
        (&[("path-pattern", &["/api/*"][..])][..], open.as_str(), true),
        (&[("path-pattern", &["/exact"])], "http://lb.example/exact", true),
        (&[("path-pattern", &["*.jpg"])], "http://lb.example/hanamaru-lb-basics-check.jpg", true),
        (&[("path-pattern", &["/v?/x"])], "http://lb.example/vx/x", true),
        (&[("host-header", &["api.example.com"])], "http://lb.example/", true),
        (&[("http-header:X-Plan", &["gold"])], "http://lb.example/", true),
        (&[("http-request-method", &["POST", "GET"])], "http://lb.example/", true),
        (&[("query-string", &["version=2"])], "http://lb.example/?version=2", true),
        (&[("query-string", &["two"])], "http://lb.example/?hanamaru=two", true),
        (&[("source-ip", &["203.0.113.0/24"])], "http://lb.example/", false),
        (&[("source-ip", &["0.0.0.0/0"])], "http://lb.example/", true),
        (&[("path-pattern", &["/api/*"]), ("query-string", &["a=1"])], &format!("{open}?a=1"), true),
    ] {
        match reached(&[rule(10, conditions)], 0) {
            Reach::By { request, certain: found } => assert_eq!((request.url.as_str(), found), (url, certain)),
            other => panic!("{conditions:?}: {other:?}"),
        }
    }
    let Reach::By { request, .. } = reached(&[rule(1, &[("host-header", &["*.example.com"])])], 0) else { panic!() };
    assert_eq!(request.host.as_deref(), Some("hanamaru-lb-basics-check.example.com"));
    let Reach::By { request, .. } = reached(&[rule(1, &[("http-header:X-Plan", &["gold"])])], 0) else { panic!() };
    assert_eq!(request.headers, [("X-Plan".to_owned(), "gold".to_owned())]);
}

#[test]
fn what_cannot_be_reached_says_why() {
    let api = ("path-pattern", &["/api/*"][..]);
    for (what, rules, at, expected) in [
        ("one before takes all", vec![rule(1, &[("path-pattern", &["/*"])]), rule(2, &[api])], 1, "Shadowed"),
        ("listed in another order", vec![rule(2, &[api]), rule(1, &[("path-pattern", &["*"])])], 0, "Shadowed"),
        ("numbers, not texts", vec![rule(9, &[("path-pattern", &["/*"])]), rule(10, &[api])], 1, "Shadowed"),
        ("one after takes nothing", vec![rule(3, &[("path-pattern", &["/*"])]), rule(2, &[api])], 1, "By"),
        ("the same with a host", vec![rule(1, &[api, ("host-header", &["a.b"])]), rule(2, &[api])], 1, "By"),
        (
            "the second of two paths",
            vec![rule(1, &[api]), rule(2, &[("path-pattern", &["/api/x", "/shop/*"])])],
            1,
            "By",
        ),
        ("case counts in paths", vec![rule(1, &[("path-pattern", &["/API/*"])]), rule(2, &[api])], 1, "By"),
        ("no slash in front", vec![rule(1, &[("path-pattern", &["api/*"])])], 0, "Never"),
        ("two paths at once", vec![rule(1, &[api, ("path-pattern", &["/shop"])])], 0, "Never"),
        ("a method that changes things", vec![rule(1, &[("http-request-method", &["POST"])])], 0, "NotHere"),
        ("a regular expression", vec![rule(1, &[("path-pattern", &["^/api/(.*)$"])])], 0, "NotHere"),
        ("a condition of the future", vec![rule(1, &[("moon-phase", &["full"])])], 0, "NotHere"),
    ] {
        let found = reached(&rules, at);
        assert!(format!("{found:?}").starts_with(expected), "{what}: {found:?}");
    }
    let unsure = [rule(1, &[("source-ip", &["198.51.100.7/32"])]), rule(2, &[api])];
    assert!(matches!(reached(&unsure, 1), Reach::By { certain: false, .. }), "the client's address is not known here");
}

#[test]
fn a_weight_of_zero_gets_nothing() {
    let actions: Vec<Action> = of(json!([forward("api", 0)]));
    assert!(forwarded(&actions).is_empty());
}

proptest! {
    #[test]
    fn a_sample_matches_its_pattern(pattern in "[a-z/*?.]{0,12}") {
        prop_assert!(matches(&pattern, &sample(&pattern)));
    }

    #[test]
    fn a_text_matches_itself_and_every_star(text in "[a-zA-Z/.-]{0,12}", at in 0usize..12) {
        prop_assert!(matches(&text, &text) && matches("*", &text));
        let cut = at.min(text.len());
        let starred = format!("{}*", &text[..cut]);
        prop_assert!(matches(&starred, &text));
    }
}
