//! More servers of bad habits: what is reported has to be what they counted, in bounded time and memory.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::tests::{HELLO, Then, begin, errors, finish, run, say, serve, serve_tls, target_of};
use super::*;
use crate::load::{parse, shell};

const S: fn(u64) -> Duration = Duration::from_secs;

#[test]
fn a_stall_of_two_seconds_shows_in_the_percentiles_in_full() {
    let door = Mutex::new(());
    let server = serve(move |stream, number, _| {
        let _one = door.lock().unwrap();
        if number == 100 {
            std::thread::sleep(S(2));
        }
        say(stream, HELLO)
    });
    let results = run(&format!("-q 100 -z 4s http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.requests, results.statistics.ok), (400, 400));
    assert_eq!(server.seen.load(Ordering::SeqCst), 400);
    let at = |quantile| results.statistics.latency.value_at_quantile(quantile);
    // Two hundred of four hundred were due while it stalled: they waited from two seconds down to nothing.
    assert!(at(0.99) > 1_850_000, "p99 {} µs", at(0.99));
    assert!((400_000..2_000_000).contains(&at(0.75)), "p75 {} µs", at(0.75));
}

#[test]
fn what_a_server_has_read_is_not_sent_again() {
    // Every third request is read, and the connection closed in order without an answer.
    let server = serve(|stream, number, _| if number % 3 == 2 { Then::Close } else { say(stream, HELLO) });
    let results = run(&format!("-n 30 -c 1 http://127.0.0.1:{}/", server.port));
    assert_eq!((results.statistics.requests, results.statistics.ok), (30, 20));
    assert_eq!(errors(&results), [(Kind::Reset, 10)]);
    assert_eq!(server.seen.load(Ordering::SeqCst), 30);
}

#[test]
fn chunks_that_end_early_and_lengths_that_are_too_short() {
    let cut = serve(|stream, _, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe");
        Then::Close
    });
    let results = run(&format!("-n 6 -c 2 http://127.0.0.1:{}/", cut.port));
    assert_eq!((errors(&results), results.statistics.bytes), (vec![(Kind::Reset, 6)], 6 * 7));
    let whole = serve(|stream, _, _| {
        say(stream, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    });
    let results = run(&format!("-n 6 -c 2 http://127.0.0.1:{}/", whole.port));
    assert_eq!((results.statistics.ok, results.statistics.bytes), (6, 30));
    assert!(whole.connections.load(Ordering::SeqCst) <= 2);
    // More than was announced: what is too much belongs to no answer, and the connection is not used again.
    let long = serve(|stream, _, _| say(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello"));
    let results = run(&format!("-n 6 -c 1 http://127.0.0.1:{}/", long.port));
    assert_eq!((results.statistics.ok, results.statistics.bytes), (6, 12));
    assert_eq!(long.seen.load(Ordering::SeqCst), 6);
}

#[test]
fn answers_that_drip_or_never_end_run_into_the_limit() {
    let drip = serve(|stream, _, _| {
        let dripped = HELLO.iter().all(|byte| {
            std::thread::sleep(Duration::from_millis(100));
            stream.write_all(&[*byte]).is_ok()
        });
        if dripped { Then::Stay } else { Then::Close }
    });
    let results = run(&format!("-n 4 -c 4 -m 0.5 http://127.0.0.1:{}/", drip.port));
    assert_eq!(errors(&results), [(Kind::Timeout, 4)]);
    assert!(results.statistics.latency.min() >= 490_000, "the whole wait counts");
    let endless = serve(|stream, _, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let block = [b'x'; 16_000];
        while stream.write_all(&block).is_ok() {}
        Then::Close
    });
    let results = run(&format!("-n 4 -c 2 -m 0.5 http://127.0.0.1:{}/", endless.port));
    assert_eq!(errors(&results), [(Kind::Timeout, 4)]);
    assert!(results.statistics.bytes > 1_000_000, "what came was read and let go");
}

#[test]
fn a_target_that_keeps_failing_ends_the_load() {
    let server = serve(|stream, _, _| say(stream, b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"));
    let (results, ended) = finish(begin(&format!("-q 50 -z 60s http://127.0.0.1:{}/", server.port)));
    assert_eq!(ended, Ended::Hopeless);
    assert!(results.duration < S(20), "{:?}", results.duration);
    assert_eq!(server.seen.load(Ordering::SeqCst), results.statistics.requests);
}

#[test]
fn targets_that_say_who_they_are_are_told_apart() {
    let server = serve(|stream, number, _| {
        let name = ["i-a", "i-b", "i-b"][usize::try_from(number % 3).unwrap()];
        say(stream, format!("HTTP/1.1 200 OK\r\nX-Instance-Id: {name}\r\nContent-Length: 0\r\n\r\n").as_bytes())
    });
    let typed = parse(&shell::split(&format!("-n 9 -c 1 http://127.0.0.1:{}/", server.port)).unwrap()).unwrap();
    let mut target = target_of(&typed.request);
    target.marker = Some("x-instance-id".to_owned());
    let (results, _) = finish(start(Plan::of(&typed.options).unwrap(), target, Clock::system()).unwrap());
    let split: Vec<(&str, u64)> =
        results.statistics.targets.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(split, [("i-a", 3), ("i-b", 6)]);
}

#[test]
fn streams_share_an_http2_connection() {
    let (requests, connections) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (port, _) = serve_tls(Arc::clone(&requests), Arc::clone(&connections));
    let results =
        run(&format!("-n 200 -c 2 --streams 8 -k --resolve a.example:{port}:127.0.0.1 https://a.example:{port}/"));
    assert_eq!((results.statistics.ok, requests.load(Ordering::SeqCst)), (200, 200));
    assert!(connections.load(Ordering::SeqCst) <= 2, "{} connections", connections.load(Ordering::SeqCst));
}
