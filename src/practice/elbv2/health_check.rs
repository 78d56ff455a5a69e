//! A target group's health check: its defaults by protocol, and what AWS accepts.

use serde::Deserialize;

use super::super::account::HealthCheck;
use super::super::fault::Fault;
use super::names::{self, in_range};

/// The members of a request that are about the health check.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Asked {
    pub(super) health_check_protocol: Option<String>,
    pub(super) health_check_port: Option<String>,
    pub(super) health_check_enabled: Option<bool>,
    pub(super) health_check_path: Option<String>,
    pub(super) health_check_interval_seconds: Option<i64>,
    pub(super) health_check_timeout_seconds: Option<i64>,
    pub(super) healthy_threshold_count: Option<i64>,
    pub(super) unhealthy_threshold_count: Option<i64>,
    pub(super) matcher: Option<Matcher>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Matcher {
    http_code: Option<String>,
    grpc_code: Option<String>,
}

/// What the check belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a> {
    pub(super) protocol: &'a str,
    pub(super) target_type: &'a str,
    /// HTTP1, HTTP2 or GRPC; none for layer 4.
    pub(super) version: Option<&'a str>,
}

impl Of<'_> {
    /// Whether an application load balancer uses such groups.
    fn layer_7(&self) -> bool {
        matches!(self.protocol, "HTTP" | "HTTPS")
    }

    fn grpc(&self) -> bool {
        self.version == Some("GRPC")
    }

    /// What a group of this kind checks when the request says nothing.
    fn defaults(&self, protocol: &str) -> HealthCheck {
        let http = protocol != "TCP";
        let path = if self.grpc() { "/AWS.ALB/healthcheck" } else { "/" };
        let codes = match (self.grpc(), self.layer_7()) {
            (true, _) => "12",
            (false, true) => "200",
            (false, false) => "200-399",
        };
        let timeout_seconds = match (self.layer_7(), protocol) {
            (true, _) => 5,
            (false, "HTTP") => 6,
            (false, _) => 10,
        };
        HealthCheck {
            enabled: true,
            protocol: protocol.to_owned(),
            port: "traffic-port".to_owned(),
            path: http.then(|| path.to_owned()),
            interval_seconds: 30,
            timeout_seconds,
            healthy_threshold: 5,
            unhealthy_threshold: 2,
            matcher: http.then(|| codes.to_owned()),
        }
    }

    /// The check's protocol: as asked, else as the documentation gives it.
    fn protocol(&self, asked: Option<&str>) -> Result<String, Fault> {
        let allowed: &[&str] = match (self.layer_7(), self.target_type) {
            (true, _) | (_, "alb") => &["HTTP", "HTTPS"],
            _ => &["HTTP", "HTTPS", "TCP"],
        };
        let default = if allowed.contains(&"TCP") { "TCP" } else { "HTTP" };
        let protocol = asked.unwrap_or(default);
        if allowed.contains(&protocol) {
            return Ok(protocol.to_owned());
        }
        let message = format!("Health check protocol '{protocol}' must be one of '[{}]'", allowed.join(", "));
        Err(Fault::validation(message))
    }
}

/// The check of a new group.
pub(super) fn made(of: Of<'_>, asked: Asked) -> Result<HealthCheck, Fault> {
    let protocol = of.protocol(asked.health_check_protocol.as_deref())?;
    changed(of, of.defaults(&protocol), asked)
}

