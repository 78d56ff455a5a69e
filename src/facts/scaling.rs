//! Auto Scaling groups, policies and activities.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoScalingGroup {
    pub arn: String,
    pub name: String,
    /// The launch template, given directly or as the base of a mixed-instances policy.
    pub launch_template: Option<TemplateReference>,
    /// Launch template given through a mixed-instances policy.
    pub mixed_instances: bool,
    /// An old launch configuration instead of a template.
    pub launch_configuration: Option<String>,
    pub subnet_ids: Vec<String>,
    pub availability_zones: Vec<String>,
    pub min_size: i32,
    pub max_size: i32,
    pub desired_capacity: i32,
    pub target_group_arns: Vec<String>,
    /// `EC2` or `ELB`.
    pub health_check_type: Option<String>,
    pub health_check_grace_period_seconds: Option<i32>,
    pub default_cooldown_seconds: Option<i32>,
    pub default_instance_warmup_seconds: Option<i32>,
    pub suspended_processes: Vec<String>,
    pub instances: Vec<GroupInstance>,
    pub created_at: Option<Timestamp>,
    /// Set while the group is being deleted.
    pub status: Option<String>,
    /// `prevent-force-deletion` or `prevent-all-deletion`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_protection: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateReference {
    pub id: Option<String>,
    pub name: Option<String>,
    /// A number, `$Latest` or `$Default`; AWS means `$Default` where nothing is said.
    pub version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupInstance {
    pub id: String,
    pub availability_zone: String,
    /// `Pending`, `Pending:Wait`, `InService`, `Terminating`, `Standby`, …
    pub lifecycle_state: String,
    /// `Healthy` or `Unhealthy`.
    pub health_status: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScalingPolicy {
    pub arn: String,
    pub name: String,
    /// `TargetTrackingScaling`, `StepScaling`, `SimpleScaling` or `PredictiveScaling`.
    pub policy_type: String,
    pub enabled: bool,
    pub target_tracking: Option<TargetTracking>,
    /// The alarms that AWS says belong to this policy: name and ARN.
    pub alarms: Vec<PolicyAlarm>,
    pub estimated_warmup_seconds: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetTracking {
    /// For example `ALBRequestCountPerTarget`; `None` for a customised metric.
    pub predefined_metric: Option<String>,
    /// `app/<lb>/<id>/targetgroup/<tg>/<id>`.
    pub resource_label: Option<String>,
    pub target_value: f64,
    pub disable_scale_in: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAlarm {
    pub name: String,
    pub arn: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: String,
    pub group_name: String,
    /// AWS's sentence, for example `Launching a new EC2 instance: i-…`.
    pub description: Option<String>,
    /// AWS's sentence, which names the alarm or the user request.
    pub cause: String,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// `Successful`, `InProgress`, `Failed`, `PreInService`, …
    pub status: String,
    pub status_message: Option<String>,
    pub progress: Option<i32>,
}
