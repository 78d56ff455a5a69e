//! VPC endpoints: gateway endpoints are routes to a prefix list, interface endpoints interfaces in subnets.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Destination, Region, Route, Via, VpcEndpoint};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::interface::{self, NewInterface};
use super::listing::{Listing, one};
use super::{group, idempotent, kind, prefix_list};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateVpcEndpoint", |call, input| idempotent::once(call, "CreateVpcEndpoint", input, create_vpc_endpoint)),
    ("DescribeVpcEndpoints", |call, input| describe_vpc_endpoints(call, &input)),
    ("ModifyVpcEndpoint", modify_vpc_endpoint),
    ("DeleteVpcEndpoints", delete_vpc_endpoints),
    ("DescribeVpcEndpointServices", |call, _| Ok(services(&call.region))),
];

/// Services that endpoints lead to. The first two have gateway endpoints as well.
const SERVICES: &[&str] = &[
    "s3",
    "dynamodb",
    "ec2",
    "ec2messages",
    "ssm",
    "ssmmessages",
    "secretsmanager",
    "logs",
    "monitoring",
    "ecr.api",
    "ecr.dkr",
    "elasticloadbalancing",
    "autoscaling",
    "sts",
    "kms",
    "rds",
];

fn service_name(region: &str, service: &str) -> String {
    format!("com.amazonaws.{region}.{service}")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    vpc_id: String,
    service_name: Option<String>,
    vpc_endpoint_type: Option<String>,
    #[serde(default)]
    route_table_ids: Vec<String>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_vpc_endpoint(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["vpc-endpoint"], "vpc-endpoint")?;
    let kind_name = input.vpc_endpoint_type.clone().unwrap_or_else(|| "Gateway".to_owned());
    let service = input.service_name.clone().ok_or_else(|| Fault::missing("ServiceName"))?;
    refuse_service(&call.region, &service, &kind_name)?;
    let region = call.region();
    kind::VPC.find(&region.vpcs, &input.vpc_id)?;
    refuse_parts(region, &input)?;
    let gateway = kind_name == "Gateway";
    let groups = if gateway { Vec::new() } else { group::in_vpc(region, &input.vpc_id, &input.security_group_ids)? };
    let endpoint = VpcEndpoint {
        id: call.id("vpce"),
        vpc_id: input.vpc_id,
        service,
        kind: kind_name,
        route_tables: input.route_table_ids,
        subnets: input.subnet_ids,
        groups,
        interfaces: Vec::new(),
        created: call.now,
        tags,
    };
    let endpoint = equipped(call, endpoint)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let shown = shown(region, &endpoint, &owner);
    region.vpc_endpoints.insert(endpoint.id.clone(), endpoint);
    Ok(answer(json!({ "VpcEndpoint": shown })))
}

fn refuse_service(region: &str, service: &str, kind: &str) -> Result<(), Fault> {
    let known = SERVICES.iter().position(|one| service_name(region, one) == service);
    match (known, kind) {
        (Some(place), "Gateway") if place > 1 => {
            let message =
                format!("Endpoint type (Gateway) does not match available service types ([Interface]) for {service}.");
            Err(Fault::new("InvalidParameter", message))
        }
        (Some(_), "Gateway" | "Interface") => Ok(()),
        (Some(_), other) => Err(Fault::not_here(&format!("CreateVpcEndpoint of the type {other}"))),
        (None, _) => {
            let message = format!("The Vpc Endpoint Service '{service}' does not exist");
            Err(Fault::new("InvalidServiceName", message))
        }
    }
}

fn refuse_parts(region: &Region, input: &Create) -> Result<(), Fault> {
    for id in &input.route_table_ids {
        if kind::ROUTE_TABLE.find(&region.route_tables, id)?.vpc_id != input.vpc_id {
            let message = format!("Route table {id} and VPC {} belong to different networks", input.vpc_id);
            return Err(Fault::new("InvalidParameter", message));
        }
    }
    for id in &input.subnet_ids {
        if kind::SUBNET.find(&region.subnets, id)?.vpc_id != input.vpc_id {
            return Err(Fault::new("InvalidParameter", format!("Subnet {id} is not in VPC {}", input.vpc_id)));
        }
    }
    Ok(())
}

