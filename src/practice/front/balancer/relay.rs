//! A request through an application load balancer: decided by `routing`, carried over a real connection to the
//! instance's own server, and the answer back.

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{CONNECTION, DATE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE, TRANSFER_ENCODING, UPGRADE};
use hyper::{Request, Response, StatusCode, Uri, Version};
use jiff::Timestamp;

use super::super::super::routing::{self, Decision, Forward, Head, Way};
use super::super::super::traffic::Served;
use super::super::super::{app, wire};
use super::super::http::{Answer, AnyBody, BrokenOff, full};
use super::super::instance;
use super::super::plane::Plane;
use super::super::pool::{self, NoAnswer, Relayed};
use super::super::websocket;
use super::Arrival;
use super::find::Entrance;
use super::switch::{self, Switch};

/// Answers a request; `None`: the client gets no connection.
pub(super) async fn relay(
    plane: &Plane,
    arrival: &Arrival,
    entrance: &Entrance,
    host: String,
    request: Request<Incoming>,
) -> Option<Answer> {
    let practice = plane.practice();
    let head = head(&request, host, arrival);
    let outstanding = plane.outstanding();
    let decision = practice.act(|world| {
        let now = world.now;
        let region = world.account.regions.get_mut(&entrance.region)?;
        let working_on = |group: &str, target: &str, port: u16| outstanding.of(group, target, port);
        Some(routing::decide(region, &entrance.load_balancer, entrance.port, &head, &working_on, now))
    });
    let log = Log::new(plane, &entrance.region);
    let plain_on_tls = entrance.protocol == "HTTPS" && !arrival.secure;
    match decision? {
        Decision::Refuse(_) => None,
        Decision::Answer { way, .. } if plain_on_tls => Some(log.own(way, routing::own_page(400))),
        Decision::Forward(forward) if plain_on_tls => Some(log.own(forward.way, routing::own_page(400))),
        Decision::Answer { way, answer } => Some(log.own(way, answer)),
        Decision::Forward(forward) => {
            let _working = outstanding.begin(&forward.target_group, &forward.target.id, forward.target.port);
            Some(carry(plane, &forward, &head, request, log).await)
        }
    }
}

fn head(request: &Request<Incoming>, host: String, arrival: &Arrival) -> Head {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Head {
        method: request.method().as_str().to_owned(),
        host,
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers,
        client: arrival.client,
        through: arrival.through.clone(),
    }
}

async fn carry(plane: &Plane, forward: &Forward, head: &Head, mut request: Request<Incoming>, mut log: Log) -> Answer {
    let practice = plane.practice();
    log.toward(forward);
    let region = log.region.clone();
    let connected = practice.look(|world| Some(routing::connect(world.account.regions.get(&region)?, forward)));
    let (instance, peer) = match connected {
        Some(Ok(reached)) => reached,
        Some(Err(unanswered)) => {
            tokio::time::sleep(practice.real(Duration::from_millis(unanswered.after_millis))).await;
            return log.own(forward.way.clone(), routing::own_page(unanswered.status));
        }
        None => return log.own(forward.way.clone(), routing::own_page(503)),
    };
    let Some(target) = plane.target(&region, &instance, forward.target.port) else {
        return log.own(forward.way.clone(), routing::own_page(502));
    };
    let way = pool::Way { target, peer: IpAddr::V4(peer), secure: forward.secure };
    let switch = switch::asked(&mut request);
    let Some(mut request) = outgoing(forward, head, request, &mut log) else {
        return log.own(forward.way.clone(), routing::own_page(400));
    };
    if switch.is_some() {
        switch::ask(request.headers_mut());
    }
    let patience = practice.real(Duration::from_secs(forward.idle_timeout_seconds));
    let began = practice.now();
    let status = match tokio::time::timeout(patience, plane.pool().send(way, request)).await {
        Ok(Ok(response)) => {
            return match switch {
                Some(switch) if response.status() == StatusCode::SWITCHING_PROTOCOLS => {
                    log.switched(response, forward, switch, patience)
                }
                _ => log.answered(response, forward, began),
            };
        }
        Ok(Err(NoAnswer::Refused | NoAnswer::BrokenOff)) => 502,
        Err(_) => 504,
    };
    log.own(forward.way.clone(), routing::own_page(status))
}

/// The request as the target gets it.
fn outgoing(forward: &Forward, head: &Head, request: Request<Incoming>, log: &mut Log) -> Option<Request<AnyBody>> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or(head.path.as_str(), |path| path.as_str());
    let mut out = Request::builder().method(parts.method).uri(path.parse::<Uri>().ok()?).version(Version::HTTP_11);
    for (name, value) in &forward.headers {
        out = out.header(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
    }
    log.bytes_in = body.size_hint().lower();
    out.body(body.map_err(|_| BrokenOff).boxed_unsync()).ok()
}

