//! Tags given and taken after creation: one table from an id's prefix to the tags of what it names.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Region, Tags};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, Tag};
use super::kind::{self, Kind};
use super::listing::{Listing, one};

/// The operations of this file.
pub(super) const OPERATIONS: Table =
    &[("CreateTags", create_tags), ("DeleteTags", delete_tags), ("DescribeTags", describe_tags)];

/// A type of resource that has tags.
struct Taggable {
    prefix: &'static str,
    /// As tag specifications and `DescribeTags` name it.
    kind: &'static str,
    tags: for<'a> fn(&'a mut Region, &str) -> Option<&'a mut Tags>,
    all: fn(&Region) -> Vec<(&String, &Tags)>,
    missing: fn(&str) -> Fault,
}

/// A row whose resources are one collection of the region, keyed by id.
macro_rules! row {
    ($prefix:literal, $kind:literal, $collection:ident, $missing:expr) => {
        Taggable {
            prefix: $prefix,
            kind: $kind,
            tags: |region, id| region.$collection.get_mut(id).map(|one| &mut one.tags),
            all: |region| region.$collection.iter().map(|(id, one)| (id, &one.tags)).collect(),
            missing: $missing,
        }
    };
}

const TAGGABLE: &[Taggable] = &[
    row!("vpc", "vpc", vpcs, |id| of(&kind::VPC, id)),
    row!("subnet", "subnet", subnets, |id| of(&kind::SUBNET, id)),
    row!("rtb", "route-table", route_tables, |id| of(&kind::ROUTE_TABLE, id)),
    row!("igw", "internet-gateway", internet_gateways, |id| of(&kind::INTERNET_GATEWAY, id)),
    row!("nat", "natgateway", nat_gateways, |id| of(&kind::NAT_GATEWAY, id)),
    row!("eipalloc", "elastic-ip", addresses, |id| of(&kind::ADDRESS, id)),
    row!("acl", "network-acl", network_acls, |id| of(&kind::NETWORK_ACL, id)),
    row!("eni", "network-interface", network_interfaces, |id| of(&kind::NETWORK_INTERFACE, id)),
    row!("vpce", "vpc-endpoint", vpc_endpoints, |id| of(&kind::VPC_ENDPOINT, id)),
    row!("pl", "prefix-list", prefix_lists, |id| of(&kind::PREFIX_LIST, id)),
    row!("sg", "security-group", security_groups, |id| of(&kind::GROUP, id)),
    row!("sgr", "security-group-rule", security_group_rules, |id| of(&kind::GROUP_RULE, id)),
    row!("i", "instance", instances, |id| Fault::not_found("InvalidInstanceID.NotFound", "instance ID", id)),
    row!("ami", "image", images, |id| {
        Fault::new("InvalidAMIID.NotFound", format!("The image id '[{id}]' does not exist"))
    }),
    row!("snap", "snapshot", snapshots, |id| {
        Fault::new("InvalidSnapshot.NotFound", format!("The snapshot '{id}' does not exist."))
    }),
    row!("vol", "volume", volumes, |id| {
        Fault::new("InvalidVolume.NotFound", format!("The volume '{id}' does not exist."))
    }),
    row!("key", "key-pair", key_pairs, |id| {
        Fault::new("InvalidKeyPair.NotFound", format!("The key pair '{id}' does not exist"))
    }),
    row!("lt", "launch-template", launch_templates, |id| {
        let message = format!("The specified launch template, with template ID {id}, does not exist.");
        Fault::new("InvalidLaunchTemplateId.NotFound", message)
    }),
];

fn of(kind: &Kind, id: &str) -> Fault {
    kind.check(id).err().unwrap_or_else(|| kind.missing(id))
}

/// The tags of a resource by its id.
fn tags_of<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Tags, Fault> {
    let prefix = id.split('-').next().unwrap_or_default();
    let Some(row) = TAGGABLE.iter().find(|row| row.prefix == prefix) else {
        return Err(Fault::new("InvalidID", format!("The ID '{id}' is not valid")));
    };
    // Key pairs are kept by name.
    let key = if prefix == "key" {
        region.key_pairs.iter().find(|(_, one)| one.id == id).map(|(key, _)| key.clone())
    } else {
        None
    };
    (row.tags)(region, key.as_deref().unwrap_or(id)).ok_or_else(|| (row.missing)(id))
}

