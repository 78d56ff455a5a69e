//! `RunInstances`, and the launch that Auto Scaling makes through the same door.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::super::account::{Boot, Instance, InstanceState, ProfileAssociation, Tags, Volume, VolumeAttachment};
use super::super::super::call::{Call, Outcome, Table};
use super::super::super::fault::Fault;
use super::super::super::tagging;
use super::super::interface::{self, NewInterface};
use super::plan::{self, Plan};
use super::settings::{self, Settings};
use super::shown;

pub(in super::super) const OPERATIONS: Table = &[("RunInstances", run_instances)];

/// What `RunInstances` may tag.
const TAGGED: &[&str] =
    &["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu", "capacity-reservation"];

/// A launch: `RunInstances`' input, and what a service that launches adds of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct LaunchRequest {
    /// `RunInstances`' parameters under the API's names. A `SubnetId` beside a template whose groups are in its
    /// network interface goes into that interface.
    pub(crate) input: Map<String, Value>,
    /// Tags that only AWS gives (`aws:autoscaling:groupName`).
    pub(crate) system_tags: Tags,
    /// The Auto Scaling group that launches.
    pub(crate) group: Option<String>,
}

impl LaunchRequest {
    /// One instance from a template (by id; a version number, `$Latest` or `$Default`) in a subnet.
    pub(crate) fn from_template(id: &str, version: &str, subnet: &str) -> Self {
        let input = json!({
            "LaunchTemplate": { "LaunchTemplateId": id, "Version": version },
            "SubnetId": subnet, "MinCount": 1, "MaxCount": 1,
        });
        let Value::Object(input) = input else { return Self::default() };
        Self { input, ..Self::default() }
    }
}

/// Launches instances and gives their ids. A launch that is refused has changed nothing; the same client token
/// gives the instances of the first time.
pub(crate) fn launch(call: &mut Call<'_>, request: &LaunchRequest) -> Result<Vec<String>, Fault> {
    let resolved = settings::resolve(call.region(), &request.input)?;
    let settings = resolved.settings;
    if let Some(before) = repeated(call, &settings)? {
        return Ok(before);
    }
    let name = call.region.clone();
    call.region();
    let plan = match call.account.regions.get(&name) {
        Some(region) => plan::plan(call.account, region, &settings)?,
        None => return Err(Fault::new("VPCIdNotSpecified", "No default VPC for this user")),
    };
    let tags = |kind| tagging::for_type(&settings.tag_specifications, TAGGED, kind);
    let (mut of_instance, of_volume, of_interface) = (tags("instance")?, tags("volume")?, tags("network-interface")?);
    of_instance.extend(request.system_tags.clone());
    if settings.dry_run {
        return Err(Fault::dry_run());
    }
    let reservation = call.id("r");
    let mut made = Vec::new();
    for index in 0..plan.count {
        let id = call.id("i");
        let interface = attach_interface(call, &plan, &settings, &id, &of_interface)?;
        let volumes = root_volume(call, &plan, &settings, &id, &of_volume);
        let mut instance = instance(call, &plan, &settings, &id, &reservation);
        instance.launch_index = i32::try_from(index).unwrap_or_default();
        instance.private_ip =
            call.region().network_interfaces.get(&interface).map_or(instance.private_ip, |one| one.private_ip);
        instance.interfaces = vec![interface];
        instance.volumes = volumes;
        instance.tags.clone_from(&of_instance);
        instance.launch_template.clone_from(&resolved.template);
        instance.auto_scaling_group.clone_from(&request.group);
        if let Some((template, version)) = &resolved.template {
            instance.tags.insert("aws:ec2launchtemplate:id".to_owned(), template.clone());
            instance.tags.insert("aws:ec2launchtemplate:version".to_owned(), version.to_string());
        }
        call.region().instances.insert(id.clone(), instance);
        made.push(id);
    }
    Ok(made)
}

/// The instances that the same client token launched before.
fn repeated(call: &mut Call<'_>, settings: &Settings) -> Result<Option<Vec<String>>, Fault> {
    let Some(token) = settings.client_token.as_deref().filter(|token| !token.is_empty()) else { return Ok(None) };
    let instances = call.region().instances.values().filter(|one| one.client_token.as_deref() == Some(token));
    let mut before: Vec<&Instance> = instances.collect();
    before.sort_by_key(|one| one.launch_index);
    let Some(first) = before.first() else { return Ok(None) };
    let other = |given: Option<&str>, had: &str| given.is_some_and(|given| given != had);
    let count = i64::try_from(before.len()).unwrap_or(i64::MAX);
    if other(settings.image_id.as_deref().filter(|id| !id.starts_with("resolve:")), &first.image_id)
        || other(settings.instance_type.as_deref(), &first.instance_type)
        || other(settings.subnet_id.as_deref(), &first.subnet_id)
        || settings.max_count.is_some_and(|most| most < count)
        || settings.min_count.is_some_and(|least| least > count)
    {
        let message =
            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).";
        return Err(Fault::new("IdempotentParameterMismatch", message));
    }
    Ok(Some(before.iter().map(|one| one.id.clone()).collect()))
}

fn attach_interface(
    call: &mut Call<'_>,
    plan: &Plan,
    settings: &Settings,
    instance: &str,
    tags: &Tags,
) -> Result<String, Fault> {
    let id = if let Some(id) = &plan.interface {
        id.clone()
    } else {
        let described = settings.network_interfaces.first().and_then(|one| one.description.clone());
        let new = NewInterface {
            description: described.unwrap_or_default(),
            private_ip: plan.private_ip,
            public: plan.public,
            tags: tags.clone(),
            ..NewInterface::plain(&plan.subnet.id, plan.groups.clone())
        };
        interface::make(call, new)?
    };
    interface::attach(call, &id, Some(instance), 0, !plan.interface_stays);
    Ok(id)
}

