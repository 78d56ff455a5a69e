//! What was observed in one account and region, as plain data.
//!
//! Floor 0. Names no SDK type, does no I/O, and serialises: the same facts saved to a file give the
//! same verdicts a year later. Every part is a [`Section`]: seen, or a [`Gap`] that says why not.
//! "Could not tell" therefore never turns into "is not there".
//!
//! Units and shapes: times are UTC [`jiff::Timestamp`]s; ids, names and ARNs are AWS's own strings;
//! CIDR blocks are [`ipnet::IpNet`]. User data is reduced to [`compute::UserDataFindings`] when it is
//! read and is kept nowhere.

pub mod balancing;
pub mod certificates;
pub mod compute;
mod gaps;
pub mod holdings;
pub mod monitoring;
pub mod network;
pub mod now;
pub mod operations;
pub mod reachability;
pub mod requests;
pub mod scaling;
pub mod section;
pub mod user_data;
pub mod want;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use balancing::{Listener, LoadBalancer, Rule, TargetGroup, TargetHealth};
use certificates::{Certificate, ListenerCertificate, SslPolicy};
use compute::{Image, Instance, LaunchTemplate, LaunchTemplateName, Snapshot};
use holdings::{Address, NatGateway, NetworkInterface, Volume};
use monitoring::{Alarm, AlarmStateChange, RequestMetric};
use network::{NetworkAcl, PrefixList, RouteTable, SecurityGroup, Subnet, Vpc};
use reachability::{DnsObservation, HttpObservation, ScenarioObservation, TcpObservation, TlsObservation};
use scaling::{Activity, AutoScalingGroup, ScalingPolicy};
pub use section::{Gap, GapKind, Section};

/// Who is asking, from `sts:GetCallerIdentity`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    pub arn: String,
}

/// A resource of a wanted name that is missing here but exists in another region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The kind of resource, as in [`want::ResourceKind`].
    pub kind: want::ResourceKind,
    pub name: String,
    pub region: String,
    pub id: String,
}