/// Tags that a resource may have: AWS's quota, which its own (`aws:…`) do not count towards.
const QUOTA: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    resources: Vec<String>,
    tags: Vec<Tag>,
}

fn create_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = read(input)?;
    if input.tags.is_empty() {
        return Err(Fault::missing("tagSet"));
    }
    let new = tagging::checked(&input.tags)?;
    let region = call.region();
    for id in &input.resources {
        let have = tags_of(region, id)?;
        let mut all = have.keys().chain(new.keys()).filter(|key| !key.starts_with("aws:")).collect::<Vec<_>>();
        all.sort();
        all.dedup();
        if all.len() > QUOTA {
            let message = "The maximum number of Tags for a resource has been reached.";
            return Err(Fault::new("TagLimitExceeded", message));
        }
    }
    for id in &input.resources {
        tags_of(region, id)?.extend(new.clone());
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Delete {
    resources: Vec<String>,
    #[serde(default)]
    tags: Vec<Gone>,
}

/// A tag to take away: whatever its value, or only with this one.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Gone {
    key: Option<String>,
    value: Option<String>,
}

fn delete_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Delete = read(input)?;
    let reserved = |gone: &&Gone| gone.key.as_deref().is_some_and(|key| key.starts_with("aws:"));
    if let Some(gone) = input.tags.iter().find(reserved) {
        let key = gone.key.as_deref().unwrap_or_default();
        let message = format!("Tag keys starting with 'aws:' are reserved for internal use: {key}");
        return Err(Fault::invalid_value(message));
    }
    let region = call.region();
    input.resources.iter().try_for_each(|id| tags_of(region, id).map(|_| ()))?;
    for id in &input.resources {
        let named = |key: &String, value: &String| {
            let same =
                |gone: &Gone| gone.key.as_ref() == Some(key) && gone.value.as_ref().is_none_or(|only| only == value);
            input.tags.iter().any(same)
        };
        // Without any tag named, all of the caller's own go.
        tags_of(region, id)?.retain(
            |key, value| {
                if input.tags.is_empty() { key.starts_with("aws:") } else { !named(key, value) }
            },
        );
    }
    Ok(json!({}))
}

/// One tag of one resource.
struct Described {
    resource: String,
    kind: &'static str,
    key: String,
    value: String,
    /// The tag once more, as the filter `tag:KEY` reads it.
    tags: Tags,
}

fn describe_tags(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "")?;
    let region = &*call.region();
    let all: Vec<Described> = TAGGABLE
        .iter()
        .flat_map(|row| (row.all)(region).into_iter().map(move |(id, tags)| (row, id, tags)))
        .flat_map(|(row, id, tags)| tags.iter().map(move |(key, value)| described(region, row, id, key, value)))
        .collect();
    let fields = |tag: &Described, name: &str| match name {
        "key" => one(&tag.key),
        "value" => one(&tag.value),
        "resource-id" => one(&tag.resource),
        _ => one(tag.kind),
    };
    let names = ["key", "resource-id", "resource-type", "value"];
    let (found, next) = listing.pick(all.iter().collect(), &names, |tag| &tag.tags, fields)?;
    let shown: Vec<Value> = found
        .into_iter()
        .map(|tag| json!({ "ResourceId": tag.resource, "ResourceType": tag.kind, "Key": tag.key, "Value": tag.value }))
        .collect();
    Ok(answer(json!({ "Tags": shown, "NextToken": next })))
}

fn described(region: &Region, row: &Taggable, id: &str, key: &str, value: &str) -> Described {
    let resource = if row.prefix == "key" { region.key_pairs.get(id).map(|one| one.id.clone()) } else { None };
    Described {
        resource: resource.unwrap_or_else(|| id.to_owned()),
        kind: row.kind,
        key: key.to_owned(),
        value: value.to_owned(),
        tags: Tags::from([(key.to_owned(), value.to_owned())]),
    }
}
