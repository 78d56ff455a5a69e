//! NAT gateways in time: pending, then available or failed; deleting, then deleted, then forgotten.

use jiff::Timestamp;

use super::super::account::{NatState, Region};
use super::super::call::Call;
use super::super::ec2::interface;
use super::Phase;

pub(super) const PHASE: Phase = Phase { next, step };

/// How long a gateway that is gone is still described: about an hour.
const FORGOTTEN: u32 = 3600;

fn next(region: &Region) -> Option<Timestamp> {
    region.nat_gateways.values().filter_map(|one| one.until).min()
}

fn step(call: &mut Call<'_>) {
    let (now, forgotten) = (call.now, call.after(FORGOTTEN));
    let region = call.region();
    let due: Vec<String> = region
        .nat_gateways
        .values()
        .filter(|one| one.until.is_some_and(|until| until <= now))
        .map(|one| one.id.clone())
        .collect();
    for id in due {
        let Some(gateway) = region.nat_gateways.get_mut(&id) else { continue };
        (gateway.state, gateway.until) = match (gateway.state, gateway.failure.is_some()) {
            (NatState::Pending, false) => (NatState::Available, None),
            (NatState::Pending, true) => (NatState::Failed, Some(forgotten)),
            (NatState::Deleting, _) => (NatState::Deleted, Some(forgotten)),
            (NatState::Available, _) => (NatState::Available, None),
            (NatState::Deleted | NatState::Failed, _) => {
                region.nat_gateways.remove(&id);
                continue;
            }
        };
        if matches!(gateway.state, NatState::Deleted | NatState::Failed) {
            let interface = gateway.interface.clone();
            interface::remove(region, &interface);
        }
    }
}
