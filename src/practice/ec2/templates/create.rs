//! `CreateLaunchTemplate`, `CreateLaunchTemplateVersion`, `ModifyLaunchTemplate`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::super::account::{LaunchTemplate, LaunchTemplateVersion};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::tagging::{self, TagSpecification};
use super::super::idempotent;
use super::{data, named, no_version, shown, shown_version};

pub(in super::super) const OPERATIONS: Table = &[
    ("CreateLaunchTemplate", |call, input| {
        idempotent::once(call, "CreateLaunchTemplate", input, create_launch_template)
    }),
    ("CreateLaunchTemplateVersion", |call, input| {
        idempotent::once(call, "CreateLaunchTemplateVersion", input, create_launch_template_version)
    }),
    ("ModifyLaunchTemplate", modify_launch_template),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    launch_template_name: String,
    version_description: Option<String>,
    launch_template_data: Map<String, Value>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_launch_template(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    check_name(&input.launch_template_name)?;
    check_description(input.version_description.as_deref())?;
    let tags = tagging::for_type(&input.tag_specifications, &["launch-template"], "launch-template")?;
    let data = data::checked(input.launch_template_data)?;
    let by = call.caller.arn.clone();
    let now = call.now;
    if call.region().launch_templates.values().any(|one| one.name == input.launch_template_name) {
        let message = "Launch template name already in use.";
        return Err(Fault::new("InvalidLaunchTemplateName.AlreadyExistsException", message));
    }
    let version = LaunchTemplateVersion {
        number: 1,
        description: input.version_description,
        created: now,
        created_by: by.clone(),
        data,
    };
    let template = LaunchTemplate {
        id: call.id("lt"),
        name: input.launch_template_name,
        created: now,
        created_by: by,
        default_version: 1,
        versions: BTreeMap::from([(1, version)]),
        last_number: 1,
        tags,
    };
    let answer = json!({ "LaunchTemplate": shown(&template) });
    call.region().launch_templates.insert(template.id.clone(), template);
    Ok(answer)
}

/// 3 to 128 characters: letters, numbers, and `( ) . / _ -`.
fn check_name(name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-().//_".contains(c);
    if (3..=128).contains(&name.chars().count()) && name.chars().all(allowed) {
        return Ok(());
    }
    let message = "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the \
                   following characters: - ( ) . / _.";
    Err(Fault::new("InvalidLaunchTemplateName.MalformedException", message))
}

fn check_description(description: Option<&str>) -> Result<(), Fault> {
    match description {
        Some(text) if text.chars().count() > 255 => {
            Err(Fault::invalid_value("The version description can be at most 255 characters long."))
        }
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateVersion {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    source_version: Option<String>,
    version_description: Option<String>,
    #[serde(default)]
    launch_template_data: Map<String, Value>,
}

fn create_launch_template_version(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateVersion = call::read(input)?;
    check_description(input.version_description.as_deref())?;
    let by = call.caller.arn.clone();
    let now = call.now;
    let (id, name) = (input.launch_template_id.as_deref(), input.launch_template_name.as_deref());
    let template = named(call.region(), id, name)?;
    let id = template.id.clone();
    let mut given = match input.source_version.as_deref() {
        Some(source) => template.version(Some(source)).ok_or_else(|| no_version(template, source))?.data.clone(),
        None => Map::new(),
    };
    // What is given replaces the source's parameter of that name whole.
    given.extend(input.launch_template_data);
    let data = data::checked(given)?;
    let Some(template) = call.region().launch_templates.get_mut(&id) else { return Err(super::no_id(&id)) };
    template.last_number += 1;
    let number = template.last_number;
    let version =
        LaunchTemplateVersion { number, description: input.version_description, created: now, created_by: by, data };
    template.versions.insert(number, version);
    Ok(json!({ "LaunchTemplateVersion": shown_version(template, number) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    default_version: Option<String>,
}

fn modify_launch_template(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = call::read(input)?;
    let (id, name) = (input.launch_template_id.as_deref(), input.launch_template_name.as_deref());
    let template = named(call.region(), id, name)?;
    let asked = input.default_version.ok_or_else(|| Fault::missing("SetDefaultVersion"))?;
    let number = template.version(Some(&asked)).ok_or_else(|| no_version(template, &asked))?.number;
    let id = template.id.clone();
    let Some(template) = call.region().launch_templates.get_mut(&id) else { return Err(super::no_id(&id)) };
    template.default_version = number;
    Ok(json!({ "LaunchTemplate": shown(template) }))
}
