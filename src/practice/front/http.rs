//! HTTP over a connection, and bodies within limits.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body, Buf as _, Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

/// A body that may be whole or still arriving.
pub(super) type AnyBody = http_body_util::combinators::UnsyncBoxBody<Bytes, BrokenOff>;
pub(super) type Answer = Response<AnyBody>;

/// A head, and the next request on a connection kept open, has to come within this.
const HEAD: Duration = Duration::from_mins(1);
/// How long a body that is read whole may take.
const BODY: Duration = Duration::from_secs(30);
/// How long the rest of one that is too large is listened to.
const DRAIN: Duration = Duration::from_secs(5);
/// Streams at once on one HTTP/2 connection, as load balancers allow.
const STREAMS: u32 = 128;

/// An answer that does not come, or not to its end: the connection is broken off.
#[derive(Clone, Copy, Debug)]
pub(super) struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl Error for BrokenOff {}

/// What a request leaves to be done with its connection once that speaks HTTP no longer. Every request carries it
/// among its extensions.
#[derive(Clone, Default)]
pub(super) struct Afterwards(Arc<Mutex<Option<Work>>>);

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Afterwards {
    pub(super) fn leave(&self, work: impl Future<Output = ()> + Send + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::pin(work));
    }

    async fn done(self) {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(work) = left {
            work.await;
        }
    }
}

/// Serves one connection to its end. The `Date` header is the service's own: practice time.
pub(super) async fn serve<IO, S>(io: IO, is_http2: bool, service: S)
where
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Answer, Error = BrokenOff> + Send,
    S::Future: Send + 'static,
{
    let io = TokioIo::new(io);
    let afterwards = Afterwards::default();
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(afterwards.clone());
        service.call(request)
    });
    // A client that breaks off is none of our troubles.
    let _ = if is_http2 {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.timer(TokioTimer::new()).auto_date_header(false).max_concurrent_streams(STREAMS);
        builder.keep_alive_interval(HEAD).keep_alive_timeout(HEAD);
        builder.serve_connection(io, service).await
    } else {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD).auto_date_header(false).half_close(false);
        builder.serve_connection(io, service).with_upgrades().await
    };
    afterwards.done().await;
}

/// A body that could not be had whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyProblem {
    TooLarge,
    TooSlow,
    BrokenOff,
}

/// The whole of a request with a body of at most so many bytes.
pub(super) async fn whole<B>(request: Request<B>, most: usize) -> Result<Request<Bytes>, BodyProblem>
where
    B: Body + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (parts, mut body) = request.into_parts();
    if body.size_hint().lower() > most as u64 {
        drain(body).await;
        return Err(BodyProblem::TooLarge);
    }
    match tokio::time::timeout(BODY, Limited::new(&mut body, most).collect()).await {
        Err(_) => Err(BodyProblem::TooSlow),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            drain(body).await;
            Err(BodyProblem::TooLarge)
        }
        Ok(Err(_)) => Err(BodyProblem::BrokenOff),
        Ok(Ok(body)) => Ok(Request::from_parts(parts, body.to_bytes())),
    }
}

/// Reads on for a while: a client that is cut off in the middle of its body does not get to see the answer.
async fn drain<B: Body + Unpin>(mut body: B) {
    const MOST: u64 = 64 * 1024 * 1024;
    let mut seen = 0;
    let all = async {
        while let Some(Ok(frame)) = body.frame().await {
            seen += frame.data_ref().map_or(0, |data| data.remaining() as u64);
            if seen > MOST {
                return;
            }
        }
    };
    // Whoever sends more, or slower, is cut off.
    let _ = tokio::time::timeout(DRAIN, all).await;
}

/// A body that is there as a whole.
pub(super) fn full(bytes: impl Into<Bytes>) -> AnyBody {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}
