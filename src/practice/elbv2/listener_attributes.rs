//! Attributes of listeners.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Listener;
use super::super::call::{Call, Outcome, Table, read};
use super::attributes::{self, Attribute, Rule, Setting, attribute as entry};
use super::names;

pub(super) const OPERATIONS: Table = &[
    ("DescribeListenerAttributes", describe_listener_attributes),
    ("ModifyListenerAttributes", modify_listener_attributes),
];

const TCP: &[Attribute] = &[entry("tcp.idle_timeout.seconds", "350", Rule::Number(60, 6000))];

const fn response(key: &'static str) -> Attribute {
    entry(key, "", Rule::Text(1024))
}

const HTTP: &[Attribute] = &[
    entry("routing.http.response.server.enabled", "true", Rule::Switch),
    response("routing.http.response.strict_transport_security.header_value"),
    response("routing.http.response.access_control_allow_origin.header_value"),
    response("routing.http.response.access_control_allow_methods.header_value"),
    response("routing.http.response.access_control_allow_headers.header_value"),
    response("routing.http.response.access_control_allow_credentials.header_value"),
    response("routing.http.response.access_control_expose_headers.header_value"),
    response("routing.http.response.access_control_max_age.header_value"),
    response("routing.http.response.content_security_policy.header_value"),
    response("routing.http.response.x_content_type_options.header_value"),
    response("routing.http.response.x_frame_options.header_value"),
];

const fn request(key: &'static str, default: &'static str) -> Attribute {
    entry(key, default, Rule::Text(40))
}

const HTTPS: &[Attribute] = &[
    request(
        "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
        "X-Amzn-Mtls-Clientcert-Serial-Number",
    ),
    request("routing.http.request.x_amzn_mtls_clientcert_issuer.header_name", "X-Amzn-Mtls-Clientcert-Issuer"),
    request("routing.http.request.x_amzn_mtls_clientcert_subject.header_name", "X-Amzn-Mtls-Clientcert-Subject"),
    request("routing.http.request.x_amzn_mtls_clientcert_validity.header_name", "X-Amzn-Mtls-Clientcert-Validity"),
    request("routing.http.request.x_amzn_mtls_clientcert_leaf.header_name", "X-Amzn-Mtls-Clientcert-Leaf"),
    request("routing.http.request.x_amzn_mtls_clientcert.header_name", "X-Amzn-Mtls-Clientcert"),
    request("routing.http.request.x_amzn_tls_version.header_name", "X-Amzn-Tls-Version"),
    request("routing.http.request.x_amzn_tls_cipher_suite.header_name", "X-Amzn-Tls-Cipher-Suite"),
];

fn table(listener: &Listener) -> Vec<&'static Attribute> {
    match listener.protocol.as_str() {
        "HTTP" => HTTP.iter().collect(),
        "HTTPS" => HTTP.iter().chain(HTTPS).collect(),
        "TCP" => TCP.iter().collect(),
        _ => Vec::new(),
    }
}

fn all(listener: &Listener) -> Value {
    attributes::shown(table(listener).into_iter().map(|entry| {
        let set = listener.attributes.get(entry.key).cloned();
        (entry.key.to_owned(), set.unwrap_or_else(|| entry.default.to_owned()))
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    listener_arn: String,
}

fn describe_listener_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeInput = read(input)?;
    Ok(json!({ "Attributes": all(names::listener(call.region(), &input.listener_arn)?) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyInput {
    listener_arn: String,
    attributes: Vec<Setting>,
}

fn modify_listener_attributes(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ModifyInput = read(input)?;
    let region = call.region();
    let mut after = names::listener(region, &input.listener_arn)?.clone();
    after.attributes.extend(attributes::check(&input.attributes, &table(&after), "Listener")?);
    let shown = all(&after);
    region.listeners.insert(input.listener_arn, after);
    Ok(json!({ "Attributes": shown }))
}
