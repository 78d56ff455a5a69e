//! From the load balancer's nodes to a server: Availability Zones, network ACLs, security groups.

use std::net::IpAddr;

use ipnet::IpNet;

use super::acl::{self, CLIENT_PORTS, Passage};
use super::entrance::{acl_finding, admit, mended_acl, public_subnets, subnets_of};
use super::remedy::{aws, with};
use super::servers::Servers;
use super::{Crossing, Hop};
use crate::check::find;
use crate::check::label::group_label;
use crate::check::ports::{Admitted, admitted, covers_tcp, openings};
use crate::check::verdict::Finding;
use crate::facts::balancing::TargetHealth;
use crate::facts::compute::Instance;
use crate::facts::network::{Peer, SecurityGroup, Subnet};

/// The target's Availability Zone is enabled on the load balancer.
pub(super) fn zone(servers: &Servers<'_>, target: &TargetHealth, instance: Option<&Instance>) -> Crossing {
    let hop = Hop::TargetAz;
    let known = target.availability_zone.as_deref().or_else(|| instance?.availability_zone.as_deref());
    match known {
        Some(zone) => zone_enabled(servers, &target.target_id, zone),
        None if target.state == "healthy" => {
            Crossing::sound(hop, &target.target_id, Finding::new("explain-az-proved").arg("target", &target.target_id))
        }
        None => match servers.scene.facts().instances.get("ec2:DescribeInstances") {
            Err(gap) => Crossing::gap(hop, &target.target_id, &gap),
            Ok(_) => Crossing::unseen(hop, &target.target_id, Finding::new("explain-az-unknown")),
        },
    }
}

/// The same for servers that are not registered.
pub(super) fn zone_of_candidates(servers: &Servers<'_>, running: &[&Instance]) -> Crossing {
    let known = running.first().and_then(|one| Some((one.id.as_str(), one.availability_zone.as_deref()?)));
    known.map_or_else(|| Crossing::beyond(Hop::TargetAz), |(id, zone)| zone_enabled(servers, id, zone))
}

fn zone_enabled(servers: &Servers<'_>, target: &str, zone: &str) -> Crossing {
    let lb = servers.scene.lb;
    let zones: Vec<String> = lb.zones.iter().map(|one| one.availability_zone.clone()).collect();
    let args = |id: &'static str| {
        let finding = Finding::new(id).arg("target", target).arg("zone", zone);
        finding.arg("zones", zones.clone()).arg("name", &lb.name)
    };
    if zone == "all" || zones.iter().any(|enabled| enabled == zone) {
        return Crossing::sound(Hop::TargetAz, target, args("explain-az"));
    }
    let public = lb.vpc_id.as_deref().map(|vpc| public_subnets(servers.scene.facts(), vpc)).unwrap_or_default();
    let more = public.iter().find(|subnet| subnet.availability_zone == zone).map(|subnet| subnet.id.as_str());
    let set = aws(&["elbv2", "set-subnets", "--load-balancer-arn", &lb.arn, "--subnets"]);
    let set = with(set, lb.zones.iter().filter_map(|one| one.subnet_id.as_deref()));
    Crossing::broken(Hop::TargetAz, target, args("explain-az-off")).command(with(set, [more.unwrap_or("<subnet-id>")]))
}

fn subnet_of<'a>(servers: &Servers<'a>, instance: &Instance) -> Option<&'a Subnet> {
    let id = instance.subnet_id.as_deref()?;
    servers.scene.facts().subnets.value()?.iter().find(|subnet| subnet.id == id)
}

/// A network ACL between the load balancer's subnets and the server's: broken where one closes the way, unseen
/// where it cannot be told, `None` where all pass.
pub(super) fn acls(servers: &Servers<'_>, instance: &Instance, port: u16) -> Option<Crossing> {
    let facts = servers.scene.facts();
    let list = match facts.network_acls.get("ec2:DescribeNetworkAcls") {
        Ok((list, _)) => list,
        Err(gap) => return Some(Crossing::gap(Hop::Target, &instance.id, &gap)),
    };
    let untold = || Some(Crossing::unseen(Hop::Target, &instance.id, Finding::new("explain-subnet-unlisted")));
    let Some(home) = subnet_of(servers, instance) else { return untold() };
    let port = (i32::from(port), i32::from(port));
    let mut partly = false;
    for node in subnets_of(facts, servers.scene.lb) {
        // Within one subnet no packet crosses its network ACL.
        if node.id == home.id {
            continue;
        }
        let (Some(here), Some(there)) = (home.cidr, node.cidr) else { return untold() };
        let ways = [
            (home, false, there, port, "explain-target-acl-in"),
            (home, true, there, CLIENT_PORTS, "explain-target-acl-out"),
            (node, true, here, port, "explain-target-acl-node"),
            (node, false, here, CLIENT_PORTS, "explain-target-acl-node"),
        ];
        for (subnet, egress, block, ports, id) in ways {
            let Some(acl) = acl::of_subnet(list, subnet) else { return untold() };
            match acl::passage(acl, egress, block, ports) {
                Passage::Open => {}
                Passage::Partly => partly = true,
                Passage::Closed(rule) => {
                    let seen = acl_finding(id, acl, subnet, ports, rule.map(|rule| rule.number));
                    let seen = seen.arg("target", &instance.id);
                    let crossing = Crossing::broken(Hop::Target, &acl.id, seen);
                    return Some(mended_acl(crossing, acl, egress, rule, ports));
                }
            }
        }
    }
    let seen = Finding::new("explain-target-acl-partly").arg("subnet", &home.id);
    partly.then(|| Crossing::unseen(Hop::Target, &instance.id, seen))
}

