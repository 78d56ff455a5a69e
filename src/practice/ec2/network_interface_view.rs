//! Network interfaces as EC2 answers them, with their filters.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{NetworkInterface, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging;
use super::interface::{private_dns_name, public_dns_name};
use super::listing::{Listing, one};
use super::{kind, zone};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("DescribeNetworkInterfaces", describe_network_interfaces),
    ("DescribeNetworkInterfaceAttribute", describe_network_interface_attribute),
];

/// An interface as EC2 answers it.
pub(crate) fn shown(region: &Region, interface: &NetworkInterface, owner: &str) -> Value {
    let association = association(region, interface, owner);
    let dns = region.vpcs.get(&interface.vpc_id).is_some_and(|vpc| vpc.dns_hostnames);
    let private_dns = dns.then(|| private_dns_name(&region.name, interface.private_ip));
    json!({
        "NetworkInterfaceId": interface.id,
        "InterfaceType": interface.kind,
        "VpcId": interface.vpc_id,
        "SubnetId": interface.subnet_id,
        "AvailabilityZone": interface.zone,
        "AvailabilityZoneId": zone::find(&region.name, &interface.zone).map(|zone| zone.id),
        "Description": interface.description,
        "OwnerId": owner,
        "RequesterId": interface.requester,
        "RequesterManaged": interface.requester.is_some(),
        "Status": status(interface),
        "MacAddress": mac(interface),
        "PrivateIpAddress": interface.private_ip,
        "PrivateDnsName": private_dns,
        "PrivateIpAddresses": [{
            "Primary": true,
            "PrivateIpAddress": interface.private_ip,
            "PrivateDnsName": private_dns,
            "Association": association,
        }],
        "Association": association,
        "Attachment": attachment(interface, owner),
        "Groups": groups(region, interface),
        "Ipv6Addresses": [],
        "SourceDestCheck": interface.source_dest_check,
        "Operator": { "Managed": false },
        "TagSet": tagging::shown(&interface.tags),
    })
}

fn status(interface: &NetworkInterface) -> &'static str {
    if interface.attachment.is_some() { "in-use" } else { "available" }
}

/// The groups of an interface with their names.
pub(crate) fn groups(region: &Region, interface: &NetworkInterface) -> Vec<Value> {
    let name = |id: &String| region.security_groups.get(id).map(|group| group.name.as_str());
    interface.groups.iter().map(|id| json!({ "GroupId": id, "GroupName": name(id) })).collect()
}

