//! Internet gateways: make, attach to a VPC, detach, delete.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{InternetGateway, Tags};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::kind;
use super::listing::{Listing, one};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateInternetGateway", create_internet_gateway),
    ("DescribeInternetGateways", describe_internet_gateways),
    ("AttachInternetGateway", attach_internet_gateway),
    ("DetachInternetGateway", detach_internet_gateway),
    ("DeleteInternetGateway", delete_internet_gateway),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_internet_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let Create { tag_specifications } = read(input)?;
    let tags: Tags = tagging::for_type(&tag_specifications, &["internet-gateway"], "internet-gateway")?;
    let gateway = InternetGateway { id: call.id("igw"), vpc_id: None, tags };
    let shown = shown(&gateway, &call.account.id);
    call.region().internet_gateways.insert(gateway.id.clone(), gateway);
    Ok(answer(json!({ "InternetGateway": shown })))
}

fn shown(gateway: &InternetGateway, owner: &str) -> Value {
    let attached: Vec<Value> = gateway.vpc_id.iter().map(|vpc| json!({ "State": "available", "VpcId": vpc })).collect();
    json!({
        "InternetGatewayId": gateway.id,
        "OwnerId": owner,
        "Attachments": attached,
        "Tags": tagging::shown(&gateway.tags),
    })
}

fn describe_internet_gateways(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "InternetGatewayIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let names = ["attachment.state", "attachment.vpc-id", "internet-gateway-id", "owner-id"];
    let fields = |gateway: &InternetGateway, name: &str| match name {
        "attachment.state" => gateway.vpc_id.iter().map(|_| "available".to_owned()).collect(),
        "attachment.vpc-id" => gateway.vpc_id.iter().cloned().collect(),
        "owner-id" => one(&owner),
        _ => one(&gateway.id),
    };
    let (found, next) =
        listing.select(&kind::INTERNET_GATEWAY, &region.internet_gateways, &names, |one| &one.tags, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|gateway| shown(gateway, &owner)).collect();
    Ok(answer(json!({ "InternetGateways": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment {
    internet_gateway_id: String,
    vpc_id: String,
}

fn attach_internet_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let Attachment { internet_gateway_id: id, vpc_id } = read(input)?;
    let region = call.region();
    let gateway = kind::INTERNET_GATEWAY.find(&region.internet_gateways, &id)?;
    kind::VPC.find(&region.vpcs, &vpc_id)?;
    if let Some(other) = &gateway.vpc_id {
        let message = format!("resource {id} is already attached to network {other}");
        return Err(Fault::new("Resource.AlreadyAssociated", message));
    }
    if region.internet_gateways.values().any(|one| one.vpc_id.as_ref() == Some(&vpc_id)) {
        let message = format!("Network {vpc_id} already has an internet gateway attached");
        return Err(Fault::invalid_value(message));
    }
    kind::INTERNET_GATEWAY.find_mut(&mut region.internet_gateways, &id)?.vpc_id = Some(vpc_id);
    Ok(json!({}))
}

fn detach_internet_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let Attachment { internet_gateway_id: id, vpc_id } = read(input)?;
    let region = call.region();
    let gateway = kind::INTERNET_GATEWAY.find(&region.internet_gateways, &id)?;
    kind::VPC.find(&region.vpcs, &vpc_id)?;
    if gateway.vpc_id.as_ref() != Some(&vpc_id) {
        let message = format!("resource {id} is not attached to network {vpc_id}");
        return Err(Fault::new("Gateway.NotAttached", message));
    }
    if region.network_interfaces.values().any(|one| one.vpc_id == vpc_id && one.public_ip.is_some()) {
        let message = format!(
            "Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before \
             detaching the gateway."
        );
        return Err(Fault::dependency(message));
    }
    kind::INTERNET_GATEWAY.find_mut(&mut region.internet_gateways, &id)?.vpc_id = None;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    internet_gateway_id: String,
}

fn delete_internet_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { internet_gateway_id: id } = read(input)?;
    let region = call.region();
    if kind::INTERNET_GATEWAY.find(&region.internet_gateways, &id)?.vpc_id.is_some() {
        let message = format!("The internetGateway '{id}' has dependencies and cannot be deleted.");
        return Err(Fault::dependency(message));
    }
    region.internet_gateways.remove(&id);
    Ok(json!({}))
}
