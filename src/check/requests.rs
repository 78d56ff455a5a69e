//! Whether the requests per target went over the value that the policy tracks.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::alarms;
use super::find;
use super::history::{activities, raised_by};
use super::proof::Judged;
use super::scaling_policy::{Tracking, tracking};
use super::{Context, Proof, Verdict};
use crate::course::Values;
use crate::course::kinds::RequestsExceededTarget;
use crate::facts::monitoring::RequestMetric;
use crate::facts::section::get_by_key;
use crate::facts::want::Want;

/// CloudWatch shows a minute some minutes after it is over.
const DELAY: SignedDuration = SignedDuration::from_mins(3);

/// An observation is far shorter than this, also by the clock of an account that runs fast.
const STALE: SignedDuration = SignedDuration::from_hours(1);

impl Proof for RequestsExceededTarget {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mut wants = super::scaling_policy::wants(values, &self.group);
        let group = values.get(&self.group).to_owned();
        let target_group = values.get(&self.target_group).to_owned();
        wants.extend([
            Want::TargetGroups,
            Want::RequestMetric { target_group },
            // An alarm or an activity shows that the value was exceeded, whatever the metric says.
            Want::Activities { group: group.clone() },
            Want::Alarms { group: group.clone() },
            Want::AlarmHistory { group },
        ]);
        wants
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let tracking = tracking(cx, &self.group, &self.policy)?;
        let tg = find::target_group(cx, &self.target_group)?;
        let (metric, at) = get_by_key(&cx.facts.request_metrics, &tg.arn, "cloudwatch:GetMetricData")?;
        let target = tracking.settings.target_value;
        let over = metric.per_minute.iter().find(|(_, sum)| *sum > target);
        let verdict = match (over, highest(metric)) {
            (Some((minute, sum)), _) => {
                let fact = json!({ "minute": minute, "request_count_per_target": sum, "target_value": target });
                Verdict::pass("requests-exceeded").arg("at", *minute).arg("value", *sum).evidence(&tg.arn, at, fact)
            }
            (None, highest) => below(cx, &tracking, metric, highest).evidence(
                &tg.arn,
                at,
                json!({ "from": metric.from, "to": metric.to, "minutes": metric.per_minute.len(),
                    "highest": highest.map(|(_, sum)| sum), "target_value": target }),
            ),
        };
        Ok(tracking.name(verdict.arg("target", target).arg("target_group", tg.name.as_str())))
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.group, &self.policy, &self.target_group]
    }

    fn recorded(&self) -> bool {
        true
    }
}

fn highest(metric: &RequestMetric) -> Option<(Timestamp, f64)> {
    metric.per_minute.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// No minute went over the value, as far as can be seen.
fn below(
    cx: &Context<'_>,
    tracking: &Tracking<'_>,
    metric: &RequestMetric,
    highest: Option<(Timestamp, f64)>,
) -> Verdict {
    let acted = activities(cx, tracking.group).is_ok_and(|look| !raised_by(&look, tracking).is_empty());
    let changes = alarms::high(cx, tracking).and_then(|alarm| cx.facts.alarm_history.get(&alarm.name)?.value());
    let fired = changes.into_iter().flatten().any(alarms::tells_of_alarm);
    if acted || fired || tracking.firing(cx).is_some() {
        return Verdict::inconclusive("requests-contradiction");
    }
    // A window that is not about now (an answer with a wrong date) misses what happened since.
    if metric.to.checked_add(STALE).is_ok_and(|end| end < cx.facts.now) {
        return Verdict::inconclusive("requests-window-off").arg("to", metric.to);
    }
    if tracking.group.created_at.is_none_or(|created| created < metric.from) {
        return Verdict::inconclusive("requests-forgotten").arg("since", metric.from);
    }
    // CloudWatch also tells minutes without a request.
    let Some((minute, value)) = highest.filter(|(_, sum)| *sum > 0.0) else { return Verdict::fail("requests-none") };
    let latest = metric.per_minute.iter().map(|(minute, _)| *minute).max();
    let fresh = minute.checked_add(DELAY).is_ok_and(|end| end >= cx.facts.now);
    if fresh && latest == Some(minute) {
        // The latest minute is the highest so far and not complete: load is rising right now.
        let verdict = Verdict::waiting("requests-rising").arg("value", value).arg("at", minute);
        return match minute.checked_add(DELAY) {
            Ok(until) => verdict.until(until),
            Err(_) => verdict,
        };
    }
    Verdict::fail("requests-below").arg("value", value).arg("at", minute)
}
