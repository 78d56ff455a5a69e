//! Several target-tracking policies on one group: the right one among them decides, whatever it is called.

use serde_json::{Value, json};

use super::testkit::{World, denied, seen};
use super::verdict::Status::{self, Fail, Inconclusive, Pass};
use super::worlds::*;
use crate::course::kinds::{
    CheckKind, ScalingAlarm, TrackingPolicy, TrackingPolicyLabel, TrackingPolicyScaleIn, TrackingPolicyTarget,
};
use crate::course::model::{Check, Step};
use crate::course::{Course, Localized};
use crate::facts::Facts;

const RIGHT: &str = "app/alb/1a2b/targetgroup/tg/3c4d";
const OLD_BALANCER: &str = "app/alb/0000/targetgroup/tg/3c4d";
const OLD_TARGET_GROUP: &str = "app/alb/1a2b/targetgroup/tg/0000";

fn key(name: &str) -> String {
    name.to_owned()
}

fn on_requests(name: &str, label: &str, value: f64) -> Value {
    json!({
        "arn": format!("arn:{name}"), "name": name, "policy_type": "TargetTrackingScaling", "enabled": true,
        "target_tracking": {"predefined_metric": "ALBRequestCountPerTarget", "resource_label": label,
            "target_value": value, "disable_scale_in": false},
        "alarms": [{"name": format!("TargetTracking-asg-AlarmHigh-{name}"), "arn": "arn:high"}],
        "estimated_warmup_seconds": null,
    })
}

fn with(mut policy: Value, pointer: &str, value: Value) -> Value {
    *policy.pointer_mut(pointer).expect("a field") = value;
    policy
}

fn on_cpu(name: &str) -> Value {
    with(on_requests(name, RIGHT, 50.0), "/target_tracking/predefined_metric", json!("ASGAverageCPUUtilization"))
}

fn step(name: &str) -> Value {
    let policy = with(on_requests(name, RIGHT, 25.0), "/target_tracking", json!(null));
    with(policy, "/policy_type", json!("StepScaling"))
}

/// A course that asks for 25 requests, so that the choice knows what is asked for.
fn course() -> Course {
    let text = || Localized { ja: key("試"), en: key("test") };
    let target = TrackingPolicyTarget { group: key("asg"), policy: key("policy"), target: 25.0 };
    let proves = CheckKind::TrackingPolicyTarget(target);
    let check = Check { id: key("target-value"), title: text(), proves, needs: Vec::new() };
    let (observation, minutes, commands) = (false, 0, Vec::new());
    let step = Step {
        id: key("scaling-policy"),
        title: text(),
        observation,
        minutes,
        weight: None,
        checks: vec![check],
        commands,
    };
    Course { steps: vec![step], ..super::testkit::course() }
}

fn world(policies: &[Value]) -> World {
    let mut world = shop().with(|facts| {
        facts.policies.insert(key("asg"), seen(of(json!(policies))));
    });
    world.course = course();
    world
}

/// Policy, label, target value and scale-in.
fn judge(world: &World) -> ([Status; 4], String) {
    let (group, policy) = (|| key("asg"), || key("policy"));
    let first = world.judge(&TrackingPolicy { group: group(), policy: policy() });
    let label =
        TrackingPolicyLabel { group: group(), policy: policy(), load_balancer: key("alb"), target_group: key("tg") };
    let found = match first.finding.args.get("policy") {
        Some(super::Arg::Text(name)) => name.clone(),
        _ => key("-"),
    };
    let verdicts = [
        first,
        world.judge(&label),
        world.judge(&TrackingPolicyTarget { group: group(), policy: policy(), target: 25.0 }),
        world.judge(&TrackingPolicyScaleIn { group: group(), policy: policy() }),
    ];
    verdicts.iter().for_each(worded);
    (verdicts.map(|verdict| verdict.status), found)
}

#[test]
fn the_right_one_among_several_decides() {
    let right = |name: &str| on_requests(name, RIGHT, 25.0);
    let no_scale_in =
        |name: &str| with(on_requests(name, RIGHT, 25.0), "/target_tracking/disable_scale_in", json!(true));
    let off = |name: &str| with(on_requests(name, RIGHT, 25.0), "/enabled", json!(false));
    let all = [Pass, Pass, Pass, Pass];
    let rows: &[(&str, Vec<Value>, [Status; 4], &str)] = &[
        ("alone", vec![right("requests")], all, "requests"),
        ("beside one on CPU", vec![on_cpu("a"), right("requests"), step("z")], all, "requests"),
        ("under another name beside one on CPU", vec![on_cpu("requests"), right("mine")], all, "mine"),
        ("the name on an old load balancer", vec![on_requests("requests", OLD_BALANCER, 25.0), right("z")], all, "z"),
        (
            "the name on an old target group",
            vec![on_requests("requests", OLD_TARGET_GROUP, 25.0), right("z")],
            all,
            "z",
        ),
        ("the name with another value", vec![on_requests("requests", RIGHT, 50.0), right("z")], all, "z"),
        ("the name without scale-in", vec![no_scale_in("requests"), right("z")], all, "z"),
        ("the name switched off", vec![off("requests"), right("z")], all, "z"),
        ("two right ones: the name decides", vec![right("a"), right("requests")], all, "requests"),
        (
            "both are wrong in one thing: the name decides",
            vec![on_requests("a", OLD_BALANCER, 25.0), on_requests("requests", RIGHT, 50.0)],
            [Pass, Pass, Fail, Pass],
            "requests",
        ),
        (
            "no two halves make a whole",
            vec![on_requests("a", RIGHT, 50.0), on_requests("b", OLD_BALANCER, 25.0)],
            [Pass, Pass, Fail, Pass],
            "a",
        ),
        (
            "the less wrong one",
            vec![on_requests("requests", OLD_BALANCER, 50.0), no_scale_in("z")],
            [Pass, Pass, Pass, Fail],
            "z",
        ),
    ];
    for (what, policies, statuses, name) in rows {
        assert_eq!(judge(&world(policies)), (*statuses, key(name)), "{what}");
        let backwards: Vec<Value> = policies.iter().rev().cloned().collect();
        assert_eq!(judge(&world(&backwards)), (*statuses, key(name)), "{what}, in another order");
    }
}

#[test]
fn without_the_list_of_target_groups_the_label_is_judged_by_the_group_alone() {
    let policies = [on_requests("requests", OLD_TARGET_GROUP, 25.0), on_requests("z", OLD_BALANCER, 25.0)];
    let world = world(&policies).with(|facts| facts.target_groups = denied("x"));
    let (statuses, name) = judge(&world);
    assert_eq!((statuses, name.as_str()), ([Pass, Inconclusive, Pass, Pass], "z"));
}

#[test]
fn an_alarm_of_somebody_is_no_alarm_of_target_tracking() {
    let check = ScalingAlarm { group: key("asg"), policy: key("policy"), side: crate::course::kinds::AlarmSide::High };
    let alone = |name: &'static str| {
        move |facts: &mut Facts| {
            first(facts.policies.get_mut("asg").expect("policies"), |policy| policy.alarms.clear());
            let alarms = facts.alarms.get_mut("asg").expect("alarms");
            first(alarms, |alarm| alarm.name = key(name));
        }
    };
    let judge = |name| shop().with(alone(name)).judge(&check);
    assert_eq!(judge("TargetTracking-asg-AlarmHigh-7").status, Pass, "it calls the policy, under its usual name");
    assert_eq!(judge("my-AlarmHigh").status, Fail);
    assert_eq!(judge("TargetTracking-other-AlarmHigh-7").status, Fail);
}
