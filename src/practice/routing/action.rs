//! What a rule makes the load balancer do.

use super::super::account::{Action, FixedResponseConfig, RedirectConfig, Region};
use super::super::app::{Answer, message};
use super::{Decision, Head, Outstanding, Visit, condition, group_choice, pages, target_choice};

/// Carries out the actions of the rule that a request meets.
pub(super) fn perform(region: &mut Region, mut visit: Visit<'_>, outstanding: Outstanding<'_>) -> Decision {
    let rule = condition::rule(region, &visit.listener, visit.head);
    visit.way.rule = rule.map(|rule| rule.arn.clone());
    let actions = rule.map_or(visit.listener.default_actions.as_slice(), |rule| rule.actions.as_slice());
    let Some(action) = last(actions).cloned() else {
        return Decision::Answer { answer: pages::own(503), way: visit.way };
    };
    match (action.kind.as_str(), &action.redirect_config, &action.fixed_response_config) {
        ("redirect", Some(redirect), _) => Decision::Answer { answer: redirected(redirect, &visit), way: visit.way },
        ("fixed-response", _, Some(fixed)) => Decision::Answer { answer: fixed_response(fixed), way: visit.way },
        _ => {
            let Some(group) = group_choice::choose(region, &action, &visit) else {
                return Decision::Answer { answer: pages::own(503), way: visit.way };
            };
            target_choice::forward(region, visit, &group, outstanding)
        }
    }
}

/// The action that ends a rule. Those before it ask for a login; nobody is asked here.
fn last(actions: &[Action]) -> Option<&Action> {
    let ends = |action: &&Action| matches!(action.kind.as_str(), "forward" | "redirect" | "fixed-response");
    actions.iter().filter(ends).max_by_key(|action| action.order.unwrap_or(0))
}

fn redirected(redirect: &RedirectConfig, visit: &Visit<'_>) -> Answer {
    let head = visit.head;
    let expand = |part: Option<&str>, default: &str| {
        part.filter(|part| !part.is_empty())
            .unwrap_or(default)
            .replace("#{protocol}", &visit.listener.protocol.to_ascii_lowercase())
            .replace("#{host}", &message::without_port(&head.host))
            .replace("#{port}", &visit.listener.port.to_string())
            .replace("#{path}", head.path.strip_prefix('/').unwrap_or(&head.path))
            .replace("#{query}", &head.query)
    };
    let protocol = expand(redirect.protocol.as_deref(), "#{protocol}").to_ascii_lowercase();
    let host = expand(redirect.host.as_deref(), "#{host}");
    let port = expand(redirect.port.as_deref(), "#{port}");
    let path = expand(redirect.path.as_deref(), "/#{path}");
    // A query that is given as empty takes the request's own away; one that is not given keeps it.
    let query = match redirect.query.as_deref() {
        Some("") => String::new(),
        given => expand(given, "#{query}"),
    };
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let status = if redirect.status_code == "HTTP_301" { 301 } else { 302 };
    let mut answer = pages::own(status);
    answer.header("Location", &format!("{protocol}://{host}:{port}{path}{query}"));
    answer
}

fn fixed_response(fixed: &FixedResponseConfig) -> Answer {
    let status = fixed.status_code.parse().unwrap_or(503);
    let kind = fixed.content_type.as_deref().unwrap_or("text/plain");
    let kind = if kind.contains("charset") { kind.to_owned() } else { format!("{kind}; charset=utf-8") };
    let mut answer = Answer::new(status, &kind, fixed.message_body.clone().unwrap_or_default());
    answer.header("Server", pages::SERVER);
    answer
}

/// How a request names itself, for numbers that look like chance.
pub(super) fn name_of(head: &Head) -> String {
    format!("{} {} {}", head.client, head.method, head.path)
}
