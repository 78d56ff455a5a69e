//! One lane: a connection at a time, and the requests that go over it one after another.

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::Target;
use super::answer::{Answer, Wanted};
use super::connect::{Opened, proxy_authorization};
use super::http1;
use super::http2::{self, Came};
use super::limit::Limit;
use super::stream::Stream;
use super::worker::Worker;
use crate::clock::Moment;
use crate::load::message::Way;
use crate::load::{Kind, Message};

/// Redirects that one request follows, as many as curl does.
const MOST_REDIRECTS: usize = 50;
/// How long a refusal is waited for.
const ROUND_TRIP: Duration = Duration::from_millis(20);
const ROUND_TRIPS: u32 = 5;
/// Connections that one request is tried on while each turns out to take no more.
const MOST_ATTEMPTS: usize = 10;
/// Cookies that one lane keeps.
const MOST_COOKIES: usize = 50;

/// What became of one request.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) outcome: Result<u16, Kind>,
    pub(super) bytes: u64,
    /// Which target answered, where it says so.
    pub(super) marker: Option<String>,
}

pub(super) struct Lane {
    worker: Rc<Worker>,
    connection: Option<Connection>,
    /// Cookies by name, of the target's own host.
    jar: Vec<(String, String)>,
    limit: Limit,
}

struct Connection {
    over: Over,
    origin: Origin,
    address: IpAddr,
    name: String,
}

enum Over {
    Http1(Stream),
    /// A stream of a connection that others may use too; who holds the token uses it.
    Http2 {
        sender: http2::Sender,
        user: Rc<()>,
    },
}

/// Scheme, host and port. Compared with a URL for every request, which [`url::Origin`] would have to be made for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default() }
    }

    fn is_of(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        self.port == url.port_or_known_default() && self.host == host && self.scheme == url.scheme()
    }
}

/// An HTTP/2 connection that may have room for another lane.
pub(super) struct Joinable {
    sender: http2::Sender,
    users: Rc<()>,
    origin: Origin,
    address: IpAddr,
    name: String,
}

impl Lane {
    pub(super) fn new(worker: Rc<Worker>) -> Self {
        let jar = worker.shared.target.message.jar.clone().unwrap_or_default();
        Self { worker, connection: None, jar, limit: Limit::default() }
    }

    /// Sends one request, and those that its answer leads to.
    pub(super) async fn send(&mut self, now: Moment) -> Outcome {
        let until = now + self.worker.shared.target.max_time;
        let (mut bytes, mut marker) = (0, None);
        let mut limit = std::mem::take(&mut self.limit);
        let outcome = limit.keep(until, self.follow(&mut bytes, &mut marker)).await.unwrap_or(Err(Kind::Timeout));
        self.limit = limit;
        if outcome.is_err() {
            self.connection = None;
        }
        Outcome { outcome, bytes, marker }
    }

    async fn follow(&mut self, bytes: &mut u64, marker: &mut Option<String>) -> Result<u16, Kind> {
        let shared = Arc::clone(&self.worker.shared);
        let target = &shared.target;
        let mut next: Option<Message> = None;
        for _ in 0..=MOST_REDIRECTS {
            let message = next.as_ref().unwrap_or(&target.message);
            let came = self.exchange(target, message, bytes).await?;
            *marker = came.marker;
            let leads = came.location.as_deref().filter(|_| (300..400).contains(&came.status) && came.status != 304);
            let to = leads.and_then(|location| message.redirected(came.status, location));
            next = to.filter(|to| target.may_follow(&to.url));
            if next.is_none() {
                if target.keep_body {
                    self.worker.keep_body(&came.body);
                }
                return Ok(came.status);
            }
        }
        // Round and round: nothing that could be called an answer.
        Err(Kind::Protocol)
    }

