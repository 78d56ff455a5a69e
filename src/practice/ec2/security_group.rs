//! Security groups: make, show, delete. Their rules are in `rule` and `rule_change`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Peer, Region, SecurityGroup, SecurityGroupRule};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{build, group, kind, permission};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateSecurityGroup", create_security_group),
    ("DescribeSecurityGroups", describe_security_groups),
    ("DeleteSecurityGroup", delete_security_group),
    ("GetSecurityGroupsForVpc", get_security_groups_for_vpc),
    ("DescribeSecurityGroupReferences", describe_security_group_references),
    ("DescribeStaleSecurityGroups", describe_stale_security_groups),
    ("DescribeSecurityGroupVpcAssociations", |_, _| Ok(json!({ "SecurityGroupVpcAssociations": [] }))),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSecurityGroup {
    #[serde(default)]
    group_name: String,
    #[serde(default)]
    description: String,
    vpc_id: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_security_group(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateSecurityGroup = read(input)?;
    let name = named(input.group_name.trim_end())?;
    described(&input.description)?;
    let tags = tagging::for_type(&input.tag_specifications, &["security-group"], "security-group")?;
    let region = call.region();
    let vpc = match &input.vpc_id {
        Some(id) => kind::VPC.find(&region.vpcs, id)?.id.clone(),
        None => match region.vpcs.values().find(|vpc| vpc.default) {
            Some(vpc) => vpc.id.clone(),
            None => return Err(Fault::new("VPCIdNotSpecified", "No default VPC for this user.")),
        },
    };
    if region.security_groups.values().any(|group| group.vpc_id == vpc && group.name == name) {
        let message = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(Fault::new("InvalidGroup.Duplicate", message));
    }
    let id = call.id("sg");
    let shown = tagging::shown(&tags);
    let group = SecurityGroup { id: id.clone(), name, description: input.description, vpc_id: vpc, tags };
    call.region().security_groups.insert(id.clone(), group);
    build::all_traffic(call, &id, true, Peer::Ipv4("0.0.0.0/0".to_owned()));
    let arn = call.arn("ec2", &format!("security-group/{id}"));
    Ok(json!({ "GroupId": id, "SecurityGroupArn": arn, "Tags": shown }))
}

fn named(name: &str) -> Result<String, Fault> {
    if name.is_empty() {
        return Err(Fault::missing("GroupName"));
    }
    ascii(name, "GroupName")?;
    if name.starts_with("sg-") {
        return Err(Fault::invalid_value("Group names may not be in the format sg-*."));
    }
    if name == "default" {
        return Err(Fault::invalid_value("Cannot use reserved security group name: default"));
    }
    if !permission::described(name) {
        return Err(Fault::invalid_value(format!(
            "Invalid security group name. Valid names are strings less than 256 characters from the following set:  {}",
            permission::CHARACTERS
        )));
    }
    Ok(name.to_owned())
}

fn described(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::missing("GroupDescription"));
    }
    ascii(text, "GroupDescription")?;
    if permission::described(text) {
        return Ok(());
    }
    Err(Fault::invalid_value(format!(
        "Invalid security group description. Valid descriptions are strings less than 256 characters from the \
         following set:  {}",
        permission::CHARACTERS
    )))
}

/// EC2's own words for what most often happens to Japanese learners.
fn ascii(text: &str, parameter: &str) -> Result<(), Fault> {
    if text.is_ascii() {
        return Ok(());
    }
    let message =
        format!("Value ({text}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported.");
    Err(Fault::invalid_value(message))
}

/// A group as EC2 answers it.
fn shown(region: &Region, group: &SecurityGroup, owner: &str) -> Value {
    json!({
        "GroupId": group.id,
        "GroupName": group.name,
        "Description": group.description,
        "VpcId": group.vpc_id,
        "OwnerId": owner,
        "SecurityGroupArn": format!("arn:aws:ec2:{}:{owner}:security-group/{}", region.name, group.id),
        "IpPermissions": permission::shown(region, group, false),
        "IpPermissionsEgress": permission::shown(region, group, true),
        "Tags": tagging::shown(&group.tags),
    })
}

const FILTERS: &[&str] = &[
    "description",
    "egress.ip-permission.cidr",
    "egress.ip-permission.from-port",
    "egress.ip-permission.group-id",
    "egress.ip-permission.group-name",
    "egress.ip-permission.ipv6-cidr",
    "egress.ip-permission.prefix-list-id",
    "egress.ip-permission.protocol",
    "egress.ip-permission.to-port",
    "egress.ip-permission.user-id",
    "group-id",
    "group-name",
    "ip-permission.cidr",
    "ip-permission.from-port",
    "ip-permission.group-id",
    "ip-permission.group-name",
    "ip-permission.ipv6-cidr",
    "ip-permission.prefix-list-id",
    "ip-permission.protocol",
    "ip-permission.to-port",
    "ip-permission.user-id",
    "owner-id",
    "vpc-id",
];

