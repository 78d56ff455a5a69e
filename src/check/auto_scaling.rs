//! Auto Scaling groups: existence, template, subnets, size and target group.

use serde_json::json;

use super::find::{self, Found};
use super::label::{label, subnet_label, target_group_label, vpc_label};
use super::proof::Judged;
use super::{Context, Finding, Proof, Status, Verdict, misplaced};
use crate::course::Values;
use crate::course::kinds::{
    AutoScalingGroupExists, AutoScalingGroupSize, AutoScalingGroupSubnets, AutoScalingGroupTargetGroup,
    AutoScalingGroupTemplate,
};
use crate::facts::compute::LaunchTemplate;
use crate::facts::scaling::{AutoScalingGroup, TemplateReference};
use crate::facts::want::Want;

impl Proof for AutoScalingGroupExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        // Instances carry the name of their group: they contradict a list without it.
        vec![Want::AutoScalingGroups, Want::Instances]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group).map_err(|verdict| {
            let contradicted = verdict.missing.is_some().then(|| contradiction(cx, cx.values.get(&self.group)));
            contradicted.flatten().map_or(verdict, Box::new)
        })?;
        let id = if group.status.is_some() { "auto-scaling-group-deleting" } else { "auto-scaling-group-exists" };
        let verdict = if group.status.is_some() { Verdict::fail(id) } else { Verdict::pass(id) };
        let verdict = verdict.arg("name", group.name.as_str()).arg("status", group.status.as_deref().unwrap_or("-"));
        Ok(verdict.evidence(&group.arn, group.at, json!({ "name": group.name, "status": group.status })))
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.group]
    }
}

/// Nobody lists the group, yet live instances say that they belong to it.
fn contradiction(cx: &Context<'_>, name: &str) -> Option<Verdict> {
    claimed(cx, name, Verdict::inconclusive("auto-scaling-group-contradiction"))
}

/// The verdict about the group of this name where a live instance says that it belongs to it.
pub(super) fn claimed(cx: &Context<'_>, name: &str, verdict: Verdict) -> Option<Verdict> {
    let (instances, at) = cx.facts.instances.get("ec2:DescribeInstances").ok()?;
    let live = |state: &str| matches!(state, "pending" | "running");
    let member = instances.iter().find(|i| i.auto_scaling_group.as_deref() == Some(name) && live(&i.state))?;
    let verdict = verdict.arg("name", name);
    let fact = json!({ "aws:autoscaling:groupName": name, "state": member.state });
    Some(verdict.arg("instance", member.id.as_str()).evidence(&member.id, at, fact))
}

impl Proof for AutoScalingGroupTemplate {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let name = values.get(&self.template).to_owned();
        let (start_patterns, mentions) = (Vec::new(), Vec::new());
        vec![Want::AutoScalingGroups, Want::LaunchTemplate { name, start_patterns, mentions }]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let template = find::launch_template(cx, &self.template)?;
        let verdict = match &group.launch_template {
            Some(reference) => self.compare(reference, &template),
            None => match &group.launch_configuration {
                Some(name) => Verdict::fail("group-launch-configuration").arg("found", name),
                None => Verdict::inconclusive("group-template-unseen"),
            },
        };
        let fact = json!({
            "launch_template": group.launch_template,
            "launch_configuration": group.launch_configuration,
            "mixed_instances": group.mixed_instances,
            "latest_version": template.latest.number,
        });
        let verdict = verdict.arg("group", group.name.as_str()).arg("template", template.name.as_str());
        Ok(verdict.arg("version", self.version.as_str()).evidence(&group.arn, group.at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.template]
    }
}

impl AutoScalingGroupTemplate {
    fn compare(&self, reference: &TemplateReference, template: &LaunchTemplate) -> Verdict {
        let same_name = reference.name.as_deref().is_none_or(|name| name == template.name);
        let same_id = reference.id.as_deref().is_none_or(|id| id == template.id);
        let found = label(reference.name.as_deref(), reference.id.as_deref().unwrap_or("-"));
        match (&reference.id, &reference.name) {
            (None, None) => return Verdict::inconclusive("group-template-unseen"),
            // The id decides: a template that was deleted and made again has another one.
            (Some(_), Some(_)) if same_name && !same_id => {
                return Verdict::fail("group-template-stale").arg("found", found).arg("id", template.id.as_str());
            }
            (Some(_), _) if !same_id => return Verdict::fail("group-template-other").arg("found", found),
            (None, Some(_)) if !same_name => return Verdict::fail("group-template-other").arg("found", found),
            _ => {}
        }
        // AWS means the default version where nothing is said.
        let version = reference.version.as_deref().unwrap_or("$Default");
        let latest = template.latest.number;
        let verdict = if version == self.version {
            Verdict::pass("group-template")
        } else if version == "$Default" {
            Verdict::fail("group-template-default")
                .arg("default", template.default.as_ref().map_or_else(|| "-".to_owned(), |v| v.number.to_string()))
        } else if version == latest.to_string() {
            Verdict::fail("group-template-number-latest")
        } else {
            Verdict::fail("group-template-number")
        };
        verdict.arg("found_version", version).arg("latest", latest)
    }
}

