//! A load balancer in front of one instance: places, groups, health checks, registration and the back door,
//! one fault at a time; and what is meant where a name is absent.

use std::collections::BTreeSet;

use serde_json::json;

use super::run;
use super::testkit::{World, denied, group, instance, peers, permission, seen, tcp, vpc};
use super::verdict::Status::{Blocked, Fail, Inconclusive, Pass};
use super::worlds::*;
use crate::course::Values;
use crate::course::kinds::*;
use crate::course::model::{Check, Step};
use crate::facts::Facts;

fn key(name: &str) -> String {
    name.to_owned()
}

fn lb(facts: &mut Facts, change: impl FnOnce(&mut crate::facts::balancing::LoadBalancer)) {
    first(&mut facts.load_balancers, change);
}

fn health(facts: &mut Facts, change: impl FnOnce(&mut crate::facts::balancing::HealthCheck)) {
    first(&mut facts.target_groups, |tg| change(&mut tg.health_check));
}

#[test]
fn the_subnets_and_addresses_of_a_load_balancer() {
    // `a` and `c` are private in this shop; where the subnets lead is another check's business.
    let check = LoadBalancerSubnets { vpc: key("vpc"), load_balancer: key("alb"), subnets: vec![key("a"), key("c")] };
    rows(
        &check,
        &[
            ("others", |_| {}, Fail, "load-balancer-subnets-absent"),
            (
                "these",
                |f| {
                    lb(f, |lb| {
                        lb.zones[0].subnet_id = Some("subnet-4".into());
                        lb.zones[1].subnet_id = Some("subnet-3".into());
                    });
                },
                Pass,
                "load-balancer-subnets",
            ),
            (
                "these and a third",
                |f| {
                    lb(f, |lb| {
                        lb.zones[0].subnet_id = Some("subnet-4".into());
                        let mut third = lb.zones[1].clone();
                        lb.zones[1].subnet_id = Some("subnet-3".into());
                        third.availability_zone = "us-east-1d".into();
                        lb.zones.push(third);
                    });
                },
                Pass,
                "load-balancer-subnets",
            ),
            ("untold", |f| lb(f, |lb| lb.zones[0].subnet_id = None), Inconclusive, "load-balancer-subnets-untold"),
            ("denied", |f| f.subnets = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = LoadBalancerAddressType { load_balancer: key("alb"), address_type: key("ipv4") };
    rows(
        &check,
        &[
            ("ipv4", |_| {}, Pass, "load-balancer-address-type"),
            (
                "dualstack",
                |f| lb(f, |lb| lb.ip_address_type = Some("dualstack".into())),
                Fail,
                "load-balancer-wrong-address-type",
            ),
            ("untold", |f| lb(f, |lb| lb.ip_address_type = None), Inconclusive, "load-balancer-address-type-untold"),
        ],
    );
}

fn wears(f: &mut Facts, group: &str) {
    lb(f, |lb| lb.group_ids = vec![group.into()]);
}

#[test]
fn what_the_groups_of_a_load_balancer_let_in() {
    let check = LoadBalancerAdmits {
        load_balancer: key("alb"),
        ports: vec![80],
        from: vec![key("0.0.0.0/0")],
        group: key("alb_sg"),
    };
    rows(
        &check,
        &[
            ("open", |_| {}, Pass, "load-balancer-admits"),
            (
                "halves in two groups make the whole",
                |f| {
                    f.security_groups = seen(vec![
                        group("sg-alb", "alb-sg", vec![tcp(1, 1024, peers(&["0.0.0.0/1"]))]),
                        group("sg-more", "more", vec![permission("-1", 0, 0, peers(&["128.0.0.0/1"]))]),
                    ]);
                    lb(f, |lb| lb.group_ids.push("sg-more".into()));
                },
                Pass,
                "load-balancer-admits",
            ),
            (
                "half",
                |f| {
                    f.security_groups = seen(vec![group("sg-alb", "alb-sg", vec![tcp(80, 80, peers(&["0.0.0.0/1"]))])]);
                },
                Fail,
                "load-balancer-admits-not",
            ),
            (
                "udp",
                |f| {
                    let udp = permission("udp", 80, 80, peers(&["0.0.0.0/0"]));
                    f.security_groups = seen(vec![group("sg-alb", "alb-sg", vec![udp])]);
                },
                Fail,
                "load-balancer-admits-not",
            ),
            ("open, but not attached", |f| wears(f, "sg-web"), Fail, "load-balancer-admits-unattached"),
            (
                "the VPC's default group alone",
                |f| {
                    f.security_groups = seen(vec![group("sg-default", "default", vec![])]);
                    wears(f, "sg-default");
                },
                Fail,
                "load-balancer-admits-default",
            ),
            ("no group", |f| lb(f, |lb| lb.group_ids.clear()), Fail, "load-balancer-admits-no-group"),
            ("a group that nobody lists", |f| wears(f, "sg-nobody"), Inconclusive, "load-balancer-group-unlisted"),
            (
                "a prefix list that cannot be read",
                |f| {
                    f.security_groups = seen(vec![group("sg-alb", "alb-sg", vec![tcp(80, 80, peers(&["pl-1"]))])]);
                    f.prefix_lists.insert("pl-1".into(), denied("ec2:GetManagedPrefixListEntries"));
                },
                Inconclusive,
                "unseen-denied",
            ),
            ("denied", |f| f.security_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
}

#[test]
fn a_group_on_the_load_balancer() {
    let check = LoadBalancerHasGroup { vpc: key("vpc"), load_balancer: key("alb"), group: key("alb_sg") };
    rows(
        &check,
        &[
            ("attached", |_| {}, Pass, "load-balancer-has-group"),
            ("with another", |f| lb(f, |lb| lb.group_ids.push("sg-web".into())), Pass, "load-balancer-has-group"),
            ("another", |f| lb(f, |lb| lb.group_ids = vec!["sg-web".into()]), Fail, "load-balancer-lacks-group"),
            ("none", |f| lb(f, |lb| lb.group_ids.clear()), Fail, "load-balancer-lacks-group"),
        ],
    );
}

#[test]
fn the_health_check_of_a_target_group() {
    let check = TargetGroupHealthCheck { target_group: key("tg"), protocol: key("HTTP"), path: key("/") };
    rows(
        &check,
        &[
            ("AWS's own", |_| {}, Pass, "target-group-health"),
            ("healthy after two", |f| health(f, |c| c.healthy_threshold = Some(2)), Pass, "target-group-health"),
            ("the same port by number", |f| health(f, |c| c.port = Some("80".into())), Pass, "target-group-health"),
            ("another port", |f| health(f, |c| c.port = Some("8080".into())), Fail, "target-group-health-port"),
            ("another path", |f| health(f, |c| c.path = Some("/health".into())), Fail, "target-group-health-path"),
            (
                "another protocol",
                |f| health(f, |c| c.protocol = Some("HTTPS".into())),
                Fail,
                "target-group-health-protocol",
            ),
            ("off", |f| health(f, |c| c.enabled = false), Fail, "target-group-health-off"),
            ("untold", |f| health(f, |c| c.path = None), Inconclusive, "target-group-health-untold"),
        ],
    );
    let verdict = shop().with(|f| health(f, |c| c.interval_seconds = Some(10))).judge(&check);
    assert_eq!(verdict.advice.len(), 1, "another interval is advice");
    assert!(shop().judge(&check).advice.is_empty());
}

#[test]
fn the_instance_among_the_targets() {
    let check = TargetRegistered { vpc: key("vpc"), target_group: key("tg"), instance: key("web"), port: 80 };
    rows(
        &check,
        &[
            ("others", |_| {}, Fail, "target-registered-other"),
            ("nothing", |f| healths(f, vec![]), Fail, "target-registered-none"),
            (
                "not used yet",
                |f| healths(f, vec![target("i-0", "unused", Some("Target.NotInUse"))]),
                Pass,
                "target-registered",
            ),
            ("leaving", |f| healths(f, vec![target("i-0", "draining", None)]), Fail, "target-registered-draining"),
            (
                "another port",
                |f| {
                    let mut other = target("i-0", "unused", None);
                    other["port"] = json!(8080);
                    healths(f, vec![other]);
                },
                Fail,
                "target-registered-other-port",
            ),
            (
                "on both ports",
                |f| {
                    let mut other = target("i-0", "unused", None);
                    other["port"] = json!(8080);
                    healths(f, vec![other, target("i-0", "healthy", None)]);
                },
                Pass,
                "target-registered",
            ),
            (
                "the target's own port counts, not the group's",
                |f| {
                    first(&mut f.target_groups, |tg| tg.port = Some(8000));
                    healths(f, vec![target("i-0", "healthy", None)]);
                },
                Pass,
                "target-registered",
            ),
            ("not seen", |f| drop(f.target_health.insert(TG.to_owned(), denied("x"))), Inconclusive, "unseen-denied"),
        ],
    );
}

#[test]
fn only_a_completed_handshake_speaks_against_the_learner() {
    let check = InstancePortClosed { vpc: key("vpc"), instance: key("web"), port: 8000 };
    let public = |f: &mut Facts| {
        let mut web = instance("i-0", "web");
        web.public_ip = Some([192, 0, 2, 7].into());
        f.instances = seen(vec![web]);
    };
    let verdict = |observed: Option<serde_json::Value>| {
        let world = shop().with(public).with(|f| {
            if let Some(observed) = observed {
                f.tcp.insert("192.0.2.7:8000".into(), seen(of(observed)));
            }
        });
        let verdict = world.judge(&check);
        worded(&verdict);
        (verdict.status, verdict.finding.id.to_string())
    };
    let stopped = |stop: &str| Some(json!({"outcome": "stopped", "stage": "connect", "stop": stop, "elapsed_ms": 9}));
    for stop in ["timed-out", "refused", "unreachable", "reset"] {
        assert_eq!(verdict(stopped(stop)), (Pass, key("instance-port-closed")), "{stop}");
    }
    assert_eq!(verdict(None), (Pass, key("instance-port-unasked")));
    let connected = json!({"outcome": "connected", "peer": "192.0.2.7:8000", "elapsed_ms": 9});
    assert_eq!(verdict(Some(connected)), (Fail, key("instance-port-open")));
    rows(&check, &[("no public address", |_| {}, Pass, "instance-port-no-address")]);
}

/// The shop with one check in its course, the one that is judged.
fn with_check(world: World, proves: CheckKind) -> World {
    let mut world = world;
    let title = world.course.title.clone();
    let check = Check { id: key("x"), title: title.clone(), proves, needs: Vec::new() };
    let step = Step {
        id: key("other"),
        title,
        observation: false,
        minutes: 0,
        weight: None,
        checks: vec![check],
        commands: Vec::new(),
    };
    world.course.steps.push(step);
    world.id = key("other.x");
    world
}

#[test]
fn a_vpc_of_another_name_is_that_of_the_instance() {
    let check = VpcExists { vpc: key("vpc"), instance: Some(key("web")) };
    let world = || with_check(shop(), CheckKind::VpcExists(check.clone()));
    let verdict = world().judge(&check);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 0));
    let verdict = world().value("vpc", "my-vpc").judge(&check);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 1), "{verdict:?}");
    worded(&verdict);
    let verdict = world().value("vpc", "my-vpc").with(|f| f.instances = seen(vec![])).judge(&check);
    assert_eq!(verdict.status, Fail, "no instance tells");
    let verdict = world().value("vpc", "my-vpc").with(|f| f.instances = denied("x")).judge(&check);
    assert_eq!(verdict.status, Inconclusive, "it cannot be seen whether an instance tells");
    let mut default = vpc("vpc-9", "");
    default.name = None;
    default.is_default = true;
    let verdict = world().value("vpc", "default").with(|f| f.vpcs = seen(vec![default.clone()])).judge(&check);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 0), "the default VPC by its word");
}

