//! The names and values in force: defaults of the course, `--suffix`, `--set`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Course;
use super::model::Value;
use crate::facts::want::ResourceKind;

/// Values in force, by key of the course's `[values]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    map: BTreeMap<String, String>,
}

/// Why the values that were typed cannot be used. All of them are exit status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueProblem {
    /// `--set` without `=`.
    Malformed { given: String },
    /// No such value; the nearest one, if any is near.
    Unknown { name: String, nearest: Option<String> },
    /// A name that is empty.
    Empty { name: String },
    /// Longer than AWS allows for this kind of resource.
    TooLong { name: String, value: String, limit: usize },
    /// Characters that AWS refuses for this kind of resource.
    BadCharacters { name: String, value: String, kind: ResourceKind },
}

/// The most characters that AWS allows in a name of this kind.
///
/// Source: `CreateLoadBalancer` and `CreateTargetGroup` (32), `CreateSecurityGroup` (255),
/// `CreateLaunchTemplate` (128), `CreateAutoScalingGroup` (255), `CreateImage` (128), tags (256).
#[must_use]
pub const fn name_limit(kind: ResourceKind) -> usize {
    match kind {
        ResourceKind::LoadBalancer | ResourceKind::TargetGroup => 32,
        ResourceKind::LaunchTemplate | ResourceKind::Image | ResourceKind::InstanceProfile => 128,
        ResourceKind::SecurityGroup | ResourceKind::AutoScalingGroup => 255,
        ResourceKind::Vpc | ResourceKind::Subnet | ResourceKind::Instance => 256,
        ResourceKind::ScalingPolicy => 255,
        ResourceKind::Text => usize::MAX,
    }
}

impl Values {
    /// Applies the suffix to every name that the course does not share, then the settings, which win and
    /// take no suffix.
    ///
    /// # Errors
    /// Every problem found, in the order typed.
    pub fn resolve(course: &Course, suffix: Option<&str>, settings: &[String]) -> Result<Self, Vec<ValueProblem>> {
        let mut problems = Vec::new();
        let mut map: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &course.values {
            let takes_suffix = !value.shared && value.kind != ResourceKind::Text && !value.default.is_empty();
            let text = match suffix {
                Some(suffix) if takes_suffix => format!("{}{suffix}", value.default),
                _ => value.default.clone(),
            };
            map.insert(name.clone(), text);
        }
        for setting in settings {
            match setting.split_once('=') {
                None | Some(("", _)) => problems.push(ValueProblem::Malformed { given: setting.clone() }),
                // Only texts may be empty, and names that the course itself leaves open.
                Some((name, "")) if course.values.get(name).is_some_and(|value| !may_be_empty(value)) => {
                    problems.push(ValueProblem::Empty { name: name.to_owned() });
                }
                Some((name, value)) if course.values.contains_key(name) => {
                    map.insert(name.to_owned(), value.to_owned());
                }
                Some((name, _)) => {
                    let nearest = crate::text::nearest(name, course.values.keys().map(String::as_str));
                    problems.push(ValueProblem::Unknown { name: name.to_owned(), nearest });
                }
            }
        }
        for (name, value) in &course.values {
            let text = &map[name];
            if is_arn(value.kind, text) {
                continue;
            }
            let limit = name_limit(value.kind);
            if text.chars().count() > limit {
                problems.push(ValueProblem::TooLong { name: name.clone(), value: text.clone(), limit });
            } else if !characters_allowed(value.kind, text) {
                problems.push(ValueProblem::BadCharacters {
                    name: name.clone(),
                    value: text.clone(),
                    kind: value.kind,
                });
            }
        }
        if problems.is_empty() { Ok(Self { map }) } else { Err(problems) }
    }

    /// As [`Values::resolve`], for the course in the practice account: what only the learner's own account could
    /// give comes from the course, unless it is set.
    ///
    /// # Errors
    /// As [`Values::resolve`].
    pub fn for_practice(course: &Course, suffix: Option<&str>, settings: &[String]) -> Result<Self, Vec<ValueProblem>> {
        let given = course.practice.values.iter().map(|(name, value)| format!("{name}={value}"));
        let settings: Vec<String> = given.chain(settings.iter().cloned()).collect();
        Self::resolve(course, suffix, &settings)
    }

    /// Values read back from a snapshot, or made in a test.
    #[must_use]
    pub const fn from_map(map: BTreeMap<String, String>) -> Self {
        Self { map }
    }

    /// The value in force; empty for a key that the course does not have (lint refuses those).
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.map.get(name).map_or("", String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.map.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn may_be_empty(value: &Value) -> bool {
    value.kind == ResourceKind::Text || value.default.is_empty()
}

/// An ARN in place of a name: how a learner says which load balancer or target group is meant. The
/// partition may be any.
fn is_arn(kind: ResourceKind, text: &str) -> bool {
    let resource = match kind {
        ResourceKind::LoadBalancer => ":loadbalancer/",
        ResourceKind::TargetGroup => ":targetgroup/",
        _ => return false,
    };
    text.starts_with("arn:") && text.contains(resource) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Load-balancer and target-group names are letters, digits and hyphens, with none at either end.
fn characters_allowed(kind: ResourceKind, text: &str) -> bool {
    match kind {
        ResourceKind::LoadBalancer | ResourceKind::TargetGroup => {
            text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !text.starts_with('-')
                && !text.ends_with('-')
        }
        _ => !text.chars().any(char::is_control),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::load::{Files, Library};

    #[test]
    fn an_arn_stands_for_a_name_and_has_its_own_length() {
        let library = Library::load(&Files::new());
        let course = &library.get("ec-site").expect("the course").course;
        let alb = "arn:aws:elasticloadbalancing:us-east-1:210987654321:loadbalancer/app/ec-site-alb/50dc6c495c0c9188";
        let tg = "arn:aws-cn:elasticloadbalancing:cn-north-1:210987654321:targetgroup/ec-site-web-tg/943f017f100becff";
        for (setting, accepted) in [
            (format!("alb={alb}"), true),
            (format!("target_group={tg}"), true),
            (format!("target_group={alb}"), false),
            (format!("alb={alb} "), false),
            ("alb=arn:aws:elasticloadbalancing".to_owned(), false),
            (format!("alb={}", "a".repeat(33)), false),
        ] {
            assert_eq!(
                Values::resolve(course, Some("-x"), std::slice::from_ref(&setting)).is_ok(),
                accepted,
                "{setting}"
            );
        }
    }
}
