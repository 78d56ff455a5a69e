//! One HTTP/2 exchange: a stream of a connection. Unless more are asked for, a connection carries one request at a
//! time, so that its times compare with HTTP/1.1's.

use std::future::Future;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http2::{self, SendRequest};
use hyper::header::{HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;

use super::answer::Wanted;
use super::http1::kind_of;
use super::lane::Gone;
use super::stream::Stream;
use crate::load::message::{HostLine, Way};
use crate::load::{Kind, Message};

/// Headers that HTTP/2 has no place for.
const OF_HTTP1: [&str; 6] = ["connection", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

pub(super) type Sender = SendRequest<Full<Bytes>>;

/// Runs a connection's work on the worker's own thread.
#[derive(Clone, Copy, Debug)]
struct Here;

impl<F: Future + 'static> hyper::rt::Executor<F> for Here {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(async move {
            future.await;
        });
    }
}

/// What came of an exchange.
#[derive(Debug, Default)]
pub(super) struct Came {
    pub(super) status: u16,
    pub(super) bytes: u64,
    pub(super) location: Option<String>,
    pub(super) cookies: Vec<String>,
    pub(super) body: Vec<u8>,
    /// Which target answered, where it says so.
    pub(super) marker: Option<String>,
}

/// # Errors
/// The other side does not speak HTTP/2.
pub(super) async fn open(stream: Stream) -> Result<Sender, Kind> {
    let (sender, connection) = http2::handshake(Here, TokioIo::new(stream)).await.map_err(|error| kind(&error))?;
    tokio::task::spawn_local(async move {
        // Its requests hear of whatever ends it.
        let _ = connection.await;
    });
    Ok(sender)
}

/// # Errors
/// What kept the answer from being complete; bytes that arrived are in `came`.
pub(super) async fn exchange(
    sender: &mut Sender,
    message: &Message,
    cookies: Option<&str>,
    wanted: Wanted<'_>,
    came: &mut Came,
) -> Result<(), Gone> {
    let request = request(message, cookies).map_err(Gone::For)?;
    let gone = |error| if unprocessed(&error) { Gone::BeforeAnything } else { Gone::For(kind(&error)) };
    sender.ready().await.map_err(gone)?;
    let answer = sender.send_request(request).await.map_err(gone)?;
    came.status = answer.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    if wanted.location {
        came.location = answer.headers().get("location").map(text);
    }
    if wanted.cookies {
        came.cookies = answer.headers().get_all("set-cookie").iter().take(50).map(text).collect();
    }
    came.marker = wanted.marker.and_then(|name| answer.headers().get(name)).map(text);
    let mut body = answer.into_body();
    while let Some(frame) = body.frame().await {
        if let Some(data) = frame.map_err(|error| Gone::For(kind(&error)))?.data_ref() {
            came.bytes += data.len() as u64;
            if wanted.body && came.body.len() < 16 * 1024 * 1024 {
                came.body.extend_from_slice(data);
            }
        }
    }
    Ok(())
}

fn request(message: &Message, cookies: Option<&str>) -> Result<hyper::Request<Full<Bytes>>, Kind> {
    let body = Full::new(Bytes::from(message.body.clone().unwrap_or_default()));
    let mut request = hyper::Request::new(body);
    *request.method_mut() = message.method.parse().map_err(|_| Kind::Protocol)?;
    let uri: hyper::Uri = message.url.as_str().parse().map_err(|_| Kind::Protocol)?;
    *request.uri_mut() = match &message.host {
        HostLine::Usual | HostLine::LeftOut => uri,
        // Its place is the pseudo-header's.
        HostLine::Typed(host) => {
            let mut parts = uri.into_parts();
            parts.authority = Some(host.trim().parse().map_err(|_| Kind::Protocol)?);
            hyper::Uri::from_parts(parts).map_err(|_| Kind::Protocol)?
        }
    };
    *request.version_mut() = hyper::Version::HTTP_2;
    let kind = message.content_type.iter().map(|kind| ("content-type", kind.clone()));
    for (name, value) in message.lines(Way { cookies, ..Way::default() }).into_iter().chain(kind) {
        let name = HeaderName::try_from(name).map_err(|_| Kind::Protocol)?;
        if !OF_HTTP1.contains(&name.as_str()) {
            let value = HeaderValue::try_from(value.trim()).map_err(|_| Kind::Protocol)?;
            request.headers_mut().append(name, value);
        }
    }
    Ok(request)
}

/// What lies behind an error, if it is of this type.
fn behind<E: std::error::Error + 'static>(error: &hyper::Error) -> Option<&E> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |inner| inner.source()).find_map(|inner| inner.downcast_ref())
}

/// Whether the server says, or it is known here, that it never processed the request: it may be sent again, and is not
/// counted by the server. Servers that close a connection after so many requests say so to those that come too late.
fn unprocessed(error: &hyper::Error) -> bool {
    let refused = |error: &h2::Error| {
        let leaving = error.is_go_away() && error.is_remote() && error.reason() == Some(h2::Reason::NO_ERROR);
        leaving || error.reason() == Some(h2::Reason::REFUSED_STREAM)
    };
    error.is_canceled() || error.is_closed() || behind(error).is_some_and(refused)
}

fn kind(error: &hyper::Error) -> Kind {
    if let Some(io) = behind(error) {
        return kind_of(io);
    }
    if error.is_canceled() || error.is_closed() || error.is_incomplete_message() { Kind::Reset } else { Kind::Protocol }
}