/// A hardware address that follows from the private one, so that no two of a network are alike.
pub(crate) fn mac(interface: &NetworkInterface) -> String {
    let [a, b, c, d] = interface.private_ip.octets();
    format!("0e:5a:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

/// The public address of an interface: its Elastic IP's association, or one of Amazon's pool.
pub(crate) fn association(region: &Region, interface: &NetworkInterface, owner: &str) -> Value {
    let Some(public_ip) = interface.public_ip else { return Value::Null };
    let elastic = region
        .addresses
        .values()
        .find_map(|one| one.association.as_ref().filter(|(at, _)| *at == interface.id).map(|(_, id)| (one, id)));
    let dns = region.vpcs.get(&interface.vpc_id).is_some_and(|vpc| vpc.dns_hostnames);
    json!({
        "PublicIp": public_ip,
        "PublicDnsName": if dns { public_dns_name(&region.name, public_ip) } else { String::new() },
        "AllocationId": elastic.map(|(address, _)| address.allocation_id.as_str()),
        "AssociationId": elastic.map(|(_, id)| id),
        "IpOwnerId": match (elastic, &interface.requester) {
            (Some(_), _) => owner,
            (None, Some(requester)) => requester,
            (None, None) => "amazon",
        },
    })
}

fn attachment(interface: &NetworkInterface, owner: &str) -> Value {
    let Some(one) = &interface.attachment else { return Value::Null };
    json!({
        "AttachmentId": one.id,
        "AttachTime": one.since.to_string(),
        "DeleteOnTermination": one.delete_on_termination,
        "DeviceIndex": one.device_index,
        "NetworkCardIndex": 0,
        "InstanceId": one.instance_id,
        "InstanceOwnerId": interface.requester.as_deref().unwrap_or(owner),
        "Status": "attached",
    })
}

const FILTERS: &[&str] = &[
    "addresses.association.owner-id",
    "addresses.association.public-ip",
    "addresses.primary",
    "addresses.private-ip-address",
    "association.allocation-id",
    "association.association-id",
    "association.ip-owner-id",
    "association.public-dns-name",
    "association.public-ip",
    "attachment.attach-time",
    "attachment.attachment-id",
    "attachment.delete-on-termination",
    "attachment.device-index",
    "attachment.instance-id",
    "attachment.instance-owner-id",
    "attachment.status",
    "availability-zone",
    "availability-zone-id",
    "description",
    "group-id",
    "group-name",
    "interface-type",
    "ipv6-addresses.ipv6-address",
    "mac-address",
    "network-interface-id",
    "operator.managed",
    "owner-id",
    "private-dns-name",
    "private-ip-address",
    "requester-id",
    "requester-managed",
    "source-dest-check",
    "status",
    "subnet-id",
    "vpc-id",
];

fn describe_network_interfaces(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "NetworkInterfaceIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |interface: &NetworkInterface, name: &str| field(region, interface, &owner, name);
    let (found, next) =
        listing.select(&kind::NETWORK_INTERFACE, &region.network_interfaces, FILTERS, |one| &one.tags, fields)?;
    let interfaces: Vec<Value> = found.into_iter().map(|one| shown(region, one, &owner)).collect();
    Ok(answer(json!({ "NetworkInterfaces": interfaces, "NextToken": next })))
}

fn field(region: &Region, interface: &NetworkInterface, owner: &str, name: &str) -> Vec<String> {
    match name {
        "group-id" => return interface.groups.clone(),
        "group-name" => {
            let names = interface.groups.iter().filter_map(|id| region.security_groups.get(id));
            return names.map(|group| group.name.clone()).collect();
        }
        "operator.managed" => return one(false),
        _ => {}
    }
    let shown = shown(region, interface, owner);
    let place = match name {
        "addresses.association.owner-id" => "/Association/IpOwnerId",
        "addresses.association.public-ip" => "/Association/PublicIp",
        "addresses.primary" => "/PrivateIpAddresses/0/Primary",
        "addresses.private-ip-address" => "/PrivateIpAddress",
        other => &pointer(other),
    };
    match shown.pointer(place) {
        Some(Value::String(text)) => one(text),
        Some(Value::Bool(on)) => one(on),
        Some(Value::Number(number)) => one(number),
        _ => Vec::new(),
    }
}

/// `attachment.instance-id` as the place of that member in the answer: `/Attachment/InstanceId`.
fn pointer(name: &str) -> String {
    let mut place = String::from("/");
    let mut upper = true;
    for c in name.chars() {
        match c {
            '.' => place.push('/'),
            '-' => {}
            c if upper => place.extend(c.to_uppercase()),
            c => place.push(c),
        }
        upper = matches!(c, '.' | '-');
    }
    place
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OneAttribute {
    network_interface_id: String,
    attribute: Option<String>,
}

fn describe_network_interface_attribute(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: OneAttribute = read(input)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let interface = kind::NETWORK_INTERFACE.find(&region.network_interfaces, &input.network_interface_id)?;
    let mut answered = json!({ "NetworkInterfaceId": interface.id });
    match input.attribute.as_deref() {
        Some("description") => answered["Description"] = json!({ "Value": interface.description }),
        Some("groupSet") => answered["Groups"] = groups(region, interface).into(),
        Some("sourceDestCheck") => answered["SourceDestCheck"] = json!({ "Value": interface.source_dest_check }),
        Some("attachment") => answered["Attachment"] = attachment(interface, &owner),
        Some("associatePublicIpAddress") => {
            answered["AssociatePublicIpAddress"] = json!(interface.public_ip.is_some());
        }
        _ => return Err(Fault::missing("attribute")),
    }
    Ok(answer(answered))
}