/// What is written down of a request when it is over, however it ends.
struct Log {
    plane: Plane,
    region: String,
    way: Way,
    target: Option<(String, u16)>,
    status: Option<u16>,
    target_status: Option<u16>,
    target_time: Option<Duration>,
    bytes_in: u64,
    bytes_out: u64,
}

/// What the load balancer notes when the client has gone before its answer.
const CLIENT_GONE: u16 = 460;

impl Log {
    fn new(plane: &Plane, region: &str) -> Self {
        Self {
            plane: plane.clone(),
            region: region.to_owned(),
            way: Way::default(),
            target: None,
            status: None,
            target_status: None,
            target_time: None,
            bytes_in: 0,
            bytes_out: 0,
        }
    }

    fn toward(&mut self, forward: &Forward) {
        self.way = forward.way.clone();
        self.target = Some((forward.target.id.clone(), forward.target.port));
    }

    /// The load balancer's own answer.
    fn own(mut self, way: Way, answer: app::Answer) -> Answer {
        self.way = way;
        self.status = Some(answer.status);
        self.bytes_out = answer.body.len() as u64;
        instance::response(answer, self.plane.practice())
    }

    /// The target's answer, as the client gets it.
    fn answered(mut self, response: Response<Relayed>, forward: &Forward, began: Timestamp) -> Answer {
        let now = self.plane.practice().now();
        let status = response.status().as_u16();
        self.status = Some(status);
        self.target_status = Some(status);
        self.target_time = Duration::try_from(now.duration_since(began)).ok();
        let (mut parts, body) = response.into_parts();
        for name in [CONNECTION, TRANSFER_ENCODING, UPGRADE, HeaderName::from_static("keep-alive")] {
            parts.headers.remove(name);
        }
        add_cookies(&mut parts.headers, forward);
        parts.headers.entry(DATE).or_insert_with(|| wire::date(now));
        parts.version = Version::default();
        Response::from_parts(parts, Counted { body, log: self }.boxed_unsync())
    }
}

impl Log {
    /// The target's consent to speak WebSocket, as the client gets it; what the two say then is passed on.
    fn switched(
        mut self,
        mut response: Response<Relayed>,
        forward: &Forward,
        with: Switch,
        patience: Duration,
    ) -> Answer {
        let status = Some(response.status().as_u16());
        (self.status, self.target_status) = (status, status);
        let target = hyper::upgrade::on(&mut response);
        let (mut parts, line) = response.into_parts();
        switch::ask(&mut parts.headers);
        add_cookies(&mut parts.headers, forward);
        let (plane, region, group) = (self.plane.clone(), self.region.clone(), forward.target_group.clone());
        let (id, port) = (forward.target.id.clone(), forward.target.port);
        // A target that has been taken out talks on while it drains.
        let registered = move || {
            plane.practice().look(|world| {
                let group = world.account.regions.get(&region).and_then(|region| region.target_groups.get(&group));
                group.is_some_and(|group| group.targets.iter().any(|target| target.id == id && target.port == port))
            })
        };
        with.afterwards.leave(async move {
            // Its place among the connections to targets is taken as long as the two talk.
            let (_line, mut log) = (line, self);
            if let (Ok(client), Ok(target)) = (with.client.await, target.await) {
                let (sent, got) = websocket::pass(client, target, patience, registered).await;
                log.bytes_in += sent;
                log.bytes_out += got;
            }
        });
        Response::from_parts(parts, full(Bytes::new()))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        if self.way.load_balancer.is_empty() {
            return;
        }
        let served = Served {
            region: std::mem::take(&mut self.region),
            way: std::mem::take(&mut self.way),
            target: self.target.take(),
            status: self.status.or(Some(CLIENT_GONE)),
            target_status: self.target_status,
            target_time: self.target_time,
            bytes_in: self.bytes_in,
            bytes_out: self.bytes_out,
        };
        self.plane.practice().record(&served);
    }
}

fn add_cookies(headers: &mut HeaderMap, forward: &Forward) {
    let sets = |name: &str| {
        headers.get_all(SET_COOKIE).iter().any(|value| {
            value.to_str().is_ok_and(|value| value.split_once('=').is_some_and(|(key, _)| key.trim() == name))
        })
    };
    let by_application = forward.application_cookie.as_ref().filter(|(name, _)| sets(name)).map(|(_, cookie)| cookie);
    for cookie in forward.cookies.iter().chain(by_application) {
        if let Ok(value) = HeaderValue::try_from(cookie) {
            headers.append(SET_COOKIE, value);
        }
    }
}

/// A body whose bytes are counted; what is written down is complete when it ends.
struct Counted {
    body: Relayed,
    log: Log,
}

impl Body for Counted {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.log.bytes_out += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
