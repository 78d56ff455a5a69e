//! The latest version of a launch template, aspect by aspect.

use super::super::testkit::{self as kit, VPC, World, denied, seen, template, version, vpc};
use super::*;
use crate::facts::network::SecurityGroup;

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

/// A template whose only version is made by `change`.
fn world(change: impl FnOnce(&mut Version)) -> World {
    let mut made = template("lt-1", "shop-template");
    change(&mut made.latest);
    made.default = Some(made.latest.clone());
    let groups = vec![kit::group("sg-web", "web", vec![]), kit::group("sg-db", "ec2-rds-1", vec![])];
    World::new()
        .value("template", "shop-template")
        .value("ami", "web-ami")
        .value("web_sg", "web")
        .value("db_sg", "ec2-rds-1")
        .value("tag", "AutoScaling-Instance")
        .value("role", "web-SSMRole")
        .groups(groups)
        .images(vec![kit::image("ami-1", "web-ami", "available"), kit::image("ami-2", "older", "available")])
        .template(made)
}

fn image_check() -> LaunchTemplateImage {
    LaunchTemplateImage { template: "template".into(), image: "ami".into() }
}

#[test]
fn the_image() {
    for (given, expected) in [
        (Some("ami-1"), (Status::Pass, "launch-template-image-right")),
        (Some("ami-2"), (Status::Fail, "launch-template-image-other")),
        (Some("ami-amazon"), (Status::Fail, "launch-template-image-foreign")),
        (Some("resolve:ssm:/my/ami"), (Status::Inconclusive, "launch-template-image-ssm")),
        (None, (Status::Fail, "launch-template-image-none")),
    ] {
        let world = world(|version| version.image_id = given.map(str::to_owned));
        assert_eq!(result(&world.judge(&image_check())), expected, "{given:?}");
    }
    let gap = world(|_| ()).with(|facts| facts.images = denied("ec2:DescribeImages"));
    assert_eq!(result(&gap.judge(&image_check())), (Status::Inconclusive, "unseen-denied"));
}

#[test]
fn the_latest_version_decides() {
    let right = Version { image_id: Some("ami-1".to_owned()), ..version(1) };
    let wrong = Version { image_id: Some("ami-2".to_owned()), ..version(2) };
    let mut made = LaunchTemplate { latest: wrong, default: Some(right), ..template("lt-1", "shop-template") };
    let verdict = world(|_| ()).template(made.clone()).judge(&image_check());
    assert_eq!(result(&verdict), (Status::Fail, "launch-template-image-other"), "what is wrong is said");
    assert_eq!(verdict.advice[0].id, "advice-launch-template-only-default-right");
    assert_eq!(verdict.advice[0].args["version"], 2i64.into());
    assert_eq!(verdict.advice[0].args["default"], 1i64.into());
    // The other way round it passes, and the existence check mentions it.
    made.default = made
        .default
        .map(|right| Version { number: 1, ..std::mem::replace(&mut made.latest, Version { number: 2, ..right }) });
    let world = world(|_| ()).template(made);
    assert_eq!(world.judge(&image_check()).status, Status::Pass);
    let exists = LaunchTemplateExists { template: "template".into(), version_description: None };
    assert_eq!(world.judge(&exists).advice[0].id, "advice-default-version-differs");
}

#[test]
fn existence() {
    let check = |description: Option<&str>| LaunchTemplateExists {
        template: "template".into(),
        version_description: description.map(str::to_owned),
    };
    let pass = (Status::Pass, "launch-template-exists");
    assert_eq!(result(&world(|_| ()).judge(&check(None))), pass);
    let described = world(|version| version.description = Some("v1".to_owned()));
    assert!(described.judge(&check(Some("v1"))).advice.is_empty());
    let differs = described.judge(&check(Some("template-1")));
    assert_eq!((result(&differs), differs.advice.len()), (pass, 1));
    let none = World::new().value("template", "shop-template");
    let none = none.with(|facts| {
        facts.launch_templates.insert("shop-template".to_owned(), seen(None));
    });
    assert_eq!(result(&none.judge(&check(None))), (Status::Fail, "launch-template-missing"));
    let gap = none.with(|facts| {
        let action = "ec2:DescribeLaunchTemplateVersions";
        facts.launch_templates.insert("shop-template".to_owned(), denied(action));
    });
    assert_eq!(result(&gap.judge(&check(None))), (Status::Inconclusive, "unseen-denied"));
    let not_asked = World::new().value("template", "shop-template");
    assert_eq!(result(&not_asked.judge(&check(None))), (Status::Inconclusive, "unseen-not-asked"));
}

#[test]
fn type_and_key() {
    let of_type = LaunchTemplateInstanceType { template: "template".into(), instance_type: "t3.small".to_owned() };
    for (given, expected) in [
        (Some("t3.small"), (Status::Pass, "launch-template-type-right")),
        (Some("t3.micro"), (Status::Fail, "launch-template-type-other")),
        (None, (Status::Fail, "launch-template-type-none")),
    ] {
        let world = world(|version| version.instance_type = given.map(str::to_owned));
        assert_eq!(result(&world.judge(&of_type)), expected);
    }
    let keyless = LaunchTemplateNoKey { template: "template".into() };
    assert_eq!(result(&world(|_| ()).judge(&keyless)), (Status::Pass, "launch-template-no-key"));
    let keyed = world(|version| version.key_name = Some("my-key".to_owned()));
    assert_eq!(result(&keyed.judge(&keyless)), (Status::Fail, "launch-template-key"));
}

