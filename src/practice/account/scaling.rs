//! Auto Scaling groups: their size, members, policies and history.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AutoScalingGroup {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) created: Timestamp,
    /// `LaunchTemplateSpecification` of the group, or of its mixed-instances policy.
    pub(crate) launch_template: Option<TemplateChoice>,
    /// Kept as given, API names; its base template is `launch_template` too.
    pub(crate) mixed_instances_policy: Option<Value>,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) desired: u32,
    pub(crate) default_cooldown_seconds: u32,
    pub(crate) zones: Vec<String>,
    /// `VPCZoneIdentifier`, split.
    pub(crate) subnets: Vec<String>,
    pub(crate) target_groups: Vec<String>,
    /// `EC2`, `ELB`, `EC2,ELB`.
    pub(crate) health_check_type: String,
    pub(crate) health_check_grace_seconds: u32,
    pub(crate) default_instance_warmup_seconds: Option<i32>,
    pub(crate) new_instances_protected: bool,
    pub(crate) termination_policies: Vec<String>,
    pub(crate) service_linked_role: String,
    /// Suspended processes and why.
    pub(crate) suspended: BTreeMap<String, String>,
    pub(crate) enabled_metrics: Vec<String>,
    pub(crate) tags: Vec<GroupTag>,
    pub(crate) members: BTreeMap<String, Member>,
    /// Newest first, six weeks at most.
    pub(crate) activities: VecDeque<Activity>,
    /// By name.
    pub(crate) policies: BTreeMap<String, ScalingPolicy>,
    pub(crate) scheduled_actions: BTreeMap<String, Value>,
    pub(crate) lifecycle_hooks: BTreeMap<String, Value>,
    pub(crate) instance_refreshes: Vec<Value>,
    /// Simple policies and manual changes wait for this.
    pub(crate) cooldown_until: Option<Timestamp>,
    /// Set while `DeleteAutoScalingGroup` with force takes its instances down.
    pub(crate) deleting: bool,
    /// After a failed launch: not before this is tried again.
    pub(crate) retry_after: Option<Timestamp>,
    /// Everything else that the caller gave and that only is shown again, API names.
    pub(crate) shown: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TemplateChoice {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `$Latest`, `$Default` or a number, as given.
    pub(crate) version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GroupTag {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) propagate_at_launch: bool,
}

/// An instance of the group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) instance_id: String,
    pub(crate) instance_type: String,
    pub(crate) zone: String,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) healthy: bool,
    pub(crate) protected: bool,
    pub(crate) launch_template: Option<TemplateChoice>,
    pub(crate) launched: Timestamp,
    /// When it came into service; the grace period counts from here.
    pub(crate) in_service_since: Option<Timestamp>,
    /// The activity that launches or terminates it now.
    pub(crate) activity: Option<String>,
    /// Until when it does not count for scaling metrics.
    pub(crate) warm_from: Option<Timestamp>,
}

/// `LifecycleState` as far as groups without hooks and warm pools go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Lifecycle {
    Pending,
    InService,
    Terminating,
    Detaching,
    EnteringStandby,
    Standby,
}

impl Lifecycle {
    /// The API's word.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InService => "InService",
            Self::Terminating => "Terminating",
            Self::Detaching => "Detaching",
            Self::EnteringStandby => "EnteringStandby",
            Self::Standby => "Standby",
        }
    }
}

/// One entry of the activity history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Activity {
    pub(crate) id: String,
    pub(crate) description: String,
    pub(crate) cause: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    /// `InProgress`, `Successful`, `Failed`, `WaitingForELBConnectionDraining`, `Cancelled`, …
    pub(crate) status: String,
    pub(crate) status_message: Option<String>,
    pub(crate) progress: i32,
    /// `Details`, JSON text.
    pub(crate) details: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ScalingPolicy {
    pub(crate) name: String,
    pub(crate) arn: String,
    /// `TargetTrackingScaling`, `StepScaling`, `SimpleScaling`, `PredictiveScaling`.
    pub(crate) kind: String,
    pub(crate) enabled: bool,
    /// The rest under the API's names (`TargetTrackingConfiguration`, `StepAdjustments`, `AdjustmentType`, …).
    pub(crate) configuration: Map<String, Value>,
    /// Names and ARNs of the alarms that carry it.
    pub(crate) alarms: Vec<(String, String)>,
}
