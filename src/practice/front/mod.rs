//! The listening sockets: the API, the load balancers, the instances.
//!
//! Reading order: [`Front`] (what is opened and closed), `accept` and `crowd` (connections within limits), `stream`
//! (what a connection speaks), `http`, `api` (AWS's operations and the pages beside them).

mod accept;
mod api;
mod crowd;
mod http;
mod stream;

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::handle::Practice;
use api::Api;
use crowd::{Crowd, Place};
use http::BrokenOff;
use stream::{Speech, Stream};

/// The port that is tried first, and how many after it, where none was asked for.
pub const FIRST_PORT: u16 = 4599;
const PORTS_TRIED: u16 = 20;
/// A client has to begin to speak within this.
const PATIENCE: Duration = Duration::from_secs(30);

/// The page for people, in the language that a browser's `Accept-Language` asks for: HTML.
pub type Words = Arc<dyn Fn(&str, &Greeting) -> String + Send + Sync>;

/// How the account is served.
#[derive(Clone, Default)]
pub struct Serving {
    /// Where the API listens; `None`: on loopback, from [`FIRST_PORT`] on the first that is free.
    pub listen: Option<SocketAddr>,
    pub words: Option<Words>,
}

/// What a page for people tells.
#[derive(Clone, Debug)]
pub struct Greeting {
    pub account_id: String,
    /// Practice time.
    pub now: Timestamp,
    pub speed: f64,
    /// Names and values to export.
    pub environment: Vec<(&'static str, String)>,
}

/// A served account. Everything closes when it is dropped.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Front {
    /// Begins to serve; it answers when this returns.
    ///
    /// # Errors
    /// The address cannot be listened on: it is in use, or not this machine's, or not permitted.
    pub async fn start(practice: Practice, serving: Serving) -> io::Result<Self> {
        let listener = listen(serving.listen).await?;
        let address = listener.local_addr()?;
        let known = practice.clone();
        let greeting = Arc::new(move || Greeting {
            account_id: known.account_id(),
            now: known.now(),
            speed: known.speed(),
            environment: environment(address),
        });
        let api = Api { practice, greeting, words: serving.words };
        let mut tasks = JoinSet::new();
        tasks.spawn(accept::accept(listener, Crowd::default(), move |stream, _, place| {
            connection(api.clone(), stream, place)
        }));
        Ok(Self { address, _tasks: tasks })
    }

    /// Where the API is.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The API's URL, for `--endpoint-url`.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// What a client of AWS needs in its environment to come here.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        environment(self.address)
    }
}

async fn listen(wanted: Option<SocketAddr>) -> io::Result<TcpListener> {
    if let Some(wanted) = wanted {
        return TcpListener::bind(wanted).await;
    }
    let mut last = io::Error::from(ErrorKind::AddrInUse);
    for port in FIRST_PORT..FIRST_PORT + PORTS_TRIED {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn url(address: SocketAddr) -> String {
    // One who listens everywhere is reached here as well.
    let here = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
    };
    format!("http://{}", SocketAddr::new(here, address.port()))
}

fn environment(address: SocketAddr) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", url(address)),
        ("AWS_ACCESS_KEY_ID", "practice".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "practice".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

async fn connection(api: Api, stream: TcpStream, place: Place) {
    let mut stream = Stream::new(stream);
    let Some(speech) = stream.speech(PATIENCE).await else { return };
    if speech == Speech::Tls {
        stream.reset().ask();
        return;
    }
    let service = service_fn(|request| {
        let (api, busy) = (api.clone(), place.busy());
        async move {
            let answer = api.answer(request).await;
            drop(busy);
            Ok::<_, BrokenOff>(answer)
        }
    });
    http::serve(stream, speech == Speech::Http2, service).await;
}
