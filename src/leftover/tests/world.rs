//! A small account of `ec-site`: before the course, and at its end.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::facts::balancing::{HealthCheck, LoadBalancer, LoadBalancerZone, TargetGroup};
use crate::facts::compute::{Image, Instance, LaunchTemplate, LaunchTemplateVersion, Snapshot};
use crate::facts::holdings::{NatGateway, NetworkInterface, Volume};
use crate::facts::monitoring::Alarm;
use crate::facts::network::{Peer, Permission, SecurityGroup, Vpc};
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::{Facts, Section};

pub(super) const LB: &str = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/ec-site-alb/1";
pub(super) const TG: &str = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/ec-site-web-tg/2";

pub(super) fn at() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().expect("a time")
}

pub(super) fn seen<T>(value: T) -> Section<T> {
    Section::seen(at(), value)
}

pub(super) fn text(text: &str) -> String {
    text.to_owned()
}

pub(super) fn some(value: &str) -> Option<String> {
    Some(text(value))
}

pub(super) fn instance(id: &str, name: &str, state: &str, group: Option<&str>) -> Instance {
    Instance {
        id: text(id),
        name: some(name),
        state: text(state),
        vpc_id: some("vpc-1"),
        subnet_id: some("subnet-1"),
        availability_zone: some("us-east-1a"),
        image_id: some(if group.is_some() { "ami-1" } else { "ami-0" }),
        instance_type: some("t3.small"),
        private_ip: None,
        public_ip: None,
        group_ids: vec![text("sg-web")],
        instance_profile: None,
        auto_scaling_group: group.map(text),
        launched_at: Some(at()),
    }
}

pub(super) fn volume(id: &str, state: &str, snapshot: &str, instance: Option<&str>) -> Volume {
    Volume {
        id: text(id),
        name: None,
        state: text(state),
        size_gib: Some(8),
        kind: some("gp3"),
        snapshot_id: some(snapshot),
        instance_ids: instance.map(text).into_iter().collect(),
        created_at: Some(at()),
    }
}

pub(super) fn interface(id: &str, state: &str, description: &str, groups: &[&str], public: bool) -> NetworkInterface {
    NetworkInterface {
        id: text(id),
        description: some(description),
        state: text(state),
        vpc_id: some("vpc-1"),
        subnet_id: some("subnet-1"),
        group_ids: groups.iter().map(|id| text(id)).collect(),
        instance_id: None,
        public_ip: public.then(|| "192.0.2.7".parse().expect("an address")),
        service_managed: description.starts_with("ELB"),
    }
}

pub(super) fn balancer(arn: &str, name: &str, groups: &[&str]) -> LoadBalancer {
    let zone = |name: &str| LoadBalancerZone { availability_zone: text(name), subnet_id: None };
    LoadBalancer {
        arn: text(arn),
        name: text(name),
        dns_name: some("x.example"),
        kind: text("application"),
        scheme: text("internet-facing"),
        ip_address_type: some("ipv4"),
        state: text("active"),
        state_reason: None,
        vpc_id: some("vpc-1"),
        zones: vec![zone("us-east-1a"), zone("us-east-1c")],
        group_ids: groups.iter().map(|id| text(id)).collect(),
        created_at: Some(at()),
    }
}

/// A load balancer's attributes, with protection against deletion on or off.
pub(super) fn attributes(protection: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        (text("deletion_protection.enabled"), text(protection)),
        (text("idle_timeout.timeout_seconds"), text("60")),
    ])
}

pub(super) fn group(id: &str, name: &str, vpc: &str, from: Option<&str>) -> SecurityGroup {
    let peer = from.map(|id| Peer::Group { id: text(id), account: None });
    let permission =
        |peer| Permission { protocol: text("tcp"), from_port: Some(80), to_port: Some(80), peers: vec![peer] };
    SecurityGroup {
        id: text(id),
        name: text(name),
        description: String::new(),
        vpc_id: some(vpc),
        ingress: peer.map(permission).into_iter().collect(),
        egress: Vec::new(),
    }
}

pub(super) fn alarm(name: &str) -> Alarm {
    Alarm {
        name: text(name),
        arn: text(name),
        state: text("OK"),
        state_updated_at: None,
        state_transitioned_at: None,
        namespace: None,
        metric: None,
        dimensions: Vec::new(),
        statistic: None,
        comparison: None,
        threshold: None,
        period_seconds: None,
        evaluation_periods: None,
        datapoints_to_alarm: None,
        actions_enabled: true,
        alarm_actions: Vec::new(),
    }
}

pub(super) fn scaling_group() -> AutoScalingGroup {
    AutoScalingGroup {
        arn: text("arn:asg"),
        name: text("ec-site-asg"),
        launch_template: None,
        mixed_instances: false,
        launch_configuration: None,
        subnet_ids: Vec::new(),
        availability_zones: Vec::new(),
        min_size: 1,
        max_size: 4,
        desired_capacity: 1,
        target_group_arns: vec![text(TG)],
        health_check_type: None,
        health_check_grace_period_seconds: None,
        default_cooldown_seconds: None,
        default_instance_warmup_seconds: None,
        suspended_processes: Vec::new(),
        instances: Vec::new(),
        created_at: Some(at()),
        status: None,
        deletion_protection: None,
    }
}

