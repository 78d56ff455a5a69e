//! From the load to the new target, link by link: when each came about, and what the next one waits for.
//!
//! A link is told once, at the time that the account gives for it; where the account tells none (a target that has
//! become healthy), at the time of the look that found it so.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::check::Finding;
use crate::check::scaled::{Raise, Scaled};
use crate::facts::scaling::GroupInstance;

/// The links in the order of cause and effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Requests are sent.
    Load,
    /// A minute of the metric went over the policy's value.
    Over,
    /// `AlarmHigh` is in ALARM.
    Alarm,
    /// The policy raised the desired capacity.
    Raised,
    /// An instance was launched and is in service.
    Launched,
    /// The new target is healthy.
    Healthy,
}

impl Stage {
    pub const ALL: [Self; 6] = [Self::Load, Self::Over, Self::Alarm, Self::Raised, Self::Launched, Self::Healthy];

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Over => "metric-over-target",
            Self::Alarm => "alarm",
            Self::Raised => "desired-capacity",
            Self::Launched => "launched",
            Self::Healthy => "healthy",
        }
    }

    /// Message id of its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Load => "scaling-stage-load",
            Self::Over => "scaling-stage-over",
            Self::Alarm => "scaling-stage-alarm",
            Self::Raised => "scaling-stage-raised",
            Self::Launched => "scaling-stage-launched",
            Self::Healthy => "scaling-stage-healthy",
        }
    }
}

/// One link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// By the account's clock.
    pub at: Timestamp,
    /// By ours, since the load began: when it was seen.
    pub seen: Duration,
    /// What happened, with its figures.
    pub what: Finding,
}

/// What has happened so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    links: [Option<Link>; 6],
    /// Instances of the group, and healthy targets, before the load.
    instances: BTreeSet<String>,
    healthy: BTreeSet<String>,
    /// Desired capacity before the load.
    pub desired: i32,
}

impl Story {
    /// The load begins at `at` by the account's clock; `scaled` was seen before it.
    #[must_use]
    pub fn begin(scaled: &Scaled, at: Timestamp, rate: f64) -> Self {
        let what = Finding::new("scaling-load").arg("rate", short(rate));
        let load = Link { at, seen: Duration::ZERO, what };
        Self {
            links: [Some(load), None, None, None, None, None],
            instances: scaled.group.instances.iter().map(|one| one.id.clone()).collect(),
            healthy: healthy(scaled).map(str::to_owned).collect(),
            desired: scaled.group.desired_capacity,
        }
    }

    #[must_use]
    pub const fn link(&self, stage: Stage) -> Option<&Link> {
        self.links[stage as usize].as_ref()
    }

    /// The links that have come about, each with the time since the one before it by the account's clock.
    pub fn told(&self) -> impl Iterator<Item = (Stage, &Link, Option<SignedDuration>)> {
        let mut before: Option<Timestamp> = None;
        Stage::ALL.into_iter().filter_map(move |stage| {
            let link = self.link(stage)?;
            let delay = before.map(|before| link.at.duration_since(before)).filter(|delay| !delay.is_negative());
            before = Some(link.at);
            Some((stage, link, delay))
        })
    }

    /// The group has grown and the new target is healthy.
    #[must_use]
    pub const fn done(&self) -> bool {
        self.link(Stage::Launched).is_some() && self.link(Stage::Healthy).is_some()
    }

    /// An activity that the load caused has ended well: it does so when the instance's warm-up is over.
    #[must_use]
    pub fn settled(&self, scaled: &Scaled) -> bool {
        let begun = self.link(Stage::Load).map_or(scaled.now, |link| link.at);
        raises(scaled, begun).any(|raise| raise.activity.status == "Successful")
    }

    /// The link after the last one that has come about. One that could not be seen is not waited for.
    #[must_use]
    pub fn next(&self) -> Option<Stage> {
        let last = Stage::ALL.into_iter().rposition(|stage| self.link(stage).is_some());
        Stage::ALL.get(last.map_or(0, |last| last + 1)).copied()
    }

    /// What keeps the group from growing, whatever the load; nothing once it has grown.
    #[must_use]
    pub fn obstacle(&self, scaled: &Scaled) -> Option<Finding> {
        let grown = self.link(Stage::Raised).is_some() || scaled.group.desired_capacity > self.desired;
        if grown { None } else { obstacle(scaled) }
    }

