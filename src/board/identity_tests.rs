//! What may be sent on to STS, and what must never be.

use super::*;

const NONCE: &str = "7K3MQ9TDA1B2C3D4";

fn now() -> Timestamp {
    "2026-11-22T13:10:05Z".parse().unwrap()
}

fn good() -> HandIn {
    let digest = "ab".repeat(32);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/ap-northeast-1/sts/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;{CLASS_HEADER};{REPORT_HEADER}, \
         Signature={}",
        "0f".repeat(32)
    );
    let headers = [
        ("Host", "sts.ap-northeast-1.amazonaws.com"),
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("X-Amz-Date", "20261122T130500Z"),
        ("X-Amz-Security-Token", "token"),
        ("Authorization", &authorization),
        ("Content-Length", "43"),
        (CLASS_HEADER, NONCE),
        (REPORT_HEADER, &digest),
    ];
    let request = SignedRequest {
        method: "POST".to_owned(),
        url: "https://sts.ap-northeast-1.amazonaws.com/".to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: "Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
    };
    HandIn { schema: SCHEMA, digest, request }
}

fn with(change: impl FnOnce(&mut HandIn)) -> Result<Checked, IdentityProblem> {
    let mut hand_in = good();
    change(&mut hand_in);
    hand_in.checked(NONCE, now())
}

#[test]
fn a_request_for_this_class_and_report_is_sent_on() {
    let checked = with(|_| {}).ok().unwrap();
    assert_eq!(checked.host, "sts.ap-northeast-1.amazonaws.com");
    assert!(checked.headers.iter().all(|(name, _)| name != "content-length"));
}

#[test]
fn only_official_hosts_are_asked() {
    for (url, region) in [
        ("https://sts.amazonaws.com/", Some("us-east-1")),
        ("https://sts.amazonaws.com", Some("us-east-1")),
        ("https://sts.us-gov-west-1.amazonaws.com/", Some("us-gov-west-1")),
        ("https://sts-fips.us-east-2.amazonaws.com/", Some("us-east-2")),
        ("https://sts.cn-north-1.amazonaws.com.cn/", Some("cn-north-1")),
        ("https://sts.cn-north-1.amazonaws.com/", None),
        ("https://sts.us-east-1.amazonaws.com.cn/", None),
        ("https://sts.eusc-de-east-1.amazonaws.eu/", Some("eusc-de-east-1")),
        ("https://sts.us-east-1.amazonaws.eu/", None),
        ("http://sts.amazonaws.com/", None),
        ("https://sts.amazonaws.com.evil.example/", None),
        ("https://evil.example/sts.amazonaws.com", None),
        ("https://sts.amazonaws.com@evil.example/", None),
        ("https://user@sts.amazonaws.com/", None),
        ("https://sts.amazonaws.com:8443/", None),
        ("https://sts.amazonaws.com/path", None),
        ("https://sts.amazonaws.com//", None),
        ("https://sts.evil.amazonaws.com/", None),
        ("https://sts.x.us-east-1.amazonaws.com/", None),
        ("https://sts.us-east-1.evil-1.amazonaws.com/", None),
        ("https://xsts.us-east-1.amazonaws.com/", None),
        ("https://s3.us-east-1.amazonaws.com/", None),
        ("https://STS.amazonaws.com/", None),
        ("https://sts.us-east-1.amazonaws.com\\@evil.example/", None),
        ("https://sts.us-east-1.amazonaws.com#@evil.example/", None),
        ("https://127.0.0.1/", None),
        ("https://sts.us--1.amazonaws.com/", None),
        ("", None),
    ] {
        assert_eq!(sts_host(url).map(|(_, region)| region), region, "{url}");
    }
}

