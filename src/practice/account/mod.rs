//! Everything the practice account holds, as plain data: what the API stores and what time has made of it.
//!
//! No behaviour lives here beyond looking things up. The services (`ec2`, `elbv2`, …) change it on request,
//! `life` changes it as time passes, `network` and `routing` only read it. It serialises whole, so that a saved
//! account goes on exactly where it stood.

mod balancing;
mod compute;
mod identity;
mod ids;
mod monitoring;
mod network;
mod requests;
mod scaling;
mod security;
mod shared;
mod software;
mod template;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

pub(crate) use balancing::*;
pub(crate) use compute::*;
pub(crate) use identity::*;
pub(crate) use ids::Ids;
pub(crate) use monitoring::*;
pub(crate) use network::*;
pub(crate) use requests::*;
pub(crate) use scaling::*;
pub(crate) use security::*;
pub(crate) use shared::Shared;
pub(crate) use software::*;
pub(crate) use template::*;

/// Tags by key, as AWS sorts them for nobody: kept in key order.
pub(crate) type Tags = BTreeMap<String, String>;

/// One AWS account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Twelve digits.
    pub(crate) id: String,
    pub(crate) ids: Ids,
    /// By region name. A region is made when it is first asked for.
    pub(crate) regions: BTreeMap<String, Region>,
    pub(crate) iam: Iam,
    /// Whether a region begins with a default VPC, as AWS's do, or with nothing.
    #[serde(default)]
    pub(crate) default_vpcs: bool,
    /// Made when the first certificate is issued, or its root is asked for.
    #[serde(default)]
    pub(crate) authority: Option<Authority>,
}

/// One region of the account. Everything is keyed by its id (or ARN, or name where AWS has no id), and copied only
/// when it is changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Region {
    pub(crate) name: String,

    pub(crate) vpcs: Shared<BTreeMap<String, Vpc>>,
    pub(crate) subnets: Shared<BTreeMap<String, Subnet>>,
    pub(crate) route_tables: Shared<BTreeMap<String, RouteTable>>,
    pub(crate) internet_gateways: Shared<BTreeMap<String, InternetGateway>>,
    pub(crate) nat_gateways: Shared<BTreeMap<String, NatGateway>>,
    /// Elastic IP addresses, by allocation id.
    pub(crate) addresses: Shared<BTreeMap<String, Address>>,
    pub(crate) network_acls: Shared<BTreeMap<String, NetworkAcl>>,
    pub(crate) network_interfaces: Shared<BTreeMap<String, NetworkInterface>>,
    pub(crate) vpc_endpoints: Shared<BTreeMap<String, VpcEndpoint>>,
    pub(crate) prefix_lists: Shared<BTreeMap<String, PrefixList>>,
    pub(crate) security_groups: Shared<BTreeMap<String, SecurityGroup>>,
    /// Rules of all groups, both directions, by rule id (`sgr-…`).
    pub(crate) security_group_rules: Shared<BTreeMap<String, SecurityGroupRule>>,

    pub(crate) instances: Shared<BTreeMap<String, Instance>>,
    /// The account's own images; Amazon's are a catalogue that every region shows.
    pub(crate) images: Shared<BTreeMap<String, Image>>,
    pub(crate) snapshots: Shared<BTreeMap<String, Snapshot>>,
    pub(crate) volumes: Shared<BTreeMap<String, Volume>>,
    pub(crate) key_pairs: Shared<BTreeMap<String, KeyPair>>,
    pub(crate) launch_templates: Shared<BTreeMap<String, LaunchTemplate>>,

    /// By ARN.
    pub(crate) load_balancers: Shared<BTreeMap<String, LoadBalancer>>,
    pub(crate) listeners: Shared<BTreeMap<String, Listener>>,
    pub(crate) rules: Shared<BTreeMap<String, Rule>>,
    pub(crate) target_groups: Shared<BTreeMap<String, TargetGroup>>,
    /// Certificates of ACM, by ARN.
    pub(crate) certificates: Shared<BTreeMap<String, Certificate>>,

    /// By name.
    pub(crate) auto_scaling_groups: Shared<BTreeMap<String, AutoScalingGroup>>,
    /// Groups that were deleted, oldest first.
    #[serde(default)]
    pub(crate) deleted_groups: Shared<Vec<DeletedGroup>>,

    #[serde(default)]
    pub(crate) monitoring: Monitoring,

    /// Requests that were made under a client token, by the token.
    #[serde(default)]
    pub(crate) client_tokens: Shared<BTreeMap<String, RememberedRequest>>,

    /// What was run on instances, oldest first.
    #[serde(default)]
    pub(crate) commands: Shared<VecDeque<CommandRun>>,

    /// What the shop's database holds: instances come and go, orders stay.
    pub(crate) orders: Shared<Vec<Order>>,
}

impl Account {
    /// An account that holds nothing, in no region yet. The same `seed` gives the same ids in the same order.
    pub(crate) fn empty(id: &str, seed: u64) -> Self {
        Self {
            id: id.to_owned(),
            ids: Ids::new(seed),
            regions: BTreeMap::new(),
            iam: Iam::default(),
            default_vpcs: false,
            authority: None,
        }
    }

    /// The region of that name, made empty when it was never asked for.
    pub(crate) fn region_mut(&mut self, name: &str) -> &mut Region {
        self.regions.entry(name.to_owned()).or_insert_with(|| Region { name: name.to_owned(), ..Region::default() })
    }
}

impl Region {
    /// The groups that judge an instance's traffic: the union of those on its interfaces.
    pub(crate) fn groups_of_instance(&self, instance: &Instance) -> Vec<String> {
        let mut groups: Vec<String> = instance
            .interfaces
            .iter()
            .filter_map(|id| self.network_interfaces.get(id))
            .flat_map(|interface| interface.groups.iter().cloned())
            .collect();
        groups.sort();
        groups.dedup();
        groups
    }

    /// The rules of one group in one direction.
    pub(crate) fn rules_of<'a>(
        &'a self,
        group: &'a str,
        egress: bool,
    ) -> impl Iterator<Item = &'a SecurityGroupRule> + 'a {
        self.security_group_rules.values().filter(move |rule| rule.group_id == group && rule.egress == egress)
    }

    /// The route table in force for a subnet: its own, else its VPC's main one.
    pub(crate) fn route_table_of(&self, subnet: &Subnet) -> Option<&RouteTable> {
        let own = self
            .route_tables
            .values()
            .find(|table| table.associations.iter().any(|one| one.subnet_id.as_deref() == Some(subnet.id.as_str())));
        own.or_else(|| {
            self.route_tables
                .values()
                .find(|table| table.vpc_id == subnet.vpc_id && table.associations.iter().any(|one| one.main))
        })
    }
}
