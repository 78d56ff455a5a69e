//! What may be sent on to STS, and what must never be.

use super::*;

const NONCE: &str = "7K3MQ9TDA1B2C3D4";

fn now() -> Timestamp {
    "2026-11-22T13:10:05Z".parse().unwrap()
}

fn digest() -> String {
    format!("sha256:{}", "ab".repeat(32))
}

fn good() -> String {
    format!(
        "https://sts.cn-north-1.amazonaws.com.cn/?Action=GetCallerIdentity&Version=2011-06-15&\
         X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20261122%2Fcn-north-1%2Fsts%2Faws4_request&\
         X-Amz-Date=20261122T130500Z&X-Amz-Expires=900&X-Amz-Security-Token=token%2B%2F%3D&\
         X-Amz-SignedHeaders=host%3B{CLASS_HEADER}%3B{REPORT_HEADER}&X-Amz-Signature={}",
        "0f".repeat(32)
    )
}

/// The good question with one thing changed.
fn with(from: &str, to: &str) -> Result<Checked, IdentityProblem> {
    assert!(good().contains(from), "{from}");
    SignedIdentity(good().replacen(from, to, 1)).checked(NONCE, &digest(), now())
}

#[test]
fn a_question_for_this_class_and_report_is_sent_on_with_its_two_headers() {
    let checked = with("", "").ok().unwrap();
    assert_eq!(checked.host, "sts.cn-north-1.amazonaws.com.cn");
    assert!(checked.target.starts_with("/?Action=GetCallerIdentity&"));
    let binding = [(CLASS_HEADER, NONCE.to_owned()), (REPORT_HEADER, digest())];
    assert_eq!((&checked.headers[0].1, &checked.headers[1..]), (&checked.host, &binding[..]));
}

#[test]
fn only_official_hosts_are_asked() {
    for (host, region) in [
        ("sts.us-east-1.amazonaws.com", Some("us-east-1")),
        ("sts.us-gov-west-1.amazonaws.com", Some("us-gov-west-1")),
        ("sts.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
        ("sts.eusc-de-east-1.amazonaws.eu", Some("eusc-de-east-1")),
        ("sts.cn-north-1.amazonaws.com", None),
        ("sts.us-east-1.amazonaws.com.cn", None),
        ("sts.us-east-1.amazonaws.eu", None),
        ("sts.us-iso-east-1.amazonaws.com", None),
        ("sts.amazonaws.com", None),
        ("sts.amazonaws.com.evil.example", None),
        ("sts.us-east-1.amazonaws.com.evil.example", None),
        ("evil.example/sts.us-east-1.amazonaws.com", None),
        ("sts.us-east-1.amazonaws.com@evil.example", None),
        ("user@sts.us-east-1.amazonaws.com", None),
        ("sts.us-east-1.amazonaws.com:8443", None),
        ("sts.us-east-1.amazonaws.com/path", None),
        ("sts.us-east-1.amazonaws.com/", None),
        ("sts.evil.amazonaws.com", None),
        ("sts.x.us-east-1.amazonaws.com", None),
        ("sts.us-east-1.evil-1.amazonaws.com", None),
        ("xsts.us-east-1.amazonaws.com", None),
        ("s3.us-east-1.amazonaws.com", None),
        ("STS.us-east-1.amazonaws.com", None),
        ("sts.us-east-1.amazonaws.com\\@evil.example", None),
        ("sts.us-east-1.amazonaws.com#@evil.example", None),
        ("sts.us-east-1.amazonaws.com%2f@evil.example", None),
        ("127.0.0.1", None),
        ("sts.us--1.amazonaws.com", None),
        ("sts.us-east-1.amazonaws.com\r\nx: y", None),
        ("", None),
    ] {
        let place = region.unwrap_or("us-east-1");
        let asked = good()
            .replace("sts.cn-north-1.amazonaws.com.cn", "HOST")
            .replace("cn-north-1", place)
            .replace("HOST", host);
        let checked = SignedIdentity(asked).checked(NONCE, &digest(), now());
        match region {
            Some(_) => assert_eq!(checked.map(|checked| checked.host).as_deref(), Ok(host)),
            None => assert_eq!(checked.err(), Some(IdentityProblem::Host), "{host}"),
        }
    }
    let plain = good().replace("https://", "http://");
    assert_eq!(SignedIdentity(plain).checked(NONCE, &digest(), now()).err(), Some(IdentityProblem::Host));
    assert_eq!(SignedIdentity(String::new()).checked(NONCE, &digest(), now()).err(), Some(IdentityProblem::Call));
}

#[test]
fn what_is_not_bound_signed_or_fresh_stays_here() {
    use IdentityProblem as P;
    for (from, to, problem) in [
        ("GetCallerIdentity", "GetSessionToken", P::Call),
        ("2011-06-15", "2010-05-08", P::Call),
        ("Action=", "Other=1&Action=", P::Call),
        ("&Version", "&Action=GetCallerIdentity&Version", P::Call),
        ("Action=", "#Action=", P::Call),
        ("Action=", "\r\nAction=", P::Call),
        ("token", &"t".repeat(LARGEST), P::Call),
        ("SHA256", "SHA1", P::Signature),
        ("host%3B", "", P::Signature),
        ("%3Bx-hanamaru-class", "", P::Signature),
        ("%3Bx-hanamaru-report", "%3Bx-hanamaru-other", P::Signature),
        ("host%3B", "host%3Bx-other%3B", P::Signature),
        ("%2Fsts%2F", "%2Fiam%2F", P::Signature),
        ("%2Fcn-north-1%2F", "%2Fus-east-1%2F", P::Signature),
        ("%2F20261122%2F", "%2F20261121%2F", P::Signature),
        ("AKIAEXAMPLE", "", P::Signature),
        ("0f0f", "0f", P::Signature),
        ("0f0f", "0fzz", P::Signature),
        ("X-Amz-Expires=900&", "", P::Signature),
        ("X-Amz-Expires=900", "X-Amz-Expires=x", P::Signature),
        ("20261122T130500Z", "20261122T250500Z", P::Signature),
        ("20261122T130500Z", "20261122", P::Signature),
        ("X-Amz-Expires=900", "X-Amz-Expires=60", P::Expired),
        ("X-Amz-Expires=900", "X-Amz-Expires=-1", P::Expired),
        ("T130500Z", "T125504Z", P::Expired),
        ("T130500Z", "T131506Z", P::Expired),
    ] {
        assert_eq!(with(from, to).err(), Some(problem), "{from} → {to:.60}");
    }
    assert!(with("T130500Z", "T125505Z").is_ok(), "a quarter of an hour old");
    assert_eq!(with("X-Amz-Expires=900", "X-Amz-Expires=90000").map(drop), Ok(()), "it counts for no longer, though");
    let old = good().replace("Expires=900", "Expires=90000").replace("T130500Z", "T125504Z");
    assert_eq!(SignedIdentity(old).checked(NONCE, &digest(), now()).err(), Some(P::Expired));
}

#[test]
fn secrets_do_not_reach_a_log() {
    let shown = format!("{:?}", SignedIdentity(good()));
    assert!(!shown.contains("0f0f") && !shown.contains("token"), "{shown}");
}
