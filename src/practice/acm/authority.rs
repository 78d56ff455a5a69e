//! The account's own certificate authority: its root, and what it issues.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P384_SHA384, SerialNumber,
};

use super::super::account::{Account, Authority, Certificate};
use super::super::call::Call;
use super::super::fault::Fault;
use super::describe;

/// How long ACM's certificates are valid.
const VALIDITY_DAYS: i64 = 198;
/// Practice time may run ahead of a client's own clock, which judges the same certificate: its validity begins this
/// long before it is issued.
const BEGINS_BEFORE_DAYS: i64 = 90;

/// The certificate that all of the account's certificates lead to, PEM. Made when it is first asked for.
///
/// # Errors
/// The system gives no randomness for a key.
pub(crate) fn root(account: &mut Account) -> Result<String, Fault> {
    if let Some(authority) = &account.authority {
        return Ok(authority.certificate.clone());
    }
    let made = made(&account.id).map_err(|error| failed(&error))?;
    let certificate = made.certificate.clone();
    account.authority = Some(made);
    Ok(certificate)
}

/// AWS's word for something that went wrong on its side.
fn failed(error: &rcgen::Error) -> Fault {
    Fault { status: 500, ..Fault::new("InternalFailure", error.to_string()) }
}

fn made(account: &str) -> Result<Authority, rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
    let certificate = root_params(account).self_signed(&key)?;
    Ok(Authority { certificate: certificate.pem(), private_key: key.serialize_pem() })
}

/// The root as it is signed, and as its name and key usages go into what it signs.
fn root_params(account: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "hanamaru");
    params.distinguished_name.push(DnType::CommonName, format!("hanamaru practice account {account}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2060, 1, 1);
    params
}

const fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days * 24)
}

/// Issues a requested certificate: what happens on AWS once its validation record is found. One that has expired is
/// renewed.
///
/// # Errors
/// There is no such certificate, or it waits for nothing.
pub(crate) fn issue(call: &mut Call<'_>, arn: &str) -> Result<(), Fault> {
    let now = call.now;
    let certificate = describe::find(call.region(), arn)?;
    if !matches!(describe::status(certificate, now), "PENDING_VALIDATION" | "EXPIRED") {
        let message = format!("Certificate {arn} is not waiting for validation");
        return Err(Fault::new("InvalidStateException", message));
    }
    let until = now.saturating_add(days(VALIDITY_DAYS)).unwrap_or(Timestamp::MAX);
    sign(call, arn, until)
}

/// Lets an issued certificate have ended yesterday. Listeners go on to present it, as AWS's do.
///
/// # Errors
/// There is no such certificate, or it was never issued.
pub(crate) fn expire(call: &mut Call<'_>, arn: &str) -> Result<(), Fault> {
    if describe::find(call.region(), arn)?.issued.is_none() {
        let message = format!("Certificate {arn} has not been issued");
        return Err(Fault::new("InvalidStateException", message));
    }
    let until = call.now.saturating_sub(days(1)).unwrap_or(Timestamp::MIN);
    sign(call, arn, until)
}

/// Signs what a certificate says with the account's own authority, anew.
///
/// # Errors
/// There is no such certificate.
pub(crate) fn sign(call: &mut Call<'_>, arn: &str, until: Timestamp) -> Result<(), Fault> {
    let now = call.now;
    let from = now.saturating_sub(days(BEGINS_BEFORE_DAYS)).unwrap_or(Timestamp::MIN);
    let root = root(call.account)?;
    let certificate = describe::find(call.region(), arn)?.clone();
    let serial: [u64; 2] = [call.account.ids.number(), call.account.ids.number()];
    let serial: Vec<u8> = serial.iter().flat_map(|half| half.to_be_bytes()).collect();
    let signed = signed(call.account, &certificate, &serial, from, until).map_err(|error| failed(&error))?;
    if let Some(stored) = call.region().certificates.get_mut(arn) {
        "ISSUED".clone_into(&mut stored.status);
        stored.issued.get_or_insert(now);
        stored.not_before = Some(from);
        stored.not_after = Some(until);
        stored.serial = describe::colons(&serial);
        (stored.certificate, stored.private_key) = signed;
        stored.chain = root;
    }
    Ok(())
}

/// The certificate and its key, PEM.
fn signed(
    account: &Account,
    certificate: &Certificate,
    serial: &[u8],
    from: Timestamp,
    until: Timestamp,
) -> Result<(String, String), rcgen::Error> {
    let authority = account.authority.as_ref().ok_or(rcgen::Error::CouldNotParseKeyPair)?;
    let params = root_params(&account.id);
    let issuer = Issuer::from_params(&params, KeyPair::from_pem(&authority.private_key)?);
    let key = KeyPair::generate()?;
    let mut leaf = CertificateParams::new(certificate.names.clone())?;
    leaf.distinguished_name = DistinguishedName::new();
    leaf.distinguished_name.push(DnType::CommonName, certificate.domain.clone());
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    leaf.serial_number = Some(SerialNumber::from_slice(serial));
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since = |time: Timestamp| Duration::from_secs(u64::try_from(time.as_second()).unwrap_or_default());
    leaf.not_before = epoch + since(from);
    leaf.not_after = epoch + since(until);
    Ok((leaf.signed_by(&key, &issuer)?.pem(), key.serialize_pem()))
}
