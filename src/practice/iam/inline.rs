//! Policies written into a role itself.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::{check_name, check_policy, encoded, role};

pub(super) const OPERATIONS: Table = &[
    ("PutRolePolicy", put_role_policy),
    ("GetRolePolicy", get_role_policy),
    ("DeleteRolePolicy", delete_role_policy),
    ("ListRolePolicies", list_role_policies),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    role_name: String,
    policy_name: String,
    policy_document: String,
}

fn put_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Put = call::read(input)?;
    check_name(&input.policy_name, "policyName", 128)?;
    role(call, &input.role_name)?;
    check_policy(&input.policy_document, false)?;
    role(call, &input.role_name)?.inline.insert(input.policy_name, input.policy_document);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    role_name: String,
    policy_name: String,
}

fn missing(policy: &str) -> Fault {
    let message = format!("The role policy with name {policy} cannot be found.");
    Fault { status: 404, ..Fault::new("NoSuchEntity", message) }
}

fn get_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let one = role(call, &input.role_name)?;
    let text = one.inline.get(&input.policy_name).ok_or_else(|| missing(&input.policy_name))?;
    Ok(json!({ "RoleName": one.name, "PolicyName": input.policy_name, "PolicyDocument": encoded(text) }))
}

fn delete_role_policy(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = call::read(input)?;
    let gone = role(call, &input.role_name)?.inline.remove(&input.policy_name);
    gone.map(|_| json!({})).ok_or_else(|| missing(&input.policy_name))
}

fn list_role_policies(call: &mut Call<'_>, input: Value) -> Outcome {
    let name = input["RoleName"].as_str().unwrap_or_default().to_owned();
    let names: Vec<&String> = role(call, &name)?.inline.keys().collect();
    Ok(json!({ "PolicyNames": names, "IsTruncated": false }))
}
