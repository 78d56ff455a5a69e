//! What the learner says, points that sum up others, and the clean-up.

use serde_json::json;

use super::composed::by_hand;
use super::proof::Proof;
use super::testkit::{at, denied, image, instance_in_state, seen};
use super::verdict::Status::{Fail, Inconclusive, Manual, Pass, Waiting};
use super::verdict::{Confirmation, Verdict};
use super::worlds::*;
use crate::course::kinds::{self, AllOf, Gone, ImageSnapshotsGone, Quiz};
use crate::course::model::{Question, QuestionForm};
use crate::facts::Facts;
use crate::facts::want::ResourceKind;
use crate::progress::{Answered, QuizScore};

fn key(name: &str) -> String {
    name.to_owned()
}

#[test]
fn by_the_learner() {
    let mut world = shop();
    world.id = "quiz.answered".to_owned();
    worded(&world.judge(&kinds::Manual {}));
    worded(&world.judge(&Quiz {}));
    assert_eq!(world.judge(&Quiz {}).confirmed, None);
    let said = Confirmation { by: "me".to_owned(), at: at() };
    world.memory.confirmed.insert(world.id.clone(), said.clone());
    assert_eq!(world.look(|cx| by_hand(cx, "manual-unconfirmed")).confirmed, Some(said));
    world.memory.quiz = Some(QuizScore { right: 2, of: 3, at: at() });
    let verdict = world.judge(&Quiz {});
    assert_eq!((verdict.status, verdict.confirmed.is_some()), (Manual, true));
    worded(&verdict);
}

#[test]
fn the_questions_of_a_step_are_done_once_each_is_right() {
    let mut world = shop();
    world.id = "roles.questions".to_owned();
    let ask = |id: &str, step: &str, form| Question {
        id: id.to_owned(),
        form,
        step: Some(step.to_owned()),
        answers: vec![1],
    };
    world.course.quiz = vec![
        ask("a", "roles", QuestionForm::Single),
        ask("b", "roles", QuestionForm::Multiple),
        ask("else", "quiz", QuestionForm::Single),
        ask("why", "roles", QuestionForm::Why),
    ];
    let found = |answers: &[(&str, bool)]| {
        let mut world = world.clone();
        let given = |(id, right): &(&str, bool)| ((*id).to_owned(), Answered { right: *right, at: at() });
        world.memory.answered = answers.iter().map(given).collect();
        let verdict = world.judge(&Quiz {});
        worded(&verdict);
        (verdict.status, verdict.finding.id.to_string(), verdict.confirmed.is_some())
    };
    assert_eq!(found(&[]), (Manual, "quiz-step-open".to_owned(), false));
    assert_eq!(found(&[("a", true), ("else", true)]), (Manual, "quiz-step-open".to_owned(), false));
    assert_eq!(found(&[("a", true), ("b", false)]), (Manual, "quiz-step-wrong".to_owned(), false));
    assert_eq!(found(&[("a", true), ("b", true)]), (Manual, "quiz-score".to_owned(), true));
}

#[test]
fn all_of() {
    let judge = |parts: &[(&str, Verdict)]| {
        let mut world = shop();
        world.earlier = parts.iter().map(|(id, verdict)| ((*id).to_owned(), verdict.clone())).collect();
        let verdict = world.judge(&AllOf { checks: vec![key("a.x"), key("b.y")] });
        worded(&verdict);
        (verdict.status, verdict.finding.id.into_owned())
    };
    let pass = || Verdict::pass("gone");
    let manual = |confirmed| {
        let mut verdict = Verdict::new(Manual, super::Finding::new("manual-unconfirmed"));
        verdict.confirmed = confirmed;
        verdict
    };
    let found = |status, id: &str| (status, id.to_owned());
    let said = Some(Confirmation { by: "me".to_owned(), at: at() });
    assert_eq!(judge(&[("a.x", pass()), ("b.y", pass())]), found(Pass, "checklist-pass"));
    assert_eq!(judge(&[("a.x", Verdict::waiting("w")), ("b.y", Verdict::fail("f"))]), found(Fail, "checklist-fail"));
    assert_eq!(judge(&[("a.x", Verdict::waiting("w")), ("b.y", pass())]), found(Waiting, "checklist-waiting"));
    assert_eq!(
        judge(&[("a.x", Verdict::inconclusive("i")), ("b.y", pass())]),
        found(Inconclusive, "checklist-inconclusive")
    );
    assert_eq!(judge(&[("a.x", manual(None)), ("b.y", pass())]), found(Manual, "checklist-manual"));
    assert_eq!(judge(&[("a.x", manual(said)), ("b.y", pass())]), found(Manual, "checklist-confirmed"));
    assert_eq!(judge(&[("a.x", pass())]), found(Inconclusive, "checklist-unjudged"));
}

