//! From the client to the load balancer: its name, its state and scheme, its subnets, its security groups.

use std::collections::BTreeSet;

use ipnet::{IpNet, Ipv4Net};

use super::acl::{self, CLIENT_PORTS, Passage};
use super::aim::Aim;
use super::remedy::{aws, with};
use super::walk::{Scene, is_absent};
use super::{Crossing, Hop};
use crate::check::label::{group_label, label, subnet_label};
use crate::check::network::{effective_table, is_public};
use crate::check::ports::{admitted, covers_tcp, openings};
use crate::check::table::proof;
use crate::check::verdict::{Arg, Finding, Verdict};
use crate::check::{Context, find};
use crate::facts::Facts;
use crate::facts::balancing::LoadBalancer;
use crate::facts::network::{NetworkAcl, RouteTable, SecurityGroup, Subnet};
use crate::facts::reachability::DnsObservation;
use crate::facts::section::get_by_key;

/// The whole IPv4 internet.
pub(super) fn everybody() -> IpNet {
    IpNet::V4(Ipv4Net::default())
}

/// Nobody can be asked for the address of a load balancer that is not there.
pub(super) fn no_load_balancer(cx: &Context<'_>, aim: &Aim, verdict: &Verdict) -> Crossing {
    let name = cx.values.get(&aim.load_balancer);
    if !is_absent(cx.facts, verdict, name) {
        return Crossing::unseen(Hop::Dns, name, verdict.finding.clone());
    }
    let facts = cx.facts;
    if let Some(near) = nearly(cx, aim) {
        return near;
    }
    let vpc = cx.values.iter().find_map(|(key, _)| find::vpc(cx, key).ok());
    let subnets = vpc.map(|vpc| public_subnets(facts, &vpc.item.id)).unwrap_or_default();
    let home = cx.course.region.as_str();
    let id = if facts.region == home { "explain-dns-no-load-balancer" } else { "explain-dns-other-region" };
    let seen = Finding::new(id).arg("name", name).arg("region", facts.region.as_str()).arg("home", home);
    let mut command = aws(&["elbv2", "create-load-balancer", "--name", name, "--scheme", "internet-facing"]);
    if subnets.is_empty() {
        command = aws(&["elbv2", "describe-load-balancers", "--query", "LoadBalancers[].LoadBalancerName"]);
    } else {
        command = with(command, ["--subnets"]);
        command = with(command, subnets.iter().map(|subnet| subnet.id.as_str()));
    }
    Crossing::broken(Hop::Dns, name, seen).command(command)
}

/// A load balancer of a nearly right name is there: in the words of the check that looks for it.
fn nearly(cx: &Context<'_>, aim: &Aim) -> Option<Crossing> {
    let key = aim.load_balancer.as_str();
    let mut checks = cx.course.checks();
    let (_, id, _) = checks.find(|(_, _, check)| proof(&check.proves).provides().contains(&key))?;
    let finding = find::load_balancer(&Context { id: &id, ..*cx }, key).err()?.finding;
    let Some(Arg::Text(near)) = finding.args.get("near") else { return None };
    // One of another kind is no slip of the pen.
    let mut all = cx.facts.load_balancers.value()?.iter();
    all.find(|lb| lb.name == *near && lb.kind == "application")?;
    let look = aws(&["elbv2", "describe-load-balancers", "--names", near]);
    Some(Crossing::broken(Hop::Dns, cx.values.get(key), finding.clone()).command(look))
}

/// One public subnet for each Availability Zone of a VPC.
pub(super) fn public_subnets<'a>(facts: &'a Facts, vpc: &str) -> Vec<&'a Subnet> {
    let tables = facts.route_tables.value().map(Vec::as_slice).unwrap_or_default();
    let mut zones = BTreeSet::new();
    let all = facts.subnets.value().into_iter().flatten().filter(|subnet| subnet.vpc_id == vpc);
    let public = all.filter(|subnet| effective_table(tables, subnet).is_some_and(is_public));
    public.filter(|subnet| zones.insert(subnet.availability_zone.as_str())).collect()
}

