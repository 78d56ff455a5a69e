//! The finding for a target that fails: one per reason code, made specific where the facts show the cause.

use serde_json::json;

use super::label::{group_label, label};
use super::ports::covers_tcp;
use super::target_health::Scene;
use super::{Context, Verdict};
use crate::facts::balancing::TargetHealth;
use crate::facts::compute::Instance;
use crate::facts::network::{Peer, Permission};

/// A registered target that no request, or no healthy answer, reaches.
pub(super) fn failing(cx: &Context<'_>, scene: Scene<'_>, target: &TargetHealth) -> Verdict {
    let check = &scene.tg.health_check;
    let verdict = match target.reason.as_deref().unwrap_or_default() {
        "Target.ResponseCodeMismatch" => Verdict::fail("target-response-code-mismatch").arg("codes", codes(target)),
        "Target.Timeout" => closed(cx, scene, target).unwrap_or_else(|| Verdict::fail("target-timeout")),
        "Target.FailedHealthChecks" => {
            closed(cx, scene, target).unwrap_or_else(|| Verdict::fail("target-failed-health-checks"))
        }
        "Target.NotInUse" => not_in_use(cx, scene, target),
        "Target.NotRegistered" => Verdict::fail("target-not-registered"),
        "Target.InvalidState" => {
            let state = instance(cx, target).map_or("-", |instance| instance.state.as_str());
            Verdict::fail("target-invalid-state").arg("instance_state", state)
        }
        "Target.IpUnusable" => Verdict::fail("target-ip-unusable"),
        "Target.HealthCheckDisabled" => Verdict::fail("target-health-check-disabled"),
        _ => Verdict::fail("target-unhealthy"),
    };
    verdict
        .arg("health_path", check.path.as_deref().unwrap_or("/"))
        .arg("matcher", check.matcher.as_deref().unwrap_or("200"))
        .arg("health_port", health_port(scene, target).map_or_else(|| "-".to_owned(), |port| port.to_string()))
        .arg("health_protocol", check.protocol.as_deref().unwrap_or("HTTP"))
        .arg("load_balancer", scene.lb.name.as_str())
}

fn instance<'a>(cx: &Context<'a>, target: &TargetHealth) -> Option<&'a Instance> {
    let all = cx.facts.instances.value()?;
    all.iter().find(|i| i.id == target.target_id || i.private_ip.is_some_and(|ip| ip.to_string() == target.target_id))
}

fn health_port(scene: Scene<'_>, target: &TargetHealth) -> Option<i32> {
    match scene.tg.health_check.port.as_deref() {
        None | Some("traffic-port") => target.port.or(scene.tg.port),
        Some(port) => port.parse().ok(),
    }
}

/// The codes in AWS's sentence: `Health checks failed with these codes: [404]`.
fn codes(target: &TargetHealth) -> String {
    let text = target.description.as_deref().unwrap_or_default();
    let inside = text.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inside.map_or_else(|| "-".to_owned(), |(codes, _)| codes.to_owned())
}

/// Nothing sends requests there: its zone is not enabled, or no listener uses the target group.
fn not_in_use(cx: &Context<'_>, scene: Scene<'_>, target: &TargetHealth) -> Verdict {
    let zone =
        instance(cx, target).and_then(|i| i.availability_zone.as_deref()).or(target.availability_zone.as_deref());
    match zone {
        Some(zone) if !scene.lb.zones.iter().any(|enabled| enabled.availability_zone == zone) => {
            Verdict::fail("target-zone-off").arg("zone", zone)
        }
        _ => Verdict::fail("target-not-in-use"),
    }
}

/// The groups of the target certainly admit nothing from the load balancer on the health-check port: no
/// permission for it names one of the load balancer's groups, any address, or a prefix list. Whatever is
/// not certain is left to the general hint.
fn closed(cx: &Context<'_>, scene: Scene<'_>, target: &TargetHealth) -> Option<Verdict> {
    let port = health_port(scene, target)?;
    let instance = instance(cx, target)?;
    let groups = cx.facts.security_groups.value()?;
    if scene.lb.group_ids.is_empty() || instance.group_ids.is_empty() {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for id in &instance.group_ids {
        let group = groups.iter().find(|group| group.id == *id)?;
        if group.ingress.iter().any(|permission| may_admit(permission, port, &scene.lb.group_ids)) {
            return None;
        }
        names.push(label(Some(&group.name), id));
    }
    let sources = scene.lb.group_ids.iter().map(|id| group_label(cx.facts, id));
    let verdict = Verdict::fail("target-closed-group").arg("groups", names).arg("sources", sources.collect::<Vec<_>>());
    let fact = json!({ "security_groups": instance.group_ids, "health_check_port": port });
    Some(verdict.evidence(&instance.id, scene.tg.at, fact))
}

fn may_admit(permission: &Permission, port: i32, sources: &[String]) -> bool {
    let peer = |peer: &Peer| match peer {
        Peer::Group { id, .. } => sources.contains(id),
        Peer::Cidr { .. } | Peer::PrefixList { .. } => true,
    };
    u16::try_from(port).is_ok_and(|port| covers_tcp(permission, port)) && permission.peers.iter().any(peer)
}
