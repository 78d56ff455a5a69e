//! Attributes of load balancers.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{LoadBalancer, LoadBalancerKind};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::attributes::{self, Attribute, Rule, Setting, attribute as entry};
use super::names;

pub(super) const OPERATIONS: Table = &[
    ("DescribeLoadBalancerAttributes", describe_load_balancer_attributes),
    ("ModifyLoadBalancerAttributes", modify_load_balancer_attributes),
];

const BOTH: &[Attribute] = &[
    entry("access_logs.s3.enabled", "false", Rule::Switch),
    entry("access_logs.s3.bucket", "", Rule::Text(63)),
    entry("access_logs.s3.prefix", "", Rule::Text(1024)),
    entry("deletion_protection.enabled", "false", Rule::Switch),
    entry("ipv6.deny_all_igw_traffic", "false", Rule::Switch),
    entry("zonal_shift.config.enabled", "false", Rule::Switch),
];

const APPLICATION: &[Attribute] = &[
    entry("load_balancing.cross_zone.enabled", "true", Rule::Switch),
    entry("idle_timeout.timeout_seconds", "60", Rule::Number(1, 4000)),
    entry("client_keep_alive.seconds", "3600", Rule::Number(60, 604_800)),
    entry("connection_logs.s3.enabled", "false", Rule::Switch),
    entry("connection_logs.s3.bucket", "", Rule::Text(63)),
    entry("connection_logs.s3.prefix", "", Rule::Text(1024)),
    entry("health_check_logs.s3.enabled", "false", Rule::Switch),
    entry("health_check_logs.s3.bucket", "", Rule::Text(63)),
    entry("health_check_logs.s3.prefix", "", Rule::Text(1024)),
    entry("routing.http2.enabled", "true", Rule::Switch),
    entry("routing.http.desync_mitigation_mode", "defensive", Rule::OneOf(&["monitor", "defensive", "strictest"])),
    entry("routing.http.drop_invalid_header_fields.enabled", "false", Rule::Switch),
    entry("routing.http.preserve_host_header.enabled", "false", Rule::Switch),
    entry("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", Rule::Switch),
    entry("routing.http.xff_client_port.enabled", "false", Rule::Switch),
    entry("routing.http.xff_header_processing.mode", "append", Rule::OneOf(&["append", "preserve", "remove"])),
    entry("waf.fail_open.enabled", "false", Rule::Switch),
];

const NETWORK: &[Attribute] = &[
    entry("load_balancing.cross_zone.enabled", "false", Rule::Switch),
    entry(
        "dns_record.client_routing_policy",
        "any_availability_zone",
        Rule::OneOf(&["any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"]),
    ),
    entry("secondary_ips.auto_assigned.per_subnet", "0", Rule::Number(0, 7)),
];

/// The attributes that a kind of load balancer has.
fn table(kind: LoadBalancerKind) -> Vec<&'static Attribute> {
    let own = if kind == LoadBalancerKind::Application { APPLICATION } else { NETWORK };
    BOTH.iter().chain(own).collect()
}

/// What an attribute of a load balancer is set to: as it was modified, else its default. Empty for a key that it
/// does not have.
pub(crate) fn attribute(one: &LoadBalancer, key: &str) -> String {
    if let Some(set) = one.attributes.get(key) {
        return set.clone();
    }
    if key == "ipv6.deny_all_igw_traffic" {
        return (!one.internet_facing).to_string();
    }
    table(one.kind).iter().find(|entry| entry.key == key).map(|entry| entry.default.to_owned()).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    load_balancer_arn: String,
}

fn describe_load_balancer_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    let one = names::load_balancer(call.region(), &input.load_balancer_arn)?;
    let all = table(one.kind).into_iter().map(|entry| (entry.key.to_owned(), attribute(one, entry.key)));
    Ok(json!({ "Attributes": attributes::shown(all) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyInput {
    load_balancer_arn: String,
    attributes: Vec<Setting>,
}

fn modify_load_balancer_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifyInput = read(input)?;
    let region = call.region();
    let one = names::load_balancer(region, &input.load_balancer_arn)?;
    supported(one.kind, &input.attributes)?;
    let given = attributes::check(&input.attributes, &table(one.kind), "Load balancer")?;
    let is = |key: &str, value: &str| given.get(key).is_some_and(|given| given == value);
    if one.kind == LoadBalancerKind::Application && is("load_balancing.cross_zone.enabled", "false") {
        let message = "Cross-zone load balancing cannot be disabled for load balancers with type 'application'";
        return Err(Fault::new("InvalidConfigurationRequest", message));
    }
    for logs in ["access_logs", "connection_logs", "health_check_logs"] {
        if is(&format!("{logs}.s3.enabled"), "true") {
            // This account has no buckets: nothing could be written.
            let bucket = given.get(&format!("{logs}.s3.bucket")).map_or("", String::as_str);
            let message = format!("Access Denied for bucket: {bucket}. Please check S3bucket permission");
            return Err(Fault::new("InvalidConfigurationRequest", message));
        }
    }
    let shown = attributes::shown(given.clone());
    if let Some(stored) = region.load_balancers.get_mut(&input.load_balancer_arn) {
        stored.attributes.extend(given);
    }
    Ok(json!({ "Attributes": shown }))
}

/// Keys of the other kind of load balancer are known, and refused as such.
fn supported(kind: LoadBalancerKind, given: &[Setting]) -> Result<(), Fault> {
    let (other, name) = match kind {
        LoadBalancerKind::Application => (NETWORK, "application"),
        LoadBalancerKind::Network => (APPLICATION, "network"),
    };
    let own = table(kind);
    let foreign = given.iter().find(|setting| {
        let has = |entry: &Attribute| entry.key == setting.key;
        other.iter().any(has) && !own.iter().any(|entry| has(entry))
    });
    foreign.map_or(Ok(()), |setting| {
        let message = format!(
            "Load balancer attribute key '{}' is not supported on load balancers with type '{name}'",
            setting.key
        );
        Err(Fault::new("InvalidConfigurationRequest", message))
    })
}