impl Proof for AutoScalingGroupSubnets {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::AutoScalingGroups, Want::Vpcs, Want::Subnets]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let vpc = find::vpc(cx, &self.vpc)?;
        let mut wanted = Vec::new();
        for key in &self.subnets {
            let subnet = find::subnet(cx, vpc.item, key)?;
            wanted.push((subnet.id.clone(), subnet_label(&subnet)));
        }
        let (all, _) = cx.facts.subnets.get("ec2:DescribeSubnets")?;
        let mut extra: Vec<String> = Vec::new();
        let mut unlisted: Vec<String> = Vec::new();
        for id in group.subnet_ids.iter().filter(|id| !wanted.iter().any(|(wanted, _)| wanted == *id)) {
            match all.iter().find(|subnet| subnet.id == *id) {
                None => unlisted.push(id.clone()),
                Some(subnet) if subnet.vpc_id == vpc.id => extra.push(subnet_label(subnet)),
                Some(subnet) => {
                    let vpc = vpc_label(cx.facts, Some(&subnet.vpc_id));
                    extra.push(format!("{} [{vpc}]", subnet_label(subnet)));
                }
            }
        }
        let absent = wanted.iter().filter(|(id, _)| !group.subnet_ids.contains(id));
        let absent: Vec<String> = absent.map(|(_, label)| label.clone()).collect();
        let verdict = if group.subnet_ids.is_empty() {
            Verdict::fail("group-subnets-none")
        } else if !unlisted.is_empty() {
            Verdict::inconclusive("group-subnets-unlisted").arg("unlisted", unlisted)
        } else {
            match (extra.is_empty(), absent.is_empty()) {
                (true, true) => Verdict::pass("group-subnets"),
                (false, true) => Verdict::fail("group-subnets-extra"),
                (true, false) => Verdict::fail("group-subnets-absent"),
                (false, false) => Verdict::fail("group-subnets-other"),
            }
        };
        let wanted: Vec<String> = wanted.into_iter().map(|(_, label)| label).collect();
        let verdict = verdict.arg("group", group.name.as_str()).arg("subnets", wanted);
        let verdict = verdict.arg("extra", extra).arg("absent", absent);
        Ok(verdict.evidence(&group.arn, group.at, json!({ "subnet_ids": group.subnet_ids })))
    }

    fn uses(&self) -> Vec<&str> {
        let mut uses = vec![self.group.as_str(), &self.vpc];
        uses.extend(self.subnets.iter().map(String::as_str));
        uses
    }
}

impl Proof for AutoScalingGroupSize {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::AutoScalingGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let within = (self.min..=self.max).contains(&group.desired_capacity);
        let verdict = match (group.min_size == self.min, group.max_size == self.max) {
            (true, true) if within => Verdict::pass("group-size"),
            (true, true) => Verdict::fail("group-size-desired"),
            (false, true) => Verdict::fail("group-size-min"),
            (true, false) => Verdict::fail("group-size-max"),
            (false, false) => Verdict::fail("group-size-both"),
        };
        let fact = json!({
            "min_size": group.min_size, "max_size": group.max_size, "desired_capacity": group.desired_capacity,
        });
        Ok(verdict
            .arg("group", group.name.as_str())
            .arg("min", self.min)
            .arg("max", self.max)
            .arg("found_min", group.min_size)
            .arg("found_max", group.max_size)
            .arg("desired", group.desired_capacity)
            .evidence(&group.arn, group.at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group]
    }
}

impl Proof for AutoScalingGroupTargetGroup {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::AutoScalingGroups, Want::TargetGroups]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let group = find::auto_scaling_group(cx, &self.group)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let (listed, _) = cx.facts.target_groups.get("elasticloadbalancing:DescribeTargetGroups")?;
        let others = group.target_group_arns.iter().filter(|arn| **arn != tg.arn);
        let others: Vec<String> = others.map(|arn| target_group_label(cx.facts, arn)).collect();
        let unlisted = unlisted(&group, &listed.iter().map(|tg| tg.arn.as_str()).collect::<Vec<_>>());
        let verdict = if group.target_group_arns.contains(&tg.arn) {
            let advice = Finding::new("advice-group-other-target-groups").arg("others", others.clone());
            let verdict = Verdict::pass("group-target-group");
            if others.is_empty() { verdict } else { verdict.advise(advice) }
        } else if others.is_empty() {
            Verdict::fail("group-target-group-none")
        } else if unlisted.is_empty() {
            Verdict::fail("group-target-group-other")
        } else {
            Verdict::inconclusive("group-target-group-unlisted").arg("unlisted", unlisted)
        };
        let elsewhere = misplaced::attachment(cx.facts, &group, &tg).filter(|_| verdict.status == Status::Fail);
        let verdict = elsewhere.into_iter().fold(verdict, Verdict::advise);
        let verdict = verdict.arg("group", group.name.as_str()).arg("target_group", tg.name.as_str());
        let fact = json!({ "target_group_arns": group.target_group_arns });
        Ok(verdict.arg("others", others).evidence(&group.arn, group.at, fact))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.target_group]
    }
}

/// Target groups that the Auto Scaling group names and nobody lists.
fn unlisted(group: &Found<'_, AutoScalingGroup>, listed: &[&str]) -> Vec<String> {
    group.target_group_arns.iter().filter(|arn| !listed.contains(&arn.as_str())).cloned().collect()
}
