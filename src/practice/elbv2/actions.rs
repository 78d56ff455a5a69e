//! Actions of listeners and rules: checked, and filled in as AWS answers them.

use serde_json::{Value, json};

use super::super::account::{Action, LoadBalancer, LoadBalancerKind, Region};
use super::super::fault::Fault;
use super::{forward, names, redirect};

/// The types of content that a fixed response may have.
const CONTENT_TYPES: [&str; 5] = ["text/html", "application/json", "application/javascript", "text/css", "text/plain"];

/// Where actions are to stand.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) region: &'a Region,
    pub(super) load_balancer: &'a LoadBalancer,
    pub(super) protocol: &'a str,
    pub(super) port: u16,
    /// The request's name for them: `defaultActions` or `actions`.
    pub(super) at: &'static str,
}

impl Place<'_> {
    pub(super) fn network(&self) -> bool {
        self.load_balancer.kind == LoadBalancerKind::Network
    }
}

/// AWS's refusal of an action that makes no sense where it stands.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidLoadBalancerAction", message)
}

/// Actions as they are kept: in their order, each complete.
pub(super) fn checked(place: &Place<'_>, given: Vec<Action>) -> Result<Vec<Action>, Fault> {
    if given.is_empty() {
        return Err(Fault::validation("At least one action must be specified"));
    }
    let mut kept = Vec::new();
    for (index, action) in given.into_iter().enumerate() {
        names::in_range(&format!("{}.{}.member.order", place.at, index + 1), action.order.map(i64::from), 1, 50_000)?;
        kept.push(one(place, action, index + 1)?);
    }
    if kept.len() > 1 {
        if kept.iter().any(|action| action.order.is_none()) {
            return Err(invalid("An order must be specified for each action when there is more than one action"));
        }
        kept.sort_by_key(|action| action.order);
        if kept.windows(2).any(|pair| pair[0].order == pair[1].order) {
            return Err(invalid("The order of each action must be unique"));
        }
    }
    let terminal = |action: &Action| matches!(action.kind.as_str(), "forward" | "redirect" | "fixed-response");
    let ends = kept.iter().filter(|action| terminal(action)).count();
    if ends != 1 || !kept.last().is_some_and(terminal) {
        let message =
            "There must be exactly one forward, redirect, or fixed-response action, and it must be the last one";
        return Err(invalid(message));
    }
    Ok(kept)
}

fn one(place: &Place<'_>, mut action: Action, number: usize) -> Result<Action, Fault> {
    if place.network() && action.kind != "forward" {
        let message = format!("Action type '{}' is not supported for listeners of Network Load Balancers", action.kind);
        return Err(invalid(message));
    }
    if action.kind != "forward" && (action.target_group_arn.is_some() || action.forward_config.is_some()) {
        let message = format!("A target group cannot be specified for actions of type '{}'", action.kind);
        return Err(invalid(message));
    }
    match action.kind.as_str() {
        "forward" => forward::complete(place, &mut action)?,
        "redirect" => {
            let missing = || Fault::validation("A redirect configuration must be specified");
            let config = action.redirect_config.take().ok_or_else(missing)?;
            action.redirect_config = Some(redirect::complete(place, config, number)?);
        }
        "fixed-response" => fixed(place, &action, number)?,
        "authenticate-oidc" | "authenticate-cognito" => authenticate(place, &action)?,
        other => return Err(Fault::not_here(&format!("an action of type '{other}'"))),
    }
    Ok(action)
}

fn fixed(place: &Place<'_>, action: &Action, number: usize) -> Result<(), Fault> {
    let missing = || Fault::validation("A fixed response configuration must be specified");
    let config = action.fixed_response_config.as_ref().ok_or_else(missing)?;
    let at = |member: &str| format!("{}.{number}.member.fixedResponseConfig.{member}", place.at);
    if !names::has_form(&config.status_code, r"^(2|4|5)\d\d$") {
        let rule = r"Member must satisfy regular expression pattern: ^(2|4|5)\d\d$";
        return Err(names::constraint(&config.status_code, &at("statusCode"), rule));
    }
    let length = config.message_body.as_deref().unwrap_or_default().chars().count();
    if length > 1024 {
        let body = config.message_body.as_deref().unwrap_or_default();
        let rule = "Member must have length less than or equal to 1024";
        return Err(names::constraint(body, &at("messageBody"), rule));
    }
    if config.content_type.as_deref().is_some_and(|kind| !CONTENT_TYPES.contains(&kind)) {
        let message = "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', \
                       'text/css', 'text/plain'";
        return Err(invalid(message));
    }
    Ok(())
}

/// Log-in actions are kept and shown; they need HTTPS.
fn authenticate(place: &Place<'_>, action: &Action) -> Result<(), Fault> {
    if place.protocol != "HTTPS" {
        let message = format!("Actions of type '{}' are supported only on HTTPS listeners", action.kind);
        return Err(invalid(message));
    }
    if action.authenticate_oidc_config.is_none() && action.authenticate_cognito_config.is_none() {
        return Err(Fault::validation(format!(
            "A configuration must be specified for actions of type '{}'",
            action.kind
        )));
    }
    Ok(())
}

/// Actions as answers show them.
pub(super) fn shown(actions: &[Action]) -> Value {
    json!(actions)
}
