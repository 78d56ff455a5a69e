//! A load balancer's port: which load balancer a connection is for, what it speaks, and what becomes of it.

pub(super) mod find;
mod relay;
mod switch;
pub(super) mod tcp;

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::HOST;
use hyper::service::service_fn;
use hyper::{Request, Uri};
use rustls::ServerConfig;
use tokio::net::TcpStream;

use super::super::elbv2::load_balancer_attributes::attribute;
use super::PATIENCE;
use super::crowd::Place;
use super::http::{self, Answer, BrokenOff};
use super::plane::Plane;
use super::plane::wanted::Door;
use super::stream::{Reset, Speech, Stream};
use super::tls;
use find::Entrance;

/// Where the clients of one connection are.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) client: SocketAddr,
    /// The load balancer, where nothing in the request is needed to tell.
    pub(super) only: Option<Entrance>,
    /// The port that was come to, where the request's `Host` does not say (one port for all of them).
    pub(super) port: Option<u16>,
    pub(super) secure: bool,
    /// The name in the client's greeting.
    pub(super) server_name: Option<String>,
    /// The node of a network load balancer that a connection came through.
    pub(super) through: Option<String>,
}

/// Serves one connection to a port of load balancers.
pub(super) async fn serve(plane: Plane, door: &Door, stream: TcpStream, client: SocketAddr, place: Place) {
    let port = match door {
        Door::Shared { port } | Door::Node { port, .. } => *port,
        Door::Target { .. } | Door::Public { .. } => return,
    };
    let mut stream = Stream::new(stream);
    let only = plane.practice().look(|world| find::only(world, door));
    let mut arrival = Arrival { client, only, port: Some(port), secure: false, server_name: None, through: None };
    if let Some(entrance) = arrival.only.clone().filter(Entrance::is_network) {
        return tcp::serve(&plane, &entrance, stream, client).await;
    }
    let Some(speech) = stream.speech(PATIENCE).await else { return };
    if arrival.only.is_none()
        && let Some(entrance) = network_of(&plane, &mut stream, speech, Some(port)).await
    {
        return tcp::serve(&plane, &entrance, stream, client).await;
    }
    if speech != Speech::Tls {
        return speak(plane, arrival, stream, speech == Speech::Http2, place).await;
    }
    arrival.secure = true;
    over_tls(plane, arrival, stream, place).await;
}

/// The network load balancer that a connection names, where there is any.
pub(super) async fn network_of(
    plane: &Plane,
    stream: &mut Stream,
    speech: Speech,
    port: Option<u16>,
) -> Option<Entrance> {
    if !plane.practice().look(find::any_network) {
        return None;
    }
    let host = match speech {
        Speech::Tls => stream.server_name(PATIENCE).await,
        Speech::Http1 => stream.host(PATIENCE).await,
        Speech::Http2 => None,
    };
    let (name, named_port) = split(&host?);
    let port = port.or(named_port).unwrap_or(if speech == Speech::Tls { 443 } else { 80 });
    plane.practice().look(|world| find::named(world, &name, port)).filter(Entrance::is_network)
}

/// Answers the requests on a connection that begins with a TLS handshake.
pub(super) async fn over_tls(plane: Plane, mut arrival: Arrival, stream: Stream, place: Place) {
    let reset = stream.reset();
    let Some(greeting) = tls::greeting(stream).await else { return };
    arrival.server_name = greeting.client_hello().server_name().map(str::to_owned);
    let Some(config) = configuration(&plane, &arrival) else {
        // Nobody there speaks TLS: a plain server would break off too.
        reset.ask();
        return;
    };
    let Some(stream) = tls::complete(greeting, config).await else { return };
    let is_http2 = tls::is_http2(&stream);
    let service = service_fn(|request| answered(&plane, &arrival, &place, &reset, request));
    http::serve(stream, is_http2, service).await;
}

/// The TLS configuration of the listener that a connection is for.
fn configuration(plane: &Plane, arrival: &Arrival) -> Option<Arc<ServerConfig>> {
    let name = arrival.server_name.as_deref().unwrap_or_default();
    let port = arrival.port.unwrap_or(443);
    plane.practice().look(|world| {
        let entrance = arrival.only.clone().or_else(|| find::meant(world, name, port))?;
        let region = world.account.regions.get(&entrance.region)?;
        let balancer = region.load_balancers.get(&entrance.load_balancer)?;
        let mut listeners = region.listeners.values();
        let listener = listeners.find(|one| one.load_balancer == balancer.arn && one.port == entrance.port)?;
        let http2 = attribute(balancer, "routing.http2.enabled") == "true";
        plane.tls().of_listener(region, listener, http2)
    })
}

async fn speak(plane: Plane, arrival: Arrival, stream: Stream, is_http2: bool, place: Place) {
    let reset = stream.reset();
    let service = service_fn(|request| answered(&plane, &arrival, &place, &reset, request));
    http::serve(stream, is_http2, service).await;
}

fn answered(
    plane: &Plane,
    arrival: &Arrival,
    place: &Place,
    reset: &Reset,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Answer, BrokenOff>> + Send + 'static + use<> {
    let (plane, arrival, busy, reset) = (plane.clone(), arrival.clone(), place.busy(), reset.clone());
    async move {
        let answer = answer(&plane, &arrival, request).await;
        if answer.is_none() {
            reset.ask();
        }
        drop(busy);
        answer.ok_or(BrokenOff)
    }
}

/// What a load balancer answers to a request; `None`: the connection is reset.
pub(super) async fn answer(plane: &Plane, arrival: &Arrival, request: Request<Incoming>) -> Option<Answer> {
    let host = host_of(&request);
    let (name, named_port) = split(&host);
    let port = arrival.port.or(named_port).unwrap_or(if arrival.secure { 443 } else { 80 });
    let entrance = match arrival.only.clone() {
        Some(only) => only,
        None => plane.practice().look(|world| find::meant(world, &name, port))?,
    };
    relay::relay(plane, arrival, &entrance, host, request).await
}

/// The host that a request asks for, with its port if it has one.
pub(super) fn host_of<B>(request: &Request<B>) -> String {
    let authority = request.uri().authority().map(ToString::to_string);
    let header = || request.headers().get(HOST).and_then(|value| value.to_str().ok()).map(str::to_owned);
    authority.or_else(header).unwrap_or_default()
}

/// A host's name, in lower case, and its port.
pub(super) fn split(host: &str) -> (String, Option<u16>) {
    let parsed = host.parse::<Uri>().ok();
    let authority = parsed.as_ref().and_then(Uri::authority);
    let name = authority.map_or(host, |authority| authority.host()).to_ascii_lowercase();
    (name, authority.and_then(hyper::http::uri::Authority::port_u16))
}
