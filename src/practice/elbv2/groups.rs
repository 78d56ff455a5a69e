//! Security groups of load balancers.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{LoadBalancerKind, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::names;

pub(super) const OPERATIONS: Table = &[("SetSecurityGroups", set_security_groups)];

/// The most groups that a load balancer may have.
const MOST: usize = 5;

/// Groups that a load balancer in a VPC may have, each once.
pub(super) fn checked(region: &Region, vpc: &str, given: Vec<String>) -> Result<Vec<String>, Fault> {
    let mut kept: Vec<String> = Vec::new();
    for id in given {
        if !id.starts_with("sg-") {
            return Err(Fault::validation(format!("Security group '{id}' is not valid")));
        }
        let Some(group) = region.security_groups.get(&id) else {
            return Err(Fault::new("InvalidSecurityGroup", format!("Security group '{id}' does not exist")));
        };
        if group.vpc_id != vpc {
            return Err(Fault::new("InvalidConfigurationRequest", "One or more security groups are invalid"));
        }
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    if kept.len() > MOST {
        let message = "The maximum number of security groups per load balancer has been reached.";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    Ok(kept)
}

/// What an application load balancer gets when the request names no group: its VPC's default one.
pub(super) fn default_of(region: &Region, vpc: &str) -> Vec<String> {
    let default = region.security_groups.values().find(|group| group.vpc_id == vpc && group.name == "default");
    default.map(|group| group.id.clone()).into_iter().collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetSecurityGroupsInput {
    load_balancer_arn: String,
    security_groups: Vec<String>,
    enforce_security_group_inbound_rules_on_private_link_traffic: Option<String>,
}

fn set_security_groups(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: SetSecurityGroupsInput = read(input)?;
    let region = call.region();
    let one = names::load_balancer(region, &input.load_balancer_arn)?;
    let network = one.kind == LoadBalancerKind::Network;
    if network && !one.made_with_groups {
        let message = "You cannot set security groups on a Network Load Balancer that was created without any \
                       security groups";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    if input.security_groups.is_empty() {
        return Err(Fault::validation("At least one security group must be specified"));
    }
    let groups = checked(region, &one.vpc_id, input.security_groups)?;
    let interfaces: Vec<String> = one.zones.iter().map(|zone| zone.interface.clone()).collect();
    for interface in &interfaces {
        if let Some(interface) = region.network_interfaces.get_mut(interface) {
            interface.groups.clone_from(&groups);
        }
    }
    let enforced = input.enforce_security_group_inbound_rules_on_private_link_traffic;
    let mut shown = None;
    if let Some(stored) = region.load_balancers.get_mut(&input.load_balancer_arn) {
        stored.security_groups.clone_from(&groups);
        stored.private_link_rules = enforced.or(stored.private_link_rules.take());
        shown = network.then(|| stored.private_link_rules.clone().unwrap_or_else(|| "on".to_owned()));
    }
    Ok(answer(json!({
        "SecurityGroupIds": groups,
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": shown,
    })))
}
