//! Load balancers.

use serde_json::{Value, json};

use super::super::super::api::Service;
use super::{Stage, text};

#[test]
fn an_application_load_balancer_is_shown_as_aws_shows_it() {
    let mut stage = Stage::new();
    let subnets = [stage.subnet('a'), stage.subnet('c')];
    let made = stage.ask("CreateLoadBalancer", json!({ "Name": "ec-site-alb", "Subnets": subnets }));
    let one = &made["LoadBalancers"][0];
    let arn = text(one, "/LoadBalancerArn");
    assert!(arn.starts_with("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/ec-site-alb/"));
    let dns = text(one, "/DNSName");
    assert!(dns.starts_with("ec-site-alb-") && dns.ends_with(".us-east-1.elb.localhost"), "{dns}");
    assert_eq!(one["CanonicalHostedZoneId"], "Z35SXDOTRQ7X7K");
    assert_eq!(one["State"], json!({ "Code": "provisioning" }));
    assert_eq!((&one["Type"], &one["Scheme"]), (&json!("application"), &json!("internet-facing")));
    assert_eq!(one["IpAddressType"], "ipv4");
    let zones = json!([
        { "ZoneName": "us-east-1a", "SubnetId": subnets[0], "LoadBalancerAddresses": [] },
        { "ZoneName": "us-east-1c", "SubnetId": subnets[1], "LoadBalancerAddresses": [] },
    ]);
    assert_eq!(one["AvailabilityZones"], zones);
    assert_eq!(one["SecurityGroups"].as_array().map(Vec::len), Some(1), "the default group");
    stage.pass(121);
    let after = stage.ask("DescribeLoadBalancers", json!({ "Names": ["ec-site-alb"] }));
    assert_eq!(after["LoadBalancers"][0]["State"], json!({ "Code": "active" }));
    assert!(after.get("NextMarker").is_none());
}

#[test]
fn its_nodes_are_interfaces_of_the_service_and_go_with_it() {
    let mut stage = Stage::new();
    let arn = stage.load_balancer("web");
    let nodes = |stage: &mut Stage| {
        let filter = json!({ "Filters": [{ "Name": "description", "Values": ["ELB app/web/*"] }] });
        stage.of(Service::Ec2, "DescribeNetworkInterfaces", filter)["NetworkInterfaces"].clone()
    };
    let found = nodes(&mut stage);
    assert_eq!(found.as_array().map(Vec::len), Some(2));
    assert_eq!(found[0]["RequesterManaged"], true);
    assert!(found[0]["Association"]["PublicIp"].is_string(), "{found}");
    let id = found[0]["NetworkInterfaceId"].clone();
    let before = stage.world.account.clone();
    stage.ask("DeleteLoadBalancer", json!({ "LoadBalancerArn": arn }));
    assert_eq!(nodes(&mut stage), json!([]));
    stage.ask("DeleteLoadBalancer", json!({ "LoadBalancerArn": arn }));
    assert!(before.regions["us-east-1"].network_interfaces.contains_key(id.as_str().expect("an id")));
}

#[test]
fn names_are_held_to_their_rules() {
    let mut stage = Stage::new();
    let subnets = [stage.subnet('a'), stage.subnet('b')];
    for (name, why) in [
        ("a".repeat(33), "cannot be longer than '32' characters"),
        ("web_lb".to_owned(), "can only contain characters that are alphanumeric characters or hyphens(-)"),
        ("-web".to_owned(), "cannot begin or end with '-'"),
        ("web-".to_owned(), "cannot begin or end with '-'"),
        ("internal-web".to_owned(), "cannot begin with 'internal-'"),
    ] {
        let fault = stage.refused("CreateLoadBalancer", json!({ "Name": name, "Subnets": subnets }));
        assert_eq!(fault, format!("ValidationError: The load balancer name '{name}' {why}"));
    }
    stage.load_balancer(&"a".repeat(32));
}

#[test]
fn the_same_request_succeeds_again_and_another_of_that_name_does_not() {
    let mut stage = Stage::new();
    let first = stage.load_balancer("web");
    assert_eq!(stage.load_balancer("web"), first);
    let input = json!({ "Name": "web", "Subnets": [stage.subnet('a'), stage.subnet('c')] });
    let message = "A load balancer with the same name 'web' exists, but with different settings";
    assert_eq!(stage.refused("CreateLoadBalancer", input), format!("DuplicateLoadBalancerName: {message}"));
}

