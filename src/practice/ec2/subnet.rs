//! Subnets: make, show, change, delete.

use ipnet::Ipv4Net;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Region, Subnet};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::vpc::Switch;
use super::{address, build, cidr, kind, zone};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateSubnet", create_subnet),
    ("CreateDefaultSubnet", create_default_subnet),
    ("DescribeSubnets", describe_subnets),
    ("ModifySubnetAttribute", modify_subnet_attribute),
    ("DeleteSubnet", delete_subnet),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSubnet {
    vpc_id: String,
    cidr_block: Option<String>,
    availability_zone: Option<String>,
    availability_zone_id: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_subnet(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateSubnet = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["subnet"], "subnet")?;
    let text = input.cidr_block.ok_or_else(|| Fault::missing("cidrBlock"))?;
    let zone = zone_for(&call.region, input.availability_zone.or(input.availability_zone_id).as_deref())?;
    let region = call.region();
    kind::VPC.find(&region.vpcs, &input.vpc_id)?;
    let block = block_in(region, &input.vpc_id, &text)?;
    let id = build::subnet(call, &input.vpc_id, &zone, block, tags);
    created(call, &id)
}

/// The zone that was asked for, or the region's first.
fn zone_for(region: &str, asked: Option<&str>) -> Result<String, Fault> {
    let zones = zone::zones(region);
    let found = match asked {
        None => zones.first().cloned(),
        Some(asked) => zone::find(region, asked),
    };
    found.map(|zone| zone.name).ok_or_else(|| {
        let known: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
        let message = format!(
            "Value ({}) for parameter availabilityZone is invalid. Subnets can currently only be created in the \
             following availability zones: {}.",
            asked.unwrap_or_default(),
            known.join(", ")
        );
        Fault::invalid_value(message)
    })
}

/// A subnet's block by EC2's rules: /16 to /28, inside the VPC, free of its other subnets.
fn block_in(region: &Region, vpc: &str, text: &str) -> Result<Ipv4Net, Fault> {
    let block = cidr::sized(text, "InvalidSubnet.Range")?;
    let blocks = region.vpcs.get(vpc).into_iter().flat_map(|vpc| &vpc.cidrs);
    if !blocks.filter_map(|one| one.cidr.parse::<Ipv4Net>().ok()).any(|whole| whole.contains(&block)) {
        return Err(cidr::invalid("InvalidSubnet.Range", text));
    }
    let mut others = region.subnets.values().filter(|one| one.vpc_id == vpc).filter_map(|one| one.cidr.parse().ok());
    if others.any(|other| cidr::overlap(other, block)) {
        let message = format!("The CIDR '{text}' conflicts with another subnet");
        return Err(Fault::new("InvalidSubnet.Conflict", message));
    }
    Ok(block)
}

