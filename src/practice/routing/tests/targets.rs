//! Which target of a group a request gets, and which it never gets.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

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
        instance.process.as_mut().expect("one").app.kind = AppKind::WhoAmI;
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
