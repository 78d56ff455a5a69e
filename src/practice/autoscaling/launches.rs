//! A group launches: an instance in the right zone, with the group's tags, and into service once it runs.

use jiff::{SignedDuration, Timestamp};

use super::super::account::{AutoScalingGroup, InstanceState, Lifecycle, Member, Tags, TemplateChoice};
use super::super::call::Call;
use super::super::ec2::instances::launch::launch;
use super::super::elbv2::targets;
use super::activity::{self, New};
use super::{capacity, hooks, refresh, template};

/// After a failed launch the next try waits, longer each time.
const RETRY_SECONDS: u32 = 30;
const LONGEST_RETRY_SECONDS: u32 = 300;

/// What a launch says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) cause: String,
    /// Seconds of warm-up, when a policy asked for the instance.
    pub(crate) warmup_seconds: Option<u32>,
}

/// Launches one instance. A refusal becomes a failed activity, and the group waits before it tries again.
pub(crate) fn one(call: &mut Call<'_>, name: &str, reason: Reason) -> bool {
    let Some(group) = call.region().auto_scaling_groups.get(name).cloned() else { return false };
    let place = capacity::places(call.region(), &group).into_iter().next();
    let (zone, subnet) = place.unwrap_or_else(|| (group.zones.first().cloned().unwrap_or_default(), None));
    let new = New {
        description: "Launching a new EC2 instance".to_owned(),
        cause: reason.cause,
        subnet: subnet.clone(),
        zone: Some(zone.clone()),
    };
    let activity = activity::begin(call, name, new);
    let (choice, mixed) = refresh::source(call.region(), &group);
    let Some(choice) = choice else {
        return failed(call, name, &activity, "No launch template");
    };
    let mut request = template::request(&choice, mixed.as_ref(), subnet.as_deref(), &zone);
    request.group = Some(name.to_owned());
    request.system_tags = tags(&group);
    match launch(call, &request) {
        Ok(ids) => {
            ids.iter().for_each(|id| joined(call, name, id, &activity, reason.warmup_seconds));
            true
        }
        Err(fault) => {
            let told = if mixed.is_some() {
                format!("Could not launch On-Demand Instances. {} - {}", fault.code, fault.message)
            } else {
                fault.message
            };
            failed(call, name, &activity, &told)
        }
    }
}

fn failed(call: &mut Call<'_>, name: &str, activity: &str, told: &str) -> bool {
    let stop = if told.ends_with('.') { "" } else { "." };
    activity::fail(call, name, activity, &format!("{told}{stop} Launching EC2 instance failed."));
    put_off(call, name);
    false
}

/// Lets the next try wait: half a minute first, twice as long each time, five minutes at most.
pub(crate) fn put_off(call: &mut Call<'_>, name: &str) {
    let failures = call.region().auto_scaling_groups.get(name).map_or(0, |group| group.failures);
    let wait = RETRY_SECONDS.saturating_mul(1 << failures.min(8)).min(LONGEST_RETRY_SECONDS);
    let at = call.after(wait);
    if let Some(group) = call.region().auto_scaling_groups.get_mut(name) {
        group.failures = failures.saturating_add(1);
        group.retry_after = Some(at);
    }
}

/// The group's tags for its instances, and the one that says whose they are. The group's win over the template's.
fn tags(group: &AutoScalingGroup) -> Tags {
    let own = group.tags.iter().filter(|tag| tag.propagate_at_launch);
    let mut tags: Tags = own.map(|tag| (tag.key.clone(), tag.value.clone())).collect();
    tags.insert("aws:autoscaling:groupName".to_owned(), group.name.clone());
    tags
}

/// Takes an instance that was launched for the group into it, pending.
fn joined(call: &mut Call<'_>, name: &str, id: &str, activity: &str, warmup_seconds: Option<u32>) {
    let now = call.now;
    if let Some(activity) = activity::find(call.region(), name, activity) {
        activity.description = format!("Launching a new EC2 instance: {id}");
        activity.progress = 30;
    }
    let region = call.region();
    let Some(instance) = region.instances.get(id) else { return };
    let launch_template = instance.launch_template.as_ref().and_then(|(template, number)| {
        let template = region.launch_templates.get(template)?;
        Some(TemplateChoice { id: template.id.clone(), name: template.name.clone(), version: Some(number.to_string()) })
    });
    let (instance_type, zone) = (instance.instance_type.clone(), instance.zone.clone());
    let Some(group) = region.auto_scaling_groups.get_mut(name) else { return };
    group.failures = 0;
    group.retry_after = None;
    let member = Member {
        instance_id: id.to_owned(),
        instance_type,
        zone,
        lifecycle: Lifecycle::Pending,
        healthy: true,
        protected: group.new_instances_protected,
        launch_template,
        launched: now,
        in_service_since: None,
        activity: Some(activity.to_owned()),
        warm_from: None,
        warmup_seconds,
        unwell: None,
        waits: None,
    };
    group.members.insert(id.to_owned(), member);
}

