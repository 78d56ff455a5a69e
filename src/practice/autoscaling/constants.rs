//! What AWS lists about the service itself, and what a new account no longer has.

use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table};
use super::super::fault::Fault;
use super::{create, policy_check, settings};

pub(super) const OPERATIONS: Table = &[
    ("CreateLaunchConfiguration", create_launch_configuration),
    ("DescribeAccountLimits", limits),
    ("DescribeAdjustmentTypes", adjustments),
    ("DescribeAutoScalingNotificationTypes", notifications),
    ("DescribeLaunchConfigurations", launch_configurations),
    ("DescribeTerminationPolicyTypes", terminations),
];

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn limits(call: &mut Call<'_>, _: Value) -> Outcome {
    let groups = call.region().auto_scaling_groups.len();
    Ok(json!({
        "MaxNumberOfAutoScalingGroups": create::MOST_GROUPS,
        "MaxNumberOfLaunchConfigurations": 200,
        "NumberOfAutoScalingGroups": groups,
        "NumberOfLaunchConfigurations": 0,
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn adjustments(_: &mut Call<'_>, _: Value) -> Outcome {
    let all: Vec<Value> = policy_check::ADJUSTMENTS.iter().map(|name| json!({ "AdjustmentType": name })).collect();
    Ok(json!({ "AdjustmentTypes": all }))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn terminations(_: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "TerminationPolicyTypes": settings::TERMINATION_POLICIES }))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn notifications(_: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "AutoScalingNotificationTypes": [
        "autoscaling:EC2_INSTANCE_LAUNCH",
        "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        "autoscaling:EC2_INSTANCE_TERMINATE",
        "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
        "autoscaling:TEST_NOTIFICATION",
    ] }))
}

/// Accounts of today make launch templates only.
fn create_launch_configuration(_: &mut Call<'_>, _: Value) -> Outcome {
    let message = "The Launch Configuration creation operation is not available in your account. Use launch templates to \
                   create configuration templates for your Auto Scaling groups.";
    Err(Fault::new("UnsupportedOperation", message))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation in a table answers so")]
fn launch_configurations(_: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "LaunchConfigurations": [] }))
}
