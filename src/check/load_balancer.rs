//! Load balancers: existence, scheme, subnets, security groups and state.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::find::{self, Found};
use super::label::{group_label, label, subnet_label, vpc_label};
use super::network::{effective_table, has_dead_gateway, is_public};
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict, misplaced};
use crate::course::Values;
use crate::course::kinds::{
    LoadBalancerActive, LoadBalancerExists, LoadBalancerGroups, LoadBalancerPublicSubnets, LoadBalancerScheme,
};
use crate::facts::balancing::LoadBalancer;
use crate::facts::want::Want;

/// How long a load balancer usually takes from its creation to `active`, and its name to DNS.
pub(super) const SETTLING: SignedDuration = SignedDuration::from_mins(5);

/// When a young load balancer should be ready; `None` when it is older than that or its age is unknown.
pub(super) fn settled_at(lb: &LoadBalancer, now: Timestamp) -> Option<Timestamp> {
    let at = lb.created_at?.checked_add(SETTLING).ok()?;
    (at > now).then_some(at)
}

impl Proof for LoadBalancerExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        let mut wants = vec![Want::LoadBalancers];
        wants.extend(self.vpc.as_ref().map(|_| Want::Vpcs));
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let describe = |verdict: Verdict| {
            let fact = json!({ "name": lb.name, "type": lb.kind, "state": lb.state, "vpc_id": lb.vpc_id });
            verdict.arg("name", lb.name.as_str()).evidence(&lb.arn, lb.at, fact)
        };
        if lb.kind != self.r#type {
            let verdict = Verdict::fail("load-balancer-wrong-type");
            return Ok(describe(verdict).arg("type", self.r#type.as_str()).arg("found", lb.kind.as_str()));
        }
        if let Some(key) = &self.vpc {
            let vpc = find::vpc(cx, key)?;
            let wanted = vpc_label(cx.facts, Some(&vpc.id));
            let Some(actual) = lb.vpc_id.as_deref() else {
                return Ok(describe(Verdict::inconclusive("load-balancer-vpc-unseen")).arg("vpc", wanted));
            };
            if actual != vpc.id {
                let verdict = Verdict::fail("load-balancer-wrong-vpc").arg("vpc", wanted);
                return Ok(describe(verdict).arg("found", vpc_label(cx.facts, Some(actual))));
            }
        }
        Ok(describe(Verdict::pass("load-balancer-exists"))
            .arg("type", lb.kind.as_str())
            .arg("state", lb.state.as_str()))
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }

    fn uses(&self) -> Vec<&str> {
        self.vpc.iter().map(String::as_str).collect()
    }
}

impl Proof for LoadBalancerScheme {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let verdict = if lb.scheme == self.scheme {
            Verdict::pass("load-balancer-scheme")
        } else {
            Verdict::fail("load-balancer-wrong-scheme").arg("found", lb.scheme.as_str())
        };
        let verdict = verdict.arg("name", lb.name.as_str()).arg("scheme", self.scheme.as_str());
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "scheme": lb.scheme })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl Proof for LoadBalancerPublicSubnets {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::Subnets, Want::RouteTables]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let zones: BTreeSet<&str> = lb.zones.iter().map(|zone| zone.availability_zone.as_str()).collect();
        let names: Vec<String> = zones.iter().map(|&zone| zone.to_owned()).collect();
        let describe = |verdict: Verdict| {
            let verdict = verdict.arg("name", lb.name.as_str()).arg("min", self.min_zones);
            verdict.arg("zones", names.clone()).evidence(&lb.arn, lb.at, json!({ "availability_zones": lb.zones }))
        };
        if zones.len() < self.min_zones {
            return Ok(describe(Verdict::fail("load-balancer-too-few-zones")));
        }
        let subnets = PublicOrNot::of(cx, lb)?;
        if !subnets.unlisted.is_empty() {
            let verdict = Verdict::inconclusive("load-balancer-subnet-unlisted");
            return Ok(describe(verdict.arg("subnets", subnets.unlisted)));
        }
        let (id, shown) = if subnets.private.is_empty() {
            (Verdict::pass("load-balancer-public-subnets"), subnets.public)
        } else if subnets.cut_off == subnets.private.len() {
            (Verdict::fail("load-balancer-subnets-blackhole"), subnets.private)
        } else {
            (Verdict::fail("load-balancer-private-subnets"), subnets.private)
        };
        let mut verdict = describe(id.arg("subnets", shown));
        verdict.evidence.extend(subnets.evidence);
        Ok(verdict)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

