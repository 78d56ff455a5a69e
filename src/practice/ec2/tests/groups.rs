//! Security groups and their rules.

use serde_json::{Value, json};

use super::{count, text, world};

/// A permission of TCP from an IPv4 block.
fn tcp(from: i32, to: i32, block: &str) -> Value {
    json!({ "IpProtocol": "tcp", "FromPort": from, "ToPort": to, "IpRanges": [{ "CidrIp": block }] })
}

#[test]
fn a_new_group_lets_everything_out_and_nothing_in() {
    let mut world = world(false);
    let vpc = world.vpc();
    let id = world.group(&vpc, "ec-site-alb-sg");
    let shown = world.did("DescribeSecurityGroups", json!({ "GroupIds": [id] }));
    assert_eq!(count(&shown, "/SecurityGroups/0/IpPermissions"), 0);
    assert_eq!(
        shown.pointer("/SecurityGroups/0/IpPermissionsEgress"),
        Some(&json!([{
            "IpProtocol": "-1", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }], "Ipv6Ranges": [],
            "PrefixListIds": [], "UserIdGroupPairs": [],
        }]))
    );
}

#[test]
fn names_and_descriptions_are_held_to_ec2s_rules() {
    let mut world = world(false);
    let vpc = world.vpc();
    world.group(&vpc, "taken");
    let long = "x".repeat(256);
    for (name, description, code, message) in [
        ("sg-mine", "d", "InvalidParameterValue", "sg-*"),
        ("taken", "d", "InvalidGroup.Duplicate", "already exists for VPC"),
        ("taken ", "d", "InvalidGroup.Duplicate", "already exists for VPC"),
        ("default", "d", "InvalidParameterValue", "reserved"),
        (&long, "d", "InvalidParameterValue", "less than 256"),
        ("new", "負荷分散用", "InvalidParameterValue", "GroupDescription is invalid. Character sets beyond ASCII"),
        ("花", "d", "InvalidParameterValue", "GroupName is invalid"),
        ("new", "a<b", "InvalidParameterValue", "Valid descriptions are"),
        ("new", "", "MissingParameter", "GroupDescription"),
    ] {
        let input = json!({ "GroupName": name, "Description": description, "VpcId": vpc });
        assert_eq!(world.refused("CreateSecurityGroup", input.clone()), code, "{name} {description}");
        let said = world.refusal("CreateSecurityGroup", input);
        assert!(said.contains(message), "{said}");
    }
    let other = world.vpc();
    world.group(&other, "taken");
    let input = json!({ "GroupName": "n", "Description": "d" });
    assert_eq!(world.refused("CreateSecurityGroup", input), "VPCIdNotSpecified");
}

#[test]
fn one_permission_with_several_sources_is_several_rules() {
    let mut world = world(false);
    let vpc = world.vpc();
    let (alb, web) = (world.group(&vpc, "alb"), world.group(&vpc, "web"));
    let answer = world.did(
        "AuthorizeSecurityGroupIngress",
        json!({ "GroupId": web, "IpPermissions": [{
            "IpProtocol": "6", "FromPort": 80, "ToPort": 80,
            "IpRanges": [{ "CidrIp": "203.0.113.77/24", "Description": "office" }, { "CidrIp": "10.0.0.0/8" }],
            "Ipv6Ranges": [{ "CidrIpv6": "2001:DB8::1/32" }],
            "UserIdGroupPairs": [{ "GroupId": alb }],
            "PrefixListIds": [{ "PrefixListId": "pl-3b927c52" }],
        }] }),
    );
    assert_eq!(answer["Return"], true);
    assert_eq!(count(&answer, "/SecurityGroupRules"), 5);
    assert_eq!(text(&answer, "/SecurityGroupRules/0/ReferencedGroupInfo/GroupId"), alb);
    assert_eq!(text(&answer, "/SecurityGroupRules/1/CidrIpv4"), "203.0.113.0/24");
    assert_eq!(text(&answer, "/SecurityGroupRules/1/IpProtocol"), "tcp");
    assert_eq!(text(&answer, "/SecurityGroupRules/3/CidrIpv6"), "2001:db8::/32");
    let shown = world.did("DescribeSecurityGroups", json!({ "GroupIds": [web] }));
    assert_eq!(count(&shown, "/SecurityGroups/0/IpPermissions"), 1, "one permission again");
    assert_eq!(count(&shown, "/SecurityGroups/0/IpPermissions/0/IpRanges"), 2);
    let by_filter = json!({ "Filters": [{ "Name": "ip-permission.group-id", "Values": [alb] }] });
    assert_eq!(text(&world.did("DescribeSecurityGroups", by_filter), "/SecurityGroups/0/GroupId"), web);
}

