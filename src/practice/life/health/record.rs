//! The record of a target's health: states, reasons and the counting between them.

use jiff::{SignedDuration, Timestamp};

use super::super::super::account::{Health, HealthCheck, HealthState, TargetGroup};
use super::super::super::elbv2::target_group_attributes::attribute;
use super::probe::Outcome;
use super::standing::Standing;

/// Brings the record to where the target stands; says whether it stood there before. What is to be asked keeps
/// what is known from earlier answers.
pub(super) fn stand(health: &mut Health, standing: &Standing, registered: Timestamp, now: Timestamp) -> bool {
    let registering = ("Elb.RegistrationInProgress", "Target registration is in progress");
    let checking = ("Elb.InitialHealthChecking", "Initial health checks in progress");
    match standing {
        Standing::Draining => {
            let why = ("Target.DeregistrationInProgress", "Target deregistration is in progress");
            fresh(health, HealthState::Draining, why, now)
        }
        Standing::Unused(reason, description) => fresh(health, HealthState::Unused, (reason, description), now),
        Standing::Provisioning => fresh(health, HealthState::Initial, registering, now),
        Standing::Disabled => {
            let why = ("Target.HealthCheckDisabled", "Health checks are disabled for this target");
            fresh(health, HealthState::Unavailable, why, now)
        }
        Standing::Internal => {
            let why = ("Elb.InternalError", "Health checks failed due to an internal error");
            fresh(health, HealthState::Unhealthy, why, now)
        }
        Standing::Checked => {
            let known =
                matches!(health.state, HealthState::Healthy | HealthState::Unhealthy | HealthState::UnhealthyDraining);
            let counting = health.state == HealthState::Initial && health.reason.as_deref() == Some(checking.0);
            let begun = if now > registered { checking } else { registering };
            known || counting || fresh(health, HealthState::Initial, begun, now)
        }
    }
}

/// A record without any count, unless it says the same already; tells whether it did.
fn fresh(health: &mut Health, state: HealthState, (reason, description): (&str, &str), now: Timestamp) -> bool {
    let same = health.state == state
        && health.reason.as_deref() == Some(reason)
        && health.description.as_deref() == Some(description);
    if !same {
        enter(health, state, Some((reason.to_owned(), description.to_owned())), now);
        (health.successes, health.failures) = (0, 0);
    }
    same
}

/// Counts one answer. One success makes a new target healthy; after that it takes as many in a row as the group
/// says, and as many failures to make it unhealthy.
pub(super) fn count(health: &mut Health, check: &HealthCheck, outcome: &Outcome, application: bool, now: Timestamp) {
    if *outcome == Outcome::Passed {
        (health.successes, health.failures) = (health.successes.saturating_add(1), 0);
        let new = health.state == HealthState::Initial;
        if health.state != HealthState::Healthy && (new || health.successes >= check.healthy_threshold) {
            enter(health, HealthState::Healthy, None, now);
        }
        return;
    }
    (health.successes, health.failures) = (0, health.failures.saturating_add(1));
    let why = reason(outcome, application);
    match health.state {
        // It fails otherwise than before: the reason is always the last one.
        HealthState::Unhealthy | HealthState::UnhealthyDraining => {
            (health.reason, health.description) = (Some(why.0), Some(why.1));
        }
        _ if health.failures >= check.unhealthy_threshold => enter(health, HealthState::Unhealthy, Some(why), now),
        _ => {}
    }
}

/// AWS's reason and description. Only application load balancers tell the kinds of failure apart.
fn reason(outcome: &Outcome, application: bool) -> (String, String) {
    let (reason, description) = match outcome {
        Outcome::Mismatch(status) if application => {
            ("Target.ResponseCodeMismatch", format!("Health checks failed with these codes: [{status}]"))
        }
        Outcome::TimedOut if application => ("Target.Timeout", "Request timed out".to_owned()),
        _ => ("Target.FailedHealthChecks", "Health checks failed".to_owned()),
    };
    (reason.to_owned(), description)
}

fn enter(health: &mut Health, state: HealthState, why: Option<(String, String)>, now: Timestamp) {
    let (reason, description) = why.unzip();
    if health.state != state {
        health.since = now;
    }
    (health.state, health.reason, health.description) = (state, reason, description);
}

/// How long a network load balancer's unhealthy target keeps its connections: only where the group does not end
/// them at once.
pub(super) fn unhealthy_draining_seconds(group: &TargetGroup) -> i64 {
    let get = |key: &str| attribute(group, &format!("target_health_state.unhealthy.{key}"));
    if get("connection_termination.enabled") != "false" {
        return 0;
    }
    get("draining_interval_seconds").parse().unwrap_or(0)
}

/// An unhealthy target is `unhealthy.draining` for that long.
pub(super) fn settle_draining(health: &mut Health, seconds: i64, now: Timestamp) {
    if !matches!(health.state, HealthState::Unhealthy | HealthState::UnhealthyDraining) {
        return;
    }
    let until = health.since.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    health.state = if now < until { HealthState::UnhealthyDraining } else { HealthState::Unhealthy };
}
