//! Answers that are legal but rare, and some that are neither: whatever comes, each request that the server has counted
//! is reported once, as a success or as an error.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::tests::{HELLO, Server, Then, errors, run, say, serve};
use crate::load::Kind;
use crate::load::document::Results;

/// Flags, what the server says to every request, and the errors that six requests meet.
type Case = (&'static str, &'static [u8], &'static [(Kind, u64)]);

/// As many as the server saw, each once.
fn adds_up(results: &Results, server: &Server, what: &str) {
    let own = &results.statistics;
    let failed: u64 = errors(results).iter().map(|(_, count)| count).sum();
    assert_eq!(own.ok + failed, own.requests, "{what}");
    assert_eq!(server.seen.load(Ordering::SeqCst), own.requests, "{what}: what the server counted");
}

#[test]
fn answers_of_every_shape_are_counted_once_and_keep_their_connection() {
    const WHOLE: &[(Kind, u64)] = &[];
    const NONSENSE: &[(Kind, u64)] = &[(Kind::Protocol, 6)];
    let table: [Case; 22] = [
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0\r\nT: 1\r\nU: 2\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: gzip, Chunked\r\n\r\n0003\r\nabc\r\n000\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", WHOLE),
        ("-d a -H 'Expect: 100-continue'", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", WHOLE),
        ("-I", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", WHOLE),
        ("-I", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 3\r\n\r\nabc", WHOLE),
        ("", b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nX: \xe8\x8a\xb1\xff\r\nContent-Length: 3\r\n\r\nabc", WHOLE),
        ("", b"HTTP/1.1 299 Odd\r\nContent-Length: 3\r\n\r\nabc", WHOLE),
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n3\r\nabc\r\n0\r\n\r\n", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabc", NONSENSE),
        ("", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc", NONSENSE),
        ("", b"HTTP/1.1 2000 OK\r\nContent-Length: 3\r\n\r\nabc", NONSENSE),
    ];
    for (flags, answer, expected) in table {
        let what = String::from_utf8_lossy(answer).into_owned();
        let server = serve(move |stream, _, _| say(stream, answer));
        let results = run(&format!("-n 6 -c 2 -m 3 {flags} http://127.0.0.1:{}/", server.port));
        assert_eq!(errors(&results), expected, "{what}");
        adds_up(&results, &server, &what);
        if expected.is_empty() {
            let connections = server.connections.load(Ordering::SeqCst);
            assert!(connections <= 2, "{what}: {connections} connections");
        }
    }
}

#[test]
fn what_follows_an_answer_unasked_is_no_answer() {
    let server = serve(|stream, _, _| say(stream, &[HELLO, b"and more"].concat()));
    let results = run(&format!("-n 6 -c 1 http://127.0.0.1:{}/", server.port));
    assert_eq!(results.statistics.ok, 6);
    adds_up(&results, &server, "in the same breath");
    // A whole answer that nobody asked for, while the connection lies idle: the next request goes over a new one.
    let server = serve(|stream, number, _| {
        let then = say(stream, HELLO);
        std::thread::sleep(Duration::from_millis(5));
        let _ = stream.write_all(format!("HTTP/1.1 500 No {number}\r\nContent-Length: 0\r\n\r\n").as_bytes());
        then
    });
    let results = run(&format!("-q 10 -n 6 -c 1 http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.ok, server.connections.load(Ordering::SeqCst)), (6, 6));
    adds_up(&results, &server, "a moment later");
}

#[test]
fn a_server_that_hangs_up_after_every_answer_is_asked_anew() {
    let server = serve(|stream, _, _| {
        let _ = say(stream, HELLO);
        Then::Close
    });
    let results = run(&format!("-n 60 -c 3 http://127.0.0.1:{}/", server.port));
    // A request that crosses the hanging up is a reset: whether it was read cannot be known, so it is not sent again.
    let ok = results.statistics.ok;
    let resets: u64 = errors(&results).iter().filter(|(kind, _)| *kind == Kind::Reset).map(|(_, count)| count).sum();
    assert_eq!((results.statistics.requests, ok + resets), (60, 60), "{:?}", errors(&results));
    assert!(ok >= 3, "each lane begins with an answer");
    let counted = (server.connections.load(Ordering::SeqCst), server.seen.load(Ordering::SeqCst));
    assert_eq!(counted, (ok, ok), "each answer over a connection of its own, none asked twice");
}

#[test]
fn an_answer_before_the_body_was_read_is_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let counted = Arc::clone(&counted);
            std::thread::spawn(move || {
                let (mut head, mut one) = (Vec::new(), [0; 1]);
                while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut one).is_ok() {
                    head.push(one[0]);
                }
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                // The rest is never read.
                std::thread::sleep(Duration::from_millis(200));
            });
        }
    });
    let body = std::env::temp_dir().join(format!("hanamaru-body-{port}"));
    std::fs::write(&body, vec![b'x'; 8_000_000]).unwrap();
    let line = format!("-n 4 -c 2 -m 5 --data-binary @{} http://127.0.0.1:{port}/", body.display());
    let typed = crate::load::parse(&crate::load::shell::split(&line).unwrap()).unwrap();
    let files = [(format!("{}", body.display()), std::fs::read(&body).unwrap())].into();
    std::fs::remove_file(&body).unwrap();
    let mut target = super::tests::target_of(&crate::load::Request { data: Vec::new(), ..typed.request.clone() });
    target.message = crate::load::Message::of(&typed.request, &files).unwrap();
    let plan = crate::load::Plan::of(&typed.options).unwrap();
    let running = super::start(plan, target, crate::clock::Clock::system()).unwrap();
    let (results, _) = super::tests::finish(running);
    assert_eq!(errors(&results), [(Kind::Status4xx, 4)]);
    assert_eq!(seen.load(Ordering::SeqCst), 4);
}

/// An HTTP/2 server without TLS that answers so many requests a connection, says that it leaves, and reads on.
fn leaving_server(a_connection: u32) -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let counted = Arc::clone(&counted);
            std::thread::spawn(move || leave_after(a_connection, stream, &counted));
        }
    });
    (port, seen)
}

