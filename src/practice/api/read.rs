//! A request in: the bytes of any protocol to the JSON that an operation takes.

use serde_json::{Map, Value};

use super::malformed::Malformed;
use super::operation::Operation;
use super::service::Protocol;
use super::{cbor_in, json_in, query_in};

/// What a request carries.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    /// The form's pairs, decoded, `Action` and `Version` among them or not.
    Form(&'a [(String, String)]),
    /// The body as it came.
    Bytes(&'a [u8]),
}

/// How deep a request may nest: twice the deepest input of the tables.
pub(super) const DEPTH: usize = 32;

/// The input of an operation, its types, limits, enum values and required members checked.
///
/// An empty body is an input without members, in every protocol. Never panics, whatever comes.
pub fn read(operation: &Operation, protocol: Protocol, body: Body<'_>) -> Result<Value, Malformed> {
    match (protocol, body) {
        (Protocol::Query, Body::Form(pairs)) => query_in::read(operation, pairs),
        (Protocol::Query, Body::Bytes(bytes)) => {
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(bytes).into_owned().collect();
            query_in::read(operation, &pairs)
        }
        (_, Body::Form(_)) => Err(Malformed::Unreadable),
        (_, Body::Bytes([])) => check(operation, Value::Object(Map::new())),
        (Protocol::Cbor, Body::Bytes(bytes)) => check(operation, cbor_in::read(bytes)?),
        (Protocol::Json10 | Protocol::Json11, Body::Bytes(bytes)) => {
            check(operation, serde_json::from_slice(bytes).map_err(|_| Malformed::Unreadable)?)
        }
    }
}

/// Checks an input that is JSON already, as [`read`] does: what a caller inside the program hands to an operation.
pub fn check(operation: &Operation, input: Value) -> Result<Value, Malformed> {
    json_in::read(operation, input)
}
