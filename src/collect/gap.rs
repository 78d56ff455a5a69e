//! From an SDK error to a gap: by type and code, never by the text of a message.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ec2::error::SdkError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use rustls::CertificateError;

use super::guard::Refused;
use super::trace::Trace;
use super::whole::Flaw;
use crate::facts::operations::Operation;
use crate::facts::{Gap, GapKind};

/// Two of AWS's answers that cannot both be true.
pub(super) const CONTRADICTION: &str = "contradiction";
/// More pages than are worth asking for.
pub(super) const TOO_MANY: &str = "too-many";
/// An item of a complete answer that lacks what every such item has.
pub(super) const ITEM_WITHOUT_ID: &str = "item-without-essential-field";

/// Source: the common errors of the EC2, query and RPC protocols in AWS's API references.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "UnauthorizedAccess",
    "NotAuthorized",
    "AuthorizationError",
    "Client.UnauthorizedOperation",
];
const THROTTLED: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "Client.RequestLimitExceeded",
    "TooManyRequests",
    "TooManyRequestsException",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];
const CREDENTIALS: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "TokenRefreshRequired",
    "InvalidToken",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "UnrecognizedClientException",
    "AuthFailure",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
];

/// The kind of an AWS error code.
pub(super) fn kind_of_code(code: &str) -> GapKind {
    if DENIED.contains(&code) {
        GapKind::Denied
    } else if THROTTLED.contains(&code) {
        GapKind::Throttled
    } else if CREDENTIALS.contains(&code) {
        GapKind::Credentials
    } else {
        GapKind::Failed
    }
}

/// A gap of this operation.
pub(super) fn gap(operation: &Operation, host: Option<String>, kind: GapKind, code: Option<&str>) -> Gap {
    let action = operation.action.map_or_else(|| format!("sts:{}", operation.name), str::to_owned);
    Gap { kind, action, host, code: code.map(str::to_owned) }
}

/// Time ran out: what the last attempt met says more than the clock.
pub(super) fn out_of_time(operation: &Operation, trace: &Trace) -> Gap {
    match trace.trouble() {
        Some((kind, code)) => gap(operation, trace.host(), kind, Some(&code)),
        None => gap(operation, trace.host(), GapKind::TimedOut, None),
    }
}

/// Why a call has no answer to rely on.
pub(super) fn of_error<E>(operation: &Operation, trace: &Trace, error: &SdkError<E, HttpResponse>) -> Gap
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let because = |kind, code: Option<&str>| gap(operation, trace.host(), kind, code);
    match error {
        SdkError::TimeoutError(_) => out_of_time(operation, trace),
        SdkError::ServiceError(service) => {
            let status = service.raw().status();
            match service.err().code() {
                Some(code) => because(kind_of_code(code), Some(code)),
                // Whole, but with a value that the SDK cannot read.
                None if status.is_success() => because(GapKind::Incomplete, Some("unreadable-value")),
                None if status.as_u16() == 429 => because(GapKind::Throttled, Some("http-429")),
                None => because(GapKind::Failed, Some(&format!("http-{}", status.as_u16()))),
            }
        }
        SdkError::ResponseError(_) => because(GapKind::Incomplete, Some("unreadable-body")),
        SdkError::DispatchFailure(failure) => {
            if let Some(code) = role_refused(error) {
                return Gap { action: "sts:AssumeRole".to_owned(), ..because(GapKind::Credentials, Some(&code)) };
            }
            let (kind, code) = failure.as_connector_error().map_or((GapKind::Failed, None), |connector| {
                let timed_out = connector.is_timeout();
                dispatch(connector, timed_out, trace.attempts() > 0)
            });
            because(kind, code.as_deref())
        }
        SdkError::ConstructionFailure(_) => {
            let refused = sources(error).any(<dyn std::error::Error + 'static>::is::<Refused>);
            because(GapKind::Failed, Some(if refused { "refused-as-not-read-only" } else { "request-not-built" }))
        }
        _ => because(GapKind::Failed, None),
    }
}

/// The code with which STS refused to let the caller assume a role.
fn role_refused(error: &(dyn Error + 'static)) -> Option<String> {
    let refused = sources(error).find_map(|source| source.downcast_ref::<AssumeRoleError>());
    refused.map(|refused| refused.code().unwrap_or("not-told").to_owned())
}

/// A request that got no answer, or none that can be believed.
fn dispatch(error: &(dyn Error + 'static), timed_out: bool, sent: bool) -> (GapKind, Option<String>) {
    for source in sources(error) {
        if let Some(flaw) = source.downcast_ref::<Flaw>() {
            let kind = match flaw {
                Flaw::InError(429) => GapKind::Throttled,
                Flaw::InError(_) => GapKind::Failed,
                _ => GapKind::Incomplete,
            };
            return (kind, Some(flaw.word()));
        }
    }
    // The innermost says most: a role's credentials fail because the caller's do.
    if let Some(credentials) = sources(error).filter_map(|source| source.downcast_ref::<CredentialsError>()).last() {
        return (GapKind::Credentials, Some(credentials_word(credentials).to_owned()));
    }
    if !sent {
        return (GapKind::Failed, Some("not-sent".to_owned()));
    }
    if timed_out {
        return (GapKind::TimedOut, None);
    }
    let word = sources(error).filter_map(|source| source.downcast_ref::<io::Error>()).find_map(|error| io_word(error));
    (GapKind::Unreachable, word.map(str::to_owned))
}

const fn credentials_word(error: &CredentialsError) -> &'static str {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => "not-found",
        CredentialsError::ProviderTimedOut(_) => "provider-timed-out",
        CredentialsError::InvalidConfiguration(_) => "invalid-configuration",
        CredentialsError::ProviderError(_) => "provider-error",
        _ => "not-resolved",
    }
}

fn io_word(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::ConnectionRefused => "refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => "reset",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "no-route",
        io::ErrorKind::TimedOut => "timed-out",
        io::ErrorKind::InvalidData => tls_word(error),
        io::ErrorKind::UnexpectedEof => "closed",
        // The TLS layer wraps its error once more, out of reach of `source`.
        _ => return error.get_ref().and_then(|inner| inner.downcast_ref()).and_then(io_word),
    })
}

/// Why TLS failed. The SDK's client takes no verifier of ours, so a certificate authority that serves itself is
/// refused there even where its certificate was given: that must at least be said.
fn tls_word(error: &io::Error) -> &'static str {
    let Some(rustls::Error::InvalidCertificate(error)) = error.get_ref().and_then(|inner| inner.downcast_ref()) else {
        return "tls";
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "tls-expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "tls-not-yet-valid",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "tls-wrong-name",
        CertificateError::UnknownIssuer | CertificateError::BadSignature => "tls-unknown-issuer",
        CertificateError::Other(other) if matches!(other.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity)) => {
            "tls-authority-as-server"
        }
        _ => "tls",
    }
}

/// An error and everything below it.
fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        error.source()
    })
}
