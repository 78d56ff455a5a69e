//! HTTP/1.1: one request and its answer, and the redirects that follow.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use url::Url;

use super::proxy::{Opened, Stream};
use super::{Prober, Stopped, Timer};
use crate::facts::reachability::{HttpObservation, Stage, Stop};

pub(super) const USER_AGENT: &str = concat!("hanamaru/", env!("CARGO_PKG_VERSION"));

/// What is read of a body; a page that says more has said enough.
const LONGEST_BODY: usize = 2 * 1024 * 1024;

const MOST_REDIRECTS: usize = 10;

/// What is sent.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    /// With its content type.
    pub(super) body: Option<(String, Bytes)>,
    /// Another `Host` than the URL's.
    pub(super) host: Option<String>,
    /// Further headers; they win over the program's own.
    pub(super) headers: Vec<(String, String)>,
    /// Whose certificate is shown does not matter: nothing is asked but which target answers.
    pub(super) any_certificate: bool,
}

impl Ask {
    pub(super) const fn get() -> Self {
        Self { method: Method::GET, body: None, host: None, headers: Vec::new(), any_certificate: false }
    }

    /// After a redirect: 303 asks with GET, 301 and 302 turn a POST into one, 307 and 308 repeat
    /// (RFC 9110, 15.4).
    fn after(self, status: u16) -> Self {
        let repeat = matches!(status, 307 | 308);
        let harmless = self.method == Method::GET || self.method == Method::HEAD;
        let stays = repeat || harmless || (status != 303 && self.method != Method::POST);
        if stays { self } else { Self::get() }
    }
}

/// A text that is looked for: what the observation calls it, and what is really looked up.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    pub(super) name: String,
    pub(super) text: String,
}

/// Cookies of one scenario, by host. They never leave it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cookies(Vec<(String, String, String)>);

/// One whole answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    peer: SocketAddr,
}

impl Prober {
    /// GETs a page, following redirects, and says which of `contains` its body holds.
    pub async fn http(&self, url: &str, contains: &[String], limit: Duration) -> HttpObservation {
        let needles: Vec<Needle> =
            contains.iter().map(|text| Needle { name: text.clone(), text: text.clone() }).collect();
        self.follow(url, Ask::get(), &needles, &mut Cookies::default(), &self.timer(limit)).await
    }

    /// Sends a request and follows where it leads.
    pub(super) async fn follow(
        &self,
        url: &str,
        mut ask: Ask,
        needles: &[Needle],
        cookies: &mut Cookies,
        timer: &Timer,
    ) -> HttpObservation {
        let stopped = |Stopped { stage, stop }, url: &str| HttpObservation::Stopped {
            stage,
            stop,
            url: url.to_owned(),
            elapsed_ms: timer.elapsed_ms(),
        };
        let Some(mut at) = web_url(url) else { return stopped(Stopped::new(Stage::Request, Stop::Other), url) };
        let mut redirects = Vec::new();
        loop {
            let answer = match self.exchange(&at, &ask, cookies, timer).await {
                Ok(answer) => answer,
                Err(why) => return stopped(why, at.as_str()),
            };
            let location =
                answer.headers.get(header::LOCATION).filter(|_| matches!(answer.status, 301..=303 | 307 | 308));
            let Some(location) = location else { return answered(&at, redirects, needles, &answer, timer) };
            if redirects.len() == MOST_REDIRECTS {
                return stopped(Stopped::new(Stage::Response, Stop::TooManyRedirects), at.as_str());
            }
            redirects.push(answer.status);
            let next = std::str::from_utf8(location.as_bytes()).ok().and_then(|to| at.join(to).ok());
            match next.filter(|next| web_url(next.as_str()).is_some()) {
                Some(next) => at = next,
                None => return stopped(Stopped::new(Stage::Response, Stop::Protocol), at.as_str()),
            }
            ask = ask.after(answer.status);
        }
    }

    /// One request over one connection of its own.
    pub(super) async fn exchange(
        &self,
        url: &Url,
        ask: &Ask,
        cookies: &mut Cookies,
        timer: &Timer,
    ) -> Result<Answer, Stopped> {
        let malformed = Stopped::new(Stage::Request, Stop::Other);
        let host = url.host_str().ok_or(malformed)?;
        let port = url.port_or_known_default().ok_or(malformed)?;
        let opened = self.open(url.scheme(), host, port, timer).await?;
        let request = request(url, ask, cookies, &opened).ok_or(malformed)?;
        let Opened { stream, peer, proxied, forwarder } = opened;
        let stream = if url.scheme() == "https" {
            let secured = timer.within(Stage::Tls, self.secure(stream, host)).await?;
            if !ask.any_certificate && secured.presented.is_none_or(|presented| presented.trust.is_err()) {
                return Err(Stopped::new(Stage::Tls, Stop::Tls));
            }
            Stream::new(secured.stream)
        } else {
            stream
        };
        let (status, headers, body) = timer.within(Stage::Response, speak(stream, request)).await?;
        // A forwarding proxy answers with these for a server that it could not reach: not that server's word.
        if proxied && forwarder.is_some() && matches!(status, 407 | 502..=504) {
            return Err(Stopped::new(Stage::Response, Stop::Proxy));
        }
        cookies.take(host, &headers);
        Ok(Answer { status, headers, body, peer })
    }
}

