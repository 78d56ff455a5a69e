//! Managed prefix lists: make, show, change, delete.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Destination, Peer, PrefixList, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::listing::{Listing, one};
use super::{cidr, idempotent, kind, prefix_list};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("CreateManagedPrefixList", |call, input| {
        idempotent::once(call, "CreateManagedPrefixList", input, create_managed_prefix_list)
    }),
    ("DescribeManagedPrefixLists", |call, input| describe_managed_prefix_lists(call, &input)),
    ("DescribePrefixLists", |call, input| describe_prefix_lists(call, &input)),
    ("GetManagedPrefixListEntries", get_managed_prefix_list_entries),
    ("GetManagedPrefixListAssociations", get_managed_prefix_list_associations),
    ("ModifyManagedPrefixList", modify_managed_prefix_list),
    ("DeleteManagedPrefixList", delete_managed_prefix_list),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    cidr: String,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateManagedPrefixList {
    prefix_list_name: String,
    address_family: String,
    max_entries: i32,
    #[serde(default)]
    entries: Vec<Entry>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

fn create_managed_prefix_list(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateManagedPrefixList = read(input)?;
    let tags = tagging::for_type(&input.tag_specifications, &["prefix-list"], "prefix-list")?;
    named(&input.prefix_list_name)?;
    if !matches!(input.address_family.as_str(), "IPv4" | "IPv6") {
        let message = format!("Invalid address family '{}'. Valid values are IPv4 and IPv6.", input.address_family);
        return Err(Fault::invalid_value(message));
    }
    if input.max_entries < 1 {
        return Err(Fault::invalid_value("The maximum number of entries must be at least 1."));
    }
    let mut list = PrefixList {
        id: String::new(),
        name: input.prefix_list_name,
        address_family: input.address_family,
        max_entries: input.max_entries,
        version: 1,
        entries: Vec::new(),
        tags,
    };
    for entry in &input.entries {
        add(&mut list, entry)?;
    }
    within(&list)?;
    list.id = call.id("pl");
    let shown = shown(&list, &call.region, &call.account.id, "create-complete");
    call.region().prefix_lists.insert(list.id.clone(), list);
    Ok(answer(json!({ "PrefixList": shown })))
}

fn named(name: &str) -> Result<(), Fault> {
    if name.is_empty() || name.chars().count() > 255 || name.starts_with("com.amazonaws") {
        let message = format!("Value ({name}) for parameter PrefixListName is invalid.");
        return Err(Fault::invalid_value(message));
    }
    Ok(())
}

fn add(list: &mut PrefixList, entry: &Entry) -> Result<(), Fault> {
    let block = if list.address_family == "IPv6" {
        cidr::ipv6(&entry.cidr, "Cidr")?.to_string()
    } else {
        cidr::ipv4(&entry.cidr, "Cidr")?.to_string()
    };
    if list.entries.iter().any(|(have, _)| *have == block) {
        let message = format!("The prefix list already has an entry for {block}.");
        return Err(Fault::invalid_value(message));
    }
    list.entries.push((block, entry.description.clone()));
    Ok(())
}

fn within(list: &PrefixList) -> Result<(), Fault> {
    if usize::try_from(list.max_entries).is_ok_and(|most| list.entries.len() <= most) {
        return Ok(());
    }
    let message = format!("You've reached the maximum number of entries for the prefix list: {}.", list.max_entries);
    Err(Fault::new("PrefixListMaxEntriesExceeded", message))
}

fn shown(list: &PrefixList, region: &str, owner: &str, state: &str) -> Value {
    let amazon = list.name.starts_with("com.amazonaws.");
    let account = if amazon { "aws" } else { owner };
    json!({
        "PrefixListId": list.id,
        "PrefixListName": list.name,
        "PrefixListArn": format!("arn:aws:ec2:{region}:{account}:prefix-list/{}", list.id),
        "AddressFamily": list.address_family,
        "State": state,
        "MaxEntries": if amazon { Value::Null } else { list.max_entries.into() },
        "Version": if amazon { Value::Null } else { list.version.into() },
        "OwnerId": if amazon { "AWS" } else { owner },
        "Tags": tagging::shown(&list.tags),
    })
}

fn all(region: &Region) -> std::collections::BTreeMap<String, PrefixList> {
    let amazon = prefix_list::amazon(&region.name).into_iter().map(|list| (list.id.clone(), list));
    let own = region.prefix_lists.iter().map(|(id, list)| (id.clone(), list.clone()));
    own.chain(amazon).collect()
}

fn describe_managed_prefix_lists(call: &mut Call<'_>, input: &Value) -> Outcome {
    let listing = Listing::within(input, "PrefixListIds", 1..=100)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |list: &PrefixList, name: &str| match name {
        "owner-id" if list.name.starts_with("com.amazonaws.") => one("AWS"),
        "owner-id" => one(&owner),
        "prefix-list-id" => one(&list.id),
        _ => one(&list.name),
    };
    let lists = all(region);
    let names = ["owner-id", "prefix-list-id", "prefix-list-name"];
    let (found, next) = listing.select(&kind::PREFIX_LIST, &lists, &names, |list| &list.tags, fields)?;
    let state = |list: &PrefixList| if list.version > 1 { "modify-complete" } else { "create-complete" };
    let shown: Vec<Value> = found.iter().map(|list| shown(list, &region.name, &owner, state(list))).collect();
    Ok(answer(json!({ "PrefixLists": shown, "NextToken": next })))
}

/// The older operation: Amazon's lists for gateway endpoints, with their blocks.
fn describe_prefix_lists(call: &mut Call<'_>, input: &Value) -> Outcome {
    let listing = Listing::within(input, "PrefixListIds", 1..=1000)?;
    let lists = prefix_list::amazon(&call.region).into_iter().map(|list| (list.id.clone(), list)).collect();
    let fields = |list: &PrefixList, name: &str| one(if name == "prefix-list-id" { &list.id } else { &list.name });
    let names = ["prefix-list-id", "prefix-list-name"];
    let (found, next) = listing.select(&kind::PREFIX_LIST, &lists, &names, |list| &list.tags, fields)?;
    let shown: Vec<Value> = found
        .into_iter()
        .map(|list| {
            let blocks: Vec<&String> = list.entries.iter().map(|(block, _)| block).collect();
            json!({ "PrefixListId": list.id, "PrefixListName": list.name, "Cidrs": blocks })
        })
        .collect();
    Ok(answer(json!({ "PrefixLists": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    prefix_list_id: String,
    target_version: Option<i64>,
}

fn get_managed_prefix_list_entries(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::within(&input, "", 1..=100)?;
    let Named { prefix_list_id, target_version } = read(input)?;
    let list = prefix_list::find(call.region(), &prefix_list_id)?;
    if target_version.is_some_and(|version| version != list.version) {
        let message = format!("Version {} of {} is not kept.", target_version.unwrap_or_default(), list.id);
        return Err(Fault::new("PrefixListVersionMismatch", message));
    }
    let (entries, next) = listing.paged(list.entries)?;
    let shown: Vec<Value> =
        entries.into_iter().map(|(block, text)| json!({ "Cidr": block, "Description": text })).collect();
    Ok(answer(json!({ "Entries": shown, "NextToken": next })))
}

/// What names a list: groups with a rule for it, route tables with a route to it.
fn users(region: &Region, id: &str) -> BTreeSet<String> {
    let groups = region
        .security_group_rules
        .values()
        .filter(|rule| matches!(&rule.peer, Peer::PrefixList(list) if list == id))
        .map(|rule| rule.group_id.clone());
    let leads = |destination: &Destination| matches!(destination, Destination::PrefixList(list) if list == id);
    let tables = region
        .route_tables
        .values()
        .filter(|table| table.routes.iter().any(|route| leads(&route.destination)))
        .map(|table| table.id.clone());
    groups.chain(tables).collect()
}

fn get_managed_prefix_list_associations(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::within(&input, "", 5..=255)?;
    let Named { prefix_list_id, .. } = read(input)?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    kind::PREFIX_LIST.find(&region.prefix_lists, &prefix_list_id)?;
    let (users, next) = listing.paged(users(region, &prefix_list_id).into_iter().collect())?;
    let shown: Vec<Value> = users.into_iter().map(|id| json!({ "ResourceId": id, "ResourceOwner": owner })).collect();
    Ok(answer(json!({ "PrefixListAssociations": shown, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyManagedPrefixList {
    prefix_list_id: String,
    current_version: Option<i64>,
    prefix_list_name: Option<String>,
    #[serde(default)]
    add_entries: Vec<Entry>,
    #[serde(default)]
    remove_entries: Vec<Entry>,
    max_entries: Option<i32>,
}

fn modify_managed_prefix_list(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifyManagedPrefixList = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let mut list = kind::PREFIX_LIST.find(&region.prefix_lists, &input.prefix_list_id)?.clone();
    let changes = !input.add_entries.is_empty() || !input.remove_entries.is_empty();
    if changes && input.current_version != Some(list.version) {
        let message = "The prefix list has the incorrect version number.";
        return Err(Fault::new("PrefixListVersionMismatch", message));
    }
    if let Some(name) = input.prefix_list_name {
        named(&name)?;
        list.name = name;
    }
    for gone in &input.remove_entries {
        let before = list.entries.len();
        list.entries.retain(|(block, _)| *block != gone.cidr);
        if list.entries.len() == before {
            return Err(Fault::invalid_value(format!("The prefix list has no entry for {}.", gone.cidr)));
        }
    }
    for entry in &input.add_entries {
        add(&mut list, entry)?;
    }
    list.max_entries = input.max_entries.unwrap_or(list.max_entries);
    within(&list)?;
    list.version += i64::from(changes);
    let shown = shown(&list, &region.name, &owner, "modify-complete");
    region.prefix_lists.insert(list.id.clone(), list);
    Ok(answer(json!({ "PrefixList": shown })))
}

fn delete_managed_prefix_list(call: &mut Call<'_>, input: Value) -> Outcome {
    let Named { prefix_list_id: id, .. } = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let list = kind::PREFIX_LIST.find(&region.prefix_lists, &id)?;
    if !users(region, &id).is_empty() {
        return Err(Fault::dependency(format!("The prefix list '{id}' is in use and cannot be deleted.")));
    }
    let shown = shown(list, &region.name, &owner, "delete-complete");
    region.prefix_lists.remove(&id);
    Ok(answer(json!({ "PrefixList": shown })))
}
