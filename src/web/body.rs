//! Reading what was sent: JSON, not too large, not too slow, from no other site's page.

use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::door::Visitor;
use crate::board::wire::Refusal;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same for a whole report.
pub(super) const HAND_IN_PATIENCE: Duration = Duration::from_secs(20);

/// Where a connection comes from, and how it stands at the door.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) address: IpAddr,
    pub(super) visitor: Visitor,
}

/// The peer; every connection has one.
pub(super) fn peer(request: &Request<Body>) -> IpAddr {
    request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.address)
}

/// Whoever is not a browser says nothing about where a request comes from; a browser must say "from the page itself".
///
/// # Errors
/// Another site's page asks.
pub(super) fn same_site(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("?"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Refusal::Foreign);
    }
    let Some(origin) = text(header::ORIGIN) else { return Ok(()) };
    let own = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    if own.is_some() && own == text(header::HOST) { Ok(()) } else { Err(Refusal::Foreign) }
}

/// What follows `Bearer` in the `Authorization` header.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// Reads a body of at most so many bytes.
///
/// # Errors
/// It is larger, too slow, or not what was expected.
pub(super) async fn read<T: DeserializeOwned>(request: Request<Body>, largest: usize) -> Result<T, Refusal> {
    read_within(request, largest, PATIENCE).await
}

/// [`read`], with a patience of its own.
///
/// # Errors
/// As [`read`].
pub(super) async fn read_within<T: DeserializeOwned>(
    request: Request<Body>,
    largest: usize,
    patience: Duration,
) -> Result<T, Refusal> {
    let headers = request.headers();
    let is_json = headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes() == b"application/json");
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if !is_json {
        return Err(Refusal::Unusable);
    }
    if length.is_some_and(|length| length > largest as u64) {
        return Err(Refusal::TooLarge);
    }
    let collected = tokio::time::timeout(patience, Limited::new(request.into_body(), largest).collect()).await;
    let bytes = match collected {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(Refusal::TooLarge),
        Ok(Err(_)) => return Err(Refusal::Unusable),
        Err(_) => return Err(Refusal::TooSlow),
    };
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Unusable)
}
