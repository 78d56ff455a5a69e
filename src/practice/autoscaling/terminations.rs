//! Instances leave a group: drained from its load balancers first, then terminated, detached or set aside.

use super::super::account::{InstanceState, Lifecycle, Region};
use super::super::call::Call;
use super::super::ec2::instances::state;
use super::super::elbv2::targets;
use super::activity::{self, New};
use super::{hooks, launches};

/// Begins to take an instance out for good; gives the activity's id. An activity that was still launching it is
/// cancelled.
pub(crate) fn begin(call: &mut Call<'_>, name: &str, id: &str, cause: String) -> String {
    let (subnet, zone) = whereabouts(call.region(), id);
    let before = launches::member(call, name, id).and_then(|member| {
        member.lifecycle = Lifecycle::Terminating;
        member.waits = None;
        member.unwell = None;
        member.activity.take()
    });
    if let Some(before) = before {
        activity::cancel(call, name, &before, "Instance was taken out of service before its launch was complete.");
    }
    let new = New { description: format!("Terminating EC2 instance: {id}"), cause, subnet, zone };
    let activity = activity::begin(call, name, new);
    if let Some(member) = launches::member(call, name, id) {
        member.activity = Some(activity.clone());
    }
    deregister(call, name, id);
    if draining(call.region(), name, id) {
        activity::drains(call, name, &activity);
    }
    go_on(call, name, id);
    activity
}

/// What an activity tells of where an instance is.
pub(crate) fn whereabouts(region: &Region, id: &str) -> (Option<String>, Option<String>) {
    let instance = region.instances.get(id);
    (instance.map(|one| one.subnet_id.clone()), instance.map(|one| one.zone.clone()))
}

/// Deregisters an instance from the group's target groups.
pub(crate) fn deregister(call: &mut Call<'_>, name: &str, id: &str) {
    let groups = call.region().auto_scaling_groups.get(name).map(|group| group.target_groups.clone());
    for arn in groups.unwrap_or_default() {
        if call.region().target_groups.contains_key(&arn) {
            // It is there, which is all that deregistering asks for.
            let _ = targets::deregister(call, &arn, id);
        }
    }
}

/// Whether an instance still drains from one of the group's target groups.
pub(crate) fn draining(region: &Region, name: &str, id: &str) -> bool {
    let Some(group) = region.auto_scaling_groups.get(name) else { return false };
    group.target_groups.iter().filter_map(|arn| region.target_groups.get(arn)).any(|target_group| {
        target_group.targets.iter().any(|target| target.id == id && target.draining_until.is_some())
    })
}

/// Goes on with an instance that leaves, as far as it can by now.
pub(crate) fn go_on(call: &mut Call<'_>, name: &str, id: &str) {
    let Some(lifecycle) = launches::member(call, name, id).map(|member| member.lifecycle) else { return };
    match lifecycle {
        Lifecycle::Terminating if !draining(call.region(), name, id) && !hooks::hold(call, name, id, false) => {
            proceed(call, name, id);
        }
        Lifecycle::TerminatingProceed if gone(call.region(), id) => leave(call, name, id),
        Lifecycle::Detaching if !draining(call.region(), name, id) => {
            if let Some(instance) = call.region().instances.get_mut(id) {
                instance.auto_scaling_group = None;
                instance.tags.remove("aws:autoscaling:groupName");
            }
            leave(call, name, id);
        }
        Lifecycle::EnteringStandby if !draining(call.region(), name, id) => {
            let Some(member) = launches::member(call, name, id) else { return };
            member.lifecycle = Lifecycle::Standby;
            if let Some(activity) = member.activity.take() {
                activity::succeed(call, name, &activity);
            }
        }
        _ => {}
    }
}

/// Whether a phase has something to do for an instance that leaves.
pub(crate) fn can_go_on(region: &Region, name: &str, id: &str, lifecycle: Lifecycle) -> bool {
    match lifecycle {
        Lifecycle::Terminating | Lifecycle::Detaching | Lifecycle::EnteringStandby => !draining(region, name, id),
        Lifecycle::TerminatingProceed => gone(region, id),
        _ => false,
    }
}

/// Terminates the instance itself.
pub(crate) fn proceed(call: &mut Call<'_>, name: &str, id: &str) {
    if let Some(member) = launches::member(call, name, id) {
        member.lifecycle = Lifecycle::TerminatingProceed;
        member.waits = None;
    }
    let reason = format!("User initiated ({})", call.now.strftime("%Y-%m-%d %H:%M:%S GMT"));
    state::terminate(call, id, &reason);
}

/// Terminates an instance that never came into service: its launch was the activity, there is no second one.
pub(crate) fn scrap(call: &mut Call<'_>, name: &str, id: &str) {
    deregister(call, name, id);
    proceed(call, name, id);
}

fn gone(region: &Region, id: &str) -> bool {
    region.instances.get(id).is_none_or(|instance| instance.state == InstanceState::Terminated)
}

fn leave(call: &mut Call<'_>, name: &str, id: &str) {
    let member = call.region().auto_scaling_groups.get_mut(name).and_then(|group| group.members.remove(id));
    if let Some(activity) = member.and_then(|member| member.activity) {
        activity::succeed(call, name, &activity);
    }
}