#[test]
fn subnets_are_held_to_their_rules() {
    let mut stage = Stage::new();
    let [a, b] = ['a', 'b'].map(|zone| stage.subnet(zone));
    let vpc = stage.of(Service::Ec2, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }));
    let vpc = text(&vpc, "/Vpc/VpcId");
    let mut inside = |zone: &str, block: &str| {
        let input = json!({ "VpcId": vpc, "AvailabilityZone": zone, "CidrBlock": block });
        text(&stage.of(Service::Ec2, "CreateSubnet", input), "/Subnet/SubnetId")
    };
    let (p, q) = (inside("us-east-1a", "10.9.0.0/24"), inside("us-east-1b", "10.9.1.0/24"));
    let a2 = inside("us-east-1a", "10.9.2.0/24");
    let tiny = inside("us-east-1c", "10.9.3.0/28");
    let two = "ValidationError: At least two subnets in two different Availability Zones must be specified";
    let same = "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same \
                Availability Zone";
    let gateway = format!("InvalidSubnet: VPC {vpc} has no internet gateway");
    for (subnets, expected) in [
        (vec![], two),
        (vec![&a], two),
        (vec![&a, &a], same),
        (vec![&p, &a2], same),
        (vec![&a, &q], "InvalidConfigurationRequest: All subnets must belong to the same VPC"),
        (vec![&p, &q], &gateway),
    ] {
        let fault = stage.refused("CreateLoadBalancer", json!({ "Name": "web", "Subnets": subnets }));
        assert_eq!(fault, expected, "{subnets:?}");
    }
    let gone = json!({ "Name": "web", "Subnets": [b, "subnet-0123456789abcdef0"] });
    let message = "SubnetNotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist";
    assert_eq!(stage.refused("CreateLoadBalancer", gone), message);
    // Inside its VPC it needs no gateway, but room.
    let internal = |name: &str, subnets: &[&String]| json!({ "Name": name, "Subnets": subnets, "Scheme": "internal" });
    stage.ask("CreateLoadBalancer", internal("one", &[&p, &tiny]));
    stage.ask("CreateLoadBalancer", internal("two", &[&p, &tiny]));
    stage.ask("CreateLoadBalancer", internal("three", &[&p, &tiny]));
    stage.ask("CreateLoadBalancer", internal("four", &[&p, &tiny]));
    let fault = stage.refused("CreateLoadBalancer", internal("five", &[&p, &tiny]));
    assert!(fault.starts_with(&format!("InvalidSubnet: Not enough IP space available in {tiny}.")), "{fault}");
    let one = stage.ask("DescribeLoadBalancers", json!({ "Names": ["one"] }));
    assert!(text(&one, "/LoadBalancers/0/DNSName").starts_with("internal-one-"));
}

#[test]
fn zones_come_and_go() {
    let mut stage = Stage::new();
    let arn = stage.load_balancer("web");
    let [a, b, c] = ['a', 'b', 'c'].map(|zone| stage.subnet(zone));
    let kept = stage.world.account.regions["us-east-1"].load_balancers[&arn].zones[0].clone();
    let set = stage.ask("SetSubnets", json!({ "LoadBalancerArn": arn, "Subnets": [c, a] }));
    let zones: Vec<&Value> =
        set["AvailabilityZones"].as_array().expect("zones").iter().map(|z| &z["ZoneName"]).collect();
    assert_eq!(zones, ["us-east-1c", "us-east-1a"]);
    let region = &stage.world.account.regions["us-east-1"];
    assert_eq!(region.load_balancers[&arn].zones[1].interface, kept.interface);
    assert_eq!(region.network_interfaces.values().filter(|one| one.requester.is_some()).count(), 2);
    assert!(!region.network_interfaces.values().any(|one| one.subnet_id == b));
    let fault = stage.refused("SetSubnets", json!({ "LoadBalancerArn": arn, "Subnets": [a] }));
    assert!(fault.contains("At least two subnets"), "{fault}");
}

