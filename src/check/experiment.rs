//! What the experiments share: what they look at, the series of answers, and what it means that none is good.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::composed::by_hand;
use super::find::Found;
use super::http_answer::Expected;
use super::proof::Judged;
use super::reachability::{dns_name, judge_http};
use super::routing;
use super::{Context, Verdict};
use crate::course::Values;
use crate::facts::Section;
use crate::facts::balancing::{LoadBalancer, TargetGroup, TargetHealth};
use crate::facts::reachability::HttpObservation;
use crate::facts::requests::{Answer, Marker, Purpose, Series};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// What stands behind a load balancer, by configuration.
pub(super) fn configuration(values: &Values, load_balancer: &str) -> Vec<Want> {
    let load_balancer = values.get(load_balancer).to_owned();
    vec![
        Want::LoadBalancers,
        Want::TargetGroups,
        Want::Listeners { load_balancer: load_balancer.clone() },
        Want::Rules { load_balancer: load_balancer.clone() },
        Want::TargetHealthBehind { load_balancer },
    ]
}

/// An experiment: the configuration, the requests, and what shows the cause of a silence.
pub(super) fn wants(values: &Values, load_balancer: &str, marker: &str, purposes: &[Purpose]) -> Vec<Want> {
    let mut wants = configuration(values, load_balancer);
    wants.extend([Want::SecurityGroups, Want::Subnets, Want::RouteTables]);
    wants.extend(purposes.iter().map(|purpose| Want::Requests {
        load_balancer: values.get(load_balancer).to_owned(),
        purpose: *purpose,
        marker: values.get(marker).to_owned(),
    }));
    wants
}

/// Listeners and rules were seen: without them nobody knows what to ask.
pub(super) fn rules_seen(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Judged<()> {
    let (listeners, _) = get_by_key(&cx.facts.listeners, &lb.arn, "elasticloadbalancing:DescribeListeners")?;
    for listener in listeners.iter().filter(|one| matches!(one.protocol.as_str(), "HTTP" | "HTTPS")) {
        get_by_key(&cx.facts.rules, &listener.arn, "elasticloadbalancing:DescribeRules")?;
    }
    Ok(())
}

/// The series of requests as visitors send them, and the target groups that they come to.
pub(super) fn front<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>) -> Judged<(&'a Series, Timestamp, Vec<String>)> {
    rules_seen(cx, lb)?;
    dns_name(lb)?;
    let Some((_, groups)) = routing::front(cx.facts, lb.item) else {
        let verdict = Verdict::fail("requests-nowhere").arg("load_balancer", lb.name.as_str());
        return Err(Box::new(verdict.evidence(&lb.arn, lb.at, json!({ "listeners": "no forward" }))));
    };
    let (series, at) = series(cx, &crate::facts::requests::front_key(&lb.arn))?;
    Ok((series, at, groups))
}

pub(super) fn series<'a>(cx: &Context<'a>, key: &str) -> Judged<(&'a Series, Timestamp)> {
    Ok(get_by_key(&cx.facts.requests, key, "http")?)
}

/// No answer is good: what the facts or the answers say about that. `None` when one is.
pub(super) fn unanswered(
    cx: &Context<'_>,
    lb: Found<'_, LoadBalancer>,
    series: &Series,
    at: Timestamp,
) -> Option<Verdict> {
    if series.good() > 0 {
        return None;
    }
    // An answer says more than a silence.
    let answered = series.answers.iter().find(|answer| matches!(answer, Answer::Answered { .. }));
    let observation = match answered.or_else(|| series.answers.first())? {
        Answer::Answered { status, by_load_balancer: true, .. } if *status < 500 => {
            let verdict = Verdict::fail("requests-balancer-answered").arg("status", *status);
            let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("url", series.url.as_str());
            return Some(verdict.evidence(&series.url, at, summary(series)));
        }
        Answer::Answered { status, elapsed_ms, .. } => HttpObservation::Answered {
            final_url: series.url.clone(),
            status: *status,
            redirects: Vec::new(),
            content_type: None,
            body_bytes: 1,
            contains: Vec::new(),
            peer: None,
            elapsed_ms: *elapsed_ms,
        },
        Answer::Stopped { stage, stop, elapsed_ms } => {
            HttpObservation::Stopped { stage: *stage, stop: *stop, url: series.url.clone(), elapsed_ms: *elapsed_ms }
        }
    };
    Some(judge_http(cx, lb, &series.url, &observation, at, Expected { status: 200, contains: &[] }))
}

/// What is kept of a series as evidence.
pub(super) fn summary(series: &Series) -> Json {
    let shares: Vec<Json> =
        series.shares().into_iter().map(|(mark, count)| json!({ "target": mark, "answers": count })).collect();
    json!({ "method": series.method, "requests": series.answers.len(), "good": series.good(), "shares": shares })
}

/// The shares as a person reads them: `i-0a1: 20 (50%)`.
pub(super) fn shares(series: &Series) -> Vec<String> {
    let shares = series.shares();
    let all: usize = shares.iter().map(|(_, count)| count).sum();
    shares.iter().map(|(mark, count)| format!("{mark}: {count} ({}%)", (count * 200 + all) / (all * 2))).collect()
}

/// The marker in force: `Err` with the verdict where there is none (the learner confirms) or it cannot be used.
pub(super) fn marker(cx: &Context<'_>, key: &str, by_hand_id: &'static str) -> Judged<Marker> {
    let text = cx.values.get(key);
    if text.trim().is_empty() {
        return Err(Box::new(by_hand(cx, by_hand_id).arg("key", key)));
    }
    Marker::read(text)
        .ok_or_else(|| Box::new(Verdict::inconclusive("marker-unusable").arg("given", text).arg("key", key)))
}

/// No answer shows the marker. The course's own is that of the practice servers: elsewhere it is no marker at all,
/// and the learner confirms.
pub(super) fn no_mark(cx: &Context<'_>, key: &str, by_hand_id: &'static str, series: &Series) -> Verdict {
    let given = cx.values.get(key);
    let own = cx.course.values.get(key).is_some_and(|value| value.default == given);
    if own {
        by_hand(cx, by_hand_id).arg("key", key)
    } else {
        Verdict::inconclusive("marker-absent").arg("given", given).arg("key", key).arg("good", series.good())
    }
}

/// A target group and its registered targets; draining ones set aside.
pub(super) struct Members<'a> {
    pub(super) group: &'a TargetGroup,
    pub(super) targets: Vec<&'a TargetHealth>,
    pub(super) at: Timestamp,
}

impl Members<'_> {
    pub(super) fn in_state(&self, state: &str) -> usize {
        self.targets.iter().filter(|target| target.state == state).count()
    }
}

/// Every target group that the load balancer sends requests to.
pub(super) fn members<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>) -> Judged<Vec<Members<'a>>> {
    let (groups, _) = cx.facts.target_groups.get("elasticloadbalancing:DescribeTargetGroups")?;
    let behind = groups.iter().filter(|group| group.load_balancer_arns.contains(&lb.arn));
    behind
        .map(|group| {
            let (targets, at) =
                get_by_key(&cx.facts.target_health, &group.arn, "elasticloadbalancing:DescribeTargetHealth")?;
            let targets = targets.iter().filter(|target| target.state != "draining").collect();
            Ok(Members { group, targets, at })
        })
        .collect()
}

/// When a list was seen, else the time of the look.
pub(super) fn seen_at<T>(cx: &Context<'_>, section: Option<&Section<T>>) -> Timestamp {
    match section {
        Some(Section::Seen { at, .. }) => *at,
        _ => cx.facts.now,
    }
}