/// The routes or the interfaces that make an endpoint work.
fn equipped(call: &mut Call<'_>, mut endpoint: VpcEndpoint) -> Result<VpcEndpoint, Fault> {
    if endpoint.kind == "Gateway" {
        set_routes(call.region(), &endpoint);
        return Ok(endpoint);
    }
    for subnet in endpoint.subnets.clone() {
        let new = NewInterface {
            kind: "vpc_endpoint",
            groups: endpoint.groups.clone(),
            ..NewInterface::of_service(&subnet, "amazon-aws", format!("VPC Endpoint Interface {}", endpoint.id))
        };
        let made = interface::make(call, new);
        let Ok(id) = made else {
            // All or nothing: what was made goes again.
            endpoint.interfaces.iter().for_each(|id| drop(interface::remove(call.region(), id)));
            return made.map(|_| endpoint);
        };
        interface::attach(call, &id, None, 1, false);
        endpoint.interfaces.push(id);
    }
    Ok(endpoint)
}

/// Puts the route of a gateway endpoint into its tables, and takes it out of all others.
fn set_routes(region: &mut Region, endpoint: &VpcEndpoint) {
    let Some(list) = prefix_list::amazon(&region.name).into_iter().find(|list| list.name == endpoint.service) else {
        return;
    };
    let route = Route {
        destination: Destination::PrefixList(list.id),
        via: Via::VpcEndpoint(endpoint.id.clone()),
        origin: "CreateRoute".to_owned(),
    };
    for table in region.route_tables.values_mut() {
        table.routes.retain(|one| one.via != route.via);
        if endpoint.route_tables.contains(&table.id) {
            table.routes.push(route.clone());
        }
    }
}

fn shown(region: &Region, endpoint: &VpcEndpoint, owner: &str) -> Value {
    let name = |id: &String| region.security_groups.get(id).map(|group| group.name.as_str());
    let groups: Vec<Value> = endpoint.groups.iter().map(|id| json!({ "GroupId": id, "GroupName": name(id) })).collect();
    json!({
        "VpcEndpointId": endpoint.id,
        "VpcEndpointType": endpoint.kind,
        "VpcId": endpoint.vpc_id,
        "ServiceName": endpoint.service,
        "State": "available",
        "PolicyDocument": "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\
                           \"Action\":\"*\",\"Resource\":\"*\"}]}",
        "RouteTableIds": endpoint.route_tables,
        "SubnetIds": endpoint.subnets,
        "Groups": groups,
        "NetworkInterfaceIds": endpoint.interfaces,
        "DnsEntries": [],
        "IpAddressType": "ipv4",
        "PrivateDnsEnabled": endpoint.kind == "Interface",
        "RequesterManaged": false,
        "CreationTimestamp": endpoint.created.to_string(),
        "OwnerId": owner,
        "Tags": tagging::shown(&endpoint.tags),
    })
}

