//! The account over real connections: its API, its load balancers, its instances.

mod kept;
mod websocket;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::account::{Account, AppFault, Listener, LoadBalancerKind, Peer};
use super::super::handle::Practice;
use super::super::options::Options;
use super::super::{fixture, saved};
use super::{Front, Serving};
use crate::clock::Clock;

/// A minute a second: quick, and slow enough that a busy machine answers before a load balancer gives up.
const FAST: f64 = 60.0;

/// The finished `ec-site` with something changed, served.
async fn served(change: impl FnOnce(&mut Account)) -> (Practice, Front) {
    let mut account = fixture::account();
    change(&mut account);
    let saved = saved::write(fixture::now(), FAST, &account);
    let clock = Clock::by_hand(fixture::now());
    let practice = Practice::open(Options { saved: Some(saved), clock, ..Options::default() }).expect("opens");
    let listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let front = Front::start(practice.clone(), Serving { listen, words: None, region: None }).await.expect("listens");
    (practice, front)
}

fn region(account: &mut Account) -> &mut super::super::account::Region {
    account.region_mut("us-east-1")
}

/// Sends some bytes and reads until the end.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(bytes).await?;
    let mut answer = Vec::new();
    let work = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("an answer or an end")?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

async fn get(front: &Front, host: &str, path: &str) -> std::io::Result<String> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(front.address(), request.as_bytes()).await
}

fn name(practice: &Practice) -> String {
    practice.look(|world| world.account.regions["us-east-1"].load_balancers[fixture::ALB].dns_name.clone())
}

fn header<'a>(answer: &'a str, wanted: &str) -> Option<&'a str> {
    let mut lines = answer.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(": "));
    lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
}

#[tokio::test]
async fn a_load_balancer_spreads_requests_over_real_servers() {
    let (practice, front) = served(|_| ()).await;
    let host = name(&practice);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..8 {
        let answer = get(&front, &host, "/").await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(header(&answer, "date").is_some_and(|date| date.starts_with("Sun, 22 Nov 2026")), "{answer}");
        seen.extend(header(&answer, "x-instance-id").map(str::to_owned));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["i-a", "i-c"]);
    let counts = practice.served(fixture::ALB);
    assert_eq!((counts.requests, counts.by_target, counts.own_errors), (8, 8, 0));
}

#[tokio::test]
async fn an_order_goes_through_and_is_kept() {
    let (practice, front) = served(|_| ()).await;
    let body = "item=apple&customer=hanako&quantity=2";
    let order = format!(
        "POST /orders HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\
         Connection: close\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        name(&practice),
        body.len()
    );
    let answer = exchange(front.address(), order.as_bytes()).await.expect("an answer");
    assert!(!answer.starts_with("HTTP/1.1 5"), "{answer}");
    let again = Practice::open(Options { saved: Some(practice.saved()), ..Options::default() }).expect("opens");
    let orders = |practice: &Practice| practice.look(|world| world.account.regions["us-east-1"].orders.len());
    assert_eq!(orders(&practice), orders(&again));
}

#[tokio::test]
async fn what_stands_in_the_way_decides_the_answer() {
    type Change = fn(&mut Account);
    let cases: [(&str, Change, &str); 5] = [
        ("the instance's group is closed", |account| close(account, "sg-web"), "HTTP/1.1 504"),
        ("nothing listens", |account| fault(account, AppFault::NotListening), "HTTP/1.1 502"),
        ("the application hangs up", |account| fault(account, AppFault::Hangup), "HTTP/1.1 502"),
        ("the application is too slow", |account| fault(account, AppFault::Slow { millis: 90_000 }), "HTTP/1.1 504"),
        (
            "the application's own error",
            |account| fault(account, AppFault::Status { path: None, status: 404 }),
            "HTTP/1.1 404",
        ),
    ];
    for (what, change, status) in cases {
        let (practice, front) = served(change).await;
        let answer = get(&front, &name(&practice), "/").await.expect("an answer");
        assert!(answer.starts_with(status), "{what}: {answer}");
        assert_eq!(header(&answer, "server") == Some("awselb/2.0"), !status.ends_with("404"), "{what}");
    }
}

fn close(account: &mut Account, group: &str) {
    region(account).security_group_rules.retain(|_, rule| rule.group_id != group || rule.egress);
}

