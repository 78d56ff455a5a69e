//! Certificates of the board: its own, or a given one; and the fingerprint by which learners know it.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};
use ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::board::code::FINGERPRINT;

/// What the board presents.
#[derive(Clone)]
pub struct Identity {
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
}

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsProblem {
    /// No certificate in PEM form.
    NoCertificate,
    /// No private key in PEM form.
    NoKey,
    /// The key is of no known kind, or belongs to another certificate.
    DoNotFit,
    /// The system gives no randomness.
    NoRandomness,
}

impl Identity {
    /// From PEM texts.
    ///
    /// # Errors
    /// One of them cannot be used.
    pub fn of(certificate: &str, key: &str) -> Result<Self, TlsProblem> {
        let chain = chain(certificate)?;
        let fingerprint = fingerprint(certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| TlsProblem::NoKey)?;
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|_| TlsProblem::DoNotFit)?;
        let mut config =
            builder.with_no_client_auth().with_single_cert(chain, key).map_err(|_| TlsProblem::DoNotFit)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config: Arc::new(config), fingerprint })
    }

    /// The part of its fingerprint that stands in a code.
    #[must_use]
    pub fn short(&self) -> [u8; FINGERPRINT] {
        short(&self.fingerprint)
    }
}

/// The part of a fingerprint that stands in a code.
#[must_use]
pub fn short(fingerprint: &[u8; 32]) -> [u8; FINGERPRINT] {
    let mut short = [0; FINGERPRINT];
    short.copy_from_slice(&fingerprint[..FINGERPRINT]);
    short
}

/// A fingerprint as browsers show it.
#[must_use]
pub fn shown(fingerprint: &[u8; 32]) -> String {
    fingerprint.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// SHA-256 of the first certificate in a PEM text.
///
/// # Errors
/// There is none.
pub fn fingerprint(certificate: &str) -> Result<[u8; 32], TlsProblem> {
    let chain = chain(certificate)?;
    let first = chain.first().ok_or(TlsProblem::NoCertificate)?;
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest(&SHA256, first).as_ref());
    Ok(fingerprint)
}

fn chain(certificate: &str) -> Result<Vec<CertificateDer<'static>>, TlsProblem> {
    let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<_, _>>();
    chain.map_err(|_| TlsProblem::NoCertificate)
}

/// A certificate of our own for these addresses and names, with its key, both PEM.
///
/// # Errors
/// The system gives no randomness.
pub fn self_signed(addresses: &[IpAddr], names: &[String]) -> Result<(String, String), TlsProblem> {
    let make = || -> Result<(String, String), rcgen::Error> {
        let mut params = CertificateParams::new(names.to_vec())?;
        params.subject_alt_names.extend(addresses.iter().map(|address| SanType::IpAddress(*address)));
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "hanamaru board");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // Learners know it by its fingerprint; browsers warn whatever its dates are.
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2060, 1, 1);
        let key = KeyPair::generate()?;
        Ok((params.self_signed(&key)?.pem(), key.serialize_pem()))
    };
    make().map_err(|_| TlsProblem::NoRandomness)
}

/// A certificate and key that somebody else made.
///
/// # Errors
/// A file cannot be read: which one, and why; or what is in it cannot be used (`Ok(Err(…))`).
pub fn given(certificate: &Path, key: &Path) -> Result<Result<Identity, TlsProblem>, (String, std::io::Error)> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| (path.display().to_string(), error));
    Ok(Identity::of(&read(certificate)?, &read(key)?))
}
