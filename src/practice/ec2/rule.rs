//! Security group rules: authorise and revoke, in every form that requests have.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Peer, Region, SecurityGroup, SecurityGroupRule, Tags};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::tagging::{self, TagSpecification};
use super::permission::{self, GroupPair, IpPermission, IpRange, Wanted};
use super::{group, kind, prefix_list};

/// The operations of this file.
pub(super) const OPERATIONS: Table = &[
    ("AuthorizeSecurityGroupIngress", |call, input| authorize(call, input, false)),
    ("AuthorizeSecurityGroupEgress", |call, input| authorize(call, input, true)),
    ("RevokeSecurityGroupIngress", |call, input| revoke(call, input, false)),
    ("RevokeSecurityGroupEgress", |call, input| revoke(call, input, true)),
];

/// What all four take: permissions, or one rule spelled out flat, or (to revoke) ids.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    group_id: Option<String>,
    group_name: Option<String>,
    #[serde(default)]
    ip_permissions: Vec<IpPermission>,
    ip_protocol: Option<String>,
    from_port: Option<i32>,
    to_port: Option<i32>,
    cidr_ip: Option<String>,
    source_security_group_name: Option<String>,
    source_security_group_owner_id: Option<String>,
    #[serde(default)]
    security_group_rule_ids: Vec<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

impl Request {
    /// The permissions of the request, the flat form brought into their shape.
    fn permissions(&self) -> Result<Vec<IpPermission>, Fault> {
        let flat = self.ip_protocol.is_some()
            || self.from_port.is_some()
            || self.to_port.is_some()
            || self.cidr_ip.is_some()
            || self.source_security_group_name.is_some();
        match (self.ip_permissions.is_empty(), flat) {
            (false, false) => Ok(self.ip_permissions.clone()),
            (false, true) => {
                let message = "The parameter ipPermissions may not be used with the other rule parameters";
                Err(Fault::new("InvalidParameterCombination", message))
            }
            (true, true) => Ok(self.flat()),
            (true, false) => Err(Fault::missing("ipPermissions")),
        }
    }

    fn flat(&self) -> Vec<IpPermission> {
        let pair = self.source_security_group_name.as_ref().map(|name| GroupPair {
            group_name: Some(name.clone()),
            user_id: self.source_security_group_owner_id.clone(),
            ..GroupPair::default()
        });
        let range = self.cidr_ip.as_ref().map(|block| IpRange { cidr_ip: block.clone(), description: None });
        let one = |protocol: Option<String>, from_port, to_port| IpPermission {
            ip_protocol: protocol,
            from_port,
            to_port,
            user_id_group_pairs: pair.clone().into_iter().collect(),
            ip_ranges: range.clone().into_iter().collect(),
            ..IpPermission::default()
        };
        if self.ip_protocol.is_none() && pair.is_some() && range.is_none() {
            // A group alone means everything from it.
            let whole = |name: &str, from, to| one(Some(name.to_owned()), Some(from), Some(to));
            return vec![whole("tcp", 0, 65535), whole("udp", 0, 65535), whole("icmp", -1, -1)];
        }
        vec![one(self.ip_protocol.clone(), self.from_port, self.to_port)]
    }
}

fn authorize(call: &mut Call<'_>, input: Value, egress: bool) -> Outcome {
    let request: Request = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let of = group::meant(region, request.group_id.as_deref(), request.group_name.as_deref())?.clone();
    let tags = tagging::for_type(&request.tag_specifications, &["security-group-rule"], "security-group-rule")?;
    let wanted = wanted(region, &of, &owner, &request.permissions()?)?;
    refuse_repeated(region, &of, egress, &wanted)?;
    refuse_too_many(region, &of, egress, &wanted)?;
    let added: Vec<SecurityGroupRule> = wanted.into_iter().map(|one| add(call, &of, egress, one, &tags)).collect();
    let region = &*call.region();
    let rules: Vec<Value> = added.iter().map(|rule| shown(region, rule, &owner)).collect();
    Ok(answer(json!({ "Return": true, "SecurityGroupRules": rules })))
}

fn wanted(region: &Region, of: &SecurityGroup, owner: &str, all: &[IpPermission]) -> Result<Vec<Wanted>, Fault> {
    let mut wanted = Vec::new();
    for permission in all {
        wanted.extend(permission.rules(region, &of.vpc_id, owner)?);
    }
    Ok(wanted)
}

