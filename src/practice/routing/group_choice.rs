//! Which of the groups of a forward action gets a request.

use super::super::account::{Action, Region};
use super::{Visit, cookie};

/// The cookie that keeps a client with one of several groups.
pub(super) const COOKIE: &str = "AWSALBTG";
/// `TargetGroupStickinessConfig.DurationSeconds` when it is not given.
const HOUR: i64 = 3600;

/// A chosen group.
pub(super) struct Group {
    pub(super) arn: String,
    /// `Set-Cookie` values of stickiness between groups.
    pub(super) cookies: Vec<String>,
}

/// Chooses a group by the weights; `None` when no group has any.
pub(super) fn choose(region: &Region, action: &Action, visit: &Visit<'_>) -> Option<Group> {
    let groups = weighted(action);
    let sticky = action
        .forward_config
        .as_ref()
        .and_then(|config| config.target_group_stickiness_config.as_ref())
        .filter(|stickiness| stickiness.enabled == Some(true));
    let Some(stickiness) = sticky else {
        return Some(Group { arn: by_weight(region, &groups)?, cookies: Vec::new() });
    };
    let place = visit.way.rule.as_deref().unwrap_or(&visit.way.listener);
    let kept = cookie::read(&visit.head.headers, COOKIE, place, visit.now)
        .map(|kept| kept.value)
        .filter(|arn| groups.iter().any(|(known, _)| known == arn));
    let arn = match kept {
        Some(arn) => arn,
        None => by_weight(region, &groups)?,
    };
    let seconds = stickiness.duration_seconds.map_or(HOUR, i64::from);
    let secure = visit.listener.protocol == "HTTPS";
    let cookies = cookie::set(COOKIE, place, &arn, 0, seconds, visit.now, secure);
    Some(Group { arn, cookies })
}

/// The groups with a weight above 0.
pub(super) fn weighted(action: &Action) -> Vec<(String, u64)> {
    let config = action.forward_config.as_ref().map(|config| config.target_groups.as_slice()).unwrap_or_default();
    if config.is_empty() {
        return action.target_group_arn.iter().map(|arn| (arn.clone(), 1)).collect();
    }
    let weight = |given: Option<i32>| u64::try_from(given.unwrap_or(1)).unwrap_or(0);
    config
        .iter()
        .map(|group| (group.target_group_arn.clone(), weight(group.weight)))
        .filter(|(_, weight)| *weight > 0)
        .collect()
}

/// Spreads requests by weight: the n-th goes where the n-th multiple of the golden ratio falls, which comes as
/// near to the weights as a sequence can at every length.
pub(super) fn by_weight(region: &Region, groups: &[(String, u64)]) -> Option<String> {
    let turn = |arn: &str| region.target_groups.get(arn).map_or(0, |group| group.turn);
    let count = groups.iter().fold(0_u64, |sum, (arn, _)| sum.wrapping_add(turn(arn)));
    let total: u64 = groups.iter().map(|(_, weight)| weight).sum();
    let fraction = u128::from(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut place = u64::try_from((fraction * u128::from(total)) >> 64).unwrap_or(0);
    for (arn, weight) in groups {
        if place < *weight {
            return Some(arn.clone());
        }
        place -= weight;
    }
    None
}
