//! Certificates and security policies of listeners.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Listener, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::{limits, names, ssl_policies};

pub(super) const OPERATIONS: Table = &[
    ("AddListenerCertificates", add_listener_certificates),
    ("DescribeListenerCertificates", describe_listener_certificates),
    ("RemoveListenerCertificates", remove_listener_certificates),
];

/// A certificate as requests name it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Named {
    certificate_arn: Option<String>,
    is_default: Option<bool>,
}

/// The policy of a secure listener whose request names none; the console offers another.
const DEFAULT_POLICY: &str = "ELBSecurityPolicy-2016-08";

const ALPN: [&str; 5] = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];

/// Gives a listener its certificate, security policy and ALPN policy, as its protocol wants them.
pub(super) fn settle(
    region: &Region,
    listener: &mut Listener,
    certificates: Option<Vec<Named>>,
    policy: Option<String>,
    alpn: Option<Vec<String>>,
) -> Result<(), Fault> {
    let protocol = listener.protocol.clone();
    let given = certificates.unwrap_or_default();
    let alpn = alpn.unwrap_or_default();
    if !matches!(protocol.as_str(), "HTTPS" | "TLS") {
        if !given.is_empty() {
            return Err(Fault::validation(format!("A certificate cannot be specified for {protocol} listeners")));
        }
        if policy.is_some() {
            return Err(Fault::validation(format!("An SSL policy cannot be specified for {protocol} listeners")));
        }
        if !alpn.is_empty() {
            return Err(Fault::validation(format!("An ALPN policy cannot be specified for {protocol} listeners")));
        }
        listener.certificates.clear();
        (listener.ssl_policy, listener.alpn_policy) = (None, None);
        return Ok(());
    }
    match given.as_slice() {
        [] if listener.certificates.is_empty() => {
            return Err(Fault::validation(format!("A certificate must be specified for {protocol} listeners")));
        }
        [] => {}
        [one] if one.is_default.is_none() => {
            let arn = usable(region, one)?;
            let extra = listener.certificates.iter().skip(1).filter(|other| **other != arn).cloned();
            listener.certificates = std::iter::once(arn.clone()).chain(extra).collect();
        }
        [_] => return Err(Fault::validation("You cannot set the isDefault parameter of a certificate")),
        _ => {
            let message = format!(
                "You must provide a list containing exactly one certificate if the listener protocol is {protocol}."
            );
            return Err(Fault::validation(message));
        }
    }
    let policy = policy.or_else(|| listener.ssl_policy.take()).unwrap_or_else(|| DEFAULT_POLICY.to_owned());
    if ssl_policies::protocols(&policy).is_none() {
        return Err(Fault::new("SSLPolicyNotFound", format!("SSL policy '{policy}' not found")));
    }
    listener.ssl_policy = Some(policy);
    set_alpn(listener, &protocol, &alpn)
}

fn set_alpn(listener: &mut Listener, protocol: &str, given: &[String]) -> Result<(), Fault> {
    let Some(policy) = given.first() else { return Ok(()) };
    if protocol != "TLS" {
        return Err(Fault::validation(format!("An ALPN policy cannot be specified for {protocol} listeners")));
    }
    if given.len() > 1 || !ALPN.contains(&policy.as_str()) {
        return Err(Fault::new("ALPNPolicyNotFound", format!("The ALPN policy must be one of '{}'", ALPN.join(", "))));
    }
    listener.alpn_policy = (policy != "None").then(|| policy.clone());
    Ok(())
}

/// The ARN of a certificate that a listener can present: one of this account's, issued.
fn usable(region: &Region, named: &Named) -> Result<String, Fault> {
    let missing = || Fault::validation("A certificate ARN must be specified");
    let arn = named.certificate_arn.clone().filter(|arn| !arn.is_empty()).ok_or_else(missing)?;
    if !names::has_form(&arn, "^arn:[^:]+:(acm|iam):") {
        return Err(Fault::validation(format!("Certificate ARN '{arn}' is not valid")));
    }
    let Some(certificate) = region.certificates.get(&arn) else {
        return Err(Fault::new("CertificateNotFound", format!("Certificate '{arn}' not found")));
    };
    if certificate.certificate.is_empty() {
        let message = format!(
            "The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a supported key \
             size."
        );
        return Err(Fault::new("UnsupportedCertificate", message));
    }
    Ok(arn)
}

/// A listener that can have certificates.
fn secure<'a>(region: &'a Region, arn: &str) -> Result<&'a Listener, Fault> {
    let listener = names::listener(region, arn)?;
    if matches!(listener.protocol.as_str(), "HTTPS" | "TLS") {
        return Ok(listener);
    }
    let message = format!("Certificates are not supported for listeners with the {} protocol", listener.protocol);
    Err(Fault::new("OperationNotPermitted", message))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CertificatesInput {
    listener_arn: String,
    certificates: Vec<Named>,
}

fn add_listener_certificates(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CertificatesInput = read(input)?;
    let region = call.region();
    let mut certificates = secure(region, &input.listener_arn)?.certificates.clone();
    let mut added = Vec::new();
    for named in &input.certificates {
        if named.is_default.is_some() {
            return Err(Fault::validation("You cannot set the isDefault parameter of a certificate"));
        }
        let arn = usable(region, named)?;
        added.push(json!({ "CertificateArn": arn, "IsDefault": false }));
        if !certificates.iter().skip(1).any(|known| *known == arn) {
            certificates.push(arn);
        }
    }
    if certificates.len() > limits::CERTIFICATES + 1 {
        let message = "You've reached the limit on the number of certificates per load balancer";
        return Err(Fault::new("TooManyCertificates", message));
    }
    if let Some(listener) = region.listeners.get_mut(&input.listener_arn) {
        listener.certificates = certificates;
    }
    Ok(json!({ "Certificates": added }))
}

fn remove_listener_certificates(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CertificatesInput = read(input)?;
    let region = call.region();
    let listener = secure(region, &input.listener_arn)?;
    let gone: Vec<String> = input.certificates.iter().filter_map(|named| named.certificate_arn.clone()).collect();
    let default = listener.certificates.first();
    let listed = |arn: &String| listener.certificates.iter().skip(1).any(|known| known == arn);
    if gone.iter().any(|arn| Some(arn) == default && !listed(arn)) {
        let message = "Default certificate cannot be removed from the certificate list of a listener";
        return Err(Fault::new("OperationNotPermitted", message));
    }
    if let Some(listener) = region.listeners.get_mut(&input.listener_arn) {
        let mut at = 0;
        listener.certificates.retain(|arn| {
            at += 1;
            at == 1 || !gone.contains(arn)
        });
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeListenerCertificatesInput {
    listener_arn: String,
    marker: Option<String>,
    page_size: Option<usize>,
}

fn describe_listener_certificates(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: DescribeListenerCertificatesInput = read(input)?;
    let listener = secure(call.region(), &input.listener_arn)?;
    let all = listener
        .certificates
        .iter()
        .enumerate()
        .map(|(at, arn)| json!({ "CertificateArn": arn, "IsDefault": at == 0 }))
        .collect();
    let (page, next) = names::paged(all, input.page_size, input.marker.as_deref())?;
    Ok(answer(json!({ "Certificates": page, "NextMarker": next })))
}