fn refuse_repeated(region: &Region, of: &SecurityGroup, egress: bool, wanted: &[Wanted]) -> Result<(), Fault> {
    for (place, one) in wanted.iter().enumerate() {
        if wanted[..place].iter().any(|other| same(other, one)) {
            return Err(Fault::invalid_value("The same permission must not appear multiple times"));
        }
        if existing(region, of, egress, one).is_some() {
            return Err(duplicate(one));
        }
    }
    Ok(())
}

fn same(a: &Wanted, b: &Wanted) -> bool {
    (&a.protocol, a.from_port, a.to_port, &a.peer) == (&b.protocol, b.from_port, b.to_port, &b.peer)
}

/// The rule of a group that a request names by its values. Descriptions do not tell rules apart.
pub(super) fn existing<'a>(
    region: &'a Region,
    of: &'a SecurityGroup,
    egress: bool,
    one: &Wanted,
) -> Option<&'a SecurityGroupRule> {
    region.rules_of(&of.id, egress).find(|rule| {
        rule.protocol == one.protocol
            && rule.from_port == one.from_port
            && rule.to_port == one.to_port
            && rule.peer == one.peer
    })
}

/// EC2's refusal of a rule that the group has.
pub(super) fn duplicate(one: &Wanted) -> Fault {
    let peer = match &one.peer {
        Peer::Ipv4(text) | Peer::Ipv6(text) | Peer::PrefixList(text) => text,
        Peer::Group { id, .. } => id,
    };
    let range = |first: &str, last: &str| {
        let number = |of: Option<i32>| of.filter(|n| *n >= 0).map_or("ALL".to_owned(), |n| n.to_string());
        format!("{first}: {}, {last}: {}, ", number(one.from_port), number(one.to_port))
    };
    let traffic = match one.protocol.as_str() {
        "-1" => "ALL, ".to_owned(),
        "tcp" | "udp" => format!("{}, {}", one.protocol.to_uppercase(), range("from port", "to port")),
        "icmp" | "icmpv6" => format!("{}, {}", one.protocol.to_uppercase(), range("type", "code")),
        number => format!("protocol: {number}, "),
    };
    let message = format!("the specified rule \"peer: {peer}, {traffic}ALLOW\" already exists");
    Fault::new("InvalidPermission.Duplicate", message)
}

/// Rules that a group may have in one direction, for each address family: AWS's default quota.
const QUOTA: usize = 60;

/// A prefix list counts by its size, a reference to a group as one.
fn refuse_too_many(region: &Region, of: &SecurityGroup, egress: bool, wanted: &[Wanted]) -> Result<(), Fault> {
    let have = region.rules_of(&of.id, egress).map(|rule| &rule.peer);
    let peers: Vec<&Peer> = have.chain(wanted.iter().map(|one| &one.peer)).collect();
    let count = |v6: bool| -> usize {
        let weight = |peer: &&Peer| match peer {
            Peer::Ipv4(_) => usize::from(!v6),
            Peer::Ipv6(_) => usize::from(v6),
            Peer::Group { .. } => 1,
            Peer::PrefixList(id) => prefix_list::weight(region, id),
        };
        peers.iter().map(weight).sum()
    };
    if count(false) > QUOTA || count(true) > QUOTA {
        let message = "The maximum number of rules per security group has been reached.";
        return Err(Fault::new("RulesPerSecurityGroupLimitExceeded", message));
    }
    Ok(())
}

fn add(call: &mut Call<'_>, of: &SecurityGroup, egress: bool, one: Wanted, tags: &Tags) -> SecurityGroupRule {
    let rule = SecurityGroupRule {
        id: call.id("sgr"),
        group_id: of.id.clone(),
        egress,
        protocol: one.protocol,
        from_port: one.from_port,
        to_port: one.to_port,
        peer: one.peer,
        description: one.description,
        tags: tags.clone(),
    };
    call.region().security_group_rules.insert(rule.id.clone(), rule.clone());
    rule
}

