//! A proxy on loopback that meddles with the answers to one API action and passes everything else on.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What happens to the answers of the chosen action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meddling {
    Denied,
    Throttled,
    Reset,
    Garbled,
    Emptied,
    /// The first half of the body, with a `Content-Length` that fits.
    CutInHalf,
    /// A complete document without its result.
    Hollow,
    /// A captive portal's page.
    Portal,
    /// The connection stays open and nothing comes.
    Hung,
    ServerError,
}

impl Meddling {
    pub(crate) const ALL: [Self; 10] = [
        Self::Denied,
        Self::Throttled,
        Self::Reset,
        Self::Garbled,
        Self::Emptied,
        Self::CutInHalf,
        Self::Hollow,
        Self::Portal,
        Self::Hung,
        Self::ServerError,
    ];
}

/// Starts a proxy to `upstream` (`127.0.0.1:PORT`) that lives as long as the process. Returns its URL.
pub(crate) fn start(upstream: &str, action: &str, meddling: Meddling) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback");
    let address = listener.local_addr().expect("address");
    let (upstream, action) = (Arc::<str>::from(upstream), Arc::<str>::from(action));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (upstream, action) = (upstream.clone(), action.clone());
            thread::spawn(move || serve(stream, &upstream, &action, meddling));
        }
    });
    format!("http://{address}")
}

fn serve(mut client: TcpStream, upstream: &str, action: &str, meddling: Meddling) {
    client.set_read_timeout(Some(Duration::from_secs(30))).ok();
    let Some(request) = read_message(&mut client) else { return };
    let asked = action_of(&request);
    let query = asked.is_some() && !String::from_utf8_lossy(&request).contains("/operation/");
    if asked.as_deref() != Some(action) {
        if let Some(answer) = forward(&request, upstream) {
            client.write_all(&answer).ok();
        }
        return;
    }
    let answer = match meddling {
        Meddling::Denied => error(403, if query { "AccessDenied" } else { "AccessDeniedException" }, query),
        Meddling::Throttled => error(400, "Throttling", query),
        Meddling::ServerError => error(500, "InternalFailure", query),
        Meddling::Garbled => ok(b"\x00\xff<<<not <a document&"),
        Meddling::Emptied => ok(b""),
        Meddling::Portal => ok(b"<html><head><title>Wi-Fi</title></head><body>Please log in</body></html>"),
        Meddling::Hollow => {
            ok(if query { format!("<{action}Response></{action}Response>").into_bytes() } else { vec![0xa0] }
                .as_slice())
        }
        Meddling::CutInHalf => match forward(&request, upstream) {
            Some(answer) => cut_in_half(&answer),
            None => return,
        },
        Meddling::Reset => return drop(client.shutdown(Shutdown::Both)),
        Meddling::Hung => {
            let mut rest = Vec::new();
            client.read_to_end(&mut rest).ok();
            return;
        }
    };
    client.write_all(&answer).ok();
}

/// A whole HTTP/1.1 message with a `Content-Length` (or none).
fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        if let Some(head) = head_length(&message) {
            let text = String::from_utf8_lossy(&message[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let body: usize = length.map_or(Some(0), |value| value.trim().parse().ok())?;
            if message.len() >= head + body {
                return Some(message);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(read) => message.extend_from_slice(&chunk[..read]),
        }
    }
}

fn head_length(message: &[u8]) -> Option<usize> {
    message.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// `Action=…` of the query protocols, `/operation/…` of RPC v2.
fn action_of(request: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let after = |marker: &str| text.find(marker).map(|at| text[at + marker.len()..].to_owned());
    let name = after("Action=").or_else(|| after("/operation/"))?;
    Some(name.chars().take_while(char::is_ascii_alphanumeric).collect())
}

fn forward(request: &[u8], upstream: &str) -> Option<Vec<u8>> {
    let address: SocketAddr = upstream.parse().ok()?;
    let head = head_length(request)?;
    let text = String::from_utf8_lossy(&request[..head]);
    let kept = text.trim_end().lines().filter(|line| !line.to_lowercase().starts_with("connection:"));
    let head_text = kept.collect::<Vec<_>>().join("\r\n") + "\r\nConnection: close\r\n\r\n";
    let mut server = TcpStream::connect(address).ok()?;
    server.write_all(head_text.as_bytes()).ok()?;
    server.write_all(&request[head..]).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    Some(answer)
}

fn cut_in_half(answer: &[u8]) -> Vec<u8> {
    let head = head_length(answer).unwrap_or(0);
    let body = &answer[head..];
    ok(&body[..body.len() / 2])
}

fn ok(body: &[u8]) -> Vec<u8> {
    message("200 OK", "text/xml", body)
}

fn error(status: u16, code: &str, query: bool) -> Vec<u8> {
    if query {
        // EC2 and the other query services look for the code at different depths; this document has both.
        let body = format!(
            "<?xml version=\"1.0\"?><Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors>\
             <Error><Code>{code}</Code><Message>no</Message></Error><RequestID>1</RequestID></Response>"
        );
        let body = body.replace("<Response>", "<ErrorResponse>").replace("</Response>", "</ErrorResponse>");
        return message(&format!("{status} Error"), "text/xml", body.as_bytes());
    }
    let mut body = vec![0xa1, 0x66];
    body.extend_from_slice(b"__type");
    body.push(0x60 + u8::try_from(code.len()).expect("short codes"));
    body.extend_from_slice(code.as_bytes());
    message(&format!("{status} Error"), "application/cbor", &body)
}

fn message(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let cbor = if content_type == "application/cbor" { "smithy-protocol: rpc-v2-cbor\r\n" } else { "" };
    let mut out = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{cbor}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    out
}
