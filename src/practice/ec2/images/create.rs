//! `CreateImage`, `CopyImage`, `RegisterImage`, `DeregisterImage`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::account::{Disk, Image, Instance, InstanceState, Snapshot, Tags};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::tagging::{self, TagSpecification};
use super::super::instances::state;
use super::super::kind;
use super::{catalogue, own, pending};

pub(in super::super) const OPERATIONS: Table = &[
    ("CreateImage", create_image),
    ("CopyImage", copy_image),
    ("RegisterImage", register_image),
    ("DeregisterImage", deregister_image),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    instance_id: String,
    name: String,
    description: Option<String>,
    #[serde(default)]
    no_reboot: bool,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_image(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = call::read(input)?;
    check_name(call, &input.name)?;
    check_description(input.description.as_deref())?;
    let instance = kind::INSTANCE.find(&call.region().instances, &input.instance_id)?.clone();
    if !matches!(instance.state, InstanceState::Running | InstanceState::Stopping | InstanceState::Stopped) {
        return Err(Fault::invalid_value(format!(
            "Invalid value '{}' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'",
            instance.id
        )));
    }
    let tags = |kind| tagging::for_type(&input.tag_specifications, &["image", "snapshot"], kind);
    let (of_image, of_snapshot) = (tags("image")?, tags("snapshot")?);
    let id = call.id("ami");
    let snapshot = snapshot(call, &instance, &id, of_snapshot);
    let image = image_of(call, &instance, &id, snapshot, &input, of_image);
    call.region().images.insert(id.clone(), image);
    if !input.no_reboot {
        state::reboot(call, &instance.id);
    }
    Ok(json!({ "ImageId": id }))
}

fn image_of(call: &mut Call<'_>, instance: &Instance, id: &str, snapshot: String, input: &Create, tags: Tags) -> Image {
    let shown = |name: &str, usual: &str| instance.shown.get(name).and_then(Value::as_str).unwrap_or(usual).to_owned();
    let root_gib = root_gib(call, instance);
    Image {
        id: id.to_owned(),
        name: input.name.clone(),
        description: input.description.clone().unwrap_or_default(),
        owner_id: call.account.id.clone(),
        owner_alias: None,
        public: false,
        pending_until: Some(call.after(call.timings.image_pending)),
        created: call.now,
        source_instance: Some(instance.id.clone()),
        source_image: Some(instance.image_id.clone()),
        snapshots: vec![snapshot],
        architecture: shown("Architecture", "x86_64"),
        root_device: shown("RootDeviceName", "/dev/xvda"),
        root_gib,
        boot_mode: instance.shown.get("BootMode").and_then(Value::as_str).map(str::to_owned),
        shared_with: Vec::new(),
        disk: instance.disk.clone(),
        tags,
    }
}

fn root_gib(call: &mut Call<'_>, instance: &Instance) -> i32 {
    let volume = instance.volumes.first().and_then(|id| call.region().volumes.get(id));
    volume.map_or(8, |volume| volume.size_gib)
}

/// The snapshot of the root device that an image is made of; ready when the image is.
fn snapshot(call: &mut Call<'_>, instance: &Instance, image: &str, tags: Tags) -> String {
    let size_gib = root_gib(call, instance);
    let snapshot = Snapshot {
        id: call.id("snap"),
        volume_id: instance.volumes.first().cloned().unwrap_or_else(|| "vol-ffffffff".to_owned()),
        size_gib,
        started: call.now,
        pending_until: Some(call.after(call.timings.image_pending)),
        description: format!("Created by CreateImage({}) for {image}", instance.id),
        tags,
    };
    let id = snapshot.id.clone();
    call.region().snapshots.insert(id.clone(), snapshot);
    id
}

/// 3 to 128 characters: letters, digits, spaces and `()[]./-'@_`; no second image of the account has it.
fn check_name(call: &mut Call<'_>, name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "()[] ./-'@_".contains(c);
    if !(3..=128).contains(&name.chars().count()) || !name.chars().all(allowed) {
        let message = "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', \
                       '.', '-', '/' and '_'";
        return Err(Fault::new("InvalidAMIName.Malformed", message));
    }
    match call.region().images.values().find(|image| image.name == name) {
        Some(image) => {
            let message = format!("AMI name {name} is already in use by AMI {}", image.id);
            Err(Fault::new("InvalidAMIName.Duplicate", message))
        }
        None => Ok(()),
    }
}

fn check_description(text: Option<&str>) -> Result<(), Fault> {
    match text {
        Some(text) if text.chars().count() > 255 => {
            Err(Fault::invalid_value("Description can be at most 255 characters long."))
        }
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Copy {
    name: String,
    source_image_id: String,
    source_region: String,
    description: Option<String>,
    #[serde(default)]
    copy_image_tags: bool,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn copy_image(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Copy = call::read(input)?;
    check_name(call, &input.name)?;
    check_description(input.description.as_deref())?;
    kind::IMAGE.check(&input.source_image_id)?;
    let source = catalogue::find(call.account, &input.source_region, &input.source_image_id);
    let source = source.ok_or_else(|| kind::IMAGE.missing(&input.source_image_id))?;
    if source.pending_until.is_some() {
        return Err(pending(&source.id));
    }
    let tags = |kind| tagging::for_type(&input.tag_specifications, &["image", "snapshot"], kind);
    let (mut of_image, of_snapshot) = (tags("image")?, tags("snapshot")?);
    if input.copy_image_tags {
        of_image.extend(source.tags.clone());
    }
    let id = call.id("ami");
    let until = call.after(call.timings.image_pending);
    let copied = Snapshot {
        id: call.id("snap"),
        volume_id: "vol-ffffffff".to_owned(),
        size_gib: source.root_gib,
        started: call.now,
        pending_until: Some(until),
        description: format!(
            "Copied for DestinationAmi {id} from SourceAmi {} for SourceSnapshot {}.",
            source.id,
            source.snapshots.first().map_or("", String::as_str)
        ),
        tags: of_snapshot,
    };
    let image = Image {
        id: id.clone(),
        name: input.name,
        description: input
            .description
            .unwrap_or_else(|| format!("[Copied {} from {}] {}", source.id, input.source_region, source.description)),
        owner_id: call.account.id.clone(),
        owner_alias: None,
        public: false,
        pending_until: Some(until),
        created: call.now,
        source_instance: None,
        source_image: Some(source.id.clone()),
        snapshots: vec![copied.id.clone()],
        shared_with: Vec::new(),
        tags: of_image,
        ..source
    };
    call.region().snapshots.insert(copied.id.clone(), copied);
    call.region().images.insert(id.clone(), image);
    Ok(json!({ "ImageId": id }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Register {
    name: String,
    description: Option<String>,
    architecture: Option<String>,
    root_device_name: Option<String>,
    boot_mode: Option<String>,
    #[serde(default)]
    block_device_mappings: Vec<Mapping>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mapping {
    device_name: Option<String>,
    ebs: Option<Ebs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ebs {
    snapshot_id: Option<String>,
    volume_size: Option<i32>,
}

fn register_image(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Register = call::read(input)?;
    check_name(call, &input.name)?;
    check_description(input.description.as_deref())?;
    let root = input.root_device_name.ok_or_else(|| Fault::missing("rootDeviceName"))?;
    let mapping = input.block_device_mappings.iter().find(|one| one.device_name.as_deref() == Some(root.as_str()));
    let ebs = mapping.and_then(|one| one.ebs.as_ref());
    let Some(snapshot) = ebs.and_then(|ebs| ebs.snapshot_id.clone()) else {
        let message = "A block device mapping with a snapshot is required for the root device.";
        return Err(Fault::new("InvalidBlockDeviceMapping", message));
    };
    let source = kind::SNAPSHOT.find(&call.region().snapshots, &snapshot)?.clone();
    let tags = tagging::for_type(&input.tag_specifications, &["image", "snapshot"], "image")?;
    // What the snapshot holds is what the image holds that it was made for.
    let like =
        call.region().images.values().find(|image| image.snapshots.contains(&snapshot)).map(|image| image.disk.clone());
    let id = call.id("ami");
    let image = Image {
        id: id.clone(),
        name: input.name,
        description: input.description.unwrap_or_default(),
        owner_id: call.account.id.clone(),
        owner_alias: None,
        public: false,
        pending_until: None,
        created: call.now,
        source_instance: None,
        source_image: None,
        snapshots: vec![snapshot],
        architecture: input.architecture.unwrap_or_else(|| "i386".to_owned()),
        root_device: root,
        root_gib: ebs.and_then(|ebs| ebs.volume_size).unwrap_or(source.size_gib),
        boot_mode: input.boot_mode,
        shared_with: Vec::new(),
        disk: like.unwrap_or_else(Disk::default),
        tags,
    };
    call.region().images.insert(id.clone(), image);
    Ok(json!({ "ImageId": id }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Deregister {
    image_id: String,
    #[serde(default)]
    delete_associated_snapshots: bool,
}

/// Instances launched from it go on, and its snapshots stay unless they are to go with it.
fn deregister_image(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Deregister = call::read(input)?;
    let image = own(call.region(), &input.image_id)?.clone();
    let region = call.region();
    region.images.remove(&image.id);
    if !input.delete_associated_snapshots {
        return Ok(json!({ "Return": true }));
    }
    let used = |snapshot: &String| region.images.values().any(|other| other.snapshots.contains(snapshot));
    let free: Vec<&String> = image.snapshots.iter().filter(|snapshot| !used(snapshot)).collect();
    let results: Vec<Value> = image
        .snapshots
        .iter()
        .map(|snapshot| json!({ "SnapshotId": snapshot, "ReturnCode": if free.contains(&snapshot) { "success" } else { "skipped" } }))
        .collect();
    let free: Vec<String> = free.into_iter().cloned().collect();
    free.iter().for_each(|snapshot| drop(region.snapshots.remove(snapshot)));
    Ok(json!({ "Return": true, "DeleteSnapshotResults": results }))
}
