//! The two alarms of a target-tracking policy. They are found through the policy; their thresholds are
//! read and told, never assumed.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::history::{activities, raised_by};
use super::proof::Judged;
use super::scaling_policy::{Tracking, tracking};
use super::{Context, Finding, Proof, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{AlarmSide, CheckKind, ScalingAlarm, ScalingAlarmFired};
use crate::facts::monitoring::{Alarm, AlarmStateChange};
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// CloudWatch keeps the history of an alarm for 30 days.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

const fn infix(side: AlarmSide) -> &'static str {
    match side {
        AlarmSide::High => "-AlarmHigh",
        AlarmSide::Low => "-AlarmLow",
    }
}

/// The policy's alarm on this side, as far as it can be seen.
#[derive(Debug)]
enum Sought<'a> {
    Found(&'a Alarm, Timestamp),
    /// It is there under the name that target tracking gives, but neither does the policy name it nor
    /// does it call the policy.
    Stranger(&'a Alarm, Timestamp),
    /// The policy names it, and nobody lists it.
    Unlisted(String, Timestamp),
    Absent(Timestamp),
}

fn seek<'a>(cx: &Context<'a>, tracking: &Tracking<'a>, side: AlarmSide) -> Judged<Sought<'a>> {
    let group = &tracking.group.name;
    let (alarms, at) = get_by_key(&cx.facts.alarms, group, "cloudwatch:DescribeAlarms")?;
    let policy = tracking.policy;
    let on_side = |alarm: &&Alarm| alarm.name.contains(infix(side));
    let named = |alarm: &Alarm| policy.alarms.iter().any(|own| own.name == alarm.name);
    let prefix = format!("TargetTracking-{group}{}", infix(side));
    // Anybody can make an alarm that calls the policy; only those of target tracking are its own.
    let calls = |alarm: &Alarm| alarm.alarm_actions.contains(&policy.arn) && alarm.name.starts_with(&prefix);
    let mut candidates: Vec<&Alarm> = alarms.iter().filter(on_side).filter(|a| named(a) || calls(a)).collect();
    candidates.sort_by_key(|alarm| (!(named(alarm) && calls(alarm)), !calls(alarm), alarm.name.as_str()));
    if let Some(alarm) = candidates.first() {
        return Ok(Sought::Found(alarm, at));
    }
    if let Some(own) = policy.alarms.iter().find(|own| own.name.contains(infix(side))) {
        return Ok(Sought::Unlisted(own.name.clone(), at));
    }
    let stranger = alarms.iter().find(|alarm| alarm.name.starts_with(&prefix));
    Ok(stranger.map_or(Sought::Absent(at), |alarm| Sought::Stranger(alarm, at)))
}

/// The policy's alarm that scales out, where it can be seen.
pub(super) fn high<'a>(cx: &Context<'a>, tracking: &Tracking<'a>) -> Option<&'a Alarm> {
    match seek(cx, tracking, AlarmSide::High) {
        Ok(Sought::Found(alarm, _)) => Some(alarm),
        _ => None,
    }
}

fn wants(values: &Values, group: &str) -> Vec<Want> {
    let mut wants = super::scaling_policy::wants(values, group);
    wants.push(Want::Alarms { group: values.get(group).to_owned() });
    wants
}

fn with_alarm(verdict: Verdict, alarm: &Alarm, at: Timestamp) -> Verdict {
    let minutes = alarm.period_seconds.map_or_else(|| "-".to_owned(), |seconds| (seconds / 60).to_string());
    let datapoints = alarm.datapoints_to_alarm.or(alarm.evaluation_periods);
    let text = |number: Option<i32>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let fact = json!({
        "alarm_name": alarm.name,
        "state": alarm.state,
        "comparison": alarm.comparison,
        "threshold": alarm.threshold,
        "period_seconds": alarm.period_seconds,
        "evaluation_periods": alarm.evaluation_periods,
        "datapoints_to_alarm": alarm.datapoints_to_alarm,
        "actions_enabled": alarm.actions_enabled,
        "alarm_actions": alarm.alarm_actions,
    });
    verdict
        .arg("alarm", alarm.name.as_str())
        .arg("state", alarm.state.as_str())
        .arg("threshold", alarm.threshold.map_or_else(|| "-".to_owned(), |value| value.to_string()))
        .arg("minutes", minutes)
        .arg("datapoints", text(datapoints))
        .arg("periods", text(alarm.evaluation_periods))
        .evidence(&alarm.arn, at, fact)
}

impl Proof for ScalingAlarm {
    fn wants(&self, values: &Values) -> Vec<Want> {
        wants(values, &self.group)
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tracking = tracking(cx, &self.group, &self.policy)?;
        let verdict = match seek(cx, &tracking, self.side)? {
            Sought::Found(alarm, at) => {
                let verdict = if !alarm.alarm_actions.contains(&tracking.policy.arn) {
                    Verdict::fail("alarm-without-policy")
                } else if !alarm.actions_enabled {
                    Verdict::fail("alarm-actions-off")
                } else if self.side == AlarmSide::High {
                    Verdict::pass("alarm-high")
                } else {
                    Verdict::pass("alarm-low")
                };
                with_alarm(verdict, alarm, at)
            }
            Sought::Stranger(alarm, at) => with_alarm(Verdict::fail("alarm-without-policy"), alarm, at),
            Sought::Unlisted(name, at) => {
                let fact = json!({ "named_by_policy": name, "listed": false });
                let verdict = Verdict::inconclusive("alarm-unlisted").arg("alarm", name);
                verdict.evidence(&tracking.policy.arn, at, fact)
            }
            Sought::Absent(at) => {
                let id = if self.side == AlarmSide::Low && tracking.settings.disable_scale_in {
                    "alarm-low-scale-in-off"
                } else if tracking.policy.alarms.is_empty() {
                    "alarms-none"
                } else {
                    "alarm-missing"
                };
                let names: Vec<&str> = tracking.policy.alarms.iter().map(|alarm| alarm.name.as_str()).collect();
                Verdict::fail(id).evidence(&tracking.policy.arn, at, json!({ "alarms": names }))
            }
        };
        let pattern = format!("TargetTracking-{}{}-*", tracking.group.name, infix(self.side));
        Ok(tracking.name(verdict.arg("pattern", pattern)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }
}

impl Proof for ScalingAlarmFired {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mut wants = wants(values, &self.group);
        let group = values.get(&self.group).to_owned();
        wants.extend([Want::AlarmHistory { group: group.clone() }, Want::Activities { group }]);
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tracking = tracking(cx, &self.group, &self.policy)?;
        let name = |verdict: Verdict| tracking.name(verdict);
        if let Some(verdict) = by_activity(cx, &tracking) {
            return Ok(name(verdict));
        }
        let sought = seek(cx, &tracking, AlarmSide::High)?;
        let Sought::Found(alarm, at) = sought else { return Ok(name(self.without_alarm(cx))) };
        if alarm.state == "ALARM" {
            let since = alarm.state_transitioned_at.or(alarm.state_updated_at).unwrap_or(at);
            return Ok(name(with_alarm(Verdict::pass("alarm-fired").arg("at", since), alarm, at)));
        }
        let (changes, seen_at) = get_by_key(&cx.facts.alarm_history, &alarm.name, "cloudwatch:DescribeAlarmHistory")?;
        if let Some(change) = changes.iter().filter(|change| tells_of_alarm(change)).max_by_key(|change| change.at) {
            let fact = json!({ "alarm_name": alarm.name, "from": change.from, "to": change.to, "at": change.at });
            let verdict = with_alarm(Verdict::pass("alarm-fired").arg("at", change.at), alarm, at);
            return Ok(name(verdict.evidence(&alarm.arn, seen_at, fact)));
        }
        Ok(name(with_alarm(Self::never(cx, &tracking, alarm, changes.is_empty()), alarm, at)))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy]
    }

    fn recorded(&self) -> bool {
        true
    }
}

/// It went into ALARM, or came out of it: of a long history the entry may be forgotten and the exit still listed.
pub(super) fn tells_of_alarm(change: &AlarmStateChange) -> bool {
    change.to == "ALARM" || change.from.as_deref() == Some("ALARM")
}

impl ScalingAlarmFired {
    /// No change into ALARM is listed: is that certain?
    fn never(cx: &Context<'_>, tracking: &Tracking<'_>, alarm: &Alarm, history_empty: bool) -> Verdict {
        let kept_since = cx.facts.now.checked_sub(KEPT).unwrap_or(cx.facts.now);
        let changed_lately = alarm.state_transitioned_at.is_some_and(|at| at >= kept_since);
        if history_empty && changed_lately && alarm.state != "INSUFFICIENT_DATA" {
            return Verdict::inconclusive("alarm-history-contradiction");
        }
        if tracking.group.created_at.is_none_or(|created| created < kept_since) {
            return Verdict::inconclusive("alarm-history-forgotten").arg("since", kept_since);
        }
        Verdict::fail("alarm-never-fired")
    }

    /// There is no such alarm: the check that asks for it says so.
    fn without_alarm(&self, cx: &Context<'_>) -> Verdict {
        let holds = cx.course.checks().find_map(|(_, id, check)| match &check.proves {
            CheckKind::ScalingAlarm(other) if other.side == AlarmSide::High && other.policy == self.policy => {
                cx.earlier.get(&id).map(|verdict| (id, verdict.status))
            }
            _ => None,
        });
        let Some((id, status)) = holds else { return Verdict::inconclusive("alarm-high-not-seen").arg("alarm", "-") };
        let (status, finding) = match status {
            Status::Fail | Status::Blocked => (Status::Blocked, "held-by-missing"),
            _ => (Status::Inconclusive, "held-by-unseen"),
        };
        let mut verdict = Verdict::new(status, Finding::new(finding)).arg("check", id.as_str());
        verdict.held_by = Some(id);
        verdict
    }
}

/// An activity that says `alarm … in state ALARM` shows that it fired.
fn by_activity(cx: &Context<'_>, tracking: &Tracking<'_>) -> Option<Verdict> {
    let look = activities(cx, tracking.group).ok()?;
    let (activity, trigger) = raised_by(&look, tracking).into_iter().next()?;
    let at = activity.started_at.unwrap_or(look.at);
    let verdict = Verdict::pass("alarm-fired-by-activity").arg("alarm", trigger.alarm).arg("at", at);
    Some(verdict.arg("cause", activity.cause.as_str()).evidence(
        &activity.id,
        look.at,
        json!({ "cause": activity.cause }),
    ))
}
