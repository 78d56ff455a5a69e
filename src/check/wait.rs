//! How long a transition normally takes, by this account's own settings, and what to look at when it takes longer.
//!
//! Pure: (facts, a waiting verdict) → [`Wait`]. Where the account tells when the transition began, so does the wait;
//! else a face may put in when it first saw it, which is never too early. Nothing here turns a wait into a failure,
//! and nothing says when a group will shrink: AWS tunes that by itself.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::cause::{is_launch, launched_instance};
use super::verdict::{Arg, Finding, Status, Verdict};
use crate::facts::Facts;
use crate::facts::balancing::{HealthCheck, LoadBalancer, TargetGroup};
use crate::facts::monitoring::Alarm;
use crate::facts::scaling::{Activity, AutoScalingGroup};

/// An Application Load Balancer is usually there after two or three minutes; five cover nearly all.
const LOAD_BALANCER: i64 = 300;
/// From the request for an instance until it is in service, without warm-up or hooks.
const LAUNCH: i64 = 90;
/// From an alarm that fires until the group acts on it.
const ALARM_ACTS: i64 = 60;
/// CloudWatch shows a minute of requests this much later.
const METRIC_DELAY: i64 = 180;
/// An instance that shuts down.
const STOP: i64 = 60;
/// An image of a root volume of some GiB.
const IMAGE: i64 = 300;
/// ACM, once the DNS record that it asks for is there.
const CERTIFICATE: i64 = 30 * 60;
/// AWS's defaults, where the account's own setting was not asked for.
const INTERVAL: i64 = 30;
const TIMEOUT: i64 = 5;
const HEALTHY: i64 = 5;
const UNHEALTHY: i64 = 2;
const DEREGISTRATION: i64 = 300;
const COOLDOWN: i64 = 300;

/// What to expect of a transition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// How long this normally takes, and what that comes from.
    pub usual: Finding,
    /// What to look at when it takes longer than it should.
    pub look_at: Finding,
    pub usual_seconds: i64,
    /// From here on it takes longer than it should.
    pub patience_seconds: i64,
    /// When it began, where the account tells.
    pub since: Option<Timestamp>,
}

impl Wait {
    fn new(usual: Finding, look_at: &'static str, usual_seconds: i64, patience_seconds: i64) -> Self {
        let usual = usual.arg("usual", Arg::Duration(usual_seconds));
        let look_at = Finding { id: look_at.into(), args: usual.args.clone() };
        Self { usual, look_at, usual_seconds, patience_seconds, since: None }
    }

    const fn since(mut self, at: Option<Timestamp>) -> Self {
        self.since = at;
        self
    }

    /// When it should be over. `seen`: when it was first seen to be under way, for transitions whose beginning the
    /// account does not tell.
    #[must_use]
    pub fn until(&self, seen: Option<Timestamp>) -> Option<Timestamp> {
        after(self.since.or(seen)?, self.usual_seconds)
    }

    /// It takes longer than it should.
    #[must_use]
    pub fn is_late(&self, seen: Option<Timestamp>, now: Timestamp) -> bool {
        self.since.or(seen).and_then(|began| after(began, self.patience_seconds)).is_some_and(|end| end < now)
    }
}

fn after(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// Tells what a waiting verdict waits for. `until` follows from it where the check itself did not say.
pub(super) fn tell(facts: &Facts, verdict: &mut Verdict) {
    if verdict.status != Status::Waiting || verdict.held_by.is_some() {
        return;
    }
    verdict.wait = expected(facts, verdict).map(Box::new);
    if verdict.until.is_none() {
        let until = verdict.wait.as_ref().and_then(|wait| wait.until(None));
        verdict.until = until.filter(|until| *until > facts.now);
    }
}

fn expected(facts: &Facts, verdict: &Verdict) -> Option<Wait> {
    let scene = Scene { facts, verdict };
    Some(match verdict.finding.id.as_ref() {
        "load-balancer-provisioning"
        | "http-load-balancer-provisioning"
        | "handshake-provisioning"
        | "target-load-balancer-provisioning" => {
            scene.load_balancer_made("wait-load-balancer", "wait-load-balancer-late")
        }
        "dns-not-yet" => scene.load_balancer_made("wait-dns", "wait-dns-late"),
        "target-initial"
        | "health-initial"
        | "health-recovering"
        | "rule-targets-starting"
        | "http-targets-starting" => scene.first_check(),
        "target-in-grace-period" => scene.grace()?,
        "targets-launching"
        | "targets-replacing"
        | "launched-under-way"
        | "scaled-out-under-way"
        | "group-instances-moving"
        | "group-at-least-pending" => scene.launch(),
        "scaled-out-alarm-on" => scene.alarm_on(),
        "requests-rising" => scene.requests(),
        "instance-stopping" => {
            Wait::new(Finding::new("wait-instance-stop"), "wait-instance-stop-late", STOP, 10 * STOP)
        }
        "image-pending" => scene.image(),
        "certificate-pending" => {
            Wait::new(Finding::new("wait-certificate"), "wait-certificate-late", CERTIFICATE, 2 * CERTIFICATE)
        }
        "gone-leaving" => scene.leaving(),
        _ => return None,
    })
}

/// The account, and the verdict whose arguments name what in it is waited for.
#[derive(Clone, Copy)]
struct Scene<'a> {
    facts: &'a Facts,
    verdict: &'a Verdict,
}

