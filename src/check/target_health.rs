//! Target health: every registered target is healthy, draining ones set aside.
//!
//! Each target is judged alone; the heaviest finding wins, so the order of targets never matters.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::find::{self, Found};
use super::proof::Judged;
use super::target_absent::no_target;
use super::target_reason::failing;
use super::{Context, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::TargetsHealthy;
use crate::facts::balancing::{LoadBalancer, TargetGroup, TargetHealth};
use crate::facts::scaling::{AutoScalingGroup, GroupInstance};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// AWS's default interval between two health checks of an Application Load Balancer.
const DEFAULT_INTERVAL: i32 = 30;

/// What a target is judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) lb: Found<'a, LoadBalancer>,
    pub(super) tg: Found<'a, TargetGroup>,
    pub(super) group: Option<Found<'a, AutoScalingGroup>>,
}

impl Scene<'_> {
    fn member(&self, id: &str) -> Option<&GroupInstance> {
        self.group.and_then(|group| group.item.instances.iter().find(|instance| instance.id == id))
    }
}

/// Being taken out: it no longer counts. (`unhealthy.draining` is another thing: a *registered* target
/// that is unhealthy, whose connections a Network Load Balancer is about to end.)
pub(super) fn is_draining(target: &TargetHealth) -> bool {
    target.state == "draining"
}

/// `i-…`, or `i-…:8080` where the port is not the target group's.
pub(super) fn target_label(target: &TargetHealth, tg: &TargetGroup) -> String {
    match target.port {
        Some(port) if Some(port) != tg.port => format!("{}:{port}", target.target_id),
        _ => target.target_id.clone(),
    }
}

impl Proof for TargetsHealthy {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let target_group = values.get(&self.target_group).to_owned();
        let mut wants = vec![Want::LoadBalancers, Want::TargetGroups, Want::TargetHealth { target_group }];
        wants.extend([Want::Instances, Want::SecurityGroups]);
        if let Some(group) = &self.group {
            wants.push(Want::AutoScalingGroups);
            wants.push(Want::Activities { group: values.get(group).to_owned() });
        }
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let group = self.group.as_ref().map(|key| find::auto_scaling_group(cx, key)).transpose()?;
        let scene = Scene { lb, tg, group };
        let (targets, at) = get_by_key(&cx.facts.target_health, &tg.arn, "elasticloadbalancing:DescribeTargetHealth")?;
        let leaving = |target: &&TargetHealth| {
            is_draining(target) || scene.member(&target.target_id).is_some_and(|i| is_leaving(&i.lifecycle_state))
        };
        let (aside, mut counted): (Vec<&TargetHealth>, Vec<&TargetHealth>) = targets.iter().partition(leaving);
        counted.sort_by(|a, b| (&a.target_id, a.port).cmp(&(&b.target_id, b.port)));
        let verdict = if counted.is_empty() && self.later {
            Verdict::inconclusive("targets-later").evidence(&tg.arn, at, json!({ "registered_targets": 0 }))
        } else if counted.is_empty() {
            no_target(cx, scene, aside.len())
        } else {
            let verdicts = counted.iter().map(|target| one(cx, scene, target, at)).collect();
            heaviest(verdicts).arg("count", counted.len())
        };
        let mut verdict = verdict.arg("target_group", tg.name.as_str());
        verdict.evidence.extend(targets.iter().map(|target| super::Evidence {
            resource: target.target_id.clone(),
            observed_at: at,
            fact: json!({ "state": target.state, "reason": target.reason, "description": target.description,
                "port": target.port }),
        }));
        Ok(verdict)
    }

    fn uses(&self) -> Vec<&str> {
        let mut uses = vec![self.load_balancer.as_str(), &self.target_group];
        uses.extend(self.group.as_deref());
        uses
    }
}

/// The instance is on its way out of its Auto Scaling group.
pub(super) fn is_leaving(lifecycle_state: &str) -> bool {
    lifecycle_state.starts_with("Terminat") || lifecycle_state.starts_with("Detach")
}

