//! Health checks: every target is looked at in its turn, and asked on its group's interval, from the nodes of the
//! load balancers that use the group, along the network and at the application that requests meet too.
//!
//! Looking and asking are two things. A look, every few seconds, notices what needs no question: the group is used
//! by no listener, the instance has stopped, the target drains. A question is asked when the interval of the
//! target's own has come round; where that lies depends on when it was registered and on its id, so that targets
//! are not all asked at once, and never on chance.

mod probe;
mod record;
mod standing;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::super::account::{HealthState, Region, Target, TargetGroup};
use super::super::call::Call;
use super::super::routing::scatter;
use super::Phase;
use standing::{Standing, Users};

pub(super) const PHASE: Phase = Phase { next, step };

/// Milliseconds between looks. They fall on whole multiples, so that all targets are looked at together.
const LOOK: i64 = 5000;
/// Seconds until a new target can be asked first: registration takes that long.
const REGISTRATION: i64 = 8;
/// First questions spread over so many seconds, unless the interval is shorter.
const SPREAD: u32 = 10;

fn next(region: &Region) -> Option<Timestamp> {
    region.target_groups.values().flat_map(|group| &group.targets).map(due).min()
}

/// When a target is looked at next: at once when it has never been, or when it has begun to drain.
fn due(target: &Target) -> Timestamp {
    let drains = target.draining_until.is_some() && target.health.state != HealthState::Draining;
    target.health.next.filter(|_| !drains).unwrap_or(target.health.since)
}

fn step(call: &mut Call<'_>) {
    let now = call.now;
    let region = call.region();
    let looks: Vec<(String, usize)> = region
        .target_groups
        .values()
        .flat_map(|group| {
            let due = group.targets.iter().enumerate().filter(|(_, target)| due(target) <= now);
            due.map(|(at, _)| (group.arn.clone(), at))
        })
        .collect();
    if looks.is_empty() {
        return;
    }
    let users = Users::of(region);
    for (arn, at) in looks {
        look(region, &users, &arn, at, now);
    }
    forget_terminated(region);
}

/// Looks at one target: what it is by the state of the account, and, when that is to be asked, what it answers.
fn look(region: &mut Region, users: &Users, arn: &str, at: usize, now: Timestamp) {
    let Some((group, target)) = target_at(region, arn, at) else { return };
    let standing = standing::of(region, users.of_group(arn), group, target);
    let asked = standing == Standing::Checked && question_due(group, target, now);
    let mut health = target.health.clone();
    health.next = Some(upcoming(group, target, now));
    // What has just come into use is asked in its next turn.
    let known = record::stand(&mut health, &standing, target.registered, now);
    if asked && known {
        let (id, port, check) = (target.id.clone(), target.port, group.health_check.clone());
        let application = group.protocol.starts_with("HTTP");
        let outcome = probe::probe(region, users.of_group(arn), arn, (&id, port), now);
        record::count(&mut health, &check, &outcome, application, now);
    }
    if let Some(group) = region.target_groups.get_mut(arn) {
        record::settle_draining(&mut health, record::unhealthy_draining_seconds(group), now);
        if let Some(target) = group.targets.get_mut(at) {
            target.health = health;
        }
    }
}

fn target_at<'a>(region: &'a Region, arn: &str, at: usize) -> Option<(&'a TargetGroup, &'a Target)> {
    let group = region.target_groups.get(arn)?;
    Some((group, group.targets.get(at)?))
}

/// An instance that EC2 has forgotten is no target any more.
fn forget_terminated(region: &mut Region) {
    let instances = &region.instances;
    for group in region.target_groups.values_mut().filter(|group| group.target_type == "instance") {
        group.targets.retain(|target| instances.contains_key(&target.id));
    }
}

/// The time of the last question that lies not after `now`, in milliseconds: the grain of the schedule. The first
/// comes after the target's registration, at a second of its own.
fn last_question(group: &TargetGroup, target: &Target, now: i64) -> Option<i64> {
    let passed = now - first_question(group, target);
    (passed >= 0).then(|| now - passed % interval(group))
}

fn first_question(group: &TargetGroup, target: &Target) -> i64 {
    let spread = SPREAD.min(group.health_check.interval_seconds).max(1);
    let own = scatter([group.arn.as_str(), &target.id]) % u64::from(spread);
    target.registered.as_millisecond() + REGISTRATION.saturating_add_unsigned(own) * 1000
}

fn interval(group: &TargetGroup) -> i64 {
    i64::from(group.health_check.interval_seconds.max(1)) * 1000
}

/// Whether a question has come due since the last look.
fn question_due(group: &TargetGroup, target: &Target, now: Timestamp) -> bool {
    let question = last_question(group, target, now.as_millisecond());
    question.is_some_and(|question| question >= due(target).as_millisecond())
}

/// The next look: with the next question, or before it when the next common look comes first. Always after `now`.
fn upcoming(group: &TargetGroup, target: &Target, now: Timestamp) -> Timestamp {
    let now = now.as_millisecond();
    let look = (now.div_euclid(LOOK) + 1) * LOOK;
    let question = match last_question(group, target, now) {
        Some(last) => last + interval(group),
        None => first_question(group, target),
    };
    Timestamp::from_millisecond(look.min(question)).unwrap_or(Timestamp::MAX)
}