fn leave_after(most: u32, mut stream: std::net::TcpStream, seen: &AtomicU64) -> Option<()> {
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    const ACKNOWLEDGED: &[u8] = &[0, 0, 0, 4, 1, 0, 0, 0, 0];
    stream.read_exact(&mut [0; 24]).ok()?;
    stream.write_all(SETTINGS).ok()?;
    let mut answered = 0;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; usize::try_from(length).ok()?]).ok()?;
        match (head[3], head[4]) {
            (4, 0) => stream.write_all(ACKNOWLEDGED).ok()?,
            (1, _) if answered < most => {
                answered += 1;
                seen.fetch_add(1, Ordering::SeqCst);
                let id = [head[5], head[6], head[7], head[8]];
                // `:status: 200` of the static table, and no body.
                let mut out = [&[0, 0, 1, 1, 5][..], &id, &[0x88]].concat();
                if answered == most {
                    // GOAWAY after this stream, for no error.
                    out.extend([&[0, 0, 8, 7, 0, 0, 0, 0, 0][..], &id, &[0; 4]].concat());
                }
                stream.write_all(&out).ok()?;
            }
            _ => {}
        }
    }
}

#[test]
fn requests_that_come_too_late_for_an_http2_connection_go_over_another() {
    for flags in ["-c 3", "-c 2 --streams 5"] {
        let (port, seen) = leaving_server(7);
        let results = run(&format!("-n 300 {flags} -m 5 --http2-prior-knowledge http://127.0.0.1:{port}/"));
        assert_eq!((results.statistics.ok, errors(&results)), (300, vec![]), "{flags}");
        assert_eq!(seen.load(Ordering::SeqCst), 300, "{flags}");
    }
}

/// Reads a little of each request, says `answer` and closes with the rest unread, which tears the connection down.
fn tearing_server(answer: &'static [u8]) -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let torn = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&torn);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4]);
            counted.fetch_add(1, Ordering::SeqCst);
            if stream.write_all(answer).is_ok() && !answer.is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
    (port, torn)
}

#[test]
fn connections_torn_down_before_or_inside_an_answer_are_resets() {
    for (answer, bytes) in [(&b""[..], 0), (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf", 48)] {
        let (port, torn) = tearing_server(answer);
        let results = run(&format!("-n 12 -c 3 http://127.0.0.1:{port}/"));
        assert_eq!(errors(&results), [(Kind::Reset, 12)]);
        assert_eq!((torn.load(Ordering::SeqCst), results.statistics.bytes), (12, bytes));
    }
}

#[test]
fn interim_answers_without_end_run_into_the_limit() {
    let server = serve(|stream, _, _| {
        while stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").is_ok() {}
        Then::Close
    });
    let results = run(&format!("-n 3 -c 3 -m 0.4 http://127.0.0.1:{}/", server.port));
    assert_eq!(errors(&results), [(Kind::Timeout, 3)]);
    adds_up(&results, &server, "interim answers");
}

#[test]
fn a_mixture_of_everything_adds_up() {
    let server = serve(|stream, number, _| match number % 9 {
        0 => say(stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        1 => say(stream, b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"),
        2 => Then::Close,
        3 => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort");
            Then::Close
        }
        4 => say(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlong"),
        5 => {
            let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nuntil the end");
            Then::Close
        }
        6 => say(stream, b"nonsense\r\n\r\n"),
        7 => say(stream, b"HTTP/1.1 503 Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        _ => say(stream, HELLO),
    });
    let results = run(&format!("-n 180 -c 1 http://127.0.0.1:{}/", server.port));
    adds_up(&results, &server, "one after another");
    let kinds = [Kind::Reset, Kind::Protocol, Kind::Status4xx, Kind::Status5xx];
    assert_eq!(kinds.map(|kind| results.statistics.errors(kind)), [40, 20, 20, 20]);
    assert_eq!(results.statistics.ok, 80);
    let before = server.seen.swap(0, Ordering::SeqCst);
    assert_eq!(before, 180);
    let results = run(&format!("-q 500 -z 1s http://127.0.0.1:{}/", server.port));
    assert_eq!(results.statistics.requests, 500);
    adds_up(&results, &server, "at a rate");
}
