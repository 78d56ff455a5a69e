//! What stands behind a load balancer: enough targets for experiments, the way from listener to target, and the
//! account's Network Load Balancers.

use serde_json::json;

use super::experiment::{configuration, members, seen_at};
use super::find::{self, Found};
use super::label::{rule_label, target_group_label};
use super::proof::Judged;
use super::routing::forwarded;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{LoadBalancerMap, NetworkLoadBalancers, TargetsBehind};
use crate::facts::balancing::{Action, LoadBalancer};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

impl Proof for TargetsBehind {
    fn wants(&self, values: &Values) -> Vec<Want> {
        configuration(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let members = members(cx, lb)?;
        let most = members.iter().max_by_key(|one| one.targets.len());
        let counts: Vec<String> =
            members.iter().map(|one| format!("{}: {}", one.group.name, one.targets.len())).collect();
        let verdict = match most {
            None => Verdict::fail("targets-behind-no-group"),
            Some(most) if most.targets.len() < self.min => Verdict::fail("targets-behind-too-few"),
            Some(_) => Verdict::pass("targets-behind"),
        };
        let at = most.map_or(lb.at, |most| most.at);
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("min", self.min);
        Ok(verdict.arg("groups", counts.clone()).evidence(&lb.arn, at, json!({ "registered": counts })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl Proof for LoadBalancerMap {
    fn wants(&self, values: &Values) -> Vec<Want> {
        configuration(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let ways = ways(cx, lb)?;
        let at = seen_at(cx, cx.facts.listeners.get(&lb.arn));
        let verdict = if ways.is_empty() {
            Verdict::pass("map-without-listener").advise(Finding::new("advice-map-without-listener"))
        } else {
            Verdict::pass("map-drawn")
        };
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("ways", ways.clone());
        Ok(verdict.evidence(&lb.arn, at, json!({ "ways": ways })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// The ways through a load balancer: `HTTP:80 [10] → group → i-1 healthy, i-2 healthy`.
fn ways(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Judged<Vec<String>> {
    let (listeners, _) = get_by_key(&cx.facts.listeners, &lb.arn, "elasticloadbalancing:DescribeListeners")?;
    let mut ways = Vec::new();
    for listener in listeners {
        let from = format!("{}:{}", listener.protocol, listener.port);
        if lb.kind == "application" {
            let (rules, _) = get_by_key(&cx.facts.rules, &listener.arn, "elasticloadbalancing:DescribeRules")?;
            for rule in rules.iter().filter(|rule| !rule.is_default) {
                ways.extend(ends(cx, &format!("{from} [{}]", rule_label(rule)), &rule.actions));
            }
        }
        ways.extend(ends(cx, &from, &listener.default_actions));
    }
    Ok(ways)
}

/// Where actions lead, one line a target group.
fn ends(cx: &Context<'_>, from: &str, actions: &[Action]) -> Vec<String> {
    let groups = forwarded(actions);
    if groups.is_empty() {
        let what = actions.last().map_or("-", |action| match action {
            Action::Forward { .. } => "forward (0)",
            Action::Redirect { .. } => "redirect",
            Action::FixedResponse { .. } => "fixed-response",
            Action::Other { .. } => "-",
        });
        return vec![format!("{from} → {what}")];
    }
    let targets = |arn: &String| match cx.facts.target_health.get(arn).and_then(|section| section.value()) {
        Some(targets) if targets.is_empty() => "-".to_owned(),
        Some(targets) => {
            let all: Vec<String> = targets.iter().map(|one| format!("{} {}", one.target_id, one.state)).collect();
            all.join(", ")
        }
        None => "?".to_owned(),
    };
    groups.iter().map(|arn| format!("{from} → {} → {}", target_group_label(cx.facts, arn), targets(arn))).collect()
}

impl Proof for NetworkLoadBalancers {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::TargetGroups, Want::NetworkLoadBalancers]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let (all, at) = cx.facts.load_balancers.get("elasticloadbalancing:DescribeLoadBalancers")?;
        let mut shown: Vec<String> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut verdict = Verdict::pass("nlb-shown");
        for lb in all.iter().filter(|lb| lb.kind == "network") {
            shown.extend(ways(cx, Found { item: lb, at })?);
            names.push(lb.name.clone());
            verdict = verdict.evidence(&lb.arn, at, json!({ "security_groups": lb.group_ids, "zones": lb.zones }));
            if lb.group_ids.is_empty() {
                verdict = verdict.advise(Finding::new("advice-nlb-without-group").arg("name", lb.name.as_str()));
            }
        }
        if names.is_empty() {
            return Ok(Verdict::pass("nlb-none").evidence("-", at, json!({ "network_load_balancers": 0 })));
        }
        Ok(verdict.arg("names", names).arg("ways", shown))
    }

    /// It is looked at beside the load balancer of the course.
    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}
