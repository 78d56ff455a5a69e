//! Certificates from request to expiry.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::super::api::Service;
use super::super::handle::{Options, Practice};
use super::pem;
use crate::clock::Clock;

const REGION: &str = "ap-northeast-1";

fn practice() -> Practice {
    let now: Timestamp = "2026-11-22T01:02:03Z".parse().expect("a timestamp");
    Practice::open(Options { clock: Clock::by_hand(now), ..Options::default() }).expect("opens")
}

fn ask(practice: &Practice, operation: &str, input: Value) -> Value {
    practice.call(Service::Acm, REGION, operation, input).unwrap_or_else(|refused| panic!("{operation}: {refused:?}"))
}

fn refused(practice: &Practice, operation: &str, input: Value) -> String {
    practice.call(Service::Acm, REGION, operation, input).expect_err("refused").code
}

fn request(practice: &Practice, input: Value) -> String {
    ask(practice, "RequestCertificate", input)["CertificateArn"].as_str().expect("an ARN").to_owned()
}

fn describe(practice: &Practice, arn: &str) -> Value {
    ask(practice, "DescribeCertificate", json!({ "CertificateArn": arn }))["Certificate"].clone()
}

#[test]
fn a_request_waits_for_its_record_and_is_then_issued() {
    let practice = practice();
    let names = json!(["*.example.com"]);
    let input = json!({ "DomainName": "example.com", "ValidationMethod": "DNS", "SubjectAlternativeNames": names });
    let arn = request(&practice, input);
    let waiting = describe(&practice, &arn);
    assert_eq!(waiting["Status"], "PENDING_VALIDATION");
    assert_eq!(waiting["SubjectAlternativeNames"], json!(["example.com", "*.example.com"]));
    let records: Vec<&Value> =
        waiting["DomainValidationOptions"].as_array().expect("both").iter().map(|one| &one["ResourceRecord"]).collect();
    assert_eq!(records[0], records[1], "a wildcard shares the record");
    assert!(records[0]["Name"].as_str().is_some_and(|name| name.starts_with('_') && name.ends_with(".example.com.")));
    assert_eq!(refused(&practice, "GetCertificate", json!({ "CertificateArn": arn })), "RequestInProgressException");
    practice.issue_certificate(&arn).expect("issued");
    let issued = describe(&practice, &arn);
    assert_eq!(issued["Status"], "ISSUED");
    assert_eq!(issued["DomainValidationOptions"][0]["ValidationStatus"], "SUCCESS");
    assert_eq!(issued["Issuer"], "hanamaru");
    let listed = ask(&practice, "ListCertificates", json!({ "CertificateStatuses": ["ISSUED"] }));
    assert_eq!(listed["CertificateSummaryList"][0]["CertificateArn"], json!(arn));
    assert!(practice.issue_certificate(&arn).is_err(), "once");
    practice.pass(Duration::from_hours(199 * 24));
    assert_eq!(describe(&practice, &arn)["Status"], "EXPIRED");
}

#[test]
fn who_reads_the_mail_approves() {
    let practice = practice();
    let arn = request(&practice, json!({ "DomainName": "www.example.com", "ValidationMethod": "EMAIL" }));
    let mail =
        |arn: &str, domain: &str, at: &str| json!({ "CertificateArn": arn, "Domain": domain, "ValidationDomain": at });
    let elsewhere = refused(&practice, "ResendValidationEmail", mail(&arn, "www.example.com", "example.org"));
    assert_eq!(elsewhere, "InvalidDomainValidationOptionsException");
    ask(&practice, "ResendValidationEmail", mail(&arn, "www.example.com", "example.com"));
    assert_eq!(describe(&practice, &arn)["Status"], "ISSUED");
    let again = refused(&practice, "ResendValidationEmail", mail(&arn, "www.example.com", "example.com"));
    assert_eq!(again, "InvalidStateException");
    let by_dns = request(&practice, json!({ "DomainName": "www.example.com", "ValidationMethod": "DNS" }));
    let refused = refused(&practice, "ResendValidationEmail", mail(&by_dns, "www.example.com", "example.com"));
    assert_eq!(refused, "InvalidStateException");
}

