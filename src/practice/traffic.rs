//! What load balancers have served, as their metrics will count it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::routing::Way;

/// One request, or one connection through a network load balancer, when it is over.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) region: String,
    pub(crate) way: Way,
    /// Target id and port.
    pub(crate) target: Option<(String, u16)>,
    /// What the client got; none of a connection through a network load balancer.
    pub(crate) status: Option<u16>,
    /// The target's own status; none when it never answered.
    pub(crate) target_status: Option<u16>,
    /// Practice time from the request's leaving for the target to the answer's head.
    pub(crate) target_time: Option<Duration>,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
}

/// Counts since the account was opened, by load balancer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic(BTreeMap<String, Counts>);

/// What one load balancer has served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) requests: u64,
    /// Answered by a target.
    pub(crate) by_target: u64,
    /// Answered 5xx by the load balancer itself.
    pub(crate) own_errors: u64,
    pub(crate) bytes: u64,
}

impl Traffic {
    pub(crate) fn count(&mut self, served: &Served) {
        let counts = self.0.entry(served.way.load_balancer.clone()).or_default();
        counts.requests += 1;
        counts.by_target += u64::from(served.target_status.is_some());
        counts.own_errors += u64::from(served.target_status.is_none() && served.status.is_some_and(|code| code >= 500));
        counts.bytes += served.bytes_in + served.bytes_out;
    }

    #[cfg(test)]
    pub(crate) fn of(&self, load_balancer: &str) -> Counts {
        self.0.get(load_balancer).copied().unwrap_or_default()
    }
}
