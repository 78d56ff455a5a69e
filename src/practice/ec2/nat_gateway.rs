//! NAT gateways: make, show, delete. What time does to them is in `life::nat_gateways`.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{NatGateway, NatState, Region, Subnet};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::interface::{self, NewInterface};
use super::listing::{Listing, one};
use super::{idempotent, kind, zone};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateNatGateway", |call, input| idempotent::once(call, "CreateNatGateway", input, create_nat_gateway)),
    ("DescribeNatGateways", describe_nat_gateways),
    ("DeleteNatGateway", delete_nat_gateway),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    subnet_id: Option<String>,
    allocation_id: Option<String>,
    connectivity_type: Option<String>,
    private_ip_address: Option<Ipv4Addr>,
    availability_mode: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_nat_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["natgateway"], "natgateway")?;
    if input.availability_mode.as_deref() == Some("regional") {
        return Err(Fault::not_here("CreateNatGateway with the availability mode regional"));
    }
    let public = input.connectivity_type.as_deref() != Some("private");
    let subnet_id = input.subnet_id.ok_or_else(|| Fault::missing("subnetId"))?;
    let region = call.region();
    let subnet = kind::SUBNET.find(&region.subnets, &subnet_id)?.clone();
    refuse_allocation(region, public, input.allocation_id.as_deref())?;
    let failure = why_it_will_fail(region, &subnet, input.allocation_id.as_deref());
    let id = call.id("nat");
    let description = format!("Interface for NAT Gateway {id}");
    let new = NewInterface {
        kind: "nat_gateway",
        private_ip: input.private_ip_address,
        source_dest_check: false,
        ..NewInterface::of_service(&subnet_id, "amazon-aws", description)
    };
    let interface = interface::make(call, new)?;
    interface::attach(call, &interface, None, 1, false);
    let association = call.id("eipassoc");
    let until = Some(call.after(call.timings.nat_gateway_pending));
    let now = call.now;
    let region = call.region();
    let allocation = input.allocation_id.filter(|_| failure.is_none());
    let address = allocation.as_ref().and_then(|id| region.addresses.get_mut(id));
    let public_ip = address.map(|address| {
        address.association = Some((interface.clone(), association));
        address.public_ip
    });
    let Some(node) = region.network_interfaces.get_mut(&interface) else {
        return Err(kind::NETWORK_INTERFACE.missing(&interface));
    };
    node.public_ip = public_ip;
    let gateway = NatGateway {
        id: id.clone(),
        vpc_id: subnet.vpc_id,
        subnet_id,
        state: NatState::Pending,
        until,
        created: now,
        public,
        allocation_id: allocation,
        private_ip: node.private_ip,
        interface,
        public_ip,
        failure,
        tags,
    };
    let shown = shown(region, &gateway);
    region.nat_gateways.insert(id, gateway);
    Ok(answer(json!({ "NatGateway": shown })))
}

fn refuse_allocation(region: &Region, public: bool, allocation: Option<&str>) -> Result<(), Fault> {
    match (public, allocation) {
        (true, Some(id)) => kind::ADDRESS.find(&region.addresses, id).map(|_| ()),
        (true, None) => {
            let message = "The request must include the AllocationId parameter. Add the required parameter and retry the request.";
            Err(Fault::new("MissingParameter", message))
        }
        (false, Some(_)) => {
            let message = "The AllocationId parameter can't be specified for a private NAT gateway.";
            Err(Fault::new("InvalidParameterCombination", message))
        }
        (false, None) => Ok(()),
    }
}

/// Some mistakes EC2 does not refuse: the gateway is made, and fails.
fn why_it_will_fail(region: &Region, subnet: &Subnet, allocation: Option<&str>) -> Option<(String, String)> {
    let allocation = allocation?;
    if region.addresses.get(allocation).is_some_and(|address| address.association.is_some()) {
        let message = format!("Elastic IP address [{allocation}] is already associated");
        return Some(("Resource.AlreadyAssociated".to_owned(), message));
    }
    let attached = region.internet_gateways.values().any(|one| one.vpc_id.as_ref() == Some(&subnet.vpc_id));
    let message = format!("Network {} has no Internet gateway attached", subnet.vpc_id);
    (!attached).then(|| ("Gateway.NotAttached".to_owned(), message))
}

const fn state(state: NatState) -> &'static str {
    match state {
        NatState::Pending => "pending",
        NatState::Available => "available",
        NatState::Deleting => "deleting",
        NatState::Deleted => "deleted",
        NatState::Failed => "failed",
    }
}

fn shown(region: &Region, gateway: &NatGateway) -> Value {
    let address = gateway.allocation_id.as_ref().and_then(|id| region.addresses.get(id));
    let association = address.and_then(|one| one.association.as_ref()).filter(|(at, _)| *at == gateway.interface);
    let zone = region.subnets.get(&gateway.subnet_id).map(|subnet| subnet.zone.clone());
    let failed = gateway.failure.as_ref().filter(|_| gateway.state == NatState::Failed);
    let gone = matches!(gateway.state, NatState::Deleting | NatState::Deleted);
    json!({
        "NatGatewayId": gateway.id,
        "VpcId": gateway.vpc_id,
        "SubnetId": gateway.subnet_id,
        "State": state(gateway.state),
        "CreateTime": gateway.created.to_string(),
        "DeleteTime": if gone { json!(gateway.until.map(|at| at.to_string())) } else { Value::Null },
        "FailureCode": failed.map(|(code, _)| code),
        "FailureMessage": failed.map(|(_, message)| message),
        "ConnectivityType": if gateway.public { "public" } else { "private" },
        "AvailabilityMode": "zonal",
        "NatGatewayAddresses": [{
            "AllocationId": gateway.allocation_id,
            "AssociationId": association.map(|(_, id)| id),
            "NetworkInterfaceId": gateway.interface,
            "PrivateIp": gateway.private_ip,
            "PublicIp": gateway.public_ip,
            "IsPrimary": true,
            "Status": if gateway.state == NatState::Available { "succeeded" } else { "associating" },
            "AvailabilityZone": zone,
            "AvailabilityZoneId": zone.as_deref().and_then(|zone| zone::find(&region.name, zone)).map(|zone| zone.id),
        }],
        "Tags": tagging::shown(&gateway.tags),
    })
}

fn describe_nat_gateways(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "NatGatewayIds")?;
    let region = &*call.region();
    let names = ["nat-gateway-id", "state", "subnet-id", "vpc-id"];
    let fields = |gateway: &NatGateway, name: &str| match name {
        "state" => one(state(gateway.state)),
        "subnet-id" => one(&gateway.subnet_id),
        "vpc-id" => one(&gateway.vpc_id),
        _ => one(&gateway.id),
    };
    let (found, next) = listing.select(&kind::NAT_GATEWAY, &region.nat_gateways, &names, |one| &one.tags, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|gateway| shown(region, gateway)).collect();
    Ok(answer(json!({ "NatGateways": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    nat_gateway_id: String,
}

fn delete_nat_gateway(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { nat_gateway_id: id } = read(input)?;
    let until = call.after(call.timings.nat_gateway_pending / 2);
    let gateway = kind::NAT_GATEWAY.find_mut(&mut call.region().nat_gateways, &id)?;
    if matches!(gateway.state, NatState::Pending | NatState::Available | NatState::Failed) {
        gateway.state = NatState::Deleting;
        gateway.until = Some(until);
    }
    Ok(json!({ "NatGatewayId": id }))
}
