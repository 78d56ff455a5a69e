//! Facts → what is left: whose it is, in which order it goes, what it costs, and what could not be seen.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Kind, Leftovers, survey, total, wants};
use crate::course::load::embedded;
use crate::course::{Course, Library, Values};
use crate::facts::balancing::{HealthCheck, LoadBalancer, LoadBalancerZone, TargetGroup};
use crate::facts::compute::{Image, Instance, Snapshot};
use crate::facts::holdings::{Address, NatGateway, NetworkInterface, Volume};
use crate::facts::monitoring::Alarm;
use crate::facts::network::{Peer, Permission, SecurityGroup, Vpc};
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::{Facts, Gap, GapKind, Section};

/// An action, and what hides its answer.
type Hide<'a> = (&'a str, &'a dyn Fn(&mut Facts));

const LB: &str = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/ec-site-alb/1";
const TG: &str = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/ec-site-web-tg/2";

fn at() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().expect("a time")
}

fn seen<T>(value: T) -> Section<T> {
    Section::seen(at(), value)
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn some(value: &str) -> Option<String> {
    Some(text(value))
}

fn course(id: &str) -> Course {
    Library::load(&embedded()).get(id).expect("built in").course.clone()
}

fn instance(id: &str, name: &str, state: &str, group: Option<&str>) -> Instance {
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

fn volume(id: &str, state: &str, snapshot: &str, instance: Option<&str>) -> Volume {
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

fn interface(id: &str, state: &str, description: &str, groups: &[&str], public: bool) -> NetworkInterface {
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

fn balancer(arn: &str, name: &str, groups: &[&str]) -> LoadBalancer {
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

fn group(id: &str, name: &str, vpc: &str, from: Option<&str>) -> SecurityGroup {
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

fn alarm(name: &str) -> Alarm {
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

fn scaling_group() -> AutoScalingGroup {
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
    }
}

fn target_group() -> TargetGroup {
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

fn snapshot(id: &str, description: &str) -> Snapshot {
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
    }]);
    facts.snapshots = seen(vec![snapshot("snap-1", "Created by CreateImage(i-0) for ami-1")]);
    facts.network_interfaces = seen(vec![
        interface("eni-1", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
        interface("eni-2", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
        interface("eni-3", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true),
    ]);
    facts.load_balancers = seen(vec![balancer(LB, "ec-site-alb", &["sg-alb"])]);
    facts.target_groups = seen(vec![target_group()]);
    facts.auto_scaling_groups = seen(vec![scaling_group()]);
    let alarm = alarm("TargetTracking-ec-site-asg-AlarmHigh-1");
    facts.alarms = BTreeMap::from([(text("ec-site-asg"), seen(vec![alarm]))]);
    facts
}

fn of(facts: &Facts) -> Leftovers {
    let course = course("ec-site");
    let values = Values::resolve(&course, None, &[]).expect("defaults");
    survey(&course, &values, facts)
}

fn ids(items: &[super::Item]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

fn commands(left: &Leftovers) -> Vec<String> {
    left.items.iter().flat_map(|item| &item.commands).map(|run| run.join(" ")).collect()
}

#[test]
fn before_the_course_nothing_of_it_is_left_and_what_was_there_costs() {
    let left = of(&before());
    assert!(left.is_clean() && !left.costs(), "{left:#?}");
    assert_eq!(ids(&left.kept), ["i-0", "nat-1"]);
    // A stopped instance costs its disk: 0.64 dollars a month. A gateway and its address: five cents an hour.
    assert_eq!(left.kept[0].hourly().hourly.times(730).dollars(2), "0.64");
    assert_eq!(left.kept[1].hourly().hourly.dollars(4), "0.0500");
    assert_eq!(left.running().hourly.dollars(4), "0.0509");
}

#[test]
fn what_the_course_made_goes_in_the_order_in_which_it_can() {
    let left = of(&finished());
    assert!(left.unseen.is_empty() && left.perhaps.is_empty(), "{left:#?}");
    let kinds: Vec<Kind> = left.items.iter().map(|item| item.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::AutoScalingGroup,
            Kind::Instance,
            Kind::Alarm,
            Kind::LoadBalancer,
            Kind::TargetGroup,
            Kind::Image,
            Kind::Snapshot,
            Kind::SecurityGroup
        ]
    );
    let run = commands(&left);
    let expected = [
        "autoscaling delete-auto-scaling-group --auto-scaling-group-name ec-site-asg --force-delete".to_owned(),
        "ec2 wait instance-terminated --instance-ids i-1".to_owned(),
        format!("elbv2 delete-load-balancer --load-balancer-arn {LB}"),
        format!("elbv2 wait load-balancers-deleted --load-balancer-arns {LB}"),
        format!("elbv2 delete-target-group --target-group-arn {TG}"),
        "ec2 deregister-image --image-id ami-1".to_owned(),
        "ec2 delete-snapshot --snapshot-id snap-1".to_owned(),
        "ec2 revoke-security-group-ingress --group-id sg-web --ip-permissions \
         IpProtocol=tcp,FromPort=80,ToPort=80,UserIdGroupPairs=[{GroupId=sg-alb}]"
            .to_owned(),
        "ec2 delete-security-group --group-id sg-alb".to_owned(),
    ];
    assert_eq!(run, expected);
    // t3.small and its disk, an alarm, the ALB with its three addresses, a snapshot of 8 GiB.
    let sum = total(&left.items);
    assert!(sum.complete);
    assert_eq!(sum.hourly.dollars(4), "0.0599");
    assert!(left.items.iter().all(|item| item.held_by.is_empty()));
}

/// What stays behind when the rest is gone.
#[test]
fn what_tutorials_forget_is_found() {
    let mut facts = before();
    facts.snapshots = seen(vec![
        snapshot("snap-1", "Created by CreateImage(i-0) for ami-1"),
        snapshot("snap-7", "Created by CreateImage(i-77) for ami-7"),
        snapshot("snap-8", "backup"),
    ]);
    let stray = instance("i-3", "ec-site-AutoScaling-Instance", "running", Some("ec-site-asg"));
    facts.instances = seen(vec![instance("i-0", "ec-site-web", "stopped", None), stray]);
    facts.volumes =
        seen(vec![volume("vol-1", "available", "snap-1", None), volume("vol-9", "available", "snap-9", None)]);
    facts.alarms = BTreeMap::from([(text("ec-site-asg"), seen(vec![alarm("TargetTracking-ec-site-asg-AlarmLow-1")]))]);
    let loose = Address { id: text("eipalloc-1"), name: None, public_ip: None, interface_id: None, associated: false };
    let used = Address { id: text("eipalloc-2"), associated: true, ..loose.clone() };
    facts.addresses = seen(vec![loose, used]);
    let left = of(&facts);
    let alarm = "TargetTracking-ec-site-asg-AlarmLow-1";
    assert_eq!(ids(&left.items), ["i-3", alarm, "snap-1", "vol-1"]);
    assert_eq!(ids(&left.perhaps), ["snap-7", "vol-9", "eipalloc-1"]);
    assert!(left.items.iter().all(|item| !item.commands.is_empty()), "{left:#?}");
    assert_eq!(left.items[2].why.id, "leftover-why-snapshot-orphan");
    assert!(left.costs() && !left.is_clean());
}

#[test]
fn what_is_on_its_way_out_needs_no_command() {
    let mut facts = before();
    facts.auto_scaling_groups = seen(vec![AutoScalingGroup { status: some("Delete in progress"), ..scaling_group() }]);
    let going = instance("i-1", "ec-site-AutoScaling-Instance", "shutting-down", Some("ec-site-asg"));
    facts.instances = seen(vec![going]);
    let left = of(&facts);
    assert!(left.items.iter().all(|item| item.leaving), "{left:#?}");
    // Only the wait, so that what comes next can go.
    assert_eq!(commands(&left), ["ec2 wait instance-terminated --instance-ids i-1"]);
}

/// A part that was not seen is named, whatever else was; nothing is taken for gone.
#[test]
fn every_gap_is_told() {
    let gap = |action: &str| Gap { kind: GapKind::Denied, action: text(action), host: None, code: None };
    let denied = |action: &str| Section::Gap { gap: gap(action) };
    let table: &[Hide<'_>] = &[
        ("ec2:DescribeInstances", &|f| f.instances = Section::Gap { gap: gap("ec2:DescribeInstances") }),
        ("ec2:DescribeImages", &|f| f.images = Section::Gap { gap: gap("ec2:DescribeImages") }),
        ("ec2:DescribeSnapshots", &|f| f.snapshots = Section::Gap { gap: gap("ec2:DescribeSnapshots") }),
        ("ec2:DescribeVolumes", &|f| f.volumes = Section::Gap { gap: gap("ec2:DescribeVolumes") }),
        ("ec2:DescribeAddresses", &|f| f.addresses = Section::Gap { gap: gap("ec2:DescribeAddresses") }),
        ("ec2:DescribeNatGateways", &|f| f.nat_gateways = Section::Gap { gap: gap("ec2:DescribeNatGateways") }),
        ("ec2:DescribeNetworkInterfaces", &|f| {
            f.network_interfaces = Section::Gap { gap: gap("ec2:DescribeNetworkInterfaces") };
        }),
        ("ec2:DescribeSecurityGroups", &|f| {
            f.security_groups = Section::Gap { gap: gap("ec2:DescribeSecurityGroups") };
        }),
        ("elasticloadbalancing:DescribeLoadBalancers", &|f| {
            f.load_balancers = Section::Gap { gap: gap("elasticloadbalancing:DescribeLoadBalancers") };
        }),
        ("elasticloadbalancing:DescribeTargetGroups", &|f| f.target_groups = Section::NotAsked),
        ("autoscaling:DescribeAutoScalingGroups", &|f| f.auto_scaling_groups = Section::NotAsked),
        ("cloudwatch:DescribeAlarms", &|f| f.alarms.clear()),
        ("ec2:DescribeLaunchTemplateVersions", &|f| f.launch_templates.clear()),
    ];
    for (action, hide) in table {
        for mut facts in [before(), finished()] {
            hide(&mut facts);
            let left = of(&facts);
            assert!(left.unseen.iter().any(|gap| gap.action == *action), "{action}: {:?}", left.unseen);
            assert!(!left.is_clean() && !left.running().complete, "{action}");
        }
    }
    let mut facts = finished();
    // The image still names its snapshot where the list of snapshots is denied: it is told, at an unknown price.
    facts.snapshots = denied("ec2:DescribeSnapshots");
    let left = of(&facts);
    let known = left.items.iter().find(|item| item.id == "snap-1").expect("listed");
    assert!(!known.hourly().complete);
}

#[test]
fn a_region_without_prices_has_things_but_no_sum() {
    let mut facts = finished();
    facts.region = text("eu-central-1");
    let left = of(&facts);
    let sum = total(&left.items);
    assert!(sum.hourly.is_zero() && !sum.complete && left.costs());
}

#[test]
fn a_group_of_an_unknown_vpc_is_only_perhaps_the_courses() {
    let mut facts = finished();
    facts.vpcs = seen(Vec::new());
    let left = of(&facts);
    assert!(left.items.iter().all(|item| item.kind != Kind::SecurityGroup));
    assert_eq!(left.perhaps.iter().filter(|item| item.kind == Kind::SecurityGroup).count(), 2);
}

#[test]
fn a_group_that_something_wears_is_taken_off_first_or_named() {
    let mut facts = before();
    facts.security_groups = seen(vec![group("sg-alb", "ec-site-alb-sg", "vpc-1", None)]);
    let worn = |id: &str, groups: &[&str]| NetworkInterface {
        instance_id: some("i-0"),
        ..interface(id, "in-use", "Primary network interface", groups, false)
    };
    facts.network_interfaces = seen(vec![
        worn("eni-1", &["sg-alb", "sg-web"]),
        worn("eni-2", &["sg-alb"]),
        interface("eni-3", "available", "by hand", &["sg-alb"], false),
    ]);
    facts.load_balancers = seen(vec![balancer("arn:other", "somebodys", &["sg-alb"])]);
    let left = of(&facts);
    assert_eq!(ids(&left.items), ["eni-3", "sg-alb"]);
    assert_eq!(ids(&left.perhaps), ["arn:other"]);
    let run = commands(&left);
    assert_eq!(
        run,
        [
            "ec2 delete-network-interface --network-interface-id eni-3",
            "ec2 modify-network-interface-attribute --network-interface-id eni-1 --groups sg-web",
            "ec2 delete-security-group --group-id sg-alb",
        ]
    );
    assert_eq!(left.items[1].held_by, ["i-0 (eni-1)", "i-0 (eni-2)", "somebodys"]);
}

/// Every course asks only for what its survey reads, and reads all that it asks for.
#[test]
fn every_course_sees_all_that_it_asks_for_and_nothing_else() {
    for id in ["ec-site", "zenn-clone", "aws-hands-on", "day13", "lb-basics"] {
        let course = course(id);
        let values = Values::resolve(&course, None, &[]).expect("defaults");
        let left = survey(&course, &values, &Facts::empty(&course.region, at()));
        let asked: std::collections::BTreeSet<&str> = wants(&course, &values)
            .iter()
            .flat_map(crate::facts::operations::for_want)
            .filter_map(|operation| operation.action)
            .collect();
        assert!(!left.unseen.is_empty() && !left.is_clean(), "{id}");
        for gap in &left.unseen {
            assert!(asked.contains(gap.action.as_str()), "{id} reads {} and does not ask for it", gap.action);
        }
    }
}
