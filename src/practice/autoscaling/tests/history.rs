//! What a group does over time, and how its history tells it.

use serde_json::json;

use super::super::super::account::HealthState;
use super::{Lab, REGION, text};

#[test]
fn a_new_group_launches_and_says_why() {
    let mut lab = Lab::new();
    let request = lab.request(1, 4, 1);
    lab.go("CreateAutoScalingGroup", request);
    lab.pass(10);
    let [launch] = &lab.activities()[..] else { panic!("one activity") };
    let id = lab.instances()[0].0.clone();
    assert_eq!(launch["Description"], format!("Launching a new EC2 instance: {id}"));
    assert_eq!(launch["StatusCode"], "InProgress");
    assert_eq!(
        launch["Cause"],
        "At 2026-11-22T01:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 1.  \
         At 2026-11-22T01:00:05Z an instance was started in response to a difference between desired and actual capacity, \
         increasing the capacity from 0 to 1."
    );
    assert_eq!(lab.instances()[0].1, "Pending");
    lab.pass(60);
    assert_eq!(lab.instances()[0].1, "InService");
    let activities = lab.activities();
    assert_eq!((&activities[0]["StatusCode"], &activities[0]["Progress"]), (&json!("Successful"), &json!(100)));
    assert!(text(&activities[0], "/Details").contains("\"Availability Zone\":\"us-east-1a\""));
    let described = lab.ec2("DescribeInstances", json!({ "InstanceIds": [id] }));
    let tags = described.pointer("/Reservations/0/Instances/0/Tags").cloned().unwrap_or_default();
    let has = |key: &str, value: &str| {
        tags.as_array().is_some_and(|all| all.contains(&json!({ "Key": key, "Value": value })))
    };
    assert!(has("aws:autoscaling:groupName", "web") && has("aws:ec2launchtemplate:version", "1"), "{tags}");
}

#[test]
fn zones_are_filled_evenly_and_emptied_where_most_are() {
    let mut lab = Lab::new();
    lab.group(0, 10, 5);
    let zones = |lab: &mut Lab| {
        let shown = lab.shown();
        let all = shown["Instances"].as_array().cloned().unwrap_or_default();
        let count = |zone: &str| all.iter().filter(|one| one["AvailabilityZone"] == zone).count();
        (count("us-east-1a"), count("us-east-1b"))
    };
    assert_eq!(zones(&mut lab), (3, 2));
    lab.go("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": 4 }));
    lab.pass(120);
    assert_eq!(zones(&mut lab), (2, 2));
    let last = &lab.activities()[0];
    let cause = text(last, "/Cause");
    assert!(
        cause.contains(
            "a user request explicitly set group desired capacity changing the desired capacity from 5 to 4."
        ),
        "{cause}"
    );
    assert!(
        cause.contains("shrinking the capacity from 5 to 4.  At ") && cause.ends_with("was selected for termination."),
        "{cause}"
    );
    assert_eq!(last["StatusCode"], "Successful");
}

#[test]
fn zones_that_became_uneven_are_evened_out_by_launching_first() {
    let mut lab = Lab::new();
    lab.group(2, 2, 2);
    lab.go(
        "UpdateAutoScalingGroup",
        json!({ "AutoScalingGroupName": "web", "VPCZoneIdentifier": format!("{},{}", lab.subnets[1], lab.subnets[2]) }),
    );
    lab.pass(65);
    let states: Vec<String> = lab.instances().into_iter().map(|(_, state)| state).collect();
    assert_eq!(states.iter().filter(|state| *state == "InService").count(), 2, "{states:?}");
    assert!(states.contains(&"Pending".to_owned()), "one more than max for a while: {states:?}");
    lab.pass(300);
    let shown = lab.shown();
    let mut zones: Vec<String> =
        shown["Instances"].as_array().into_iter().flatten().map(|one| text(one, "/AvailabilityZone")).collect();
    zones.sort();
    assert_eq!(zones, ["us-east-1b", "us-east-1c"]);
    let activities = lab.activities();
    let cause = |at: usize| text(&activities[at], "/Cause");
    assert!(cause(1).ends_with("an instance was launched to aid in balancing the group's zones."), "{}", cause(1));
    assert!(
        cause(0).contains("instances were launched to balance instances in zones us-east-1a with other zones")
            && cause(0).contains("shrinking the capacity from 3 to 2."),
        "{}",
        cause(0)
    );
}

