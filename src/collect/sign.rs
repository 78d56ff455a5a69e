//! Signs the question who is asking, without sending it ([`handin::identity`](crate::handin::identity)).

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningParams, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;

use super::Connection;
use crate::facts::{Gap, GapKind};
use crate::handin::identity::{CLASS_HEADER, REPORT_HEADER, SignedIdentity, VALID_SECONDS, question};

impl Connection {
    /// The question who is asking, signed with this connection's credentials for a class and a report.
    ///
    /// # Errors
    /// There are no credentials, or no STS of AWS in this region.
    pub async fn signed_identity(&self, nonce: &str, report_digest: &str) -> Result<SignedIdentity, Gap> {
        let gap = |kind, code: &str| Gap {
            kind,
            action: "sts:GetCallerIdentity".to_owned(),
            host: None,
            code: Some(code.to_owned()),
        };
        let url = question(self.region()).ok_or_else(|| gap(GapKind::Failed, "no-sts-in-region"))?;
        let provider = self.credentials().ok_or_else(|| gap(GapKind::Credentials, "not-found"))?;
        let credentials =
            provider.provide_credentials().await.map_err(|_| gap(GapKind::Credentials, "not-resolved"))?;
        let signed = presigned(&url, self.region(), &credentials.into(), (nonce, report_digest), self.time());
        let url = signed.ok_or_else(|| gap(GapKind::Failed, "request-not-built"))?;
        Ok(SignedIdentity(url))
    }
}

/// The URL with the signature in its query.
fn presigned(
    url: &str,
    region: &str,
    identity: &Identity,
    (nonce, report_digest): (&str, &str),
    time: SystemTime,
) -> Option<String> {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(VALID_SECONDS));
    let params = v4::SigningParams::builder()
        .identity(identity)
        .region(region)
        .name("sts")
        .time(time)
        .settings(settings)
        .build()
        .ok()?;
    let mut whole = url::Url::parse(url).ok()?;
    let host = whole.host_str()?.to_owned();
    let headers = [("host", host.as_str()), (CLASS_HEADER, nonce), (REPORT_HEADER, report_digest)];
    let request = SignableRequest::new("GET", url, headers.into_iter(), SignableBody::Bytes(&[])).ok()?;
    let (instructions, _) = sign(request, &SigningParams::V4(params)).ok()?.into_parts();
    for (name, value) in instructions.params() {
        whole.query_pairs_mut().append_pair(name, value);
    }
    Some(whole.into())
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;

    use super::*;
    use crate::handin::identity::IdentityProblem;

    #[test]
    fn what_is_signed_is_what_a_board_sends_on() {
        let keys = Credentials::new("AKIDEXAMPLE", "secret", Some("token+/=".to_owned()), None, "test").into();
        let url = question("ap-northeast-1").unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let signed =
            |nonce, digest| SignedIdentity(presigned(&url, "ap-northeast-1", &keys, (nonce, digest), time).unwrap());
        let good = signed("class-7", "sha256:aa");
        assert!(!good.0.contains("secret"));
        let now = jiff::Timestamp::try_from(time).unwrap();
        let checked = good.checked("class-7", "sha256:aa", now).unwrap();
        assert_eq!(checked.host, "sts.ap-northeast-1.amazonaws.com");
        assert_eq!(checked.headers[2], (REPORT_HEADER, "sha256:aa".to_owned()));
        let others = [signed("class-8", "sha256:aa"), signed("class-7", "sha256:bb")];
        for other in others {
            let other = other.checked("class-7", "sha256:aa", now).unwrap();
            assert_ne!(other.signature, checked.signature, "with other headers STS comes to another signature");
        }
        let late = now + jiff::SignedDuration::from_secs(901);
        assert_eq!(good.checked("class-7", "sha256:aa", late).err(), Some(IdentityProblem::Expired));
    }
}
