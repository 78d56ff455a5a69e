//! Who hands in: a signed `GetCallerIdentity` request, bound to the class and to the report, which the board sends on to
//! STS and whose answer it keeps. It shows who held the credentials within the last minutes, and nothing else.
//!
//! What is sent on is checked first, so that nobody can make the board send anything else, or anywhere else:
//! exactly that call to an official STS host, with these headers and no others, the binding ones signed. It may be a POST
//! with the signature in its headers, or a GET with the signature in its query (presigned).
//!
//! | header | |
//! |---|---|
//! | `host` | as SigV4 has it |
//! | `x-amz-date`, `content-type`, `authorization`, `x-amz-security-token` | likewise, of a POST |
//! | `x-hanamaru-class` | the class's nonce |
//! | `x-hanamaru-report` | SHA-256 of the report, in hexadecimal, with or without `sha256:` before it |

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::wire::SCHEMA;

/// The header that binds a request to the class.
pub const CLASS_HEADER: &str = "x-hanamaru-class";
/// The header that binds a request to the report.
pub const REPORT_HEADER: &str = "x-hanamaru-report";
/// A signature is good for so long, as for STS itself.
const VALID: SignedDuration = SignedDuration::from_mins(15);
/// How far a clock may run ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

const ALLOWED: [&str; 8] = [
    "authorization",
    "content-length",
    "content-type",
    "host",
    "x-amz-date",
    "x-amz-security-token",
    CLASS_HEADER,
    REPORT_HEADER,
];
/// What the signature must cover.
const SIGNED: [&str; 3] = ["host", CLASS_HEADER, REPORT_HEADER];

/// A learner hands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    pub schema: u32,
    /// SHA-256 of the report as its header has it.
    pub digest: String,
    pub request: SignedRequest,
}

/// The request as the learner's program would have sent it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRequest {
    pub method: String,
    pub url: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// Signatures and session tokens are for STS's eyes only.
impl std::fmt::Debug for SignedRequest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<&String> = self.headers.keys().collect();
        out.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

/// A request that may be sent on as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    pub method: &'static str,
    pub host: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub digest: String,
    /// Tells one request from another.
    pub signature: String,
}

/// What STS said, and what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// Twelve digits.
    pub account: String,
    pub arn: String,
    pub at: Timestamp,
    /// SHA-256 of the report that was handed in.
    pub digest: String,
    /// The STS host that answered.
    pub host: String,
}

/// Why a request is not sent on. The word on the wire is the variant's name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityProblem {
    OtherVersion,
    /// Not an official STS host, or not its root path over HTTPS.
    Host,
    /// Another call, method or body.
    Call,
    /// A header that has no business there, or one that is missing or doubled.
    Headers,
    /// The signature is malformed or does not cover what it has to.
    Signature,
    /// Made for another class, or for another report.
    Binding,
    /// Signed more than 15 minutes ago, or in the future.
    Expired,
    /// The same request was handed in by somebody else.
    Used,
    /// STS could not be reached.
    Unreachable,
    /// STS did not accept the signature, or gave no identity.
    Refused,
}

impl HandIn {
    /// Whether this may be sent on for the class with this nonce.
    ///
    /// # Errors
    /// It may not.
    pub fn checked(&self, nonce: &str, now: Timestamp) -> Result<Checked, IdentityProblem> {
        use IdentityProblem as P;
        if self.schema != SCHEMA {
            return Err(P::OtherVersion);
        }
        let hex = self.digest.strip_prefix("sha256:").unwrap_or(&self.digest);
        if hex.len() != 64 || !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(P::Binding);
        }
        let SignedRequest { method, url, headers, body } = &self.request;
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (host, region) = sts_host(base).ok_or(P::Host)?;
        let mut headers = lowered(headers).ok_or(P::Headers)?;
        headers.entry("host".to_owned()).or_insert_with(|| host.to_owned());
        if headers["host"] != host {
            return Err(P::Headers);
        }
        let header = |name: &str| headers.get(name).map(String::as_str);
        if header(CLASS_HEADER) != Some(nonce) || header(REPORT_HEADER) != Some(self.digest.as_str()) {
            return Err(P::Binding);
        }
        let (method, said) = match method.as_str() {
            "POST" if query.is_empty() && is_the_call(body) => ("POST", Said::in_headers(&headers)?),
            "GET" if body.is_empty() => ("GET", Said::in_query(query, &headers)?),
            _ => return Err(P::Call),
        };
        let signature = said.covers(region, &headers).ok_or(P::Signature)?;
        let age = now.duration_since(amz_date(&said.date).ok_or(P::Headers)?);
        if age > said.valid.min(VALID) || age < -AHEAD {
            return Err(P::Expired);
        }
        // The length follows from the body.
        let sent = headers.into_iter().filter(|(name, _)| name != "content-length").collect();
        let target = if query.is_empty() { "/".to_owned() } else { format!("/?{query}") };
        let (host, body, digest) = (host.to_owned(), body.clone(), self.digest.clone());
        Ok(Checked { method, host, target, headers: sent, body, digest, signature })
    }
}

