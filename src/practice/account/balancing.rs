//! Load balancers, listeners, rules, target groups with the health of their targets, certificates.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Tags;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LoadBalancer {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) kind: LoadBalancerKind,
    /// Internet-facing, else internal.
    pub(crate) internet_facing: bool,
    /// Until when it is `provisioning`; `None` once `active`.
    pub(crate) provisioning_until: Option<Timestamp>,
    /// Something is wrong on AWS's side: `active_impaired`, and its health checks come to nothing.
    #[serde(default)]
    pub(crate) impaired: bool,
    pub(crate) created: Timestamp,
    /// Ends in `.elb.localhost`, which is loopback by RFC 6761.
    pub(crate) dns_name: String,
    pub(crate) vpc_id: String,
    /// One subnet a zone.
    pub(crate) zones: Vec<LoadBalancerZone>,
    pub(crate) security_groups: Vec<String>,
    /// An NLB takes groups later only if it had one when it was made.
    pub(crate) made_with_groups: bool,
    /// Whether its groups judge what comes through AWS `PrivateLink` (NLB with groups): `on` or `off`.
    pub(crate) private_link_rules: Option<String>,
    /// `ipv4` or `dualstack`.
    pub(crate) ip_address_type: String,
    /// Attributes that differ from their defaults.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LoadBalancerKind {
    Application,
    Network,
}

/// One enabled zone of a load balancer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LoadBalancerZone {
    pub(crate) zone: String,
    pub(crate) subnet_id: String,
    /// The load balancer's node in this zone.
    pub(crate) interface: String,
    pub(crate) private_ip: Ipv4Addr,
    pub(crate) public_ip: Option<Ipv4Addr>,
    pub(crate) allocation_id: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub(crate) arn: String,
    pub(crate) load_balancer: String,
    pub(crate) port: u16,
    /// HTTP, HTTPS, TCP, TLS, UDP, `TCP_UDP`.
    pub(crate) protocol: String,
    /// The default certificate first.
    pub(crate) certificates: Vec<String>,
    pub(crate) ssl_policy: Option<String>,
    /// Of a TLS listener, when it was given.
    pub(crate) alpn_policy: Option<String>,
    pub(crate) default_actions: Vec<Action>,
    /// ARN of the rule that these actions are shown as.
    pub(crate) default_rule: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: Tags,
}

/// A rule beside the default one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) arn: String,
    pub(crate) listener: String,
    pub(crate) priority: u32,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) actions: Vec<Action>,
    pub(crate) tags: Tags,
}

