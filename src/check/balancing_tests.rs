//! Load balancers, listeners and targets, one fault at a time.

use proptest::prelude::*;
use serde_json::json;

use super::testkit::{denied, seen};
use super::verdict::Status::{self, *};
use super::worlds::*;
use crate::course::kinds::*;

fn key(name: &str) -> String {
    name.to_owned()
}

#[test]
fn load_balancer_exists() {
    let check = LoadBalancerExists { load_balancer: key("alb"), vpc: Some(key("vpc")), r#type: key("application") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "load-balancer-exists"),
        ("provisioning", |f| first(&mut f.load_balancers, |lb| lb.state = "provisioning".into()), Pass, "load-balancer-exists"),
        ("type", |f| first(&mut f.load_balancers, |lb| lb.kind = "network".into()), Fail, "load-balancer-wrong-type"),
        ("vpc", |f| first(&mut f.load_balancers, |lb| lb.vpc_id = Some("vpc-2".into())), Fail, "load-balancer-wrong-vpc"),
        ("none", |f| f.load_balancers = seen(vec![]), Fail, "load-balancer-missing"),
        ("denied", |f| f.load_balancers = denied("x"), Inconclusive, "unseen-denied"),
    ]);
    let check = LoadBalancerScheme { load_balancer: key("alb"), scheme: key("internet-facing") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "load-balancer-scheme"),
        ("internal", |f| first(&mut f.load_balancers, |lb| lb.scheme = "internal".into()), Fail, "load-balancer-wrong-scheme"),
    ]);
}

#[test]
fn load_balancer_subnets_groups_and_state() {
    let check = LoadBalancerPublicSubnets { load_balancer: key("alb"), min_zones: 2 };
    rows(&check, &[
        ("complete", |_| {}, Pass, "load-balancer-public-subnets"),
        ("one zone", |f| first(&mut f.load_balancers, |lb| lb.zones.truncate(1)), Fail, "load-balancer-too-few-zones"),
        ("one zone twice", |f| first(&mut f.load_balancers, |lb| lb.zones[1].availability_zone = "us-east-1a".into()), Fail, "load-balancer-too-few-zones"),
        ("private", |f| first(&mut f.load_balancers, |lb| lb.zones[1].subnet_id = Some("subnet-4".into())), Fail, "load-balancer-private-subnets"),
        ("unlisted", |f| first(&mut f.load_balancers, |lb| lb.zones[1].subnet_id = Some("subnet-9".into())), Inconclusive, "load-balancer-subnet-unlisted"),
        ("routes denied", |f| f.route_tables = denied("x"), Inconclusive, "unseen-denied"),
    ]);
    let check = LoadBalancerGroups { vpc: key("vpc"), load_balancer: key("alb"), groups: vec![key("alb_sg")] };
    rows(&check, &[
        ("complete", |_| {}, Pass, "load-balancer-groups"),
        ("none", |f| first(&mut f.load_balancers, |lb| lb.group_ids.clear()), Fail, "load-balancer-groups-none"),
        ("extra", |f| first(&mut f.load_balancers, |lb| lb.group_ids.push("sg-web".into())), Fail, "load-balancer-groups-extra"),
        ("other", |f| first(&mut f.load_balancers, |lb| lb.group_ids = vec!["sg-web".into()]), Fail, "load-balancer-groups-other"),
        ("groups denied", |f| f.security_groups = denied("x"), Inconclusive, "unseen-denied"),
    ]);
    let check = LoadBalancerActive { load_balancer: key("alb") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "load-balancer-active"),
        ("impaired", |f| first(&mut f.load_balancers, |lb| lb.state = "active_impaired".into()), Pass, "load-balancer-active"),
        ("provisioning", |f| first(&mut f.load_balancers, |lb| lb.state = "provisioning".into()), Waiting, "load-balancer-provisioning"),
        ("failed", |f| first(&mut f.load_balancers, |lb| lb.state = "failed".into()), Fail, "load-balancer-failed"),
        ("new state", |f| first(&mut f.load_balancers, |lb| lb.state = "odd".into()), Inconclusive, "load-balancer-state-unknown"),
    ]);
}

#[test]
fn target_group_exists() {
    let check = TargetGroupExists {
        target_group: key("tg"), vpc: Some(key("vpc")), protocol: key("HTTP"), port: 80, target_type: key("instance"),
    };
    rows(&check, &[
        ("complete", |_| {}, Pass, "target-group-exists"),
        ("protocol", |f| first(&mut f.target_groups, |tg| tg.protocol = Some("HTTPS".into())), Fail, "target-group-wrong-protocol"),
        ("port", |f| first(&mut f.target_groups, |tg| tg.port = Some(8080)), Fail, "target-group-wrong-port"),
        ("type", |f| first(&mut f.target_groups, |tg| tg.target_type = "ip".into()), Fail, "target-group-wrong-type"),
        ("vpc", |f| first(&mut f.target_groups, |tg| tg.vpc_id = Some("vpc-2".into())), Fail, "target-group-wrong-vpc"),
        ("contradiction", |f| f.target_groups = seen(vec![]), Inconclusive, "target-group-contradiction"),
        ("none", |f| { f.target_groups = seen(vec![]); asg(f, |g| g.target_group_arns.clear()); }, Fail, "target-group-missing"),
        ("throttled", |f| f.target_groups = denied("x"), Inconclusive, "unseen-denied"),
    ]);
}

