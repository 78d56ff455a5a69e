//! Policies: what is refused, what they make, how they change a group.

use serde_json::{Value, json};

use super::super::super::call::Caller;
use super::super::execute::{Trigger, execute};
use super::super::tracking;
use super::{Lab, REGION, text};

fn label(load_balancer: &str, target_group: &str) -> String {
    let of = |arn: &str, mark: &str| arn.split_once(mark).map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    format!("{}/targetgroup/{}", of(load_balancer, ":loadbalancer/"), of(target_group, ":targetgroup/"))
}

fn policy(label: &str) -> Value {
    json!({
        "AutoScalingGroupName": "web", "PolicyName": "RequestCountPolicy", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingConfiguration": {
            "TargetValue": 25.0,
            "PredefinedMetricSpecification": { "PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label },
        },
    })
}

#[test]
fn a_resource_label_has_to_name_what_is_attached() {
    let mut lab = Lab::new();
    lab.group(1, 4, 1);
    let (load_balancer, target_group) = lab.balanced();
    let good = label(&load_balancer, &target_group);
    for (label, part) in [
        (good.as_str(), "Target group not attached to the Auto Scaling group"),
        ("app/web-alb", "Invalid resource label app/web-alb for"),
        (&good.replace("app/web-alb", "app/other"), "app/other"),
        (&good.replace("targetgroup/web-tg", "targetgroup/other"), "targetgroup/other"),
    ] {
        let (code, message) = lab.no("PutScalingPolicy", policy(label));
        assert_eq!(code, "ValidationError");
        assert!(message.contains(part), "{message}");
    }
    lab.go(
        "AttachLoadBalancerTargetGroups",
        json!({ "AutoScalingGroupName": "web", "TargetGroupARNs": [target_group] }),
    );
    let listeners = lab.elb("DescribeListeners", json!({ "LoadBalancerArn": load_balancer }));
    let listener = text(&listeners, "/Listeners/0/ListenerArn");
    let made = lab.go("PutScalingPolicy", policy(&good));
    assert!(text(&made, "/Alarms/0/AlarmName").starts_with("TargetTracking-web-AlarmHigh-"));
    assert!(text(&made, "/Alarms/1/AlarmName").starts_with("TargetTracking-web-AlarmLow-"));
    assert_eq!(lab.go("PutScalingPolicy", policy(&good)), made, "put again, it keeps its ARN and its alarms");
    lab.elb("DeleteListener", json!({ "ListenerArn": listener }));
    let (_, message) = lab.no("PutScalingPolicy", policy(&good));
    assert_eq!(message, "The load balancer does not route traffic to the target group");
}

#[test]
fn an_alarm_scales_out_with_aws_words_and_a_warm_up() {
    let mut lab = Lab::new();
    let (load_balancer, target_group) = lab.balanced();
    let mut request = lab.request(1, 4, 1);
    request["TargetGroupARNs"] = json!([target_group]);
    lab.go("CreateAutoScalingGroup", request);
    lab.pass(60);
    let made = lab.go("PutScalingPolicy", policy(&label(&load_balancer, &target_group)));
    let alarm = text(&made, "/Alarms/0/AlarmName");
    let group = lab.world.account.region_mut(REGION).auto_scaling_groups["web"].clone();
    let alarms = tracking::alarms("web", &group.policies["RequestCountPolicy"]);
    let told: Vec<(u32, f64, &str)> =
        alarms.iter().map(|one| (one.evaluation_periods, one.threshold, one.metric.as_str())).collect();
    assert_eq!(told, [(3, 25.0, "RequestCountPerTarget"), (15, 22.5, "RequestCountPerTarget")]);
    let trigger = Trigger { alarm: Some(alarm.clone()), metric: Some(45.0), threshold: Some(25.0) };
    let mut call = lab.world.call(REGION, Caller::service("cloudwatch"));
    assert_eq!(execute(&mut call, "web", "RequestCountPolicy", &trigger), Some(2));
    lab.pass(60);
    assert_eq!(lab.instances().len(), 2);
    let launch = &lab.activities()[0];
    let cause = text(launch, "/Cause");
    let wanted = format!(
        "a monitor alarm {alarm} in state ALARM triggered policy RequestCountPolicy changing the desired capacity from 1 to 2.  At "
    );
    assert!(cause.contains(&wanted) && cause.ends_with("increasing the capacity from 1 to 2."), "{cause}");
    assert_eq!(launch["StatusCode"], "WaitingForInstanceWarmup");
    lab.pass(300);
    assert_eq!(lab.activities()[0]["StatusCode"], "Successful");
}

