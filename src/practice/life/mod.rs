//! What time does to the account: an explicit list of phases, each of which says when it is due next and what
//! then happens.
//!
//! A phase's `step` is called whenever *any* phase is due; it does what is due by `call.now` and nothing else,
//! so calling it twice at the same time changes nothing the second time. Later phases see what earlier ones did.

mod boot;
mod groups;
mod health;
mod images;
mod instances;
mod load_balancers;
mod metrics;
mod nat_gateways;

pub(crate) use boot::shell;
#[cfg(test)]
pub(crate) use health::answers;
use jiff::Timestamp;

use super::account::{Account, Region};
use super::call::Call;

/// One kind of change that time brings.
pub(crate) struct Phase {
    /// When this is due next in a region; `None` when nothing is under way. Never earlier than what `step` has
    /// already done, or time would stand still.
    pub(crate) next: fn(&Region) -> Option<Timestamp>,
    pub(crate) step: fn(&mut Call<'_>),
}

/// All phases, in the order of cause and effect: an instance runs before its application answers, that before its
/// health check, that before its group reads it.
const PHASES: &[Phase] = &[
    nat_gateways::PHASE,
    instances::PHASE,
    boot::PHASE,
    images::PHASE,
    load_balancers::PROVISIONING,
    load_balancers::DRAINING,
    health::PHASE,
    metrics::PHASE,
    groups::PHASE,
];

/// When anything is due next. An event that is overdue is due now.
pub(crate) fn next(account: &Account, now: Timestamp) -> Option<Timestamp> {
    let due = account.regions.values().flat_map(|region| PHASES.iter().filter_map(|phase| (phase.next)(region))).min();
    due.map(|due| due.max(now))
}

/// Everything that is due by `call.now` in its region.
pub(crate) fn step(call: &mut Call<'_>) {
    for phase in PHASES {
        (phase.step)(call);
    }
}
