//! Instances in time: pending to running, stopping to stopped, shutting down to terminated, forgotten.

use jiff::Timestamp;

use super::super::account::{Boot, InstanceState, Region};
use super::super::call::Call;
use super::super::ec2::interface;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next, step };

fn next(region: &Region) -> Option<Timestamp> {
    region.instances.values().filter_map(|one| one.until).min()
}

fn step(call: &mut Call<'_>) {
    let now = call.now;
    let (boots, forgotten) = (call.after(call.timings.boot), call.after(call.timings.instance_forgotten));
    let region = call.region();
    let due: Vec<String> = region
        .instances
        .values()
        .filter(|one| one.until.is_some_and(|at| at <= now))
        .map(|one| one.id.clone())
        .collect();
    for id in due {
        let Some(one) = region.instances.get_mut(&id) else { continue };
        one.until = None;
        match one.state {
            InstanceState::Pending => {
                one.state = InstanceState::Running;
                one.boot = Some(Boot::Services(boots));
            }
            InstanceState::Stopping => one.state = InstanceState::Stopped,
            InstanceState::ShuttingDown => {
                one.state = InstanceState::Terminated;
                one.until = Some(forgotten);
                release(region, &id);
            }
            InstanceState::Terminated => drop(region.instances.remove(&id)),
            InstanceState::Running | InstanceState::Stopped => {}
        }
    }
}

/// Gives back what a terminated instance had: interfaces and volumes go with it, or are left behind free.
fn release(region: &mut Region, id: &str) {
    let Some(one) = region.instances.get_mut(id) else { return };
    let (interfaces, volumes) = (std::mem::take(&mut one.interfaces), std::mem::take(&mut one.volumes));
    one.profile = None;
    for id in interfaces {
        let attachment = region.network_interfaces.get_mut(&id).and_then(|interface| interface.attachment.take());
        if attachment.is_none_or(|attachment| attachment.delete_on_termination) {
            interface::remove(region, &id);
        }
    }
    for id in volumes {
        let attachment = region.volumes.get_mut(&id).and_then(|volume| volume.attachment.take());
        if attachment.is_none_or(|attachment| attachment.delete_on_termination) {
            region.volumes.remove(&id);
        }
    }
}