/// The subnets of a load balancer by their effective route, as `name (id)`.
#[derive(Debug, Default)]
pub(super) struct PublicOrNot {
    pub(super) public: Vec<String>,
    pub(super) private: Vec<String>,
    /// How many of the private ones had a way out, by an internet gateway that is gone.
    cut_off: usize,
    /// Subnets that nobody lists, and zones whose subnet is not told.
    pub(super) unlisted: Vec<String>,
    evidence: Vec<super::Evidence>,
}

impl PublicOrNot {
    pub(super) fn of(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Judged<Self> {
        let (subnets, _) = cx.facts.subnets.get("ec2:DescribeSubnets")?;
        let (tables, at) = cx.facts.route_tables.get("ec2:DescribeRouteTables")?;
        let mut all = Self::default();
        for zone in &lb.zones {
            let listed = zone.subnet_id.as_ref().and_then(|id| subnets.iter().find(|subnet| subnet.id == *id));
            let Some(subnet) = listed else {
                all.unlisted.push(zone.subnet_id.clone().unwrap_or_else(|| zone.availability_zone.clone()));
                continue;
            };
            let shown = subnet_label(subnet);
            let Some(table) = effective_table(tables, subnet) else {
                all.unlisted.push(shown);
                continue;
            };
            let public = is_public(table);
            all.evidence.push(super::Evidence {
                resource: subnet.id.clone(),
                observed_at: at,
                fact: json!({ "route_table": table.id, "public": public }),
            });
            all.cut_off += usize::from(!public && has_dead_gateway(table));
            if public { all.public.push(shown) } else { all.private.push(shown) }
        }
        Ok(all)
    }
}

impl Proof for LoadBalancerGroups {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::Vpcs, Want::SecurityGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let vpc = find::vpc(cx, &self.vpc)?;
        let mut wanted: Vec<(String, String)> = Vec::new();
        for key in &self.groups {
            let group = find::security_group(cx, vpc.item, key)?;
            wanted.push((group.id.clone(), label(Some(&group.name), &group.id)));
        }
        let named = |id: &String| group_label(cx.facts, id);
        let is_wanted = |id: &String| wanted.iter().any(|(wanted, _)| wanted == id);
        let extra: Vec<String> = lb.group_ids.iter().filter(|id| !is_wanted(id)).map(named).collect();
        let absent = wanted.iter().filter(|(id, _)| !lb.group_ids.contains(id));
        let lacking: Vec<&str> = absent.clone().map(|(id, _)| id.as_str()).collect();
        let elsewhere = misplaced::groups(cx.facts, &lb, &lacking);
        let absent: Vec<String> = absent.map(|(_, label)| label.clone()).collect();
        let verdict = match (lb.group_ids.is_empty(), extra.is_empty(), absent.is_empty()) {
            (_, true, true) => Verdict::pass("load-balancer-groups"),
            (true, _, _) => Verdict::fail("load-balancer-groups-none"),
            (_, false, true) => Verdict::fail("load-balancer-groups-extra"),
            (_, true, false) => Verdict::fail("load-balancer-groups-absent"),
            (_, false, false) => Verdict::fail("load-balancer-groups-other"),
        };
        let verdict = elsewhere.into_iter().fold(verdict, Verdict::advise);
        let wanted: Vec<String> = wanted.into_iter().map(|(_, label)| label).collect();
        let verdict = verdict.arg("name", lb.name.as_str()).arg("groups", wanted);
        let verdict = verdict.arg("extra", extra).arg("absent", absent);
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "security_groups": lb.group_ids })))
    }

    fn uses(&self) -> Vec<&str> {
        let mut uses = vec![self.load_balancer.as_str(), &self.vpc];
        uses.extend(self.groups.iter().map(String::as_str));
        uses
    }
}

impl Proof for LoadBalancerActive {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let mut verdict = match lb.state.as_str() {
            "active" => Verdict::pass("load-balancer-active"),
            // AWS: it routes, but lacks the resources to grow.
            "active_impaired" => Verdict::pass("load-balancer-active")
                .advise(Finding::new("advice-load-balancer-impaired").arg("name", lb.name.as_str())),
            "provisioning" => Verdict::waiting("load-balancer-provisioning"),
            "failed" => Verdict::fail("load-balancer-failed"),
            _ => Verdict::inconclusive("load-balancer-state-unknown"),
        };
        if lb.state == "provisioning" {
            verdict.until = settled_at(lb.item, cx.facts.now);
        }
        let verdict = verdict.arg("name", lb.name.as_str()).arg("state", lb.state.as_str());
        let verdict = verdict.arg("reason", lb.state_reason.as_deref().unwrap_or("-"));
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "state": lb.state, "reason": lb.state_reason })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}
