//! Requests that no operation is asked for: unsigned ones, unknown services and actions, and how each is told in the
//! form that its sender reads.

use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use serde_json::json;

use super::super::api::{Fault as Whose, Protocol, Reply, Service, write_error};
use super::super::fault::Fault;

/// Why.
#[derive(Debug)]
pub(super) enum Refusal {
    Unsigned {
        service: Option<Service>,
        style: Style,
    },
    BadSignature {
        service: Option<Service>,
        style: Style,
    },
    /// Signed for a service that is here, and names no operation.
    NoAction {
        service: Service,
    },
    UnknownService {
        name: String,
        style: Style,
    },
    UnknownAction {
        service: Service,
        protocol: Protocol,
        name: String,
    },
    /// EC2 has never had it.
    NoSuchVersion {
        version: String,
    },
    NoSuchRegion {
        service: Service,
        protocol: Protocol,
        region: String,
    },
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Protocol(Protocol),
    /// S3's XML, which has no envelope.
    Storage,
    /// JSON with the error's name in a header, as REST services speak.
    Rest,
}

impl Style {
    /// What fits a request that is in none of the protocols.
    pub(super) fn plain(headers: &HeaderMap) -> Self {
        let has =
            |name, part: &str| headers.get(name).is_some_and(|value| value.to_str().is_ok_and(|v| v.contains(part)));
        if headers.contains_key("x-amz-target") {
            Self::Protocol(Protocol::Json11)
        } else if has(CONTENT_TYPE, "cbor") || has(ACCEPT, "cbor") {
            Self::Protocol(Protocol::Cbor)
        } else if has(CONTENT_TYPE, "json") {
            Self::Rest
        } else {
            Self::Protocol(Protocol::Query)
        }
    }

    /// What fits a service that is not here.
    pub(super) fn of_stranger(signing_name: &str, headers: &HeaderMap) -> Self {
        match (signing_name, Self::plain(headers)) {
            ("s3", _) => Self::Storage,
            (_, Self::Protocol(Protocol::Query))
                if !headers
                    .get(CONTENT_TYPE)
                    .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.contains("form"))) =>
            {
                Self::Rest
            }
            (_, style) => style,
        }
    }
}

impl Refusal {
    pub(super) fn reply(self, id: &str) -> Reply {
        match self {
            Self::Unsigned { service, style } => {
                // EC2 asks for its key as for any parameter.
                let (code, message) = match service {
                    Some(Service::Ec2) => {
                        ("AuthFailure", "AWS was not able to validate the provided access credentials")
                    }
                    _ => ("MissingAuthenticationToken", "Request is missing Authentication Token"),
                };
                told(service, style, 403, code, message, id)
            }
            Self::BadSignature { service, style } => {
                let message = "Authorization header requires 'Credential' parameter (ACCESS_KEY/DATE/REGION/SERVICE/aws4_request). \
                               Authorization header requires 'Signature' parameter.";
                told(service, style, 400, "IncompleteSignature", message, id)
            }
            Self::NoAction { service } => {
                let protocol = service.protocols().last().copied().unwrap_or(Protocol::Query);
                let message = "The request must contain the parameter Action";
                told(Some(service), Style::Protocol(protocol), 400, "MissingAction", message, id)
            }
            Self::UnknownService { name, style } => {
                let message = format!("The service {name} is not available in the practice account.");
                told(None, style, 400, "InvalidAction", &message, id)
            }
            Self::UnknownAction { service, protocol, name } => {
                let fault = Fault::not_here(&name);
                let code = if protocol == Protocol::Query { fault.code.as_ref() } else { "UnknownOperationException" };
                told(Some(service), Style::Protocol(protocol), 400, code, &fault.message, id)
            }
            Self::NoSuchVersion { version } => {
                let message = format!("The requested version ({version}) of service AmazonEC2 does not exist");
                told(Some(Service::Ec2), Style::Protocol(Protocol::Query), 400, "NoSuchVersion", &message, id)
            }
            Self::NoSuchRegion { service, protocol, region } => {
                let message = format!("Credential should be scoped to a valid region, not '{region}'.");
                told(Some(service), Style::Protocol(protocol), 403, "SignatureDoesNotMatch", &message, id)
            }
        }
    }
}

/// A body larger than is read.
pub(super) fn too_large(id: &str) -> Reply {
    let style = Style::Protocol(Protocol::Query);
    told(None, style, 413, "RequestEntityTooLarge", "The request is larger than 1 MiB.", id)
}

fn told(service: Option<Service>, style: Style, status: u16, code: &str, message: &str, id: &str) -> Reply {
    let headers = vec![("x-amzn-RequestId", id.to_owned())];
    match style {
        Style::Protocol(protocol) => {
            // A service that is not known answers like the plainest of its protocol.
            let service =
                service.unwrap_or(if protocol == Protocol::Query { Service::Sts } else { Service::CloudWatch });
            Reply { status, ..write_error(service, protocol, code, message, id, Whose::Sender) }
        }
        Style::Storage => {
            let message = message.replace('&', "&amp;").replace('<', "&lt;");
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
                 <RequestId>{id}</RequestId></Error>"
            );
            Reply { status, content_type: "application/xml", headers, body: body.into_bytes() }
        }
        Style::Rest => {
            let headers = [headers, vec![("x-amzn-ErrorType", code.to_owned())]].concat();
            let body = json!({ "message": message }).to_string().into_bytes();
            Reply { status, content_type: "application/json", headers, body }
        }
    }
}
