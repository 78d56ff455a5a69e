//! One target of several fails its health check while the others go on serving, and then it is mended.
//!
//! Nobody tells afterwards that a target was unhealthy: both phases have to be seen, and what was seen is recorded.
//! While everything is healthy and nothing is recorded, nothing can be said.

use serde_json::{Value as Json, json};

use super::experiment::{Members, front, members, rules_seen, series, summary, unanswered, wants};
use super::find::{self, Found};
use super::proof::Judged;
use super::routing::{self, forwarded};
use super::target_health::target_label;
use super::{Context, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{CheckKind, HealthRecovered, KeptServing};
use crate::facts::balancing::{LoadBalancer, TargetHealth};
use crate::facts::requests::{Answer, Purpose};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// Whether a kept pass is about the load balancer that the value names now. One that is gone speaks for itself.
pub(super) fn same_load_balancer(cx: &Context<'_>, key: &str, kept: &Verdict) -> bool {
    let Ok(lb) = find::load_balancer(cx, key) else { return true };
    kept.evidence.first().is_none_or(|first| first.resource == lb.arn || !first.resource.starts_with("arn:"))
}

/// A target that fails its health check. (`unused`, as a stopped instance is, is another thing.)
fn is_unhealthy(target: &TargetHealth) -> bool {
    target.state.starts_with("unhealthy")
}

impl Proof for KeptServing {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.load_balancer, &self.marker, &[Purpose::Front, Purpose::Rules])
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let all = members(cx, lb)?;
        let several: Vec<&Members<'_>> = all.iter().filter(|one| one.targets.len() >= 2).collect();
        let name = |verdict: Verdict| verdict.arg("load_balancer", lb.name.as_str());
        if several.is_empty() {
            let counts: Vec<String> =
                all.iter().map(|one| format!("{}: {}", one.group.name, one.targets.len())).collect();
            let verdict = Verdict::fail("health-one-target").arg("groups", counts.clone());
            return Ok(name(verdict.evidence(&lb.arn, lb.at, json!({ "registered": counts }))));
        }
        let broken = several.iter().filter(|one| one.targets.iter().any(|target| is_unhealthy(target)));
        let Some(group) = broken.max_by_key(|one| one.in_state("healthy")) else {
            return Ok(name(not_seen(&several)));
        };
        if group.in_state("healthy") == 0 {
            let verdict = Verdict::fail("health-none-healthy").arg("group", group.group.name.as_str());
            return Ok(name(verdict.evidence(&lb.arn, group.at, states(group))));
        }
        Ok(name(served(cx, lb, group).unwrap_or_else(|early| *early)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }

    fn recorded(&self) -> bool {
        true
    }

    fn record_speaks(&self, cx: &Context<'_>, kept: &Verdict) -> bool {
        same_load_balancer(cx, &self.load_balancer, kept)
    }
}

/// No target fails its health check at the moment.
fn not_seen(several: &[&Members<'_>]) -> Verdict {
    let count = |state: &str| several.iter().map(|one| one.in_state(state)).sum::<usize>();
    if count("initial") > 0 {
        Verdict::waiting("health-initial")
    } else if count("unused") > 0 {
        Verdict::inconclusive("health-unused")
    } else {
        Verdict::inconclusive("health-not-seen").arg("healthy", count("healthy"))
    }
}

fn states(group: &Members<'_>) -> Json {
    let states = group.targets.iter().map(|target| {
        json!({ "target": target.target_id, "port": target.port, "state": target.state, "reason": target.reason })
    });
    json!({ "target_group": group.group.arn, "targets": states.collect::<Vec<_>>() })
}

/// One is unhealthy, another healthy: did the requests to this group succeed?
fn served(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, group: &Members<'_>) -> Judged<Verdict> {
    rules_seen(cx, lb)?;
    let by_front = front(cx, lb).ok().filter(|(_, _, groups)| groups.contains(&group.group.arn));
    let (series, at) = match by_front {
        Some((series, at, _)) => (series, at),
        None => by_rule(cx, lb, group)?,
    };
    let failed = series.answers.iter().filter(|answer| matches!(answer, Answer::Answered { .. }) && !answer.is_good());
    let silent = series.answers.iter().filter(|answer| matches!(answer, Answer::Stopped { .. }));
    let (failed, silent, good) = (failed.count(), silent.count(), series.good());
    let verdict = if let Some(verdict) = unanswered(cx, lb, series, at) {
        return Ok(verdict);
    } else if failed > 0 {
        Verdict::fail("health-requests-failed").arg("failed", failed)
    } else if silent > 0 {
        Verdict::inconclusive("health-requests-silent").arg("silent", silent)
    } else {
        Verdict::pass("health-kept-serving")
    };
    let unhealthy: Vec<&TargetHealth> = group.targets.iter().copied().filter(|one| is_unhealthy(one)).collect();
    let names: Vec<String> = unhealthy.iter().map(|one| target_label(one, group.group)).collect();
    let reasons: Vec<String> = unhealthy.iter().filter_map(|one| one.reason.clone()).collect();
    let words: Vec<String> = unhealthy.iter().filter_map(|one| one.description.clone()).collect();
    let verdict = verdict.arg("targets", names).arg("reasons", reasons).arg("descriptions", words);
    let verdict = verdict.arg("group", group.group.name.as_str()).arg("good", good).arg("of", series.answers.len());
    Ok(verdict.evidence(&lb.arn, group.at, states(group)).evidence(&series.url, at, summary(series)))
}

/// The requests to a group that visitors reach by a rule only.
fn by_rule<'a>(
    cx: &Context<'a>,
    lb: Found<'_, LoadBalancer>,
    group: &Members<'_>,
) -> Judged<(&'a crate::facts::requests::Series, jiff::Timestamp)> {
    let rules = routing::rules(cx.facts, lb.item);
    let mut keys =
        rules.iter().filter(|(_, rule, _)| forwarded(&rule.actions).contains(&group.group.arn)).map(|(_, r, _)| &r.arn);
    // A path made up for the rule need not have a page: only answers that succeed say something.
    let found = keys.find_map(|key| series(cx, key).ok().filter(|(series, _)| series.good() > 0));
    let unasked = || Box::new(Verdict::inconclusive("health-group-unasked").arg("group", group.group.name.as_str()));
    found.ok_or_else(unasked)
}

impl Proof for HealthRecovered {
    fn wants(&self, values: &Values) -> Vec<Want> {
        super::experiment::configuration(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let Some(phase) = first_phase(cx, &self.load_balancer) else {
            return Ok(Verdict::inconclusive("health-not-seen-before").arg("load_balancer", lb.name.as_str()));
        };
        let arn = phase["target_group"].as_str().unwrap_or_default();
        let (now, at) = get_by_key(&cx.facts.target_health, arn, "elasticloadbalancing:DescribeTargetHealth")?;
        let broken = phase["targets"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|target| target["state"].as_str().is_some_and(|state| state.starts_with("unhealthy")));
        let mut verdicts = Vec::new();
        for target in broken {
            let same = |one: &&TargetHealth| {
                Some(one.target_id.as_str()) == target["target"].as_str()
                    && one.port.map(i64::from) == target["port"].as_i64()
            };
            let name = target["target"].as_str().unwrap_or_default();
            let found = now.iter().find(same);
            let state = found.map_or("-", |one| one.state.as_str());
            let reason = found.and_then(|one| one.reason.as_deref()).unwrap_or("-");
            let verdict = match state {
                "healthy" => Verdict::pass("health-recovered"),
                "initial" => Verdict::waiting("health-recovering"),
                "-" | "draining" => Verdict::inconclusive("health-target-gone"),
                _ => Verdict::fail("health-still-broken"),
            };
            let fact = json!({ "target": name, "state": state, "reason": reason });
            verdicts.push(
                verdict.arg("target", name).arg("state", state).arg("reason", reason).evidence(&lb.arn, at, fact),
            );
        }
        // One of those that failed is mended, and none of them fails any more.
        let order = [Status::Fail, Status::Waiting, Status::Pass, Status::Inconclusive];
        let first = order.iter().find_map(|status| verdicts.iter().find(|verdict| verdict.status == *status));
        let unseen = || Verdict::inconclusive("health-not-seen-before").arg("load_balancer", lb.name.as_str());
        Ok(first.cloned().unwrap_or_else(unseen))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }

    fn recorded(&self) -> bool {
        true
    }

    fn record_speaks(&self, cx: &Context<'_>, kept: &Verdict) -> bool {
        same_load_balancer(cx, &self.load_balancer, kept)
    }
}

/// What was recorded (or is seen now) of the first phase: the group and its targets then.
fn first_phase<'a>(cx: &Context<'a>, load_balancer: &str) -> Option<&'a Json> {
    let id = cx.course.checks().find_map(|(_, id, check)| match &check.proves {
        CheckKind::KeptServing(other) if other.load_balancer == load_balancer => Some(id),
        _ => None,
    })?;
    let verdict = cx.earlier.get(&id).filter(|verdict| verdict.status == Status::Pass)?;
    verdict.evidence.first().map(|first| &first.fact)
}
