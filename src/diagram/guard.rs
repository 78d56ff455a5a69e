//! Security groups as guards at a door: whom each lets in at the ports in question, and whether those are enough.

use super::architecture::{Admission, Guard, Mark};
use crate::check::ports::{self, Admitted};
use crate::facts::Facts;
use crate::facts::balancing::LoadBalancer;
use crate::facts::network::{Permission, SecurityGroup};

/// The groups `ids`, with what each admits at `ports`. A group that was not seen is drawn by its id, as unknown.
pub(super) fn guards(facts: &Facts, ids: &[String], ports: &[u16]) -> Vec<Guard> {
    let known = facts.security_groups.value();
    ids.iter()
        .map(|id| match known.and_then(|groups| groups.iter().find(|group| group.id == *id)) {
            Some(group) => {
                Guard { name: group.name.clone(), admits: admissions(facts, group, ports), mark: Mark::Plain }
            }
            None => Guard { name: id.clone(), mark: Mark::Unknown, ..Guard::default() },
        })
        .collect()
}

fn admissions(facts: &Facts, group: &SecurityGroup, ports: &[u16]) -> Vec<Admission> {
    let mut admissions: Vec<Admission> = ports
        .iter()
        .flat_map(|port| {
            let openings = ports::openings(&group.ingress, |permission| ports::covers_tcp(permission, *port));
            openings.into_iter().map(|opening| Admission { port: *port, from: source(facts, opening.peer) })
        })
        .collect();
    admissions.sort();
    admissions.dedup();
    admissions
}

/// A group by its name alone: the picture has no room for ids.
fn source(facts: &Facts, peer: &crate::facts::network::Peer) -> String {
    let crate::facts::network::Peer::Group { id, .. } = peer else {
        return ports::source_text(peer);
    };
    let known = facts.security_groups.value().into_iter().flatten().find(|group| group.id == *id);
    known.map_or_else(|| id.clone(), |group| group.name.clone())
}

/// Whether the groups `ids` together admit TCP on `port` as `enough` asks; `None` where a group or a prefix list that
/// could decide it was not seen.
pub(super) fn admit(facts: &Facts, ids: &[String], port: u16, enough: impl Fn(&Admitted<'_>) -> bool) -> Option<bool> {
    let groups = facts.security_groups.value()?;
    let known: Vec<&SecurityGroup> = groups.iter().filter(|group| ids.contains(&group.id)).collect();
    let permissions: Vec<Permission> = known.iter().flat_map(|group| group.ingress.iter().cloned()).collect();
    let openings = ports::openings(&permissions, |permission| ports::covers_tcp(permission, port));
    let admitted = ports::admitted(facts, &openings);
    if enough(&admitted) {
        return Some(true);
    }
    (admitted.unread.is_empty() && known.len() == ids.len()).then_some(false)
}

/// Whether a load balancer's nodes are admitted at `port`: by one of its groups, or by an address block that holds
/// all of its subnets.
pub(super) fn admits_balancer(facts: &Facts, ids: &[String], port: u16, balancer: &LoadBalancer) -> Option<bool> {
    let stands_in = |id: &String| balancer.zones.iter().any(|zone| zone.subnet_id.as_ref() == Some(id));
    let subnets = facts.subnets.value().into_iter().flatten().filter(|subnet| stands_in(&subnet.id));
    let blocks: Vec<_> = subnets.filter_map(|subnet| subnet.cidr).collect();
    admit(facts, ids, port, |admitted| {
        admitted.groups.iter().any(|group| balancer.group_ids.iter().any(|own| own == group))
            || (!blocks.is_empty() && blocks.iter().all(|block| admitted.covers(block)))
    })
}