#[test]
fn an_instance_that_is_stopped_or_terminated_is_replaced() {
    for end in ["StopInstances", "TerminateInstances"] {
        let mut lab = Lab::new();
        lab.group(1, 4, 1);
        let id = lab.instances()[0].0.clone();
        lab.ec2(end, json!({ "InstanceIds": [id] }));
        lab.pass(180);
        let instances = lab.instances();
        assert_eq!(instances.len(), 1);
        assert_ne!(instances[0].0, id);
        assert_eq!(instances[0].1, "InService");
        let activities = lab.activities();
        let causes: Vec<String> = activities.iter().map(|one| text(one, "/Cause")).collect();
        assert!(
            causes[0]
                .ends_with("an instance was launched in response to an unhealthy instance needing to be replaced."),
            "{causes:?}"
        );
        assert!(
            causes[1].ends_with(
                "an instance was taken out of service in response to an EC2 health check indicating it has been \
                 terminated or stopped."
            ),
            "{causes:?}"
        );
        assert_eq!(activities[1]["Description"], format!("Terminating EC2 instance: {id}"));
    }
}

#[test]
fn a_failed_launch_is_told_and_tried_again() {
    let mut lab = Lab::new();
    let request = lab.request(1, 4, 1);
    lab.go("CreateAutoScalingGroup", request);
    let template = lab.template.clone();
    lab.ec2("DeleteLaunchTemplate", json!({ "LaunchTemplateId": template }));
    lab.pass(45);
    let activities = lab.activities();
    assert_eq!(activities.len(), 2, "tried again after half a minute");
    let reason = format!(
        "The specified launch template, with template ID {template}, does not exist. Launching EC2 instance failed."
    );
    assert_eq!(activities[0]["StatusCode"], "Failed");
    assert_eq!(activities[0]["StatusMessage"], reason);
    assert_eq!(activities[0]["Description"], format!("Launching a new EC2 instance.  Status Reason: {reason}"));
    lab.pass(3600);
    let tries = lab.activities().len();
    assert!((10..20).contains(&tries), "it backs off: {tries}");
}

#[test]
fn suspended_processes_do_nothing() {
    let mut lab = Lab::new();
    lab.group(1, 4, 1);
    lab.go(
        "SuspendProcesses",
        json!({ "AutoScalingGroupName": "web", "ScalingProcesses": ["Launch", "ReplaceUnhealthy"] }),
    );
    let id = lab.instances()[0].0.clone();
    lab.go("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": 2 }));
    lab.ec2("TerminateInstances", json!({ "InstanceIds": [id] }));
    lab.pass(600);
    assert_eq!(lab.instances(), [(id.clone(), "InService".to_owned())]);
    assert_eq!(lab.shown()["Instances"][0]["HealthStatus"], "Unhealthy");
    lab.go("ResumeProcesses", json!({ "AutoScalingGroupName": "web" }));
    lab.pass(120);
    let instances = lab.instances();
    assert_eq!(instances.len(), 2);
    assert!(instances.iter().all(|(other, state)| *other != id && state == "InService"), "{instances:?}");
}

