//! The data plane: the sockets of load balancers and instances, kept in step with the account.
//!
//! `wanted` says which sockets the account's state calls for, [`Plane::reconcile`] opens and closes; an instance's
//! socket is served by `instance`, a load balancer's by `balancer`.

mod outstanding;
pub(super) mod wanted;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use super::super::handle::Practice;
use super::accept::accept;
use super::crowd::{Crowd, Place};
use super::instance;
use super::pool::Pool;
use super::tls::Tls;
pub(super) use outstanding::Outstanding;
use wanted::{Door, wanted};

/// All sockets of the account's network. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct Plane(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    practice: Practice,
    crowd: Crowd,
    sockets: Mutex<Sockets>,
    tls: Tls,
    pool: Pool,
    outstanding: Outstanding,
}

#[derive(Debug, Default)]
struct Sockets {
    open: BTreeMap<Door, Socket>,
    /// What the system would not open, and why.
    refused: BTreeMap<Door, ErrorKind>,
    /// Of which state the sockets are: requests and passed time.
    seen: Option<(u64, u64)>,
    /// When an application opens its port, in practice time.
    next: Option<Timestamp>,
    /// Nothing opens any more.
    closed: bool,
}

/// A listening socket; it and its connections end when this is dropped.
#[derive(Debug)]
struct Socket {
    address: SocketAddr,
    task: AbortHandle,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Plane {
    pub(super) fn new(practice: Practice, crowd: Crowd) -> Self {
        Self(Arc::new(Inside {
            practice,
            crowd,
            sockets: Mutex::default(),
            tls: Tls::default(),
            pool: Pool::default(),
            outstanding: Outstanding::default(),
        }))
    }

    pub(super) fn practice(&self) -> &Practice {
        &self.0.practice
    }

    pub(super) fn tls(&self) -> &Tls {
        &self.0.tls
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    pub(super) fn outstanding(&self) -> Outstanding {
        self.0.outstanding.clone()
    }

    /// Opens what the account's state calls for and closes the rest. Must run within the runtime.
    pub(super) fn reconcile(&self) {
        let mut sockets = self.sockets();
        // Read before the state is: what changes in between is seen again.
        let changes = self.0.practice.changed();
        let seen = Some((changes.asked, changes.passed));
        let awaited = sockets.next.is_some_and(|next| next <= self.0.practice.now());
        if sockets.closed || (sockets.seen == seen && sockets.refused.is_empty() && !awaited) {
            return;
        }
        // Asked under the lock: an older state never undoes what a newer one has opened.
        let (wanted, next) = self.0.practice.look(wanted);
        sockets.next = next;
        sockets.seen = seen;
        sockets.open.retain(|door, _| wanted.contains(door));
        sockets.refused.clear();
        for door in wanted {
            if sockets.open.contains_key(&door) {
                continue;
            }
            match self.open(&door) {
                Ok(socket) => drop(sockets.open.insert(door, socket)),
                Err(error) => drop(sockets.refused.insert(door, error.kind())),
            }
        }
        drop(sockets);
        self.0.pool.tidy();
    }

    /// How long the sockets surely stay as they are, in real time.
    pub(super) fn steady_for(&self) -> Option<Duration> {
        let next = self.sockets().next?;
        let rest = Duration::try_from(next.duration_since(self.0.practice.now())).unwrap_or_default();
        Some(self.0.practice.real(rest))
    }

    /// Closes everything, for good.
    pub(super) fn close(&self) {
        let mut sockets = self.sockets();
        sockets.closed = true;
        sockets.open.clear();
        sockets.refused.clear();
    }

    /// Where an instance's port is, for load balancers.
    pub(super) fn target(&self, region: &str, instance: &str, port: u16) -> Option<SocketAddr> {
        let door = Door::Target { region: region.to_owned(), instance: instance.to_owned(), port };
        self.sockets().open.get(&door).map(|socket| socket.address)
    }

    /// The ports of load balancers at loopback's own address that could not be had.
    pub(super) fn refused_ports(&self) -> Vec<(u16, ErrorKind)> {
        let shared = |(door, kind): (&Door, &ErrorKind)| match door {
            Door::Shared { port } => Some((*port, *kind)),
            _ => None,
        };
        self.sockets().refused.iter().filter_map(shared).collect()
    }

    fn open(&self, door: &Door) -> io::Result<Socket> {
        let address = match door {
            Door::Target { .. } => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            Door::Shared { port } => SocketAddr::from((Ipv4Addr::LOCALHOST, *port)),
            Door::Public { address, port, .. } | Door::Node { address, port, .. } => {
                SocketAddr::from((*address, *port))
            }
        };
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let (plane, door) = (self.clone(), Arc::new(door.clone()));
        let serve = move |stream, peer, place| connection(plane.clone(), Arc::clone(&door), stream, peer, place);
        let task = tokio::spawn(accept(listener, self.0.crowd.clone(), serve)).abort_handle();
        Ok(Socket { address, task })
    }

    fn sockets(&self) -> MutexGuard<'_, Sockets> {
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connection(plane: Plane, door: Arc<Door>, stream: TcpStream, peer: SocketAddr, place: Place) {
    match &*door {
        Door::Target { region, instance, port } => {
            let behind = instance::Port { region: region.clone(), instance: instance.clone(), number: *port };
            instance::serve_load_balancer(plane, behind, stream, place).await;
        }
        Door::Public { region, instance, port, .. } => {
            let behind = instance::Port { region: region.clone(), instance: instance.clone(), number: *port };
            instance::serve(plane, behind, stream, peer, place).await;
        }
        Door::Shared { .. } | Door::Node { .. } => {
            super::balancer::serve(plane, &door, stream, peer, place).await;
        }
    }
}