/// An action in the API's own form, so that it is read from a request and written to an answer as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Action {
    #[serde(rename = "Type")]
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) order: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_group_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forward_config: Option<ForwardConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect_config: Option<RedirectConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fixed_response_config: Option<FixedResponseConfig>,
    /// Kept as given; nobody is asked to log in here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authenticate_oidc_config: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authenticate_cognito_config: Option<Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ForwardConfig {
    #[serde(default)]
    pub(crate) target_groups: Vec<WeightedTargetGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_group_stickiness_config: Option<TargetGroupStickiness>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WeightedTargetGroup {
    #[serde(default)]
    pub(crate) target_group_arn: String,
    /// 0–999; absent is 1 for a single group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) weight: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetGroupStickiness {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration_seconds: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RedirectConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) query: Option<String>,
    /// `HTTP_301` or `HTTP_302`.
    pub(crate) status_code: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FixedResponseConfig {
    pub(crate) status_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_body: Option<String>,
}

/// A condition in the API's own form. `Values` is filled for the fields that have it, as AWS answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Condition {
    /// `path-pattern`, `host-header`, `http-header`, `http-request-method`, `query-string`, `source-ip`.
    #[serde(default)]
    pub(crate) field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host_header_config: Option<Values>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path_pattern_config: Option<Values>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_header_config: Option<HttpHeaderConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) query_string_config: Option<QueryStringConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_request_method_config: Option<Values>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_ip_config: Option<Values>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Values {
    #[serde(default)]
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct HttpHeaderConfig {
    #[serde(default)]
    pub(crate) http_header_name: String,
    #[serde(default)]
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueryStringConfig {
    #[serde(default)]
    pub(crate) values: Vec<KeyValue>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct KeyValue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) value: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    /// HTTP, HTTPS, TCP, TLS, UDP, `TCP_UDP`.
    pub(crate) protocol: String,
    pub(crate) port: u16,
    pub(crate) vpc_id: String,
    /// `instance`, `ip` or `alb`.
    pub(crate) target_type: String,
    /// HTTP1, HTTP2, GRPC; none for layer 4.
    pub(crate) protocol_version: Option<String>,
    pub(crate) ip_address_type: String,
    pub(crate) health_check: HealthCheck,
    /// Attributes that differ from their defaults.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) targets: Vec<Target>,
    /// Where round robin stands.
    pub(crate) turn: u64,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HealthCheck {
    pub(crate) enabled: bool,
    pub(crate) protocol: String,
    /// `traffic-port` or a number.
    pub(crate) port: String,
    pub(crate) path: Option<String>,
    pub(crate) interval_seconds: u32,
    pub(crate) timeout_seconds: u32,
    pub(crate) healthy_threshold: u32,
    pub(crate) unhealthy_threshold: u32,
    /// Status codes as given, e.g. `200`, `200,202`, `200-299`; none for TCP.
    pub(crate) matcher: Option<String>,
}

/// A registered target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    /// Instance id, address, or load-balancer ARN, by the group's type.
    pub(crate) id: String,
    /// The port towards it (the group's, unless it was given).
    pub(crate) port: u16,
    /// `AvailabilityZone` as given (`all` for addresses outside the VPC).
    pub(crate) zone: Option<String>,
    pub(crate) registered: Timestamp,
    /// Set once it is being deregistered: until when it drains.
    pub(crate) draining_until: Option<Timestamp>,
    pub(crate) health: Health,
}

/// The record that health checks keep of one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Health {
    pub(crate) state: HealthState,
    /// `Target.Timeout`, `Elb.InitialHealthChecking`, …; none when healthy.
    pub(crate) reason: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) since: Timestamp,
    /// Successes or failures in a row.
    pub(crate) successes: u32,
    pub(crate) failures: u32,
    /// When it is looked at next; none while nothing looks (unused, disabled).
    pub(crate) next: Option<Timestamp>,
}

/// `TargetHealthStateEnum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HealthState {
    Initial,
    Healthy,
    Unhealthy,
    UnhealthyDraining,
    Unused,
    Draining,
    Unavailable,
}

impl HealthState {
    /// The API's word.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
            Self::UnhealthyDraining => "unhealthy.draining",
            Self::Unused => "unused",
            Self::Draining => "draining",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A certificate of ACM, with the key that load balancers present it with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) arn: String,
    pub(crate) domain: String,
    /// All names that it covers, the domain first.
    pub(crate) names: Vec<String>,
    /// `AMAZON_ISSUED` or `IMPORTED`.
    pub(crate) kind: String,
    /// `PENDING_VALIDATION`, `ISSUED`, `EXPIRED`, …
    pub(crate) status: String,
    pub(crate) created: Timestamp,
    pub(crate) issued: Option<Timestamp>,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_after: Option<Timestamp>,
    /// PEM; empty until issued.
    pub(crate) certificate: String,
    pub(crate) chain: String,
    pub(crate) private_key: String,
    /// `DNS` or `EMAIL`.
    pub(crate) validation: String,
    pub(crate) serial: String,
    pub(crate) key_algorithm: String,
    /// `IdempotencyToken` of the request that made it.
    pub(crate) client_token: Option<String>,
    pub(crate) tags: Tags,
}

/// The account's own certificate authority, which issues what ACM issues.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Authority {
    /// PEM.
    pub(crate) certificate: String,
    pub(crate) private_key: String,
}
