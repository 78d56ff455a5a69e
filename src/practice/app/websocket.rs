//! The beginning of a WebSocket as a server sees it (RFC 6455, section 4.2): the rest is a conversation in frames.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::message::{Answer, Request};

/// What a server adds to the client's key to show that it speaks the protocol (RFC 6455, section 1.3).
const SALT: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const VERSION: &str = "13";

/// The answer to a request that asks for a WebSocket; `None` when it asks for none. The body of `101 Switching
/// Protocols` is what the server says first.
pub(super) fn opened(request: &Request, first: String) -> Option<Answer> {
    let names = |name: &str, wanted: &str| {
        request.header(name).is_some_and(|value| value.split(',').any(|one| one.trim().eq_ignore_ascii_case(wanted)))
    };
    if request.method != "GET" || !names("upgrade", "websocket") || !names("connection", "upgrade") {
        return None;
    }
    if request.header("sec-websocket-version") != Some(VERSION) {
        let mut answer = Answer::error_page(426);
        answer.header("Sec-WebSocket-Version", VERSION);
        return Some(answer);
    }
    let key = request.header("sec-websocket-key").unwrap_or_default();
    if STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16) {
        let mut answer = Answer { status: 101, headers: Vec::new(), body: first.into_bytes(), after_millis: 0 };
        answer.header("Upgrade", "websocket");
        answer.header("Connection", "Upgrade");
        answer.header("Sec-WebSocket-Accept", &accept(key));
        return Some(answer);
    }
    Some(Answer::error_page(400))
}

fn accept(key: &str) -> String {
    STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{key}{SALT}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_answered_as_the_rfc_has_it() {
        let with = |headers: &[(&str, &str)]| {
            let mut request = Request::get("/chat");
            request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            opened(&request, "first".to_owned())
        };
        let upgrade = ("Upgrade", "websocket");
        let connection = ("Connection", "keep-alive, Upgrade");
        let key = ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        let version = ("Sec-WebSocket-Version", "13");
        let answer = with(&[upgrade, connection, key, version]).expect("it asks for one");
        assert_eq!((answer.status, answer.body.as_slice()), (101, b"first".as_slice()));
        assert!(answer.headers.iter().any(|(_, value)| value == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer:?}");
        let status = |headers: &[(&str, &str)]| with(headers).map(|answer| answer.status);
        assert_eq!(status(&[upgrade, connection, key, ("Sec-WebSocket-Version", "8")]), Some(426));
        assert_eq!(status(&[upgrade, connection, ("Sec-WebSocket-Key", "short"), version]), Some(400));
        assert_eq!(status(&[connection, key, version]), None);
        assert_eq!(
            status(&[upgrade, key, version]),
            None,
            "an ALB takes `Connection` away from what it does not upgrade"
        );
    }
}