#[test]
fn targets_are_registered_drained_and_only_then_terminated() {
    let mut lab = Lab::new();
    let (_, target_group) = lab.balanced();
    let mut request = lab.request(0, 4, 1);
    request["TargetGroupARNs"] = json!([target_group]);
    lab.go("CreateAutoScalingGroup", request);
    lab.pass(60);
    let id = lab.instances()[0].0.clone();
    let targets = |lab: &mut Lab| lab.world.account.region_mut(REGION).target_groups[&target_group].targets.clone();
    assert!(targets(&mut lab).iter().map(|one| &one.id).eq([&id]));
    lab.go("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": 0 }));
    lab.pass(60);
    let activity = &lab.activities()[0];
    assert_eq!(activity["StatusCode"], "WaitingForELBConnectionDraining");
    assert_eq!(
        activity["Description"],
        format!("Terminating EC2 instance: {id} - Waiting For ELB Connection Draining.")
    );
    assert_eq!(lab.instances()[0].1, "Terminating");
    lab.pass(360);
    assert_eq!(lab.instances(), []);
    let activity = &lab.activities()[0];
    assert_eq!(
        (&activity["StatusCode"], text(activity, "/Description")),
        (&json!("Successful"), format!("Terminating EC2 instance: {id}"))
    );
}

#[test]
fn load_balancer_health_counts_after_the_grace_period_and_only_when_asked_for() {
    for (kind, replaced) in [("EC2", false), ("ELB", true)] {
        let mut lab = Lab::new();
        let (_, target_group) = lab.balanced();
        let mut request = lab.request(1, 4, 1);
        request["TargetGroupARNs"] = json!([target_group]);
        request["HealthCheckType"] = json!(kind);
        request["HealthCheckGracePeriod"] = json!(300);
        lab.go("CreateAutoScalingGroup", request);
        lab.pass(60);
        let id = lab.instances()[0].0.clone();
        let sicken = |lab: &mut Lab| {
            let group = lab.world.account.region_mut(REGION).target_groups.get_mut(&target_group).expect("there");
            for target in group.targets.iter_mut().filter(|target| target.id == id) {
                target.health.state = HealthState::Unhealthy;
                target.health.next = None;
            }
        };
        sicken(&mut lab);
        lab.pass(200);
        assert_eq!(lab.instances(), [(id.clone(), "InService".to_owned())], "within the grace period");
        sicken(&mut lab);
        lab.pass(200);
        let gone = lab.instances().iter().all(|(other, state)| *other != id || state != "InService");
        assert_eq!(gone, replaced, "{kind}");
        if replaced {
            let causes: Vec<String> = lab.activities().iter().map(|one| text(one, "/Cause")).collect();
            assert!(
                causes.iter().any(|cause| cause.ends_with("in response to an ELB system health check failure.")),
                "{causes:?}"
            );
        }
    }
}

#[test]
fn protected_instances_stay_and_a_forced_deletion_takes_all() {
    let mut lab = Lab::new();
    let mut request = lab.request(0, 4, 2);
    request["NewInstancesProtectedFromScaleIn"] = json!(true);
    lab.go("CreateAutoScalingGroup", request);
    lab.pass(60);
    lab.go("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": 0 }));
    lab.pass(300);
    assert_eq!(lab.instances().len(), 2);
    let (code, message) = lab.no("DeleteAutoScalingGroup", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(code, "ResourceInUse");
    assert!(message.starts_with("You cannot delete an AutoScalingGroup while there are instances"), "{message}");
    lab.go("DeleteAutoScalingGroup", json!({ "AutoScalingGroupName": "web", "ForceDelete": true }));
    assert_eq!(lab.shown()["Status"], "Delete in progress");
    lab.pass(120);
    assert!(lab.shown().is_null());
    let gone = lab.go("DescribeScalingActivities", json!({ "IncludeDeletedGroups": true }));
    assert_eq!(gone["Activities"][0]["AutoScalingGroupState"], "Deleted");
    assert!(
        text(&gone, "/Activities/0/Cause")
            .contains("a user request force deleted AutoScalingGroup changing the desired capacity from 0 to 0.")
            || text(&gone, "/Activities/0/Cause").contains("force deleted")
    );
}
