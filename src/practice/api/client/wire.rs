//! A request as a client would send it, and its answer read back: in JSON where the service speaks it, since a query
//! cannot carry a structure of nothing, and in the query protocol elsewhere.

use serde_json::{Map, Value};

use super::super::json_in;
use super::super::operation::Operation;
use super::super::service::Protocol;
use super::from_xml::{NoAnswer, from_xml};
use super::to_query::to_query;

/// What is sent with `POST /`; signing it is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The content type and, for JSON, the target.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The protocol that [`request`] uses for an operation, and [`answer`] expects.
#[must_use]
pub fn protocol(operation: &Operation) -> Protocol {
    let json = |protocol: &&Protocol| matches!(protocol, Protocol::Json10 | Protocol::Json11);
    operation.service().protocols().iter().find(json).copied().unwrap_or(Protocol::Query)
}

/// The request for an input.
#[must_use]
pub fn request(operation: &Operation, input: &Value) -> Request {
    let Some(prefix) = operation.service().json_target_prefix() else {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(to_query(operation, input)).finish();
        let kind = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
        return Request { headers: vec![("content-type", kind)], body: form.into_bytes() };
    };
    let headers = vec![
        ("content-type", protocol(operation).content_type().to_owned()),
        ("x-amz-target", format!("{prefix}.{}", operation.name())),
    ];
    Request { headers, body: input.to_string().into_bytes() }
}

/// The output in an answer to [`request()`]: its HTTP status and body.
pub fn answer(operation: &Operation, status: u16, body: &[u8]) -> Result<Value, NoAnswer> {
    let text = std::str::from_utf8(body).map_err(|_| NoAnswer::Unreadable)?;
    if protocol(operation) == Protocol::Query {
        return from_xml(operation, text);
    }
    let empty = || Value::Object(Map::new());
    let value = if text.is_empty() { empty() } else { text.parse::<Value>().map_err(|_| NoAnswer::Unreadable)? };
    if (200..300).contains(&status) {
        return json_in::read_output(operation, value).map_err(|_| NoAnswer::Unreadable);
    }
    let code = value["__type"].as_str().ok_or(NoAnswer::Unreadable)?;
    let message = value["message"].as_str().or_else(|| value["Message"].as_str()).unwrap_or_default();
    Err(NoAnswer::Fault { code: code.rsplit('#').next().unwrap_or(code).to_owned(), message: message.to_owned() })
}
