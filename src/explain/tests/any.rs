//! The way behind any load balancer, as `lb-basics` takes it: no listener, target group or port is the course's own;
//! and a load balancer that is not where it is looked for.

use serde_json::{Value, json};

use super::shop::{HOST, LB, LISTENER, TG, answered, course, facts, forward, healths, seen, silent, tcp, values};
use crate::course::load::{Files, Library};
use crate::course::{Course, Values};
use crate::explain::{Crossing, Hop, explain};
use crate::facts::{Facts, Section};
use crate::text::{Lang, Wording};

fn basics() -> Course {
    Library::load(&Files::new()).get("lb-basics").expect("a built-in course").course.clone()
}

/// The first broken hop.
fn broken(change: impl FnOnce(&mut Facts)) -> Option<Crossing> {
    let (course, set) = (basics(), ["load_balancer=ec-site-alb".to_owned()]);
    let values = Values::resolve(&course, None, &set).expect("values");
    let mut facts = facts();
    change(&mut facts);
    explain(&course, &values, &facts, None).expect("a load balancer").broken().cloned()
}

#[track_caller]
fn is(found: Option<Crossing>, expected: Option<(Hop, &'static str)>) {
    let seen = found.as_ref().map(|one| (one.hop, one.seen.id.to_string()));
    assert_eq!(seen, expected.map(|(hop, id)| (hop, id.to_owned())), "{found:#?}");
}

fn listener(facts: &mut Facts, protocol: &str, port: i32) {
    silent(facts);
    let one = json!([{"arn": LISTENER, "port": port, "protocol": protocol, "ssl_policy": null,
        "certificate_arns": [], "default_actions": [forward(TG, 1)]}]);
    facts.listeners.insert(LB.to_owned(), seen(one));
}

fn opened(facts: &mut Facts, port: i32) {
    let Section::Seen { value, .. } = &mut facts.security_groups else { panic!("seen") };
    value[0].ingress = vec![super::shop::of(tcp(port, &json!({"type": "cidr", "cidr": "0.0.0.0/0"})))];
}

fn unhealthy(facts: &mut Facts, port: i32, reason: &str) {
    let one = |id: &str| {
        json!({"target_id": id, "port": port, "availability_zone": null, "state": "unhealthy", "reason": reason,
            "description": null})
    };
    facts.target_health.insert(TG.to_owned(), seen(Value::from(vec![one("i-1"), one("i-2")])));
    answered(facts, 502);
}

fn spoken(facts: &mut Facts, protocol: &str, port: i32) {
    let Section::Seen { value, .. } = &mut facts.target_groups else { panic!("seen") };
    (value[0].protocol, value[0].port) = (Some(protocol.to_owned()), Some(port));
    value[0].health_check.protocol = Some(protocol.to_owned());
    unhealthy(facts, port, "Target.FailedHealthChecks");
}

#[test]
fn the_listener_is_at_a_port_that_the_groups_keep_closed() {
    is(broken(|_| {}), None);
    let moved = broken(|f| listener(f, "HTTP", 8080));
    let seen = moved.as_ref().expect("broken").seen.clone();
    is(moved, Some((Hop::Listener, "explain-listener-port")));
    let wording = Wording { lang: Lang::En, zone: jiff::tz::TimeZone::UTC, course: None };
    assert!(wording.advice(&seen).contains("8080"), "{seen:?}");
    // Where the groups open that port, it is the door; and HTTPS is meant to be at its own.
    let open = |f: &mut Facts| {
        listener(f, "HTTP", 8080);
        opened(f, 8080);
    };
    is(broken(open), None);
    is(broken(|f| listener(f, "HTTPS", 443)), Some((Hop::LoadBalancerGroup, "explain-lb-group-closed")));
}

#[test]
fn targets_at_a_port_that_only_they_name() {
    let timeout = "Target.Timeout";
    is(broken(|f| unhealthy(f, 8081, timeout)), Some((Hop::Target, "explain-target-port")));
    // The servers' group opens neither port: nobody can tell which of the two is meant.
    let neither = |f: &mut Facts| {
        unhealthy(f, 8081, timeout);
        let Section::Seen { value, .. } = &mut f.security_groups else { panic!("seen") };
        value[1].ingress.clear();
    };
    is(broken(neither), Some((Hop::TargetSecurityGroup, "explain-tsg-closed")));
}

#[test]
fn https_to_the_port_of_plain_http() {
    is(broken(|f| spoken(f, "HTTPS", 80)), Some((Hop::TargetGroup, "explain-tg-protocol")));
    is(broken(|f| spoken(f, "HTTP", 80)), Some((Hop::Application, "explain-app-not-listening")));
    let one_answers = |f: &mut Facts| {
        spoken(f, "HTTPS", 80);
        healths(f, [("i-1", "healthy", None, None), ("i-2", "unhealthy", Some("Target.FailedHealthChecks"), None)]);
    };
    is(broken(one_answers), Some((Hop::Application, "explain-app-not-listening")));
}

#[test]
fn a_load_balancer_that_is_not_where_it_is_looked_for() {
    let lost = |course: &Course, values: &Values, change: &dyn Fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        explain(course, values, &facts, None).expect("a load balancer").broken().cloned()
    };
    let gone = |f: &mut Facts| {
        f.load_balancers = Section::seen(f.now, Vec::new());
        let Section::Seen { value, .. } = &mut f.target_groups else { panic!("seen") };
        value[0].load_balancer_arns.clear();
    };
    is(lost(&course(), &values(), &gone), Some((Hop::Dns, "explain-dns-no-load-balancer")));
    let basics = basics();
    assert_ne!(basics.region, facts().region);
    let own = Values::resolve(&basics, None, &[]).expect("values");
    is(lost(&basics, &own, &gone), Some((Hop::Dns, "explain-dns-other-region")));
    let nearly = Values::resolve(&course(), None, &["alb=ec-site-albb".to_owned()]).expect("values");
    let near = lost(&course(), &nearly, &|_| {});
    assert_eq!(
        near.as_ref().map(|one| one.commands[0].join(" ")).as_deref(),
        Some("elbv2 describe-load-balancers --names ec-site-alb")
    );
    is(near, Some((Hop::Dns, "load-balancer-missing-near-name")));
    assert!(facts().dns.contains_key(HOST));
}