#[test]
fn gone() {
    let gone = |resource, name: &str, vpc: Option<&str>| Gone { resource, name: key(name), vpc: vpc.map(key) };
    rows(
        &gone(ResourceKind::LoadBalancer, "alb", None),
        &[
            ("there", |_| {}, Fail, "gone-not-load-balancer"),
            ("gone", |f| f.load_balancers = seen(vec![]), Pass, "gone"),
            ("denied", |f| f.load_balancers = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    rows(
        &gone(ResourceKind::AutoScalingGroup, "asg", None),
        &[
            ("there", |_| {}, Fail, "gone-not-auto-scaling-group"),
            ("leaving", |f| asg(f, |g| g.status = Some("Delete in progress".into())), Waiting, "gone-leaving"),
            ("its instances run", |f| f.auto_scaling_groups = seen(vec![]), Inconclusive, "gone-group-claimed"),
            (
                "gone",
                |f| {
                    f.auto_scaling_groups = seen(vec![]);
                    f.instances = seen(vec![]);
                },
                Pass,
                "gone",
            ),
        ],
    );
    rows(
        &gone(ResourceKind::SecurityGroup, "alb_sg", Some("vpc")),
        &[
            ("there", |_| {}, Fail, "gone-not-security-group"),
            ("a twin elsewhere", |f| first(&mut f.security_groups, |g| g.vpc_id = Some("vpc-2".into())), Pass, "gone"),
            ("vpcs denied", |f| f.vpcs = denied("x"), Inconclusive, "unseen-denied"),
            ("its VPC is not there", |f| f.vpcs = seen(vec![]), Inconclusive, "gone-vpc-unknown"),
            (
                "neither is there",
                |f| {
                    f.vpcs = seen(vec![]);
                    f.security_groups = seen(vec![]);
                },
                Pass,
                "gone",
            ),
        ],
    );
    rows(
        &gone(ResourceKind::LaunchTemplate, "template", None),
        &[
            ("there", |_| {}, Fail, "gone-not-launch-template"),
            (
                "gone",
                |f| {
                    f.launch_templates.insert("lt".into(), seen(None));
                },
                Pass,
                "gone",
            ),
            (
                "the list of names knows it",
                |f| {
                    f.launch_templates.insert("lt".into(), seen(None));
                    f.launch_template_names = seen(of(json!([{ "id": "lt-1", "name": "lt" }])));
                },
                Fail,
                "gone-not-launch-template",
            ),
            ("not asked", |f| f.launch_templates.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
    rows(
        &gone(ResourceKind::Image, "image", None),
        &[
            ("there", |f| f.images = seen(vec![image("ami-1", "ami", "available")]), Fail, "gone-not-image"),
            ("deregistered", |f| f.images = seen(vec![image("ami-1", "ami", "deregistered")]), Pass, "gone"),
        ],
    );
    rows(
        &gone(ResourceKind::Instance, "web", Some("vpc")),
        &[
            ("there", |_| {}, Fail, "gone-not-instance"),
            ("terminated", |f| f.instances = seen(vec![instance_in_state("i-0", "web", "terminated")]), Pass, "gone"),
            (
                "shutting down",
                |f| f.instances = seen(vec![instance_in_state("i-0", "web", "shutting-down")]),
                Waiting,
                "gone-leaving",
            ),
        ],
    );
    let check = gone(ResourceKind::LoadBalancer, "alb", None);
    assert!(check.recorded() && !check.record_stands(&shop().judge(&check)), "what is seen now wins");
}

fn snapshots(facts: &mut Facts, description: &str) {
    facts.snapshots =
        seen(of(json!([{ "id": "snap-1", "description": description, "volume_size_gib": 8, "started_at": null }])));
}

#[test]
fn image_snapshots_gone() {
    rows(
        &ImageSnapshotsGone { image: key("image"), instance: key("web") },
        &[
            ("gone", |_| {}, Pass, "snapshots-gone"),
            ("of the instance", |f| snapshots(f, "Created by CreateImage(i-0) for ami-1"), Fail, "snapshots-left"),
            (
                "of the image",
                |f| {
                    let mut image = image("ami-1", "ami", "available");
                    image.snapshot_ids = vec!["snap-1".to_owned()];
                    f.images = seen(vec![image]);
                    snapshots(f, "");
                },
                Fail,
                "snapshots-left",
            ),
            (
                "of another image in use",
                |f| {
                    f.images = seen(vec![image("ami-2", "other", "available")]);
                    snapshots(f, "Created by CreateImage(i-0) for ami-2");
                },
                Pass,
                "snapshots-gone",
            ),
            ("somebody's", |f| snapshots(f, "Created by CreateImage(i-99) for ami-9"), Pass, "snapshots-gone"),
            ("by hand", |f| snapshots(f, "backup"), Pass, "snapshots-gone"),
            ("denied", |f| f.snapshots = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
}
