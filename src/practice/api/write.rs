//! An answer out: what an operation gives, in the protocol that asked.

use serde_json::Value;

use super::operation::Operation;
use super::service::{Protocol, Service};
use super::{cbor_out, json_out, strangers, xml_out};

/// An answer, ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Of the body.
    pub content_type: &'static str,
    /// Further headers: the request's id, and what the protocol asks for.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Protocol {
    /// The content type of its answers.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Protocol::Query => "text/xml;charset=UTF-8",
            Protocol::Json10 => "application/x-amz-json-1.0",
            Protocol::Json11 => "application/x-amz-json-1.1",
            Protocol::Cbor => "application/cbor",
        }
    }

    /// The headers that every answer has: a client of RPC v2 refuses one that does not name the protocol.
    pub(super) fn headers(self, request_id: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![("x-amzn-RequestId", request_id.to_owned())];
        if self == Protocol::Cbor {
            headers.push(("smithy-protocol", "rpc-v2-cbor".to_owned()));
        }
        headers
    }
}

/// The answer of an operation that succeeded.
///
/// # Panics
/// In debug builds only: when `output` has a member or a type that the operation's output has not (see
/// [`strangers`](super::strangers())), since a release would drop it without a word.
#[must_use]
pub fn write(operation: &Operation, protocol: Protocol, output: &Value, request_id: &str) -> Reply {
    if cfg!(debug_assertions) {
        let strangers = strangers::strangers(operation, output);
        assert!(strangers.is_empty(), "{} answers what it has not: {}", operation.name(), strangers.join(", "));
    }
    let body = match protocol {
        Protocol::Query if operation.service() == Service::Ec2 => xml_out::ec2(operation, output, request_id),
        Protocol::Query => xml_out::query(operation, output, request_id),
        Protocol::Json10 | Protocol::Json11 => json_out::write(operation, output),
        Protocol::Cbor => cbor_out::write(operation, output),
    };
    Reply { status: 200, content_type: protocol.content_type(), headers: protocol.headers(request_id), body }
}