fn root_volume(call: &mut Call<'_>, plan: &Plan, settings: &Settings, instance: &str, tags: &Tags) -> Vec<String> {
    let root = settings
        .block_device_mappings
        .iter()
        .find(|mapping| mapping.device_name.as_deref() == Some(plan.image.root_device.as_str()))
        .and_then(|mapping| mapping.ebs.clone())
        .unwrap_or_default();
    let now = call.now;
    let volume = Volume {
        id: call.id("vol"),
        zone: plan.subnet.zone.clone(),
        size_gib: root.volume_size.unwrap_or(plan.image.root_gib).max(plan.image.root_gib),
        kind: root.volume_type.unwrap_or_else(|| "gp3".to_owned()),
        created: now,
        snapshot_id: plan.image.snapshots.first().cloned(),
        attachment: Some(VolumeAttachment {
            instance_id: instance.to_owned(),
            device: plan.image.root_device.clone(),
            delete_on_termination: root.delete_on_termination.unwrap_or(true),
            since: now,
        }),
        tags: tags.clone(),
    };
    let id = volume.id.clone();
    call.region().volumes.insert(id.clone(), volume);
    vec![id]
}

fn instance(call: &mut Call<'_>, plan: &Plan, settings: &Settings, id: &str, reservation: &str) -> Instance {
    let profile = plan.profile.clone().map(|(arn, profile)| ProfileAssociation {
        association_id: call.id("iip-assoc"),
        arn,
        id: profile,
        since: call.now,
    });
    Instance {
        id: id.to_owned(),
        reservation_id: reservation.to_owned(),
        image_id: plan.image.id.clone(),
        instance_type: plan.kind.name.clone(),
        vpc_id: plan.subnet.vpc_id.clone(),
        subnet_id: plan.subnet.id.clone(),
        zone: plan.subnet.zone.clone(),
        interfaces: Vec::new(),
        private_ip: std::net::Ipv4Addr::UNSPECIFIED,
        public_address: plan.public,
        key_name: settings.key_name.clone(),
        profile,
        user_data: settings.user_data.clone().filter(|text| !text.is_empty()),
        volumes: Vec::new(),
        state: InstanceState::Pending,
        until: Some(call.after(call.timings.instance_pending)),
        transition_reason: String::new(),
        launched: call.now,
        launch_index: 0,
        client_token: settings.client_token.clone(),
        termination_protection: settings.disable_api_termination.unwrap_or(false),
        monitoring: settings.monitoring.as_ref().is_some_and(|one| one.enabled),
        launch_template: None,
        auto_scaling_group: None,
        disk: plan.image.disk.clone(),
        first_boot_done: false,
        boot: None::<Boot>,
        process: None,
        console: Vec::new(),
        shown: shown_again(plan, settings),
        tags: Tags::new(),
    }
}

/// What `DescribeInstances` tells of an instance that nothing here acts on.
fn shown_again(plan: &Plan, settings: &Settings) -> Map<String, Value> {
    let mut metadata = json!({
        "State": "applied", "HttpTokens": "optional", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled",
        "HttpProtocolIpv6": "disabled", "InstanceMetadataTags": "disabled",
    });
    if plan.image.name.starts_with("al2023") {
        metadata["HttpTokens"] = json!("required");
        metadata["HttpPutResponseHopLimit"] = json!(2);
    }
    if let Some(given) = settings.metadata_options.as_ref().and_then(Value::as_object) {
        given.iter().for_each(|(name, value)| metadata[name] = value.clone());
    }
    let tenancy =
        settings.placement.as_ref().and_then(|one| one.tenancy.clone()).unwrap_or_else(|| "default".to_owned());
    let cores = (plan.kind.vcpus / 2).max(1);
    // The oldest types know no UEFI, whatever an image prefers.
    let uefi = plan.image.boot_mode.is_some() && !plan.kind.name.starts_with("t2.");
    let mut shown = json!({
        "CurrentInstanceBootMode": if uefi { "uefi" } else { "legacy-bios" },
        "Architecture": plan.image.architecture,
        "RootDeviceName": plan.image.root_device,
        "Placement": { "AvailabilityZone": plan.subnet.zone, "GroupName": "", "Tenancy": tenancy },
        "MetadataOptions": metadata,
        "EbsOptimized": settings.ebs_optimized.unwrap_or(false),
        "CpuOptions": { "CoreCount": cores, "ThreadsPerCore": plan.kind.vcpus / cores },
        "ShutdownBehavior": settings.instance_initiated_shutdown_behavior.as_deref().unwrap_or("stop"),
    });
    if let Some(mode) = &plan.image.boot_mode {
        shown["BootMode"] = json!(mode);
    }
    match shown {
        Value::Object(shown) => shown,
        _ => Map::new(),
    }
}

fn run_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let Value::Object(input) = input else { return Err(Fault::missing("ImageId")) };
    let made = launch(call, &LaunchRequest { input, ..LaunchRequest::default() })?;
    let made: BTreeSet<String> = made.into_iter().collect();
    let owner = call.account.id.clone();
    let region = call.region();
    let instances: Vec<&Instance> = made.iter().filter_map(|id| region.instances.get(id)).collect();
    Ok(shown::reservation(region, &owner, &instances))
}
