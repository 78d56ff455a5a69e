//! The subnets of a load balancer, one a zone: what is asked for, whether AWS would take it, `SetSubnets` and
//! `SetIpAddressType`.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{LoadBalancer, LoadBalancerKind, LoadBalancerZone, Region, Subnet};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::ec2::{address, interface};
use super::super::fault::Fault;
use super::load_balancers::shown_zone;
use super::{addresses, names, nodes};

pub(super) const OPERATIONS: Table = &[("SetIpAddressType", set_ip_address_type), ("SetSubnets", set_subnets)];

/// Addresses that have to be free in each subnet, as a load balancer needs room to grow.
const ROOM: u32 = 8;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SubnetMapping {
    subnet_id: Option<String>,
    allocation_id: Option<String>,
    #[serde(rename = "PrivateIPv4Address")]
    private_ipv4_address: Option<String>,
}

/// A zone that passed every check.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) subnet_id: String,
    pub(super) zone: String,
    pub(super) allocation_id: Option<String>,
    pub(super) private_ip: Option<Ipv4Addr>,
}

/// Both ways to name subnets, as one.
pub(super) fn wanted(
    subnets: Option<Vec<String>>,
    mappings: Option<Vec<SubnetMapping>>,
) -> Result<Vec<SubnetMapping>, Fault> {
    let (subnets, mappings) = (subnets.unwrap_or_default(), mappings.unwrap_or_default());
    if !subnets.is_empty() && !mappings.is_empty() {
        return Err(Fault::validation("You can specify either subnets or subnet mappings, but not both"));
    }
    if mappings.iter().any(|mapping| mapping.subnet_id.is_none()) {
        return Err(Fault::validation("A subnet ID must be specified in each subnet mapping"));
    }
    let plain = |id| SubnetMapping { subnet_id: Some(id), allocation_id: None, private_ipv4_address: None };
    Ok(if mappings.is_empty() { subnets.into_iter().map(plain).collect() } else { mappings })
}

/// The VPC and the zones that a load balancer would have. `already` are the zones that it has now, whose
/// addresses are its own.
pub(super) fn plan(
    region: &Region,
    kind: LoadBalancerKind,
    internet_facing: bool,
    wanted: Vec<SubnetMapping>,
    already: &[LoadBalancerZone],
) -> Result<(String, Vec<Planned>), Fault> {
    let application = kind == LoadBalancerKind::Application;
    let two = "At least two subnets in two different Availability Zones must be specified";
    if wanted.is_empty() {
        return Err(Fault::validation(if application { two } else { "At least one subnet must be specified" }));
    }
    let mut planned: Vec<Planned> = Vec::new();
    let mut vpc_id: Option<&str> = None;
    for mapping in wanted {
        let id = mapping.subnet_id.clone().unwrap_or_default();
        let absent = || Fault::new("SubnetNotFound", format!("The subnet ID '{id}' does not exist"));
        let subnet = region.subnets.get(&id).ok_or_else(absent)?;
        if vpc_id.is_some_and(|vpc| vpc != subnet.vpc_id) {
            return Err(Fault::new("InvalidConfigurationRequest", "All subnets must belong to the same VPC"));
        }
        vpc_id = Some(&subnet.vpc_id);
        if planned.iter().any(|other| other.zone == subnet.zone) {
            let message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
            return Err(Fault::new("InvalidConfigurationRequest", message));
        }
        planned.push(Planned {
            private_ip: private_ip(subnet, &mapping, application, internet_facing)?,
            allocation_id: allocation(region, mapping.allocation_id, application, internet_facing, already)?,
            zone: subnet.zone.clone(),
            subnet_id: id,
        });
    }
    if application && planned.len() < 2 {
        return Err(Fault::validation(two));
    }
    let vpc = vpc_id.unwrap_or_default();
    if internet_facing && !region.internet_gateways.values().any(|one| one.vpc_id.as_deref() == Some(vpc)) {
        return Err(Fault::new("InvalidSubnet", format!("VPC {vpc} has no internet gateway")));
    }
    Ok((vpc.to_owned(), planned))
}

