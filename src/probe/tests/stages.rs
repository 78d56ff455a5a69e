//! Where a connection stops: refused, reset, silent, garbage.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{LIMIT, SHORT, prober, read_request, server};
use crate::facts::reachability::{DnsObservation, HttpObservation, Stage, Stop, TcpObservation, TlsObservation};
use crate::probe::{ConnectTo, ProbeOptions, Prober, Resolve};

async fn http_stop(address: SocketAddr, limit: std::time::Duration) -> (Stage, Stop) {
    match prober().http(&format!("http://{address}/"), &[], limit).await {
        HttpObservation::Stopped { stage, stop, .. } => (stage, stop),
        answered => panic!("{answered:?}"),
    }
}

async fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test]
async fn a_closed_port_refuses_at_connect() {
    let address = closed_port().await;
    assert_eq!(http_stop(address, LIMIT).await, (Stage::Connect, Stop::Refused));
    let seen = prober().tcp("127.0.0.1", address.port(), LIMIT).await;
    assert!(matches!(seen, TcpObservation::Stopped { stage: Stage::Connect, stop: Stop::Refused, .. }), "{seen:?}");
    let seen = prober().tls("127.0.0.1", address.port(), "example.com", LIMIT).await;
    assert!(matches!(seen, TlsObservation::Stopped { stage: Stage::Connect, stop: Stop::Refused, .. }), "{seen:?}");
}

#[tokio::test]
async fn an_open_port_connects_and_nothing_is_said() {
    let address = server(|mut stream| async move {
        let mut nothing = [0];
        assert_eq!(stream.read(&mut nothing).await.unwrap_or(0), 0);
    })
    .await;
    let seen = prober().tcp("127.0.0.1", address.port(), LIMIT).await;
    assert!(matches!(seen, TcpObservation::Connected { peer, .. } if peer == address), "{seen:?}");
}

#[tokio::test]
async fn a_connection_that_is_closed_or_reset_without_an_answer() {
    let closing = server(|mut stream| async move {
        read_request(&mut stream).await;
    })
    .await;
    assert_eq!(http_stop(closing, LIMIT).await, (Stage::Response, Stop::Reset));
    let resetting = server(|stream| async move {
        stream.readable().await.unwrap();
        // Closing with unread bytes makes the kernel send a reset.
        drop(stream);
    })
    .await;
    assert_eq!(http_stop(resetting, LIMIT).await, (Stage::Response, Stop::Reset));
}

#[tokio::test]
async fn silence_at_every_stage_ends_in_time() {
    let silent = server(|mut stream| async move {
        let mut sink = Vec::new();
        let _ = stream.read_to_end(&mut sink).await;
    })
    .await;
    assert_eq!(http_stop(silent, SHORT).await, (Stage::Response, Stop::TimedOut));
    let seen = prober().tls("127.0.0.1", silent.port(), "example.com", SHORT).await;
    assert!(matches!(seen, TlsObservation::Stopped { stage: Stage::Tls, stop: Stop::TimedOut, .. }), "{seen:?}");
    let dripping = |head: &'static str| {
        server(move |mut stream| async move {
            read_request(&mut stream).await;
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(SHORT / 20).await;
            }
        })
    };
    let head = dripping("HTTP/1.1 200 OK\r\nX: ").await;
    assert_eq!(http_stop(head, SHORT).await, (Stage::Response, Stop::TimedOut));
    let body = dripping("HTTP/1.1 200 OK\r\n\r\n").await;
    assert_eq!(http_stop(body, SHORT).await, (Stage::Response, Stop::TimedOut));
}

#[tokio::test]
async fn garbage_is_another_protocol() {
    let garbage = server(|mut stream| async move {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").await;
        let mut sink = Vec::new();
        let _ = stream.read_to_end(&mut sink).await;
    })
    .await;
    assert_eq!(http_stop(garbage, LIMIT).await, (Stage::Response, Stop::Protocol));
    let seen = prober().tls("127.0.0.1", garbage.port(), "example.com", LIMIT).await;
    assert!(matches!(seen, TlsObservation::Stopped { stage: Stage::Tls, stop: Stop::Protocol, .. }), "{seen:?}");
}

#[tokio::test]
async fn a_flood_of_headers_and_a_body_cut_short() {
    let flood = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(b"X-Flood: flood\r\n").await.is_ok() {}
    })
    .await;
    assert_eq!(http_stop(flood, LIMIT).await, (Stage::Response, Stop::Protocol));
    let cut = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
    })
    .await;
    assert_eq!(http_stop(cut, LIMIT).await, (Stage::Response, Stop::Reset));
}

#[tokio::test]
async fn names_that_need_no_name_server() {
    let dns = |host: &'static str| async move { prober().dns(host, LIMIT).await };
    let seen = dns("shop.alb.localhost").await;
    assert!(
        matches!(&seen, DnsObservation::Resolved { addresses, overridden: false, .. } if addresses[0].is_loopback())
    );
    let seen = dns("192.0.2.7").await;
    assert!(matches!(&seen, DnsObservation::Resolved { addresses, overridden: false, .. } if addresses.len() == 1));
    assert!(matches!(dns("[::1]").await, DnsObservation::Resolved { .. }));
    let options = ProbeOptions {
        resolve: vec![Resolve::parse("a.example:80:192.0.2.1,192.0.2.2").unwrap()],
        connect_to: vec![ConnectTo::parse("b.example::127.0.0.1:").unwrap()],
        ..ProbeOptions::default()
    };
    let prober = Prober::new(options).unwrap();
    let seen = prober.dns("a.example", LIMIT).await;
    assert!(matches!(&seen, DnsObservation::Resolved { addresses, overridden: true, .. } if addresses.len() == 2));
    let seen = prober.dns("b.example", LIMIT).await;
    assert!(
        matches!(&seen, DnsObservation::Resolved { addresses, overridden: true, .. } if addresses[0].is_loopback())
    );
}

#[tokio::test]
async fn an_address_that_refuses_gives_way_to_one_that_answers() {
    let address = super::answering(|_| super::page("200 OK", "here")).await;
    // Nobody listens on the IPv6 side of this port.
    let resolve = Resolve::parse(&format!("shop.example:{}:[::1],127.0.0.1", address.port())).unwrap();
    let prober = Prober::new(ProbeOptions { resolve: vec![resolve], ..ProbeOptions::default() }).unwrap();
    let url = format!("http://shop.example:{}/", address.port());
    let seen = prober.http(&url, &[], LIMIT).await;
    assert!(
        matches!(seen, HttpObservation::Answered { status: 200, peer: Some(peer), .. } if peer == address),
        "{seen:?}"
    );
}