pub(super) fn dns(scene: Scene<'_>) -> Crossing {
    let Some(host) = scene.lb.dns_name.as_deref() else {
        return Crossing::unseen(Hop::Dns, &scene.lb.name, Finding::new("explain-dns-untold"));
    };
    let young = scene.lb.state == "provisioning";
    let observed = get_by_key(&scene.facts().dns, host, "dns");
    match observed {
        Ok((DnsObservation::Resolved { addresses, .. }, _)) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            let seen = Finding::new("explain-dns").arg("host", host).arg("addresses", addresses);
            Crossing::sound(Hop::Dns, host, seen)
        }
        // Its name takes a few minutes to appear.
        Ok((DnsObservation::NoSuchName { .. }, _)) if young => {
            Crossing::unseen(Hop::Dns, host, Finding::new("explain-dns-not-yet").arg("host", host))
        }
        Ok((DnsObservation::NoSuchName { .. }, _)) => {
            let seen = Finding::new("explain-dns-no-such-name").arg("host", host);
            let look = aws(&["elbv2", "describe-load-balancers", "--names", &scene.lb.name]);
            Crossing::broken(Hop::Dns, host, seen).command(with(look, ["--query", "LoadBalancers[].DNSName"]))
        }
        _ if scene.answer().is_some() && scene.arrived() => {
            Crossing::sound(Hop::Dns, host, Finding::new("explain-dns-proved").arg("host", host))
        }
        Ok((DnsObservation::NoAnswer { code, .. }, _)) => {
            let seen = Finding::new("explain-dns-silent").arg("host", host).arg("code", code);
            Crossing::unseen(Hop::Dns, host, seen)
        }
        Err(gap) => Crossing::gap(Hop::Dns, host, &gap),
    }
}

pub(super) fn state(scene: Scene<'_>) -> Crossing {
    let (lb, hop) = (scene.lb, Hop::LoadBalancer);
    let seen = |id| finding_of(lb, id);
    match lb.state.as_str() {
        "provisioning" => Crossing::broken(hop, &lb.arn, seen("explain-lb-provisioning")).command(aws(&[
            "elbv2",
            "wait",
            "load-balancer-available",
            "--load-balancer-arns",
            &lb.arn,
        ])),
        "failed" => Crossing::broken(hop, &lb.arn, seen("explain-lb-failed")).command(aws(&[
            "elbv2",
            "delete-load-balancer",
            "--load-balancer-arn",
            &lb.arn,
        ])),
        "active" | "active_impaired" if lb.scheme == "internal" => {
            let subnets = lb.vpc_id.as_deref().map(|vpc| public_subnets(scene.facts(), vpc)).unwrap_or_default();
            let again = aws(&["elbv2", "create-load-balancer", "--name", &lb.name, "--scheme", "internet-facing"]);
            let again = with(with(again, ["--subnets"]), subnets.iter().map(|subnet| &subnet.id));
            let again = with(with(again, ["--security-groups"]), &lb.group_ids);
            Crossing::broken(hop, &lb.arn, seen("explain-lb-internal"))
                .command(aws(&["elbv2", "delete-load-balancer", "--load-balancer-arn", &lb.arn]))
                .command(again)
        }
        "active" | "active_impaired" => Crossing::sound(hop, &lb.arn, seen("explain-lb")),
        _ => Crossing::unseen(hop, &lb.arn, seen("explain-lb-state-unknown")),
    }
}

fn finding_of(lb: &LoadBalancer, id: &'static str) -> Finding {
    let finding = Finding::new(id);
    let reason = lb.state_reason.as_deref().unwrap_or("-");
    finding.arg("name", lb.name.as_str()).arg("state", lb.state.as_str()).arg("reason", reason)
}

/// The subnets of the load balancer that are listed.
pub(super) fn subnets_of<'a>(facts: &'a Facts, lb: &LoadBalancer) -> Vec<&'a Subnet> {
    let ids = lb.zones.iter().filter_map(|zone| zone.subnet_id.as_deref());
    ids.filter_map(|id| facts.subnets.value()?.iter().find(|subnet| subnet.id == id)).collect()
}

