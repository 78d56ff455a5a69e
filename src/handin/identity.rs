//! Who hands in: a signed `GetCallerIdentity` question, bound to a class and a report, that a class board sends on to
//! STS at once and whose answer it keeps. It shows who held the credentials within the last minutes, and nothing else.
//!
//! As `aws-iam-authenticator` and Vault do: the learner signs the question (a GET with the signature in its query) but
//! does not send it. The signature covers two headers, [`CLASS_HEADER`] and [`REPORT_HEADER`]; the board fills them in
//! with its own nonce and the digest of the report that it was given, so that a question signed for another class or
//! another report is refused by STS. What is sent on is checked first: nobody can make a board ask anything else, or
//! anybody else. The question is a bearer proof for fifteen minutes and never part of a report.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long AWS takes the signature, in seconds.
pub const VALID_SECONDS: u64 = 900;
/// The header that holds the class's nonce.
pub const CLASS_HEADER: &str = "x-hanamaru-class";
/// The header that holds the digest of the report, as it stands in the report.
pub const REPORT_HEADER: &str = "x-hanamaru-report";

const VALID: SignedDuration = SignedDuration::from_mins(15);
/// How far a clock may run ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// The question.
const QUERY: &str = "Action=GetCallerIdentity&Version=2011-06-15";
/// Everything that may stand in the query, each once.
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
/// No query with a session token comes near this size (bytes).
const LARGEST: usize = 8192;

/// The signed question as it is handed to a board: a URL with the signature in its query.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignedIdentity(pub String);

/// Signatures and session tokens are for STS's eyes only.
impl std::fmt::Debug for SignedIdentity {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SignedIdentity").finish_non_exhaustive()
    }
}

/// A question that may be sent on as it is, by GET.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    pub host: String,
    /// Path and query.
    pub target: String,
    pub headers: [(&'static str, String); 3],
    /// Tells one question from another.
    pub signature: String,
}

/// What STS said, and what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// Twelve digits.
    pub account: String,
    pub arn: String,
    pub at: Timestamp,
    /// The STS host that answered.
    pub host: String,
}

/// Why an identity is not proved. The word on the wire is the variant's name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityProblem {
    /// Nothing was signed: there were no credentials, or their region has no STS that a board may ask.
    NotSigned,
    /// Not a regional STS host of AWS, or not its root path over HTTPS.
    Host,
    /// It asks something else.
    Call,
    /// The signature is malformed or does not cover what it has to.
    Signature,
    /// Signed more than 15 minutes ago, or in the future.
    Expired,
    /// The same question was handed in by somebody else.
    Used,
    /// STS could not be reached.
    Unreachable,
    /// STS did not accept the signature (it is bound to another class or report, or its credentials are not AWS's), or
    /// gave no identity.
    Refused,
}

/// The regional STS host of AWS for a region, by its partition.
///
/// Source: AWS General Reference, "AWS Security Token Service endpoints and quotas"; the partitions' DNS suffixes.
#[must_use]
pub fn official_host(region: &str) -> Option<String> {
    let suffix = match region.split('-').next()? {
        "cn" => "amazonaws.com.cn",
        "eusc" => "amazonaws.eu",
        // Partitions that no class outside them can reach.
        _ if region.starts_with("us-iso") || region.starts_with("eu-iso") => return None,
        _ => "amazonaws.com",
    };
    is_region(region).then(|| format!("sts.{region}.{suffix}"))
}

/// `us-east-1`, `ap-northeast-1`, `us-gov-west-1`: words, then a digit.
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

/// The question to sign, for a region.
#[must_use]
pub fn question(region: &str) -> Option<String> {
    Some(format!("https://{}/?{QUERY}", official_host(region)?))
}

impl SignedIdentity {
    /// What a board may send on for its class and the report that came with it.
    ///
    /// # Errors
    /// Nothing may be sent.
    pub fn checked(&self, nonce: &str, report_digest: &str, now: Timestamp) -> Result<Checked, IdentityProblem> {
        use IdentityProblem as P;
        let (base, query) = self.0.split_once('?').ok_or(P::Call)?;
        let host = base.strip_prefix("https://").and_then(|rest| rest.strip_suffix('/')).ok_or(P::Host)?;
        let region = host.strip_prefix("sts.").and_then(|rest| rest.split('.').next()).unwrap_or_default();
        if official_host(region).as_deref() != Some(host) {
            return Err(P::Host);
        }
        let pairs = pairs(query).ok_or(P::Call)?;
        let is = |name: &str, value: &str| pairs.get(name).is_some_and(|given| given == value);
        if !is("Action", "GetCallerIdentity") || !is("Version", "2011-06-15") {
            return Err(P::Call);
        }
        let said = Said::of(&pairs).ok_or(P::Signature)?;
        let age = now.duration_since(amz_date(said.date).ok_or(P::Signature)?);
        if !said.covers(region) {
            return Err(P::Signature);
        }
        if age > said.valid.min(VALID) || age < -AHEAD {
            return Err(P::Expired);
        }
        Ok(Checked {
            host: host.to_owned(),
            target: format!("/?{query}"),
            headers: [
                ("host", host.to_owned()),
                (CLASS_HEADER, nonce.to_owned()),
                (REPORT_HEADER, report_digest.to_owned()),
            ],
            signature: said.signature.to_owned(),
        })
    }
}

/// The query's names and values. `None`: one of them does not belong there, or stands there twice.
fn pairs(query: &str) -> Option<BTreeMap<String, String>> {
    let plain = query.len() <= LARGEST && query.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'#');
    let mut pairs = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if !KNOWN.contains(&name.as_ref()) || pairs.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    plain.then_some(pairs)
}

/// What a signature says of itself.
struct Said<'a> {
    credential: &'a str,
    signed: &'a str,
    signature: &'a str,
    date: &'a str,
    valid: SignedDuration,
}

impl<'a> Said<'a> {
    fn of(pairs: &'a BTreeMap<String, String>) -> Option<Self> {
        let value = |name: &str| pairs.get(name).map(String::as_str);
        (value("X-Amz-Algorithm")? == "AWS4-HMAC-SHA256").then_some(Self {
            credential: value("X-Amz-Credential")?,
            signed: value("X-Amz-SignedHeaders")?,
            signature: value("X-Amz-Signature")?,
            date: value("X-Amz-Date")?,
            valid: SignedDuration::from_secs(value("X-Amz-Expires")?.parse().ok()?),
        })
    }

    /// Whether it covers exactly what is sent, and was made for STS in this region.
    fn covers(&self, region: &str) -> bool {
        let scope: Vec<&str> = self.credential.split('/').collect();
        let [key, day, place, "sts", "aws4_request"] = scope.as_slice() else { return false };
        let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
        let hex = self.signature.len() == 64 && self.signature.bytes().all(|b| b.is_ascii_hexdigit());
        let mut signed: Vec<&str> = self.signed.split(';').collect();
        signed.sort_unstable();
        let all = signed == ["host", CLASS_HEADER, REPORT_HEADER];
        plain && hex && all && self.date.get(..8) == Some(*day) && *place == region
    }
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

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
