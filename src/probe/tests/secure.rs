//! TLS with certificates of every kind of fault.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::{LIMIT, server};
use crate::facts::reachability::{HttpObservation, Stage, Stop, TlsObservation};
use crate::probe::{ProbeOptions, ProbeProblem, Prober, Resolve};

/// An authority and a prober that trusts it alone.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(certificate.pem().as_bytes()).unwrap();
        Self { issuer: Issuer::new(params, key), file }
    }

    /// A certificate that is marked as an authority and serves as `name` itself.
    async fn serving_itself(name: &str, years: (i32, i32)) -> (Self, SocketAddr) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(certificate.pem().as_bytes()).unwrap();
        let address = present(&certificate, &key).await;
        (Self { issuer: Issuer::new(params, key), file }, address)
    }

    /// A server for `name`, valid in these years.
    async fn serve(&self, name: &str, years: (i32, i32)) -> SocketAddr {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        present(&certificate, &key).await
    }

    fn prober(&self, address: SocketAddr) -> Prober {
        let resolve = Resolve::parse(&format!("*:{}:127.0.0.1", address.port())).unwrap();
        let ca_file = Some(self.file.path().to_owned());
        Prober::new(ProbeOptions { resolve: vec![resolve], ca_file, ..ProbeOptions::default() }).unwrap()
    }
}

/// A server that presents this certificate.
async fn present(certificate: &rcgen::Certificate, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    server(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut first = [0; 1024];
            let _ = stream.read(&mut first).await;
            let _ = stream.write_all(super::page("200 OK", "secret garden").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

async fn handshake(
    authority: &Authority,
    address: SocketAddr,
    name: &str,
) -> (Result<(), String>, Vec<String>, String) {
    match authority.prober(address).tls("alb.example", address.port(), name, LIMIT).await {
        TlsObservation::Handshake { protocol, certificate, trust, .. } => {
            let certificate = certificate.unwrap();
            assert!(certificate.not_before < certificate.not_after);
            assert_eq!(certificate.sha256.len(), 64);
            (trust, certificate.dns_names, protocol)
        }
        stopped => panic!("{stopped:?}"),
    }
}

#[tokio::test]
async fn what_is_presented_is_seen_whether_or_not_it_is_trusted() {
    let authority = Authority::new();
    let good = authority.serve("api.example", (2020, 2100)).await;
    let seen = handshake(&authority, good, "api.example").await;
    assert_eq!(seen, (Ok(()), vec!["api.example".to_owned()], "TLSv1.3".to_owned()));
    assert_eq!(handshake(&authority, good, "www.example").await.0, Err("wrong-name".into()));
    let old = authority.serve("api.example", (2020, 2021)).await;
    assert_eq!(handshake(&authority, old, "api.example").await.0, Err("expired".into()));
    let early = authority.serve("api.example", (2090, 2100)).await;
    assert_eq!(handshake(&authority, early, "api.example").await.0, Err("not-yet-valid".into()));
    let stranger = Authority::new().serve("api.example", (2020, 2100)).await;
    let seen = handshake(&authority, stranger, "api.example").await;
    assert_eq!(seen.0, Err("unknown-issuer".into()));
    assert_eq!(seen.1, ["api.example"]);
}

#[tokio::test]
async fn a_certificate_that_was_given_serves_itself_though_it_is_marked_as_an_authority() {
    let (given, address) = Authority::serving_itself("api.example", (2020, 2100)).await;
    assert_eq!(handshake(&given, address, "api.example").await.0, Ok(()));
    assert_eq!(handshake(&given, address, "www.example").await.0, Err("wrong-name".into()));
    let page = given.prober(address).http(&format!("https://api.example:{}/", address.port()), &[], LIMIT).await;
    assert!(matches!(page, HttpObservation::Answered { status: 200, .. }), "{page:?}");
    // It may sign for others, too.
    let signed = given.serve("www.example", (2020, 2100)).await;
    assert_eq!(handshake(&given, signed, "www.example").await.0, Ok(()));
    // Another one of the same make was not given.
    let (_, stranger) = Authority::serving_itself("api.example", (2020, 2100)).await;
    assert!(handshake(&given, stranger, "api.example").await.0.is_err());
    for (years, expected) in [((2020, 2021), "expired"), ((2090, 2100), "not-yet-valid")] {
        let (given, address) = Authority::serving_itself("api.example", years).await;
        assert_eq!(handshake(&given, address, "api.example").await.0, Err(expected.into()));
    }
}

#[tokio::test]
async fn a_page_is_only_asked_for_over_a_trusted_connection() {
    let authority = Authority::new();
    let address = authority.serve("api.example", (2020, 2100)).await;
    let prober = authority.prober(address);
    let get = |name: &'static str| {
        let prober = prober.clone();
        async move { prober.http(&format!("https://{name}:{}/", address.port()), &["garden".to_owned()], LIMIT).await }
    };
    let seen = get("api.example").await;
    assert!(matches!(&seen, HttpObservation::Answered { status: 200, contains, .. } if contains[0].1), "{seen:?}");
    let seen = get("www.example").await;
    assert!(matches!(seen, HttpObservation::Stopped { stage: Stage::Tls, stop: Stop::Tls, .. }), "{seen:?}");
}

#[test]
fn a_ca_file_is_read_at_once() {
    let missing = ProbeOptions { ca_file: Some("/no/such/file.pem".into()), ..ProbeOptions::default() };
    assert!(matches!(Prober::new(missing), Err(ProbeProblem::CaFileUnreadable { .. })));
    let empty = tempfile::NamedTempFile::new().unwrap();
    let empty = ProbeOptions { ca_file: Some(empty.path().to_owned()), ..ProbeOptions::default() };
    assert!(matches!(Prober::new(empty), Err(ProbeProblem::CaFileWithoutCertificate { .. })));
}