#[test]
fn bad_rules_get_ec2s_own_refusals() {
    let mut world = world(false);
    let vpc = world.vpc();
    let id = world.group(&vpc, "g");
    let elsewhere = world.vpc();
    let foreign = world.group(&elsewhere, "g");
    world.did("AuthorizeSecurityGroupIngress", json!({ "GroupId": id, "IpPermissions": [tcp(80, 80, "0.0.0.0/0")] }));
    let pair = |group: &str| json!({ "IpProtocol": "-1", "UserIdGroupPairs": [{ "GroupId": group }] });
    for (permission, code) in [
        (tcp(80, 80, "0.0.0.0/0"), "InvalidPermission.Duplicate"),
        (tcp(80, 80, "1.2.3.4/0"), "InvalidPermission.Duplicate"),
        (tcp(80, 70_000, "0.0.0.0/0"), "InvalidPermission.Malformed"),
        (tcp(443, 80, "0.0.0.0/0"), "InvalidParameterValue"),
        (tcp(80, 80, "0.0.0.0"), "InvalidParameterValue"),
        (json!({ "IpProtocol": "tcp", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }), "InvalidParameterValue"),
        (json!({ "IpProtocol": "http", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }), "InvalidParameterValue"),
        (json!({ "IpProtocol": "-1" }), "MissingParameter"),
        (pair("sg-0123456789abcdef0"), "InvalidGroup.NotFound"),
        (pair("my-group"), "InvalidGroupId.Malformed"),
        (pair(&foreign), "InvalidGroup.NotFound"),
        (
            json!({ "IpProtocol": "-1", "PrefixListIds": [{ "PrefixListId": "pl-12345678" }] }),
            "InvalidPrefixListID.NotFound",
        ),
    ] {
        let input = json!({ "GroupId": id, "IpPermissions": [tcp(22, 22, "10.0.0.0/8"), permission] });
        assert_eq!(world.refused("AuthorizeSecurityGroupIngress", input.clone()), code, "{input}");
    }
    let said = world.refusal(
        "AuthorizeSecurityGroupIngress",
        json!({ "GroupId": id, "IpPermissions": [tcp(80, 80, "0.0.0.0/0")] }),
    );
    assert_eq!(said, "the specified rule \"peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW\" already exists");
}

#[test]
fn the_flat_form_is_the_same_rule() {
    let mut world = world(true);
    let id = text(&world.did("CreateSecurityGroup", json!({ "GroupName": "g", "Description": "d" })), "/GroupId");
    let flat = json!({ "GroupName": "g", "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0" });
    world.did("AuthorizeSecurityGroupIngress", flat);
    let listed = json!({ "GroupId": id, "IpPermissions": [tcp(80, 80, "0.0.0.0/0")] });
    assert_eq!(world.refused("AuthorizeSecurityGroupIngress", listed.clone()), "InvalidPermission.Duplicate");
    let revoked = world.did("RevokeSecurityGroupIngress", listed.clone());
    assert_eq!(count(&revoked, "/RevokedSecurityGroupRules"), 1);
    // In a default VPC what is not there is told, elsewhere refused.
    let again = world.did("RevokeSecurityGroupIngress", listed);
    assert_eq!(count(&again, "/UnknownIpPermissions"), 1);
    let vpc = world.vpc();
    let other = world.group(&vpc, "g");
    let gone = json!({ "GroupId": other, "IpPermissions": [tcp(80, 80, "0.0.0.0/0")] });
    assert_eq!(world.refused("RevokeSecurityGroupIngress", gone), "InvalidPermission.NotFound");
}

