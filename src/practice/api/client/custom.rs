//! Where the AWS CLI's options are not the API's members: a table of commands and what each does of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::operation::Operation;
use super::super::service::Service;
use super::cli::CliProblem;
use super::options::{Given, one};

type Input = Map<String, Value>;

/// The member's own word behind an option that the CLI renamed.
pub(super) fn renamed(operation: &Operation, option: &str) -> Option<String> {
    let name = match (operation.service(), operation.name(), option) {
        (Service::Ec2, "CreateImage", "reboot") => "no-no-reboot",
        (Service::Ec2, _, "ingress") if operation.takes("Egress") => "no-egress",
        (Service::Ec2, _, "enable-api-termination") => "no-disable-api-termination",
        _ => return None,
    };
    Some(name.to_owned())
}

/// Takes the options that only the CLI has into the input; gives back the others.
pub(super) fn before(operation: &Operation, given: Vec<Given>, input: &mut Input) -> Result<Vec<Given>, CliProblem> {
    match (operation.service(), operation.name()) {
        (
            Service::Ec2,
            "AuthorizeSecurityGroupIngress"
            | "AuthorizeSecurityGroupEgress"
            | "RevokeSecurityGroupIngress"
            | "RevokeSecurityGroupEgress",
        ) => permission(given, input),
        (Service::Ec2, "RunInstances") => run_instances(given, input),
        _ => Ok(given),
    }
}

/// What the CLI changes in a finished input.
pub(super) fn after(operation: &Operation, input: &mut Input) {
    match (operation.service(), operation.name()) {
        (Service::Ec2, "RunInstances") => {
            input.entry("MinCount").or_insert(json!(1));
            input.entry("MaxCount").or_insert(json!(1));
            encode_user_data(input);
            into_interface(input);
        }
        (Service::AutoScaling, "CreateLaunchConfiguration") => encode_user_data(input),
        _ => {}
    }
}

fn wrong(option: &Given, value: &str) -> CliProblem {
    CliProblem::Value { option: option.name.clone(), value: value.to_owned() }
}

/// `--protocol --port --cidr --source-group --group-owner` are one entry of `IpPermissions`.
fn permission(given: Vec<Given>, input: &mut Input) -> Result<Vec<Given>, CliProblem> {
    let (mut rest, mut entry, mut pair, mut first) = (Vec::new(), Input::new(), Input::new(), None);
    for option in given {
        match option.name.as_str() {
            "protocol" => {
                let value = one(&option)?;
                let number = value.parse::<i32>().is_ok_and(|number| (-1..=255).contains(&number));
                if !number && !["tcp", "udp", "icmp", "all"].contains(&value.as_str()) {
                    return Err(wrong(&option, &value));
                }
                let value = if value == "all" { "-1".to_owned() } else { value };
                entry.insert("IpProtocol".to_owned(), Value::String(value));
            }
            "port" => {
                let value = one(&option)?;
                let (from, to) = ports(&value).ok_or_else(|| wrong(&option, &value))?;
                entry.insert("FromPort".to_owned(), json!(from));
                entry.insert("ToPort".to_owned(), json!(to));
            }
            "cidr" => drop(entry.insert("IpRanges".to_owned(), json!([{"CidrIp": one(&option)?}]))),
            "source-group" => {
                let value = one(&option)?;
                let member = if value.starts_with("sg-") { "GroupId" } else { "GroupName" };
                pair.insert(member.to_owned(), Value::String(value));
            }
            "group-owner" => drop(pair.insert("UserId".to_owned(), Value::String(one(&option)?))),
            _ => {
                rest.push(option);
                continue;
            }
        }
        first.get_or_insert(option.name);
    }
    if !pair.is_empty() {
        entry.insert("UserIdGroupPairs".to_owned(), json!([pair]));
    }
    if let Some(first) = first {
        if rest.iter().any(|option| option.name == "ip-permissions") {
            return Err(CliProblem::Together(first, "ip-permissions".to_owned()));
        }
        input.insert("IpPermissions".to_owned(), json!([entry]));
    }
    Ok(rest)
}

