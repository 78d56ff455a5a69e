//! Load balancers come into service, and targets finish draining.

use jiff::Timestamp;

use super::super::account::Region;
use super::super::call::Call;
use super::Phase;

/// `provisioning` becomes `active`.
pub(super) const PROVISIONING: Phase = Phase { next: next_active, step: activate };

/// A target that has drained leaves its group.
pub(super) const DRAINING: Phase = Phase { next: next_drained, step: forget_drained };

fn next_active(region: &Region) -> Option<Timestamp> {
    region.load_balancers.values().filter_map(|one| one.provisioning_until).min()
}

fn activate(call: &mut Call<'_>) {
    let now = call.now;
    for one in call.region().load_balancers.values_mut() {
        if one.provisioning_until.is_some_and(|until| until <= now) {
            one.provisioning_until = None;
        }
    }
}

fn next_drained(region: &Region) -> Option<Timestamp> {
    region.target_groups.values().flat_map(|group| &group.targets).filter_map(|target| target.draining_until).min()
}

fn forget_drained(call: &mut Call<'_>) {
    let now = call.now;
    for group in call.region().target_groups.values_mut() {
        group.targets.retain(|target| target.draining_until.is_none_or(|until| until > now));
    }
}
