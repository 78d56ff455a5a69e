//! Which rule of a listener a request meets.

use super::*;

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
