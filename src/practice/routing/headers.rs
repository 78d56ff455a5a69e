//! The headers that a target gets.

use super::super::elbv2::load_balancer_attributes::attribute;
use super::{Visit, action, scatter};

/// Headers that belong to the client's connection, not to the request.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
];
/// Headers that the load balancer writes itself.
const OWN: &[&str] = &["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id"];

/// The client's headers with what the load balancer knows about the client. `Host` stays as it was.
pub(super) fn to_target(visit: &Visit<'_>) -> Vec<(String, String)> {
    let head = visit.head;
    let strict = attribute(&visit.balancer, "routing.http.drop_invalid_header_fields.enabled") == "true";
    let mut headers = vec![("Host".to_owned(), head.host.clone())];
    for (name, value) in &head.headers {
        let lower = name.to_ascii_lowercase();
        let dropped = lower == "host" || HOP_BY_HOP.contains(&lower.as_str()) || OWN.contains(&lower.as_str());
        if !dropped && (!strict || well_formed(name)) {
            headers.push((name.clone(), value.clone()));
        }
    }
    if let Some(value) = forwarded_for(visit) {
        headers.push(("X-Forwarded-For".to_owned(), value));
    }
    headers.push(("X-Forwarded-Proto".to_owned(), visit.listener.protocol.to_ascii_lowercase()));
    headers.push(("X-Forwarded-Port".to_owned(), visit.listener.port.to_string()));
    headers.push(("X-Amzn-Trace-Id".to_owned(), trace(visit)));
    headers
}

fn well_formed(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn sent(visit: &Visit<'_>, name: &str) -> Vec<String> {
    let matching = visit.head.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    matching.map(|(_, value)| value.clone()).filter(|value| !value.is_empty()).collect()
}

fn forwarded_for(visit: &Visit<'_>) -> Option<String> {
    let mut addresses = sent(visit, "x-forwarded-for");
    match attribute(&visit.balancer, "routing.http.xff_header_processing.mode").as_str() {
        "remove" => return None,
        "preserve" => {}
        _ => {
            let client = visit.head.client;
            let with_port = attribute(&visit.balancer, "routing.http.xff_client_port.enabled") == "true";
            addresses.push(if with_port { client.to_string() } else { client.ip().to_canonical().to_string() });
        }
    }
    (!addresses.is_empty()).then(|| addresses.join(", "))
}

/// `X-Amzn-Trace-Id`: a new root, or the client's own with this load balancer beside it.
fn trace(visit: &Visit<'_>) -> String {
    let seed = format!("{} {}", action::name_of(visit.head), visit.now);
    let id = format!(
        "1-{:08x}-{:016x}{:08x}",
        visit.now.as_second(),
        scatter([seed.as_str()]),
        scatter([seed.as_str(), "."]) >> 32
    );
    match sent(visit, "x-amzn-trace-id").first() {
        Some(theirs) if theirs.contains("Root=") => format!("Self={id};{theirs}"),
        _ => format!("Root={id}"),
    }
}
