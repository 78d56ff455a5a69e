//! `DescribeLaunchTemplates`, `DescribeLaunchTemplateVersions`, `GetLaunchTemplateData`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::super::account::{Instance, LaunchTemplate, LaunchTemplateVersion, Region, Tags};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::tagging;
use super::super::kind;
use super::super::listing::Listing;
use super::{named, no_version, shown, shown_version};

pub(in super::super) const OPERATIONS: Table = &[
    ("DescribeLaunchTemplates", describe_launch_templates),
    ("DescribeLaunchTemplateVersions", describe_launch_template_versions),
    ("GetLaunchTemplateData", get_launch_template_data),
];

fn describe_launch_templates(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::within(&input, "LaunchTemplateIds", 1..=200)?;
    let names: Vec<String> =
        input.get("LaunchTemplateNames").map_or(Ok(Vec::new()), |names| call::read(names.clone()))?;
    if !names.is_empty() && !listing.ids.is_empty() {
        let message = "The parameter launchTemplateNames cannot be used with the parameter launchTemplateIds";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    let region = call.region();
    let mut chosen = Vec::new();
    for id in &listing.ids {
        chosen.push(named(region, Some(id), None)?);
    }
    for name in &names {
        chosen.push(named(region, None, Some(name))?);
    }
    if names.is_empty() && listing.ids.is_empty() {
        chosen.extend(region.launch_templates.values());
    }
    chosen.sort_by(|a, b| a.name.cmp(&b.name));
    let field = |one: &LaunchTemplate, name: &str| match name {
        "launch-template-name" => vec![one.name.clone()],
        _ => vec![one.created.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()],
    };
    let (found, next) = listing.pick(chosen, &["launch-template-name", "create-time"], |one| &one.tags, field)?;
    let shown: Vec<Value> = found.into_iter().map(shown).collect();
    Ok(call::answer(json!({ "LaunchTemplates": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeVersions {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    #[serde(default)]
    versions: Vec<String>,
    min_version: Option<String>,
    max_version: Option<String>,
}

const VERSION_FILTERS: &[&str] = &[
    "create-time",
    "ebs-optimized",
    "iam-instance-profile",
    "image-id",
    "instance-type",
    "is-default-version",
    "kernel-id",
    "ram-disk-id",
    "host-resource-group-arn",
    "license-configuration-arn",
    "network-card-index",
    "http-endpoint",
    "http-tokens",
    "http-put-response-hop-limit",
];

fn describe_launch_template_versions(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::within(&input, "no-ids", 1..=200)?;
    let asked: DescribeVersions = call::read(input.clone())?;
    let region = call.region();
    let pairs = match (&asked.launch_template_id, &asked.launch_template_name) {
        (None, None) => everywhere(region, &asked)?,
        (id, name) => {
            let template = named(region, id.as_deref(), name.as_deref())?;
            numbers(template, &asked)?
                .into_iter()
                .filter_map(|number| Some((template, template.versions.get(&number)?)))
                .collect()
        }
    };
    let none = Tags::new();
    let all: Vec<&(&LaunchTemplate, &LaunchTemplateVersion)> = pairs.iter().collect();
    let (found, next) =
        listing.pick(all, VERSION_FILTERS, |_| &none, |(template, version), name| field(template, version, name))?;
    let shown: Vec<Value> =
        found.into_iter().map(|(template, version)| shown_version(template, version.number)).collect();
    Ok(call::answer(json!({ "LaunchTemplateVersions": shown, "NextToken": next })))
}

/// Without a template, only `$Latest` and `$Default` can be meant: of all templates.
fn everywhere<'a>(
    region: &'a Region,
    asked: &DescribeVersions,
) -> Result<Vec<(&'a LaunchTemplate, &'a LaunchTemplateVersion)>, Fault> {
    if asked.versions.is_empty() || asked.versions.iter().any(|one| one != "$Latest" && one != "$Default") {
        let message = "Either a launch template ID or a launch template name must be specified in the request.";
        return Err(Fault::new("MissingParameter", message));
    }
    let mut found = Vec::new();
    for template in region.launch_templates.values() {
        let numbers = numbers(template, asked)?;
        found.extend(numbers.into_iter().filter_map(|number| Some((template, template.versions.get(&number)?))));
    }
    Ok(found)
}

/// The numbers of the versions that a request means, newest first.
fn numbers(template: &LaunchTemplate, asked: &DescribeVersions) -> Result<Vec<u64>, Fault> {
    let number =
        |text: &str| template.version(Some(text)).map(|one| one.number).ok_or_else(|| no_version(template, text));
    let mut numbers: Vec<u64> = if asked.versions.is_empty() {
        let limit = |text: &Option<String>| {
            text.as_deref().map(|text| text.parse().map_or_else(|_| number(text), Ok)).transpose()
        };
        let (least, most) = (limit(&asked.min_version)?.unwrap_or(0), limit(&asked.max_version)?.unwrap_or(u64::MAX));
        template.versions.keys().copied().filter(|one| (least..=most).contains(one)).collect()
    } else {
        asked.versions.iter().map(|text| number(text)).collect::<Result<_, _>>()?
    };
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    Ok(numbers)
}

fn field(template: &LaunchTemplate, version: &LaunchTemplateVersion, name: &str) -> Vec<String> {
    let data = |name: &str| version.data.get(name).and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    match name {
        "create-time" => vec![version.created.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()],
        "is-default-version" => vec![(version.number == template.default_version).to_string()],
        "image-id" => data("ImageId"),
        "instance-type" => data("InstanceType"),
        "kernel-id" => data("KernelId"),
        "ram-disk-id" => data("RamDiskId"),
        "ebs-optimized" => version.data.get("EbsOptimized").map(ToString::to_string).into_iter().collect(),
        "iam-instance-profile" => {
            let profile = version.data.get("IamInstanceProfile").and_then(|one| one.get("Arn"));
            profile.and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn get_launch_template_data(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["InstanceId"].as_str().unwrap_or_default().to_owned();
    let one = kind::INSTANCE.find(&call.region().instances, &id)?.clone();
    Ok(json!({ "LaunchTemplateData": of_instance(call.region(), &one) }))
}

/// The data from which an instance like this one would be launched.
fn of_instance(region: &Region, one: &Instance) -> Value {
    let interfaces: Vec<Value> = one
        .interfaces
        .iter()
        .filter_map(|id| region.network_interfaces.get(id))
        .map(|interface| {
            json!({ "DeviceIndex": 0, "SubnetId": interface.subnet_id, "Groups": interface.groups,
                "AssociatePublicIpAddress": one.public_address, "DeleteOnTermination": true })
        })
        .collect();
    let tags: Tags =
        one.tags.iter().filter(|(key, _)| !key.starts_with("aws:")).map(|(k, v)| (k.clone(), v.clone())).collect();
    let specifications =
        (!tags.is_empty()).then(|| json!([{ "ResourceType": "instance", "Tags": tagging::shown(&tags) }]));
    let shown = one.shown.get("Placement").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    call::answer(json!({
        "ImageId": one.image_id,
        "InstanceType": one.instance_type,
        "KeyName": one.key_name,
        "UserData": one.user_data,
        "Monitoring": { "Enabled": one.monitoring },
        "DisableApiTermination": one.termination_protection,
        "InstanceInitiatedShutdownBehavior": one.shown.get("ShutdownBehavior"),
        "IamInstanceProfile": one.profile.as_ref().map(|profile| json!({ "Arn": profile.arn })),
        "NetworkInterfaces": interfaces,
        "Placement": shown,
        "TagSpecifications": specifications,
    }))
}