/// The heaviest, by the rule for steps; the latest `until` of those that wait.
fn heaviest(verdicts: Vec<Verdict>) -> Verdict {
    let status = super::verdict::sum_up(&verdicts);
    let until = verdicts.iter().filter_map(|verdict| verdict.until).max();
    let same = verdicts.iter().filter(|verdict| verdict.status == status);
    let affected: Vec<String> = same.filter_map(|verdict| text_arg(verdict, "target")).collect();
    let first = verdicts.into_iter().find(|verdict| verdict.status == status);
    let mut verdict = first.unwrap_or_else(|| Verdict::pass("targets-healthy")).arg("affected", affected);
    verdict.until = if status == Status::Waiting { until } else { None };
    verdict
}

fn text_arg(verdict: &Verdict, name: &str) -> Option<String> {
    match verdict.finding.args.get(name) {
        Some(super::Arg::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// One registered target.
fn one(cx: &Context<'_>, scene: Scene<'_>, target: &TargetHealth, at: Timestamp) -> Verdict {
    let reason = target.reason.as_deref().unwrap_or("-");
    let still_provisioning = scene.lb.state == "provisioning" && target.state == "unused";
    let verdict = match target.state.as_str() {
        "healthy" => Verdict::pass("targets-healthy"),
        "initial" => soon(Verdict::waiting("target-initial"), at, interval(&scene)),
        _ if reason == "Elb.InternalError" => Verdict::inconclusive("target-internal-error"),
        _ if still_provisioning => Verdict::waiting("target-load-balancer-provisioning"),
        "unhealthy" | "unhealthy.draining" => match grace(cx, &scene, &target.target_id) {
            Ok(Some(end)) => Verdict::waiting("target-in-grace-period").until(end).arg("until", end),
            Ok(None) => failing(cx, scene, target),
            Err(unseen) => *unseen,
        },
        "unused" => failing(cx, scene, target),
        "unavailable" if reason == "Target.HealthCheckDisabled" => failing(cx, scene, target),
        _ => Verdict::inconclusive("target-state-unknown"),
    };
    verdict
        .arg("target", target_label(target, &scene.tg))
        .arg("state", target.state.as_str())
        .arg("reason", reason)
        .arg("description", target.description.as_deref().unwrap_or("-"))
}

fn interval(scene: &Scene<'_>) -> i32 {
    scene.tg.health_check.interval_seconds.unwrap_or(DEFAULT_INTERVAL)
}

/// One success is enough for a new target: it takes about one interval once the application answers.
fn soon(verdict: Verdict, at: Timestamp, interval: i32) -> Verdict {
    match at.checked_add(SignedDuration::from_secs(i64::from(interval))) {
        Ok(until) => verdict.until(until).arg("interval", interval),
        Err(_) => verdict.arg("interval", interval),
    }
}

/// The end of the Auto Scaling group's grace period for this instance, when it is still to come.
///
/// It begins when the instance enters service, which its launch activity tells; else its launch time is
/// taken. When neither could be seen, it cannot be told whether the target had its time yet.
fn grace(cx: &Context<'_>, scene: &Scene<'_>, id: &str) -> Judged<Option<Timestamp>> {
    let Some(group) = scene.group.filter(|_| scene.member(id).is_some()) else { return Ok(None) };
    let seconds = group.health_check_grace_period_seconds.unwrap_or(0);
    if seconds <= 0 {
        return Ok(None);
    }
    let activities = cx.facts.activities.get(&group.name).and_then(|section| section.value());
    let launch = activities
        .into_iter()
        .flatten()
        .filter(|activity| activity.status == "Successful" && super::cause::launched_instance(activity) == Some(id));
    let in_service = launch.filter_map(|activity| activity.ended_at).max();
    let began = if let Some(at) = in_service {
        Some(at)
    } else {
        let (instances, _) = cx.facts.instances.get("ec2:DescribeInstances")?;
        instances.iter().find(|instance| instance.id == id).and_then(|instance| instance.launched_at)
    };
    if began.is_none() {
        // A member that neither an activity nor the list of instances knows: the answers do not agree.
        return Err(Box::new(Verdict::inconclusive("target-launch-unseen").arg("group", group.name.as_str())));
    }
    let end = began.and_then(|at| at.checked_add(SignedDuration::from_secs(i64::from(seconds))).ok());
    Ok(end.filter(|end| *end > cx.facts.now))
}
