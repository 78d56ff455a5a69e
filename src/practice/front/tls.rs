//! TLS: the certificates that load balancers present, and connections made with them.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, ServerConfig, SignatureScheme, SupportedProtocolVersion, version};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{LazyConfigAcceptor, TlsConnector};

use super::super::account::{Certificate, Listener, Region};
use super::stream::Stream;

/// A handshake has to be over within this.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Configurations, made once for each listener as it stands.
#[derive(Debug, Default)]
pub(super) struct Tls {
    listeners: Mutex<BTreeMap<String, (Shape, Arc<ServerConfig>)>>,
    instances: OnceLock<Option<Arc<ServerConfig>>>,
}

/// What a listener's configuration follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shape {
    policy: Option<String>,
    http2: bool,
    /// ARN and serial number, since a certificate can be imported again under the same ARN.
    certificates: Vec<(String, String)>,
}

/// The certificates of a listener, the default one first.
#[derive(Debug)]
struct Choice(Vec<(Vec<String>, Arc<CertifiedKey>)>);

impl ResolvesServerCert for Choice {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.server_name();
        let covering = asked.and_then(|name| self.0.iter().find(|(names, _)| covers(names, name)));
        covering.or(self.0.first()).map(|(_, key)| Arc::clone(key))
    }
}

/// Whether a name is among these, a first label of `*` standing for any one label.
pub(super) fn covers(names: &[String], name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let rest = name.split_once('.').map(|(_, rest)| rest);
    names.iter().any(|known| {
        let known = known.to_ascii_lowercase();
        known == name || known.strip_prefix("*.").is_some_and(|known| Some(known) == rest)
    })
}

impl Tls {
    /// The configuration of a listener as it stands. `None`: it has no certificate that could be presented.
    pub(super) fn of_listener(&self, region: &Region, listener: &Listener, http2: bool) -> Option<Arc<ServerConfig>> {
        let certificates: Vec<&Certificate> =
            listener.certificates.iter().filter_map(|arn| region.certificates.get(arn)).collect();
        let shape = Shape {
            policy: listener.ssl_policy.clone(),
            http2,
            certificates: certificates.iter().map(|one| (one.arn.clone(), one.serial.clone())).collect(),
        };
        let mut known = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, config)) = known.get(&listener.arn).filter(|(of, _)| *of == shape) {
            debug_assert_eq!(*of, shape);
            return Some(Arc::clone(config));
        }
        let keys: Vec<_> = certificates.into_iter().filter_map(|one| Some((one.names.clone(), key(one)?))).collect();
        if keys.is_empty() {
            return None;
        }
        let versions = versions(listener.ssl_policy.as_deref().unwrap_or_default());
        let mut config = builder(versions)?.with_no_client_auth().with_cert_resolver(Arc::new(Choice(keys)));
        config.alpn_protocols =
            if http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
        let config = Arc::new(config);
        known.insert(listener.arn.clone(), (shape, Arc::clone(&config)));
        Some(config)
    }

    /// What applications on instances present: a certificate that nobody checks.
    pub(super) fn of_instances(&self) -> Option<Arc<ServerConfig>> {
        let made = self.instances.get_or_init(|| {
            let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).ok()?;
            let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).ok()?;
            let mut config = builder(rustls::ALL_VERSIONS)?
                .with_no_client_auth()
                .with_single_cert(vec![own.cert.der().clone()], key)
                .ok()?;
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Some(Arc::new(config))
        });
        made.clone()
    }
}

fn builder(
    versions: &[&'static SupportedProtocolVersion],
) -> Option<rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier>> {
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_protocol_versions(versions).ok()
}

/// What a security policy's name says of TLS 1.2 and 1.3. Older versions are listed by AWS and not served here.
fn versions(policy: &str) -> &'static [&'static SupportedProtocolVersion] {
    static ONLY_12: [&SupportedProtocolVersion; 1] = [&version::TLS12];
    static ONLY_13: [&SupportedProtocolVersion; 1] = [&version::TLS13];
    if policy.starts_with("ELBSecurityPolicy-TLS13-1-3") {
        &ONLY_13
    } else if policy.contains("TLS13") {
        rustls::ALL_VERSIONS
    } else {
        &ONLY_12
    }
}

fn key(certificate: &Certificate) -> Option<Arc<CertifiedKey>> {
    let whole = format!("{}\n{}", certificate.certificate, certificate.chain);
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(whole.as_bytes()).collect::<Result<_, _>>().ok()?;
    let key = PrivateKeyDer::from_pem_slice(certificate.private_key.as_bytes()).ok()?;
    let signing = ring::sign::any_supported_type(&key).ok()?;
    (!chain.is_empty()).then(|| Arc::new(CertifiedKey::new(chain, signing)))
}

/// A client's greeting, read before it is known with which certificate it is answered.
pub(super) type Greeting = tokio_rustls::StartHandshake<Stream>;

/// Reads a client's greeting.
pub(super) async fn greeting(stream: Stream) -> Option<Greeting> {
    let acceptor = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream);
    tokio::time::timeout(HANDSHAKE, acceptor).await.ok()?.ok()
}

/// Completes a handshake.
pub(super) async fn complete(greeting: Greeting, config: Arc<ServerConfig>) -> Option<TlsStream<Stream>> {
    let work = greeting.into_stream(config);
    tokio::time::timeout(HANDSHAKE, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).ok()
}

/// A whole handshake with one configuration.
pub(super) async fn accept(stream: Stream, config: Arc<ServerConfig>) -> Option<TlsStream<Stream>> {
    complete(greeting(stream).await?, config).await
}

/// Whether HTTP/2 was agreed upon.
pub(super) fn is_http2(stream: &TlsStream<Stream>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(b"h2")
}

/// A connection to a target that speaks TLS. Load balancers do not check a target's certificate.
pub(super) async fn connect(stream: TcpStream) -> Option<tokio_rustls::client::TlsStream<TcpStream>> {
    static CONFIG: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let provider = Arc::new(ring::default_provider());
        let builder =
            ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().ok()?;
        let verifier = Arc::new(Anybody(provider));
        Some(Arc::new(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()))
    });
    let name = ServerName::try_from("localhost").ok()?;
    let work = TlsConnector::from(config.clone()?).connect(name, stream);
    tokio::time::timeout(HANDSHAKE, work).await.ok()?.ok()
}

/// Takes any certificate, as load balancers do of their targets.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
