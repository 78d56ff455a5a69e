//! VPCs, subnets, route tables, security groups and prefix lists.

use std::collections::BTreeSet;

use aws_sdk_ec2::types as sdk;
use futures_util::StreamExt;
use futures_util::stream;

use super::asker::{Asker, Malformed};
use super::convert::{all, block, need, need_text, sorted, tag};
use super::gap;
use crate::facts::network::{
    AclEntry, NetworkAcl, Peer, Permission, PrefixList, Route, RouteTable, SecurityGroup, Subnet, Vpc,
};
use crate::facts::operations::{
    DESCRIBE_NETWORK_ACLS, DESCRIBE_ROUTE_TABLES, DESCRIBE_SECURITY_GROUPS, DESCRIBE_SUBNETS, DESCRIBE_VPCS,
    GET_MANAGED_PREFIX_LIST_ENTRIES,
};
use crate::facts::{GapKind, Section};

/// Pages of a thousand: far beyond EC2's quotas for one region.
const MOST_PAGES: usize = 100;
/// Lists whose entries are fetched, those of inbound rules first. A VPC's rules name a handful; in an account
/// that names more, the rest reads as unseen rather than costing a call each on every look.
const MOST_PREFIX_LISTS: usize = 50;
const PREFIX_LISTS_AT_ONCE: usize = 10;

impl Asker<'_> {
    pub(super) async fn vpcs(&self) -> Section<Vec<Vpc>> {
        let section = self.pages(
            DESCRIBE_VPCS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_vpcs().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.vpcs, vpc)?, page.next_token)),
        );
        by_id(section.await, |vpc| vpc.id.clone())
    }

    pub(super) async fn subnets(&self) -> Section<Vec<Subnet>> {
        let section = self.pages(
            DESCRIBE_SUBNETS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_subnets().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.subnets, subnet)?, page.next_token)),
        );
        by_id(section.await, |subnet| subnet.id.clone())
    }

    pub(super) async fn route_tables(&self) -> Section<Vec<RouteTable>> {
        let section = self.pages(
            DESCRIBE_ROUTE_TABLES,
            MOST_PAGES,
            |token, follow| {
                // EC2 gives at most a hundred route tables a page.
                let call = self.clients.ec2.describe_route_tables().max_results(100).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.route_tables, route_table)?, page.next_token)),
        );
        by_id(section.await, |table| table.id.clone())
    }

    pub(super) async fn network_acls(&self) -> Section<Vec<NetworkAcl>> {
        let section = self.pages(
            DESCRIBE_NETWORK_ACLS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_network_acls().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.network_acls, network_acl)?, page.next_token)),
        );
        by_id(section.await, |acl| acl.id.clone())
    }

    pub(super) async fn security_groups(&self) -> Section<Vec<SecurityGroup>> {
        let section = self.pages(
            DESCRIBE_SECURITY_GROUPS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.describe_security_groups().max_results(1000).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.security_groups, security_group)?, page.next_token)),
        );
        by_id(section.await, |group| group.id.clone())
    }

    /// The entries of every prefix list that a rule of these groups names.
    pub(super) async fn prefix_lists(&self, groups: &[SecurityGroup]) -> Vec<(String, Section<PrefixList>)> {
        let ids = named_lists(groups);
        let asked = stream::iter(ids.into_iter().enumerate().map(|(index, id)| async move {
            if index >= MOST_PREFIX_LISTS {
                let gap = self.gap(&GET_MANAGED_PREFIX_LIST_ENTRIES, GapKind::Incomplete, gap::TOO_MANY);
                return (id, Section::Gap { gap });
            }
            let section = self.prefix_list(&id).await;
            (id, section)
        }));
        asked.buffer_unordered(PREFIX_LISTS_AT_ONCE).collect().await
    }

    async fn prefix_list(&self, id: &str) -> Section<PrefixList> {
        let entries = self.try_pages(
            GET_MANAGED_PREFIX_LIST_ENTRIES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.ec2.get_managed_prefix_list_entries().prefix_list_id(id).max_results(100);
                call.set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.entries, |entry| block(&need_text(entry.cidr)?))?, page.next_token)),
        );
        match entries.await {
            Ok((at, entries)) => Section::seen(at, PrefixList { id: id.to_owned(), entries: sorted(entries, |e| *e) }),
            Err(gap) => Section::Gap { gap },
        }
    }
}

