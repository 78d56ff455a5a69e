//! From a URL's host and port to an open connection: overrides, addresses, TCP, a proxy's tunnel, TLS.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::Target;
use super::http1::kind_of;
use super::stream::Stream;
use crate::clock::{Clock, Moment};
use crate::load::message::take_user;
use crate::load::overrides::destination;
use crate::load::plan::is_loopback;
use crate::load::{Family, Kind, Message};

/// Names are looked up again after this long: the addresses of a load balancer change as it scales.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// The longest answer of a proxy to CONNECT.
const LONGEST_TUNNEL_HEAD: usize = 16 * 1024;

/// An open connection.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) stream: Stream,
    pub(super) address: IpAddr,
    /// Where the address came from; empty where it cannot change.
    pub(super) name: String,
    pub(super) http2: bool,
}

/// Opens connections for one worker.
#[derive(Debug)]
pub(super) struct Opener {
    target: Arc<Target>,
    tls: Arc<ClientConfig>,
    clock: Clock,
    names: RefCell<HashMap<String, Rc<Name>>>,
}

/// A name's addresses. The lock keeps many connections from asking at once.
#[derive(Debug, Default)]
struct Name {
    asking: tokio::sync::Mutex<()>,
    known: RefCell<Known>,
}

#[derive(Debug, Default)]
struct Known {
    addresses: Vec<IpAddr>,
    at: Option<Moment>,
    /// Connections go round the addresses.
    next: usize,
}

impl Opener {
    pub(super) fn new(target: Arc<Target>, tls: Arc<ClientConfig>, clock: Clock) -> Self {
        Self { target, tls, clock, names: RefCell::default() }
    }

    /// # Errors
    /// Why there is no connection.
    pub(super) async fn open(&self, url: &Url) -> Result<Opened, Kind> {
        let work = self.open_unlimited(url);
        match self.target.connect_timeout {
            Some(limit) => tokio::time::timeout(limit, work).await.unwrap_or(Err(Kind::Timeout)),
            None => work.await,
        }
    }

