//! `DescribeImageAttribute`, `ModifyImageAttribute`, `ResetImageAttribute`: description and launch permissions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::{own, pending};

pub(in super::super) const OPERATIONS: Table = &[
    ("DescribeImageAttribute", describe_image_attribute),
    ("ModifyImageAttribute", modify_image_attribute),
    ("ResetImageAttribute", reset_image_attribute),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    image_id: String,
    attribute: String,
}

fn describe_image_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let image = own(call.region(), &input.image_id)?;
    let mut permissions: Vec<Value> = image.shared_with.iter().map(|user| json!({ "UserId": user })).collect();
    if image.public {
        permissions.push(json!({ "Group": "all" }));
    }
    let mut answer = json!({ "ImageId": image.id });
    match input.attribute.as_str() {
        "description" => answer["Description"] = json!({ "Value": image.description }),
        "launchPermission" => answer["LaunchPermissions"] = Value::Array(permissions),
        "blockDeviceMapping" => {
            let devices = image.snapshots.iter().map(|snapshot| {
                json!({ "DeviceName": image.root_device, "Ebs": { "SnapshotId": snapshot, "VolumeSize": image.root_gib,
                    "DeleteOnTermination": true, "VolumeType": "gp3" } })
            });
            answer["BlockDeviceMappings"] = devices.collect();
        }
        "sriovNetSupport" => answer["SriovNetSupport"] = json!({ "Value": "simple" }),
        other => {
            return Err(Fault::invalid_value(format!(
                "Value ({other}) for parameter attribute is invalid. Unknown attribute."
            )));
        }
    }
    Ok(answer)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    image_id: String,
    attribute: Option<String>,
    description: Option<Text>,
    launch_permission: Option<Permissions>,
    operation_type: Option<String>,
    #[serde(default)]
    user_ids: Vec<String>,
    #[serde(default)]
    user_groups: Vec<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    value: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Permissions {
    add: Vec<Permission>,
    remove: Vec<Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Permission {
    user_id: Option<String>,
    group: Option<String>,
}

fn modify_image_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = call::read(input)?;
    let image = own(call.region(), &input.image_id)?;
    if image.pending_until.is_some() {
        return Err(pending(&image.id));
    }
    let mut permissions = input.launch_permission.unwrap_or_default();
    let given = input.user_ids.into_iter().map(|id| Permission { user_id: Some(id), group: None });
    let given =
        given.chain(input.user_groups.into_iter().map(|group| Permission { user_id: None, group: Some(group) }));
    match input.operation_type.as_deref() {
        Some("remove") => permissions.remove.extend(given),
        _ => permissions.add.extend(given),
    }
    let ids = permissions.add.iter().chain(&permissions.remove).filter_map(|one| one.user_id.as_deref());
    if let Some(wrong) = ids.into_iter().find(|id| id.len() != 12 || !id.bytes().all(|b| b.is_ascii_digit())) {
        return Err(Fault::new(
            "InvalidAMIAttributeItemValue",
            format!("Invalid attribute item value \"{wrong}\" for userId item type."),
        ));
    }
    if let Some(text) = input.description.and_then(|text| text.value) {
        image.description = text;
    } else if input.attribute.as_deref() == Some("description") {
        image.description = input.value.unwrap_or_default();
    }
    for one in permissions.add {
        image.public |= one.group.as_deref() == Some("all");
        image.shared_with.extend(one.user_id);
    }
    for one in permissions.remove {
        image.public &= one.group.as_deref() != Some("all");
        image.shared_with.retain(|id| Some(id) != one.user_id.as_ref());
    }
    image.shared_with.sort();
    image.shared_with.dedup();
    Ok(json!({}))
}

fn reset_image_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let image = own(call.region(), &input.image_id)?;
    image.public = false;
    image.shared_with.clear();
    Ok(json!({}))
}
