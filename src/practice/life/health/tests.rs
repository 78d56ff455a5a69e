//! Health checks in time: states and reason codes by cause.

use jiff::{SignedDuration, Timestamp};

use super::super::super::account::{
    Account, AppFault, AppKind, HealthState, InstanceState, LoadBalancerKind, Peer, Region, Target,
};
use super::super::super::call::{Addressing, Timings};
use super::super::super::fixture::{self, ALB, GROUP, LISTENER, break_app, now};
use super::super::super::world::World;

fn world() -> World {
    World {
        account: fixture::account(),
        now: now(),
        timings: Timings::default(),
        addressing: Addressing { public_prefix: [127, 80] },
    }
}

/// A world whose targets have just been registered.
fn registered() -> World {
    let mut world = world();
    for target in &mut region(&mut world).target_groups.get_mut(GROUP).expect("one").targets {
        *target = fixture::target(&target.id, 80, HealthState::Initial);
    }
    world
}

fn region(world: &mut World) -> &mut Region {
    world.account.region_mut("us-east-1")
}

fn after(world: &mut World, seconds: i64) {
    let to = world.now.saturating_add(SignedDuration::from_secs(seconds)).expect("in range");
    world.settle(to);
}

/// State, reason and description of a target.
fn health(world: &World, id: &str) -> (HealthState, String, String) {
    let group = &world.account.regions["us-east-1"].target_groups[GROUP];
    let target = group.targets.iter().find(|target| target.id == id).expect("a target");
    let health = &target.health;
    (health.state, health.reason.clone().unwrap_or_default(), health.description.clone().unwrap_or_default())
}

fn reason(world: &World, id: &str) -> String {
    health(world, id).1
}

fn group(world: &mut World) -> &mut super::TargetGroup {
    region(world).target_groups.get_mut(GROUP).expect("one")
}

fn app(world: &mut World, id: &str, kind: AppKind) {
    region(world).instances.get_mut(id).expect("one").process.as_mut().expect("one").app.kind = kind;
}

#[test]
fn a_new_target_is_registered_then_checked_then_healthy_after_one_success() {
    let mut world = registered();
    let start = world.now;
    world.settle(start);
    assert_eq!(reason(&world, "i-a"), "Elb.RegistrationInProgress");
    let mut seen = Vec::new();
    for _ in 0..40 {
        after(&mut world, 1);
        seen.push(health(&world, "i-a"));
    }
    assert!(seen.iter().any(|(_, reason, _)| reason == "Elb.InitialHealthChecking"));
    assert_eq!(seen.last().map(|(state, ..)| *state), Some(HealthState::Healthy));
    let first = seen.iter().position(|(state, ..)| *state == HealthState::Healthy).expect("healthy");
    assert!((7..18).contains(&first), "after {first} s");
}

#[test]
fn failures_show_their_kind() {
    type Breaking = fn(&mut World);
    let table: &[(&str, Breaking, &str, &str)] = &[
        (
            "another code",
            |world| break_app(region(world), "i-a", AppFault::Status { path: None, status: 404 }),
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [404]",
        ),
        (
            "a path that is not there",
            |world| group(world).health_check.path = Some("/health".into()),
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [404]",
        ),
        (
            "a matcher that names another",
            |world| group(world).health_check.matcher = Some("201,300-399".into()),
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [200]",
        ),
        (
            "no database",
            |world| region(world).network_interfaces.get_mut("eni-i-a").expect("one").groups.truncate(1),
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [500]",
        ),
        (
            "an unknown host",
            |world| {
                app(world, "i-a", AppKind::Django);
                break_app(region(world), "i-a", AppFault::AllowedHosts(vec!["example.com".into()]));
            },
            "Target.ResponseCodeMismatch",
            "Health checks failed with these codes: [400]",
        ),
        (
            "a closed group",
            |world| region(world).security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress),
            "Target.Timeout",
            "Request timed out",
        ),
        (
            "no way out of the load balancer",
            |world| region(world).security_group_rules.retain(|_, rule| rule.group_id != "sg-alb" || !rule.egress),
            "Target.Timeout",
            "Request timed out",
        ),
        (
            "a slow application",
            |world| break_app(region(world), "i-a", AppFault::Slow { millis: 5001 }),
            "Target.Timeout",
            "Request timed out",
        ),
        (
            "nothing listens",
            |world| break_app(region(world), "i-a", AppFault::NotListening),
            "Target.FailedHealthChecks",
            "Health checks failed",
        ),
        (
            "it hangs up",
            |world| break_app(region(world), "i-a", AppFault::Hangup),
            "Target.FailedHealthChecks",
            "Health checks failed",
        ),
        (
            "another protocol",
            |world| group(world).health_check.protocol = "HTTPS".into(),
            "Target.FailedHealthChecks",
            "Health checks failed",
        ),
        (
            "another port",
            |world| {
                group(world).health_check.port = "8080".into();
                fixture::rule(region(world), "sg-web", false, "tcp", Some((8080, 8080)), fixture::of_group("sg-alb"));
            },
            "Target.FailedHealthChecks",
            "Health checks failed",
        ),
        (
            "another port, closed too",
            |world| group(world).health_check.port = "8080".into(),
            "Target.Timeout",
            "Request timed out",
        ),
    ];
    for (what, breaking, expected, description) in table {
        let mut world = world();
        breaking(&mut world);
        after(&mut world, 120);
        let (state, reason, said) = health(&world, "i-a");
        assert_eq!(
            (state, reason.as_str(), said.as_str()),
            (HealthState::Unhealthy, *expected, *description),
            "{what}"
        );
    }
}

