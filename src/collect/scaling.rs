//! Auto Scaling groups, policies and activities.

use aws_sdk_autoscaling::types as sdk;
use jiff::Timestamp;

use super::asker::{Asker, Malformed};
use super::convert::{all, need, need_text, sorted, time};
use super::gap;
use super::network::by_id;
use crate::facts::operations::{
    DESCRIBE_AUTO_SCALING_GROUPS, DESCRIBE_POLICIES, DESCRIBE_SCALING_ACTIVITIES, Operation,
};
use crate::facts::scaling::{
    Activity, AutoScalingGroup, GroupInstance, PolicyAlarm, ScalingPolicy, TargetTracking, TemplateReference,
};
use crate::facts::{Gap, GapKind, Section};

const MOST_PAGES: usize = 100;
/// A hundred activities a page, kept six weeks. A group with more than this has another trouble.
const MOST_ACTIVITY_PAGES: usize = 20;
/// What Auto Scaling answers for a name that it does not know (among other invalid parameters).
const INVALID: &str = "ValidationError";

impl Asker<'_> {
    pub(super) async fn auto_scaling_groups(&self) -> Section<Vec<AutoScalingGroup>> {
        let section = self.pages(
            DESCRIBE_AUTO_SCALING_GROUPS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.scaling.describe_auto_scaling_groups().max_records(100).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.auto_scaling_groups, group)?, page.next_token)),
        );
        by_id(section.await, |group| group.name.clone())
    }

    pub(super) async fn policies(&self, group: &str) -> Section<Vec<ScalingPolicy>> {
        let section = self.pages(
            DESCRIBE_POLICIES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.scaling.describe_policies().auto_scaling_group_name(group).max_records(100);
                call.set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.scaling_policies, policy)?, page.next_token)),
        );
        by_id(section.await, |policy| policy.name.clone())
    }

    /// Newest first.
    pub(super) async fn activities(&self, group: &str) -> Section<Vec<Activity>> {
        let section = self.pages(
            DESCRIBE_SCALING_ACTIVITIES,
            MOST_ACTIVITY_PAGES,
            |token, follow| {
                let call = self.clients.scaling.describe_scaling_activities().auto_scaling_group_name(group);
                let call = call.max_records(100).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.activities, activity)?, page.next_token)),
        );
        match section.await {
            Section::Seen { at, mut value } => {
                value.sort_by_key(|activity| std::cmp::Reverse(activity.started_at));
                Section::seen(at, value)
            }
            gap => gap,
        }
    }

    /// The policies of every group of the region, by group.
    pub(super) async fn all_policies(&self) -> Result<(Timestamp, Vec<(String, Vec<ScalingPolicy>)>), Gap> {
        let asked = self.try_pages(
            DESCRIBE_POLICIES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.scaling.describe_policies().max_records(100).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| {
                let one = |item: sdk::ScalingPolicy| {
                    Ok((need_text(item.auto_scaling_group_name.clone())?, vec![policy(item)?]))
                };
                Ok((all(page.scaling_policies, one)?, page.next_token))
            },
        );
        let (at, mut policies) = asked.await?;
        policies.sort_by(|one, other| one.1[0].name.cmp(&other.1[0].name));
        Ok((at, policies))
    }

    /// The activities of every group of the region, by group, newest first.
    pub(super) async fn all_activities(&self) -> Result<(Timestamp, Vec<(String, Vec<Activity>)>), Gap> {
        let asked = self.try_pages(
            DESCRIBE_SCALING_ACTIVITIES,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.scaling.describe_scaling_activities().max_records(100).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((all(page.activities, activity)?, page.next_token)),
        );
        let (at, mut activities) = asked.await?;
        activities.sort_by_key(|activity| std::cmp::Reverse(activity.started_at));
        Ok((at, activities.into_iter().map(|one| (one.group_name.clone(), vec![one])).collect()))
    }

    /// Judges "there is no such group" by the list of groups: with the group absent there, nothing belongs to
    /// it; with the group present, two answers contradict each other; with no list, nobody knows.
    pub(super) fn by_group_list<T>(
        &self,
        operation: &Operation,
        name: &str,
        section: Section<Vec<T>>,
        groups: &Section<Vec<AutoScalingGroup>>,
    ) -> Section<Vec<T>> {
        match (section, groups) {
            (Section::Gap { gap: Gap { code: Some(code), .. } }, Section::Seen { at, value }) if code == INVALID => {
                if value.iter().any(|group| group.name == name) {
                    Section::Gap { gap: self.gap(operation, GapKind::Failed, gap::CONTRADICTION) }
                } else {
                    Section::seen(*at, Vec::new())
                }
            }
            // Of a group that is not listed there can be past activities, but nothing that stands.
            (Section::Seen { value, .. }, Section::Seen { value: groups, .. })
                if !value.is_empty()
                    && *operation == DESCRIBE_POLICIES
                    && groups.iter().all(|group| group.name != name) =>
            {
                Section::Gap { gap: self.gap(operation, GapKind::Failed, gap::CONTRADICTION) }
            }
            (section, _) => section,
        }
    }
}

