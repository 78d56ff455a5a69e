//! From the load balancer's node to the target, and the answer back.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::super::account::Region;
use super::super::app::{self, Answer, Reply, Request};
use super::super::network::{Blocked, Origin, passes};
use super::target_place::place_of;
use super::{Forward, Head, pages};

/// How long an ALB tries to connect to a target: 10 seconds of practice time.
pub(crate) const CONNECT_TIMEOUT_MILLIS: u64 = 10_000;

/// What came of a forwarded request.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    /// What the client gets.
    pub(crate) answer: Answer,
    /// The status that the target gave; none when it never answered and the status is the load balancer's own.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests count what is delivered without sockets"))]
    pub(crate) target_status: Option<u16>,
    /// What stopped the connection to the target.
    #[expect(dead_code, reason = "why an answer is what it is: shown in its debug form")]
    pub(crate) blocked: Option<Blocked>,
}

/// Carries a request to the target that was chosen for it.
pub(crate) fn deliver(region: &mut Region, forward: &Forward, head: &Head, body: Vec<u8>, now: Timestamp) -> Delivered {
    match connect(region, forward) {
        Err(Unanswered { status, after_millis, blocked }) => {
            let mut answer = pages::own(status);
            answer.after_millis = after_millis;
            Delivered { answer, target_status: None, blocked }
        }
        Ok((instance, peer)) => {
            let request = Request {
                method: head.method.clone(),
                path: head.path.clone(),
                query: head.query.clone(),
                headers: forward.headers.clone(),
                body,
                peer: IpAddr::V4(peer),
                secure: forward.secure,
            };
            finish(forward, app::answer(region, &instance, forward.target.port, &request, now))
        }
    }
}

/// Why no answer came from the target.
#[derive(Clone, Debug)]
pub(crate) struct Unanswered {
    /// What the load balancer answers instead.
    pub(crate) status: u16,
    /// In practice time.
    pub(crate) after_millis: u64,
    pub(crate) blocked: Option<Blocked>,
}

impl Unanswered {
    /// The first packet was not answered.
    const fn silence(blocked: Option<Blocked>) -> Self {
        Self { status: 504, after_millis: CONNECT_TIMEOUT_MILLIS, blocked }
    }
}

/// The instance that a connection gets to, and the node's address.
pub(crate) fn connect(region: &Region, forward: &Forward) -> Result<(String, Ipv4Addr), Unanswered> {
    let silence = || Unanswered::silence(None);
    let group = region.target_groups.get(&forward.target_group).ok_or_else(silence)?;
    let node = region.network_interfaces.get(&forward.way.node).ok_or_else(silence)?;
    let place = place_of(region, group, &forward.target.id);
    let interface = place.interface().ok_or_else(silence)?;
    passes(region, Origin::Interface(node), interface, forward.target.port)
        .map_err(|blocked| Unanswered::silence(Some(blocked)))?;
    let instance = place.running().ok_or_else(silence)?;
    // A server that expects something else than what the group speaks breaks the connection off.
    let foreign = (forward.secure && !app::speaks_tls(forward.target.port)) || forward.protocol_version != "HTTP1";
    if foreign {
        return Err(Unanswered { status: 502, after_millis: 0, blocked: None });
    }
    Ok((instance.id.clone(), node.private_ip))
}

fn finish(forward: &Forward, reply: Reply) -> Delivered {
    let own = |status: u16, after_millis: u64| {
        let mut answer = pages::own(status);
        answer.after_millis = after_millis;
        Delivered { answer, target_status: None, blocked: None }
    };
    let idle = forward.idle_timeout_seconds.saturating_mul(1000);
    match reply {
        Reply::Refused | Reply::Hangup => own(502, 0),
        Reply::Answer(answer) if answer.after_millis > idle => own(504, idle),
        Reply::Answer(mut answer) => {
            for cookie in &forward.cookies {
                answer.header("Set-Cookie", cookie);
            }
            if let Some((name, cookie)) = &forward.application_cookie
                && sets(&answer, name)
            {
                answer.header("Set-Cookie", cookie);
            }
            Delivered { target_status: Some(answer.status), answer, blocked: None }
        }
    }
}

fn sets(answer: &Answer, cookie: &str) -> bool {
    let mut set = answer.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
    set.any(|(_, value)| value.split_once('=').is_some_and(|(name, _)| name.trim() == cookie))
}
