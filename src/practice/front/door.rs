//! The port that takes everything: AWS's API, and by `Host` or server name every load balancer and instance, for
//! those who cannot reach these at their own ports.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::service::service_fn;
use tokio::net::TcpStream;

use super::api::Api;
use super::balancer::{self, Arrival, find};
use super::crowd::Place;
use super::http::{self, Answer, BrokenOff};
use super::plane::Plane;
use super::stream::{Speech, Stream};
use super::{PATIENCE, instance};

/// What is behind the port.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) api: Api,
    pub(super) plane: Plane,
}

/// Whom a request is for.
enum For {
    Api,
    LoadBalancer,
    Instance(Ipv4Addr, u16),
}

/// Serves one connection.
pub(super) async fn serve(door: Door, stream: TcpStream, client: SocketAddr, place: Place) {
    let mut stream = Stream::new(stream);
    let Some(speech) = stream.speech(PATIENCE).await else { return };
    if let Some(entrance) = balancer::network_of(&door.plane, &mut stream, speech, None).await {
        return balancer::tcp::serve(&door.plane, &entrance, stream, client).await;
    }
    let secure = speech == Speech::Tls;
    let arrival = Arrival { client, only: None, port: None, secure, server_name: None, through: None };
    if secure {
        return balancer::over_tls(door.plane, arrival, stream, place).await;
    }
    let reset = stream.reset();
    let service = service_fn(|request| {
        let (door, arrival, busy, reset) = (door.clone(), arrival.clone(), place.busy(), reset.clone());
        async move {
            let answer = door.answer(&arrival, request).await;
            if answer.is_none() {
                reset.ask();
            }
            drop(busy);
            answer.ok_or(BrokenOff)
        }
    });
    http::serve(stream, speech == Speech::Http2, service).await;
}

impl Door {
    async fn answer(&self, arrival: &Arrival, request: Request<Incoming>) -> Option<Answer> {
        match self.whom(&request) {
            For::Api => {
                let answer = self.api.answer(request).await;
                // Whoever has an answer finds the sockets as it says.
                self.plane.reconcile();
                Some(answer)
            }
            For::LoadBalancer => balancer::answer(&self.plane, arrival, request).await,
            For::Instance(address, port) => {
                let port = instance::at(&self.plane, address, port, arrival.client.ip())?;
                instance::answer(&self.plane, &port, request, arrival.client.ip(), false).await
            }
        }
    }

    fn whom(&self, request: &Request<Incoming>) -> For {
        let headers = request.headers();
        let signed = headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"));
        if signed || headers.contains_key("x-amz-target") || headers.contains_key("smithy-protocol") {
            return For::Api;
        }
        let (name, port) = balancer::split(&balancer::host_of(request));
        let port = port.unwrap_or(80);
        match name.parse() {
            // An address of this machine itself is the API's, any other may be an instance's.
            Ok(IpAddr::V4(address)) => {
                let known = self.plane.practice().look(|world| {
                    let mut interfaces =
                        world.account.regions.values().flat_map(|region| region.network_interfaces.values());
                    interfaces.any(|interface| interface.public_ip == Some(address))
                });
                if known { For::Instance(address, port) } else { For::Api }
            }
            Ok(IpAddr::V6(_)) => For::Api,
            Err(_) if name.is_empty() || name == "localhost" || name.ends_with(".amazonaws.com") => For::Api,
            Err(_) if name.ends_with(".elb.localhost") => For::LoadBalancer,
            Err(_) => match self.plane.practice().look(|world| find::meant(world, &name, port)) {
                Some(_) => For::LoadBalancer,
                None => For::Api,
            },
        }
    }
}
