//! Target-tracking policies on the requests per target of a load balancer.

use jiff::Timestamp;
use serde_json::json;

use super::find::{self, Found, wanted};
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{
    CheckKind, TrackingPolicy, TrackingPolicyLabel, TrackingPolicyScaleIn, TrackingPolicyTarget,
};
use crate::facts::scaling::{AutoScalingGroup, ScalingPolicy, TargetTracking};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

const METRIC: &str = "ALBRequestCountPerTarget";

/// A policy that tracks requests per target, with what should be said about the choice.
#[derive(Debug)]
pub(super) struct Tracking<'a> {
    pub(super) policy: &'a ScalingPolicy,
    pub(super) settings: &'a TargetTracking,
    pub(super) group: Found<'a, AutoScalingGroup>,
    pub(super) at: Timestamp,
    advice: Vec<Finding>,
}

impl Tracking<'_> {
    /// Adds the names that every finding about the policy speaks of.
    pub(super) fn name(&self, verdict: Verdict) -> Verdict {
        verdict.arg("policy", self.policy.name.as_str()).arg("group", self.group.name.as_str())
    }

    /// The name of the policy's alarm that scales out, while it is in ALARM.
    pub(super) fn firing(&self, cx: &Context<'_>) -> Option<String> {
        let alarms = cx.facts.alarms.get(&self.group.name)?.value()?;
        let ours =
            |name: &str| name.contains("-AlarmHigh") && self.policy.alarms.iter().any(|alarm| alarm.name == name);
        alarms.iter().find(|alarm| alarm.state == "ALARM" && ours(&alarm.name)).map(|alarm| alarm.name.clone())
    }

    fn describe(&self, verdict: Verdict) -> Verdict {
        let fact = json!({
            "policy_type": self.policy.policy_type,
            "enabled": self.policy.enabled,
            "target_tracking": self.settings,
        });
        self.name(verdict).evidence(&self.policy.arn, self.at, fact)
    }
}

pub(super) fn wants(values: &Values, group: &str) -> Vec<Want> {
    // Target groups tell which of several policies measures the right load balancer.
    vec![Want::AutoScalingGroups, Want::TargetGroups, Want::Policies { group: values.get(group).to_owned() }]
}

fn on_requests(policy: &ScalingPolicy) -> Option<&TargetTracking> {
    policy.target_tracking.as_ref().filter(|settings| settings.predefined_metric.as_deref() == Some(METRIC))
}

/// The group's policy on requests per target. Of several, the one with the fewest faults: policies add up, so
/// one that is right does its work whatever stands beside it. Then the one of the given name, for the name
/// is a matter of advice.
pub(super) fn tracking<'a>(cx: &Context<'a>, group_key: &str, policy_key: &str) -> Judged<Tracking<'a>> {
    let group = find::auto_scaling_group(cx, group_key)?;
    let name = wanted(cx, policy_key)?;
    let (policies, at) = get_by_key(&cx.facts.policies, &group.name, "autoscaling:DescribePolicies")?;
    let mut fitting: Vec<(&ScalingPolicy, &TargetTracking)> =
        policies.iter().filter_map(|policy| Some((policy, on_requests(policy)?))).collect();
    let target = wanted_target(cx, policy_key);
    fitting.sort_by_key(|(policy, settings)| {
        (faults(cx, group.item, policy, settings, target), policy.name != name, policy.name.as_str())
    });
    let Some(&(policy, settings)) = fitting.first() else {
        return Err(Box::new(none_fits(cx, group, policies, name, at)));
    };
    let others = fitting.iter().skip(1).map(|(policy, _)| policy.name.clone()).collect::<Vec<_>>();
    let mut advice = Vec::new();
    if policy.name != name {
        advice.push(Finding::new("advice-policy-name").arg("name", name).arg("found", policy.name.as_str()));
    }
    if !others.is_empty() {
        advice.push(Finding::new("advice-policy-several").arg("others", others));
    }
    Ok(Tracking { policy, settings, group, at, advice })
}

/// How many of the things that this course asks of a policy are wrong with this one.
fn faults(
    cx: &Context<'_>,
    group: &AutoScalingGroup,
    policy: &ScalingPolicy,
    settings: &TargetTracking,
    target: Option<f64>,
) -> usize {
    let other_target = target.is_some_and(|target| !is_target(settings, target));
    [!measures_group(cx, settings, group), other_target, settings.disable_scale_in, !policy.enabled]
        .into_iter()
        .filter(|fault| *fault)
        .count()
}

/// The target value that the course asks of this policy.
fn wanted_target(cx: &Context<'_>, policy_key: &str) -> Option<f64> {
    cx.course.checks().find_map(|(_, _, check)| match &check.proves {
        CheckKind::TrackingPolicyTarget(other) if other.policy == policy_key => Some(other.target),
        _ => None,
    })
}

fn is_target(settings: &TargetTracking, target: f64) -> bool {
    (settings.target_value - target).abs() < 1e-6
}

/// The label's target group is attached to the Auto Scaling group, and its load balancer uses that target
/// group as far as can be seen.
fn measures_group(cx: &Context<'_>, settings: &TargetTracking, group: &AutoScalingGroup) -> bool {
    let Some(label) = settings.resource_label.as_deref().and_then(Label::parse) else { return false };
    let is_labelled = |arn: &str| arn.ends_with(&format!(":{}", label.target_group));
    let listed = cx.facts.target_groups.value().into_iter().flatten().find(|tg| is_labelled(&tg.arn));
    let balanced = listed.is_none_or(|tg| {
        let balancer = format!(":loadbalancer/{}", label.load_balancer);
        tg.load_balancer_arns.iter().any(|arn| arn.ends_with(&balancer))
    });
    balanced && group.target_group_arns.iter().any(|arn| is_labelled(arn))
}

