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

use super::super::account::{Health, HealthState, LoadBalancer, Region, Target, TargetGroup};
use super::super::call::Call;
use super::super::routing::Scattered;
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
    let looked_at = |group: &&TargetGroup| group.targets.iter().any(|target| due(target) <= now);
    let groups: Vec<String> = region.target_groups.values().filter(looked_at).map(|group| group.arn.clone()).collect();
    if groups.is_empty() {
        return;
    }
    let users = Users::of(region);
    for arn in groups {
        look(region, users.of_group(&arn), &arn, now);
    }
}

/// What a look at one target comes to.
struct Look {
    /// Its place in the group.
    at: usize,
    health: Health,
    /// Whether it is asked now.
    asked: bool,
}

/// Looks at the targets of a group that are due: what each is by the state of the account, and, when that is to be
/// asked, what it answers.
fn look(region: &mut Region, users: &[String], arn: &str, now: Timestamp) {
    let Some(group) = region.target_groups.get(arn) else { return };
    let mut looks = looks(region, users, group, now);
    let (check, application) = (group.health_check.clone(), group.protocol.starts_with("HTTP"));
    let draining = record::unhealthy_draining_seconds(group);
    for look in looks.iter_mut().filter(|look| look.asked) {
        let target = region.target_groups.get(arn).and_then(|group| group.targets.get(look.at));
        let Some((id, port)) = target.map(|target| (target.id.clone(), target.port)) else { continue };
        let outcome = probe::probe(region, users, arn, (&id, port), now);
        record::count(&mut look.health, &check, &outcome, application, now);
    }
    let Region { target_groups, instances, .. } = region;
    let Some(group) = target_groups.get_mut(arn) else { return };
    for Look { at, mut health, .. } in looks {
        record::settle_draining(&mut health, draining, now);
        if let Some(target) = group.targets.get_mut(at) {
            target.health = health;
        }
    }
    // An instance that EC2 has forgotten is no target any more.
    if group.target_type == "instance" {
        group.targets.retain(|target| target.health.state != HealthState::Unused || instances.contains_key(&target.id));
    }
}

/// Looks at the targets of a group that are due, without asking.
fn looks(region: &Region, users: &[String], group: &TargetGroup, now: Timestamp) -> Vec<Look> {
    let balancers: Vec<&LoadBalancer> = users.iter().filter_map(|arn| region.load_balancers.get(arn)).collect();
    let turns = Turns::of(group);
    let due = group.targets.iter().enumerate().filter(|(_, target)| due(target) <= now);
    due.map(|(at, target)| {
        let standing = standing::of(region, &balancers, group, target);
        let first = turns.first_question(target);
        let asked = standing == Standing::Checked && turns.question_due(target, first, now);
        let mut health = target.health.clone();
        health.next = Some(turns.upcoming(first, now));
        // What has just come into use is asked in its next turn.
        let known = record::stand(&mut health, &standing, target.registered, now);
        Look { at, health, asked: asked && known }
    })
    .collect()
}

/// When the targets of a group are asked, in milliseconds: the grain of the schedule.
struct Turns {
    /// What the group's own name adds to the chance of where a target's turn lies.
    scattered: Scattered,
    interval: i64,
    spread: u64,
}

impl Turns {
    fn of(group: &TargetGroup) -> Self {
        let seconds = group.health_check.interval_seconds;
        let spread = u64::from(SPREAD.min(seconds).max(1));
        let scattered = Scattered::default().and(&group.arn);
        Self { scattered, interval: i64::from(seconds.max(1)) * 1000, spread }
    }

    /// After the target's registration, at a second of its own.
    fn first_question(&self, target: &Target) -> i64 {
        let own = self.scattered.and(&target.id).number() % self.spread;
        target.registered.as_millisecond() + REGISTRATION.saturating_add_unsigned(own) * 1000
    }

    /// The time of the last question that lies not after `now`.
    fn last_question(&self, first: i64, now: i64) -> Option<i64> {
        let passed = now - first;
        (passed >= 0).then(|| now - passed % self.interval)
    }

    /// Whether a question has come due since the last look.
    fn question_due(&self, target: &Target, first: i64, now: Timestamp) -> bool {
        let question = self.last_question(first, now.as_millisecond());
        question.is_some_and(|question| question >= due(target).as_millisecond())
    }

    /// The next look: with the next question, or before it when the next common look comes first. Always after `now`.
    fn upcoming(&self, first: i64, now: Timestamp) -> Timestamp {
        let now = now.as_millisecond();
        let look = (now.div_euclid(LOOK) + 1) * LOOK;
        let question = self.last_question(first, now).map_or(first, |last| last + self.interval);
        Timestamp::from_millisecond(look.min(question)).unwrap_or(Timestamp::MAX)
    }
}

/// For tests: targets that nothing has happened to since a moment, their states, and whether they would pass now.
#[cfg(test)]
pub(crate) fn answers(region: &Region, since: Timestamp, now: Timestamp) -> Vec<(String, &'static str, bool)> {
    let users = Users::of(region);
    let mut answers = Vec::new();
    for group in region.target_groups.values() {
        let users = users.of_group(&group.arn);
        let balancers: Vec<&LoadBalancer> = users.iter().filter_map(|arn| region.load_balancers.get(arn)).collect();
        for target in &group.targets {
            let steady = region.instances.get(&target.id).is_none_or(|instance| {
                let listens = instance.process.as_ref().is_none_or(|process| process.listens_from < since);
                instance.boot.is_none() && instance.launched < since && listens
            });
            if !steady
                || target.registered >= since
                || standing::of(region, &balancers, group, target) != Standing::Checked
            {
                continue;
            }
            let mut copy = region.clone();
            let outcome = probe::probe(&mut copy, users, &group.arn, (&target.id, target.port), now);
            let passes = outcome == probe::Outcome::Passed;
            answers.push((format!("{} of {}", target.id, group.name), target.health.state.name(), passes));
        }
    }
    answers
}
