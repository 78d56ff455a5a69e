//! The learner's read-only role, as a template to hand out: the same table of actions as `hanamaru policy`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::report::policy::policy;

/// What Terraform makes; `@ACTIONS@` stands for the list of actions.
const TERRAFORM: &str = include_str!("role.tf");

/// A tool that makes roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    CloudFormation,
    Terraform,
}

/// The name of the role in every account, so that a roster can be written before anybody has made it.
pub const ROLE_NAME: &str = "hanamaru-grade";

/// The template that makes a role which the instructor may assume and which may do these actions only.
#[must_use]
pub fn template(tool: Tool, actions: &BTreeSet<&'static str>) -> String {
    match tool {
        Tool::CloudFormation => cloud_formation(actions),
        Tool::Terraform => terraform(actions),
    }
}

/// JSON, which `CloudFormation` takes as it takes YAML.
fn cloud_formation(actions: &BTreeSet<&'static str>) -> String {
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": {"Ref": "InstructorPrincipal"}},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
        }],
    });
    let document = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "hanamaru: a read-only role with which the instructor grades this account",
        "Parameters": {
            "InstructorPrincipal": {
                "Type": "String",
                "Description": "ARN of the instructor's user or role, or the instructor's account (arn:aws:iam::111122223333:root)",
                "AllowedPattern": "arn:[a-z-]+:(iam|sts)::[0-9]{12}:.+",
            },
            "ExternalId": {
                "Type": "String",
                "Description": "The word that the instructor gave this class (external_id of the roster)",
                "MinLength": 2,
            },
            "RoleName": {"Type": "String", "Default": ROLE_NAME},
        },
        "Resources": {
            "GradeRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": {"Ref": "RoleName"},
                    "MaxSessionDuration": 3600,
                    "AssumeRolePolicyDocument": trust,
                    "Policies": [{"PolicyName": "HanamaruVerify", "PolicyDocument": policy_value(actions)}],
                },
            },
        },
        "Outputs": {
            "RoleArn": {
                "Description": "role_arn of the roster",
                "Value": {"Fn::GetAtt": ["GradeRole", "Arn"]},
            },
        },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn policy_value(actions: &BTreeSet<&'static str>) -> Value {
    serde_json::to_value(policy(actions)).unwrap_or_default()
}

fn terraform(actions: &BTreeSet<&'static str>) -> String {
    let list: Vec<String> = actions.iter().map(|action| format!("      \"{action}\",\n")).collect();
    TERRAFORM.replace("@ROLE_NAME@", ROLE_NAME).replace("@ACTIONS@", &list.concat())
}
