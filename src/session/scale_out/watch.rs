//! Looks at the group while load comes in: gently, and only at what can have moved.

use std::time::Duration;

use crate::check::scaled::Subject;
use crate::course::Values;
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Gap, GapKind, Section};
use crate::load::scaling::Stage;

/// Between two looks at an account whose clock runs as ours. Faster ones are looked at as often by their own clock.
const USUAL: Duration = Duration::from_secs(15);
const SHORTEST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(1);

/// The pause after a look.
pub(super) fn pause(before: Option<Duration>, speed: f64, gap: Option<&Gap>) -> Duration {
    let usual = USUAL.div_f64(speed.max(1.0)).clamp(SHORTEST, USUAL);
    match (before, gap) {
        (Some(before), Some(gap)) if gap.kind == GapKind::Throttled => (before * 2).clamp(usual, LONGEST),
        _ => usual,
    }
}

/// What can have moved while this link is waited for.
pub(super) fn wants(subject: &Subject, values: &Values, next: Option<Stage>) -> Wants {
    let group = values.get(&subject.group).to_owned();
    let mut wants = subject.moving(values);
    wants.retain(|want| match want {
        Want::AlarmHistory { .. } => matches!(next, Some(Stage::Load | Stage::Over | Stage::Alarm)),
        Want::Activities { .. } => !matches!(next, Some(Stage::Load | Stage::Over)),
        Want::TargetHealth { .. } => matches!(next, Some(Stage::Raised | Stage::Launched | Stage::Healthy) | None),
        _ => true,
    });
    if next == Some(Stage::Raised) {
        wants.insert(Want::Alarms { group });
    }
    wants
}

/// Puts what was seen in the place of what was known. What was not seen this time is kept, and told.
pub(super) fn absorb(known: &mut Facts, fresh: Facts) -> Option<Gap> {
    let mut gap = None;
    take(&mut known.auto_scaling_groups, fresh.auto_scaling_groups, &mut gap);
    take(&mut known.target_groups, fresh.target_groups, &mut gap);
    take_all(&mut known.policies, fresh.policies, &mut gap);
    take_all(&mut known.alarms, fresh.alarms, &mut gap);
    take_all(&mut known.alarm_history, fresh.alarm_history, &mut gap);
    take_all(&mut known.activities, fresh.activities, &mut gap);
    take_all(&mut known.request_metrics, fresh.request_metrics, &mut gap);
    take_all(&mut known.target_health, fresh.target_health, &mut gap);
    // Without an answer the facts bear the time of this machine.
    if let Section::Seen { .. } = known.auto_scaling_groups
        && gap.is_none()
    {
        known.now = fresh.now;
    }
    known.api_calls += fresh.api_calls;
    gap
}

fn take<T>(known: &mut Section<T>, fresh: Section<T>, gap: &mut Option<Gap>) {
    match fresh {
        Section::Seen { .. } => *known = fresh,
        Section::Gap { gap: found } => {
            // Throttling matters most: looks become rarer.
            if gap.as_ref().is_none_or(|known| known.kind != GapKind::Throttled) {
                *gap = Some(found);
            }
        }
        Section::NotAsked => {}
    }
}

fn take_all<T>(
    known: &mut std::collections::BTreeMap<String, Section<T>>,
    fresh: std::collections::BTreeMap<String, Section<T>>,
    gap: &mut Option<Gap>,
) {
    for (key, section) in fresh {
        take(known.entry(key).or_default(), section, gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_keep_the_accounts_pace_and_back_off_when_throttled() {
        let throttled = Gap { kind: GapKind::Throttled, ..Gap::not_asked("cloudwatch:DescribeAlarms") };
        let denied = Gap::not_asked("cloudwatch:DescribeAlarms");
        assert_eq!(pause(None, 1.0, None), USUAL);
        assert_eq!(pause(None, 60.0, None), SHORTEST);
        assert_eq!(pause(Some(USUAL), 1.0, Some(&throttled)), USUAL * 2);
        assert_eq!(pause(Some(LONGEST), 1.0, Some(&throttled)), LONGEST);
        assert_eq!(pause(Some(LONGEST), 1.0, Some(&denied)), USUAL);
    }

    #[test]
    fn what_was_seen_stays_when_it_is_not_seen_again() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let mut known = Facts::empty("us-east-1", now);
        known.target_groups = Section::seen(now, Vec::new());
        let mut fresh = Facts::empty("us-east-1", now);
        let denied = Gap::not_asked("elasticloadbalancing:DescribeTargetGroups");
        fresh.target_groups = Section::Gap { gap: denied.clone() };
        assert_eq!(absorb(&mut known, fresh), Some(denied));
        assert!(known.target_groups.value().is_some());
    }
}
