//! Errors out, in each protocol's own form.

use serde_json::json;

use super::cbor_out;
use super::service::{Protocol, Service};
use super::table::{Declared, Table};
use super::write::Reply;
use super::xml_out::{around, document, leaf};

/// Whose fault an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The one who asked: status 400, where the service declares no other for the code.
    Sender,
    /// The service: status 500, or 503 when it is only busy.
    Receiver,
}

impl Fault {
    const fn word(self) -> &'static str {
        match self {
            Fault::Sender => "Sender",
            Fault::Receiver => "Receiver",
        }
    }
}

/// An error of a service under its code. `message` is written as it is.
#[must_use]
pub fn write_error(
    service: Service,
    protocol: Protocol,
    code: &str,
    message: &str,
    request_id: &str,
    fault: Fault,
) -> Reply {
    let declared = Table::of(service).errors.iter().find(|error| error.code == code || error.shape == code);
    let shape = declared.map_or(code, |declared| declared.shape);
    let mut headers = protocol.headers(request_id);
    if protocol != Protocol::Query {
        if protocol != Protocol::Cbor {
            headers.push(("x-amzn-ErrorType", shape.to_owned()));
        }
        if service.protocols().contains(&Protocol::Query) {
            // Clients that grew up with the query protocol know the error by the code that it had there.
            headers.push(("x-amzn-query-error", format!("{code};{}", fault.word())));
        }
    }
    let full = format!("{}#{shape}", service.namespace());
    let body = match protocol {
        Protocol::Query if service == Service::Ec2 => ec2(code, message, request_id),
        Protocol::Query => query(service, code, message, request_id, fault),
        Protocol::Cbor => cbor_out::texts(&[("__type", &full), ("message", message)]),
        Protocol::Json10 => json!({"__type": full, "message": message}).to_string().into_bytes(),
        Protocol::Json11 => json!({"__type": shape, "message": message}).to_string().into_bytes(),
    };
    Reply { status: status(declared, code, fault), content_type: protocol.content_type(), headers, body }
}

fn status(declared: Option<&Declared>, code: &str, fault: Fault) -> u16 {
    match (declared, code, fault) {
        (Some(declared), _, _) => declared.status,
        (_, "UnauthorizedOperation" | "AccessDenied" | "InvalidClientTokenId" | "OptInRequired", _) => 403,
        (_, "SignatureDoesNotMatch" | "RequestExpired" | "ExpiredToken", _) => 403,
        (_, "AuthFailure" | "MissingAuthenticationToken", _) => 401,
        (_, "RequestLimitExceeded" | "Unavailable" | "ServiceUnavailable", _) => 503,
        (_, _, Fault::Sender) => 400,
        (_, _, Fault::Receiver) => 500,
    }
}

fn ec2(code: &str, message: &str, request_id: &str) -> Vec<u8> {
    let mut into = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    around(&mut into, "Response", |into| {
        around(into, "Errors", |into| {
            around(into, "Error", |into| {
                leaf(into, "Code", code);
                leaf(into, "Message", message);
            });
        });
        leaf(into, "RequestID", request_id);
    });
    into.into_bytes()
}

fn query(service: Service, code: &str, message: &str, request_id: &str, fault: Fault) -> Vec<u8> {
    document("ErrorResponse", service.xmlns(), |into| {
        around(into, "Error", |into| {
            leaf(into, "Type", fault.word());
            leaf(into, "Code", code);
            leaf(into, "Message", message);
        });
        leaf(into, "RequestId", request_id);
    })
}
