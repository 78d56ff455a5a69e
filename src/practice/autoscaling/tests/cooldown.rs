//! Policies that meet a group on the move: cooldowns, warm-ups, instances that leave.

use serde_json::json;

use super::super::super::call::Caller;
use super::super::execute::{Trigger, execute};
use super::{Lab, REGION};

/// A policy that changes the capacity by so many.
fn policy(lab: &mut Lab, name: &str, by: i64) {
    let mut input = json!({ "AutoScalingGroupName": "web", "PolicyName": name, "AdjustmentType": "ChangeInCapacity" });
    let rest = if name.starts_with("step") {
        let bound = if by > 0 { "MetricIntervalLowerBound" } else { "MetricIntervalUpperBound" };
        json!({ "PolicyType": "StepScaling", "EstimatedInstanceWarmup": 120,
            "StepAdjustments": [{ bound: 0.0, "ScalingAdjustment": by }] })
    } else {
        json!({ "PolicyType": "SimpleScaling", "ScalingAdjustment": by, "Cooldown": 100 })
    };
    input.as_object_mut().expect("an object").extend(rest.as_object().cloned().expect("an object"));
    lab.go("PutScalingPolicy", input);
}

/// What the alarm of a policy changes the desired capacity to, if it does.
fn alarm(lab: &mut Lab, policy: &str, metric: f64) -> Option<u32> {
    let trigger = Trigger { alarm: Some("alarm".to_owned()), metric: Some(metric), threshold: Some(10.0) };
    let to = execute(&mut lab.world.call(REGION, Caller::service("cloudwatch")), "web", policy, &trigger);
    let now = lab.world.now;
    lab.world.settle(now);
    to
}

#[test]
fn a_simple_policys_cooldown_begins_when_the_last_instance_has_come() {
    let mut lab = Lab::new();
    lab.group(1, 6, 1);
    policy(&mut lab, "simple", 1);
    assert_eq!(alarm(&mut lab, "simple", 20.0), Some(2));
    // Five seconds to notice, fifteen to boot; then the cooldown.
    for seconds in [1, 18, 100] {
        lab.pass(seconds);
        assert_eq!(alarm(&mut lab, "simple", 20.0), None, "{:?}", lab.world.now);
    }
    let blocked = lab
        .no("ExecutePolicy", json!({ "AutoScalingGroupName": "web", "PolicyName": "simple", "HonorCooldown": true }));
    assert_eq!(blocked.0, "ScalingActivityInProgress");
    lab.pass(2);
    assert_eq!(alarm(&mut lab, "simple", 20.0), Some(3));
    lab.pass(60);
    // A policy of steps waits for no cooldown.
    policy(&mut lab, "step-out", 1);
    assert_eq!(alarm(&mut lab, "step-out", 20.0), Some(4));
}

#[test]
fn an_unhealthy_instance_that_is_replaced_keeps_simple_policies_waiting() {
    let mut lab = Lab::new();
    lab.group(2, 6, 2);
    policy(&mut lab, "simple", 1);
    let (id, _) = lab.instances().swap_remove(0);
    lab.go(
        "SetInstanceHealth",
        json!({ "InstanceId": id, "HealthStatus": "Unhealthy", "ShouldRespectGracePeriod": false }),
    );
    lab.pass(2);
    assert_eq!(alarm(&mut lab, "simple", 20.0), None);
    lab.pass(300);
    assert_eq!(alarm(&mut lab, "simple", 20.0), Some(3));
}

#[test]
fn steps_count_what_comes_and_what_goes() {
    let mut lab = Lab::new();
    lab.group(1, 6, 2);
    lab.pass(600);
    policy(&mut lab, "step-out", 1);
    policy(&mut lab, "step-in", -1);
    assert_eq!(alarm(&mut lab, "step-out", 20.0), Some(3));
    lab.pass(30);
    assert_eq!(alarm(&mut lab, "step-out", 20.0), None, "the third is still warming up");
    assert_eq!(alarm(&mut lab, "step-in", 5.0), None, "nothing is taken away meanwhile");
    lab.pass(150);
    assert_eq!(alarm(&mut lab, "step-in", 5.0), Some(2));
    lab.pass(6);
    assert!(lab.instances().iter().any(|(_, state)| state.starts_with("Terminating")), "{:?}", lab.instances());
    assert_eq!(alarm(&mut lab, "step-in", 5.0), None, "one is leaving already");
    lab.pass(120);
    assert_eq!(alarm(&mut lab, "step-in", 5.0), Some(1));
}
