//! Bodies that may be believed, and bodies that may not.

use super::*;
use crate::facts::operations::{
    ALL, DESCRIBE_ALARMS, DESCRIBE_CERTIFICATE, DESCRIBE_LOAD_BALANCERS, DESCRIBE_VPCS, GET_CALLER_IDENTITY,
};

#[test]
fn every_allowed_operation_has_a_documented_result() {
    for operation in ALL {
        assert!(shape(operation).is_some(), "{}", operation.name);
    }
}

const VPCS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>r</requestId>
  <vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>
</DescribeVpcsResponse>
"#;

#[test]
fn xml_answers() {
    let cases: &[(&str, Result<(), Flaw>)] = &[
        (VPCS, Ok(())),
        ("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>", Ok(())),
        ("<DescribeVpcsResponse><requestId>r</requestId></DescribeVpcsResponse>", Err(Flaw::NoResult)),
        ("<DescribeVpcsResponse><x><vpcSet/></x></DescribeVpcsResponse>", Err(Flaw::NoResult)),
        ("<DescribeSubnetsResponse><vpcSet/></DescribeSubnetsResponse>", Err(Flaw::OtherDocument)),
        ("<html><body>login</body></html>", Err(Flaw::OtherDocument)),
        ("<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title>", Err(Flaw::OtherDocument)),
        ("{\"vpcs\": []}", Err(Flaw::Malformed)),
        ("", Err(Flaw::Empty)),
        (" \n", Err(Flaw::Empty)),
        ("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse><again/>", Err(Flaw::OtherDocument)),
        ("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>rest", Err(Flaw::Malformed)),
        ("<DescribeVpcsResponse><vpcSet></DescribeVpcsResponse>", Err(Flaw::Truncated)),
        // The SDK believes the last of two results.
        ("<DescribeVpcsResponse><vpcSet><item/></vpcSet><vpcSet/></DescribeVpcsResponse>", Err(Flaw::Malformed)),
    ];
    for (body, expected) in cases {
        assert_eq!(prove(&DESCRIBE_VPCS, body.as_bytes()), *expected, "{body}");
    }
}

#[test]
fn no_cut_of_an_xml_answer_is_taken_for_whole() {
    let end = VPCS.trim_end().len();
    for cut in 0..end {
        assert!(prove(&DESCRIBE_VPCS, &VPCS.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn query_answers_need_their_result_wrapper() {
    let whole = "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers/>\
                 </DescribeLoadBalancersResult><ResponseMetadata/></DescribeLoadBalancersResponse>";
    assert_eq!(prove(&DESCRIBE_LOAD_BALANCERS, whole.as_bytes()), Ok(()));
    let bare = "<DescribeLoadBalancersResponse><ResponseMetadata/></DescribeLoadBalancersResponse>";
    assert_eq!(prove(&DESCRIBE_LOAD_BALANCERS, bare.as_bytes()), Err(Flaw::NoResult));
    let nobody = "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>";
    assert_eq!(prove(&GET_CALLER_IDENTITY, nobody.as_bytes()), Err(Flaw::NoResult));
}

#[test]
fn cbor_answers() {
    // {"MetricAlarms": []} with definite and with indefinite length, and without the member.
    let definite = b"\xa1\x6cMetricAlarms\x80";
    let indefinite = b"\xbf\x6cMetricAlarms\x9f\xff\xff";
    assert_eq!(prove(&DESCRIBE_ALARMS, definite), Ok(()));
    assert_eq!(prove(&DESCRIBE_ALARMS, indefinite), Ok(()));
    assert_eq!(prove(&DESCRIBE_ALARMS, b"\xa0"), Err(Flaw::NoResult));
    assert_eq!(prove(&DESCRIBE_ALARMS, b"\xbf\xff"), Err(Flaw::NoResult));
    assert_eq!(prove(&DESCRIBE_ALARMS, b"\x80"), Err(Flaw::OtherDocument));
    for body in [&definite[..], &indefinite[..]] {
        for cut in 0..body.len() {
            assert!(prove(&DESCRIBE_ALARMS, &body[..cut]).is_err(), "cut at {cut}");
        }
        let longer = [body, b"\x00"].concat();
        assert_eq!(prove(&DESCRIBE_ALARMS, &longer), Err(Flaw::Malformed));
    }
    assert!(prove(&DESCRIBE_ALARMS, b"<DescribeAlarmsResponse/>").is_err());
}

#[test]
fn json_answers() {
    let whole = br#"{"Certificate": {"DomainName": "a.example"}}"#;
    assert_eq!(prove(&DESCRIBE_CERTIFICATE, whole), Ok(()));
    for cut in 0..whole.len() {
        assert!(prove(&DESCRIBE_CERTIFICATE, &whole[..cut]).is_err(), "cut at {cut}");
    }
    for (body, flaw) in [
        ("{}", Flaw::NoResult),
        ("[]", Flaw::OtherDocument),
        ("<html></html>", Flaw::Malformed),
        (r#"{"Certificate": 1} more"#, Flaw::Malformed),
        (r#"{"Certificate": 1, "Certificate": 2}"#, Flaw::Malformed),
    ] {
        assert_eq!(prove(&DESCRIBE_CERTIFICATE, body.as_bytes()), Err(flaw), "{body}");
    }
    assert_eq!(prove_error(&DESCRIBE_CERTIFICATE, 400, br#"{"__type": "X"}"#), Ok(()));
    assert_eq!(prove_error(&DESCRIBE_CERTIFICATE, 400, b"{"), Err(Flaw::InError(400)));
}

#[test]
fn an_error_is_believed_only_when_it_is_whole() {
    let whole = b"<Response><Errors><Error><Code>X</Code></Error></Errors></Response>";
    assert_eq!(prove_error(&DESCRIBE_VPCS, 400, whole), Ok(()));
    assert_eq!(prove_error(&DESCRIBE_VPCS, 400, &whole[..40]), Err(Flaw::InError(400)));
    assert_eq!(prove_error(&DESCRIBE_VPCS, 503, b""), Err(Flaw::InError(503)));
    assert_eq!(prove_error(&DESCRIBE_VPCS, 502, b"Bad Gateway"), Err(Flaw::InError(502)));
    assert_eq!(prove_error(&DESCRIBE_ALARMS, 400, b"\xa0"), Ok(()));
    assert_eq!(prove_error(&DESCRIBE_ALARMS, 400, b"\xa1\x61"), Err(Flaw::InError(400)));
}

#[test]
fn an_answer_nested_without_end_is_not_followed() {
    let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let body = |depth| format!("<DescribeVpcsResponse>{}<vpcSet/></DescribeVpcsResponse>", nested(depth));
    assert_eq!(prove(&DESCRIBE_VPCS, body(20).as_bytes()), Ok(()));
    assert_eq!(prove(&DESCRIBE_VPCS, body(100_000).as_bytes()), Err(Flaw::Malformed));
}

#[test]
fn a_result_that_comes_twice_is_no_answer() {
    let twice = [&[0xa2_u8, 0x6c][..], b"MetricAlarms", &[0x80, 0x6c], b"MetricAlarms", &[0x80]].concat();
    assert_eq!(prove(&DESCRIBE_ALARMS, &twice), Err(Flaw::Malformed));
}
