//! What the learner's side of the network saw: DNS, TCP, TLS and HTTP.
//!
//! An observation is an *answer*, good or bad. Silence (a timeout, no route) is an observation too,
//! with its stage: checks decide what it means.

use std::net::{IpAddr, SocketAddr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum DnsObservation {
    Resolved {
        addresses: Vec<IpAddr>,
        elapsed_ms: u64,
        /// The address came from `--resolve`, `--connect-to` or the loopback rule, not from DNS.
        overridden: bool,
    },
    /// The name does not exist (NXDOMAIN), or exists without an address.
    NoSuchName { elapsed_ms: u64 },
    /// No answer, or a server's failure (SERVFAIL, REFUSED).
    NoAnswer { code: String, elapsed_ms: u64 },
}

/// How far a connection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Dns,
    Connect,
    Tls,
    Request,
    Response,
}

/// Why it went no farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    TimedOut,
    Refused,
    Reset,
    Unreachable,
    NoSuchName,
    NoAnswer,
    Tls,
    Protocol,
    TooManyRedirects,
    /// A proxy stood between and refused or failed.
    Proxy,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum HttpObservation {
    Answered {
        /// After redirects.
        final_url: String,
        status: u16,
        /// Statuses of the redirects that were followed, in order.
        redirects: Vec<u16>,
        content_type: Option<String>,
        body_bytes: u64,
        /// For each text that the course looks for: it is in the body.
        contains: Vec<(String, bool)>,
        peer: Option<SocketAddr>,
        elapsed_ms: u64,
    },
    Stopped {
        stage: Stage,
        stop: Stop,
        url: String,
        elapsed_ms: u64,
    },
}

/// An instructor's scenario: a request was sent, then a page fetched that must show its trace.
///
/// Texts in [`HttpObservation::Answered::contains`] are kept as the course has them, `{nonce}` included;
/// whether they occur was looked up with the word that was really sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioObservation {
    /// The answer to the first request (redirects followed); `contains` holds its expected text, if any.
    pub sent: HttpObservation,
    /// The page fetched afterwards, where one is configured and the first request was answered below 400.
    pub then: Option<HttpObservation>,
}

/// The key of a scenario in [`Facts::scenarios`](super::Facts::scenarios).
#[must_use]
pub fn scenario_key(load_balancer: &str, method: &str, path: &str, then_path: &str) -> String {
    format!("{load_balancer} {method} {path} {then_path}")
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum TcpObservation {
    Connected { peer: SocketAddr, elapsed_ms: u64 },
    Stopped { stage: Stage, stop: Stop, elapsed_ms: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum TlsObservation {
    Handshake {
        /// For example `TLSv1.3`.
        protocol: String,
        certificate: Option<CertificateSeen>,
        /// Trusted by this machine's roots (or `--cacert`) for the name asked; else why not
        /// (`expired`, `not-yet-valid`, `unknown-issuer`, `wrong-name`, `other`).
        trust: Result<(), String>,
        elapsed_ms: u64,
    },
    Stopped {
        stage: Stage,
        stop: Stop,
        elapsed_ms: u64,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSeen {
    pub subject: String,
    pub issuer: String,
    pub dns_names: Vec<String>,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub sha256: String,
    /// Lower-case hexadecimal digits without separators or leading zeros.
    #[serde(default)]
    pub serial: String,
}
