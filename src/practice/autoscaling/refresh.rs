//! Instance refresh by request: started, watched, cancelled, rolled back. How it goes on is `replacement`'s.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::account::{AutoScalingGroup, InstanceRefresh, Lifecycle, Member, Region, Rollback, TemplateChoice};
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::place::Place;
use super::template::{self, Source};
use super::{activity, names, replacement};

pub(super) const OPERATIONS: Table = &[
    ("CancelInstanceRefresh", cancel),
    ("DescribeInstanceRefreshes", describe),
    ("RollbackInstanceRefresh", rollback),
    ("StartInstanceRefresh", start),
];

/// `RefreshPreferences`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Preferences {
    pub(super) min_healthy_percentage: i64,
    max_healthy_percentage: Option<i64>,
    pub(super) instance_warmup: Option<i64>,
    checkpoint_percentages: Vec<i64>,
    skip_matching: bool,
    pub(super) auto_rollback: bool,
    pub(super) scale_in_protected_instances: String,
    pub(super) standby_instances: String,
    alarm_specification: Option<Value>,
    bake_time: Option<i64>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            min_healthy_percentage: 90,
            max_healthy_percentage: None,
            instance_warmup: None,
            checkpoint_percentages: Vec::new(),
            skip_matching: false,
            auto_rollback: false,
            scale_in_protected_instances: "Wait".to_owned(),
            standby_instances: "Wait".to_owned(),
            alarm_specification: None,
            bake_time: None,
        }
    }
}

impl Preferences {
    /// Those of a refresh, which were checked when it was started.
    pub(super) fn of(refresh: &InstanceRefresh) -> Self {
        read(Value::Object(refresh.preferences.clone())).unwrap_or_default()
    }

    fn check(&self) -> Result<(), Fault> {
        if !(0..=100).contains(&self.min_healthy_percentage) {
            let message = "MinHealthyPercentage must be between 0 and 100";
            return Err(Fault::validation(message));
        }
        if self.instance_warmup.is_some_and(|seconds| seconds < 0) {
            return Err(Fault::validation("InstanceWarmup must not be negative"));
        }
        let beyond = [
            ("MaxHealthyPercentage", self.max_healthy_percentage.is_some_and(|most| most != 100)),
            ("CheckpointPercentages", !self.checkpoint_percentages.is_empty()),
            ("AlarmSpecification", self.alarm_specification.is_some()),
            ("BakeTime", self.bake_time.is_some_and(|seconds| seconds > 0)),
        ];
        match beyond.iter().find(|(_, given)| *given) {
            Some((name, _)) => Err(Fault::not_here(&format!("StartInstanceRefresh with {name}"))),
            None => Ok(()),
        }
    }

    /// As answers carry them: what was given, and the defaults.
    fn shown(refresh: &InstanceRefresh) -> Value {
        let all = Self::of(refresh);
        let mut shown = json!({
            "MinHealthyPercentage": all.min_healthy_percentage,
            "SkipMatching": all.skip_matching,
            "AutoRollback": all.auto_rollback,
            "ScaleInProtectedInstances": all.scale_in_protected_instances,
            "StandbyInstances": all.standby_instances,
        });
        refresh.preferences.iter().for_each(|(name, value)| shown[name] = value.clone());
        shown
    }
}

/// A group's refresh that has not ended.
pub(super) fn active(group: &AutoScalingGroup) -> Option<&InstanceRefresh> {
    group.instance_refreshes.iter().find(|refresh| refresh.ended.is_none())
}

/// What a group launches from now, with its mixed instances policy: a refresh's desired configuration, until the
/// refresh ends or goes back; else its own.
pub(super) fn source(region: &Region, group: &AutoScalingGroup) -> (Option<TemplateChoice>, Option<Value>) {
    let refresh = active(group).filter(|refresh| refresh.status == "InProgress");
    let own = || (group.launch_template.clone(), group.mixed_instances_policy.clone());
    refresh.and_then(|refresh| configuration(region, refresh)).map_or_else(own, |(choice, mixed)| (Some(choice), mixed))
}

/// A refresh's desired configuration.
pub(super) fn configuration(region: &Region, refresh: &InstanceRefresh) -> Option<(TemplateChoice, Option<Value>)> {
    let source: Source = read(refresh.desired_configuration.clone()?).ok()?;
    Some((source.choice(region).ok()?, source.mixed_instances_policy))
}

/// Whether a member was made from a template as it is now.
pub(super) fn matches(region: &Region, member: &Member, choice: &TemplateChoice) -> bool {
    let version = template::current(region, choice).map(|version| version.number.to_string());
    member.launch_template.as_ref().is_some_and(|own| own.id == choice.id && own.version == version)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    #[serde(default)]
    preferences: Map<String, Value>,
    desired_configuration: Option<Value>,
    #[serde(default)]
    instance_refresh_ids: Vec<String>,
    max_records: Option<i64>,
    next_token: Option<String>,
}

