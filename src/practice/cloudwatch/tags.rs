//! Tags of alarms.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Alarm;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::{self, Tag};

pub(super) const OPERATIONS: Table = &[("ListTagsForResource", list), ("TagResource", tag), ("UntagResource", untag)];

const MOST: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: String,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    tag_keys: Vec<String>,
}

fn alarm<'a>(call: &'a mut Call<'_>, arn: &str) -> Result<&'a mut Alarm, Fault> {
    let missing = || {
        let message = format!("The resource {arn} does not exist.");
        Fault { status: 404, ..Fault::new("ResourceNotFoundException", message) }
    };
    call.region().monitoring.alarms.values_mut().find(|alarm| alarm.arn == arn).ok_or_else(missing)
}

fn list(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    Ok(json!({ "Tags": tagging::shown(&alarm(call, &input.resource_arn)?.tags) }))
}

fn tag(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let given = tagging::checked(&input.tags)?;
    let alarm = alarm(call, &input.resource_arn)?;
    let mut tags = alarm.tags.clone();
    tags.extend(given);
    if tags.len() > MOST {
        return Err(Fault::validation(format!("A resource can have at most {MOST} tags.")));
    }
    alarm.tags = tags;
    Ok(json!({}))
}

fn untag(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    alarm(call, &input.resource_arn)?.tags.retain(|key, _| !input.tag_keys.contains(key));
    Ok(json!({}))
}
