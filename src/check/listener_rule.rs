//! A rule of one's own: there is one that forwards, a request reaches its target group, and in the end it is gone.

use jiff::Timestamp;
use serde_json::json;

use super::experiment::{configuration, members, rules_seen, summary, unanswered, wants};
use super::find::{self, Found};
use super::label::{rule_label, target_group_label};
use super::proof::Judged;
use super::reachability::dns_name;
use super::routing::{self, Reach, forwarded};
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{ListenerRule, RuleGone, RuleReached};
use crate::facts::balancing::{LoadBalancer, Rule};
use crate::facts::requests::{Answer, Purpose, Series};
use crate::facts::want::Want;

impl Proof for ListenerRule {
    fn wants(&self, values: &Values) -> Vec<Want> {
        configuration(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        rules_seen(cx, lb)?;
        let own = own_rules(cx, lb);
        let forwards: Vec<&Rule> = own.iter().copied().filter(|rule| !forwarded(&rule.actions).is_empty()).collect();
        let verdict = match (forwards.is_empty(), own.is_empty()) {
            (false, _) => Verdict::pass("rule-forwards"),
            (true, false) => Verdict::fail("rule-forwards-nowhere"),
            (true, true) => Verdict::fail("rule-none"),
        };
        let shown = if forwards.is_empty() { &own } else { &forwards };
        let names: Vec<String> = shown.iter().map(|rule| described(cx, rule)).collect();
        let fact = json!({ "rules": shown.iter().map(|rule| json!({ "priority": rule.priority,
            "conditions": rule.conditions, "actions": rule.actions })).collect::<Vec<_>>() });
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("rules", names);
        Ok(verdict.evidence(&lb.arn, lb.at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// Rules beside the default ones that have a condition.
fn own_rules<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>) -> Vec<&'a Rule> {
    let listeners = cx.facts.listeners.get(&lb.arn).and_then(|section| section.value()).into_iter().flatten();
    let rules = listeners.filter_map(|listener| cx.facts.rules.get(&listener.arn)?.value()).flatten();
    rules.filter(|rule| !rule.is_default && !rule.conditions.is_empty()).collect()
}

/// `10: path-pattern /api/* → group`.
fn described(cx: &Context<'_>, rule: &Rule) -> String {
    let groups: Vec<String> = forwarded(&rule.actions).iter().map(|arn| target_group_label(cx.facts, arn)).collect();
    let to = if groups.is_empty() { "-".to_owned() } else { groups.join(", ") };
    format!("{} → {to}", rule_label(rule))
}

impl Proof for RuleReached {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.load_balancer, &self.marker, &[Purpose::Rules])
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        rules_seen(cx, lb)?;
        dns_name(lb)?;
        let rules = routing::rules(cx.facts, lb.item);
        let verdicts: Vec<Verdict> = rules
            .iter()
            .map(|(_, rule, reach)| {
                let verdict = one(cx, lb, rule, reach).unwrap_or_else(|early| *early);
                verdict.arg("rule", described(cx, rule)).arg("load_balancer", lb.name.as_str())
            })
            .collect();
        // One rule that works is what is asked for; where none does, what may still be is not called a failure.
        let order = [Status::Pass, Status::Waiting, Status::Inconclusive, Status::Fail];
        let best = order.iter().find_map(|status| verdicts.iter().find(|verdict| verdict.status == *status));
        Ok(best.cloned().unwrap_or_else(|| Verdict::fail("rule-none").arg("load_balancer", lb.name.as_str())))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

fn one(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, rule: &Rule, reach: &Reach) -> Judged<Verdict> {
    let certain = match reach {
        Reach::By { certain, .. } => *certain,
        Reach::Shadowed { by } => return Ok(Verdict::fail("rule-shadowed").arg("by", by)),
        Reach::Never => return Ok(Verdict::fail("rule-never")),
        Reach::NotHere => return Ok(Verdict::inconclusive("rule-not-tried")),
    };
    let (series, at) = super::experiment::series(cx, &rule.arn)?;
    let verdict = answered(cx, lb, rule, series, at, certain)?;
    Ok(verdict.arg("url", series.url.as_str()).evidence(&rule.arn, at, summary(series)))
}

/// Whether a mark holds this target's id or address as a word of its own.
fn holds(mark: &str, id: &str) -> bool {
    let words = mark.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
    words.into_iter().any(|word| word == id)
}

/// Configuration says that the rule takes the request; the answers can say otherwise.
fn answered(
    cx: &Context<'_>,
    lb: Found<'_, LoadBalancer>,
    rule: &Rule,
    series: &Series,
    at: Timestamp,
    certain: bool,
) -> Judged<Verdict> {
    let groups = forwarded(&rule.actions);
    let names: Vec<String> = groups.iter().map(|arn| target_group_label(cx.facts, arn)).collect();
    let members = members(cx, lb)?;
    let of = |mark: &str, ours: bool| {
        let mut theirs = members.iter().filter(|one| groups.contains(&one.group.arn) == ours);
        theirs.any(|one| one.targets.iter().any(|target| holds(mark, &target.target_id)))
    };
    let marks: Vec<&str> = series.shares().into_iter().map(|(mark, _)| mark).collect();
    let ours: Vec<String> = marks.iter().filter(|mark| of(mark, true)).map(|mark| (*mark).to_owned()).collect();
    if !ours.is_empty() {
        return Ok(Verdict::pass("rule-reached-target").arg("targets", ours).arg("groups", names));
    }
    if marks.iter().any(|mark| of(mark, false)) {
        let id = if certain { Verdict::fail("rule-other-group") } else { Verdict::inconclusive("rule-unsure") };
        return Ok(id.arg("groups", names));
    }
    // Whatever a target says, it was a target that said it.
    let by_target = series.answers.iter().filter_map(|answer| match answer {
        Answer::Answered { status, by_load_balancer: false, .. } if !matches!(*status, 502..=504) => Some(*status),
        _ => None,
    });
    match by_target.max() {
        Some(_) if !certain => Ok(Verdict::inconclusive("rule-unsure").arg("groups", names)),
        Some(status) => {
            let verdict = Verdict::pass("rule-reached").arg("status", status).arg("groups", names);
            let advice = Finding::new("advice-rule-status").arg("status", status).arg("url", series.url.as_str());
            Ok(if status < 400 { verdict } else { verdict.advise(advice) })
        }
        None => {
            let starting = members
                .iter()
                .filter(|one| groups.contains(&one.group.arn))
                .any(|one| one.in_state("healthy") == 0 && one.in_state("initial") > 0);
            if starting {
                return Ok(Verdict::waiting("rule-targets-starting").arg("groups", names));
            }
            Ok(unanswered(cx, lb, series, at)
                .unwrap_or_else(|| Verdict::inconclusive("rule-unsure"))
                .arg("groups", names))
        }
    }
}

impl Proof for RuleGone {
    fn wants(&self, values: &Values) -> Vec<Want> {
        configuration(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let path = cx.values.get(&self.path);
        let (all, at) = cx.facts.load_balancers.get("elasticloadbalancing:DescribeLoadBalancers")?;
        let name = cx.values.get(&self.load_balancer);
        let Some(lb) = all.iter().find(|lb| lb.name == name || lb.arn == name) else {
            let verdict = Verdict::pass("rule-gone-with-all").arg("name", name).arg("path", path);
            return Ok(verdict.evidence(name, at, json!({ "load_balancer": null })));
        };
        let lb = Found { item: lb, at };
        rules_seen(cx, lb)?;
        let is_ours = |rule: &&Rule| routing::has_path(rule, path);
        let left: Vec<String> = own_rules(cx, lb).into_iter().filter(is_ours).map(|rule| described(cx, rule)).collect();
        let verdict = if left.is_empty() { Verdict::pass("rule-gone") } else { Verdict::fail("rule-left") };
        let costs = Finding::new("advice-load-balancer-costs").arg("name", lb.name.as_str());
        let verdict = verdict.advise(costs).arg("name", lb.name.as_str()).arg("path", path).arg("left", left.clone());
        Ok(verdict.evidence(&lb.arn, at, json!({ "left": left })))
    }

    fn recorded(&self) -> bool {
        true
    }

    fn record_stands(&self, verdict: &Verdict) -> bool {
        verdict.status != Status::Fail
    }

    fn record_speaks(&self, cx: &Context<'_>, kept: &Verdict) -> bool {
        super::health_experiment::same_load_balancer(cx, &self.load_balancer, kept)
    }
}
