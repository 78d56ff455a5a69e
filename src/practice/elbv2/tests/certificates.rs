//! HTTPS listeners: certificates and security policies.

use serde_json::{Value, json};

use super::super::super::api::Service;
use super::{Stage, text};

fn https(lb: &str, group: &str, certificates: &[&str]) -> Value {
    let certificates: Vec<Value> = certificates.iter().map(|arn| json!({ "CertificateArn": arn })).collect();
    json!({
        "LoadBalancerArn": lb, "Protocol": "HTTPS", "Port": 443, "Certificates": certificates,
        "DefaultActions": [{ "Type": "forward", "TargetGroupArn": group }],
    })
}

#[test]
fn a_listener_needs_one_issued_certificate() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let (pending, issued) = (stage.certificate("a.example.com"), stage.issued("b.example.com"));
    let gone = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
    for (certificates, expected) in [
        (vec![], "ValidationError: A certificate must be specified for HTTPS listeners".to_owned()),
        (vec!["web"], "ValidationError: Certificate ARN 'web' is not valid".to_owned()),
        (vec![gone], format!("CertificateNotFound: Certificate '{gone}' not found")),
        (
            vec![pending.as_str()],
            format!(
                "UnsupportedCertificate: The certificate '{pending}' must have a fully-qualified domain name, a supported \
                 signature, and a supported key size."
            ),
        ),
        (
            vec![issued.as_str(), gone],
            "ValidationError: You must provide a list containing exactly one certificate if the listener protocol is \
             HTTPS."
                .to_owned(),
        ),
    ] {
        assert_eq!(stage.refused("CreateListener", https(&lb, &group, &certificates)), expected);
    }
    let made = stage.ask("CreateListener", https(&lb, &group, &[&issued]));
    let listener = &made["Listeners"][0];
    assert_eq!(listener["SslPolicy"], "ELBSecurityPolicy-2016-08");
    assert_eq!(listener["Certificates"], json!([{ "CertificateArn": issued }]));
    assert_eq!(listener["MutualAuthentication"], json!({ "Mode": "off" }));
    let described = stage.of(Service::Acm, "DescribeCertificate", json!({ "CertificateArn": issued }));
    assert_eq!(described["Certificate"]["InUseBy"], json!([lb]));
}

#[test]
fn the_policy_has_to_be_one_of_aws() {
    let mut stage = Stage::new();
    let (lb, group, issued) = (stage.load_balancer("web"), stage.target_group("web"), stage.issued("b.example.com"));
    let mut input = https(&lb, &group, &[&issued]);
    input["SslPolicy"] = json!("Strong");
    assert_eq!(stage.refused("CreateListener", input.clone()), "SSLPolicyNotFound: SSL policy 'Strong' not found");
    input["SslPolicy"] = json!("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09");
    let made = stage.ask("CreateListener", input);
    assert_eq!(made["Listeners"][0]["SslPolicy"], "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09");
    let arn = text(&made, "/Listeners/0/ListenerArn");
    let plain = stage.ask("ModifyListener", json!({ "ListenerArn": arn, "Protocol": "HTTP", "Port": 80 }));
    assert!(plain["Listeners"][0].get("Certificates").is_none() && plain["Listeners"][0].get("SslPolicy").is_none());
}

#[test]
fn more_certificates_stand_beside_the_default_one() {
    let mut stage = Stage::new();
    let (lb, group) = (stage.load_balancer("web"), stage.target_group("web"));
    let (default, other) = (stage.issued("a.example.com"), stage.issued("b.example.com"));
    let listener = text(&stage.ask("CreateListener", https(&lb, &group, &[&default])), "/Listeners/0/ListenerArn");
    let input = json!({ "ListenerArn": listener, "Certificates": [{ "CertificateArn": other }] });
    let added = stage.ask("AddListenerCertificates", input.clone());
    assert_eq!(added["Certificates"], json!([{ "CertificateArn": other, "IsDefault": false }]));
    let all = stage.ask("DescribeListenerCertificates", json!({ "ListenerArn": listener }));
    let expected = json!([
        { "CertificateArn": default, "IsDefault": true },
        { "CertificateArn": other, "IsDefault": false },
    ]);
    assert_eq!(all["Certificates"], expected);
    let shown = stage.ask("DescribeListeners", json!({ "ListenerArns": [listener] }));
    assert_eq!(shown["Listeners"][0]["Certificates"], json!([{ "CertificateArn": default }]));
    let remove = json!({ "ListenerArn": listener, "Certificates": [{ "CertificateArn": default }] });
    assert!(stage.refused("RemoveListenerCertificates", remove).starts_with("OperationNotPermitted"));
    stage.ask("RemoveListenerCertificates", input);
    let all = stage.ask("DescribeListenerCertificates", json!({ "ListenerArn": listener }));
    assert_eq!(all["Certificates"].as_array().map(Vec::len), Some(1));
}
