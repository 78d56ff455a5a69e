//! Target groups, and the listener's default action that forwards to one.

use jiff::Timestamp;
use serde_json::json;

use super::find::{self, Found, Judged, settle};
use super::load_balancer::label;
use super::missing::vpc_label;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{ListenerForwards, TargetGroupExists};
use crate::facts::balancing::{Action, Listener, LoadBalancer, TargetGroup, WeightedTargetGroup};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

impl Proof for TargetGroupExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        // The groups are looked at for target groups that nobody lists.
        let mut wants = vec![Want::TargetGroups, Want::AutoScalingGroups];
        wants.extend(self.vpc.as_ref().map(|_| Want::Vpcs));
        wants
    }

    fn judge(&self, context: &Context<'_>) -> Verdict {
        settle(self.decide(context))
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.target_group]
    }

    fn uses(&self) -> Vec<&str> {
        self.vpc.iter().map(String::as_str).collect()
    }
}

impl TargetGroupExists {
    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group).map_err(|verdict| {
            contradiction(cx, cx.values.get(&self.target_group), &verdict).map_or(verdict, Box::new)
        })?;
        let protocol = tg.protocol.as_deref().unwrap_or("-");
        let describe = |verdict: Verdict| {
            let fact = json!({
                "protocol": tg.protocol, "port": tg.port, "target_type": tg.target_type, "vpc_id": tg.vpc_id,
            });
            verdict
                .arg("name", tg.name.as_str())
                .arg("type", self.target_type.as_str())
                .arg("protocol", self.protocol.as_str())
                .arg("port", self.port)
                .evidence(&tg.arn, tg.at, fact)
        };
        if tg.target_type != self.target_type {
            let verdict = Verdict::fail("target-group-wrong-type");
            return Ok(describe(verdict).arg("found", tg.target_type.as_str()));
        }
        if protocol != self.protocol {
            return Ok(describe(Verdict::fail("target-group-wrong-protocol")).arg("found", protocol));
        }
        if tg.port != Some(i32::from(self.port)) {
            let found = tg.port.map_or_else(|| "-".to_owned(), |port| port.to_string());
            return Ok(describe(Verdict::fail("target-group-wrong-port")).arg("found", found));
        }
        if let Some(key) = &self.vpc {
            let vpc = find::vpc(cx, key)?;
            if tg.vpc_id.as_deref() != Some(vpc.id.as_str()) {
                let verdict = match &tg.vpc_id {
                    Some(_) => Verdict::fail("target-group-wrong-vpc"),
                    None => Verdict::inconclusive("target-group-vpc-unseen"),
                };
                let verdict = verdict.arg("vpc", vpc_label(cx, Some(&vpc.id)));
                return Ok(describe(verdict).arg("found", vpc_label(cx, tg.vpc_id.as_deref())));
            }
        }
        Ok(describe(Verdict::pass("target-group-exists")))
    }
}

/// Nobody lists the target group, yet an Auto Scaling group names it: the answers contradict each other.
fn contradiction(cx: &Context<'_>, name: &str, verdict: &Verdict) -> Option<Verdict> {
    verdict.missing.as_ref()?;
    let infix = format!(":targetgroup/{name}/");
    let groups = cx.facts.auto_scaling_groups.get("autoscaling:DescribeAutoScalingGroups").ok()?;
    groups.0.iter().find_map(|group| {
        let arn = group.target_group_arns.iter().find(|arn| arn.contains(&infix))?;
        let verdict = Verdict::inconclusive("target-group-contradiction").arg("name", name);
        let verdict = verdict.arg("group", group.name.as_str()).arg("arn", arn.as_str());
        Some(verdict.evidence(&group.arn, groups.1, json!({ "target_group_arns": group.target_group_arns })))
    })
}

impl Proof for ListenerForwards {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        vec![Want::LoadBalancers, Want::TargetGroups, Want::Listeners { load_balancer }]
    }

    fn judge(&self, context: &Context<'_>) -> Verdict {
        settle(self.decide(context))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer, &self.target_group]
    }
}