    async fn exchange(&mut self, target: &Target, message: &Message, bytes: &mut u64) -> Result<Came, Kind> {
        let wanted = Wanted {
            no_body: message.method == "HEAD",
            location: target.follow,
            cookies: target.message.jar.is_some(),
            body: target.keep_body && self.worker.wants_body(),
            marker: target.marker.as_deref(),
        };
        let own_host = wanted.cookies && message.url.host_str() == target.message.url.host_str();
        let cookies = if own_host { self.cookies() } else { None };
        let came = self.over_a_connection(message, cookies.as_deref(), wanted, bytes).await?;
        if own_host {
            came.cookies.iter().for_each(|cookie| self.keep_cookie(cookie));
        }
        Ok(came)
    }

    /// A connection that the server closed while it lay idle is no failure: the request goes over a new one. What the
    /// server has read is never sent again: it would count one request more than we do.
    async fn over_a_connection(
        &mut self,
        message: &Message,
        cookies: Option<&str>,
        wanted: Wanted<'_>,
        bytes: &mut u64,
    ) -> Result<Came, Kind> {
        let reused = self.usable(message).await;
        if !reused {
            // Boxed, as everything is that is not done for every request: what is awaited in place is moved around.
            Box::pin(self.connect(message)).await?;
        }
        let safe = matches!(message.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE");
        let mut again = reused && safe;
        for _ in 0..MOST_ATTEMPTS {
            match self.once(message, cookies, wanted, bytes, again).await {
                Err(Gone::BeforeAnything) => Box::pin(self.connect(message)).await?,
                Err(Gone::For(kind)) => return Err(kind),
                Ok(came) => return Ok(came),
            }
            again = false;
        }
        Err(Kind::Reset)
    }

    async fn usable(&mut self, message: &Message) -> bool {
        let Some(connection) = &mut self.connection else { return false };
        let right =
            connection.origin.is_of(&message.url) && self.worker.opener.still(&connection.name, connection.address);
        right
            && match &mut connection.over {
                Over::Http1(stream) => http1::stands(stream).await,
                Over::Http2 { sender, .. } => !sender.is_closed(),
            }
    }

    async fn connect(&mut self, message: &Message) -> Result<(), Kind> {
        self.connection = None;
        let worker = Rc::clone(&self.worker);
        let origin = Origin::of(&message.url);
        let share = worker.shared.plan.streams > 1 && worker.shared.plan.keepalive;
        // One lane at a time: the next one finds room on the connection that this one opens.
        let _turn = if share { Some(worker.opening.lock().await) } else { None };
        if share && let Some(connection) = join(&worker, &origin) {
            self.connection = Some(connection);
            return Ok(());
        }
        let Opened { stream, address, name, http2 } = worker.opener.open(&message.url).await?;
        let over = if http2 {
            let (sender, users) = (http2::open(stream).await?, Rc::new(()));
            if share {
                let (sender, users, origin) = (sender.clone(), Rc::clone(&users), origin.clone());
                worker.joinable.borrow_mut().push(Joinable { sender, users, origin, address, name: name.clone() });
            }
            Over::Http2 { sender, user: users }
        } else {
            Over::Http1(stream)
        };
        self.connection = Some(Connection { over, origin, address, name });
        Ok(())
    }

    async fn once(
        &mut self,
        message: &Message,
        cookies: Option<&str>,
        wanted: Wanted<'_>,
        bytes: &mut u64,
        again: bool,
    ) -> Result<Came, Gone> {
        let Some(connection) = &mut self.connection else { return Err(Gone::For(Kind::Connect)) };
        let keepalive = self.worker.shared.plan.keepalive;
        match &mut connection.over {
            Over::Http1(stream) => {
                let own = self.worker.request(message, cookies);
                let mut answer = Answer::new(wanted, &self.worker.known);
                let counted = Counted { came: &mut answer, of: |answer| answer.bytes, bytes };
                let ended = http1::exchange(stream, &own, counted.came, &self.worker.scratch).await;
                drop(counted);
                let unread =
                    again && ended.is_err() && answer.ended_before_anything() && Box::pin(never_read(stream)).await;
                if ended.is_err() || !answer.reusable || !keepalive {
                    self.connection = None;
                }
                match ended {
                    Err(Kind::Reset) if unread => Err(Gone::BeforeAnything),
                    Err(kind) => Err(Gone::For(kind)),
                    Ok(()) => Ok(Came {
                        status: answer.status,
                        bytes: answer.bytes,
                        location: answer.location,
                        cookies: answer.cookies,
                        body: answer.body,
                        marker: answer.marker,
                    }),
                }
            }
            Over::Http2 { sender, user } => {
                let mut came = Came::default();
                let counted = Counted { came: &mut came, of: |came| came.bytes, bytes };
                let ended = Box::pin(http2::exchange(sender, message, cookies, wanted, counted.came)).await;
                drop(counted);
                if ended.is_err() {
                    // Nobody joins a connection that takes no more.
                    self.worker.joinable.borrow_mut().retain(|one| !Rc::ptr_eq(&one.users, user));
                }
                if ended.is_err() || !keepalive {
                    self.connection = None;
                }
                ended.map(|()| came)
            }
        }
    }

    fn cookies(&self) -> Option<String> {
        let pairs: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Name and value, and whether it is taken back; a run is too short for the rest.
    fn keep_cookie(&mut self, cookie: &str) {
        let mut parts = cookie.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let (name, value) = (name.trim(), value.trim());
        let gone = parts.any(|part| {
            let (key, age) = part.split_once('=').unwrap_or((part, ""));
            key.trim().eq_ignore_ascii_case("max-age") && age.trim().parse::<i64>().is_ok_and(|age| age <= 0)
        });
        self.jar.retain(|(known, _)| known != name);
        let sendable = !name.is_empty() && value.bytes().all(|byte| byte >= 0x20 && byte != 0x7f);
        if !gone && sendable && self.jar.len() < MOST_COOKIES {
            self.jar.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// A stream of an HTTP/2 connection that has room for one more.
fn join(worker: &Worker, origin: &Origin) -> Option<Connection> {
    let mut joinable = worker.joinable.borrow_mut();
    joinable.retain(|one| !one.sender.is_closed() && worker.opener.still(&one.name, one.address));
    // The list holds a token of each itself.
    let room = |one: &&Joinable| one.origin == *origin && Rc::strong_count(&one.users) <= worker.shared.plan.streams;
    let one = joinable.iter().find(room)?;
    let over = Over::Http2 { sender: one.sender.clone(), user: Rc::clone(&one.users) };
    Some(Connection { over, origin: one.origin.clone(), address: one.address, name: one.name.clone() })
}

/// Whether the other side, which has closed the connection, did so before the request reached it: then its refusal
/// follows within one round trip.
async fn never_read(stream: &Stream) -> bool {
    for _ in 0..ROUND_TRIPS {
        if stream.refused() {
            return true;
        }
        tokio::time::sleep(ROUND_TRIP).await;
    }
    stream.refused()
}

/// What arrives counts, also where the wait for the rest is given up midway.
struct Counted<'c, T> {
    came: &'c mut T,
    of: fn(&T) -> u64,
    bytes: &'c mut u64,
}

impl<T> Drop for Counted<'_, T> {
    fn drop(&mut self) {
        *self.bytes += (self.of)(self.came);
    }
}

/// Why an exchange came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// The request did not reach the other side, or is known not to have been processed by it.
    BeforeAnything,
    For(Kind),
}

/// The bytes of every request that is just the target's own, made once.
pub(super) fn prepared(target: &super::Target, message: &Message, cookies: Option<&str>, keepalive: bool) -> Vec<u8> {
    let proxy = target.proxy.as_ref().filter(|_| message.url.scheme() == "http").map(proxy_authorization);
    message.http1(Way { cookies, close: !keepalive, proxy: proxy.as_ref().map(Option::as_deref) })
}
