//! Groups by name, and the refusals for names that name nothing.

use jiff::Timestamp;
use serde_json::Value;

use super::super::account::{AutoScalingGroup, Region};
use super::super::fault::Fault;
use super::super::page;

/// The group of a name, for an operation on it.
pub(super) fn group<'a>(region: &'a Region, name: &str) -> Result<&'a AutoScalingGroup, Fault> {
    let missing =
        || Fault::validation(format!("AutoScalingGroup name not found - AutoScalingGroup '{name}' not found"));
    let group = region.auto_scaling_groups.get(plain(name)).ok_or_else(missing)?;
    if group.deleting {
        return Err(Fault::validation(format!("AutoScalingGroup '{name}' is pending delete")));
    }
    Ok(group)
}

/// The same for the operations on policies and scheduled actions, which word it otherwise.
pub(super) fn group_of_policy<'a>(region: &'a Region, name: &str) -> Result<&'a AutoScalingGroup, Fault> {
    region.auto_scaling_groups.get(plain(name)).ok_or_else(|| Fault::validation(format!("Group {name} not found")))
}

/// The groups that a request describes something of: the one that it names, which must be there, or all.
pub(super) fn groups_asked<'a>(
    region: &'a Region,
    name: Option<&str>,
) -> Result<impl Iterator<Item = &'a AutoScalingGroup>, Fault> {
    let only = name.map(|name| group_of_policy(region, name)).transpose()?;
    let all = region.auto_scaling_groups.values();
    Ok(all.filter(move |group| only.is_none_or(|only| only.name == group.name)))
}

/// The group of a name, to be changed, once it is known to be there.
pub(super) fn changed<'a>(region: &'a mut Region, name: &str) -> Result<&'a mut AutoScalingGroup, Fault> {
    let missing =
        || Fault::validation(format!("AutoScalingGroup name not found - AutoScalingGroup '{name}' not found"));
    region.auto_scaling_groups.get_mut(plain(name)).ok_or_else(missing)
}

/// A group's name where its ARN may be given too.
pub(super) fn plain(name_or_arn: &str) -> &str {
    match name_or_arn.strip_prefix("arn:").and_then(|rest| rest.split_once(":autoScalingGroupName/")) {
        Some((_, name)) => name,
        None => name_or_arn,
    }
}

/// A moment as activities write it: `2026-11-22T01:02:03Z`.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A page of an answer: at most (and if nothing is asked for) as many as AWS gives.
pub(super) fn paged(
    items: Vec<Value>,
    asked: Option<i64>,
    usual: usize,
    token: Option<&str>,
) -> Result<(Vec<Value>, Option<String>), Fault> {
    const MOST: i64 = 100;
    if let Some(asked) = asked.filter(|asked| !(1..=MOST).contains(asked)) {
        let bound = if asked < 1 { "greater than or equal to 1" } else { "less than or equal to 100" };
        let message = format!(
            "1 validation error detected: Value '{asked}' at 'maxRecords' failed to satisfy constraint: Member must \
             have value {bound}"
        );
        return Err(Fault::validation(message));
    }
    let size = asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or(usual);
    page::page(items, Some(size), token, "InvalidNextToken")
}
