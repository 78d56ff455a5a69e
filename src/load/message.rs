//! The request as it is sent: made of what was typed and of the files that it names, by curl's rules.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::curl::{Misuse, MisuseKind};
use super::request::{Data, DataKind, Request};

/// Names the program to whoever is being loaded.
const USER_AGENT: &str = concat!("hanamaru/", env!("CARGO_PKG_VERSION"));

/// What goes over the wire, apart from where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub method: String,
    /// `http` or `https`, with a host.
    pub url: Url,
    /// In order, `Host` and `Content-Length` not included unless typed.
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    /// Cookies that answers set are sent back.
    pub jar: bool,
}

/// Contents of the files that a request names, by name as typed (`-` is standard input).
pub type Files = BTreeMap<String, Vec<u8>>;

impl Request {
    /// The files that have to be read to send this.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        let data = self.data.iter().filter_map(Data::file);
        data.chain(self.headers.iter().filter_map(|header| header.strip_prefix('@'))).collect()
    }
}

impl Message {
    /// # Errors
    /// The URL or a header cannot be sent.
    pub fn of(request: &Request, files: &Files) -> Result<Self, Misuse> {
        let mut url = address(&request.url)?;
        let mut body = body(request, files);
        if let Some(data) = body.take_if(|_| request.get) {
            let data = String::from_utf8_lossy(&data).into_owned();
            let query = url.query().map_or_else(|| data.clone(), |query| format!("{query}&{data}"));
            url.set_query(Some(&query));
        }
        if request.head && body.is_some() {
            return Err(Misuse::new(MisuseKind::Conflict, "-I", "-d"));
        }
        let usual = match (request.head, &body) {
            (true, _) => "HEAD",
            (false, Some(_)) => "POST",
            (false, None) => "GET",
        };
        let headers = headers(request, &url, body.is_some(), files)?;
        // Userinfo becomes a header; it is never part of a request line.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        Ok(Self {
            method: request.method.clone().unwrap_or_else(|| usual.to_owned()),
            url,
            headers,
            body,
            jar: request.cookies.iter().any(|cookies| !cookies.contains('=')),
        })
    }

    /// Whether a header was given.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The head of an HTTP/1.1 request and its body. `absolute`: to a proxy that is asked for a whole URL.
    #[must_use]
    pub fn http1(&self, cookies: Option<&str>, keepalive: bool, absolute: bool) -> Vec<u8> {
        let path = &self.url[url::Position::BeforePath..url::Position::AfterQuery];
        let target = if absolute { &self.url[..url::Position::AfterQuery] } else { path };
        let mut out = format!("{} {target} HTTP/1.1\r\n", self.method);
        let mut line = |name: &str, value: &str| {
            out.push_str(name);
            out.push_str(": ");
            out.push_str(value);
            out.push_str("\r\n");
        };
        if !self.has("host") {
            line("Host", &self.authority());
        }
        for (name, value) in &self.headers {
            match cookies.filter(|_| name.eq_ignore_ascii_case("cookie")) {
                Some(cookies) => line(name, &format!("{value}; {cookies}")),
                None => line(name, value),
            }
        }
        if let Some(cookies) = cookies.filter(|_| !self.has("cookie")) {
            line("Cookie", cookies);
        }
        if let Some(body) = &self.body
            && !self.has("content-length")
            && !self.has("transfer-encoding")
        {
            line("Content-Length", &body.len().to_string());
        }
        if !keepalive && !self.has("connection") {
            line("Connection", "close");
        }
        out.push_str("\r\n");
        let mut out = out.into_bytes();
        out.extend_from_slice(self.body.as_deref().unwrap_or_default());
        out
    }

    /// Host, and port where it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// What is sent where an answer leads to, as browsers and curl do it: after 301, 302 and 303 a POST becomes a
    /// GET; to another host no credentials go along. `None`: not an address that can be followed.
    #[must_use]
    pub fn redirected(&self, status: u16, location: &str) -> Option<Self> {
        let url = self.url.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.host_str()?;
        let mut next = self.clone();
        let bodiless =
            (status == 303 && self.method != "HEAD") || (matches!(status, 301 | 302) && self.method == "POST");
        if bodiless {
            "GET".clone_into(&mut next.method);
            next.body = None;
            next.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
        }
        if url.origin() != self.url.origin() {
            let own = ["authorization", "cookie", "host"];
            next.headers.retain(|(name, _)| !own.contains(&name.to_ascii_lowercase().as_str()));
        }
        next.url = url;
        next.url.set_fragment(None);
        Some(next)
    }
}

