//! Load balancers, listeners, rules, target groups and target health.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancer {
    pub arn: String,
    pub name: String,
    pub dns_name: Option<String>,
    /// `application`, `network` or `gateway`.
    pub kind: String,
    /// `internet-facing` or `internal`.
    pub scheme: String,
    /// `ipv4`, `dualstack` or `dualstack-without-public-ipv4`.
    pub ip_address_type: Option<String>,
    /// `provisioning`, `active`, `active_impaired` or `failed`.
    pub state: String,
    pub state_reason: Option<String>,
    pub vpc_id: Option<String>,
    pub zones: Vec<LoadBalancerZone>,
    pub group_ids: Vec<String>,
    pub created_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancerZone {
    pub availability_zone: String,
    pub subnet_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    pub arn: String,
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, …
    pub protocol: String,
    pub ssl_policy: Option<String>,
    /// Certificates shown on the listener itself (the default one); ARNs.
    pub certificate_arns: Vec<String>,
    pub default_actions: Vec<Action>,
}

/// A rule of a listener, the default one included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub arn: String,
    pub is_default: bool,
    /// A number, or `default`.
    pub priority: String,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// `path-pattern`, `host-header`, `http-header`, `http-request-method`, `query-string`, `source-ip`.
    pub field: String,
    /// For `http-header`: the header's name.
    pub name: Option<String>,
    /// For `query-string`: `key=value`, or only the value.
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Action {
    /// `forward`, with `TargetGroupArn` and `ForwardConfig` brought to one shape.
    Forward {
        targets: Vec<WeightedTargetGroup>,
        stickiness: bool,
    },
    /// As AWS writes them; `#{host}`, `#{port}`, `#{path}`, `#{query}`, `#{protocol}` stay as they are.
    Redirect {
        protocol: String,
        host: String,
        port: String,
        path: String,
        query: String,
        status: String,
    },
    FixedResponse {
        status: String,
    },
    /// `authenticate-oidc`, `authenticate-cognito`, and what comes later.
    Other {
        name: String,
    },
}

impl Action {
    /// The ARNs of the target groups that it forwards to, those of weight 0 included.
    pub fn target_groups(&self) -> impl Iterator<Item = &String> {
        let targets: &[WeightedTargetGroup] = if let Self::Forward { targets, .. } = self { targets } else { &[] };
        targets.iter().map(|target| &target.arn)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightedTargetGroup {
    pub arn: String,
    /// AWS's default is 1; 0 sends nothing there.
    pub weight: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetGroup {
    pub arn: String,
    pub name: String,
    /// `instance`, `ip`, `lambda` or `alb`.
    pub target_type: String,
    pub protocol: Option<String>,
    /// `HTTP1`, `HTTP2` or `GRPC`.
    pub protocol_version: Option<String>,
    pub port: Option<i32>,
    pub ip_address_type: Option<String>,
    pub vpc_id: Option<String>,
    pub load_balancer_arns: Vec<String>,
    pub health_check: HealthCheck,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    pub enabled: bool,
    pub protocol: Option<String>,
    /// A number, or `traffic-port`.
    pub port: Option<String>,
    pub path: Option<String>,
    /// The codes that count as healthy, for example `200` or `200-299`.
    pub matcher: Option<String>,
    pub interval_seconds: Option<i32>,
    pub timeout_seconds: Option<i32>,
    pub healthy_threshold: Option<i32>,
    pub unhealthy_threshold: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetHealth {
    /// Instance id, IP address or ARN.
    pub target_id: String,
    pub port: Option<i32>,
    pub availability_zone: Option<String>,
    /// `initial`, `healthy`, `unhealthy`, `unhealthy.draining`, `unused`, `draining` or `unavailable`.
    pub state: String,
    /// For example `Target.Timeout`.
    pub reason: Option<String>,
    pub description: Option<String>,
}
