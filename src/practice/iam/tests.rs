//! Roles and profiles, as a launch needs them.

use serde_json::{Value, json};

use super::super::trial::Trial;
use super::check_policy;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

#[test]
fn policies_have_to_be_policies() {
    for (text, trust, expected) in [
        (TRUST, true, Ok(())),
        ("{", true, Err("This policy contains invalid Json")),
        ("[]", true, Err("This policy contains invalid Json")),
        ("{}", true, Err("Syntax errors in policy.")),
        (TRUST, false, Err("Policy statement must contain resources.")),
        (r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#, false, Ok(())),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
            true,
            Err("Missing required field Principal"),
        ),
        (r#"{"Statement":{"Effect":"Maybe","Action":"s3:*","Resource":"*"}}"#, false, Err("Syntax errors in policy.")),
    ] {
        assert_eq!(check_policy(text, trust).map_err(|fault| fault.message), expected.map_err(str::to_owned), "{text}");
    }
}

#[test]
fn a_role_goes_only_when_nothing_holds_it() {
    let mut trial = Trial::new();
    trial.ok("CreateRole", json!({ "RoleName": "web", "AssumeRolePolicyDocument": TRUST }));
    assert_eq!(
        trial.code("CreateRole", json!({ "RoleName": "web", "AssumeRolePolicyDocument": TRUST })),
        "EntityAlreadyExists"
    );
    let policy = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    trial.ok("AttachRolePolicy", json!({ "RoleName": "web", "PolicyArn": policy }));
    trial.ok("CreateInstanceProfile", json!({ "InstanceProfileName": "web" }));
    let pair = json!({ "InstanceProfileName": "web", "RoleName": "web" });
    trial.ok("AddRoleToInstanceProfile", pair.clone());
    assert_eq!(trial.code("AddRoleToInstanceProfile", pair.clone()), "LimitExceeded");
    assert_eq!(trial.code("DeleteRole", json!({ "RoleName": "web" })), "DeleteConflict");
    assert_eq!(trial.code("DeleteInstanceProfile", json!({ "InstanceProfileName": "web" })), "DeleteConflict");
    trial.ok("RemoveRoleFromInstanceProfile", pair);
    assert_eq!(trial.code("DeleteRole", json!({ "RoleName": "web" })), "DeleteConflict");
    trial.ok("DetachRolePolicy", json!({ "RoleName": "web", "PolicyArn": policy }));
    trial.ok("DeleteRole", json!({ "RoleName": "web" }));
    trial.ok("DeleteInstanceProfile", json!({ "InstanceProfileName": "web" }));
    assert_eq!(trial.code("GetRole", json!({ "RoleName": "web" })), "NoSuchEntity");
}

#[test]
fn an_assumed_role_is_who_its_credentials_say() {
    let mut trial = Trial::new();
    let role = trial.ok("CreateRole", json!({ "RoleName": "grader", "AssumeRolePolicyDocument": TRUST }));
    let arn = role["Role"]["Arn"].clone();
    let answer = trial.ok("AssumeRole", json!({ "RoleArn": arn, "RoleSessionName": "class" }));
    let key = answer["Credentials"]["AccessKeyId"].as_str().unwrap_or_default().to_owned();
    let caller = super::super::sts::caller(&trial.world.account, &key).expect("a caller");
    assert_eq!(Value::from(caller.arn), answer["AssumedRoleUser"]["Arn"]);
    assert!(super::super::sts::caller(&trial.world.account, "practice").is_none());
    let none = json!({ "RoleArn": "arn:aws:iam::123456789012:role/none", "RoleSessionName": "class" });
    assert_eq!(trial.code("AssumeRole", none), "AccessDenied");
}
