//! TCP, to whichever of a name's addresses answers first.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;

use super::overrides::destination;
use super::{Prober, Stopped, Timer};
use crate::facts::reachability::{Stage, Stop, TcpObservation};

/// How long an address may keep silent before the next one is tried as well (RFC 8305, 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

impl Prober {
    /// Completes a TCP handshake, and says nothing.
    pub async fn tcp(&self, host: &str, port: u16, limit: Duration) -> TcpObservation {
        let timer = self.timer(limit);
        match self.direct(host, port, &timer).await {
            Ok((_, peer)) => TcpObservation::Connected { peer, elapsed_ms: timer.elapsed_ms() },
            Err(Stopped { stage, stop }) => TcpObservation::Stopped { stage, stop, elapsed_ms: timer.elapsed_ms() },
        }
    }

    /// Resolves and connects, overrides applied, without a proxy.
    pub(super) async fn direct(
        &self,
        host: &str,
        port: u16,
        timer: &Timer,
    ) -> Result<(TcpStream, SocketAddr), Stopped> {
        let place = destination(&self.resolve, &self.connect_to, host, Some(port));
        let addresses = self.addresses(&place, timer).await?;
        timer.within(Stage::Connect, first_to_answer(&addresses, place.port.unwrap_or(port))).await
    }
}

/// Tries IPv6 and IPv4 in turn, each a moment after the one before or as soon as that one failed.
async fn first_to_answer(addresses: &[IpAddr], port: u16) -> Result<(TcpStream, SocketAddr), Stopped> {
    let mut waiting = interleaved(addresses).into_iter().map(|address| SocketAddr::new(address, port));
    let mut running = FuturesUnordered::new();
    let mut worst: Option<Stop> = None;
    let start = |address: SocketAddr| async move { TcpStream::connect(address).await.map(|stream| (stream, address)) };
    running.extend(waiting.next().map(start));
    while !running.is_empty() {
        match tokio::time::timeout(ATTEMPT_DELAY, running.next()).await {
            Ok(Some(Ok(connected))) => return Ok(connected),
            Ok(Some(Err(error))) => {
                let stop = super::stop_of(error.kind());
                worst = Some(worst.map_or(stop, |before| more_telling(before, stop)));
                running.extend(waiting.next().map(start));
            }
            // Nobody answered yet. Without another address to try, the caller's time limit decides.
            Ok(None) | Err(_) => running.extend(waiting.next().map(start)),
        }
    }
    Err(Stopped::new(Stage::Connect, worst.unwrap_or(Stop::Other)))
}

/// Of two addresses' failures, the one to report. An address of a kind that this network has no route for
/// says nothing about the host; silence of one address keeps another's refusal from being an answer.
fn more_telling(one: Stop, other: Stop) -> Stop {
    let rank = |stop: Stop| match stop {
        Stop::TimedOut => 4,
        Stop::Refused => 3,
        Stop::Reset => 2,
        Stop::Unreachable => 0,
        _ => 1,
    };
    if rank(other) > rank(one) { other } else { one }
}

/// IPv6 first, then alternating, each in the order given (RFC 8305, 4). Loopback prefers IPv4: that is
/// where servers of a laptop listen.
fn interleaved(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let (mut v6, mut v4): (Vec<IpAddr>, Vec<IpAddr>) = addresses.iter().partition(|address| address.is_ipv6());
    if addresses.iter().all(IpAddr::is_loopback) {
        std::mem::swap(&mut v6, &mut v4);
    }
    let longest = v6.len().max(v4.len());
    (0..longest).flat_map(|index| [v6.get(index), v4.get(index)]).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_route_does_not_speak_for_the_host() {
        assert_eq!(more_telling(Stop::Unreachable, Stop::Refused), Stop::Refused);
        assert_eq!(more_telling(Stop::TimedOut, Stop::Refused), Stop::TimedOut);
        assert_eq!(more_telling(Stop::Refused, Stop::Unreachable), Stop::Refused);
    }

    #[test]
    fn kinds_of_address_alternate() {
        let of = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        let mixed = of(&["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
        assert_eq!(interleaved(&mixed), of(&["2001:db8::1", "192.0.2.1", "192.0.2.2"]));
        assert_eq!(interleaved(&of(&["::1", "127.0.0.1"])), of(&["127.0.0.1", "::1"]));
    }
}