impl<'a> Scene<'a> {
    fn argument(self, name: &str) -> Option<&'a str> {
        match self.verdict.finding.args.get(name)? {
            Arg::Text(text) => Some(text),
            _ => None,
        }
    }

    fn load_balancer(self) -> Option<&'a LoadBalancer> {
        let named = [self.argument("load_balancer"), self.argument("name")];
        let all = self.facts.load_balancers.value()?;
        named.into_iter().flatten().find_map(|name| all.iter().find(|lb| lb.name == name || lb.arn == name))
    }

    fn load_balancer_made(self, usual: &'static str, late: &'static str) -> Wait {
        let since = self.load_balancer().and_then(|lb| lb.created_at);
        Wait::new(Finding::new(usual), late, LOAD_BALANCER, 2 * LOAD_BALANCER).since(since)
    }

    /// The target group named, else the first with a target that is still being looked at for the first time.
    fn target_group(self) -> Option<&'a TargetGroup> {
        let all = self.facts.target_groups.value()?;
        let named =
            self.argument("target_group").and_then(|name| all.iter().find(|tg| tg.name == name || tg.arn == name));
        let starting = |tg: &&TargetGroup| {
            let health = self.facts.target_health.get(&tg.arn).and_then(|section| section.value());
            health.into_iter().flatten().any(|target| target.state == "initial")
        };
        named.or_else(|| all.iter().find(starting))
    }

    /// A new target needs one success; one that failed before needs as many in a row as are set.
    fn first_check(self) -> Wait {
        let check = self.target_group().map(|tg| &tg.health_check);
        let of =
            |field: fn(&HealthCheck) -> Option<i32>, default: i64| check.and_then(field).map_or(default, i64::from);
        let interval = of(|check| check.interval_seconds, INTERVAL);
        let timeout = of(|check| check.timeout_seconds, TIMEOUT);
        let (healthy, unhealthy) =
            (of(|check| check.healthy_threshold, HEALTHY), of(|check| check.unhealthy_threshold, UNHEALTHY));
        let recovers = self.verdict.finding.id == "health-recovering";
        let (message, usual) = if recovers {
            ("wait-health-recovery", interval * healthy)
        } else {
            ("wait-first-check", interval + timeout)
        };
        let usual_words = Finding::new(message).arg("interval", interval).arg("healthy", healthy);
        // By then AWS has made up its mind, one way or the other.
        let decided = (interval + timeout) * unhealthy.max(if recovers { healthy } else { 1 });
        Wait::new(usual_words, "wait-first-check-late", usual, decided + interval).since(self.registered())
    }

    /// When the target's instance came out of its launch: its group registers it then.
    fn registered(self) -> Option<Timestamp> {
        let target = self.argument("target")?.split(':').next()?;
        let all = self.facts.activities.values().filter_map(|section| section.value()).flatten();
        all.filter(|activity| launched_instance(activity) == Some(target))
            .filter_map(|activity| activity.ended_at)
            .max()
    }

    fn group(self) -> Option<&'a AutoScalingGroup> {
        let all = self.facts.auto_scaling_groups.value()?;
        let named = [self.argument("group"), self.argument("name")];
        let by_name = named.into_iter().flatten().find_map(|name| all.iter().find(|group| group.name == name));
        by_name.or_else(|| {
            let target = self.argument("target")?;
            all.iter().find(|group| group.instances.iter().any(|member| member.id == target))
        })
    }

    fn grace(self) -> Option<Wait> {
        let seconds = i64::from(self.group()?.health_check_grace_period_seconds?);
        let end = self.verdict.until?;
        let began = after(end, -seconds);
        // The check itself ends this wait: afterwards the target is judged by its reason.
        let usual = Finding::new("wait-grace").arg("grace", Arg::Duration(seconds));
        Some(Wait::new(usual, "wait-grace-late", seconds, seconds).since(began))
    }

    /// The activities of the group that is meant.
    fn activities(self) -> impl Iterator<Item = &'a Activity> {
        let section = self.group().and_then(|group| self.facts.activities.get(&group.name));
        section.and_then(|section| section.value()).into_iter().flatten()
    }

    fn launch(self) -> Wait {
        let open = |activity: &&Activity| !matches!(activity.status.as_str(), "Successful" | "Failed" | "Cancelled");
        let launching = self.activities().filter(|activity| is_launch(activity)).filter(open);
        let since = launching.filter_map(|activity| activity.started_at).max();
        // A group that replaces an instance first sees to the one that it lost.
        let replaces = self.verdict.finding.id == "targets-replacing";
        let usual = if replaces { 2 * LAUNCH } else { LAUNCH };
        Wait::new(Finding::new("wait-launch"), "wait-launch-late", usual, usual + 210).since(since)
    }

    /// The alarm that raises the capacity, by name or as the one on requests.
    fn alarm(self) -> Option<&'a Alarm> {
        let named = self.argument("alarm");
        let all = || self.facts.alarms.values().filter_map(|section| section.value()).flatten();
        let is_high = |alarm: &&Alarm| alarm.comparison.as_deref().is_some_and(|word| word.starts_with("GreaterThan"));
        match named {
            Some(name) => all().find(|alarm| alarm.name == name),
            None => all().find(is_high),
        }
    }

    fn alarm_on(self) -> Wait {
        let since = self.alarm().and_then(|alarm| alarm.state_transitioned_at.or(alarm.state_updated_at));
        let group = self.group();
        let policies = group.and_then(|group| self.facts.policies.get(&group.name)).and_then(|section| section.value());
        let of_policy = policies.into_iter().flatten().find_map(|policy| policy.estimated_warmup_seconds);
        let warmup = of_policy.or_else(|| group?.default_instance_warmup_seconds);
        let warmup = warmup.or_else(|| group?.default_cooldown_seconds).map_or(COOLDOWN, i64::from);
        let usual = Finding::new("wait-alarm-acts").arg("warmup", Arg::Duration(warmup));
        Wait::new(usual, "wait-alarm-acts-late", ALARM_ACTS, ALARM_ACTS + warmup + 120).since(since)
    }

    fn requests(self) -> Wait {
        let alarm = self.alarm();
        let period = alarm.and_then(|alarm| alarm.period_seconds).map_or(60, i64::from);
        let datapoints = alarm.and_then(|alarm| alarm.datapoints_to_alarm.or(alarm.evaluation_periods)).unwrap_or(3);
        let usual = METRIC_DELAY + period * i64::from(datapoints);
        let words = Finding::new("wait-requests").arg("period", Arg::Duration(period)).arg("datapoints", datapoints);
        Wait::new(words, "wait-requests-late", usual, 2 * usual)
    }

    fn image(self) -> Wait {
        let id = self.argument("id");
        let image = self.facts.images.value().into_iter().flatten().find(|image| Some(image.id.as_str()) == id);
        let since = image.and_then(|image| image.created_at);
        Wait::new(Finding::new("wait-image"), "wait-image-late", IMAGE, 6 * IMAGE).since(since)
    }

    /// Something that is being deleted. A group lets its targets finish what they are at, then ends the instances.
    fn leaving(self) -> Wait {
        let group = self.group().filter(|_| {
            matches!(self.verdict.finding.args.get("kind"),
                Some(Arg::Message(kind)) if kind == "cleanup-kind-auto-scaling-group")
        });
        let Some(group) = group else {
            return Wait::new(Finding::new("wait-leaving"), "wait-leaving-late", STOP, 10 * STOP);
        };
        let delay = |arn: &String| {
            let attributes = self.facts.target_group_attributes.get(arn)?.value()?;
            attributes.get("deregistration_delay.timeout_seconds")?.parse::<i64>().ok()
        };
        let delays = group.target_group_arns.iter().map(|arn| delay(arn).unwrap_or(DEREGISTRATION));
        let delay = delays.max().unwrap_or(0);
        let usual = delay + 2 * STOP;
        let words = Finding::new("wait-group-leaving").arg("delay", Arg::Duration(delay));
        Wait::new(words, "wait-group-leaving-late", usual, usual + 600)
    }
}

#[cfg(test)]
#[path = "wait_tests.rs"]
mod tests;
