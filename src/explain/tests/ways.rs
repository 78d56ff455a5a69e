//! Single changes to the shop, one row each; what was denied; drawings.

use serde_json::json;

use super::shop::{LB, LISTENER, TG, answered, course, entry, facts, forward, healths, seen, silent, tcp, values};
use crate::explain::draw::{Frames, draw};
use crate::explain::{Explanation, Hop, Standing, explain};
use crate::facts::{Facts, Gap, GapKind, Section};
use crate::report::explain::Telling;
use crate::text::width::width;
use crate::text::{Ambiguous, Lang};

fn way(change: impl FnOnce(&mut Facts)) -> Explanation {
    let mut facts = facts();
    change(&mut facts);
    explain(&course(), &values(), &facts, None).expect("a load balancer")
}

fn value<T>(section: &mut Section<Vec<T>>) -> &mut Vec<T> {
    match section {
        Section::Seen { value, .. } => value,
        _ => panic!("it was seen"),
    }
}

fn denied<T>(action: &str) -> Section<T> {
    Section::Gap { gap: Gap { kind: GapKind::Denied, action: action.to_owned(), host: None, code: None } }
}

const MISMATCH: Option<&str> = Some("Target.ResponseCodeMismatch");
const TIMEOUT: Option<&str> = Some("Target.Timeout");

fn unhealthy(facts: &mut Facts, reason: Option<&str>, description: Option<&str>) {
    healths(facts, [("i-1", "unhealthy", reason, description), ("i-2", "unhealthy", reason, description)]);
}

#[test]
fn a_whole_way_is_sound_at_every_hop() {
    let way = way(|_| {});
    assert!(way.path.iter().all(|crossing| crossing.standing == Standing::Sound), "{:#?}", way.path);
    assert_eq!(way.path.iter().map(|crossing| crossing.hop).collect::<Vec<_>>(), Hop::ALL);
}

type Row = (&'static str, fn(&mut Facts), Option<(Hop, &'static str)>);

const ROWS: &[Row] = &[
    (
        "a subnet whose route table nobody lists, and a page all the same",
        |f| value(&mut f.route_tables)[0].subnet_ids = vec!["subnet-1".to_owned()],
        None,
    ),
    (
        "one of two public subnets is private",
        |f| {
            value(&mut f.route_tables)[0].subnet_ids = vec!["subnet-1".to_owned()];
            value(&mut f.route_tables)[1].subnet_ids.push("subnet-2".to_owned());
        },
        Some((Hop::LoadBalancerSubnet, "explain-subnet-no-route")),
    ),
    (
        "two halves are the whole internet",
        |f| {
            let halves = [json!({"type": "cidr", "cidr": "0.0.0.0/1"}), json!({"type": "cidr", "cidr": "128.0.0.0/1"})];
            value(&mut f.security_groups)[0].ingress =
                halves.iter().map(|half| super::shop::of(tcp(80, half))).collect();
        },
        None,
    ),
    (
        "the servers admit the load balancer's subnets by address",
        |f| {
            let blocks = ["10.0.1.0/24", "10.0.2.0/24"].map(|cidr| json!({"type": "cidr", "cidr": cidr}));
            value(&mut f.security_groups)[1].ingress = blocks.iter().map(|one| super::shop::of(tcp(80, one))).collect();
        },
        None,
    ),
    (
        "egress to the servers' group alone is enough",
        |f| {
            let peer = json!({"type": "group", "id": "sg-web", "account": null});
            value(&mut f.security_groups)[0].egress = vec![super::shop::of(tcp(80, &peer))];
        },
        None,
    ),
    (
        "egress to another group is not",
        |f| {
            let peer = json!({"type": "group", "id": "sg-other", "account": null});
            unhealthy(f, TIMEOUT, None);
            answered(f, 504);
            value(&mut f.security_groups)[0].egress = vec![super::shop::of(tcp(80, &peer))];
        },
        Some((Hop::TargetSecurityGroup, "explain-tsg-egress")),
    ),
    (
        "a rule that takes another path away",
        |f| rule(f, &json!([{"field": "path-pattern", "name": null, "values": ["/admin/*"]}]), &fixed()),
        None,
    ),
    (
        "a rule for everything of another host",
        |f| rule(f, &json!([{"field": "host-header", "name": null, "values": ["other.example"]}]), &fixed()),
        None,
    ),
    (
        "a rule that takes the page away",
        |f| rule(f, &json!([{"field": "path-pattern", "name": null, "values": ["/"]}]), &fixed()),
        Some((Hop::Rule, "explain-rule-fixed")),
    ),
    (
        "a fixed response as default, and a rule that forwards",
        |f| {
            default_action(f, &fixed());
            rule(f, &json!([{"field": "path-pattern", "name": null, "values": ["/*"]}]), &forward(TG, 1));
        },
        None,
    ),
    ("a network ACL that denies one address first", |f| acl(f, &[entry(10, false, false, "198.51.100.7/32")]), None),
    (
        "a network ACL that denies everybody first",
        |f| acl(f, &[entry(10, false, false, "0.0.0.0/0")]),
        Some((Hop::LoadBalancerSubnet, "explain-subnet-acl-in")),
    ),
    (
        "the wrong code, with the page open to everybody through fail-open",
        |f| {
            unhealthy(f, MISMATCH, Some("Health checks failed with these codes: [404]"));
            value(&mut f.target_groups)[0].health_check.path = Some("/healthz".to_owned());
        },
        Some((Hop::HealthCheck, "explain-health-path")),
    ),
    (
        "the application answers 500",
        |f| {
            unhealthy(f, MISMATCH, Some("Health checks failed with these codes: [500]"));
            answered(f, 500);
        },
        Some((Hop::Application, "explain-app-error")),
    ),
    (
        "one of two targets only",
        |f| {
            let description = Some("Health checks failed with these codes: [500]");
            healths(f, [("i-1", "healthy", None, None), ("i-2", "unhealthy", MISMATCH, description)]);
        },
        Some((Hop::Application, "explain-app-error")),
    ),
    (
        "no answer in time, everything before it open",
        |f| {
            unhealthy(f, TIMEOUT, None);
            answered(f, 504);
        },
        Some((Hop::Application, "explain-app-no-answer")),
    ),
    ("silence from here alone", silent, None),
    (
        "the servers' groups on the load balancer, and the group that was made for it on nothing",
        |f| {
            value(&mut f.load_balancers)[0].group_ids = vec!["sg-web".to_owned(), "sg-db".to_owned()];
            unhealthy(f, TIMEOUT, None);
            silent(f);
        },
        Some((Hop::LoadBalancerGroup, "explain-lb-group-other")),
    ),
    (
        "the servers' groups on the load balancer, and no group that was made for it",
        |f| {
            value(&mut f.load_balancers)[0].group_ids = vec!["sg-web".to_owned(), "sg-db".to_owned()];
            value(&mut f.security_groups)[0].ingress.clear();
            unhealthy(f, TIMEOUT, None);
            silent(f);
        },
        Some((Hop::LoadBalancerGroup, "explain-lb-group-narrow")),
    ),
    (
        "nobody is registered, and addresses are what would be",
        |f| {
            value(&mut f.auto_scaling_groups).clear();
            value(&mut f.instances).clear();
            value(&mut f.target_groups)[0].target_type = "ip".to_owned();
            healths(f, []);
            silent(f);
        },
        Some((Hop::TargetGroupMembership, "explain-membership-no-address")),
    ),
    (
        "one member that is not registered",
        |f| healths(f, [("i-1", "healthy", None, None)]),
        Some((Hop::TargetGroupMembership, "explain-membership-some")),
    ),
    (
        "an instance that nobody lists any more",
        |f| {
            value(&mut f.instances).clear();
            healths(f, [("i-1", "unused", Some("Target.InvalidState"), None)]);
        },
        Some((Hop::Target, "explain-target-gone")),
    ),
];