fn revoke(call: &mut Call<'_>, input: Value, egress: bool) -> Outcome {
    let request: Request = read(input)?;
    let owner = call.account.id.clone();
    let region = call.region();
    let of = group::meant(region, request.group_id.as_deref(), request.group_name.as_deref())?.clone();
    let (ids, unknown) = if request.security_group_rule_ids.is_empty() {
        named_by_values(region, &of, egress, &wanted(region, &of, &owner, &request.permissions()?)?)?
    } else {
        (named_by_id(region, &of, egress, &request.security_group_rule_ids)?, Vec::new())
    };
    let removed: Vec<SecurityGroupRule> = ids.iter().filter_map(|id| region.security_group_rules.remove(id)).collect();
    Ok(answer(json!({
        "Return": true,
        "UnknownIpPermissions": if unknown.is_empty() { Value::Null } else { unknown.into() },
        "RevokedSecurityGroupRules": removed.iter().map(revoked_shown).collect::<Vec<_>>(),
    })))
}

fn named_by_id(region: &Region, of: &SecurityGroup, egress: bool, ids: &[String]) -> Result<Vec<String>, Fault> {
    for id in ids {
        let rule = kind::GROUP_RULE.find(&region.security_group_rules, id)?;
        if rule.group_id != of.id || rule.egress != egress {
            return Err(kind::GROUP_RULE.missing(id));
        }
    }
    Ok(ids.to_vec())
}

/// The ids of the rules that a request describes. In a default VPC what is not there is only told; elsewhere it is
/// an error.
fn named_by_values(
    region: &Region,
    of: &SecurityGroup,
    egress: bool,
    wanted: &[Wanted],
) -> Result<(Vec<String>, Vec<Value>), Fault> {
    let default = region.vpcs.get(&of.vpc_id).is_some_and(|vpc| vpc.default);
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for one in wanted {
        match existing(region, of, egress, one) {
            Some(rule) => ids.push(rule.id.clone()),
            None if default => unknown.push(unknown_shown(of, egress, one)),
            None => {
                let message = "The specified rule does not exist in this security group.";
                return Err(Fault::new("InvalidPermission.NotFound", message));
            }
        }
    }
    Ok((ids, unknown))
}

fn unknown_shown(of: &SecurityGroup, egress: bool, one: &Wanted) -> Value {
    let rule = SecurityGroupRule {
        id: String::new(),
        group_id: of.id.clone(),
        egress,
        protocol: one.protocol.clone(),
        from_port: one.from_port,
        to_port: one.to_port,
        peer: one.peer.clone(),
        description: None,
        tags: Tags::new(),
    };
    permission::permission_shown(&[&rule])
}

/// A rule as EC2 answers it. Where a protocol has no ports, EC2 shows -1 here.
pub(super) fn shown(region: &Region, rule: &SecurityGroupRule, owner: &str) -> Value {
    let mut shown = revoked_shown(rule);
    if let (Some(members), Peer::Group { id, owner }) = (shown.as_object_mut(), &rule.peer) {
        members.remove("ReferencedGroupId");
        let vpc = region.security_groups.get(id).map(|group| group.vpc_id.as_str());
        members.insert("ReferencedGroupInfo".to_owned(), json!({ "GroupId": id, "UserId": owner, "VpcId": vpc }));
    }
    shown["GroupOwnerId"] = json!(owner);
    shown["SecurityGroupRuleArn"] =
        json!(format!("arn:aws:ec2:{}:{owner}:security-group-rule/{}", region.name, rule.id));
    shown["Tags"] = tagging::shown(&rule.tags);
    shown
}

fn revoked_shown(rule: &SecurityGroupRule) -> Value {
    let peer = |matching: fn(&Peer) -> Option<&String>| matching(&rule.peer);
    json!({
        "SecurityGroupRuleId": rule.id,
        "GroupId": rule.group_id,
        "IsEgress": rule.egress,
        "IpProtocol": rule.protocol,
        "FromPort": rule.from_port.unwrap_or(-1),
        "ToPort": rule.to_port.unwrap_or(-1),
        "CidrIpv4": peer(|peer| if let Peer::Ipv4(block) = peer { Some(block) } else { None }),
        "CidrIpv6": peer(|peer| if let Peer::Ipv6(block) = peer { Some(block) } else { None }),
        "PrefixListId": peer(|peer| if let Peer::PrefixList(id) = peer { Some(id) } else { None }),
        "ReferencedGroupId": peer(|peer| if let Peer::Group { id, .. } = peer { Some(id) } else { None }),
        "Description": rule.description,
    })
}
