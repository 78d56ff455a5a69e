//! What the learner's side of the network sees: DNS, TCP, TLS and HTTP.
//!
//! Floor 1. Every question has a time limit and always comes back with an observation, which says at which
//! stage it stopped and after how long. Errors are recognised by their type, never by their text. One
//! connection serves a whole question: what was resolved is what is connected to, handshaken with and
//! asked, so the stages cannot contradict each other.
//!
//! [`overrides`] reads `--resolve` and `--connect-to`; [`dns`], [`connect`], [`tls`] and [`http`] are the
//! stages from below; [`proxy`] stands in for the first two where one is configured; [`scenario`] joins
//! two requests, [`series`] sends like ones; [`roots`] says whom this machine trusts.

mod connect;
mod dns;
mod http;
pub mod proxy;
mod roots;
mod scenario;
mod series;
#[cfg(test)]
mod tests;
mod tls;
mod verify;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::facts::reachability::{Stage, Stop};
pub use crate::load::overrides;
pub use crate::load::overrides::{ConnectTo, OverrideProblem, OverrideReason, Resolve};
pub use proxy::Proxies;
pub use roots::{Roots, roots};
pub use scenario::Scenario;

/// How probes reach the network.
#[derive(Clone, Debug, Default)]
pub struct ProbeOptions {
    pub resolve: Vec<Resolve>,
    pub connect_to: Vec<ConnectTo>,
    /// PEM file of the roots to trust instead of this machine's.
    pub ca_file: Option<PathBuf>,
    /// More such roots, as PEM texts.
    pub roots: Vec<String>,
    pub proxies: Proxies,
    pub clock: Clock,
}

/// `--cacert` that cannot be used. Exit status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeProblem {
    CaFileUnreadable {
        path: PathBuf,
        kind: std::io::ErrorKind,
    },
    /// No certificate in PEM form in it.
    CaFileWithoutCertificate {
        path: PathBuf,
    },
}

/// Asks the network. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Prober {
    resolve: Arc<[Resolve]>,
    connect_to: Arc<[ConnectTo]>,
    proxies: Arc<Proxies>,
    trust: tls::Trust,
    resolver: dns::System,
    clock: Clock,
}

impl Prober {
    /// Reads the CA file, if one is given; everything else is read when it is first needed.
    ///
    /// # Errors
    /// The CA file cannot be read or holds no certificate.
    pub fn new(options: ProbeOptions) -> Result<Self, ProbeProblem> {
        Ok(Self {
            resolve: options.resolve.into(),
            connect_to: options.connect_to.into(),
            proxies: Arc::new(options.proxies),
            trust: tls::Trust::new(options.ca_file, &options.roots)?,
            resolver: dns::System::default(),
            clock: options.clock,
        })
    }

    fn timer(&self, limit: Duration) -> Timer {
        Timer { clock: self.clock.clone(), start: self.clock.moment(), limit }
    }
}

/// How far something came and why it went no farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stopped {
    stage: Stage,
    stop: Stop,
}

impl Stopped {
    const fn new(stage: Stage, stop: Stop) -> Self {
        Self { stage, stop }
    }

    fn io(stage: Stage, error: &std::io::Error) -> Self {
        Self { stage, stop: stop_of(error.kind()) }
    }
}

/// The time that one question may take.
#[derive(Clone, Debug)]
struct Timer {
    clock: Clock,
    start: Moment,
    limit: Duration,
}

impl Timer {
    fn elapsed(&self) -> Duration {
        self.clock.moment().saturating_duration_since(self.start)
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Runs `work` for at most what is left; silence is a stop at `stage`.
    async fn within<T>(&self, stage: Stage, work: impl Future<Output = Result<T, Stopped>>) -> Result<T, Stopped> {
        let left = self.limit.saturating_sub(self.elapsed());
        tokio::time::timeout(left, work).await.unwrap_or(Err(Stopped::new(stage, Stop::TimedOut)))
    }
}

/// What an error of the operating system means for a connection.
const fn stop_of(kind: std::io::ErrorKind) -> Stop {
    use std::io::ErrorKind;
    match kind {
        ErrorKind::ConnectionRefused => Stop::Refused,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::NotConnected
        | ErrorKind::UnexpectedEof => Stop::Reset,
        ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Stop::Unreachable,
        ErrorKind::TimedOut => Stop::TimedOut,
        _ => Stop::Other,
    }
}
