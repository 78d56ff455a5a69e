//! `CreateAutoScalingGroup`.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::account::{AutoScalingGroup, Change, GroupTag, LifecycleHook, TemplateChoice};
use super::super::call::{Call, Outcome, Table, read};
use super::super::fault::Fault;
use super::place::{self, Place};
use super::settings::{self, Settings};
use super::template::{self, Source};
use super::traffic::TrafficSource;
use super::{capacity, hooks, names, tags, traffic};

pub(super) const OPERATIONS: Table = &[("CreateAutoScalingGroup", create)];

/// The quota of groups in a region.
pub(super) const MOST_GROUPS: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    auto_scaling_group_name: String,
    min_size: i64,
    max_size: i64,
    desired_capacity: Option<i64>,
    #[serde(flatten)]
    place: place::Asked,
    #[serde(default)]
    load_balancer_names: Vec<String>,
    #[serde(rename = "TargetGroupARNs", default)]
    target_group_arns: Vec<String>,
    #[serde(default)]
    traffic_sources: Vec<TrafficSource>,
    #[serde(default)]
    tags: Vec<tags::Given>,
    #[serde(default)]
    lifecycle_hook_specification_list: Vec<hooks::Given>,
    #[serde(flatten)]
    source: Source,
    #[serde(flatten)]
    settings: Settings,
}

/// A request that can be carried out.
struct Checked {
    place: Place,
    choice: TemplateChoice,
    target_groups: Vec<String>,
    tags: Vec<GroupTag>,
    hooks: BTreeMap<String, LifecycleHook>,
    desired: i64,
}

fn create(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let checked = check(call, &input)?;
    let name = input.auto_scaling_group_name.clone();
    let (now, account) = (call.now, call.account.id.clone());
    let id = call.account.ids.uuid();
    let desired = u32::try_from(checked.desired).unwrap_or_default();
    let created = format!(
        "At {} a user request created an AutoScalingGroup changing the desired capacity from 0 to {desired}.",
        names::moment(now)
    );
    let mut group = AutoScalingGroup {
        arn: call.arn("autoscaling", &format!("autoScalingGroup:{id}:autoScalingGroupName/{name}")),
        name: name.clone(),
        created: now,
        launch_template: Some(checked.choice),
        mixed_instances_policy: input.source.mixed_instances_policy.clone(),
        min: u32::try_from(input.min_size).unwrap_or_default(),
        max: u32::try_from(input.max_size).unwrap_or_default(),
        desired,
        default_cooldown_seconds: 300,
        zones: checked.place.zones,
        subnets: checked.place.subnets,
        target_groups: checked.target_groups,
        health_check_type: "EC2".to_owned(),
        health_check_grace_seconds: 0,
        default_instance_warmup_seconds: None,
        new_instances_protected: false,
        termination_policies: vec!["Default".to_owned()],
        service_linked_role: format!(
            "arn:aws:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
        ),
        suspended: BTreeMap::new(),
        enabled_metrics: Vec::new(),
        tags: checked.tags,
        members: BTreeMap::new(),
        activities: VecDeque::new(),
        policies: BTreeMap::new(),
        scheduled_actions: BTreeMap::new(),
        lifecycle_hooks: checked.hooks,
        instance_refreshes: Vec::new(),
        cooldown_until: None,
        cooldown_to_come: None,
        deleting: false,
        retry_after: None,
        failures: 0,
        changes: Vec::new(),
        replacing: Vec::new(),
        look_at: None,
        uneven_since: None,
        balancing: false,
        shown: settings::defaults(),
    };
    if desired > 0 {
        group.changes.push(Change { cause: created, warmup_seconds: None });
    }
    input.settings.apply(&mut group);
    call.region().auto_scaling_groups.insert(name, group);
    Ok(Value::Object(Map::new()))
}

fn check(call: &mut Call<'_>, input: &Input) -> Result<Checked, Fault> {
    let name = &input.auto_scaling_group_name;
    if name.contains(':') {
        return Err(Fault::validation("Auto Scaling group names may not contain the character ':'"));
    }
    let region = call.region();
    if let Some(other) = region.auto_scaling_groups.get(name) {
        let also = if other.deleting { " and is pending delete" } else { "" };
        let message =
            format!("AutoScalingGroup by this name already exists - A group with the name {name} already exists{also}");
        return Err(Fault::new("AlreadyExists", message));
    }
    if region.auto_scaling_groups.len() >= MOST_GROUPS {
        return Err(Fault::new("LimitExceeded", "You have reached the quota of Auto Scaling groups in this Region"));
    }
    let desired = input.desired_capacity.unwrap_or(input.min_size);
    capacity::sizes(input.min_size, input.max_size, desired)?;
    input.settings.check()?;
    let choice = input.source.choice(region)?;
    let place = input.place.place(region)?;
    if !input.load_balancer_names.is_empty() {
        return Err(Fault::validation(
            "Provided Load Balancers may not be valid. Please ensure they exist and try again.",
        ));
    }
    let mut arns = input.target_group_arns.clone();
    arns.extend(traffic::target_groups(&input.traffic_sources)?);
    let target_groups = traffic::checked(region, &arns)?;
    let tags = tags::checked(&input.tags, name)?;
    let hooks = hooks::all_checked(&input.lifecycle_hook_specification_list)?;
    template::tried(call, &choice, input.source.mixed_instances_policy.as_ref(), &place)?;
    Ok(Checked { place, choice, target_groups, tags, hooks, desired })
}
