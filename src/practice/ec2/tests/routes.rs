//! Routes and what they lead to, network ACLs, prefix lists, endpoints.

use serde_json::{Value, json};

use super::super::super::world::World;
use super::{count, text, world};

/// A VPC with a public subnet: internet gateway, table, route. VPC, subnet, table and gateway.
fn public(world: &mut World) -> [String; 4] {
    let vpc = world.vpc();
    let subnet = world.subnet(&vpc, "10.0.0.0/24", "us-east-1a");
    let gateway = text(&world.did("CreateInternetGateway", json!({})), "/InternetGateway/InternetGatewayId");
    world.did("AttachInternetGateway", json!({ "InternetGatewayId": gateway, "VpcId": vpc }));
    let table = text(&world.did("CreateRouteTable", json!({ "VpcId": vpc })), "/RouteTable/RouteTableId");
    world.did("AssociateRouteTable", json!({ "RouteTableId": table, "SubnetId": subnet }));
    let route = json!({ "RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway });
    world.did("CreateRoute", route);
    [vpc, subnet, table, gateway]
}

fn routes(world: &mut World, table: &str) -> Value {
    world.did("DescribeRouteTables", json!({ "RouteTableIds": [table] }))["RouteTables"][0]["Routes"].clone()
}

#[test]
fn a_route_to_what_is_gone_is_a_black_hole() {
    let mut world = world(false);
    let [vpc, subnet, table, gateway] = public(&mut world);
    assert_eq!(text(&routes(&mut world, &table), "/1/State"), "active");
    world.did("DetachInternetGateway", json!({ "InternetGatewayId": gateway, "VpcId": vpc }));
    assert_eq!(text(&routes(&mut world, &table), "/1/State"), "blackhole");
    for (operation, input, code) in [
        (
            "DeleteRoute",
            json!({ "RouteTableId": table, "DestinationCidrBlock": "10.0.0.0/16" }),
            "InvalidParameterValue",
        ),
        (
            "DeleteRoute",
            json!({ "RouteTableId": table, "DestinationCidrBlock": "10.9.0.0/16" }),
            "InvalidRoute.NotFound",
        ),
        ("DeleteRouteTable", json!({ "RouteTableId": table }), "DependencyViolation"),
        (
            "CreateRoute",
            json!({ "RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0123456789abcdef0" }),
            "InvalidNatGatewayID.NotFound",
        ),
        (
            "CreateRoute",
            json!({ "RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway }),
            "InvalidParameterValue",
        ),
    ] {
        assert_eq!(world.refused(operation, input.clone()), code, "{operation} {input}");
    }
    let other = text(&world.did("CreateRouteTable", json!({ "VpcId": vpc })), "/RouteTable/RouteTableId");
    let twice = json!({ "RouteTableId": other, "SubnetId": subnet });
    assert_eq!(world.refused("AssociateRouteTable", twice), "Resource.AlreadyAssociated");
    let shown = world.did("DescribeRouteTables", json!({ "RouteTableIds": [table] }));
    let association = text(&shown, "/RouteTables/0/Associations/0/RouteTableAssociationId");
    let moved = json!({ "AssociationId": association, "RouteTableId": other });
    world.did("ReplaceRouteTableAssociation", moved);
    world.did("DeleteRouteTable", json!({ "RouteTableId": table }));
}

#[test]
fn a_nat_gateway_takes_its_time_and_holds_its_address() {
    let mut world = world(false);
    let [_, subnet, ..] = public(&mut world);
    assert_eq!(world.refused("CreateNatGateway", json!({ "SubnetId": subnet })), "MissingParameter");
    let address = text(&world.did("AllocateAddress", json!({ "Domain": "vpc" })), "/AllocationId");
    let request = json!({ "SubnetId": subnet, "AllocationId": address, "ClientToken": "once" });
    let made = world.did("CreateNatGateway", request.clone());
    assert_eq!(world.did("CreateNatGateway", request), made, "the same token");
    let id = text(&made, "/NatGateway/NatGatewayId");
    let state = |world: &mut World| {
        text(&world.did("DescribeNatGateways", json!({ "NatGatewayIds": [id] })), "/NatGateways/0/State")
    };
    assert_eq!(state(&mut world), "pending");
    world.settle(world.now + jiff::SignedDuration::from_secs(90));
    assert_eq!(state(&mut world), "available");
    assert_eq!(world.refused("ReleaseAddress", json!({ "AllocationId": address })), "InvalidIPAddress.InUse");
    assert_eq!(world.refused("DeleteSubnet", json!({ "SubnetId": subnet })), "DependencyViolation");
    world.did("DeleteNatGateway", json!({ "NatGatewayId": id }));
    world.settle(world.now + jiff::SignedDuration::from_secs(60));
    assert_eq!(state(&mut world), "deleted");
    world.did("ReleaseAddress", json!({ "AllocationId": address }));
    world.did("DeleteSubnet", json!({ "SubnetId": subnet }));
    world.settle(world.now + jiff::SignedDuration::from_secs(3700));
    assert_eq!(world.refused("DescribeNatGateways", json!({ "NatGatewayIds": [id] })), "NatGatewayNotFound");
}

#[test]
fn a_nat_gateway_without_a_way_out_fails_and_says_why() {
    let mut world = world(false);
    let vpc = world.vpc();
    let subnet = world.subnet(&vpc, "10.0.0.0/24", "us-east-1a");
    let address = text(&world.did("AllocateAddress", json!({})), "/AllocationId");
    world.did("CreateNatGateway", json!({ "SubnetId": subnet, "AllocationId": address }));
    world.settle(world.now + jiff::SignedDuration::from_secs(90));
    let shown = world.did("DescribeNatGateways", json!({}));
    assert_eq!(text(&shown, "/NatGateways/0/State"), "failed");
    assert_eq!(text(&shown, "/NatGateways/0/FailureCode"), "Gateway.NotAttached");
}

#[test]
fn an_internet_gateway_with_mapped_addresses_stays_attached() {
    let mut world = world(false);
    let [vpc, subnet, _, gateway] = public(&mut world);
    let interface = world.did("CreateNetworkInterface", json!({ "SubnetId": subnet }));
    let interface = text(&interface, "/NetworkInterface/NetworkInterfaceId");
    let address = text(&world.did("AllocateAddress", json!({})), "/AllocationId");
    let associate = json!({ "AllocationId": address, "NetworkInterfaceId": interface });
    let association = text(&world.did("AssociateAddress", associate), "/AssociationId");
    let detach = json!({ "InternetGatewayId": gateway, "VpcId": vpc });
    assert_eq!(world.refused("DetachInternetGateway", detach.clone()), "DependencyViolation");
    let shown = world.did(
        "DescribeNetworkInterfaces",
        json!({ "Filters": [{ "Name": "association.allocation-id", "Values": [address] }] }),
    );
    assert_eq!(text(&shown, "/NetworkInterfaces/0/Association/AssociationId"), association);
    world.did("DisassociateAddress", json!({ "AssociationId": association }));
    world.did("DetachInternetGateway", detach);
    assert_eq!(
        world.refused("AssociateAddress", json!({ "AllocationId": address, "NetworkInterfaceId": interface })),
        "Gateway.NotAttached"
    );
}

#[test]
fn acl_entries_have_numbers_of_their_own() {
    let mut world = world(false);
    let vpc = world.vpc();
    let subnet = world.subnet(&vpc, "10.0.0.0/24", "us-east-1a");
    let acl = text(&world.did("CreateNetworkAcl", json!({ "VpcId": vpc })), "/NetworkAcl/NetworkAclId");
    let entry = json!({
        "NetworkAclId": acl, "RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "Egress": false,
        "CidrBlock": "0.0.0.0/0", "PortRange": { "From": 80, "To": 80 },
    });
    world.did("CreateNetworkAclEntry", entry.clone());
    assert_eq!(world.refused("CreateNetworkAclEntry", entry.clone()), "NetworkAclEntryAlreadyExists");
    let by_subnet = json!({ "Filters": [{ "Name": "association.subnet-id", "Values": [subnet] }] });
    let shown = world.did("DescribeNetworkAcls", by_subnet.clone());
    let association = text(&shown, "/NetworkAcls/0/Associations/0/NetworkAclAssociationId");
    world.did("ReplaceNetworkAclAssociation", json!({ "AssociationId": association, "NetworkAclId": acl }));
    let shown = world.did("DescribeNetworkAcls", by_subnet);
    assert_eq!(
        (text(&shown, "/NetworkAcls/0/NetworkAclId"), count(&shown, "/NetworkAcls/0/Entries")),
        (acl.clone(), 3)
    );
    assert_eq!(world.refused("DeleteNetworkAcl", json!({ "NetworkAclId": acl })), "DependencyViolation");
    let gone = json!({ "NetworkAclId": acl, "RuleNumber": 100, "Egress": false });
    world.did("DeleteNetworkAclEntry", gone.clone());
    assert_eq!(world.refused("DeleteNetworkAclEntry", gone), "InvalidNetworkAclEntry.NotFound");
}

#[test]
fn prefix_lists_have_versions_and_amazons_are_there() {
    let mut world = world(false);
    let made = world.did(
        "CreateManagedPrefixList",
        json!({
            "PrefixListName": "office", "AddressFamily": "IPv4", "MaxEntries": 2,
            "Entries": [{ "Cidr": "203.0.113.9/24" }],
        }),
    );
    let id = text(&made, "/PrefixList/PrefixListId");
    let add = |version: i64| json!({ "PrefixListId": id, "CurrentVersion": version, "AddEntries": [{ "Cidr": "198.51.100.0/24" }] });
    assert_eq!(world.refused("ModifyManagedPrefixList", add(2)), "PrefixListVersionMismatch");
    world.did("ModifyManagedPrefixList", add(1));
    let entries = world.did("GetManagedPrefixListEntries", json!({ "PrefixListId": id }));
    assert_eq!((count(&entries, "/Entries"), text(&entries, "/Entries/0/Cidr")), (2, "203.0.113.0/24".to_owned()));
    let amazon = json!({ "Filters": [{ "Name": "prefix-list-name", "Values": ["com.amazonaws.us-east-1.s3"] }] });
    assert_eq!(text(&world.did("DescribeManagedPrefixLists", amazon), "/PrefixLists/0/OwnerId"), "AWS");
    world.did("DeleteManagedPrefixList", json!({ "PrefixListId": id }));
}

#[test]
fn a_gateway_endpoint_is_a_route() {
    let mut world = world(false);
    let [vpc, _, table, _] = public(&mut world);
    let request = json!({ "VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [table] });
    let id = text(&world.did("CreateVpcEndpoint", request), "/VpcEndpoint/VpcEndpointId");
    assert_eq!(text(&routes(&mut world, &table), "/2/DestinationPrefixListId"), "pl-63a5400a");
    world.did("DeleteVpcEndpoints", json!({ "VpcEndpointIds": [id] }));
    assert_eq!(routes(&mut world, &table).as_array().map(Vec::len), Some(2));
}
