//! A page on loopback, for the probes: one answer to everything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

/// Serves this status and body on a port of its own, as long as the process lives. Returns `127.0.0.1:PORT`.
pub(crate) fn serve(status: u16, body: &'static str) -> String {
    serve_with(status, "", body)
}

/// As [`serve`], with more header lines, each ended by CRLF.
pub(crate) fn serve_with(status: u16, headers: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    let address = listener.local_addr().expect("address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let answer = format!(
                    "HTTP/1.1 {status} X\r\n{headers}Content-Type: text/html\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).ok();
            });
        }
    });
    address.to_string()
}