#[test]
fn the_thresholds_count_answers_in_a_row() {
    let mut world = world();
    after(&mut world, 60);
    break_app(region(&mut world), "i-a", AppFault::NotListening);
    let broken = world.now;
    let unhealthy = turned(&mut world, broken, HealthState::Unhealthy);
    assert!((30..=60).contains(&unhealthy), "two failures, {unhealthy} s");
    region(&mut world).instances.get_mut("i-a").expect("one").process.as_mut().expect("one").app.faults.clear();
    let mended = world.now;
    let healthy = turned(&mut world, mended, HealthState::Healthy);
    assert!((120..=150).contains(&healthy), "five successes, {healthy} s");
    assert_eq!(health(&world, "i-c").0, HealthState::Healthy);
}

/// Seconds until the first target is in a state.
fn turned(world: &mut World, from: Timestamp, state: HealthState) -> i64 {
    for _ in 0..600 {
        after(world, 1);
        if health(world, "i-a").0 == state {
            break;
        }
    }
    world.now.duration_since(from).as_secs()
}

#[test]
fn a_target_that_is_not_in_use_says_why() {
    type Breaking = fn(&mut World);
    let zone = "Target is in an Availability Zone that is not enabled for the load balancer";
    let nobody = "Target group is not configured to receive traffic from the load balancer";
    let table: &[(&str, Breaking, &str, &str)] = &[
        ("no listener", |world| drop(region(world).listeners.remove(LISTENER)), "Target.NotInUse", nobody),
        (
            "a listener that leads elsewhere",
            |world| {
                region(world).listeners.get_mut(LISTENER).expect("one").default_actions =
                    vec![fixture::forward("other")];
            },
            "Target.NotInUse",
            nobody,
        ),
        ("no load balancer", |world| drop(region(world).load_balancers.remove(ALB)), "Target.NotInUse", nobody),
        (
            "its zone is not enabled",
            |world| drop(region(world).load_balancers.get_mut(ALB).expect("one").zones.remove(0)),
            "Target.NotInUse",
            zone,
        ),
        (
            "stopped",
            |world| region(world).instances.get_mut("i-a").expect("one").state = InstanceState::Stopped,
            "Target.InvalidState",
            "Target is in the stopped state",
        ),
        (
            "terminated",
            |world| region(world).instances.get_mut("i-a").expect("one").state = InstanceState::Terminated,
            "Target.InvalidState",
            "Target is in the terminated state",
        ),
    ];
    for (what, breaking, expected, description) in table {
        let mut world = world();
        breaking(&mut world);
        after(&mut world, 6);
        let (state, reason, said) = health(&world, "i-a");
        assert_eq!((state, reason.as_str(), said.as_str()), (HealthState::Unused, *expected, *description), "{what}");
    }
}

#[test]
fn a_target_comes_back_into_use_as_a_new_one() {
    let mut world = world();
    let listener = region(&mut world).listeners.remove(LISTENER).expect("one");
    after(&mut world, 60);
    assert_eq!(reason(&world, "i-a"), "Target.NotInUse");
    region(&mut world).listeners.insert(LISTENER.to_owned(), listener);
    after(&mut world, 5);
    assert_eq!(health(&world, "i-a").0, HealthState::Initial);
    after(&mut world, 30);
    assert_eq!(health(&world, "i-a").0, HealthState::Healthy);
}

#[test]
fn a_load_balancer_that_is_not_active_registers() {
    let mut world = registered();
    let until = world.now.saturating_add(SignedDuration::from_secs(100)).expect("in range");
    region(&mut world).load_balancers.get_mut(ALB).expect("one").provisioning_until = Some(until);
    after(&mut world, 90);
    assert_eq!(reason(&world, "i-a"), "Elb.RegistrationInProgress");
    after(&mut world, 50);
    assert_eq!(health(&world, "i-a").0, HealthState::Healthy);
}

