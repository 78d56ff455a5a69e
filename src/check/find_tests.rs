//! Names to resources: twins, other VPCs, other regions, slips of the pen, gaps.

use super::super::testkit::{self as kit, VPC, World, denied, group, instance_in_state, seen};
use super::super::worlds;
use super::*;
use crate::check::verdict::{Arg, Status};
use crate::course::kinds::{AutoScalingGroupTemplate, CheckKind, LaunchTemplateExists, SecurityGroupExists};
use crate::course::{Check, Localized, Step};
use crate::facts::Elsewhere;
use crate::facts::compute::LaunchTemplateName;

const OTHER: &str = "vpc-00000000000000002";

/// Looks for the security group of the value `group`: its id, or status and finding.
fn find_group(world: &World) -> Result<String, (Status, String)> {
    world.look(|cx| {
        let here = vpc(cx, "vpc").expect("the VPC is there");
        let found = security_group(cx, here.item, "group").map(|group| group.id.clone());
        found.map_err(|verdict| (verdict.status, verdict.finding.id.into_owned()))
    })
}

fn world() -> World {
    World::new().value("group", "web")
}

fn outside(id: &str, name: &str) -> SecurityGroup {
    SecurityGroup { vpc_id: Some(OTHER.to_owned()), ..group(id, name, Vec::new()) }
}

fn error(status: Status, finding: &str) -> Result<String, (Status, String)> {
    Err((status, finding.to_owned()))
}

#[test]
fn a_group_is_looked_for_in_the_vpc_of_the_course() {
    let twins = vec![outside("sg-2", "web"), group("sg-1", "web", Vec::new())];
    assert_eq!(find_group(&world().groups(twins)), Ok("sg-1".to_owned()));
    let only_outside = vec![outside("sg-2", "web")];
    assert_eq!(find_group(&world().groups(only_outside)), error(Status::Fail, "security-group-missing-other-vpc"));
}

#[test]
fn an_id_is_accepted_as_a_value() {
    let groups = vec![group("sg-1", "web", Vec::new()), group("sg-9", "another", Vec::new())];
    assert_eq!(find_group(&world().value("group", "sg-9").groups(groups)), Ok("sg-9".to_owned()));
}

#[test]
fn what_is_not_there_is_missing_and_what_was_not_seen_is_not() {
    assert_eq!(find_group(&world()), error(Status::Fail, "security-group-missing"));
    let gap = world().with(|facts| facts.security_groups = denied("ec2:DescribeSecurityGroups"));
    assert_eq!(find_group(&gap), error(Status::Inconclusive, "unseen-denied"));
    let not_asked = world().with(|facts| facts.security_groups = Section::NotAsked);
    assert_eq!(find_group(&not_asked), error(Status::Inconclusive, "unseen-not-asked"));
    assert_eq!(find_group(&world().value("group", "")), error(Status::Inconclusive, "value-unset"));
}

#[test]
fn a_nearly_right_name_is_named() {
    let slip = world().groups(vec![group("sg-1", "Web", Vec::new())]);
    assert_eq!(find_group(&slip), error(Status::Fail, "security-group-missing-near-name"));
    // Another name of the course is no slip: `…-1a` beside `…-1c`.
    let sibling = World::new().value("group", "site-1a").value("second", "site-1c");
    let sibling = sibling.groups(vec![group("sg-1", "site-1c", Vec::new())]);
    assert_eq!(find_group(&sibling), error(Status::Fail, "security-group-missing"));
}

#[test]
fn another_region_is_named() {
    let hit = Elsewhere {
        kind: ResourceKind::SecurityGroup,
        name: "web".to_owned(),
        region: "ap-northeast-1".to_owned(),
        id: "sg-7".to_owned(),
    };
    let world = world().with(|facts| facts.elsewhere = seen(vec![hit]));
    assert_eq!(find_group(&world), error(Status::Fail, "security-group-missing-other-region"));
}

#[test]
fn twins_are_listed_and_asked_about() {
    let mut world = World::new();
    world.facts.vpcs = seen(vec![kit::vpc(OTHER, "shop"), kit::vpc(VPC, "shop")]);
    let verdict = world.look(|cx| *vpc(cx, "vpc").expect_err("two of them"));
    assert_eq!((verdict.status, verdict.finding.id.as_ref()), (Status::Inconclusive, "vpc-ambiguous"));
    assert_eq!(verdict.finding.args["found"], Arg::List(vec![VPC.to_owned(), OTHER.to_owned()]));
    let chosen = world.value("vpc", OTHER);
    chosen.look(|cx| assert_eq!(vpc(cx, "vpc").expect("by id").id, OTHER));
}