fn fixed() -> serde_json::Value {
    json!({"type": "fixed-response", "status": "404"})
}

fn rule(facts: &mut Facts, conditions: &serde_json::Value, action: &serde_json::Value) {
    let rule = json!({"arn": "rule-1", "is_default": false, "priority": "1", "conditions": conditions,
        "actions": [action]});
    facts.rules.insert(LISTENER.to_owned(), seen(json!([rule])));
}

fn default_action(facts: &mut Facts, action: &serde_json::Value) {
    let listeners = value(facts.listeners.get_mut(LB).expect("the listeners"));
    listeners[0].default_actions = vec![super::shop::of(action.clone())];
}

fn acl(facts: &mut Facts, first: &[serde_json::Value]) {
    let entries = &mut value(&mut facts.network_acls)[0].entries;
    let more = first.iter().map(|one| super::shop::of(one.clone()));
    *entries = more.chain(entries.drain(..)).collect();
}

#[test]
fn each_change_is_explained() {
    for (what, change, expected) in ROWS {
        let way = way(change);
        let found = way.broken().map(|broken| (broken.hop, broken.seen.id.to_string()));
        let expected = expected.map(|(hop, id)| (hop, id.to_owned()));
        assert_eq!(found, expected, "{what}: {:#?}", way.path);
        worded(&way);
    }
}

/// Everything can be said in both languages, and every break has a way to mend it.
fn worded(way: &Explanation) {
    for lang in [Lang::Ja, Lang::En] {
        let shell = crate::course::Shell::Bash;
        let telling = Telling { way, region: "us-east-1", lang, zone: jiff::tz::TimeZone::UTC, shell };
        for crossing in &way.path {
            let said = telling.seen(crossing);
            assert!(!said.contains("{$") && !said.starts_with("explain-"), "{said}");
            if crossing.standing == Standing::Broken {
                let fix = telling.fix(crossing);
                assert!(!fix.contains("{$") && !fix.contains(".fix"), "{fix}");
            }
        }
    }
}

