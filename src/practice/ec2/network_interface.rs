//! Network interfaces as the account itself makes, attaches and changes them.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Instance, InstanceState, NetworkInterface, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::interface::{self, NewInterface};
use super::{group, idempotent, kind, network_interface_view as view};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateNetworkInterface", |call, input| {
        idempotent::once(call, "CreateNetworkInterface", input, create_network_interface)
    }),
    ("AttachNetworkInterface", attach_network_interface),
    ("DetachNetworkInterface", detach_network_interface),
    ("ModifyNetworkInterfaceAttribute", modify_network_interface_attribute),
    ("DeleteNetworkInterface", delete_network_interface),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    subnet_id: String,
    #[serde(default)]
    groups: Vec<String>,
    description: Option<String>,
    private_ip_address: Option<Ipv4Addr>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_network_interface(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Create = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["network-interface"], "network-interface")?;
    let region = call.region();
    let vpc = kind::SUBNET.find(&region.subnets, &input.subnet_id)?.vpc_id.clone();
    let groups = group::in_vpc(region, &vpc, &input.groups)?;
    let new = NewInterface {
        description: input.description.unwrap_or_default(),
        private_ip: input.private_ip_address,
        tags,
        ..NewInterface::plain(&input.subnet_id, groups)
    };
    let id = interface::make(call, new)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let made = kind::NETWORK_INTERFACE.find(&region.network_interfaces, &id)?;
    Ok(answer(json!({ "NetworkInterface": view::shown(region, made, &owner) })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attach {
    network_interface_id: String,
    instance_id: String,
    device_index: i32,
}

fn attach_network_interface(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Attach = read(input)?;
    let region = call.region();
    let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, &input.network_interface_id)?;
    let instance = region
        .instances
        .get(&input.instance_id)
        .ok_or_else(|| Fault::not_found("InvalidInstanceID.NotFound", "instance ID", &input.instance_id))?;
    refuse_attachment(region, interface, instance, input.device_index)?;
    let attachment =
        interface::attach(call, &input.network_interface_id, Some(&input.instance_id), input.device_index, false);
    if let Some(instance) = call.region().instances.get_mut(&input.instance_id) {
        instance.interfaces.push(input.network_interface_id);
    }
    Ok(answer(json!({ "AttachmentId": attachment, "NetworkCardIndex": 0 })))
}

fn refuse_attachment(
    region: &Region,
    interface: &NetworkInterface,
    instance: &Instance,
    device_index: i32,
) -> Result<(), Fault> {
    if interface.attachment.is_some() {
        let message = format!("Interface: [{}] in use.", interface.id);
        return Err(Fault::new("InvalidNetworkInterface.InUse", message));
    }
    if !matches!(instance.state, InstanceState::Running | InstanceState::Stopped) {
        let message = format!("Instance '{}' is not 'running' or 'stopped'.", instance.id);
        return Err(Fault::new("IncorrectState", message));
    }
    if interface.zone != instance.zone {
        let message = "You may not attach a network interface to an instance if they are not in the same \
                       availability zone";
        return Err(Fault::new("InvalidParameterCombination", message));
    }
    let devices = instance.interfaces.iter().filter_map(|id| region.network_interfaces.get(id));
    let mut taken = devices.filter_map(|one| one.attachment.as_ref()).map(|one| one.device_index);
    if taken.any(|taken| taken == device_index) {
        let message =
            format!("Instance '{}' already has an interface attached at device index '{device_index}'.", instance.id);
        return Err(Fault::invalid_value(message));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detach {
    attachment_id: String,
}

fn detach_network_interface(call: &mut Call<'_>, input: Value) -> Outcome {
    let Detach { attachment_id } = read(input)?;
    let region = call.region();
    let found = region
        .network_interfaces
        .values_mut()
        .find(|one| one.attachment.as_ref().is_some_and(|attachment| attachment.id == attachment_id));
    let Some((interface, attachment)) = found.and_then(|one| one.attachment.clone().map(|at| (one, at))) else {
        let message = format!("The attachment ID '{attachment_id}' does not exist");
        return Err(Fault::new("InvalidAttachmentID.NotFound", message));
    };
    let Some(instance) = attachment.instance_id else { return Err(not_yours()) };
    if attachment.device_index == 0 {
        let message = "The network interface at device index 0 cannot be detached.";
        return Err(Fault::new("OperationNotPermitted", message));
    }
    interface.attachment = None;
    let id = interface.id.clone();
    if let Some(instance) = region.instances.get_mut(&instance) {
        instance.interfaces.retain(|one| *one != id);
    }
    Ok(json!({}))
}

fn not_yours() -> Fault {
    Fault::new("AuthFailure", "You do not have permission to access the specified resource.")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    network_interface_id: String,
    groups: Option<Vec<String>>,
    description: Option<Text>,
    source_dest_check: Option<super::vpc::Switch>,
    attachment: Option<AttachmentChange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachmentChange {
    attachment_id: Option<String>,
    delete_on_termination: Option<bool>,
}

fn modify_network_interface_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = read(input)?;
    let region = call.region();
    let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, &input.network_interface_id)?;
    if interface.requester.is_some() {
        return Err(not_yours());
    }
    let mut changed = interface.clone();
    if let Some(groups) = input.groups.filter(|groups| !groups.is_empty()) {
        changed.groups = group::in_vpc(region, &changed.vpc_id, &groups)?;
    }
    if let Some(text) = input.description {
        changed.description = text.value.unwrap_or_default();
    }
    if let Some(on) = input.source_dest_check {
        changed.source_dest_check = on.value;
    }
    if let Some(change) = input.attachment {
        let attachment = changed.attachment.as_mut().filter(|one| Some(&one.id) == change.attachment_id.as_ref());
        let Some(attachment) = attachment else {
            let id = change.attachment_id.unwrap_or_default();
            return Err(Fault::not_found("InvalidAttachmentID.NotFound", "attachment ID", &id));
        };
        attachment.delete_on_termination = change.delete_on_termination.unwrap_or(attachment.delete_on_termination);
    }
    region.network_interfaces.insert(changed.id.clone(), changed);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    network_interface_id: String,
}

fn delete_network_interface(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { network_interface_id: id } = read(input)?;
    let region = call.region();
    let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, &id)?;
    if interface.attachment.is_some() {
        return Err(Fault::invalid_value(format!("Network interface '{id}' is currently in use.")));
    }
    if interface.requester.is_some() {
        return Err(not_yours());
    }
    interface::remove(region, &id);
    Ok(json!({}))
}