    /// Takes in what was seen `elapsed` after the load began.
    pub fn take(&mut self, scaled: &Scaled, elapsed: Duration) {
        let Some(begun) = self.link(Stage::Load).map(|link| link.at) else { return };
        let raise = raise(scaled, begun);
        let links = [
            (Stage::Over, over(scaled, begun)),
            (Stage::Alarm, alarm(scaled, begun, raise)),
            (Stage::Raised, raise.map(raised)),
            (Stage::Launched, raise.and_then(|_| self.launched(scaled))),
            (Stage::Healthy, self.new_target(scaled)),
        ];
        for (stage, found) in links {
            let place = &mut self.links[stage as usize];
            if let (None, Some((at, what))) = (&place, found) {
                *place = Some(Link { at, seen: elapsed, what });
            }
        }
    }

    /// An instance in service that the group did not have before.
    fn launched(&self, scaled: &Scaled) -> Option<(Timestamp, Finding)> {
        let fresh = |one: &&GroupInstance| !self.instances.contains(&one.id) && one.lifecycle_state == "InService";
        let id = scaled.group.instances.iter().find(fresh)?.id.as_str();
        Some((scaled.now, Finding::new("scaling-launched").arg("instance", id)))
    }

    /// A healthy target that is an instance which the group did not have before.
    fn new_target(&self, scaled: &Scaled) -> Option<(Timestamp, Finding)> {
        let fresh = |id: &&str| !self.instances.contains(*id) && !self.healthy.contains(*id);
        let id = healthy(scaled).find(fresh)?;
        let count = healthy(scaled).count();
        Some((scaled.now, Finding::new("scaling-healthy").arg("target", id).arg("count", count)))
    }

    /// Why the next link has not come about.
    #[must_use]
    pub fn why(&self, scaled: &Scaled) -> Finding {
        if let Some(obstacle) = self.obstacle(scaled) {
            return obstacle;
        }
        let begun = self.link(Stage::Load).map_or(scaled.now, |link| link.at);
        match self.next() {
            Some(Stage::Load | Stage::Over) => below(scaled, begun),
            Some(Stage::Alarm) => datapoints(scaled, begun),
            Some(Stage::Raised) => Finding::new("scaling-why-alarm-on"),
            Some(Stage::Launched) => self.launching(scaled, begun),
            Some(Stage::Healthy) => self.registering(scaled),
            None if self.settled(scaled) => Finding::new("scaling-why-done"),
            None => Finding::new("scaling-why-warm-up"),
        }
    }

    fn launching(&self, scaled: &Scaled, begun: Timestamp) -> Finding {
        let failed = raises(scaled, begun).find(|raise| raise.activity.status == "Failed");
        if let Some(raise) = failed {
            let message = raise.activity.status_message.as_deref().unwrap_or("-");
            return Finding::new("scaling-why-launch-failed").arg("message", message);
        }
        let fresh = scaled.group.instances.iter().find(|one| !self.instances.contains(&one.id));
        fresh.map_or_else(
            || Finding::new("scaling-why-no-instance"),
            |one| {
                let state = one.lifecycle_state.as_str();
                Finding::new("scaling-why-launching").arg("instance", one.id.as_str()).arg("state", state)
            },
        )
    }

    fn registering(&self, scaled: &Scaled) -> Finding {
        let targets = scaled.health.iter().flatten();
        let fresh = targets.filter(|target| !self.healthy.contains(&target.target_id)).find(|t| t.state != "draining");
        fresh.map_or_else(
            || Finding::new("scaling-why-not-registered"),
            |target| {
                let finding = Finding::new("scaling-why-not-healthy").arg("target", target.target_id.as_str());
                let reason = target.reason.as_deref().unwrap_or("-");
                finding.arg("state", target.state.as_str()).arg("reason", reason)
            },
        )
    }
}

/// What keeps the alarm from raising anything, whatever the load.
#[must_use]
pub fn obstacle(scaled: &Scaled) -> Option<Finding> {
    let group = &scaled.group;
    let stops = |name: &&String| matches!(name.as_str(), "AlarmNotification" | "Launch");
    if let Some(process) = group.suspended_processes.iter().find(stops) {
        return Some(Finding::new("scaling-why-suspended").arg("process", process));
    }
    if group.desired_capacity >= group.max_size {
        return Some(Finding::new("scaling-why-max").arg("max", group.max_size));
    }
    if !scaled.policy.enabled {
        return Some(Finding::new("scaling-why-policy-off").arg("policy", scaled.policy.name.as_str()));
    }
    let Some(alarm) = &scaled.high else { return Some(Finding::new("scaling-why-no-alarm")) };
    (!alarm.actions_enabled).then(|| Finding::new("scaling-why-actions-off").arg("alarm", alarm.name.as_str()))
}