fn describe_security_groups(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Names {
        #[serde(default)]
        group_names: Vec<String>,
    }
    let mut listing = Listing::read(&input, "GroupIds")?;
    let Names { group_names } = read(input)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    for name in &group_names {
        listing.ids.push(group::by_name(region, &group::default_vpc(region)?.id, name)?.id.clone());
    }
    let fields = |group: &SecurityGroup, name: &str| field(region, group, &owner, name);
    let (found, next) = listing.select(&kind::GROUP, &region.security_groups, FILTERS, |group| &group.tags, fields)?;
    let groups: Vec<Value> = found.into_iter().map(|group| shown(region, group, &owner)).collect();
    Ok(answer(json!({ "SecurityGroups": groups, "NextToken": next })))
}

fn field(region: &Region, group: &SecurityGroup, owner: &str, name: &str) -> Vec<String> {
    let (egress, of_rule) = match name.strip_prefix("egress.ip-permission.") {
        Some(rest) => (true, Some(rest)),
        None => (false, name.strip_prefix("ip-permission.")),
    };
    if let Some(of_rule) = of_rule {
        return region.rules_of(&group.id, egress).filter_map(|rule| rule_field(region, rule, of_rule)).collect();
    }
    match name {
        "description" => one(&group.description),
        "group-id" => one(&group.id),
        "group-name" => one(&group.name),
        "owner-id" => one(owner),
        "vpc-id" => one(&group.vpc_id),
        _ => Vec::new(),
    }
}

fn rule_field(region: &Region, rule: &SecurityGroupRule, name: &str) -> Option<String> {
    match (name, &rule.peer) {
        ("from-port", _) => rule.from_port.map(|port| port.to_string()),
        ("to-port", _) => rule.to_port.map(|port| port.to_string()),
        ("protocol", _) => Some(rule.protocol.clone()),
        ("cidr", Peer::Ipv4(block)) | ("ipv6-cidr", Peer::Ipv6(block)) => Some(block.clone()),
        ("prefix-list-id", Peer::PrefixList(id)) | ("group-id", Peer::Group { id, .. }) => Some(id.clone()),
        ("group-name", Peer::Group { id, .. }) => region.security_groups.get(id).map(|group| group.name.clone()),
        ("user-id", Peer::Group { owner, .. }) => Some(owner.clone()),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    group_id: Option<String>,
    group_name: Option<String>,
}

fn delete_security_group(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Named = read(input)?;
    let region = call.region();
    let SecurityGroup { id, name, .. } =
        group::meant(region, input.group_id.as_deref(), input.group_name.as_deref())?.clone();
    if name == "default" {
        let message = format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user");
        return Err(Fault::new("CannotDelete", message));
    }
    let on_interface = region.network_interfaces.values().any(|one| one.groups.contains(&id));
    let referenced = region
        .security_group_rules
        .values()
        .any(|rule| rule.group_id != id && matches!(&rule.peer, Peer::Group { id: peer, .. } if *peer == id));
    if on_interface || referenced {
        return Err(Fault::dependency(format!("resource {id} has a dependent object")));
    }
    region.security_groups.remove(&id);
    region.security_group_rules.retain(|_, rule| rule.group_id != id);
    Ok(json!({ "Return": true, "GroupId": id }))
}

fn get_security_groups_for_vpc(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Of {
        vpc_id: String,
    }
    let listing = Listing::read(&input, "GroupIds")?;
    let Of { vpc_id } = read(input)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    kind::VPC.find(&region.vpcs, &vpc_id)?;
    let all = region.security_groups.values().filter(|group| group.vpc_id == vpc_id).collect();
    let names = ["group-id", "description", "group-name", "owner-id", "primary-vpc-id"];
    let fields = |group: &SecurityGroup, name: &str| {
        field(region, group, &owner, if name == "primary-vpc-id" { "vpc-id" } else { name })
    };
    let (found, next) = listing.pick(all, &names, |group| &group.tags, fields)?;
    let groups: Vec<Value> = found
        .into_iter()
        .map(|group| {
            json!({
                "GroupId": group.id,
                "GroupName": group.name,
                "Description": group.description,
                "OwnerId": owner,
                "PrimaryVpcId": group.vpc_id,
                "Tags": tagging::shown(&group.tags),
            })
        })
        .collect();
    Ok(answer(json!({ "SecurityGroupForVpcs": groups, "NextToken": next })))
}

/// References over peering connections: there are none here.
fn describe_security_group_references(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Of {
        group_id: Vec<String>,
    }
    let Of { group_id } = read(input)?;
    group_id.iter().try_for_each(|id| group::by_id(call.region(), id).map(|_| ()))?;
    Ok(json!({ "SecurityGroupReferenceSet": [] }))
}

fn describe_stale_security_groups(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Of {
        vpc_id: String,
    }
    let Of { vpc_id } = read(input)?;
    kind::VPC.find(&call.region().vpcs, &vpc_id)?;
    Ok(json!({ "StaleSecurityGroupSet": [] }))
}
