//! One registered target: whether there is a running server at its port, and how it belongs to the load balancer.

use super::remedy::{aws, with};
use super::servers::Servers;
use super::{Crossing, Hop, health, network};
use crate::check::label::instance_label;
use crate::check::verdict::Finding;
use crate::facts::balancing::TargetHealth;
use crate::facts::compute::Instance;
use crate::facts::scaling::{Activity, AutoScalingGroup};

/// The hops behind the target group, in order, for one target.
pub(super) fn hops(servers: &Servers<'_>, target: &TargetHealth) -> Vec<Crossing> {
    let instance = servers.instance(&target.target_id);
    let itself = itself(servers, target, instance);
    let zone = network::zone(servers, target, instance);
    let port = servers.port(target);
    let security = match port {
        Some(port) => network::security(servers, instance, &target.target_id, port, proves_network(target)),
        None => Crossing::beyond(Hop::TargetSecurityGroup),
    };
    let reached = [&itself, &zone, &security].iter().all(|hop| hop.standing == super::Standing::Sound);
    let check = health::check(servers, target, &security);
    let application = health::application(servers, target, reached, &check);
    vec![itself, zone, member(servers, target), security, check, application]
}

/// An answer of the application, right or wrong, came through the network.
pub(super) fn proves_network(target: &TargetHealth) -> bool {
    target.state == "healthy"
        || matches!(target.reason.as_deref(), Some("Target.ResponseCodeMismatch" | "Target.FailedHealthChecks"))
}

fn member(servers: &Servers<'_>, target: &TargetHealth) -> Crossing {
    let attached = servers.group.filter(|group| group.target_group_arns.contains(&servers.tg.arn));
    let seen = match attached {
        Some(group) => Finding::new("explain-membership-group").arg("group", &group.name),
        None => Finding::new("explain-membership"),
    };
    Crossing::sound(Hop::TargetGroupMembership, &target.target_id, seen.arg("name", &servers.tg.name))
}

fn itself(servers: &Servers<'_>, target: &TargetHealth, instance: Option<&Instance>) -> Crossing {
    let (tg, facts, id) = (servers.tg, servers.scene.facts(), target.target_id.as_str());
    let healthy = target.state == "healthy";
    let reason = target.reason.as_deref().unwrap_or_default();
    let args = |id: &'static str| {
        Finding::new(id).arg("name", &tg.name).arg("target", instance_label(facts, &target.target_id))
    };
    let away = || {
        let port = target.port.map_or_else(String::new, |port| format!(",Port={port}"));
        let out = aws(&["elbv2", "deregister-targets", "--target-group-arn", &tg.arn, "--targets"]);
        with(out, [format!("Id={id}{port}")])
    };
    if reason == "Target.IpUnusable" {
        return Crossing::broken(Hop::Target, id, args("explain-target-ip-unusable")).command(away());
    }
    // What was terminated a while ago passes no health check: where both are told, one of the answers is old.
    let contradicted = |instance: &Instance| healthy && instance.state == "terminated";
    if let Some(instance) = instance.filter(|one| one.state != "running" && !contradicted(one)) {
        return not_running(servers, instance);
    }
    if instance.is_none() && id.starts_with("i-") && facts.instances.value().is_some() && !healthy {
        return Crossing::broken(Hop::Target, id, args("explain-target-gone")).command(away());
    }
    if reason == "Target.InvalidState" {
        return Crossing::broken(Hop::Target, id, args("explain-target-invalid").arg("state", &target.state));
    }
    if let Some(wanted) = wrong_port(servers, target, instance).filter(|_| !healthy) {
        let again = aws(&["elbv2", "register-targets", "--target-group-arn", &tg.arn, "--targets"]);
        let seen = args("explain-target-port").arg("port", target.port.unwrap_or_default()).arg("wanted", wanted);
        return Crossing::broken(Hop::Target, id, seen)
            .command(with(again, [format!("Id={id},Port={wanted}")]))
            .command(away());
    }
    if let Some((instance, port)) = instance.zip(servers.port(target)) {
        match network::acls(servers, instance, port) {
            Some(closed) if closed.standing == super::Standing::Broken => return closed,
            Some(unseen) if !proves_network(target) => return unseen,
            _ => {}
        }
    } else if !proves_network(target) {
        return match facts.instances.get("ec2:DescribeInstances") {
            Err(gap) => Crossing::gap(Hop::Target, id, &gap),
            Ok(_) => Crossing::unseen(Hop::Target, id, args("explain-target-unlisted")),
        };
    }
    let port = target.port.or(tg.port).unwrap_or_default();
    Crossing::sound(Hop::Target, id, args("explain-target").arg("port", port))
}

