//! Certificates and keys that a request brings.

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::super::fault::Fault;

/// What is read from a certificate.
#[derive(Debug)]
pub(super) struct Facts {
    /// The names that it covers; the first is shown as its domain.
    pub(super) names: Vec<String>,
    pub(super) serial: Vec<u8>,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    /// As ACM writes it: `RSA_2048`, `EC_prime256v1`.
    pub(super) key_algorithm: String,
}

fn refused(message: &str) -> Fault {
    Fault::new("ValidationException", message)
}

/// The one certificate of a PEM text.
pub(super) fn certificate(pem: &str) -> Result<CertificateDer<'static>, Fault> {
    match chain(pem)?.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(refused("Could not parse certificate. Please ensure that the certificate is in PEM format.")),
        _ => Err(refused(
            "The certificate field contains more than one certificate. You can specify only one certificate in this \
             field.",
        )),
    }
}

/// Every certificate of a PEM text.
pub(super) fn chain(pem: &str) -> Result<Vec<CertificateDer<'static>>, Fault> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| refused("Could not parse certificate. Please ensure that the certificate is in PEM format."))
}

/// Whether the key is one that a server can use, and the certificate's own.
pub(super) fn belongs(certificate: CertificateDer<'static>, key: &str) -> Result<(), Fault> {
    if key.contains("ENCRYPTED") {
        return Err(refused("The private key is encrypted. The private key must be unencrypted."));
    }
    let key =
        PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| refused("The private key is not supported."))?;
    let signing = rustls::crypto::ring::sign::any_supported_type(&key);
    let signing = signing.map_err(|_| refused("The private key is not supported."))?;
    let pair = rustls::sign::CertifiedKey::new(vec![certificate], signing);
    pair.keys_match().map_err(|_| refused("The certificate and the private key do not match."))
}

/// What a certificate says.
pub(super) fn facts(certificate: &CertificateDer<'_>) -> Result<Facts, Fault> {
    let unreadable = || refused("Could not parse certificate. Please ensure that the certificate is in PEM format.");
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| unreadable())?;
    let time = |time: x509_parser::time::ASN1Time| Timestamp::from_second(time.timestamp()).map_err(|_| unreadable());
    Ok(Facts {
        names: names(&parsed),
        serial: parsed.raw_serial().to_vec(),
        not_before: time(parsed.validity().not_before)?,
        not_after: time(parsed.validity().not_after)?,
        key_algorithm: algorithm(&parsed),
    })
}

/// Alternative names; the subject's common name, if it is none of them, first.
fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let common = parsed.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
    let alternative = parsed.subject_alternative_name().ok().flatten();
    let dns = alternative.iter().flat_map(|names| &names.value.general_names).filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(*name),
        _ => None,
    });
    let mut all: Vec<String> = Vec::new();
    for name in common.into_iter().chain(dns) {
        if !all.iter().any(|known| known == name) {
            all.push(name.to_owned());
        }
    }
    all
}

fn algorithm(parsed: &X509Certificate<'_>) -> String {
    match parsed.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA_{}", key.key_size()),
        Ok(PublicKey::EC(key)) if key.key_size() > 400 => "EC_secp521r1".to_owned(),
        Ok(PublicKey::EC(key)) if key.key_size() > 300 => "EC_secp384r1".to_owned(),
        _ => "EC_prime256v1".to_owned(),
    }
}

/// Who signed a certificate (by organisation, else by name), and how, as ACM writes it.
pub(super) fn signature(pem: &str) -> Option<(String, &'static str)> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    let (_, parsed) = X509Certificate::from_der(&der).ok()?;
    let issuer = parsed.issuer();
    let named = issuer.iter_organization().next().or_else(|| issuer.iter_common_name().next());
    let algorithm = match parsed.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.10045.4.3.2" => "SHA256WITHECDSA",
        "1.2.840.10045.4.3.3" => "SHA384WITHECDSA",
        "1.2.840.10045.4.3.4" => "SHA512WITHECDSA",
        "1.2.840.113549.1.1.12" => "SHA384WITHRSA",
        "1.2.840.113549.1.1.13" => "SHA512WITHRSA",
        _ => "SHA256WITHRSA",
    };
    Some((named.and_then(|name| name.as_str().ok()).unwrap_or_default().to_owned(), algorithm))
}