pub(super) fn subnets(scene: Scene<'_>) -> Crossing {
    let (hop, facts, lb) = (Hop::LoadBalancerSubnet, scene.facts(), scene.lb);
    let section = facts.subnets.get("ec2:DescribeSubnets");
    let tables = facts.route_tables.get("ec2:DescribeRouteTables");
    let subnets = subnets_of(facts, lb);
    let acls = facts.network_acls.get("ec2:DescribeNetworkAcls");
    let closed = acls.as_ref().ok().and_then(|(acls, _)| subnets.iter().find_map(|one| closed_acl(scene, acls, one)));
    let (tables, _) = match (section, tables) {
        (Ok(_), Ok(tables)) => tables,
        // Whatever the routes are, a network ACL that lets nobody through does not.
        (Err(gap), _) | (_, Err(gap)) => {
            return closed.unwrap_or_else(|| proved_or(scene, Crossing::gap(hop, &lb.name, &gap)));
        }
    };
    let private: Vec<&Subnet> =
        subnets.iter().copied().filter(|s| effective_table(tables, s).is_some_and(|table| !is_public(table))).collect();
    if let Some(first) = private.first().filter(|_| lb.scheme != "internal") {
        return no_route(scene, first, &private, tables);
    }
    let untold = subnets.len() < lb.zones.len() || subnets.iter().any(|s| effective_table(tables, s).is_none());
    if untold || subnets.is_empty() {
        return proved_or(scene, Crossing::unseen(hop, &lb.name, Finding::new("explain-subnet-unlisted")));
    }
    if let Err(gap) = acls {
        return proved_or(scene, Crossing::gap(hop, &lb.name, &gap));
    }
    closed.unwrap_or_else(|| {
        let named: Vec<String> = subnets.iter().map(|subnet| subnet_label(subnet)).collect();
        let ids: Vec<&str> = subnets.iter().map(|subnet| subnet.id.as_str()).collect();
        Crossing::sound(hop, &ids.join(" "), Finding::new("explain-subnet").arg("subnets", named))
    })
}

/// An answer from behind proves what could not be seen on the way.
fn proved_or(scene: Scene<'_>, unseen: Crossing) -> Crossing {
    if scene.arrived() { Crossing::sound(unseen.hop, &unseen.resource, Finding::new("explain-proved")) } else { unseen }
}

fn no_route(scene: Scene<'_>, first: &Subnet, private: &[&Subnet], tables: &[RouteTable]) -> Crossing {
    let hop = Hop::LoadBalancerSubnet;
    let named: Vec<String> = private.iter().map(|subnet| subnet_label(subnet)).collect();
    let table = effective_table(tables, first);
    let table_id = table.map_or("-", |table| table.id.as_str());
    let gone = table.into_iter().flat_map(|table| &table.routes).find(|route| {
        route.state == "blackhole" && route.target.as_deref().is_some_and(|target| target.starts_with("igw-"))
    });
    let args = |finding: Finding| finding.arg("subnets", named.clone()).arg("table", table_id);
    if let Some(gateway) = gone.and_then(|route| route.target.as_deref()) {
        let seen = args(Finding::new("explain-subnet-gateway-detached")).arg("gateway", gateway);
        let attach = aws(&["ec2", "attach-internet-gateway", "--internet-gateway-id", gateway]);
        return Crossing::broken(hop, &first.id, seen).command(with(attach, ["--vpc-id", &first.vpc_id]));
    }
    let public = public_subnets(scene.facts(), &first.vpc_id);
    if public.len() >= 2 {
        let shown: Vec<String> = public.iter().map(|subnet| subnet_label(subnet)).collect();
        let seen = args(Finding::new("explain-subnet-private")).arg("public", shown).arg("name", &scene.lb.name);
        let set = aws(&["elbv2", "set-subnets", "--load-balancer-arn", &scene.lb.arn, "--subnets"]);
        return Crossing::broken(hop, &first.id, seen).command(with(set, public.iter().map(|subnet| &subnet.id)));
    }
    let known = tables.iter().filter(|table| table.vpc_id == first.vpc_id).flat_map(|table| &table.routes);
    let gateway = known.filter_map(|route| route.target.as_deref()).find(|target| target.starts_with("igw-"));
    let mut crossing = Crossing::broken(hop, &first.id, args(Finding::new("explain-subnet-no-route")));
    if gateway.is_none() {
        let filter = format!("Name=attachment.vpc-id,Values={}", first.vpc_id);
        let query = "InternetGateways[].InternetGatewayId";
        let look = aws(&["ec2", "describe-internet-gateways", "--filters", &filter, "--query", query]);
        crossing = crossing.command(look);
    }
    let route = aws(&["ec2", "create-route", "--route-table-id", table_id, "--destination-cidr-block", "0.0.0.0/0"]);
    crossing.command(with(route, ["--gateway-id", gateway.unwrap_or("<igw-id>")]))
}

