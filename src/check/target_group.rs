//! Target groups: existence, and the settings that cannot be changed later.

use serde_json::json;

use super::find;
use super::label::vpc_label;
use super::proof::Judged;
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::{TargetGroupExists, TargetGroupSettings};
use crate::facts::balancing::TargetGroup;
use crate::facts::want::Want;

impl Proof for TargetGroupExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        // The groups are looked at for target groups that nobody lists.
        vec![Want::TargetGroups, Want::AutoScalingGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group).map_err(|verdict| {
            contradiction(cx, cx.values.get(&self.target_group), &verdict).map_or(verdict, Box::new)
        })?;
        let verdict = Verdict::pass("target-group-exists").arg("name", tg.name.as_str());
        Ok(verdict.evidence(&tg.arn, tg.at, json!({ "name": tg.name })))
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.target_group]
    }
}

/// Nobody lists the target group, yet an Auto Scaling group names it: the answers contradict each other.
fn contradiction(cx: &Context<'_>, name: &str, verdict: &Verdict) -> Option<Verdict> {
    verdict.missing.as_ref()?;
    let infix = format!(":targetgroup/{name}/");
    let groups = cx.facts.auto_scaling_groups.get("autoscaling:DescribeAutoScalingGroups").ok()?;
    groups.0.iter().find_map(|group| {
        let arn = group.target_group_arns.iter().find(|arn| arn.contains(&infix))?;
        let verdict = Verdict::inconclusive("target-group-contradiction").arg("name", name);
        let verdict = verdict.arg("group", group.name.as_str()).arg("arn", arn.as_str());
        Some(verdict.evidence(&group.arn, groups.1, json!({ "target_group_arns": group.target_group_arns })))
    })
}

impl Proof for TargetGroupSettings {
    fn wants(&self, _: &Values) -> Vec<Want> {
        let mut wants = vec![Want::TargetGroups];
        wants.extend(self.vpc.as_ref().map(|_| Want::Vpcs));
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tg = find::target_group(cx, &self.target_group)?;
        let verdict = if tg.target_type != self.target_type {
            Verdict::fail("target-group-wrong-type").arg("found", tg.target_type.as_str())
        } else if let Some(verdict) = self.protocol_and_port(&tg).or_else(|| self.further(&tg)) {
            verdict
        } else {
            self.in_vpc(cx, tg.vpc_id.as_deref())?
        };
        let fact = json!({
            "protocol": tg.protocol, "port": tg.port, "target_type": tg.target_type, "vpc_id": tg.vpc_id,
            "protocol_version": tg.protocol_version, "ip_address_type": tg.ip_address_type,
        });
        Ok(verdict
            .arg("name", tg.name.as_str())
            .arg("type", self.target_type.as_str())
            .arg("protocol", self.protocol.as_str())
            .arg("port", self.port.map_or_else(|| shown(tg.port), |port| port.to_string()))
            .evidence(&tg.arn, tg.at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        let mut uses = vec![self.target_group.as_str()];
        uses.extend(self.vpc.as_deref());
        uses
    }
}

fn shown(port: Option<i32>) -> String {
    port.map_or_else(|| "-".to_owned(), |port| port.to_string())
}

impl TargetGroupSettings {
    fn protocol_and_port(&self, tg: &TargetGroup) -> Option<Verdict> {
        let untold = |wanted: String| Some(Verdict::inconclusive("target-group-setting-untold").arg("wanted", wanted));
        match (tg.protocol.as_deref(), tg.port, self.port) {
            (None, _, _) => untold(self.protocol.clone()),
            (Some(found), _, _) if found != self.protocol => {
                Some(Verdict::fail("target-group-wrong-protocol").arg("found", found))
            }
            (_, None, Some(wanted)) => untold(wanted.to_string()),
            (_, found, Some(wanted)) if found != Some(i32::from(wanted)) => {
                Some(Verdict::fail("target-group-wrong-port").arg("found", shown(found)))
            }
            _ => None,
        }
    }

    /// What only some courses ask for.
    fn further(&self, tg: &TargetGroup) -> Option<Verdict> {
        let rows = [
            (&self.protocol_version, &tg.protocol_version, "target-group-wrong-version"),
            (&self.address_type, &tg.ip_address_type, "target-group-wrong-address-type"),
        ];
        rows.into_iter().find_map(|(wanted, found, wrong)| {
            let wanted = wanted.as_ref()?;
            match found {
                Some(found) if found == wanted => None,
                Some(found) => Some(Verdict::fail(wrong).arg("wanted", wanted).arg("found", found)),
                None => Some(Verdict::inconclusive("target-group-setting-untold").arg("wanted", wanted)),
            }
        })
    }

    /// The rest is right: is it in the course's VPC, too?
    fn in_vpc(&self, cx: &Context<'_>, found: Option<&str>) -> Judged<Verdict> {
        let Some(key) = &self.vpc else { return Ok(Verdict::pass("target-group-settings")) };
        let vpc = find::vpc(cx, key)?;
        let verdict = match found {
            Some(id) if id == vpc.id => Verdict::pass("target-group-settings"),
            Some(_) => Verdict::fail("target-group-wrong-vpc"),
            None => Verdict::inconclusive("target-group-vpc-unseen"),
        };
        Ok(verdict.arg("vpc", vpc_label(cx.facts, Some(&vpc.id))).arg("found", vpc_label(cx.facts, found)))
    }
}