fn find_instance(instances: Vec<Instance>) -> Result<String, (Status, String)> {
    World::new().value("web", "ec-site-web").instances(instances).look(|cx| {
        let here = vpc(cx, "vpc").expect("the VPC is there");
        let found = super::instance(cx, here.item, "web").map(|found| found.id.clone());
        found.map_err(|verdict| (verdict.status, verdict.finding.id.into_owned()))
    })
}

#[test]
fn a_live_instance_wins_over_terminated_namesakes_and_over_those_of_a_group() {
    let live = || kit::instance("i-1", "ec-site-web");
    let gone = || instance_in_state("i-0", "ec-site-web", "terminated");
    let launched = Instance { id: "i-2".to_owned(), auto_scaling_group: Some("asg".to_owned()), ..live() };
    let second = Instance { id: "i-3".to_owned(), ..live() };
    let elsewhere = Instance { vpc_id: Some(OTHER.to_owned()), ..live() };
    for (instances, expected) in [
        (vec![gone(), live()], Ok("i-1".to_owned())),
        (vec![launched, live()], Ok("i-1".to_owned())),
        (vec![gone()], Ok("i-0".to_owned())),
        (vec![live(), second], error(Status::Inconclusive, "instance-ambiguous")),
        (vec![elsewhere], error(Status::Fail, "instance-missing-other-vpc")),
        (vec![], error(Status::Fail, "instance-missing")),
    ] {
        assert_eq!(find_instance(instances), expected);
    }
}

#[test]
fn an_available_image_wins() {
    let world = World::new().value("image", "web-ami");
    let images = vec![kit::image("ami-1", "web-ami", "failed"), kit::image("ami-2", "web-ami", "available")];
    world.images(images).look(|cx| assert_eq!(image(cx, "image").expect("one").id, "ami-2"));
}

fn find_template(names: &[&str], group_uses: Option<&str>) -> String {
    let names = names.iter().map(|name| LaunchTemplateName { id: format!("lt-{name}"), name: (*name).to_owned() });
    let mut world = worlds::shop().with(|facts| {
        facts.launch_templates.insert("lt".to_owned(), seen(None));
        facts.launch_template_names = seen(names.collect());
    });
    worlds::asg(&mut world.facts, |group| {
        let reference = group.launch_template.as_mut().expect("one");
        (reference.id, reference.name) = (None, group_uses.map(str::to_owned));
    });
    let title = || Localized { ja: String::new(), en: String::new() };
    let of_group =
        AutoScalingGroupTemplate { group: "asg".into(), template: "template".into(), version: "$Latest".into() };
    let proves = CheckKind::AutoScalingGroupTemplate(of_group);
    let check = Check { id: "template".to_owned(), title: title(), proves, needs: Vec::new() };
    let (observation, minutes, commands) = (false, 0, Vec::new());
    let id = "asg".to_owned();
    world.course.steps.push(Step {
        id,
        title: title(),
        observation,
        minutes,
        weight: None,
        checks: vec![check],
        commands,
    });
    let verdict = world.judge(&LaunchTemplateExists { template: "template".to_owned(), version_description: None });
    worlds::worded(&verdict);
    let text = |name: &str| match verdict.finding.args.get(name) {
        Some(Arg::Text(text)) => format!(" {text}"),
        _ => String::new(),
    };
    format!("{:?} {}{}{}", verdict.status, verdict.finding.id, text("near"), text("other"))
}

#[test]
fn a_template_of_another_name_is_recognised() {
    for (names, group_uses, expected) in [
        (&[][..], None, "Fail launch-template-missing"),
        (&["LT"], None, "Fail launch-template-missing-near-name LT"),
        (&["a", "b"], None, "Fail launch-template-missing"),
        (&["mine"], None, "Fail launch-template-missing-other-name mine"),
        (&["a", "b"], Some("b"), "Fail launch-template-missing-other-name b"),
        (&["a", "b"], Some("gone"), "Fail launch-template-missing"),
        (&["a", "lt"], None, "Inconclusive contradiction-not-found"),
    ] {
        assert_eq!(find_template(names, group_uses), expected, "{names:?} {group_uses:?}");
    }
}

#[test]
fn what_an_earlier_check_proved_cannot_be_missing_by_the_learners_fault() {
    let mut world = world();
    let title = || Localized { ja: String::new(), en: String::new() };
    let exists = SecurityGroupExists { vpc: "vpc".into(), group: "group".into(), description: None };
    let proves = CheckKind::SecurityGroupExists(exists);
    let check = Check { id: "exists".to_owned(), title: title(), proves, needs: Vec::new() };
    let step = Step {
        id: "sg".to_owned(),
        title: title(),
        observation: false,
        minutes: 0,
        weight: None,
        checks: vec![check],
        commands: Vec::new(),
    };
    world.course.steps.push(step);
    assert_eq!(find_group(&world), error(Status::Inconclusive, "contradiction-not-found"));
    world.id = "sg.exists".to_owned();
    assert_eq!(find_group(&world), error(Status::Fail, "security-group-missing"));
}
