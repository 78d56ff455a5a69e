//! A request as it was typed, in curl's terms: nothing is looked up, opened or joined yet.

use std::time::Duration;

/// Everything of a curl command line that decides what is sent and over which connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Request {
    /// As typed; without a scheme it is `http://`.
    pub url: String,
    /// `-X`.
    pub method: Option<String>,
    /// `-I`.
    pub head: bool,
    /// `-G`: the data goes into the query.
    pub get: bool,
    /// `-H` as typed: `Name: value`, `Name:` (leave it out), `Name;` (send it empty), `@file`.
    pub headers: Vec<String>,
    pub data: Vec<Data>,
    /// `-A`; empty: none is sent.
    pub user_agent: Option<String>,
    /// `-e`.
    pub referer: Option<String>,
    /// `-u`: `user:password`.
    pub user: Option<String>,
    /// `-b` as typed: `name=value; …`, or the name of a file; either of these two turns the cookie jar on
    /// when it has no `=`.
    pub cookies: Vec<String>,
    /// `-x`.
    pub proxy: Option<String>,
    /// `-k`.
    pub insecure: bool,
    pub cacert: Option<String>,
    pub cert: Option<String>,
    pub key: Option<String>,
    /// `-L`.
    pub location: bool,
    pub compressed: bool,
    /// As typed; each can be read by [`Resolve::parse`](super::overrides::Resolve::parse).
    pub resolve: Vec<String>,
    /// As typed; each can be read by [`ConnectTo::parse`](super::overrides::ConnectTo::parse).
    pub connect_to: Vec<String>,
    pub version: Option<Version>,
    pub family: Option<Family>,
    pub connect_timeout: Option<Duration>,
    /// `-m`.
    pub max_time: Option<Duration>,
    /// `-o`.
    pub output: Option<String>,
    /// `-s`.
    pub silent: bool,
}

/// One `-d` or relative of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    pub kind: DataKind,
    /// As typed, `@file` included.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// `-d`: of a file, without its line ends.
    Ascii,
    /// `--data-raw`: an `@` means nothing.
    Raw,
    /// `--data-binary`: a file as it is.
    Binary,
    /// `--data-urlencode`.
    UrlEncode,
    /// `--json`.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `--http1.1`.
    Http11,
    /// `--http2`: over TLS, where the server agrees.
    Http2,
    /// `--http2-prior-knowledge`: over plain TCP too.
    Http2Only,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `-4`.
    Ipv4,
    /// `-6`.
    Ipv6,
}

impl DataKind {
    pub const ALL: [Self; 5] = [Self::Ascii, Self::Raw, Self::Binary, Self::UrlEncode, Self::Json];

    /// curl's long flag.
    #[must_use]
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Ascii => "--data",
            Self::Raw => "--data-raw",
            Self::Binary => "--data-binary",
            Self::UrlEncode => "--data-urlencode",
            Self::Json => "--json",
        }
    }
}

impl Data {
    /// The file that has to be read for it (`-`: standard input), if any.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self.kind {
            DataKind::Raw => None,
            DataKind::Ascii | DataKind::Binary | DataKind::Json => self.text.strip_prefix('@'),
            // `name@file` and `@file`; an `=` before the `@` makes it content.
            DataKind::UrlEncode => match self.text.find(['=', '@']) {
                Some(at) if self.text[at..].starts_with('@') => Some(&self.text[at + 1..]),
                _ => None,
            },
        }
    }
}