#[test]
fn policies_of_the_wrong_shape_are_refused() {
    let mut lab = Lab::new();
    lab.group(1, 4, 1);
    for (mut policy, part) in [
        (json!({ "AdjustmentType": "ChangeInCapacity" }), "ScalingAdjustment must be specified"),
        (json!({ "ScalingAdjustment": 1 }), "AdjustmentType must be specified"),
        (json!({ "PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity" }), "StepAdjustments must be"),
        (json!({ "PolicyType": "TargetTrackingScaling" }), "TargetTrackingConfiguration must be specified"),
        (json!({ "PolicyType": "Other" }), "Invalid policy type: Other"),
        (
            json!({ "PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [
                { "MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1 },
                { "MetricIntervalLowerBound": 5.0, "ScalingAdjustment": 2 },
            ] }),
            "can't overlap",
        ),
        (
            json!({ "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": { "TargetValue": 50.0,
                "PredefinedMetricSpecification": { "PredefinedMetricType": "ALBRequestCountPerTarget" } } }),
            "Resource label should be specified for predefined metric type ALBRequestCountPerTarget",
        ),
    ] {
        policy["AutoScalingGroupName"] = json!("web");
        policy["PolicyName"] = json!("p");
        let (code, message) = lab.no("PutScalingPolicy", policy);
        assert_eq!(code, "ValidationError");
        assert!(message.contains(part), "{message}");
    }
    let (_, message) = lab.no("DescribePolicies", json!({ "AutoScalingGroupName": "gone" }));
    assert_eq!(message, "Group gone not found");
}

#[test]
fn members_come_and_go_by_request() {
    let mut lab = Lab::new();
    lab.group(0, 4, 2);
    let ids: Vec<String> = lab.instances().into_iter().map(|(id, _)| id).collect();
    let web = |more: Value| {
        let mut input = json!({ "AutoScalingGroupName": "web" });
        input.as_object_mut().expect("members").extend(more.as_object().cloned().unwrap_or_default());
        input
    };
    lab.go("EnterStandby", web(json!({ "InstanceIds": [ids[0]], "ShouldDecrementDesiredCapacity": true })));
    lab.pass(30);
    assert!(lab.instances().contains(&(ids[0].clone(), "Standby".to_owned())));
    assert_eq!(lab.shown()["DesiredCapacity"], 1);
    // Named twice, it still is one instance.
    let answer = lab.go("ExitStandby", web(json!({ "InstanceIds": [ids[0], ids[0]] })));
    assert_eq!(answer["Activities"].as_array().map(Vec::len), Some(1));
    lab.pass(30);
    assert!(lab.instances().contains(&(ids[0].clone(), "InService".to_owned())));
    assert_eq!(lab.shown()["DesiredCapacity"], 2);
    let answer =
        lab.go("DetachInstances", web(json!({ "InstanceIds": [ids[1]], "ShouldDecrementDesiredCapacity": true })));
    assert_eq!(text(&answer, "/Activities/0/Description"), format!("Detaching EC2 instance: {}", ids[1]));
    lab.pass(30);
    assert_eq!(lab.instances().len(), 1);
    lab.go("AttachInstances", web(json!({ "InstanceIds": [ids[1]] })));
    lab.pass(30);
    assert_eq!(lab.instances().len(), 2);
    let answer = lab.go(
        "TerminateInstanceInAutoScalingGroup",
        json!({ "InstanceId": ids[0], "ShouldDecrementDesiredCapacity": true }),
    );
    assert!(
        text(&answer, "/Activity/Cause")
            .ends_with("in response to a user request, shrinking the capacity from 2 to 1.")
    );
    lab.pass(120);
    assert_eq!(lab.instances().len(), 1);
    lab.go("SetInstanceHealth", json!({ "InstanceId": ids[1], "HealthStatus": "Unhealthy" }));
    lab.pass(120);
    let cause = text(&lab.activities()[1], "/Cause");
    assert!(cause.ends_with("an instance was taken out of service in response to a user health-check."), "{cause}");
    assert_ne!(lab.instances()[0].0, ids[1]);
    let (_, message) = lab.no("SetInstanceHealth", json!({ "InstanceId": ids[0], "HealthStatus": "Healthy" }));
    assert_eq!(message, format!("Instance Id not found - No managed instance found for instance ID: {}", ids[0]));
}

