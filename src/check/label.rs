//! How resources are named to people: `name (id)`, or the id alone where nobody knows a name.

use crate::facts::Facts;
use crate::facts::balancing::Rule;
use crate::facts::network::Subnet;

/// `name (id)`, or the id alone.
pub(crate) fn label(name: Option<&str>, id: &str) -> String {
    name.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"))
}

/// A VPC; `-` where its id is not told.
pub(crate) fn vpc_label(facts: &Facts, id: Option<&str>) -> String {
    let Some(id) = id else { return "-".to_owned() };
    let known = facts.vpcs.value().into_iter().flatten().find(|vpc| vpc.id == id);
    label(known.and_then(|vpc| vpc.name.as_deref()), id)
}

/// A subnet.
pub(crate) fn subnet_label(subnet: &Subnet) -> String {
    label(subnet.name.as_deref(), &subnet.id)
}

/// A security group.
pub(crate) fn group_label(facts: &Facts, id: &str) -> String {
    let known = facts.security_groups.value().into_iter().flatten().find(|group| group.id == id);
    label(known.map(|group| group.name.as_str()), id)
}

/// An instance.
pub(crate) fn instance_label(facts: &Facts, id: &str) -> String {
    let known = facts.instances.value().into_iter().flatten().find(|instance| instance.id == id);
    label(known.and_then(|instance| instance.name.as_deref()), id)
}

/// A target group by its ARN: its name, for names are unique; the ARN where nobody lists it.
pub(crate) fn target_group_label(facts: &Facts, arn: &str) -> String {
    let known = facts.target_groups.value().into_iter().flatten().find(|tg| tg.arn == arn);
    known.map_or_else(|| arn.to_owned(), |tg| tg.name.clone())
}

/// A listener's rule: `10: path-pattern /api/* / /v1/*, http-header X-Stage beta`.
pub(crate) fn rule_label(rule: &Rule) -> String {
    let conditions = rule.conditions.iter().map(|one| {
        let words = [Some(one.field.as_str()), one.name.as_deref()].into_iter().flatten();
        format!("{} {}", words.collect::<Vec<_>>().join(" "), one.values.join(" / "))
    });
    format!("{}: {}", rule.priority, conditions.collect::<Vec<_>>().join(", "))
}
