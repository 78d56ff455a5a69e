//! The least IAM policy that verification needs, from the same table that guards the calls.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::check::run::wants;
use crate::course::{Course, Values};
use crate::facts::operations::{self, DESCRIBE_REGIONS};

/// The IAM actions that verifying every step of a course can need, sorted.
#[must_use]
pub fn actions(course: &Course, values: &Values) -> BTreeSet<&'static str> {
    let every: BTreeSet<String> = course.checks().map(|(_, id, _)| id).collect();
    let mut wanted = wants(course, values, &every);
    // What `explain` and `cleanup` ask beyond them is little, and they should not fail for want of a permission.
    wanted.extend(crate::explain::wants(course, values, None));
    wanted.extend(crate::leftover::wants(course, values));
    // When something is missing here, the other regions are looked through: that needs their list.
    let called = wanted.iter().flat_map(operations::for_want).chain([&DESCRIBE_REGIONS]);
    called.filter_map(|operation| operation.action).collect()
}

/// An IAM policy document.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy<'a> {
    version: &'static str,
    statement: [Statement<'a>; 1],
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    sid: &'static str,
    effect: &'static str,
    action: &'a BTreeSet<&'static str>,
    resource: &'static str,
}

/// One policy that allows these actions. None of them can be narrowed to a resource: AWS supports no
/// resource-level permission for the describing calls.
#[must_use]
pub const fn policy<'a>(actions: &'a BTreeSet<&'static str>) -> Policy<'a> {
    let statement = Statement { sid: "HanamaruVerify", effect: "Allow", action: actions, resource: "*" };
    Policy { version: "2012-10-17", statement: [statement] }
}
