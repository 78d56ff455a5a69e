//! Instances and images in every state.

use super::super::testkit::{World, denied, image, instance, instance_in_state};
use super::*;
use crate::check::verdict::Status;

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

fn world() -> World {
    World::new().value("web", "ec-site-web").value("ami", "ec-site-web-ami")
}

fn exists() -> InstanceExists {
    InstanceExists { vpc: "vpc".into(), instance: "web".into(), image: Some("ami".into()), carrying: None }
}

#[test]
fn an_instance_may_be_stopped_and_may_be_gone_once_its_image_is_made() {
    let pass = (Status::Pass, "instance-exists");
    let gone = (Status::Fail, "instance-terminated-before-image");
    for (state, images, expected, advice) in [
        ("running", vec![], pass, false),
        ("stopped", vec![], pass, false),
        ("stopping", vec![], pass, false),
        ("pending", vec![], pass, false),
        ("terminated", vec![], gone, false),
        ("shutting-down", vec![], gone, false),
        ("terminated", vec![image("ami-1", "ec-site-web-ami", "available")], pass, true),
        ("terminated", vec![image("ami-1", "ec-site-web-ami", "pending")], pass, true),
        ("terminated", vec![image("ami-1", "ec-site-web-ami", "failed")], gone, false),
        ("terminated", vec![image("ami-1", "another", "available")], gone, false),
    ] {
        let world = world().instances(vec![instance_in_state("i-1", "ec-site-web", state)]).images(images);
        let verdict = world.judge(&exists());
        assert_eq!(result(&verdict), expected, "{state}");
        assert_eq!(!verdict.advice.is_empty(), advice, "{state}");
    }
    assert_eq!(result(&world().judge(&exists())), (Status::Fail, "instance-missing"));
}

#[test]
fn whether_a_gone_instance_matters_needs_the_images() {
    let no_images = |world: World| world.with(|facts| facts.images = denied("ec2:DescribeImages"));
    let gone = no_images(world().instances(vec![instance_in_state("i-1", "ec-site-web", "terminated")]));
    assert_eq!(result(&gone.judge(&exists())), (Status::Inconclusive, "unseen-denied"));
    let forgotten = no_images(world().instances(vec![]));
    assert_eq!(result(&forgotten.judge(&exists())), (Status::Inconclusive, "unseen-denied"));
    let live = no_images(world().instances(vec![instance("i-1", "ec-site-web")]));
    assert_eq!(live.judge(&exists()).status, Status::Pass);
    let unseen = world().with(|facts| facts.instances = denied("ec2:DescribeInstances"));
    assert_eq!(result(&unseen.judge(&exists())), (Status::Inconclusive, "unseen-denied"));
}

#[test]
fn an_instance_that_aws_has_forgotten_is_known_by_its_image() {
    let mut made = image("ami-1", "ec-site-web-ami", "available");
    made.source_instance_id = Some("i-old".to_owned());
    let forgotten = world().images(vec![made]);
    let verdict = forgotten.judge(&exists());
    assert_eq!((result(&verdict), verdict.advice.len()), ((Status::Pass, "instance-forgotten"), 1));
    let mut later = forgotten.clone();
    later.earlier.insert("prereq.instance".to_owned(), verdict);
    let stopped = InstanceStopped { vpc: "vpc".into(), instance: "web".into() };
    assert_eq!(result(&later.judge(&stopped)), (Status::Pass, "instance-stopped-for-good"));
    // The source lives on under another name: the named one was never there.
    let renamed = forgotten.instances(vec![instance("i-old", "another")]);
    assert_eq!(result(&renamed.judge(&exists())), (Status::Fail, "instance-missing"));
}

#[test]
fn stopped_or_on_its_way() {
    let check = InstanceStopped { vpc: "vpc".into(), instance: "web".into() };
    for (state, expected) in [
        ("stopped", (Status::Pass, "instance-stopped")),
        ("stopping", (Status::Waiting, "instance-stopping")),
        ("running", (Status::Fail, "instance-running")),
        ("pending", (Status::Fail, "instance-starting")),
        ("terminated", (Status::Pass, "instance-stopped-for-good")),
        ("shutting-down", (Status::Pass, "instance-stopped-for-good")),
        ("", (Status::Inconclusive, "instance-state-unknown")),
    ] {
        let verdict = world().instances(vec![instance_in_state("i-1", "ec-site-web", state)]).judge(&check);
        assert_eq!(result(&verdict), expected, "{state}");
        assert_eq!(verdict.advice.len(), usize::from(expected.1 == "instance-stopped-for-good"), "{state}");
        assert_eq!(verdict.evidence[0].resource, "i-1");
    }
}

fn available() -> ImageAvailable {
    let description = Some("lets hosting ec site".to_owned());
    ImageAvailable { image: "ami".into(), description, source: Some("web".into()) }
}

#[test]
fn an_image_in_every_state() {
    for (state, expected) in [
        ("available", (Status::Pass, "image-available")),
        ("pending", (Status::Waiting, "image-pending")),
        ("transient", (Status::Waiting, "image-pending")),
        ("failed", (Status::Fail, "image-failed")),
        ("error", (Status::Fail, "image-failed")),
        ("invalid", (Status::Fail, "image-failed")),
        ("disabled", (Status::Inconclusive, "image-state-unknown")),
        ("deregistered", (Status::Fail, "image-missing")),
    ] {
        let verdict = world().images(vec![image("ami-1", "ec-site-web-ami", state)]).judge(&available());
        assert_eq!(result(&verdict), expected, "{state}");
    }
    assert_eq!(result(&world().judge(&available())), (Status::Fail, "image-missing"));
    let twins = vec![image("ami-1", "ec-site-web-ami", "available"), image("ami-2", "ec-site-web-ami", "available")];
    assert_eq!(result(&world().images(twins).judge(&available())), (Status::Inconclusive, "image-ambiguous"));
    let gap = world().with(|facts| facts.images = denied("ec2:DescribeImages"));
    assert_eq!(result(&gap.judge(&available())), (Status::Inconclusive, "unseen-denied"));
}

#[test]
fn another_source_or_description_is_advice() {
    let made_from = |source: Option<&str>| {
        let mut made = image("ami-1", "ec-site-web-ami", "available");
        made.description = Some("lets hosting ec site".to_owned());
        made.source_instance_id = source.map(str::to_owned);
        let instances = vec![instance("i-1", "ec-site-web"), instance("i-2", "another")];
        world().instances(instances).images(vec![made])
    };
    for (source, advice) in [
        (None, vec![]),
        (Some("i-1"), vec![]),
        (Some("i-2"), vec!["advice-image-source"]),
        (Some("i-gone"), vec!["advice-image-source-gone"]),
    ] {
        let verdict = made_from(source).judge(&available());
        let told: Vec<&str> = verdict.advice.iter().map(|advice| advice.id.as_ref()).collect();
        assert_eq!((verdict.status, told), (Status::Pass, advice), "{source:?}");
    }
    let unseen = made_from(Some("i-2")).with(|facts| facts.instances = denied("ec2:DescribeInstances"));
    assert!(unseen.judge(&available()).advice.is_empty());
    let other = world().images(vec![image("ami-1", "ec-site-web-ami", "available")]);
    assert_eq!(other.judge(&available()).advice[0].id, "advice-description-differs");
}
