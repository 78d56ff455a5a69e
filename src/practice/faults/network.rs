//! Faults of routes and network ACLs.

use super::super::account::{AclEntry, Tags, Via};
use super::{Breakage, Scene, Unbroken, fault};

pub(super) const FAULTS: &[Breakage] = &[
    fault(
        "alb-subnet-no-route",
        "load-balancer-subnet",
        "The load balancer's subnets have no route to the internet.",
        no_route,
    ),
    fault("igw-detached", "load-balancer-subnet", "The internet gateway is detached from the VPC.", detached),
    fault(
        "acl-denies-clients",
        "load-balancer-subnet",
        "A network ACL refuses clients at the load balancer's subnets.",
        denies_clients,
    ),
    fault("acl-denies-targets", "target", "A network ACL refuses the targets' port at their subnets.", denies_targets),
    fault(
        "acl-denies-answers",
        "target",
        "A network ACL lets requests in to the targets and no answers out.",
        denies_answers,
    ),
];

fn balancer_subnets(scene: &mut Scene<'_, '_>) -> Result<Vec<String>, Unbroken> {
    Ok(scene.balancer()?.zones.iter().map(|zone| zone.subnet_id.clone()).collect())
}

fn target_subnets(scene: &mut Scene<'_, '_>) -> Result<Vec<String>, Unbroken> {
    let instances = scene.instances()?;
    let region = scene.region();
    let mut subnets: Vec<String> =
        instances.iter().filter_map(|id| region.instances.get(id)).map(|one| one.subnet_id.clone()).collect();
    subnets.sort();
    subnets.dedup();
    Ok(subnets)
}

fn no_route(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let subnets = balancer_subnets(scene)?;
    let region = scene.region();
    let tables: Vec<String> = subnets
        .iter()
        .filter_map(|id| region.subnets.get(id))
        .filter_map(|subnet| region.route_table_of(subnet))
        .map(|table| table.id.clone())
        .collect();
    for id in tables {
        if let Some(table) = region.route_tables.get_mut(&id) {
            table.routes.retain(|route| !matches!(route.via, Via::InternetGateway(_)));
        }
    }
    Ok(())
}

fn detached(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let vpc = scene.balancer()?.vpc_id.clone();
    let mut gateways = scene.region().internet_gateways.values_mut();
    let gateway =
        gateways.find(|one| one.vpc_id.as_ref() == Some(&vpc)).ok_or(Unbroken::Missing("internet gateway"))?;
    gateway.vpc_id = None;
    Ok(())
}

fn denies_clients(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let port = scene.listener()?.port;
    let subnets = balancer_subnets(scene)?;
    deny(scene, &subnets, false, (port, port))
}

fn denies_targets(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let port = scene.port()?;
    let subnets = target_subnets(scene)?;
    deny(scene, &subnets, false, (port, port))
}

fn denies_answers(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let subnets = target_subnets(scene)?;
    deny(scene, &subnets, true, (1024, u16::MAX))
}

/// Puts some subnets behind a network ACL of their own: the one in force, with a denial before everything else.
fn deny(scene: &mut Scene<'_, '_>, subnets: &[String], egress: bool, ports: (u16, u16)) -> Result<(), Unbroken> {
    let first = subnets.first().cloned().unwrap_or_default();
    let region = scene.region();
    let vpc = region.subnets.get(&first).map(|subnet| subnet.vpc_id.clone()).unwrap_or_default();
    let acls = || region.network_acls.values().filter(|acl| acl.vpc_id == vpc);
    let own = acls().find(|acl| acl.associations.iter().any(|(subnet, _)| *subnet == first));
    let in_force = own.or_else(|| acls().find(|acl| acl.default)).ok_or(Unbroken::Missing("network ACL"))?;
    let mut acl = in_force.clone();
    (acl.id, acl.default, acl.tags) = (scene.call.id("acl"), false, Tags::new());
    acl.entries.retain(|entry| entry.egress != egress || entry.number > 1);
    acl.entries.push(AclEntry {
        number: 1,
        egress,
        allow: false,
        protocol: "6".to_owned(),
        cidr: Some("0.0.0.0/0".to_owned()),
        ipv6_cidr: None,
        ports: Some(ports),
    });
    acl.associations = subnets.iter().map(|subnet| (subnet.clone(), scene.call.id("aclassoc"))).collect();
    let region = scene.region();
    for other in region.network_acls.values_mut() {
        other.associations.retain(|(subnet, _)| !subnets.contains(subnet));
    }
    region.network_acls.insert(acl.id.clone(), acl);
    Ok(())
}