/// What a signature says of itself, wherever it stands.
struct Said {
    credential: String,
    signed: Vec<String>,
    signature: String,
    date: String,
    valid: SignedDuration,
    /// Temporary credentials: their token is covered.
    token_covered: bool,
}

impl Said {
    /// `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
    fn in_headers(headers: &BTreeMap<String, String>) -> Result<Self, IdentityProblem> {
        let header = |name: &str| headers.get(name).ok_or(IdentityProblem::Headers);
        if !header("content-type")?.starts_with("application/x-www-form-urlencoded") {
            return Err(IdentityProblem::Headers);
        }
        let (authorization, date) = (header("authorization")?, header("x-amz-date")?.clone());
        let read = || {
            let mut parts = authorization.strip_prefix("AWS4-HMAC-SHA256 ")?.split(',').map(str::trim);
            let credential = parts.next()?.strip_prefix("Credential=")?.to_owned();
            let signed = parts.next()?.strip_prefix("SignedHeaders=")?.split(';').map(str::to_owned).collect();
            let signature = parts.next()?.strip_prefix("Signature=")?.to_owned();
            parts.next().is_none().then_some((credential, signed, signature))
        };
        let (credential, signed, signature): (_, Vec<String>, _) = read().ok_or(IdentityProblem::Signature)?;
        let covers = |name: &str| signed.iter().any(|one| one == name);
        // A session token that is not signed could be exchanged for another.
        let token_covered = !headers.contains_key("x-amz-security-token") || covers("x-amz-security-token");
        let dated = covers("x-amz-date");
        Ok(Self { credential, signed, signature, date, valid: VALID, token_covered: token_covered && dated })
    }

    /// `X-Amz-…` in the query; everything in it is covered by the signature.
    fn in_query(query: &str, headers: &BTreeMap<String, String>) -> Result<Self, IdentityProblem> {
        const KNOWN: [&str; 9] = [
            "Action",
            "Version",
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-Security-Token",
            "X-Amz-Signature",
            "X-Amz-SignedHeaders",
        ];
        let mut pairs = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !KNOWN.contains(&name.as_ref()) || pairs.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(IdentityProblem::Call);
            }
        }
        let plain = query.len() <= 8192 && query.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'#');
        let is = |name: &str, value: &str| pairs.get(name).is_some_and(|given| given == value);
        if !plain || !is("Action", "GetCallerIdentity") || !is("Version", "2011-06-15") {
            return Err(IdentityProblem::Call);
        }
        // What belongs into the query may not stand in a header as well.
        if headers.keys().any(|name| !["host", CLASS_HEADER, REPORT_HEADER].contains(&name.as_str())) {
            return Err(IdentityProblem::Headers);
        }
        let read = || {
            let valid: i64 = pairs.get("X-Amz-Expires")?.parse().ok()?;
            is("X-Amz-Algorithm", "AWS4-HMAC-SHA256").then_some(())?;
            Some(Self {
                credential: pairs.get("X-Amz-Credential")?.clone(),
                signed: pairs.get("X-Amz-SignedHeaders")?.split(';').map(str::to_owned).collect(),
                signature: pairs.get("X-Amz-Signature")?.clone(),
                date: pairs.get("X-Amz-Date")?.clone(),
                valid: SignedDuration::from_secs(valid),
                token_covered: true,
            })
        };
        read().ok_or(IdentityProblem::Signature)
    }

    /// The signature, if it covers what it has to and was made for STS in this region.
    fn covers(&self, region: &str, headers: &BTreeMap<String, String>) -> Option<String> {
        let scope: Vec<&str> = self.credential.split('/').collect();
        let [key, day, place, "sts", "aws4_request"] = scope.as_slice() else { return None };
        let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
        let for_here = self.date.get(..8) == Some(*day) && *place == region;
        let hex = self.signature.len() == 64 && self.signature.bytes().all(|b| b.is_ascii_hexdigit());
        let covered = SIGNED.iter().all(|name| self.signed.iter().any(|one| one == name));
        let sent = self.signed.iter().all(|name| headers.contains_key(name));
        (plain && for_here && hex && covered && sent && self.token_covered).then(|| self.signature.clone())
    }
}

