//! The least IAM policy that verification needs, from the same table that guards the calls.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::check::run::wants;
use crate::course::{Course, Values};
use crate::facts::operations::{self, DESCRIBE_REGIONS};

/// The IAM actions that verifying every step of a course can need, sorted.
#[must_use]
pub fn actions(course: &Course, values: &Values) -> BTreeSet<&'static str> {
    let every: BTreeSet<String> = course.checks().map(|(_, id, _)| id).collect();
    let wanted = wants(course, values, &every);
    // When something is missing here, the other regions are looked through: that needs their list.
    let called = wanted.iter().flat_map(operations::for_want).chain([&DESCRIBE_REGIONS]);
    called.filter_map(|operation| operation.action).collect()
}

/// One policy that allows these actions. None of them can be narrowed to a resource: AWS supports no
/// resource-level permission for any of the describing calls.
#[must_use]
pub fn policy(actions: &BTreeSet<&'static str>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Sid": "HanamaruVerify", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    })
}
