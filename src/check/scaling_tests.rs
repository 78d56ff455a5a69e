//! Auto Scaling groups, their instances and policies, one fault at a time.
#![expect(
    clippy::items_after_statements,
    clippy::too_many_lines,
    reason = "tables of cases, one row a case, with their makers"
)]

use jiff::SignedDuration;
use serde_json::json;

use super::testkit::{at, denied, seen};
use super::verdict::Status::*;
use super::worlds::*;
use crate::course::kinds::*;
use crate::facts::Facts;
use crate::facts::scaling::ScalingPolicy;

pub(super) fn key(name: &str) -> String {
    name.to_owned()
}

pub(super) fn policy(facts: &mut Facts, change: impl FnOnce(&mut ScalingPolicy)) {
    first(facts.policies.get_mut("asg").expect("policies"), change);
}

pub(super) fn tracked(facts: &mut Facts, change: impl FnOnce(&mut crate::facts::scaling::TargetTracking)) {
    policy(facts, |policy| change(policy.target_tracking.as_mut().expect("tracking")));
}

fn version(facts: &mut Facts, version: Option<&str>) {
    asg(facts, |g| g.launch_template.as_mut().expect("template").version = version.map(str::to_owned));
}

pub(super) fn activities(facts: &mut Facts, list: Vec<crate::facts::scaling::Activity>) {
    facts.activities.insert("asg".to_owned(), seen(list));
}

#[test]
fn group() {
    rows(
        &AutoScalingGroupExists { group: key("asg") },
        &[
            ("complete", |_| {}, Pass, "auto-scaling-group-exists"),
            (
                "deleting",
                |f| asg(f, |g| g.status = Some("Delete in progress".into())),
                Fail,
                "auto-scaling-group-deleting",
            ),
            (
                "contradiction",
                |f| f.auto_scaling_groups = seen(vec![]),
                Inconclusive,
                "auto-scaling-group-contradiction",
            ),
            (
                "none",
                |f| {
                    f.auto_scaling_groups = seen(vec![]);
                    f.instances = seen(vec![]);
                },
                Fail,
                "auto-scaling-group-missing",
            ),
            ("denied", |f| f.auto_scaling_groups = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = AutoScalingGroupTemplate { group: key("asg"), template: key("template"), version: key("$Latest") };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "group-template"),
            ("by name", |f| asg(f, |g| g.launch_template.as_mut().expect("one").id = None), Pass, "group-template"),
            ("mixed", |f| asg(f, |g| g.mixed_instances = true), Pass, "group-template"),
            ("default", |f| version(f, Some("$Default")), Fail, "group-template-default"),
            ("nothing said", |f| version(f, None), Fail, "group-template-default"),
            ("latest number", |f| version(f, Some("1")), Fail, "group-template-number-latest"),
            ("number", |f| version(f, Some("7")), Fail, "group-template-number"),
            (
                "other",
                |f| asg(f, |g| g.launch_template = of(json!({"id": "lt-9", "name": "x", "version": "$Latest"}))),
                Fail,
                "group-template-other",
            ),
            (
                "stale",
                |f| asg(f, |g| g.launch_template.as_mut().expect("one").id = Some("lt-9".into())),
                Fail,
                "group-template-stale",
            ),
            (
                "configuration",
                |f| {
                    asg(f, |g| {
                        g.launch_template = None;
                        g.launch_configuration = Some("lc".into());
                    });
                },
                Fail,
                "group-launch-configuration",
            ),
            ("unseen", |f| asg(f, |g| g.launch_template = None), Inconclusive, "group-template-unseen"),
        ],
    );
    let check = AutoScalingGroupSubnets { vpc: key("vpc"), group: key("asg"), subnets: vec![key("a"), key("c")] };
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "group-subnets"),
            ("extra", |f| asg(f, |g| g.subnet_ids.push("subnet-1".into())), Fail, "group-subnets-extra"),
            ("absent", |f| asg(f, |g| g.subnet_ids.truncate(1)), Fail, "group-subnets-absent"),
            ("other", |f| asg(f, |g| g.subnet_ids[0] = "subnet-1".into()), Fail, "group-subnets-other"),
            ("none", |f| asg(f, |g| g.subnet_ids.clear()), Fail, "group-subnets-none"),
            ("unlisted", |f| asg(f, |g| g.subnet_ids.push("subnet-9".into())), Inconclusive, "group-subnets-unlisted"),
        ],
    );
    rows(
        &AutoScalingGroupSize { group: key("asg"), min: 1, max: 4 },
        &[
            ("complete", |_| {}, Pass, "group-size"),
            ("min", |f| asg(f, |g| g.min_size = 2), Fail, "group-size-min"),
            ("max", |f| asg(f, |g| g.max_size = 5), Fail, "group-size-max"),
            (
                "both",
                |f| {
                    asg(f, |g| {
                        g.max_size = 5;
                        g.min_size = 0;
                    });
                },
                Fail,
                "group-size-both",
            ),
            ("desired", |f| asg(f, |g| g.desired_capacity = 0), Fail, "group-size-desired"),
        ],
    );
    rows(
        &AutoScalingGroupTargetGroup { group: key("asg"), target_group: key("tg") },
        &[
            ("complete", |_| {}, Pass, "group-target-group"),
            ("one more", |f| asg(f, |g| g.target_group_arns.push("gone".into())), Pass, "group-target-group"),
            ("none", |f| asg(f, |g| g.target_group_arns.clear()), Fail, "group-target-group-none"),
            (
                "unlisted",
                |f| asg(f, |g| g.target_group_arns = vec!["gone".into()]),
                Inconclusive,
                "group-target-group-unlisted",
            ),
        ],
    );
}

