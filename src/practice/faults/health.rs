//! Faults of health-check settings.

use super::super::account::{HealthCheck, HealthState};
use super::{Breakage, Scene, Unbroken, fault};

const HOP: &str = "health-check";

pub(super) const FAULTS: &[Breakage] = &[
    fault("health-path", HOP, "The health check asks for a path that is not there.", |scene| {
        check(scene, |check| check.path = Some("/healthcheck.html".to_owned()))
    }),
    fault("health-matcher", HOP, "The health check expects 301.", |scene| {
        check(scene, |check| check.matcher = Some("301".to_owned()))
    }),
    fault("health-port", HOP, "The health check asks at port 9999.", |scene| {
        check(scene, |check| "9999".clone_into(&mut check.port))
    }),
    fault("health-protocol", HOP, "The health check speaks HTTPS to servers that do not.", |scene| {
        check(scene, |check| "HTTPS".clone_into(&mut check.protocol))
    }),
    fault("health-disabled", HOP, "Health checks are turned off.", |scene| check(scene, |check| check.enabled = false)),
    fault("health-initial", HOP, "Nothing listens, and ten failures are needed before that shows.", initial),
];

fn check(scene: &mut Scene<'_, '_>, change: impl Fn(&mut HealthCheck)) -> Result<(), Unbroken> {
    change(&mut scene.target_group()?.health_check);
    Ok(())
}

/// Targets begin again, and stay `initial` for ten intervals.
fn initial(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.each_instance(|instance| instance.process = None)?;
    let now = scene.call.now;
    let group = scene.target_group()?;
    group.health_check.unhealthy_threshold = 10;
    for target in &mut group.targets {
        target.registered = now;
        let health = &mut target.health;
        (health.state, health.since, health.next) = (HealthState::Initial, now, None);
        health.reason = Some("Elb.RegistrationInProgress".to_owned());
        health.description = Some("Target registration is in progress".to_owned());
        (health.successes, health.failures) = (0, 0);
    }
    Ok(())
}
