//! A group and what scales it, as somebody who watches it needs them: found by the same rules as the checks find them.

use std::collections::BTreeMap;

use super::alarms;
use super::cause::launched_instance;
use super::find;
use super::history::{activities, raised_by};
use super::proof::{Context, Judged};
use super::{scaling_policy, table};
use crate::course::kinds::CheckKind;
use crate::course::{Course, Values};
use crate::facts::Facts;
use crate::facts::balancing::{LoadBalancer, TargetGroup, TargetHealth};
use crate::facts::monitoring::{Alarm, AlarmStateChange, RequestMetric};
use crate::facts::scaling::{Activity, AutoScalingGroup, ScalingPolicy};
use crate::facts::want::{Want, Wants};
use crate::progress::Memory;

/// Which of a course's values name what scales on requests, and the steps that prove that it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub group: String,
    pub policy: String,
    pub target_group: String,
    pub load_balancer: String,
    /// Ids of the steps that a scale-out proves, in the course's order.
    pub steps: Vec<String>,
}

impl Subject {
    /// `None`: nothing in the course scales on requests.
    #[must_use]
    pub fn of(course: &Course) -> Option<Self> {
        let kinds = || course.checks().map(|(_, _, check)| &check.proves);
        let (group, policy, target_group) = kinds().find_map(|kind| match kind {
            CheckKind::RequestsExceededTarget(check) => {
                Some((check.group.clone(), check.policy.clone(), check.target_group.clone()))
            }
            _ => None,
        })?;
        let load_balancer = kinds().find_map(|kind| match kind {
            CheckKind::TrackingPolicyLabel(check) if check.policy == policy => Some(check.load_balancer.clone()),
            _ => None,
        })?;
        let proves = |kind: &CheckKind| {
            matches!(
                kind,
                CheckKind::RequestsExceededTarget(_)
                    | CheckKind::ScaledOutByAlarm(_)
                    | CheckKind::ScalingAlarmFired(_)
                    | CheckKind::LaunchedByAlarm(_)
            )
        };
        let steps = course.steps.iter().filter(|step| step.checks.iter().any(|check| proves(&check.proves)));
        let steps = steps.map(|step| step.id.clone()).collect();
        Some(Self { group, policy, target_group, load_balancer, steps })
    }

    /// Everything that a look at the group needs.
    #[must_use]
    pub fn wants(&self, values: &Values) -> Wants {
        let group = values.get(&self.group).to_owned();
        let mut wants = self.moving(values);
        wants.extend([
            Want::Identity,
            Want::Vpcs,
            Want::Instances,
            Want::LoadBalancers,
            Want::Listeners { load_balancer: values.get(&self.load_balancer).to_owned() },
            Want::Policies { group },
        ]);
        wants
    }

    /// What moves while load comes in.
    #[must_use]
    pub fn moving(&self, values: &Values) -> Wants {
        let group = values.get(&self.group).to_owned();
        let target_group = values.get(&self.target_group).to_owned();
        Wants::from([
            Want::AutoScalingGroups,
            Want::TargetGroups,
            Want::RequestMetric { target_group: target_group.clone() },
            Want::TargetHealth { target_group },
            Want::AlarmHistory { group: group.clone() },
            Want::Activities { group },
        ])
    }
}

/// An activity of the group that the policy's alarm caused by raising the desired capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    pub activity: Activity,
    pub from: i32,
    pub to: i32,
    /// The instance that it launched.
    pub instance: Option<String>,
}

/// A group, its policy on requests per target, and what both did.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    pub now: jiff::Timestamp,
    pub group: AutoScalingGroup,
    pub policy: ScalingPolicy,
    /// Requests per target and minute that the policy tracks.
    pub value: f64,
    pub target_group: TargetGroup,
    pub load_balancer: LoadBalancer,
    /// The policy's alarm that scales out; `None`: it has none, or it could not be seen.
    pub high: Option<Alarm>,
    /// Its changes of state, newest first, as far as they could be seen.
    pub changes: Vec<AlarmStateChange>,
    pub raises: Vec<Raise>,
    pub metric: Option<RequestMetric>,
    pub health: Option<Vec<TargetHealth>>,
    /// Type of an instance of the group.
    pub instance_type: Option<String>,
}

impl Scaled {
    /// Instances in service.
    #[must_use]
    pub fn in_service(&self) -> usize {
        self.group.instances.iter().filter(|one| one.lifecycle_state == "InService").count()
    }

    /// Healthy targets; `None`: not seen.
    #[must_use]
    pub fn healthy(&self) -> Option<usize> {
        self.health.as_ref().map(|all| all.iter().filter(|target| target.state == "healthy").count())
    }
}

/// The group as it was seen.
///
/// # Errors
/// The verdict of a check that needs what is missing or unseen here.
pub fn look(course: &Course, values: &Values, facts: &Facts, subject: &Subject) -> Judged<Scaled> {
    let (memory, earlier) = (Memory::default(), BTreeMap::new());
    // Each is looked for as by the check that proves it to be there: what is missing is missing, and contradicts nobody.
    let by = |key: &str| {
        let mut provers = course.checks().filter(|(_, _, check)| table::proof(&check.proves).provides().contains(&key));
        provers.next().map(|(_, id, _)| id).unwrap_or_default()
    };
    let ids = [&subject.group, &subject.target_group, &subject.load_balancer].map(|key| by(key));
    let contexts = ids.each_ref().map(|id| Context { course, values, facts, memory: &memory, id, earlier: &earlier });
    let [cx, for_targets, for_balancer] = &contexts;
    let tracking = scaling_policy::tracking(cx, &subject.group, &subject.policy)?;
    let target_group = find::target_group(for_targets, &subject.target_group)?;
    let load_balancer = find::load_balancer(for_balancer, &subject.load_balancer)?;
    let high = alarms::high(cx, &tracking);
    let changes = high.and_then(|alarm| facts.alarm_history.get(&alarm.name)?.value());
    let raises = activities(cx, tracking.group).map(|look| raised_by(&look, &tracking)).unwrap_or_default();
    let raises = raises.into_iter().map(|(activity, trigger)| Raise {
        from: trigger.from,
        to: trigger.to,
        instance: launched_instance(activity).map(str::to_owned),
        activity: activity.clone(),
    });
    let own = |id: &str| tracking.group.instances.iter().any(|one| one.id == id);
    let instance = facts.instances.value().into_iter().flatten().find(|one| own(&one.id));
    Ok(Scaled {
        now: facts.now,
        group: tracking.group.item.clone(),
        policy: tracking.policy.clone(),
        value: tracking.settings.target_value,
        high: high.cloned(),
        changes: changes.cloned().unwrap_or_default(),
        raises: raises.collect(),
        metric: facts.request_metrics.get(&target_group.arn).and_then(|section| section.value()).cloned(),
        health: facts.target_health.get(&target_group.arn).and_then(|section| section.value()).cloned(),
        target_group: target_group.item.clone(),
        load_balancer: load_balancer.item.clone(),
        instance_type: instance.and_then(|one| one.instance_type.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Library;
    use crate::course::load::Files;

    #[test]
    fn the_course_that_scales_says_what_it_scales_and_what_proves_it() {
        let library = Library::load(&Files::new());
        let subject = |id: &str| Subject::of(&library.get(id).expect("a course").course);
        let found = subject("ec-site").expect("it scales");
        assert_eq!((found.group.as_str(), found.load_balancer.as_str()), ("asg", "alb"));
        assert_eq!(found.steps, ["scale-out", "alarms", "activities"]);
        assert_eq!(subject("day13"), None);
    }
}
