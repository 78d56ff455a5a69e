//! `IpPermission`: read from a request into single rules, and rules shown as permissions again.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Peer, Region, SecurityGroup, SecurityGroupRule};
use super::super::fault::Fault;
use super::{group, kind, prefix_list};

/// One rule as a request wants (or names) it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) protocol: String,
    pub(super) from_port: Option<i32>,
    pub(super) to_port: Option<i32>,
    pub(super) peer: Peer,
    pub(super) description: Option<String>,
}

/// `IpPermission`: one protocol and range, any number of peers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct IpPermission {
    pub(super) ip_protocol: Option<String>,
    pub(super) from_port: Option<i32>,
    pub(super) to_port: Option<i32>,
    pub(super) user_id_group_pairs: Vec<GroupPair>,
    pub(super) ip_ranges: Vec<IpRange>,
    pub(super) ipv6_ranges: Vec<Ipv6Range>,
    pub(super) prefix_list_ids: Vec<PrefixListId>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct GroupPair {
    pub(super) group_id: Option<String>,
    pub(super) group_name: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct IpRange {
    pub(super) cidr_ip: String,
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Ipv6Range {
    pub(super) cidr_ipv6: String,
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct PrefixListId {
    pub(super) prefix_list_id: String,
    pub(super) description: Option<String>,
}

impl IpPermission {
    /// The rules that this permission stands for, one a peer, for a group of `vpc` in the account `owner`.
    pub(super) fn rules(&self, region: &Region, vpc: &str, owner: &str) -> Result<Vec<Wanted>, Fault> {
        let protocol = protocol(self.ip_protocol.as_deref())?;
        let (from_port, to_port) = ports(&protocol, self.from_port, self.to_port)?;
        let mut peers: Vec<(Peer, Option<&String>)> = Vec::new();
        for pair in &self.user_id_group_pairs {
            peers.push((pair.peer(region, vpc, owner)?, pair.description.as_ref()));
        }
        for range in &self.ip_ranges {
            peers.push((ipv4(&range.cidr_ip)?, range.description.as_ref()));
        }
        for range in &self.ipv6_ranges {
            peers.push((ipv6(&range.cidr_ipv6)?, range.description.as_ref()));
        }
        for list in &self.prefix_list_ids {
            peers.push((list_peer(region, &list.prefix_list_id)?, list.description.as_ref()));
        }
        if peers.is_empty() {
            return Err(Fault::new("MissingParameter", "Source group ID missing."));
        }
        peers
            .into_iter()
            .map(|(peer, text)| {
                let description = description(text.map(String::as_str))?;
                Ok(Wanted { protocol: protocol.clone(), from_port, to_port, peer, description })
            })
            .collect()
    }
}

impl GroupPair {
    fn peer(&self, region: &Region, vpc: &str, owner: &str) -> Result<Peer, Fault> {
        let other_account = self.user_id.as_deref().is_some_and(|user| user != owner);
        if let (Some(id), true) = (&self.group_id, other_account) {
            return Err(kind::GROUP.missing(id));
        }
        let found = group::meant(region, self.group_id.as_deref(), self.group_name.as_deref())?;
        if found.vpc_id != vpc {
            let message = "You have specified two resources that belong to different networks.";
            return Err(Fault::new("InvalidGroup.NotFound", message));
        }
        Ok(Peer::Group { id: found.id.clone(), owner: owner.to_owned() })
    }
}

/// The protocol under the name that EC2 keeps: four have names, all is `-1`, the others their numbers.
pub(super) fn protocol(given: Option<&str>) -> Result<String, Fault> {
    let Some(given) = given else {
        let message = "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.";
        return Err(Fault::invalid_value(message));
    };
    let name = given.to_ascii_lowercase();
    let kept = match name.as_str() {
        "tcp" | "6" => "tcp",
        "udp" | "17" => "udp",
        "icmp" | "1" => "icmp",
        "icmpv6" | "58" => "icmpv6",
        "-1" | "all" => "-1",
        other => {
            let unknown =
                || Fault::invalid_value(format!("Invalid value '{given}' for IP protocol. Unknown protocol."));
            return other.parse::<u8>().map(|number| number.to_string()).map_err(|_| unknown());
        }
    };
    Ok(kept.to_owned())
}

/// The range by the rules of its protocol: ports of TCP and UDP, type and code of ICMP; others have none.
pub(super) fn ports(protocol: &str, from: Option<i32>, to: Option<i32>) -> Result<(Option<i32>, Option<i32>), Fault> {
    let both = |name: &str| {
        from.zip(to).ok_or_else(|| {
            Fault::invalid_value(format!(
                "Invalid value 'Must specify both from and to ports with {name}.' for portRange."
            ))
        })
    };
    match protocol {
        "tcp" | "udp" => {
            let (from, to) = both("TCP/UDP")?;
            if let Some(wrong) = [from, to].into_iter().find(|port| !(0..=65535).contains(port)) {
                let message = format!("TCP/UDP port ({wrong}) out of range");
                return Err(Fault::new("InvalidPermission.Malformed", message));
            }
            if from > to {
                let message = format!("Invalid value '{from}-{to}' for portRange. The end is before the start.");
                return Err(Fault::invalid_value(message));
            }
            Ok((Some(from), Some(to)))
        }
        "icmp" => {
            let (kind, code) = both("ICMP")?;
            icmp(kind, code)
        }
        "icmpv6" => icmp(from.unwrap_or(-1), to.unwrap_or(-1)),
        _ => Ok((None, None)),
    }
}

fn icmp(kind: i32, code: i32) -> Result<(Option<i32>, Option<i32>), Fault> {
    let valid = -1..=255;
    if !valid.contains(&kind) || !valid.contains(&code) || (kind == -1 && code != -1) {
        let message = format!("ICMP type ({kind}) or code ({code}) out of range");
        return Err(Fault::new("InvalidPermission.Malformed", message));
    }
    Ok((Some(kind), Some(code)))
}

/// An IPv4 source or destination: kept with its host bits cleared.
pub(super) fn ipv4(text: &str) -> Result<Peer, Fault> {
    text.parse::<ipnet::Ipv4Net>().map(|net| Peer::Ipv4(net.trunc().to_string())).map_err(|_| malformed(text))
}

/// The same for IPv6.
pub(super) fn ipv6(text: &str) -> Result<Peer, Fault> {
    text.parse::<ipnet::Ipv6Net>().map(|net| Peer::Ipv6(net.trunc().to_string())).map_err(|_| malformed(text))
}

fn malformed(text: &str) -> Fault {
    Fault::invalid_value(format!("CIDR block {text} is malformed"))
}

/// A prefix list that exists, the account's own or Amazon's.
pub(super) fn list_peer(region: &Region, id: &str) -> Result<Peer, Fault> {
    prefix_list::find(region, id)?;
    Ok(Peer::PrefixList(id.to_owned()))
}

/// A rule's description by EC2's rules; an empty one is none.
pub(super) fn description(given: Option<&str>) -> Result<Option<String>, Fault> {
    match given {
        None | Some("") => Ok(None),
        Some(text) if described(text) => Ok(Some(text.to_owned())),
        Some(_) => Err(Fault::invalid_value(format!(
            "Invalid rule description. Valid descriptions are strings less than 256 characters from the following \
             set:  {CHARACTERS}"
        ))),
    }
}

/// What names and descriptions of groups and rules may hold.
pub(super) const CHARACTERS: &str = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

/// Whether a text is one that EC2 takes as a name or description.
pub(super) fn described(text: &str) -> bool {
    text.chars().count() <= 255
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ". _-:/()#,@[]+=&;{}!$*".contains(c))
}

/// The rules of a group in one direction as EC2 answers them: one permission a protocol and range.
pub(super) fn shown(region: &Region, of: &SecurityGroup, egress: bool) -> Vec<Value> {
    let mut rules: Vec<&SecurityGroupRule> = region.rules_of(&of.id, egress).collect();
    rules.sort_by_key(|rule| (&rule.protocol, rule.from_port, rule.to_port, &rule.peer));
    rules
        .chunk_by(|a, b| (&a.protocol, a.from_port, a.to_port) == (&b.protocol, b.from_port, b.to_port))
        .map(permission_shown)
        .collect()
}

/// Rules of one protocol and range as one permission.
pub(super) fn permission_shown(rules: &[&SecurityGroupRule]) -> Value {
    let (mut groups, mut v4, mut v6, mut lists) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for rule in rules {
        let text = &rule.description;
        match &rule.peer {
            Peer::Group { id, owner } => groups.push(json!({ "GroupId": id, "UserId": owner, "Description": text })),
            Peer::Ipv4(block) => v4.push(json!({ "CidrIp": block, "Description": text })),
            Peer::Ipv6(block) => v6.push(json!({ "CidrIpv6": block, "Description": text })),
            Peer::PrefixList(id) => lists.push(json!({ "PrefixListId": id, "Description": text })),
        }
    }
    let first = rules.first();
    json!({
        "IpProtocol": first.map(|rule| rule.protocol.as_str()),
        "FromPort": first.and_then(|rule| rule.from_port),
        "ToPort": first.and_then(|rule| rule.to_port),
        "UserIdGroupPairs": groups,
        "IpRanges": v4,
        "Ipv6Ranges": v6,
        "PrefixListIds": lists,
    })
}
