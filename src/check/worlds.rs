//! A complete small shop for the tests of the balancing, scaling and reachability checks.
#![expect(clippy::needless_pass_by_value, reason = "tables of cases, one row a case, with their makers")]

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::proof::Proof;
use super::testkit::{VPC, World, at, group, instance, peers, route_table, seen, subnet, tcp};
use super::verdict::{Status, Verdict};
use crate::facts::Facts;
use crate::facts::scaling::{Activity, AutoScalingGroup};
use crate::text::{Catalog, Lang};

pub(super) const LB: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/alb/1a2b";
pub(super) const TG: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/3c4d";
pub(super) const POLICY: &str =
    "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:9:autoScalingGroupName/asg:policyName/requests";
pub(super) const HIGH: &str = "TargetTracking-asg-AlarmHigh-1";

pub(super) fn ago(minutes: i64) -> Timestamp {
    at() - SignedDuration::from_mins(minutes)
}

/// Reads a part of the facts from the JSON that a snapshot would hold.
pub(super) fn of<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).expect("the shape of the facts")
}

pub(super) fn cause(policy: &str, alarm: &str, from: i32, to: i32) -> String {
    format!(
        "At 2026-11-18T10:00:00Z a monitor alarm {alarm} in state ALARM triggered policy {policy} changing the desired \
         capacity from {from} to {to}.  At 2026-11-18T10:00:05Z an instance was started in response to a difference \
         between desired and actual capacity, increasing the capacity from {from} to {to}."
    )
}

pub(super) fn launch(id: &str, cause: &str, status: &str, minutes_ago: i64) -> Activity {
    of(json!({
        "id": format!("activity-{id}"), "group_name": "asg", "description": format!("Launching a new EC2 instance: {id}"),
        "cause": cause, "started_at": ago(minutes_ago), "ended_at": ago(minutes_ago), "status": status,
        "status_message": null, "progress": 100,
    }))
}

/// Everything in place: two healthy instances, the second launched by the alarm.
pub(super) fn shop() -> World {
    let mut world = World::new();
    for (key, name) in [
        ("alb", "alb"),
        ("tg", "tg"),
        ("asg", "asg"),
        ("policy", "requests"),
        ("alb_sg", "alb-sg"),
        ("web_sg", "web-sg"),
        ("a", "private-a"),
        ("c", "private-c"),
        ("template", "lt"),
        ("image", "ami"),
        ("web", "web"),
    ] {
        world = world.value(key, name);
    }
    world.with(network).with(balancing).with(scaling).with(history)
}

fn network(facts: &mut Facts) {
    facts.subnets = seen(vec![
        subnet("subnet-1", "public-a", "us-east-1a"),
        subnet("subnet-2", "public-c", "us-east-1c"),
        subnet("subnet-3", "private-a", "us-east-1a"),
        subnet("subnet-4", "private-c", "us-east-1c"),
    ]);
    facts.route_tables = seen(vec![
        route_table("rtb-1", &["subnet-1", "subnet-2"], &[("0.0.0.0/0", "igw-1")]),
        route_table("rtb-2", &["subnet-3", "subnet-4"], &[("0.0.0.0/0", "nat-1")]),
    ]);
    facts.security_groups = seen(vec![
        group("sg-alb", "alb-sg", vec![tcp(80, 80, peers(&["0.0.0.0/0"]))]),
        group("sg-web", "web-sg", vec![tcp(80, 80, peers(&["sg-alb"]))]),
    ]);
    let member = |id: &str| {
        let mut member = instance(id, "shop");
        member.group_ids = vec!["sg-web".to_owned()];
        member.auto_scaling_group = Some("asg".to_owned());
        member
    };
    facts.instances = seen(vec![member("i-1"), member("i-2"), instance("i-0", "web")]);
}

