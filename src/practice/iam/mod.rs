//! IAM as far as launching needs it: roles, instance profiles, the policies attached to them.

mod inline;
mod policies;
mod profiles;
mod roles;
mod users;

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::account::{Ids, Role};
use super::call::{Call, Table};
use super::fault::Fault;

/// The operations of this service.
pub(crate) const TABLES: &[Table] =
    &[roles::OPERATIONS, profiles::OPERATIONS, policies::OPERATIONS, inline::OPERATIONS, users::OPERATIONS];

/// `NoSuchEntity`: HTTP 404.
fn no_such(what: &str, name: &str) -> Fault {
    let message = match what {
        "instance profile" => format!("Instance Profile {name} cannot be found."),
        _ => format!("The {what} with name {name} cannot be found."),
    };
    Fault { status: 404, ..Fault::new("NoSuchEntity", message) }
}

/// `EntityAlreadyExists`: HTTP 409.
fn exists(what: &str, name: &str) -> Fault {
    let message = match what {
        "Instance Profile" => format!("Instance Profile {name} already exists."),
        _ => format!("{what} with name {name} already exists."),
    };
    Fault { status: 409, ..Fault::new("EntityAlreadyExists", message) }
}

/// `DeleteConflict`: HTTP 409.
fn conflict(message: &str) -> Fault {
    Fault { status: 409, ..Fault::new("DeleteConflict", message) }
}

/// `LimitExceeded`: HTTP 409.
fn limit(message: String) -> Fault {
    Fault { status: 409, ..Fault::new("LimitExceeded", message) }
}

fn role<'a>(call: &'a mut Call<'_>, name: &str) -> Result<&'a mut Role, Fault> {
    call.account.iam.roles.get_mut(name).ok_or_else(|| no_such("role", name))
}

/// Names of roles, profiles and policies: letters, digits and `+=,.@-_`.
fn check_name(name: &str, member: &str, longest: usize) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c);
    if name.is_empty() || !name.chars().all(allowed) {
        let message = format!(
            "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the \
             following: +=,.@_-"
        );
        return Err(Fault::validation(message));
    }
    if name.len() > longest {
        let message = format!(
            "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must have \
             length less than or equal to {longest}"
        );
        return Err(Fault::validation(message));
    }
    Ok(())
}

/// Paths begin and end with a slash.
fn check_path(path: Option<String>) -> Result<String, Fault> {
    let path = path.unwrap_or_else(|| "/".to_owned());
    if path.starts_with('/') && path.ends_with('/') {
        return Ok(path);
    }
    Err(Fault::validation(
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ))
}

/// A policy has to be a JSON object with statements; of a trust policy each says whom it trusts.
fn check_policy(text: &str, trust: bool) -> Result<(), Fault> {
    let malformed = |message: &str| Err(Fault::new("MalformedPolicyDocument", message));
    let Ok(Value::Object(policy)) = serde_json::from_str::<Value>(text) else {
        return malformed("This policy contains invalid Json");
    };
    let statements: Vec<&Value> = match policy.get("Statement") {
        Some(Value::Array(all)) => all.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => return malformed("Syntax errors in policy."),
    };
    if policy.get("Version").is_some_and(|version| version != "2012-10-17" && version != "2008-10-17") {
        return malformed("The policy must contain a valid version string");
    }
    for statement in statements {
        let effect = statement.get("Effect").and_then(Value::as_str);
        if !matches!(effect, Some("Allow" | "Deny")) {
            return malformed("Syntax errors in policy.");
        }
        if statement.get("Action").or(statement.get("NotAction")).is_none() {
            return malformed("Missing required field Action");
        }
        if trust && statement.get("Principal").or(statement.get("NotPrincipal")).is_none() {
            return malformed("Missing required field Principal");
        }
        if trust && statement.get("Resource").is_some() {
            return malformed("Has prohibited field Resource");
        }
        if !trust && statement.get("Resource").or(statement.get("NotResource")).is_none() {
            return malformed("Policy statement must contain resources.");
        }
        if !trust && statement.get("Principal").is_some() {
            return malformed("Policy document should not specify a principal.");
        }
    }
    Ok(())
}

/// Policies travel percent-encoded (RFC 3986).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `AROA…`, `AIPA…`, `ASIA…`: a prefix and seventeen capitals and digits.
pub(super) fn unique_id(ids: &mut Ids, prefix: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (high, low) = (u128::from(ids.number()), u128::from(ids.number()));
    let mixed = (high << 64) | low;
    let letters =
        (0..17).map(|place| char::from(LETTERS[usize::try_from((mixed >> (place * 5)) & 31).unwrap_or_default()]));
    letters.fold(prefix.to_owned(), |mut id, letter| {
        id.push(letter);
        id
    })
}
