//! TLS: the handshake, and what the server presented in it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use super::proxy::Stream;
use super::verify::{Presented, Recorder};
use super::{ProbeProblem, Prober, Stopped};
use crate::facts::reachability::{CertificateSeen, Stage, Stop, TlsObservation};

/// Whom to trust. This machine's roots are read when they are first needed.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    /// The certificates of `--cacert` and those given as texts, which stand instead of this machine's roots; none for these.
    given: Arc<Vec<CertificateDer<'static>>>,
    verifier: Arc<OnceLock<Option<Arc<dyn ServerCertVerifier>>>>,
}

impl Trust {
    pub(super) fn new(ca_file: Option<PathBuf>, roots: &[String]) -> Result<Self, ProbeProblem> {
        let mut given = ca_file.map(read_given).transpose()?.unwrap_or_default();
        let texts = roots.iter().flat_map(|root| CertificateDer::pem_slice_iter(root.as_bytes()));
        given.extend(texts.filter_map(Result::ok));
        Ok(Self { given: Arc::new(given), verifier: Arc::default() })
    }

    /// `None`: this machine has no usable roots.
    fn verifier(&self) -> Option<Arc<dyn ServerCertVerifier>> {
        let make = || -> Option<Arc<dyn ServerCertVerifier>> {
            if self.given.is_empty() {
                return Some(Arc::new(rustls_platform_verifier::Verifier::new(provider()).ok()?));
            }
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(self.given.iter().cloned());
            Some(WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build().ok()?)
        };
        self.verifier.get_or_init(make).clone()
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn read_given(path: PathBuf) -> Result<Vec<CertificateDer<'static>>, ProbeProblem> {
    let text = std::fs::read(&path)
        .map_err(|error| ProbeProblem::CaFileUnreadable { path: path.clone(), kind: error.kind() })?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&text).filter_map(Result::ok).collect();
    let (usable, _) = RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned());
    if usable == 0 { Err(ProbeProblem::CaFileWithoutCertificate { path }) } else { Ok(certificates) }
}

/// A finished handshake.
pub(super) struct Secured {
    pub(super) stream: TlsStream<Stream>,
    pub(super) protocol: &'static str,
    pub(super) presented: Option<Presented>,
}

impl Prober {
    /// Shakes hands with `host:port`, asking for `server_name`, and says what was presented, trusted or not.
    pub async fn tls(&self, host: &str, port: u16, server_name: &str, limit: Duration) -> TlsObservation {
        let timer = self.timer(limit);
        let work = async {
            let opened = self.open("https", host, port, &timer).await?;
            timer.within(Stage::Tls, self.secure(opened.stream, server_name)).await
        };
        match work.await {
            Ok(secured) => TlsObservation::Handshake {
                protocol: secured.protocol.to_owned(),
                certificate: secured.presented.as_ref().and_then(|presented| read(&presented.certificate)),
                trust: secured.presented.map_or(Err("other"), |presented| presented.trust).map_err(str::to_owned),
                elapsed_ms: timer.elapsed_ms(),
            },
            Err(Stopped { stage, stop }) => TlsObservation::Stopped { stage, stop, elapsed_ms: timer.elapsed_ms() },
        }
    }

    /// The handshake over an open connection: TLS 1.2 or later.
    pub(super) async fn secure(&self, stream: Stream, server_name: &str) -> Result<Secured, Stopped> {
        let stop = |stop| Stopped::new(Stage::Tls, stop);
        let name = server_name.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(name).map_err(|_| stop(Stop::Other))?;
        let recorder = Recorder::new(self.trust.verifier().ok_or_else(|| stop(Stop::Other))?, self.trust.given.clone());
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|_| stop(Stop::Other))?
            .dangerous()
            .with_custom_certificate_verifier(recorder.clone())
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            inner.map_or_else(|| Stopped::io(Stage::Tls, &error), |inner| stop(stop_of(inner)))
        })?;
        let protocol = match stream.get_ref().1.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            _ => "TLSv1.2",
        };
        Ok(Secured { stream, protocol, presented: recorder.seen() })
    }
}

/// An alert or an incompatible peer is TLS that said no; bytes that are no TLS are another protocol.
const fn stop_of(error: &rustls::Error) -> Stop {
    match error {
        rustls::Error::InvalidMessage(_) => Stop::Protocol,
        _ => Stop::Tls,
    }
}

/// The facts of a certificate, or `None` for one that cannot be read.
fn read(der: &CertificateDer<'_>) -> Option<CertificateSeen> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let dns_name =
        |name: &GeneralName<'_>| if let GeneralName::DNSName(name) = name { Some((*name).to_owned()) } else { None };
    let time = |time: x509_parser::time::ASN1Time| Timestamp::from_second(time.timestamp()).ok();
    Some(CertificateSeen {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        dns_names: names
            .map(|names| names.value.general_names.iter().filter_map(dns_name).collect())
            .unwrap_or_default(),
        not_before: time(certificate.validity().not_before)?,
        not_after: time(certificate.validity().not_after)?,
        sha256: sha256(der),
        serial: crate::facts::certificates::serial(&certificate.raw_serial_as_string()),
    })
}

/// Lower-case hexadecimal. The TLS library already brings the hash that its cipher suite uses.
fn sha256(bytes: &[u8]) -> String {
    let rustls::SupportedCipherSuite::Tls13(suite) = ring::cipher_suite::TLS13_AES_128_GCM_SHA256 else {
        return String::new();
    };
    let digest = suite.common.hash_provider.hash(bytes);
    digest.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
