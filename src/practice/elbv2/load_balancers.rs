//! Load balancers: made, described, deleted.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{LoadBalancer, LoadBalancerKind, LoadBalancerZone, Region, Tags};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::ec2::interface;
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::zones::{self, SubnetMapping};
use super::{groups, limits, load_balancer_attributes, lookups, names, nodes, tags};

pub(super) const OPERATIONS: Table = &[
    ("CreateLoadBalancer", create_load_balancer),
    ("DeleteLoadBalancer", delete_load_balancer),
    ("DescribeLoadBalancers", describe_load_balancers),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateLoadBalancerInput {
    name: String,
    subnets: Option<Vec<String>>,
    subnet_mappings: Option<Vec<SubnetMapping>>,
    security_groups: Option<Vec<String>>,
    scheme: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(rename = "Type")]
    kind: Option<String>,
    ip_address_type: Option<String>,
}

/// A request that passed every check.
struct Plan {
    kind: LoadBalancerKind,
    internet_facing: bool,
    vpc_id: String,
    zones: Vec<zones::Planned>,
    security_groups: Vec<String>,
    ip_address_type: String,
}

fn create_load_balancer(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CreateLoadBalancerInput = read(input)?;
    let tags = tags::checked(&input.tags)?;
    let name = input.name.clone();
    let plan = planned(call.region(), input)?;
    if let Some(existing) = call.region().load_balancers.values().find(|one| one.name == name) {
        if same(existing, &plan) {
            return Ok(answer(json!({ "LoadBalancers": [shown(existing)] })));
        }
        let message = format!("A load balancer with the same name '{name}' exists, but with different settings");
        return Err(Fault::new("DuplicateLoadBalancerName", message));
    }
    zones::enough_space(call.region(), &plan.zones)?;
    let made = make(call, name, plan, tags)?;
    let view = shown(&made);
    call.region().load_balancers.insert(made.arn.clone(), made);
    Ok(answer(json!({ "LoadBalancers": [view] })))
}

/// Everything that can be wrong with the request, before its name is compared with those that exist.
fn planned(region: &Region, input: CreateLoadBalancerInput) -> Result<Plan, Fault> {
    names::check_load_balancer(&input.name)?;
    let kind = match input.kind.as_deref() {
        None | Some("application") => LoadBalancerKind::Application,
        Some("network") => LoadBalancerKind::Network,
        Some(other) => return Err(Fault::not_here(&format!("CreateLoadBalancer with type '{other}'"))),
    };
    let internet_facing = input.scheme.as_deref() != Some("internal");
    let wanted = zones::wanted(input.subnets, input.subnet_mappings)?;
    let (vpc_id, zones) = zones::plan(region, kind, internet_facing, wanted, &[])?;
    let ip_address_type = input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned());
    zones::check_address_type(region, &ip_address_type, zones.iter().map(|one| one.subnet_id.as_str()))?;
    let security_groups = match input.security_groups.filter(|given| !given.is_empty()) {
        Some(given) => groups::checked(region, &vpc_id, given)?,
        None if kind == LoadBalancerKind::Application => groups::default_of(region, &vpc_id),
        None => Vec::new(),
    };
    if !region.load_balancers.values().any(|one| one.name == input.name)
        && region.load_balancers.values().filter(|one| one.kind == kind).count() >= limits::LOAD_BALANCERS
    {
        let message = "The quota for the number of load balancers has been reached";
        return Err(Fault::new("TooManyLoadBalancers", message));
    }
    Ok(Plan { kind, internet_facing, vpc_id, zones, security_groups, ip_address_type })
}

/// Whether a request asks for what there is: then it succeeds once more.
fn same(existing: &LoadBalancer, plan: &Plan) -> bool {
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    existing.kind == plan.kind
        && existing.internet_facing == plan.internet_facing
        && existing.ip_address_type == plan.ip_address_type
        && sorted(existing.zones.iter().map(|zone| zone.subnet_id.clone()).collect())
            == sorted(plan.zones.iter().map(|zone| zone.subnet_id.clone()).collect())
        && sorted(existing.security_groups.clone()) == sorted(plan.security_groups.clone())
}