pub(super) fn template(image: &str, termination_protected: bool) -> LaunchTemplate {
    let latest = LaunchTemplateVersion {
        number: 1,
        description: None,
        image_id: some(image),
        instance_type: None,
        key_name: None,
        group_ids: Vec::new(),
        group_names: Vec::new(),
        instance_tags: Vec::new(),
        instance_profile: None,
        user_data: None,
        termination_protected,
    };
    LaunchTemplate { id: text("lt-1"), name: text("ec-site-launch-template"), latest, default: None }
}

pub(super) fn target_group() -> TargetGroup {
    TargetGroup {
        arn: text(TG),
        name: text("ec-site-web-tg"),
        target_type: text("instance"),
        protocol: some("HTTP"),
        protocol_version: None,
        port: Some(80),
        ip_address_type: None,
        vpc_id: some("vpc-1"),
        load_balancer_arns: vec![text(LB)],
        health_check: HealthCheck {
            enabled: true,
            protocol: None,
            port: None,
            path: None,
            matcher: None,
            interval_seconds: None,
            timeout_seconds: None,
            healthy_threshold: None,
            unhealthy_threshold: None,
        },
    }
}

pub(super) fn snapshot(id: &str, description: &str) -> Snapshot {
    Snapshot { id: text(id), description: some(description), volume_size_gib: Some(8), started_at: Some(at()) }
}

/// Nothing but what was there before the course.
pub(crate) fn before() -> Facts {
    let mut facts = Facts::empty("us-east-1", at());
    let vpc = Vpc {
        id: text("vpc-1"),
        name: some("ec-site-vpc"),
        cidrs: Vec::new(),
        is_default: false,
        state: text("available"),
    };
    facts.vpcs = seen(vec![vpc]);
    facts.security_groups = seen(vec![group("sg-web", "ec-site-web-sg", "vpc-1", None)]);
    facts.instances = seen(vec![instance("i-0", "ec-site-web", "stopped", None)]);
    facts.images = seen(Vec::new());
    facts.snapshots = seen(Vec::new());
    facts.volumes = seen(vec![volume("vol-0", "in-use", "snap-0", Some("i-0"))]);
    facts.addresses = seen(Vec::new());
    let gateway = NatGateway {
        id: text("nat-1"),
        name: None,
        state: text("available"),
        vpc_id: some("vpc-1"),
        subnet_id: None,
        public_ips: vec!["192.0.2.1".parse().expect("an address")],
        created_at: Some(at()),
    };
    facts.nat_gateways = seen(vec![gateway]);
    facts.network_interfaces = seen(Vec::new());
    facts.load_balancers = seen(Vec::new());
    facts.target_groups = seen(Vec::new());
    facts.auto_scaling_groups = seen(Vec::new());
    facts.alarms = BTreeMap::from([(text("ec-site-asg"), seen(Vec::new()))]);
    facts.launch_templates = BTreeMap::from([(text("ec-site-launch-template"), seen(None))]);
    facts
}

/// The course at its end.
pub(crate) fn finished() -> Facts {
    let mut facts = before();
    facts.security_groups = seen(vec![
        group("sg-alb", "ec-site-alb-sg", "vpc-1", None),
        group("sg-twin", "ec-site-alb-sg", "vpc-9", None),
        group("sg-web", "ec-site-web-sg", "vpc-1", Some("sg-alb")),
    ]);
    facts.instances = seen(vec![
        instance("i-0", "ec-site-web", "stopped", None),
        instance("i-1", "ec-site-AutoScaling-Instance", "running", Some("ec-site-asg")),
        instance("i-2", "ec-site-AutoScaling-Instance", "terminated", Some("ec-site-asg")),
    ]);
    facts.volumes =
        seen(vec![volume("vol-0", "in-use", "snap-0", Some("i-0")), volume("vol-1", "in-use", "snap-1", Some("i-1"))]);
    facts.images = seen(vec![Image {
        id: text("ami-1"),
        name: some("ec-site-web-ami"),
        description: None,
        state: text("available"),
        state_reason: None,
        source_instance_id: None,
        snapshot_ids: vec![text("snap-1")],
        created_at: Some(at()),
        deregistration_protected: false,
    }]);
    facts.snapshots = seen(vec![snapshot("snap-1", "Created by CreateImage(i-0) for ami-1")]);
    facts.network_interfaces = seen(vec![
        interface("eni-1", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
        interface("eni-2", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
        interface("eni-3", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
    ]);
    facts.load_balancers = seen(vec![balancer(LB, "ec-site-alb", &["sg-alb"])]);
    facts.load_balancer_attributes = BTreeMap::from([(text(LB), seen(attributes("false")))]);
    facts.target_groups = seen(vec![target_group()]);
    facts.auto_scaling_groups = seen(vec![scaling_group()]);
    let alarm = alarm("TargetTracking-ec-site-asg-AlarmHigh-1");
    facts.alarms = BTreeMap::from([(text("ec-site-asg"), seen(vec![alarm]))]);
    facts
}
