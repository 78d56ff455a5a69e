//! Load balancers: what their security groups, taken together, let in.

use ipnet::IpNet;
use serde_json::json;

use super::find::{self, Found};
use super::find_instead;
use super::label::{group_label, label};
use super::ports::{admitted, covers_tcp, openings};
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{LoadBalancerAdmits, LoadBalancerHasGroup};
use crate::facts::balancing::LoadBalancer;
use crate::facts::network::SecurityGroup;
use crate::facts::want::Want;

/// The load balancer's groups that are listed, and the ids of those that are not.
fn groups<'a>(cx: &Context<'a>, lb: &LoadBalancer) -> Judged<(Vec<&'a SecurityGroup>, Vec<String>)> {
    let (all, _) = cx.facts.security_groups.get("ec2:DescribeSecurityGroups")?;
    let listed: Vec<&SecurityGroup> = all.iter().filter(|group| lb.group_ids.contains(&group.id)).collect();
    let unlisted = lb.group_ids.iter().filter(|id| !listed.iter().any(|group| group.id == **id)).cloned().collect();
    Ok((listed, unlisted))
}

impl Proof for LoadBalancerAdmits {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::SecurityGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let (listed, unlisted) = groups(cx, lb.item)?;
        let names: Vec<String> = listed.iter().map(|group| label(Some(&group.name), &group.id)).collect();
        let verdict = match self.closed(cx, &listed)? {
            None => self.named(cx, &listed, Verdict::pass("load-balancer-admits")),
            Some(_) if lb.group_ids.is_empty() => Verdict::fail("load-balancer-admits-no-group"),
            Some((port, block)) => {
                let id = self.remedy(cx, lb.item, &listed);
                // A group that nobody lists may open it.
                let verdict = if unlisted.is_empty() {
                    Verdict::fail(id)
                } else {
                    Verdict::inconclusive("load-balancer-group-unlisted").arg("unlisted", unlisted)
                };
                verdict.arg("port", port).arg("source", block).arg("wanted", cx.values.get(&self.group))
            }
        };
        let ports: Vec<String> = self.ports.iter().map(u16::to_string).collect();
        let verdict = verdict.arg("name", lb.name.as_str()).arg("groups", names);
        let verdict = verdict.arg("ports", ports).arg("from", self.from.clone());
        Ok(listed.iter().fold(
            verdict.evidence(&lb.arn, lb.at, json!({ "security_groups": lb.group_ids })),
            |verdict, group| {
                verdict.evidence(&group.id, lb.at, json!({ "name": group.name, "inbound": group.ingress }))
            },
        ))
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.group]
    }

    /// A group that lets nobody in is known all the same.
    fn provides_anyway(&self, cx: &Context<'_>) -> bool {
        let Ok(lb) = find::load_balancer(cx, &self.load_balancer) else { return false };
        let wanted = cx.values.get(&self.group);
        let named = |group: &&SecurityGroup| {
            group.vpc_id == lb.vpc_id && !wanted.is_empty() && (group.name == wanted || group.id == wanted)
        };
        let all = cx.facts.security_groups.value().into_iter().flatten();
        all.filter(named).count() == 1 || find_instead::balancer_group(cx, &self.group).is_some()
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl LoadBalancerAdmits {
    /// The first port and block that the groups together do not open. A prefix list that could not be read
    /// may open it.
    fn closed(&self, cx: &Context<'_>, listed: &[&SecurityGroup]) -> Judged<Option<(u16, String)>> {
        for port in &self.ports {
            let open = listed
                .iter()
                .flat_map(|group| openings(&group.ingress, |permission| covers_tcp(permission, *port)))
                .collect::<Vec<_>>();
            let sum = admitted(cx.facts, &open);
            for block in &self.from {
                let net: IpNet = block
                    .parse()
                    .map_err(|_| Box::new(Verdict::inconclusive("course-broken").arg("value", block.as_str())))?;
                match (sum.covers(&net), sum.unread.first()) {
                    (true, _) => {}
                    (false, Some((_, gap))) => return Err(gap.clone().into()),
                    (false, None) => return Ok(Some((*port, block.clone()))),
                }
            }
        }
        Ok(None)
    }

    /// What mends it: the course's own group is attached, or made; a group that something else wears is not opened.
    fn remedy(&self, cx: &Context<'_>, lb: &LoadBalancer, listed: &[&SecurityGroup]) -> &'static str {
        let wanted = cx.values.get(&self.group);
        let meant = |group: &SecurityGroup| !wanted.is_empty() && (group.name == wanted || group.id == wanted);
        let known = cx.facts.security_groups.value().into_iter().flatten();
        let there = known.into_iter().any(|group| meant(group) && group.vpc_id == lb.vpc_id);
        if wanted.is_empty() || listed.iter().any(|group| meant(group)) {
            "load-balancer-admits-not"
        } else if there {
            "load-balancer-admits-unattached"
        } else if listed.iter().all(|group| group.name == "default") {
            "load-balancer-admits-default"
        } else {
            "load-balancer-admits-not"
        }
    }

    /// The console's wizard names groups by itself: another name than the course's is advice.
    fn named(&self, cx: &Context<'_>, listed: &[&SecurityGroup], verdict: Verdict) -> Verdict {
        let wanted = cx.values.get(&self.group);
        if wanted.is_empty() || listed.iter().any(|group| group.name == wanted || group.id == wanted) {
            return verdict;
        }
        let names: Vec<String> = listed.iter().map(|group| group.name.clone()).collect();
        verdict.advise(Finding::new("advice-load-balancer-group-name").arg("wanted", wanted).arg("groups", names))
    }
}

impl Proof for LoadBalancerHasGroup {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::Vpcs, Want::SecurityGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let vpc = find::vpc(cx, &self.vpc)?;
        let group = find::security_group(cx, vpc.item, &self.group)?;
        let others: Vec<String> =
            lb.group_ids.iter().filter(|id| **id != group.id).map(|id| group_label(cx.facts, id)).collect();
        Ok(has_group(lb, &group, others))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer, &self.vpc, &self.group]
    }
}

fn has_group(lb: Found<'_, LoadBalancer>, group: &SecurityGroup, others: Vec<String>) -> Verdict {
    let attached = lb.group_ids.contains(&group.id);
    let id = if attached { "load-balancer-has-group" } else { "load-balancer-lacks-group" };
    let verdict = if attached { Verdict::pass(id) } else { Verdict::fail(id) };
    let verdict = verdict
        .arg("name", lb.name.as_str())
        .arg("group", label(Some(&group.name), &group.id))
        .arg("others", if others.is_empty() { vec!["-".to_owned()] } else { others.clone() })
        .evidence(&lb.arn, lb.at, json!({ "security_groups": lb.group_ids }));
    if attached && !others.is_empty() {
        let advice = Finding::new("advice-load-balancer-more-groups").arg("name", lb.name.as_str());
        return verdict.advise(advice.arg("others", others));
    }
    verdict
}
