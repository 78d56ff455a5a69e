//! The real HTTP client against a loopback port that misbehaves below HTTP.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::collect::http;
use crate::facts::Gap;

/// Answers every connection with these bytes and closes it; `None` never answers.
async fn serve(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0_u8; 4096];
            drop(stream.read(&mut request).await);
            match answer {
                Some(bytes) => drop(stream.write_all(bytes.as_bytes()).await),
                None => kept.push(stream),
            }
        }
    });
    format!("http://{address}")
}

async fn gap_at(endpoint: &str, limit: Duration) -> Gap {
    let connection = play::connection(endpoint, http::client(None).expect("no CA file"), limit);
    let deadline = Clock::system().moment() + limit * 2;
    let facts = connection.observe(&Wants::from([Want::Vpcs]), deadline, &|_, _| {}).await;
    facts.vpcs.get("").expect_err("no answer to rely on")
}

#[tokio::test]
async fn an_answer_shorter_than_its_length_is_incomplete() {
    // What came is a whole document; only the announced length says that more was meant.
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>";
    let gap = gap_at(&serve(Some(cut)).await, LONG).await;
    assert_eq!((gap.kind, gap.code.as_deref()), (GapKind::Incomplete, Some("truncated-body")));
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_unreachable() {
    let gap = gap_at(&serve(Some("")).await, LONG).await;
    assert_eq!(gap.kind, GapKind::Unreachable);
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let gap = gap_at(&format!("http://{address}"), LONG).await;
    assert_eq!((gap.kind, gap.code.as_deref()), (GapKind::Unreachable, Some("refused")));
    assert_eq!(gap.host, Some(address.to_string()));
}

#[tokio::test]
async fn a_port_that_accepts_and_never_answers_times_out() {
    let gap = gap_at(&serve(None).await, SHORT).await;
    assert_eq!(gap.kind, GapKind::TimedOut);
}

#[tokio::test]
async fn something_that_speaks_no_http_is_no_answer() {
    let gap = gap_at(&serve(Some("220 mail ESMTP\r\n")).await, LONG).await;
    assert!(matches!(gap.kind, GapKind::Unreachable | GapKind::Failed), "{gap:?}");
}

/// A TLS server that presents a certificate for this name. Gives its port and the certificate as PEM.
async fn serve_tls(name: &str, authority: bool, years: (i32, i32)) -> (u16, tempfile::NamedTempFile) {
    let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).expect("a name");
    if authority {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    }
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(years.0, 1, 1), rcgen::date_time_ymd(years.1, 1, 1));
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, certificate.pem().as_bytes()).expect("written");
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a certificate of this key");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(acceptor.accept(stream).await);
        }
    });
    (port, file)
}

#[tokio::test]
async fn why_a_certificate_is_not_trusted_is_said() {
    for (name, authority, years, given, expected) in [
        ("localhost", true, (2020, 2100), true, "tls-authority-as-server"),
        ("localhost", false, (2020, 2100), false, "tls-unknown-issuer"),
        ("localhost", false, (2020, 2021), true, "tls-expired"),
        ("localhost", false, (2090, 2100), true, "tls-not-yet-valid"),
        ("api.example", false, (2020, 2100), true, "tls-wrong-name"),
    ] {
        let (port, file) = serve_tls(name, authority, years).await;
        let client = http::client(given.then(|| file.path())).expect("a usable file");
        let connection = play::connection(&format!("https://localhost:{port}"), client, LONG);
        let deadline = Clock::system().moment() + LONG * 2;
        let facts = connection.observe(&Wants::from([Want::Vpcs]), deadline, &|_, _| {}).await;
        let gap = facts.vpcs.get("").expect_err("nobody to trust");
        assert_eq!((gap.kind, gap.untrusted()), (GapKind::Unreachable, Some(expected)), "{name}: {gap:?}");
    }
}