impl ListenerForwards {
    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let (listeners, at) = get_by_key(&cx.facts.listeners, &lb.arn, "elasticloadbalancing:DescribeListeners")?;
        let on_port = listeners.iter().find(|listener| listener.port == i32::from(self.port));
        let verdict = match on_port {
            None => Self::no_listener(&lb, listeners, at),
            Some(listener) if listener.protocol != self.protocol => Verdict::fail("listener-wrong-protocol")
                .arg("found", listener.protocol.as_str())
                .evidence(&listener.arn, at, json!({ "port": listener.port, "protocol": listener.protocol })),
            Some(listener) => {
                let fact = json!({ "port": listener.port, "default_actions": listener.default_actions });
                default_action(cx, listener, tg).evidence(&listener.arn, at, fact)
            }
        };
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("target_group", tg.name.as_str());
        Ok(verdict.arg("protocol", self.protocol.as_str()).arg("port", self.port))
    }

    fn no_listener(lb: &LoadBalancer, listeners: &[Listener], at: Timestamp) -> Verdict {
        let others: Vec<String> = listeners.iter().map(|l| format!("{}:{}", l.protocol, l.port)).collect();
        let id = if others.is_empty() { "listener-none" } else { "listener-absent" };
        Verdict::fail(id).evidence(&lb.arn, at, json!({ "listeners": others })).arg("others", others)
    }
}

/// What the default action does with a request, seen from the wanted target group.
///
/// Authentication comes before the action that ends the request: it is advice.
fn default_action(cx: &Context<'_>, listener: &Listener, tg: Found<'_, TargetGroup>) -> Verdict {
    let last = listener.default_actions.iter().find(|action| !matches!(action, Action::Other { .. }));
    let mut verdict = match last {
        None | Some(Action::Other { .. }) => Verdict::inconclusive("listener-action-unknown"),
        Some(Action::Redirect { protocol, host, port, path, .. }) => {
            Verdict::fail("listener-redirects").arg("to", format!("{protocol}://{host}:{port}{path}"))
        }
        Some(Action::FixedResponse { status }) => Verdict::fail("listener-fixed-response").arg("status", status),
        Some(Action::Forward { targets, .. }) => forward(cx, targets, tg),
    };
    for action in &listener.default_actions {
        if let Action::Other { name } = action {
            verdict = verdict.advise(Finding::new("advice-listener-action-before").arg("action", name));
        }
    }
    verdict
}

fn forward(cx: &Context<'_>, targets: &[WeightedTargetGroup], tg: Found<'_, TargetGroup>) -> Verdict {
    let named = |target: &WeightedTargetGroup| target_group_label(cx, &target.arn);
    let others = targets.iter().filter(|target| target.arn != tg.arn && target.weight > 0);
    let others: Vec<String> = others.map(named).collect();
    match targets.iter().find(|target| target.arn == tg.arn) {
        Some(ours) if ours.weight > 0 => {
            let verdict = Verdict::pass("listener-forwards");
            if others.is_empty() {
                verdict
            } else {
                let advice = Finding::new("advice-listener-shares").arg("others", others);
                verdict.advise(advice.arg("target_group", tg.name.as_str()))
            }
        }
        Some(_) => Verdict::fail("listener-weight-zero").arg("others", others),
        None if targets.is_empty() => Verdict::inconclusive("listener-action-unknown"),
        None => {
            let is_unlisted = |target: &&WeightedTargetGroup| !is_listed(cx, &target.arn);
            let unlisted: Vec<String> = targets.iter().filter(is_unlisted).map(|target| target.arn.clone()).collect();
            if unlisted.is_empty() {
                Verdict::fail("listener-other-target-group").arg("found", targets.iter().map(named).collect::<Vec<_>>())
            } else {
                Verdict::inconclusive("listener-target-group-unlisted").arg("found", unlisted)
            }
        }
    }
}

fn is_listed(cx: &Context<'_>, arn: &str) -> bool {
    cx.facts.target_groups.value().is_some_and(|all| all.iter().any(|tg| tg.arn == arn))
}

/// The name of a target group by its ARN; the name inside the ARN where nobody lists it.
pub(super) fn target_group_label(cx: &Context<'_>, arn: &str) -> String {
    let all = cx.facts.target_groups.value();
    let name = all.and_then(|all| all.iter().find(|tg| tg.arn == arn)).map(|tg| tg.name.as_str());
    name.map_or_else(|| label(None, arn), str::to_owned)
}
