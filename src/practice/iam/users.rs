//! The account's one user: the learner.

use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table};
use super::no_such;

pub(super) const OPERATIONS: Table =
    &[("GetUser", get_user), ("ListUsers", list_users), ("ListAccountAliases", list_account_aliases)];

/// The learner's name in IAM.
const NAME: &str = "learner";

fn shown(call: &Call<'_>) -> Value {
    json!({
        "Path": "/",
        "UserName": NAME,
        "UserId": "AIDAPRACTICELEARNER00",
        "Arn": format!("arn:aws:iam::{}:user/{NAME}", call.account.id),
        "CreateDate": "2026-01-05T00:00:00Z",
    })
}

fn get_user(call: &mut Call<'_>, input: Value) -> Outcome {
    match input["UserName"].as_str() {
        Some(name) if name != NAME => Err(no_such("user", name)),
        _ => Ok(json!({ "User": shown(call) })),
    }
}

fn list_users(call: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "Users": [shown(call)], "IsTruncated": false }))
}

fn list_account_aliases(_: &mut Call<'_>, _: Value) -> Outcome {
    Ok(json!({ "AccountAliases": [], "IsTruncated": false }))
}
