//! The listening sockets: the API, the load balancers, the instances.
//!
//! Reading order: [`Front`] (what is opened and closed), `accept` and `crowd` (connections within limits), `stream`
//! (what a connection speaks), `http`, `door` (the port that takes everything), `api` (AWS's operations and the pages
//! beside them), `plane` (sockets in step with the account), `balancer`, `pool`, `instance`, `websocket`, `tls`, `reach` (what can
//! be listened on here).

mod accept;
mod api;
mod balancer;
mod crowd;
mod door;
mod http;
mod instance;
mod plane;
mod pool;
mod reach;
mod stream;
mod tls;
mod websocket;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::handle::Practice;
use api::Api;
use crowd::Crowd;
use plane::Plane;
use reach::environment;
pub use reach::{Reach, public_prefix};

/// The port that is tried first, and how many after it, where none was asked for.
pub const FIRST_PORT: u16 = 4599;
const PORTS_TRIED: u16 = 20;
/// A client has to begin to speak within this.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at what is due, though nothing seems to be; and while much is.
const LONGEST_SLEEP: Duration = Duration::from_mins(10);
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);

/// The page for people, in the language that a browser's `Accept-Language` asks for: HTML.
pub type Words = Arc<dyn Fn(&str, &Greeting) -> String + Send + Sync>;

/// The sockets that an account's state calls for, and when it calls for others.
#[cfg(test)]
pub(super) fn doors(world: &super::world::World) -> (std::collections::BTreeSet<String>, Option<Timestamp>) {
    let (doors, next) = plane::wanted::wanted(world);
    (doors.into_iter().map(|door| format!("{door:?}")).collect(), next)
}

/// How the account is served.
#[derive(Clone, Default)]
pub struct Serving {
    /// Where the API listens; `None`: on loopback, from [`FIRST_PORT`] on the first that is free.
    pub listen: Option<SocketAddr>,
    pub words: Option<Words>,
    /// The region that clients are told to use; `None`: us-east-1.
    pub region: Option<String>,
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
    around: Around,
    reach: Reach,
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
        let reach = Reach::tried();
        let crowd = Crowd::default();
        let plane = Plane::new(practice.clone(), crowd.clone());
        let around =
            Around { address, region: serving.region, missing: reach.missing_ports.clone(), plane: plane.clone() };
        let greeting = {
            let (practice, around) = (practice.clone(), around.clone());
            Arc::new(move || Greeting {
                account_id: practice.account_id(),
                now: practice.now(),
                speed: practice.speed(),
                environment: around.environment(),
            })
        };
        let api = Api { practice: practice.clone(), greeting, words: serving.words };
        let door = door::Door { api, plane: plane.clone() };
        plane.reconcile();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept::accept(listener, crowd, move |stream, peer, place| {
            door::serve(door.clone(), stream, peer, place)
        }));
        tasks.spawn(keep(practice, plane.clone()));
        Ok(Self { around, reach, _tasks: tasks })
    }

    /// Where the API is, and everything that has no port of its own.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.around.address
    }

    /// The API's URL, for `--endpoint-url`.
    #[must_use]
    pub fn url(&self) -> String {
        reach::url(self.around.address)
    }

    /// What a client needs in its environment to come here.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        self.around.environment()
    }

    /// What the system lets this program listen on.
    #[must_use]
    pub const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Ports that load balancers usually listen on, or want to now, and that cannot be listened on: somebody else
    /// holds them, or they are for administrators. They are reached through the one port, by `HANAMARU_CONNECT_TO`.
    #[must_use]
    pub fn refused_ports(&self) -> Vec<u16> {
        self.around.refused_ports()
    }
}

/// What clients have to know to come here.
#[derive(Clone, Debug)]
struct Around {
    address: SocketAddr,
    region: Option<String>,
    missing: Vec<u16>,
    plane: Plane,
}

impl Around {
    fn refused_ports(&self) -> Vec<u16> {
        let now = self.plane.refused_ports().into_iter().map(|(port, _)| port);
        self.missing.iter().copied().chain(now).collect::<BTreeSet<u16>>().into_iter().collect()
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        environment(self.address, &self.refused_ports(), self.region.as_deref().unwrap_or("us-east-1"))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.around.plane.close();
    }
}

/// Lets time do its work, and the sockets follow. Asleep until something is due or asked for.
async fn keep(practice: Practice, plane: Plane) {
    let mut changes = practice.changes();
    loop {
        plane.reconcile();
        let due = [practice.until_due(), plane.steady_for()].into_iter().flatten().min();
        let wait = due.unwrap_or(LONGEST_SLEEP).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(wait) => practice.settle(),
        }
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
