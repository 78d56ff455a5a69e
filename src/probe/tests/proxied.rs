//! Through a proxy, which resolves and connects itself.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{LIMIT, answering, page, read_request, server};
use crate::facts::reachability::{DnsObservation, HttpObservation, Stage, Stop, TlsObservation};
use crate::probe::{ProbeOptions, Prober, Proxies, Resolve};

fn through(proxy: std::net::SocketAddr, except: &str) -> Prober {
    let proxies = Proxies::all(&format!("http://user:pass@{proxy}"), except);
    Prober::new(ProbeOptions { proxies, ..ProbeOptions::default() }).unwrap()
}

#[tokio::test]
async fn a_plain_request_goes_to_the_proxy_with_its_whole_url() {
    let proxy = answering(|request| {
        assert!(request.starts_with("GET http://alb.invalid/shop HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("proxy-authorization: Basic "), "{request}");
        page("200 OK", "shop")
    })
    .await;
    let seen = through(proxy, "").http("http://alb.invalid/shop", &["shop".to_owned()], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Answered { status: 200, .. }), "{seen:?}");
}

#[tokio::test]
async fn what_the_proxy_cannot_reach_blames_nobody() {
    let proxy = answering(|_| page("502 Bad Gateway", "")).await;
    let seen = through(proxy, "").http("http://alb.invalid/", &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Stopped { stop: Stop::Proxy, .. }), "{seen:?}");
    let seen = through(proxy, "").tls("alb.invalid", 443, "alb.invalid", LIMIT).await;
    assert!(matches!(seen, TlsObservation::Stopped { stage: Stage::Connect, stop: Stop::Proxy, .. }), "{seen:?}");
    let gone = "127.0.0.1:1".parse().unwrap();
    let seen = through(gone, "").http("http://alb.invalid/", &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Stopped { stage: Stage::Connect, stop: Stop::Proxy, .. }), "{seen:?}");
}

#[tokio::test]
async fn a_tunnel_is_asked_for_before_tls() {
    let proxy = server(|mut stream| async move {
        assert!(read_request(&mut stream).await.starts_with("CONNECT alb.invalid:443 HTTP/1.1\r\n"));
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
        let mut hello = [0; 1];
        stream.read_exact(&mut hello).await.unwrap();
        assert_eq!(hello, [22], "a TLS handshake record");
        let _ = stream.write_all(b"not TLS at all\r\n").await;
    })
    .await;
    let seen = through(proxy, "").tls("alb.invalid", 443, "alb.invalid", LIMIT).await;
    assert!(matches!(seen, TlsObservation::Stopped { stage: Stage::Tls, .. }), "{seen:?}");
}

#[tokio::test]
async fn exceptions_and_overrides_go_direct() {
    let nobody = "127.0.0.1:1".parse().unwrap();
    let address = answering(|request| {
        assert!(request.starts_with("GET / HTTP/1.1"), "{request}");
        page("200 OK", "")
    })
    .await;
    let seen = through(nobody, "127.0.0.1").http(&format!("http://{address}/"), &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Answered { .. }), "{seen:?}");
    let options = ProbeOptions {
        proxies: Proxies::all("http://127.0.0.1:1", ""),
        resolve: vec![Resolve::parse(&format!("alb.invalid:{}:127.0.0.1", address.port())).unwrap()],
        ..ProbeOptions::default()
    };
    let prober = Prober::new(options).unwrap();
    let seen = prober.http(&format!("http://alb.invalid:{}/", address.port()), &[], LIMIT).await;
    assert!(matches!(seen, HttpObservation::Answered { .. }), "{seen:?}");
    assert!(matches!(prober.dns("alb.invalid", LIMIT).await, DnsObservation::Resolved { overridden: true, .. }));
}
