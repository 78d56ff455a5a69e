//! Instance profiles: the envelope in which a role comes to an instance.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Iam, InstanceProfile};
use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::super::tagging::{self, Tag};
use super::roles::{self, List};
use super::{check_name, check_path, conflict, exists, limit, no_such, role, unique_id};

pub(super) const OPERATIONS: Table = &[
    ("CreateInstanceProfile", create_instance_profile),
    ("GetInstanceProfile", get_instance_profile),
    ("ListInstanceProfiles", list_instance_profiles),
    ("ListInstanceProfilesForRole", list_instance_profiles_for_role),
    ("DeleteInstanceProfile", delete_instance_profile),
    ("AddRoleToInstanceProfile", add_role_to_instance_profile),
    ("RemoveRoleFromInstanceProfile", remove_role_from_instance_profile),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    instance_profile_name: String,
    path: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn create_instance_profile(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    let name = input.instance_profile_name;
    check_name(&name, "instanceProfileName", 128)?;
    let path = check_path(input.path)?;
    let tags = tagging::checked(&input.tags)?;
    if call.account.iam.instance_profiles.keys().any(|one| one.eq_ignore_ascii_case(&name)) {
        return Err(exists("Instance Profile", &name));
    }
    let made = InstanceProfile {
        id: unique_id(&mut call.account.ids, "AIPA"),
        arn: format!("arn:aws:iam::{}:instance-profile{path}{name}", call.account.id),
        path,
        created: call.now,
        role: None,
        tags,
        name: name.clone(),
    };
    let answer = json!({ "InstanceProfile": shown(&call.account.iam, &made) });
    call.account.iam.instance_profiles.insert(name, made);
    Ok(answer)
}

fn shown(iam: &Iam, profile: &InstanceProfile) -> Value {
    let role = profile.role.as_ref().and_then(|name| iam.roles.get(name));
    call::answer(json!({
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": profile.created,
        "Roles": role.map(roles::shown).into_iter().collect::<Vec<_>>(),
        "Tags": (!profile.tags.is_empty()).then(|| tagging::shown(&profile.tags)),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    instance_profile_name: String,
}

fn profile<'a>(call: &'a mut Call<'_>, name: &str) -> Result<&'a mut InstanceProfile, Fault> {
    let found = call.account.iam.instance_profiles.get_mut(name);
    found.ok_or_else(|| no_such("instance profile", name))
}

fn get_instance_profile(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let found = profile(call, &input.instance_profile_name)?.clone();
    Ok(json!({ "InstanceProfile": shown(&call.account.iam, &found) }))
}

fn list_instance_profiles(call: &mut Call<'_>, input: Value) -> Outcome {
    let list: List = call::read(input)?;
    let iam = &call.account.iam;
    list.answer(iam.instance_profiles.values().collect(), "InstanceProfiles", |one| &one.path, |one| shown(iam, one))
}

fn list_instance_profiles_for_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let name = input["RoleName"].as_str().unwrap_or_default().to_owned();
    role(call, &name)?;
    let list: List = call::read(input)?;
    let iam = &call.account.iam;
    let of_role = iam.instance_profiles.values().filter(|one| one.role.as_deref() == Some(name.as_str()));
    list.answer(of_role.collect(), "InstanceProfiles", |one| &one.path, |one| shown(iam, one))
}

fn delete_instance_profile(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    if profile(call, &input.instance_profile_name)?.role.is_some() {
        return Err(conflict("Cannot delete entity, must remove roles from instance profile first."));
    }
    call.account.iam.instance_profiles.remove(&input.instance_profile_name);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    instance_profile_name: String,
    role_name: String,
}

fn add_role_to_instance_profile(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Pair = call::read(input)?;
    profile(call, &input.instance_profile_name)?;
    role(call, &input.role_name)?;
    let one = profile(call, &input.instance_profile_name)?;
    if one.role.is_some() {
        return Err(limit("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1".to_owned()));
    }
    one.role = Some(input.role_name);
    Ok(json!({}))
}

fn remove_role_from_instance_profile(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Pair = call::read(input)?;
    let one = profile(call, &input.instance_profile_name)?;
    if one.role.as_deref() != Some(input.role_name.as_str()) {
        return Err(no_such("role", &input.role_name));
    }
    one.role = None;
    Ok(json!({}))
}
