//! Target groups.

use serde_json::{Value, json};

use super::{Stage, text};

/// A create request with some members changed; `null` takes one away.
fn create(stage: &Stage, changes: &Value) -> Value {
    let mut input = json!({ "Name": "web", "Protocol": "HTTP", "Port": 80, "VpcId": stage.vpc });
    for (key, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            input.as_object_mut().expect("an object").remove(key);
        } else {
            input[key] = value.clone();
        }
    }
    input
}

#[test]
fn a_group_is_shown_with_its_defaults() {
    let mut stage = Stage::new();
    let made = stage.ask("CreateTargetGroup", create(&stage, &json!({ "Name": "ec-site-web-tg" })));
    let mut group = made["TargetGroups"][0].clone();
    let arn = text(&group, "/TargetGroupArn");
    let prefix = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/ec-site-web-tg/";
    assert!(arn.starts_with(prefix) && arn.len() == prefix.len() + 16, "{arn}");
    group.as_object_mut().expect("an object").remove("TargetGroupArn");
    let expected = json!({
        "TargetGroupName": "ec-site-web-tg",
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": stage.vpc,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": true,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "HealthCheckPath": "/",
        "Matcher": { "HttpCode": "200" },
        "LoadBalancerArns": [],
        "TargetType": "instance",
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
    });
    assert_eq!(group, expected);
}

#[test]
fn defaults_follow_the_protocol() {
    let mut stage = Stage::new();
    for (changes, check) in [
        (json!({ "Protocol": "TCP" }), json!(["TCP", 30, 10, null, null, null])),
        (json!({ "Protocol": "TLS" }), json!(["TCP", 30, 10, null, null, null])),
        (json!({ "Protocol": "TCP_UDP" }), json!(["TCP", 30, 10, null, null, null])),
        (json!({ "Protocol": "TCP", "HealthCheckProtocol": "HTTP" }), json!(["HTTP", 30, 6, "/", "200-399", null])),
        (json!({ "Protocol": "TCP", "TargetType": "alb" }), json!(["HTTP", 30, 6, "/", "200-399", null])),
        (json!({ "Protocol": "HTTPS", "ProtocolVersion": "HTTP2" }), json!(["HTTP", 30, 5, "/", "200", "HTTP2"])),
    ] {
        let mut changes = changes;
        changes["Name"] = json!("web");
        let made = stage.ask("CreateTargetGroup", create(&stage, &changes));
        let group = &made["TargetGroups"][0];
        let shown = json!([
            group["HealthCheckProtocol"],
            group["HealthCheckIntervalSeconds"],
            group["HealthCheckTimeoutSeconds"],
            group["HealthCheckPath"],
            group["Matcher"]["HttpCode"],
            group["ProtocolVersion"],
        ]);
        assert_eq!(shown, check, "{changes}");
        stage.ask("DeleteTargetGroup", json!({ "TargetGroupArn": group["TargetGroupArn"] }));
    }
}