#[test]
fn a_scheduled_action_changes_the_size_when_it_is_due() {
    let mut lab = Lab::new();
    lab.group(1, 4, 1);
    let action = |time: &str| json!({ "AutoScalingGroupName": "web", "ScheduledActionName": "open", "StartTime": time, "DesiredCapacity": 3 });
    let (_, message) = lab.no("PutScheduledUpdateGroupAction", action("2026-11-22T00:00:00Z"));
    assert_eq!(message, "Given start time is in the past");
    lab.go("PutScheduledUpdateGroupAction", action("2026-11-22T02:00:00Z"));
    lab.pass(3500);
    assert_eq!(lab.instances().len(), 1);
    lab.pass(120);
    assert_eq!(lab.instances().len(), 3);
    let cause = text(&lab.activities()[0], "/Cause");
    assert!(cause.starts_with("At 2026-11-22T02:00:00Z a scheduled action update of AutoScalingGroup constraints to min: 1, max: 4, desired: 3 changing"), "{cause}");
    let left = lab.go("DescribeScheduledActions", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(left["ScheduledUpdateGroupActions"], json!([]));
}

#[test]
fn a_refresh_replaces_every_instance_one_after_the_other() {
    let mut lab = Lab::new();
    lab.group(2, 4, 2);
    let before = lab.instances();
    lab.go("StartInstanceRefresh", json!({ "AutoScalingGroupName": "web", "Preferences": { "InstanceWarmup": 30 } }));
    let (code, _) = lab.no("StartInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(code, "InstanceRefreshInProgress");
    lab.pass(600);
    let after = lab.instances();
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|one| !before.contains(one)), "{before:?} {after:?}");
    let told = lab.go("DescribeInstanceRefreshes", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(text(&told, "/InstanceRefreshes/0/Status"), "Successful");
    assert!(
        lab.activities()
            .iter()
            .any(|one| text(one, "/Cause").ends_with("launched in response to an instance refresh."))
    );
}

/// A second version of the lab's template, for a refresh to go to.
fn second_version(lab: &mut Lab) -> Value {
    let data = json!({ "LaunchTemplateData": { "InstanceType": "t3.micro" }, "SourceVersion": "1" });
    let mut input = data;
    input["LaunchTemplateId"] = json!(lab.template);
    lab.ec2("CreateLaunchTemplateVersion", input);
    json!({ "LaunchTemplate": { "LaunchTemplateId": lab.template, "Version": "2" } })
}

fn versions(lab: &mut Lab) -> Vec<String> {
    let shown = lab.shown();
    shown["Instances"].as_array().into_iter().flatten().map(|one| text(one, "/LaunchTemplate/Version")).collect()
}

fn refresh(lab: &mut Lab) -> Value {
    let told = lab.go("DescribeInstanceRefreshes", json!({ "AutoScalingGroupName": "web" }));
    told["InstanceRefreshes"][0].clone()
}

#[test]
fn a_refresh_to_another_version_skips_what_has_it_and_then_is_the_groups() {
    let mut lab = Lab::new();
    lab.group(2, 4, 2);
    let wanted = second_version(&mut lab);
    let start = json!({
        "AutoScalingGroupName": "web", "DesiredConfiguration": wanted,
        "Preferences": { "SkipMatching": true, "InstanceWarmup": 30 },
    });
    lab.go("StartInstanceRefresh", start.clone());
    lab.pass(600);
    assert_eq!(versions(&mut lab), ["2", "2"]);
    assert_eq!(text(&lab.shown(), "/LaunchTemplate/Version"), "2");
    let before = lab.instances();
    lab.go("StartInstanceRefresh", start);
    lab.pass(60);
    assert_eq!(lab.instances(), before);
    let told = refresh(&mut lab);
    assert_eq!((&told["Status"], &told["PercentageComplete"]), (&json!("Successful"), &json!(100)));
    assert_eq!((&told["InstancesToUpdate"], &told["Preferences"]["MinHealthyPercentage"]), (&json!(0), &json!(90)));
}

#[test]
fn a_refresh_is_cancelled_between_two_batches_or_goes_back() {
    let mut lab = Lab::new();
    lab.group(2, 4, 2);
    let wanted = second_version(&mut lab);
    let start = json!({
        "AutoScalingGroupName": "web", "DesiredConfiguration": wanted, "Preferences": { "InstanceWarmup": 300 },
    });
    lab.go("StartInstanceRefresh", start.clone());
    lab.pass(5);
    lab.go("CancelInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(refresh(&mut lab)["Status"], "Cancelling");
    lab.pass(60);
    let told = refresh(&mut lab);
    assert_eq!((&told["Status"], &told["PercentageComplete"]), (&json!("Cancelled"), &json!(50)));
    assert_eq!(
        lab.no("CancelInstanceRefresh", json!({ "AutoScalingGroupName": "web" })).0,
        "ActiveInstanceRefreshNotFound"
    );
    let of_latest = lab.no("RollbackInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    assert_eq!(of_latest.0, "ActiveInstanceRefreshNotFound");
    // A group on $Latest has nothing to go back to.
    lab.go("StartInstanceRefresh", start.clone());
    assert_eq!(
        lab.no("RollbackInstanceRefresh", json!({ "AutoScalingGroupName": "web" })).0,
        "IrreversibleInstanceRefresh"
    );
    lab.go("CancelInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    lab.pass(60);
    lab.go(
        "UpdateAutoScalingGroup",
        json!({ "AutoScalingGroupName": "web", "LaunchTemplate": { "LaunchTemplateId": lab.template, "Version": "1" } }),
    );
    lab.go("StartInstanceRefresh", start);
    lab.pass(60);
    assert!(text(&refresh(&mut lab), "/StatusReason").starts_with("Waiting for instances to warm up"));
    lab.go("RollbackInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    lab.pass(1200);
    assert_eq!(versions(&mut lab), ["1", "1"]);
    let told = refresh(&mut lab);
    assert_eq!((&told["Status"], &told["RollbackDetails"]["RollbackReason"]).0, "RollbackSuccessful", "{told}");
}

#[test]
fn a_refresh_waits_an_hour_for_the_protected_and_then_has_failed() {
    let mut lab = Lab::new();
    lab.group(2, 4, 2);
    let ids: Vec<String> = lab.instances().into_iter().map(|(id, _)| id).collect();
    lab.go(
        "SetInstanceProtection",
        json!({ "AutoScalingGroupName": "web", "InstanceIds": ids, "ProtectedFromScaleIn": true }),
    );
    lab.go("StartInstanceRefresh", json!({ "AutoScalingGroupName": "web" }));
    lab.pass(3500);
    assert_eq!(refresh(&mut lab)["Status"], "InProgress");
    lab.pass(200);
    assert_eq!(refresh(&mut lab)["Status"], "Failed");
    lab.go(
        "StartInstanceRefresh",
        json!({ "AutoScalingGroupName": "web", "Preferences": { "ScaleInProtectedInstances": "Refresh" } }),
    );
    lab.pass(600);
    assert_eq!(refresh(&mut lab)["Status"], "Successful");
}

#[test]
fn an_instance_that_has_drained_and_waits_for_a_hook_says_so() {
    let mut lab = Lab::new();
    let (_, targets) = lab.balanced();
    let mut request = lab.request(0, 1, 1);
    request["TargetGroupARNs"] = json!([targets]);
    lab.go("CreateAutoScalingGroup", request);
    let hook = json!({ "AutoScalingGroupName": "web", "LifecycleHookName": "h", "HeartbeatTimeout": 3600,
        "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING" });
    lab.go("PutLifecycleHook", hook);
    lab.pass(300);
    let id = lab.instances()[0].0.clone();
    lab.go("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": 0 }));
    let told = |lab: &mut Lab| {
        let activity = lab.activities()[0].clone();
        (text(&activity, "/StatusCode"), text(&activity, "/Description"))
    };
    lab.pass(60);
    let draining = format!("Terminating EC2 instance: {id} - Waiting For ELB Connection Draining.");
    assert_eq!(told(&mut lab), ("WaitingForELBConnectionDraining".to_owned(), draining));
    lab.pass(400);
    let plain = format!("Terminating EC2 instance: {id}");
    assert_eq!(told(&mut lab), ("MidLifecycleAction".to_owned(), plain.clone()));
    lab.go(
        "CompleteLifecycleAction",
        json!({ "AutoScalingGroupName": "web", "LifecycleHookName": "h", "InstanceId": id,
            "LifecycleActionResult": "CONTINUE" }),
    );
    assert_eq!(told(&mut lab), ("InProgress".to_owned(), plain.clone()));
    lab.pass(60);
    assert_eq!(told(&mut lab), ("Successful".to_owned(), plain));
}
