//! The request as it is sent, in curl's bytes: its head in curl's order, and what becomes of it where an answer leads
//! elsewhere. [`compose`](super::compose) makes it of what was typed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

/// A header's name, and what stands after its colon, spaces included.
pub type Line = (String, String);

/// What goes over the wire, apart from where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub method: String,
    /// The method was typed: it stays, wherever an answer leads.
    pub forced: bool,
    /// `http` or `https`, with a host.
    pub url: Url,
    pub host: HostLine,
    /// Of `-u` or the URL.
    pub authorization: Option<String>,
    /// What is sent unless it was typed: `User-Agent`, `Accept`, `Accept-Encoding`, `Referer`.
    pub usual: Vec<Line>,
    /// `-b NAME=VALUE`.
    pub cookies: Option<String>,
    /// As typed, in order.
    pub typed: Vec<Line>,
    /// Of the body, unless it was typed.
    pub content_type: Option<String>,
    pub body: Option<Vec<u8>>,
    /// Each redirect names the address that it comes from.
    pub refers: bool,
    /// Cookies that answers set are sent back, beginning with these.
    pub jar: Option<Vec<(String, String)>>,
}

/// The `Host` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostLine {
    /// Of the URL.
    Usual,
    Typed(String),
    /// `-H 'Host:'`.
    LeftOut,
}

/// How a message goes out over HTTP/1.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way<'a> {
    /// Of the jar.
    pub cookies: Option<&'a str>,
    /// The connection is closed after the answer.
    pub close: bool,
    /// To a proxy that is asked for a whole URL, with its authorization.
    pub proxy: Option<Option<&'a str>>,
}

impl Message {
    /// Whether a header was typed.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The headers between `Host` and the body's own, in curl's order.
    #[must_use]
    pub fn lines(&self, way: Way<'_>) -> Vec<(&str, String)> {
        let mut lines = Vec::new();
        if let Some(Some(authorization)) = way.proxy {
            lines.push(("Proxy-Authorization", format!(" {authorization}")));
        }
        lines.extend(self.authorization.iter().map(|value| ("Authorization", format!(" {value}"))));
        lines.extend(self.usual.iter().map(|(name, value)| (name.as_str(), value.clone())));
        if way.proxy.is_some() && !self.has("proxy-connection") {
            lines.push(("Proxy-Connection", " Keep-Alive".to_owned()));
        }
        let cookies: Vec<&str> = way.cookies.into_iter().chain(self.cookies.as_deref()).collect();
        if !cookies.is_empty() && !self.has("cookie") {
            lines.push(("Cookie", format!(" {}", cookies.join("; "))));
        }
        lines.extend(self.typed.iter().map(|(name, value)| (name.as_str(), value.clone())));
        lines
    }

    /// The whole request for HTTP/1.1.
    #[must_use]
    pub fn http1(&self, way: Way<'_>) -> Vec<u8> {
        let path = &self.url[url::Position::BeforePath..url::Position::AfterQuery];
        let target = if way.proxy.is_some() { &self.url[..url::Position::AfterQuery] } else { path };
        let mut out = format!("{} {target} HTTP/1.1\r\n", self.method);
        let mut line = |name: &str, value: &str| {
            for part in [name, ":", value, "\r\n"] {
                out.push_str(part);
            }
        };
        match &self.host {
            HostLine::Usual => line("Host", &format!(" {}", self.authority())),
            HostLine::Typed(host) => line("Host", host),
            HostLine::LeftOut => {}
        }
        for (name, value) in self.lines(way) {
            line(name, &value);
        }
        let chunked = self.body.is_some() && self.is_chunked();
        if let Some(body) = self.body.as_ref().filter(|_| !chunked && !self.has("content-length")) {
            line("Content-Length", &format!(" {}", body.len()));
        }
        if let Some(kind) = &self.content_type {
            line("Content-Type", &format!(" {kind}"));
        }
        if way.close && !self.has("connection") {
            line("Connection", " close");
        }
        out.push_str("\r\n");
        let mut out = out.into_bytes();
        match &self.body {
            Some(body) if chunked => {
                if !body.is_empty() {
                    out.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
                    out.extend_from_slice(body);
                    out.extend_from_slice(b"\r\n");
                }
                out.extend_from_slice(b"0\r\n\r\n");
            }
            body => out.extend_from_slice(body.as_deref().unwrap_or_default()),
        }
        out
    }

    /// Whoever types this coding gets it.
    fn is_chunked(&self) -> bool {
        let coding = |(name, value): &Line| {
            name.eq_ignore_ascii_case("transfer-encoding") && value.to_ascii_lowercase().contains("chunked")
        };
        self.typed.iter().any(coding)
    }

    /// Host, and port where it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// What is sent where an answer leads to, as curl does it: after 301, 302 and 303 without the body, and then a
    /// method that was not typed becomes GET; to another origin no credentials go along, to another host no cookies.
    /// `None`: not an address that can be followed.
    #[must_use]
    pub fn redirected(&self, status: u16, location: &str) -> Option<Self> {
        let mut url = self.url.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.host_str()?;
        url.set_fragment(None);
        let mut next = self.clone();
        if matches!(status, 301..=303) {
            if !self.forced && self.method == "POST" {
                "GET".clone_into(&mut next.method);
            }
            (next.body, next.content_type) = (None, None);
            // These would announce a body.
            next.forget(&["content-length", "transfer-encoding", "expect"]);
        }
        if url.origin() != self.url.origin() {
            next.authorization = None;
            next.forget(&["authorization", "cookie"]);
        }
        if url.host_str() != self.url.host_str() {
            (next.host, next.cookies) = (HostLine::Usual, None);
        }
        if let Some(authorization) = take_user(&mut url) {
            next.authorization = Some(authorization);
        }
        if self.refers {
            next.usual.retain(|(name, _)| name != "Referer");
            next.usual.push(("Referer".to_owned(), format!(" {}", self.url)));
        }
        next.url = url;
        Some(next)
    }

    fn forget(&mut self, names: &[&str]) {
        self.typed.retain(|(name, _)| !names.iter().any(|one| name.eq_ignore_ascii_case(one)));
    }
}

/// Userinfo becomes a header; it is never part of a request line.
#[must_use]
pub fn take_user(url: &mut Url) -> Option<String> {
    let named = !url.username().is_empty() || url.password().is_some();
    let pair = named.then(|| format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default())));
    let _ = url.set_username("");
    let _ = url.set_password(None);
    pair.map(|pair| basic(&pair))
}

/// `user:password` as its header wants it.
#[must_use]
pub fn basic(pair: &str) -> String {
    let pair = if pair.contains(':') { pair.to_owned() } else { format!("{pair}:") };
    format!("Basic {}", STANDARD.encode(pair))
}

/// Percent signs undone.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let undone = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(undone.unwrap_or(bytes[at]));
        at += if undone.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
