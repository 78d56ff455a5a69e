//! Instances from launch to oblivion, and what EC2 refuses on the way.

use serde_json::{Value, json};

use super::super::super::account::AppKind;
use super::super::super::call::Caller;
use super::super::super::trial::Trial;
use super::super::build;
use super::super::images::catalogue;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn image(name: &str) -> String {
    catalogue::images("us-east-1").into_iter().find(|one| one.name.starts_with(name)).expect("an image").id
}

/// An account with a default VPC and an instance profile `web`.
fn trial() -> Trial {
    let mut trial = Trial::new();
    build::default_vpc(&mut trial.world.call("us-east-1", Caller::service("test")));
    trial.ok("CreateRole", json!({ "RoleName": "web", "AssumeRolePolicyDocument": TRUST }));
    trial.ok("CreateInstanceProfile", json!({ "InstanceProfileName": "web" }));
    trial.ok("AddRoleToInstanceProfile", json!({ "InstanceProfileName": "web", "RoleName": "web" }));
    trial
}

fn run(trial: &mut Trial, more: Value) -> Value {
    let mut input =
        json!({ "ImageId": image("hanamaru-whoami"), "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1 });
    if let (Some(input), Value::Object(more)) = (input.as_object_mut(), more) {
        input.extend(more);
    }
    trial.ok("RunInstances", input)
}

fn id(answer: &Value) -> String {
    answer["Instances"][0]["InstanceId"].as_str().unwrap_or_default().to_owned()
}

fn described(trial: &mut Trial, id: &str) -> Value {
    trial.ok("DescribeInstances", json!({ "InstanceIds": [id] }))["Reservations"][0]["Instances"][0].clone()
}

#[test]
fn an_instance_lives_from_pending_to_forgotten() {
    let mut trial = trial();
    let id = id(&run(&mut trial, json!({})));
    let one = described(&mut trial, &id);
    assert_eq!(one["State"]["Name"], "pending");
    assert_eq!(one["SecurityGroups"][0]["GroupName"], "default");
    assert!(one["PublicIpAddress"].is_string(), "default subnets give public addresses");
    trial.pass(20);
    assert_eq!(described(&mut trial, &id)["State"]["Name"], "running");
    let process = |trial: &Trial| trial.world.account.regions["us-east-1"].instances[&id].process.clone();
    assert_eq!(process(&trial), None, "it has not booted yet");
    trial.pass(30);
    assert_eq!(process(&trial).map(|one| one.app.kind), Some(AppKind::WhoAmI));
    trial.ok("StopInstances", json!({ "InstanceIds": [id] }));
    let one = described(&mut trial, &id);
    assert_eq!((one["State"]["Name"].as_str(), one.get("PublicIpAddress")), (Some("stopping"), None));
    assert_eq!(process(&trial), None);
    trial.pass(60);
    trial.ok("StartInstances", json!({ "InstanceIds": [id] }));
    trial.pass(60);
    assert!(process(&trial).is_some(), "what starts by itself is back");
    trial.ok("TerminateInstances", json!({ "InstanceIds": [id] }));
    trial.pass(60);
    let one = described(&mut trial, &id);
    assert_eq!(
        (one["State"]["Name"].as_str(), one.get("SubnetId"), one["NetworkInterfaces"].clone()),
        (Some("terminated"), None, json!([]))
    );
    let region = &trial.world.account.regions["us-east-1"];
    assert!(region.network_interfaces.is_empty() && region.volumes.is_empty());
    trial.pass(3600);
    assert_eq!(trial.code("DescribeInstances", json!({ "InstanceIds": [id] })), "InvalidInstanceID.NotFound");
}

#[test]
fn a_launch_is_refused_for_ec2s_reasons_and_changes_nothing() {
    let mut trial = trial();
    let other = build::vpc(
        &mut trial.world.call("us-east-1", Caller::service("test")),
        "10.9.0.0/16".parse().expect("a block"),
        false,
        std::collections::BTreeMap::default(),
    );
    let groups = &trial.world.account.regions["us-east-1"].security_groups;
    let foreign = groups.values().find(|group| group.vpc_id == other).expect("a group").id.clone();
    let subnet = trial.world.account.regions["us-east-1"].subnets.keys().next().expect("a subnet").clone();
    for (more, code) in [
        (json!({ "ImageId": "ami-0123456789abcdef0" }), "InvalidAMIID.NotFound"),
        (json!({ "ImageId": "my-image" }), "InvalidAMIID.Malformed"),
        (json!({ "InstanceType": "t3.gigantic" }), "InvalidParameterValue"),
        (json!({ "InstanceType": "t4g.small" }), "InvalidParameterValue"),
        (json!({ "SubnetId": "subnet-0123456789abcdef0" }), "InvalidSubnetID.NotFound"),
        (json!({ "SecurityGroupIds": ["sg-0123456789abcdef0"] }), "InvalidGroup.NotFound"),
        (json!({ "SecurityGroupIds": [foreign] }), "InvalidParameter"),
        (json!({ "SecurityGroupIds": ["web"] }), "InvalidGroupId.Malformed"),
        (json!({ "KeyName": "none" }), "InvalidKeyPair.NotFound"),
        (json!({ "IamInstanceProfile": { "Name": "none" } }), "InvalidParameterValue"),
        (json!({ "UserData": "#!/bin/bash" }), "InvalidUserData.Malformed"),
        (json!({ "MinCount": 2, "MaxCount": 1 }), "InvalidParameterValue"),
        (json!({ "SubnetId": subnet, "SecurityGroups": ["default"] }), "InvalidParameterCombination"),
        (json!({ "SubnetId": subnet, "NetworkInterfaces": [{ "DeviceIndex": 0 }] }), "InvalidParameterCombination"),
        (json!({ "LaunchTemplate": { "LaunchTemplateName": "none" } }), "InvalidLaunchTemplateName.NotFoundException"),
        (json!({ "TagSpecifications": [{ "ResourceType": "vpc", "Tags": [] }] }), "InvalidParameterValue"),
    ] {
        let mut input =
            json!({ "ImageId": image("hanamaru-whoami"), "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1 });
        if let (Some(input), Value::Object(more)) = (input.as_object_mut(), more.clone()) {
            input.extend(more);
        }
        assert_eq!(trial.code("RunInstances", input), code, "{more}");
    }
    let region = &trial.world.account.regions["us-east-1"];
    assert!(region.instances.is_empty() && region.network_interfaces.is_empty() && region.volumes.is_empty());
}

#[test]
fn the_request_counts_over_its_template() {
    let mut trial = trial();
    let data = json!({
        "ImageId": image("hanamaru-whoami"), "InstanceType": "t3.small", "IamInstanceProfile": { "Name": "web" },
        "TagSpecifications": [{ "ResourceType": "instance", "Tags": [{ "Key": "Name", "Value": "from-template" }] }],
    });
    let made = trial.ok("CreateLaunchTemplate", json!({ "LaunchTemplateName": "web", "LaunchTemplateData": data }));
    let template = made["LaunchTemplate"]["LaunchTemplateId"].clone();
    let input = json!({
        "LaunchTemplate": { "LaunchTemplateId": template, "Version": "$Latest" }, "InstanceType": "t3.micro",
        "TagSpecifications": [{ "ResourceType": "instance", "Tags": [{ "Key": "Role", "Value": "web" }] }],
        "MinCount": 1, "MaxCount": 1,
    });
    let answer = trial.ok("RunInstances", input);
    let one = described(&mut trial, &id(&answer));
    assert_eq!(one["InstanceType"], "t3.micro");
    assert!(one["IamInstanceProfile"]["Arn"].as_str().is_some_and(|arn| arn.ends_with(":instance-profile/web")));
    let tags: Vec<&str> = one["Tags"].as_array().into_iter().flatten().filter_map(|tag| tag["Key"].as_str()).collect();
    assert_eq!(tags, ["Name", "Role", "aws:ec2launchtemplate:id", "aws:ec2launchtemplate:version"]);
    let input =
        json!({ "LaunchTemplate": { "LaunchTemplateId": template, "Version": "7" }, "MinCount": 1, "MaxCount": 1 });
    assert_eq!(trial.code("RunInstances", input), "InvalidLaunchTemplateId.VersionNotFound");
}

#[test]
fn a_client_token_launches_once() {
    let mut trial = trial();
    let first = id(&run(&mut trial, json!({ "ClientToken": "once" })));
    assert_eq!(id(&run(&mut trial, json!({ "ClientToken": "once" }))), first);
    let other = json!({ "ClientToken": "once", "ImageId": image("al2023-ami-2023"), "MinCount": 1, "MaxCount": 1 });
    assert_eq!(trial.code("RunInstances", other), "IdempotentParameterMismatch");
    assert_eq!(trial.world.account.regions["us-east-1"].instances.len(), 1);
}

#[test]
fn states_allow_what_ec2_allows() {
    let mut trial = trial();
    let id = id(&run(&mut trial, json!({ "DisableApiTermination": true })));
    let ids = json!({ "InstanceIds": [id] });
    assert_eq!(trial.code("StopInstances", ids.clone()), "IncorrectInstanceState", "pending");
    assert_eq!(trial.code("TerminateInstances", ids.clone()), "OperationNotPermitted", "protected");
    trial.pass(60);
    assert_eq!(trial.code("StartInstances", ids.clone()), "", "running already");
    trial.ok("StopInstances", ids.clone());
    assert_eq!(trial.code("StartInstances", ids.clone()), "IncorrectInstanceState", "stopping");
    assert_eq!(trial.code("RebootInstances", ids.clone()), "IncorrectInstanceState", "stopping");
    assert_eq!(trial.code("StopInstances", json!({ "InstanceIds": ["i-1"] })), "InvalidInstanceID.Malformed");
    assert_eq!(
        trial.code("StopInstances", json!({ "InstanceIds": ["i-0123456789abcdef0"] })),
        "InvalidInstanceID.NotFound"
    );
}

#[test]
fn filters_choose_instances() {
    let mut trial = trial();
    let tagged = json!({ "TagSpecifications": [{ "ResourceType": "instance", "Tags": [{ "Key": "Name", "Value": "ec-site-web" }] }] });
    run(&mut trial, tagged);
    run(&mut trial, json!({ "InstanceType": "t3.micro" }));
    trial.pass(30);
    for (name, value, found) in [
        ("tag:Name", "ec-site-*", 1),
        ("instance-state-name", "running", 2),
        ("instance-state-name", "stopped", 0),
        ("instance-type", "t3.micro", 1),
        ("instance.group-name", "default", 2),
        ("private-dns-name", "ip-172-31-*", 2),
    ] {
        let answer = trial.ok("DescribeInstances", json!({ "Filters": [{ "Name": name, "Values": [value] }] }));
        assert_eq!(answer["Reservations"].as_array().map(Vec::len), Some(found), "{name}={value}");
    }
    assert_eq!(
        trial.code("DescribeInstances", json!({ "Filters": [{ "Name": "state", "Values": ["running"] }] })),
        "InvalidParameterValue"
    );
}