type Hide = (&'static str, fn(&mut Facts));

/// Every list that can be denied, throttled or cut off.
const HIDDEN: &[Hide] = &[
    ("load balancers", |f| f.load_balancers = denied("elasticloadbalancing:DescribeLoadBalancers")),
    ("subnets", |f| f.subnets = denied("ec2:DescribeSubnets")),
    ("route tables", |f| f.route_tables = denied("ec2:DescribeRouteTables")),
    ("network ACLs", |f| f.network_acls = denied("ec2:DescribeNetworkAcls")),
    ("security groups", |f| f.security_groups = denied("ec2:DescribeSecurityGroups")),
    ("instances", |f| f.instances = denied("ec2:DescribeInstances")),
    ("target groups", |f| f.target_groups = denied("elasticloadbalancing:DescribeTargetGroups")),
    ("listeners", |f| drop(f.listeners.insert(LB.to_owned(), denied("elasticloadbalancing:DescribeListeners")))),
    ("rules", |f| drop(f.rules.insert(LISTENER.to_owned(), denied("elasticloadbalancing:DescribeRules")))),
    ("target health", |f| {
        f.target_health.insert(TG.to_owned(), denied("elasticloadbalancing:DescribeTargetHealth"));
    }),
    ("Auto Scaling groups", |f| f.auto_scaling_groups = denied("autoscaling:DescribeAutoScalingGroups")),
    ("DNS", |f| f.dns.clear()),
    ("HTTP", |f| f.http.clear()),
];

#[test]
fn what_cannot_be_seen_is_never_blamed() {
    for (what, hide) in HIDDEN {
        let way = way(*hide);
        assert!(way.broken().is_none(), "{what}: {:?}", way.broken());
        worded(&way);
    }
}

/// With a break in it, what is hidden may hide the break; it may never move the blame to a hop that is sound.
#[test]
fn what_cannot_be_seen_never_moves_the_blame() {
    for (change, row, expected) in ROWS {
        let Some((hop, _)) = expected else { continue };
        // One change may break more than one hop.
        let known: Vec<Hop> = self::way(row).all_broken().map(|broken| broken.hop).collect();
        for (what, hide) in HIDDEN {
            let way = way(|facts| {
                row(facts);
                // No page comes through what is closed.
                if *hop < Hop::Target {
                    silent(facts);
                }
                hide(facts);
            });
            let found = way.broken().map(|broken| broken.hop);
            assert!(found.is_none_or(|hop| known.contains(&hop)), "{change}, {what} denied: {found:?}, not {hop:?}");
            assert!(found.is_some() || way.unseen().next().is_some(), "{change}, {what} denied: nothing is told");
        }
    }
}

#[test]
fn a_denied_security_group_leaves_a_timeout_open() {
    let way = way(|f| {
        unhealthy(f, TIMEOUT, None);
        answered(f, 504);
        f.security_groups = denied("ec2:DescribeSecurityGroups");
    });
    assert!(way.broken().is_none(), "{:?}", way.broken());
    assert!(way.unseen().any(|one| one.hop == Hop::TargetSecurityGroup));
}

#[test]
fn two_breaks_are_told_in_the_order_of_the_request() {
    let way = way(|f| {
        unhealthy(f, MISMATCH, Some("Health checks failed with these codes: [500]"));
        value(&mut f.security_groups)[0].ingress.clear();
    });
    let hops: Vec<Hop> = way.all_broken().map(|broken| broken.hop).collect();
    assert_eq!(hops, [Hop::LoadBalancerGroup, Hop::Application]);
}

#[test]
fn an_account_with_nothing_in_it_has_no_name_to_open() {
    let way = way(|f| {
        value(&mut f.load_balancers).clear();
        value(&mut f.target_groups).clear();
        value(&mut f.auto_scaling_groups).clear();
        f.listeners.clear();
        value(&mut f.instances).clear();
        value(&mut f.subnets).clear();
    });
    assert_eq!(way.broken().map(|broken| broken.hop), Some(Hop::Dns));
    assert_eq!(way.path.len(), Hop::ALL.len());
}

#[test]
fn the_drawing_fits_and_marks_the_break() {
    let way = way(|f| value(&mut f.security_groups)[1].ingress.clear());
    for lang in [Lang::Ja, Lang::En] {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for frames in [Frames::Boxes, Frames::Open] {
                let lines = draw(&way, lang, 80, ambiguous, frames);
                assert!(lines.iter().all(|line| width(&line.text, ambiguous) <= 80), "{lines:#?}");
                let broken: Vec<_> = lines.iter().filter(|line| line.standing == Some(Standing::Broken)).collect();
                assert_eq!(broken.len(), 1, "{lines:#?}");
                assert!(broken[0].text.contains(['╳', 'X']) && broken[0].text.contains('◀'), "{lines:#?}");
            }
        }
    }
    let text: Vec<String> =
        draw(&way, Lang::Ja, 80, Ambiguous::Narrow, Frames::Boxes).into_iter().map(|line| line.text).collect();
    insta::assert_snapshot!("drawing-ja", text.join("\n"));
}