/// An official STS endpoint and the region that its requests are signed for: `https://HOST/` and nothing more.
/// Source: AWS General Reference, "AWS Security Token Service endpoints and quotas".
fn sts_host(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://")?;
    let host = rest.strip_suffix('/').unwrap_or(rest);
    if host == "sts.amazonaws.com" {
        return Some((host, "us-east-1"));
    }
    let name = host.strip_prefix("sts.").or_else(|| host.strip_prefix("sts-fips."))?;
    let (region, suffix) = name.split_once('.')?;
    let own = match region.split('-').next()? {
        "cn" => "amazonaws.com.cn",
        "eusc" => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    (is_region(region) && suffix == own).then_some((host, region))
}

/// `us-east-1`, `ap-northeast-1`, `us-gov-west-1`: letters, words, a digit.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return false };
    let word = |part: &&str| !part.is_empty() && part.len() <= 12 && part.bytes().all(|b| b.is_ascii_lowercase());
    (first.len() == 2 || *first == "eusc")
        && word(first)
        && (1..=2).contains(&middle.len())
        && middle.iter().all(word)
        && last.len() == 1
        && last.bytes().all(|b| b.is_ascii_digit())
}

/// `Action=GetCallerIdentity&Version=2011-06-15`, in either order.
fn is_the_call(body: &str) -> bool {
    let mut pairs: Vec<&str> = body.split('&').collect();
    pairs.sort_unstable();
    pairs == ["Action=GetCallerIdentity", "Version=2011-06-15"]
}

/// The headers by their names in small letters. `None`: one of them does not belong here.
fn lowered(headers: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        let plain = value.len() <= 8192 && value.bytes().all(|b| (0x20..0x7f).contains(&b));
        if !ALLOWED.contains(&name.as_str()) || !plain || out.insert(name, value.clone()).is_some() {
            return None;
        }
    }
    Some(out)
}

/// `20261122T131005Z`.
fn amz_date(text: &str) -> Option<Timestamp> {
    if text.len() != 16 || !text.is_ascii() {
        return None;
    }
    let (date, time) = (text.get(..8)?, text.get(9..15)?);
    let iso = format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..], &time[..2], &time[2..4], &time[4..]);
    let at: Timestamp = iso.parse().ok()?;
    (at.strftime("%Y%m%dT%H%M%SZ").to_string() == text).then_some(at)
}

/// Account and ARN from STS's answer, which is JSON where that was asked for and XML elsewhere.
#[must_use]
pub fn identity(answer: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(answer).ok()?;
    let (account, arn) = if text.trim_start().starts_with('{') { of_json(text)? } else { of_xml(text)? };
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let of_account = arn.starts_with("arn:") && arn.split(':').nth(4) == Some(account.as_str());
    (is_account && of_account && arn.len() <= 2048 && !arn.chars().any(char::is_control)).then_some((account, arn))
}

fn of_json(text: &str) -> Option<(String, String)> {
    let whole: serde_json::Value = serde_json::from_str(text).ok()?;
    let result = &whole["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    Some((result["Account"].as_str()?.to_owned(), result["Arn"].as_str()?.to_owned()))
}

fn of_xml(text: &str) -> Option<(String, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut path, mut account, mut arn, mut whole) = (Vec::new(), None, None, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => path.push(start.local_name().as_ref().to_owned()),
            Event::End(_) => {
                path.pop();
                whole |= path.is_empty();
            }
            Event::Text(text) => {
                let at: Vec<&str> = path.iter().map(String::as_str).collect();
                let field = match at.as_slice() {
                    ["GetCallerIdentityResponse", "GetCallerIdentityResult", "Account"] => &mut account,
                    ["GetCallerIdentityResponse", "GetCallerIdentityResult", "Arn"] => &mut arn,
                    _ => continue,
                };
                if field.replace(text.to_string()).is_some() {
                    return None;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if whole { Some((account?, arn?)) } else { None }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
