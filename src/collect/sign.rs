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
        Ok(SignedIdentity { url, nonce: nonce.to_owned(), report_digest: report_digest.to_owned() })
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
    use crate::handin::identity::Refusal;

    #[test]
    fn a_signed_question_is_bound_to_its_class_and_report_and_goes_to_aws_only() {
        let keys = Credentials::new("AKIDEXAMPLE", "secret", Some("token+/=".to_owned()), None, "test").into();
        let url = question("ap-northeast-1").unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let signed = |nonce, digest| SignedIdentity {
            url: presigned(&url, "ap-northeast-1", &keys, (nonce, digest), time).unwrap(),
            nonce: String::from(nonce),
            report_digest: String::from(digest),
        };
        let good = signed("class-7", "sha256:aa");
        assert!(!format!("{good:?}").contains("Signature") && !good.url.contains("secret"));
        let (url, headers) = good.replayable("class-7", "sha256:aa").unwrap();
        assert_eq!(url.host_str(), Some("sts.ap-northeast-1.amazonaws.com"));
        assert_eq!(headers[1], (REPORT_HEADER, "sha256:aa".to_owned()));
        assert_ne!(good.url, signed("class-8", "sha256:aa").url);
        assert_ne!(good.url, signed("class-7", "sha256:bb").url);
        assert_eq!(good.replayable("class-8", "sha256:aa"), Err(Refusal::OtherBinding));
        assert_eq!(good.replayable("class-7", "sha256:bb"), Err(Refusal::OtherBinding));
        let altered = |from: &str, to: &str| {
            assert!(good.url.contains(from), "{from} in {}", good.url);
            SignedIdentity { url: good.url.replace(from, to), ..good.clone() }
                .replayable("class-7", "sha256:aa")
                .map(drop)
        };
        for (from, to, refusal) in [
            ("sts.ap-northeast-1.amazonaws.com", "sts.ap-northeast-1.amazonaws.com.evil.example", Refusal::NotOfficial),
            ("sts.ap-northeast-1.amazonaws.com", "evil.example", Refusal::NotOfficial),
            ("sts.ap-northeast-1.amazonaws.com", "sts.ap-northeast-1.amazonaws.com:8443", Refusal::NotOfficial),
            ("https://", "https://sts.us-east-1.amazonaws.com@", Refusal::NotOfficial),
            ("https://", "http://", Refusal::NotOfficial),
            ("amazonaws.com/?", "amazonaws.com/x?", Refusal::NotOfficial),
            ("GetCallerIdentity", "GetSessionToken", Refusal::OtherQuestion),
            ("?Action", "?Other=1&Action", Refusal::OtherQuestion),
            ("&Version", "&Action=GetSessionToken&Version", Refusal::OtherQuestion),
            ("x-hanamaru-class", "x-other", Refusal::Unbound),
            ("X-Amz-Expires=900", "X-Amz-Expires=90000", Refusal::TooLong),
        ] {
            assert_eq!(altered(from, to), Err(refusal), "{from} → {to}");
        }
    }
}
