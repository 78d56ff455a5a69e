//! Target groups: that the course's instance is registered, on the right port.

use serde_json::json;

use super::find::{self, Found};
use super::label::instance_label;
use super::proof::Judged;
use super::target_health::is_draining;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::TargetRegistered;
use crate::facts::balancing::TargetHealth;
use crate::facts::compute::Instance;
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

impl Proof for TargetRegistered {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let target_group = values.get(&self.target_group).to_owned();
        vec![Want::Vpcs, Want::Instances, Want::TargetGroups, Want::TargetHealth { target_group }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group)?;
        let vpc = find::vpc(cx, &self.vpc)?;
        let instance = find::instance(cx, vpc.item, &self.instance)?;
        let action = "elasticloadbalancing:DescribeTargetHealth";
        let (targets, at) = get_by_key(&cx.facts.target_health, &tg.arn, action)?;
        let (ours, others): (Vec<&TargetHealth>, Vec<&TargetHealth>) =
            targets.iter().partition(|target| is(target, instance));
        let port_of = |target: &TargetHealth| target.port.or(tg.port);
        let ports: Vec<String> = ours.iter().filter_map(|t| port_of(t)).map(|port| port.to_string()).collect();
        let staying: Vec<&&TargetHealth> = ours.iter().filter(|target| !is_draining(target)).collect();
        let verdict = if ours.is_empty() && others.is_empty() {
            Verdict::fail("target-registered-none")
        } else if ours.is_empty() {
            let found: Vec<String> = others.iter().map(|t| instance_label(cx.facts, &t.target_id)).collect();
            Verdict::fail("target-registered-other").arg("found", found)
        } else if staying.is_empty() {
            Verdict::fail("target-registered-draining")
        } else if staying.iter().any(|target| port_of(target) == Some(i32::from(self.port))) {
            Verdict::pass("target-registered")
        } else if staying.iter().any(|target| port_of(target).is_none()) {
            Verdict::inconclusive("target-registered-port-untold")
        } else {
            Verdict::fail("target-registered-other-port")
        };
        let fact = json!({ "targets": targets });
        Ok(verdict
            .arg("instance", instance_label(cx.facts, &instance.id))
            .arg("target_group", tg.name.as_str())
            .arg("port", self.port)
            .arg("ports", ports)
            .evidence(&tg.arn, at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.target_group, &self.vpc, &self.instance]
    }
}

/// The target is the instance: by its id, or by its private address.
fn is(target: &TargetHealth, instance: Found<'_, Instance>) -> bool {
    target.target_id == instance.id
        || instance
            .private_ip
            .is_some_and(|address| target.target_id.parse().is_ok_and(|ip: std::net::IpAddr| ip == address))
}
