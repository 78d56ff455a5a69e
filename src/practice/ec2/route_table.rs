//! Route tables and the subnets that use them. Their routes are in `route`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Destination, Region, Route, RouteTable, RouteTableAssociation, Via};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{build, idempotent, kind, route};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateRouteTable", |call, input| idempotent::once(call, "CreateRouteTable", input, create_route_table)),
    ("DescribeRouteTables", describe_route_tables),
    ("DeleteRouteTable", delete_route_table),
    ("AssociateRouteTable", associate_route_table),
    ("DisassociateRouteTable", disassociate_route_table),
    ("ReplaceRouteTableAssociation", replace_route_table_association),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateRouteTable {
    vpc_id: String,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_route_table(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateRouteTable = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["route-table"], "route-table")?;
    let vpc = kind::VPC.find(&call.region().vpcs, &input.vpc_id)?;
    let routes = vpc.cidrs.iter().chain(&vpc.ipv6_cidrs).map(|block| build::local_route(&block.cidr)).collect();
    let id = call.id("rtb");
    let table = RouteTable { id: id.clone(), vpc_id: input.vpc_id, routes, associations: Vec::new(), tags };
    let owner = call.account.id.clone();
    let region = call.region();
    let shown = shown(region, &table, &owner);
    region.route_tables.insert(id, table);
    Ok(answer(json!({ "RouteTable": shown })))
}

/// A table as EC2 answers it.
fn shown(region: &Region, table: &RouteTable, owner: &str) -> Value {
    json!({
        "RouteTableId": table.id,
        "VpcId": table.vpc_id,
        "OwnerId": owner,
        "Associations": table.associations.iter().map(|one| association_shown(table, one)).collect::<Vec<_>>(),
        "Routes": table.routes.iter().map(|route| route::shown(region, route, owner)).collect::<Vec<_>>(),
        "PropagatingVgws": [],
        "Tags": tagging::shown(&table.tags),
    })
}

fn association_shown(table: &RouteTable, one: &RouteTableAssociation) -> Value {
    json!({
        "Main": one.main,
        "RouteTableAssociationId": one.id,
        "RouteTableId": table.id,
        "SubnetId": one.subnet_id,
        "AssociationState": { "State": "associated" },
    })
}

const FILTERS: &[&str] = &[
    "association.gateway-id",
    "association.main",
    "association.route-table-association-id",
    "association.route-table-id",
    "association.subnet-id",
    "owner-id",
    "route-table-id",
    "route.destination-cidr-block",
    "route.destination-ipv6-cidr-block",
    "route.destination-prefix-list-id",
    "route.egress-only-internet-gateway-id",
    "route.gateway-id",
    "route.instance-id",
    "route.nat-gateway-id",
    "route.origin",
    "route.state",
    "route.transit-gateway-id",
    "route.vpc-peering-connection-id",
    "vpc-id",
];

fn describe_route_tables(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "RouteTableIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |table: &RouteTable, name: &str| field(region, table, &owner, name);
    let (found, next) =
        listing.select(&kind::ROUTE_TABLE, &region.route_tables, FILTERS, |table| &table.tags, fields)?;
    let tables: Vec<Value> = found.into_iter().map(|table| shown(region, table, &owner)).collect();
    Ok(answer(json!({ "RouteTables": tables, "NextToken": next })))
}

