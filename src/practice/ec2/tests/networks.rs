//! VPCs, subnets, addresses, tags, and what all describe operations share.

use serde_json::json;

use super::{count, text, world};

#[test]
fn a_vpc_comes_with_its_table_acl_and_group_and_goes_with_them() {
    let mut world = world(false);
    let vpc = world.vpc();
    let of = json!({ "Filters": [{ "Name": "vpc-id", "Values": [vpc] }] });
    for (operation, list) in [
        ("DescribeRouteTables", "/RouteTables"),
        ("DescribeNetworkAcls", "/NetworkAcls"),
        ("DescribeSecurityGroups", "/SecurityGroups"),
    ] {
        assert_eq!(count(&world.did(operation, of.clone()), list), 1, "{operation}");
    }
    world.did("DeleteVpc", json!({ "VpcId": vpc }));
    let region = &world.account.regions["us-east-1"];
    assert!(region.route_tables.is_empty() && region.network_acls.is_empty() && region.security_groups.is_empty());
    assert!(region.security_group_rules.is_empty());
}

#[test]
fn blocks_are_held_to_their_rules() {
    let mut world = world(false);
    for (block, code) in
        [("10.0.0.0/8", "InvalidVpc.Range"), ("10.0.0.0/29", "InvalidVpc.Range"), ("10.0.0.0", "InvalidParameterValue")]
    {
        assert_eq!(world.refused("CreateVpc", json!({ "CidrBlock": block })), code, "{block}");
    }
    let vpc = world.vpc();
    let subnet = world.subnet(&vpc, "10.0.1.0/24", "us-east-1a");
    for (block, zone, code) in [
        ("10.1.0.0/24", "us-east-1a", "InvalidSubnet.Range"),
        ("10.0.1.128/25", "us-east-1a", "InvalidSubnet.Conflict"),
        ("10.0.2.0/29", "us-east-1a", "InvalidSubnet.Range"),
        ("10.0.2.0/24", "us-east-1g", "InvalidParameterValue"),
    ] {
        let input = json!({ "VpcId": vpc, "CidrBlock": block, "AvailabilityZone": zone });
        assert_eq!(world.refused("CreateSubnet", input), code, "{block} {zone}");
    }
    assert_eq!(world.refused("DeleteVpc", json!({ "VpcId": vpc })), "DependencyViolation");
    let shown = world.did("DescribeSubnets", json!({ "SubnetIds": [subnet] }));
    assert_eq!(text(&shown, "/Subnets/0/AvailableIpAddressCount"), "251");
    let map = json!({ "SubnetId": subnet, "MapPublicIpOnLaunch": { "Value": true } });
    world.did("ModifySubnetAttribute", map);
    let mapped = json!({ "Filters": [{ "Name": "map-public-ip-on-launch", "Values": ["true"] }] });
    assert_eq!(count(&world.did("DescribeSubnets", mapped), "/Subnets"), 1);
}

#[test]
fn ids_are_told_apart_malformed_from_missing() {
    let mut world = world(false);
    world.vpc();
    for (operation, input, code) in [
        ("DescribeVpcs", json!({ "VpcIds": ["vpc-1"] }), "InvalidVpcID.Malformed"),
        ("DescribeVpcs", json!({ "VpcIds": ["vpc-0123456789abcdef0"] }), "InvalidVpcID.NotFound"),
        ("DescribeSubnets", json!({ "SubnetIds": ["subnet-0123456789abcdef0"] }), "InvalidSubnetID.NotFound"),
        ("DescribeSecurityGroups", json!({ "GroupIds": ["web"] }), "InvalidGroupId.Malformed"),
        ("DescribeSecurityGroups", json!({ "GroupNames": ["web"] }), "VPCIdNotSpecified"),
        ("DescribeVpcs", json!({ "Filters": [{ "Name": "nonsense", "Values": ["x"] }] }), "InvalidParameterValue"),
        ("DescribeVpcs", json!({ "MaxResults": 2 }), "InvalidParameterValue"),
        ("DescribeVpcs", json!({ "MaxResults": 5, "VpcIds": ["vpc-1"] }), "InvalidParameterCombination"),
        ("DescribeVpcs", json!({ "NextToken": "forged" }), "InvalidNextToken"),
        ("CreateTags", json!({ "Resources": ["x-1"], "Tags": [{ "Key": "a" }] }), "InvalidID"),
    ] {
        assert_eq!(world.refused(operation, input.clone()), code, "{operation} {input}");
    }
}

