//! The one HTTP client of a connection: TLS by ring, proxies from the environment, answers proven whole.
//!
//! Every service and every credential provider of a connection shares it. Requests of observing clients
//! carry their operation and trace as extensions (see [`super::guard`]); for those the body is read here, so
//! that a flawed answer is a failed attempt and is asked again. Credential providers' requests pass as
//! they are.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::retry::ErrorKind;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::trace::Trace;
use super::whole::{self, Flaw};
use crate::facts::GapKind;
use crate::facts::operations::Operation;

/// No page of any allowed operation comes near this size.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// A client that trusts this machine's roots and, beside them, the certificates of `ca_file`.
pub(super) fn client(ca_file: Option<&Path>) -> Result<SharedHttpClient, BadCaFile> {
    build(ca_file, ProxyConfig::from_env())
}

/// A client that asks no proxy: for an endpoint that this program serves itself.
pub(super) fn direct() -> Result<SharedHttpClient, BadCaFile> {
    build(None, ProxyConfig::disabled())
}

fn build(ca_file: Option<&Path>, proxy: ProxyConfig) -> Result<SharedHttpClient, BadCaFile> {
    let mut trust = TrustStore::default();
    if let Some(path) = ca_file {
        trust.add_pem_certificate(read_ca_file(path)?);
    }
    let context = TlsContext::builder().with_trust_store(trust).build().map_err(|_| BadCaFile::unusable(ca_file))?;
    Ok(SharedHttpClient::new(Client { context, proxy, connectors: Mutex::default() }))
}

/// A CA file that cannot be read, or holds no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadCaFile {
    pub(super) path: PathBuf,
    /// The system's reason; `None` where the file was read but holds no usable certificate.
    pub(super) reason: Option<String>,
}

impl BadCaFile {
    fn unusable(path: Option<&Path>) -> Self {
        Self { path: path.map(Path::to_path_buf).unwrap_or_default(), reason: None }
    }
}

fn read_ca_file(path: &Path) -> Result<Vec<u8>, BadCaFile> {
    let pem =
        std::fs::read(path).map_err(|error| BadCaFile { path: path.to_path_buf(), reason: Some(error.to_string()) })?;
    let certificates = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    let mut roots = rustls::RootCertStore::empty();
    let usable = certificates.is_ok_and(|certificates| {
        !certificates.is_empty() && certificates.into_iter().all(|certificate| roots.add(certificate).is_ok())
    });
    if usable { Ok(pem) } else { Err(BadCaFile::unusable(Some(path))) }
}

/// Builds a connector once for each set of time limits (the observing clients share one; credential
/// providers may bring their own).
#[derive(Debug)]
struct Client {
    context: TlsContext,
    proxy: ProxyConfig,
    connectors: Mutex<HashMap<Limits, SharedHttpConnector>>,
}

/// Time limits for connecting and for reading.
type Limits = (Option<Duration>, Option<Duration>);

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        connectors
            .entry((settings.connect_timeout(), settings.read_timeout()))
            .or_insert_with(|| {
                let mut builder = Connector::builder().connector_settings(settings.clone());
                builder.set_sleep_impl(components.sleep_impl());
                let connector = builder
                    .proxy_config(self.proxy.clone())
                    .tls_provider(Provider::Rustls(CryptoMode::Ring))
                    .tls_context(self.context.clone())
                    .build();
                SharedHttpConnector::new(Proving::new(SharedHttpConnector::new(connector)))
            })
            .clone()
    }
}

/// Proves each answer whole before the SDK sees it.
#[derive(Clone, Debug)]
pub(super) struct Proving {
    inner: SharedHttpConnector,
}

impl Proving {
    pub(super) const fn new(inner: SharedHttpConnector) -> Self {
        Self { inner }
    }
}

impl HttpConnector for Proving {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(operation) = request.extension::<&'static Operation>().copied() else {
            return self.inner.call(request);
        };
        let trace = request.extension::<Arc<Trace>>().cloned().unwrap_or_default();
        trace.attempt(host(request.uri()).as_deref());
        let answer = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let response = answer.await?;
            trace.answered(date(&response));
            proven(response, operation).await.map_err(|flaw| {
                let kind = match flaw {
                    Flaw::InError(429) => GapKind::Throttled,
                    Flaw::InError(_) => GapKind::Failed,
                    _ => GapKind::Incomplete,
                };
                trace.note(kind, &flaw.word());
                ConnectorError::other(flaw.into(), passes(flaw).then_some(ErrorKind::TransientError))
            })
        })
    }
}

/// Whether asking again can help. A redirect, a 403 or a 404 from something that does not speak the protocol
/// stays what it is; a mangled 400 may have been an answer of AWS's.
const fn passes(flaw: Flaw) -> bool {
    match flaw {
        Flaw::InError(status) => matches!(status, 400 | 408 | 429 | 500..),
        _ => true,
    }
}

/// Host and port of a URI as it was asked.
pub(super) fn host(uri: &str) -> Option<String> {
    let url = url::Url::parse(uri).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The answer's `Date` header.
fn date(response: &HttpResponse) -> Option<Timestamp> {
    let header = response.headers().get("date")?;
    let date = aws_smithy_types::DateTime::from_str(header, Format::HttpDate).ok()?;
    Timestamp::from_second(date.secs()).ok()
}

async fn proven(mut response: HttpResponse, operation: &Operation) -> Result<HttpResponse, Flaw> {
    let status = response.status();
    let in_error = |flaw| if status.is_success() { flaw } else { Flaw::InError(status.as_u16()) };
    let body = read(response.take_body()).await.map_err(in_error)?;
    if status.is_success() {
        whole::prove(operation, &body)?;
    } else {
        whole::prove_error(operation, status.as_u16(), &body)?;
    }
    *response.body_mut() = SdkBody::from(body);
    Ok(response)
}

/// The whole body. A connection that ends early, or a length that does not fit, is a truncated answer.
async fn read(body: SdkBody) -> Result<Vec<u8>, Flaw> {
    let mut stream = ByteStream::new(body);
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| Flaw::Truncated)?);
        if bytes.len() > LARGEST_BODY {
            return Err(Flaw::TooLarge);
        }
    }
    Ok(bytes)
}
