//! Parameters that are no references: choices, addresses, ports, patterns.

use ipnet::IpNet;
use serde_json::Value as Json;

use super::Problem;
use super::schema::unlike;
use super::source::{Source, join};
use crate::check::Finding;
use crate::course::kinds::CheckKind;

/// The words that AWS knows for a parameter, where it is a choice.
fn choices(parameter: &str) -> Option<&'static [&'static str]> {
    Some(match parameter {
        "type" => &["application", "network", "gateway"],
        "scheme" => &["internet-facing", "internal"],
        "protocol" => &["HTTP", "HTTPS", "TCP", "UDP", "TCP_UDP", "TLS", "GENEVE", "QUIC", "TCP_QUIC"],
        "target-type" => &["instance", "ip", "lambda", "alb"],
        "protocol-version" => &["HTTP1", "HTTP2", "GRPC"],
        "ip-address-type" => &["ipv4", "dualstack", "dualstack-without-public-ipv4"],
        _ => return None,
    })
}

/// Checks the literal parameters of one check.
pub(super) fn check(kind: &CheckKind, path: &str, source: &Source<'_>, problems: &mut Vec<Problem>) {
    let Ok(Json::Object(fields)) = serde_json::to_value(kind) else { return };
    for (field, value) in &fields {
        let path = join(path, field);
        let mut report = |path: &str, finding| problems.push(source.key(path, finding));
        let texts = || value.as_array().into_iter().flatten().filter_map(Json::as_str).enumerate();
        match (field.as_str(), value) {
            (field, Json::String(text)) => {
                if let Some(known) = choices(field)
                    && !known.contains(&text.as_str())
                {
                    report(&path, unlike("lint-unknown-choice", text, known));
                }
                if field == "version" && !is_version(text) {
                    report(&path, Finding::new("lint-bad-version").arg("given", text));
                }
                if field == "url" && !is_url(text) {
                    report(&path, Finding::new("lint-bad-url").arg("given", text));
                }
            }
            ("from" | "to", Json::Array(_)) => {
                for (index, text) in texts().filter(|(_, text)| text.parse::<IpNet>().is_err()) {
                    report(&format!("{path}[{index}]"), Finding::new("lint-bad-cidr").arg("given", text));
                }
            }
            ("ports", Json::Array(ports)) => {
                if ports.is_empty() {
                    report(&path, Finding::new("lint-empty-list"));
                }
                for (index, _) in ports.iter().enumerate().filter(|(_, port)| port.as_u64() == Some(0)) {
                    report(&format!("{path}[{index}]"), Finding::new("lint-bad-port"));
                }
            }
            ("port", Json::Number(port)) if port.as_u64() == Some(0) => report(&path, Finding::new("lint-bad-port")),
            ("status", Json::Number(status)) if !(100..600).contains(&status.as_u64().unwrap_or_default()) => {
                report(&path, Finding::new("lint-bad-status"));
            }
            ("checks" | "subnets" | "groups", Json::Array(items)) if items.is_empty() => {
                report(&path, Finding::new("lint-empty-list"));
            }
            _ => {}
        }
    }
}

fn is_version(text: &str) -> bool {
    matches!(text, "$Latest" | "$Default") || text.parse::<u32>().is_ok_and(|number| number > 0)
}

/// `{dns}` stands for a host.
fn is_url(text: &str) -> bool {
    url::Url::parse(&text.replace("{dns}", "name.example"))
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
