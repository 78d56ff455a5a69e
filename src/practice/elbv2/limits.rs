//! The quotas of load balancing, as `DescribeAccountLimits` lists them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, answer, read};
use super::names;

pub(super) const OPERATIONS: Table = &[("DescribeAccountLimits", describe_account_limits)];

/// Rules of an application load balancer, default rules aside.
pub(super) const RULES: usize = 100;
/// Certificates of a load balancer, default ones aside.
pub(super) const CERTIFICATES: usize = 25;
pub(super) const LISTENERS: usize = 50;
/// Target groups that one action may forward to.
pub(super) const GROUPS_PER_ACTION: usize = 5;
/// Values of all conditions of a rule together.
pub(super) const CONDITION_VALUES: usize = 5;
/// Wildcards of all conditions of a rule together.
pub(super) const CONDITION_WILDCARDS: usize = 5;
pub(super) const TARGETS_PER_GROUP: usize = 1000;
pub(super) const LOAD_BALANCERS: usize = 50;
pub(super) const TARGET_GROUPS: usize = 3000;

const LIMITS: &[(&str, usize)] = &[
    ("target-groups", TARGET_GROUPS),
    ("targets-per-application-load-balancer", 1000),
    ("listeners-per-application-load-balancer", LISTENERS),
    ("rules-per-application-load-balancer", RULES),
    ("network-load-balancers", LOAD_BALANCERS),
    ("targets-per-network-load-balancer", 3000),
    ("targets-per-availability-zone-per-network-load-balancer", 500),
    ("listeners-per-network-load-balancer", LISTENERS),
    ("condition-values-per-alb-rule", CONDITION_VALUES),
    ("condition-wildcards-per-alb-rule", CONDITION_WILDCARDS),
    ("target-groups-per-application-load-balancer", 100),
    ("target-groups-per-action-on-application-load-balancer", GROUPS_PER_ACTION),
    ("target-groups-per-action-on-network-load-balancer", 1),
    ("certificates-per-application-load-balancer", CERTIFICATES),
    ("certificates-per-network-load-balancer", CERTIFICATES),
    ("targets-per-target-group", TARGETS_PER_GROUP),
    ("target-id-registrations-per-application-load-balancer", 1000),
    ("application-load-balancers", LOAD_BALANCERS),
    ("gateway-load-balancers", 100),
    ("gateway-load-balancers-per-vpc", 100),
    ("geneve-target-groups", 100),
    ("targets-per-availability-zone-per-gateway-load-balancer", 300),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeAccountLimitsInput {
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_account_limits(_: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeAccountLimitsInput = read(input)?;
    let limits = LIMITS.iter().map(|(name, max)| json!({ "Name": name, "Max": max.to_string() })).collect();
    let (limits, next) = names::paged(limits, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "Limits": limits, "NextMarker": next })))
}
