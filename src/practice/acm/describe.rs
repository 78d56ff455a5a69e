//! Certificates described, listed, fetched, deleted.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Certificate, Region};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::page;
use super::pem;

pub(super) const OPERATIONS: Table = &[
    ("DeleteCertificate", delete_certificate),
    ("DescribeCertificate", describe_certificate),
    ("GetCertificate", get_certificate),
    ("ListCertificates", list_certificates),
];

/// How long ACM waits for a validation.
const VALIDATION_HOURS: i64 = 72;

/// The certificate of an ARN.
pub(super) fn find<'a>(region: &'a Region, arn: &str) -> Result<&'a Certificate, Fault> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if parts.len() < 6 || parts[0] != "arn" || parts[2] != "acm" || !parts[5].starts_with("certificate/") {
        let message = format!("The ARN {arn} is not valid");
        return Err(Fault::new("InvalidArnException", message));
    }
    let absent = || Fault::new("ResourceNotFoundException", format!("Could not find certificate {arn}."));
    region.certificates.get(arn).ok_or_else(absent)
}

/// The state of a certificate at a time: issued ones expire, requests are given up.
pub(crate) fn status(certificate: &Certificate, now: Timestamp) -> &str {
    let given_up = certificate.created.saturating_add(SignedDuration::from_hours(VALIDATION_HOURS));
    match certificate.status.as_str() {
        "ISSUED" if certificate.not_after.is_some_and(|end| end <= now) => "EXPIRED",
        "PENDING_VALIDATION" if given_up.is_ok_and(|end| end <= now) => "VALIDATION_TIMED_OUT",
        status => status,
    }
}

/// The load balancers that present a certificate.
fn users<'a>(region: &'a Region, arn: &str) -> Vec<&'a str> {
    let mut users: Vec<&str> = region
        .listeners
        .values()
        .filter(|listener| listener.certificates.iter().any(|one| one == arn))
        .map(|listener| listener.load_balancer.as_str())
        .collect();
    users.dedup();
    users
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CertificateInput {
    certificate_arn: String,
}

fn delete_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CertificateInput = read(input)?;
    let account = call.account.id.clone();
    let region = call.region();
    find(region, &input.certificate_arn)?;
    if !users(region, &input.certificate_arn).is_empty() {
        let message = format!("Certificate {} in account {account} is in use.", input.certificate_arn);
        return Err(Fault::new("ResourceInUseException", message));
    }
    region.certificates.remove(&input.certificate_arn);
    Ok(json!({}))
}

fn get_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CertificateInput = read(input)?;
    let certificate = find(call.region(), &input.certificate_arn)?;
    if certificate.certificate.is_empty() {
        let message = format!("Certificate {} is not issued yet.", certificate.arn);
        return Err(Fault::new("RequestInProgressException", message));
    }
    let chain = Some(&certificate.chain).filter(|chain| !chain.is_empty());
    Ok(answer(json!({ "Certificate": certificate.certificate, "CertificateChain": chain })))
}

fn describe_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: CertificateInput = read(input)?;
    let (now, account) = (call.now, call.account.id.clone());
    let region = call.region();
    let certificate = find(region, &input.certificate_arn)?;
    let mut detail = shown(certificate, now, &account);
    detail["InUseBy"] = json!(users(region, &certificate.arn));
    Ok(answer(json!({ "Certificate": detail })))
}

/// `CertificateDetail`, all but who uses it.
fn shown(certificate: &Certificate, now: Timestamp, account: &str) -> Value {
    let imported = certificate.kind == "IMPORTED";
    let issued = !certificate.certificate.is_empty();
    let validations: Vec<Value> =
        certificate.names.iter().map(|name| validation(certificate, name, account, issued)).collect();
    let usages = json!([{ "Name": "DIGITAL_SIGNATURE" }, { "Name": "KEY_ENCIPHERMENT" }]);
    let extended = json!([{ "Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1" }]);
    let (issuer, algorithm) = pem::signature(&certificate.certificate).unzip();
    json!({
        "CertificateArn": certificate.arn,
        "DomainName": certificate.domain,
        "SubjectAlternativeNames": certificate.names,
        "DomainValidationOptions": (!imported).then_some(validations),
        "Serial": Some(&certificate.serial).filter(|serial| !serial.is_empty()),
        "Subject": format!("CN={}", certificate.domain),
        "Issuer": issuer,
        "CreatedAt": certificate.created,
        "IssuedAt": certificate.issued.filter(|_| !imported),
        "ImportedAt": certificate.issued.filter(|_| imported),
        "Status": status(certificate, now),
        "NotBefore": certificate.not_before,
        "NotAfter": certificate.not_after,
        "KeyAlgorithm": certificate.key_algorithm.replacen('_', "-", 1),
        "SignatureAlgorithm": algorithm,
        "Type": certificate.kind,
        "KeyUsages": issued.then_some(usages),
        "ExtendedKeyUsages": issued.then_some(extended),
        "RenewalEligibility": "INELIGIBLE",
        "Options": { "CertificateTransparencyLoggingPreference": if imported { "DISABLED" } else { "ENABLED" } },
    })
}

