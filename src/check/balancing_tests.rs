//! Load balancers, target groups and listeners, one fault at a time.
#![expect(
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "tables of cases, one row a case, with their makers"
)]

use serde_json::json;

use super::testkit::{denied, seen};
use super::verdict::Status::*;
use super::worlds::*;
use crate::course::kinds::*;

fn key(name: &str) -> String {
    name.to_owned()
}

#[test]
fn load_balancer_exists() {
    let check = LoadBalancerExists { load_balancer: key("alb"), vpc: Some(key("vpc")), r#type: key("application") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "load-balancer-exists"),
            (
                "provisioning",
                |f| first(&mut f.load_balancers, |lb| lb.state = "provisioning".into()),
                Pass,
                "load-balancer-exists",
            ),
            (
                "type",
                |f| first(&mut f.load_balancers, |lb| lb.kind = "network".into()),
                Fail,
                "load-balancer-wrong-type",
            ),
            (
                "vpc",
                |f| first(&mut f.load_balancers, |lb| lb.vpc_id = Some("vpc-2".into())),
                Fail,
                "load-balancer-wrong-vpc",
            ),
            ("none", |f| f.load_balancers = seen(vec![]), Fail, "load-balancer-missing"),
            ("denied", |f| f.load_balancers = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = LoadBalancerScheme { load_balancer: key("alb"), scheme: key("internet-facing") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "load-balancer-scheme"),
            (
                "internal",
                |f| first(&mut f.load_balancers, |lb| lb.scheme = "internal".into()),
                Fail,
                "load-balancer-wrong-scheme",
            ),
        ],
    );
}

#[test]
fn load_balancer_subnets_groups_and_state() {
    let check = LoadBalancerPublicSubnets { load_balancer: key("alb"), min_zones: 2 };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "load-balancer-public-subnets"),
            (
                "one zone",
                |f| first(&mut f.load_balancers, |lb| lb.zones.truncate(1)),
                Fail,
                "load-balancer-too-few-zones",
            ),
            (
                "one zone twice",
                |f| first(&mut f.load_balancers, |lb| lb.zones[1].availability_zone = "us-east-1a".into()),
                Fail,
                "load-balancer-too-few-zones",
            ),
            (
                "private",
                |f| first(&mut f.load_balancers, |lb| lb.zones[1].subnet_id = Some("subnet-4".into())),
                Fail,
                "load-balancer-private-subnets",
            ),
            (
                "unlisted",
                |f| first(&mut f.load_balancers, |lb| lb.zones[1].subnet_id = Some("subnet-9".into())),
                Inconclusive,
                "load-balancer-subnet-unlisted",
            ),
            (
                "the gateway is gone",
                |f| first(&mut f.route_tables, |table| table.routes[1].state = "blackhole".into()),
                Fail,
                "load-balancer-subnets-blackhole",
            ),
            (
                "the gateway is gone, and one has no way out anyhow",
                |f| {
                    first(&mut f.route_tables, |table| table.routes[1].state = "blackhole".into());
                    first(&mut f.load_balancers, |lb| lb.zones[1].subnet_id = Some("subnet-4".into()));
                },
                Fail,
                "load-balancer-private-subnets",
            ),
            ("routes denied", |f| f.route_tables = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = LoadBalancerGroups { vpc: key("vpc"), load_balancer: key("alb"), groups: vec![key("alb_sg")] };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "load-balancer-groups"),
            ("none", |f| first(&mut f.load_balancers, |lb| lb.group_ids.clear()), Fail, "load-balancer-groups-none"),
            (
                "extra",
                |f| first(&mut f.load_balancers, |lb| lb.group_ids.push("sg-web".into())),
                Fail,
                "load-balancer-groups-extra",
            ),
            (
                "other",
                |f| first(&mut f.load_balancers, |lb| lb.group_ids = vec!["sg-web".into()]),
                Fail,
                "load-balancer-groups-other",
            ),
            ("groups denied", |f| f.security_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = LoadBalancerActive { load_balancer: key("alb") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "load-balancer-active"),
            (
                "impaired",
                |f| first(&mut f.load_balancers, |lb| lb.state = "active_impaired".into()),
                Pass,
                "load-balancer-active",
            ),
            (
                "provisioning",
                |f| first(&mut f.load_balancers, |lb| lb.state = "provisioning".into()),
                Waiting,
                "load-balancer-provisioning",
            ),
            ("failed", |f| first(&mut f.load_balancers, |lb| lb.state = "failed".into()), Fail, "load-balancer-failed"),
            (
                "new state",
                |f| first(&mut f.load_balancers, |lb| lb.state = "odd".into()),
                Inconclusive,
                "load-balancer-state-unknown",
            ),
        ],
    );
}

