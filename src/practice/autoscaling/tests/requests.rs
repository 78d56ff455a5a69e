//! What is refused, and how.

use serde_json::{Value, json};

use super::{Lab, text};

#[test]
fn a_group_that_cannot_be_made_is_refused_in_aws_words() {
    let mut lab = Lab::new();
    let good = lab.request(1, 4, 2);
    let template = lab.template.clone();
    let (absent, other) = ("lt-00000000000000000", lab.subnets[2].clone());
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/MinSize", json!(5), "Max bound, 4, must be greater than or equal to min bound, 5"),
        ("/DesiredCapacity", json!(9), "Desired capacity:9 must be between the specified min size:1 and max size:4"),
        ("/VPCZoneIdentifier", json!(""), "At least one Availability Zone or VPC Subnet is required."),
        ("/VPCZoneIdentifier", json!("subnet-00000000000000000"), "The subnet ID 'subnet-00000000000000000' does not exist"),
        ("/LaunchTemplate", json!({ "LaunchTemplateId": absent }), "You must use a valid fully-formed launch template. The specified launch template, with template ID lt-00000000000000000, does not exist."),
        ("/LaunchTemplate/Version", json!("9"), &format!("You must use a valid fully-formed launch template. Could not find launch template version 9 for launch template {template}.")),
        ("/LaunchTemplate/LaunchTemplateName", json!("shop"), "Valid requests must contain either launchTemplateId or LaunchTemplateName"),
        ("/TargetGroupARNs", json!(["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/0123456789abcdef"]), "Provided Target Groups may not be valid. Please ensure they exist and try again."),
        ("/AvailabilityZones", json!(["us-east-1f"]), "The availability zones of the specified subnets and the Auto Scaling group do not match"),
        ("/AvailabilityZones", json!(["us-east-1z"]), "Invalid availability zones: [us-east-1z]"),
        ("/LaunchTemplate", Value::Null, "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter."),
    ]
    .into_iter()
    .map(|(at, value, message)| (at, value, &*Box::leak(message.to_owned().into_boxed_str())))
    .collect();
    for (at, value, message) in cases {
        let mut request = good.clone();
        let (parent, key) = at.rsplit_once('/').expect("a pointer");
        request.pointer_mut(parent).expect("a parent")[key] = value;
        if request["LaunchTemplate"].is_null() {
            request.as_object_mut().expect("members").remove("LaunchTemplate");
        }
        assert_eq!(
            lab.no("CreateAutoScalingGroup", request),
            ("ValidationError".to_owned(), message.to_owned()),
            "{at}"
        );
    }
    let _ = other;
    lab.go("CreateAutoScalingGroup", good.clone());
    assert_eq!(
        lab.no("CreateAutoScalingGroup", good),
        (
            "AlreadyExists".to_owned(),
            "AutoScalingGroup by this name already exists - A group with the name web already exists".to_owned()
        )
    );
}

#[test]
fn sizes_are_kept_between_the_bounds() {
    let mut lab = Lab::new();
    lab.group(1, 3, 1);
    for (size, message) in [
        (4, "New SetDesiredCapacity value 4 is above max value 3 for the AutoScalingGroup."),
        (0, "New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup."),
    ] {
        let refused = lab.no("SetDesiredCapacity", json!({ "AutoScalingGroupName": "web", "DesiredCapacity": size }));
        assert_eq!(refused.1, message);
    }
    lab.go("UpdateAutoScalingGroup", json!({ "AutoScalingGroupName": "web", "MinSize": 2 }));
    assert_eq!(lab.shown()["DesiredCapacity"], 2);
    lab.pass(60);
    let cause = text(&lab.activities()[0], "/Cause");
    assert!(cause.contains("a user request update of AutoScalingGroup constraints to min: 2, max: 3, desired: 2 changing the desired capacity from 1 to 2."), "{cause}");
    let (code, _) = lab.no("UpdateAutoScalingGroup", json!({ "AutoScalingGroupName": "gone", "MinSize": 2 }));
    assert_eq!(code, "ValidationError");
}
