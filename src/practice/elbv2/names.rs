//! Names, ARNs, and the refusals for those that name nothing.

use regex_lite::Regex;
use serde_json::Value;

use super::super::account::{Listener, LoadBalancer, Region, Rule, TargetGroup};
use super::super::fault::Fault;
use super::super::page;

/// The longest name of a load balancer or target group.
const LONGEST: usize = 32;

/// A load balancer's name by AWS's rules.
pub(super) fn check_load_balancer(name: &str) -> Result<(), Fault> {
    let what = format!("The load balancer name '{name}'");
    check(name, &what)?;
    if name.to_ascii_lowercase().starts_with("internal-") {
        return Err(Fault::validation(format!("{what} cannot begin with 'internal-'")));
    }
    Ok(())
}

/// A target group's name by AWS's rules.
pub(super) fn check_target_group(name: &str) -> Result<(), Fault> {
    check(name, &format!("Target group name '{name}'"))
}

fn check(name: &str, what: &str) -> Result<(), Fault> {
    if name.chars().count() > LONGEST {
        return Err(Fault::validation(format!("{what} cannot be longer than '{LONGEST}' characters")));
    }
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let message = format!("{what} can only contain characters that are alphanumeric characters or hyphens(-)");
        return Err(Fault::validation(message));
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Err(Fault::validation(format!("{what} cannot begin or end with '-'")));
    }
    Ok(())
}

/// What an ARN names: `loadbalancer`, `targetgroup`, …
fn is_arn(arn: &str, kind: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    let service = (parts.next(), parts.next(), parts.next());
    let resource = parts.nth(2).unwrap_or_default();
    matches!(service, (Some("arn"), Some(_), Some("elasticloadbalancing")))
        && resource.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/'))
}

/// The load balancer of an ARN.
pub(super) fn load_balancer<'a>(region: &'a Region, arn: &str) -> Result<&'a LoadBalancer, Fault> {
    well_formed(arn, "loadbalancer", "load balancer")?;
    let absent = || Fault::new("LoadBalancerNotFound", format!("Load balancer '{arn}' not found"));
    region.load_balancers.get(arn).ok_or_else(absent)
}

/// The target group of an ARN.
pub(super) fn target_group<'a>(region: &'a Region, arn: &str) -> Result<&'a TargetGroup, Fault> {
    well_formed(arn, "targetgroup", "target group")?;
    let absent = || Fault::new("TargetGroupNotFound", format!("Target groups '{arn}' not found"));
    region.target_groups.get(arn).ok_or_else(absent)
}

/// The listener of an ARN.
pub(super) fn listener<'a>(region: &'a Region, arn: &str) -> Result<&'a Listener, Fault> {
    well_formed(arn, "listener", "listener")?;
    let absent = || Fault::new("ListenerNotFound", format!("Listener '{arn}' not found"));
    region.listeners.get(arn).ok_or_else(absent)
}

/// The rule of an ARN; the default rule is refused as `what` is not possible with it.
pub(super) fn rule<'a>(region: &'a Region, arn: &str, what: &str) -> Result<&'a Rule, Fault> {
    well_formed(arn, "listener-rule", "listener rule")?;
    if region.listeners.values().any(|listener| listener.default_rule == arn) {
        return Err(Fault::new("OperationNotPermitted", format!("Default rule '{arn}' {what}")));
    }
    region.rules.get(arn).ok_or_else(|| Fault::new("RuleNotFound", format!("Rule '{arn}' not found")))
}

/// Refuses what is no ARN of this kind.
pub(super) fn well_formed(arn: &str, kind: &str, noun: &str) -> Result<(), Fault> {
    if is_arn(arn, kind) {
        return Ok(());
    }
    Err(Fault::validation(format!("'{arn}' is not a valid {noun} ARN")))
}

/// The last part of a load balancer's or target group's ARN, from its kind on: `app/NAME/ID`.
pub(crate) fn path_of(arn: &str) -> &str {
    arn.split_once(":loadbalancer/").map_or(arn, |(_, path)| path)
}

/// A page of an answer: 400 at most, as AWS gives.
pub(super) fn paged(
    items: Vec<Value>,
    size: Option<usize>,
    marker: Option<&str>,
) -> Result<(Vec<Value>, Option<String>), Fault> {
    page::page(items, Some(size.unwrap_or(400).min(400)), marker, "ValidationError")
}

/// Refuses a number outside of its range, worded as AWS's request validation words it.
pub(super) fn in_range(name: &str, value: Option<i64>, least: i64, most: i64) -> Result<(), Fault> {
    let Some(value) = value else { return Ok(()) };
    let bound = if value < least {
        format!("greater than or equal to {least}")
    } else if value > most {
        format!("less than or equal to {most}")
    } else {
        return Ok(());
    };
    Err(constraint(&value.to_string(), name, &format!("Member must have value {bound}")))
}

/// AWS's wording for a value that its request validation refuses.
pub(super) fn constraint(value: &str, at: &str, rule: &str) -> Fault {
    Fault::validation(format!(
        "1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: {rule}"
    ))
}

/// Whether a whole text has a form. A pattern that cannot be read matches nothing.
pub(super) fn has_form(text: &str, pattern: &str) -> bool {
    Regex::new(pattern).is_ok_and(|form| form.is_match(text))
}
