//! Further blocks of a VPC and of its subnets: IPv4 beside the first one, and IPv6.

use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{CidrAssociation, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::{build, cidr, kind, subnet, vpc};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("AssociateVpcCidrBlock", associate_vpc_cidr_block),
    ("DisassociateVpcCidrBlock", disassociate_vpc_cidr_block),
    ("AssociateSubnetCidrBlock", associate_subnet_cidr_block),
    ("DisassociateSubnetCidrBlock", disassociate_subnet_cidr_block),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Associate {
    vpc_id: String,
    cidr_block: Option<String>,
    #[serde(default)]
    amazon_provided_ipv6_cidr_block: bool,
}

/// Blocks that a VPC may have: AWS's default quota.
const QUOTA: usize = 5;

fn associate_vpc_cidr_block(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Associate = read(input)?;
    let region_name = call.region.clone();
    let (region, ids) = call.parts();
    let of = kind::VPC.find_mut(&mut region.vpcs, &input.vpc_id)?;
    let id = ids.next("vpc-cidr-assoc");
    if input.amazon_provided_ipv6_cidr_block {
        let block = CidrAssociation { id, cidr: cidr::amazon_ipv6(ids) };
        let shown = vpc::ipv6_shown(&region_name, &block);
        of.ipv6_cidrs.push(block.clone());
        add_local_route(region, &input.vpc_id, &block.cidr);
        return Ok(json!({ "VpcId": input.vpc_id, "Ipv6CidrBlockAssociation": shown }));
    }
    let text = input.cidr_block.ok_or_else(|| Fault::missing("cidrBlock"))?;
    let net = cidr::sized(&text, "InvalidVpc.Range")?;
    if of.cidrs.iter().filter_map(|one| one.cidr.parse().ok()).any(|other| cidr::overlap(other, net)) {
        let message = format!("The CIDR '{text}' conflicts with another CIDR of the VPC");
        return Err(Fault::new("InvalidVpc.Range", message));
    }
    if of.cidrs.len() >= QUOTA {
        let message = format!("Network {} has met its maximum number of allowed CIDRs: {QUOTA}", of.id);
        return Err(Fault::new("CidrBlockLimitExceeded", message));
    }
    let block = CidrAssociation { id, cidr: net.to_string() };
    of.cidrs.push(block.clone());
    add_local_route(region, &input.vpc_id, &block.cidr);
    Ok(json!({ "VpcId": input.vpc_id, "CidrBlockAssociation": vpc::block_shown(&block) }))
}

/// The route to a further block, in every table of the VPC.
pub(super) fn add_local_route(region: &mut Region, vpc: &str, block: &str) {
    for table in region.route_tables.values_mut().filter(|table| table.vpc_id == vpc) {
        table.routes.push(build::local_route(block));
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Disassociate {
    association_id: String,
}

fn no_association(id: &str) -> Fault {
    let message = format!("The vpc CIDR block association ID '{id}' does not exist");
    Fault::new("InvalidVpcCidrBlockAssociationID.NotFound", message)
}

fn disassociate_vpc_cidr_block(call: &mut Call<'_>, input: Value) -> Outcome {
    let Disassociate { association_id: id } = read(input)?;
    let region = call.region();
    let has = |blocks: &[CidrAssociation]| blocks.iter().find(|one| one.id == id).cloned();
    let found = region.vpcs.values().find_map(|vpc| has(&vpc.cidrs).or_else(|| has(&vpc.ipv6_cidrs)).map(|b| (vpc, b)));
    let Some((of, block)) = found else { return Err(no_association(&id)) };
    if of.cidrs.first().is_some_and(|first| first.id == id) {
        let message = format!(
            "The vpc CIDR block with association ID {id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC"
        );
        return Err(Fault::new("OperationNotPermitted", message));
    }
    let vpc_id = of.id.clone();
    let whole = block.cidr.parse::<Ipv4Net>();
    let whole6 = block.cidr.parse::<Ipv6Net>();
    let lies_in = |text: &String| {
        text.parse().is_ok_and(|net: Ipv4Net| whole.as_ref().is_ok_and(|whole| whole.contains(&net)))
            || text.parse().is_ok_and(|net: Ipv6Net| whole6.as_ref().is_ok_and(|whole| whole.contains(&net)))
    };
    let of_vpc = region.subnets.values().filter(|subnet| subnet.vpc_id == vpc_id);
    let mut blocks = of_vpc.flat_map(|one| std::iter::once(&one.cidr).chain(one.ipv6_cidrs.iter().map(|b| &b.cidr)));
    if blocks.any(lies_in) {
        let message = format!("The CIDR block {} is in use by a subnet and cannot be disassociated.", block.cidr);
        return Err(Fault::new("InvalidCidrBlock.InUse", message));
    }
    for table in region.route_tables.values_mut().filter(|table| table.vpc_id == vpc_id) {
        table.routes.retain(|route| *route != build::local_route(&block.cidr));
    }
    let name = region.name.clone();
    let of = kind::VPC.find_mut(&mut region.vpcs, &vpc_id)?;
    of.cidrs.retain(|one| one.id != id);
    of.ipv6_cidrs.retain(|one| one.id != id);
    let v6 = block.cidr.contains(':');
    let (member, mut shown) = if v6 {
        ("Ipv6CidrBlockAssociation", vpc::ipv6_shown(&name, &block))
    } else {
        ("CidrBlockAssociation", vpc::block_shown(&block))
    };
    shown[if v6 { "Ipv6CidrBlockState" } else { "CidrBlockState" }] = json!({ "State": "disassociating" });
    Ok(json!({ "VpcId": vpc_id, member: shown }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssociateSubnet {
    subnet_id: String,
    ipv6_cidr_block: Option<String>,
}

fn associate_subnet_cidr_block(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: AssociateSubnet = read(input)?;
    let region = call.region();
    let of = kind::SUBNET.find(&region.subnets, &input.subnet_id)?;
    let text = input.ipv6_cidr_block.ok_or_else(|| Fault::missing("ipv6CidrBlock"))?;
    let net = cidr::ipv6(&text, "ipv6CidrBlock")?;
    let blocks = region.vpcs.get(&of.vpc_id).into_iter().flat_map(|vpc| &vpc.ipv6_cidrs);
    let within = blocks.filter_map(|one| one.cidr.parse::<Ipv6Net>().ok()).any(|whole| whole.contains(&net));
    if !within || !(44..=64).contains(&net.prefix_len()) || !of.ipv6_cidrs.is_empty() {
        return Err(cidr::invalid("InvalidSubnet.Range", &text));
    }
    let others = region.subnets.values().filter(|one| one.vpc_id == of.vpc_id).flat_map(|one| &one.ipv6_cidrs);
    if others.filter_map(|one| one.cidr.parse::<Ipv6Net>().ok()).any(|one| one.contains(&net) || net.contains(&one)) {
        let message = format!("The CIDR '{text}' conflicts with another subnet");
        return Err(Fault::new("InvalidSubnet.Conflict", message));
    }
    let block = CidrAssociation { id: call.id("subnet-cidr-assoc"), cidr: net.to_string() };
    let of = kind::SUBNET.find_mut(&mut call.region().subnets, &input.subnet_id)?;
    of.ipv6_cidrs.push(block.clone());
    Ok(answer(json!({ "SubnetId": input.subnet_id, "Ipv6CidrBlockAssociation": subnet::ipv6_shown(&block) })))
}

fn disassociate_subnet_cidr_block(call: &mut Call<'_>, input: Value) -> Outcome {
    let Disassociate { association_id: id } = read(input)?;
    let mut subnets = call.region().subnets.values_mut();
    let found = subnets.find_map(|one| one.ipv6_cidrs.iter().position(|b| b.id == id).map(|place| (one, place)));
    let Some((of, place)) = found else {
        let message = format!("The subnet CIDR block association ID '{id}' does not exist");
        return Err(Fault::new("InvalidSubnetCidrBlockAssociationID.NotFound", message));
    };
    let block = of.ipv6_cidrs.remove(place);
    let mut shown = subnet::ipv6_shown(&block);
    shown["Ipv6CidrBlockState"] = json!({ "State": "disassociating" });
    Ok(json!({ "SubnetId": of.id, "Ipv6CidrBlockAssociation": shown }))
}
