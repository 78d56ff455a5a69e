//! Network ACLs: entries, and the subnets under them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{AclEntry, NetworkAcl};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{build, cidr, idempotent, kind, permission};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateNetworkAcl", |call, input| idempotent::once(call, "CreateNetworkAcl", input, create_network_acl)),
    ("DescribeNetworkAcls", describe_network_acls),
    ("DeleteNetworkAcl", delete_network_acl),
    ("CreateNetworkAclEntry", |call, input| put_entry(call, input, false)),
    ("ReplaceNetworkAclEntry", |call, input| put_entry(call, input, true)),
    ("DeleteNetworkAclEntry", delete_network_acl_entry),
    ("ReplaceNetworkAclAssociation", replace_network_acl_association),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    vpc_id: String,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_network_acl(call: &mut Call<'_>, input: Value) -> Outcome {
    let Create { vpc_id, tag_specifications } = read(input)?;
    let tags = tagging::for_type(&tag_specifications, &["network-acl"], "network-acl")?;
    kind::VPC.find(&call.region().vpcs, &vpc_id)?;
    let id = call.id("acl");
    // A new ACL lets nothing through.
    let entries = [true, false].map(|egress| build::acl_entry(build::LAST_ENTRY, egress, false)).to_vec();
    let acl = NetworkAcl { id: id.clone(), vpc_id, default: false, entries, associations: Vec::new(), tags };
    let shown = shown(&acl, &call.account.id);
    call.region().network_acls.insert(id, acl);
    Ok(answer(json!({ "NetworkAcl": shown })))
}

fn shown(acl: &NetworkAcl, owner: &str) -> Value {
    let associations: Vec<Value> = acl
        .associations
        .iter()
        .map(|(subnet, id)| json!({ "NetworkAclAssociationId": id, "NetworkAclId": acl.id, "SubnetId": subnet }))
        .collect();
    json!({
        "NetworkAclId": acl.id,
        "VpcId": acl.vpc_id,
        "OwnerId": owner,
        "IsDefault": acl.default,
        "Associations": associations,
        "Entries": acl.entries.iter().map(entry_shown).collect::<Vec<_>>(),
        "Tags": tagging::shown(&acl.tags),
    })
}

fn entry_shown(entry: &AclEntry) -> Value {
    let icmp = matches!(entry.protocol.as_str(), "1" | "58");
    json!({
        "RuleNumber": entry.number,
        "Egress": entry.egress,
        "RuleAction": action(entry),
        "Protocol": entry.protocol,
        "CidrBlock": entry.cidr,
        "Ipv6CidrBlock": entry.ipv6_cidr,
        "PortRange": entry.ports.map(|(from, to)| json!({ "From": from, "To": to })),
        "IcmpTypeCode": icmp.then(|| json!({ "Code": -1, "Type": -1 })),
    })
}

const fn action(entry: &AclEntry) -> &'static str {
    if entry.allow { "allow" } else { "deny" }
}

const FILTERS: &[&str] = &[
    "association.association-id",
    "association.network-acl-id",
    "association.subnet-id",
    "default",
    "entry.cidr",
    "entry.egress",
    "entry.ipv6-cidr",
    "entry.port-range.from",
    "entry.port-range.to",
    "entry.protocol",
    "entry.rule-action",
    "entry.rule-number",
    "network-acl-id",
    "owner-id",
    "vpc-id",
];

fn describe_network_acls(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "NetworkAclIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |acl: &NetworkAcl, name: &str| field(acl, &owner, name);
    let (found, next) = listing.select(&kind::NETWORK_ACL, &region.network_acls, FILTERS, |acl| &acl.tags, fields)?;
    let shown: Vec<Value> = found.into_iter().map(|acl| shown(acl, &owner)).collect();
    Ok(answer(json!({ "NetworkAcls": shown, "NextToken": next })))
}

