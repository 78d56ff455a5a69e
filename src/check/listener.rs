//! Listeners: that one is there, and that its default action forwards to a target group.

use jiff::Timestamp;
use serde_json::json;

use super::domain;
use super::find::{self, Found};
use super::label::target_group_label;
use super::proof::Judged;
use super::{Context, Finding, Proof, Status, Verdict, misplaced};
use crate::course::Values;
use crate::course::kinds::{ListenerExists, ListenerForwards};
use crate::facts::balancing::{Action, Listener, LoadBalancer, TargetGroup, WeightedTargetGroup};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// The load balancer's listeners, by port.
pub(super) fn listeners<'a>(cx: &Context<'a>, lb: &LoadBalancer) -> Judged<(&'a [Listener], Timestamp)> {
    let (listeners, at) = get_by_key(&cx.facts.listeners, &lb.arn, "elasticloadbalancing:DescribeListeners")?;
    Ok((listeners, at))
}

impl Proof for ListenerExists {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        vec![Want::LoadBalancers, Want::Listeners { load_balancer }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (listeners, at) = listeners(cx, &lb)?;
        let is_it = |one: &Listener| one.port == i32::from(self.port) && one.protocol == self.protocol;
        let all: Vec<String> = listeners.iter().map(|one| format!("{}:{}", one.protocol, one.port)).collect();
        let verdict = match (listeners.iter().any(is_it), all.is_empty()) {
            (true, _) => Verdict::pass("listener-exists"),
            (false, true) => Verdict::fail("listener-missing-all"),
            (false, false) => Verdict::fail("listener-missing"),
        };
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("others", all.clone());
        let verdict = verdict.arg("protocol", self.protocol.as_str()).arg("port", self.port);
        Ok(verdict.evidence(&lb.arn, at, json!({ "listeners": all })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl Proof for ListenerForwards {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let load_balancer = values.get(&self.load_balancer).to_owned();
        vec![Want::LoadBalancers, Want::TargetGroups, Want::Listeners { load_balancer }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let (listeners, at) = listeners(cx, &lb)?;
        let on_port = listeners.iter().find(|listener| listener.port == i32::from(self.port));
        let verdict = match on_port {
            None => Self::no_listener(&lb, listeners, at),
            Some(listener) if listener.protocol != self.protocol => Verdict::fail("listener-wrong-protocol")
                .arg("found", listener.protocol.as_str())
                .evidence(&listener.arn, at, json!({ "port": listener.port, "protocol": listener.protocol })),
            Some(listener) => {
                let fact = json!({ "port": listener.port, "default_actions": listener.default_actions });
                self.default_action(cx, listener, tg).evidence(&listener.arn, at, fact)
            }
        };
        let elsewhere = misplaced::target_group(cx.facts, &lb, &tg).filter(|_| verdict.status == Status::Fail);
        let verdict = elsewhere.into_iter().fold(verdict, Verdict::advise);
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("target_group", tg.name.as_str());
        Ok(verdict.arg("protocol", self.protocol.as_str()).arg("port", self.port))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer, &self.target_group]
    }
}

impl ListenerForwards {
    fn no_listener(lb: &LoadBalancer, listeners: &[Listener], at: Timestamp) -> Verdict {
        let others: Vec<String> = listeners.iter().map(|l| format!("{}:{}", l.protocol, l.port)).collect();
        let id = if others.is_empty() { "listener-none" } else { "listener-absent" };
        Verdict::fail(id).evidence(&lb.arn, at, json!({ "listeners": others })).arg("others", others)
    }

    /// What the default action does with a request, seen from the wanted target group.
    ///
    /// Authentication comes before the action that ends the request: it is advice.
    fn default_action(&self, cx: &Context<'_>, listener: &Listener, tg: Found<'_, TargetGroup>) -> Verdict {
        let last = listener.default_actions.iter().find(|action| !matches!(action, Action::Other { .. }));
        let mut verdict = match last {
            None | Some(Action::Other { .. }) => Verdict::inconclusive("listener-action-unknown"),
            Some(Action::Redirect { protocol, host, port, path, .. }) => {
                let verdict = if self.is_to_https(cx, protocol, host, port) {
                    Verdict::pass("listener-redirects-to-https").advise(Finding::new("advice-listener-redirects"))
                } else {
                    Verdict::fail("listener-redirects")
                };
                verdict.arg("to", format!("{protocol}://{host}:{port}{path}"))
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

    /// The redirect stays on the host that was asked for: by the placeholder, or by the domain's own name.
    fn is_to_https(&self, cx: &Context<'_>, protocol: &str, host: &str, port: &str) -> bool {
        let own = || self.domain.as_ref().and_then(|key| domain::of(cx.values.get(key)));
        let same_host = host == "#{host}" || domain::of(host).is_some_and(|host| own() == Some(host));
        self.or_redirects_to_https && protocol == "HTTPS" && port == "443" && same_host
    }
}

fn forward(cx: &Context<'_>, targets: &[WeightedTargetGroup], tg: Found<'_, TargetGroup>) -> Verdict {
    let named = |target: &WeightedTargetGroup| target_group_label(cx.facts, &target.arn);
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
