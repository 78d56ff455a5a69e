//! The engine against servers of every bad habit, all on loopback and counting what they were sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::*;
use crate::load::document::Results;
use crate::load::{Message, parse, shell};

pub(super) const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// A server: what it does with each connection's n-th request (its bytes), and how many requests it has seen.
pub(super) struct Server {
    pub(super) port: u16,
    pub(super) seen: Arc<AtomicU64>,
    pub(super) connections: Arc<AtomicU64>,
}

pub(super) enum Then {
    Stay,
    Close,
}

pub(super) fn serve(answer: impl Fn(&mut TcpStream, u64, &str) -> Then + Send + Sync + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (seen, connections) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let server = Server { port, seen: Arc::clone(&seen), connections: Arc::clone(&connections) };
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            connections.fetch_add(1, Ordering::SeqCst);
            let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
            std::thread::spawn(move || {
                while let Some(request) = read_request(&mut stream) {
                    let number = seen.fetch_add(1, Ordering::SeqCst);
                    if matches!(answer(&mut stream, number, &request), Then::Close) {
                        return;
                    }
                }
            });
        }
    });
    server
}

/// A head and the body that its `Content-Length` announces.
fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut one = [0; 1];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut one).ok()?;
        bytes.push(one[0]);
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8_lossy(&body))
}

pub(super) fn say(stream: &mut TcpStream, bytes: &[u8]) -> Then {
    if stream.write_all(bytes).is_ok() { Then::Stay } else { Then::Close }
}

pub(super) fn begin(line: &str) -> Running {
    let typed = parse(&shell::split(line).unwrap()).unwrap();
    start(Plan::of(&typed.options).unwrap(), target_of(&typed.request), Clock::system()).unwrap()
}

pub(super) fn target_of(request: &crate::load::Request) -> Target {
    Target {
        message: Message::of(request, &std::collections::BTreeMap::new()).unwrap(),
        resolve: request.resolve.iter().map(|given| Resolve::parse(given).unwrap()).collect(),
        connect_to: Vec::new(),
        proxy: None,
        trust: Trust { insecure: request.insecure, ..Trust::default() },
        version: request.version,
        family: request.family,
        connect_timeout: request.connect_timeout,
        max_time: request.max_time.unwrap_or(USUAL_LIMIT),
        follow: request.location,
        anywhere: false,
        keep_body: request.output.is_some(),
        marker: None,
    }
}

pub(super) fn finish(mut running: Running) -> (Results, Ended) {
    let mut results = Results::default();
    while let Some(tick) = running.ticks.blocking_recv() {
        results.statistics.add(&tick.statistics);
    }
    results.duration = running.duration();
    (results, running.ended())
}

pub(super) fn run(line: &str) -> Results {
    finish(begin(line)).0
}

pub(super) fn errors(results: &Results) -> Vec<(Kind, u64)> {
    results.statistics.kinds().collect()
}