/// No policy tracks requests per target: what is there instead.
fn none_fits(
    cx: &Context<'_>,
    group: Found<'_, AutoScalingGroup>,
    policies: &[ScalingPolicy],
    name: &str,
    at: Timestamp,
) -> Verdict {
    let names: Vec<String> = policies.iter().map(|policy| policy.name.clone()).collect();
    let looked_at = policies.iter().find(|policy| policy.name == name).or_else(|| policies.first());
    let verdict = match looked_at {
        None if named_by_alarms(cx, &group.name) => Verdict::inconclusive("policy-contradiction"),
        None => Verdict::fail("policy-missing"),
        Some(policy) => match &policy.target_tracking {
            None => Verdict::fail("policy-wrong-type").arg("type", policy.policy_type.as_str()),
            Some(settings) => match &settings.predefined_metric {
                Some(metric) => Verdict::fail("policy-wrong-metric").arg("metric", metric),
                None => Verdict::fail("policy-custom-metric"),
            },
        }
        .arg("found", policy.name.as_str())
        .evidence(
            &policy.arn,
            at,
            json!({ "policy_type": policy.policy_type, "target_tracking": policy.target_tracking }),
        ),
    };
    let verdict = verdict.arg("name", name).arg("group", group.name.as_str());
    verdict.evidence(&group.arn, at, json!({ "policies": names }))
}

/// No policy is listed, yet alarms of target tracking call one of this group.
fn named_by_alarms(cx: &Context<'_>, group: &str) -> bool {
    let infix = format!(":autoScalingGroupName/{group}:policyName/");
    let alarms = cx.facts.alarms.get(group).and_then(|section| section.value());
    alarms.into_iter().flatten().any(|alarm| alarm.alarm_actions.iter().any(|arn| arn.contains(&infix)))
}

impl Proof for TrackingPolicy {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let found = tracking(cx, &self.group, &self.policy)?;
        let verdict = if found.policy.enabled { Verdict::pass("policy") } else { Verdict::fail("policy-disabled") };
        let mut verdict = found.describe(verdict);
        verdict.advice = found.advice;
        Ok(verdict)
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.policy]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group]
    }
}

/// `app/<lb>/<id>/targetgroup/<tg>/<id>`, cut in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label<'a> {
    load_balancer: &'a str,
    target_group: &'a str,
}

impl<'a> Label<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let cut = text.find("/targetgroup/")?;
        Some(Self { load_balancer: &text[..cut], target_group: &text[cut + 1..] })
    }

    /// The name inside `app/<name>/<id>` or `targetgroup/<name>/<id>`.
    fn name(part: &str) -> &str {
        part.split('/').nth(1).unwrap_or(part)
    }
}

impl Proof for TrackingPolicyLabel {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mut wants = wants(values, &self.group);
        wants.extend([Want::LoadBalancers, Want::TargetGroups]);
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let found = tracking(cx, &self.group, &self.policy)?;
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let text = found.settings.resource_label.as_deref();
        let verdict = match (text, text.and_then(Label::parse)) {
            (None, _) => Verdict::fail("policy-label-none"),
            (Some(_), None) => Verdict::fail("policy-label-unreadable"),
            (Some(_), Some(label)) => compare_label(label, (&lb.arn, &lb.name), (&tg.arn, &tg.name)),
        };
        let verdict = verdict.arg("label", text.unwrap_or("-")).arg("load_balancer", lb.name.as_str());
        Ok(found.describe(verdict.arg("target_group", tg.name.as_str())))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy, &self.load_balancer, &self.target_group]
    }
}

/// By the ids in the ARNs: a load balancer that was deleted and made again has the same name and another id.
fn compare_label(label: Label<'_>, lb: (&str, &str), tg: (&str, &str)) -> Verdict {
    let lb_fits = lb.0.ends_with(&format!(":loadbalancer/{}", label.load_balancer));
    let tg_fits = tg.0.ends_with(&format!(":{}", label.target_group));
    if lb_fits && tg_fits {
        return Verdict::pass("policy-label");
    }
    let (part, id_stale, id_other) = if lb_fits {
        (label.target_group, "policy-label-stale-target-group", "policy-label-other-target-group")
    } else {
        (label.load_balancer, "policy-label-stale-load-balancer", "policy-label-other-load-balancer")
    };
    let wanted = if lb_fits { tg.1 } else { lb.1 };
    let found = Label::name(part);
    Verdict::fail(if found == wanted { id_stale } else { id_other }).arg("found", found)
}

impl Proof for TrackingPolicyTarget {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let found = tracking(cx, &self.group, &self.policy)?;
        let value = found.settings.target_value;
        let verdict = if is_target(found.settings, self.target) {
            Verdict::pass("policy-target")
        } else {
            Verdict::fail("policy-target-other")
        };
        Ok(found.describe(verdict.arg("target", self.target).arg("found", value)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }
}

impl Proof for TrackingPolicyScaleIn {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let found = tracking(cx, &self.group, &self.policy)?;
        let off = found.settings.disable_scale_in;
        let verdict = if off { Verdict::fail("policy-scale-in-off") } else { Verdict::pass("policy-scale-in") };
        Ok(found.describe(verdict))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }
}