/// The network ACL of a subnet keeps clients out, or the answers to them in.
fn closed_acl(scene: Scene<'_>, acls: &[NetworkAcl], subnet: &Subnet) -> Option<Crossing> {
    let port = i32::from(scene.aim.port);
    let acl = acl::of_subnet(acls, subnet)?;
    for (egress, ports) in [(false, (port, port)), (true, CLIENT_PORTS)] {
        let found = acl::passage(acl, egress, everybody(), ports);
        if let Passage::Closed(rule) = found {
            let id = if egress { "explain-subnet-acl-out" } else { "explain-subnet-acl-in" };
            let seen = acl_finding(id, acl, subnet, ports, rule.map(|rule| rule.number));
            return Some(mended_acl(
                Crossing::broken(Hop::LoadBalancerSubnet, &acl.id, seen),
                acl,
                egress,
                rule,
                ports,
            ));
        }
    }
    None
}

pub(super) fn acl_finding(
    id: &'static str,
    acl: &NetworkAcl,
    subnet: &Subnet,
    ports: (i32, i32),
    rule: Option<i32>,
) -> Finding {
    let finding = Finding::new(id);
    let rule =
        rule.map_or_else(|| "*".to_owned(), |number| if number == LAST { "*".to_owned() } else { number.to_string() });
    let ports = if ports.0 == ports.1 { ports.0.to_string() } else { format!("{}-{}", ports.0, ports.1) };
    finding.arg("acl", acl.id.as_str()).arg("subnet", subnet_label(subnet)).arg("ports", ports).arg("rule", rule)
}

/// The number of the rule that denies the rest, shown as `*`.
const LAST: i32 = 32_767;

/// The command that opens a network ACL: without the rule that denies, or with one that allows.
pub(super) fn mended_acl(
    crossing: Crossing,
    acl: &NetworkAcl,
    egress: bool,
    rule: Option<&crate::facts::network::AclEntry>,
    ports: (i32, i32),
) -> Crossing {
    let side = if egress { "--egress" } else { "--ingress" };
    if let Some(rule) = rule.filter(|rule| rule.number != LAST) {
        let number = rule.number.to_string();
        let delete = aws(&["ec2", "delete-network-acl-entry", "--network-acl-id", &acl.id, side]);
        return crossing.command(with(delete, ["--rule-number", &number]));
    }
    let taken = |number: &i32| acl.entries.iter().any(|entry| entry.egress == egress && entry.number == *number);
    let number = (1..LAST / 10).map(|n| n * 10).find(|number| !taken(number)).unwrap_or(1).to_string();
    let range = format!("From={},To={}", ports.0, ports.1);
    let create = aws(&["ec2", "create-network-acl-entry", "--network-acl-id", &acl.id, side, "--rule-number", &number]);
    let what = ["--protocol", "tcp", "--port-range", &range, "--cidr-block", "0.0.0.0/0", "--rule-action", "allow"];
    crossing.command(with(create, what))
}

/// The load balancer's groups were seen to open this port to everybody.
pub(super) fn is_open(facts: &Facts, lb: &LoadBalancer, port: u16) -> bool {
    let all = facts.security_groups.value().into_iter().flatten();
    let own = all.filter(|group| lb.group_ids.contains(&group.id));
    let open: Vec<_> = own.flat_map(|group| openings(&group.ingress, |rule| covers_tcp(rule, port))).collect();
    admitted(facts, &open).covers(&everybody())
}

