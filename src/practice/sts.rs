//! STS: who asks, and roles to assume.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::{Account, Session};
use super::call::{self, Call, Caller, Outcome, Table};
use super::fault::Fault;
use super::iam;

/// The operations of this service.
pub(crate) const OPERATIONS: Table = &[
    ("GetCallerIdentity", get_caller_identity),
    ("AssumeRole", assume_role),
    ("GetSessionToken", get_session_token),
    ("GetAccessKeyInfo", get_access_key_info),
];

/// Whose temporary credentials an access key belongs to; `None` for a key that STS has not given.
pub(crate) fn caller(account: &Account, access_key: &str) -> Option<Caller> {
    let session = account.iam.sessions.get(access_key)?;
    Some(Caller { arn: session.arn.clone(), user_id: session.user_id.clone() })
}

fn get_caller_identity(call: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "UserId": call.caller.user_id, "Account": call.account.id, "Arn": call.caller.arn }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssumeRole {
    role_arn: String,
    role_session_name: String,
    duration_seconds: Option<u32>,
    external_id: Option<String>,
}

fn assume_role(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: AssumeRole = call::read(input)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_=,.@-".contains(c);
    let name = &input.role_session_name;
    if !(2..=64).contains(&name.len()) || !name.chars().all(allowed) {
        return Err(Fault::validation(format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\w+=,.@-]*"
        )));
    }
    if !input.role_arn.starts_with("arn:") {
        return Err(Fault::validation(format!("{} is invalid", input.role_arn)));
    }
    let Some(role) = call.account.iam.roles.values().find(|role| role.arn == input.role_arn).cloned() else {
        return Err(denied(call, &input.role_arn));
    };
    if !external_id_fits(&role.trust, input.external_id.as_deref()) {
        return Err(denied(call, &input.role_arn));
    }
    let seconds = duration(input.duration_seconds, 3600, u32::try_from(role.max_session_seconds).unwrap_or(3600))?;
    let arn = format!("arn:aws:sts::{}:assumed-role/{}/{name}", call.account.id, role.name);
    let user_id = format!("{}:{name}", role.id);
    let credentials = credentials(call, arn.clone(), user_id.clone(), seconds);
    Ok(json!({
        "Credentials": credentials,
        "AssumedRoleUser": { "AssumedRoleId": user_id, "Arn": arn },
        "PackedPolicySize": 6,
    }))
}

/// A role that is not there and one that does not trust the caller look alike.
fn denied(call: &Call<'_>, role: &str) -> Fault {
    let message = format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {role}", call.caller.arn);
    Fault { status: 403, ..Fault::new("AccessDenied", message) }
}

/// Whether the external id that a trust policy asks for, if it asks for one, was given.
fn external_id_fits(trust: &str, given: Option<&str>) -> bool {
    let policy: Value = serde_json::from_str(trust).unwrap_or_default();
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let wanted = |statement: &Value| -> Option<Vec<String>> {
        match statement.pointer("/Condition/StringEquals/sts:ExternalId")? {
            Value::String(one) => Some(vec![one.clone()]),
            Value::Array(all) => Some(all.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            _ => None,
        }
    };
    statements.is_empty()
        || statements.iter().any(|statement| {
            wanted(statement).is_none_or(|wanted| given.is_some_and(|given| wanted.iter().any(|one| one == given)))
        })
}

fn duration(asked: Option<u32>, usual: u32, most: u32) -> Result<u32, Fault> {
    let asked = asked.unwrap_or(usual.min(most));
    if asked < 900 {
        return Err(Fault::validation(format!(
            "1 validation error detected: Value '{asked}' at 'durationSeconds' failed to satisfy constraint: Member must \
             have value greater than or equal to 900"
        )));
    }
    if asked > most {
        let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Fault::validation(message));
    }
    Ok(asked)
}

/// New credentials; what they open is remembered under their access key id.
fn credentials(call: &mut Call<'_>, arn: String, user_id: String, seconds: u32) -> Value {
    let now = call.now;
    let expires = call.after(seconds);
    let key = iam::unique_id(&mut call.account.ids, "ASIA").chars().take(20).collect::<String>();
    let secret = format!("{}{}{}", call.account.ids.hex(), call.account.ids.hex(), &call.account.ids.hex()[..8]);
    let token = format!("practice/{}{}", call.account.ids.hex(), call.account.ids.hex());
    let sessions = &mut call.account.iam.sessions;
    sessions.retain(|_, session| session.expires > now);
    sessions.insert(key.clone(), Session { arn, user_id, expires });
    json!({ "AccessKeyId": key, "SecretAccessKey": secret, "SessionToken": token, "Expiration": expires })
}

fn get_session_token(call: &mut Call<'_>, input: Value) -> Outcome {
    let asked = input["DurationSeconds"].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
    let seconds = duration(asked, 43_200, 129_600)?;
    let (arn, user_id) = (call.caller.arn.clone(), call.caller.user_id.clone());
    Ok(json!({ "Credentials": credentials(call, arn, user_id, seconds) }))
}

fn get_access_key_info(call: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "Account": call.account.id }))
}