#[test]
fn groups_have_to_be_the_vpcs() {
    let mut stage = Stage::new();
    let arn = stage.load_balancer("web");
    let vpc = text(&stage.of(Service::Ec2, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" })), "/Vpc/VpcId");
    let mut group = |vpc: &str| {
        let input = json!({ "GroupName": "alb-sg", "Description": "d", "VpcId": vpc });
        text(&stage.of(Service::Ec2, "CreateSecurityGroup", input), "/GroupId")
    };
    let foreign = group(&vpc);
    let own_vpc = stage.vpc.clone();
    let mut group = |vpc: &str| {
        let input = json!({ "GroupName": "alb-sg", "Description": "d", "VpcId": vpc });
        text(&stage.of(Service::Ec2, "CreateSecurityGroup", input), "/GroupId")
    };
    let own = group(&own_vpc);
    for (id, expected) in [
        ("alb-sg", "ValidationError: Security group 'alb-sg' is not valid"),
        ("sg-0123456789abcdef0", "InvalidSecurityGroup: Security group 'sg-0123456789abcdef0' does not exist"),
        (&foreign, "InvalidConfigurationRequest: One or more security groups are invalid"),
    ] {
        let input = json!({ "LoadBalancerArn": arn, "SecurityGroups": [id] });
        assert_eq!(stage.refused("SetSecurityGroups", input), expected);
    }
    let set = stage.ask("SetSecurityGroups", json!({ "LoadBalancerArn": arn, "SecurityGroups": [own] }));
    assert_eq!(set, json!({ "SecurityGroupIds": [own] }));
    let region = &stage.world.account.regions["us-east-1"];
    for zone in &region.load_balancers[&arn].zones {
        assert_eq!(region.network_interfaces[&zone.interface].groups, std::slice::from_ref(&own));
    }
}

#[test]
fn a_network_load_balancer_takes_groups_only_if_it_had_one() {
    let mut stage = Stage::new();
    let bare = stage.network_load_balancer("bare");
    let group = stage.world.account.regions["us-east-1"].security_groups.keys().next().cloned().expect("a group");
    let shown = stage.ask("DescribeLoadBalancers", json!({ "LoadBalancerArns": [bare] }));
    assert!(shown["LoadBalancers"][0].get("SecurityGroups").is_none());
    let fault = stage.refused("SetSecurityGroups", json!({ "LoadBalancerArn": bare, "SecurityGroups": [group] }));
    assert!(fault.starts_with("InvalidConfigurationRequest: You cannot set security groups"), "{fault}");
    let input = json!({
        "Name": "guarded", "Type": "network", "Subnets": [stage.subnet('a')], "SecurityGroups": [group],
    });
    let made = stage.ask("CreateLoadBalancer", input);
    assert_eq!(made["LoadBalancers"][0]["SecurityGroups"], json!([group]));
    assert_eq!(made["LoadBalancers"][0]["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"], "on");
}

#[test]
fn elastic_addresses_belong_to_network_load_balancers() {
    let mut stage = Stage::new();
    let allocation = stage.of(Service::Ec2, "AllocateAddress", json!({ "Domain": "vpc" }));
    let (id, ip) = (text(&allocation, "/AllocationId"), text(&allocation, "/PublicIp"));
    let subnet = stage.subnet('a');
    let mapping = json!([{ "SubnetId": subnet, "AllocationId": id }]);
    let input = |kind: &str| json!({ "Name": "fixed", "Type": kind, "SubnetMappings": mapping });
    let fault = stage.refused("CreateLoadBalancer", input("application"));
    assert!(fault.contains("Elastic IPs are not supported for load balancers with type 'application'"), "{fault}");
    let made = stage.ask("CreateLoadBalancer", input("network"));
    let addresses = &made["LoadBalancers"][0]["AvailabilityZones"][0]["LoadBalancerAddresses"];
    assert_eq!(*addresses, json!([{ "IpAddress": ip, "AllocationId": id }]));
    let other = json!({ "Name": "other", "Type": "network", "SubnetMappings": mapping });
    assert!(stage.refused("CreateLoadBalancer", other).starts_with("ResourceInUse"));
}

#[test]
fn attributes_have_defaults_and_rules() {
    let mut stage = Stage::new();
    let arn = stage.load_balancer("web");
    let all = stage.ask("DescribeLoadBalancerAttributes", json!({ "LoadBalancerArn": arn }));
    let value = |key: &str| {
        let found = all["Attributes"].as_array().expect("attributes").iter().find(|one| one["Key"] == key);
        found.unwrap_or_else(|| panic!("{key}"))["Value"].clone()
    };
    for (key, default) in [
        ("deletion_protection.enabled", "false"),
        ("idle_timeout.timeout_seconds", "60"),
        ("load_balancing.cross_zone.enabled", "true"),
        ("routing.http2.enabled", "true"),
        ("routing.http.desync_mitigation_mode", "defensive"),
        ("client_keep_alive.seconds", "3600"),
    ] {
        assert_eq!(value(key), default, "{key}");
    }
    for (key, wrong, expected) in [
        ("no.such", "1", "ValidationError: Load balancer attribute key 'no.such' is not recognized"),
        (
            "idle_timeout.timeout_seconds",
            "0",
            "ValidationError: 'idle_timeout.timeout_seconds' value '0' must be between '1-4000' inclusive",
        ),
        (
            "deletion_protection.enabled",
            "yes",
            "ValidationError: 'deletion_protection.enabled' value 'yes' must be one of '[true, false]'",
        ),
        (
            "dns_record.client_routing_policy",
            "any_availability_zone",
            "InvalidConfigurationRequest: Load balancer attribute key 'dns_record.client_routing_policy' is not \
             supported on load balancers with type 'application'",
        ),
    ] {
        let input = json!({ "LoadBalancerArn": arn, "Attributes": [{ "Key": key, "Value": wrong }] });
        assert_eq!(stage.refused("ModifyLoadBalancerAttributes", input), expected);
    }
    let set = json!([{ "Key": "deletion_protection.enabled", "Value": "true" }]);
    let answer =
        stage.ask("ModifyLoadBalancerAttributes", json!({ "LoadBalancerArn": arn, "Attributes": set.clone() }));
    assert_eq!(answer["Attributes"], set);
    let message = format!(
        "OperationNotPermitted: Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
    );
    assert_eq!(stage.refused("DeleteLoadBalancer", json!({ "LoadBalancerArn": arn })), message);
}

#[test]
fn what_is_not_there_is_named() {
    let mut stage = Stage::new();
    stage.load_balancer("web");
    let gone = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0000000000000000";
    for (operation, input, expected) in [
        (
            "DescribeLoadBalancers",
            json!({ "Names": ["gone"] }),
            "LoadBalancerNotFound: Load balancers '[gone]' not found",
        ),
        (
            "DescribeLoadBalancers",
            json!({ "LoadBalancerArns": [gone] }),
            "LoadBalancerNotFound: One or more load balancers not found",
        ),
        (
            "DescribeLoadBalancers",
            json!({ "LoadBalancerArns": ["web"] }),
            "ValidationError: 'web' is not a valid load balancer ARN",
        ),
        (
            "DescribeListeners",
            json!({ "LoadBalancerArn": gone }),
            "LoadBalancerNotFound: Load balancer 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/\
             web/0000000000000000' not found",
        ),
    ] {
        assert_eq!(stage.refused(operation, input), expected);
    }
}

#[test]
fn pages_and_tags() {
    let mut stage = Stage::new();
    let arns: Vec<String> = ["one", "two", "three"].map(|name| stage.load_balancer(name)).into();
    let first = stage.ask("DescribeLoadBalancers", json!({ "PageSize": 2 }));
    assert_eq!(first["LoadBalancers"].as_array().map(Vec::len), Some(2));
    let marker = text(&first, "/NextMarker");
    let rest = stage.ask("DescribeLoadBalancers", json!({ "PageSize": 2, "Marker": marker }));
    assert_eq!(rest["LoadBalancers"].as_array().map(Vec::len), Some(1));
    let tags = json!([{ "Key": "Name", "Value": "shop" }]);
    stage.ask("AddTags", json!({ "ResourceArns": [arns[0]], "Tags": tags.clone() }));
    let described = stage.ask("DescribeTags", json!({ "ResourceArns": [arns[0], arns[1]] }));
    let expected = json!([{ "ResourceArn": arns[0], "Tags": tags }, { "ResourceArn": arns[1], "Tags": [] }]);
    assert_eq!(described["TagDescriptions"], expected);
    let reserved = json!({ "ResourceArns": [arns[0]], "Tags": [{ "Key": "aws:x", "Value": "" }] });
    assert!(stage.refused("AddTags", reserved).starts_with("ValidationError: aws: prefixed"));
    stage.ask("RemoveTags", json!({ "ResourceArns": [arns[0]], "TagKeys": ["Name"] }));
    let described = stage.ask("DescribeTags", json!({ "ResourceArns": [arns[0]] }));
    assert_eq!(described["TagDescriptions"][0]["Tags"], json!([]));
}

#[test]
fn security_policies_tell_their_protocols() {
    let mut stage = Stage::new();
    let names = json!({ "Names": ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"] });
    let both = stage.ask("DescribeSSLPolicies", names);
    let of =
        |name: &str| both["SslPolicies"].as_array().expect("policies").iter().find(|one| one["Name"] == name).cloned();
    let old = of("ELBSecurityPolicy-2016-08").expect("the old default");
    assert_eq!(old["SslProtocols"], json!(["TLSv1", "TLSv1.1", "TLSv1.2"]));
    assert_eq!(old["Ciphers"].as_array().map(Vec::len), Some(18));
    let new = of("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09").expect("the recommended one");
    assert_eq!(new["SslProtocols"], json!(["TLSv1.2", "TLSv1.3"]));
    assert_eq!(new["Ciphers"][0], json!({ "Name": "TLS_AES_128_GCM_SHA256", "Priority": 1 }));
    assert_eq!(new["Ciphers"].as_array().map(Vec::len), Some(7));
    let unknown = stage.refused("DescribeSSLPolicies", json!({ "Names": ["Gone"] }));
    assert_eq!(unknown, "SSLPolicyNotFound: SSL policy 'Gone' not found");
    assert!(stage.ask("DescribeAccountLimits", json!({}))["Limits"].as_array().is_some_and(|all| all.len() > 10));
}
