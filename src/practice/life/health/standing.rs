//! What a target is before it is asked anything: unused, draining, still being registered, or to be asked.

use std::collections::BTreeMap;

use super::super::super::account::{Action, InstanceState, LoadBalancer, Region, Target, TargetGroup};
use super::super::super::routing::{Place, place_of, zone_of};

/// Where a target stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Draining,
    /// Not in use, with AWS's reason and description.
    Unused(&'static str, &'static str),
    /// The load balancer is not active yet.
    Provisioning,
    /// Nobody asks.
    Disabled,
    /// The load balancer cannot ask, through no fault of the account.
    Internal,
    Checked,
}

/// Which load balancers use which group, through any listener or rule, at any weight.
pub(super) struct Users(BTreeMap<String, Vec<String>>);

impl Users {
    pub(super) fn of(region: &Region) -> Self {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut note = |actions: &[Action], balancer: &str| {
            for arn in actions.iter().flat_map(forwarded) {
                let known = users.entry(arn.to_owned()).or_default();
                if !known.iter().any(|one| one == balancer) {
                    known.push(balancer.to_owned());
                }
            }
        };
        for listener in region.listeners.values() {
            note(&listener.default_actions, &listener.load_balancer);
        }
        for rule in region.rules.values() {
            if let Some(listener) = region.listeners.get(&rule.listener) {
                note(&rule.actions, &listener.load_balancer);
            }
        }
        Self(users)
    }

    pub(super) fn of_group(&self, arn: &str) -> &[String] {
        self.0.get(arn).map(Vec::as_slice).unwrap_or_default()
    }
}

fn forwarded(action: &Action) -> impl Iterator<Item = &str> {
    let weighted = action.forward_config.iter().flat_map(|config| &config.target_groups);
    weighted.map(|group| group.target_group_arn.as_str()).chain(action.target_group_arn.as_deref())
}

/// `balancers` are those that use the group.
pub(super) fn of(region: &Region, balancers: &[&LoadBalancer], group: &TargetGroup, target: &Target) -> Standing {
    if target.draining_until.is_some() {
        return Standing::Draining;
    }
    if balancers.is_empty() {
        let why = "Target group is not configured to receive traffic from the load balancer";
        return Standing::Unused("Target.NotInUse", why);
    }
    if let Some(unusable) = unusable(region, group, target) {
        return unusable;
    }
    let enabled = |zone: &str| balancers.iter().any(|one| one.zones.iter().any(|enabled| enabled.zone == zone));
    if zone_of(region, group, target).is_some_and(|zone| !enabled(zone)) {
        let why = "Target is in an Availability Zone that is not enabled for the load balancer";
        return Standing::Unused("Target.NotInUse", why);
    }
    if balancers.iter().all(|one| one.provisioning_until.is_some()) {
        return Standing::Provisioning;
    }
    if balancers.iter().any(|one| one.impaired) {
        return Standing::Internal;
    }
    if group.health_check.enabled { Standing::Checked } else { Standing::Disabled }
}

/// A target that could not be used by anybody: its instance does not run, or its address is a load balancer's.
fn unusable(region: &Region, group: &TargetGroup, target: &Target) -> Option<Standing> {
    let invalid = |why| Some(Standing::Unused("Target.InvalidState", why));
    if group.target_type == "instance" {
        return match region.instances.get(&target.id).map(|instance| instance.state) {
            Some(InstanceState::Pending | InstanceState::Running) => None,
            Some(InstanceState::Stopping | InstanceState::Stopped) => invalid("Target is in the stopped state"),
            None | Some(InstanceState::ShuttingDown | InstanceState::Terminated) => {
                invalid("Target is in the terminated state")
            }
        };
    }
    match place_of(region, group, &target.id) {
        Place::Interface(interface) if interface.requester.as_deref() == Some("amazon-elb") => {
            Some(Standing::Unused("Target.IpUnusable", "Target IP address is reserved for use by a load balancer"))
        }
        _ => None,
    }
}
