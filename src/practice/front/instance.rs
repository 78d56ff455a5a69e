//! An instance's port: a real server in front of the application that runs there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use hyper::body::{Bytes, Incoming};
use hyper::header::{DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use tokio::net::TcpStream;

use super::super::account::Region;
use super::super::app::{self, Reply};
use super::super::network::{self, Origin};
use super::super::wire;
use super::PATIENCE;
use super::crowd::Place;
use super::http::{self, Afterwards, Answer, BodyProblem, BrokenOff, full};
use super::plane::Plane;
use super::stream::{Speech, Stream};
use super::websocket;

/// The largest body that an application takes.
const LARGEST: usize = 10 * 1024 * 1024;

/// A port of an instance.
#[derive(Clone, Debug)]
pub(super) struct Port {
    pub(super) region: String,
    pub(super) instance: String,
    pub(super) number: u16,
}

/// Serves a load balancer's node, which says first for whom it comes.
pub(super) async fn serve_load_balancer(plane: Plane, port: Port, stream: TcpStream, place: Place) {
    let mut stream = Stream::new(stream);
    if let Some(peer) = stream.origin(PATIENCE).await {
        speak(plane, port, stream, peer, place).await;
    }
}

/// Serves somebody who has come to the instance's public address.
pub(super) async fn serve(plane: Plane, port: Port, stream: TcpStream, peer: SocketAddr, place: Place) {
    let stream = Stream::new(stream);
    let passes = plane.practice().look(|world| {
        let region = world.account.regions.get(&port.region)?;
        let instance = region.instances.get(&port.instance)?;
        let mut interfaces = instance.interfaces.iter().filter_map(|id| region.network_interfaces.get(id));
        interfaces.find(|to| network::passes(region, Origin::Internet(peer.ip()), to, port.number).is_ok()).map(|_| ())
    });
    if passes.is_none() {
        stream.reset().ask();
        return;
    }
    speak(plane, port, stream, peer.ip(), place).await;
}

/// The port of the instance that has this public address, for one who came by another way; `None`: there is no such
/// instance, or something stops the client.
pub(super) fn at(plane: &Plane, address: Ipv4Addr, port: u16, client: IpAddr) -> Option<Port> {
    plane.practice().look(|world| {
        world.account.regions.values().find_map(|region| {
            let interface = region.network_interfaces.values().find(|one| one.public_ip == Some(address))?;
            let instance = interface.attachment.as_ref()?.instance_id.clone()?;
            network::passes(region, Origin::Internet(client), interface, port).ok()?;
            Some(Port { region: region.name.clone(), instance, number: port })
        })
    })
}

async fn speak(plane: Plane, port: Port, mut stream: Stream, peer: IpAddr, place: Place) {
    let Some(speech) = stream.speech(PATIENCE).await else { return };
    let secure = speech == Speech::Tls;
    let reset = stream.reset();
    let service = service_fn(|request| {
        let (plane, port, busy, reset) = (plane.clone(), port.clone(), place.busy(), reset.clone());
        async move {
            let answer = answer(&plane, &port, request, peer, secure).await;
            if answer.is_none() {
                reset.ask();
            }
            drop(busy);
            answer.ok_or(BrokenOff)
        }
    });
    if !secure {
        http::serve(stream, speech == Speech::Http2, service).await;
    } else if app::speaks_tls(port.number)
        && let Some(config) = plane.tls().of_instances()
        && let Some(stream) = super::tls::accept(stream, config).await
    {
        let is_http2 = super::tls::is_http2(&stream);
        http::serve(stream, is_http2, service).await;
    }
}

/// `None`: the connection is broken off.
pub(super) async fn answer(
    plane: &Plane,
    port: &Port,
    request: Request<Incoming>,
    peer: IpAddr,
    secure: bool,
) -> Option<Answer> {
    let practice = plane.practice();
    let mut request = request;
    let afterwards = request.extensions().get::<Afterwards>().cloned();
    let upgrade = hyper::upgrade::on(&mut request);
    let request = match http::whole(request, LARGEST).await {
        Ok(request) => request,
        Err(BodyProblem::TooLarge) => return Some(bare(StatusCode::PAYLOAD_TOO_LARGE, practice)),
        Err(BodyProblem::TooSlow) => return Some(bare(StatusCode::REQUEST_TIMEOUT, practice)),
        Err(BodyProblem::BrokenOff) => return None,
    };
    let request = asked(request, peer, secure);
    let (reply, ordered) = practice.act(|world| {
        let now = world.now;
        let region = world.account.regions.get_mut(&port.region)?;
        let latest = |region: &Region| region.orders.last().map(|order| order.number);
        let before = latest(region);
        let reply = app::answer(region, &port.instance, port.number, &request, now);
        Some((reply, latest(region) != before))
    })?;
    let Reply::Answer(mut answer) = reply else { return None };
    if ordered {
        practice.until_kept(practice.mark_left()).await;
    }
    if answer.after_millis > 0 {
        tokio::time::sleep(practice.real(Duration::from_millis(answer.after_millis))).await;
    }
    if answer.status == StatusCode::SWITCHING_PROTOCOLS.as_u16() {
        let first = std::mem::take(&mut answer.body);
        afterwards?.leave(async move {
            if let Ok(io) = upgrade.await {
                websocket::echo(io, first).await;
            }
        });
    }
    Some(response(answer, practice))
}

fn asked(request: Request<Bytes>, peer: IpAddr, secure: bool) -> app::Request {
    let (parts, body) = request.into_parts();
    let mut headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    if let Some(authority) = parts.uri.authority().filter(|_| !parts.headers.contains_key(HOST)) {
        headers.push(("host".to_owned(), authority.to_string()));
    }
    app::Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: body.to_vec(),
        peer,
        secure,
    }
}

/// An application's answer as a response.
pub(super) fn response(answer: app::Answer, practice: &super::super::handle::Practice) -> Answer {
    let mut response = Response::new(full(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    write_headers(response.headers_mut(), &answer.headers);
    if !response.headers().contains_key(DATE) {
        response.headers_mut().insert(DATE, wire::date(practice.now()));
    }
    response
}

fn write_headers(into: &mut HeaderMap, headers: &[(String, String)]) {
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            into.append(name, value);
        }
    }
}

fn bare(status: StatusCode, practice: &super::super::handle::Practice) -> Answer {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = status;
    response.headers_mut().insert(DATE, wire::date(practice.now()));
    response
}