fn healthy(scaled: &Scaled) -> impl Iterator<Item = &str> {
    scaled.health.iter().flatten().filter(|target| target.state == "healthy").map(|target| target.target_id.as_str())
}

fn threshold(scaled: &Scaled) -> f64 {
    scaled.high.as_ref().and_then(|alarm| alarm.threshold).unwrap_or(scaled.value)
}

/// Minutes of the metric since the one in which the load began.
fn minutes(scaled: &Scaled, begun: Timestamp) -> impl DoubleEndedIterator<Item = (Timestamp, f64)> {
    let first = begun.as_second().div_euclid(60) * 60;
    let own = scaled.metric.iter().flat_map(|metric| metric.per_minute.iter().copied());
    own.filter(move |(minute, _)| minute.as_second() >= first)
}

fn over(scaled: &Scaled, begun: Timestamp) -> Option<(Timestamp, Finding)> {
    let (minute, sum) = minutes(scaled, begun).find(|(_, sum)| *sum > threshold(scaled))?;
    // The minute counts once it is over.
    let at = minute.checked_add(SignedDuration::from_mins(1)).unwrap_or(minute);
    Some((at, Finding::new("scaling-over").arg("value", short(sum)).arg("target", short(threshold(scaled)))))
}

fn alarm(scaled: &Scaled, begun: Timestamp, raise: Option<&Raise>) -> Option<(Timestamp, Finding)> {
    let name = scaled.high.as_ref().map_or("-", |alarm| alarm.name.as_str());
    let now = scaled.high.as_ref().filter(|alarm| alarm.state == "ALARM");
    let since = now.and_then(|alarm| alarm.state_transitioned_at.or(alarm.state_updated_at));
    let changed = scaled.changes.iter().find(|change| change.to == "ALARM" && change.at >= begun);
    let at = since.or_else(|| changed.map(|change| change.at)).or_else(|| raise?.activity.started_at)?;
    Some((at, Finding::new("scaling-alarm").arg("alarm", name)))
}

/// What the alarm raised since the load began.
fn raises(scaled: &Scaled, begun: Timestamp) -> impl Iterator<Item = &Raise> {
    scaled.raises.iter().filter(move |raise| raise.activity.started_at.is_some_and(|at| at >= begun))
}

/// The first one.
fn raise(scaled: &Scaled, begun: Timestamp) -> Option<&Raise> {
    raises(scaled, begun).min_by_key(|raise| raise.activity.started_at)
}

fn raised(raise: &Raise) -> (Timestamp, Finding) {
    let at = raise.activity.started_at.unwrap_or(Timestamp::UNIX_EPOCH);
    (at, Finding::new("scaling-raised").arg("from", raise.from).arg("to", raise.to))
}

/// The metric is not over the value, as far as can be seen.
fn below(scaled: &Scaled, begun: Timestamp) -> Finding {
    let target = short(threshold(scaled));
    if scaled.metric.is_none() {
        return Finding::new("scaling-why-metric-unseen").arg("target", target);
    }
    if let Some((_, sum)) = minutes(scaled, begun).next_back() {
        return Finding::new("scaling-why-below").arg("value", short(sum)).arg("target", target);
    }
    let waited = scaled.now.duration_since(begun).as_secs().max(0);
    Finding::new("scaling-why-no-metric").arg("seconds", crate::check::Arg::Duration(waited))
}

/// Minutes are over the value, and the alarm wants more of them.
fn datapoints(scaled: &Scaled, begun: Timestamp) -> Finding {
    let Some(alarm) = &scaled.high else { return Finding::new("scaling-why-no-alarm") };
    let periods = alarm.evaluation_periods.unwrap_or(1).max(1);
    let recent = minutes(scaled, begun).rev().take(usize::try_from(periods).unwrap_or(1));
    let have = recent.filter(|(_, sum)| *sum > threshold(scaled)).count();
    let need = alarm.datapoints_to_alarm.unwrap_or(periods);
    Finding::new("scaling-why-datapoints").arg("have", have).arg("need", need).arg("periods", periods)
}

/// A figure with at most one decimal.
#[must_use]
pub fn short(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

#[cfg(test)]
pub(crate) mod tests;
