//! Tags of certificates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Tags;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::{self, Tag};
use super::describe::find;

pub(super) const OPERATIONS: Table = &[
    ("AddTagsToCertificate", add_tags_to_certificate),
    ("ListTagsForCertificate", list_tags_for_certificate),
    ("RemoveTagsFromCertificate", remove_tags_from_certificate),
];

/// The most tags that a certificate may have.
const MOST: usize = 50;

/// The tags of a request.
pub(super) fn checked(tags: &[Tag]) -> Result<Tags, Fault> {
    let kept = tagging::checked(tags).map_err(|fault| Fault::new("InvalidTagException", fault.message))?;
    within_limit(&kept)?;
    Ok(kept)
}

fn within_limit(tags: &Tags) -> Result<(), Fault> {
    if tags.len() <= MOST {
        return Ok(());
    }
    Err(Fault::new("TooManyTagsException", format!("A certificate can have at most {MOST} tags.")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsInput {
    certificate_arn: String,
    #[serde(default)]
    tags: Vec<Given>,
}

/// A tag to be removed may leave its value out: then whatever value it has goes.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given {
    key: String,
    value: Option<String>,
}

fn add_tags_to_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TagsInput = read(input)?;
    let given = input.tags.into_iter().map(|tag| Tag { key: tag.key, value: tag.value.unwrap_or_default() });
    let given = checked(&given.collect::<Vec<_>>())?;
    let region = call.region();
    let mut all = find(region, &input.certificate_arn)?.tags.clone();
    all.extend(given);
    within_limit(&all)?;
    if let Some(stored) = region.certificates.get_mut(&input.certificate_arn) {
        stored.tags = all;
    }
    Ok(json!({}))
}

fn remove_tags_from_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TagsInput = read(input)?;
    let region = call.region();
    find(region, &input.certificate_arn)?;
    if let Some(stored) = region.certificates.get_mut(&input.certificate_arn) {
        let gone = |key: &String, value: &String| {
            input.tags.iter().any(|tag| tag.key == *key && tag.value.as_ref().is_none_or(|only| only == value))
        };
        stored.tags.retain(|key, value| !gone(key, value));
    }
    Ok(json!({}))
}

fn list_tags_for_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: TagsInput = read(input)?;
    let certificate = find(call.region(), &input.certificate_arn)?;
    Ok(json!({ "Tags": tagging::shown(&certificate.tags) }))
}