#[test]
fn requests_are_held_to_their_rules() {
    let mut stage = Stage::new();
    for (changes, expected) in [
        (json!({ "Name": "a".repeat(33) }), "cannot be longer than '32' characters"),
        (json!({ "Name": "web_tg" }), "Target group name 'web_tg' can only contain characters that are alphanumeric"),
        (json!({ "Name": "-web" }), "Target group name '-web' cannot begin or end with '-'"),
        (json!({ "Protocol": null }), "ValidationError: A protocol must be specified"),
        (json!({ "Port": null }), "ValidationError: A port must be specified"),
        (json!({ "VpcId": null }), "ValidationError: A VPC ID must be specified"),
        (json!({ "VpcId": "vpc-0" }), "ValidationError: The VPC ID 'vpc-0' is not found"),
        (json!({ "Port": 0 }), "Member must have value greater than or equal to 1"),
        (json!({ "Port": 65_536 }), "Member must have value less than or equal to 65535"),
        (json!({ "HealthCheckIntervalSeconds": 4 }), "Member must have value greater than or equal to 5"),
        (json!({ "HealthCheckIntervalSeconds": 600 }), "Member must have value less than or equal to 300"),
        (json!({ "HealthCheckTimeoutSeconds": 1 }), "Member must have value greater than or equal to 2"),
        (json!({ "HealthyThresholdCount": 11 }), "Member must have value less than or equal to 10"),
        (
            json!({ "HealthCheckIntervalSeconds": 5 }),
            "ValidationError: Health check interval must be greater than the timeout.",
        ),
        (json!({ "HealthCheckPath": "health" }), "Health check path 'health' must begin with a '/' character"),
        (json!({ "HealthCheckPath": "/a b" }), "without spaces"),
        (json!({ "HealthCheckPort": "0" }), "Health check port '0' must be 'traffic-port' or in the range '1-65535'"),
        (json!({ "HealthCheckProtocol": "TCP" }), "Health check protocol 'TCP' must be one of '[HTTP, HTTPS]'"),
        (json!({ "Matcher": { "HttpCode": "abc" } }), "HttpCode must be like 200 | 200-399 | 200,201 ..."),
        (
            json!({ "Matcher": { "HttpCode": "200-599" } }),
            "Health check matcher HTTP code '200-599' must be within '200-499' inclusive",
        ),
        (json!({ "Matcher": { "HttpCode": "300-200" } }), "must be within '200-499' inclusive"),
        (json!({ "HealthCheckEnabled": false }), "Health checks must be enabled"),
        (json!({ "Protocol": "TCP", "ProtocolVersion": "HTTP1" }), "Protocol version cannot be specified"),
        (json!({ "Protocol": "TCP", "HealthCheckPath": "/" }), "Health check path cannot be specified"),
        (json!({ "TargetType": "alb" }), "Protocol 'HTTP' is not supported for target groups with target type 'alb'"),
        (json!({ "TargetType": "lambda" }), "InvalidAction"),
    ] {
        let fault = stage.refused("CreateTargetGroup", create(&stage, &changes));
        assert!(fault.contains(expected), "{changes}: {fault}");
    }
}

#[test]
fn codes_may_be_one_a_list_or_a_range() {
    let mut stage = Stage::new();
    let arn = stage.target_group("web");
    for codes in ["200", "200,302", "200-299", "200-299,301,400-499"] {
        let input = json!({ "TargetGroupArn": arn, "Matcher": { "HttpCode": codes } });
        assert_eq!(stage.ask("ModifyTargetGroup", input)["TargetGroups"][0]["Matcher"]["HttpCode"], codes);
    }
}

#[test]
fn the_same_request_succeeds_again_and_another_of_that_name_does_not() {
    let mut stage = Stage::new();
    let arn = stage.target_group("web");
    assert_eq!(stage.target_group("web"), arn);
    let fault = stage.refused("CreateTargetGroup", create(&stage, &json!({ "Port": 8000 })));
    let message = "A target group with the same name 'web' exists, but with different settings";
    assert_eq!(fault, format!("DuplicateTargetGroupName: {message}"));
}

#[test]
fn the_health_check_can_be_changed_and_stays_whole() {
    let mut stage = Stage::new();
    let arn = stage.target_group("web");
    let input = json!({
        "TargetGroupArn": arn, "HealthCheckPath": "/health", "HealthCheckPort": "8080",
        "HealthCheckIntervalSeconds": 10, "HealthyThresholdCount": 2, "Matcher": { "HttpCode": "200-399" },
    });
    let after = stage.ask("ModifyTargetGroup", input);
    let group = &after["TargetGroups"][0];
    assert_eq!(group["HealthCheckPath"], "/health");
    assert_eq!(group["HealthCheckTimeoutSeconds"], 5);
    let fault = stage.refused("ModifyTargetGroup", json!({ "TargetGroupArn": arn, "HealthCheckTimeoutSeconds": 10 }));
    assert_eq!(fault, "ValidationError: Health check interval must be greater than the timeout.");
}