/// curl takes a URL without its scheme for HTTP.
fn address(typed: &str) -> Result<Url, Misuse> {
    let wrong = || Misuse::new(MisuseKind::BadUrl, "", typed);
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let url = Url::parse(&whole).map_err(|_| wrong())?;
    let usable = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && !typed.contains(char::is_whitespace)
        && url.port() != Some(0);
    if usable { Ok(url) } else { Err(wrong()) }
}

fn headers(request: &Request, url: &Url, body: bool, files: &Files) -> Result<Vec<(String, String)>, Misuse> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let user = request.user.clone().or_else(|| {
        let named = !url.username().is_empty() || url.password().is_some();
        named.then(|| format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default())))
    });
    if let Some(user) = user {
        let pair = if user.contains(':') { user } else { format!("{user}:") };
        headers.push(("Authorization".into(), format!("Basic {}", STANDARD.encode(pair))));
    }
    headers.push(("User-Agent".into(), request.user_agent.clone().unwrap_or_else(|| USER_AGENT.to_owned())));
    headers.push(("Accept".into(), if is_json(request) { "application/json" } else { "*/*" }.into()));
    if request.compressed {
        headers.push(("Accept-Encoding".into(), "deflate, gzip, br, zstd".into()));
    }
    if let Some(referer) = &request.referer {
        headers.push(("Referer".into(), referer.trim_end_matches(";auto").to_owned()));
    }
    let cookies: Vec<&str> =
        request.cookies.iter().map(String::as_str).filter(|cookies| cookies.contains('=')).collect();
    if !cookies.is_empty() {
        headers.push(("Cookie".into(), cookies.join("; ")));
    }
    if body {
        let kind = if is_json(request) { "application/json" } else { "application/x-www-form-urlencoded" };
        headers.push(("Content-Type".into(), kind.into()));
    }
    // An empty value leaves the header out.
    headers.retain(|(_, value)| !value.is_empty());
    let mut replaced: Vec<String> = Vec::new();
    for typed in &request.headers {
        match typed.strip_prefix('@').and_then(|file| files.get(file)) {
            Some(content) => {
                for line in String::from_utf8_lossy(content).lines().filter(|line| !line.trim().is_empty()) {
                    one_header(&mut headers, &mut replaced, line)?;
                }
            }
            None => one_header(&mut headers, &mut replaced, typed)?,
        }
    }
    for (name, value) in &headers {
        let good = value.bytes().all(|byte| byte >= 0x20 && byte != 0x7f || byte == b'\t');
        if !good {
            return Err(Misuse::new(MisuseKind::BadHeader, "-H", name));
        }
    }
    Ok(headers)
}

/// `Name: value` replaces what would be sent by itself, `Name:` leaves it out, `Name;` sends it empty.
fn one_header(headers: &mut Vec<(String, String)>, replaced: &mut Vec<String>, typed: &str) -> Result<(), Misuse> {
    let (name, value) = match (typed.split_once(':'), typed.trim_end().strip_suffix(';')) {
        (Some((name, value)), _) => (name.trim(), Some(value.trim()).filter(|value| !value.is_empty())),
        (None, Some(name)) => (name.trim(), Some("")),
        (None, None) => return Err(Misuse::new(MisuseKind::BadHeader, "-H", typed)),
    };
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(Misuse::new(MisuseKind::BadHeader, "-H", typed));
    }
    let lower = name.to_ascii_lowercase();
    if !replaced.contains(&lower) {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        replaced.push(lower);
    }
    headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    Ok(())
}

fn is_json(request: &Request) -> bool {
    request.data.iter().any(|data| data.kind == DataKind::Json)
}

/// All the data as one body: joined with `&`, except that JSON follows JSON.
fn body(request: &Request, files: &Files) -> Option<Vec<u8>> {
    let mut body: Option<Vec<u8>> = None;
    for data in &request.data {
        let piece = piece(data, files);
        match &mut body {
            None => body = Some(piece),
            Some(body) => {
                if data.kind != DataKind::Json {
                    body.push(b'&');
                }
                body.extend(piece);
            }
        }
    }
    body
}

fn piece(data: &Data, files: &Files) -> Vec<u8> {
    let content = data.file().and_then(|name| files.get(name));
    match (data.kind, content) {
        (DataKind::Ascii, Some(content)) => {
            content.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect()
        }
        (DataKind::UrlEncode, content) => url_encoded(&data.text, content.map(Vec::as_slice)),
        (_, Some(content)) => content.clone(),
        (_, None) => data.text.clone().into_bytes(),
    }
}

