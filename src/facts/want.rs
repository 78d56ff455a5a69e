//! Which facts a set of checks wants. Collection takes the union of many such sets.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::requests::Purpose;

/// The kinds of named AWS resource that a course speaks of. Also the kinds of a course's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    Vpc,
    Subnet,
    SecurityGroup,
    Instance,
    Image,
    LaunchTemplate,
    InstanceProfile,
    LoadBalancer,
    TargetGroup,
    AutoScalingGroup,
    ScalingPolicy,
    /// Not a resource: a text, address or number that the learner gives.
    Text,
}

/// One fact to collect. Names are those of AWS resources after `--set` and `--suffix`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Want {
    Identity,
    Vpcs,
    Subnets,
    RouteTables,
    NetworkAcls,
    /// With the entries of every prefix list that a rule names.
    SecurityGroups,
    Instances,
    Images,
    Snapshots,
    Volumes,
    Addresses,
    NatGateways,
    NetworkInterfaces,
    LaunchTemplate {
        name: String,
        /// Patterns to look for in user data ([`UserDataFindings::start_patterns`]
        /// (`super::compute::UserDataFindings::start_patterns`)).
        start_patterns: Vec<String>,
        /// Texts to look for in user data.
        mentions: Vec<String>,
    },
    LoadBalancers,
    TargetGroups,
    /// Of the load balancer of this name.
    Listeners {
        load_balancer: String,
    },
    /// Of every listener of the load balancer of this name.
    Rules {
        load_balancer: String,
    },
    /// Tags of the load balancer of this name.
    LoadBalancerTags {
        load_balancer: String,
    },
    /// Attributes of the load balancer of this name: whether it is protected against deletion.
    LoadBalancerAttributes {
        load_balancer: String,
    },
    TargetHealth {
        target_group: String,
    },
    /// Of ACM in this region, as a list shows them.
    Certificates,
    /// On the listeners of the load balancer of this name, with what ACM tells of each. Wants its
    /// [`Want::Listeners`] too.
    ListenerCertificates {
        load_balancer: String,
    },
    /// Of the listeners of the load balancer of this name. Wants its [`Want::Listeners`] too.
    SslPolicies {
        load_balancer: String,
    },
    /// Health of every target group that the load balancer of this name sends requests to.
    TargetHealthBehind {
        load_balancer: String,
    },
    /// Attributes of every target group that the load balancer of this name sends requests to.
    TargetGroupAttributes {
        load_balancer: String,
    },
    /// Listeners of every Network Load Balancer, and the health of the targets behind them.
    NetworkLoadBalancers,
    AutoScalingGroups,
    Policies {
        group: String,
    },
    Activities {
        group: String,
    },
    /// Alarms that the group's policies name, and those named `TargetTracking-<group>-…`.
    Alarms {
        group: String,
    },
    /// State changes of the group's target-tracking alarms.
    AlarmHistory {
        group: String,
    },
    /// `RequestCountPerTarget` of the target group, one-minute sums.
    RequestMetric {
        target_group: String,
    },
    /// Resolve the load balancer's DNS name.
    Dns {
        load_balancer: String,
    },
    /// GET the URL, following redirects. `{dns}` in `url` stands for the load balancer's DNS name.
    Http {
        load_balancer: String,
        url: String,
        contains: Vec<String>,
    },
    /// Send an instructor's request, then fetch a page that must show its trace. `{nonce}` in `body` and in
    /// both texts stands for a fresh word; an empty `then_path` or text is not asked.
    HttpScenario {
        load_balancer: String,
        method: String,
        path: String,
        content_type: String,
        body: String,
        expect_text: String,
        then_path: String,
        then_text: String,
    },
    /// Send a bounded number of requests to the load balancer of this name. `marker` tells which target answered
    /// ([`Marker`](super::requests::Marker)); empty for none.
    Requests {
        load_balancer: String,
        purpose: Purpose,
        marker: String,
    },
    /// Complete a TCP handshake to the public address of the instance with this Name tag, if any.
    TcpToInstance {
        instance: String,
        port: u16,
    },
    /// TLS handshake to the load balancer's DNS name with this server name; nothing is sent where its listeners
    /// were not seen to have one that speaks TLS on the port.
    Tls {
        load_balancer: String,
        port: u16,
        server_name: String,
    },
}

/// A set of wanted facts, in a stable order.
pub type Wants = BTreeSet<Want>;