#[test]
fn an_instance_without_the_name_is_the_one_that_carries_the_group() {
    let check = InstanceExists { vpc: key("vpc"), instance: key("web"), image: None, carrying: Some(key("web_sg")) };
    let carrier = |id: &str| {
        let mut one = instance(id, "something");
        one.group_ids = vec![key("sg-web")];
        one
    };
    let world = || with_check(shop(), CheckKind::InstanceExists(check.clone()));
    let verdict = world().instances(vec![carrier("i-7")]).judge(&check);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 1), "{verdict:?}");
    worded(&verdict);
    let verdict = world().instances(vec![carrier("i-7"), carrier("i-8")]).judge(&check);
    assert_eq!(verdict.status, Fail, "two carry it");
    let unseen = |all: Vec<_>| world().instances(all).with(|f| f.security_groups = denied("x")).judge(&check);
    assert_eq!(unseen(vec![carrier("i-7")]).status, Inconclusive, "whether it carries the group cannot be seen");
    assert_eq!(unseen(vec![]).status, Fail, "there is none at all");
    let verdict = world().instances(vec![carrier("i-7"), instance("i-0", "web")]).judge(&check);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 0), "the name wins");
}

#[test]
fn the_wizards_group_stands_in_for_the_courses() {
    let admits = LoadBalancerAdmits {
        load_balancer: key("alb"),
        ports: vec![80],
        from: vec![key("0.0.0.0/0")],
        group: key("alb_sg"),
    };
    let only = IngressAllowsGroup { vpc: key("vpc"), group: key("web_sg"), ports: vec![80], source: key("alb_sg") };
    let world = || with_check(shop(), CheckKind::LoadBalancerAdmits(admits.clone())).value("alb_sg", "course-alb");
    let verdict = world().judge(&admits);
    assert_eq!((verdict.status, verdict.advice.len()), (Pass, 1));
    worded(&verdict);
    // Another check than the one that proves the group to be there.
    let mut relying = world();
    relying.id = key("step.check");
    assert_eq!(relying.judge(&only).status, Pass);
    let closed = world().with(|f| lb(f, |lb| lb.group_ids = vec!["sg-web".into()])).judge(&only);
    assert_ne!(closed.status, Pass, "no group of the load balancer opens the port");
    // Closed, it is still the load balancer's only one.
    let shut = |f: &mut Facts| first(&mut f.security_groups, |own| own.ingress.clear());
    let mut relying = world().with(shut);
    relying.id = key("step.check");
    assert_eq!(relying.judge(&only).status, Pass);
    let mut two = world().with(shut).with(|f| lb(f, |lb| lb.group_ids.push("sg-unlisted".into())));
    two.id = key("step.check");
    assert_ne!(two.judge(&only).status, Pass, "which of the two is meant?");
}

