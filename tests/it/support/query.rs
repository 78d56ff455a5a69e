//! A client of AWS's query protocol in a few lines: one request a connection, and whether the answer came whole.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer that came to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// The texts of all elements of this name, in order.
    pub(crate) fn all(&self, element: &str) -> Vec<String> {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        let parts = self.body.split(&open).skip(1);
        parts.filter_map(|part| part.split_once(&close)).map(|(text, _)| text.to_owned()).collect()
    }
}

/// Services that speak it.
#[derive(Clone, Copy)]
pub(crate) enum Service {
    Ec2,
    LoadBalancing,
}

impl Service {
    const fn name_and_version(self) -> (&'static str, &'static str) {
        match self {
            Self::Ec2 => ("ec2", "2016-11-15"),
            Self::LoadBalancing => ("elasticloadbalancing", "2015-12-01"),
        }
    }
}

/// An operation, signed by name only: nobody checks. `None` when no whole answer came.
pub(crate) fn ask(address: &str, service: Service, action: &str, parameters: &[(&str, &str)]) -> Option<Answer> {
    let (service, version) = service.name_and_version();
    let all = [("Action", action), ("Version", version)].into_iter().chain(parameters.iter().copied());
    let body = all.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&");
    let head = format!(
        "Authorization: AWS4-HMAC-SHA256 Credential=practice/20260101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    post(address, address, "/", &head, &body)
}

/// A `POST` to a host that is behind an address; `None` when no whole answer came.
pub(crate) fn post(address: &str, host: &str, path: &str, head: &str, body: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // A peer that is killed may end the connection in a reset after it has said everything.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.to_ascii_lowercase().split_once("content-length: ")?.1.lines().next()?.parse::<usize>().ok()?;
    (body.len() == length).then(|| Answer { status, body: body.to_owned() })
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}
