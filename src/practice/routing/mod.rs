//! What a load balancer does with a request: the listener's rules in order, the action, the target group, the
//! target by algorithm, stickiness and zones; and what becomes of the request there.
//!
//! Everything is a function of the region's state. [`decide`] says what happens and counts the turns of the
//! algorithms; [`deliver`] carries a forwarded request to its target along the network and finishes the answer as
//! the load balancer does. [`decide_tcp`] is the same for a network load balancer's connection.

mod action;
mod condition;
mod cookie;
mod entry;
mod group_choice;
mod headers;
mod hop;
mod pages;
mod target_choice;
mod target_place;
mod tcp;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use jiff::Timestamp;

use super::account::{Listener, LoadBalancer, Region};
use super::app::Answer;
use super::network::Blocked;

pub(crate) use hop::{CONNECT_TIMEOUT_MILLIS, connect, deliver};
pub(crate) use pages::own as own_page;
pub(crate) use target_choice::crosses_zones;
pub(crate) use target_place::{Place, place_of, zone_of};
pub(crate) use tcp::{TcpDecision, TcpFailure, TcpForward, connect_tcp, decide_tcp};

/// The head of a request as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) method: String,
    /// As in the `Host` header (or `:authority`), with its port if it has one.
    pub(crate) host: String,
    /// As sent, without the query.
    pub(crate) path: String,
    /// Without the question mark; empty when there is none.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) client: SocketAddr,
    /// The network load balancer's node (interface id) that the connection came through, when this load balancer
    /// is a target of one.
    pub(crate) through: Option<String>,
}

/// How many requests a target is working on: group ARN, target id, port.
pub(crate) type Outstanding<'a> = &'a dyn Fn(&str, &str, u16) -> u32;

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Decision {
    /// The client gets no connection.
    Refuse(#[cfg_attr(not(test), expect(dead_code, reason = "the tests hold it"))] Refusal),
    /// The load balancer answers by itself.
    Answer {
        way: Way,
        answer: Answer,
    },
    Forward(Box<Forward>),
}

/// Why a client gets no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such load balancer (any more): its name would not resolve.
    Gone,
    /// It is still `provisioning`.
    Provisioning,
    /// Nobody listens on this port.
    NoListener,
    /// Something on the way to every one of its nodes stops the client.
    Blocked(Blocked),
}

/// The way of a request through the load balancer, as far as it got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) load_balancer: String,
    /// The node that the client reached: its interface and its zone.
    pub(crate) node: String,
    pub(crate) zone: String,
    pub(crate) listener: String,
    /// None for the default action.
    pub(crate) rule: Option<String>,
    pub(crate) target_group: Option<String>,
}

/// A request on its way to a target.
#[derive(Clone, Debug)]
pub(crate) struct Forward {
    pub(crate) way: Way,
    pub(crate) target_group: String,
    pub(crate) target: Chosen,
    /// The headers that the target gets.
    pub(crate) headers: Vec<(String, String)>,
    /// `Set-Cookie` values that the load balancer adds to the answer.
    pub(crate) cookies: Vec<String>,
    /// With application-based stickiness: the cookie that has to be in the target's answer, and the `Set-Cookie`
    /// that the load balancer then adds.
    pub(crate) application_cookie: Option<(String, String)>,
    /// Whether the load balancer speaks TLS to the target.
    pub(crate) secure: bool,
    /// `HTTP1`, `HTTP2` or `GRPC` towards the target.
    pub(crate) protocol_version: String,
    pub(crate) idle_timeout_seconds: u64,
}

/// The target that a request or a connection goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Instance id, address, or load-balancer ARN, by the group's type.
    pub(crate) id: String,
    pub(crate) port: u16,
}

/// What the load balancer does with a request that comes to one of its ports.
pub(crate) fn decide(
    region: &mut Region,
    load_balancer: &str,
    port: u16,
    head: &Head,
    outstanding: Outstanding<'_>,
    now: Timestamp,
) -> Decision {
    let (balancer, listener, way) = match entry::enter(region, load_balancer, port, head) {
        Ok(entered) => entered,
        Err(refusal) => return Decision::Refuse(refusal),
    };
    let visit = Visit { balancer, listener, head, way, now };
    if let Some(answer) = pages::unacceptable(head) {
        return Decision::Answer { way: visit.way, answer };
    }
    action::perform(region, visit, outstanding)
}

/// A request that has come in: what it has met so far. Holds copies, so that turns can be counted meanwhile.
struct Visit<'a> {
    balancer: LoadBalancer,
    listener: Listener,
    head: &'a Head,
    way: Way,
    now: Timestamp,
}

/// A number that looks like chance and is always the same for the same texts.
pub(crate) fn scatter<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    texts.into_iter().fold(Scattered::default(), Scattered::and).number()
}

/// The texts of such a number so far (FNV-1a, mixed once more at the end).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scattered(u64);

impl Default for Scattered {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Scattered {
    /// With one text more.
    pub(crate) fn and(self, text: &str) -> Self {
        let mut hash = self.0;
        for byte in text.as_bytes() {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // A byte that no text holds keeps ("a", "bc") and ("ab", "c") apart.
        Self((hash ^ 0xff).wrapping_mul(0x0100_0000_01b3))
    }

    pub(crate) const fn number(self) -> u64 {
        let hash = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash ^ (hash >> 27)
    }
}
