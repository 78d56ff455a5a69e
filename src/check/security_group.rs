//! Security groups: that one exists in the VPC, and what its inbound rules let in.
//!
//! What they must *not* let in is in `ingress_only`.

use ipnet::IpNet;

use super::find::{self, Found};
use super::label::vpc_label;
use super::misplaced;
use super::ports::{self, Opening, admitted, covers_tcp, covers_udp_only, openings, with_evidence};
use super::proof::{Context, Judged, Proof};
use super::verdict::{Finding, Verdict};
use crate::course::Values;
use crate::course::kinds::{IngressAllows, IngressAllowsGroup, SecurityGroupExists};
use crate::facts::Gap;
use crate::facts::network::{Peer, Permission, SecurityGroup};
use crate::facts::want::Want;
use serde_json::json;

impl Proof for SecurityGroupExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::SecurityGroups]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc]
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.group]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        exists(self, cx)
    }
}

fn exists(check: &SecurityGroupExists, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let group = find::security_group(cx, &vpc, &check.group)?;
    let fact = json!({ "name": group.name, "vpc": group.vpc_id, "description": group.description });
    let verdict = Verdict::pass("security-group-exists")
        .arg("name", group.name.as_str())
        .arg("id", group.id.as_str())
        .arg("vpc", vpc_label(cx.facts, group.vpc_id.as_deref()))
        .evidence(&group.id, group.at, fact);
    Ok(match &check.description {
        Some(wanted) if *wanted != group.description => verdict.advise(
            Finding::new("advice-description-differs")
                .arg("expected", wanted.as_str())
                .arg("actual", group.description.as_str()),
        ),
        _ => verdict,
    })
}

impl Proof for IngressAllows {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::SecurityGroups]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.group]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        allows(self, cx)
    }
}

/// The blocks that the course asks for; a course with a block that is none is broken (lint says so).
fn blocks(texts: &[String]) -> Judged<Vec<IpNet>> {
    texts
        .iter()
        .map(|text| text.parse().map_err(|_| Verdict::inconclusive("course-broken").arg("value", text).into()))
        .collect()
}

fn allows(check: &IngressAllows, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let group = find::security_group(cx, &vpc, &check.group)?;
    let wanted = blocks(&check.from)?;
    let mut unread: Option<Gap> = None;
    for port in &check.ports {
        let open = openings(&group.ingress, |permission| covers_tcp(permission, *port));
        let sum = admitted(cx.facts, &open);
        let Some(closed) = wanted.iter().find(|block| !sum.covers(block)) else { continue };
        match sum.unread.first() {
            // The list may admit what is missing.
            Some((_, gap)) => unread = unread.or_else(|| Some(gap.clone())),
            None => return Ok(not_open(cx, &group, *port, *closed, &open)),
        }
    }
    if let Some(gap) = unread {
        return Err(gap.into());
    }
    let used = openings(&group.ingress, |permission| check.ports.iter().any(|port| covers_tcp(permission, *port)));
    let verdict = Verdict::pass("ingress-allowed")
        .arg("ports", texts(&check.ports))
        .arg("from", check.from.clone())
        .arg("group", group.name.as_str());
    let verdict = with_evidence(verdict, &group, group.at, &used);
    let more = beyond(cx, &group, &check.ports, &wanted);
    Ok(if more.is_empty() {
        verdict
    } else {
        verdict.advise(Finding::new("advice-more-open").arg("open", more).arg("group", group.name.as_str()))
    })
}

fn texts(ports: &[u16]) -> Vec<String> {
    ports.iter().map(u16::to_string).collect()
}

/// Openings that the course did not ask for.
fn beyond(cx: &Context<'_>, group: &SecurityGroup, ports: &[u16], wanted: &[IpNet]) -> Vec<String> {
    let inside = |block: &IpNet| wanted.iter().any(|wanted| wanted.contains(block));
    let asked = |opening: &Opening<'_>| {
        ports::is_tcp(opening.permission)
            && !ports::is_wider_than(opening.permission, ports)
            && match opening.peer {
                Peer::Cidr { cidr } => inside(cidr),
                Peer::PrefixList { id } => ports::entries(cx.facts, id).is_ok_and(|list| list.iter().all(inside)),
                Peer::Group { .. } => false,
            }
    };
    let admits = |opening: &Opening<'_>| match opening.peer {
        Peer::PrefixList { id } => ports::entries(cx.facts, id).map_or(true, |list| !list.is_empty()),
        _ => true,
    };
    let all = openings(&group.ingress, |_| true);
    all.iter().filter(|opening| admits(opening) && !asked(opening)).map(|opening| label(cx, opening)).collect()
}

