//! Volumes and snapshots, as far as instances and images leave them behind.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Snapshot, Tags, Volume};
use super::super::call::{self, Call, Outcome, Table};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::kind;
use super::listing::{Listing, one};

pub(super) const OPERATIONS: Table = &[
    ("DescribeVolumes", describe_volumes),
    ("DeleteVolume", delete_volume),
    ("DescribeSnapshots", describe_snapshots),
    ("CreateSnapshot", create_snapshot),
    ("DeleteSnapshot", delete_snapshot),
];

const VOLUME_FILTERS: &[&str] = &[
    "attachment.attach-time",
    "attachment.delete-on-termination",
    "attachment.device",
    "attachment.instance-id",
    "attachment.status",
    "availability-zone",
    "create-time",
    "encrypted",
    "size",
    "snapshot-id",
    "status",
    "volume-id",
    "volume-type",
];

fn describe_volumes(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "VolumeIds")?;
    let all = &call.region().volumes;
    let field = |volume: &Volume, name: &str| {
        let attachment = volume.attachment.as_ref();
        match name {
            "volume-id" => one(&volume.id),
            "availability-zone" => one(&volume.zone),
            "size" => one(volume.size_gib),
            "volume-type" => one(&volume.kind),
            "status" => one(volume_state(volume)),
            "snapshot-id" => volume.snapshot_id.clone().into_iter().collect(),
            "encrypted" => one(false),
            "attachment.instance-id" => attachment.map(|one| one.instance_id.clone()).into_iter().collect(),
            "attachment.device" => attachment.map(|one| one.device.clone()).into_iter().collect(),
            "attachment.status" => attachment.map(|_| "attached".to_owned()).into_iter().collect(),
            "attachment.delete-on-termination" => {
                attachment.map(|one| one.delete_on_termination.to_string()).into_iter().collect()
            }
            _ => Vec::new(),
        }
    };
    let (found, next) = listing.select(&kind::VOLUME, all, VOLUME_FILTERS, |volume| &volume.tags, field)?;
    let shown: Vec<Value> = found.into_iter().map(shown_volume).collect();
    Ok(call::answer(json!({ "Volumes": shown, "NextToken": next })))
}

fn volume_state(volume: &Volume) -> &'static str {
    if volume.attachment.is_some() { "in-use" } else { "available" }
}

fn shown_volume(volume: &Volume) -> Value {
    let attachments = volume.attachment.iter().map(|one| {
        json!({ "VolumeId": volume.id, "InstanceId": one.instance_id, "Device": one.device, "State": "attached",
            "AttachTime": one.since, "DeleteOnTermination": one.delete_on_termination })
    });
    json!({
        "VolumeId": volume.id,
        "AvailabilityZone": volume.zone,
        "Size": volume.size_gib,
        "VolumeType": volume.kind,
        "State": volume_state(volume),
        "CreateTime": volume.created,
        "SnapshotId": volume.snapshot_id.as_deref().unwrap_or_default(),
        "Encrypted": false,
        "Iops": (volume.kind == "gp3").then_some(3000),
        "Throughput": (volume.kind == "gp3").then_some(125),
        "MultiAttachEnabled": false,
        "Attachments": attachments.collect::<Vec<_>>(),
        "Tags": tagging::shown(&volume.tags),
    })
}

fn delete_volume(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["VolumeId"].as_str().unwrap_or_default();
    let region = call.region();
    if let Some(attachment) = &kind::VOLUME.find(&region.volumes, id)?.attachment {
        let message = format!("Volume {id} is currently attached to {}", attachment.instance_id);
        return Err(Fault::new("VolumeInUse", message));
    }
    region.volumes.remove(id);
    Ok(json!({}))
}

const SNAPSHOT_FILTERS: &[&str] = &[
    "description",
    "encrypted",
    "owner-alias",
    "owner-id",
    "progress",
    "snapshot-id",
    "start-time",
    "status",
    "storage-tier",
    "volume-id",
    "volume-size",
];

fn describe_snapshots(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "SnapshotIds")?;
    let owners: Vec<String> = input.get("OwnerIds").map_or(Ok(Vec::new()), |ids| call::read(ids.clone()))?;
    let account = call.account.id.clone();
    let mine = owners.is_empty() || owners.iter().any(|owner| owner == "self" || *owner == account);
    let all = &call.region().snapshots;
    let field = |snapshot: &Snapshot, name: &str| match name {
        "snapshot-id" => one(&snapshot.id),
        "volume-id" => one(&snapshot.volume_id),
        "volume-size" => one(snapshot.size_gib),
        "description" => one(&snapshot.description),
        "owner-id" => one(&account),
        "status" => one(snapshot_state(snapshot)),
        "progress" => one(progress(snapshot)),
        "encrypted" => one(false),
        "storage-tier" => one("standard"),
        _ => Vec::new(),
    };
    let (mut found, next) = listing.select(&kind::SNAPSHOT, all, SNAPSHOT_FILTERS, |snapshot| &snapshot.tags, field)?;
    found.retain(|_| mine);
    let shown: Vec<Value> = found.into_iter().map(|snapshot| shown_snapshot(snapshot, &account)).collect();
    Ok(call::answer(json!({ "Snapshots": shown, "NextToken": next })))
}

fn snapshot_state(snapshot: &Snapshot) -> &'static str {
    if snapshot.pending_until.is_some() { "pending" } else { "completed" }
}

fn progress(snapshot: &Snapshot) -> &'static str {
    if snapshot.pending_until.is_some() { "0%" } else { "100%" }
}

fn shown_snapshot(snapshot: &Snapshot, account: &str) -> Value {
    json!({
        "SnapshotId": snapshot.id,
        "VolumeId": snapshot.volume_id,
        "VolumeSize": snapshot.size_gib,
        "Description": snapshot.description,
        "OwnerId": account,
        "StartTime": snapshot.started,
        "State": snapshot_state(snapshot),
        "Progress": progress(snapshot),
        "Encrypted": false,
        "StorageTier": "standard",
        "Tags": tagging::shown(&snapshot.tags),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSnapshot {
    volume_id: String,
    description: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_snapshot(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateSnapshot = call::read(input)?;
    let tags: Tags = tagging::for_type(&input.tag_specifications, &["snapshot"], "snapshot")?;
    let volume = kind::VOLUME.find(&call.region().volumes, &input.volume_id)?.clone();
    let snapshot = Snapshot {
        id: call.id("snap"),
        volume_id: volume.id,
        size_gib: volume.size_gib,
        started: call.now,
        pending_until: Some(call.after(call.timings.image_pending / 2)),
        description: input.description.unwrap_or_default(),
        tags,
    };
    let account = call.account.id.clone();
    let answer = shown_snapshot(&snapshot, &account);
    call.region().snapshots.insert(snapshot.id.clone(), snapshot);
    Ok(answer)
}

fn delete_snapshot(call: &mut Call<'_>, input: Value) -> Outcome {
    let id = input["SnapshotId"].as_str().unwrap_or_default().to_owned();
    let region = call.region();
    kind::SNAPSHOT.find(&region.snapshots, &id)?;
    if let Some(image) = region.images.values().find(|image| image.snapshots.contains(&id)) {
        let message = format!("The snapshot {id} is currently in use by {}", image.id);
        return Err(Fault::new("InvalidSnapshot.InUse", message));
    }
    region.snapshots.remove(&id);
    Ok(json!({}))
}
