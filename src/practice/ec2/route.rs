//! Routes: made, replaced, taken away; whether one still leads anywhere.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Destination, InstanceState, NatState, Region, Route, RouteTable, Via};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::{cidr, kind, prefix_list};

/// The operations of this file.
pub(super) const OPERATIONS: Table =
    &[("CreateRoute", create_route), ("ReplaceRoute", replace_route), ("DeleteRoute", delete_route)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    route_table_id: String,
    destination_cidr_block: Option<String>,
    destination_ipv6_cidr_block: Option<String>,
    destination_prefix_list_id: Option<String>,
    gateway_id: Option<String>,
    nat_gateway_id: Option<String>,
    network_interface_id: Option<String>,
    instance_id: Option<String>,
    vpc_endpoint_id: Option<String>,
    egress_only_internet_gateway_id: Option<String>,
    transit_gateway_id: Option<String>,
    vpc_peering_connection_id: Option<String>,
    #[serde(default)]
    local_target: bool,
}

impl Request {
    fn destination(&self, region: &Region) -> Result<Destination, Fault> {
        match (&self.destination_cidr_block, &self.destination_ipv6_cidr_block, &self.destination_prefix_list_id) {
            (Some(block), None, None) => Ok(Destination::Ipv4(cidr::ipv4(block, "destinationCidrBlock")?.to_string())),
            (None, Some(block), None) => {
                Ok(Destination::Ipv6(cidr::ipv6(block, "destinationIpv6CidrBlock")?.to_string()))
            }
            (None, None, Some(id)) => prefix_list::find(region, id).map(|list| Destination::PrefixList(list.id)),
            (None, None, None) => Err(Fault::missing("destinationCidrBlock")),
            _ => {
                let message = "Only one destination may be given for a route.";
                Err(Fault::new("InvalidParameterCombination", message))
            }
        }
    }

    /// Where the route shall lead: exactly one thing, which has to be there and to fit the table's VPC.
    fn via(&self, region: &Region, vpc: &str) -> Result<Via, Fault> {
        let given: Vec<(&str, &String)> = [
            ("gateway", &self.gateway_id),
            ("nat", &self.nat_gateway_id),
            ("interface", &self.network_interface_id),
            ("instance", &self.instance_id),
            ("endpoint", &self.vpc_endpoint_id),
            ("egress-only", &self.egress_only_internet_gateway_id),
            ("transit", &self.transit_gateway_id),
            ("peering", &self.vpc_peering_connection_id),
        ]
        .into_iter()
        .filter_map(|(kind, id)| id.as_ref().map(|id| (kind, id)))
        .collect();
        match given.as_slice() {
            [] if self.local_target => Ok(Via::Local),
            [] => Err(Fault::missing("gatewayId")),
            [(kind, id)] => via(region, vpc, kind, id),
            _ => {
                let message = "The parameters of only one route target may be given.";
                Err(Fault::new("InvalidParameterCombination", message))
            }
        }
    }
}

fn via(region: &Region, vpc: &str, kind: &str, id: &str) -> Result<Via, Fault> {
    let apart = |what: &str| Fault::invalid_value(format!("route table and {what} {id} belong to different networks"));
    match kind {
        "gateway" if id == "local" => Ok(Via::Local),
        "gateway" | "endpoint" if id.starts_with("vpce-") => {
            let endpoint = kind::VPC_ENDPOINT.find(&region.vpc_endpoints, id)?;
            if endpoint.kind == "Gateway" {
                let message = format!("Routes to the gateway endpoint {id} are made with the endpoint.");
                return Err(Fault::invalid_value(message));
            }
            Ok(Via::VpcEndpoint(id.to_owned()))
        }
        "gateway" => {
            let gateway = kind::INTERNET_GATEWAY.find(&region.internet_gateways, id)?;
            if gateway.vpc_id.as_deref() == Some(vpc) {
                Ok(Via::InternetGateway(id.to_owned()))
            } else {
                Err(apart("network gateway"))
            }
        }
        "nat" => match region.nat_gateways.get(id) {
            Some(nat) if nat.vpc_id != vpc => Err(apart("network gateway")),
            Some(nat) if matches!(nat.state, NatState::Pending | NatState::Available) => {
                Ok(Via::NatGateway(id.to_owned()))
            }
            _ => Err(Fault::not_found("InvalidNatGatewayID.NotFound", "natGateway ID", id)),
        },
        "interface" => {
            let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, id)?;
            if interface.vpc_id == vpc { Ok(Via::NetworkInterface(id.to_owned())) } else { Err(apart("interface")) }
        }
        "instance" => match region.instances.get(id).filter(|one| one.state != InstanceState::Terminated) {
            Some(instance) if instance.vpc_id != vpc => Err(apart("instance")),
            Some(_) => Ok(Via::Instance(id.to_owned())),
            None => Err(Fault::not_found("InvalidInstanceID.NotFound", "instance ID", id)),
        },
        "egress-only" => {
            Err(Fault::not_found("InvalidEgressOnlyInternetGatewayId.NotFound", "egressOnlyInternetGateway ID", id))
        }
        "transit" => Err(Fault::not_found("InvalidTransitGatewayID.NotFound", "transitGateway ID", id)),
        _ => Err(Fault::not_found("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection ID", id)),
    }
}

