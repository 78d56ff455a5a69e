//! Certificates requested from ACM.

use jiff::SignedDuration;
use regex_lite::Regex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::Certificate;
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::tags;

pub(super) const OPERATIONS: Table = &[("RequestCertificate", request_certificate)];

/// The most names that a certificate may have, by ACM's quota.
const NAMES: usize = 10;

/// A domain name, perhaps a wildcard for one label.
const DOMAIN: &str =
    r"^(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RequestCertificateInput {
    domain_name: String,
    validation_method: Option<String>,
    subject_alternative_names: Option<Vec<String>>,
    idempotency_token: Option<String>,
    certificate_authority_arn: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    key_algorithm: Option<String>,
}

fn request_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: RequestCertificateInput = read(input)?;
    if input.certificate_authority_arn.is_some() {
        return Err(Fault::not_here("RequestCertificate with a private certificate authority"));
    }
    let given = tags::checked(&input.tags)?;
    let names = names(&input.domain_name, input.subject_alternative_names.unwrap_or_default())?;
    let key_algorithm = input.key_algorithm.unwrap_or_else(|| "RSA_2048".to_owned());
    if !matches!(key_algorithm.as_str(), "RSA_2048" | "EC_prime256v1" | "EC_secp384r1") {
        let message = format!("Key algorithm {key_algorithm} is not supported for certificates that ACM issues.");
        return Err(Fault::new("ValidationException", message));
    }
    if let Some(arn) = repeated(call, input.idempotency_token.as_deref(), &names) {
        return Ok(json!({ "CertificateArn": arn }));
    }
    let id = call.account.ids.uuid();
    let arn = call.arn("acm", &format!("certificate/{id}"));
    let certificate = Certificate {
        arn: arn.clone(),
        domain: input.domain_name,
        names,
        kind: "AMAZON_ISSUED".to_owned(),
        status: "PENDING_VALIDATION".to_owned(),
        created: call.now,
        issued: None,
        not_before: None,
        not_after: None,
        certificate: String::new(),
        chain: String::new(),
        private_key: String::new(),
        validation: input.validation_method.unwrap_or_else(|| "EMAIL".to_owned()),
        serial: String::new(),
        key_algorithm,
        client_token: input.idempotency_token,
        tags: given,
    };
    call.region().certificates.insert(arn.clone(), certificate);
    Ok(json!({ "CertificateArn": arn }))
}

/// The names that a certificate is asked for, each once, its domain first.
fn names(domain: &str, others: Vec<String>) -> Result<Vec<String>, Fault> {
    let form = Regex::new(DOMAIN).ok();
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(domain.to_owned()).chain(others) {
        if name.len() > 253 || !form.as_ref().is_some_and(|form| form.is_match(&name)) {
            let message = format!(
                "1 validation error detected: Value '{name}' at 'domainName' failed to satisfy constraint: Member must \
                 satisfy regular expression pattern for domain names"
            );
            return Err(Fault::new("ValidationException", message));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > NAMES {
        let message = format!("Error: you have reached your limit of {NAMES} domain names in this certificate.");
        return Err(Fault::new("LimitExceededException", message));
    }
    Ok(names)
}

/// The certificate that the same token brought within the last hour, for the same names.
fn repeated(call: &mut Call<'_>, token: Option<&str>, names: &[String]) -> Option<String> {
    let token = token?;
    let since = call.now.saturating_sub(SignedDuration::from_hours(1)).ok()?;
    let same =
        |one: &&Certificate| one.client_token.as_deref() == Some(token) && one.created >= since && one.names == names;
    call.region().certificates.values().find(same).map(|one| one.arn.clone())
}
