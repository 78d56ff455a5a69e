//! What can be listened on here, and what a client needs to know because of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::super::options::{DOCUMENTATION_PREFIX, LOOPBACK_PREFIX};

/// The ports that load balancers usually listen on.
const USUAL: [u16; 2] = [80, 443];

/// What the system lets this program listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The usual ports of load balancers that can not be listened on: held by somebody else, or for administrators.
    pub missing_ports: Vec<u16>,
}

impl Reach {
    /// Tries.
    pub(super) fn tried() -> Self {
        let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
        Self { missing_ports: USUAL.into_iter().filter(|port| !free(port)).collect() }
    }
}

/// From where public addresses can be given so that they are reached: loopback's own where all of it is this
/// machine's (Linux, Windows), else a network that leads nowhere.
#[must_use]
pub fn public_prefix() -> [u8; 2] {
    let [a, b] = LOOPBACK_PREFIX;
    if TcpListener::bind((Ipv4Addr::new(a, b, 1, 1), 0)).is_ok() { LOOPBACK_PREFIX } else { DOCUMENTATION_PREFIX }
}

/// The address for clients on this machine.
fn here(address: SocketAddr) -> SocketAddr {
    // One who listens everywhere is reached here as well.
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    };
    SocketAddr::new(ip, address.port())
}

/// The API's URL.
pub(super) fn url(address: SocketAddr) -> String {
    format!("http://{}", here(address))
}

/// Names and values for clients on this machine.
pub(super) fn environment(address: SocketAddr, refused: &[u16], region: &str) -> Vec<(&'static str, String)> {
    let here = here(address);
    let mut environment = vec![
        ("AWS_ENDPOINT_URL", url(address)),
        ("AWS_ACCESS_KEY_ID", "practice".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "practice".to_owned()),
        ("AWS_REGION", region.to_owned()),
        ("AWS_DEFAULT_REGION", region.to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    let detours: Vec<String> = refused.iter().map(|port| format!(":{port}:{here}")).collect();
    if !detours.is_empty() {
        environment.push(("HANAMARU_CONNECT_TO", detours.join(",")));
    }
    environment
}