/// `http` or `https`, with a host.
pub(super) fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn request(url: &Url, ask: &Ask, cookies: &Cookies, opened: &Opened) -> Option<Request<Full<Bytes>>> {
    let host = url.host_str()?;
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let target = if opened.forwarder.is_some() { format!("http://{authority}{path}") } else { path.to_owned() };
    let mut builder = Request::builder()
        .method(ask.method.clone())
        .uri(target)
        .header(header::HOST, authority)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::ACCEPT, "*/*")
        .header(header::CONNECTION, "close");
    if let Some(Some(authorisation)) = &opened.forwarder {
        builder = builder.header(header::PROXY_AUTHORIZATION, authorisation);
    }
    if let Some(cookie) = cookies.header(host) {
        builder = builder.header(header::COOKIE, cookie);
    }
    let body = match &ask.body {
        Some((content_type, body)) => {
            if !content_type.is_empty() {
                builder = builder.header(header::CONTENT_TYPE, content_type);
            }
            body.clone()
        }
        None => Bytes::new(),
    };
    let mut request = builder.body(Full::new(body)).ok()?;
    let own = ask
        .host
        .iter()
        .map(|host| ("host", host))
        .chain(ask.headers.iter().map(|(name, value)| (name.as_str(), value)));
    for (name, value) in own {
        let name = header::HeaderName::from_bytes(name.as_bytes()).ok()?;
        request.headers_mut().insert(name, HeaderValue::from_str(value).ok()?);
    }
    Some(request)
}

/// The request and the whole answer, while the connection is driven beside it.
async fn speak(stream: Stream, request: Request<Full<Bytes>>) -> Result<(u16, HeaderMap, Vec<u8>), Stopped> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| stop_of(&error))?;
    let exchange = async move {
        let response: Response<Incoming> = sender.send_request(request).await.map_err(|error| stop_of(&error))?;
        let (head, body) = response.into_parts();
        Ok((head.status.as_u16(), head.headers, read_body(body).await?))
    };
    match select(Box::pin(exchange), Box::pin(connection)).await {
        Either::Left((answer, _)) => answer,
        // The connection has ended; what it read is still to be taken.
        Either::Right((_, exchange)) => exchange.await,
    }
}

async fn read_body(mut body: Incoming) -> Result<Vec<u8>, Stopped> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(bytes) = frame.map_err(|error| stop_of(&error))?.into_data() {
            let room = LONGEST_BODY - read.len();
            read.extend_from_slice(&bytes[..bytes.len().min(room)]);
            if read.len() == LONGEST_BODY {
                break;
            }
        }
    }
    Ok(read)
}

/// What a failure of the HTTP layer means, by its kind and by the operating system's error beneath it.
fn stop_of(error: &hyper::Error) -> Stopped {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return Stopped::io(Stage::Response, io);
        }
        cause = inner.source();
    }
    let stop = if error.is_parse() {
        Stop::Protocol
    } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        Stop::Reset
    } else {
        Stop::Other
    };
    Stopped::new(Stage::Response, stop)
}

fn answered(at: &Url, redirects: Vec<u16>, needles: &[Needle], answer: &Answer, timer: &Timer) -> HttpObservation {
    let text = String::from_utf8_lossy(&answer.body);
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    HttpObservation::Answered {
        final_url: at.to_string(),
        status: answer.status,
        redirects,
        content_type: content_type.map(str::to_owned),
        body_bytes: answer.body.len() as u64,
        contains: needles.iter().map(|needle| (needle.name.clone(), text.contains(&needle.text))).collect(),
        peer: Some(answer.peer),
        elapsed_ms: timer.elapsed_ms(),
    }
}

impl Cookies {
    fn header(&self, host: &str) -> Option<HeaderValue> {
        let own: Vec<String> =
            self.0.iter().filter(|(of, _, _)| of == host).map(|(_, name, value)| format!("{name}={value}")).collect();
        if own.is_empty() { None } else { HeaderValue::from_str(&own.join("; ")).ok() }
    }

    /// Keeps what the answer sets; a cookie without a value, or with no time to live, is dropped.
    fn take(&mut self, host: &str, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let (name, value) = (name.trim(), value.trim());
            self.0.retain(|(of, known, _)| of != host || known != name);
            let over = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
            if !over && !value.is_empty() {
                self.0.push((host.to_owned(), name.to_owned(), value.to_owned()));
            }
        }
    }
}