fn created(call: &mut Call<'_>, id: &str) -> Outcome {
    let owner = call.account.id.clone();
    let region = call.region();
    Ok(answer(json!({ "Subnet": shown(region, kind::SUBNET.find(&region.subnets, id)?, &owner) })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateDefaultSubnet {
    availability_zone: Option<String>,
    availability_zone_id: Option<String>,
}

fn create_default_subnet(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateDefaultSubnet = read(input)?;
    let asked = input.availability_zone.or(input.availability_zone_id);
    let zone = zone_for(&call.region, Some(&asked.ok_or_else(|| Fault::missing("availabilityZone"))?))?;
    let region = call.region();
    let Some(vpc) = region.vpcs.values().find(|vpc| vpc.default) else {
        return Err(Fault::new("DefaultVpcDoesNotExist", "There is no default VPC in this region."));
    };
    let (vpc, whole) = (vpc.id.clone(), vpc.cidrs.first().and_then(|one| one.cidr.parse::<Ipv4Net>().ok()));
    if let Some(there) = region.subnets.values().find(|one| one.default_for_zone && one.zone == zone) {
        let message = format!("'{}' is already the default subnet in {zone}.", there.id);
        return Err(Fault::new("DefaultSubnetAlreadyExistsInAvailabilityZone", message));
    }
    let free = whole.into_iter().flat_map(|whole| whole.subnets(20).into_iter().flatten());
    let block = free.map(|block| block_in(region, &vpc, &block.to_string())).find_map(Result::ok);
    let message = "The default VPC has no room for another default subnet.";
    let block = block.ok_or_else(|| Fault::new("InvalidSubnet.Conflict", message))?;
    let id = build::default_subnet(call, &vpc, &zone, block);
    created(call, &id)
}

/// A subnet as EC2 answers it.
pub(crate) fn shown(region: &Region, subnet: &Subnet, owner: &str) -> Value {
    let ipv6: Vec<Value> = subnet.ipv6_cidrs.iter().map(ipv6_shown).collect();
    json!({
        "SubnetId": subnet.id,
        "SubnetArn": arn(region, subnet, owner),
        "OwnerId": owner,
        "State": "available",
        "VpcId": subnet.vpc_id,
        "CidrBlock": subnet.cidr,
        "Ipv6CidrBlockAssociationSet": ipv6,
        "AvailableIpAddressCount": address::available(region, subnet),
        "AvailabilityZone": subnet.zone,
        "AvailabilityZoneId": zone::find(&region.name, &subnet.zone).map(|zone| zone.id),
        "DefaultForAz": subnet.default_for_zone,
        "MapPublicIpOnLaunch": subnet.public_addresses,
        "MapCustomerOwnedIpOnLaunch": false,
        "AssignIpv6AddressOnCreation": false,
        "EnableDns64": false,
        "Ipv6Native": false,
        "PrivateDnsNameOptionsOnLaunch": {
            "HostnameType": "ip-name",
            "EnableResourceNameDnsARecord": false,
            "EnableResourceNameDnsAAAARecord": false,
        },
        "BlockPublicAccessStates": { "InternetGatewayBlockMode": "off" },
        "Tags": tagging::shown(&subnet.tags),
    })
}

/// An IPv6 block of a subnet, associated.
pub(super) fn ipv6_shown(block: &super::super::account::CidrAssociation) -> Value {
    json!({
        "AssociationId": block.id,
        "Ipv6CidrBlock": block.cidr,
        "Ipv6CidrBlockState": { "State": "associated" },
        "Ipv6AddressAttribute": "public",
        "IpSource": "amazon",
    })
}

fn arn(region: &Region, subnet: &Subnet, owner: &str) -> String {
    format!("arn:aws:ec2:{}:{owner}:subnet/{}", region.name, subnet.id)
}

const FILTERS: &[&str] = &[
    "availability-zone",
    "availabilityZone",
    "availability-zone-id",
    "availabilityZoneId",
    "available-ip-address-count",
    "cidr-block",
    "cidr",
    "cidrBlock",
    "customer-owned-ipv4-pool",
    "default-for-az",
    "defaultForAz",
    "enable-dns64",
    "enable-lni-at-device-index",
    "ipv6-cidr-block-association.ipv6-cidr-block",
    "ipv6-cidr-block-association.association-id",
    "ipv6-cidr-block-association.state",
    "ipv6-native",
    "map-customer-owned-ip-on-launch",
    "map-public-ip-on-launch",
    "outpost-arn",
    "owner-id",
    "private-dns-name-options-on-launch.hostname-type",
    "private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
    "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
    "state",
    "subnet-arn",
    "subnet-id",
    "vpc-id",
];

fn describe_subnets(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "SubnetIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |subnet: &Subnet, name: &str| field(region, subnet, &owner, name);
    let (found, next) = listing.select(&kind::SUBNET, &region.subnets, FILTERS, |subnet| &subnet.tags, fields)?;
    let subnets: Vec<Value> = found.into_iter().map(|subnet| shown(region, subnet, &owner)).collect();
    Ok(answer(json!({ "Subnets": subnets, "NextToken": next })))
}

fn field(region: &Region, subnet: &Subnet, owner: &str, name: &str) -> Vec<String> {
    match name {
        "availability-zone" | "availabilityZone" => one(&subnet.zone),
        "availability-zone-id" | "availabilityZoneId" => {
            zone::find(&region.name, &subnet.zone).map(|zone| zone.id).into_iter().collect()
        }
        "available-ip-address-count" => one(address::available(region, subnet)),
        "cidr-block" | "cidr" | "cidrBlock" => one(&subnet.cidr),
        "default-for-az" | "defaultForAz" => one(subnet.default_for_zone),
        "ipv6-cidr-block-association.ipv6-cidr-block" => subnet.ipv6_cidrs.iter().map(|b| b.cidr.clone()).collect(),
        "ipv6-cidr-block-association.association-id" => subnet.ipv6_cidrs.iter().map(|b| b.id.clone()).collect(),
        "ipv6-cidr-block-association.state" => subnet.ipv6_cidrs.iter().map(|_| "associated".to_owned()).collect(),
        "map-public-ip-on-launch" => one(subnet.public_addresses),
        "private-dns-name-options-on-launch.hostname-type" => one("ip-name"),
        "enable-dns64"
        | "ipv6-native"
        | "map-customer-owned-ip-on-launch"
        | "private-dns-name-options-on-launch.enable-resource-name-dns-a-record"
        | "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record" => one(false),
        "owner-id" => one(owner),
        "state" => one("available"),
        "subnet-arn" => one(arn(region, subnet, owner)),
        "subnet-id" => one(&subnet.id),
        "vpc-id" => one(&subnet.vpc_id),
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifySubnetAttribute {
    subnet_id: String,
    map_public_ip_on_launch: Option<Switch>,
    assign_ipv6_address_on_creation: Option<Switch>,
}

fn modify_subnet_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifySubnetAttribute = read(input)?;
    let subnet = kind::SUBNET.find_mut(&mut call.region().subnets, &input.subnet_id)?;
    if input.assign_ipv6_address_on_creation.is_some_and(|on| on.value) && subnet.ipv6_cidrs.is_empty() {
        let message = format!(
            "Invalid value 'true' for assignIpv6AddressOnCreation. The subnet '{}' does not have an IPv6 CIDR block.",
            subnet.id
        );
        return Err(Fault::invalid_value(message));
    }
    if let Some(on) = input.map_public_ip_on_launch {
        subnet.public_addresses = on.value;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    subnet_id: String,
}

fn delete_subnet(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { subnet_id: id } = read(input)?;
    let region = call.region();
    kind::SUBNET.find(&region.subnets, &id)?;
    if region.network_interfaces.values().any(|one| one.subnet_id == id) {
        return Err(Fault::dependency(format!("The subnet '{id}' has dependencies and cannot be deleted.")));
    }
    region.subnets.remove(&id);
    for table in region.route_tables.values_mut() {
        table.associations.retain(|one| one.subnet_id.as_deref() != Some(id.as_str()));
    }
    for acl in region.network_acls.values_mut() {
        acl.associations.retain(|(subnet, _)| *subnet != id);
    }
    Ok(json!({}))
}