/// An opening for people: `tcp/22 ← 0.0.0.0/0`.
pub(super) fn label(cx: &Context<'_>, opening: &Opening<'_>) -> String {
    let source = ports::source_label(cx.facts, opening.peer);
    format!("{} ← {source}", ports::rule_text(opening.permission))
}

/// Why `block` does not reach TCP `port`: the nearest miss.
fn not_open(
    cx: &Context<'_>,
    group: &Found<'_, SecurityGroup>,
    port: u16,
    block: IpNet,
    open: &[Opening<'_>],
) -> Verdict {
    let covers = |permissions: &[Permission], wanted: &dyn Fn(&Permission) -> bool| {
        admitted(cx.facts, &openings(permissions, wanted)).covers(&block)
    };
    let tcp = |permission: &Permission| covers_tcp(permission, port);
    let udp = |permission: &Permission| covers_udp_only(permission, port);
    let own_egress = |permission: &Permission| ports::is_tcp(permission) && tcp(permission);
    let mut shown = open.to_vec();
    let finding = if !open.is_empty() {
        narrower(cx, block, open)
    } else if covers(&group.ingress, &udp) {
        shown = openings(&group.ingress, udp);
        "ingress-not-open-udp"
    } else if covers(&group.ingress, &ports::is_tcp) {
        shown = openings(&group.ingress, ports::is_tcp);
        "ingress-not-open-other-port"
    } else if covers(&group.egress, &own_egress) {
        "ingress-not-open-egress"
    } else if twins(cx, group).any(|twin| covers(&twin.ingress, &tcp)) {
        "ingress-not-open-twin"
    } else {
        "ingress-not-open"
    };
    let rules: Vec<String> = shown.iter().map(|opening| label(cx, opening)).collect();
    let verdict = about(Verdict::fail(finding), cx, group, port).arg("source", block.to_string()).arg("rules", rules);
    with_evidence(verdict, group, group.at, &shown)
}

/// The port is open, but not to all of the block: to whom?
fn narrower(cx: &Context<'_>, block: IpNet, open: &[Opening<'_>]) -> &'static str {
    let sum = admitted(cx.facts, open);
    let v4 = |net: &IpNet| matches!(net, IpNet::V4(_));
    let same_family = sum.blocks.iter().filter(|net| v4(net) == v4(&block)).collect::<Vec<_>>();
    match same_family.as_slice() {
        [] if !sum.blocks.is_empty() && v4(&block) => "ingress-not-open-only-ipv6",
        [] if !sum.blocks.is_empty() => "ingress-not-open-only-ipv4",
        [] if !sum.groups.is_empty() => "ingress-not-open-only-groups",
        [] => "ingress-not-open-empty-list",
        [one] if one.prefix_len() == one.max_prefix_len() => "ingress-not-open-one-address",
        _ => "ingress-not-open-narrower",
    }
}

/// Groups of the same name elsewhere.
fn twins<'a>(cx: &Context<'a>, group: &SecurityGroup) -> impl Iterator<Item = &'a SecurityGroup> {
    let (id, name) = (group.id.clone(), group.name.clone());
    let all = cx.facts.security_groups.value().into_iter().flatten();
    all.filter(move |other| other.id != id && other.name == name)
}

/// The arguments that every finding about one port of one group has.
pub(super) fn about(verdict: Verdict, cx: &Context<'_>, group: &SecurityGroup, port: u16) -> Verdict {
    verdict
        .arg("port", port)
        .arg("group", group.name.as_str())
        .arg("group_id", group.id.as_str())
        .arg("vpc", vpc_label(cx.facts, group.vpc_id.as_deref()))
}

impl Proof for IngressAllowsGroup {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::SecurityGroups]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.group, &self.source]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        allows_group(self, cx)
    }
}