/// A seen list in the order of its ids.
pub(super) fn by_id<T>(section: Section<Vec<T>>, id: impl Fn(&T) -> String) -> Section<Vec<T>> {
    match section {
        Section::Seen { at, value } => Section::seen(at, sorted(value, id)),
        gap => gap,
    }
}

/// Ids of the prefix lists that rules name, those of inbound rules first, each once.
fn named_lists(groups: &[SecurityGroup]) -> Vec<String> {
    let of = |permissions: &dyn Fn(&SecurityGroup) -> &[Permission]| -> BTreeSet<String> {
        groups
            .iter()
            .flat_map(|group| permissions(group).iter())
            .flat_map(|permission| &permission.peers)
            .filter_map(|peer| if let Peer::PrefixList { id } = peer { Some(id.clone()) } else { None })
            .collect()
    };
    let inbound = of(&|group| &group.ingress);
    let outbound = of(&|group| &group.egress);
    inbound.iter().cloned().chain(outbound.difference(&inbound).cloned()).collect()
}

fn vpc(item: sdk::Vpc) -> Result<Vpc, Malformed> {
    let mut cidrs: Vec<String> = item.cidr_block.into_iter().collect();
    let v4 = item.cidr_block_association_set.unwrap_or_default();
    let v6 = item.ipv6_cidr_block_association_set.unwrap_or_default();
    let gone = |state: Option<&sdk::VpcCidrBlockState>| {
        let state = state.and_then(|state| state.state());
        matches!(
            state,
            Some(
                sdk::VpcCidrBlockStateCode::Disassociated
                    | sdk::VpcCidrBlockStateCode::Failed
                    | sdk::VpcCidrBlockStateCode::Failing
            )
        )
    };
    cidrs.extend(v4.into_iter().filter(|b| !gone(b.cidr_block_state())).filter_map(|b| b.cidr_block));
    cidrs.extend(v6.into_iter().filter(|b| !gone(b.ipv6_cidr_block_state())).filter_map(|b| b.ipv6_cidr_block));
    let mut blocks = cidrs.iter().map(|text| block(text)).collect::<Result<Vec<_>, _>>()?;
    blocks.sort_unstable();
    blocks.dedup();
    Ok(Vpc {
        name: tag(item.tags.as_deref(), "Name"),
        id: need_text(item.vpc_id)?,
        cidrs: blocks,
        is_default: item.is_default.unwrap_or_default(),
        state: item.state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
    })
}

fn subnet(item: sdk::Subnet) -> Result<Subnet, Malformed> {
    Ok(Subnet {
        name: tag(item.tags.as_deref(), "Name"),
        id: need_text(item.subnet_id)?,
        vpc_id: need_text(item.vpc_id)?,
        availability_zone: need_text(item.availability_zone)?,
        cidr: item.cidr_block.filter(|text| !text.is_empty()).map(|text| block(&text)).transpose()?,
    })
}

fn route_table(item: sdk::RouteTable) -> Result<RouteTable, Malformed> {
    let associations = item.associations.unwrap_or_default();
    // A table in the midst of losing an association still lists it, as `disassociating` or later.
    let stands = |association: &&sdk::RouteTableAssociation| {
        let state = association.association_state().and_then(|state| state.state());
        !matches!(
            state,
            Some(
                sdk::RouteTableAssociationStateCode::Disassociated
                    | sdk::RouteTableAssociationStateCode::Disassociating
                    | sdk::RouteTableAssociationStateCode::Failed
            )
        )
    };
    let standing: Vec<&sdk::RouteTableAssociation> = associations.iter().filter(stands).collect();
    let mut subnet_ids: Vec<String> = standing.iter().filter_map(|a| a.subnet_id().map(str::to_owned)).collect();
    subnet_ids.sort_unstable();
    Ok(RouteTable {
        id: need_text(item.route_table_id)?,
        vpc_id: need_text(item.vpc_id)?,
        is_main: standing.iter().any(|association| association.main() == Some(true)),
        subnet_ids,
        routes: all(item.routes, route)?,
    })
}

