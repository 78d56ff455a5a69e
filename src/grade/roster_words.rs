//! What makes an entry of a roster right, and how a wrong one is told.

use crate::check::Finding;
use crate::course::values::ValueProblem;
use crate::text::nearest;

/// With the nearest known word, or with all of them where none is near.
pub(super) fn unlike(id: &'static str, given: &str, known: &[&str]) -> Finding {
    let finding = Finding::new(id).arg("given", given);
    if let Some(near) = nearest(given, known.iter().copied()) {
        return finding.arg("nearest", near);
    }
    let known: Vec<String> = known.iter().map(|one| (*one).to_owned()).collect();
    Finding { id: format!("{id}-far").into(), ..finding }.arg("known", known)
}

/// `arn:<partition>:iam::<account>:role/<path><name>`, in any partition.
pub(super) fn is_role_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [scheme, partition, service, region, account, resource] = parts.as_slice() else { return false };
    let name = resource.strip_prefix("role/").unwrap_or_default();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c);
    *scheme == "arn"
        && !partition.is_empty()
        && *service == "iam"
        && region.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !name.is_empty()
        && !name.ends_with('/')
        && name.chars().all(allowed)
}

pub(super) fn is_endpoint(given: &str) -> bool {
    url::Url::parse(given).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    })
}

pub(super) fn of_value(problem: &ValueProblem) -> &str {
    match problem {
        ValueProblem::Malformed { given } => given,
        ValueProblem::Unknown { name, .. }
        | ValueProblem::Empty { name }
        | ValueProblem::TooLong { name, .. }
        | ValueProblem::BadCharacters { name, .. } => name,
    }
}

pub(super) fn value_finding(problem: &ValueProblem, known: &[&str]) -> Finding {
    match problem {
        ValueProblem::Malformed { given } => Finding::new("error-set-malformed").arg("given", given),
        ValueProblem::Unknown { name, .. } => unlike("roster-unknown-value", name, known),
        ValueProblem::Empty { name } => Finding::new("roster-empty-value").arg("name", name),
        ValueProblem::TooLong { name, value, limit } => Finding::new("roster-too-long")
            .arg("name", name)
            .arg("value", value)
            .arg("limit", *limit)
            .arg("length", value.chars().count()),
        ValueProblem::BadCharacters { name, value, .. } => {
            Finding::new("roster-characters").arg("name", name).arg("value", value.escape_debug().to_string())
        }
    }
}
