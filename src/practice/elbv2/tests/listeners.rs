//! Listeners and their actions.

use serde_json::{Value, json};

use super::{Stage, text};

fn create(load_balancer: &str, actions: &Value) -> Value {
    json!({ "LoadBalancerArn": load_balancer, "Protocol": "HTTP", "Port": 80, "DefaultActions": actions })
}

#[test]
fn a_listener_is_shown_with_both_forms_of_forward() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let arn = stage.listener(&lb, 80, &group);
    assert!(arn.starts_with(&lb.replace(":loadbalancer/", ":listener/")), "{arn}");
    let shown = stage.ask("DescribeListeners", json!({ "LoadBalancerArn": lb }));
    let expected = json!([{
        "ListenerArn": arn,
        "LoadBalancerArn": lb,
        "Port": 80,
        "Protocol": "HTTP",
        "DefaultActions": [{
            "Type": "forward",
            "TargetGroupArn": group,
            "ForwardConfig": {
                "TargetGroups": [{ "TargetGroupArn": group, "Weight": 1 }],
                "TargetGroupStickinessConfig": { "Enabled": false },
            },
        }],
    }]);
    assert_eq!(shown["Listeners"], expected);
}

#[test]
fn several_groups_have_weights_and_no_single_arn() {
    let mut stage = Stage::new();
    let (lb, one, two) = (stage.load_balancer("web"), stage.target_group("one"), stage.target_group("two"));
    let groups = json!([{ "TargetGroupArn": one, "Weight": 9 }, { "TargetGroupArn": two, "Weight": 0 }]);
    let actions = json!([{ "Type": "forward", "ForwardConfig": { "TargetGroups": groups.clone() } }]);
    let made = stage.ask("CreateListener", create(&lb, &actions));
    let action = &made["Listeners"][0]["DefaultActions"][0];
    assert!(action.get("TargetGroupArn").is_none());
    assert_eq!(action["ForwardConfig"]["TargetGroups"], groups);
}

#[test]
fn ports_and_protocols_are_held_to_their_rules() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let nlb = stage.network_load_balancer("net");
    let first = stage.listener(&lb, 80, &group);
    assert_eq!(stage.listener(&lb, 80, &group), first, "the same again");
    let forward = json!([{ "Type": "forward", "TargetGroupArn": group }]);
    let fixed = json!([{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "200" } }]);
    let input = |lb: &str, protocol: &str, port: u16, actions: &Value| json!({ "LoadBalancerArn": lb, "Protocol": protocol, "Port": port, "DefaultActions": actions });
    let duplicate = format!("DuplicateListener: A listener already exists on this port for this load balancer '{lb}'");
    for (input, expected) in [
        (input(&lb, "HTTP", 80, &fixed), duplicate.as_str()),
        (input(&lb, "TCP", 81, &forward), "ValidationError: Listener protocol 'TCP' must be one of 'HTTP, HTTPS'"),
        (
            input(&nlb, "HTTP", 81, &forward),
            "ValidationError: Listener protocol 'HTTP' must be one of 'UDP, TCP, TCP_UDP, TLS'",
        ),
        (
            input(&nlb, "TCP", 81, &forward),
            "InvalidConfigurationRequest: Listener protocol 'TCP' is not supported with a target group with the protocol \
             'HTTP'",
        ),
        (input(&lb, "HTTPS", 443, &forward), "ValidationError: A certificate must be specified for HTTPS listeners"),
        (
            json!({ "LoadBalancerArn": lb, "DefaultActions": forward }),
            "ValidationError: A listener protocol must be specified",
        ),
        (
            json!({ "LoadBalancerArn": lb, "Protocol": "HTTP", "DefaultActions": forward }),
            "ValidationError: A listener port must be specified",
        ),
    ] {
        assert_eq!(stage.refused("CreateListener", input), expected);
    }
    let other = stage.listener(&lb, 81, &group);
    assert_eq!(stage.refused("ModifyListener", json!({ "ListenerArn": other, "Port": 80 })), duplicate);
}