fn start(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let preferences: Preferences = read(Value::Object(input.preferences.clone()))?;
    preferences.check()?;
    let now = call.now;
    let region = call.region();
    let group = names::group(region, &input.auto_scaling_group_name)?;
    if active(group).is_some() {
        let message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.";
        return Err(Fault::new("InstanceRefreshInProgress", message));
    }
    let own = group.launch_template.clone();
    let wanted: Option<Source> = input.desired_configuration.clone().map(read).transpose()?;
    let choice = wanted.as_ref().map(|wanted| wanted.choice(region)).transpose()?;
    if preferences.auto_rollback && !(choice.is_some() && own.as_ref().is_some_and(fixed)) {
        let message = "AutoRollback requires a desired configuration, and a group whose launch template version is not \
                       $Latest or $Default.";
        return Err(Fault::validation(message));
    }
    let waiting = to_replace(region, group, &preferences, choice.as_ref().or(own.as_ref()));
    let (name, place) = (group.name.clone(), Place { zones: group.zones.clone(), subnets: group.subnets.clone() });
    if let Some(choice) = &choice {
        let mixed = wanted.as_ref().and_then(|wanted| wanted.mixed_instances_policy.as_ref());
        template::tried(call, choice, mixed, &place)?;
    }
    let id = call.account.ids.uuid();
    let refresh = InstanceRefresh {
        id: id.clone(),
        started: now,
        ended: None,
        status: "Pending".to_owned(),
        reason: None,
        preferences: input.preferences,
        desired_configuration: input.desired_configuration,
        total: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
        waiting,
        moved: Some(now),
        rollback: None,
    };
    let refreshes = &mut names::changed(call.region(), &name)?.instance_refreshes;
    refreshes.retain(|one| one.ended.is_none_or(|ended| now.duration_since(ended) <= activity::KEPT));
    refreshes.push(refresh);
    Ok(json!({ "InstanceRefreshId": id }))
}

/// Whether a template's version is a number, to which a group can return.
fn fixed(choice: &TemplateChoice) -> bool {
    choice.version.as_deref().is_some_and(|version| !version.starts_with('$'))
}

/// The instances that a refresh sets out to replace.
fn to_replace(
    region: &Region,
    group: &AutoScalingGroup,
    preferences: &Preferences,
    choice: Option<&TemplateChoice>,
) -> BTreeSet<String> {
    let wanted = |member: &&Member| {
        let there = match member.lifecycle {
            Lifecycle::InService => !member.protected || preferences.scale_in_protected_instances != "Ignore",
            Lifecycle::Standby => preferences.standby_instances != "Ignore",
            _ => false,
        };
        there && !(preferences.skip_matching && choice.is_some_and(|choice| matches(region, member, choice)))
    };
    group.members.values().filter(wanted).map(|member| member.instance_id.clone()).collect()
}

/// The group's refresh that goes on, or the refusal that there is none.
fn going_on<'a>(call: &'a mut Call<'_>, name: &str) -> Result<&'a mut InstanceRefresh, Fault> {
    let name = names::group(call.region(), name)?.name.clone();
    let refreshes = &mut names::changed(call.region(), &name)?.instance_refreshes;
    refreshes.iter_mut().find(|refresh| refresh.ended.is_none()).ok_or_else(|| {
        let message = format!("No in progress or pending Instance Refresh found for Auto Scaling group {name}");
        Fault::new("ActiveInstanceRefreshNotFound", message)
    })
}

/// What was begun is finished first: a launch or a termination is never left half done.
fn cancel(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let refresh = going_on(call, &input.auto_scaling_group_name)?;
    "Cancelling".clone_into(&mut refresh.status);
    refresh.reason = Some("Cancelled due to user request.".to_owned());
    Ok(json!({ "InstanceRefreshId": refresh.id }))
}

fn rollback(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let refresh = going_on(call, &input.auto_scaling_group_name)?;
    let (id, configured) = (refresh.id.clone(), refresh.desired_configuration.is_some());
    let under_way = refresh.status == "InProgress" || refresh.status == "Pending";
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    if !under_way || !configured || !group.launch_template.as_ref().is_some_and(fixed) {
        let message = "The instance refresh cannot be rolled back: it needs a desired configuration, and a group whose \
                       launch template version is not $Latest or $Default.";
        return Err(Fault::new("IrreversibleInstanceRefresh", message));
    }
    let name = group.name.clone();
    replacement::go_back(call, &name, "Rollback started due to user request.");
    Ok(json!({ "InstanceRefreshId": id }))
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let now = call.now;
    let group = names::group(call.region(), &input.auto_scaling_group_name)?;
    let wanted = |refresh: &&InstanceRefresh| {
        input.instance_refresh_ids.is_empty() || input.instance_refresh_ids.contains(&refresh.id)
    };
    let all = group.instance_refreshes.iter().rev().filter(wanted).map(|refresh| shown(refresh, group, now)).collect();
    let (refreshes, next) = names::paged(all, input.max_records, 50, input.next_token.as_deref())?;
    Ok(answer(json!({ "InstanceRefreshes": refreshes, "NextToken": next })))
}

fn shown(refresh: &InstanceRefresh, group: &AutoScalingGroup, now: Timestamp) -> Value {
    let left = u32::try_from(refresh.waiting.len()).unwrap_or(u32::MAX);
    let percent = |of: u32| (of.saturating_sub(left) * 100).checked_div(of).unwrap_or(100);
    let done = match refresh.status.as_str() {
        "Successful" => 100,
        "Pending" => 0,
        _ => percent(refresh.total),
    };
    let rollback = refresh.rollback.as_ref().map(|rollback: &Rollback| {
        json!({
            "RollbackReason": rollback.reason,
            "RollbackStartTime": rollback.started,
            "PercentageCompleteOnRollback": rollback.done_before,
            "InstancesToUpdateOnRollback": rollback.left_before,
        })
    });
    json!({
        "InstanceRefreshId": refresh.id,
        "AutoScalingGroupName": group.name,
        "Status": refresh.status,
        "StatusReason": refresh.reason.clone().or_else(|| replacement::warming(group, refresh, now)),
        "StartTime": refresh.started,
        "EndTime": refresh.ended,
        "PercentageComplete": done,
        "InstancesToUpdate": left,
        "Preferences": Preferences::shown(refresh),
        "DesiredConfiguration": refresh.desired_configuration,
        "RollbackDetails": rollback,
    })
}
