//! Security group rules that stand: shown, changed, described anew.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Peer, Region, SecurityGroup, SecurityGroupRule};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::listing::{Listing, one};
use super::permission::{self, IpPermission, Wanted};
use super::{group, kind, rule};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("DescribeSecurityGroupRules", describe_security_group_rules),
    ("ModifySecurityGroupRules", modify_security_group_rules),
    ("UpdateSecurityGroupRuleDescriptionsIngress", |call, input| update_descriptions(call, input, false)),
    ("UpdateSecurityGroupRuleDescriptionsEgress", |call, input| update_descriptions(call, input, true)),
];

fn describe_security_group_rules(call: &mut Call<'_>, input: Value) -> Outcome {
    let listing = Listing::of(input, "SecurityGroupRuleIds")?;
    let owner = call.account.id.clone();
    let region = &*call.region();
    let fields = |rule: &SecurityGroupRule, name: &str| match name {
        "group-id" => one(&rule.group_id),
        _ => one(&rule.id),
    };
    let names = ["group-id", "security-group-rule-id"];
    let (found, next) =
        listing.select(&kind::GROUP_RULE, &region.security_group_rules, &names, |rule| &rule.tags, fields)?;
    let rules: Vec<Value> = found.into_iter().map(|rule| rule::shown(region, rule, &owner)).collect();
    Ok(answer(json!({ "SecurityGroupRules": rules, "NextToken": next })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    group_id: String,
    security_group_rules: Vec<Update>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Update {
    security_group_rule_id: String,
    security_group_rule: Option<RuleRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RuleRequest {
    ip_protocol: Option<String>,
    from_port: Option<i32>,
    to_port: Option<i32>,
    cidr_ipv4: Option<String>,
    cidr_ipv6: Option<String>,
    prefix_list_id: Option<String>,
    referenced_group_id: Option<String>,
    description: Option<String>,
}

fn modify_security_group_rules(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Modify = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let of = group::by_id(region, &input.group_id)?.clone();
    let mut changed: Vec<SecurityGroupRule> = Vec::new();
    for update in input.security_group_rules {
        let old = kind::GROUP_RULE.find(&region.security_group_rules, &update.security_group_rule_id)?;
        if old.group_id != of.id {
            return Err(kind::GROUP_RULE.missing(&old.id));
        }
        let request = update.security_group_rule.ok_or_else(|| Fault::missing("SecurityGroupRule"))?;
        let new = request.wanted(region, &of, &owner)?;
        if std::mem::discriminant(&new.peer) != std::mem::discriminant(&old.peer) {
            let message = format!("The source or destination type of the rule '{}' cannot be changed.", old.id);
            return Err(Fault::invalid_value(message));
        }
        if rule::existing(region, &of, old.egress, &new).is_some_and(|other| other.id != old.id) {
            return Err(rule::duplicate(&new));
        }
        changed.push(SecurityGroupRule {
            protocol: new.protocol,
            from_port: new.from_port,
            to_port: new.to_port,
            peer: new.peer,
            description: new.description,
            ..old.clone()
        });
    }
    region.security_group_rules.extend(changed.into_iter().map(|rule| (rule.id.clone(), rule)));
    Ok(json!({ "Return": true }))
}

impl RuleRequest {
    fn wanted(&self, region: &Region, of: &SecurityGroup, owner: &str) -> Result<Wanted, Fault> {
        let protocol = permission::protocol(self.ip_protocol.as_deref())?;
        let (from_port, to_port) = permission::ports(&protocol, self.from_port, self.to_port)?;
        let peer = match (&self.cidr_ipv4, &self.cidr_ipv6, &self.prefix_list_id, &self.referenced_group_id) {
            (Some(block), None, None, None) => permission::ipv4(block)?,
            (None, Some(block), None, None) => permission::ipv6(block)?,
            (None, None, Some(list), None) => permission::list_peer(region, list)?,
            (None, None, None, Some(id)) => {
                let referenced = group::in_vpc(region, &of.vpc_id, std::slice::from_ref(id))?;
                Peer::Group { id: referenced.concat(), owner: owner.to_owned() }
            }
            _ => {
                let message = "Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be given.";
                return Err(Fault::new("InvalidParameterCombination", message));
            }
        };
        let description = permission::description(self.description.as_deref())?;
        Ok(Wanted { protocol, from_port, to_port, peer, description })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateDescriptions {
    group_id: Option<String>,
    group_name: Option<String>,
    #[serde(default)]
    ip_permissions: Vec<IpPermission>,
    #[serde(default)]
    security_group_rule_descriptions: Vec<RuleDescription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RuleDescription {
    security_group_rule_id: Option<String>,
    description: Option<String>,
}

fn update_descriptions(call: &mut Call<'_>, input: Value, egress: bool) -> Outcome {
    let input: UpdateDescriptions = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let of = group::meant(region, input.group_id.as_deref(), input.group_name.as_deref())?.clone();
    let mut texts: Vec<(String, Option<String>)> = Vec::new();
    for given in input.security_group_rule_descriptions {
        let id = given.security_group_rule_id.ok_or_else(|| Fault::missing("SecurityGroupRuleId"))?;
        let rule = kind::GROUP_RULE.find(&region.security_group_rules, &id)?;
        if rule.group_id != of.id || rule.egress != egress {
            return Err(kind::GROUP_RULE.missing(&id));
        }
        texts.push((id, permission::description(given.description.as_deref())?));
    }
    for permission in &input.ip_permissions {
        for wanted in permission.rules(region, &of.vpc_id, &owner)? {
            let Some(rule) = rule::existing(region, &of, egress, &wanted) else {
                let message = "The specified rule does not exist in this security group.";
                return Err(Fault::new("InvalidPermission.NotFound", message));
            };
            texts.push((rule.id.clone(), wanted.description));
        }
    }
    if texts.is_empty() {
        return Err(Fault::missing("ipPermissions"));
    }
    for (id, text) in texts {
        if let Some(rule) = region.security_group_rules.get_mut(&id) {
            rule.description = text;
        }
    }
    Ok(json!({ "Return": true }))
}