/// The port that the course's servers have, where the target has another of its own. Where the course says none: the
/// target group's, where the server's groups open that one to the load balancer and not the target's own.
fn wrong_port(servers: &Servers<'_>, target: &TargetHealth, instance: Option<&Instance>) -> Option<u16> {
    let own = target.port.filter(|own| Some(*own) != servers.tg.port)?;
    let agreed = || {
        let usual = u16::try_from(servers.tg.port?).ok()?;
        let admits = |port| network::admits(servers, instance?, port);
        (admits(usual) == Some(true) && admits(u16::try_from(own).ok()?) == Some(false)).then_some(usual)
    };
    let wanted = servers.scene.aim.server_port.or_else(agreed)?;
    (own != i32::from(wanted)).then_some(wanted)
}

/// The instance is not running.
pub(super) fn not_running(servers: &Servers<'_>, instance: &Instance) -> Crossing {
    let id = match instance.state.as_str() {
        "stopped" | "stopping" => "explain-target-stopped",
        "pending" => "explain-target-starting",
        _ => "explain-target-terminated",
    };
    let label = instance_label(servers.scene.facts(), &instance.id);
    let seen = Finding::new(id).arg("target", label).arg("state", &instance.state).arg("name", &servers.tg.name);
    let crossing = Crossing::broken(Hop::Target, &instance.id, seen);
    match (id, servers.group) {
        ("explain-target-stopped", _) => {
            crossing.command(aws(&["ec2", "start-instances", "--instance-ids", &instance.id]))
        }
        ("explain-target-starting", _) => {
            crossing.command(aws(&["ec2", "wait", "instance-running", "--instance-ids", &instance.id]))
        }
        (_, Some(group)) => crossing.command(history(group)),
        (_, None) => {
            let out = aws(&["elbv2", "deregister-targets", "--target-group-arn", &servers.tg.arn, "--targets"]);
            crossing.command(with(out, [format!("Id={}", instance.id)]))
        }
    }
}

/// What the group has been doing.
fn history(group: &AutoScalingGroup) -> Vec<String> {
    let look = aws(&["autoscaling", "describe-scaling-activities", "--auto-scaling-group-name", &group.name]);
    with(look, ["--max-items", "5"])
}

/// The Auto Scaling group has no instance.
pub(super) fn nobody_in_group(servers: &Servers<'_>, group: &AutoScalingGroup) -> Crossing {
    let hop = Hop::Target;
    let args = |id: &'static str| Finding::new(id).arg("group", &group.name);
    let suspended = group.suspended_processes.iter().any(|process| process == "Launch");
    if group.desired_capacity == 0 {
        let one = aws(&["autoscaling", "set-desired-capacity", "--auto-scaling-group-name", &group.name]);
        return Crossing::broken(hop, &group.name, args("explain-target-desired-zero"))
            .command(with(one, ["--desired-capacity", "1"]));
    }
    if suspended {
        let resume = aws(&["autoscaling", "resume-processes", "--auto-scaling-group-name", &group.name]);
        return Crossing::broken(hop, &group.name, args("explain-target-launch-suspended"))
            .command(with(resume, ["--scaling-processes", "Launch"]));
    }
    let facts = servers.scene.facts();
    let activities = facts.activities.get(&group.name).and_then(|section| section.value());
    let launch = |one: &&Activity| one.description.as_deref().is_some_and(|text| text.starts_with("Launching"));
    let latest = activities.into_iter().flatten().filter(launch).max_by_key(|one| one.started_at);
    if let Some(failed) = latest.filter(|one| matches!(one.status.as_str(), "Failed" | "Cancelled")) {
        let message = failed.status_message.as_deref().unwrap_or("-");
        return Crossing::broken(hop, &group.name, args("explain-target-launch-failed").arg("message", message))
            .command(history(group));
    }
    Crossing::broken(hop, &group.name, args("explain-target-launching")).command(history(group))
}
