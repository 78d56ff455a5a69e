//! Faults of what runs on the instances, and of the database behind it.

use super::super::account::{App, AppFault, AppKind};
use super::{Breakage, Scene, Unbroken, fault};

const HOP: &str = "application";

pub(super) const FAULTS: &[Breakage] = &[
    fault("app-404", HOP, "The application answers 404 to everything.", |scene| wrong(scene, &status(404))),
    fault("app-500", HOP, "The application answers 500 to everything.", |scene| wrong(scene, &status(500))),
    fault("app-not-listening", HOP, "The application runs, and its port is not open.", |scene| {
        wrong(scene, &AppFault::NotListening)
    }),
    fault("app-slow", HOP, "Every answer takes 90 seconds.", |scene| wrong(scene, &AppFault::Slow { millis: 90_000 })),
    fault("app-hangs-up", HOP, "The application breaks every connection off.", |scene| wrong(scene, &AppFault::Hangup)),
    fault("app-slow-start", HOP, "The application needs ten more minutes to start.", slow_start),
    fault("app-gone", HOP, "The application has ended and does not start at boot.", gone),
    fault("app-allowed-hosts", HOP, "The application answers 400 to every Host but its own name.", allowed_hosts),
    fault("database-closed", HOP, "The database's group lets nobody in.", database_closed),
    fault("database-group", HOP, "The instances lack the group that the database lets in.", database_group),
];

fn status(status: u16) -> AppFault {
    AppFault::Status { path: None, status }
}

/// Every application behind the load balancer, as it runs and as the disk starts it again.
fn each_app(scene: &mut Scene<'_, '_>, change: impl Fn(&mut App)) -> Result<(), Unbroken> {
    scene.each_instance(|instance| {
        let running = instance.process.as_mut().map(|process| &mut process.app);
        let disk = &mut instance.disk;
        for app in [running, disk.starts.as_mut(), disk.deployable.as_mut()].into_iter().flatten() {
            change(app);
        }
    })
}

fn wrong(scene: &mut Scene<'_, '_>, fault: &AppFault) -> Result<(), Unbroken> {
    each_app(scene, |app| app.faults.push(fault.clone()))
}

fn slow_start(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let from = scene.call.after(600);
    each_app(scene, |app| app.start_seconds = 600)?;
    scene.each_instance(|instance| {
        if let Some(process) = &mut instance.process {
            process.listens_from = from;
        }
    })
}

fn gone(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    scene.each_instance(|instance| (instance.process, instance.disk.starts) = (None, None))
}

fn allowed_hosts(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    each_app(scene, |app| {
        app.faults.retain(|fault| !matches!(fault, AppFault::AllowedHosts(_)));
        app.faults.push(AppFault::AllowedHosts(vec!["localhost".to_owned()]));
    })
}

/// The groups on the database's interfaces.
fn database_groups(scene: &mut Scene<'_, '_>) -> Result<Vec<String>, Unbroken> {
    let shop = |scene: &mut Scene<'_, '_>| -> Result<bool, Unbroken> {
        let ids = scene.instances()?;
        let region = scene.region();
        let mut apps = ids.iter().filter_map(|id| region.instances.get(id)?.process.as_ref());
        Ok(apps.any(|process| process.app.kind == AppKind::Shop))
    };
    let databases = scene.region().network_interfaces.values().filter(|one| one.description == "RDSNetworkInterface");
    let groups: Vec<String> = databases.flat_map(|one| one.groups.clone()).collect();
    if groups.is_empty() || !shop(scene)? { Err(Unbroken::Missing("database of a shop")) } else { Ok(groups) }
}

fn database_closed(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    for group in database_groups(scene)? {
        scene.clear(&group, false);
    }
    Ok(())
}

fn database_group(scene: &mut Scene<'_, '_>) -> Result<(), Unbroken> {
    let web = scene.web_group()?;
    database_groups(scene)?;
    let ids = scene.instances()?;
    let region = scene.region();
    let interfaces: Vec<String> =
        ids.iter().filter_map(|id| region.instances.get(id)).flat_map(|one| one.interfaces.clone()).collect();
    for id in interfaces {
        if let Some(interface) = region.network_interfaces.get_mut(&id) {
            interface.groups.retain(|group| *group == web);
        }
    }
    Ok(())
}
