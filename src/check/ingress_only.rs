//! Security groups: that a port is closed to everybody but one group.

use ipnet::IpNet;

use super::find::{self, Found};
use super::ports::{self, Opening, admitted, covers_tcp, is_all_traffic, openings, with_evidence};
use super::proof::{Context, Judged, Proof};
use super::security_group::{about, is_from, label};
use super::verdict::{Finding, Verdict};
use crate::course::Values;
use crate::course::kinds::IngressOnlyFrom;
use crate::facts::Gap;
use crate::facts::network::{Peer, Permission, SecurityGroup, Vpc};
use crate::facts::want::Want;

impl Proof for IngressOnlyFrom {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::SecurityGroups]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc, &self.group, &self.source]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        only_from(self, cx)
    }
}

/// How a port is open to somebody else. The order is that in which a learner should close them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hole {
    Cidr,
    Ipv6,
    AllTraffic,
    PortRange,
    /// Addresses of the VPC: meant for the load balancer, but open to everything in there.
    VpcCidr,
    OtherGroup,
    /// The group admits its own members.
    OwnGroup,
    PrefixList,
}

impl Hole {
    const fn finding(self) -> &'static str {
        match self {
            Self::Cidr => "ingress-open-cidr",
            Self::Ipv6 => "ingress-open-ipv6",
            Self::AllTraffic => "ingress-open-all-traffic",
            Self::PortRange => "ingress-open-port-range",
            Self::VpcCidr => "ingress-open-vpc-cidr",
            Self::OtherGroup => "ingress-open-other-group",
            Self::OwnGroup => "ingress-open-own-group",
            Self::PrefixList => "ingress-open-prefix-list",
        }
    }
}

fn only_from(check: &IngressOnlyFrom, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let group = find::security_group(cx, &vpc, &check.group)?;
    let source = find::security_group(cx, &vpc, &check.source)?;
    let mut unread: Option<Gap> = None;
    let mut stale: Option<Verdict> = None;
    for port in &check.ports {
        let mut others = openings(&group.ingress, |permission| covers_tcp(permission, *port));
        others.retain(|opening| !is_from(opening, &source.id) && !is_empty_list(cx, opening));
        let told = |opening: &Opening<'_>| gap(cx, opening).is_none() && !is_unlisted(cx, opening);
        let proven: Vec<Opening<'_>> = others.iter().copied().filter(told).collect();
        if proven.is_empty() {
            unread = unread.or_else(|| others.iter().find_map(|opening| gap(cx, opening)));
            let unlisted: Vec<Opening<'_>> = others.into_iter().filter(|opening| is_unlisted(cx, opening)).collect();
            if !unlisted.is_empty() && stale.is_none() {
                stale = Some(admits_unlisted(cx, (&group, &source), *port, &unlisted));
            }
        } else {
            return Ok(open_to_others(check, cx, (&vpc, &group, &source), *port, &proven));
        }
    }
    if let Some(gap) = unread {
        return Err(gap.into());
    }
    if let Some(verdict) = stale {
        return Ok(with_advice(check, cx, &group, verdict));
    }
    let covers = |permission: &Permission| check.ports.iter().any(|port| covers_tcp(permission, *port));
    let used = openings(&group.ingress, covers);
    let verdict = Verdict::pass("ingress-only-from-group")
        .arg("ports", check.ports.iter().map(u16::to_string).collect::<Vec<_>>())
        .arg("source", source.name.as_str())
        .arg("group", group.name.as_str());
    Ok(with_advice(check, cx, &group, with_evidence(verdict, &group, group.at, &used)))
}

/// A prefix list without entries admits nobody.
fn is_empty_list(cx: &Context<'_>, opening: &Opening<'_>) -> bool {
    match opening.peer {
        Peer::PrefixList { id } => ports::entries(cx.facts, id).is_ok_and(<[IpNet]>::is_empty),
        _ => false,
    }
}

/// A group of this account that the account does not list: deleted, and then it admits nobody, or the answers do not
/// agree. Either way nothing is proved.
fn is_unlisted(cx: &Context<'_>, opening: &Opening<'_>) -> bool {
    let Peer::Group { id, account } = opening.peer else { return false };
    let own = cx.facts.identity.value().map(|identity| &identity.account);
    let foreign = account.as_ref().is_some_and(|account| own != Some(account));
    let listed = cx.facts.security_groups.value().is_none_or(|groups| groups.iter().any(|group| group.id == *id));
    !foreign && !listed
}