fn route(item: sdk::Route) -> Result<Route, Malformed> {
    let destination =
        item.destination_cidr_block.or(item.destination_ipv6_cidr_block).or(item.destination_prefix_list_id);
    Ok(Route {
        destination: need_text(destination)?,
        target: item
            .gateway_id
            .or(item.nat_gateway_id)
            .or(item.egress_only_internet_gateway_id)
            .or(item.transit_gateway_id)
            .or(item.vpc_peering_connection_id)
            .or(item.instance_id)
            .or(item.network_interface_id)
            .or(item.carrier_gateway_id)
            .or(item.local_gateway_id)
            .or(item.core_network_arn)
            .filter(|target| !target.is_empty()),
        // EC2 always writes the state; a route of an endpoint that leaves it out is in force.
        state: item.state.map_or_else(|| "active".to_owned(), |state| state.as_str().to_owned()),
    })
}

fn network_acl(item: sdk::NetworkAcl) -> Result<NetworkAcl, Malformed> {
    let associations = item.associations.unwrap_or_default();
    let mut subnet_ids: Vec<String> = associations.into_iter().filter_map(|one| one.subnet_id).collect();
    subnet_ids.sort_unstable();
    Ok(NetworkAcl {
        id: need_text(item.network_acl_id)?,
        vpc_id: need_text(item.vpc_id)?,
        is_default: item.is_default.unwrap_or_default(),
        subnet_ids,
        entries: sorted(all(item.entries, acl_entry)?, |entry| (entry.egress, entry.number)),
    })
}

fn acl_entry(item: sdk::NetworkAclEntry) -> Result<AclEntry, Malformed> {
    let blocks = item.cidr_block.or(item.ipv6_cidr_block);
    Ok(AclEntry {
        number: need(item.rule_number)?,
        egress: need(item.egress)?,
        allow: need(item.rule_action)? == sdk::RuleAction::Allow,
        protocol: need(item.protocol)?,
        cidr: block(&need_text(blocks)?)?,
        ports: item.port_range.and_then(|range| range.from.zip(range.to)),
    })
}

fn security_group(item: sdk::SecurityGroup) -> Result<SecurityGroup, Malformed> {
    Ok(SecurityGroup {
        id: need_text(item.group_id)?,
        name: need_text(item.group_name)?,
        description: item.description.unwrap_or_default(),
        vpc_id: item.vpc_id.filter(|id| !id.is_empty()),
        ingress: all(item.ip_permissions, permission)?,
        egress: all(item.ip_permissions_egress, permission)?,
    })
}

fn permission(item: sdk::IpPermission) -> Result<Permission, Malformed> {
    let mut peers: Vec<Peer> = Vec::new();
    for range in item.ip_ranges.unwrap_or_default() {
        peers.push(Peer::Cidr { cidr: block(&need_text(range.cidr_ip)?)? });
    }
    for range in item.ipv6_ranges.unwrap_or_default() {
        peers.push(Peer::Cidr { cidr: block(&need_text(range.cidr_ipv6)?)? });
    }
    for pair in item.user_id_group_pairs.unwrap_or_default() {
        peers.push(Peer::Group { id: need_text(pair.group_id)?, account: pair.user_id });
    }
    for list in item.prefix_list_ids.unwrap_or_default() {
        peers.push(Peer::PrefixList { id: need_text(list.prefix_list_id)? });
    }
    peers.sort_unstable();
    peers.dedup();
    Ok(Permission { protocol: need(item.ip_protocol)?, from_port: item.from_port, to_port: item.to_port, peers })
}