    async fn open_unlimited(&self, url: &Url) -> Result<Opened, Kind> {
        let secure = url.scheme() == "https";
        let (mut tcp, address, name) = self.tcp(self.target.proxy.as_ref().unwrap_or(url)).await?;
        if secure && let Some(proxy) = &self.target.proxy {
            tunnel(&mut tcp, &self.target.message, url, proxy).await?;
        }
        if !secure {
            return Ok(Opened { stream: Stream::Plain(tcp), address, name, http2: self.target.http2_only() });
        }
        let host = match url.host().ok_or(Kind::Dns)? {
            Host::Domain(name) => ServerName::try_from(name.trim_end_matches('.').to_owned()),
            Host::Ipv4(address) => Ok(ServerName::from(IpAddr::V4(address))),
            Host::Ipv6(address) => Ok(ServerName::from(IpAddr::V6(address))),
        };
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let stream = connector.connect(host.map_err(|_| Kind::Tls)?, tcp).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(_) => Kind::Tls,
                None if error.kind() == std::io::ErrorKind::UnexpectedEof => Kind::Tls,
                None => kind_of(&error),
            }
        })?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2") || self.target.http2_only();
        Ok(Opened { stream: Stream::Tls(Box::new(stream)), address, name, http2 })
    }

    /// Tries a name's addresses one after another, beginning where the last connection left off.
    async fn tcp(&self, url: &Url) -> Result<(TcpStream, IpAddr, String), Kind> {
        let host = url.host_str().unwrap_or_default();
        let plain = host.trim_start_matches('[').trim_end_matches(']');
        let leads = destination(&self.target.resolve, &self.target.connect_to, plain, url.port_or_known_default());
        let port = leads.port.unwrap_or(80);
        let fixed = leads.addresses.or_else(|| addresses_of(&leads.host));
        let (addresses, name) = match fixed {
            Some(addresses) => (self.of_family(addresses), String::new()),
            None => (self.look_up(&leads.host).await?, leads.host),
        };
        let mut last = Kind::Dns;
        for address in addresses {
            match TcpStream::connect(SocketAddr::new(address, port)).await {
                Ok(stream) => {
                    // Requests are small and written whole.
                    let _ = stream.set_nodelay(true);
                    return Ok((stream, address, name));
                }
                Err(error) if error.kind() == std::io::ErrorKind::TimedOut => last = Kind::Timeout,
                Err(_) => last = Kind::Connect,
            }
        }
        Err(last)
    }

    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, Kind> {
        let entry = Rc::clone(self.names.borrow_mut().entry(name.to_owned()).or_default());
        if entry.known.borrow().at.is_none() {
            let _only = entry.asking.lock().await;
            if entry.known.borrow().at.is_none() {
                self.ask(name, &entry).await?;
            }
        }
        let mut known = entry.known.borrow_mut();
        let count = known.addresses.len().max(1);
        let start = known.next % count;
        known.next = known.next.wrapping_add(1);
        let mut addresses = known.addresses.clone();
        addresses.rotate_left(start);
        Ok(addresses)
    }

    async fn ask(&self, name: &str, entry: &Name) -> Result<(), Kind> {
        let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| Kind::Dns)?;
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in self.of_family(found.map(|address| address.ip()).collect()) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() {
            return Err(Kind::Dns);
        }
        let mut known = entry.known.borrow_mut();
        known.addresses = addresses;
        known.at = Some(self.clock.moment());
        Ok(())
    }

    /// Looks a name up again if it is time to, while requests go on; a lookup that fails changes nothing.
    pub(super) async fn look_again(&self) {
        let names: Vec<(String, Rc<Name>)> =
            self.names.borrow().iter().map(|(name, entry)| (name.clone(), Rc::clone(entry))).collect();
        for (name, entry) in names {
            let due = entry.known.borrow().at.is_some_and(|at| self.clock.moment() - at >= LOOK_AGAIN);
            if due && self.ask(&name, &entry).await.is_err() {
                entry.known.borrow_mut().at = Some(self.clock.moment());
            }
        }
    }

    /// Whether a name still has this address.
    pub(super) fn still(&self, name: &str, address: IpAddr) -> bool {
        name.is_empty()
            || self.names.borrow().get(name).is_none_or(|entry| entry.known.borrow().addresses.contains(&address))
    }

    fn of_family(&self, addresses: Vec<IpAddr>) -> Vec<IpAddr> {
        let wanted = |address: &IpAddr| match self.target.family {
            None => true,
            Some(Family::Ipv4) => address.is_ipv4(),
            Some(Family::Ipv6) => address.is_ipv6(),
        };
        addresses.into_iter().filter(wanted).collect()
    }
}

/// What needs no lookup: an address, and the names that RFC 6761 keeps for this machine.
fn addresses_of(host: &str) -> Option<Vec<IpAddr>> {
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse();
    match literal {
        Ok(address) => Some(vec![address]),
        Err(_) => is_loopback(host).then(|| vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]),
    }
}

/// Asks a proxy for a way through.
async fn tunnel(tcp: &mut TcpStream, message: &Message, url: &Url, proxy: &Url) -> Result<(), Kind> {
    let to = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443));
    let mut request = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n");
    if let Some(authorization) = proxy_authorization(proxy) {
        request.push_str(&format!("Proxy-Authorization: {authorization}\r\n"));
    }
    if let Some((name, agent)) = message.usual.iter().find(|(name, _)| name == "User-Agent") {
        request.push_str(&format!("{name}:{agent}\r\n"));
    }
    request.push_str("Proxy-Connection: Keep-Alive\r\n\r\n");
    tcp.write_all(request.as_bytes()).await.map_err(|error| kind_of(&error))?;
    let mut head = Vec::new();
    // Byte by byte: what follows the head belongs to TLS. It happens once a connection.
    while !head.ends_with(b"\r\n\r\n") {
        let byte = tcp.read_u8().await.map_err(|error| kind_of(&error))?;
        head.push(byte);
        if head.len() > LONGEST_TUNNEL_HEAD {
            return Err(Kind::Protocol);
        }
    }
    let granted = head.starts_with(b"HTTP/1.") && head.get(9) == Some(&b'2');
    if granted { Ok(()) } else { Err(Kind::Connect) }
}

/// A proxy's user and password as its header wants them.
pub(super) fn proxy_authorization(proxy: &Url) -> Option<String> {
    take_user(&mut proxy.clone())
}
