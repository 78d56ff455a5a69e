//! Routing held to AWS's rules by tables; what the tests have in common.

use super::super::account::{
    Action, AppFault, AppKind, Condition, FixedResponseConfig, ForwardConfig, HealthState, HttpHeaderConfig, KeyValue,
    LoadBalancerKind, QueryStringConfig, RedirectConfig, Region, Rule, Tags, TargetGroupStickiness, Values,
    WeightedTargetGroup,
};
use super::super::app::message;
use super::super::fixture::{self, ALB, GROUP, LISTENER, break_app, now, region, target_group};
use super::*;

mod hop;
mod rules;
mod targets;

const OTHER: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/2";

fn head(path: &str) -> Head {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Head {
        method: "GET".to_owned(),
        host: "Shop.example.com:80".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![],
        client: "198.51.100.7:50001".parse().expect("an address"),
        through: None,
    }
}

fn with(path: &str, headers: &[(&str, &str)]) -> Head {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Head { headers, ..head(path) }
}

fn decided(region: &mut Region, head: &Head) -> Decision {
    decide(region, ALB, 80, head, &|_, _, _| 0, now())
}

fn forwarded(region: &mut Region, head: &Head) -> Forward {
    match decided(region, head) {
        Decision::Forward(forward) => *forward,
        other => panic!("not forwarded: {other:?}"),
    }
}

/// The whole way of a request: what the client gets.
fn ask(region: &mut Region, head: &Head) -> Answer {
    match decided(region, head) {
        Decision::Answer { answer, .. } => answer,
        Decision::Forward(forward) => deliver(region, &forward, head, Vec::new(), now()).answer,
        Decision::Refuse(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn add_rule(region: &mut Region, priority: u32, conditions: Vec<Condition>, action: Action) {
    let arn = format!("{LISTENER}/rule/{priority}");
    let (actions, tags) = (vec![action], Tags::new());
    let rule = Rule { arn: arn.clone(), listener: LISTENER.to_owned(), priority, conditions, actions, tags };
    region.rules.insert(arn, rule);
}

fn default_action(region: &mut Region, action: Action) {
    region.listeners.get_mut(LISTENER).expect("one").default_actions = vec![action];
}

fn fixed(status: &str) -> Action {
    let config = FixedResponseConfig {
        status_code: status.to_owned(),
        content_type: Some("text/html".to_owned()),
        message_body: Some("<p>later</p>".to_owned()),
    };
    Action { kind: "fixed-response".to_owned(), fixed_response_config: Some(config), ..Action::default() }
}

fn weighted(groups: &[(&str, i32)], sticky: bool) -> Action {
    let target_groups = groups
        .iter()
        .map(|(arn, weight)| WeightedTargetGroup { target_group_arn: (*arn).to_owned(), weight: Some(*weight) });
    let stickiness = TargetGroupStickiness { enabled: Some(true), duration_seconds: Some(600) };
    let config = ForwardConfig {
        target_groups: target_groups.collect(),
        target_group_stickiness_config: sticky.then_some(stickiness),
    };
    Action { kind: "forward".to_owned(), forward_config: Some(config), ..Action::default() }
}

fn values(field: &str, values: &[&str]) -> Condition {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Condition { field: field.to_owned(), values: Some(values), ..Condition::default() }
}

fn attribute(region: &mut Region, key: &str, value: &str) {
    region.target_groups.get_mut(GROUP).expect("one").attributes.insert(key.to_owned(), value.to_owned());
}

fn set_health(region: &mut Region, states: &[HealthState]) {
    for (target, state) in region.target_groups.get_mut(GROUP).expect("one").targets.iter_mut().zip(states) {
        target.health.state = *state;
    }
}

/// The cookies of an answer, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.iter().filter(|(name, _)| name == "Set-Cookie");
    set.filter_map(|(_, value)| value.split(';').next()).collect::<Vec<_>>().join("; ")
}

fn served_by(answer: &Answer) -> String {
    message::find(&answer.headers, "x-instance-id").unwrap_or_default().to_owned()
}
