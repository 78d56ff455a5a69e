//! Requests that ask for a WebSocket: a load balancer passes the wish on, and then the conversation.

use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderMap, HeaderValue, UPGRADE};
use hyper::upgrade::OnUpgrade;
use hyper::{Request, Version};

use super::super::http::Afterwards;

/// What is needed to speak with the client once both sides have agreed.
pub(super) struct Switch {
    pub(super) client: OnUpgrade,
    pub(super) afterwards: Afterwards,
}

/// The wish of a request, if it has it: `Upgrade: websocket` over HTTP/1.1, the only other protocol that an
/// application load balancer lets a connection change to.
pub(super) fn asked(request: &mut Request<Incoming>) -> Option<Switch> {
    let is = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.eq_ignore_ascii_case("websocket"));
    let wished = request.version() == Version::HTTP_11 && request.headers().get(UPGRADE).is_some_and(is);
    let afterwards = request.extensions().get::<Afterwards>().filter(|_| wished)?.clone();
    Some(Switch { client: hyper::upgrade::on(request), afterwards })
}

/// Says it again on the other side: both headers are about one connection, and are not passed on as they came.
pub(super) fn ask(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
}
