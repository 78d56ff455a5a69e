//! Random sequences: whatever happens, a group's capacity stays within its bounds and its history has causes.

use proptest::prelude::*;
use serde_json::json;

use super::super::super::api::Service;
use super::{Lab, text};

const PROCESSES: [&str; 6] =
    ["Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy", "AddToLoadBalancer", "AZRebalance"];

fn act(lab: &mut Lab, what: u8, which: usize) {
    let web = "web";
    let ids: Vec<String> = lab.instances().into_iter().map(|(id, _)| id).collect();
    let id = ids.get(which % ids.len().max(1)).cloned().unwrap_or_default();
    let process = PROCESSES[which % PROCESSES.len()];
    let (service, name, input) = match what {
        0 => (
            Service::AutoScaling,
            "SetDesiredCapacity",
            json!({ "AutoScalingGroupName": web, "DesiredCapacity": which % 6 }),
        ),
        1 => (Service::Ec2, "StopInstances", json!({ "InstanceIds": [id] })),
        2 => (Service::Ec2, "TerminateInstances", json!({ "InstanceIds": [id] })),
        3 => (
            Service::AutoScaling,
            "SuspendProcesses",
            json!({ "AutoScalingGroupName": web, "ScalingProcesses": [process] }),
        ),
        4 => (Service::AutoScaling, "ResumeProcesses", json!({ "AutoScalingGroupName": web })),
        5 => (
            Service::AutoScaling,
            "EnterStandby",
            json!({ "AutoScalingGroupName": web, "InstanceIds": [id], "ShouldDecrementDesiredCapacity": which.is_multiple_of(2) }),
        ),
        6 => (Service::AutoScaling, "ExitStandby", json!({ "AutoScalingGroupName": web, "InstanceIds": [id] })),
        7 => (
            Service::AutoScaling,
            "DetachInstances",
            json!({ "AutoScalingGroupName": web, "InstanceIds": [id], "ShouldDecrementDesiredCapacity": which.is_multiple_of(2) }),
        ),
        8 => (
            Service::AutoScaling,
            "SetInstanceProtection",
            json!({ "AutoScalingGroupName": web, "InstanceIds": [id], "ProtectedFromScaleIn": which.is_multiple_of(2) }),
        ),
        9 => (Service::AutoScaling, "SetInstanceHealth", json!({ "InstanceId": id, "HealthStatus": "Unhealthy" })),
        10 => (Service::AutoScaling, "StartInstanceRefresh", json!({ "AutoScalingGroupName": web })),
        11 => (
            Service::AutoScaling,
            "PutLifecycleHook",
            json!({ "AutoScalingGroupName": web, "LifecycleHookName": "h", "HeartbeatTimeout": 60, "DefaultResult": if which.is_multiple_of(2) { "CONTINUE" } else { "ABANDON" }, "LifecycleTransition": if which.is_multiple_of(3) { "autoscaling:EC2_INSTANCE_LAUNCHING" } else { "autoscaling:EC2_INSTANCE_TERMINATING" } }),
        ),
        12 => (
            Service::AutoScaling,
            "DeleteLifecycleHook",
            json!({ "AutoScalingGroupName": web, "LifecycleHookName": "h" }),
        ),
        13 => {
            let (subnets, from) = (lab.subnets.clone(), which % 3);
            (
                Service::AutoScaling,
                "UpdateAutoScalingGroup",
                json!({ "AutoScalingGroupName": web, "VPCZoneIdentifier": subnets[from..=from + which % 2].join(",") }),
            )
        }
        _ => (
            Service::AutoScaling,
            "TerminateInstanceInAutoScalingGroup",
            json!({ "InstanceId": id, "ShouldDecrementDesiredCapacity": which.is_multiple_of(2) }),
        ),
    };
    // Many of these are refused, which is as good.
    let _ = lab.ask(service, name, input);
}

/// By how many instances the fullest of the group's zones is ahead of the emptiest.
fn uneven(lab: &mut Lab) -> usize {
    let shown = lab.shown();
    let mut all = shown["Instances"].as_array().cloned().unwrap_or_default();
    all.retain(|one| one["LifecycleState"] == "InService");
    let zones = shown["AvailabilityZones"].as_array().cloned().unwrap_or_default();
    assert!(all.iter().all(|one| zones.contains(&one["AvailabilityZone"])), "{all:?}");
    let count = |zone: &serde_json::Value| all.iter().filter(|one| one["AvailabilityZone"] == *zone).count();
    let counts: Vec<usize> = zones.iter().map(count).collect();
    counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn capacity_stays_within_its_bounds_and_every_activity_has_a_cause(
        steps in prop::collection::vec((0_u8..15, 0_usize..12, 0_i64..200), 1..40),
    ) {
        let mut lab = Lab::new();
        lab.group(1, 4, 2);
        for (what, which, seconds) in steps {
            act(&mut lab, what, which);
            lab.pass(seconds);
            let shown = lab.shown();
            let desired = shown["DesiredCapacity"].as_i64().unwrap_or_default();
            prop_assert!((1..=4).contains(&desired), "{desired}");
            let counted = ["Pending", "Pending:Wait", "InService"];
            let actual = lab.instances().iter().filter(|(_, state)| counted.contains(&state.as_str())).count();
            prop_assert!(actual <= 6, "{actual}");
        }
        let _ = lab.ask(Service::AutoScaling, "DeleteLifecycleHook", json!({ "AutoScalingGroupName": "web", "LifecycleHookName": "h" }));
        lab.go("ResumeProcesses", json!({ "AutoScalingGroupName": "web" }));
        let protected: Vec<String> = lab.instances().into_iter().map(|(id, _)| id).collect();
        for id in protected {
            let input = json!({ "AutoScalingGroupName": "web", "InstanceIds": [id], "ProtectedFromScaleIn": false });
            let _ = lab.ask(Service::AutoScaling, "SetInstanceProtection", input);
        }
        lab.pass(3600);
        let serving = lab.instances().iter().filter(|(_, state)| state == "InService").count();
        prop_assert_eq!(Some(serving), lab.shown()["DesiredCapacity"].as_u64().and_then(|size| usize::try_from(size).ok()));
        prop_assert!(uneven(&mut lab) <= 1);
        for activity in lab.activities() {
            prop_assert!(text(&activity, "/Cause").starts_with("At "), "{activity}");
            prop_assert!(activity.get("EndTime").is_some(), "{activity}");
        }
    }
}