fn describe_vpc_endpoints(call: &mut Call<'_>, input: &Value) -> Outcome {
    let listing = Listing::within(input, "VpcEndpointIds", 1..=1000)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let names = [
        "ip-address-type",
        "service-name",
        "service-region",
        "vpc-endpoint-id",
        "vpc-endpoint-state",
        "vpc-endpoint-type",
        "vpc-id",
    ];
    let fields = |endpoint: &VpcEndpoint, name: &str| match name {
        "ip-address-type" => one("ipv4"),
        "service-name" => one(&endpoint.service),
        "service-region" => one(&region.name),
        "vpc-endpoint-state" => one("available"),
        "vpc-endpoint-type" => one(&endpoint.kind),
        "vpc-id" => one(&endpoint.vpc_id),
        _ => one(&endpoint.id),
    };
    let (found, next) = listing.select(&kind::VPC_ENDPOINT, &region.vpc_endpoints, &names, |one| &one.tags, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|endpoint| shown(region, endpoint, &owner)).collect();
    Ok(answer(json!({ "VpcEndpoints": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    vpc_endpoint_id: String,
    #[serde(default)]
    add_route_table_ids: Vec<String>,
    #[serde(default)]
    remove_route_table_ids: Vec<String>,
    #[serde(default)]
    add_security_group_ids: Vec<String>,
    #[serde(default)]
    remove_security_group_ids: Vec<String>,
    #[serde(default)]
    add_subnet_ids: Vec<String>,
    #[serde(default)]
    remove_subnet_ids: Vec<String>,
}

fn modify_vpc_endpoint(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = read(input)?;
    if !input.add_subnet_ids.is_empty() || !input.remove_subnet_ids.is_empty() {
        return Err(Fault::not_here("ModifyVpcEndpoint of subnets"));
    }
    let region = call.region();
    let mut endpoint = kind::VPC_ENDPOINT.find(&region.vpc_endpoints, &input.vpc_endpoint_id)?.clone();
    for id in &input.add_route_table_ids {
        kind::ROUTE_TABLE.find(&region.route_tables, id)?;
    }
    let change = |have: &mut Vec<String>, add: Vec<String>, remove: &[String]| {
        have.retain(|id| !remove.contains(id));
        have.extend(add);
        have.sort();
        have.dedup();
    };
    change(&mut endpoint.route_tables, input.add_route_table_ids, &input.remove_route_table_ids);
    if endpoint.kind == "Interface" {
        change(&mut endpoint.groups, input.add_security_group_ids, &input.remove_security_group_ids);
        endpoint.groups = group::in_vpc(region, &endpoint.vpc_id, &endpoint.groups)?;
    } else {
        set_routes(region, &endpoint);
    }
    for id in &endpoint.interfaces {
        if let Some(interface) = region.network_interfaces.get_mut(id) {
            interface.groups.clone_from(&endpoint.groups);
        }
    }
    region.vpc_endpoints.insert(endpoint.id.clone(), endpoint);
    Ok(json!({ "Return": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    vpc_endpoint_ids: Vec<String>,
}

fn delete_vpc_endpoints(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { vpc_endpoint_ids } = read(input)?;
    let region = call.region();
    let mut failed = Vec::new();
    for id in vpc_endpoint_ids {
        match kind::VPC_ENDPOINT.find(&region.vpc_endpoints, &id).cloned() {
            Ok(mut endpoint) => {
                endpoint.route_tables.clear();
                set_routes(region, &endpoint);
                endpoint.interfaces.iter().for_each(|id| drop(interface::remove(region, id)));
                region.vpc_endpoints.remove(&id);
            }
            Err(fault) => {
                failed.push(json!({ "ResourceId": id, "Error": { "Code": fault.code, "Message": fault.message } }));
            }
        }
    }
    Ok(json!({ "Unsuccessful": failed }))
}

/// What endpoints can lead to in a region.
fn services(region: &str) -> Value {
    let names: Vec<String> = SERVICES.iter().map(|service| service_name(region, service)).collect();
    let zones: Vec<String> = super::zone::zones(region).into_iter().map(|zone| zone.name).collect();
    let mut details = Vec::new();
    for (place, service) in SERVICES.iter().enumerate() {
        let types: &[&str] = if place < 2 { &["Gateway", "Interface"] } else { &["Interface"] };
        for kind in types {
            details.push(json!({
                "ServiceName": service_name(region, service),
                "ServiceType": [{ "ServiceType": kind }],
                "ServiceRegion": region,
                "AvailabilityZones": zones,
                "Owner": "amazon",
                "BaseEndpointDnsNames": [format!("{service}.{region}.vpce.amazonaws.com")],
                "VpcEndpointPolicySupported": true,
                "AcceptanceRequired": false,
                "ManagesVpcEndpoints": false,
                "SupportedIpAddressTypes": ["ipv4"],
            }));
        }
    }
    json!({ "ServiceNames": names, "ServiceDetails": details })
}
