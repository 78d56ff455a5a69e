//! Roles: made, shown, changed, deleted; service-linked ones.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Role;
use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::super::page::page;
use super::super::tagging::{self, Tag};
use super::{check_name, check_path, check_policy, conflict, encoded, exists, limit, role, unique_id};

pub(super) const OPERATIONS: Table = &[
    ("CreateRole", create_role),
    ("GetRole", get_role),
    ("ListRoles", list_roles),
    ("DeleteRole", delete_role),
    ("UpdateRole", update_role),
    ("UpdateAssumeRolePolicy", update_assume_role_policy),
    ("TagRole", tag_role),
    ("UntagRole", untag_role),
    ("ListRoleTags", list_role_tags),
    ("CreateServiceLinkedRole", create_service_linked_role),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    role_name: String,
    assume_role_policy_document: String,
    path: Option<String>,
    description: Option<String>,
    max_session_duration: Option<i32>,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn create_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    check_name(&input.role_name, "roleName", 64)?;
    let path = check_path(input.path)?;
    check_policy(&input.assume_role_policy_document, true)?;
    let tags = tagging::checked(&input.tags)?;
    let duration = check_duration(input.max_session_duration)?;
    if call.account.iam.roles.keys().any(|name| name.eq_ignore_ascii_case(&input.role_name)) {
        return Err(exists("Role", &input.role_name));
    }
    if call.account.iam.roles.len() >= 1000 {
        return Err(limit("Cannot exceed quota for RolesPerAccount: 1000".to_owned()));
    }
    let made = Role {
        id: unique_id(&mut call.account.ids, "AROA"),
        arn: format!("arn:aws:iam::{}:role{path}{}", call.account.id, input.role_name),
        path,
        created: call.now,
        description: input.description.unwrap_or_default(),
        trust: input.assume_role_policy_document,
        attached: Vec::new(),
        inline: BTreeMap::new(),
        max_session_seconds: duration.unwrap_or(3600),
        tags,
        name: input.role_name,
    };
    let answer = json!({ "Role": shown(&made) });
    call.account.iam.roles.insert(made.name.clone(), made);
    Ok(answer)
}

fn check_duration(seconds: Option<i32>) -> Result<Option<i32>, Fault> {
    match seconds {
        Some(seconds) if !(3600..=43_200).contains(&seconds) => {
            let bound = if seconds < 3600 { "greater than or equal to 3600" } else { "less than or equal to 43200" };
            Err(Fault::validation(format!(
                "1 validation error detected: Value '{seconds}' at 'maxSessionDuration' failed to satisfy constraint: \
                 Member must have value {bound}"
            )))
        }
        other => Ok(other),
    }
}

/// A role as every answer tells of it.
pub(super) fn shown(role: &Role) -> Value {
    call::answer(json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": encoded(&role.trust),
        "Description": (!role.description.is_empty()).then_some(role.description.as_str()),
        "MaxSessionDuration": role.max_session_seconds,
        "Tags": (!role.tags.is_empty()).then(|| tagging::shown(&role.tags)),
    }))
}

/// Like [`shown`], without what a list leaves out.
fn listed(role: &Role) -> Value {
    let mut shown = shown(role);
    if let Some(members) = shown.as_object_mut() {
        members.remove("Tags");
    }
    shown
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    role_name: String,
}