/// The groups of the load balancer: what they let in together.
pub(super) fn groups(scene: Scene<'_>) -> Crossing {
    let (hop, facts, lb) = (Hop::LoadBalancerGroup, scene.facts(), scene.lb);
    let port = scene.aim.port;
    if lb.group_ids.is_empty() {
        // A network load balancer may have none: nothing is filtered then.
        let none = Finding::new("explain-lb-group-none").arg("name", &lb.name);
        return if lb.kind == "application" {
            proved_or(scene, Crossing::unseen(hop, &lb.name, none))
        } else {
            Crossing::sound(hop, &lb.name, none)
        };
    }
    let all = match facts.security_groups.get("ec2:DescribeSecurityGroups") {
        Ok((all, _)) => all,
        Err(gap) => return proved_or(scene, Crossing::gap(hop, &lb.group_ids.join(" "), &gap)),
    };
    let listed: Vec<&SecurityGroup> = all.iter().filter(|group| lb.group_ids.contains(&group.id)).collect();
    let open: Vec<_> =
        listed.iter().flat_map(|group| openings(&group.ingress, |rule| covers_tcp(rule, port))).collect();
    let sum = admitted(facts, &open);
    let names: Vec<String> = lb.group_ids.iter().map(|id| group_label(facts, id)).collect();
    let args = |id: &'static str| {
        let sources: Vec<String> = sum.blocks.iter().map(ToString::to_string).collect();
        let sources = sources.into_iter().chain(sum.groups.iter().map(|id| group_label(facts, id)));
        let finding = Finding::new(id);
        finding.arg("groups", names.clone()).arg("port", port).arg("sources", sources.collect::<Vec<_>>())
    };
    if sum.covers(&everybody()) {
        return Crossing::sound(hop, &lb.group_ids.join(" "), args("explain-lb-group"));
    }
    if listed.len() < lb.group_ids.len() {
        return proved_or(scene, Crossing::unseen(hop, &lb.group_ids.join(" "), args("explain-lb-group-unlisted")));
    }
    if let Some((_, gap)) = sum.unread.first() {
        return proved_or(scene, Crossing::gap(hop, &lb.group_ids.join(" "), gap));
    }
    if let Some(meant) = meant_group(scene) {
        let seen =
            args("explain-lb-group-other").arg("meant", label(Some(&meant.name), &meant.id)).arg("name", &lb.name);
        let set = aws(&["elbv2", "set-security-groups", "--load-balancer-arn", &lb.arn]);
        return Crossing::broken(hop, &lb.arn, seen).command(with(set, ["--security-groups", &meant.id]));
    }
    let id = if open.is_empty() { "explain-lb-group-closed" } else { "explain-lb-group-narrow" };
    // What is opened here should not open the servers as well.
    let own = lb.group_ids.iter().find(|id| !worn_by_servers(facts, id));
    let first = own.unwrap_or(&lb.group_ids[0]).as_str();
    let group = listed.iter().find(|group| group.id == first).map(|group| label(Some(&group.name), first));
    let seen = args(id).arg("group", group.unwrap_or_else(|| first.to_owned()));
    Crossing::broken(hop, first, seen).command(admit(first, port, &["--cidr", "0.0.0.0/0"]))
}

/// A group that the course names, that lets everybody in and that nothing wears: it was made for this load balancer
/// and not attached. Attaching it mends the way without opening a group that servers wear.
fn meant_group(scene: Scene<'_>) -> Option<&SecurityGroup> {
    let (facts, lb, port) = (scene.facts(), scene.lb, scene.aim.port);
    let named = |group: &SecurityGroup| scene.cx.values.iter().any(|(_, it)| it == group.name || it == group.id);
    let lets_in = |group: &SecurityGroup| {
        admitted(facts, &openings(&group.ingress, |rule| covers_tcp(rule, port))).covers(&everybody())
    };
    // Without a look at the instances, nobody can say what nothing wears.
    facts.instances.value()?;
    facts.security_groups.value()?.iter().find(|group| {
        group.vpc_id == lb.vpc_id
            && !lb.group_ids.contains(&group.id)
            && named(group)
            && !worn_by_servers(facts, &group.id)
            && lets_in(group)
    })
}

fn worn_by_servers(facts: &Facts, group: &str) -> bool {
    facts.instances.value().into_iter().flatten().any(|instance| instance.group_ids.iter().any(|id| id == group))
}

/// Lets TCP on a port into a group.
pub(super) fn admit(group: &str, port: u16, from: &[&str]) -> Vec<String> {
    let port = port.to_string();
    let admit = aws(&["ec2", "authorize-security-group-ingress", "--group-id", group, "--protocol", "tcp"]);
    with(with(admit, ["--port", &port]), from)
}