/// The load balancer's groups let requests out, and the server's let them in. `proved`: an answer has come through.
pub(super) fn security(
    servers: &Servers<'_>,
    instance: Option<&Instance>,
    target: &str,
    port: u16,
    proved: bool,
) -> Crossing {
    let hop = Hop::TargetSecurityGroup;
    let passed = |id| Crossing::sound(hop, target, Finding::new(id).arg("target", target).arg("port", port));
    let or_proved = |crossing: Crossing| if proved { passed("explain-tsg-proved") } else { crossing };
    let facts = servers.scene.facts();
    let all = match facts.security_groups.get("ec2:DescribeSecurityGroups") {
        Ok((all, _)) => all,
        Err(gap) => return or_proved(Crossing::gap(hop, target, &gap)),
    };
    // What the load balancer's groups let out shows without the server.
    let address = instance.map_or_else(|| target.parse().ok(), |instance| instance.private_ip);
    let out = lets_out(servers, all, instance, (target, address), port);
    if let Way::Closed(crossing) = out {
        return *crossing;
    }
    let Some(instance) = instance else {
        let unseen = match facts.instances.get("ec2:DescribeInstances") {
            Err(gap) => Crossing::gap(hop, target, &gap),
            Ok(_) => Crossing::unseen(hop, target, Finding::new("explain-tsg-unlisted")),
        };
        return or_proved(unseen);
    };
    if matches!(out, Way::Unknown) {
        return or_proved(Crossing::unseen(hop, target, Finding::new("explain-tsg-unlisted")));
    }
    match lets_in(servers, all, instance, port) {
        Way::Closed(crossing) => *crossing,
        Way::Unknown => or_proved(Crossing::unseen(hop, target, Finding::new("explain-tsg-unlisted"))),
        Way::Open => {
            let shown: Vec<String> = instance.group_ids.iter().map(|id| group_label(facts, id)).collect();
            let sources: Vec<String> = servers.scene.lb.group_ids.iter().map(|id| group_label(facts, id)).collect();
            let seen = Finding::new("explain-tsg").arg("groups", shown).arg("sources", sources).arg("port", port);
            Crossing::sound(hop, &instance.group_ids.join(" "), seen)
        }
    }
}

/// Whether the servers' groups admit the load balancer at this port; `None` where it cannot be told.
pub(super) fn admits(servers: &Servers<'_>, instance: &Instance, port: u16) -> Option<bool> {
    let all = servers.scene.facts().security_groups.value()?;
    match lets_in(servers, all, instance, port) {
        Way::Open => Some(true),
        Way::Closed(_) => Some(false),
        Way::Unknown => None,
    }
}

enum Way {
    Open,
    Unknown,
    Closed(Box<Crossing>),
}

fn listed<'a>(all: &'a [SecurityGroup], ids: &[String]) -> Option<Vec<&'a SecurityGroup>> {
    ids.iter().map(|id| all.iter().find(|group| group.id == *id)).collect()
}

