//! The right thing on the wrong resource: what the learner made is there, only not where the course wants it.
//!
//! Each is advice beside a verdict that fails by itself, and says where the thing is and what to do next.

use super::Finding;
use super::label::label;
use super::ports::{covers_tcp, openings};
use super::security_group::is_from;
use crate::facts::Facts;
use crate::facts::balancing::{LoadBalancer, TargetGroup};
use crate::facts::network::SecurityGroup;
use crate::facts::scaling::AutoScalingGroup;

/// Another group of the VPC admits the source on the port.
pub(super) fn rule(facts: &Facts, group: &SecurityGroup, source: &SecurityGroup, port: u16) -> Option<Finding> {
    let admits = |other: &&SecurityGroup| {
        let open = openings(&other.ingress, |permission| covers_tcp(permission, port));
        open.iter().any(|opening| is_from(opening, &source.id))
    };
    let others = facts.security_groups.value()?.iter().filter(|other| other.vpc_id == group.vpc_id);
    let other = others.filter(|other| other.id != group.id && other.id != source.id).find(admits)?;
    let advice = Finding::new("advice-rule-on-other-group").arg("other", label(Some(&other.name), &other.id));
    Some(advice.arg("group", group.name.as_str()).arg("source", source.name.as_str()).arg("port", port))
}

/// Another Auto Scaling group has the target group.
pub(super) fn attachment(facts: &Facts, group: &AutoScalingGroup, tg: &TargetGroup) -> Option<Finding> {
    let mut others = facts.auto_scaling_groups.value()?.iter().filter(|other| other.arn != group.arn);
    let other = others.find(|other| other.target_group_arns.contains(&tg.arn))?;
    let advice = Finding::new("advice-attached-to-other-group").arg("other", other.name.as_str());
    Some(advice.arg("group", group.name.as_str()).arg("target_group", tg.name.as_str()))
}

/// Another load balancer carries one of the security groups (ids) that this one lacks.
pub(super) fn groups(facts: &Facts, lb: &LoadBalancer, lacking: &[&str]) -> Option<Finding> {
    let mut others = facts.load_balancers.value()?.iter().filter(|other| other.arn != lb.arn);
    let other = others.find(|other| other.group_ids.iter().any(|id| lacking.contains(&id.as_str())))?;
    let advice = Finding::new("advice-group-on-other-load-balancer").arg("other", other.name.as_str());
    Some(advice.arg("load_balancer", lb.name.as_str()))
}

/// Only other load balancers use the target group.
pub(super) fn target_group(facts: &Facts, lb: &LoadBalancer, tg: &TargetGroup) -> Option<Finding> {
    if tg.load_balancer_arns.contains(&lb.arn) {
        return None;
    }
    let all = facts.load_balancers.value()?;
    let other = tg.load_balancer_arns.iter().find_map(|arn| all.iter().find(|other| other.arn == *arn))?;
    let advice = Finding::new("advice-target-group-on-other-load-balancer").arg("other", other.name.as_str());
    Some(advice.arg("load_balancer", lb.name.as_str()).arg("target_group", tg.name.as_str()))
}