#[test]
fn instances() {
    rows(
        &GroupInstancesRunning { group: key("asg") },
        &[
            ("complete", |_| {}, Pass, "group-instances-running"),
            ("stopped", |f| first(&mut f.instances, |i| i.state = "stopped".into()), Fail, "group-instances-stopped"),
            (
                "starting",
                |f| first(&mut f.instances, |i| i.state = "pending".into()),
                Waiting,
                "group-instances-moving",
            ),
            ("unlisted", |f| f.instances = seen(vec![]), Inconclusive, "group-instances-unlisted"),
            (
                "none",
                |f| {
                    asg(f, |g| {
                        g.instances.clear();
                        g.desired_capacity = 0;
                    });
                },
                Fail,
                "group-instances-none",
            ),
            ("denied", |f| f.instances = denied("x"), Inconclusive, "unseen-denied"),
        ],
    );
    let check = GroupInstancesAtLeast { group: key("asg"), min: 2 };
    rows(
        &check,
        &[
            ("now", |_| {}, Pass, "group-at-least-now"),
            ("then", |f| asg(f, |g| g.instances.truncate(1)), Pass, "group-at-least-then"),
            (
                "pending",
                |f| {
                    asg(f, |g| g.instances[1].lifecycle_state = "Pending".into());
                    activities(f, vec![launch("i-1", "", "Successful", 100)]);
                },
                Waiting,
                "group-at-least-pending",
            ),
            (
                "one by one",
                |f| {
                    asg(f, |g| g.instances.truncate(1));
                    activities(f, vec![launch("i-1", "", "Successful", 100), launch("i-8", "", "Successful", 200)]);
                },
                Fail,
                "group-at-least-too-few",
            ),
            (
                "failed launch",
                |f| {
                    asg(f, |g| g.instances.truncate(1));
                    activities(
                        f,
                        vec![
                            launch("i-2", &cause("requests", HIGH, 1, 2), "Failed", 100),
                            launch("i-1", "", "Successful", 200),
                        ],
                    );
                },
                Fail,
                "group-at-least-too-few",
            ),
            (
                "an earlier group's",
                |f| {
                    asg(f, |g| {
                        g.instances.truncate(1);
                        g.created_at = Some(ago(10));
                    });
                    activities(
                        f,
                        vec![
                            launch("i-2", &cause("requests", HIGH, 1, 2), "Successful", 38),
                            launch("i-1", "", "Successful", 5),
                        ],
                    );
                },
                Fail,
                "group-at-least-too-few",
            ),
            (
                "forgotten",
                |f| {
                    asg(f, |g| {
                        g.instances.truncate(1);
                        g.created_at = Some(at() - SignedDuration::from_hours(24 * 50));
                    });
                    activities(f, vec![]);
                },
                Inconclusive,
                "activities-forgotten",
            ),
            (
                "contradiction",
                |f| {
                    asg(f, |g| g.instances.truncate(1));
                    activities(f, vec![]);
                },
                Inconclusive,
                "activities-contradiction",
            ),
            (
                "denied",
                |f| {
                    asg(f, |g| g.instances.truncate(1));
                    f.activities.insert("asg".into(), denied("x"));
                },
                Inconclusive,
                "unseen-denied",
            ),
        ],
    );
}

