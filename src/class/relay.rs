//! Sends a learner's signed question on to STS, as it is, once: no redirect is followed, and nothing is asked that
//! [`identity`](crate::handin::identity) has not let through.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;

pub use super::stream::Io;
use crate::handin::identity::{Checked, IdentityProblem};
use crate::handin::sts::identity;

/// How long STS may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer that is read.
const LARGEST: usize = 64 * 1024;

/// A connection to an STS host, to be.
pub type Connecting = Pin<Box<dyn Future<Output = io::Result<Box<dyn Io>>> + Send>>;

/// How STS is reached.
#[derive(Clone)]
pub struct Relay(Arc<dyn Fn(String) -> Connecting + Send + Sync>);

impl Relay {
    /// Over TLS, with the roots that this machine trusts.
    #[must_use]
    pub fn to_sts() -> Self {
        Self(Arc::new(|host| {
            Box::pin(async move {
                let config = trusted().ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
                super::stream::connect(&host, 443, Some(config)).await
            })
        }))
    }

    /// Over connections that somebody else makes. Which hosts may be asked stays as it is.
    #[must_use]
    pub fn through(connect: impl Fn(String) -> Connecting + Send + Sync + 'static) -> Self {
        Self(Arc::new(connect))
    }

    /// Account and ARN, by STS's word.
    ///
    /// # Errors
    /// STS cannot be reached, or does not accept the request.
    pub async fn ask(&self, checked: &Checked) -> Result<(String, String), IdentityProblem> {
        let asked = tokio::time::timeout(PATIENCE, self.exchange(checked)).await;
        let (status, answer) = asked.ok().flatten().ok_or(IdentityProblem::Unreachable)?;
        match status {
            StatusCode::OK => identity(&answer).ok_or(IdentityProblem::Refused),
            status if status.is_server_error() => Err(IdentityProblem::Unreachable),
            _ => Err(IdentityProblem::Refused),
        }
    }

    async fn exchange(&self, checked: &Checked) -> Option<(StatusCode, Bytes)> {
        let stream = (self.0)(checked.host.clone()).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        let mut request = Request::get(&checked.target);
        for (name, value) in &checked.headers {
            request = request.header(*name, value);
        }
        let request = request.header(header::CONNECTION, "close").body(Full::new(Bytes::new()));
        let answer = sender.send_request(request.ok()?).await.ok()?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LARGEST).collect().await.ok()?;
        Some((status, body.to_bytes()))
    }
}

fn trusted() -> Option<Arc<ClientConfig>> {
    let provider = Arc::new(default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok()?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let config = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    Some(Arc::new(config))
}