fn balancing(facts: &mut Facts) {
    facts.load_balancers = seen(vec![of(json!({
        "arn": LB, "name": "alb", "dns_name": "alb.example", "kind": "application", "scheme": "internet-facing",
        "ip_address_type": "ipv4", "state": "active", "state_reason": null, "vpc_id": VPC, "group_ids": ["sg-alb"],
        "zones": [{"availability_zone": "us-east-1a", "subnet_id": "subnet-1"},
                  {"availability_zone": "us-east-1c", "subnet_id": "subnet-2"}],
        "created_at": ago(600),
    }))]);
    facts.target_groups = seen(vec![of(json!({
        "arn": TG, "name": "tg", "target_type": "instance", "protocol": "HTTP", "protocol_version": "HTTP1", "port": 80,
        "ip_address_type": "ipv4", "vpc_id": VPC, "load_balancer_arns": [LB],
        "health_check": {"enabled": true, "protocol": "HTTP", "port": "traffic-port", "path": "/", "matcher": "200",
            "interval_seconds": 30, "timeout_seconds": 5, "healthy_threshold": 5, "unhealthy_threshold": 2},
    }))]);
    facts.listeners.insert(
        LB.to_owned(),
        seen(of(json!([{
            "arn": "listener", "port": 80, "protocol": "HTTP", "ssl_policy": null, "certificate_arns": [],
            "default_actions": [{"type": "forward", "targets": [{"arn": TG, "weight": 1}], "stickiness": false}],
        }]))),
    );
    facts
        .target_health
        .insert(TG.to_owned(), seen(of(json!([target("i-1", "healthy", None), target("i-2", "healthy", None)]))));
}

pub(super) fn target(id: &str, state: &str, reason: Option<&str>) -> serde_json::Value {
    json!({ "target_id": id, "port": 80, "availability_zone": null, "state": state, "reason": reason, "description": null })
}

fn scaling(facts: &mut Facts) {
    let member = |id: &str, zone: &str| {
        json!({
            "id": id, "availability_zone": zone, "lifecycle_state": "InService", "health_status": "Healthy",
        })
    };
    facts.auto_scaling_groups = seen(vec![of(json!({
        "arn": "arn:asg", "name": "asg", "launch_template": {"id": "lt-1", "name": "lt", "version": "$Latest"},
        "mixed_instances": false, "launch_configuration": null, "subnet_ids": ["subnet-4", "subnet-3"],
        "availability_zones": ["us-east-1a", "us-east-1c"], "min_size": 1, "max_size": 4, "desired_capacity": 2,
        "target_group_arns": [TG], "health_check_type": "ELB", "health_check_grace_period_seconds": 300,
        "default_cooldown_seconds": 300, "default_instance_warmup_seconds": null, "suspended_processes": [],
        "instances": [member("i-1", "us-east-1a"), member("i-2", "us-east-1c")], "created_at": ago(300), "status": null,
    }))]);
    facts.launch_templates.insert("lt".to_owned(), seen(Some(super::testkit::template("lt-1", "lt"))));
    facts.policies.insert(
        "asg".to_owned(),
        seen(of(json!([{
            "arn": POLICY, "name": "requests", "policy_type": "TargetTrackingScaling", "enabled": true,
            "target_tracking": {"predefined_metric": "ALBRequestCountPerTarget",
                "resource_label": "app/alb/1a2b/targetgroup/tg/3c4d", "target_value": 25.0, "disable_scale_in": false},
            "alarms": [{"name": HIGH, "arn": "arn:high"}, {"name": "TargetTracking-asg-AlarmLow-2", "arn": "arn:low"}],
            "estimated_warmup_seconds": null,
        }]))),
    );
}

