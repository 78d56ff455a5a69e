//! Faults of targets: not registered, at another port, not running.

use super::super::account::{HealthState, InstanceState, Target};
use super::{Breakage, Scene, Unbroken, fault};

pub(super) const FAULTS: &[Breakage] = &[
    fault("target-deregistered", "target-group-membership", "The targets are not registered.", deregistered),
    fault("target-draining", "target", "The targets are being deregistered.", draining),
    fault("target-port", "target", "The targets are registered at port 8081.", port),
    fault("target-group-protocol", "target-group", "The target group speaks HTTPS to servers that do not.", protocol),
    fault("target-ip-unusable", "target", "The target is an address of the load balancer itself.", ip_unusable),
    fault("instance-stopped", "target", "The instances are stopped.", |scene| state(scene, InstanceState::Stopped)),
    fault("instance-terminated", "target", "The instances are terminated.", |scene| {
        state(scene, InstanceState::Terminated)
    }),
];

fn deregistered(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.target_group()?.targets.clear();
    Ok(())
}

fn draining(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let until = scene.call.after(300);
    let group = scene.target_group()?;
    if group.targets.is_empty() {
        return Err(Unbroken::Missing("target"));
    }
    for target in &mut group.targets {
        target.draining_until = Some(until);
    }
    Ok(())
}

fn port(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.instances()?;
    for target in &mut scene.target_group()?.targets {
        target.port = 8081;
    }
    Ok(())
}

fn protocol(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let group = scene.target_group()?;
    "HTTPS".clone_into(&mut group.protocol);
    "HTTPS".clone_into(&mut group.health_check.protocol);
    Ok(())
}

fn ip_unusable(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let now = scene.call.now;
    let zone = scene.balancer()?.zones.first().cloned().ok_or(Unbroken::Missing("enabled zone"))?;
    let group = scene.target_group()?;
    let mut target = group.targets.first().cloned().ok_or(Unbroken::Missing("target"))?;
    "ip".clone_into(&mut group.target_type);
    target = Target { id: zone.private_ip.to_string(), zone: Some(zone.zone), registered: now, ..target };
    (target.health.state, target.health.next) = (HealthState::Initial, None);
    group.targets = vec![target];
    Ok(())
}

/// Without a service that would set them up again: what an instance is, not what its group makes of it.
fn state(scene: &mut Scene<'_, '_>, state: InstanceState) -> Result<(), Unbroken> {
    // The end of an instance is time's to carry out: what was attached to it goes with it.
    let (state, until) = match state {
        InstanceState::Terminated => (InstanceState::ShuttingDown, Some(scene.call.now)),
        other => (other, None),
    };
    scene.each_instance(|instance| {
        (instance.state, instance.process, instance.boot) = (state, None, None);
        instance.until = until;
    })
}