/// `content`, `=content`, `name=content`, `@file`, `name@file`.
fn url_encoded(text: &str, content: Option<&[u8]>) -> Vec<u8> {
    let (name, content) = match (text.find(['=', '@']), content) {
        (Some(at), Some(content)) => (&text[..at], content),
        (Some(at), None) if text[at..].starts_with('=') => (&text[..at], &text.as_bytes()[at + 1..]),
        _ => ("", text.as_bytes()),
    };
    let mut out = String::new();
    if !name.is_empty() {
        out.push_str(name);
        out.push('=');
    }
    for byte in content {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out.into_bytes()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{parse, shell};

    fn message(line: &str) -> Result<Message, Misuse> {
        let typed = parse(&shell::split(line).unwrap()).unwrap();
        let files = [("f", "a\r\nb\n"), ("h", "X: 1\nY: 2\n")];
        let files = files.map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec())).into();
        Message::of(&typed.request, &files)
    }

    fn sent(line: &str) -> String {
        String::from_utf8(message(line).unwrap().http1(None, true, false)).unwrap()
    }

    #[test]
    fn what_goes_over_the_wire() {
        let agent = format!("User-Agent: {USER_AGENT}\r\n");
        assert_eq!(
            sent("a.example:8080/x?y#z"),
            format!("GET /x?y HTTP/1.1\r\nHost: a.example:8080\r\n{agent}Accept: */*\r\n\r\n")
        );
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        assert_eq!(
            sent("-A '' -d a=1 --data-raw @b -d @f --data-binary @f http://a"),
            format!("POST / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n{form}Content-Length: 17\r\n\r\na=1&@b&ab&a\r\nb\n")
                .replace("17", &"a=1&@b&ab&a\r\nb\n".len().to_string())
        );
        let json = sent("--json '{' --json '}' -XPUT http://a");
        assert!(json.starts_with("PUT ") && json.ends_with("\r\n\r\n{}"), "{json}");
        assert!(json.contains("Content-Type: application/json") && json.contains("Accept: application/json"), "{json}");
        let headers = sent("-H 'Host: b' -H 'accept:' -H 'E;' -H @h -H 'X: 3' -b c=d -b e=f -u me:pw -e r http://a");
        assert!(!headers.contains("Accept") && headers.contains("E: \r\n") && headers.contains("Cookie: c=d; e=f"));
        assert!(headers.contains("X: 1\r\nY: 2\r\nX: 3\r\n") && headers.contains("Referer: r\r\n"), "{headers}");
        assert!(headers.contains("Authorization: Basic bWU6cHc=\r\n") && headers.contains("Host: b\r\n"));
        assert_eq!(headers.matches("Host").count(), 1);
        assert!(sent("-G -d a=1 --data-urlencode 'b=c d' http://a/?z").starts_with("GET /?z&a=1&b=c%20d HTTP"));
        assert!(sent("http://me:p%40@a/").contains(&STANDARD.encode("me:p@")));
        assert!(sent("-I http://a").starts_with("HEAD / "));
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for line in ["ftp://a", "http://", "http://a:99999", "http://a:0", "'http://a b'", "''", "http:///"] {
            assert_eq!(message(line).map_err(|misuse| misuse.kind), Err(MisuseKind::BadUrl), "{line}");
        }
        for line in ["-H 'a b: c' a", "-H ': c' a", "-H nothing a", "-H $'A: b\\r\\nC: d' a", "-A $'a\\nb' a"] {
            assert_eq!(message(line).map_err(|misuse| misuse.kind), Err(MisuseKind::BadHeader), "{line}");
        }
        assert_eq!(message("-I -d x a").map_err(|misuse| misuse.kind), Err(MisuseKind::Conflict));
    }

    #[test]
    fn where_a_redirect_leads() {
        let first = message("-u me:pw -d x http://a/b/c").unwrap();
        let next = first.redirected(302, "../d").unwrap();
        assert_eq!((next.method.as_str(), next.url.as_str(), next.body.as_ref()), ("GET", "http://a/d", None));
        assert!(next.has("authorization") && !next.has("content-type"));
        let kept = first.redirected(307, "https://b/").unwrap();
        assert_eq!((kept.method.as_str(), kept.body.is_some(), kept.has("authorization")), ("POST", true, false));
        assert_eq!(first.redirected(302, "file:///etc/passwd"), None);
    }
}
