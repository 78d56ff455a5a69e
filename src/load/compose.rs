//! From what was typed, and the files that it names, to the request that is sent: curl's rules.

use std::collections::BTreeMap;

use url::Url;

use super::cookies;
use super::curl::{Misuse, MisuseKind};
use super::message::{HostLine, Line, Message, basic, take_user};
use super::request::{Data, DataKind, Request};

/// Names the program to whoever is being loaded.
const USER_AGENT: &str = concat!("hanamaru/", env!("CARGO_PKG_VERSION"));

/// Contents of the files that a request names, by name as typed (`-` is standard input).
pub type Files = BTreeMap<String, Vec<u8>>;

impl Request {
    /// The files that have to be read to send this.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        let data = self.data.iter().filter_map(Data::file);
        data.chain(self.headers.iter().filter_map(|header| header.strip_prefix('@'))).collect()
    }

    /// Files of cookies: one that is not there is an empty one.
    pub fn cookie_files(&self) -> impl Iterator<Item = &str> {
        self.cookies.iter().map(String::as_str).filter(|cookies| !cookies.contains('=') && !cookies.is_empty())
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
        let method = match (request.head, &body) {
            (true, _) => "HEAD",
            (false, Some(_)) => "POST",
            (false, None) => "GET",
        };
        let of_url = take_user(&mut url);
        url.set_fragment(None);
        let named = request.cookies.iter().map(String::as_str).filter(|cookies| cookies.contains('='));
        let named: Vec<&str> = named.collect();
        let kept = request.cookie_files().filter_map(|name| files.get(name));
        let kept = kept.flat_map(|content| cookies::of(&String::from_utf8_lossy(content), &url)).collect();
        let message = Self {
            method: request.method.clone().unwrap_or_else(|| method.to_owned()),
            forced: request.method.is_some(),
            host: HostLine::Usual,
            authorization: request.user.as_deref().map(basic).or(of_url),
            usual: usual(request),
            cookies: (!named.is_empty()).then(|| named.join(";")),
            typed: Vec::new(),
            content_type: body.as_ref().map(|_| "application/x-www-form-urlencoded".to_owned()),
            body,
            refers: request.referer.as_ref().is_some_and(|referer| referer.ends_with(";auto")),
            jar: (named.len() < request.cookies.len()).then_some(kept),
            url,
        };
        typed(message, request, files)
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

/// What is sent by itself; an empty value leaves a header out.
fn usual(request: &Request) -> Vec<Line> {
    let agent = request.user_agent.as_deref().unwrap_or(USER_AGENT);
    let codings = if request.compressed { "deflate, gzip, br, zstd" } else { "" };
    let referer = request.referer.as_deref().unwrap_or_default();
    let referer = referer.strip_suffix(";auto").unwrap_or(referer);
    let all = [("User-Agent", agent), ("Accept", "*/*"), ("Accept-Encoding", codings), ("Referer", referer)];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| (name.to_owned(), format!(" {value}"))).collect()
}

/// Puts the headers in that were typed, those of files and of `--json` included.
fn typed(mut message: Message, request: &Request, files: &Files) -> Result<Message, Misuse> {
    let mut lines: Vec<String> = Vec::new();
    for typed in &request.headers {
        match typed.strip_prefix('@').and_then(|file| files.get(file)) {
            Some(content) => {
                let content = String::from_utf8_lossy(content);
                lines.extend(content.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
            }
            None => lines.push(typed.clone()),
        }
    }
    let is = |line: &str, name: &str| line.split([':', ';']).next().is_some_and(|one| one.eq_ignore_ascii_case(name));
    for name in ["Content-Type", "Accept"] {
        if request.data.iter().any(|data| data.kind == DataKind::Json) && !lines.iter().any(|line| is(line, name)) {
            lines.push(format!("{name}: application/json"));
        }
    }
    for line in &lines {
        one_header(&mut message, line)?;
    }
    let known = message.usual.iter().chain(&message.typed).map(|(name, value)| (name.as_str(), value.as_str()));
    let own = [("Cookie", message.cookies.as_deref()), ("Host", host(&message.host))];
    let own = own.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    for (name, value) in known.chain(own) {
        let good = value.bytes().all(|byte| byte >= 0x20 && byte != 0x7f || byte == b'\t');
        if !good {
            return Err(Misuse::new(MisuseKind::BadHeader, "-H", name));
        }
    }
    Ok(message)
}

fn host(line: &HostLine) -> Option<&str> {
    match line {
        HostLine::Typed(host) => Some(host),
        HostLine::Usual | HostLine::LeftOut => None,
    }
}

/// `Name: value` replaces what would be sent by itself, `Name:` leaves it out, `Name;` sends it empty.
fn one_header(message: &mut Message, line: &str) -> Result<(), Misuse> {
    let (name, value) = match (line.split_once(':'), line.trim_end().strip_suffix(';')) {
        (Some((name, value)), _) => (name, Some(value).filter(|value| !value.trim().is_empty())),
        (None, Some(name)) => (name, Some("")),
        (None, None) => return Err(Misuse::new(MisuseKind::BadHeader, "-H", line)),
    };
    let name = name.trim();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(Misuse::new(MisuseKind::BadHeader, "-H", line));
    }
    message.usual.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    match name.to_ascii_lowercase().as_str() {
        "host" => message.host = value.map_or(HostLine::LeftOut, |value| HostLine::Typed(value.to_owned())),
        own => {
            match own {
                "authorization" => message.authorization = None,
                "content-type" => message.content_type = None,
                "cookie" => message.cookies = None,
                _ => {}
            }
            message.typed.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        }
    }
    Ok(())
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
        } else if *byte == b' ' {
            out.push('+');
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out.into_bytes()
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
