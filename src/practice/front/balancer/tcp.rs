//! A connection through a network load balancer: passed on as it is, or as it is inside its TLS.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::TcpStream;

use super::super::super::routing::{self, CONNECT_TIMEOUT_MILLIS, TcpDecision, TcpFailure, TcpForward, Way};
use super::super::super::traffic::Served;
use super::super::plane::Plane;
use super::super::pool;
use super::super::stream::Stream;
use super::super::tls;
use super::find::Entrance;

/// Serves one connection.
pub(in super::super) async fn serve(plane: &Plane, entrance: &Entrance, stream: Stream, client: SocketAddr) {
    let reset = stream.reset();
    let Some((way, target, bytes)) = pass_on(plane, entrance, stream, client).await else {
        return;
    };
    let bytes = bytes.unwrap_or_else(|| {
        reset.ask();
        (0, 0)
    });
    let served = Served {
        region: entrance.region.clone(),
        way,
        target,
        status: None,
        target_status: None,
        target_time: None,
        bytes_in: bytes.0,
        bytes_out: bytes.1,
    };
    plane.practice().record(&served);
}

type Target = Option<(String, u16)>;

/// The bytes of both directions; `None` in their place: no target took the connection, and it is reset.
async fn pass_on(
    plane: &Plane,
    entrance: &Entrance,
    stream: Stream,
    client: SocketAddr,
) -> Option<(Way, Target, Option<(u64, u64)>)> {
    let practice = plane.practice();
    let reset = stream.reset();
    let decision = practice.act(|world| {
        let region = world.account.regions.get_mut(&entrance.region)?;
        Some(routing::decide_tcp(region, &entrance.load_balancer, entrance.port, client))
    });
    let forward = match decision {
        None | Some(TcpDecision::Refuse(_)) => {
            reset.ask();
            return None;
        }
        Some(TcpDecision::NoTarget(way)) => {
            reset.ask();
            return Some((way, None, None));
        }
        Some(TcpDecision::Forward(forward)) => forward,
    };
    let target = Some((forward.target.id.clone(), forward.target.port));
    let Some(server) = connected(plane, entrance, &forward).await else {
        reset.ask();
        return Some((forward.way, target, None));
    };
    let bytes = if forward.terminates_tls {
        match handshake(plane, entrance, stream).await {
            Some(stream) => both_ways(stream, server).await,
            None => (0, 0),
        }
    } else {
        both_ways(stream, server).await
    };
    Some((forward.way, target, Some(bytes)))
}

async fn connected(plane: &Plane, entrance: &Entrance, forward: &TcpForward) -> Option<TcpStream> {
    let practice = plane.practice();
    let reached = practice.look(|world| {
        let region = world.account.regions.get(&entrance.region)?;
        Some(routing::connect_tcp(region, forward, world.now))
    });
    match reached? {
        Ok((instance, peer)) => {
            let target = plane.target(&entrance.region, &instance, forward.target.port)?;
            pool::connect(pool::Way { target, peer, secure: false }).await.ok()
        }
        Err(TcpFailure::Refused) => None,
        Err(TcpFailure::Silent(_)) => {
            tokio::time::sleep(practice.real(Duration::from_millis(CONNECT_TIMEOUT_MILLIS))).await;
            None
        }
    }
}

async fn handshake(plane: &Plane, entrance: &Entrance, stream: Stream) -> Option<impl AsyncRead + AsyncWrite + Unpin> {
    let config = plane.practice().look(|world| {
        let region = world.account.regions.get(&entrance.region)?;
        let mut listeners = region.listeners.values();
        let ours = listeners.find(|one| one.load_balancer == entrance.load_balancer && one.port == entrance.port)?;
        plane.tls().of_listener(region, ours, false)
    })?;
    tls::accept(stream, config).await
}

async fn both_ways(mut client: impl AsyncRead + AsyncWrite + Unpin, mut server: TcpStream) -> (u64, u64) {
    // One who breaks off ends the connection for both.
    copy_bidirectional(&mut client, &mut server).await.unwrap_or_default()
}
