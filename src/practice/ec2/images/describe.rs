//! `DescribeImages`: the account's own and the public ones.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::super::account::Image;
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::tagging;
use super::super::kind;
use super::super::listing::{Listing, one};
use super::catalogue;

pub(in super::super) const OPERATIONS: Table = &[("DescribeImages", describe_images)];

const FILTERS: &[&str] = &[
    "architecture",
    "block-device-mapping.delete-on-termination",
    "block-device-mapping.device-name",
    "block-device-mapping.encrypted",
    "block-device-mapping.snapshot-id",
    "block-device-mapping.volume-size",
    "block-device-mapping.volume-type",
    "creation-date",
    "description",
    "ena-support",
    "hypervisor",
    "image-id",
    "image-type",
    "is-public",
    "kernel-id",
    "manifest-location",
    "name",
    "owner-alias",
    "owner-id",
    "platform",
    "platform-details",
    "product-code",
    "product-code.type",
    "ramdisk-id",
    "root-device-name",
    "root-device-type",
    "source-image-id",
    "source-instance-id",
    "state",
    "state-reason-code",
    "sriov-net-support",
    "virtualization-type",
];

fn describe_images(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::within(&input, "ImageIds", 1..=1000)?;
    let list = |name: &str| -> Result<Vec<String>, Fault> {
        input.get(name).map_or(Ok(Vec::new()), |list| call::read(list.clone()))
    };
    let (owners, users) = (list("Owners")?, list("ExecutableUsers")?);
    let account = call.account.id.clone();
    let mut all: BTreeMap<String, Image> =
        catalogue::images(&call.region).into_iter().map(|image| (image.id.clone(), image)).collect();
    all.extend(call.region().images.iter().map(|(id, image)| (id.clone(), image.clone())));
    let (named, _) = listing.only_ids().select(&kind::IMAGE, &all, &[], |image| &image.tags, |_, _| Vec::new())?;
    let wanted = |image: &&Image| owned(image, &owners, &account) && executable(image, &users, &account);
    let mut chosen: Vec<&Image> = named.into_iter().filter(wanted).collect();
    chosen.sort_by(|a, b| (&a.owner_id, a.created, &a.id).cmp(&(&b.owner_id, b.created, &b.id)));
    let (found, next) = listing.pick(chosen, FILTERS, |image| &image.tags, field)?;
    let shown: Vec<Value> = found.into_iter().map(|image| shown(image, &account)).collect();
    Ok(call::answer(json!({ "Images": shown, "NextToken": next })))
}

/// `Owners`: `self`, an alias, or account ids.
fn owned(image: &Image, owners: &[String], account: &str) -> bool {
    owners.is_empty()
        || owners.iter().any(|owner| match owner.as_str() {
            "self" => image.owner_id == account,
            other => image.owner_id == other || image.owner_alias.as_deref() == Some(other),
        })
}

/// `ExecutableUsers`: `all` for public images, `self` for those shared with the account by name.
fn executable(image: &Image, users: &[String], account: &str) -> bool {
    users.is_empty()
        || users.iter().any(|user| match user.as_str() {
            "all" => image.public,
            "self" => image.shared_with.iter().any(|one| one == account),
            other => image.owner_id == account && image.shared_with.iter().any(|one| one == other),
        })
}

fn state(image: &Image) -> &'static str {
    if image.pending_until.is_some() { "pending" } else { "available" }
}

fn field(image: &Image, name: &str) -> Vec<String> {
    match name {
        "image-id" => one(&image.id),
        "name" => one(&image.name),
        "description" => one(&image.description),
        "state" => one(state(image)),
        "owner-id" => one(&image.owner_id),
        "owner-alias" => image.owner_alias.clone().into_iter().collect(),
        "is-public" => one(image.public),
        "architecture" => one(&image.architecture),
        "creation-date" => one(created(image)),
        "source-instance-id" => image.source_instance.clone().into_iter().collect(),
        "source-image-id" => image.source_image.clone().into_iter().collect(),
        "root-device-name" | "block-device-mapping.device-name" => one(&image.root_device),
        "root-device-type" => one("ebs"),
        "block-device-mapping.snapshot-id" => image.snapshots.clone(),
        "block-device-mapping.volume-size" => one(image.root_gib),
        "block-device-mapping.volume-type" => one("gp3"),
        "block-device-mapping.delete-on-termination" | "ena-support" => one(true),
        "block-device-mapping.encrypted" => one(false),
        "virtualization-type" => one("hvm"),
        "hypervisor" => one("xen"),
        "image-type" => one("machine"),
        "platform-details" => one("Linux/UNIX"),
        "manifest-location" => one(location(image)),
        "sriov-net-support" => one("simple"),
        _ => Vec::new(),
    }
}

fn created(image: &Image) -> String {
    image.created.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

fn location(image: &Image) -> String {
    format!("{}/{}", image.owner_alias.as_deref().unwrap_or(&image.owner_id), image.name)
}

fn shown(image: &Image, account: &str) -> Value {
    let devices: Vec<Value> = image
        .snapshots
        .iter()
        .map(|snapshot| {
            json!({ "DeviceName": image.root_device, "Ebs": { "DeleteOnTermination": true, "SnapshotId": snapshot,
                "VolumeSize": image.root_gib, "VolumeType": "gp3", "Encrypted": false } })
        })
        .collect();
    let tags = (!image.tags.is_empty() && image.owner_id == account).then(|| tagging::shown(&image.tags));
    json!({
        "ImageId": image.id,
        "Name": image.name,
        "Description": (!image.description.is_empty()).then_some(image.description.as_str()),
        "State": state(image),
        "OwnerId": image.owner_id,
        "ImageOwnerAlias": image.owner_alias,
        "ImageLocation": location(image),
        "Public": image.public,
        "CreationDate": created(image),
        "SourceInstanceId": image.source_instance,
        "SourceImageId": image.source_image,
        "Architecture": image.architecture,
        "ImageType": "machine",
        "RootDeviceName": image.root_device,
        "RootDeviceType": "ebs",
        "VirtualizationType": "hvm",
        "Hypervisor": "xen",
        "EnaSupport": true,
        "SriovNetSupport": "simple",
        "BootMode": image.boot_mode,
        "PlatformDetails": "Linux/UNIX",
        "UsageOperation": "RunInstances",
        "BlockDeviceMappings": devices,
        "ImdsSupport": image.name.starts_with("al2023").then_some("v2.0"),
        "Tags": tags,
    })
}