/// How a name is to be validated. A wildcard shares the record of the name below it.
fn validation(certificate: &Certificate, name: &str, account: &str, issued: bool) -> Value {
    let base = name.strip_prefix("*.").unwrap_or(name);
    let dns = certificate.validation == "DNS";
    let record = json!({
        "Name": format!("_{}.{base}.", digest(&[account, base])),
        "Type": "CNAME",
        "Value": format!("_{}.{}.acm-validations.aws.", digest(&[base, account, "value"]), &digest(&[account])[..10]),
    });
    let mails: Vec<String> = ["administrator", "hostmaster", "postmaster", "webmaster", "admin"]
        .iter()
        .map(|who| format!("{who}@{base}"))
        .collect();
    json!({
        "DomainName": name,
        "ValidationDomain": name,
        "ValidationStatus": if issued { "SUCCESS" } else { "PENDING_VALIDATION" },
        "ResourceRecord": dns.then_some(record),
        "ValidationEmails": (!dns).then_some(mails),
        "ValidationMethod": certificate.validation,
    })
}

/// Thirty-two hexadecimal digits that follow from the words (FNV-1a, twice): the same name in the same account
/// always has the same record, as with ACM.
fn digest(words: &[&str]) -> String {
    let half = |start: u64| {
        let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
        bytes.fold(start, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    format!("{:016x}{:016x}", half(0xcbf2_9ce4_8422_2325), half(0x8422_2325_cbf2_9ce4))
}

/// A serial number as ACM writes it.
pub(super) fn colons(serial: &[u8]) -> String {
    serial.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListCertificatesInput {
    certificate_statuses: Option<Vec<String>>,
    includes: Option<Includes>,
    next_token: Option<String>,
    max_items: Option<usize>,
    sort_order: Option<String>,
}

#[derive(Default, Deserialize)]
struct Includes {
    #[serde(rename = "keyTypes")]
    key_types: Option<Vec<String>>,
}

fn list_certificates(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ListCertificatesInput = read(input)?;
    let now = call.now;
    // Unless a request names key types, ACM lists RSA certificates of up to 2048 bits only.
    let default = || vec!["RSA_1024".to_owned(), "RSA_2048".to_owned()];
    let key_types =
        input.includes.and_then(|one| one.key_types).filter(|types| !types.is_empty()).unwrap_or_else(default);
    let statuses = input.certificate_statuses.unwrap_or_default();
    let region = call.region();
    let mut found: Vec<&Certificate> = region
        .certificates
        .values()
        .filter(|one| key_types.contains(&one.key_algorithm))
        .filter(|one| statuses.is_empty() || statuses.iter().any(|wanted| wanted == status(one, now)))
        .collect();
    found.sort_by_key(|one| (one.created, one.arn.clone()));
    if input.sort_order.as_deref() == Some("DESCENDING") {
        found.reverse();
    }
    let all: Vec<Value> = found.into_iter().map(|one| summary(region, one, now)).collect();
    let (page, next) = page::page(all, input.max_items, input.next_token.as_deref(), "ValidationException")?;
    Ok(answer(json!({ "CertificateSummaryList": page, "NextToken": next })))
}

fn summary(region: &Region, certificate: &Certificate, now: Timestamp) -> Value {
    let imported = certificate.kind == "IMPORTED";
    let issued = !certificate.certificate.is_empty();
    json!({
        "CertificateArn": certificate.arn,
        "DomainName": certificate.domain,
        "SubjectAlternativeNameSummaries": certificate.names,
        "HasAdditionalSubjectAlternativeNames": false,
        "Status": status(certificate, now),
        "Type": certificate.kind,
        "KeyAlgorithm": certificate.key_algorithm.replacen('_', "-", 1),
        "KeyUsages": if issued { json!(["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"]) } else { json!([]) },
        "ExtendedKeyUsages": if issued { json!(["TLS_WEB_SERVER_AUTHENTICATION"]) } else { json!([]) },
        "InUse": !users(region, &certificate.arn).is_empty(),
        "RenewalEligibility": "INELIGIBLE",
        "NotBefore": certificate.not_before,
        "NotAfter": certificate.not_after,
        "CreatedAt": certificate.created,
        "IssuedAt": certificate.issued.filter(|_| !imported),
        "ImportedAt": certificate.issued.filter(|_| imported),
    })
}
