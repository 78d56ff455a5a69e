//! The last hop: what a client gets from a target that answers, refuses, hangs or is out of reach.

use super::*;

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
