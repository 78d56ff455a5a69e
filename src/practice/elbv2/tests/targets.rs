//! Targets and what is known about their health.

use serde_json::{Value, json};

use super::super::super::api::Service;
use super::super::targets;
use super::{REGION, Stage, text};

fn health(stage: &mut Stage, group: &str) -> Vec<(String, Value)> {
    let all = stage.ask("DescribeTargetHealth", json!({ "TargetGroupArn": group }));
    let all = all["TargetHealthDescriptions"].as_array().expect("descriptions").clone();
    all.into_iter().map(|one| (text(&one, "/Target/Id"), one["TargetHealth"].clone())).collect()
}

fn targets(group: &str, ids: &[&str]) -> Value {
    let ids: Vec<Value> = ids.iter().map(|id| json!({ "Id": id })).collect();
    json!({ "TargetGroupArn": group, "Targets": ids })
}

#[test]
fn a_new_target_is_initial_or_unused() {
    let mut stage = Stage::new();
    let (lb, used, idle) = (stage.load_balancer("web"), stage.target_group("used"), stage.target_group("idle"));
    stage.listener(&lb, 80, &used);
    let (inside, outside) = (stage.instance('a'), stage.instance('c'));
    stage.ask("RegisterTargets", targets(&used, &[&inside, &outside]));
    stage.ask("RegisterTargets", targets(&idle, &[&inside]));
    let unused =
        |description: &str| json!({ "State": "unused", "Reason": "Target.NotInUse", "Description": description });
    let found = health(&mut stage, &used);
    let initial = json!({
        "State": "initial",
        "Reason": "Elb.RegistrationInProgress",
        "Description": "Target registration is in progress",
    });
    assert_eq!(found[0], (inside.clone(), initial));
    let zone = "Target is in an Availability Zone that is not enabled for the load balancer";
    assert_eq!(found[1], (outside, unused(zone)));
    let found = health(&mut stage, &idle);
    let no_listener = "Target group is not configured to receive traffic from the load balancer";
    assert_eq!(found, [(inside, unused(no_listener))]);
}

#[test]
fn a_target_that_was_not_registered_is_described_as_such() {
    let mut stage = Stage::new();
    let group = stage.target_group("web");
    let input = targets(&group, &["i-0123456789abcdef0"]);
    let answer = stage.ask("DescribeTargetHealth", input);
    let expected = json!([{
        "Target": { "Id": "i-0123456789abcdef0", "Port": 80 },
        "HealthCheckPort": "80",
        "TargetHealth": {
            "State": "unused",
            "Reason": "Target.NotRegistered",
            "Description": "Target is not registered to the target group",
        },
    }]);
    assert_eq!(answer["TargetHealthDescriptions"], expected);
}

#[test]
fn instances_have_to_exist_run_and_be_in_the_vpc() {
    let mut stage = Stage::new();
    let group = stage.target_group("web");
    let stopped = stage.instance('a');
    stage.of(Service::Ec2, "StopInstances", json!({ "InstanceIds": [stopped] }));
    stage.pass(60);
    for (id, expected) in [
        ("web-1".to_owned(), "ValidationError: Instance ID 'web-1' is not valid".to_owned()),
        ("10.0.0.1".to_owned(), "ValidationError: Instance ID '10.0.0.1' is not valid".to_owned()),
        ("i-0123456789abcdef0".to_owned(), "InvalidTarget: Instance ID 'i-0123456789abcdef0' is not valid".to_owned()),
        (
            stopped.clone(),
            format!(
                "InvalidTarget: The following targets are not in a running state and cannot be registered: '{stopped}'"
            ),
        ),
    ] {
        assert_eq!(stage.refused("RegisterTargets", targets(&group, &[&id])), expected);
    }
}

#[test]
fn ports_can_differ_and_registering_twice_is_once() {
    let mut stage = Stage::new();
    let (group, id) = (stage.target_group("web"), stage.instance('a'));
    let input = json!({ "TargetGroupArn": group, "Targets": [{ "Id": id }, { "Id": id, "Port": 8080 }] });
    stage.ask("RegisterTargets", input.clone());
    stage.ask("RegisterTargets", input);
    let all = stage.ask("DescribeTargetHealth", json!({ "TargetGroupArn": group }));
    let ports: Vec<&Value> =
        all["TargetHealthDescriptions"].as_array().expect("all").iter().map(|one| &one["HealthCheckPort"]).collect();
    assert_eq!(ports, ["80", "8080"]);
    stage.ask("DeregisterTargets", targets(&group, &[&id]));
    let left = stage.ask("DescribeTargetHealth", json!({ "TargetGroupArn": group }));
    assert_eq!(left["TargetHealthDescriptions"][0]["Target"], json!({ "Id": id, "Port": 8080 }));
}

