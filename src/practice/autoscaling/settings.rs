//! The settings that `CreateAutoScalingGroup` and `UpdateAutoScalingGroup` share, checked.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::AutoScalingGroup;
use super::super::fault::Fault;

/// What both requests may give beside sizes, places and the source of instances.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Settings {
    default_cooldown: Option<i64>,
    default_instance_warmup: Option<i64>,
    health_check_type: Option<String>,
    health_check_grace_period: Option<i64>,
    termination_policies: Option<Vec<String>>,
    new_instances_protected_from_scale_in: Option<bool>,
    #[serde(rename = "ServiceLinkedRoleARN")]
    service_linked_role_arn: Option<String>,
    max_instance_lifetime: Option<i64>,
    capacity_rebalance: Option<bool>,
    placement_group: Option<String>,
    context: Option<String>,
    desired_capacity_type: Option<String>,
    instance_maintenance_policy: Option<Value>,
    availability_zone_distribution: Option<Value>,
    availability_zone_impairment_policy: Option<Value>,
    capacity_reservation_specification: Option<Value>,
    instance_lifecycle_policy: Option<Value>,
    deletion_protection: Option<String>,
}

/// AWS's termination policies, as `DescribeTerminationPolicyTypes` lists them.
pub(super) const TERMINATION_POLICIES: [&str; 7] = [
    "AllocationStrategy",
    "ClosestToNextInstanceHour",
    "Default",
    "NewestInstance",
    "OldestInstance",
    "OldestLaunchConfiguration",
    "OldestLaunchTemplate",
];

const HEALTH_CHECKS: [&str; 4] = ["EC2", "ELB", "EBS", "VPC_LATTICE"];

impl Settings {
    /// Whether they can be taken.
    pub(super) fn check(&self) -> Result<(), Fault> {
        not_negative("defaultCooldown", self.default_cooldown)?;
        not_negative("healthCheckGracePeriod", self.health_check_grace_period)?;
        if let Some(seconds) = self.default_instance_warmup.filter(|seconds| *seconds < -1) {
            return Err(constraint(seconds, "defaultInstanceWarmup", "greater than or equal to -1"));
        }
        if let Some(kinds) = &self.health_check_type
            && let Some(other) = kinds.split(',').map(str::trim).find(|kind| !HEALTH_CHECKS.contains(kind))
        {
            return Err(Fault::validation(format!(
                "Invalid HealthCheckType: {other}. Valid values are EC2, ELB, EBS and VPC_LATTICE."
            )));
        }
        let unknown = |policy: &&String| {
            !TERMINATION_POLICIES.contains(&policy.as_str()) && !policy.starts_with("arn:aws:lambda:")
        };
        if let Some(policy) = self.termination_policies.iter().flatten().find(unknown) {
            return Err(Fault::validation(format!("Termination policy type {policy} is not supported")));
        }
        if let Some(seconds) = self.max_instance_lifetime.filter(|seconds| *seconds != 0)
            && !(86_400..=31_536_000).contains(&seconds)
        {
            let message = "MaxInstanceLifetime must be 0, or between 86400 and 31536000 seconds";
            return Err(Fault::validation(message));
        }
        Ok(())
    }

    /// Puts them into a group.
    pub(super) fn apply(self, group: &mut AutoScalingGroup) {
        let seconds = |given: Option<i64>| given.and_then(|seconds| u32::try_from(seconds).ok());
        set(&mut group.default_cooldown_seconds, seconds(self.default_cooldown));
        set(&mut group.health_check_grace_seconds, seconds(self.health_check_grace_period));
        set(&mut group.health_check_type, self.health_check_type);
        set(&mut group.new_instances_protected, self.new_instances_protected_from_scale_in);
        set(&mut group.service_linked_role, self.service_linked_role_arn);
        if let Some(warmup) = self.default_instance_warmup {
            // -1 takes a warm-up back.
            group.default_instance_warmup_seconds = i32::try_from(warmup).ok().filter(|seconds| *seconds >= 0);
        }
        if let Some(policies) = self.termination_policies {
            group.termination_policies = if policies.is_empty() { vec!["Default".to_owned()] } else { policies };
        }
        let shown = [
            ("MaxInstanceLifetime", self.max_instance_lifetime.map(|seconds| json!(seconds))),
            ("CapacityRebalance", self.capacity_rebalance.map(|on| json!(on))),
            ("PlacementGroup", self.placement_group.map(|name| json!(name))),
            ("Context", self.context.map(|text| json!(text))),
            ("DesiredCapacityType", self.desired_capacity_type.map(|kind| json!(kind))),
            ("InstanceMaintenancePolicy", self.instance_maintenance_policy),
            ("AvailabilityZoneDistribution", self.availability_zone_distribution),
            ("AvailabilityZoneImpairmentPolicy", self.availability_zone_impairment_policy),
            ("CapacityReservationSpecification", self.capacity_reservation_specification),
            ("InstanceLifecyclePolicy", self.instance_lifecycle_policy),
            ("DeletionProtection", self.deletion_protection.map(|kind| json!(kind))),
        ];
        for (name, value) in shown {
            if let Some(value) = value {
                group.shown.insert(name.to_owned(), value);
            }
        }
    }
}

/// What a new group shows where the request says nothing.
pub(super) fn defaults() -> Map<String, Value> {
    let defaults = json!({
        "CapacityReservationSpecification": { "CapacityReservationPreference": "default" },
        "AvailabilityZoneDistribution": { "CapacityDistributionStrategy": "balanced-best-effort" },
        "AvailabilityZoneImpairmentPolicy": {
            "ZonalShiftEnabled": false, "ImpairedZoneHealthCheckBehavior": "IgnoreUnhealthy",
        },
        "DeletionProtection": "none",
    });
    match defaults {
        Value::Object(defaults) => defaults,
        _ => Map::new(),
    }
}

fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *field = given;
    }
}

fn not_negative(name: &str, value: Option<i64>) -> Result<(), Fault> {
    match value {
        Some(value) if value < 0 => Err(constraint(value, name, "greater than or equal to 0")),
        _ => Ok(()),
    }
}

fn constraint(value: i64, name: &str, bound: &str) -> Fault {
    Fault::validation(format!(
        "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must have value \
         {bound}"
    ))
}