#[test]
fn a_closed_group_of_the_load_balancer_holds_no_rule_of_the_servers_back() {
    let admits = LoadBalancerAdmits {
        load_balancer: key("alb"),
        ports: vec![80],
        from: vec![key("0.0.0.0/0")],
        group: key("alb_sg"),
    };
    let only = IngressOnlyFrom { vpc: key("vpc"), group: key("web_sg"), ports: vec![80], source: key("alb_sg") };
    let judged = |change: &dyn Fn(&mut Facts)| {
        let world = with_check(shop(), CheckKind::LoadBalancerAdmits(admits.clone())).with(change);
        let mut world = with_check(world, CheckKind::IngressOnlyFrom(only.clone()));
        world.course.steps[1].id = key("then");
        let ids: BTreeSet<String> = world.course.checks().map(|(_, id, _)| id).collect();
        assert_eq!(ids.len(), 2);
        let values = Values::from_map(world.values.clone());
        let verdicts = run::judge(&world.course, &values, &world.facts, &world.memory, &ids);
        verdicts.into_values().map(|verdict| verdict.status).collect::<Vec<_>>()
    };
    let shut = |f: &mut Facts| first(&mut f.security_groups, |own| own.ingress.clear());
    assert_eq!(judged(&shut), [Fail, Pass]);
    // One of its groups is not known: neither is whom the servers should let in.
    let renamed = |f: &mut Facts| {
        shut(f);
        first(&mut f.security_groups, |own| own.name = key("wizard-1"));
        lb(f, |lb| lb.group_ids.push("sg-web".into()));
    };
    assert_eq!(judged(&renamed), [Fail, Blocked]);
    assert_eq!(judged(&|f| f.load_balancers = denied("x")), [Inconclusive, Inconclusive]);
}

#[test]
fn a_group_is_looked_for_in_the_vpc_that_is_meant() {
    let exists = VpcExists { vpc: key("vpc"), instance: Some(key("web")) };
    let gone =
        Gone { resource: crate::facts::want::ResourceKind::SecurityGroup, name: key("alb_sg"), vpc: Some(key("vpc")) };
    let world = || with_check(shop(), CheckKind::VpcExists(exists.clone())).value("vpc", "my-vpc");
    assert_eq!(world().judge(&gone).status, Fail, "it is in the VPC of the instance");
    assert_eq!(world().groups(Vec::new()).judge(&gone).status, Pass);
    let elsewhere = world().with(|f| f.instances = seen(vec![])).judge(&gone);
    assert_eq!(elsewhere.status, Inconclusive, "nothing tells which VPC is meant");
}
