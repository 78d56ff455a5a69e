//! Stickiness: it is on, the load balancer sets its cookie, and the cookie keeps a client with one target.

use jiff::Timestamp;
use serde_json::json;

use super::experiment::{
    Members, configuration, marker, members, no_mark, rules_seen, seen_at, series, shares, summary, unanswered, wants,
};
use super::find::{self, Found};
use super::label::target_group_label;
use super::proof::Judged;
use super::routing;
use super::spread::spread;
use super::{Context, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{StickinessOff, StickinessOn, StickyCookie, StickyStays};
use crate::facts::balancing::{Action, LoadBalancer};
use crate::facts::requests::{Answer, Purpose, Series, with_key, without_key};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// The cookie of the load balancer's own stickiness, and what those that follow an application's begin with.
const COOKIE: &str = "AWSALB";
const APPLICATION_COOKIE: &str = "AWSALBAPP-";

fn attributes(values: &Values, load_balancer: &str) -> Vec<Want> {
    let mut wants = configuration(values, load_balancer);
    wants.push(Want::TargetGroupAttributes { load_balancer: values.get(load_balancer).to_owned() });
    wants
}

/// The names of the target groups behind the load balancer that have it on, and of all; the first gap where none has.
fn groups(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Judged<(Vec<String>, Vec<String>)> {
    let (all, _) = cx.facts.target_groups.get("elasticloadbalancing:DescribeTargetGroups")?;
    let behind: Vec<_> = all.iter().filter(|group| group.load_balancer_arns.contains(&lb.arn)).collect();
    let on = |arn: &str| routing::is_sticky(cx.facts, arn) == Some(true);
    let sticky: Vec<String> = behind.iter().filter(|one| on(&one.arn)).map(|one| one.name.clone()).collect();
    if sticky.is_empty() {
        for group in &behind {
            let action = "elasticloadbalancing:DescribeTargetGroupAttributes";
            get_by_key(&cx.facts.target_group_attributes, &group.arn, action)?;
        }
    }
    Ok((sticky, behind.into_iter().map(|one| one.name.clone()).collect()))
}

impl Proof for StickinessOn {
    fn wants(&self, values: &Values) -> Vec<Want> {
        attributes(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (sticky, all) = groups(cx, lb)?;
        let verdict = if !sticky.is_empty() {
            Verdict::pass("stickiness-on")
        } else if all.is_empty() {
            Verdict::fail("stickiness-no-group")
        } else if between_groups(cx, lb) {
            Verdict::fail("stickiness-between-groups")
        } else {
            Verdict::fail("stickiness-not-on")
        };
        let at = seen_at(cx, cx.facts.target_group_attributes.values().next());
        let fact = json!({ "stickiness.enabled": sticky, "target_groups": all });
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("groups", sticky).arg("all", all);
        Ok(verdict.evidence(&lb.arn, at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// A forward action keeps clients with one target *group*: another setting of nearly the same name.
fn between_groups(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> bool {
    let listeners = cx.facts.listeners.get(&lb.arn).and_then(|section| section.value()).into_iter().flatten();
    let mut actions = listeners.flat_map(|listener| {
        let rules = cx.facts.rules.get(&listener.arn).and_then(|section| section.value()).into_iter().flatten();
        listener.default_actions.iter().chain(rules.flat_map(|rule| &rule.actions))
    });
    actions.any(|action| matches!(action, Action::Forward { stickiness: true, .. }))
}

/// The target group tried, and the series without a cookie.
fn without<'a>(cx: &Context<'a>, lb: Found<'_, LoadBalancer>) -> Judged<(String, &'a Series, Timestamp)> {
    rules_seen(cx, lb)?;
    let Some((group, _)) = routing::sticky(cx.facts, lb.item) else {
        return Err(Box::new(Verdict::inconclusive("sticky-unreached").arg("load_balancer", lb.name.as_str())));
    };
    let (series, at) = series(cx, &without_key(&lb.arn))?;
    match unanswered(cx, lb, series, at) {
        Some(verdict) => Err(Box::new(verdict)),
        None => Ok((group, series, at)),
    }
}

fn sticky_wants(values: &Values, load_balancer: &str, marker: &str) -> Vec<Want> {
    let mut all = wants(values, load_balancer, marker, &[Purpose::Sticky]);
    all.push(Want::TargetGroupAttributes { load_balancer: values.get(load_balancer).to_owned() });
    all
}

impl Proof for StickyCookie {
    fn wants(&self, values: &Values) -> Vec<Want> {
        sticky_wants(values, &self.load_balancer, &self.marker)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (group, series, at) = without(cx, lb)?;
        let mut names: Vec<String> = series.answers.iter().flat_map(Answer::cookies).cloned().collect();
        names.sort();
        names.dedup();
        let by_application = attribute(cx, &group, "stickiness.type") == Some("app_cookie");
        let is_ours = |name: &String| {
            if by_application { name.starts_with(APPLICATION_COOKIE) } else { name == COOKIE }
        };
        let verdict = match (names.iter().find(|name| is_ours(name)), by_application) {
            (Some(name), _) => Verdict::pass("sticky-cookie").arg("cookie", name.as_str()),
            (None, false) => Verdict::fail("sticky-no-cookie"),
            (None, true) => {
                let wanted = attribute(cx, &group, "stickiness.app_cookie.cookie_name").unwrap_or("-");
                Verdict::fail("sticky-no-application-cookie").arg("wanted", wanted)
            }
        };
        let verdict = verdict.arg("group", target_group_label(cx.facts, &group)).arg("url", series.url.as_str());
        let fact = json!({ "cookie_names": names, "requests": series.answers.len() });
        Ok(verdict.arg("names", names).evidence(&series.url, at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

fn attribute<'a>(cx: &Context<'a>, group: &str, key: &str) -> Option<&'a str> {
    cx.facts.target_group_attributes.get(group)?.value()?.get(key).map(String::as_str)
}

impl Proof for StickyStays {
    fn wants(&self, values: &Values) -> Vec<Want> {
        sticky_wants(values, &self.load_balancer, &self.marker)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        marker(cx, &self.marker, "sticky-by-hand")?;
        let (group, without, at) = without(cx, lb)?;
        if without.shares().is_empty() {
            return Ok(no_mark(cx, &self.marker, "sticky-by-hand", without));
        }
        let (with, _) = series(cx, &with_key(&lb.arn))?;
        let members: Vec<Members<'_>> = members(cx, lb)?.into_iter().filter(|one| one.group.arn == group).collect();
        let registered: usize = members.iter().map(|one| one.targets.len()).sum();
        let (kept, loose) = (with.shares(), without.shares());
        let verdict = match kept.as_slice() {
            [] => unanswered(cx, lb, with, at).unwrap_or_else(|| Verdict::inconclusive("sticky-unmarked")),
            [(target, _)] => {
                // One target alone keeps everybody: that shows nothing.
                let apart = spread(loose.len(), &members);
                if apart.status == Status::Pass { Verdict::pass("sticky-stays").arg("target", *target) } else { apart }
            }
            _ if kept.len() > registered => {
                Verdict::inconclusive("marker-not-of-targets").arg("marks", kept.len()).arg("registered", registered)
            }
            // The load balancer moves a client on when its target fails.
            _ if members.iter().any(|one| one.in_state("healthy") < one.targets.len()) => {
                Verdict::inconclusive("sticky-moves-unhealthy")
            }
            _ => Verdict::fail("sticky-moves"),
        };
        let verdict = verdict.arg("group", target_group_label(cx.facts, &group)).arg("sent", with.answers.len());
        let verdict = verdict.arg("shares", shares(without)).arg("kept", shares(with));
        let verdict = verdict.arg("load_balancer", lb.name.as_str()).arg("good", without.good());
        Ok(verdict.evidence(&without.url, at, summary(without)).evidence(&with.url, at, summary(with)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl Proof for StickinessOff {
    fn wants(&self, values: &Values) -> Vec<Want> {
        attributes(values, &self.load_balancer)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let (all, at) = cx.facts.load_balancers.get("elasticloadbalancing:DescribeLoadBalancers")?;
        let name = cx.values.get(&self.load_balancer);
        let Some(lb) = all.iter().find(|lb| lb.name == name || lb.arn == name) else {
            let verdict = Verdict::pass("stickiness-gone").arg("name", name);
            return Ok(verdict.evidence(name, at, json!({ "load_balancer": null })));
        };
        let (sticky, all) = groups(cx, Found { item: lb, at })?;
        let verdict =
            if sticky.is_empty() { Verdict::pass("stickiness-off") } else { Verdict::fail("stickiness-left") };
        let fact = json!({ "stickiness.enabled": sticky, "target_groups": all });
        Ok(verdict.arg("name", lb.name.as_str()).arg("groups", sticky).evidence(&lb.arn, at, fact))
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
