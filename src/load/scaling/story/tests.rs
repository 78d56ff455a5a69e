//! The links of a scale-out, from facts that grow.

use super::*;
use crate::facts::balancing::{HealthCheck, LoadBalancer, TargetGroup, TargetHealth};
use crate::facts::monitoring::{Alarm, RequestMetric};
use crate::facts::scaling::{Activity, AutoScalingGroup, GroupInstance, PolicyAlarm, ScalingPolicy};

/// Seconds after a whole minute.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_020 + second).unwrap()
}

fn instance(id: &str, state: &str) -> GroupInstance {
    GroupInstance {
        id: id.to_owned(),
        availability_zone: "us-east-1a".to_owned(),
        lifecycle_state: state.to_owned(),
        health_status: "Healthy".to_owned(),
    }
}

fn target(id: &str, state: &str) -> TargetHealth {
    let (port, availability_zone, description) = (Some(80), None, None);
    let reason = (state == "initial").then(|| "Elb.InitialHealthChecking".to_owned());
    TargetHealth { target_id: id.to_owned(), port, availability_zone, state: state.to_owned(), reason, description }
}

fn alarm() -> Alarm {
    Alarm {
        name: "TargetTracking-shop-AlarmHigh-1".to_owned(),
        arn: "arn:aws:cloudwatch:us-east-1:210987654321:alarm:TargetTracking-shop-AlarmHigh-1".to_owned(),
        state: "OK".to_owned(),
        state_updated_at: None,
        state_transitioned_at: Some(at(-600)),
        namespace: None,
        metric: None,
        dimensions: Vec::new(),
        statistic: None,
        comparison: Some("GreaterThanThreshold".to_owned()),
        threshold: Some(25.0),
        period_seconds: Some(60),
        evaluation_periods: Some(3),
        datapoints_to_alarm: Some(3),
        actions_enabled: true,
        alarm_actions: Vec::new(),
    }
}

fn group() -> AutoScalingGroup {
    AutoScalingGroup {
        arn: "arn:aws:autoscaling:us-east-1:210987654321:autoScalingGroup:1:autoScalingGroupName/shop".to_owned(),
        name: "shop".to_owned(),
        launch_template: None,
        mixed_instances: false,
        launch_configuration: None,
        subnet_ids: Vec::new(),
        availability_zones: Vec::new(),
        min_size: 1,
        max_size: 4,
        desired_capacity: 1,
        target_group_arns: Vec::new(),
        health_check_type: None,
        health_check_grace_period_seconds: None,
        default_cooldown_seconds: None,
        default_instance_warmup_seconds: None,
        suspended_processes: Vec::new(),
        instances: vec![instance("i-old", "InService")],
        created_at: None,
        status: None,
        deletion_protection: None,
    }
}

fn target_group() -> TargetGroup {
    let health_check = HealthCheck {
        enabled: true,
        protocol: None,
        port: None,
        path: None,
        matcher: None,
        interval_seconds: None,
        timeout_seconds: None,
        healthy_threshold: None,
        unhealthy_threshold: None,
    };
    TargetGroup {
        arn: "arn:tg".to_owned(),
        name: "shop-tg".to_owned(),
        target_type: "instance".to_owned(),
        protocol: None,
        protocol_version: None,
        port: Some(80),
        ip_address_type: None,
        vpc_id: None,
        load_balancer_arns: Vec::new(),
        health_check,
    }
}

fn load_balancer() -> LoadBalancer {
    LoadBalancer {
        arn: "arn:lb".to_owned(),
        name: "shop-alb".to_owned(),
        dns_name: Some("shop-alb-1.us-east-1.elb.localhost".to_owned()),
        kind: "application".to_owned(),
        scheme: "internet-facing".to_owned(),
        ip_address_type: None,
        state: "active".to_owned(),
        state_reason: None,
        vpc_id: None,
        zones: Vec::new(),
        group_ids: Vec::new(),
        created_at: None,
    }
}

/// One healthy instance of a t3.small, its alarm quiet, no requests yet.
pub(crate) fn scaled() -> Scaled {
    let alarms = vec![PolicyAlarm { name: alarm().name, arn: alarm().arn }];
    Scaled {
        now: at(0),
        group: group(),
        policy: ScalingPolicy {
            arn: "arn:policy".to_owned(),
            name: "Requests".to_owned(),
            policy_type: "TargetTrackingScaling".to_owned(),
            enabled: true,
            target_tracking: None,
            alarms,
            estimated_warmup_seconds: None,
        },
        value: 25.0,
        target_group: target_group(),
        load_balancer: load_balancer(),
        high: Some(alarm()),
        changes: Vec::new(),
        raises: Vec::new(),
        metric: Some(RequestMetric { from: at(-900), to: at(0), per_minute: Vec::new() }),
        health: Some(vec![target("i-old", "healthy")]),
        instance_type: Some("t3.small".to_owned()),
    }
}

fn raise(status: &str) -> Raise {
    let activity = Activity {
        id: "a-1".to_owned(),
        group_name: "shop".to_owned(),
        description: Some("Launching a new EC2 instance: i-new".to_owned()),
        cause: String::new(),
        started_at: Some(at(205)),
        ended_at: (status == "Successful").then(|| at(245)),
        status: status.to_owned(),
        status_message: (status == "Failed").then(|| "You have requested more vCPU capacity".to_owned()),
        progress: None,
    };
    Raise { activity, from: 1, to: 3, instance: Some("i-new".to_owned()) }
}