/// Everything observed in one account and region in one collection.
///
/// Lists hold *everything of that kind in the region* (all pages), not only what a course names, so
/// that twins in another VPC and nearly right names can be recognised. Maps hold what was asked for by
/// parent; a parent that nobody asked about has no entry, which reads as [`GapKind::NotAsked`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The region asked, for example `us-east-1`.
    pub region: String,
    /// *Now* by the account's own clock: the `Date` headers of the answers by [`now::agreed`], else the
    /// clock of this machine.
    pub now: Timestamp,
    /// When collection began and ended, by this machine's clock.
    pub started_at: Timestamp,
    pub finished_at: Timestamp,
    /// Requests that were sent for this collection, retries not counted.
    pub api_calls: u32,
    pub identity: Section<Identity>,
    /// AWS's own endpoints were asked: what is seen has pages in the AWS console.
    #[serde(default)]
    pub at_aws: bool,

    pub vpcs: Section<Vec<Vpc>>,
    pub subnets: Section<Vec<Subnet>>,
    pub route_tables: Section<Vec<RouteTable>>,
    /// Only asked where a request's way is walked.
    #[serde(default)]
    pub network_acls: Section<Vec<NetworkAcl>>,
    pub security_groups: Section<Vec<SecurityGroup>>,
    /// By prefix-list id; only those that a security group or a route names.
    pub prefix_lists: BTreeMap<String, Section<PrefixList>>,

    pub instances: Section<Vec<Instance>>,
    /// Images owned by the account.
    pub images: Section<Vec<Image>>,
    /// Snapshots owned by the account.
    pub snapshots: Section<Vec<Snapshot>>,
    #[serde(default)]
    pub volumes: Section<Vec<Volume>>,
    #[serde(default)]
    pub addresses: Section<Vec<Address>>,
    #[serde(default)]
    pub nat_gateways: Section<Vec<NatGateway>>,
    #[serde(default)]
    pub network_interfaces: Section<Vec<NetworkInterface>>,
    /// By the name asked for; `None` inside when AWS says that there is no such template.
    pub launch_templates: BTreeMap<String, Section<Option<LaunchTemplate>>>,
    /// Every launch template of the region by name; asked for only when one was not there.
    #[serde(default)]
    pub launch_template_names: Section<Vec<LaunchTemplateName>>,

    pub load_balancers: Section<Vec<LoadBalancer>>,
    pub target_groups: Section<Vec<TargetGroup>>,
    /// By load balancer ARN: key → value. Only where somebody asks for them.
    #[serde(default)]
    pub load_balancer_tags: BTreeMap<String, Section<BTreeMap<String, String>>>,
    /// By load balancer ARN: attribute and value, as AWS writes them. Only where somebody asks for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub load_balancer_attributes: BTreeMap<String, Section<BTreeMap<String, String>>>,
    /// By load balancer ARN.
    pub listeners: BTreeMap<String, Section<Vec<Listener>>>,
    /// By listener ARN.
    pub rules: BTreeMap<String, Section<Vec<Rule>>>,
    /// By target group ARN.
    pub target_health: BTreeMap<String, Section<Vec<TargetHealth>>>,
    /// By target group ARN: attribute and value, as AWS writes them.
    #[serde(default)]
    pub target_group_attributes: BTreeMap<String, Section<BTreeMap<String, String>>>,

    /// Of ACM in this region.
    #[serde(default)]
    pub certificates: Section<Vec<Certificate>>,
    /// By ARN: ACM's certificates on listeners, in full.
    #[serde(default)]
    pub certificate_details: BTreeMap<String, Section<Certificate>>,
    /// By listener ARN, the default one included.
    #[serde(default)]
    pub listener_certificates: BTreeMap<String, Section<Vec<ListenerCertificate>>>,
    /// By name; only those that a listener uses.
    #[serde(default)]
    pub ssl_policies: BTreeMap<String, Section<SslPolicy>>,

    pub auto_scaling_groups: Section<Vec<AutoScalingGroup>>,
    /// By Auto Scaling group name.
    pub policies: BTreeMap<String, Section<Vec<ScalingPolicy>>>,
    /// By Auto Scaling group name, newest first.
    pub activities: BTreeMap<String, Section<Vec<Activity>>>,

    /// By Auto Scaling group name: alarms that its policies name, and any other whose name starts with
    /// `TargetTracking-<group>-`.
    pub alarms: BTreeMap<String, Section<Vec<Alarm>>>,
    /// By alarm name, newest first.
    pub alarm_history: BTreeMap<String, Section<Vec<AlarmStateChange>>>,
    /// By target group ARN.
    pub request_metrics: BTreeMap<String, Section<RequestMetric>>,

    /// By host name.
    pub dns: BTreeMap<String, Section<DnsObservation>>,
    /// By the URL first asked for.
    pub http: BTreeMap<String, Section<HttpObservation>>,
    /// By [`reachability::scenario_key`].
    #[serde(default)]
    pub scenarios: BTreeMap<String, Section<ScenarioObservation>>,
    /// Experiments, by the keys of [`requests`].
    #[serde(default)]
    pub requests: BTreeMap<String, Section<requests::Series>>,
    /// By `host:port`.
    pub tcp: BTreeMap<String, Section<TcpObservation>>,
    /// By `host:port/server-name`.
    pub tls: BTreeMap<String, Section<TlsObservation>>,

    /// Only filled when something was missing here and other regions were asked.
    pub elsewhere: Section<Vec<Elsewhere>>,
}

impl Facts {
    /// Facts in which nothing has been asked yet.
    #[must_use]
    pub fn empty(region: &str, now: Timestamp) -> Self {
        Self {
            region: region.to_owned(),
            now,
            started_at: now,
            finished_at: now,
            api_calls: 0,
            identity: Section::default(),
            at_aws: false,
            vpcs: Section::default(),
            subnets: Section::default(),
            route_tables: Section::default(),
            network_acls: Section::default(),
            security_groups: Section::default(),
            prefix_lists: BTreeMap::new(),
            instances: Section::default(),
            images: Section::default(),
            snapshots: Section::default(),
            volumes: Section::default(),
            addresses: Section::default(),
            nat_gateways: Section::default(),
            network_interfaces: Section::default(),
            launch_templates: BTreeMap::new(),
            launch_template_names: Section::default(),
            load_balancers: Section::default(),
            target_groups: Section::default(),
            load_balancer_tags: BTreeMap::new(),
            load_balancer_attributes: BTreeMap::new(),
            listeners: BTreeMap::new(),
            rules: BTreeMap::new(),
            target_health: BTreeMap::new(),
            certificates: Section::default(),
            certificate_details: BTreeMap::new(),
            listener_certificates: BTreeMap::new(),
            ssl_policies: BTreeMap::new(),
            target_group_attributes: BTreeMap::new(),
            auto_scaling_groups: Section::default(),
            policies: BTreeMap::new(),
            activities: BTreeMap::new(),
            alarms: BTreeMap::new(),
            alarm_history: BTreeMap::new(),
            request_metrics: BTreeMap::new(),
            dns: BTreeMap::new(),
            http: BTreeMap::new(),
            scenarios: BTreeMap::new(),
            requests: BTreeMap::new(),
            tcp: BTreeMap::new(),
            tls: BTreeMap::new(),
            elsewhere: Section::default(),
        }
    }
}
