//! Which parameters of which kinds name a value, and of what resource: the one table for it.

use serde_json::Value as Json;

use crate::course::kinds::CheckKind;
use crate::facts::want::ResourceKind;

/// What a parameter's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A key of `[values]` of this kind.
    Value(ResourceKind),
    /// A key of `[values]` of the kind that the parameter `resource` says.
    ValueOfResource,
    /// A key of `[values]` that names something: an instance or a text.
    Tag,
    /// A key of `[values]` of kind text, or a regular expression itself.
    Pattern,
    /// Full ids of checks.
    Checks,
    /// Not a reference.
    Literal,
}

/// The role of a parameter (named as in `course.toml`) of a kind.
///
/// A parameter means the same in every kind but for the few named here.
#[must_use]
pub fn role(kind: &str, parameter: &str) -> Role {
    use ResourceKind::{
        AutoScalingGroup, Image, Instance, InstanceProfile, LaunchTemplate, LoadBalancer, ScalingPolicy, SecurityGroup,
        Subnet, TargetGroup, Text, Vpc,
    };
    let of_security_group =
        ["ingress-", "egress-", "security-group-", "load-balancer-"].iter().any(|prefix| kind.starts_with(prefix));
    match (kind, parameter) {
        ("image-available", "source") => Role::Value(Instance),
        ("http-scenario", parameter) if parameter != "load-balancer" => Role::Value(Text),
        ("gone", "name") => Role::ValueOfResource,
        ("launch-template-tag", "value") => Role::Tag,
        ("egress-reaches-group", "target") => Role::Value(SecurityGroup),
        (_, "domain") => Role::Value(Text),
        (_, "start-pattern") => Role::Pattern,
        (_, "marker" | "path") if kind != "target-group-health-check" => Role::Value(Text),
        (_, "mentions") => Role::Value(Text),
        ("all-of", "checks") => Role::Checks,
        (_, "vpc") => Role::Value(Vpc),
        (_, "subnets") => Role::Value(Subnet),
        (_, "group") if of_security_group => Role::Value(SecurityGroup),
        (_, "group") => Role::Value(AutoScalingGroup),
        (_, "groups" | "source" | "carrying") => Role::Value(SecurityGroup),
        (_, "instance") => Role::Value(Instance),
        (_, "image") => Role::Value(Image),
        (_, "template") => Role::Value(LaunchTemplate),
        (_, "profile") => Role::Value(InstanceProfile),
        (_, "load-balancer") => Role::Value(LoadBalancer),
        (_, "target-group") => Role::Value(TargetGroup),
        (_, "policy") => Role::Value(ScalingPolicy),
        _ => Role::Literal,
    }
}

/// The texts of a check's parameters: name in `course.toml` (with an index in a list), role, text.
#[must_use]
pub fn parameters(kind: &CheckKind) -> (String, Vec<(String, Role, String)>) {
    let Ok(Json::Object(fields)) = serde_json::to_value(kind) else { return (String::new(), Vec::new()) };
    let name = fields.get("kind").and_then(Json::as_str).unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for (field, value) in &fields {
        if field == "kind" {
            continue;
        }
        let role = role(&name, field);
        match value {
            Json::String(text) => found.push((field.clone(), role, text.clone())),
            Json::Array(items) => {
                for (index, text) in items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_str()?))) {
                    found.push((format!("{field}[{index}]"), role, text.to_owned()));
                }
            }
            _ => {}
        }
    }
    (name, found)
}
