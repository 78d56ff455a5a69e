//! Auto Scaling groups in time: each keeps its size with instances that are well.
//!
//! In one step, in this order: what goes on with each member, what health checks say of it, replacing the
//! unhealthy, scheduled changes and refreshes, then the size and the cooldown that follows a change of it. A group notices at once and acts a little later, as
//! AWS does.

mod health;
mod members;
mod size;

use jiff::Timestamp;

use super::super::account::Region;
use super::super::autoscaling::{cooldown, rebalance, replacement, scheduled};
use super::super::call::Call;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next, step };

fn next(region: &Region) -> Option<Timestamp> {
    region
        .auto_scaling_groups
        .values()
        .filter_map(|group| {
            let own = [members::next(region, group), health::next(region, group), size::next(region, group)];
            own.into_iter()
                .chain([
                    scheduled::next(group),
                    replacement::next(group),
                    rebalance::next(group),
                    cooldown::next(group),
                ])
                .flatten()
                .min()
        })
        .min()
}

fn step(call: &mut Call<'_>) {
    let names: Vec<String> = call.region().auto_scaling_groups.keys().cloned().collect();
    for name in names {
        members::step(call, &name);
        health::step(call, &name);
        scheduled::run(call, &name);
        replacement::run(call, &name);
        rebalance::run(call, &name);
        size::step(call, &name);
        let now = call.now;
        if let Some(group) = call.region().auto_scaling_groups.get_mut(&name) {
            cooldown::step(group, now);
        }
    }
}
