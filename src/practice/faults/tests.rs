//! Every fault causes what it says: the reason code and the answer that a client gets.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use jiff::SignedDuration;

use super::super::account::{InstanceState, Region};
use super::super::call::{Addressing, Caller, Timings};
use super::super::fixture::{self, ALB, GROUP, now};
use super::super::routing::{self, Decision, Head};
use super::super::world::World;
use super::*;

fn world() -> World {
    World {
        account: fixture::account(),
        now: now(),
        timings: Timings::default(),
        addressing: Addressing { public_prefix: [127, 80] },
    }
}

fn broken(id: &str) -> Result<World, Unbroken> {
    let mut world = world();
    inject(&mut world.call("us-east-1", Caller::service("test")), id, &Names::default())?;
    let to = world.now.saturating_add(SignedDuration::from_secs(120)).expect("in range");
    world.settle(to);
    Ok(world)
}

fn region(world: &World) -> &Region {
    &world.account.regions["us-east-1"]
}

fn reason(world: &World) -> String {
    let targets = &region(world).target_groups[GROUP].targets;
    let health = targets.first().map(|target| &target.health);
    health.map_or("none", |health| health.reason.as_deref().unwrap_or(health.state.name())).to_owned()
}

/// What a client meets: a status, or that it gets no connection.
fn met(world: &mut World) -> String {
    let head = Head {
        method: "GET".to_owned(),
        host: "shop.example.com".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: Vec::new(),
        client: SocketAddr::from(([198, 51, 100, 7], 50_001)),
        through: None,
    };
    let now = world.now;
    let region = world.account.region_mut("us-east-1");
    match routing::decide(region, ALB, 80, &head, &|_, _, _| 0, now) {
        Decision::Refuse(_) => "refused".to_owned(),
        Decision::Answer { answer, .. } => answer.status.to_string(),
        Decision::Forward(forward) => {
            routing::deliver(region, &forward, &head, Vec::new(), now).answer.status.to_string()
        }
    }
}