/// Nothing but a group that nobody lists is left beside the right source.
fn admits_unlisted(
    cx: &Context<'_>,
    (group, source): (&Found<'_, SecurityGroup>, &SecurityGroup),
    port: u16,
    unlisted: &[Opening<'_>],
) -> Verdict {
    let open: Vec<String> = unlisted.iter().map(|opening| ports::source_label(cx.facts, opening.peer)).collect();
    let rules: Vec<String> = unlisted.iter().map(|opening| label(cx, opening)).collect();
    let verdict = about(Verdict::inconclusive("ingress-open-unlisted-group"), cx, group, port);
    let verdict = verdict.arg("source", source.name.as_str()).arg("open", open).arg("rule", rules);
    with_evidence(verdict, group, group.at, unlisted)
}

/// Why it cannot be told whom the opening admits.
fn gap(cx: &Context<'_>, opening: &Opening<'_>) -> Option<Gap> {
    match opening.peer {
        Peer::PrefixList { id } => ports::entries(cx.facts, id).err(),
        _ => None,
    }
}

fn hole(opening: &Opening<'_>, vpc: &Vpc, group: &SecurityGroup, ports: &[u16]) -> Hole {
    if is_all_traffic(opening.permission) {
        return Hole::AllTraffic;
    }
    if ports::is_wider_than(opening.permission, ports) {
        return Hole::PortRange;
    }
    match opening.peer {
        Peer::Cidr { cidr } if vpc.cidrs.iter().any(|own| own.contains(cidr)) => Hole::VpcCidr,
        Peer::Cidr { cidr: IpNet::V4(_) } => Hole::Cidr,
        Peer::Cidr { cidr: IpNet::V6(_) } => Hole::Ipv6,
        Peer::Group { id, .. } if *id == group.id => Hole::OwnGroup,
        Peer::Group { .. } => Hole::OtherGroup,
        Peer::PrefixList { .. } => Hole::PrefixList,
    }
}

fn open_to_others(
    check: &IngressOnlyFrom,
    cx: &Context<'_>,
    (vpc, group, source): (&Vpc, &Found<'_, SecurityGroup>, &SecurityGroup),
    port: u16,
    proven: &[Opening<'_>],
) -> Verdict {
    let mut holes: Vec<(Hole, Opening<'_>)> =
        proven.iter().map(|opening| (hole(opening, vpc, group, &check.ports), *opening)).collect();
    holes.sort_by_key(|(hole, _)| *hole);
    let first = holes.first().map_or(Hole::Cidr, |(hole, _)| *hole);
    let mut open: Vec<String> = Vec::new();
    for (_, opening) in &holes {
        let source = ports::source_label(cx.facts, opening.peer);
        if !open.contains(&source) {
            open.push(source);
        }
    }
    let sorted: Vec<Opening<'_>> = holes.iter().map(|(_, opening)| *opening).collect();
    let rules: Vec<String> = sorted.iter().map(|opening| label(cx, opening)).collect();
    let verdict = about(Verdict::fail(first.finding()), cx, group, port)
        .arg("source", source.name.as_str())
        .arg("open", open)
        .arg("rule", rules);
    with_advice(check, cx, group, with_evidence(verdict, group, group.at, &sorted))
}

/// Other ports that the whole internet reaches are worth a word.
fn with_advice(check: &IngressOnlyFrom, cx: &Context<'_>, group: &SecurityGroup, verdict: Verdict) -> Verdict {
    let covers = |permission: &Permission| check.ports.iter().any(|port| covers_tcp(permission, *port));
    let mut worldly: Vec<String> = Vec::new();
    for permission in group.ingress.iter().filter(|permission| !covers(permission)) {
        let rule = ports::rule_text(permission);
        let same = openings(&group.ingress, |other| ports::rule_text(other) == rule);
        if admitted(cx.facts, &same).is_world() && !worldly.contains(&rule) {
            worldly.push(rule);
        }
    }
    worldly.sort();
    if worldly.is_empty() {
        return verdict;
    }
    verdict.advise(Finding::new("advice-other-ports-open").arg("ports", worldly).arg("group", group.name.as_str()))
}

#[cfg(test)]
#[path = "ingress_only_tests.rs"]
mod tests;
