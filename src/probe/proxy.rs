//! `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, and the connection through one.
//!
//! Behind a proxy the first two stages are the proxy's: it resolves and connects. Where it fails, the
//! stop is [`Stop::Proxy`], which blames nobody else. `--resolve` and `--connect-to` go direct: whoever
//! gives one wants that connection and no other.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

use super::dns::is_loopback_name;
use super::overrides::destination;
use super::{Prober, Stopped, Timer};
use crate::facts::reachability::{Stage, Stop};

/// Which proxy to use for what. The default is none.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Option<Arc<Matcher>>);

impl Proxies {
    /// As the environment and the operating system's settings say.
    #[must_use]
    pub fn from_environment() -> Self {
        Self(Some(Arc::new(Matcher::from_system())))
    }

    /// One proxy for everything but `except` (the form of `NO_PROXY`).
    #[must_use]
    pub fn all(proxy: &str, except: &str) -> Self {
        Self(Some(Arc::new(Matcher::builder().all(proxy.to_owned()).no(except.to_owned()).build())))
    }

    fn intercept(&self, url: &str) -> Option<Intercept> {
        self.0.as_ref()?.intercept(&url.parse::<Uri>().ok()?)
    }

    /// Whether a proxy resolves and connects for this URL.
    #[must_use]
    pub fn apply_to(&self, url: &str) -> bool {
        self.intercept(url).is_some()
    }
}

/// A connection, direct or through however many layers.
pub(super) struct Stream(Pin<Box<dyn Io>>);

trait Io: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Io for T {}

impl Stream {
    pub(super) fn new(io: impl AsyncRead + AsyncWrite + Send + 'static) -> Self {
        Self(Box::pin(io))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.0.as_mut().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.0.as_mut().poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.0.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.0.as_mut().poll_shutdown(cx)
    }
}

/// A connection that is ready for TLS or for a request.
pub(super) struct Opened {
    pub(super) stream: Stream,
    /// Of the proxy, where there is one.
    pub(super) peer: SocketAddr,
    /// A proxy that reads plain requests itself: they carry the whole URL, and this authorisation.
    #[expect(clippy::option_option, reason = "whether it forwards, and whether it wants a name and password")]
    pub(super) forwarder: Option<Option<HeaderValue>>,
    pub(super) proxied: bool,
}

impl Prober {
    /// Connects for a URL of this scheme, host and port, through a proxy where one is configured.
    pub(super) async fn open(&self, scheme: &str, host: &str, port: u16, timer: &Timer) -> Result<Opened, Stopped> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let authority = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        let place = destination(&self.resolve, &self.connect_to, host, Some(port));
        // A loopback name is this machine: a proxy would take it for itself.
        let direct = place.overridden || place.port != Some(port) || is_loopback_name(&place.host);
        let intercept = if direct { None } else { self.proxies.intercept(&format!("{scheme}://{authority}/")) };
        let Some(intercept) = intercept else {
            let (stream, peer) = self.direct(host, port, timer).await?;
            return Ok(Opened { stream: Stream::new(stream), peer, forwarder: None, proxied: false });
        };
        let (mut stream, peer) = self.to_proxy(&intercept, timer).await.map_err(|stopped| match stopped.stop {
            Stop::TimedOut => stopped,
            _ => Stopped::new(stopped.stage, Stop::Proxy),
        })?;
        let authorisation = intercept.basic_auth().cloned();
        if scheme == "http" {
            return Ok(Opened { stream, peer, forwarder: Some(authorisation), proxied: true });
        }
        timer.within(Stage::Connect, tunnel(&mut stream, &authority, authorisation.as_ref())).await?;
        Ok(Opened { stream, peer, forwarder: None, proxied: true })
    }

    /// Connects to the proxy itself: `http://` or `https://`. Others are not spoken.
    async fn to_proxy(&self, intercept: &Intercept, timer: &Timer) -> Result<(Stream, SocketAddr), Stopped> {
        let refused = Stopped::new(Stage::Connect, Stop::Proxy);
        let uri = intercept.uri();
        let host = uri.host().ok_or(refused)?.trim_start_matches('[').trim_end_matches(']');
        let secure = match uri.scheme_str() {
            Some("http") | None => false,
            Some("https") => true,
            Some(_) => return Err(refused),
        };
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let (stream, peer) = self.direct(host, port, timer).await?;
        if !secure {
            return Ok((Stream::new(stream), peer));
        }
        let secured = timer.within(Stage::Tls, self.secure(Stream::new(stream), host)).await?;
        match secured.presented {
            Some(presented) if presented.trust.is_ok() => Ok((Stream::new(secured.stream), peer)),
            _ => Err(refused),
        }
    }
}

/// `CONNECT`: asks the proxy for a connection of its own (RFC 9110, 9.3.6).
async fn tunnel(stream: &mut Stream, authority: &str, authorisation: Option<&HeaderValue>) -> Result<(), Stopped> {
    const LONGEST_HEAD: usize = 16 * 1024;
    let refused = Stopped::new(Stage::Connect, Stop::Proxy);
    let mut head =
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {}\r\n", super::http::USER_AGENT);
    if let Some(value) = authorisation.and_then(|value| value.to_str().ok()) {
        head.push_str(&format!("Proxy-Authorization: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.map_err(|_| refused)?;
    // Byte by byte: what follows the head already belongs to the tunnel.
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > LONGEST_HEAD {
            return Err(refused);
        }
        answer.push(stream.read_u8().await.map_err(|_| refused)?);
    }
    let status = answer.split(|byte| *byte == b' ').nth(1);
    if answer.starts_with(b"HTTP/1.") && status.is_some_and(|status| status.starts_with(b"2")) {
        Ok(())
    } else {
        Err(refused)
    }
}