fn get_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let mut one = shown(role(call, &input.role_name)?);
    one["RoleLastUsed"] = json!({});
    Ok(json!({ "Role": one }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct List {
    path_prefix: Option<String>,
    marker: Option<String>,
    max_items: Option<usize>,
}

impl List {
    /// A page of what lies under the path, with IAM's `IsTruncated` and `Marker`.
    pub(super) fn answer<T>(
        &self,
        all: Vec<T>,
        member: &str,
        path: impl Fn(&T) -> &str,
        shown: impl Fn(&T) -> Value,
    ) -> Outcome {
        let prefix = self.path_prefix.as_deref().unwrap_or("/");
        let under: Vec<T> = all.into_iter().filter(|one| path(one).starts_with(prefix)).collect();
        let (found, next) = page(under, Some(self.max_items.unwrap_or(100)), self.marker.as_deref(), "InvalidInput")?;
        let found: Vec<Value> = found.iter().map(shown).collect();
        Ok(call::answer(json!({ member: found, "IsTruncated": next.is_some(), "Marker": next })))
    }
}

fn list_roles(call: &mut Call<'_>, input: Value) -> Outcome {
    let list: List = call::read(input)?;
    list.answer(call.account.iam.roles.values().collect(), "Roles", |one| &one.path, |one| listed(one))
}

fn delete_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let name = input.role_name;
    let used = call.account.iam.instance_profiles.values().any(|one| one.role.as_deref() == Some(name.as_str()));
    let one = role(call, &name)?;
    if used {
        return Err(conflict("Cannot delete entity, must remove roles from instance profile first."));
    }
    if !one.attached.is_empty() {
        return Err(conflict("Cannot delete entity, must detach all policies first."));
    }
    if !one.inline.is_empty() {
        return Err(conflict("Cannot delete entity, must delete policies first."));
    }
    call.account.iam.roles.remove(&name);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Update {
    role_name: String,
    description: Option<String>,
    max_session_duration: Option<i32>,
}

fn update_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Update = call::read(input)?;
    let duration = check_duration(input.max_session_duration)?;
    let one = role(call, &input.role_name)?;
    if let Some(description) = input.description {
        one.description = description;
    }
    one.max_session_seconds = duration.unwrap_or(one.max_session_seconds);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateTrust {
    role_name: String,
    policy_document: String,
}

fn update_assume_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: UpdateTrust = call::read(input)?;
    check_policy(&input.policy_document, true)?;
    role(call, &input.role_name)?.trust = input.policy_document;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    role_name: String,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    tag_keys: Vec<String>,
}

fn tag_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Tagged = call::read(input)?;
    let tags = tagging::checked(&input.tags)?;
    role(call, &input.role_name)?.tags.extend(tags);
    Ok(json!({}))
}

fn untag_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Tagged = call::read(input)?;
    role(call, &input.role_name)?.tags.retain(|key, _| !input.tag_keys.contains(key));
    Ok(json!({}))
}

fn list_role_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    Ok(json!({ "Tags": tagging::shown(&role(call, &input.role_name)?.tags), "IsTruncated": false }))
}

#[derive(Deserialize)]
struct CreateLinked {
    #[serde(rename = "AWSServiceName")]
    service: String,
    #[serde(rename = "Description")]
    description: Option<String>,
}

fn create_service_linked_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateLinked = call::read(input)?;
    let name = match input.service.as_str() {
        "autoscaling.amazonaws.com" => "AWSServiceRoleForAutoScaling",
        "elasticloadbalancing.amazonaws.com" => "AWSServiceRoleForElasticLoadBalancing",
        "ecs.amazonaws.com" => "AWSServiceRoleForECS",
        "rds.amazonaws.com" => "AWSServiceRoleForRDS",
        "spot.amazonaws.com" => "AWSServiceRoleForEC2Spot",
        "ssm.amazonaws.com" => "AWSServiceRoleForAmazonSSM",
        _ => {
            let message = format!("Service role does not exist for {}", input.service);
            return Err(Fault { status: 404, ..Fault::new("NoSuchEntity", message) });
        }
    };
    if call.account.iam.roles.contains_key(name) {
        let message =
            format!("Service role name {name} has been taken in this account, please try a different suffix.");
        return Err(Fault::new("InvalidInput", message));
    }
    let path = format!("/aws-service-role/{}/", input.service);
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "Service": input.service } }] });
    let made = Role {
        name: name.to_owned(),
        id: unique_id(&mut call.account.ids, "AROA"),
        arn: format!("arn:aws:iam::{}:role{path}{name}", call.account.id),
        path,
        created: call.now,
        description: input.description.unwrap_or_default(),
        trust: trust.to_string(),
        attached: Vec::new(),
        inline: BTreeMap::new(),
        max_session_seconds: 3600,
        tags: BTreeMap::new(),
    };
    let answer = json!({ "Role": shown(&made) });
    call.account.iam.roles.insert(name.to_owned(), made);
    Ok(answer)
}