fn group(item: sdk::AutoScalingGroup) -> Result<AutoScalingGroup, Malformed> {
    let mixed = item.mixed_instances_policy.and_then(|policy| policy.launch_template);
    let mixed_instances = mixed.is_some();
    let template = item.launch_template.or_else(|| mixed.and_then(|mixed| mixed.launch_template_specification));
    let subnets = item.vpc_zone_identifier.unwrap_or_default();
    let subnets = subnets.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let mut targets = item.target_group_arns.unwrap_or_default();
    for source in item.traffic_sources.unwrap_or_default() {
        // The newer way to attach a target group (`elbv2`); VPC Lattice groups are of another type.
        let arn = source.identifier.filter(|_| source.r#type.as_deref().is_none_or(|kind| kind == "elbv2"));
        targets.extend(arn.filter(|arn| arn.contains(":targetgroup/")));
    }
    targets.sort_unstable();
    targets.dedup();
    let suspended = item.suspended_processes.unwrap_or_default().into_iter();
    Ok(AutoScalingGroup {
        arn: item.auto_scaling_group_arn.unwrap_or_default(),
        name: need_text(item.auto_scaling_group_name)?,
        launch_template: template.map(|template| TemplateReference {
            id: template.launch_template_id,
            name: template.launch_template_name,
            version: template.version,
        }),
        mixed_instances,
        launch_configuration: item.launch_configuration_name.filter(|name| !name.is_empty()),
        subnet_ids: sorted(subnets, String::clone),
        availability_zones: sorted(item.availability_zones.unwrap_or_default(), String::clone),
        min_size: need(item.min_size)?,
        max_size: need(item.max_size)?,
        desired_capacity: need(item.desired_capacity)?,
        target_group_arns: targets,
        health_check_type: item.health_check_type,
        health_check_grace_period_seconds: item.health_check_grace_period,
        default_cooldown_seconds: item.default_cooldown,
        default_instance_warmup_seconds: item.default_instance_warmup,
        suspended_processes: sorted(suspended.filter_map(|process| process.process_name).collect(), String::clone),
        instances: sorted(all(item.instances, group_instance)?, |instance| instance.id.clone()),
        created_at: time(item.created_time),
        status: item.status.filter(|status| !status.is_empty()),
        deletion_protection: item.deletion_protection.map(|how| how.as_str().to_owned()).filter(|how| how != "none"),
    })
}

fn group_instance(item: sdk::Instance) -> Result<GroupInstance, Malformed> {
    Ok(GroupInstance {
        id: need_text(item.instance_id)?,
        availability_zone: item.availability_zone.unwrap_or_default(),
        lifecycle_state: need_text(item.lifecycle_state.map(|state| state.as_str().to_owned()))?,
        health_status: item.health_status.unwrap_or_default(),
    })
}

fn policy(item: sdk::ScalingPolicy) -> Result<ScalingPolicy, Malformed> {
    let tracking = item.target_tracking_configuration.map(|tracking| {
        let metric = tracking.predefined_metric_specification;
        Ok(TargetTracking {
            predefined_metric: metric
                .as_ref()
                .and_then(|metric| metric.predefined_metric_type.as_ref())
                .map(|kind| kind.as_str().to_owned()),
            resource_label: metric.and_then(|metric| metric.resource_label).filter(|label| !label.is_empty()),
            target_value: need(tracking.target_value)?,
            disable_scale_in: tracking.disable_scale_in.unwrap_or_default(),
        })
    });
    let alarms = all(item.alarms, |alarm| {
        Ok(PolicyAlarm { name: need_text(alarm.alarm_name)?, arn: alarm.alarm_arn.unwrap_or_default() })
    })?;
    Ok(ScalingPolicy {
        arn: item.policy_arn.unwrap_or_default(),
        name: need_text(item.policy_name)?,
        // Auto Scaling's own default where a policy does not say.
        policy_type: item.policy_type.unwrap_or_else(|| "SimpleScaling".to_owned()),
        enabled: item.enabled.unwrap_or(true),
        target_tracking: tracking.transpose()?,
        alarms: sorted(alarms, |alarm| alarm.name.clone()),
        estimated_warmup_seconds: item.estimated_instance_warmup,
    })
}

fn activity(item: sdk::Activity) -> Result<Activity, Malformed> {
    Ok(Activity {
        id: need_text(item.activity_id)?,
        group_name: item.auto_scaling_group_name.unwrap_or_default(),
        description: item.description,
        cause: item.cause.unwrap_or_default(),
        started_at: time(item.start_time),
        ended_at: time(item.end_time),
        status: need_text(item.status_code.map(|code| code.as_str().to_owned()))?,
        status_message: item.status_message.filter(|text| !text.is_empty()),
        progress: item.progress,
    })
}