#[test]
fn the_tag() {
    let check = LaunchTemplateTag { template: "template".into(), key: "Name".to_owned(), value: "tag".into() };
    for (tags, expected) in [
        (vec![("Name", "AutoScaling-Instance")], (Status::Pass, "launch-template-tag-right")),
        (vec![("Env", "x"), ("Name", "AutoScaling-Instance")], (Status::Pass, "launch-template-tag-right")),
        (vec![("Name", "autoscaling-instance")], (Status::Fail, "launch-template-tag-other")),
        (vec![("name", "AutoScaling-Instance")], (Status::Fail, "launch-template-tag-key-case")),
        (vec![], (Status::Fail, "launch-template-tag-missing")),
    ] {
        let tags: Vec<(String, String)> = tags.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let world = world(|version| version.instance_tags.clone_from(&tags));
        assert_eq!(result(&world.judge(&check)), expected, "{tags:?}");
    }
}

#[test]
fn the_instance_profile() {
    let check = LaunchTemplateProfile {
        template: "template".into(),
        profile: "role".into(),
        also: vec!["EC2SSMRole".to_owned()],
    };
    let right = (Status::Pass, "launch-template-profile-right");
    for (given, expected) in [
        (Some("web-SSMRole"), right),
        (Some("EC2SSMRole"), right),
        (Some("arn:aws:iam::123456789012:instance-profile/web-SSMRole"), right),
        (Some("arn:aws-cn:iam::123456789012:instance-profile/team/a/EC2SSMRole"), right),
        (Some("arn:aws:iam::123456789012:role/web-SSMRole"), (Status::Fail, "launch-template-profile-not-a-profile")),
        (Some("web-ssmrole"), (Status::Fail, "launch-template-profile-other")),
        (Some("another/web-SSMRole"), (Status::Fail, "launch-template-profile-other")),
        (None, (Status::Fail, "launch-template-profile-none")),
    ] {
        let world = world(|version| version.instance_profile = given.map(str::to_owned));
        assert_eq!(result(&world.judge(&check)), expected, "{given:?}");
    }
    let mine = world(|version| version.instance_profile = Some("MyRole".to_owned())).value("role", "MyRole");
    assert_eq!(result(&mine.judge(&check)), right);
}

fn groups_check() -> LaunchTemplateGroups {
    LaunchTemplateGroups {
        vpc: "vpc".into(),
        template: "template".into(),
        groups: vec!["web_sg".into(), "db_sg".into()],
    }
}

#[test]
fn exactly_these_groups() {
    for (ids, names, expected) in [
        (vec!["sg-web", "sg-db"], vec![], (Status::Pass, "launch-template-groups-right")),
        (vec!["sg-db", "sg-web"], vec![], (Status::Pass, "launch-template-groups-right")),
        (vec!["sg-web"], vec![], (Status::Fail, "launch-template-groups-missing")),
        (vec!["sg-web", "sg-db", "sg-x"], vec![], (Status::Fail, "launch-template-groups-extra")),
        (vec!["sg-web", "sg-x"], vec![], (Status::Fail, "launch-template-groups-differ")),
        (vec!["sg-web", "sg-twin"], vec![], (Status::Fail, "launch-template-groups-other-vpc")),
        (vec![], vec![], (Status::Fail, "launch-template-groups-none")),
        // Names mean groups of the default VPC, which the course's is not.
        (vec![], vec!["web", "ec2-rds-1"], (Status::Fail, "launch-template-groups-other-vpc")),
        (vec![], vec!["nowhere"], (Status::Fail, "launch-template-groups-differ")),
    ] {
        let away =
            |id: &str| SecurityGroup { vpc_id: Some("vpc-default".to_owned()), ..kit::group(id, "ec2-rds-1", vec![]) };
        let world = world(|version| {
            version.group_ids = ids.iter().map(|id| (*id).to_owned()).collect();
            version.group_names = names.iter().map(|name| (*name).to_owned()).collect();
        })
        .with(|facts| {
            let mut default = vpc("vpc-default", "default");
            default.is_default = true;
            facts.vpcs = seen(vec![vpc(VPC, "shop"), default]);
            if let crate::facts::Section::Seen { value, .. } = &mut facts.security_groups {
                value.push(away("sg-twin"));
            }
        });
        assert_eq!(result(&world.judge(&groups_check())), expected, "{ids:?} {names:?}");
    }
}

#[test]
fn groups_by_name_count_in_the_default_vpc() {
    let world = world(|version| version.group_names = vec!["web".to_owned(), "ec2-rds-1".to_owned()]);
    let world = world.with(|facts| {
        let mut default = vpc(VPC, "shop");
        default.is_default = true;
        facts.vpcs = seen(vec![default]);
    });
    assert_eq!(result(&world.judge(&groups_check())), (Status::Pass, "launch-template-groups-right"));
    let gap = world.with(|facts| facts.security_groups = denied("ec2:DescribeSecurityGroups"));
    assert_eq!(result(&gap.judge(&groups_check())), (Status::Inconclusive, "unseen-denied"));
}