fn make(call: &mut Call<'_>, name: String, plan: Plan, tags: Tags) -> Result<LoadBalancer, Fault> {
    let short = if plan.kind == LoadBalancerKind::Application { "app" } else { "net" };
    let id = call.account.ids.hex();
    let number = call.account.ids.number() % 1_000_000_000 + 1_000_000_000;
    let path = format!("{short}/{name}/{id}");
    let prefix = if plan.internet_facing { "" } else { "internal-" };
    let mut made = LoadBalancer {
        arn: call.arn("elasticloadbalancing", &format!("loadbalancer/{path}")),
        kind: plan.kind,
        internet_facing: plan.internet_facing,
        impaired: false,
        provisioning_until: Some(call.after(call.timings.load_balancer_provisioning)),
        created: call.now,
        dns_name: format!("{prefix}{name}-{number}.{}.elb.localhost", call.region),
        name,
        vpc_id: plan.vpc_id,
        zones: Vec::new(),
        made_with_groups: !plan.security_groups.is_empty(),
        private_link_rules: None,
        security_groups: plan.security_groups,
        ip_address_type: plan.ip_address_type,
        attributes: BTreeMap::new(),
        tags,
    };
    made.zones = nodes::add(call, &made, plan.zones)?;
    Ok(made)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeLoadBalancersInput {
    load_balancer_arns: Option<Vec<String>>,
    names: Option<Vec<String>>,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_load_balancers(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeLoadBalancersInput = read(input)?;
    let arns = input.load_balancer_arns.unwrap_or_default();
    let named = input.names.unwrap_or_default();
    if !arns.is_empty() && !named.is_empty() {
        let message = "Load balancer names and load balancer ARNs cannot be specified at the same time";
        return Err(Fault::validation(message));
    }
    let region = call.region();
    for arn in &arns {
        names::well_formed(arn, "loadbalancer", "load balancer")?;
        if !region.load_balancers.contains_key(arn) {
            return Err(Fault::new("LoadBalancerNotFound", "One or more load balancers not found"));
        }
    }
    let absent: Vec<&str> = named
        .iter()
        .map(String::as_str)
        .filter(|name| !region.load_balancers.values().any(|one| one.name == *name))
        .collect();
    if !absent.is_empty() {
        let message = format!("Load balancers '[{}]' not found", absent.join(", "));
        return Err(Fault::new("LoadBalancerNotFound", message));
    }
    let asked = |one: &&LoadBalancer| {
        (arns.is_empty() || arns.contains(&one.arn)) && (named.is_empty() || named.contains(&one.name))
    };
    let all = region.load_balancers.values().filter(asked).map(shown).collect();
    let (page, next) = names::paged(all, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "LoadBalancers": page, "NextMarker": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteLoadBalancerInput {
    load_balancer_arn: String,
}

fn delete_load_balancer(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DeleteLoadBalancerInput = read(input)?;
    let arn = input.load_balancer_arn;
    names::well_formed(&arn, "loadbalancer", "load balancer")?;
    let region = call.region();
    // One that is gone already counts as deleted.
    let Some(existing) = region.load_balancers.get(&arn) else { return Ok(json!({})) };
    if load_balancer_attributes::attribute(existing, "deletion_protection.enabled") == "true" {
        let message = format!("Load balancer '{arn}' cannot be deleted because deletion protection is enabled");
        return Err(Fault::new("OperationNotPermitted", message));
    }
    if region.target_groups.values().any(|group| group.targets.iter().any(|target| target.id == arn)) {
        let message = format!("Load balancer '{arn}' cannot be deleted because it is registered as a target");
        return Err(Fault::new("ResourceInUse", message));
    }
    let interfaces: Vec<String> = existing.zones.iter().map(|zone| zone.interface.clone()).collect();
    let listeners: Vec<String> = lookups::listeners_of(region, &arn).map(|listener| listener.arn.clone()).collect();
    region.rules.retain(|_, rule| !listeners.contains(&rule.listener));
    region.listeners.retain(|_, listener| listener.load_balancer != arn);
    region.load_balancers.remove(&arn);
    for interface in &interfaces {
        interface::remove(region, interface);
    }
    Ok(json!({}))
}

fn state(one: &LoadBalancer) -> &'static str {
    match one.provisioning_until {
        Some(_) => "provisioning",
        None if one.impaired => "active_impaired",
        None => "active",
    }
}

/// A load balancer as answers show it.
fn shown(one: &LoadBalancer) -> Value {
    let network = one.kind == LoadBalancerKind::Network;
    let groups = !one.security_groups.is_empty();
    let private_link = (network && groups).then(|| one.private_link_rules.clone().unwrap_or_else(|| "on".to_owned()));
    let region = one.arn.split(':').nth(3).unwrap_or_default();
    json!({
        "LoadBalancerArn": one.arn,
        "DNSName": one.dns_name,
        "CanonicalHostedZoneId": hosted_zone(region, one.kind),
        "CreatedTime": one.created,
        "LoadBalancerName": one.name,
        "Scheme": if one.internet_facing { "internet-facing" } else { "internal" },
        "VpcId": one.vpc_id,
        "State": { "Code": state(one) },
        "Type": if network { "network" } else { "application" },
        "AvailabilityZones": one.zones.iter().map(|zone| shown_zone(zone, network)).collect::<Vec<_>>(),
        "SecurityGroups": (groups || !network).then_some(&one.security_groups),
        "IpAddressType": one.ip_address_type,
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": private_link,
    })
}

/// An enabled zone as answers show it. Only addresses that the caller gave are shown.
pub(super) fn shown_zone(zone: &LoadBalancerZone, network: bool) -> Value {
    let addresses: Vec<Value> = match &zone.allocation_id {
        Some(allocation) if network => vec![json!({ "IpAddress": zone.public_ip, "AllocationId": allocation })],
        _ => Vec::new(),
    };
    json!({ "ZoneName": zone.zone, "SubnetId": zone.subnet_id, "LoadBalancerAddresses": addresses })
}

/// Route 53's hosted zone of a region's load balancers; those of regions not listed here are shown with
/// us-east-1's.
fn hosted_zone(region: &str, kind: LoadBalancerKind) -> &'static str {
    let (application, network) = match region {
        "us-east-2" => ("Z3AADJGX6KTTL2", "ZLMOA37VPKANP"),
        "us-west-1" => ("Z368ELLRRE2KJ0", "Z24FKFUX50B4VW"),
        "us-west-2" => ("Z1H1FL5HABSF5", "Z18D5FSROUN65G"),
        "ap-northeast-1" => ("Z14GRHDCWA56QT", "Z31USIVHYNEOWT"),
        "ap-northeast-2" => ("ZWKZPGTI48KDX", "ZIBE1TIR4HY56"),
        "ap-northeast-3" => ("Z5LXEXXYW11ES", "Z1GWIQ4HH19I5X"),
        "ap-southeast-1" => ("Z1LMS91P8CMLE5", "ZKVM4W9LS7TM"),
        "ap-southeast-2" => ("Z1GM3OXH4ZPM65", "ZCT6FZBF4DROD"),
        "eu-central-1" => ("Z215JYRZR1TBD5", "Z3F0SRJ5LGBH90"),
        "eu-west-1" => ("Z32O12XQLNTSW2", "Z2IFOLAFXWLO4F"),
        "eu-west-2" => ("ZHURV8PSTC4K8", "ZD4D7Y8KGAS4G"),
        _ => ("Z35SXDOTRQ7X7K", "Z26RNL4JYFTOTI"),
    };
    if kind == LoadBalancerKind::Application { application } else { network }
}
