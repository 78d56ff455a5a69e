//! Requests as clients send them.

use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;

use super::super::handle::Practice;
use super::super::options::Options;
use crate::clock::Clock;

const NOW: &str = "2026-11-22T01:02:03Z";

fn practice() -> Practice {
    let now: Timestamp = NOW.parse().expect("a timestamp");
    Practice::open(Options { clock: Clock::by_hand(now), ..Options::default() }).expect("opens")
}

fn signed(region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/{region}/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=0123"
    )
}

/// One request; headers as `name: value`.
fn ask(practice: &Practice, path: &str, headers: &[&str], body: &'static [u8]) -> (StatusCode, String) {
    let response = send(practice, path, headers, body);
    (response.status(), String::from_utf8_lossy(response.body()).into_owned())
}

fn send(practice: &Practice, path: &str, headers: &[&str], body: &'static [u8]) -> Response<Bytes> {
    let mut request = Request::post(path);
    for header in headers {
        let (name, value) = header.split_once(": ").expect("name: value");
        request = request.header(name, value);
    }
    practice.handle(&request.body(Bytes::from_static(body)).expect("a request"))
}

#[test]
fn an_operation_is_found_by_scope_target_or_path() {
    let practice = practice();
    let form = "content-type: application/x-www-form-urlencoded; charset=utf-8";
    let scope = |service| format!("authorization: {}", signed("us-east-1", service));
    let vpcs = b"Action=DescribeVpcs&Version=2016-11-15";
    let (status, body) = ask(&practice, "/", &[form, &scope("ec2")], vpcs);
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains("<isDefault>true</isDefault>"), "{body}");
    let query =
        "/?Action=DescribeVpcs&Version=2016-11-15&X-Amz-Credential=K%2F20261122%2Fus-east-1%2Fec2%2Faws4_request";
    let (status, body) = ask(&practice, query, &[], b"");
    assert_eq!(status, StatusCode::OK, "{body}");
    let target = "x-amz-target: AmazonSSM.NoSuchThing";
    let json = "content-type: application/x-amz-json-1.1";
    let (status, body) = ask(&practice, "/", &[target, json, &scope("ssm")], b"{}");
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body.contains("UnknownOperationException") && body.contains("NoSuchThing"), "{body}");
    let path = "/service/GraniteServiceVersion20100801/operation/NoSuchThing";
    let answer = send(&practice, path, &["smithy-protocol: rpc-v2-cbor", &scope("monitoring")], b"\xa0");
    assert_eq!(answer.headers()["smithy-protocol"], "rpc-v2-cbor");
    assert_eq!(answer.headers()["content-type"], "application/cbor");
    assert!(String::from_utf8_lossy(answer.body()).contains("NoSuchThing"));
}

#[test]
fn what_is_not_here_is_named() {
    let practice = practice();
    let form = "content-type: application/x-www-form-urlencoded";
    for (service, region, body, code, named) in [
        ("ec2", "us-east-1", &b"Action=DescribeNothing&Version=2016-11-15"[..], "InvalidAction", "DescribeNothing"),
        (
            "elasticloadbalancing",
            "us-east-1",
            b"Action=DescribeLoadBalancers&Version=2012-06-01",
            "InvalidAction",
            "DescribeLoadBalancers",
        ),
        ("sns", "us-east-1", b"Action=ListTopics&Version=2010-03-31", "InvalidAction", "service sns"),
        ("s3", "us-east-1", b"", "InvalidAction", "service s3"),
        ("ec2", "us-east-1", b"Version=2016-11-15", "MissingAction", "Action"),
        ("ec2", "mars-1", b"Action=DescribeVpcs&Version=2016-11-15", "SignatureDoesNotMatch", "mars-1"),
        ("ec2", "us-east-1", b"Action=DescribeVpcs&Version=2016-11-15&Colour=red", "UnknownParameter", "Colour"),
    ] {
        let authorization = format!("authorization: {}", signed(region, service));
        let (status, answer) = ask(&practice, "/", &[form, &authorization], body);
        assert!(status.is_client_error(), "{service}: {status}");
        assert!(answer.contains(&format!("<Code>{code}</Code>")) && answer.contains(named), "{answer}");
    }
    let rest = format!("authorization: {}", signed("us-east-1", "lambda"));
    let answer = send(&practice, "/2015-03-31/functions", &[&rest], b"");
    assert_eq!(answer.headers()["x-amzn-errortype"], "InvalidAction");
    assert!(String::from_utf8_lossy(answer.body()).contains("service lambda"));
}

#[test]
fn a_request_has_to_be_signed_and_wholly() {
    let practice = practice();
    let form = "content-type: application/x-www-form-urlencoded";
    let identity = b"Action=GetCallerIdentity&Version=2011-06-15";
    let (status, body) = ask(&practice, "/", &[form], identity);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(body.contains("MissingAuthenticationToken"), "{body}");
    for broken in [
        "AWS4-HMAC-SHA256 Signature=1",
        "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/sts/aws4_request",
        "AWS4-HMAC-SHA256 Credential=AKID/us-east-1/sts/aws4_request, Signature=1",
        "AWS4-HMAC-SHA256 Credential=//////aws4_request, Signature=1",
        "AWS4-",
    ] {
        let (status, body) = ask(&practice, "/", &[form, &format!("authorization: {broken}")], identity);
        assert_eq!(status, StatusCode::BAD_REQUEST, "{broken}");
        assert!(body.contains("IncompleteSignature"), "{broken}: {body}");
    }
}

#[test]
fn every_answer_carries_practice_time_and_an_id_of_its_own() {
    let practice = practice();
    practice.pass(std::time::Duration::from_hours(1));
    let first = send(&practice, "/", &[], b"");
    let second = send(&practice, "/service/x/operation/y", &[], b"");
    assert_eq!(first.headers()["date"], "Sun, 22 Nov 2026 02:02:03 GMT");
    assert_eq!(second.headers()["date"], "Sun, 22 Nov 2026 02:02:03 GMT");
    assert_ne!(first.headers()["x-amzn-requestid"], second.headers()["x-amzn-requestid"]);
}

#[test]
fn no_bytes_break_it() {
    let practice = practice();
    let bodies: [&'static [u8]; 4] = [b"\xff\xfe%zz&&==", b"Action=%ff", b"{\"a\":[[[[", b"\x9f\x9f\x9f"];
    for service in ["ec2", "sts", "monitoring", "acm", "\u{e9}"] {
        for target in ["AmazonSSM.GetParameter", "CertificateManager.ListCertificates", "x", "."] {
            for body in bodies {
                let scope = format!("authorization: {}", signed("us-east-1", service));
                let target = format!("x-amz-target: {target}");
                for headers in [&[scope.as_str(), target.as_str()][..], &[scope.as_str()], &[target.as_str()]] {
                    assert!(send(&practice, "/?Action", headers, body).status().is_client_error());
                }
            }
        }
    }
}
