//! Tags: given at creation (`TagSpecifications`), and shown again.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Tags;
use super::fault::Fault;

/// `TagSpecification` of EC2's create operations.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagSpecification {
    pub(crate) resource_type: Option<String>,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
}

/// A tag as requests carry it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    #[serde(default)]
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) value: String,
}

/// The tags that a request gives to the resource type that it creates. Other types in it are refused, as EC2 does.
pub(crate) fn for_type(specifications: &[TagSpecification], kinds: &[&str], kind: &str) -> Result<Tags, Fault> {
    let mut tags = Tags::new();
    for specification in specifications {
        let named = specification.resource_type.as_deref().unwrap_or_default();
        if !kinds.contains(&named) {
            let message = format!("'{named}' is not a valid taggable resource type for this operation.");
            return Err(Fault::invalid_value(message));
        }
        if named == kind {
            tags.extend(checked(&specification.tags)?);
        }
    }
    Ok(tags)
}

/// Tags by AWS's rules: keys of 1–128 characters, values of at most 256, none beginning with `aws:`, no key twice.
pub(crate) fn checked(tags: &[Tag]) -> Result<Tags, Fault> {
    let mut kept = Tags::new();
    for tag in tags {
        if tag.key.is_empty() || tag.key.chars().count() > 128 {
            let message = "Tag keys must be between 1 and 128 characters long.";
            return Err(Fault::invalid_value(message));
        }
        if tag.value.chars().count() > 256 {
            return Err(Fault::invalid_value("Tag values may not be longer than 256 characters."));
        }
        if tag.key.starts_with("aws:") {
            let message = format!("Tag keys starting with 'aws:' are reserved for internal use: {}", tag.key);
            return Err(Fault::invalid_value(message));
        }
        if kept.insert(tag.key.clone(), tag.value.clone()).is_some() {
            return Err(Fault::invalid_value(format!("Duplicate tag key '{}' specified.", tag.key)));
        }
    }
    Ok(kept)
}

/// `[{Key, Value}]`, as answers carry tags.
pub(crate) fn shown(tags: &Tags) -> Value {
    tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}
