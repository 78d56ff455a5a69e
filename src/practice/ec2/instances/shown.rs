//! How an instance looks from outside.

use serde_json::{Value, json};

use super::super::super::account::{Instance, InstanceState, NetworkInterface, Region};
use super::super::super::call;
use super::super::super::tagging;
use super::super::interface;

/// A reservation with these of its instances.
pub(crate) fn reservation(region: &Region, owner: &str, instances: &[&Instance]) -> Value {
    let mut instances = instances.to_vec();
    instances.sort_by_key(|one| one.launch_index);
    let first = instances.first();
    let requester = first.filter(|one| one.auto_scaling_group.is_some()).map(|_| "940372691376");
    call::answer(json!({
        "ReservationId": first.map(|one| one.reservation_id.as_str()),
        "OwnerId": owner,
        "RequesterId": requester,
        "Groups": [],
        "Instances": instances.iter().map(|one| instance(region, owner, one)).collect::<Vec<_>>(),
    }))
}

/// One instance, as `DescribeInstances` tells of it.
pub(crate) fn instance(region: &Region, owner: &str, one: &Instance) -> Value {
    let gone = one.state == InstanceState::Terminated;
    let interfaces: Vec<&NetworkInterface> =
        one.interfaces.iter().filter_map(|id| region.network_interfaces.get(id)).collect();
    let public = interfaces.first().and_then(|interface| interface.public_ip);
    let hostnames = region.vpcs.get(&one.vpc_id).is_some_and(|vpc| vpc.dns_hostnames);
    let public_name =
        public.filter(|_| hostnames).map(|ip| interface::public_dns_name(&region.name, ip)).unwrap_or_default();
    let private_name = if gone { String::new() } else { interface::private_dns_name(&region.name, one.private_ip) };
    let here = |value: Value| if gone { Value::Null } else { value };
    let mut shown = json!({
        "InstanceId": one.id,
        "ImageId": one.image_id,
        "InstanceType": one.instance_type,
        "State": state(one.state),
        "StateReason": reason(one),
        "StateTransitionReason": one.transition_reason,
        "PrivateDnsName": private_name,
        "PublicDnsName": public_name,
        "PrivateIpAddress": here(json!(one.private_ip)),
        "PublicIpAddress": public,
        "VpcId": here(json!(one.vpc_id)),
        "SubnetId": here(json!(one.subnet_id)),
        "KeyName": one.key_name,
        "AmiLaunchIndex": one.launch_index,
        "ProductCodes": [],
        "LaunchTime": one.launched,
        "Monitoring": { "State": if one.monitoring { "enabled" } else { "disabled" } },
        "BlockDeviceMappings": devices(region, one),
        "ClientToken": one.client_token.as_deref().unwrap_or_default(),
        "EnaSupport": true,
        "Hypervisor": "xen",
        "VirtualizationType": "hvm",
        "RootDeviceType": "ebs",
        "PlatformDetails": "Linux/UNIX",
        "UsageOperation": "RunInstances",
        "UsageOperationUpdateTime": one.launched,
        "IamInstanceProfile": one.profile.as_ref().map(|profile| json!({ "Arn": profile.arn, "Id": profile.id })),
        "NetworkInterfaces": interfaces.iter().map(|one| interface_of(region, owner, one)).collect::<Vec<_>>(),
        "SecurityGroups": if gone { json!([]) } else { groups(region, &region.groups_of_instance(one)) },
        "SourceDestCheck": here(json!(interfaces.first().is_none_or(|interface| interface.source_dest_check))),
        "CapacityReservationSpecification": { "CapacityReservationPreference": "open" },
        "HibernationOptions": { "Configured": false },
        "EnclaveOptions": { "Enabled": false },
        "MaintenanceOptions": { "AutoRecovery": "default" },
        "PrivateDnsNameOptions": here(json!({ "HostnameType": "ip-name", "EnableResourceNameDnsARecord": false,
            "EnableResourceNameDnsAAAARecord": false })),
        "Tags": tagging::shown(&one.tags),
    });
    for (name, value) in one.shown.iter().filter(|(name, _)| *name != "ShutdownBehavior") {
        shown[name] = value.clone();
    }
    call::answer(shown)
}

/// `{Code, Name}` of a state.
pub(crate) fn state(state: InstanceState) -> Value {
    let (code, name) = state.code_and_name();
    json!({ "Code": code, "Name": name })
}

/// `[{GroupId, GroupName}]` of groups that still exist.
pub(crate) fn groups(region: &Region, ids: &[String]) -> Value {
    let groups = ids.iter().filter_map(|id| region.security_groups.get(id));
    groups.map(|group| json!({ "GroupId": group.id, "GroupName": group.name })).collect()
}

/// Why it is not running, when somebody asked for that.
fn reason(one: &Instance) -> Value {
    if one.transition_reason.is_empty() || matches!(one.state, InstanceState::Pending | InstanceState::Running) {
        return Value::Null;
    }
    let code = if one.transition_reason.starts_with("Service") {
        "Server.ScheduledStop"
    } else {
        "Client.UserInitiatedShutdown"
    };
    json!({ "Code": code, "Message": format!("{code}: User initiated shutdown") })
}

fn devices(region: &Region, one: &Instance) -> Value {
    let volumes = one.volumes.iter().filter_map(|id| region.volumes.get(id));
    volumes
        .filter_map(|volume| {
            let attachment = volume.attachment.as_ref()?;
            Some(json!({ "DeviceName": attachment.device, "Ebs": {
                "VolumeId": volume.id, "Status": "attached", "AttachTime": attachment.since,
                "DeleteOnTermination": attachment.delete_on_termination,
            }}))
        })
        .collect()
}

fn interface_of(region: &Region, owner: &str, one: &NetworkInterface) -> Value {
    let hostnames = region.vpcs.get(&one.vpc_id).is_some_and(|vpc| vpc.dns_hostnames);
    let elastic = interface::has_elastic_ip(region, &one.id);
    let association = one.public_ip.map(|ip| {
        json!({
            "PublicIp": ip,
            "PublicDnsName": if hostnames { interface::public_dns_name(&region.name, ip) } else { String::new() },
            "IpOwnerId": if elastic { owner } else { "amazon" },
        })
    });
    let private_name = interface::private_dns_name(&region.name, one.private_ip);
    json!({
        "NetworkInterfaceId": one.id,
        "SubnetId": one.subnet_id,
        "VpcId": one.vpc_id,
        "Description": one.description,
        "OwnerId": owner,
        "Status": "in-use",
        "InterfaceType": one.kind,
        "MacAddress": mac(one),
        "PrivateIpAddress": one.private_ip,
        "PrivateDnsName": private_name,
        "SourceDestCheck": one.source_dest_check,
        "Groups": groups(region, &one.groups),
        "Ipv6Addresses": [],
        "Association": association,
        "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": one.private_ip, "PrivateDnsName": private_name,
            "Association": association }],
        "Attachment": one.attachment.as_ref().map(|attachment| json!({
            "AttachmentId": attachment.id, "DeviceIndex": attachment.device_index, "Status": "attached",
            "AttachTime": attachment.since, "DeleteOnTermination": attachment.delete_on_termination, "NetworkCardIndex": 0,
        })),
    })
}

/// A locally administered hardware address, by the private one.
fn mac(one: &NetworkInterface) -> String {
    let [a, b, c, d] = one.private_ip.octets();
    format!("02:1a:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}
