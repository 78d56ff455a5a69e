//! What state a certificate is in: good to be presented, or why not.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Status, Verdict};
use crate::facts::certificates::Certificate;

/// A certificate that nobody renews by itself should be seen to this long before it ends.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The verdict about one certificate, by ACM's status and by its dates.
pub(super) fn state(certificate: &Certificate, now: Timestamp) -> Verdict {
    let ended = certificate.not_after.is_some_and(|end| end <= now);
    let verdict = match certificate.status.as_str() {
        "ISSUED" if ended => Verdict::fail("certificate-expired"),
        "ISSUED" if certificate.not_before.is_some_and(|begin| begin > now) => Verdict::fail("certificate-not-yet"),
        "ISSUED" => Verdict::pass("certificate-issued"),
        "EXPIRED" => Verdict::fail("certificate-expired"),
        "PENDING_VALIDATION" => Verdict::fail("certificate-pending"),
        "VALIDATION_TIMED_OUT" => Verdict::fail("certificate-validation-timed-out"),
        "REVOKED" => Verdict::fail("certificate-revoked"),
        "FAILED" => Verdict::fail("certificate-failed"),
        "INACTIVE" => Verdict::fail("certificate-inactive"),
        _ => Verdict::inconclusive("certificate-status-unknown"),
    };
    let verdict = verdict.arg("status", certificate.status.as_str()).arg("arn", certificate.arn.as_str());
    let verdict = verdict.arg("names", certificate.names.clone());
    let verdict = verdict.arg("reason", certificate.reason.as_deref().unwrap_or("-"));
    let verdict = [("from", certificate.not_before), ("until", certificate.not_after)].into_iter().fold(
        verdict,
        |verdict, (name, time)| match time {
            Some(time) => verdict.arg(name, time),
            None => verdict.arg(name, "-"),
        },
    );
    match certificate.not_after.filter(|_| verdict.status == Status::Pass) {
        Some(end) if end.duration_since(now) < SOON => {
            let renewed = certificate.kind.as_deref() == Some("AMAZON_ISSUED");
            let id = if renewed { "advice-certificate-renewal" } else { "advice-certificate-ends" };
            verdict.advise(Finding::new(id).arg("until", end))
        }
        _ => verdict,
    }
}

/// Of several certificates the one that is nearest to good: one that is, else one that may still become so.
pub(super) fn best<'a>(
    certificates: impl IntoIterator<Item = &'a Certificate>,
    now: Timestamp,
) -> Option<(&'a Certificate, Verdict)> {
    let rank = |verdict: &Verdict| match verdict.status {
        Status::Pass => 0,
        Status::Inconclusive => 1,
        _ if verdict.finding.id == "certificate-pending" => 2,
        _ => 3,
    };
    let judged = certificates.into_iter().map(|one| (one, state(one, now)));
    judged.min_by_key(|(one, verdict)| (rank(verdict), Reverse(one.not_after), one.arn.clone()))
}