/// A destination as EC2's messages write it.
fn written(destination: &Destination) -> &str {
    match destination {
        Destination::Ipv4(text) | Destination::Ipv6(text) | Destination::PrefixList(text) => text,
    }
}

fn create_route(call: &mut Call<'_>, input: Value) -> Outcome {
    let request: Request = read(input)?;
    let region = call.region();
    let table = kind::ROUTE_TABLE.find(&region.route_tables, &request.route_table_id)?;
    let destination = request.destination(region)?;
    let via = request.via(region, &table.vpc_id)?;
    if let Some(there) = table.routes.iter().find(|route| route.destination == destination) {
        if there.via == via {
            return Ok(json!({ "Return": true }));
        }
        let message = format!("The route identified by {} already exists.", written(&destination));
        return Err(Fault::new("RouteAlreadyExists", message));
    }
    if via == Via::Local || inside(table, &destination) {
        let message = format!(
            "The destination CIDR block {} is equal to or more specific than one of this VPC's CIDR blocks. This \
             route can target only an interface or an instance.",
            written(&destination)
        );
        if !matches!(via, Via::NetworkInterface(_) | Via::Instance(_) | Via::NatGateway(_) | Via::VpcEndpoint(_)) {
            return Err(Fault::invalid_value(message));
        }
    }
    let route = Route { destination, via, origin: "CreateRoute".to_owned() };
    kind::ROUTE_TABLE.find_mut(&mut region.route_tables, &request.route_table_id)?.routes.push(route);
    Ok(json!({ "Return": true }))
}

/// Whether a destination lies within the VPC's own addresses.
fn inside(table: &RouteTable, destination: &Destination) -> bool {
    let Destination::Ipv4(block) = destination else { return false };
    let Ok(block) = block.parse::<ipnet::Ipv4Net>() else { return false };
    let local = |route: &&Route| route.via == Via::Local && route.origin == "CreateRouteTable";
    table.routes.iter().filter(local).any(|route| match &route.destination {
        Destination::Ipv4(whole) => whole.parse::<ipnet::Ipv4Net>().is_ok_and(|whole| whole.contains(&block)),
        _ => false,
    })
}

fn no_route(table: &str, destination: &Destination) -> Fault {
    let kind = match destination {
        Destination::Ipv4(_) => "destination-cidr-block",
        Destination::Ipv6(_) => "destination-ipv6-cidr-block",
        Destination::PrefixList(_) => "destination-prefix-list-id",
    };
    Fault::new("InvalidRoute.NotFound", format!("no route with {kind} {} in route table {table}", written(destination)))
}

