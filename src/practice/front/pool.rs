//! Connections from load balancers to targets, kept open between requests.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;

use super::http::{AnyBody, BrokenOff};
use super::tls;

/// Connections to targets at once; requests beyond wait for one of them.
const MOST: usize = 200;
/// Idle ones that are kept for each target.
const KEPT: usize = 64;
/// How often, and how far apart, a connection is tried again that the system has no file for.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Where a connection leads, and who is at its near end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) target: SocketAddr,
    /// Whom the target sees.
    pub(super) peer: IpAddr,
    pub(super) secure: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Pool {
    idle: Arc<Mutex<HashMap<Way, Vec<Line>>>>,
    room: Arc<Semaphore>,
}

/// One open connection.
#[derive(Debug)]
struct Line {
    sender: SendRequest<AnyBody>,
    _ends: Ends,
    _room: OwnedSemaphorePermit,
}

/// Ends a connection's task with it.
#[derive(Debug)]
struct Ends(AbortHandle);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// Nothing listens, or what listens does not speak as it should.
    Refused,
    /// The connection ended before an answer.
    BrokenOff,
}

impl Default for Pool {
    fn default() -> Self {
        Self { idle: Arc::default(), room: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Pool {
    /// Sends a request to a target, over a connection that is open or a new one.
    pub(super) async fn send(&self, way: Way, request: Request<AnyBody>) -> Result<Response<Relayed>, NoAnswer> {
        let mut line = self.line(way).await?;
        let answer = line.sender.send_request(request).await.map_err(|_| NoAnswer::BrokenOff)?;
        // A connection that speaks something else from now on is of no use to others.
        let switched = answer.status() == StatusCode::SWITCHING_PROTOCOLS;
        Ok(answer.map(|body| {
            let mut relayed = Relayed { body, back: Some((self.clone(), way, line)) };
            if !switched {
                relayed.give_back_at_end();
            }
            relayed
        }))
    }

    async fn line(&self, way: Way) -> Result<Line, NoAnswer> {
        loop {
            let kept = self.lock().get_mut(&way).and_then(Vec::pop);
            let Some(mut line) = kept else { break };
            if line.sender.ready().await.is_ok() {
                return Ok(line);
            }
        }
        let room = if let Ok(room) = Arc::clone(&self.room).try_acquire_owned() {
            room
        } else {
            // Idle connections to other targets give up their place.
            self.lock().clear();
            Arc::clone(&self.room).acquire_owned().await.map_err(|_| NoAnswer::Refused)?
        };
        let stream = connect(way).await.map_err(|_| NoAnswer::Refused)?;
        let handshake = if way.secure {
            let stream = tls::connect(stream).await.ok_or(NoAnswer::Refused)?;
            shake_hands(stream).await
        } else {
            shake_hands(stream).await
        };
        let (sender, ends) = handshake.ok_or(NoAnswer::Refused)?;
        Ok(Line { sender, _ends: ends, _room: room })
    }

    fn keep(&self, way: Way, line: Line) {
        let mut idle = self.lock();
        let lines = idle.entry(way).or_default();
        lines.retain(|line| !line.sender.is_closed());
        if lines.len() < KEPT {
            lines.push(line);
        }
    }

    /// Lets go of connections that lead nowhere any more.
    pub(super) fn tidy(&self) {
        self.lock().retain(|_, lines| {
            lines.retain(|line| !line.sender.is_closed());
            !lines.is_empty()
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Way, Vec<Line>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection to a target, introduced.
pub(super) async fn connect(way: Way) -> io::Result<TcpStream> {
    let mut tries = 0;
    let mut stream = loop {
        match TcpStream::connect(way.target).await {
            Ok(stream) => break stream,
            Err(error) if error.kind() == ErrorKind::ConnectionRefused || tries == TRIES => return Err(error),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
        tries += 1;
    };
    let _ = stream.set_nodelay(true);
    let (family, here) = match way.peer {
        IpAddr::V4(_) => ("TCP4", "127.0.0.1"),
        IpAddr::V6(_) => ("TCP6", "::1"),
    };
    let port = way.target.port();
    let introduction = format!("PROXY {family} {} {here} {port} {port}\r\n", way.peer);
    stream.write_all(introduction.as_bytes()).await?;
    Ok(stream)
}

async fn shake_hands<IO>(stream: IO) -> Option<(SendRequest<AnyBody>, Ends)>
where
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let task = tokio::spawn(async move {
        // How it ends is seen by whoever waits for an answer.
        let _ = connection.with_upgrades().await;
    });
    Some((sender, Ends(task.abort_handle())))
}

/// A target's body on its way to the client; its connection is kept when it has been read whole.
#[derive(Debug)]
pub(super) struct Relayed {
    body: Incoming,
    back: Option<(Pool, Way, Line)>,
}

impl Relayed {
    fn give_back_at_end(&mut self) {
        if self.body.is_end_stream()
            && let Some((pool, way, line)) = self.back.take()
        {
            pool.keep(way, line);
        }
    }
}

impl Body for Relayed {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match &polled {
            Poll::Ready(None) => {
                if let Some((pool, way, line)) = self.back.take() {
                    pool.keep(way, line);
                }
            }
            Poll::Ready(Some(Ok(_))) => self.give_back_at_end(),
            Poll::Ready(Some(Err(_))) => self.back = None,
            Poll::Pending => {}
        }
        polled.map(|frame| frame.map(|frame| frame.map_err(|_| BrokenOff)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
