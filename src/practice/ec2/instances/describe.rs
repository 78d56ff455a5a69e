//! `DescribeInstances`: reservations, filters, pages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::super::account::{Instance, InstanceState, Region};
use super::super::super::call::{self, Call, Outcome, Table};
use super::super::listing::Listing;
use super::super::{interface, kind};
use super::shown;

pub(in super::super) const OPERATIONS: Table = &[("DescribeInstances", describe_instances)];

/// The filters of `DescribeInstances`, without those of tags.
const FILTERS: &[&str] = &[
    "affinity",
    "architecture",
    "availability-zone",
    "block-device-mapping.delete-on-termination",
    "block-device-mapping.device-name",
    "block-device-mapping.status",
    "block-device-mapping.volume-id",
    "client-token",
    "dns-name",
    "hypervisor",
    "iam-instance-profile.arn",
    "iam-instance-profile.id",
    "iam-instance-profile.name",
    "image-id",
    "instance-id",
    "instance-lifecycle",
    "instance-state-code",
    "instance-state-name",
    "instance-type",
    "instance.group-id",
    "instance.group-name",
    "ip-address",
    "key-name",
    "launch-index",
    "launch-time",
    "monitoring-state",
    "network-interface.addresses.association.public-ip",
    "network-interface.addresses.private-ip-address",
    "network-interface.association.public-ip",
    "network-interface.availability-zone",
    "network-interface.group-id",
    "network-interface.group-name",
    "network-interface.network-interface-id",
    "network-interface.private-ip-address",
    "network-interface.subnet-id",
    "network-interface.vpc-id",
    "owner-id",
    "platform-details",
    "private-dns-name",
    "private-ip-address",
    "requester-id",
    "reservation-id",
    "root-device-name",
    "root-device-type",
    "source-dest-check",
    "state-reason-code",
    "subnet-id",
    "tenancy",
    "virtualization-type",
    "vpc-id",
    "reason",
    "product-code",
];

fn describe_instances(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::read(&input, "InstanceIds")?;
    let owner = call.account.id.clone();
    let region = call.region();
    let all = &region.instances;
    let fields = |one: &Instance, name: &str| field(region, &owner, one, name);
    // A page counts instances, though reservations are shown.
    let (mut found, next) = listing.select(&kind::INSTANCE, all, FILTERS, |one| &one.tags, fields)?;
    found.sort_by(|a, b| {
        (a.launched, &a.reservation_id, a.launch_index).cmp(&(b.launched, &b.reservation_id, b.launch_index))
    });
    let mut reservations: BTreeMap<&str, Vec<&Instance>> = BTreeMap::new();
    let mut order = Vec::new();
    for one in found {
        let members = reservations.entry(&one.reservation_id).or_default();
        if members.is_empty() {
            order.push(one.reservation_id.as_str());
        }
        members.push(one);
    }
    let shown: Vec<Value> = order
        .iter()
        .map(|id| shown::reservation(region, &owner, reservations.get(id).map_or(&[][..], Vec::as_slice)))
        .collect();
    Ok(call::answer(json!({ "Reservations": shown, "NextToken": next })))
}

/// The values that an instance has under a filter's name.
pub(super) fn field(region: &Region, owner: &str, one: &Instance, name: &str) -> Vec<String> {
    let text = |value: &str| vec![value.to_owned()];
    let shown_text = |name: &str| one.shown.get(name).and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    let gone = one.state == InstanceState::Terminated;
    let (code, state) = one.state.code_and_name();
    match name {
        "instance-id" => text(&one.id),
        "image-id" => text(&one.image_id),
        "instance-type" => text(&one.instance_type),
        "instance-state-name" => text(state),
        "instance-state-code" => text(&code.to_string()),
        "reservation-id" => text(&one.reservation_id),
        "owner-id" => text(owner),
        "vpc-id" | "network-interface.vpc-id" if !gone => text(&one.vpc_id),
        "subnet-id" | "network-interface.subnet-id" if !gone => text(&one.subnet_id),
        "availability-zone" | "network-interface.availability-zone" => text(&one.zone),
        "private-ip-address" if !gone => text(&one.private_ip.to_string()),
        "private-dns-name" if !gone => text(&interface::private_dns_name(&region.name, one.private_ip)),
        "key-name" => one.key_name.clone().into_iter().collect(),
        "client-token" => one.client_token.clone().into_iter().collect(),
        "launch-index" => text(&one.launch_index.to_string()),
        "launch-time" => text(&one.launched.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()),
        "monitoring-state" => text(if one.monitoring { "enabled" } else { "disabled" }),
        "architecture" => shown_text("Architecture"),
        "root-device-name" => shown_text("RootDeviceName"),
        "root-device-type" => text("ebs"),
        "hypervisor" => text("xen"),
        "virtualization-type" => text("hvm"),
        "platform-details" => text("Linux/UNIX"),
        "tenancy" => {
            one.shown.get("Placement").and_then(|at| at["Tenancy"].as_str()).map(str::to_owned).into_iter().collect()
        }
        "reason" => text(&one.transition_reason),
        "iam-instance-profile.arn" => one.profile.iter().map(|profile| profile.arn.clone()).collect(),
        "iam-instance-profile.id" => one.profile.iter().map(|profile| profile.id.clone()).collect(),
        "iam-instance-profile.name" => {
            one.profile.iter().filter_map(|profile| profile.arn.rsplit('/').next()).map(str::to_owned).collect()
        }
        _ if name.starts_with("block-device-mapping.") => of_devices(region, one, name),
        _ => of_interfaces(region, one, name),
    }
}

fn of_devices(region: &Region, one: &Instance, name: &str) -> Vec<String> {
    let volumes = one.volumes.iter().filter_map(|id| region.volumes.get(id));
    let value = |volume: &super::super::super::account::Volume| {
        let attachment = volume.attachment.as_ref()?;
        Some(match name.trim_start_matches("block-device-mapping.") {
            "volume-id" => volume.id.clone(),
            "device-name" => attachment.device.clone(),
            "delete-on-termination" => attachment.delete_on_termination.to_string(),
            _ => "attached".to_owned(),
        })
    };
    volumes.filter_map(value).collect()
}

fn of_interfaces(region: &Region, one: &Instance, name: &str) -> Vec<String> {
    let interfaces = one.interfaces.iter().filter_map(|id| region.network_interfaces.get(id));
    let group_name = |id: &String| region.security_groups.get(id).map(|group| group.name.clone());
    interfaces
        .flat_map(|interface| -> Vec<String> {
            match name {
                "instance.group-id" | "network-interface.group-id" => interface.groups.clone(),
                "instance.group-name" | "network-interface.group-name" => {
                    interface.groups.iter().filter_map(group_name).collect()
                }
                "ip-address"
                | "network-interface.association.public-ip"
                | "network-interface.addresses.association.public-ip" => {
                    interface.public_ip.iter().map(ToString::to_string).collect()
                }
                "dns-name" => {
                    interface.public_ip.iter().map(|ip| interface::public_dns_name(&region.name, *ip)).collect()
                }
                "network-interface.private-ip-address" | "network-interface.addresses.private-ip-address" => {
                    vec![interface.private_ip.to_string()]
                }
                "network-interface.network-interface-id" => vec![interface.id.clone()],
                "source-dest-check" => vec![interface.source_dest_check.to_string()],
                _ => Vec::new(),
            }
        })
        .collect()
}