#[test]
fn tracking_policy() {
    rows(
        &TrackingPolicy { group: key("asg"), policy: key("policy") },
        &[
            ("complete", |_| {}, Pass, "policy"),
            ("other name", |f| policy(f, |p| p.name = "other".into()), Pass, "policy"),
            ("disabled", |f| policy(f, |p| p.enabled = false), Fail, "policy-disabled"),
            (
                "cpu",
                |f| tracked(f, |t| t.predefined_metric = Some("ASGAverageCPUUtilization".into())),
                Fail,
                "policy-wrong-metric",
            ),
            ("custom", |f| tracked(f, |t| t.predefined_metric = None), Fail, "policy-custom-metric"),
            (
                "step",
                |f| {
                    policy(f, |p| {
                        p.target_tracking = None;
                        p.policy_type = "StepScaling".into();
                    });
                },
                Fail,
                "policy-wrong-type",
            ),
            (
                "contradiction",
                |f| {
                    f.policies.insert("asg".into(), seen(vec![]));
                },
                Inconclusive,
                "policy-contradiction",
            ),
            (
                "none",
                |f| {
                    f.policies.insert("asg".into(), seen(vec![]));
                    f.alarms.clear();
                },
                Fail,
                "policy-missing",
            ),
            ("not asked", |f| f.policies.clear(), Inconclusive, "unseen-not-asked"),
        ],
    );
    let check = TrackingPolicyLabel {
        group: key("asg"),
        policy: key("policy"),
        load_balancer: key("alb"),
        target_group: key("tg"),
    };
    fn label(facts: &mut Facts, text: &str) {
        tracked(facts, |t| t.resource_label = Some(text.to_owned()));
    }
    rows(
        &check,
        &[
            ("complete", |_| {}, Pass, "policy-label"),
            ("none", |f| tracked(f, |t| t.resource_label = None), Fail, "policy-label-none"),
            ("unreadable", |f| label(f, "alb"), Fail, "policy-label-unreadable"),
            ("stale", |f| label(f, "app/alb/0000/targetgroup/tg/3c4d"), Fail, "policy-label-stale-load-balancer"),
            ("other", |f| label(f, "app/x/1a2b/targetgroup/tg/3c4d"), Fail, "policy-label-other-load-balancer"),
            ("stale group", |f| label(f, "app/alb/1a2b/targetgroup/tg/0000"), Fail, "policy-label-stale-target-group"),
            ("other group", |f| label(f, "app/alb/1a2b/targetgroup/x/3c4d"), Fail, "policy-label-other-target-group"),
        ],
    );
    rows(
        &TrackingPolicyTarget { group: key("asg"), policy: key("policy"), target: 25.0 },
        &[
            ("complete", |_| {}, Pass, "policy-target"),
            ("50", |f| tracked(f, |t| t.target_value = 50.0), Fail, "policy-target-other"),
        ],
    );
    rows(
        &TrackingPolicyScaleIn { group: key("asg"), policy: key("policy") },
        &[
            ("complete", |_| {}, Pass, "policy-scale-in"),
            ("off", |f| tracked(f, |t| t.disable_scale_in = true), Fail, "policy-scale-in-off"),
        ],
    );
}
