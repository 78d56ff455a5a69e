//! Probes against servers in this process, each failing at its own stage.

mod proxied;
mod requests;
mod secure;
mod stages;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{ProbeOptions, Prober};

/// Long enough never to matter, except in tests of silence.
const LIMIT: Duration = Duration::from_secs(20);
/// How long silence is waited for.
const SHORT: Duration = Duration::from_millis(300);

fn prober() -> Prober {
    Prober::new(ProbeOptions::default()).unwrap()
}

/// A server that treats every connection with `serve` until the test ends.
async fn server<F, Fut>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// Reads a request to the end of its head and of the body that it announces.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => text.push(byte),
            Err(_) => return String::from_utf8(text).unwrap(),
        }
    }
    let head = String::from_utf8(text).unwrap();
    let announced =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; announced.unwrap_or(0)];
    stream.read_exact(&mut body).await.unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// A server that answers every request with what `answer` makes of it, and closes.
async fn answering(answer: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> SocketAddr {
    server(move |mut stream| {
        let answer = answer.clone();
        async move {
            let request = read_request(&mut stream).await;
            let text = answer(&request);
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

fn page(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