fn private_ip(
    subnet: &Subnet,
    mapping: &SubnetMapping,
    application: bool,
    internet_facing: bool,
) -> Result<Option<Ipv4Addr>, Fault> {
    let Some(given) = &mapping.private_ipv4_address else { return Ok(None) };
    if application || internet_facing {
        let message = "Private IPv4 addresses are supported only for internal load balancers with type 'network'";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    let address = given.parse().ok();
    if let Some(address) = address.filter(|one| addresses::block(subnet).is_some_and(|block| block.contains(one))) {
        return Ok(Some(address));
    }
    let message = format!("The private IPv4 address '{given}' is not within the CIDR of subnet '{}'", subnet.id);
    Err(Fault::new("InvalidConfigurationRequest", message))
}

fn allocation(
    region: &Region,
    id: Option<String>,
    application: bool,
    internet_facing: bool,
    already: &[LoadBalancerZone],
) -> Result<Option<String>, Fault> {
    let Some(id) = id else { return Ok(None) };
    if application {
        let message = "Elastic IPs are not supported for load balancers with type 'application'";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    if !internet_facing {
        let message = "Elastic IPs are not supported for load balancers with scheme 'internal'";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    let Some(address) = region.addresses.get(&id) else {
        let message = format!("The allocation IDs '{id}' do not exist");
        return Err(Fault::new("AllocationIdNotFound", message));
    };
    let own = already.iter().any(|zone| zone.allocation_id.as_ref() == Some(&id));
    if address.association.is_some() && !own {
        return Err(Fault::new("ResourceInUse", format!("The allocation ID '{id}' is already in use")));
    }
    Ok(Some(id))
}

/// Refuses subnets without room for a node.
pub(super) fn enough_space(region: &Region, zones: &[Planned]) -> Result<(), Fault> {
    for zone in zones {
        let Some(subnet) = region.subnets.get(&zone.subnet_id) else { continue };
        if address::available(region, subnet) < ROOM {
            let message = format!(
                "Not enough IP space available in {}. ELB requires at least {ROOM} free IP addresses in each subnet.",
                zone.subnet_id
            );
            return Err(Fault::new("InvalidSubnet", message));
        }
        let taken = |ip: Ipv4Addr| {
            region.network_interfaces.values().any(|one| one.subnet_id == subnet.id && one.private_ip == ip)
        };
        if let Some(ip) = zone.private_ip.filter(|ip| taken(*ip)) {
            let message = format!("The private IPv4 address '{ip}' is already in use");
            return Err(Fault::new("ResourceInUse", message));
        }
    }
    Ok(())
}

/// Whether subnets carry the addresses that an address type needs.
pub(super) fn check_address_type<'a>(
    region: &Region,
    kind: &str,
    mut subnets: impl Iterator<Item = &'a str>,
) -> Result<(), Fault> {
    let v6 = |id: &str| region.subnets.get(id).is_some_and(|subnet| !subnet.ipv6_cidrs.is_empty());
    if kind != "ipv4" && !subnets.all(v6) {
        return Err(Fault::validation("You must specify subnets with an associated IPv6 CIDR block."));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetSubnetsInput {
    load_balancer_arn: String,
    subnets: Option<Vec<String>>,
    subnet_mappings: Option<Vec<SubnetMapping>>,
    ip_address_type: Option<String>,
}

fn set_subnets(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: SetSubnetsInput = read(input)?;
    let region = call.region();
    let one = names::load_balancer(region, &input.load_balancer_arn)?.clone();
    let wanted = wanted(input.subnets, input.subnet_mappings)?;
    let (vpc, planned) = plan(region, one.kind, one.internet_facing, wanted, &one.zones)?;
    if vpc != one.vpc_id {
        let message = format!("The specified subnets are not in the VPC '{}' of the load balancer", one.vpc_id);
        return Err(Fault::new("InvalidSubnet", message));
    }
    let address_type = input.ip_address_type.unwrap_or_else(|| one.ip_address_type.clone());
    check_address_type(region, &address_type, planned.iter().map(|zone| zone.subnet_id.as_str()))?;
    let kept = |zone: &Planned| one.zones.iter().find(|now| now.subnet_id == zone.subnet_id);
    let added: Vec<Planned> = planned.iter().filter(|zone| kept(zone).is_none()).cloned().collect();
    enough_space(region, &added)?;
    let zones = exchange(call, &one, &planned, added)?;
    let network = one.kind == LoadBalancerKind::Network;
    let shown: Vec<Value> = zones.iter().map(|zone| shown_zone(zone, network)).collect();
    if let Some(stored) = call.region().load_balancers.get_mut(&one.arn) {
        stored.zones = zones;
        stored.ip_address_type.clone_from(&address_type);
    }
    Ok(answer(json!({ "AvailabilityZones": shown, "IpAddressType": address_type })))
}

/// Keeps the nodes of subnets that stay, removes the others, adds what is new.
fn exchange(
    call: &mut Call<'_>,
    one: &LoadBalancer,
    planned: &[Planned],
    added: Vec<Planned>,
) -> Result<Vec<LoadBalancerZone>, Fault> {
    let mut zones = nodes::add(call, one, added)?;
    for now in &one.zones {
        if planned.iter().any(|zone| zone.subnet_id == now.subnet_id) {
            zones.push(now.clone());
        } else {
            interface::remove(call.region(), &now.interface);
        }
    }
    let asked = |zone: &LoadBalancerZone| planned.iter().position(|one| one.subnet_id == zone.subnet_id);
    zones.sort_by_key(asked);
    Ok(zones)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetIpAddressTypeInput {
    load_balancer_arn: String,
    ip_address_type: String,
}

fn set_ip_address_type(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: SetIpAddressTypeInput = read(input)?;
    let region = call.region();
    let one = names::load_balancer(region, &input.load_balancer_arn)?;
    check_address_type(region, &input.ip_address_type, one.zones.iter().map(|zone| zone.subnet_id.as_str()))?;
    if let Some(stored) = region.load_balancers.get_mut(&input.load_balancer_arn) {
        stored.ip_address_type.clone_from(&input.ip_address_type);
    }
    Ok(json!({ "IpAddressType": input.ip_address_type }))
}