fn with_minutes(scaled: &mut Scaled, sums: &[f64]) {
    let metric = scaled.metric.as_mut().unwrap();
    metric.per_minute = sums.iter().zip(0..).map(|(sum, minute)| (at(minute * 60), *sum)).collect();
    scaled.now = at(60 * i64::try_from(sums.len()).unwrap() + 5);
}

const S: fn(u64) -> Duration = Duration::from_secs;

#[test]
fn link_by_link_and_always_why_not_yet() {
    let mut seen = scaled();
    let mut story = Story::begin(&seen, at(3), 8.3);
    let why = |story: &Story, seen: &Scaled| story.why(seen).id.into_owned();
    assert_eq!(why(&story, &seen), "scaling-why-no-metric");

    with_minutes(&mut seen, &[12.0]);
    story.take(&seen, S(9));
    assert_eq!(why(&story, &seen), "scaling-why-below");

    with_minutes(&mut seen, &[40.0, 62.0]);
    story.take(&seen, S(16));
    assert_eq!(story.link(Stage::Over).map(|link| link.at), Some(at(60)), "when the minute was over");
    let wait = story.why(&seen);
    assert_eq!((wait.id.as_ref(), wait.args.get("have")), ("scaling-why-datapoints", Some(&2_usize.into())));

    let alarm = seen.high.as_mut().unwrap();
    (alarm.state, alarm.state_transitioned_at) = ("ALARM".to_owned(), Some(at(200)));
    story.take(&seen, S(26));
    assert_eq!(why(&story, &seen), "scaling-why-alarm-on");

    seen.group.desired_capacity = 3;
    seen.raises = vec![raise("InProgress")];
    story.take(&seen, S(28));
    assert_eq!(why(&story, &seen), "scaling-why-no-instance");
    seen.group.instances.push(instance("i-new", "Pending"));
    assert_eq!(why(&story, &seen), "scaling-why-launching");
    seen.raises = vec![raise("Failed")];
    assert_eq!(why(&story, &seen), "scaling-why-launch-failed");

    seen.raises = vec![raise("WaitingForInstanceWarmup")];
    seen.group.instances[1].lifecycle_state = "InService".to_owned();
    seen.now = at(245);
    story.take(&seen, S(33));
    assert_eq!(why(&story, &seen), "scaling-why-not-registered");
    seen.health.as_mut().unwrap().push(target("i-new", "initial"));
    assert_eq!(why(&story, &seen), "scaling-why-not-healthy");
    assert!(!story.done());

    seen.health = Some(vec![target("i-old", "healthy"), target("i-new", "healthy")]);
    seen.now = at(270);
    story.take(&seen, S(36));
    assert!(story.done());
    assert_eq!(why(&story, &seen), "scaling-why-warm-up");
    seen.raises = vec![raise("Successful")];
    assert_eq!(why(&story, &seen), "scaling-why-done");
    let told: Vec<(Stage, Option<i64>)> =
        story.told().map(|(stage, _, delay)| (stage, delay.map(|d| d.as_secs()))).collect();
    assert_eq!(
        told,
        [
            (Stage::Load, None),
            (Stage::Over, Some(57)),
            (Stage::Alarm, Some(140)),
            (Stage::Raised, Some(5)),
            (Stage::Launched, Some(40)),
            (Stage::Healthy, Some(25)),
        ]
    );
}

#[test]
fn what_happened_before_the_load_is_not_its_doing() {
    let mut seen = scaled();
    with_minutes(&mut seen, &[300.0, 300.0, 300.0]);
    seen.raises = vec![raise("Successful")];
    seen.health.as_mut().unwrap().push(target("i-new", "healthy"));
    seen.group.instances.push(instance("i-new", "InService"));
    let mut story = Story::begin(&seen, at(300), 8.3);
    seen.now = at(320);
    story.take(&seen, S(3));
    assert_eq!(story.next(), Some(Stage::Over));
}

#[test]
fn what_stands_in_the_way_is_said_at_once() {
    let mut cases = vec![(scaled(), None)];
    let mut add = |change: fn(&mut Scaled), id| {
        let mut seen = scaled();
        change(&mut seen);
        cases.push((seen, Some(id)));
    };
    add(|seen| seen.group.suspended_processes = vec!["AlarmNotification".to_owned()], "scaling-why-suspended");
    add(|seen| seen.group.max_size = 1, "scaling-why-max");
    add(|seen| seen.policy.enabled = false, "scaling-why-policy-off");
    add(|seen| seen.high = None, "scaling-why-no-alarm");
    add(|seen| seen.high.as_mut().unwrap().actions_enabled = false, "scaling-why-actions-off");
    for (seen, id) in cases {
        assert_eq!(obstacle(&seen).map(|finding| finding.id.into_owned()).as_deref(), id);
    }
}

#[test]
fn figures_are_short() {
    for (value, text) in [(62.25, "62.3"), (25.0, "25"), (8.3, "8.3"), (0.04, "0")] {
        assert_eq!(short(value), text);
    }
}
