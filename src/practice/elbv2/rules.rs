//! Rules of listeners.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Action, Condition, Listener, LoadBalancerKind, Region, Rule};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::actions::{self, Place};
use super::{conditions, limits, lookups, names, tags};

pub(super) const OPERATIONS: Table = &[
    ("CreateRule", create_rule),
    ("DeleteRule", delete_rule),
    ("DescribeRules", describe_rules),
    ("ModifyRule", modify_rule),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateRuleInput {
    listener_arn: String,
    conditions: Vec<Condition>,
    priority: i64,
    actions: Vec<Action>,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn create_rule(call: &mut Call<'_>, input: Value) -> Outcome {
    plain(&input)?;
    let input: CreateRuleInput = read(input)?;
    let given = tags::checked(&input.tags)?;
    let region = call.region();
    let listener = names::listener(region, &input.listener_arn)?;
    names::in_range("priority", Some(input.priority), 1, 50_000)?;
    let priority = u32::try_from(input.priority).unwrap_or_default();
    let conditions = conditions::checked(input.conditions)?;
    let actions = checked_actions(region, listener, input.actions)?;
    if lookups::rules_of(region, &listener.arn).iter().any(|rule| rule.priority == priority) {
        return Err(Fault::new("PriorityInUse", format!("Priority '{priority}' is currently in use")));
    }
    let all: usize = lookups::listeners_of(region, &listener.load_balancer)
        .map(|listener| lookups::rules_of(region, &listener.arn).len())
        .sum();
    if all >= limits::RULES {
        let message =
            format!("The maximum number of rules has been reached on load balancer '{}'", listener.load_balancer);
        return Err(Fault::new("TooManyRules", message));
    }
    let path = input.listener_arn.split_once(":listener/").map_or("", |(_, path)| path).to_owned();
    let id = call.account.ids.hex();
    let arn = call.arn("elasticloadbalancing", &format!("listener-rule/{path}/{id}"));
    let made = Rule { arn: arn.clone(), listener: input.listener_arn, priority, conditions, actions, tags: given };
    let view = shown(&made);
    call.region().rules.insert(arn, made);
    Ok(answer(json!({ "Rules": [view] })))
}

/// Transforms and regular expressions are parts of rules that the practice account does not have.
fn plain(input: &Value) -> Result<(), Fault> {
    if input.get("Transforms").is_some_and(|given| !given.as_array().is_some_and(Vec::is_empty)) {
        return Err(Fault::not_here("a rule with transforms"));
    }
    if input.get("Conditions").is_some_and(|given| given.to_string().contains("\"RegexValues\":[\"")) {
        return Err(Fault::not_here("a rule condition with regular expressions"));
    }
    Ok(())
}

fn checked_actions(region: &Region, listener: &Listener, given: Vec<Action>) -> Result<Vec<Action>, Fault> {
    let one = names::load_balancer(region, &listener.load_balancer)?;
    if one.kind == LoadBalancerKind::Network {
        let message = "Rules are unsupported for Network Load Balancer listeners";
        return Err(Fault::new("OperationNotPermitted", message));
    }
    let place = Place { region, load_balancer: one, protocol: &listener.protocol, port: listener.port, at: "actions" };
    // A redirect of a rule may lead back to its listener: its conditions can keep it from coming round again.
    actions::checked(&place, given)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyRuleInput {
    rule_arn: String,
    conditions: Option<Vec<Condition>>,
    actions: Option<Vec<Action>>,
}

fn modify_rule(call: &mut Call<'_>, input: Value) -> Outcome {
    plain(&input)?;
    let input: ModifyRuleInput = read(input)?;
    let region = call.region();
    let mut after = names::rule(region, &input.rule_arn, "cannot be modified")?.clone();
    if input.conditions.is_none() && input.actions.is_none() {
        return Err(Fault::validation("Either conditions or actions must be specified"));
    }
    if let Some(given) = input.conditions {
        after.conditions = conditions::checked(given)?;
    }
    if let Some(given) = input.actions {
        after.actions = checked_actions(region, names::listener(region, &after.listener)?, given)?;
    }
    let view = shown(&after);
    region.rules.insert(input.rule_arn, after);
    Ok(answer(json!({ "Rules": [view] })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteRuleInput {
    rule_arn: String,
}

fn delete_rule(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DeleteRuleInput = read(input)?;
    let region = call.region();
    names::rule(region, &input.rule_arn, "cannot be deleted")?;
    region.rules.remove(&input.rule_arn);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeRulesInput {
    listener_arn: Option<String>,
    rule_arns: Option<Vec<String>>,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_rules(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeRulesInput = read(input)?;
    let arns = input.rule_arns.unwrap_or_default();
    let region = call.region();
    let all = match (&input.listener_arn, arns.is_empty()) {
        (None, true) => {
            return Err(Fault::validation("You must specify either listener rule ARNs or a listener ARN"));
        }
        (Some(_), false) => {
            let message = "Listener rule ARNs and a listener ARN cannot be specified at the same time";
            return Err(Fault::validation(message));
        }
        (Some(arn), true) => of_listener(region, names::listener(region, arn)?),
        (None, false) => arns.iter().map(|arn| named(region, arn)).collect::<Result<_, _>>()?,
    };
    let (page, next) = names::paged(all, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "Rules": page, "NextMarker": next })))
}

/// A listener's rules in the order in which they are tried, the default one last.
fn of_listener(region: &Region, listener: &Listener) -> Vec<Value> {
    lookups::rules_of(region, &listener.arn).into_iter().map(shown).chain([default_of(listener)]).collect()
}

fn named(region: &Region, arn: &str) -> Result<Value, Fault> {
    names::well_formed(arn, "listener-rule", "listener rule")?;
    let own = region.rules.get(arn).map(shown);
    let default = || region.listeners.values().find(|listener| listener.default_rule == arn).map(default_of);
    own.or_else(default).ok_or_else(|| Fault::new("RuleNotFound", "One or more rules not found"))
}

/// A rule as answers show it.
pub(super) fn shown(rule: &Rule) -> Value {
    json!({
        "RuleArn": rule.arn,
        "Priority": rule.priority.to_string(),
        "Conditions": rule.conditions,
        "Actions": actions::shown(&rule.actions),
        "IsDefault": false,
    })
}

/// A listener's default actions as a rule.
fn default_of(listener: &Listener) -> Value {
    json!({
        "RuleArn": listener.default_rule,
        "Priority": "default",
        "Conditions": [],
        "Actions": actions::shown(&listener.default_actions),
        "IsDefault": true,
    })
}