#[test]
fn what_is_issued_leads_to_the_root() {
    let practice = practice();
    let arn = request(&practice, json!({ "DomainName": "www.example.com", "ValidationMethod": "DNS" }));
    practice.issue_certificate(&arn).expect("issued");
    let got = ask(&practice, "GetCertificate", json!({ "CertificateArn": arn }));
    let root = practice.root_certificate();
    assert_eq!(got["CertificateChain"], json!(root));
    let leaf = pem::certificate(got["Certificate"].as_str().expect("PEM")).expect("one certificate");
    let root = pem::certificate(&root).expect("one certificate");
    let (_, leaf) = X509Certificate::from_der(&leaf).expect("a certificate");
    let (_, root) = X509Certificate::from_der(&root).expect("a certificate");
    assert_eq!(leaf.issuer(), root.subject());
    let names = leaf.subject_alternative_name().ok().flatten().expect("names");
    assert_eq!(names.value.general_names.len(), 1);
    assert!(root.is_ca() && !leaf.is_ca());
}

#[test]
fn an_unanswered_request_is_given_up_after_three_days() {
    let practice = practice();
    let arn = request(&practice, json!({ "DomainName": "example.com", "ValidationMethod": "DNS" }));
    practice.pass(Duration::from_hours(72));
    assert_eq!(describe(&practice, &arn)["Status"], "VALIDATION_TIMED_OUT");
}

#[test]
fn one_token_makes_one_certificate() {
    let practice = practice();
    let input = |token: &str| json!({ "DomainName": "example.com", "IdempotencyToken": token });
    let first = request(&practice, input("a"));
    assert_eq!(request(&practice, input("a")), first);
    assert_ne!(request(&practice, input("b")), first);
}

#[test]
fn requests_are_held_to_their_rules() {
    let practice = practice();
    let gone = "arn:aws:acm:ap-northeast-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
    let many: Vec<String> = (0..10).map(|n| format!("w{n}.example.com")).collect();
    for (operation, input, expected) in [
        ("RequestCertificate", json!({ "DomainName": "exa mple.com" }), "ValidationException"),
        ("RequestCertificate", json!({ "DomainName": "localhost" }), "ValidationException"),
        ("RequestCertificate", json!({ "DomainName": "a.*.example.com" }), "ValidationException"),
        (
            "RequestCertificate",
            json!({ "DomainName": "example.com", "SubjectAlternativeNames": many }),
            "LimitExceededException",
        ),
        ("DescribeCertificate", json!({ "CertificateArn": gone }), "ResourceNotFoundException"),
        ("DeleteCertificate", json!({ "CertificateArn": gone }), "ResourceNotFoundException"),
    ] {
        assert_eq!(refused(&practice, operation, input.clone()), expected, "{input}");
    }
}

#[test]
fn a_certificate_is_imported_with_its_own_key() {
    let practice = practice();
    let made = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        rcgen::generate_simple_self_signed(names).expect("a certificate")
    };
    let (mine, other) = (made(&["shop.example.com", "www.example.com"]), made(&["other.example.com"]));
    let blob = |text: String| STANDARD.encode(text);
    let input = |certificate: String, key: String| json!({ "Certificate": blob(certificate), "PrivateKey": blob(key) });
    let wrong = input(mine.cert.pem(), other.signing_key.serialize_pem());
    assert_eq!(refused(&practice, "ImportCertificate", wrong), "ValidationException");
    let two = input(mine.cert.pem() + &other.cert.pem(), mine.signing_key.serialize_pem());
    assert_eq!(refused(&practice, "ImportCertificate", two), "ValidationException");
    let none = input("nothing".to_owned(), mine.signing_key.serialize_pem());
    assert_eq!(refused(&practice, "ImportCertificate", none), "ValidationException");
    let arn = ask(&practice, "ImportCertificate", input(mine.cert.pem(), mine.signing_key.serialize_pem()));
    let arn = arn["CertificateArn"].as_str().expect("an ARN").to_owned();
    let detail = describe(&practice, &arn);
    assert_eq!((&detail["Type"], &detail["Status"]), (&json!("IMPORTED"), &json!("ISSUED")));
    assert_eq!(detail["KeyAlgorithm"], "EC-prime256v1");
    assert!(detail["SubjectAlternativeNames"].to_string().contains("www.example.com"), "{detail}");
    let tags = json!([{ "Key": "Name", "Value": "shop" }]);
    ask(&practice, "AddTagsToCertificate", json!({ "CertificateArn": arn, "Tags": tags.clone() }));
    let listed = ask(&practice, "ListTagsForCertificate", json!({ "CertificateArn": arn }));
    assert_eq!(listed["Tags"], tags);
    ask(&practice, "DeleteCertificate", json!({ "CertificateArn": arn }));
    assert_eq!(
        refused(&practice, "DescribeCertificate", json!({ "CertificateArn": arn })),
        "ResourceNotFoundException"
    );
}