fn field(region: &Region, table: &RouteTable, owner: &str, name: &str) -> Vec<String> {
    let associations = table.associations.iter();
    let routes = |part: &dyn Fn(&Route) -> Option<String>| table.routes.iter().filter_map(part).collect();
    match name {
        "association.main" => associations.map(|one| one.main.to_string()).collect(),
        "association.route-table-association-id" => associations.map(|one| one.id.clone()).collect(),
        "association.route-table-id" => associations.map(|_| table.id.clone()).collect(),
        "association.subnet-id" => associations.filter_map(|one| one.subnet_id.clone()).collect(),
        "owner-id" => one(owner),
        "route-table-id" => one(&table.id),
        "vpc-id" => one(&table.vpc_id),
        "route.destination-cidr-block" => routes(&|route| match &route.destination {
            Destination::Ipv4(block) => Some(block.clone()),
            _ => None,
        }),
        "route.destination-ipv6-cidr-block" => routes(&|route| match &route.destination {
            Destination::Ipv6(block) => Some(block.clone()),
            _ => None,
        }),
        "route.destination-prefix-list-id" => routes(&|route| match &route.destination {
            Destination::PrefixList(id) => Some(id.clone()),
            _ => None,
        }),
        "route.gateway-id" => routes(&|route| match &route.via {
            Via::Local => Some("local".to_owned()),
            Via::InternetGateway(id) | Via::VpcEndpoint(id) => Some(id.clone()),
            _ => None,
        }),
        "route.nat-gateway-id" => routes(&|route| match &route.via {
            Via::NatGateway(id) => Some(id.clone()),
            _ => None,
        }),
        "route.instance-id" => routes(&|route| match &route.via {
            Via::Instance(id) => Some(id.clone()),
            _ => None,
        }),
        "route.origin" => routes(&|route| Some(route.origin.clone())),
        "route.state" => routes(&|route| Some(route::state(region, route).to_owned())),
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    route_table_id: String,
}

fn delete_route_table(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { route_table_id: id } = read(input)?;
    let region = call.region();
    // The main table and one that subnets use stay.
    if !kind::ROUTE_TABLE.find(&region.route_tables, &id)?.associations.is_empty() {
        return Err(Fault::dependency(format!("The routeTable '{id}' has dependencies and cannot be deleted.")));
    }
    region.route_tables.remove(&id);
    for endpoint in region.vpc_endpoints.values_mut() {
        endpoint.route_tables.retain(|table| *table != id);
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Associate {
    route_table_id: String,
    subnet_id: Option<String>,
    #[serde(rename = "GatewayId")]
    gateway: Option<String>,
}

fn associate_route_table(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Associate = read(input)?;
    if input.gateway.is_some() {
        return Err(Fault::not_here("AssociateRouteTable with a gateway"));
    }
    let subnet = input.subnet_id.ok_or_else(|| Fault::missing("subnetId"))?;
    let region = call.region();
    let vpc = kind::ROUTE_TABLE.find(&region.route_tables, &input.route_table_id)?.vpc_id.clone();
    if kind::SUBNET.find(&region.subnets, &subnet)?.vpc_id != vpc {
        return Err(other_network(&input.route_table_id, &subnet));
    }
    let user = region.route_tables.values().flat_map(|table| table.associations.iter().map(move |one| (table, one)));
    if let Some((table, one)) = user.into_iter().find(|(_, one)| one.subnet_id.as_deref() == Some(&subnet)) {
        if table.id == input.route_table_id {
            return Ok(json!({ "AssociationId": one.id, "AssociationState": { "State": "associated" } }));
        }
        let message = format!(
            "the specified association for route table {} conflicts with an existing association",
            input.route_table_id
        );
        return Err(Fault::new("Resource.AlreadyAssociated", message));
    }
    let id = call.id("rtbassoc");
    let association = RouteTableAssociation { id: id.clone(), subnet_id: Some(subnet), main: false };
    kind::ROUTE_TABLE.find_mut(&mut call.region().route_tables, &input.route_table_id)?.associations.push(association);
    Ok(json!({ "AssociationId": id, "AssociationState": { "State": "associated" } }))
}

fn other_network(table: &str, subnet: &str) -> Fault {
    let message = format!("route table {table} and subnet {subnet} belong to different networks");
    Fault::invalid_value(message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Disassociate {
    association_id: String,
}

fn disassociate_route_table(call: &mut Call<'_>, input: Value) -> Outcome {
    let Disassociate { association_id } = read(input)?;
    let region = call.region();
    let (table, association) = associated(region, &association_id)?;
    if association.main {
        let message = format!("cannot disassociate the main route table association {association_id}");
        return Err(Fault::invalid_value(message));
    }
    let table = table.id.clone();
    if let Some(table) = region.route_tables.get_mut(&table) {
        table.associations.retain(|one| one.id != association_id);
    }
    Ok(json!({}))
}

fn associated<'a>(region: &'a Region, id: &str) -> Result<(&'a RouteTable, &'a RouteTableAssociation), Fault> {
    let mut all = region.route_tables.values().flat_map(|table| table.associations.iter().map(move |one| (table, one)));
    all.find(|(_, one)| one.id == id)
        .ok_or_else(|| Fault::not_found("InvalidAssociationID.NotFound", "association ID", id))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replace {
    association_id: String,
    route_table_id: String,
}

/// Moves a subnet, or the role of main table, to another table of the VPC.
fn replace_route_table_association(call: &mut Call<'_>, input: Value) -> Outcome {
    let Replace { association_id, route_table_id } = read(input)?;
    let region = call.region();
    let (old, association) = associated(region, &association_id)?;
    let (old, association) = (old.clone(), association.clone());
    let new = kind::ROUTE_TABLE.find(&region.route_tables, &route_table_id)?;
    if new.vpc_id != old.vpc_id {
        return Err(other_network(&route_table_id, association.subnet_id.as_deref().unwrap_or(&old.vpc_id)));
    }
    let id = call.id("rtbassoc");
    let region = call.region();
    if let Some(table) = region.route_tables.get_mut(&old.id) {
        table.associations.retain(|one| one.id != association_id);
    }
    if let Some(table) = region.route_tables.get_mut(&route_table_id) {
        table.associations.push(RouteTableAssociation { id: id.clone(), ..association });
    }
    Ok(json!({ "NewAssociationId": id, "AssociationState": { "State": "associated" } }))
}
