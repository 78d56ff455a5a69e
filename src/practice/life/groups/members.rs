//! What goes on with each member: it comes into service, warms up, waits for a hook, leaves.

use jiff::Timestamp;

use super::super::super::account::{AutoScalingGroup, InstanceState, Lifecycle, Member, Region};
use super::super::super::autoscaling::{hooks, launches, terminations};
use super::super::super::call::Call;

/// When something is due for a member; overdue is [`Timestamp::MIN`].
pub(super) fn next(region: &Region, group: &AutoScalingGroup) -> Option<Timestamp> {
    group.members.values().filter_map(|member| due(region, group, member)).min()
}

fn due(region: &Region, group: &AutoScalingGroup, member: &Member) -> Option<Timestamp> {
    match member.lifecycle {
        Lifecycle::Pending => {
            let state = region.instances.get(&member.instance_id).map(|instance| instance.state);
            (state != Some(InstanceState::Pending)).then_some(Timestamp::MIN)
        }
        Lifecycle::PendingWait | Lifecycle::TerminatingWait => {
            Some(member.waits.as_ref().map_or(Timestamp::MIN, |waits| waits.until))
        }
        Lifecycle::InService => member.activity.as_ref().and(member.warm_from),
        Lifecycle::Standby => None,
        leaving => terminations::can_go_on(region, &group.name, &member.instance_id, leaving).then_some(Timestamp::MIN),
    }
}

pub(super) fn step(call: &mut Call<'_>, name: &str) {
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get(name) else { return };
    let members: Vec<(String, Lifecycle)> =
        group.members.values().map(|member| (member.instance_id.clone(), member.lifecycle)).collect();
    for (id, lifecycle) in members {
        let Some(member) = launches::member(call, name, &id) else { continue };
        match lifecycle {
            Lifecycle::Pending => launches::running(call, name, &id),
            Lifecycle::PendingWait | Lifecycle::TerminatingWait => {
                if member.waits.as_ref().is_none_or(|waits| waits.until <= now) {
                    hooks::expire(call, name, &id);
                }
            }
            Lifecycle::InService => {
                if member.activity.is_some() && member.warm_from.is_none_or(|warm| warm <= now) {
                    launches::warmed(call, name, &id);
                }
            }
            Lifecycle::Standby => {}
            _ => terminations::go_on(call, name, &id),
        }
    }
}