fn history(facts: &mut Facts) {
    let alarm = |name: &str, arn: &str, comparison: &str| {
        json!({
            "name": name, "arn": arn, "state": "OK", "state_updated_at": ago(20), "state_transitioned_at": ago(20),
            "namespace": "AWS/ApplicationELB", "metric": "RequestCountPerTarget", "dimensions": [], "statistic": "Sum",
            "comparison": comparison, "threshold": 25.0, "period_seconds": 60, "evaluation_periods": 3,
            "datapoints_to_alarm": null, "actions_enabled": true, "alarm_actions": [POLICY],
        })
    };
    let alarms = [
        alarm(HIGH, "arn:high", "GreaterThanThreshold"),
        alarm("TargetTracking-asg-AlarmLow-2", "arn:low", "LessThanThreshold"),
    ];
    facts.alarms.insert("asg".to_owned(), seen(of(json!(alarms))));
    facts.alarm_history.insert(HIGH.to_owned(), seen(of(json!([{"at": ago(40), "from": "OK", "to": "ALARM"}]))));
    facts.request_metrics.insert(
        TG.to_owned(),
        seen(of(json!({
            "from": ago(20_000), "to": at(), "per_minute": [[ago(50), 12.0], [ago(45), 480.0]],
        }))),
    );
    facts.activities.insert(
        "asg".to_owned(),
        seen(vec![
            launch("i-2", &cause("requests", HIGH, 1, 2), "Successful", 38),
            launch(
                "i-1",
                "At … a user request created an AutoScalingGroup changing the desired capacity from 0 to 1.",
                "Successful",
                290,
            ),
        ]),
    );
    let addresses = json!({"answer": "resolved", "addresses": ["192.0.2.1"], "elapsed_ms": 3, "overridden": false});
    facts.dns.insert("alb.example".to_owned(), seen(of(addresses)));
    facts.http.insert("http://alb.example/".to_owned(), seen(of(answer(200))));
}

pub(super) fn answer(status: u16) -> serde_json::Value {
    json!({"outcome": "answered", "final_url": "http://alb.example/", "status": status, "redirects": [], "content_type": "text/html",
        "body_bytes": 120, "contains": [["shop", true]], "peer": null, "elapsed_ms": 42})
}

pub(super) fn silence() -> serde_json::Value {
    json!({"outcome": "stopped", "stage": "connect", "stop": "timed-out", "url": "http://alb.example/", "elapsed_ms": 5000})
}

/// Changes what was seen of a list.
pub(super) fn first<T>(section: &mut crate::facts::Section<Vec<T>>, change: impl FnOnce(&mut T)) {
    if let crate::facts::Section::Seen { value, .. } = section {
        change(value.first_mut().expect("something to change"));
    }
}

pub(super) fn asg(facts: &mut Facts, change: impl FnOnce(&mut AutoScalingGroup)) {
    first(&mut facts.auto_scaling_groups, change);
}

pub(super) fn healths(facts: &mut Facts, targets: Vec<serde_json::Value>) {
    facts.target_health.insert(TG.to_owned(), seen(of(json!(targets))));
}

/// One row of a table: what is changed, and what is found.
pub(super) type Row = (&'static str, fn(&mut Facts), Status, &'static str);

/// Judges every row, and words every finding in both languages.
pub(super) fn rows(check: &impl Proof, rows: &[Row]) {
    for (what, change, status, id) in rows {
        let verdict = shop().with(change).judge(check);
        assert_eq!((verdict.status, verdict.finding.id.as_ref()), (*status, *id), "{what}: {verdict:?}");
        worded(&verdict);
    }
}

/// Every sentence of the verdict exists in both languages, with all its arguments.
pub(super) fn worded(verdict: &Verdict) {
    for lang in [Lang::Ja, Lang::En] {
        let words = crate::text::word(lang, &jiff::tz::TimeZone::UTC, None, &verdict.finding);
        let id = &verdict.finding.id;
        assert!(Catalog::get(lang).has(&format!("{id}.expected")), "{id} is not in the catalogue");
        for text in [Some(&words.expected), Some(&words.actual), words.hint.as_ref()].into_iter().flatten() {
            assert!(!text.contains("{$") && !text.is_empty(), "{id}: {text}");
        }
        assert!(
            verdict.status == Status::Pass || words.hint.is_some() || verdict.confirmed.is_some(),
            "{id} has no hint"
        );
        for advice in &verdict.advice {
            assert!(Catalog::get(lang).has(&advice.id), "{} is not in the catalogue", advice.id);
        }
    }
}