fn replace_route(call: &mut Call<'_>, input: Value) -> Outcome {
    let request: Request = read(input)?;
    let region = call.region();
    let table = kind::ROUTE_TABLE.find(&region.route_tables, &request.route_table_id)?;
    let destination = request.destination(region)?;
    let via = request.via(region, &table.vpc_id)?;
    let Some(place) = table.routes.iter().position(|route| route.destination == destination) else {
        let message = "There is no route defined for '{}' in the route table. Use CreateRoute instead.";
        return Err(Fault::invalid_value(message.replace("{}", written(&destination))));
    };
    let table = kind::ROUTE_TABLE.find_mut(&mut region.route_tables, &request.route_table_id)?;
    if let Some(route) = table.routes.get_mut(place) {
        route.via = via;
    }
    Ok(json!({}))
}

fn delete_route(call: &mut Call<'_>, input: Value) -> Outcome {
    let request: Request = read(input)?;
    let region = call.region();
    kind::ROUTE_TABLE.find(&region.route_tables, &request.route_table_id)?;
    let destination = match &request.destination_prefix_list_id {
        Some(id) => Destination::PrefixList(id.clone()),
        None => request.destination(region)?,
    };
    let table = kind::ROUTE_TABLE.find_mut(&mut region.route_tables, &request.route_table_id)?;
    let Some(place) = table.routes.iter().position(|route| route.destination == destination) else {
        return Err(no_route(&table.id, &destination));
    };
    let route = &table.routes[place];
    if route.origin == "CreateRouteTable" {
        let message =
            format!("cannot remove local route {} in route table {}", written(&destination), request.route_table_id);
        return Err(Fault::invalid_value(message));
    }
    if let (Via::VpcEndpoint(id), Destination::PrefixList(_)) = (&route.via, &destination) {
        let message = format!("cannot remove VPC endpoint route {id} in route table {}", request.route_table_id);
        return Err(Fault::invalid_value(message));
    }
    table.routes.remove(place);
    Ok(json!({}))
}

/// `active`, or `blackhole` when what the route leads to is gone or not attached.
pub(crate) fn state(region: &Region, route: &Route) -> &'static str {
    let leads = match &route.via {
        Via::Local => true,
        Via::InternetGateway(id) => region.internet_gateways.get(id).is_some_and(|one| one.vpc_id.is_some()),
        Via::NatGateway(id) => {
            let alive = |state| matches!(state, NatState::Pending | NatState::Available);
            region.nat_gateways.get(id).is_some_and(|one| alive(one.state))
        }
        Via::NetworkInterface(id) => region.network_interfaces.get(id).is_some_and(|one| one.attachment.is_some()),
        Via::Instance(id) => region.instances.get(id).is_some_and(|one| one.state == InstanceState::Running),
        Via::VpcEndpoint(id) => region.vpc_endpoints.contains_key(id),
        Via::Other { .. } => false,
    };
    if leads { "active" } else { "blackhole" }
}

/// A route as EC2 answers it.
pub(super) fn shown(region: &Region, route: &Route, owner: &str) -> Value {
    let mut shown = json!({ "Origin": route.origin, "State": state(region, route) });
    let destination = match &route.destination {
        Destination::Ipv4(block) => ("DestinationCidrBlock", block),
        Destination::Ipv6(block) => ("DestinationIpv6CidrBlock", block),
        Destination::PrefixList(id) => ("DestinationPrefixListId", id),
    };
    shown[destination.0] = json!(destination.1);
    match &route.via {
        Via::Local => shown["GatewayId"] = json!("local"),
        Via::InternetGateway(id) | Via::VpcEndpoint(id) => shown["GatewayId"] = json!(id),
        Via::NatGateway(id) => shown["NatGatewayId"] = json!(id),
        Via::NetworkInterface(id) => {
            shown["NetworkInterfaceId"] = json!(id);
            let attachment = region.network_interfaces.get(id).and_then(|one| one.attachment.as_ref());
            if let Some(instance) = attachment.and_then(|one| one.instance_id.as_ref()) {
                shown["InstanceId"] = json!(instance);
                shown["InstanceOwnerId"] = json!(owner);
            }
        }
        Via::Instance(id) => {
            shown["InstanceId"] = json!(id);
            shown["InstanceOwnerId"] = json!(owner);
            let interface = region.instances.get(id).and_then(|one| one.interfaces.first());
            shown["NetworkInterfaceId"] = json!(interface);
        }
        Via::Other { id, .. } => shown["GatewayId"] = json!(id),
    }
    shown
}