fn field(acl: &NetworkAcl, owner: &str, name: &str) -> Vec<String> {
    let entries = |part: &dyn Fn(&AclEntry) -> Option<String>| acl.entries.iter().filter_map(part).collect();
    match name {
        "association.association-id" => acl.associations.iter().map(|(_, id)| id.clone()).collect(),
        "association.network-acl-id" => acl.associations.iter().map(|_| acl.id.clone()).collect(),
        "association.subnet-id" => acl.associations.iter().map(|(subnet, _)| subnet.clone()).collect(),
        "default" => one(acl.default),
        "entry.cidr" => entries(&|entry| entry.cidr.clone()),
        "entry.egress" => entries(&|entry| Some(entry.egress.to_string())),
        "entry.ipv6-cidr" => entries(&|entry| entry.ipv6_cidr.clone()),
        "entry.port-range.from" => entries(&|entry| entry.ports.map(|(from, _)| from.to_string())),
        "entry.port-range.to" => entries(&|entry| entry.ports.map(|(_, to)| to.to_string())),
        "entry.protocol" => entries(&|entry| Some(entry.protocol.clone())),
        "entry.rule-action" => entries(&|entry| Some(action(entry).to_owned())),
        "entry.rule-number" => entries(&|entry| Some(entry.number.to_string())),
        "network-acl-id" => one(&acl.id),
        "owner-id" => one(owner),
        "vpc-id" => one(&acl.vpc_id),
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    network_acl_id: String,
}

fn delete_network_acl(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { network_acl_id: id } = read(input)?;
    let region = call.region();
    let acl = kind::NETWORK_ACL.find(&region.network_acls, &id)?;
    if acl.default {
        return Err(Fault::invalid_value(format!("cannot delete default network ACL {id}")));
    }
    if !acl.associations.is_empty() {
        return Err(Fault::dependency(format!("The networkAcl '{id}' has dependencies and cannot be deleted.")));
    }
    region.network_acls.remove(&id);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    network_acl_id: String,
    rule_number: i64,
    protocol: String,
    rule_action: String,
    egress: bool,
    cidr_block: Option<String>,
    ipv6_cidr_block: Option<String>,
    port_range: Option<PortRange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PortRange {
    from: Option<i64>,
    to: Option<i64>,
}

fn put_entry(call: &mut Call<'_>, input: Value, replace: bool) -> Outcome {
    let input: Entry = read(input)?;
    let acl = kind::NETWORK_ACL.find_mut(&mut call.region().network_acls, &input.network_acl_id)?;
    let entry = input.checked()?;
    let there = acl.entries.iter().position(|one| (one.number, one.egress) == (entry.number, entry.egress));
    match (there, replace) {
        (Some(place), true) => acl.entries[place] = entry,
        (None, false) => acl.entries.push(entry),
        (Some(_), false) => {
            let message = format!("The network acl entry identified by {} already exists.", entry.number);
            return Err(Fault::new("NetworkAclEntryAlreadyExists", message));
        }
        (None, true) => return Err(no_entry(entry.number.into())),
    }
    acl.entries.sort_by_key(|entry| (!entry.egress, entry.number));
    Ok(json!({}))
}

fn no_entry(number: i64) -> Fault {
    let message = format!("The network acl entry identified by {number} does not exist.");
    Fault::new("InvalidNetworkAclEntry.NotFound", message)
}

impl Entry {
    fn checked(&self) -> Result<AclEntry, Fault> {
        let number = u16::try_from(self.rule_number).ok().filter(|number| (1..build::LAST_ENTRY).contains(number));
        let number = number.ok_or_else(|| {
            let message =
                format!("Value ({}) for parameter ruleNumber is invalid. Must be 1 to 32766.", self.rule_number);
            Fault::invalid_value(message)
        })?;
        let protocol = match permission::protocol(Some(&self.protocol))?.as_str() {
            "tcp" => "6".to_owned(),
            "udp" => "17".to_owned(),
            "icmp" => "1".to_owned(),
            "icmpv6" => "58".to_owned(),
            other => other.to_owned(),
        };
        let (cidr, ipv6_cidr) = match (&self.cidr_block, &self.ipv6_cidr_block) {
            (Some(block), None) => (Some(cidr::ipv4(block, "cidrBlock")?.to_string()), None),
            (None, Some(block)) => (None, Some(cidr::ipv6(block, "ipv6CidrBlock")?.to_string())),
            (None, None) => return Err(Fault::missing("cidrBlock")),
            (Some(_), Some(_)) => {
                let message = "Only one of CidrBlock and Ipv6CidrBlock may be given.";
                return Err(Fault::new("InvalidParameterCombination", message));
            }
        };
        let ports = if matches!(protocol.as_str(), "6" | "17") { Some(self.ports()?) } else { None };
        let allow = self.rule_action.eq_ignore_ascii_case("allow");
        Ok(AclEntry { number, egress: self.egress, allow, protocol, cidr, ipv6_cidr, ports })
    }

    fn ports(&self) -> Result<(u16, u16), Fault> {
        let range = self.port_range.as_ref().ok_or_else(|| Fault::missing("portRange"))?;
        let (from, to) = range.from.zip(range.to).ok_or_else(|| Fault::missing("portRange"))?;
        match (u16::try_from(from), u16::try_from(to)) {
            (Ok(from), Ok(to)) if from <= to => Ok((from, to)),
            _ => Err(Fault::invalid_value(format!("Value ({from}-{to}) for parameter portRange is invalid."))),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteEntry {
    network_acl_id: String,
    rule_number: i64,
    egress: bool,
}

fn delete_network_acl_entry(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DeleteEntry = read(input)?;
    let acl = kind::NETWORK_ACL.find_mut(&mut call.region().network_acls, &input.network_acl_id)?;
    let named = |entry: &AclEntry| i64::from(entry.number) == input.rule_number && entry.egress == input.egress;
    let place = acl.entries.iter().position(|entry| entry.number != build::LAST_ENTRY && named(entry));
    acl.entries.remove(place.ok_or_else(|| no_entry(input.rule_number))?);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReplaceAssociation {
    association_id: String,
    network_acl_id: String,
}

fn replace_network_acl_association(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ReplaceAssociation = read(input)?;
    let region = call.region();
    let new_vpc = kind::NETWORK_ACL.find(&region.network_acls, &input.network_acl_id)?.vpc_id.clone();
    let found = region.network_acls.values().find_map(|acl| {
        acl.associations.iter().find(|(_, id)| *id == input.association_id).map(|(subnet, _)| (acl, subnet.clone()))
    });
    let Some((old, subnet)) = found else {
        return Err(Fault::not_found("InvalidAssociationID.NotFound", "association ID", &input.association_id));
    };
    if old.vpc_id != new_vpc {
        let message = format!("network ACL {} and subnet {subnet} belong to different networks", input.network_acl_id);
        return Err(Fault::invalid_value(message));
    }
    let old = old.id.clone();
    let id = call.id("aclassoc");
    let acls = &mut call.region().network_acls;
    if let Some(acl) = acls.get_mut(&old) {
        acl.associations.retain(|(_, have)| *have != input.association_id);
    }
    if let Some(acl) = acls.get_mut(&input.network_acl_id) {
        acl.associations.push((subnet, id.clone()));
    }
    Ok(json!({ "NewAssociationId": id }))
}
