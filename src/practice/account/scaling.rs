//! Auto Scaling groups: their size, members, policies and history.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
    pub(crate) scheduled_actions: BTreeMap<String, ScheduledAction>,
    pub(crate) lifecycle_hooks: BTreeMap<String, LifecycleHook>,
    /// Newest last.
    pub(crate) instance_refreshes: Vec<InstanceRefresh>,
    /// Simple policies and manual changes wait for this.
    pub(crate) cooldown_until: Option<Timestamp>,
    /// Seconds of a cooldown that begins when the change that it follows has been carried out.
    #[serde(default)]
    pub(crate) cooldown_to_come: Option<u32>,
    /// Set while `DeleteAutoScalingGroup` with force takes its instances down.
    pub(crate) deleting: bool,
    /// After a failed launch: not before this is tried again.
    pub(crate) retry_after: Option<Timestamp>,
    /// Launches that failed in a row.
    #[serde(default)]
    pub(crate) failures: u32,
    /// Changes of the desired capacity that no activity has carried out yet.
    #[serde(default)]
    pub(crate) changes: Vec<Change>,
    /// Launches still to come for instances that were taken out of service, by the cause that they are given.
    #[serde(default)]
    pub(crate) replacing: Vec<Replacing>,
    /// When the difference between desired and actual capacity that it has noticed is acted on.
    #[serde(default)]
    pub(crate) look_at: Option<Timestamp>,
    /// Since when its zones have been uneven.
    #[serde(default)]
    pub(crate) uneven_since: Option<Timestamp>,
    /// Larger than desired, to even out its zones: what is too much goes once the new instances serve.
    #[serde(default)]
    pub(crate) balancing: bool,
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

/// Why the desired capacity was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// The sentence that stands in the cause of the activities that follow.
    pub(crate) cause: String,
    /// Seconds that instances launched for it take to warm up, when a policy asked for it.
    pub(crate) warmup_seconds: Option<u32>,
}

/// Why a launch replaces an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Replacing {
    Unhealthy,
    Refresh,
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
    /// Seconds of warm-up that the policy that launched it asks for.
    #[serde(default)]
    pub(crate) warmup_seconds: Option<u32>,
    /// What a health check has found, until it is acted on.
    #[serde(default)]
    pub(crate) unwell: Option<Unwell>,
    /// The lifecycle hook that it waits for.
    #[serde(default)]
    pub(crate) waits: Option<HookWait>,
}

/// A health check's finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unwell {
    /// When the group takes the instance for unhealthy.
    pub(crate) from: Timestamp,
    /// `an EC2 health check indicating it has been terminated or stopped`, as the cause of its termination says.
    pub(crate) because: String,
}

/// An instance held by a lifecycle hook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HookWait {
    pub(crate) hook: String,
    /// `LifecycleActionToken`.
    pub(crate) token: String,
    pub(crate) until: Timestamp,
    /// Not beyond this, however often a heartbeat comes.
    pub(crate) latest: Timestamp,
}

/// `LifecycleState` as far as groups without warm pools go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Lifecycle {
    Pending,
    PendingWait,
    InService,
    /// It drains, if a load balancer used it.
    Terminating,
    TerminatingWait,
    /// Nothing holds it any more: it shuts down.
    TerminatingProceed,
    Detaching,
    EnteringStandby,
    Standby,
}

impl Lifecycle {
    /// The API's word.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::PendingWait => "Pending:Wait",
            Self::InService => "InService",
            Self::Terminating => "Terminating",
            Self::TerminatingWait => "Terminating:Wait",
            Self::TerminatingProceed => "Terminating:Proceed",
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

/// `LifecycleHook`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LifecycleHook {
    pub(crate) name: String,
    /// At launch, else at termination.
    pub(crate) launching: bool,
    pub(crate) heartbeat_seconds: u32,
    /// `CONTINUE`, else `ABANDON`.
    pub(crate) proceeds: bool,
    /// `NotificationTargetARN`, `RoleARN`, `NotificationMetadata`: only shown again.
    pub(crate) shown: Map<String, Value>,
}

/// `ScheduledUpdateGroupAction`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScheduledAction {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    /// Five fields of cron.
    pub(crate) recurrence: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
    pub(crate) desired: Option<u32>,
    /// When it is carried out next; an action without one has ended.
    pub(crate) next: Option<Timestamp>,
}

/// `InstanceRefresh`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InstanceRefresh {
    pub(crate) id: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    /// `Pending`, `InProgress`, `Successful`, `Failed`, `Cancelling`, `Cancelled`, …
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) preferences: Map<String, Value>,
    pub(crate) desired_configuration: Option<Value>,
    /// Instances that are still to be replaced.
    pub(crate) waiting: BTreeSet<String>,
    /// How many it set out to replace.
    pub(crate) total: u32,
    /// When it last got on.
    #[serde(default)]
    pub(crate) moved: Option<Timestamp>,
    /// Set once it goes back.
    #[serde(default)]
    pub(crate) rollback: Option<Rollback>,
}

/// How far a refresh was when it turned round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rollback {
    pub(crate) reason: String,
    pub(crate) started: Timestamp,
    /// Per cent.
    pub(crate) done_before: u32,
    /// Instances that it had not replaced.
    pub(crate) left_before: u32,
}

/// What is remembered of a deleted group: its history, for six weeks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DeletedGroup {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) deleted: Timestamp,
    pub(crate) activities: VecDeque<Activity>,
}
