//! The one curl command that sends the same request. Secrets are masked unless they are asked for.

use std::time::Duration;

use super::request::{Family, Request, Version};
use super::shell;

/// What stands for a secret.
const MASK: &str = "***";
/// Parts of header names whose values are nobody else's business.
const SECRET: [&str; 7] = ["authorization", "cookie", "token", "secret", "api-key", "apikey", "password"];

/// The command as one line for a POSIX shell.
#[must_use]
pub fn command(request: &Request, show_secrets: bool) -> String {
    let words = arguments(request, show_secrets);
    let quoted: Vec<String> = words.iter().map(|word| shell::quote(word)).collect();
    format!("curl {}", quoted.join(" "))
}

/// Its arguments; [`parse_curl`](super::curl::parse_curl) reads them back as the same request.
#[must_use]
pub fn arguments(request: &Request, show_secrets: bool) -> Vec<String> {
    let mut out = Out { words: Vec::new(), show_secrets };
    out.value("-X", request.method.as_ref());
    out.switch("-I", request.head);
    out.switch("-G", request.get);
    for header in &request.headers {
        let shown = out.hide(header, masked_header);
        out.pair("-H", shown);
    }
    for data in &request.data {
        out.pair(data.kind.flag(), data.text.clone());
    }
    out.value("-A", request.user_agent.as_ref());
    out.value("-e", request.referer.as_ref());
    if let Some(user) = &request.user {
        let shown = out.hide(user, masked_user);
        out.pair("-u", shown);
    }
    for cookies in &request.cookies {
        let shown = out.hide(cookies, masked_cookies);
        out.pair("-b", shown);
    }
    if let Some(proxy) = &request.proxy {
        let shown = out.hide(proxy, masked_url);
        out.pair("-x", shown);
    }
    connection(request, &mut out);
    let url = out.hide(&request.url, masked_url);
    // A URL that looks like a flag can only be given by name.
    if url.starts_with('-') {
        out.pair("--url", url);
    } else {
        out.words.push(url);
    }
    out.words
}

fn connection(request: &Request, out: &mut Out) {
    out.switch("-k", request.insecure);
    out.value("--cacert", request.cacert.as_ref());
    out.value("--cert", request.cert.as_ref());
    out.value("--key", request.key.as_ref());
    out.switch("-L", request.location);
    out.switch("--compressed", request.compressed);
    for resolve in &request.resolve {
        out.pair("--resolve", resolve.clone());
    }
    for connect_to in &request.connect_to {
        out.pair("--connect-to", connect_to.clone());
    }
    match request.version {
        Some(Version::Http11) => out.switch("--http1.1", true),
        Some(Version::Http2) => out.switch("--http2", true),
        Some(Version::Http2Only) => out.switch("--http2-prior-knowledge", true),
        None => {}
    }
    match request.family {
        Some(Family::Ipv4) => out.switch("-4", true),
        Some(Family::Ipv6) => out.switch("-6", true),
        None => {}
    }
    out.value("--connect-timeout", request.connect_timeout.map(seconds).as_ref());
    out.value("-m", request.max_time.map(seconds).as_ref());
    out.value("-o", request.output.as_ref());
    out.switch("-s", request.silent);
}

fn seconds(limit: Duration) -> String {
    limit.as_secs_f64().to_string()
}

struct Out {
    words: Vec<String>,
    show_secrets: bool,
}

impl Out {
    fn switch(&mut self, flag: &str, on: bool) {
        if on {
            self.words.push(flag.to_owned());
        }
    }

    fn pair(&mut self, flag: &str, value: String) {
        self.words.extend([flag.to_owned(), value]);
    }

    fn value(&mut self, flag: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.pair(flag, value.clone());
        }
    }

    fn hide(&self, value: &str, mask: fn(&str) -> String) -> String {
        if self.show_secrets { value.to_owned() } else { mask(value) }
    }
}

fn masked_header(header: &str) -> String {
    let Some((name, value)) = header.split_once(':') else { return header.to_owned() };
    let lower = name.to_ascii_lowercase();
    let secret = !header.starts_with('@') && SECRET.iter().any(|part| lower.contains(part));
    if secret && !value.trim().is_empty() { format!("{name}: {MASK}") } else { header.to_owned() }
}

fn masked_user(user: &str) -> String {
    user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:{MASK}"))
}

fn masked_cookies(cookies: &str) -> String {
    if !cookies.contains('=') {
        return cookies.to_owned();
    }
    let one = |cookie: &str| match cookie.split_once('=') {
        Some((name, _)) => format!("{name}={MASK}"),
        None => MASK.to_owned(),
    };
    cookies.split(';').map(one).collect::<Vec<_>>().join(";")
}

/// A password in front of the host.
fn masked_url(url: &str) -> String {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    let Some(at) = url[start..end].rfind('@') else { return url.to_owned() };
    let user = masked_user(&url[start..start + at]);
    format!("{}{user}{}", &url[..start], &url[start + at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_unless_asked_for() {
        let request = Request {
            url: "https://me:hush@shop.example/a?b".into(),
            headers: vec!["Authorization: Bearer hush".into(), "X-Api-Key: hush".into(), "A: b".into()],
            user: Some("me:hush".into()),
            cookies: vec!["a=hush; b=hush".into(), "jar.txt".into()],
            proxy: Some("http://p:hush@proxy:3128".into()),
            ..Request::default()
        };
        let line = command(&request, false);
        assert!(!line.contains("hush"), "{line}");
        assert!(line.contains("me:***") && line.contains("A: b") && line.contains("jar.txt"), "{line}");
        assert!(line.ends_with("'https://me:***@shop.example/a?b'"), "{line}");
        assert_eq!(command(&request, true).matches("hush").count(), 7);
    }
}
