//! Images and snapshots in time: pending to available, to completed.

use jiff::Timestamp;

use super::super::account::Region;
use super::super::call::Call;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next, step };

fn next(region: &Region) -> Option<Timestamp> {
    let images = region.images.values().filter_map(|one| one.pending_until);
    images.chain(region.snapshots.values().filter_map(|one| one.pending_until)).min()
}

fn step(call: &mut Call<'_>) {
    let now = call.now;
    let region = call.region();
    let images = region.images.values_mut().map(|one| &mut one.pending_until);
    for until in images.chain(region.snapshots.values_mut().map(|one| &mut one.pending_until)) {
        *until = until.filter(|until| *until > now);
    }
}