fn actions(facts: &mut crate::facts::Facts, port: i32, protocol: &str, actions: serde_json::Value) {
    facts.listeners.insert(LB.to_owned(), seen(of(json!([{ "arn": "listener", "port": port, "protocol": protocol,
        "ssl_policy": null, "certificate_arns": [], "default_actions": actions }]))));
}

#[test]
fn listener_forwards() {
    let check = ListenerForwards { load_balancer: key("alb"), protocol: key("HTTP"), port: 80, target_group: key("tg") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "listener-forwards"),
        ("weighted", |f| actions(f, 80, "HTTP", json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": "other", "weight": 9}, {"arn": TG, "weight": 1}]}])), Pass, "listener-forwards"),
        ("after authentication", |f| actions(f, 80, "HTTP", json!([{"type": "other", "name": "authenticate-oidc"},
            {"type": "forward", "stickiness": false, "targets": [{"arn": TG, "weight": 1}]}])), Pass, "listener-forwards"),
        ("weight 0", |f| actions(f, 80, "HTTP", json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": TG, "weight": 0}]}])), Fail, "listener-weight-zero"),
        ("unlisted", |f| actions(f, 80, "HTTP", json!([{"type": "forward", "stickiness": false,
            "targets": [{"arn": "other", "weight": 1}]}])), Inconclusive, "listener-target-group-unlisted"),
        ("other", |f| {
            let mut other = f.target_groups.value().expect("seen")[0].clone();
            other.arn = "other".into();
            other.name = "other".into();
            if let crate::facts::Section::Seen { value, .. } = &mut f.target_groups { value.push(other) }
            actions(f, 80, "HTTP", json!([{"type": "forward", "stickiness": false, "targets": [{"arn": "other", "weight": 1}]}]));
        }, Fail, "listener-other-target-group"),
        ("redirect", |f| actions(f, 80, "HTTP", json!([{"type": "redirect", "protocol": "HTTPS", "host": "#{host}", "port": "443",
            "path": "/#{path}", "query": "", "status": "HTTP_301"}])), Fail, "listener-redirects"),
        ("fixed", |f| actions(f, 80, "HTTP", json!([{"type": "fixed-response", "status": "200"}])), Fail, "listener-fixed-response"),
        ("other port", |f| actions(f, 8080, "HTTP", json!([])), Fail, "listener-absent"),
        ("protocol", |f| actions(f, 80, "HTTPS", json!([])), Fail, "listener-wrong-protocol"),
        ("none", |f| { f.listeners.insert(LB.to_owned(), seen(vec![])); }, Fail, "listener-none"),
        ("not asked", |f| f.listeners.clear(), Inconclusive, "unseen-not-asked"),
    ]);
}

fn healthy() -> TargetsHealthy {
    TargetsHealthy { load_balancer: key("alb"), target_group: key("tg"), group: Some(key("asg")) }
}

#[test]
fn targets_healthy() {
    rows(&healthy(), &[
        ("complete", |_| {}, Pass, "targets-healthy"),
        ("draining aside", |f| healths(f, vec![target("i-1", "healthy", None), target("i-9", "draining", None)]), Pass, "targets-healthy"),
        ("initial", |f| healths(f, vec![target("i-1", "initial", Some("Elb.InitialHealthChecking"))]), Waiting, "target-initial"),
        ("unhealthy", |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.FailedHealthChecks"))]), Fail, "target-failed-health-checks"),
        ("codes", |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.ResponseCodeMismatch"))]), Fail, "target-response-code-mismatch"),
        ("timeout", |f| healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]), Fail, "target-timeout"),
        ("closed", |f| {
            healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
            if let crate::facts::Section::Seen { value, .. } = &mut f.security_groups { value[1].ingress.clear() }
        }, Fail, "target-closed-group"),
        ("in grace", |f| {
            healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
            f.activities.insert("asg".into(), seen(vec![launch("i-1", "", "Successful", 1)]));
        }, Waiting, "target-in-grace-period"),
        ("grace unseen", |f| {
            healths(f, vec![target("i-1", "unhealthy", Some("Target.Timeout"))]);
            f.activities.clear();
            f.instances = denied("x");
        }, Inconclusive, "unseen-denied"),
        ("not in use", |f| healths(f, vec![target("i-1", "unused", Some("Target.NotInUse"))]), Fail, "target-not-in-use"),
        ("zone off", |f| {
            healths(f, vec![target("i-1", "unused", Some("Target.NotInUse"))]);
            first(&mut f.load_balancers, |lb| { lb.zones.remove(0); });
        }, Fail, "target-zone-off"),
        ("invalid", |f| healths(f, vec![target("i-1", "unused", Some("Target.InvalidState"))]), Fail, "target-invalid-state"),
        ("ip", |f| healths(f, vec![target("i-1", "unused", Some("Target.IpUnusable"))]), Fail, "target-ip-unusable"),
        ("not registered", |f| healths(f, vec![target("i-1", "unused", Some("Target.NotRegistered"))]), Fail, "target-not-registered"),
        ("disabled", |f| healths(f, vec![target("i-1", "unavailable", Some("Target.HealthCheckDisabled"))]), Fail, "target-health-check-disabled"),
        ("internal", |f| healths(f, vec![target("i-1", "unhealthy", Some("Elb.InternalError"))]), Inconclusive, "target-internal-error"),
        ("unavailable", |f| healths(f, vec![target("i-1", "unavailable", None)]), Inconclusive, "target-state-unknown"),
        ("no reason", |f| healths(f, vec![target("i-1", "unhealthy", None)]), Fail, "target-unhealthy"),
        ("denied", |f| { f.target_health.insert(TG.into(), denied("x")); }, Inconclusive, "unseen-denied"),
        ("unregistered", |f| healths(f, vec![]), Fail, "targets-none-unregistered"),
        ("not attached", |f| { healths(f, vec![]); asg(f, |g| g.target_group_arns.clear()); }, Fail, "targets-none-not-attached"),
        ("desired 0", |f| { healths(f, vec![]); asg(f, |g| { g.desired_capacity = 0; g.instances.clear(); }); }, Fail, "targets-none-desired-zero"),
        ("suspended", |f| { healths(f, vec![]); asg(f, |g| g.suspended_processes.push("AddToLoadBalancer".into())); }, Fail, "targets-none-suspended"),
        ("pending", |f| { healths(f, vec![]); asg(f, |g| for i in &mut g.instances { i.lifecycle_state = "Pending".into() }); }, Waiting, "targets-launching"),
        ("launch fails", |f| {
            healths(f, vec![]);
            asg(f, |g| g.instances.clear());
            f.activities.insert("asg".into(), seen(vec![launch("", "", "Failed", 2)]));
        }, Fail, "targets-none-launch-failed"),
    ]);
}

#[test]
fn targets_are_instances_in_enabled_zones() {
    let check = TargetsAreGroupInstances { target_group: key("tg"), group: key("asg") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "targets-are-instances"),
        ("foreign", |f| healths(f, ["i-0", "i-1", "i-2"].map(|id| target(id, "healthy", None)).to_vec()), Fail, "targets-foreign"),
        ("unregistered", |f| healths(f, vec![target("i-1", "healthy", None)]), Fail, "targets-unregistered"),
        ("standby", |f| asg(f, |g| g.instances[0].lifecycle_state = "Standby".into()), Fail, "targets-standby"),
        ("pending", |f| asg(f, |g| g.instances[0].lifecycle_state = "Pending:Wait".into()), Waiting, "targets-launching"),
        ("terminating", |f| asg(f, |g| g.instances[0].lifecycle_state = "Terminating".into()), Pass, "targets-are-instances"),
        ("empty", |f| { healths(f, vec![]); asg(f, |g| { g.instances.clear(); g.desired_capacity = 0; }); }, Fail, "targets-group-empty"),
        ("denied", |f| f.auto_scaling_groups = denied("x"), Inconclusive, "unseen-denied"),
    ]);
    let check = TargetZonesEnabled { load_balancer: key("alb"), target_group: key("tg") };
    rows(&check, &[
        ("complete", |_| {}, Pass, "target-zones-enabled"),
        ("off", |f| first(&mut f.load_balancers, |lb| { lb.zones.remove(0); }), Fail, "target-zones-off"),
        ("unknown", |f| healths(f, vec![target("i-77", "healthy", None)]), Inconclusive, "target-zones-unknown"),
        ("no target", |f| healths(f, vec![]), Inconclusive, "target-zones-no-target"),
    ]);
}

fn a_target() -> impl Strategy<Value = (u8, &'static str)> {
    (0u8..4, prop::sample::select(vec!["healthy", "initial", "unhealthy", "unused", "draining", "unavailable"]))
}

fn status_of(targets: &[(u8, &'static str)]) -> Status {
    let targets = targets.iter().map(|(id, state)| target(&format!("i-{id}"), state, None)).collect();
    shop().with(|facts| healths(facts, targets)).judge(&healthy()).status
}

proptest! {
    #[test]
    fn the_order_of_targets_never_matters(targets in prop::collection::vec(a_target(), 0..6)) {
        let mut turned = targets.clone();
        turned.reverse();
        prop_assert_eq!(status_of(&targets), status_of(&turned));
    }

    #[test]
    fn one_more_unhealthy_target_never_passes(mut targets in prop::collection::vec(a_target(), 0..6)) {
        targets.push((9, "unhealthy"));
        prop_assert_eq!(status_of(&targets), Fail);
    }
}
