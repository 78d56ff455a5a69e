//! Cooldowns of simple policies, and of changes by hand that honour them.
//!
//! A cooldown begins when the last instance that a change launches or terminates is done, not when the change is
//! asked for; and as long as any instance comes or goes, one that was found unhealthy too, simple policies wait.

use jiff::{SignedDuration, Timestamp};

use super::super::account::{AutoScalingGroup, Lifecycle, Member};
use super::capacity;

/// Whether a change that honours cooldowns has to wait.
pub(crate) fn waits(group: &AutoScalingGroup, now: Timestamp) -> bool {
    group.cooldown_to_come.is_some()
        || group.cooldown_until.is_some_and(|until| until > now)
        || group.members.values().any(moves)
}

/// When the cooldown that is to come can begin: now, or not yet.
pub(crate) fn next(group: &AutoScalingGroup) -> Option<Timestamp> {
    (group.cooldown_to_come.is_some() && rests(group)).then_some(Timestamp::MIN)
}

/// Begins it once everything has come to rest.
pub(crate) fn step(group: &mut AutoScalingGroup, now: Timestamp) {
    if rests(group)
        && let Some(seconds) = group.cooldown_to_come.take()
    {
        group.cooldown_until = now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).ok();
    }
}

/// Whether nobody comes or goes, or is about to. What fails, or is suspended, is not waited for.
fn rests(group: &AutoScalingGroup) -> bool {
    let hindered = group.failures > 0 || ["Launch", "Terminate"].iter().any(|one| capacity::suspended(group, one));
    (hindered || capacity::actual(group) == capacity::desired(group)) && !group.members.values().any(moves)
}

const fn moves(member: &Member) -> bool {
    !matches!(member.lifecycle, Lifecycle::InService | Lifecycle::Standby)
}
