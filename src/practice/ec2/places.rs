//! Where the account can be, and its limits: regions, availability zones, account attributes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Tags;
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::listing::{Listing, one};
use super::zone::{self, Zone};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("DescribeAvailabilityZones", describe_availability_zones),
    ("DescribeRegions", describe_regions),
    ("DescribeAccountAttributes", describe_account_attributes),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Zones {
    #[serde(default)]
    zone_names: Vec<String>,
    #[serde(default)]
    zone_ids: Vec<String>,
}

/// Neither zones nor regions have tags.
const NO_TAGS: &Tags = &Tags::new();

fn describe_availability_zones(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "")?;
    let Zones { zone_names, zone_ids } = read(input)?;
    let zones = zone::zones(&call.region);
    let unknown = |name: &&String| !zones.iter().any(|zone| zone.name == **name || zone.id == **name);
    if let Some(name) = zone_names.iter().chain(&zone_ids).find(unknown) {
        return Err(Fault::invalid_value(format!("Invalid availability zone: [{name}]")));
    }
    let asked = |zone: &&Zone| {
        (zone_names.is_empty() || zone_names.contains(&zone.name))
            && (zone_ids.is_empty() || zone_ids.contains(&zone.id))
    };
    let border = call.region.clone();
    let fields = |zone: &Zone, name: &str| match name {
        "zone-name" => one(&zone.name),
        "zone-id" => one(&zone.id),
        "zone-type" => one("availability-zone"),
        "state" => one("available"),
        "opt-in-status" => one("opt-in-not-required"),
        "region-name" => one(&border),
        "group-name" => one(format!("{border}-zg-1")),
        _ => Vec::new(),
    };
    let names = [
        "group-name",
        "message",
        "opt-in-status",
        "parent-zone-id",
        "parent-zone-name",
        "region-name",
        "state",
        "zone-id",
        "zone-name",
        "zone-type",
    ];
    let (found, _) = listing.pick(zones.iter().filter(asked).collect(), &names, |_| NO_TAGS, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|zone| zone_shown(zone, &border)).collect();
    Ok(json!({ "AvailabilityZones": shown }))
}

fn zone_shown(zone: &Zone, region: &str) -> Value {
    json!({
        "State": "available",
        "OptInStatus": "opt-in-not-required",
        "Messages": [],
        "RegionName": region,
        "ZoneName": zone.name,
        "ZoneId": zone.id,
        "GroupName": format!("{region}-zg-1"),
        "NetworkBorderGroup": region,
        "ZoneType": "availability-zone",
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Regions {
    #[serde(default)]
    region_names: Vec<String>,
    #[serde(default)]
    all_regions: bool,
}

fn describe_regions(_: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "")?;
    let Regions { region_names, all_regions } = read(input)?;
    let all: Vec<(&str, bool)> = zone::regions().collect();
    if let Some(name) = region_names.iter().find(|name| !all.iter().any(|(known, _)| known == name)) {
        return Err(Fault::invalid_value(format!("Invalid region: [{name}]")));
    }
    let asked = |region: &&(&str, bool)| {
        let (name, open) = **region;
        if region_names.is_empty() { open || all_regions } else { region_names.iter().any(|one| one == name) }
    };
    let fields = |region: &(&str, bool), name: &str| match name {
        "region-name" => one(region.0),
        "endpoint" => one(endpoint(region.0)),
        _ => one(opt_in(region.1)),
    };
    let names = ["endpoint", "opt-in-status", "region-name"];
    let (found, _) = listing.pick(all.iter().filter(asked).collect(), &names, |_| NO_TAGS, fields)?;
    let shown: Vec<Value> = found
        .into_iter()
        .map(|(name, open)| json!({ "RegionName": name, "Endpoint": endpoint(name), "OptInStatus": opt_in(*open) }))
        .collect();
    Ok(json!({ "Regions": shown }))
}

fn endpoint(region: &str) -> String {
    format!("ec2.{region}.amazonaws.com")
}

const fn opt_in(open: bool) -> &'static str {
    if open { "opt-in-not-required" } else { "not-opted-in" }
}

fn describe_account_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Named {
        #[serde(default)]
        attribute_names: Vec<String>,
    }
    let Named { attribute_names } = read(input)?;
    let default_vpc = call.region().vpcs.values().find(|vpc| vpc.default).map_or("none", |vpc| vpc.id.as_str());
    let shown: Vec<Value> = [
        ("supported-platforms", "VPC"),
        ("vpc-max-security-groups-per-interface", "5"),
        ("max-elastic-ips", "5"),
        ("vpc-max-elastic-ips", "5"),
        ("max-instances", "20"),
        ("default-vpc", default_vpc),
    ]
    .into_iter()
    .filter(|(name, _)| attribute_names.is_empty() || attribute_names.iter().any(|one| one == name))
    .map(|(name, value)| json!({ "AttributeName": name, "AttributeValues": [{ "AttributeValue": value }] }))
    .collect();
    Ok(answer(json!({ "AccountAttributes": shown })))
}