#[test]
fn a_target_in_use_drains_before_it_leaves() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    stage.listener(&lb, 80, &group);
    let id = stage.instance('a');
    let delay = json!([{ "Key": "deregistration_delay.timeout_seconds", "Value": "30" }]);
    stage.ask("ModifyTargetGroupAttributes", json!({ "TargetGroupArn": group, "Attributes": delay }));
    stage.ask("RegisterTargets", targets(&group, &[&id]));
    stage.ask("DeregisterTargets", targets(&group, &[&id]));
    let draining = json!({
        "State": "draining",
        "Reason": "Target.DeregistrationInProgress",
        "Description": "Target deregistration is in progress",
    });
    assert_eq!(health(&mut stage, &group), [(id.clone(), draining)]);
    stage.ask("DeregisterTargets", targets(&group, &[&id]));
    stage.pass(29);
    assert_eq!(health(&mut stage, &group).len(), 1);
    stage.ask("RegisterTargets", targets(&group, &[&id]));
    assert_eq!(health(&mut stage, &group)[0].1["State"], "initial");
    stage.ask("DeregisterTargets", targets(&group, &[&id]));
    stage.pass(30);
    assert_eq!(health(&mut stage, &group), []);
}

#[test]
fn addresses_are_the_vpcs_or_private_ones_with_a_zone() {
    let mut stage = Stage::new();
    let input = json!({ "Name": "ips", "Protocol": "HTTP", "Port": 80, "VpcId": stage.vpc, "TargetType": "ip" });
    let group = text(&stage.ask("CreateTargetGroup", input), "/TargetGroups/0/TargetGroupArn");
    let subnet = stage.subnet('b');
    let block = stage.world.account.regions[REGION].subnets[&subnet].cidr.clone();
    let inside = block.replace(".0/20", ".77");
    let register = |id: &str, zone: Option<&str>| match zone {
        Some(zone) => json!({ "TargetGroupArn": group, "Targets": [{ "Id": id, "AvailabilityZone": zone }] }),
        None => json!({ "TargetGroupArn": group, "Targets": [{ "Id": id }] }),
    };
    for (id, zone, expected) in [
        ("web", None, "The IP address 'web' is not a valid IPv4 address"),
        ("8.8.8.8", None, "The IP address '8.8.8.8' is not in the VPC"),
        ("10.1.1.1", None, "The Availability Zone is required for IP address '10.1.1.1' because it is not in the VPC"),
        ("10.1.1.1", Some("us-west-2a"), "You must specify a valid Availability Zone or select 'all'"),
        (&inside, Some("all"), "cannot have its Availability Zone overridden to 'all' from 'us-east-1b'"),
    ] {
        let fault = stage.refused("RegisterTargets", register(id, zone));
        assert!(fault.starts_with("ValidationError: ") && fault.contains(expected), "{fault}");
    }
    stage.ask("RegisterTargets", register(&inside, None));
    stage.ask("RegisterTargets", register("100.64.0.9", Some("all")));
    let all = stage.ask("DescribeTargetHealth", json!({ "TargetGroupArn": group }));
    let expected = json!({ "Id": inside, "Port": 80, "AvailabilityZone": "us-east-1b" });
    assert_eq!(all["TargetHealthDescriptions"][0]["Target"], expected);
}

#[test]
fn auto_scaling_registers_and_deregisters_by_id() {
    let mut stage = Stage::new();
    let (group, id) = (stage.target_group("web"), stage.instance('a'));
    let call = &mut stage.world.call(REGION, super::Caller::service("autoscaling"));
    targets::register(call, &group, &id).expect("registered");
    assert!(targets::register(call, &group, "i-0123456789abcdef0").is_err());
    assert_eq!(health(&mut stage, &group).len(), 1);
    let call = &mut stage.world.call(REGION, super::Caller::service("autoscaling"));
    targets::deregister(call, &group, &id).expect("deregistered");
    assert_eq!(health(&mut stage, &group), [], "nothing used the group, so nothing drains");
}
