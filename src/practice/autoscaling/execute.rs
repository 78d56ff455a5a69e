//! A policy is carried out: by its alarm, or by `ExecutePolicy`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{AutoScalingGroup, Lifecycle, ScalingPolicy};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::arithmetic::{self, Adjustment, Sizes, Step};
use super::policy_check::StepAdjustment;
use super::{capacity, cooldown, policies, tracking};

pub(super) const OPERATIONS: Table = &[("ExecutePolicy", execute_policy)];

/// What sets a policy off.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trigger {
    /// The alarm in ALARM; none when a request executes the policy.
    pub(crate) alarm: Option<String>,
    /// The metric's latest value.
    pub(crate) metric: Option<f64>,
    /// The alarm's threshold, which steps are counted from.
    pub(crate) threshold: Option<f64>,
}

/// What capacity a policy asks for, of the group as it is at `now`: within min and max, and the desired capacity
/// itself when it asks for no change.
pub(crate) fn policy_capacity(
    group: &AutoScalingGroup,
    policy: &ScalingPolicy,
    trigger: &Trigger,
    now: jiff::Timestamp,
) -> u32 {
    let sizes = sizes(group, now);
    match policy.kind.as_str() {
        "TargetTrackingScaling" => {
            let (Some(metric), Some(target)) = (trigger.metric, tracking::target(policy)) else { return group.desired };
            let scale_in = !policy.configuration.get("TargetTrackingConfiguration").is_some_and(tracking::only_out);
            let to = arithmetic::tracking(sizes, metric, target, scale_in);
            let which = |mark: &str| trigger.alarm.as_deref().is_some_and(|name| name.contains(mark));
            // AlarmHigh only ever adds, AlarmLow only ever takes away.
            let to = if which("-AlarmHigh-") { to.max(group.desired) } else { to };
            if which("-AlarmLow-") { to.min(group.desired) } else { to }
        }
        "StepScaling" => {
            let breach = trigger.metric.unwrap_or(0.0) - trigger.threshold.unwrap_or(0.0);
            let Some(step) = arithmetic::step_for(&steps(policy), breach) else { return group.desired };
            let Some(adjustment) = adjustment(&policy.configuration, step.adjustment) else { return group.desired };
            arithmetic::stepped(sizes, adjustment)
        }
        _ => {
            let by = policy.configuration.get("ScalingAdjustment").and_then(Value::as_i64).unwrap_or_default();
            let Some(adjustment) = adjustment(&policy.configuration, by) else { return group.desired };
            arithmetic::adjusted(sizes, group.desired, adjustment)
        }
    }
}

fn sizes(group: &AutoScalingGroup, now: jiff::Timestamp) -> Sizes {
    let warm = |member: &&super::super::account::Member| {
        member.lifecycle == Lifecycle::InService && member.warm_from.is_none_or(|warm| warm <= now)
    };
    let warm = group.members.values().filter(warm).count();
    let leaving = group.members.values().filter(|member| capacity::leaves(member)).count();
    let [warm, leaving] = [warm, leaving].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Sizes { min: group.min, max: group.max, desired: group.desired, warm, leaving }
}

fn steps(policy: &ScalingPolicy) -> Vec<Step> {
    let given = policy.configuration.get("StepAdjustments").and_then(Value::as_array).into_iter().flatten();
    given
        .filter_map(|one| read::<StepAdjustment>(one.clone()).ok())
        .map(|one| Step {
            lower: one.metric_interval_lower_bound,
            upper: one.metric_interval_upper_bound,
            adjustment: one.scaling_adjustment,
        })
        .collect()
}

fn adjustment(configuration: &Map<String, Value>, by: i64) -> Option<Adjustment> {
    match configuration.get("AdjustmentType")?.as_str()? {
        "ChangeInCapacity" => Some(Adjustment::Change(by)),
        "ExactCapacity" => Some(Adjustment::Exact(by)),
        "PercentChangeInCapacity" => {
            let least =
                ["MinAdjustmentMagnitude", "MinAdjustmentStep"].iter().find_map(|name| configuration.get(*name));
            Some(Adjustment::Percent { percent: by, at_least: least.and_then(Value::as_i64).unwrap_or(0) })
        }
        _ => None,
    }
}

/// Carries a policy out; the new desired capacity, when it changed. A policy that is off, a suspended
/// `AlarmNotification` process and, for simple policies, a cooldown keep everything as it is.
pub(crate) fn execute(call: &mut Call<'_>, group: &str, policy: &str, trigger: &Trigger) -> Option<u32> {
    let now = call.now;
    let of = call.region().auto_scaling_groups.get(group).filter(|group| !group.deleting)?;
    let one = of.policies.get(policy).filter(|policy| policy.enabled)?;
    if trigger.alarm.is_some() && capacity::suspended(of, "AlarmNotification") {
        return None;
    }
    let simple = one.kind == "SimpleScaling";
    if simple && trigger.alarm.is_some() && cooldown::waits(of, now) {
        return None;
    }
    let to = policy_capacity(of, one, trigger, now);
    if to == of.desired {
        return None;
    }
    let seconds = |name: &str| {
        one.configuration.get(name).and_then(Value::as_u64).and_then(|seconds| u32::try_from(seconds).ok())
    };
    let by_default = of.default_instance_warmup_seconds.and_then(|seconds| u32::try_from(seconds).ok());
    // Without a warm-up on policy or group, the group's default cooldown counts.
    let warmup = seconds("EstimatedInstanceWarmup").or(by_default).unwrap_or(of.default_cooldown_seconds);
    let cooldown = seconds("Cooldown").unwrap_or(of.default_cooldown_seconds);
    let cause = match &trigger.alarm {
        Some(alarm) => format!("a monitor alarm {alarm} in state ALARM triggered policy {policy}"),
        None => format!("a user request executed policy {policy}"),
    };
    capacity::change(call, group, to, &cause, (!simple).then_some(warmup));
    if simple && let Some(group) = call.region().auto_scaling_groups.get_mut(group) {
        group.cooldown_to_come = Some(cooldown);
    }
    Some(to)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: Option<String>,
    policy_name: String,
    #[serde(default)]
    honor_cooldown: bool,
    metric_value: Option<f64>,
    breach_threshold: Option<f64>,
}

fn execute_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let now = call.now;
    let (group, policy) = policies::named(call.region(), input.auto_scaling_group_name.as_deref(), &input.policy_name)?;
    if policy.kind == "TargetTrackingScaling" {
        return Err(Fault::validation("ExecutePolicy is not supported for policies of type TargetTrackingScaling"));
    }
    let values = input.metric_value.is_some() && input.breach_threshold.is_some();
    if policy.kind == "StepScaling" && !values {
        return Err(Fault::validation("MetricValue and BreachThreshold must be specified for policy type StepScaling"));
    }
    if input.honor_cooldown && cooldown::waits(group, now) {
        let latest = group.activities.front().map(|activity| activity.id.clone()).unwrap_or_default();
        let message = format!("Scaling activity {latest} is in progress and blocks this action");
        return Err(Fault::new("ScalingActivityInProgress", message));
    }
    let (group, policy) = (group.name.clone(), policy.name.clone());
    let trigger = Trigger { alarm: None, metric: input.metric_value, threshold: input.breach_threshold };
    execute(call, &group, &policy, &trigger);
    Ok(json!({}))
}