#[test]
fn each_fault_shows_as_on_aws() {
    let table = [
        ("lb-gone", "Target.NotInUse", "refused"),
        ("lb-provisioning", "Elb.RegistrationInProgress", "refused"),
        ("lb-impaired", "Elb.InternalError", "200"),
        ("lb-internal", "healthy", "refused"),
        ("listener-deleted", "Target.NotInUse", "refused"),
        ("listener-port", "healthy", "refused"),
        ("listener-other-group", "Target.NotInUse", "503"),
        ("listener-weight-zero", "healthy", "503"),
        ("listener-fixed-response", "Target.NotInUse", "503"),
        ("listener-redirect", "Target.NotInUse", "301"),
        ("rule-catches-all", "healthy", "404"),
        ("zone-not-enabled", "Target.NotInUse", "200"),
        ("alb-subnet-no-route", "healthy", "refused"),
        ("igw-detached", "healthy", "refused"),
        ("acl-denies-clients", "healthy", "refused"),
        ("acl-denies-targets", "Target.Timeout", "504"),
        ("acl-denies-answers", "Target.Timeout", "504"),
        ("alb-sg-closed", "healthy", "refused"),
        ("alb-sg-other-port", "healthy", "refused"),
        ("alb-sg-udp", "healthy", "refused"),
        ("alb-sg-narrow", "healthy", "refused"),
        ("alb-sg-no-outbound", "Target.Timeout", "504"),
        ("web-sg-closed", "Target.Timeout", "504"),
        ("web-sg-udp", "Target.Timeout", "504"),
        ("web-sg-other-port", "Target.Timeout", "504"),
        ("web-sg-other-group", "Target.Timeout", "504"),
        ("web-sg-foreign-group", "Target.Timeout", "504"),
        ("web-sg-own-group", "Target.Timeout", "504"),
        ("web-sg-empty-prefix-list", "Target.Timeout", "504"),
        ("web-sg-cidr", "healthy", "200"),
        ("web-sg-open", "healthy", "200"),
        ("web-sg-open-halves", "healthy", "200"),
        ("web-sg-open-ipv6", "healthy", "200"),
        ("web-sg-all-traffic", "healthy", "200"),
        ("web-sg-all-ports", "healthy", "200"),
        ("web-sg-prefix-list", "healthy", "200"),
        ("web-sg-second-group", "healthy", "200"),
        ("target-deregistered", "none", "503"),
        ("target-draining", "Target.DeregistrationInProgress", "503"),
        ("target-port", "Target.Timeout", "504"),
        ("target-group-protocol", "Target.FailedHealthChecks", "502"),
        ("target-ip-unusable", "Target.IpUnusable", "503"),
        ("instance-stopped", "Target.InvalidState", "503"),
        ("instance-terminated", "Target.InvalidState", "503"),
        ("health-path", "Target.ResponseCodeMismatch", "200"),
        ("health-matcher", "Target.ResponseCodeMismatch", "200"),
        ("health-port", "Target.Timeout", "200"),
        ("health-protocol", "Target.FailedHealthChecks", "200"),
        ("health-disabled", "Target.HealthCheckDisabled", "200"),
        ("health-initial", "Elb.InitialHealthChecking", "502"),
        ("app-404", "Target.ResponseCodeMismatch", "404"),
        ("app-500", "Target.ResponseCodeMismatch", "500"),
        ("app-not-listening", "Target.FailedHealthChecks", "502"),
        ("app-slow", "Target.Timeout", "504"),
        ("app-hangs-up", "Target.FailedHealthChecks", "502"),
        ("app-slow-start", "Target.FailedHealthChecks", "502"),
        ("app-gone", "Target.FailedHealthChecks", "502"),
        ("app-allowed-hosts", "Target.ResponseCodeMismatch", "400"),
        ("database-closed", "Target.ResponseCodeMismatch", "500"),
        ("database-group", "Target.ResponseCodeMismatch", "500"),
    ];
    for (id, expected, client) in table {
        let mut world = broken(id).expect(id);
        assert_eq!((reason(&world).as_str(), met(&mut world).as_str()), (expected, client), "{id}");
    }
    // What this account has nothing of: an Auto Scaling group, a template, a certificate.
    let shown: BTreeSet<&str> = table.iter().map(|(id, ..)| *id).collect();
    for one in all().filter(|one| !shown.contains(one.id)) {
        assert!(matches!(broken(one.id), Err(Unbroken::Missing(_))), "{}", one.id);
    }
}

#[test]
fn names_are_unlike_each_other_and_each_is_explained() {
    let ids: Vec<&str> = all().map(|one| one.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(all().all(|one| one.about.ends_with('.') && !one.hop.is_empty()));
    assert_eq!(broken("nothing").err(), Some(Unbroken::Unknown("nothing".to_owned())));
}

#[test]
fn a_fault_keeps_to_the_load_balancer_that_is_named() {
    let mut world = world();
    let names = Names { load_balancer: Some("another".to_owned()) };
    let seen = inject(&mut world.call("us-east-1", Caller::service("test")), "listener-deleted", &names);
    assert_eq!(seen, Err(Unbroken::Missing("listener")));
    assert_eq!(met(&mut world), "200");
}

#[test]
fn an_instance_that_a_fault_terminates_leaves_nothing_behind() {
    let mut world = broken("instance-terminated").expect("it is broken");
    let left = |world: &World| {
        let interfaces = region(world).network_interfaces.values();
        let attached = interfaces.filter_map(|one| one.attachment.as_ref()?.instance_id.clone());
        attached.filter(|id| id == "i-a" || id == "i-c").count()
    };
    assert_eq!((region(&world).instances["i-a"].state, left(&world)), (InstanceState::Terminated, 0));
    let to = world.now.saturating_add(SignedDuration::from_hours(1)).expect("in range");
    world.settle(to);
    assert!(region(&world).instances.is_empty(), "EC2 forgets them after an hour");
}