#[test]
fn draining_shows_until_the_target_is_gone() {
    let mut world = world();
    after(&mut world, 10);
    let until = world.now.saturating_add(SignedDuration::from_secs(300)).expect("in range");
    group(&mut world).targets[0].draining_until = Some(until);
    after(&mut world, 0);
    let expected = (
        HealthState::Draining,
        "Target.DeregistrationInProgress".into(),
        "Target deregistration is in progress".into(),
    );
    assert_eq!(health(&world, "i-a"), expected);
    after(&mut world, 301);
    assert!(group(&mut world).targets.iter().all(|target| target.id != "i-a"));
}

#[test]
fn addresses_are_asked_where_they_are() {
    let mut world = world();
    let targets =
        [("10.0.10.10", Some("us-east-1a")), ("10.0.10.99", Some("us-east-1a")), ("10.0.0.50", Some("us-east-1a"))];
    group(&mut world).target_type = "ip".to_owned();
    let target = |(id, zone): &(&str, Option<&str>)| Target {
        zone: zone.map(str::to_owned),
        ..fixture::target(id, 80, HealthState::Initial)
    };
    group(&mut world).targets = targets.iter().map(target).collect();
    after(&mut world, 90);
    assert_eq!(health(&world, "10.0.10.10").0, HealthState::Healthy);
    assert_eq!(reason(&world, "10.0.10.99"), "Target.Timeout");
    assert_eq!(reason(&world, "10.0.0.50"), "Target.IpUnusable");
}

#[test]
fn a_network_load_balancer_tells_failures_not_apart() {
    let mut world = world();
    region(&mut world).load_balancers.get_mut(ALB).expect("one").kind = LoadBalancerKind::Network;
    let group = group(&mut world);
    (group.protocol, group.protocol_version) = ("TCP".to_owned(), None);
    (group.health_check.protocol, group.health_check.matcher, group.health_check.path) = ("TCP".to_owned(), None, None);
    after(&mut world, 60);
    assert_eq!(health(&world, "i-a").0, HealthState::Healthy);
    region(&mut world).security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress);
    after(&mut world, 90);
    let failed = (HealthState::Unhealthy, "Target.FailedHealthChecks".into(), "Health checks failed".into());
    assert_eq!(health(&world, "i-a"), failed);
    // Where the group keeps connections of unhealthy targets, they drain first.
    let attributes = &mut self::group(&mut world).attributes;
    attributes.insert("target_health_state.unhealthy.connection_termination.enabled".into(), "false".into());
    attributes.insert("target_health_state.unhealthy.draining_interval_seconds".into(), "600".into());
    after(&mut world, 10);
    assert_eq!(health(&world, "i-a").0, HealthState::UnhealthyDraining);
    after(&mut world, 700);
    assert_eq!(health(&world, "i-a").0, HealthState::Unhealthy);
}

#[test]
fn an_open_world_is_not_asked_for_by_one_node_only() {
    let mut world = world();
    // Only one of the two nodes is let in: requests through the other would meet a closed way.
    region(&mut world).security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress);
    let near = Peer::Ipv4("10.0.0.0/24".to_owned());
    fixture::rule(region(&mut world), "sg-web", false, "tcp", Some((80, 80)), near);
    after(&mut world, 90);
    assert_eq!(reason(&world, "i-a"), "Target.Timeout");
    let key = "load_balancing.cross_zone.enabled".to_owned();
    group(&mut world).attributes.insert(key, "false".to_owned());
    after(&mut world, 300);
    assert_eq!(health(&world, "i-a").0, HealthState::Healthy);
    assert_eq!(reason(&world, "i-c"), "Target.Timeout");
}

#[test]
fn the_same_account_has_the_same_history_and_two_hundred_targets_are_cheap() {
    let run = || {
        let mut world = world();
        for n in 0..200_u8 {
            let id = format!("i-{n:03}");
            fixture::instance(
                region(&mut world),
                &id,
                "priv-c",
                [10, 0, 11, n.wrapping_add(20)],
                &["sg-web", "sg-ec2-rds"],
                fixture::shop(),
            );
            let target = fixture::target(&id, 80, HealthState::Initial);
            group(&mut world).targets.push(target);
        }
        after(&mut world, 600);
        assert!(group(&mut world).targets.iter().all(|target| target.health.state == HealthState::Healthy));
        serde_json::to_string(&world.account).expect("a document")
    };
    assert_eq!(run(), run());
}

#[test]
fn time_never_stands_still() {
    let mut world = world();
    let odd: Timestamp = "2026-11-22T01:00:00.123456789Z".parse().expect("a time");
    for target in &mut group(&mut world).targets {
        target.registered = odd;
    }
    let mut account: Account = world.account.clone();
    let mut at = odd;
    for _ in 0..500 {
        world.settle(at);
        let next = super::super::next(&world.account, at).expect("always a next look");
        assert!(next > at, "{next} after {at}");
        at = next;
    }
    account.regions.clear();
    assert!(super::super::next(&account, at).is_none());
}
