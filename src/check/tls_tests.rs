//! Listeners, redirects, policies, places and late targets of the course with HTTPS, one fault at a time.

use serde_json::{Value, json};

use super::testkit::{VPC, denied, seen};
use super::tls_worlds::{RECOMMENDED, judged, key, policy, same, secure};
use super::verdict::Status::{Fail, Inconclusive, Pass, Waiting};
use super::worlds::{LB, TG, first, of};
use crate::course::kinds::{
    ListenerExists, ListenerForwards, ListenerTlsPolicy, LoadBalancerZones, PublicSubnets, TargetGroupSettings,
    TargetsHealthy,
};

#[test]
fn http_forwards_or_leads_to_https() {
    let check = |asked| ListenerForwards {
        load_balancer: key("alb"),
        protocol: key("HTTP"),
        port: 80,
        target_group: key("tg"),
        or_redirects_to_https: asked,
        domain: Some(key("domain")),
    };
    let redirect = |protocol: &str, host: &str, port: &str| {
        let action = json!([{"type": "redirect", "protocol": protocol, "host": host, "port": port, "path": "/#{path}",
            "query": "#{query}", "status": "HTTP_301"}]);
        secure().with(|facts| {
            let listener = facts.listeners.get_mut(LB).expect("listeners");
            first(listener, |http| http.default_actions = of(action));
        })
    };
    for (protocol, host, port, passes) in [
        ("HTTPS", "#{host}", "443", true),
        ("HTTPS", "api.example.com", "443", true),
        ("HTTPS", "API.example.com.", "443", true),
        ("HTTPS", "www.example.com", "443", false),
        ("HTTPS", "#{host}", "8443", false),
        ("HTTPS", "#{host}", "#{port}", false),
        ("#{protocol}", "#{host}", "443", false),
        ("HTTP", "#{host}", "443", false),
        ("HTTPS", "www.#{host}", "443", false),
    ] {
        let what = format!("{protocol}://{host}:{port}");
        let verdict = redirect(protocol, host, port).judge(&check(true));
        if passes {
            same(&what, &verdict, Pass, "listener-redirects-to-https", &["advice-listener-redirects"]);
        } else {
            same(&what, &verdict, Fail, "listener-redirects", &[]);
        }
        assert_eq!(redirect(protocol, host, port).judge(&check(false)).status, Fail, "{what}");
    }
    // Without a domain given, only the placeholder is the same host.
    let world = redirect("HTTPS", "api.example.com", "443").value("domain", "");
    assert_eq!(world.judge(&check(true)).status, Fail);
    same("forwards", &secure().judge(&check(true)), Pass, "listener-forwards", &[]);
}

#[test]
fn a_listener_is_there() {
    let check = ListenerExists { load_balancer: key("alb"), protocol: key("HTTPS"), port: 443 };
    judged(
        &check,
        &[
            ("both", |_| {}, Pass, "listener-exists", &[]),
            (
                "HTTP alone",
                |f| first(f.listeners.get_mut(LB).expect("listeners"), |one| one.port = 81),
                Pass,
                "listener-exists",
                &[],
            ),
            ("none", |f| drop(f.listeners.insert(LB.into(), seen(vec![]))), Fail, "listener-missing-all", &[]),
            (
                "TCP on 443",
                |f| {
                    if let Some(crate::facts::Section::Seen { value, .. }) = f.listeners.get_mut(LB) {
                        value[1].protocol = "HTTP".into();
                    }
                },
                Fail,
                "listener-missing",
                &[],
            ),
            ("denied", |f| drop(f.listeners.insert(LB.into(), denied("x"))), Inconclusive, "unseen-denied", &[]),
        ],
    );
}

#[test]
fn a_policy_is_judged_by_its_protocols() {
    let check = ListenerTlsPolicy { load_balancer: key("alb"), port: 443 };
    judged(
        &check,
        &[
            ("recommended", |_| {}, Pass, "tls-policy-sound", &[]),
            (
                "older, and sound",
                |f| policy(f, "ELBSecurityPolicy-TLS-1-2-2017-01", &["TLSv1.2"]),
                Pass,
                "tls-policy-sound",
                &["advice-tls-policy-other"],
            ),
            (
                "1.3 alone",
                |f| policy(f, "ELBSecurityPolicy-TLS13-1-3-2021-06", &["TLSv1.3"]),
                Pass,
                "tls-policy-sound",
                &["advice-tls-policy-other"],
            ),
            (
                "one of tomorrow",
                |f| policy(f, "ELBSecurityPolicy-2031-01", &["TLSv1.3"]),
                Pass,
                "tls-policy-sound",
                &["advice-tls-policy-other"],
            ),
            (
                "the CLI's default",
                |f| policy(f, "ELBSecurityPolicy-2016-08", &["TLSv1", "TLSv1.1", "TLSv1.2"]),
                Fail,
                "tls-policy-old",
                &[],
            ),
            (
                "a sound name with an old protocol",
                |f| policy(f, RECOMMENDED, &["TLSv1.1", "TLSv1.2", "TLSv1.3"]),
                Fail,
                "tls-policy-old",
                &[],
            ),
            ("no protocols told", |f| policy(f, RECOMMENDED, &[]), Inconclusive, "tls-policy-untold", &[]),
            (
                "denied",
                |f| drop(f.ssl_policies.insert(RECOMMENDED.into(), denied("x"))),
                Inconclusive,
                "unseen-denied",
                &[],
            ),
            (
                "no listener",
                |f| drop(f.listeners.insert(LB.into(), seen(vec![]))),
                Inconclusive,
                "https-listener-unseen",
                &[],
            ),
        ],
    );
}

