//! Listeners: made, described, changed, deleted.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Action, Listener, LoadBalancer, LoadBalancerKind, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::actions::{self, Place};
use super::certificates::{self, Named};
use super::{limits, lookups, names, tags};

pub(super) const OPERATIONS: Table = &[
    ("CreateListener", create_listener),
    ("DeleteListener", delete_listener),
    ("DescribeListeners", describe_listeners),
    ("ModifyListener", modify_listener),
];

/// What a request may say about a listener.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    protocol: Option<String>,
    port: Option<i64>,
    ssl_policy: Option<String>,
    certificates: Option<Vec<Named>>,
    default_actions: Option<Vec<Action>>,
    alpn_policy: Option<Vec<String>>,
    mutual_authentication: Option<MutualAuthentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MutualAuthentication {
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateListenerInput {
    load_balancer_arn: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn create_listener(call: &mut Call<'_>, input: Value) -> Outcome {
    let asked: Asked = read(input.clone())?;
    let input: CreateListenerInput = read(input)?;
    let given = tags::checked(&input.tags)?;
    let region = call.region();
    let one = names::load_balancer(region, &input.load_balancer_arn)?.clone();
    if asked.protocol.is_none() {
        return Err(Fault::validation("A listener protocol must be specified"));
    }
    if asked.port.is_none() {
        return Err(Fault::validation("A listener port must be specified"));
    }
    let blank = Listener {
        arn: String::new(),
        load_balancer: one.arn.clone(),
        port: 0,
        protocol: String::new(),
        certificates: Vec::new(),
        ssl_policy: None,
        alpn_policy: None,
        default_actions: Vec::new(),
        default_rule: String::new(),
        attributes: BTreeMap::new(),
        tags: given,
    };
    let mut made = settled(region, &one, blank, asked)?;
    if let Some(existing) = lookups::listeners_of(region, &one.arn).find(|listener| listener.port == made.port) {
        if same(existing, &made) {
            return Ok(answer(json!({ "Listeners": [shown(existing)] })));
        }
        return Err(duplicate(&one.arn));
    }
    if lookups::listeners_of(region, &one.arn).count() >= limits::LISTENERS {
        let message = format!("The maximum number of listeners has been reached on load balancer '{}'", one.arn);
        return Err(Fault::new("TooManyListeners", message));
    }
    let path = format!("{}/{}", names::path_of(&one.arn), call.account.ids.hex());
    let rule = call.account.ids.hex();
    made.arn = call.arn("elasticloadbalancing", &format!("listener/{path}"));
    made.default_rule = call.arn("elasticloadbalancing", &format!("listener-rule/{path}/{rule}"));
    let view = shown(&made);
    call.region().listeners.insert(made.arn.clone(), made);
    Ok(answer(json!({ "Listeners": [view] })))
}

fn duplicate(load_balancer: &str) -> Fault {
    let message = format!("A listener already exists on this port for this load balancer '{load_balancer}'");
    Fault::new("DuplicateListener", message)
}

/// Whether a request asks for what there is: then it succeeds once more.
fn same(existing: &Listener, asked: &Listener) -> bool {
    existing.protocol == asked.protocol
        && existing.certificates.first() == asked.certificates.first()
        && existing.ssl_policy == asked.ssl_policy
        && existing.alpn_policy == asked.alpn_policy
        && existing.default_actions == asked.default_actions
}

/// A listener as a request leaves it, every rule kept.
fn settled(region: &Region, one: &LoadBalancer, mut listener: Listener, asked: Asked) -> Result<Listener, Fault> {
    names::in_range("port", asked.port, 1, 65_535)?;
    if let Some(protocol) = asked.protocol {
        let allowed: &[&str] = match one.kind {
            LoadBalancerKind::Application => &["HTTP", "HTTPS"],
            LoadBalancerKind::Network => &["UDP", "TCP", "TCP_UDP", "TLS"],
        };
        if !allowed.contains(&protocol.as_str()) {
            let message = format!("Listener protocol '{protocol}' must be one of '{}'", allowed.join(", "));
            return Err(Fault::validation(message));
        }
        listener.protocol = protocol;
    }
    listener.port = asked.port.and_then(|port| u16::try_from(port).ok()).unwrap_or(listener.port);
    let mode = asked.mutual_authentication.and_then(|one| one.mode).unwrap_or_else(|| "off".to_owned());
    if mode != "off" {
        return Err(Fault::not_here(&format!("a listener with mutual authentication mode '{mode}'")));
    }
    certificates::settle(region, &mut listener, asked.certificates, asked.ssl_policy, asked.alpn_policy)?;
    let place =
        Place { region, load_balancer: one, protocol: &listener.protocol, port: listener.port, at: "defaultActions" };
    let given = asked.default_actions.unwrap_or_else(|| listener.default_actions.clone());
    listener.default_actions = actions::checked(&place, given)?;
    Ok(listener)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListenerInput {
    listener_arn: String,
}

fn modify_listener(call: &mut Call<'_>, input: Value) -> Outcome {
    let asked: Asked = read(input.clone())?;
    let input: ListenerInput = read(input)?;
    let region = call.region();
    let before = names::listener(region, &input.listener_arn)?.clone();
    let one = names::load_balancer(region, &before.load_balancer)?.clone();
    let after = settled(region, &one, before, asked)?;
    if lookups::listeners_of(region, &one.arn).any(|other| other.port == after.port && other.arn != after.arn) {
        return Err(duplicate(&one.arn));
    }
    let view = shown(&after);
    region.listeners.insert(after.arn.clone(), after);
    Ok(answer(json!({ "Listeners": [view] })))
}

fn delete_listener(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ListenerInput = read(input)?;
    let region = call.region();
    let arn = names::listener(region, &input.listener_arn)?.arn.clone();
    region.rules.retain(|_, rule| rule.listener != arn);
    region.listeners.remove(&arn);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeListenersInput {
    load_balancer_arn: Option<String>,
    listener_arns: Option<Vec<String>>,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_listeners(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeListenersInput = read(input)?;
    let arns = input.listener_arns.unwrap_or_default();
    let region = call.region();
    match (&input.load_balancer_arn, arns.is_empty()) {
        (None, true) => {
            return Err(Fault::validation("You must specify either listener ARNs or a load balancer ARN"));
        }
        (Some(_), false) => {
            let message = "Listener ARNs and a load balancer ARN cannot be specified at the same time";
            return Err(Fault::validation(message));
        }
        (Some(arn), true) => {
            names::load_balancer(region, arn)?;
        }
        (None, false) => {}
    }
    for arn in &arns {
        names::well_formed(arn, "listener", "listener")?;
        if !region.listeners.contains_key(arn) {
            return Err(Fault::new("ListenerNotFound", "One or more listeners not found"));
        }
    }
    let asked =
        |one: &&Listener| arns.contains(&one.arn) || input.load_balancer_arn.as_ref() == Some(&one.load_balancer);
    let all = region.listeners.values().filter(asked).map(shown).collect();
    let (page, next) = names::paged(all, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "Listeners": page, "NextMarker": next })))
}

/// A listener as answers show it: its default certificate only, others are asked for by themselves.
fn shown(listener: &Listener) -> Value {
    let secure = matches!(listener.protocol.as_str(), "HTTPS" | "TLS");
    let default = listener.certificates.first().map(|arn| json!([{ "CertificateArn": arn }]));
    json!({
        "ListenerArn": listener.arn,
        "LoadBalancerArn": listener.load_balancer,
        "Port": listener.port,
        "Protocol": listener.protocol,
        "Certificates": default.filter(|_| secure),
        "SslPolicy": listener.ssl_policy,
        "DefaultActions": actions::shown(&listener.default_actions),
        "AlpnPolicy": listener.alpn_policy.as_ref().map(|policy| vec![policy]),
        "MutualAuthentication": (listener.protocol == "HTTPS").then(|| json!({ "Mode": "off" })),
    })
}