#[test]
fn target_group_exists() {
    rows(
        &TargetGroupExists { target_group: key("tg") },
        &[
            ("complete", |_| {}, Pass, "target-group-exists"),
            (
                "its settings are another matter",
                |f| first(&mut f.target_groups, |tg| tg.port = Some(8080)),
                Pass,
                "target-group-exists",
            ),
            ("contradiction", |f| f.target_groups = seen(vec![]), Inconclusive, "target-group-contradiction"),
            (
                "none",
                |f| {
                    f.target_groups = seen(vec![]);
                    asg(f, |g| g.target_group_arns.clear());
                },
                Fail,
                "target-group-missing",
            ),
            ("denied", |f| f.target_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
}

#[test]
fn target_group_settings() {
    let check = TargetGroupSettings {
        target_group: key("tg"),
        vpc: Some(key("vpc")),
        protocol: key("HTTP"),
        port: Some(80),
        target_type: key("instance"),
        protocol_version: None,
        address_type: None,
    };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "target-group-settings"),
            (
                "protocol",
                |f| first(&mut f.target_groups, |tg| tg.protocol = Some("HTTPS".into())),
                Fail,
                "target-group-wrong-protocol",
            ),
            (
                "protocol untold",
                |f| first(&mut f.target_groups, |tg| tg.protocol = None),
                Inconclusive,
                "target-group-setting-untold",
            ),
            ("port", |f| first(&mut f.target_groups, |tg| tg.port = Some(8080)), Fail, "target-group-wrong-port"),
            (
                "port untold",
                |f| first(&mut f.target_groups, |tg| tg.port = None),
                Inconclusive,
                "target-group-setting-untold",
            ),
            (
                "type",
                |f| first(&mut f.target_groups, |tg| tg.target_type = "ip".into()),
                Fail,
                "target-group-wrong-type",
            ),
            (
                "vpc",
                |f| first(&mut f.target_groups, |tg| tg.vpc_id = Some("vpc-2".into())),
                Fail,
                "target-group-wrong-vpc",
            ),
            (
                "vpc not told",
                |f| first(&mut f.target_groups, |tg| tg.vpc_id = None),
                Inconclusive,
                "target-group-vpc-unseen",
            ),
            ("denied", |f| f.target_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
}

fn actions(facts: &mut crate::facts::Facts, port: i32, protocol: &str, actions: serde_json::Value) {
    facts.listeners.insert(
        LB.to_owned(),
        seen(of(json!([{ "arn": "listener", "port": port, "protocol": protocol,
        "ssl_policy": null, "certificate_arns": [], "default_actions": actions }]))),
    );
}

#[test]
fn listener_forwards() {
    let check = ListenerForwards {
        load_balancer: key("alb"),
        protocol: key("HTTP"),
        port: 80,
        target_group: key("tg"),
        or_redirects_to_https: false,
        domain: None,
    };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "listener-forwards"),
            (
                "weighted",
                |f| {
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": "other", "weight": 9}, {"arn": TG, "weight": 1}]}]),
                    );
                },
                Pass,
                "listener-forwards",
            ),
            (
                "after authentication",
                |f| {
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "other", "name": "authenticate-oidc"},
            {"type": "forward", "stickiness": false, "targets": [{"arn": TG, "weight": 1}]}]),
                    );
                },
                Pass,
                "listener-forwards",
            ),
            (
                "weight 0",
                |f| {
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": TG, "weight": 0}]}]),
                    );
                },
                Fail,
                "listener-weight-zero",
            ),
            (
                "unlisted",
                |f| {
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": "other", "weight": 1}]}]),
                    );
                },
                Inconclusive,
                "listener-target-group-unlisted",
            ),
            (
                "other",
                |f| {
                    let mut other = f.target_groups.value().expect("seen")[0].clone();
                    other.arn = "other".into();
                    other.name = "other".into();
                    if let crate::facts::Section::Seen { value, .. } = &mut f.target_groups {
                        value.push(other);
                    }
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "forward", "stickiness": false, "targets": [{"arn": "other", "weight": 1}]}]),
                    );
                },
                Fail,
                "listener-other-target-group",
            ),
            (
                "redirect",
                |f| {
                    actions(
                        f,
                        80,
                        "HTTP",
                        json!([{"type": "redirect", "protocol": "HTTPS", "host": "#{host}", "port": "443",
            "path": "/#{path}", "query": "", "status": "HTTP_301"}]),
                    );
                },
                Fail,
                "listener-redirects",
            ),
            (
                "fixed",
                |f| actions(f, 80, "HTTP", json!([{"type": "fixed-response", "status": "200"}])),
                Fail,
                "listener-fixed-response",
            ),
            ("other port", |f| actions(f, 8080, "HTTP", json!([])), Fail, "listener-absent"),
            ("protocol", |f| actions(f, 80, "HTTPS", json!([])), Fail, "listener-wrong-protocol"),
            (
                "none",
                |f| {
                    f.listeners.insert(LB.to_owned(), seen(vec![]));
                },
                Fail,
                "listener-none",
            ),
            ("not asked", |f| f.listeners.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
}
