//! Tags of groups: `CreateOrUpdateTags`, `DeleteTags`, `DescribeTags`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{GroupTag, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::filter::Filter;
use super::names;

pub(super) const OPERATIONS: Table =
    &[("CreateOrUpdateTags", create), ("DeleteTags", delete), ("DescribeTags", describe)];

const KIND: &str = "auto-scaling-group";
const MOST: usize = 50;

/// A tag as requests carry it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Given {
    resource_id: Option<String>,
    resource_type: Option<String>,
    key: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    propagate_at_launch: Option<bool>,
}

/// The tags of a new group.
pub(super) fn checked(given: &[Given], group: &str) -> Result<Vec<GroupTag>, Fault> {
    let mut tags: Vec<GroupTag> = Vec::new();
    for tag in given {
        if tag.resource_id.as_deref().is_some_and(|id| id != group) {
            return Err(Fault::validation("The resource ID of a tag must be the name of the Auto Scaling group"));
        }
        let tag = one(tag)?;
        if tags.iter().any(|other| other.key == tag.key) {
            return Err(Fault::validation(format!("Duplicate Tags: {}", tag.key)));
        }
        tags.push(tag);
    }
    if tags.len() > MOST {
        return Err(Fault::new("LimitExceeded", format!("A group can have at most {MOST} tags")));
    }
    Ok(tags)
}

fn one(given: &Given) -> Result<GroupTag, Fault> {
    if given.resource_type.as_deref().is_some_and(|kind| kind != KIND) {
        let message = format!("Resource type must be {KIND}");
        return Err(Fault::validation(message));
    }
    if given.key.starts_with("aws:") {
        return Err(Fault::validation("Tag keys beginning with 'aws:' are reserved for system use"));
    }
    Ok(GroupTag {
        key: given.key.clone(),
        value: given.value.clone().unwrap_or_default(),
        propagate_at_launch: given.propagate_at_launch.unwrap_or(false),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    #[serde(default)]
    tags: Vec<Given>,
}

/// The group that a tag of a request is for.
fn of<'a>(region: &Region, given: &'a Given) -> Result<&'a str, Fault> {
    let Some(id) = given.resource_id.as_deref() else {
        return Err(Fault::validation("Resource ID of the tag is missing"));
    };
    let name = names::plain(id);
    if !region.auto_scaling_groups.contains_key(name) {
        return Err(Fault::validation(format!("AutoScalingGroup not found - AutoScaling Group {name} not found")));
    }
    Ok(name)
}

fn create(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TagsInput = read(input)?;
    let region = call.region();
    let mut tags = Vec::new();
    for given in &input.tags {
        tags.push((of(region, given)?.to_owned(), one(given)?));
    }
    for (name, tag) in tags {
        let group = names::changed(region, &name)?;
        group.tags.retain(|other| other.key != tag.key);
        group.tags.push(tag);
        group.tags.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(json!({}))
}

fn delete(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TagsInput = read(input)?;
    let region = call.region();
    for given in &input.tags {
        of(region, given)?;
    }
    for given in &input.tags {
        let name = of(region, given)?.to_owned();
        // A value that is given has to be the tag's.
        names::changed(region, &name)?.tags.retain(|tag| {
            tag.key != given.key || given.value.as_ref().is_some_and(|value| !value.is_empty() && *value != tag.value)
        });
    }
    Ok(json!({}))
}

/// A tag as answers carry it.
pub(super) fn shown(tag: &GroupTag, group: &str) -> Value {
    json!({
        "ResourceId": group,
        "ResourceType": KIND,
        "Key": tag.key,
        "Value": tag.value,
        "PropagateAtLaunch": tag.propagate_at_launch,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    #[serde(default)]
    filters: Vec<Filter>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let region = call.region();
    let mut found = Vec::new();
    for group in region.auto_scaling_groups.values() {
        for tag in &group.tags {
            if passes(&input.filters, &group.name, tag)? {
                found.push(shown(tag, &group.name));
            }
        }
    }
    let (tags, next) = names::paged(found, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "Tags": tags, "NextToken": next })))
}

fn passes(filters: &[Filter], group: &str, tag: &GroupTag) -> Result<bool, Fault> {
    for filter in filters {
        let has = |text: &str| filter.values.iter().any(|value| value == text);
        let holds = match filter.name.as_str() {
            "auto-scaling-group" => has(group),
            "key" => has(&tag.key),
            "value" => has(&tag.value),
            "propagate-at-launch" => has(if tag.propagate_at_launch { "true" } else { "false" }),
            other => return Err(Fault::validation(format!("Filter type {other} is not correct"))),
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}
