//! Connections: as many as the board bears, each with limits, over TLS or (to this machine alone) without.
//!
//! A proxy before it says in `X-Forwarded-For` where a request comes from; of whoever connects otherwise that header is
//! not believed.
//!
//! HTTP/1.1 only: a page needs one stream and a learner one request at a time, and the ways to exhaust a server with a
//! single connection are fewer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::body::Peer;
use super::door::Door;
use super::tls::Identity;

/// Open connections; many systems give a process 1,024 files.
pub const MOST_CONNECTIONS: usize = 900;
/// How long greeting and head of a request may take; a connection without a request ends after it too.
const HANDSHAKE: Duration = Duration::from_secs(5);
const HEAD: Duration = Duration::from_secs(10);
/// The largest head of a request.
const LARGEST_HEAD: usize = 16 * 1024;
/// A connection ends after this time, whatever it does; what is asked on it is still answered.
const LONGEST: Duration = Duration::from_mins(15);
const FAREWELL: Duration = Duration::from_secs(10);
/// How long accepting rests after the system has refused.
const REST: Duration = Duration::from_millis(50);

/// How learners and pages come to the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Direct,
    /// Through a proxy on this machine, which says who they are.
    Proxied,
}

/// A board that is being served; it ends when this is dropped.
#[derive(Debug)]
pub struct Served {
    pub address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves on a socket that is already listening.
///
/// # Errors
/// The socket does not say where it listens.
pub fn serve(listener: TcpListener, identity: Option<&Identity>, router: Router, way: Way) -> std::io::Result<Served> {
    let address = listener.local_addr()?;
    let tls = identity.map(|identity| TlsAcceptor::from(Arc::clone(&identity.config)));
    Ok(Served { address, task: tokio::spawn(accept(listener, tls, router, way)) })
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, way: Way) {
    let door = Door::new(way == Way::Proxied);
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    // One too many is let go at once: whoever waits learns of it.
                    if let Some(visitor) = door.knock(peer.ip())
                        && let Ok(place) = Arc::clone(&places).try_acquire_owned()
                    {
                        let peer = Peer { address: peer.ip(), visitor };
                        connections.spawn(connection(stream, (peer, way), tls.clone(), router.clone(), place));
                    }
                }
                Err(_) => tokio::time::sleep(REST).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn connection(
    stream: TcpStream,
    from: (Peer, Way),
    tls: Option<TlsAcceptor>,
    router: Router,
    _place: OwnedSemaphorePermit,
) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    match tls {
        None => speak(stream, from, router).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                speak(stream, from, router).await;
            }
        }
    }
}

async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin, (peer, way): (Peer, Way), router: Router) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        let mut peer = peer.clone();
        if way == Way::Proxied {
            peer.address = forwarded(request.headers()).unwrap_or(peer.address);
        }
        request.extensions_mut().insert(peer);
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    if tokio::time::timeout(LONGEST, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = tokio::time::timeout(FAREWELL, connection).await;
    }
}

/// Who stands before the proxy: the last entry is the proxy's own, those before it are whatever it was told.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok()
}