#[test]
fn a_closed_loop_sends_exactly_as_many_as_were_asked_for() {
    let server = serve(|stream, _, _| say(stream, HELLO));
    let results = run(&format!("-n 503 -c 7 http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.requests, results.statistics.ok), (503, 503));
    assert_eq!(server.seen.load(Ordering::SeqCst), 503);
    assert!(server.connections.load(Ordering::SeqCst) <= 7);
    assert_eq!(results.statistics.bytes, 503 * 5);
    let server = serve(|stream, _, _| say(stream, HELLO));
    run(&format!("-n 20 -c 2 --no-keepalive http://127.0.0.1:{}/", server.port));
    assert_eq!(server.connections.load(Ordering::SeqCst), 20);
}

#[test]
fn an_open_loop_keeps_its_rate_whatever_the_answers_do() {
    let server = serve(|stream, _, _| {
        std::thread::sleep(Duration::from_millis(300));
        say(stream, HELLO)
    });
    let results = run(&format!("-q 100 -z 1s http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.requests, results.statistics.ok), (100, 100));
    assert_eq!(server.seen.load(Ordering::SeqCst), 100);
    assert!(server.connections.load(Ordering::SeqCst) >= 20, "requests leave while others are still out");
}

#[test]
fn a_stall_shows_in_full() {
    // Ten a second over one connection; the first answer takes a second: those behind it wait with it.
    let server = serve(|stream, number, _| {
        if number == 0 {
            std::thread::sleep(Duration::from_secs(1));
        }
        say(stream, HELLO)
    });
    let results = run(&format!("-q 10 -n 10 -c 1 http://127.0.0.1:{}/", server.port));
    assert_eq!(results.statistics.ok, 10);
    let at = |quantile| results.statistics.latency.value_at_quantile(quantile);
    assert!(at(0.5) > 300_000, "median {} µs", at(0.5));
    assert!(results.statistics.service.value_at_quantile(0.5) < at(0.5));
    assert!(results.statistics.late >= 8, "{}", results.statistics.late);
}

/// A server, flags, and the errors that four requests meet.
type Case = (Server, &'static str, Vec<(Kind, u64)>);

#[test]
fn errors_are_told_apart() {
    let close = serve(|_, _, _| Then::Close);
    let table: Vec<Case> = vec![
        (close, "", vec![(Kind::Reset, 4)]),
        (serve(|stream, _, _| say(stream, b"220 smtp.example\r\n")), "", vec![(Kind::Protocol, 4)]),
        (
            serve(|stream, _, _| {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
                Then::Close
            }),
            "",
            vec![(Kind::Reset, 4)],
        ),
        (
            serve(|stream, _, _| {
                std::thread::sleep(Duration::from_millis(700));
                say(stream, HELLO)
            }),
            "-m 0.2",
            vec![(Kind::Timeout, 4)],
        ),
        (
            serve(|stream, number, _| {
                let status = ["404 Not Found", "503 Unavailable"][usize::from(number % 2 == 1)];
                say(stream, format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes())
            }),
            "",
            vec![(Kind::Status4xx, 2), (Kind::Status5xx, 2)],
        ),
        (
            serve(|stream, _, _| {
                // A megabyte of headers.
                let line = format!("X: {}\r\n", "y".repeat(1000));
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
                let sent = (0..1000).all(|_| stream.write_all(line.as_bytes()).is_ok());
                if sent { Then::Stay } else { Then::Close }
            }),
            "",
            vec![(Kind::Protocol, 4)],
        ),
    ];
    for (number, (server, flags, expected)) in table.into_iter().enumerate() {
        let results = run(&format!("-n 4 -c 1 {flags} http://127.0.0.1:{}/", server.port));
        assert_eq!(errors(&results), expected, "server {number}");
        assert_eq!(results.statistics.requests, 4, "server {number}");
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(errors(&run(&format!("-n 3 http://127.0.0.1:{port}/"))), [(Kind::Connect, 3)]);
    let plain = serve(|stream, _, _| say(stream, HELLO));
    let results =
        run(&format!("-n 2 -c 1 -k -m 3 --resolve a.example:{0}:127.0.0.1 https://a.example:{0}/", plain.port));
    assert_eq!(results.statistics.requests, 2);
    assert_eq!(results.statistics.ok, 0);
}

#[test]
fn a_connection_closed_while_idle_is_no_failure() {
    let server = serve(|stream, _, _| {
        let _ = say(stream, HELLO);
        Then::Close
    });
    let results = run(&format!("-q 50 -n 10 -c 1 http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.ok, errors(&results)), (10, vec![]));
    assert_eq!(server.seen.load(Ordering::SeqCst), 10);
}

#[test]
fn redirects_and_cookies() {
    let server = serve(|stream, _, request| {
        let answer = if request.starts_with("GET /next") && request.contains("Cookie: who=me\r\n") {
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        } else if request.starts_with("POST / ") && request.ends_with("\r\n\r\na=1") {
            "HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: who=me; Path=/\r\nContent-Length: 0\r\n\r\n"
        } else {
            "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\n\r\n"
        };
        say(stream, answer.as_bytes())
    });
    let url = format!("http://127.0.0.1:{}/", server.port);
    let running = begin(&format!("-n 3 -c 1 -L -b '' -d a=1 -o x {url}"));
    let shared = Arc::clone(&running.shared);
    let (results, _) = finish(running);
    assert_eq!((results.statistics.requests, results.statistics.ok), (3, 3), "{:?}", results.statistics.status);
    assert_eq!(server.seen.load(Ordering::SeqCst), 6);
    assert_eq!(shared.body.lock().unwrap().as_deref(), Some(&b"hi"[..]));
    // Nobody vouched for another host: the answer is the redirect itself.
    let away = serve(|stream, _, _| {
        say(stream, b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")
    });
    let results = run(&format!("-n 2 -L http://127.0.0.1:{}/", away.port));
    assert_eq!(results.statistics.status.get(&302), Some(&2));
}

#[test]
fn stopping_drains_and_stopping_twice_aborts() {
    let server = serve(|stream, number, _| {
        if number >= 4 {
            std::thread::sleep(Duration::from_secs(20));
        }
        say(stream, HELLO)
    });
    let running = begin(&format!("-z 60s -c 2 http://127.0.0.1:{}/", server.port));
    let stopper = running.stopper();
    std::thread::sleep(Duration::from_millis(500));
    stopper.stop();
    stopper.stop();
    let (results, ended) = finish(running);
    assert_eq!(ended, Ended::Stopped);
    assert_eq!((results.statistics.ok, results.statistics.errors(Kind::Aborted)), (4, 2));
    assert_eq!(server.seen.load(Ordering::SeqCst), results.statistics.requests);
}

/// A TLS server with HTTP/1.1 and HTTP/2, and its certificate in PEM.
pub(super) fn serve_tls(requests: Arc<AtomicU64>, connections: Arc<AtomicU64>) -> (u16, Vec<u8>) {
    use http_body_util::Full;
    use hyper::body::Bytes;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let mut authority = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca_key = rcgen::KeyPair::generate().unwrap();
    let root = authority.self_signed(&ca_key).unwrap().pem().into_bytes();
    let issuer = rcgen::Issuer::new(authority, ca_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_no_client_auth().with_single_cert(vec![own.der().clone()], private).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (acceptor, requests) = (acceptor.clone(), Arc::clone(&requests));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                        requests.fetch_add(1, Ordering::SeqCst);
                        let version = format!("{:?} {}", request.version(), request.uri().path());
                        async move { Ok::<_, hyper::Error>(hyper::Response::new(Full::new(Bytes::from(version)))) }
                    });
                    let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                    let _ = server.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
    });
    (port, root)
}

#[test]
fn tls_is_verified_and_both_versions_are_spoken() {
    let requests = Arc::new(AtomicU64::new(0));
    let (port, root) = serve_tls(Arc::clone(&requests), Arc::default());
    let go = |flags: &str, host: &str, roots: Option<&Vec<u8>>| {
        let line = format!("-n 20 -c 2 -o x {flags} --resolve {host}:{port}:127.0.0.1 https://{host}:{port}/p");
        let typed = parse(&shell::split(&line).unwrap()).unwrap();
        let mut target = target_of(&typed.request);
        target.trust.roots = roots.cloned();
        let running = start(Plan::of(&typed.options).unwrap(), target, Clock::system()).unwrap();
        let shared = Arc::clone(&running.shared);
        let (results, _) = finish(running);
        let body = shared.body.lock().unwrap().clone().unwrap_or_default();
        (results.statistics.ok, errors(&results), String::from_utf8(body).unwrap())
    };
    assert_eq!(go("", "a.example", Some(&root)), (20, vec![], "HTTP/2.0 /p".into()));
    assert_eq!(go("--http1.1", "a.example", Some(&root)), (20, vec![], "HTTP/1.1 /p".into()));
    assert_eq!(requests.load(Ordering::SeqCst), 40);
    assert_eq!(go("", "b.example", Some(&root)).1, [(Kind::Tls, 20)], "another name");
    assert_eq!(go("", "a.example", None).1, [(Kind::Tls, 20)], "nobody vouches for it");
    assert_eq!(go("-k", "b.example", None).0, 20);
}
