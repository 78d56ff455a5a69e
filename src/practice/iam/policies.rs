//! Managed policies on roles. AWS's own are known by the form of their ARN; the account makes none here.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::super::page::page;
use super::role;

pub(super) const OPERATIONS: Table = &[
    ("AttachRolePolicy", attach_role_policy),
    ("DetachRolePolicy", detach_role_policy),
    ("ListAttachedRolePolicies", list_attached_role_policies),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attach {
    role_name: String,
    policy_arn: String,
}

/// `arn:aws:iam::aws:policy/…`, with or without `service-role/`.
fn known(arn: &str) -> bool {
    arn.strip_prefix("arn:aws:iam::aws:policy/").is_some_and(|path| {
        let name = path.rsplit('/').next().unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c))
    })
}

fn no_policy(arn: &str) -> Fault {
    let message = format!("Policy {arn} does not exist or is not attachable.");
    Fault { status: 404, ..Fault::new("NoSuchEntity", message) }
}

fn attach_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Attach = call::read(input)?;
    let one = role(call, &input.role_name)?;
    if !input.policy_arn.starts_with("arn:") {
        return Err(Fault::validation(format!("ARN {} is not valid.", input.policy_arn)));
    }
    if !known(&input.policy_arn) {
        return Err(no_policy(&input.policy_arn));
    }
    if !one.attached.contains(&input.policy_arn) {
        if one.attached.len() >= 10 {
            return Err(super::limit("Cannot exceed quota for PoliciesPerRole: 10".to_owned()));
        }
        one.attached.push(input.policy_arn);
    }
    Ok(json!({}))
}

fn detach_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Attach = call::read(input)?;
    let one = role(call, &input.role_name)?;
    let Some(at) = one.attached.iter().position(|arn| *arn == input.policy_arn) else {
        let message = format!("Policy {} was not found.", input.policy_arn);
        return Err(Fault { status: 404, ..Fault::new("NoSuchEntity", message) });
    };
    one.attached.remove(at);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List {
    role_name: String,
    marker: Option<String>,
    max_items: Option<usize>,
}

fn list_attached_role_policies(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: List = call::read(input)?;
    let all = role(call, &input.role_name)?.attached.clone();
    let (found, next) = page(all, Some(input.max_items.unwrap_or(100)), input.marker.as_deref(), "InvalidInput")?;
    let name = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
    let found: Vec<Value> = found.iter().map(|arn| json!({ "PolicyName": name(arn), "PolicyArn": arn })).collect();
    Ok(call::answer(json!({ "AttachedPolicies": found, "IsTruncated": next.is_some(), "Marker": next })))
}
