//! The account of the tests of the experiments: the shop with a second target group behind a rule, and answers of
//! everybody.

use serde_json::{Value as Json, json};

use super::proof::Proof;
use super::testkit::{World, seen};
use super::verdict::Status;
use super::worlds::{LB, TG, of, shop, target, worded};
use crate::course::model::{Localized, Value};
use crate::facts::Facts;
use crate::facts::requests::{front_key, with_key, without_key};
use crate::facts::want::ResourceKind;

pub(super) const API: &str = "arn:aws:elasticloadbalancing:us-east-1:111:targetgroup/api/5e6f";
pub(super) const RULE: &str = "rule-10";

pub(super) fn key(name: &str) -> String {
    name.to_owned()
}

/// The shop with a second target group behind a rule by path, and answers of everybody.
pub(super) fn lab() -> World {
    let mut world = shop().value("marker", "X-Served-By").value("path", "/api/*");
    let label = Localized { ja: key("目印"), en: key("marker") };
    let marker = Value { kind: ResourceKind::Text, default: key("X-Own"), shared: true, label };
    world.course.values.insert(key("marker"), marker);
    world.with(|facts| {
        let mut api = facts.target_groups.value().expect("groups")[0].clone();
        (api.arn, api.name) = (key(API), key("api"));
        let mut groups = facts.target_groups.value().expect("groups").clone();
        groups.push(api);
        facts.target_groups = seen(groups);
        healthy(facts, API, &["i-3", "i-4"]);
        rules(facts, json!([rule("10", "path-pattern", "/api/*", API)]));
        facts.target_group_attributes.insert(key(TG), seen(attributes("true", "lb_cookie")));
        facts.target_group_attributes.insert(key(API), seen(attributes("false", "lb_cookie")));
        answer(facts, &front_key(LB), &["i-1", "i-2"], 40, &["AWSALB", "AWSALBCORS"]);
        answer(facts, RULE, &["i-3", "i-4"], 8, &[]);
        answer(facts, &without_key(LB), &["i-1", "i-2"], 20, &["AWSALB", "AWSALBCORS"]);
        answer(facts, &with_key(LB), &["i-2"], 20, &["AWSALB", "AWSALBCORS"]);
    })
}

pub(super) fn attributes(enabled: &str, kind: &str) -> std::collections::BTreeMap<String, String> {
    let pairs =
        [("stickiness.enabled", enabled), ("stickiness.type", kind), ("stickiness.app_cookie.cookie_name", "sid")];
    pairs.into_iter().map(|(name, value)| (key(name), key(value))).collect()
}

pub(super) fn rule(priority: &str, field: &str, value: &str, to: &str) -> Json {
    json!({ "arn": format!("rule-{priority}"), "is_default": false, "priority": priority,
        "conditions": [{ "field": field, "name": null, "values": [value] }],
        "actions": [{ "type": "forward", "targets": [{ "arn": to, "weight": 1 }], "stickiness": false }] })
}

pub(super) fn rules(facts: &mut Facts, own: Json) {
    let mut all: Vec<Json> = own.as_array().cloned().unwrap_or_default();
    all.push(json!({ "arn": "rule-default", "is_default": true, "priority": "default", "conditions": [],
        "actions": [{ "type": "forward", "targets": [{ "arn": TG, "weight": 1 }], "stickiness": false }] }));
    facts.rules.insert(key("listener"), seen(of(json!(all))));
}

pub(super) fn healthy(facts: &mut Facts, group: &str, ids: &[&str]) {
    let targets: Vec<Json> = ids.iter().map(|id| target(id, "healthy", None)).collect();
    facts.target_health.insert(key(group), seen(of(json!(targets))));
}

pub(super) fn broken(facts: &mut Facts, reason: &str) {
    let targets = json!([target("i-1", "unhealthy", Some(reason)), target("i-2", "healthy", None)]);
    facts.target_health.insert(key(TG), seen(of(targets)));
}

pub(super) fn one(status: u16, by_load_balancer: bool, mark: Option<&str>, cookies: &[&str]) -> Json {
    json!({ "outcome": "answered", "status": status, "by_load_balancer": by_load_balancer, "mark": mark,
        "cookies": cookies, "elapsed_ms": 12 })
}

pub(super) fn say(facts: &mut Facts, name: &str, answers: &[Json]) {
    let series = json!({ "method": "GET", "url": "http://alb.example/", "answers": answers });
    facts.requests.insert(key(name), seen(of(series)));
}

/// Good answers by these marks in turn.
pub(super) fn answer(facts: &mut Facts, name: &str, marks: &[&str], count: usize, cookies: &[&str]) {
    let answers: Vec<Json> = (0..count).map(|n| one(200, false, Some(marks[n % marks.len()]), cookies)).collect();
    say(facts, name, &answers);
}

pub(super) fn silent(facts: &mut Facts, name: &str) {
    let silence = json!({ "outcome": "stopped", "stage": "connect", "stop": "timed-out", "elapsed_ms": 9000 });
    say(facts, name, &[silence.clone(), silence]);
}

pub(super) type Row = (&'static str, fn(&mut Facts), Status, &'static str);

pub(super) fn rows(check: &impl Proof, rows: &[Row]) {
    for (what, change, status, id) in rows {
        let verdict = lab().with(change).judge(check);
        assert_eq!((verdict.status, verdict.finding.id.as_ref()), (*status, *id), "{what}: {verdict:?}");
        worded(&verdict);
    }
}
