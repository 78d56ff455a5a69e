//! Elastic IP addresses: allocate, associate, release.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Address, InstanceState, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{address, kind};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("AllocateAddress", allocate_address),
    ("DescribeAddresses", describe_addresses),
    // Reverse names: none is ever set here.
    ("DescribeAddressesAttribute", |_, _| Ok(json!({ "Addresses": [] }))),
    ("AssociateAddress", associate_address),
    ("DisassociateAddress", disassociate_address),
    ("ReleaseAddress", release_address),
];

/// Elastic IPs that a region gives an account: AWS's default quota.
const QUOTA: usize = 5;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Allocate {
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn allocate_address(call: &mut Call<'_>, input: Value) -> Outcome {
    let Allocate { tag_specifications } = read(input)?;
    let tags = tagging::for_type(&tag_specifications, &["elastic-ip"], "elastic-ip")?;
    if call.region().addresses.len() >= QUOTA {
        let message = "The maximum number of addresses has been reached.";
        return Err(Fault::new("AddressLimitExceeded", message));
    }
    let public_ip = address::public(call)?;
    let id = call.id("eipalloc");
    call.region()
        .addresses
        .insert(id.clone(), Address { allocation_id: id.clone(), public_ip, association: None, tags });
    Ok(json!({
        "AllocationId": id,
        "PublicIp": public_ip,
        "PublicIpv4Pool": "amazon",
        "NetworkBorderGroup": call.region,
        "Domain": "vpc",
    }))
}

fn shown(region: &Region, address: &Address, owner: &str) -> Value {
    let interface = address.association.as_ref().and_then(|(id, _)| region.network_interfaces.get(id));
    json!({
        "AllocationId": address.allocation_id,
        "PublicIp": address.public_ip,
        "Domain": "vpc",
        "PublicIpv4Pool": "amazon",
        "NetworkBorderGroup": region.name,
        "AssociationId": address.association.as_ref().map(|(_, id)| id),
        "NetworkInterfaceId": interface.map(|one| one.id.as_str()),
        "NetworkInterfaceOwnerId": interface.map(|_| owner),
        "SubnetId": interface.map(|one| one.subnet_id.as_str()),
        "PrivateIpAddress": interface.map(|one| one.private_ip),
        "InstanceId": interface.and_then(|one| one.attachment.as_ref()).and_then(|one| one.instance_id.as_ref()),
        "Tags": tagging::shown(&address.tags),
    })
}

const FILTERS: &[&str] = &[
    "allocation-id",
    "association-id",
    "domain",
    "instance-id",
    "network-border-group",
    "network-interface-id",
    "network-interface-owner-id",
    "private-ip-address",
    "public-ip",
];

fn describe_addresses(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Ips {
        #[serde(default)]
        public_ips: Vec<Ipv4Addr>,
    }
    let mut listing = Listing::read(&input, "AllocationIds")?;
    let Ips { public_ips } = read(input)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    for ip in public_ips {
        listing.ids.push(by_ip(region, ip)?.allocation_id.clone());
    }
    let fields = |address: &Address, name: &str| {
        let shown = shown(region, address, &owner);
        let member = match name {
            "allocation-id" => "AllocationId",
            "association-id" => "AssociationId",
            "domain" => "Domain",
            "instance-id" => "InstanceId",
            "network-border-group" => "NetworkBorderGroup",
            "network-interface-id" => "NetworkInterfaceId",
            "network-interface-owner-id" => "NetworkInterfaceOwnerId",
            "private-ip-address" => "PrivateIpAddress",
            _ => "PublicIp",
        };
        shown[member].as_str().map(one).unwrap_or_default()
    };
    let (found, _) = listing.select(&kind::ADDRESS, &region.addresses, FILTERS, |one| &one.tags, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|address| shown(region, address, &owner)).collect();
    Ok(answer(json!({ "Addresses": shown })))
}

fn by_ip(region: &Region, ip: Ipv4Addr) -> Result<&Address, Fault> {
    let message = format!("Address '{ip}' not found.");
    region
        .addresses
        .values()
        .find(|one| one.public_ip == ip)
        .ok_or_else(|| Fault::new("InvalidAddress.NotFound", message))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Associate {
    allocation_id: Option<String>,
    public_ip: Option<Ipv4Addr>,
    instance_id: Option<String>,
    network_interface_id: Option<String>,
    allow_reassociation: Option<bool>,
}

fn named<'a>(region: &'a Region, id: Option<&str>, ip: Option<Ipv4Addr>) -> Result<&'a Address, Fault> {
    match (id, ip) {
        (Some(id), _) => kind::ADDRESS.find(&region.addresses, id),
        (None, Some(ip)) => by_ip(region, ip),
        (None, None) => {
            let message = "Either public IP or allocation id must be specified";
            Err(Fault::new("MissingParameter", message))
        }
    }
}