#[test]
fn rules_are_revoked_changed_and_described_by_id() {
    let mut world = world(false);
    let vpc = world.vpc();
    let id = world.group(&vpc, "g");
    let made = world.did(
        "AuthorizeSecurityGroupIngress",
        json!({ "GroupId": id, "IpPermissions": [tcp(80, 80, "0.0.0.0/0"), tcp(22, 22, "0.0.0.0/0")] }),
    );
    let rule = text(&made, "/SecurityGroupRules/0/SecurityGroupRuleId");
    let change = |rule: &str, value: Value| json!({ "GroupId": id, "SecurityGroupRules": [{ "SecurityGroupRuleId": rule, "SecurityGroupRule": value }] });
    let ssh = json!({ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "0.0.0.0/0" });
    assert_eq!(world.refused("ModifySecurityGroupRules", change(&rule, ssh)), "InvalidPermission.Duplicate");
    let narrower = json!({ "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIpv4": "10.0.0.0/8" });
    world.did("ModifySecurityGroupRules", change(&rule, narrower));
    let shown = world.did("DescribeSecurityGroupRules", json!({ "SecurityGroupRuleIds": [rule] }));
    assert_eq!(text(&shown, "/SecurityGroupRules/0/CidrIpv4"), "10.0.0.0/8");
    let by_id = json!({ "GroupId": id, "SecurityGroupRuleIds": [rule] });
    assert_eq!(world.refused("RevokeSecurityGroupEgress", by_id.clone()), "InvalidSecurityGroupRuleId.NotFound");
    world.did("RevokeSecurityGroupIngress", by_id.clone());
    assert_eq!(world.refused("RevokeSecurityGroupIngress", by_id), "InvalidSecurityGroupRuleId.NotFound");
    let filter = json!({ "Filters": [{ "Name": "group-id", "Values": [id] }] });
    assert_eq!(count(&world.did("DescribeSecurityGroupRules", filter), "/SecurityGroupRules"), 2);
}

#[test]
fn a_group_in_use_stays() {
    let mut world = world(false);
    let vpc = world.vpc();
    let (alb, web) = (world.group(&vpc, "alb"), world.group(&vpc, "web"));
    let subnet = world.subnet(&vpc, "10.0.0.0/24", "us-east-1a");
    let from_alb = json!({ "GroupId": web, "IpPermissions": [
        { "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{ "GroupId": alb }] },
        { "IpProtocol": "-1", "UserIdGroupPairs": [{ "GroupId": web }] },
    ] });
    world.did("AuthorizeSecurityGroupIngress", from_alb);
    assert_eq!(world.refused("DeleteSecurityGroup", json!({ "GroupId": alb })), "DependencyViolation");
    let interface = world.did("CreateNetworkInterface", json!({ "SubnetId": subnet, "Groups": [web] }));
    assert_eq!(world.refused("DeleteSecurityGroup", json!({ "GroupId": web })), "DependencyViolation");
    let id = text(&interface, "/NetworkInterface/NetworkInterfaceId");
    world.did("DeleteNetworkInterface", json!({ "NetworkInterfaceId": id }));
    world.did("DeleteSecurityGroup", json!({ "GroupId": web }));
    world.did("DeleteSecurityGroup", json!({ "GroupId": alb }));
    let default = json!({ "Filters": [{ "Name": "group-name", "Values": ["default"] }] });
    let default = text(&world.did("DescribeSecurityGroups", default), "/SecurityGroups/0/GroupId");
    assert_eq!(world.refused("DeleteSecurityGroup", json!({ "GroupId": default })), "CannotDelete");
    assert_eq!(world.refused("DeleteSecurityGroup", json!({ "GroupId": alb })), "InvalidGroup.NotFound");
}
