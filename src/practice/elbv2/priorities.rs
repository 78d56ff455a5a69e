//! The order of a listener's rules.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::{lookups, names, rules};

pub(super) const OPERATIONS: Table = &[("SetRulePriorities", set_rule_priorities)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetRulePrioritiesInput {
    rule_priorities: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    rule_arn: Option<String>,
    priority: Option<i64>,
}

fn set_rule_priorities(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: SetRulePrioritiesInput = read(input)?;
    let region = call.region();
    let mut wanted: BTreeMap<String, u32> = BTreeMap::new();
    let mut listener: Option<&str> = None;
    for pair in input.rule_priorities {
        let arn = pair.rule_arn.ok_or_else(|| Fault::validation("A rule ARN must be specified"))?;
        let priority = pair.priority.ok_or_else(|| Fault::validation("A rule priority must be specified"))?;
        names::in_range("rulePriorities.1.member.priority", Some(priority), 1, 50_000)?;
        let priority = u32::try_from(priority).unwrap_or_default();
        let rule = names::rule(region, &arn, "cannot have its priority changed")?;
        if listener.is_some_and(|listener| listener != rule.listener) {
            return Err(Fault::validation("All rules must belong to the same listener"));
        }
        listener = Some(&rule.listener);
        if wanted.values().any(|known| *known == priority) {
            return Err(Fault::validation(format!("Priority '{priority}' was provided multiple times")));
        }
        if wanted.insert(arn.clone(), priority).is_some() {
            return Err(Fault::validation(format!("Rule '{arn}' was provided multiple times")));
        }
    }
    let others = lookups::rules_of(region, listener.unwrap_or_default());
    let taken = others
        .iter()
        .find(|rule| !wanted.contains_key(&rule.arn) && wanted.values().any(|priority| *priority == rule.priority));
    if let Some(rule) = taken {
        return Err(Fault::new("PriorityInUse", format!("Priority '{}' is currently in use", rule.priority)));
    }
    let mut changed = Vec::new();
    for (arn, priority) in wanted {
        if let Some(rule) = region.rules.get_mut(&arn) {
            rule.priority = priority;
            changed.push(rules::shown(rule));
        }
    }
    Ok(answer(json!({ "Rules": changed })))
}
