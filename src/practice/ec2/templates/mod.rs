//! Launch templates and their versions.

pub(super) mod create;
mod data;
pub(super) mod describe;
pub(super) mod remove;

use serde_json::{Value, json};

use super::super::account::{LaunchTemplate, Region};
use super::super::call;
use super::super::fault::Fault;
use super::super::tagging;

/// The template that a request means, by its id or its name, never both.
pub(crate) fn named<'a>(region: &'a Region, id: Option<&str>, name: Option<&str>) -> Result<&'a LaunchTemplate, Fault> {
    match (id, name) {
        (Some(id), None) => {
            let form = id
                .strip_prefix("lt-")
                .is_some_and(|rest| rest.len() == 17 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
            if !form {
                return Err(Fault::new(
                    "InvalidLaunchTemplateId.Malformed",
                    format!("Invalid id: \"{id}\" (expecting \"lt-...\")"),
                ));
            }
            region.launch_templates.get(id).ok_or_else(|| no_id(id))
        }
        (None, Some(name)) => {
            region.launch_templates.values().find(|template| template.name == name).ok_or_else(|| no_name(name))
        }
        (Some(_), Some(_)) => {
            let message = "The parameter launchTemplateName cannot be used with the parameter launchTemplateId";
            Err(Fault::new("InvalidParameterCombination", message))
        }
        (None, None) => {
            let message = "Either a launch template ID or a launch template name must be specified in the request.";
            Err(Fault::new("MissingParameter", message))
        }
    }
}

fn no_id(id: &str) -> Fault {
    let message = format!("The specified launch template, with template ID {id}, does not exist.");
    Fault::new("InvalidLaunchTemplateId.NotFound", message)
}

fn no_name(name: &str) -> Fault {
    let message = format!("The specified launch template, with template name {name}, does not exist.");
    Fault::new("InvalidLaunchTemplateName.NotFoundException", message)
}

/// EC2's answer when a template has no such version.
pub(crate) fn no_version(template: &LaunchTemplate, asked: &str) -> Fault {
    if asked.parse::<u64>().is_err() && !asked.starts_with('$') {
        return Fault::invalid_value(format!(
            "Invalid version: {asked}. Valid values are a version number, $Latest or $Default."
        ));
    }
    let message = format!("Could not find launch template version {asked} for launch template {}.", template.id);
    Fault::new("InvalidLaunchTemplateId.VersionNotFound", message)
}

/// One template, as `DescribeLaunchTemplates` tells of it.
fn shown(template: &LaunchTemplate) -> Value {
    call::answer(json!({
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "CreateTime": template.created,
        "CreatedBy": template.created_by,
        "DefaultVersionNumber": template.default_version,
        "LatestVersionNumber": template.latest(),
        "Tags": (!template.tags.is_empty()).then(|| tagging::shown(&template.tags)),
        "Operator": { "Managed": false },
    }))
}

/// One version, as `DescribeLaunchTemplateVersions` tells of it.
fn shown_version(template: &LaunchTemplate, number: u64) -> Value {
    let Some(version) = template.versions.get(&number) else { return Value::Null };
    call::answer(json!({
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionNumber": version.number,
        "VersionDescription": version.description,
        "CreateTime": version.created,
        "CreatedBy": version.created_by,
        "DefaultVersion": version.number == template.default_version,
        "LaunchTemplateData": version.data,
        "Operator": { "Managed": false },
    }))
}