/// A check after a request: what it does not name stays. A check that changes between TCP and HTTP takes the
/// defaults of its new protocol for path and codes.
pub(super) fn changed(of: Of<'_>, before: HealthCheck, asked: Asked) -> Result<HealthCheck, Fault> {
    in_range("healthCheckIntervalSeconds", asked.health_check_interval_seconds, 5, 300)?;
    in_range("healthCheckTimeoutSeconds", asked.health_check_timeout_seconds, 2, 120)?;
    in_range("healthyThresholdCount", asked.healthy_threshold_count, 2, 10)?;
    in_range("unhealthyThresholdCount", asked.unhealthy_threshold_count, 2, 10)?;
    let mut check = before;
    let protocol = of.protocol(Some(asked.health_check_protocol.as_deref().unwrap_or(&check.protocol)))?;
    if (protocol == "TCP") != (check.protocol == "TCP") {
        let HealthCheck { path, matcher, .. } = of.defaults(&protocol);
        (check.path, check.matcher) = (path, matcher);
    }
    check.protocol = protocol;
    if asked.health_check_enabled == Some(false) {
        let message = format!("Health checks must be enabled for target groups with target type '{}'", of.target_type);
        return Err(Fault::validation(message));
    }
    let seconds = |asked: Option<i64>, now: u32| asked.and_then(|value| u32::try_from(value).ok()).unwrap_or(now);
    check.interval_seconds = seconds(asked.health_check_interval_seconds, check.interval_seconds);
    check.timeout_seconds = seconds(asked.health_check_timeout_seconds, check.timeout_seconds);
    check.healthy_threshold = seconds(asked.healthy_threshold_count, check.healthy_threshold);
    check.unhealthy_threshold = seconds(asked.unhealthy_threshold_count, check.unhealthy_threshold);
    let too_long = if of.layer_7() {
        check.timeout_seconds >= check.interval_seconds
    } else {
        check.timeout_seconds > check.interval_seconds
    };
    if too_long {
        return Err(Fault::validation("Health check interval must be greater than the timeout."));
    }
    if let Some(port) = asked.health_check_port {
        check.port = checked_port(port)?;
    }
    if let Some(path) = asked.health_check_path {
        check.path = Some(checked_path(&check.protocol, path)?);
    }
    if let Some(codes) = asked.matcher {
        check.matcher = Some(checked_codes(of, &check.protocol, codes)?);
    }
    Ok(check)
}

fn checked_port(port: String) -> Result<String, Fault> {
    let number = port.parse::<u16>().is_ok_and(|number| number > 0) && !port.starts_with('+');
    if port == "traffic-port" || number {
        return Ok(port);
    }
    Err(Fault::validation(format!("Health check port '{port}' must be 'traffic-port' or in the range '1-65535'")))
}

fn checked_path(protocol: &str, path: String) -> Result<String, Fault> {
    if protocol == "TCP" {
        let message = "Health check path cannot be specified for health checks with protocol 'TCP'";
        return Err(Fault::validation(message));
    }
    let printable = path.chars().all(|c| c.is_ascii_graphic());
    if !path.starts_with('/') || !printable || path.len() > 1024 {
        let message = format!(
            "Health check path '{path}' must begin with a '/' character, and can only contain printable ASCII \
             characters, without spaces"
        );
        return Err(Fault::validation(message));
    }
    Ok(path)
}

/// Success codes: single ones (`200`), lists (`200,202`) and ranges (`200-299`).
fn checked_codes(of: Of<'_>, protocol: &str, matcher: Matcher) -> Result<String, Fault> {
    if protocol == "TCP" {
        let message = "Health check matcher cannot be specified for health checks with protocol 'TCP'";
        return Err(Fault::validation(message));
    }
    let (codes, kind, least, most) = match (of.grpc(), matcher) {
        (true, Matcher { grpc_code: Some(codes), .. }) => (codes, "GRPC", 0, 99),
        (false, Matcher { http_code: Some(codes), .. }) => (codes, "HTTP", 200, if of.layer_7() { 499 } else { 599 }),
        (true, _) => return Err(Fault::validation("A health check matcher GRPC code must be specified")),
        (false, _) => return Err(Fault::validation("A health check matcher HTTP code must be specified")),
    };
    if !names::has_form(&codes, r"^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$") {
        return Err(Fault::validation("HttpCode must be like 200 | 200-399 | 200,201 ..."));
    }
    let within = codes.split(',').all(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.parse::<u16>().unwrap_or(u16::MAX), last.parse::<u16>().unwrap_or(0));
        first <= last && first >= least && last <= most
    });
    if within {
        return Ok(codes);
    }
    let message = format!("Health check matcher {kind} code '{codes}' must be within '{least}-{most}' inclusive");
    Err(Fault::validation(message))
}