/// `80`, `8000-8080`, `-1` or `all`.
fn ports(text: &str) -> Option<(i32, i32)> {
    if matches!(text, "-1" | "all") {
        return Some((-1, -1));
    }
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// `--count 1:3`, and the options that stand for parts of the first network interface.
fn run_instances(given: Vec<Given>, input: &mut Input) -> Result<Vec<Given>, CliProblem> {
    let (mut rest, mut interface, mut first) = (Vec::new(), Input::new(), None);
    for option in given {
        match option.name.as_str() {
            "count" => {
                let value = one(&option)?;
                let (least, most) = value.split_once(':').unwrap_or((&value, &value));
                for (member, text) in [("MinCount", least), ("MaxCount", most)] {
                    let count = text.parse::<i32>().map_err(|_| wrong(&option, &value))?;
                    input.insert(member.to_owned(), json!(count));
                }
                continue;
            }
            "associate-public-ip-address" | "no-associate-public-ip-address" => {
                let wanted = !option.name.starts_with("no-");
                interface.insert("AssociatePublicIpAddress".to_owned(), json!(wanted));
            }
            "secondary-private-ip-addresses" => {
                let address = |ip: &String| json!({"PrivateIpAddress": ip, "Primary": false});
                let addresses = option.values.iter().map(address).collect();
                interface.insert("PrivateIpAddresses".to_owned(), Value::Array(addresses));
            }
            "secondary-private-ip-address-count" => {
                let value = one(&option)?;
                let count = value.parse::<i32>().map_err(|_| wrong(&option, &value))?;
                interface.insert("SecondaryPrivateIpAddressCount".to_owned(), json!(count));
            }
            _ => {
                rest.push(option);
                continue;
            }
        }
        first.get_or_insert(option.name);
    }
    if let Some(first) = first {
        if rest.iter().any(|option| option.name == "network-interfaces") {
            return Err(CliProblem::Together(first, "network-interfaces".to_owned()));
        }
        interface.insert("DeviceIndex".to_owned(), json!(0));
        input.insert("NetworkInterfaces".to_owned(), json!([interface]));
    }
    Ok(rest)
}

/// EC2 refuses a subnet or groups beside an interface: with options for the interface they belong inside it.
fn into_interface(input: &mut Input) {
    const MARKS: [&str; 3] = ["PrivateIpAddresses", "SecondaryPrivateIpAddressCount", "AssociatePublicIpAddress"];
    const MOVED: [(&str, &str); 5] = [
        ("SubnetId", "SubnetId"),
        ("SecurityGroupIds", "Groups"),
        ("Ipv6AddressCount", "Ipv6AddressCount"),
        ("Ipv6Addresses", "Ipv6Addresses"),
        ("EnablePrimaryIpv6", "PrimaryIpv6"),
    ];
    let first = input.get("NetworkInterfaces").and_then(|list| list.get(0)).and_then(Value::as_object);
    let Some(mut interface) = first.filter(|first| MARKS.iter().any(|mark| first.contains_key(*mark))).cloned() else {
        return;
    };
    for (member, inside) in MOVED {
        if let Some(value) = input.remove(member) {
            interface.insert(inside.to_owned(), value);
        }
    }
    if let Some(ip) = input.remove("PrivateIpAddress") {
        interface.insert("PrivateIpAddresses".to_owned(), json!([{"PrivateIpAddress": ip, "Primary": true}]));
    }
    if let Some(place) = input.get_mut("NetworkInterfaces").and_then(|list| list.get_mut(0)) {
        *place = Value::Object(interface);
    }
}

/// User data is given as text and travels as base64.
fn encode_user_data(input: &mut Input) {
    if let Some(Value::String(text)) = input.get_mut("UserData") {
        *text = STANDARD.encode(text.as_bytes());
    }
}
