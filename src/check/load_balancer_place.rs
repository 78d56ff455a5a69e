//! Load balancers: the zones and subnets that the course names, and the kind of addresses.

use serde_json::json;

use super::find;
use super::label::subnet_label;
use super::proof::Judged;
use super::{Context, Finding, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{LoadBalancerAddressType, LoadBalancerSubnets, LoadBalancerZones};
use crate::facts::want::Want;

impl Proof for LoadBalancerZones {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let wanted: Vec<String> = self.zones.iter().map(|letter| format!("{}{letter}", cx.facts.region)).collect();
        let enabled: Vec<String> = lb.zones.iter().map(|zone| zone.availability_zone.clone()).collect();
        let absent: Vec<String> = wanted.iter().filter(|zone| !enabled.contains(zone)).cloned().collect();
        let verdict = if absent.is_empty() {
            Verdict::pass("load-balancer-zones")
        } else {
            Verdict::fail("load-balancer-zones-absent").arg("absent", absent)
        };
        let verdict = verdict.arg("name", lb.name.as_str()).arg("zones", wanted).arg("enabled", enabled);
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "availability_zones": lb.zones })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}

impl Proof for LoadBalancerSubnets {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers, Want::Vpcs, Want::Subnets]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let vpc = find::vpc(cx, &self.vpc)?;
        let mut wanted: Vec<(String, String)> = Vec::new();
        for key in &self.subnets {
            let subnet = find::subnet(cx, vpc.item, key)?;
            wanted.push((subnet.id.clone(), subnet_label(subnet.item)));
        }
        let has = |id: &String| lb.zones.iter().any(|zone| zone.subnet_id.as_ref() == Some(id));
        let absent: Vec<String> = wanted.iter().filter(|(id, _)| !has(id)).map(|(_, label)| label.clone()).collect();
        let untold = lb.zones.iter().any(|zone| zone.subnet_id.is_none());
        let verdict = match (absent.is_empty(), untold) {
            (true, _) => Verdict::pass("load-balancer-subnets"),
            (false, true) => Verdict::inconclusive("load-balancer-subnets-untold"),
            (false, false) => Verdict::fail("load-balancer-subnets-absent"),
        };
        let is_wanted = |id: &&String| wanted.iter().any(|(wanted, _)| wanted == *id);
        let others = lb.zones.iter().filter_map(|zone| zone.subnet_id.as_ref()).filter(|id| !is_wanted(id));
        let others: Vec<String> = others.cloned().collect();
        let names: Vec<String> = wanted.iter().map(|(_, label)| label.clone()).collect();
        let verdict = verdict.arg("name", lb.name.as_str()).arg("subnets", names).arg("absent", absent);
        let verdict = verdict.evidence(&lb.arn, lb.at, json!({ "availability_zones": lb.zones }));
        Ok(if others.is_empty() {
            verdict
        } else {
            let advice = Finding::new("advice-load-balancer-more-subnets").arg("name", lb.name.as_str());
            verdict.advise(advice.arg("others", others))
        })
    }

    fn uses(&self) -> Vec<&str> {
        let mut uses = vec![self.load_balancer.as_str(), &self.vpc];
        uses.extend(self.subnets.iter().map(String::as_str));
        uses
    }
}

impl Proof for LoadBalancerAddressType {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::LoadBalancers]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let lb = find::load_balancer(cx, &self.load_balancer)?;
        let verdict = match lb.ip_address_type.as_deref() {
            Some(found) if found == self.address_type => Verdict::pass("load-balancer-address-type"),
            Some(_) => Verdict::fail("load-balancer-wrong-address-type"),
            None => Verdict::inconclusive("load-balancer-address-type-untold"),
        };
        let verdict = verdict.arg("name", lb.name.as_str()).arg("type", self.address_type.as_str());
        let verdict = verdict.arg("found", lb.ip_address_type.as_deref().unwrap_or("-"));
        Ok(verdict.evidence(&lb.arn, lb.at, json!({ "ip_address_type": lb.ip_address_type })))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.load_balancer]
    }
}
