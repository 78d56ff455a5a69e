//! Whom to trust, and what to present.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Contents of the files that were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// `-k`: anyone.
    pub insecure: bool,
    /// `--cacert`: these instead of this machine's roots.
    pub roots: Option<Vec<u8>>,
    /// `--cert`; it may hold the key too.
    pub certificate: Option<Vec<u8>>,
    /// `--key`.
    pub key: Option<Vec<u8>>,
}

/// What keeps TLS from being set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustProblem {
    /// No certificate in the file of `--cacert`.
    NoRoot,
    /// This machine has no usable roots.
    NoSystemRoots,
    /// `--cert` and `--key` do not make an identity.
    Identity,
}

/// The configuration for every connection of a run; sessions are resumed as browsers do.
pub(super) fn configuration(trust: &Trust, http2: bool, http1: bool) -> Result<Arc<ClientConfig>, TrustProblem> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| TrustProblem::NoSystemRoots)?;
    let builder = match &trust.roots {
        _ if trust.insecure => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone(provider))),
        Some(text) => {
            let mut roots = RootCertStore::empty();
            let (usable, _) = roots.add_parsable_certificates(certificates(text));
            if usable == 0 {
                return Err(TrustProblem::NoRoot);
            }
            builder.with_root_certificates(roots)
        }
        None => {
            let verifier = rustls_platform_verifier::Verifier::new(provider);
            let verifier = verifier.map_err(|_| TrustProblem::NoSystemRoots)?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    let mut config = match &trust.certificate {
        None => builder.with_no_client_auth(),
        Some(text) => {
            let key = PrivateKeyDer::from_pem_slice(trust.key.as_ref().unwrap_or(text));
            let key = key.map_err(|_| TrustProblem::Identity)?;
            builder.with_client_auth_cert(certificates(text), key).map_err(|_| TrustProblem::Identity)?
        }
    };
    if http2 {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    if http1 {
        config.alpn_protocols.push(b"http/1.1".to_vec());
    }
    Ok(Arc::new(config))
}

fn certificates(text: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(text).filter_map(Result::ok).collect()
}

/// `-k`: whoever answers is taken for who they say they are; signatures are checked all the same.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