#[test]
fn a_dry_run_changes_nothing_and_says_so() {
    let mut world = world(false);
    world.vpc();
    assert_eq!(world.refused("CreateVpc", json!({ "CidrBlock": "10.1.0.0/16", "DryRun": true })), "DryRunOperation");
    assert_eq!(world.refused("CreateVpc", json!({ "CidrBlock": "10.1.0.0/8", "DryRun": true })), "InvalidVpc.Range");
}

#[test]
fn a_region_begins_with_a_default_vpc_unless_the_account_is_empty() {
    let mut world = world(true);
    let shown = world.did("DescribeSubnets", json!({ "Filters": [{ "Name": "default-for-az", "Values": ["true"] }] }));
    assert_eq!(count(&shown, "/Subnets"), 6);
    let routes =
        world.did("DescribeRouteTables", json!({ "Filters": [{ "Name": "association.main", "Values": ["true"] }] }));
    assert_eq!(text(&routes, "/RouteTables/0/Routes/1/DestinationCidrBlock"), "0.0.0.0/0");
    assert_eq!(text(&routes, "/RouteTables/0/Routes/1/State"), "active");
    assert_eq!(world.refused("CreateDefaultVpc", json!({})), "DefaultVpcAlreadyExists");
    let zone = json!({ "AvailabilityZone": "us-east-1a" });
    assert_eq!(world.refused("CreateDefaultSubnet", zone.clone()), "DefaultSubnetAlreadyExistsInAvailabilityZone");
    let a = text(
        &world
            .did("DescribeSubnets", json!({ "Filters": [{ "Name": "availability-zone", "Values": ["us-east-1a"] }] })),
        "/Subnets/0/SubnetId",
    );
    world.did("DeleteSubnet", json!({ "SubnetId": a }));
    world.did("CreateDefaultSubnet", zone);
}

#[test]
fn addresses_are_never_given_twice() {
    let mut world = world(false);
    let vpc = world.vpc();
    let subnet = world.subnet(&vpc, "10.0.0.0/28", "us-east-1a");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..11 {
        let made = world.did("CreateNetworkInterface", json!({ "SubnetId": subnet }));
        seen.insert(text(&made, "/NetworkInterface/PrivateIpAddress"));
    }
    assert_eq!(seen.len(), 11);
    for reserved in ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.15"] {
        assert!(!seen.contains(reserved));
    }
    let full = json!({ "SubnetId": subnet });
    assert_eq!(world.refused("CreateNetworkInterface", full), "InsufficientFreeAddressesInSubnet");
    let taken = json!({ "SubnetId": subnet, "PrivateIpAddress": "10.0.0.5" });
    assert_eq!(world.refused("CreateNetworkInterface", taken), "InvalidIPAddress.InUse");
    assert_eq!(world.refused("DeleteSubnet", json!({ "SubnetId": subnet })), "DependencyViolation");
}

#[test]
fn tags_are_given_shown_filtered_and_taken() {
    let mut world = world(false);
    let vpc = world.vpc();
    let tags = json!([{ "Key": "Name", "Value": "ec-site-vpc" }, { "Key": "Team", "Value": "a" }]);
    world.did("CreateTags", json!({ "Resources": [vpc], "Tags": tags }));
    let named = json!({ "Filters": [{ "Name": "tag:Name", "Values": ["ec-site-*"] }] });
    assert_eq!(text(&world.did("DescribeVpcs", named), "/Vpcs/0/VpcId"), vpc);
    let of_vpcs =
        json!({ "Filters": [{ "Name": "resource-type", "Values": ["vpc"] }, { "Name": "key", "Values": ["Team"] }] });
    assert_eq!(text(&world.did("DescribeTags", of_vpcs), "/Tags/0/Value"), "a");
    world
        .did("DeleteTags", json!({ "Resources": [vpc], "Tags": [{ "Key": "Team", "Value": "b" }, { "Key": "Name" }] }));
    let left = world.did("DescribeTags", json!({}));
    assert_eq!((count(&left, "/Tags"), text(&left, "/Tags/0/Key")), (1, "Team".to_owned()));
    let both = json!({ "Resources": [vpc, "vpc-0123456789abcdef0"], "Tags": [{ "Key": "x", "Value": "y" }] });
    assert_eq!(world.refused("CreateTags", both), "InvalidVpcID.NotFound");
}

#[test]
fn pages_of_five_join_to_the_whole() {
    let mut world = world(false);
    (0..12).for_each(|_| drop(world.vpc()));
    let (mut seen, mut token) = (0, json!(null));
    loop {
        let page = world.did("DescribeVpcs", json!({ "MaxResults": 5, "NextToken": token }));
        seen += count(&page, "/Vpcs");
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, 12);
}