fn associate_address(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Associate = read(input)?;
    let region = call.region();
    let address = named(region, input.allocation_id.as_deref(), input.public_ip)?;
    let (allocation, ip) = (address.allocation_id.clone(), address.public_ip);
    let interface = wanted_interface(region, &input)?;
    if let Some((other, id)) = &address.association {
        if *other == interface {
            return Ok(json!({ "AssociationId": id }));
        }
        if input.allow_reassociation == Some(false) {
            let message = format!("resource {allocation} is already associated with associate-id {id}");
            return Err(Fault::new("Resource.AlreadyAssociated", message));
        }
    }
    refuse_unattached_vpc(region, &interface)?;
    let id = call.id("eipassoc");
    let region = call.region();
    release(region, &allocation);
    for other in region.addresses.values_mut() {
        if other.association.as_ref().is_some_and(|(at, _)| *at == interface) {
            other.association = None;
        }
    }
    if let Some(one) = region.network_interfaces.get_mut(&interface) {
        one.public_ip = Some(ip);
    }
    if let Some(address) = region.addresses.get_mut(&allocation) {
        address.association = Some((interface, id.clone()));
    }
    Ok(json!({ "AssociationId": id }))
}

fn wanted_interface(region: &Region, input: &Associate) -> Result<String, Fault> {
    match (&input.network_interface_id, &input.instance_id) {
        (Some(id), _) => Ok(kind::NETWORK_INTERFACE.find(&region.network_interfaces, id)?.id.clone()),
        (None, Some(id)) => {
            let instance = region.instances.get(id);
            let instance = instance.ok_or_else(|| Fault::not_found("InvalidInstanceID.NotFound", "instance ID", id))?;
            if !matches!(instance.state, InstanceState::Running | InstanceState::Stopped) {
                let message =
                    format!("The pending or terminated instance '{id}' is not in a valid state for this operation");
                return Err(Fault::new("InvalidInstanceID", message));
            }
            let first = instance.interfaces.first().cloned();
            first.ok_or_else(|| Fault::new("InvalidInstanceID", format!("Instance {id} has no network interface")))
        }
        (None, None) => {
            let message = "Either instance ID or network interface id must be specified";
            Err(Fault::new("MissingParameter", message))
        }
    }
}

/// A VPC without an internet gateway takes no public address.
fn refuse_unattached_vpc(region: &Region, interface: &str) -> Result<(), Fault> {
    let vpc = region.network_interfaces.get(interface).map(|one| one.vpc_id.as_str());
    if region.internet_gateways.values().any(|one| one.vpc_id.as_deref() == vpc) {
        return Ok(());
    }
    let message = format!("Network {} is not attached to any internet gateway", vpc.unwrap_or_default());
    Err(Fault::new("Gateway.NotAttached", message))
}

/// Ends an address's association, if it has one.
fn release(region: &mut Region, allocation: &str) {
    let association = region.addresses.get_mut(allocation).and_then(|address| address.association.take());
    if let Some(interface) = association.and_then(|(id, _)| region.network_interfaces.get_mut(&id)) {
        interface.public_ip = None;
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Disassociate {
    association_id: Option<String>,
    public_ip: Option<Ipv4Addr>,
}

fn disassociate_address(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Disassociate = read(input)?;
    let region = call.region();
    let allocation = match (&input.association_id, input.public_ip) {
        (Some(id), _) => {
            let found =
                region.addresses.values().find(|one| one.association.as_ref().is_some_and(|(_, have)| have == id));
            found.ok_or_else(|| Fault::not_found("InvalidAssociationID.NotFound", "association ID", id))?
        }
        (None, ip) => named(region, None, ip)?,
    };
    refuse_service_managed(region, allocation)?;
    let id = allocation.allocation_id.clone();
    release(region, &id);
    Ok(json!({}))
}

/// What a NAT gateway or a load balancer holds is not the account's to take away.
fn refuse_service_managed(region: &Region, address: &Address) -> Result<(), Fault> {
    let interface = address.association.as_ref().and_then(|(id, _)| region.network_interfaces.get(id));
    if interface.is_some_and(|one| one.requester.is_some()) {
        let message = "You do not have permission to access the specified resource.";
        return Err(Fault::new("AuthFailure", message));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Release {
    allocation_id: Option<String>,
    public_ip: Option<Ipv4Addr>,
}

fn release_address(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Release = read(input)?;
    let region = call.region();
    let address = named(region, input.allocation_id.as_deref(), input.public_ip)?;
    if address.association.is_some() {
        let message = format!("Address {} is in use.", address.public_ip);
        return Err(Fault::new("InvalidIPAddress.InUse", message));
    }
    let id = address.allocation_id.clone();
    region.addresses.remove(&id);
    Ok(json!({}))
}