#[test]
fn places_and_settings() {
    let zones = LoadBalancerZones { load_balancer: key("alb"), zones: vec![key("a"), key("c")] };
    judged(
        &zones,
        &[
            ("both", |_| {}, Pass, "load-balancer-zones", &[]),
            (
                "a third",
                |f| {
                    first(&mut f.load_balancers, |lb| {
                        let mut third = lb.zones[0].clone();
                        third.availability_zone = "us-east-1d".into();
                        lb.zones.push(third);
                    });
                },
                Pass,
                "load-balancer-zones",
                &[],
            ),
            (
                "1d for 1c",
                |f| first(&mut f.load_balancers, |lb| lb.zones[1].availability_zone = "us-east-1d".into()),
                Fail,
                "load-balancer-zones-absent",
                &[],
            ),
            ("another region's", |f| f.region = "ap-northeast-1".into(), Fail, "load-balancer-zones-absent", &[]),
        ],
    );
    let subnets =
        |zones: &[&str]| PublicSubnets { vpc: key("vpc"), min: 2, zones: zones.iter().map(|z| key(z)).collect() };
    assert_eq!(secure().judge(&subnets(&["a", "c"])).status, Pass);
    same("1d", &secure().judge(&subnets(&["a", "d"])), Fail, "public-subnets-zone-missing", &[]);
    let settings = TargetGroupSettings {
        target_group: key("tg"),
        vpc: Some(key("vpc")),
        protocol: key("HTTP"),
        port: Some(80),
        target_type: key("instance"),
        protocol_version: Some(key("HTTP1")),
        address_type: Some(key("ipv4")),
    };
    judged(
        &settings,
        &[
            ("all", |_| {}, Pass, "target-group-settings", &[]),
            (
                "HTTP2",
                |f| first(&mut f.target_groups, |tg| tg.protocol_version = Some("HTTP2".into())),
                Fail,
                "target-group-wrong-version",
                &[],
            ),
            (
                "IPv6",
                |f| first(&mut f.target_groups, |tg| tg.ip_address_type = Some("ipv6".into())),
                Fail,
                "target-group-wrong-address-type",
                &[],
            ),
            (
                "untold",
                |f| first(&mut f.target_groups, |tg| tg.ip_address_type = None),
                Inconclusive,
                "target-group-setting-untold",
                &[],
            ),
            (
                "another VPC",
                |f| first(&mut f.target_groups, |tg| tg.vpc_id = Some(format!("{VPC}2"))),
                Fail,
                "target-group-wrong-vpc",
                &[],
            ),
        ],
    );
}

#[test]
fn targets_that_come_later() {
    let check = TargetsHealthy { load_balancer: key("alb"), target_group: key("tg"), group: None, later: true };
    let with =
        |targets: Value| secure().with(|facts| drop(facts.target_health.insert(TG.to_owned(), seen(of(targets)))));
    let target = |state: &str, reason: Option<&str>| {
        json!({"target_id": "10.0.0.9", "port": 80, "availability_zone": "us-east-1a",
        "state": state, "reason": reason, "description": null})
    };
    same("none", &with(json!([])).judge(&check), Inconclusive, "targets-later", &[]);
    same("leaving", &with(json!([target("draining", None)])).judge(&check), Inconclusive, "targets-later", &[]);
    same("healthy", &with(json!([target("healthy", None)])).judge(&check), Pass, "targets-healthy", &[]);
    let timeout = with(json!([target("unhealthy", Some("Target.Timeout"))])).judge(&check);
    assert_eq!(timeout.status, Fail, "{timeout:?}");
    let initial = with(json!([target("initial", Some("Elb.RegistrationInProgress"))])).judge(&check);
    assert_eq!(initial.status, Waiting, "{initial:?}");
}
