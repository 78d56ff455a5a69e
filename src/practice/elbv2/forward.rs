//! Forward actions: one target group or several with weights.

use super::super::account::{
    Action, ForwardConfig, LoadBalancerKind, TargetGroup, TargetGroupStickiness, WeightedTargetGroup,
};
use super::super::fault::Fault;
use super::actions::{Place, invalid};
use super::{limits, lookups, names};

/// The longest stickiness between target groups: a week.
const LONGEST_STICKINESS: i64 = 604_800;

/// Checks a forward action and fills in what AWS answers: both forms when there is one group.
pub(super) fn complete(place: &Place<'_>, action: &mut Action) -> Result<(), Fault> {
    let config = action.forward_config.take().unwrap_or_default();
    let mut groups = config.target_groups;
    if let Some(arn) = action.target_group_arn.take() {
        let agree = groups.is_empty() || (groups.len() == 1 && groups[0].target_group_arn == arn);
        if !agree {
            let message = "The target group ARN of an action must be the one that its forward configuration specifies";
            return Err(Fault::validation(message));
        }
        if groups.is_empty() {
            groups.push(WeightedTargetGroup { target_group_arn: arn, weight: None });
        }
    }
    if groups.is_empty() || groups.iter().any(|group| group.target_group_arn.is_empty()) {
        return Err(Fault::validation("A target group ARN must be specified"));
    }
    if groups.len() > limits::GROUPS_PER_ACTION {
        let message = format!("An action can forward to at most '{}' target groups", limits::GROUPS_PER_ACTION);
        return Err(Fault::new("TooManyTargetGroups", message));
    }
    for (index, group) in groups.iter_mut().enumerate() {
        let at = format!("{}.1.member.forwardConfig.targetGroups.{}.member.weight", place.at, index + 1);
        names::in_range(&at, group.weight.map(i64::from), 0, 999)?;
        group.weight = Some(group.weight.unwrap_or(1));
        allowed(place, names::target_group(place.region, &group.target_group_arn)?)?;
    }
    let mut seen: Vec<&str> = groups.iter().map(|group| group.target_group_arn.as_str()).collect();
    seen.sort_unstable();
    if let Some([twice, _]) = seen.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Fault::validation(format!("Target group '{twice}' was specified more than once")));
    }
    let stickiness = stickiness(place, config.target_group_stickiness_config)?;
    if let [only] = groups.as_slice() {
        action.target_group_arn = Some(only.target_group_arn.clone());
    }
    action.forward_config = Some(ForwardConfig { target_groups: groups, target_group_stickiness_config: stickiness });
    Ok(())
}

/// Stickiness between groups; off unless asked for. NLBs have none.
fn stickiness(place: &Place<'_>, asked: Option<TargetGroupStickiness>) -> Result<Option<TargetGroupStickiness>, Fault> {
    if place.network() {
        return match asked {
            Some(TargetGroupStickiness { enabled: Some(true), .. }) => {
                Err(invalid("Target group stickiness is not supported for listeners of Network Load Balancers"))
            }
            _ => Ok(None),
        };
    }
    let mut asked = asked.unwrap_or_default();
    let enabled = asked.enabled.unwrap_or(false);
    if enabled && asked.duration_seconds.is_none() {
        return Err(Fault::validation("A duration must be specified to enable target group stickiness"));
    }
    let at = format!("{}.1.member.forwardConfig.targetGroupStickinessConfig.durationSeconds", place.at);
    names::in_range(&at, asked.duration_seconds.map(i64::from), 1, LONGEST_STICKINESS)?;
    asked.enabled = Some(enabled);
    Ok(Some(asked))
}

/// Whether a load balancer's listener may forward to a group.
fn allowed(place: &Place<'_>, group: &TargetGroup) -> Result<(), Fault> {
    let arn = &group.arn;
    let fits: &[&str] = match (place.load_balancer.kind, place.protocol) {
        (LoadBalancerKind::Application, _) => &["HTTP", "HTTPS"],
        (_, "TLS") => &["TCP", "TLS"],
        (_, "UDP") => &["UDP", "TCP_UDP"],
        (_, "TCP_UDP") => &["TCP_UDP"],
        _ => &["TCP", "TCP_UDP"],
    };
    if !fits.contains(&group.protocol.as_str()) {
        let message = format!(
            "Listener protocol '{}' is not supported with a target group with the protocol '{}'",
            place.protocol, group.protocol
        );
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    if group.vpc_id != place.load_balancer.vpc_id {
        let message = format!(
            "The target group '{arn}' is not in the VPC '{}' of the load balancer '{}'",
            place.load_balancer.vpc_id, place.load_balancer.arn
        );
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    if group.protocol_version.as_deref().is_some_and(|version| version != "HTTP1") && place.protocol == "HTTP" {
        let version = group.protocol_version.as_deref().unwrap_or_default();
        let message = format!(
            "Listener protocol 'HTTP' is not supported with a target group with the protocol-version '{version}'"
        );
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    let elsewhere =
        lookups::load_balancers_using(place.region, arn).iter().any(|one| one.arn != place.load_balancer.arn);
    if elsewhere {
        let message =
            format!("The following target groups cannot be associated with more than one load balancer: {arn}");
        return Err(Fault::new("TargetGroupAssociationLimit", message));
    }
    Ok(())
}
