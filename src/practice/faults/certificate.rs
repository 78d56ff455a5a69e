//! Faults of HTTPS listeners and their certificates.

use super::super::account::Certificate;
use super::super::acm::authority;
use super::{Breakage, Scene, Unbroken, fault};

pub(super) const FAULTS: &[Breakage] = &[
    fault("certificate-expired", "listener", "The HTTPS listener's certificate has expired.", expired),
    fault("certificate-other-name", "listener", "The certificate is for another name.", other_name),
    fault("certificate-pending", "listener", "The certificate still waits for its validation.", pending),
    fault("tls-policy-old", "configuration", "The listener's security policy allows TLS 1.0.", old_policy),
];

/// The default certificate of the first HTTPS (or TLS) listener.
fn certificate<'s>(scene: &'s mut Scene<'_, '_>) -> Result<&'s mut Certificate, Unbroken> {
    let balancer = scene.balancer()?.arn.clone();
    let region = scene.region();
    let mut listeners = region.listeners.values().filter(|one| one.load_balancer == balancer);
    let arn = listeners.find_map(|one| one.certificates.first()).cloned();
    arn.and_then(|arn| region.certificates.get_mut(&arn)).ok_or(Unbroken::Missing("certificate of a listener"))
}

fn expired(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let arn = certificate(scene)?.arn.clone();
    authority::expire(scene.call, &arn).map_err(|_| Unbroken::Missing("issued certificate of a listener"))
}

/// What is presented follows what ACM tells of it.
fn other_name(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let certificate = certificate(scene)?;
    "other.example".clone_into(&mut certificate.domain);
    certificate.names = vec![certificate.domain.clone()];
    let (arn, until) = (certificate.arn.clone(), certificate.not_after);
    let until = until.unwrap_or(scene.call.now);
    authority::sign(scene.call, &arn, until).map_err(|_| Unbroken::Missing("certificate of a listener"))
}

fn pending(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let certificate = certificate(scene)?;
    "PENDING_VALIDATION".clone_into(&mut certificate.status);
    certificate.issued = None;
    Ok(())
}

fn old_policy(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let balancer = scene.balancer()?.arn.clone();
    let mut listeners = scene.region().listeners.values_mut().filter(|one| one.load_balancer == balancer);
    let secure = listeners.find(|one| matches!(one.protocol.as_str(), "HTTPS" | "TLS"));
    secure.ok_or(Unbroken::Missing("HTTPS listener"))?.ssl_policy = Some("ELBSecurityPolicy-2016-08".to_owned());
    Ok(())
}
