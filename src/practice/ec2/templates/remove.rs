//! `DeleteLaunchTemplate`, `DeleteLaunchTemplateVersions`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::{named, shown};

pub(in super::super) const OPERATIONS: Table = &[
    ("DeleteLaunchTemplate", delete_launch_template),
    ("DeleteLaunchTemplateVersions", delete_launch_template_versions),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Delete {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    #[serde(default)]
    versions: Vec<String>,
}

fn delete_launch_template(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Delete = call::read(input)?;
    let (id, name) = (input.launch_template_id.as_deref(), input.launch_template_name.as_deref());
    let template = named(call.region(), id, name)?;
    let (id, answer) = (template.id.clone(), json!({ "LaunchTemplate": shown(template) }));
    call.region().launch_templates.remove(&id);
    Ok(answer)
}

/// Each version is answered for by itself: the default version, and one that is not there, are not deleted.
fn delete_launch_template_versions(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Delete = call::read(input)?;
    let (id, name) = (input.launch_template_id.as_deref(), input.launch_template_name.as_deref());
    let template = named(call.region(), id, name)?;
    let (id, name) = (template.id.clone(), template.name.clone());
    if input.versions.is_empty() {
        return Err(Fault::missing("LaunchTemplateVersion"));
    }
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for asked in &input.versions {
        let Some(template) = call.region().launch_templates.get_mut(&id) else { continue };
        let number = asked.parse::<u64>().ok().filter(|number| template.versions.contains_key(number));
        let one = json!({ "LaunchTemplateId": id, "LaunchTemplateName": name, "VersionNumber": asked.parse::<u64>().unwrap_or_default() });
        let why = match number {
            Some(number) if number == template.default_version => {
                ("launchTemplateVersionDoesNotExist", "The default version of a launch template cannot be deleted.")
            }
            Some(number) => {
                template.versions.remove(&number);
                done.push(one);
                continue;
            }
            None => ("launchTemplateVersionDoesNotExist", "The specified launch template version does not exist."),
        };
        let mut one = one;
        one["ResponseError"] = json!({ "Code": why.0, "Message": why.1 });
        refused.push(one);
    }
    Ok(json!({
        "SuccessfullyDeletedLaunchTemplateVersions": done,
        "UnsuccessfullyDeletedLaunchTemplateVersions": refused,
    }))
}