#[test]
fn a_group_in_use_is_kept_and_belongs_to_one_load_balancer() {
    let mut stage = Stage::new();
    let (first, second, group) = (stage.load_balancer("one"), stage.load_balancer("two"), stage.target_group("web"));
    let listener = stage.listener(&first, 80, &group);
    let shown = stage.ask("DescribeTargetGroups", json!({ "LoadBalancerArn": first }));
    assert_eq!(shown["TargetGroups"][0]["LoadBalancerArns"], json!([first]));
    let fault = stage.refused("DeleteTargetGroup", json!({ "TargetGroupArn": group }));
    assert_eq!(fault, format!("ResourceInUse: Target group '{group}' is currently in use by a listener or a rule"));
    let actions = json!([{ "Type": "forward", "TargetGroupArn": group }]);
    let input = json!({ "LoadBalancerArn": second, "Protocol": "HTTP", "Port": 80, "DefaultActions": actions });
    let fault = stage.refused("CreateListener", input);
    let message = format!(
        "TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load \
         balancer: {group}"
    );
    assert_eq!(fault, message);
    stage.ask("DeleteListener", json!({ "ListenerArn": listener }));
    stage.ask("DeleteTargetGroup", json!({ "TargetGroupArn": group }));
    let fault = stage.refused("DescribeTargetGroups", json!({ "Names": ["web"] }));
    assert_eq!(fault, "TargetGroupNotFound: One or more target groups not found");
}

#[test]
fn attributes_have_defaults_and_rules() {
    let mut stage = Stage::new();
    let arn = stage.target_group("web");
    let modify =
        |key: &str, value: &str| json!({ "TargetGroupArn": arn, "Attributes": [{ "Key": key, "Value": value }] });
    let all = stage.ask("DescribeTargetGroupAttributes", json!({ "TargetGroupArn": arn }));
    let find = |all: &Value, key: &str| {
        let all = all["Attributes"].as_array().expect("attributes");
        all.iter().find(|one| one["Key"] == key).unwrap_or_else(|| panic!("{key}"))["Value"].clone()
    };
    for (key, default) in [
        ("deregistration_delay.timeout_seconds", "300"),
        ("stickiness.enabled", "false"),
        ("stickiness.type", "lb_cookie"),
        ("stickiness.lb_cookie.duration_seconds", "86400"),
        ("slow_start.duration_seconds", "0"),
        ("load_balancing.algorithm.type", "round_robin"),
        ("load_balancing.cross_zone.enabled", "use_load_balancer_configuration"),
    ] {
        assert_eq!(find(&all, key), default, "{key}");
    }
    for (key, value, expected) in [
        ("x", "1", "ValidationError: Target group attribute key 'x' is not recognized"),
        ("deregistration_delay.timeout_seconds", "3601", "value '3601' must be between '0-3600' inclusive"),
        ("slow_start.duration_seconds", "10", "must be '0' or between '30-900' inclusive"),
        (
            "stickiness.type",
            "source_ip",
            "Stickiness type 'source_ip' is not supported for target groups with the HTTP",
        ),
        ("proxy_protocol_v2.enabled", "true", "is not supported for target groups with the HTTP protocol"),
        ("load_balancing.algorithm.anomaly_mitigation", "on", "only with the 'weighted_random'"),
        ("stickiness.app_cookie.cookie_name", "AWSALB-x", "is reserved"),
    ] {
        let fault = stage.refused("ModifyTargetGroupAttributes", modify(key, value));
        assert!(fault.contains(expected), "{key}: {fault}");
    }
    let set = stage.ask("ModifyTargetGroupAttributes", modify("stickiness.enabled", "true"));
    assert_eq!(find(&set, "stickiness.enabled"), "true");
}
