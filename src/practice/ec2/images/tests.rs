//! Images: made, found, launched from, taken away.

use serde_json::{Value, json};

use super::super::super::account::AppKind;
use super::super::super::call::Caller;
use super::super::super::trial::Trial;
use super::super::build;
use super::catalogue;

fn trial() -> (Trial, String) {
    let mut trial = Trial::new();
    build::default_vpc(&mut trial.world.call("us-east-1", Caller::service("test")));
    let shop = catalogue::images("us-east-1").into_iter().find(|one| one.name.contains("shop")).expect("the shop").id;
    let input = json!({ "ImageId": shop, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1 });
    let answer = trial.ok("RunInstances", input);
    (trial, answer["Instances"][0]["InstanceId"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn an_image_is_made_of_an_instance_and_carries_its_application() {
    let (mut trial, id) = trial();
    let input = json!({ "InstanceId": id, "Name": "ec-site-web-ami", "Description": "lets hosting ec site" });
    assert_eq!(trial.code("CreateImage", input.clone()), "InvalidParameterValue", "the instance is pending");
    trial.pass(60);
    let image = trial.ok("CreateImage", input.clone())["ImageId"].as_str().unwrap_or_default().to_owned();
    assert!(trial.world.account.regions["us-east-1"].instances[&id].process.is_none(), "it reboots");
    assert_eq!(trial.code("CreateImage", input), "InvalidAMIName.Duplicate");
    let launch = json!({ "ImageId": image, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1 });
    assert_eq!(trial.code("RunInstances", launch.clone()), "InvalidAMIID.Unavailable");
    trial.pass(130);
    let found = trial.ok(
        "DescribeImages",
        json!({ "Owners": ["self"], "Filters": [{ "Name": "name", "Values": ["ec-site-web-ami"] }] }),
    );
    assert_eq!(
        (&found["Images"][0]["State"], &found["Images"][0]["SourceInstanceId"]),
        (&json!("available"), &json!(id))
    );
    let copy = trial.ok("RunInstances", launch)["Instances"][0]["InstanceId"].as_str().unwrap_or_default().to_owned();
    trial.pass(60);
    let process = trial.world.account.regions["us-east-1"].instances[&copy].process.clone();
    assert_eq!(process.map(|one| one.app.kind), Some(AppKind::Shop));
}

#[test]
fn a_snapshot_stays_as_long_as_its_image() {
    let (mut trial, id) = trial();
    trial.pass(60);
    let image =
        trial.ok("CreateImage", json!({ "InstanceId": id, "Name": "backup", "NoReboot": true }))["ImageId"].clone();
    assert!(trial.world.account.regions["us-east-1"].instances[&id].process.is_some(), "it goes on");
    let shown = trial.ok("DescribeImages", json!({ "ImageIds": [image] }));
    let snapshot = shown["Images"][0]["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"].clone();
    assert_eq!(trial.code("DeleteSnapshot", json!({ "SnapshotId": snapshot })), "InvalidSnapshot.InUse");
    trial.ok("DeregisterImage", json!({ "ImageId": image }));
    assert_eq!(trial.code("DeregisterImage", json!({ "ImageId": image })), "InvalidAMIID.NotFound");
    trial.ok("DeleteSnapshot", json!({ "SnapshotId": snapshot }));
}

#[test]
fn owners_and_filters_choose_images() {
    let (mut trial, _) = trial();
    for (input, least) in [
        (json!({ "Owners": ["amazon"], "Filters": [{ "Name": "name", "Values": ["al2023-ami-2023*-x86_64"] }] }), 2),
        (json!({ "Owners": ["099720109477"] }), 3),
        (json!({ "Owners": ["self"] }), 0),
        (json!({ "ExecutableUsers": ["all"] }), 15),
    ] {
        let found = trial.ok("DescribeImages", input.clone())["Images"].as_array().map_or(0, Vec::len);
        assert_eq!(found, least, "{input}");
    }
    let amazon: Value = trial.ok("DescribeImages", json!({ "Owners": ["amazon"] }))["Images"][0]["ImageId"].clone();
    assert_eq!(trial.code("DeregisterImage", json!({ "ImageId": amazon })), "AuthFailure");
    assert_eq!(trial.code("DescribeImages", json!({ "ImageIds": ["ami-0123456789abcdef0"] })), "InvalidAMIID.NotFound");
}