fn allows_group(check: &IngressAllowsGroup, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let group = find::security_group(cx, &vpc, &check.group)?;
    let source = find::security_group(cx, &vpc, &check.source)?;
    for port in &check.ports {
        let open = openings(&group.ingress, |permission| covers_tcp(permission, *port));
        if !open.iter().any(|opening| is_from(opening, &source.id)) {
            return Ok(not_from_group(check, cx, (&group, &source), *port, &open));
        }
    }
    let covers = |permission: &Permission| check.ports.iter().any(|port| covers_tcp(permission, *port));
    let mut used = openings(&group.ingress, covers);
    used.retain(|opening| is_from(opening, &source.id));
    let verdict = Verdict::pass("ingress-allowed-from-group")
        .arg("ports", texts(&check.ports))
        .arg("source", source.name.as_str())
        .arg("group", group.name.as_str());
    Ok(with_evidence(verdict, &group, group.at, &used))
}

/// The opening is for this security group, whoever's account AWS writes beside it.
pub(super) fn is_from(opening: &Opening<'_>, group_id: &str) -> bool {
    matches!(opening.peer, Peer::Group { id, .. } if id == group_id)
}

/// Why the source group does not reach TCP `port`: the nearest miss.
fn not_from_group(
    check: &IngressAllowsGroup,
    cx: &Context<'_>,
    (group, source): (&Found<'_, SecurityGroup>, &SecurityGroup),
    port: u16,
    open: &[Opening<'_>],
) -> Verdict {
    let from_source = |permissions: &[Permission], wanted: &dyn Fn(&Permission) -> bool| {
        openings(permissions, wanted).iter().any(|opening| is_from(opening, &source.id))
    };
    // A rule that another of the ports needs is not the one to change.
    let misses = |permission: &Permission| {
        ports::is_tcp(permission) && !check.ports.iter().any(|asked| covers_tcp(permission, *asked))
    };
    let tcp = |permission: &Permission| covers_tcp(permission, port);
    let udp = |permission: &Permission| covers_udp_only(permission, port);
    let own_egress = |permission: &Permission| ports::is_tcp(permission) && tcp(permission);
    let is_twin = |id: &str| twins(cx, source).any(|twin| twin.id == id);
    let groups = admitted(cx.facts, open).groups;
    let any = |wanted: fn(&Peer) -> bool| open.iter().any(|opening| wanted(opening.peer));
    let mut shown = open.to_vec();
    let near = |wanted: &dyn Fn(&Permission) -> bool| {
        let mut near = openings(&group.item.ingress, wanted);
        near.retain(|opening| is_from(opening, &source.id));
        near
    };
    let finding = if from_source(&group.ingress, &udp) {
        shown = near(&udp);
        "ingress-not-from-group-udp"
    } else if from_source(&group.ingress, &misses) {
        shown = near(&misses);
        "ingress-not-from-group-other-port"
    } else if groups.iter().any(|id| is_twin(id)) {
        "ingress-not-from-group-twin-source"
    } else if groups.iter().any(|id| *id == group.id) {
        "ingress-not-from-group-self"
    } else if !groups.is_empty() {
        "ingress-not-from-group-other-group"
    } else if any(|peer| matches!(peer, Peer::Cidr { .. })) {
        "ingress-not-from-group-cidr"
    } else if any(|peer| matches!(peer, Peer::PrefixList { .. })) {
        "ingress-not-from-group-prefix-list"
    } else if from_source(&group.egress, &own_egress) {
        "ingress-not-from-group-egress"
    } else if twins(cx, group).any(|twin| from_source(&twin.ingress, &tcp)) {
        "ingress-not-from-group-twin"
    } else if from_source(&source.ingress, &tcp) {
        "ingress-not-from-group-on-source"
    } else {
        "ingress-not-from-group"
    };
    let rules: Vec<String> = shown.iter().map(|opening| label(cx, opening)).collect();
    let verdict = about(Verdict::fail(finding), cx, group, port)
        .arg("source", source.name.as_str())
        .arg("source_id", source.id.as_str())
        .arg("rules", rules);
    let verdict = with_evidence(verdict, group, group.at, &shown);
    match misplaced::rule(cx.facts, group, source, port) {
        Some(advice) => verdict.advise(advice),
        None => verdict,
    }
}

#[cfg(test)]
#[path = "security_group_tests.rs"]
mod tests;