#[test]
fn what_is_not_bound_signed_or_fresh_stays_here() {
    use IdentityProblem as P;
    let header = |name: &'static str, value: &'static str| {
        move |hand_in: &mut HandIn| drop(hand_in.request.headers.insert(name.to_owned(), value.to_owned()))
    };
    let replace = |from: &'static str, to: &'static str| {
        move |hand_in: &mut HandIn| {
            let authorization = hand_in.request.headers.get_mut("Authorization").unwrap();
            assert!(authorization.contains(from), "{from}");
            *authorization = authorization.replace(from, to);
        }
    };
    let cases: Vec<(&str, Result<Checked, P>, P)> = vec![
        ("schema", with(|h| h.schema = 2), P::OtherVersion),
        ("digest", with(|h| h.digest = "AB".repeat(32)), P::Binding),
        ("another report", with(|h| h.digest = "cd".repeat(32)), P::Binding),
        ("another class", with(header(CLASS_HEADER, "OTHER")), P::Binding),
        ("no class", with(|h| drop(h.request.headers.remove(CLASS_HEADER))), P::Binding),
        ("method", with(|h| h.request.method = "GET".to_owned()), P::Call),
        ("another call", with(|h| h.request.body = "Action=AssumeRole&Version=2011-06-15".to_owned()), P::Call),
        ("two calls", with(|h| h.request.body.push_str("&Action=AssumeRole")), P::Call),
        ("host", with(|h| h.request.url = "https://sts.us-east-1.amazonaws.com/".to_owned()), P::Headers),
        ("strange header", with(header("Cookie", "a=b")), P::Headers),
        ("doubled header", with(header("host", "sts.amazonaws.com")), P::Headers),
        ("line break", with(header(REPORT_HEADER, "a\r\nb: c")), P::Headers),
        ("no content type", with(|h| drop(h.request.headers.remove("Content-Type"))), P::Headers),
        ("no signature", with(|h| drop(h.request.headers.remove("Authorization"))), P::Headers),
        ("class not signed", with(replace(";x-hanamaru-class", "")), P::Signature),
        ("report not signed", with(replace(";x-hanamaru-report", "")), P::Signature),
        ("token not signed", with(replace(";x-amz-security-token", "")), P::Signature),
        ("signs what is not sent", with(replace(";host", ";host;x-other")), P::Signature),
        ("another service", with(replace("/sts/", "/iam/")), P::Signature),
        ("another region", with(replace("ap-northeast-1", "us-east-1")), P::Signature),
        ("another day", with(replace("20261122", "20261121")), P::Signature),
        ("another algorithm", with(replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")), P::Signature),
        ("short signature", with(replace("0f0f", "0f")), P::Signature),
        ("malformed date", with(header("X-Amz-Date", "20261122T250500Z")), P::Headers),
        ("no date", with(header("X-Amz-Date", "20261122")), P::Headers),
        ("old", with(header("X-Amz-Date", "20261122T125504Z")), P::Expired),
        ("from the future", with(header("X-Amz-Date", "20261122T131506Z")), P::Expired),
    ];
    for (name, result, problem) in cases {
        assert_eq!(result.err(), Some(problem), "{name}");
    }
    assert!(with(header("X-Amz-Date", "20261122T125505Z")).is_ok(), "a quarter of an hour old");
}

/// The same question as a GET, signed in its query.
fn presigned(query_change: (&str, &str)) -> Result<Checked, IdentityProblem> {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let query = format!(
        "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F\
         20261122%2Fcn-north-1%2Fsts%2Faws4_request&X-Amz-Date=20261122T130500Z&X-Amz-Expires=900&\
         X-Amz-Security-Token=token%2B%2F%3D&X-Amz-SignedHeaders=host%3B{CLASS_HEADER}%3B{REPORT_HEADER}&\
         X-Amz-Signature={}",
        "0f".repeat(32)
    );
    let (from, to) = query_change;
    assert!(query.contains(from), "{from}");
    let headers = [(CLASS_HEADER, NONCE), (REPORT_HEADER, &digest)];
    let request = SignedRequest {
        method: "GET".to_owned(),
        url: format!("https://sts.cn-north-1.amazonaws.com.cn/?{}", query.replacen(from, to, 1)),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: String::new(),
    };
    HandIn { schema: SCHEMA, digest: digest.clone(), request }.checked(NONCE, now())
}

#[test]
fn a_question_signed_in_its_query_is_held_to_the_same() {
    use IdentityProblem as P;
    let checked = presigned(("", "")).ok().unwrap();
    assert_eq!((checked.method, checked.host.as_str()), ("GET", "sts.cn-north-1.amazonaws.com.cn"));
    assert!(checked.target.starts_with("/?Action=GetCallerIdentity&") && checked.headers.len() == 3);
    for (from, to, problem) in [
        ("GetCallerIdentity", "GetSessionToken", P::Call),
        ("Action=", "Other=1&Action=", P::Call),
        ("&Version", "&Action=GetCallerIdentity&Version", P::Call),
        ("Action=", "#Action=", P::Call),
        ("SHA256", "SHA1", P::Signature),
        ("host%3B", "", P::Signature),
        ("%3Bx-hanamaru-class", "", P::Signature),
        ("%3Bx-hanamaru-report", "%3Bx-hanamaru-other", P::Signature),
        ("%2Fsts%2F", "%2Fiam%2F", P::Signature),
        ("cn-north-1", "us-east-1", P::Signature),
        ("X-Amz-Expires=900&", "", P::Signature),
        ("X-Amz-Expires=900", "X-Amz-Expires=60", P::Expired),
        ("T130500Z", "T125400Z", P::Expired),
    ] {
        assert_eq!(presigned((from, to)).err(), Some(problem), "{from} → {to}");
    }
}

#[test]
fn an_identity_is_read_whole_or_not_at_all() {
    let arn = "arn:aws:sts::210987654321:assumed-role/learner/taro";
    let xml = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{arn}</Arn><UserId>AROA:taro</UserId><Account>210987654321</Account></GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    let both = Some(("210987654321".to_owned(), arn.to_owned()));
    assert_eq!(identity(xml.as_bytes()), both);
    let json = format!(
        "{{\"GetCallerIdentityResponse\":{{\"GetCallerIdentityResult\":{{\"Account\":\"210987654321\",\
         \"Arn\":\"{arn}\"}}}}}}"
    );
    assert_eq!(identity(json.as_bytes()), both);
    for broken in [
        &xml[..xml.len() - 30],
        &xml.replace("210987654321:", "999999999999:"),
        &xml.replace("<Account>210987654321</Account>", ""),
        &xml.replace("GetCallerIdentityResult", "Other"),
        "<html>proxy</html>",
        "",
    ] {
        assert_eq!(identity(broken.as_bytes()), None, "{broken}");
    }
}

#[test]
fn secrets_do_not_reach_a_log() {
    let shown = format!("{:?}", good());
    assert!(!shown.contains("0f0f") && !shown.contains("\"token\""), "{shown}");
}
