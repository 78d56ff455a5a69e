//! The resource label of `ALBRequestCountPerTarget`: `app/LB/ID/targetgroup/TG/ID`, and what it has to name.

use super::super::account::{AutoScalingGroup, LoadBalancerKind, Region};
use super::super::elbv2::lookups;
use super::super::fault::Fault;

/// The two parts of a label, as CloudWatch's dimensions have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// `app/NAME/ID`.
    pub(crate) load_balancer: String,
    /// `targetgroup/NAME/ID`.
    pub(crate) target_group: String,
}

/// Reads a label.
pub(crate) fn parsed(label: &str) -> Option<Label> {
    let parts: Vec<&str> = label.split('/').collect();
    match parts.as_slice() {
        ["app", name, id, "targetgroup", group, number]
            if [name, id, group, number].iter().all(|part| !part.is_empty()) =>
        {
            Some(Label {
                load_balancer: format!("app/{name}/{id}"),
                target_group: format!("targetgroup/{group}/{number}"),
            })
        }
        _ => None,
    }
}

/// Whether a label names an application load balancer and a target group of its, attached to the group.
pub(super) fn check(region: &Region, group: &AutoScalingGroup, label: Option<&str>) -> Result<(), Fault> {
    const METRIC: &str = "ALBRequestCountPerTarget";
    let Some(label) = label else {
        let message = format!("Resource label should be specified for predefined metric type {METRIC}");
        return Err(Fault::validation(message));
    };
    let Some(parts) = parsed(label) else {
        return Err(Fault::validation(format!("Invalid resource label {label} for predefined metric type {METRIC}")));
    };
    let balancer = region.load_balancers.values().find(|one| {
        one.kind == LoadBalancerKind::Application
            && one.arn.ends_with(&format!(":loadbalancer/{}", parts.load_balancer))
    });
    let Some(balancer) = balancer else {
        let message = format!("The load balancer {} in the resource label does not exist", parts.load_balancer);
        return Err(Fault::validation(message));
    };
    let target_group = region.target_groups.values().find(|one| one.arn.ends_with(&format!(":{}", parts.target_group)));
    let Some(target_group) = target_group else {
        let message = format!("The target group {} in the resource label does not exist", parts.target_group);
        return Err(Fault::validation(message));
    };
    let routes = lookups::load_balancers_using(region, &target_group.arn).iter().any(|one| one.arn == balancer.arn);
    if !routes {
        return Err(Fault::validation("The load balancer does not route traffic to the target group"));
    }
    if !group.target_groups.contains(&target_group.arn) {
        return Err(Fault::validation("Target group not attached to the Auto Scaling group"));
    }
    Ok(())
}
