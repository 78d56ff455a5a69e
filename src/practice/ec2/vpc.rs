//! VPCs: make, show, change, delete.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{CidrAssociation, Region, Vpc};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{build, cidr, cidr_block, kind, zone};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateVpc", create_vpc),
    ("CreateDefaultVpc", create_default_vpc),
    ("DescribeVpcs", describe_vpcs),
    ("DeleteVpc", delete_vpc),
    ("DescribeVpcAttribute", describe_vpc_attribute),
    ("ModifyVpcAttribute", modify_vpc_attribute),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateVpc {
    cidr_block: Option<String>,
    #[serde(default)]
    amazon_provided_ipv6_cidr_block: bool,
    instance_tenancy: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_vpc(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateVpc = read(input)?;
    let block = cidr::sized(&input.cidr_block.ok_or_else(|| Fault::missing("cidrBlock"))?, "InvalidVpc.Range")?;
    let tags = tagging::for_type(&input.tag_specifications, &["vpc"], "vpc")?;
    if input.instance_tenancy.as_deref().is_some_and(|tenancy| tenancy != "default") {
        return Err(Fault::invalid_value("The practice account has shared tenancy only."));
    }
    let id = build::vpc(call, block, false, tags);
    if input.amazon_provided_ipv6_cidr_block {
        let association = call.id("vpc-cidr-assoc");
        let block = cidr::amazon_ipv6(&mut call.account.ids);
        if let Some(vpc) = call.region().vpcs.get_mut(&id) {
            vpc.ipv6_cidrs.push(CidrAssociation { id: association, cidr: block.clone() });
        }
        cidr_block::add_local_route(call.region(), &id, &block);
    }
    created(call, &id)
}

fn created(call: &mut Call<'_>, id: &str) -> Outcome {
    let owner = call.account.id.clone();
    let region = call.region();
    Ok(answer(json!({ "Vpc": shown(region, kind::VPC.find(&region.vpcs, id)?, &owner) })))
}

fn create_default_vpc(call: &mut Call<'_>, _: Value) -> Outcome {
    if call.region().vpcs.values().any(|vpc| vpc.default) {
        let message = "A Default VPC already exists for this account in this region.";
        return Err(Fault::new("DefaultVpcAlreadyExists", message));
    }
    let id = build::default_vpc(call);
    created(call, &id)
}

/// A VPC as EC2 answers it.
pub(crate) fn shown(region: &Region, vpc: &Vpc, owner: &str) -> Value {
    let ipv6: Vec<Value> = vpc.ipv6_cidrs.iter().map(|block| ipv6_shown(&region.name, block)).collect();
    json!({
        "VpcId": vpc.id,
        "OwnerId": owner,
        "State": "available",
        "CidrBlock": vpc.cidrs.first().map(|block| block.cidr.as_str()),
        "CidrBlockAssociationSet": vpc.cidrs.iter().map(block_shown).collect::<Vec<_>>(),
        "Ipv6CidrBlockAssociationSet": ipv6,
        "DhcpOptionsId": dhcp_options(&region.name),
        "InstanceTenancy": "default",
        "IsDefault": vpc.default,
        "BlockPublicAccessStates": { "InternetGatewayBlockMode": "off" },
        "Tags": tagging::shown(&vpc.tags),
    })
}

/// An IPv4 block of a VPC, associated.
pub(super) fn block_shown(block: &CidrAssociation) -> Value {
    json!({ "AssociationId": block.id, "CidrBlock": block.cidr, "CidrBlockState": { "State": "associated" } })
}

/// An IPv6 block of a VPC, associated.
pub(super) fn ipv6_shown(region: &str, block: &CidrAssociation) -> Value {
    json!({
        "AssociationId": block.id,
        "Ipv6CidrBlock": block.cidr,
        "Ipv6CidrBlockState": { "State": "associated" },
        "NetworkBorderGroup": region,
        "Ipv6Pool": "Amazon",
        "Ipv6AddressAttribute": "public",
        "IpSource": "amazon",
    })
}

/// The region's one set of DHCP options, Amazon's.
pub(super) fn dhcp_options(region: &str) -> String {
    let place = zone::regions().position(|(name, _)| name == region).unwrap_or(99);
    format!("dopt-0d0c0ffee{place:08x}")
}

const FILTERS: &[&str] = &[
    "cidr",
    "cidr-block-association.association-id",
    "cidr-block-association.cidr-block",
    "cidr-block-association.state",
    "dhcp-options-id",
    "ipv6-cidr-block-association.association-id",
    "ipv6-cidr-block-association.ipv6-cidr-block",
    "ipv6-cidr-block-association.ipv6-pool",
    "ipv6-cidr-block-association.state",
    "is-default",
    "isDefault",
    "owner-id",
    "state",
    "vpc-id",
];

fn describe_vpcs(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "VpcIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |vpc: &Vpc, name: &str| field(region, vpc, &owner, name);
    let (found, next) = listing.select(&kind::VPC, &region.vpcs, FILTERS, |vpc| &vpc.tags, fields)?;
    let vpcs: Vec<Value> = found.into_iter().map(|vpc| shown(region, vpc, &owner)).collect();
    Ok(answer(json!({ "Vpcs": vpcs, "NextToken": next })))
}

fn field(region: &Region, vpc: &Vpc, owner: &str, name: &str) -> Vec<String> {
    let of = |blocks: &[CidrAssociation], part: fn(&CidrAssociation) -> String| blocks.iter().map(part).collect();
    match name {
        "cidr" => vpc.cidrs.first().map(|block| block.cidr.clone()).into_iter().collect(),
        "cidr-block-association.association-id" => of(&vpc.cidrs, |block| block.id.clone()),
        "cidr-block-association.cidr-block" => of(&vpc.cidrs, |block| block.cidr.clone()),
        "cidr-block-association.state" => of(&vpc.cidrs, |_| "associated".to_owned()),
        "dhcp-options-id" => one(dhcp_options(&region.name)),
        "ipv6-cidr-block-association.association-id" => of(&vpc.ipv6_cidrs, |block| block.id.clone()),
        "ipv6-cidr-block-association.ipv6-cidr-block" => of(&vpc.ipv6_cidrs, |block| block.cidr.clone()),
        "ipv6-cidr-block-association.ipv6-pool" => of(&vpc.ipv6_cidrs, |_| "Amazon".to_owned()),
        "ipv6-cidr-block-association.state" => of(&vpc.ipv6_cidrs, |_| "associated".to_owned()),
        "is-default" | "isDefault" => one(vpc.default),
        "owner-id" => one(owner),
        "state" => one("available"),
        "vpc-id" => one(&vpc.id),
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    vpc_id: String,
}

fn delete_vpc(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { vpc_id: id } = read(input)?;
    let region = call.region();
    kind::VPC.find(&region.vpcs, &id)?;
    if in_use(region, &id) {
        return Err(Fault::dependency(format!("The vpc '{id}' has dependencies and cannot be deleted.")));
    }
    region.vpcs.remove(&id);
    region.route_tables.retain(|_, table| table.vpc_id != id);
    region.network_acls.retain(|_, acl| acl.vpc_id != id);
    region.security_groups.retain(|_, group| group.vpc_id != id);
    let left = &region.security_groups;
    region.security_group_rules.retain(|_, rule| left.contains_key(&rule.group_id));
    Ok(json!({}))
}

/// Whether anything but the VPC's own main table, default ACL and default group is left in it.
fn in_use(region: &Region, id: &str) -> bool {
    region.subnets.values().any(|one| one.vpc_id == id)
        || region.internet_gateways.values().any(|one| one.vpc_id.as_deref() == Some(id))
        || region.network_interfaces.values().any(|one| one.vpc_id == id)
        || region.security_groups.values().any(|one| one.vpc_id == id && one.name != "default")
        || region.route_tables.values().any(|one| one.vpc_id == id && !one.associations.iter().any(|a| a.main))
        || region.network_acls.values().any(|one| one.vpc_id == id && !one.default)
        || region.vpc_endpoints.values().any(|one| one.vpc_id == id)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeVpcAttribute {
    vpc_id: String,
    attribute: String,
}

fn describe_vpc_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let DescribeVpcAttribute { vpc_id, attribute } = read(input)?;
    let vpc = kind::VPC.find(&call.region().vpcs, &vpc_id)?;
    let value = match attribute.as_str() {
        "enableDnsSupport" => json!({ "EnableDnsSupport": { "Value": vpc.dns_support }, "VpcId": vpc_id }),
        "enableDnsHostnames" => json!({ "EnableDnsHostnames": { "Value": vpc.dns_hostnames }, "VpcId": vpc_id }),
        "enableNetworkAddressUsageMetrics" => {
            json!({ "EnableNetworkAddressUsageMetrics": { "Value": false }, "VpcId": vpc_id })
        }
        other => {
            let message = format!("Value ({other}) for parameter attribute is invalid. Unknown attribute.");
            return Err(Fault::invalid_value(message));
        }
    };
    Ok(value)
}

/// `AttributeBooleanValue`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Switch {
    #[serde(default)]
    pub(super) value: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyVpcAttribute {
    vpc_id: String,
    enable_dns_support: Option<Switch>,
    enable_dns_hostnames: Option<Switch>,
    enable_network_address_usage_metrics: Option<Switch>,
}

fn modify_vpc_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifyVpcAttribute = read(input)?;
    let vpc = kind::VPC.find_mut(&mut call.region().vpcs, &input.vpc_id)?;
    match (input.enable_dns_support, input.enable_dns_hostnames, input.enable_network_address_usage_metrics) {
        (Some(on), None, None) => vpc.dns_support = on.value,
        (None, Some(on), None) => vpc.dns_hostnames = on.value,
        (None, None, Some(_)) => {}
        (None, None, None) => return Err(Fault::missing("attribute")),
        _ => {
            let message = "Fields for multiple attribute types specified. Modify one attribute at a time.";
            return Err(Fault::new("InvalidParameterCombination", message));
        }
    }
    Ok(json!({}))
}
