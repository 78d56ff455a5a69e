use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::account::{
    Action, AppFault, Condition, FixedResponseConfig, ForwardConfig, HealthState, HttpHeaderConfig, KeyValue,
    LoadBalancerKind, QueryStringConfig, RedirectConfig, Region, Rule, Tags, TargetGroupStickiness, Values,
    WeightedTargetGroup,
};
use super::super::app::message;
use super::super::fixture::{self, ALB, GROUP, LISTENER, break_app, now, region, target_group};
use super::*;

const OTHER: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/2";

fn head(path: &str) -> Head {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Head {
        method: "GET".to_owned(),
        host: "Shop.example.com:80".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![],
        client: "198.51.100.7:50001".parse().expect("an address"),
        through: None,
    }
}

fn with(path: &str, headers: &[(&str, &str)]) -> Head {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Head { headers, ..head(path) }
}

fn decided(region: &mut Region, head: &Head) -> Decision {
    decide(region, ALB, 80, head, &|_, _, _| 0, now())
}

fn forwarded(region: &mut Region, head: &Head) -> Forward {
    match decided(region, head) {
        Decision::Forward(forward) => *forward,
        other => panic!("not forwarded: {other:?}"),
    }
}

/// The whole way of a request: what the client gets.
fn ask(region: &mut Region, head: &Head) -> Answer {
    match decided(region, head) {
        Decision::Answer { answer, .. } => answer,
        Decision::Forward(forward) => deliver(region, &forward, head, Vec::new(), now()).answer,
        Decision::Refuse(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn add_rule(region: &mut Region, priority: u32, conditions: Vec<Condition>, action: Action) {
    let arn = format!("{LISTENER}/rule/{priority}");
    let (actions, tags) = (vec![action], Tags::new());
    let rule = Rule { arn: arn.clone(), listener: LISTENER.to_owned(), priority, conditions, actions, tags };
    region.rules.insert(arn, rule);
}

fn default_action(region: &mut Region, action: Action) {
    region.listeners.get_mut(LISTENER).expect("one").default_actions = vec![action];
}

fn fixed(status: &str) -> Action {
    let config = FixedResponseConfig {
        status_code: status.to_owned(),
        content_type: Some("text/html".to_owned()),
        message_body: Some("<p>later</p>".to_owned()),
    };
    Action { kind: "fixed-response".to_owned(), fixed_response_config: Some(config), ..Action::default() }
}

fn weighted(groups: &[(&str, i32)], sticky: bool) -> Action {
    let target_groups = groups
        .iter()
        .map(|(arn, weight)| WeightedTargetGroup { target_group_arn: (*arn).to_owned(), weight: Some(*weight) });
    let stickiness = TargetGroupStickiness { enabled: Some(true), duration_seconds: Some(600) };
    let config = ForwardConfig {
        target_groups: target_groups.collect(),
        target_group_stickiness_config: sticky.then_some(stickiness),
    };
    Action { kind: "forward".to_owned(), forward_config: Some(config), ..Action::default() }
}

fn values(field: &str, values: &[&str]) -> Condition {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Condition { field: field.to_owned(), values: Some(values), ..Condition::default() }
}

fn attribute(region: &mut Region, key: &str, value: &str) {
    region.target_groups.get_mut(GROUP).expect("one").attributes.insert(key.to_owned(), value.to_owned());
}

fn set_health(region: &mut Region, states: &[HealthState]) {
    for (target, state) in region.target_groups.get_mut(GROUP).expect("one").targets.iter_mut().zip(states) {
        target.health.state = *state;
    }
}

/// The cookies of an answer, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.iter().filter(|(name, _)| name == "Set-Cookie");
    set.filter_map(|(_, value)| value.split(';').next()).collect::<Vec<_>>().join("; ")
}

fn served_by(answer: &Answer) -> String {
    message::find(&answer.headers, "x-instance-id").unwrap_or_default().to_owned()
}

#[test]
fn a_request_reaches_the_shop_and_its_targets_take_turns() {
    let mut region = region();
    let (first, second) = (ask(&mut region, &head("/")), ask(&mut region, &head("/")));
    assert_eq!((first.status, second.status), (200, 200));
    let mut both = [served_by(&first), served_by(&second)];
    both.sort();
    assert_eq!(both, ["i-a", "i-c"]);
    assert!(String::from_utf8_lossy(&first.body).contains("198.51.100.7"));
}

#[test]
fn a_client_is_refused_for_aws_reasons() {
    type Breaking = fn(&mut Region);
    let closed = |groups: &[&str]| {
        Refusal::Blocked(Blocked::GroupIn { groups: groups.iter().map(|one| (*one).to_owned()).collect() })
    };
    let table: Vec<(&str, Breaking, Refusal)> = vec![
        ("gone", |region| drop(region.load_balancers.remove(ALB)), Refusal::Gone),
        (
            "provisioning",
            |region| region.load_balancers.get_mut(ALB).expect("one").provisioning_until = Some(now()),
            Refusal::Provisioning,
        ),
        ("no listener", |region| drop(region.listeners.remove(LISTENER)), Refusal::NoListener),
        ("another port", |region| region.listeners.get_mut(LISTENER).expect("one").port = 8080, Refusal::NoListener),
        (
            "a closed group",
            |region| region.security_group_rules.retain(|_, rule| rule.group_id != "sg-alb" || rule.egress),
            closed(&["sg-alb"]),
        ),
    ];
    for (what, breaking, expected) in table {
        let mut region = region();
        breaking(&mut region);
        match decided(&mut region, &head("/")) {
            Decision::Refuse(refusal) => assert_eq!(refusal, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let mut internal = region();
    for interface in internal.network_interfaces.values_mut() {
        interface.public_ip = None;
    }
    assert!(matches!(
        decided(&mut internal, &head("/")),
        Decision::Refuse(Refusal::Blocked(Blocked::NotPublic { .. }))
    ));
}

#[test]
fn one_node_out_of_reach_leaves_the_other() {
    let mut region = region();
    region.network_interfaces.get_mut("eni-alb-0").expect("one").public_ip = None;
    for port in 1..50 {
        let client = SocketAddr::new("198.51.100.7".parse().expect("an address"), port);
        assert_eq!(forwarded(&mut region, &Head { client, ..head("/") }).way.node, "eni-alb-1");
    }
}

#[test]
fn every_kind_of_condition_is_read_as_aws_reads_it() {
    let header = |name: &str, values: &[&str]| Condition {
        field: "http-header".to_owned(),
        http_header_config: Some(HttpHeaderConfig {
            http_header_name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }),
        ..Condition::default()
    };
    let query = |key: Option<&str>, value: &str| Condition {
        field: "query-string".to_owned(),
        query_string_config: Some(QueryStringConfig {
            values: vec![KeyValue { key: key.map(str::to_owned), value: value.to_owned() }],
        }),
        ..Condition::default()
    };
    let typed = Condition {
        field: "path-pattern".to_owned(),
        path_pattern_config: Some(Values { values: vec!["/typed/*".to_owned()] }),
        ..Condition::default()
    };
    let table = vec![
        ("a path", values("path-pattern", &["/images/*"]), head("/images/a.png"), true),
        ("paths keep their case", values("path-pattern", &["/images/*"]), head("/Images/a.png"), false),
        ("the pattern is the whole path", values("path-pattern", &["/images"]), head("/images/"), false),
        ("one character", values("path-pattern", &["/a?c"]), head("/abc"), true),
        ("one of several", values("path-pattern", &["/x", "/y"]), head("/y"), true),
        ("the query is no part of the path", values("path-pattern", &["/x"]), head("/x?y=z"), true),
        ("in its own member", typed, head("/typed/1"), true),
        ("a host, in any case, without its port", values("host-header", &["SHOP.example.com"]), head("/"), true),
        ("a host with a wildcard", values("host-header", &["*.example.com"]), head("/"), true),
        ("another host", values("host-header", &["example.com"]), head("/"), false),
        ("a method", values("http-request-method", &["GET", "HEAD"]), head("/"), true),
        ("another method", values("http-request-method", &["POST"]), head("/"), false),
        ("a source", values("source-ip", &["198.51.100.0/24"]), head("/"), true),
        ("another source", values("source-ip", &["203.0.113.0/24"]), head("/"), false),
        (
            "a header, in any case",
            header("user-agent", &["*chrome*"]),
            with("/", &[("User-Agent", "Mozilla Chrome/1")]),
            true,
        ),
        ("a header that is not sent", header("user-agent", &["*"]), head("/"), false),
        (
            "a source is not what a header says",
            values("source-ip", &["192.0.2.0/24"]),
            with("/", &[("X-Forwarded-For", "192.0.2.1")]),
            false,
        ),
        ("key and value", query(Some("version"), "v1"), head("/?a=b&Version=V1"), true),
        ("another value", query(Some("version"), "v1"), head("/?version=v2"), false),
        ("a value of any key", query(None, "*blue*"), head("/?x=skyblue1"), true),
        ("no query", query(None, "*"), head("/"), false),
    ];
    for (what, condition, head, expected) in table {
        let mut region = region();
        add_rule(&mut region, 10, vec![condition], fixed("418"));
        assert_eq!(ask(&mut region, &head).status == 418, expected, "{what}");
    }
}

#[test]
fn rules_are_tried_by_priority_and_all_conditions_have_to_hold() {
    let mut region = region();
    add_rule(&mut region, 20, vec![values("path-pattern", &["/*"])], fixed("402"));
    let both = vec![values("path-pattern", &["/a*"]), values("http-request-method", &["POST"])];
    add_rule(&mut region, 3, both, fixed("401"));
    assert_eq!(ask(&mut region, &head("/abc")).status, 402);
    let post = Head { method: "POST".to_owned(), ..head("/abc") };
    assert_eq!(ask(&mut region, &post).status, 401);
    let Decision::Answer { way, answer } = decided(&mut region, &post) else { panic!("not answered") };
    assert_eq!(way.rule.as_deref(), Some(format!("{LISTENER}/rule/3").as_str()));
    assert_eq!(message::find(&answer.headers, "content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn redirects_expand_what_they_name() {
    let redirect = |config: RedirectConfig| Action {
        kind: "redirect".to_owned(),
        redirect_config: Some(config),
        ..Action::default()
    };
    let some = |text: &str| Some(text.to_owned());
    let https = RedirectConfig {
        protocol: some("HTTPS"),
        port: some("443"),
        status_code: "HTTP_301".to_owned(),
        ..RedirectConfig::default()
    };
    let moved = RedirectConfig {
        host: some("www.#{host}"),
        path: some("/new/#{path}"),
        query: some("old=#{port}&#{query}"),
        status_code: "HTTP_302".to_owned(),
        ..RedirectConfig::default()
    };
    let bare = RedirectConfig { query: some(""), path: some("/"), ..https.clone() };
    for (config, status, location) in [
        (https, 301, "https://shop.example.com:443/a/b?c=d"),
        (moved, 302, "http://www.shop.example.com:80/new/a/b?old=80&c=d"),
        (bare, 301, "https://shop.example.com:443/"),
    ] {
        let mut region = region();
        default_action(&mut region, redirect(config));
        let answer = ask(&mut region, &head("/a/b?c=d"));
        assert_eq!(answer.status, status);
        assert_eq!(message::find(&answer.headers, "location"), Some(location));
        assert_eq!(message::find(&answer.headers, "server"), Some("awselb/2.0"));
    }
}

#[test]
fn without_targets_the_answer_is_503() {
    let mut none = region();
    none.target_groups.get_mut(GROUP).expect("one").targets.clear();
    let mut unused = region();
    set_health(&mut unused, &[HealthState::Unused, HealthState::Draining]);
    let mut weightless = region();
    default_action(&mut weightless, weighted(&[(GROUP, 0)], false));
    let mut nowhere = region();
    default_action(&mut nowhere, fixture::forward("gone"));
    for mut region in [none, unused, weightless, nowhere] {
        let answer = ask(&mut region, &head("/"));
        assert_eq!(answer.status, 503);
        assert!(String::from_utf8_lossy(&answer.body).contains("503 Service Temporarily Unavailable"));
    }
}

#[test]
fn a_load_balancer_fails_open_only_when_nothing_is_healthy() {
    let mut region = region();
    set_health(&mut region, &[HealthState::Unhealthy, HealthState::Healthy]);
    let seen: Vec<String> = (0..6).map(|_| served_by(&ask(&mut region, &head("/")))).collect();
    assert!(seen.iter().all(|id| id == "i-c"));
    set_health(&mut region, &[HealthState::Unhealthy, HealthState::Unhealthy]);
    let seen: Vec<String> = (0..6).map(|_| served_by(&ask(&mut region, &head("/")))).collect();
    assert!(seen.contains(&"i-a".to_owned()) && seen.contains(&"i-c".to_owned()));
    set_health(&mut region, &[HealthState::Unhealthy, HealthState::Healthy]);
    attribute(&mut region, "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "2");
    assert!((0..6).any(|_| served_by(&ask(&mut region, &head("/"))) == "i-a"));
}

#[test]
fn zones_are_crossed_unless_the_group_says_no() {
    let mut region = region();
    attribute(&mut region, "load_balancing.cross_zone.enabled", "false");
    for port in 1..40 {
        let client = SocketAddr::new("198.51.100.7".parse().expect("an address"), port);
        let forward = forwarded(&mut region, &Head { client, ..head("/") });
        assert_eq!(forward.target.id, if forward.way.zone == "us-east-1a" { "i-a" } else { "i-c" });
    }
    // A zone without a healthy target leaves the DNS.
    set_health(&mut region, &[HealthState::Unhealthy, HealthState::Healthy]);
    assert!((0..20).all(|_| forwarded(&mut region, &head("/")).target.id == "i-c"));
    // A target in a zone that is not enabled is not used.
    region.load_balancers.get_mut(ALB).expect("one").zones.remove(1);
    assert!((0..20).all(|_| forwarded(&mut region, &head("/")).target.id == "i-a"));
}

#[test]
fn least_outstanding_requests_goes_where_least_is_done() {
    let mut region = region();
    attribute(&mut region, "load_balancing.algorithm.type", "least_outstanding_requests");
    let busy = |_: &str, id: &str, _: u16| if id == "i-a" { 3 } else { 1 };
    for _ in 0..5 {
        let Decision::Forward(forward) = decide(&mut region, ALB, 80, &head("/"), &busy, now()) else { panic!("none") };
        assert_eq!(forward.target.id, "i-c");
    }
}

#[test]
fn a_cookie_keeps_a_client_with_its_target() {
    let mut region = region();
    attribute(&mut region, "stickiness.enabled", "true");
    attribute(&mut region, "stickiness.lb_cookie.duration_seconds", "60");
    let first = ask(&mut region, &head("/"));
    let (home, sent) = (served_by(&first), cookies(&first));
    assert!(sent.contains("AWSALB=") && sent.contains("AWSALBCORS="), "{sent}");
    let mut without = Vec::new();
    for _ in 0..6 {
        assert_eq!(served_by(&ask(&mut region, &with("/", &[("Cookie", &sent)]))), home);
        without.push(served_by(&ask(&mut region, &head("/"))));
    }
    without.sort();
    without.dedup();
    assert_eq!(without.len(), 2, "others still take turns");
    // Over, tampered with, or of an unhealthy target: chosen anew.
    let later = now().saturating_add(jiff::SignedDuration::from_secs(61)).expect("in range");
    let kept = |sent: &str, at| cookie::read(&with("/", &[("Cookie", sent)]).headers, "AWSALB", GROUP, at);
    assert!(kept(&sent, now()).is_some() && kept(&sent, later).is_none());
    let forged = sent.replace("AWSALB=", "AWSALB=A").replace("AWSALBCORS=", "AWSALBCORS=A");
    assert!(kept(&forged, now()).is_none());
    let at = if home == "i-a" {
        [HealthState::Unhealthy, HealthState::Healthy]
    } else {
        [HealthState::Healthy, HealthState::Unhealthy]
    };
    set_health(&mut region, &at);
    assert_ne!(served_by(&ask(&mut region, &with("/", &[("Cookie", &sent)]))), home);
}

#[test]
fn application_cookies_are_followed_once_the_application_sets_its_own() {
    let mut region = region();
    attribute(&mut region, "stickiness.enabled", "true");
    attribute(&mut region, "stickiness.type", "app_cookie");
    attribute(&mut region, "stickiness.app_cookie.cookie_name", "whoami_session");
    assert!(!cookies(&ask(&mut region, &head("/"))).contains("AWSALBAPP"), "the shop sets none");
    for instance in region.instances.values_mut() {
        instance.process.as_mut().expect("one").app.kind = super::super::account::AppKind::WhoAmI;
    }
    let first = ask(&mut region, &head("/"));
    let sent = cookies(&first);
    assert!(sent.contains("AWSALBAPP-0="), "{sent}");
    for _ in 0..6 {
        assert_eq!(served_by(&ask(&mut region, &with("/", &[("Cookie", &sent)]))), served_by(&first));
    }
}

#[test]
fn weights_are_kept_and_a_weight_of_none_gets_none() {
    for (a, b) in [(1, 1), (90, 10), (1, 0), (3, 2), (999, 1)] {
        let mut region = region();
        region.target_groups.insert(OTHER.to_owned(), target_group(OTHER, "other", &["i-c"]));
        default_action(&mut region, weighted(&[(GROUP, a), (OTHER, b)], false));
        let mut counts: BTreeMap<String, i32> = BTreeMap::new();
        for _ in 0..1000 {
            *counts.entry(forwarded(&mut region, &head("/")).target_group).or_default() += 1;
        }
        let share = 1000 * b / (a + b);
        let seen = counts.get(OTHER).copied().unwrap_or(0);
        assert!((seen - share).abs() <= 5, "{a}:{b} gave {seen} of 1000");
        assert!(b > 0 || seen == 0);
    }
}

#[test]
fn stickiness_between_groups_keeps_the_group() {
    let mut region = region();
    region.target_groups.insert(OTHER.to_owned(), target_group(OTHER, "other", &["i-c"]));
    default_action(&mut region, weighted(&[(GROUP, 1), (OTHER, 1)], true));
    let first = forwarded(&mut region, &head("/"));
    let sent: Vec<&str> = first.cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
    assert!(sent[0].starts_with("AWSALBTG="));
    for _ in 0..10 {
        assert_eq!(
            forwarded(&mut region, &with("/", &[("Cookie", &sent.join("; "))])).target_group,
            first.target_group
        );
    }
}

#[test]
fn a_target_that_fails_gives_the_load_balancers_own_answer() {
    type Breaking = fn(&mut Region);
    let table: &[(&str, Breaking, u16, u64)] = &[
        (
            "closed to the load balancer",
            |region| region.security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress),
            504,
            10_000,
        ),
        ("nothing listens", |region| break_app(region, "i-a", AppFault::NotListening), 502, 0),
        ("it hangs up", |region| break_app(region, "i-a", AppFault::Hangup), 502, 0),
        (
            "slower than the idle timeout",
            |region| break_app(region, "i-a", AppFault::Slow { millis: 60_001 }),
            504,
            60_000,
        ),
        ("as slow as that", |region| break_app(region, "i-a", AppFault::Slow { millis: 60_000 }), 200, 60_000),
        ("another port", |region| region.target_groups.get_mut(GROUP).expect("one").targets[0].port = 81, 504, 10_000),
        (
            "TLS to a plain port",
            |region| region.target_groups.get_mut(GROUP).expect("one").protocol = "HTTPS".into(),
            502,
            0,
        ),
        ("its own error", |region| break_app(region, "i-a", AppFault::Status { path: None, status: 500 }), 500, 0),
    ];
    for (what, breaking, status, after) in table {
        let mut region = region();
        region.target_groups.get_mut(GROUP).expect("one").targets.truncate(1);
        breaking(&mut region);
        let answer = ask(&mut region, &head("/"));
        assert_eq!((answer.status, answer.after_millis), (*status, *after), "{what}");
        let own = message::find(&answer.headers, "server") == Some("awselb/2.0");
        assert_eq!(own, matches!(status, 502 | 504), "{what}");
    }
}

#[test]
fn headers_tell_the_target_who_asked() {
    let sent =
        [("X-Forwarded-For", "192.0.2.1"), ("Connection", "keep-alive"), ("Accept", "*/*"), ("under_score", "1")];
    let seen = |attributes: &[(&str, &str)]| {
        let mut region = region();
        for (key, value) in attributes {
            region.load_balancers.get_mut(ALB).expect("one").attributes.insert((*key).to_owned(), (*value).to_owned());
        }
        forwarded(&mut region, &with("/", &sent)).headers
    };
    let plain = seen(&[]);
    for (name, value) in [
        ("host", Some("Shop.example.com:80")),
        ("x-forwarded-for", Some("192.0.2.1, 198.51.100.7")),
        ("x-forwarded-proto", Some("http")),
        ("x-forwarded-port", Some("80")),
        ("accept", Some("*/*")),
        ("under_score", Some("1")),
        ("connection", None),
    ] {
        assert_eq!(message::find(&plain, name), value, "{name}");
    }
    assert!(message::find(&plain, "x-amzn-trace-id").is_some_and(|id| id.starts_with("Root=1-")));
    let mode = "routing.http.xff_header_processing.mode";
    let of = |attributes: &[(&str, &str)]| message::find(&seen(attributes), "x-forwarded-for").map(str::to_owned);
    assert_eq!(of(&[(mode, "preserve")]).as_deref(), Some("192.0.2.1"));
    assert_eq!(of(&[(mode, "remove")]), None);
    let port = of(&[("routing.http.xff_client_port.enabled", "true")]);
    assert_eq!(port.as_deref(), Some("192.0.2.1, 198.51.100.7:50001"));
    let strict = seen(&[("routing.http.drop_invalid_header_fields.enabled", "true")]);
    assert_eq!(message::find(&strict, "under_score"), None);
}

#[test]
fn what_an_alb_does_not_forward() {
    let mut region = region();
    assert_eq!(ask(&mut region, &Head { method: "TRACE".to_owned(), ..head("/") }).status, 405);
    assert_eq!(ask(&mut region, &Head { host: String::new(), ..head("/") }).status, 400);
    let many = vec!["192.0.2.1"; 31].join(",");
    assert_eq!(ask(&mut region, &with("/", &[("X-Forwarded-For", &many)])).status, 463);
}

/// The load balancer made a network one.
fn network() -> Region {
    let mut region = region();
    region.load_balancers.get_mut(ALB).expect("one").kind = LoadBalancerKind::Network;
    region.listeners.get_mut(LISTENER).expect("one").protocol = "TCP".to_owned();
    region.target_groups.get_mut(GROUP).expect("one").protocol = "TCP".to_owned();
    region
}

fn tcp(region: &mut Region, port: u16) -> TcpForward {
    match decide_tcp(region, ALB, 80, SocketAddr::new("198.51.100.7".parse().expect("an address"), port)) {
        TcpDecision::Forward(forward) => forward,
        other => panic!("not forwarded: {other:?}"),
    }
}

#[test]
fn a_network_load_balancer_keeps_flows_and_the_clients_address() {
    let mut region = network();
    attribute(&mut region, "load_balancing.cross_zone.enabled", "true");
    let mut seen: Vec<String> = (1..40).map(|port| tcp(&mut region, port).target.id).collect();
    assert!((1..40).zip(&seen).all(|(port, id)| tcp(&mut region, port).target.id == *id));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 2);
    let forward = tcp(&mut region, 1);
    assert!(forward.client_preserved);
    let (_, peer) = connect_tcp(&region, &forward, now()).expect("a connection");
    assert_eq!(peer.to_string(), "198.51.100.7");
    attribute(&mut region, "stickiness.enabled", "true");
    let home = tcp(&mut region, 1).target.id;
    assert!((1..40).all(|port| tcp(&mut region, port).target.id == home));
    attribute(&mut region, "preserve_client_ip.enabled", "false");
    let forward = tcp(&mut region, 1);
    let (_, peer) = connect_tcp(&region, &forward, now()).expect("a connection");
    assert!(peer.to_string().starts_with("10.0."));
    break_app(&mut region, &forward.target.id, AppFault::NotListening);
    assert_eq!(connect_tcp(&region, &forward, now()), Err(TcpFailure::Refused));
    region.security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress);
    assert!(matches!(connect_tcp(&region, &forward, now()), Err(TcpFailure::Silent(Some(_)))));
}

const STATES: [HealthState; 7] = [
    HealthState::Initial,
    HealthState::Healthy,
    HealthState::Unhealthy,
    HealthState::UnhealthyDraining,
    HealthState::Unused,
    HealthState::Draining,
    HealthState::Unavailable,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_ineligible_target_is_ever_chosen(
        states in proptest::collection::vec(0_usize..7, 1..12),
        cross in any::<bool>(),
        algorithm in 0_usize..3,
        ports in proptest::collection::vec(1_u16.., 1..20),
    ) {
        let mut region = region();
        let group = region.target_groups.get_mut(GROUP).expect("one");
        group.targets = states.iter().zip(100..).map(|(state, port)| {
            fixture::target(if port % 2 == 0 { "i-a" } else { "i-c" }, port, STATES[*state])
        }).collect();
        attribute(&mut region, "load_balancing.cross_zone.enabled", if cross { "true" } else { "false" });
        let algorithms = ["round_robin", "least_outstanding_requests", "weighted_random"];
        attribute(&mut region, "load_balancing.algorithm.type", algorithms[algorithm]);
        let well = |state: HealthState| matches!(state, HealthState::Healthy | HealthState::Unavailable);
        let part = |state: HealthState| !matches!(state, HealthState::Unused | HealthState::Draining);
        let (any_well, any_part) = (states.iter().any(|s| well(STATES[*s])), states.iter().any(|s| part(STATES[*s])));
        for port in ports {
            let client = SocketAddr::new("198.51.100.7".parse().expect("an address"), port);
            match decided(&mut region, &Head { client, ..head("/") }) {
                Decision::Forward(forward) => {
                    let chosen = &region.target_groups[GROUP].targets.iter().find(|t| t.port == forward.target.port);
                    let state = chosen.expect("a registered target").health.state;
                    prop_assert!(part(state) && (well(state) || !any_well));
                }
                Decision::Answer { answer, .. } => prop_assert!(answer.status == 503 && !any_part),
                Decision::Refuse(refusal) => prop_assert!(false, "{refusal:?}"),
            }
        }
    }
}
