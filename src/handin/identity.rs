//! A signed `GetCallerIdentity`, bound to a class and a report: who holds it can ask AWS once who made it.
//!
//! As `aws-iam-authenticator` and Vault do: the learner signs the question but does not send it; a class board sends
//! it at once and keeps AWS's answer. It is a bearer proof of identity for fifteen minutes, and nothing else: the
//! signature covers this one question and the two headers that bind it. It is never part of a report.

use serde::{Deserialize, Serialize};
use url::Url;

/// How long AWS takes the signature, in seconds.
pub const VALID_SECONDS: u64 = 900;
/// The header that holds the word of the class.
pub const CLASS_HEADER: &str = "x-hanamaru-class";
/// The header that holds the digest of the report.
pub const REPORT_HEADER: &str = "x-hanamaru-report";
/// The question.
const QUERY: [(&str, &str); 2] = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];

/// The signed question as it is handed to a board.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedIdentity {
    /// With the signature in its query.
    pub url: String,
    pub nonce: String,
    pub report_digest: String,
}

/// Never shows the signature.
impl std::fmt::Debug for SignedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIdentity").field("report_digest", &self.report_digest).finish_non_exhaustive()
    }
}

/// Why a signed question is not replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a URL of a regional STS host of AWS, over TLS.
    NotOfficial,
    /// It asks something else.
    OtherQuestion,
    /// The headers that bind it are not covered by the signature.
    Unbound,
    /// It is bound to another class or another report.
    OtherBinding,
    /// It could be used for longer than it should.
    TooLong,
}

/// The regional STS host of AWS for a region, by its partition.
///
/// Source: the partitions' DNS suffixes (`amazonaws.com`, `amazonaws.com.cn`, `amazonaws.eu`).
#[must_use]
pub fn official_host(region: &str) -> Option<String> {
    let form = region.split('-').count() >= 3
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && region.ends_with(|c: char| c.is_ascii_digit());
    let suffix = match region.split('-').next()? {
        "cn" => "amazonaws.com.cn",
        "eusc" => "amazonaws.eu",
        // Partitions that no class outside them can reach.
        _ if region.starts_with("us-iso") || region.starts_with("eu-iso") => return None,
        _ => "amazonaws.com",
    };
    form.then(|| format!("sts.{region}.{suffix}"))
}

/// The question to sign, for a region.
#[must_use]
pub fn question(region: &str) -> Option<String> {
    let query: Vec<String> = QUERY.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Some(format!("https://{}/?{}", official_host(region)?, query.join("&")))
}

/// What goes to AWS: a URL, and the only two headers.
pub type Replay = (Url, [(&'static str, String); 2]);

impl SignedIdentity {
    /// What a board may send: this URL by GET with these headers, to AWS and nobody else.
    ///
    /// # Errors
    /// Why it must not be sent.
    pub fn replayable(&self, nonce: &str, report_digest: &str) -> Result<Replay, Refusal> {
        if self.nonce != nonce || self.report_digest != report_digest {
            return Err(Refusal::OtherBinding);
        }
        let url = Url::parse(&self.url).map_err(|_| Refusal::NotOfficial)?;
        let host = url.host_str().unwrap_or_default();
        let region = host.strip_prefix("sts.").and_then(|rest| rest.split('.').next()).unwrap_or_default();
        let plain = url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.fragment().is_none();
        if !plain || official_host(region).as_deref() != Some(host) {
            return Err(Refusal::NotOfficial);
        }
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let all = |name: &str| {
            pairs.iter().filter(|(one, _)| one == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        let asks = QUERY.iter().all(|(name, value)| all(name) == [*value]);
        let known = |name: &str| name.starts_with("X-Amz-") || QUERY.iter().any(|(one, _)| *one == name);
        if !asks || !pairs.iter().all(|(name, _)| known(name)) {
            return Err(Refusal::OtherQuestion);
        }
        let signed = all("X-Amz-SignedHeaders");
        let [signed] = signed.as_slice() else { return Err(Refusal::Unbound) };
        let covered = |name: &str| signed.split(';').any(|one| one == name);
        if !covered(CLASS_HEADER) || !covered(REPORT_HEADER) || !covered("host") {
            return Err(Refusal::Unbound);
        }
        let valid = all("X-Amz-Expires").first().and_then(|text| text.parse::<u64>().ok());
        if valid.is_none_or(|seconds| seconds > VALID_SECONDS) {
            return Err(Refusal::TooLong);
        }
        Ok((url, [(CLASS_HEADER, nonce.to_owned()), (REPORT_HEADER, report_digest.to_owned())]))
    }
}
