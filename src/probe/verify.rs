//! A certificate verifier that looks first and decides later: what a server presented is a fact even where nobody
//! would trust it.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use x509_parser::prelude::{FromDer, X509Certificate};

/// What was presented, and whether it is trusted for the name asked; else why not (the words of
/// [`TlsObservation`](crate::facts::reachability::TlsObservation)).
#[derive(Clone, Debug)]
pub(super) struct Presented {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) trust: Result<(), &'static str>,
}

/// Asks the real verifier, remembers its answer, and lets the handshake go on. Signatures are always
/// checked: without the key, a certificate is nobody's.
///
/// A server whose certificate was itself given, byte for byte, needs no authority above it: this is how curl reads
/// `--cacert`, and how a self-signed certificate that is marked as an authority (as many guides make it) can be used
/// at all. Its name and its dates must still fit.
#[derive(Debug)]
pub(super) struct Recorder {
    inner: Arc<dyn ServerCertVerifier>,
    given: Arc<Vec<CertificateDer<'static>>>,
    seen: Mutex<Option<Presented>>,
}

impl Recorder {
    pub(super) fn new(inner: Arc<dyn ServerCertVerifier>, given: Arc<Vec<CertificateDer<'static>>>) -> Arc<Self> {
        Arc::new(Self { inner, given, seen: Mutex::new(None) })
    }

    pub(super) fn seen(&self) -> Option<Presented> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let checked = if self.given.iter().any(|given| given == end_entity) {
            fits(end_entity, server_name, now)
        } else {
            self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let trust = checked.map(|_| ()).map_err(|error| reason(&error));
        let presented = Presented { certificate: end_entity.clone().into_owned(), trust };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(presented);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// The dates and the name alone.
fn fits(certificate: &CertificateDer<'_>, name: &ServerName<'_>, now: UnixTime) -> Result<ServerCertVerified, Error> {
    let (_, read) = X509Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < read.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet.into());
    }
    if now > read.validity().not_after.timestamp() {
        return Err(CertificateError::Expired.into());
    }
    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
    Ok(ServerCertVerified::assertion())
}

const fn reason(error: &Error) -> &'static str {
    match error {
        Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "not-yet-valid",
            // A bad signature: an issuer that only bears the name of one that is trusted.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => "unknown-issuer",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "wrong-name",
            _ => "other",
        },
        _ => "other",
    }
}
