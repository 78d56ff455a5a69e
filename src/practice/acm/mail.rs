//! Validation by e-mail, which needs no DNS: the mail is sent again, and here its reader approves at once.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::{authority, describe};

pub(super) const OPERATIONS: Table = &[("ResendValidationEmail", resend_validation_email)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResendInput {
    certificate_arn: String,
    domain: String,
    validation_domain: String,
}

fn resend_validation_email(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: ResendInput = read(input)?;
    let now = call.now;
    let certificate = describe::find(call.region(), &input.certificate_arn)?;
    if describe::status(certificate, now) != "PENDING_VALIDATION" || certificate.validation != "EMAIL" {
        let message = format!("Certificate {} is not waiting for validation by e-mail", certificate.arn);
        return Err(Fault::new("InvalidStateException", message));
    }
    let above = format!(".{}", input.validation_domain);
    let is_its = input.domain == input.validation_domain || input.domain.ends_with(&above);
    if !certificate.names.contains(&input.domain) || !is_its {
        let message = format!("{} cannot be validated at {}", input.domain, input.validation_domain);
        return Err(Fault::new("InvalidDomainValidationOptionsException", message));
    }
    // One reader owns every mailbox: one approval is that of all names.
    authority::issue(call, &input.certificate_arn)?;
    Ok(json!({}))
}
