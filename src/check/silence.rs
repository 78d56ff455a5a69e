//! Causes of silence that the facts show: what keeps every request from the internet away from a load
//! balancer. Anything less certain is no cause.

use ipnet::IpNet;
use serde_json::json;

use super::find::Found;
use super::label::label;
use super::load_balancer::PublicOrNot;
use super::ports::covers_tcp;
use super::{Context, Verdict};
use crate::facts::balancing::LoadBalancer;
use crate::facts::network::{Peer, SecurityGroup};

/// The fail that explains why nothing answers on this port, if the facts show one.
pub(super) fn cause_of_silence(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, port: u16) -> Option<Verdict> {
    state(lb)
        .or_else(|| scheme(lb))
        .or_else(|| listener(cx, lb, port))
        .or_else(|| groups(cx, lb, port))
        .or_else(|| routes(cx, lb))
        .map(|verdict| verdict.arg("port", port))
}

fn state(lb: Found<'_, LoadBalancer>) -> Option<Verdict> {
    let fact = json!({ "state": lb.state, "reason": lb.state_reason });
    let verdict = Verdict::fail("http-load-balancer-failed").evidence(&lb.arn, lb.at, fact);
    (lb.state == "failed").then(|| verdict.arg("reason", lb.state_reason.as_deref().unwrap_or("-")))
}

fn scheme(lb: Found<'_, LoadBalancer>) -> Option<Verdict> {
    let verdict = Verdict::fail("http-internal").evidence(&lb.arn, lb.at, json!({ "scheme": lb.scheme }));
    (lb.scheme == "internal").then_some(verdict)
}

fn listener(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, port: u16) -> Option<Verdict> {
    let (listeners, at) = cx.facts.listeners.get(&lb.arn)?.get("elasticloadbalancing:DescribeListeners").ok()?;
    if listeners.iter().any(|listener| listener.port == i32::from(port)) {
        return None;
    }
    let others: Vec<String> = listeners.iter().map(|l| format!("{}:{}", l.protocol, l.port)).collect();
    Some(Verdict::fail("http-no-listener").evidence(&lb.arn, at, json!({ "listeners": others })))
}

/// No group of the load balancer admits the port from any address of the internet. A prefix list or a
/// single public address may be the learner's own: then nothing is certain.
fn groups(cx: &Context<'_>, lb: Found<'_, LoadBalancer>, port: u16) -> Option<Verdict> {
    let (all, at) = cx.facts.security_groups.get("ec2:DescribeSecurityGroups").ok()?;
    if lb.group_ids.is_empty() {
        return None;
    }
    let mut names = Vec::new();
    for id in &lb.group_ids {
        let group = all.iter().find(|group| group.id == *id)?;
        if may_admit_outsiders(group, port) {
            return None;
        }
        names.push(label(Some(&group.name), id));
    }
    let fact = json!({ "security_groups": lb.group_ids });
    Some(Verdict::fail("http-closed-group").arg("groups", names).evidence(&lb.arn, at, fact))
}

fn may_admit_outsiders(group: &SecurityGroup, port: u16) -> bool {
    let outside = |peer: &Peer| match peer {
        Peer::Cidr { cidr } => !is_private(cidr),
        Peer::PrefixList { .. } => true,
        Peer::Group { .. } => false,
    };
    group.ingress.iter().filter(|rule| covers_tcp(rule, port)).any(|rule| rule.peers.iter().any(outside))
}

/// Wholly inside the blocks that the internet does not route (RFC 1918, RFC 4193).
fn is_private(cidr: &IpNet) -> bool {
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
        .iter()
        .filter_map(|block| block.parse::<IpNet>().ok())
        .any(|block| block.contains(cidr))
}

/// None of its subnets has a way to an internet gateway.
fn routes(cx: &Context<'_>, lb: Found<'_, LoadBalancer>) -> Option<Verdict> {
    let subnets = PublicOrNot::of(cx, lb).ok()?;
    if subnets.private.is_empty() || !subnets.public.is_empty() || !subnets.unlisted.is_empty() {
        return None;
    }
    let fact = json!({ "availability_zones": lb.zones, "private_subnets": subnets.private });
    Some(Verdict::fail("http-no-route").evidence(&lb.arn, lb.at, fact).arg("subnets", subnets.private))
}
