//! Certificates and TLS policies of listeners.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A certificate as ACM tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub arn: String,
    /// Every name that it is for, its domain first; a first label of `*` stands for any one label.
    pub names: Vec<String>,
    /// There are more names than the answer shows (a list shows the first hundred).
    #[serde(default)]
    pub more_names: bool,
    /// `ISSUED`, `PENDING_VALIDATION`, `VALIDATION_TIMED_OUT`, `EXPIRED`, `REVOKED`, `FAILED` or `INACTIVE`.
    pub status: String,
    /// For `FAILED` and `REVOKED`: AWS's word for why.
    pub reason: Option<String>,
    /// `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`.
    pub kind: Option<String>,
    pub not_before: Option<Timestamp>,
    pub not_after: Option<Timestamp>,
    /// Lower-case hexadecimal digits without separators or leading zeros, as in
    /// [`CertificateSeen`](super::reachability::CertificateSeen).
    pub serial: Option<String>,
}

/// A certificate on a listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListenerCertificate {
    /// Of ACM, or of an IAM server certificate.
    pub arn: String,
    /// Presented to clients that ask for no name, or for none that another covers.
    pub is_default: bool,
}

/// A security policy for TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SslPolicy {
    pub name: String,
    /// As AWS writes them: `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`.
    pub protocols: Vec<String>,
}

/// Whether ACM holds the certificate of this ARN; IAM holds those of another kind.
#[must_use]
pub fn is_of_acm(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("acm")
}

/// A serial number in the one form in which two can be compared.
#[must_use]
pub fn serial(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    digits.trim_start_matches('0').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_compare_whatever_their_form() {
        for text in ["00:0a:Bc:01", "0abc01", "ABC01", "a:bc:01"] {
            assert_eq!(serial(text), "abc01", "{text}");
        }
    }

    #[test]
    fn the_service_is_read_from_the_arn() {
        assert!(is_of_acm("arn:aws-cn:acm:cn-north-1:210987654321:certificate/a"));
        assert!(!is_of_acm("arn:aws:iam::210987654321:server-certificate/acm"));
    }
}