/// A pending instance runs: a hook holds it, or it comes into service. One that ended before that failed.
pub(crate) fn running(call: &mut Call<'_>, name: &str, id: &str) {
    let state = call.region().instances.get(id).map(|instance| instance.state);
    match state {
        Some(InstanceState::Pending) => {}
        Some(InstanceState::Running) => {
            if !hooks::hold(call, name, id, true) {
                serve(call, name, id);
            }
        }
        _ => lost(call, name, id),
    }
}

/// Registers an instance with the group's load balancers and takes it into service. Its activity ends, or goes on
/// until it has warmed up when a policy or the group's default asks for a warm-up.
pub(crate) fn serve(call: &mut Call<'_>, name: &str, id: &str) {
    if let Err(told) = register(call, name, id) {
        let activity = member(call, name, id).and_then(|member| member.activity.take());
        if let Some(activity) = activity {
            let told = format!("{told}. Updating load balancer configuration failed.");
            activity::fail(call, name, &activity, &told);
        }
        put_off(call, name);
        super::terminations::scrap(call, name, id);
        return;
    }
    let now = call.now;
    let Some(group) = call.region().auto_scaling_groups.get_mut(name) else { return };
    let by_default = group.default_instance_warmup_seconds.and_then(|seconds| u32::try_from(seconds).ok());
    let Some(member) = group.members.get_mut(id) else { return };
    member.lifecycle = Lifecycle::InService;
    member.in_service_since = Some(now);
    let asked = member.warmup_seconds.or(by_default);
    let warm = after(now, asked.unwrap_or(0));
    member.warm_from = Some(warm);
    let Some(activity) = member.activity.clone() else { return };
    if asked.is_some_and(|seconds| seconds > 0) {
        if let Some(activity) = activity::find(call.region(), name, &activity) {
            "WaitingForInstanceWarmup".clone_into(&mut activity.status);
            activity.progress = 60;
        }
        return;
    }
    warmed(call, name, id);
}

/// The warm-up is over: the launch has succeeded.
pub(crate) fn warmed(call: &mut Call<'_>, name: &str, id: &str) {
    if let Some(activity) = member(call, name, id).and_then(|member| member.activity.take()) {
        activity::succeed(call, name, &activity);
    }
}

/// Registers an instance with every target group of the group, unless that process is suspended.
pub(crate) fn register(call: &mut Call<'_>, name: &str, id: &str) -> Result<(), String> {
    let Some(group) = call.region().auto_scaling_groups.get(name) else { return Ok(()) };
    if capacity::suspended(group, "AddToLoadBalancer") {
        return Ok(());
    }
    for arn in group.target_groups.clone() {
        // A target group that was deleted under the group is nothing to fail over: AWS leaves it out.
        if call.region().target_groups.contains_key(&arn) {
            targets::register(call, &arn, id).map_err(|fault| fault.message.trim_end_matches('.').to_owned())?;
        }
    }
    Ok(())
}

/// An instance that ended before it came into service.
fn lost(call: &mut Call<'_>, name: &str, id: &str) {
    const WHY: &str = "Instance became unhealthy while waiting for instance to be in InService state. Termination \
                       Reason: Client.UserInitiatedShutdown: User initiated shutdown";
    if let Some(activity) = member(call, name, id).and_then(|member| member.activity.take()) {
        activity::fail(call, name, &activity, WHY);
    }
    put_off(call, name);
    super::terminations::scrap(call, name, id);
}

/// A member of a group, to be changed.
pub(crate) fn member<'a>(call: &'a mut Call<'_>, name: &str, id: &str) -> Option<&'a mut Member> {
    call.region().auto_scaling_groups.get_mut(name)?.members.get_mut(id)
}

fn after(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}