fn fault(account: &mut Account, fault: AppFault) {
    let faults = vec![fault];
    for instance in region(account).instances.values_mut() {
        instance.process.as_mut().expect("it runs").app.faults.clone_from(&faults);
    }
}

#[tokio::test]
async fn a_client_that_is_let_in_by_nobody_is_reset() {
    let (practice, front) = served(|account| close(account, "sg-alb")).await;
    let refused = get(&front, &name(&practice), "/").await.expect_err("a reset");
    assert_eq!(refused.kind(), ErrorKind::ConnectionReset);
    let nobody = get(&front, "nobody-1.us-east-1.elb.localhost", "/").await.expect_err("a reset");
    assert_eq!(nobody.kind(), ErrorKind::ConnectionReset);
    let listener = format!("{}:8080", name(&practice));
    let deaf = get(&front, &listener, "/").await.expect_err("a reset");
    assert_eq!(deaf.kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn sockets_follow_the_account() {
    let (practice, front) = served(|_| ()).await;
    let at = front.around.plane.target("us-east-1", "i-a", 80).expect("it listens");
    let answer = exchange(at, b"GET / HTTP/1.0\r\n\r\n").await.expect("an answer");
    assert!(answer.contains("200") && header(&answer, "x-instance-id") == Some("i-a"), "{answer}");
    practice.act(|world| {
        let region = world.account.region_mut("us-east-1");
        region.instances.get_mut("i-a").expect("there").process = None;
    });
    practice.set_speed(1.0);
    front.around.plane.reconcile();
    assert_eq!(front.around.plane.target("us-east-1", "i-a", 80), None);
    assert!(front.around.plane.target("us-east-1", "i-c", 80).is_some());
    // The socket is let go of by its task, which has to be run first.
    let mut tries = 0;
    while TcpStream::connect(at).await.is_ok() && tries < 100 {
        tokio::task::yield_now().await;
        tries += 1;
    }
    assert!(tries < 100);
    let address = front.address();
    drop(front);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_api_bears_what_clients_do() {
    let (_practice, front) = served(|_| ()).await;
    let address = front.address();
    // Clients that say nothing, or not all, keep nobody waiting.
    let mut hanging = Vec::new();
    for start in [&b""[..], b"P", b"PRI * HT", b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nAction", b"\x16\x03\x01"]
    {
        let mut stream = TcpStream::connect(address).await.expect("connects");
        stream.write_all(start).await.expect("writes");
        hanging.push(stream);
    }
    let health = exchange(address, b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await
        .expect("answers");
    assert!(health.contains("\"status\":\"running\""), "{health}");
    let large = format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", 2 * 1024 * 1024);
    let answer = exchange(address, large.as_bytes()).await.expect("answers");
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("RequestEntityTooLarge"), "{answer}");
    for broken in [&b"\0\0\0\0\r\n\r\n"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"] {
        let answer = exchange(address, broken).await.unwrap_or_default();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let mut many = b"GET / HTTP/1.1\r\nHost: localhost\r\n".to_vec();
    many.extend((0..5000).flat_map(|n| format!("x-{n}: 1\r\n").into_bytes()));
    many.extend(b"\r\n");
    assert!(exchange(address, &many).await.unwrap_or_default().starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn two_accounts_live_side_by_side() {
    let (one, front_one) = served(|_| ()).await;
    let (two, front_two) = served(|account| fault(account, AppFault::Status { path: None, status: 418 })).await;
    assert_ne!(front_one.address(), front_two.address());
    let answer = get(&front_one, &name(&one), "/").await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let answer = get(&front_two, &name(&two), "/").await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 418"), "{answer}");
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let (practice, front) = served(|_| ()).await;
    let again = Serving { listen: Some(front.address()), words: None, region: None };
    let error = Front::start(practice, again).await.expect_err("it is in use");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

mod secure {
    use std::sync::Arc;

    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName};
    use rustls::{ClientConfig, RootCertStore};
    use serde_json::json;
    use tokio_rustls::TlsConnector;

    use super::super::super::api::Service;
    use super::*;

    /// Adds an HTTPS listener with a certificate for each of these names.
    fn with_certificates(practice: &Practice, names: &[&str]) {
        let certificates: Vec<String> = names
            .iter()
            .map(|name| {
                let input = json!({ "DomainName": name });
                let answer = practice.call(Service::Acm, "us-east-1", "RequestCertificate", input).expect("accepted");
                let arn = answer["CertificateArn"].as_str().expect("an ARN").to_owned();
                practice.issue_certificate(&arn).expect("issued");
                arn
            })
            .collect();
        practice.act(|world| {
            let region = region(&mut world.account);
            let plain = region.listeners[fixture::LISTENER].clone();
            let listener = Listener {
                arn: format!("{}s", fixture::LISTENER),
                port: 443,
                protocol: "HTTPS".to_owned(),
                certificates,
                ssl_policy: Some("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09".to_owned()),
                ..plain
            };
            region.listeners.insert(listener.arn.clone(), listener);
            fixture::rule(region, "sg-alb", false, "tcp", Some((443, 443)), Peer::Ipv4("0.0.0.0/0".to_owned()));
        });
    }

    async fn over_tls(front: &Front, root: &str, name: &str, request: &str) -> std::io::Result<String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(root.as_bytes()).expect("PEM")).expect("a root");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(front.address()).await?;
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    #[tokio::test]
    async fn the_certificate_of_the_name_that_was_asked_for_is_presented() {
        let (practice, front) = served(|_| ()).await;
        with_certificates(&practice, &["shop.example.com", "*.example.org"]);
        let root = practice.root_certificate();
        for name in ["shop.example.com", "api.example.org"] {
            let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
            let answer = over_tls(&front, &root, name, &request).await.expect("an answer");
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        // A name that no certificate covers gets the default one, which the client then refuses.
        let error = over_tls(&front, &root, "other.example.net", "").await.expect_err("a wrong name");
        assert!(error.to_string().contains("certificate"), "{error}");
        let plain = format!("{}:443", name(&practice));
        let answer = get(&front, &plain, "/").await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    }

    #[tokio::test]
    async fn an_expired_certificate_is_presented_until_it_is_renewed() {
        let (practice, front) = served(|_| ()).await;
        with_certificates(&practice, &["shop.example.com"]);
        let root = practice.root_certificate();
        let control = |what: &'static str| {
            let request = format!(
                "POST /certificates/{what} HTTP/1.1\r\nHost: {}\r\nContent-Length: 16\r\nConnection: close\r\n\r\nshop.example.com",
                front.address()
            );
            let address = front.address();
            async move {
                let mut stream = TcpStream::connect(address).await.expect("there");
                stream.write_all(request.as_bytes()).await.expect("sent");
                let mut answer = String::new();
                stream.read_to_string(&mut answer).await.expect("an answer");
                answer
            }
        };
        assert!(control("issue").await.starts_with("HTTP/1.1 400"), "it waits for nothing");
        assert!(control("expire").await.starts_with("HTTP/1.1 200"));
        let told =
            practice.call(Service::Acm, "us-east-1", "ListCertificates", json!({ "CertificateStatuses": ["EXPIRED"] }));
        assert_eq!(told.expect("a list")["CertificateSummaryList"][0]["DomainName"], "shop.example.com");
        let request = "GET / HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n";
        let error = over_tls(&front, &root, "shop.example.com", request).await.expect_err("expired");
        assert!(error.to_string().to_lowercase().contains("expired"), "{error}");
        assert!(control("issue").await.starts_with("HTTP/1.1 200"));
        let answer = over_tls(&front, &root, "shop.example.com", request).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    #[tokio::test]
    async fn a_handshake_where_nobody_speaks_tls_is_broken_off() {
        let (practice, front) = served(|_| ()).await;
        let error = over_tls(&front, &practice.root_certificate(), "shop.example.com", "").await;
        assert!(error.is_err());
    }
}

#[tokio::test]
async fn a_network_load_balancer_passes_connections_on() {
    let (practice, front) = served(|account| {
        let region = region(account);
        let balancer = region.load_balancers.get_mut(fixture::ALB).expect("there");
        balancer.kind = LoadBalancerKind::Network;
        region.listeners.get_mut(fixture::LISTENER).expect("there").protocol = "TCP".to_owned();
        region.target_groups.get_mut(fixture::GROUP).expect("there").protocol = "TCP".to_owned();
        fixture::rule(region, "sg-web", false, "tcp", Some((80, 80)), Peer::Ipv4("0.0.0.0/0".to_owned()));
    })
    .await;
    let answer = get(&front, &name(&practice), "/").await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_ne!(header(&answer, "server"), Some("awselb/2.0"));
}
