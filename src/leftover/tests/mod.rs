//! Facts → what is left: whose it is, in which order it goes, what it costs, and what could not be seen.

mod world;

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Leftovers, survey, total, wants};
use crate::course::load::embedded;
use crate::course::{Course, Library, Values};
use crate::facts::compute::{Image, Instance};
use crate::facts::holdings::{Address, NetworkInterface};
use crate::facts::operations;
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::{Facts, Gap, GapKind, Section};
use world::{
    LB, TG, alarm, at, attributes, balancer, group, instance, interface, scaling_group, seen, snapshot, some, template,
    text, volume,
};
pub(crate) use world::{before, finished};

/// An action, and what hides its answer.
type Hide<'a> = (&'a str, &'a dyn Fn(&mut Facts));

fn course(id: &str) -> Course {
    Library::load(&embedded()).get(id).expect("built in").course.clone()
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

/// AWS refuses to delete what is protected: the protection is switched off first.
#[test]
fn what_is_protected_is_freed_first() {
    let mut facts = finished();
    facts.load_balancer_attributes = BTreeMap::from([(text(LB), seen(attributes("true")))]);
    let protection = some("prevent-force-deletion");
    facts.auto_scaling_groups = seen(vec![AutoScalingGroup { deletion_protection: protection, ..scaling_group() }]);
    let image = facts.images.value().expect("seen")[0].clone();
    facts.images = seen(vec![Image { deregistration_protected: true, ..image }]);
    let left = of(&facts);
    let run = commands(&left);
    let after = |free: &str, delete: &str| {
        let at =
            |text: &str| run.iter().position(|one| one.starts_with(text)).unwrap_or_else(|| panic!("{text}: {run:#?}"));
        assert_eq!(at(free) + 1, at(delete), "{run:#?}");
    };
    let free = "elbv2 modify-load-balancer-attributes --load-balancer-arn";
    after(
        &format!("{free} {LB} --attributes Key=deletion_protection.enabled,Value=false"),
        "elbv2 delete-load-balancer",
    );
    let free = "autoscaling update-auto-scaling-group --auto-scaling-group-name ec-site-asg --deletion-protection none";
    after(free, "autoscaling delete-auto-scaling-group");
    after("ec2 disable-image-deregistration-protection --image-id ami-1", "ec2 deregister-image");
    let told = |kind| left.items.iter().find(|item| item.kind == kind).and_then(|item| item.protection.clone());
    let is = |kind, id: &'static str| assert_eq!(told(kind).map(|why| why.id), Some(id.into()));
    is(Kind::LoadBalancer, "leftover-protected-load-balancer");
    is(Kind::AutoScalingGroup, "leftover-protected-group");
    is(Kind::Image, "leftover-protected-image");

    // Nobody claims that it is off where that was not seen; and it hides nothing that is left.
    facts.load_balancer_attributes.clear();
    let left = of(&facts);
    let balancer = left.items.iter().find(|item| item.kind == Kind::LoadBalancer).expect("listed");
    assert!(balancer.protection.as_ref().is_some_and(|why| why.id == "leftover-protection-unseen"), "{balancer:#?}");
    assert_eq!(balancer.commands.len(), 2);
    assert!(left.unseen.is_empty());
}

#[test]
fn instances_of_a_template_with_termination_protection_are_freed_first() {
    let mut facts = before();
    let image = some("ami-1");
    let template = template("ami-1", true);
    facts.launch_templates = BTreeMap::from([(text("ec-site-launch-template"), seen(Some(template)))]);
    let stray = instance("i-3", "ec-site-AutoScaling-Instance", "running", Some("ec-site-asg"));
    facts.instances = seen(vec![Instance { image_id: image, ..stray }]);
    let run = commands(&of(&facts));
    let expected = [
        "ec2 modify-instance-attribute --instance-id i-3 --no-disable-api-termination",
        "ec2 terminate-instances --instance-ids i-3",
    ];
    assert_eq!(run[..2], expected);
}

/// What still holds something that the course made: named, and never a command for what is gone by then.
#[test]
fn what_holds_on_is_named() {
    let mut facts = finished();
    let mut other = facts.images.value().expect("seen")[0].clone();
    (other.id, other.name) = (text("ami-2"), some("somebodys"));
    let own = facts.images.value().expect("seen")[0].clone();
    facts.images = seen(vec![own, other]);
    // The load balancer is gone, and its interface is not yet; a database wears the group, too.
    // Its target group still speaks of it.
    facts.load_balancers = seen(Vec::new());
    let database = interface("eni-9", "in-use", "RDSNetworkInterface", &["sg-alb"], false);
    let lingering = interface("eni-1", "in-use", "ELB app/ec-site-alb/1", &["sg-alb"], true);
    facts.network_interfaces = seen(vec![lingering, NetworkInterface { service_managed: true, ..database }]);
    let left = of(&facts);
    let held =
        |id: &str| left.items.iter().find(|item| item.id == id).map(|item| item.held_by.clone()).expect("listed");
    assert_eq!(held("snap-1"), ["somebodys (ami-2)"]);
    assert!(held(TG).is_empty());
    assert_eq!(held("sg-alb"), ["ELB app/ec-site-alb/1 (eni-1)", "RDSNetworkInterface (eni-9)"]);
}

/// Two groups of the course that refer to each other: the rules of the one that is deleted first go with it.
#[test]
fn no_rule_of_a_group_that_is_gone_is_revoked() {
    let mut facts = before();
    let (first, second) = ("zenn-clone-alb-backend-security-group", "twin");
    let course = course("zenn-clone");
    let values = Values::resolve(&course, None, &[]).expect("defaults");
    facts.region.clone_from(&course.region);
    facts.vpcs = seen(vec![crate::facts::network::Vpc {
        name: some("zenn-clone-vpc"),
        ..facts.vpcs.value().expect("seen")[0].clone()
    }]);
    // AWS keeps names apart inside a VPC; a copied snapshot of facts may not.
    facts.security_groups = seen(vec![
        group("sg-a", first, "vpc-1", Some("sg-b")),
        group("sg-b", first, "vpc-1", Some("sg-a")),
        group("sg-c", second, "vpc-1", Some("sg-b")),
    ]);
    let left = survey(&course, &values, &facts);
    let revoked: Vec<String> = commands(&left).into_iter().filter(|run| run.contains("revoke")).collect();
    let of = |group: &str| revoked.iter().filter(|run| run.contains(&format!("--group-id {group} "))).count();
    assert_eq!((of("sg-a"), of("sg-b"), of("sg-c")), (0, 1, 1), "{revoked:#?}");
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
        let asked: BTreeSet<&str> = wants(&course, &values)
            .iter()
            .flat_map(operations::for_want)
            .filter_map(|operation| operation.action)
            .collect();
        assert!(!left.unseen.is_empty() && !left.is_clean(), "{id}");
        for gap in &left.unseen {
            assert!(asked.contains(gap.action.as_str()), "{id} reads {} and does not ask for it", gap.action);
        }
    }
}