#[test]
fn actions_are_held_to_their_rules() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let gone = format!("{}0", &group[..group.len() - 1]);
    let redirect = |config: Value| json!([{ "Type": "redirect", "RedirectConfig": config }]);
    let fixed = |config: Value| json!([{ "Type": "fixed-response", "FixedResponseConfig": config }]);
    for (actions, expected) in [
        (json!([{ "Type": "forward" }]), "ValidationError: A target group ARN must be specified".to_owned()),
        (
            json!([{ "Type": "forward", "TargetGroupArn": gone }]),
            format!("TargetGroupNotFound: Target groups '{gone}' not found"),
        ),
        (
            json!([{ "Type": "forward", "TargetGroupArn": "web" }]),
            "ValidationError: 'web' is not a valid target group ARN".to_owned(),
        ),
        (
            json!([{ "Type": "forward", "ForwardConfig": { "TargetGroups": [{ "TargetGroupArn": group, "Weight": 1000 }] } }]),
            "Member must have value less than or equal to 999".to_owned(),
        ),
        (json!([{ "Type": "redirect" }]), "A redirect configuration must be specified".to_owned()),
        (
            redirect(json!({ "StatusCode": "HTTP_301" })),
            "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop.".to_owned(),
        ),
        (redirect(json!({ "StatusCode": "HTTP_301", "Protocol": "HTTP", "Port": "80" })), "creates a loop".to_owned()),
        (redirect(json!({ "StatusCode": "HTTP_301", "Port": "0" })), "The redirect port '0'".to_owned()),
        (redirect(json!({ "StatusCode": "HTTP_301", "Path": "new" })), "must begin with '/'".to_owned()),
        (
            fixed(json!({ "StatusCode": "302" })),
            "Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$".to_owned(),
        ),
        (
            fixed(json!({ "StatusCode": "200", "ContentType": "image/png" })),
            "InvalidLoadBalancerAction: The ContentType must be one of:'text/html'".to_owned(),
        ),
        (
            json!([
                { "Type": "forward", "Order": 1, "TargetGroupArn": group },
                { "Type": "fixed-response", "Order": 2, "FixedResponseConfig": { "StatusCode": "200" } },
            ]),
            "exactly one forward, redirect, or fixed-response action".to_owned(),
        ),
    ] {
        let fault = stage.refused("CreateListener", create(&lb, &actions));
        assert!(fault.contains(&expected), "{actions}: {fault}");
    }
}

#[test]
fn a_redirect_is_shown_with_what_it_leaves_as_it_was() {
    let mut stage = Stage::new();
    let lb = stage.load_balancer("web");
    let config = json!({ "Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301" });
    let made = stage.ask("CreateListener", create(&lb, &json!([{ "Type": "redirect", "RedirectConfig": config }])));
    let expected = json!([{ "Type": "redirect", "RedirectConfig": {
        "Protocol": "HTTPS", "Port": "443", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}",
        "StatusCode": "HTTP_301",
    } }]);
    assert_eq!(made["Listeners"][0]["DefaultActions"], expected);
}

#[test]
fn a_load_balancer_takes_its_listeners_and_rules_along() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let listener = stage.listener(&lb, 80, &group);
    let rule = json!({
        "ListenerArn": listener, "Priority": 1,
        "Conditions": [{ "Field": "path-pattern", "Values": ["/x"] }],
        "Actions": [{ "Type": "forward", "TargetGroupArn": group }],
    });
    stage.ask("CreateRule", rule);
    stage.ask("DeleteLoadBalancer", json!({ "LoadBalancerArn": lb }));
    let region = &stage.world.account.regions["us-east-1"];
    assert!(region.listeners.is_empty() && region.rules.is_empty());
    let left = stage.ask("DescribeTargetGroups", json!({ "TargetGroupArns": [group] }));
    assert_eq!(left["TargetGroups"][0]["LoadBalancerArns"], json!([]));
}

#[test]
fn a_network_listener_only_forwards() {
    let mut stage = Stage::new();
    let lb = stage.network_load_balancer("net");
    let input = json!({ "Name": "tcp", "Protocol": "TCP", "Port": 80, "VpcId": stage.vpc });
    let group = text(&stage.ask("CreateTargetGroup", input), "/TargetGroups/0/TargetGroupArn");
    let listener = json!({
        "LoadBalancerArn": lb, "Protocol": "TCP", "Port": 80,
        "DefaultActions": [{ "Type": "forward", "TargetGroupArn": group }],
    });
    let listener = text(&stage.ask("CreateListener", listener), "/Listeners/0/ListenerArn");
    let shown = stage.ask("DescribeListenerAttributes", json!({ "ListenerArn": listener }));
    assert_eq!(shown["Attributes"], json!([{ "Key": "tcp.idle_timeout.seconds", "Value": "350" }]));
    let fixed = json!([{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "200" } }]);
    let fault = stage.refused("ModifyListener", json!({ "ListenerArn": listener, "DefaultActions": fixed }));
    assert!(fault.starts_with("InvalidLoadBalancerAction"), "{fault}");
}
