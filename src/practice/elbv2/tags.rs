//! Tags of load balancers, target groups, listeners and rules.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Region, Tags};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::{self, Tag};
use super::names;

pub(super) const OPERATIONS: Table =
    &[("AddTags", add_tags), ("DescribeTags", describe_tags), ("RemoveTags", remove_tags)];

/// The most tags that a resource may have.
const MOST: usize = 50;

/// The tags of a create request.
pub(super) fn checked(tags: &[Tag]) -> Result<Tags, Fault> {
    let mut kept = Tags::new();
    for tag in tags {
        names::in_range("tags.1.member.key.length", i64::try_from(tag.key.chars().count()).ok(), 1, 128)?;
        if tag.value.chars().count() > 256 {
            let rule = "Member must have length less than or equal to 256";
            return Err(names::constraint(&tag.value, "tags.1.member.value", rule));
        }
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            let message = "aws: prefixed tag key names are not allowed for external use.";
            return Err(Fault::validation(message));
        }
        if kept.insert(tag.key.clone(), tag.value.clone()).is_some() {
            let message = format!("Tag key was specified more than once: {}", tag.key);
            return Err(Fault::new("DuplicateTagKeys", message));
        }
    }
    within_limit(&kept)?;
    Ok(kept)
}

fn within_limit(tags: &Tags) -> Result<(), Fault> {
    if tags.len() <= MOST {
        return Ok(());
    }
    let message = "The quota for the number of tags that can be assigned to a load balancer has been reached";
    Err(Fault::new("TooManyTags", message))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddTagsInput {
    resource_arns: Vec<String>,
    tags: Vec<Tag>,
}

fn add_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: AddTagsInput = read(input)?;
    let given = checked(&input.tags)?;
    for arn in &input.resource_arns {
        let mut all = of(call.region(), arn)?.clone();
        all.extend(given.clone());
        within_limit(&all)?;
    }
    for arn in &input.resource_arns {
        of(call.region(), arn)?.extend(given.clone());
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RemoveTagsInput {
    resource_arns: Vec<String>,
    tag_keys: Vec<String>,
}

fn remove_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: RemoveTagsInput = read(input)?;
    for arn in &input.resource_arns {
        of(call.region(), arn)?;
    }
    for arn in &input.resource_arns {
        of(call.region(), arn)?.retain(|key, _| !input.tag_keys.contains(key));
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTagsInput {
    resource_arns: Vec<String>,
}

fn describe_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeTagsInput = read(input)?;
    let mut described = Vec::new();
    for arn in &input.resource_arns {
        let tags = tagging::shown(of(call.region(), arn)?);
        described.push(json!({ "ResourceArn": arn, "Tags": tags }));
    }
    Ok(json!({ "TagDescriptions": described }))
}

/// The tags of what an ARN names. A listener's default rule carries its listener's.
fn of<'a>(region: &'a mut Region, arn: &str) -> Result<&'a mut Tags, Fault> {
    let resource = arn.split(':').nth(5).unwrap_or_default().split('/').next().unwrap_or_default();
    let (tags, code, noun) = match resource {
        "loadbalancer" => {
            (region.load_balancers.get_mut(arn).map(|one| &mut one.tags), "LoadBalancerNotFound", "Load balancer")
        }
        "targetgroup" => {
            (region.target_groups.get_mut(arn).map(|one| &mut one.tags), "TargetGroupNotFound", "Target group")
        }
        "listener" => (region.listeners.get_mut(arn).map(|one| &mut one.tags), "ListenerNotFound", "Listener"),
        "listener-rule" => {
            let own = region.rules.get_mut(arn).map(|one| &mut one.tags);
            let default = region.listeners.values_mut().find(|one| one.default_rule == arn).map(|one| &mut one.tags);
            (own.or(default), "RuleNotFound", "Rule")
        }
        _ => return Err(Fault::validation(format!("'{arn}' is not a valid resource ARN"))),
    };
    tags.ok_or_else(|| Fault::new(code, format!("{noun} '{arn}' not found")))
}
