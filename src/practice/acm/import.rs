//! Certificates brought along.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::{Certificate, Tags};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::super::tagging::Tag;
use super::{describe, pem, tags};

pub(super) const OPERATIONS: Table = &[("ImportCertificate", import_certificate)];

/// All three texts are blobs: base64.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImportCertificateInput {
    certificate_arn: Option<String>,
    certificate: String,
    private_key: String,
    certificate_chain: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn import_certificate(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ImportCertificateInput = read(input)?;
    let given = tags::checked(&input.tags)?;
    let before = replaced(call, input.certificate_arn.as_deref())?;
    if before.is_some() && !given.is_empty() {
        let message = "Tags cannot be specified when a certificate is imported again.";
        return Err(Fault::new("ValidationException", message));
    }
    let (certificate, key) = (text(&input.certificate)?, text(&input.private_key)?);
    let chain = input.certificate_chain.as_deref().map(text).transpose()?.unwrap_or_default();
    let der = pem::certificate(&certificate)?;
    pem::chain(&chain)?;
    let facts = pem::facts(&der)?;
    pem::belongs(der, &key)?;
    if call.now < facts.not_before || call.now > facts.not_after {
        let message = "The certificate must be valid at the time of import: it is not valid yet, or has expired.";
        return Err(Fault::new("ValidationException", message));
    }
    let Some(domain) = facts.names.first().cloned() else {
        let message = "The certificate must name at least one domain.";
        return Err(Fault::new("ValidationException", message));
    };
    let (arn, created, kept) = before.unwrap_or_else(|| {
        let id = call.account.ids.uuid();
        (call.arn("acm", &format!("certificate/{id}")), call.now, given)
    });
    let imported = Certificate {
        arn: arn.clone(),
        domain,
        names: facts.names,
        kind: "IMPORTED".to_owned(),
        status: "ISSUED".to_owned(),
        created,
        issued: Some(call.now),
        not_before: Some(facts.not_before),
        not_after: Some(facts.not_after),
        certificate,
        chain,
        private_key: key,
        validation: String::new(),
        serial: describe::colons(&facts.serial),
        key_algorithm: facts.key_algorithm,
        client_token: None,
        tags: kept,
    };
    call.region().certificates.insert(arn.clone(), imported);
    Ok(json!({ "CertificateArn": arn }))
}

/// What an import over an earlier one keeps of it.
fn replaced(call: &mut Call<'_>, arn: Option<&str>) -> Result<Option<(String, jiff::Timestamp, Tags)>, Fault> {
    let Some(arn) = arn else { return Ok(None) };
    let before = describe::find(call.region(), arn)?;
    if before.kind != "IMPORTED" {
        let message = format!("Certificate {arn} was not imported and cannot be imported again.");
        return Err(Fault::new("ValidationException", message));
    }
    Ok(Some((before.arn.clone(), before.created, before.tags.clone())))
}

fn text(blob: &str) -> Result<String, Fault> {
    let bytes = STANDARD.decode(blob).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    bytes.ok_or_else(|| Fault::new("ValidationException", "The certificate is not in PEM format."))
}