/// `instance`: the server, where it is known; `target` as it is registered, with its address.
fn lets_out(
    servers: &Servers<'_>,
    all: &[SecurityGroup],
    instance: Option<&Instance>,
    (target, address): (&str, Option<IpAddr>),
    port: u16,
) -> Way {
    let lb = servers.scene.lb;
    if lb.group_ids.is_empty() {
        return if lb.kind == "application" { Way::Unknown } else { Way::Open };
    }
    let groups = listed(all, &lb.group_ids);
    let known = all.iter().filter(|group| lb.group_ids.contains(&group.id));
    let open: Vec<_> = known.flat_map(|group| openings(&group.egress, |rule| covers_tcp(rule, port))).collect();
    let sum = admitted(servers.scene.facts(), &open);
    let by_address = address.is_some_and(|address| sum.covers(&IpNet::from(address)));
    let own = instance.map(|instance| instance.group_ids.as_slice()).unwrap_or_default();
    if by_address || sum.groups.iter().any(|id| own.iter().any(|own| own == id)) {
        return Way::Open;
    }
    // Where the server is not known, any group that is let out to may be its own.
    let perhaps = instance.is_none() && !sum.groups.is_empty();
    if groups.is_none() || !sum.unread.is_empty() || address.is_none() || perhaps {
        return Way::Unknown;
    }
    let facts = servers.scene.facts();
    let first = lb.group_ids[0].as_str();
    let seen = Finding::new("explain-tsg-egress").arg("group", group_label(facts, first)).arg("port", port);
    let seen = seen.arg("target", target);
    let number = port.to_string();
    let out = aws(&["ec2", "authorize-security-group-egress", "--group-id", first, "--protocol", "tcp"]);
    let out = with(out, ["--port", &number]);
    let out = match (instance, address) {
        (Some(instance), _) => with(out, ["--source-group", &server_group(servers, instance)]),
        (None, Some(address)) => with(out, ["--cidr", &IpNet::from(address).to_string()]),
        (None, None) => out,
    };
    Way::Closed(Box::new(Crossing::broken(Hop::TargetSecurityGroup, first, seen).command(out)))
}

fn lets_in(servers: &Servers<'_>, all: &[SecurityGroup], instance: &Instance, port: u16) -> Way {
    let (facts, lb) = (servers.scene.facts(), servers.scene.lb);
    let known: Vec<&SecurityGroup> = all.iter().filter(|group| instance.group_ids.contains(&group.id)).collect();
    let open: Vec<_> = known.iter().flat_map(|group| openings(&group.ingress, |rule| covers_tcp(rule, port))).collect();
    let sum = admitted(facts, &open);
    if sum.groups.iter().any(|id| lb.group_ids.iter().any(|own| own == id)) {
        return Way::Open;
    }
    let nodes = subnets_of(facts, lb);
    let blocks: Vec<IpNet> = nodes.iter().filter_map(|subnet| subnet.cidr).collect();
    if !blocks.is_empty() && blocks.iter().all(|block| sum.covers(block)) {
        return Way::Open;
    }
    // A network load balancer without groups can pass its clients' addresses on.
    let clients = lb.kind != "application" && lb.group_ids.is_empty() && !sum.blocks.is_empty();
    let some = blocks.is_empty() || blocks.iter().any(|block| touches(&sum, block));
    let all_known = known.len() == instance.group_ids.len() && !instance.group_ids.is_empty() && !lb.zones.is_empty();
    if clients || (some && !sum.blocks.is_empty()) || !sum.unread.is_empty() || !all_known {
        return Way::Unknown;
    }
    let server = server_group(servers, instance);
    let source = lb.group_ids.first().map_or("<security-group-id>", String::as_str);
    let id = why_closed(&known, &lb.group_ids, sum.blocks.is_empty() && sum.groups.is_empty());
    let from: Vec<String> = sum.blocks.iter().map(ToString::to_string).collect();
    let from: Vec<String> = from.into_iter().chain(sum.groups.iter().map(|id| group_label(facts, id))).collect();
    let seen = Finding::new(id).arg("group", group_label(facts, &server)).arg("source", group_label(facts, source));
    let seen = seen.arg("port", port).arg("from", from).arg("target", &instance.id);
    let crossing = Crossing::broken(Hop::TargetSecurityGroup, &server, seen);
    Way::Closed(Box::new(crossing.command(admit(&server, port, &["--source-group", source]))))
}

/// In which of three ways: the right source at another port or protocol, another source, or nothing at all.
fn why_closed(groups: &[&SecurityGroup], sources: &[String], nobody: bool) -> &'static str {
    let ours = |peer: &Peer| matches!(peer, Peer::Group { id, .. } if sources.contains(id));
    let mut rules = groups.iter().flat_map(|group| &group.ingress);
    if rules.any(|rule| rule.peers.iter().any(ours)) {
        "explain-tsg-port"
    } else if nobody {
        "explain-tsg-closed"
    } else {
        "explain-tsg-source"
    }
}

fn touches(sum: &Admitted<'_>, block: &IpNet) -> bool {
    sum.blocks.iter().any(|open| open.contains(block) || block.contains(open))
}

/// The group of the instance that the course opens to the load balancer; else its first.
fn server_group(servers: &Servers<'_>, instance: &Instance) -> String {
    let scene = servers.scene;
    let named = scene.aim.server_group.as_ref().and_then(|(vpc, key)| {
        let vpc = find::vpc(&scene.cx, vpc).ok()?;
        find::security_group(&scene.cx, vpc.item, key).ok()
    });
    let named = named.map(|found| found.item.id.clone()).filter(|id| instance.group_ids.contains(id));
    named.or_else(|| instance.group_ids.first().cloned()).unwrap_or_else(|| "<security-group-id>".to_owned())
}
