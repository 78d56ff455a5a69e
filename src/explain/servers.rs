//! The servers behind a target group: those that are registered, and where none is, those that should be.

use std::collections::BTreeSet;

use super::remedy::{aws, with};
use super::walk::Scene;
use super::{Crossing, Explanation, Hop, Standing, TargetSeen, answer, network, target};
use crate::check::find;
use crate::check::label::instance_label;
use crate::check::verdict::Finding;
use crate::facts::balancing::{TargetGroup, TargetHealth};
use crate::facts::compute::Instance;
use crate::facts::reachability::HttpObservation;
use crate::facts::scaling::AutoScalingGroup;
use crate::facts::section::get_by_key;

/// The port of plain HTTP.
const HTTP_PORT: i32 = 80;

/// The target group with its targets.
#[derive(Clone)]
pub(super) struct Servers<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) tg: &'a TargetGroup,
    /// The Auto Scaling group that the course names, else the one that the target group is attached to.
    pub(super) group: Option<&'a AutoScalingGroup>,
    /// Registered, those on their way out left out.
    pub(super) targets: Vec<&'a TargetHealth>,
    pub(super) leaving: Vec<&'a TargetHealth>,
}

/// The hops from the target group on.
pub(super) fn walk(scene: Scene<'_>, tg: &TargetGroup, way: &mut Explanation) {
    let health = get_by_key(&scene.facts().target_health, &tg.arn, "elasticloadbalancing:DescribeTargetHealth");
    let registered = match health {
        Ok((registered, _)) => registered,
        Err(gap) => {
            way.path.push(group_itself(&Servers::of(scene, tg, &[])));
            way.path.push(Crossing::gap(Hop::Target, &tg.name, &gap));
            way.path.extend(Hop::ALL.into_iter().filter(|hop| *hop > Hop::Target).map(Crossing::beyond));
            return;
        }
    };
    let servers = Servers::of(scene, tg, registered);
    way.path.push(group_itself(&servers));
    if servers.targets.is_empty() {
        way.path.extend(none_registered(&servers));
        return;
    }
    let each: Vec<Vec<Crossing>> = servers.targets.iter().map(|target| target::hops(&servers, target)).collect();
    for (index, hop) in Hop::ALL.into_iter().filter(|hop| *hop > Hop::TargetGroup).enumerate() {
        let of_hop: Vec<&Crossing> = each.iter().filter_map(|hops| hops.get(index)).collect();
        let mut crossing = together(&servers, hop, &of_hop);
        if hop == Hop::TargetGroupMembership && crossing.standing == Standing::Sound {
            crossing = some_unregistered(&servers).unwrap_or(crossing);
        }
        way.path.push(crossing);
    }
    way.targets = servers.targets.iter().zip(&each).map(|(target, hops)| seen(&servers, target, hops)).collect();
    answer::judge(&servers, &mut way.path);
}

impl<'a> Servers<'a> {
    fn of(scene: Scene<'a>, tg: &'a TargetGroup, registered: &'a [TargetHealth]) -> Self {
        let group = scaling_group(scene, tg);
        let member = |id: &str| group.and_then(|group| group.instances.iter().find(|one| one.id == id));
        let is_leaving = |target: &&TargetHealth| {
            let goes = |state: &str| state.starts_with("Terminat") || state.starts_with("Detach");
            target.state == "draining" || member(&target.target_id).is_some_and(|one| goes(&one.lifecycle_state))
        };
        let (leaving, mut targets): (Vec<&TargetHealth>, Vec<&TargetHealth>) = registered.iter().partition(is_leaving);
        targets.sort_by(|a, b| (&a.target_id, a.port).cmp(&(&b.target_id, b.port)));
        Self { scene, tg, group, targets, leaving }
    }

    /// The instance of an id or private address.
    pub(super) fn instance(&self, target: &str) -> Option<&'a Instance> {
        let all = self.scene.facts().instances.value()?;
        let by_address = |one: &&Instance| one.private_ip.is_some_and(|ip| ip.to_string() == target);
        all.iter().find(|one| one.id == target).or_else(|| all.iter().find(by_address))
    }

    /// The port that a target gets requests on.
    pub(super) fn port(&self, target: &TargetHealth) -> Option<u16> {
        target.port.or(self.tg.port).and_then(|port| u16::try_from(port).ok())
    }

    pub(super) fn all_healthy(&self) -> bool {
        !self.targets.is_empty() && self.targets.iter().all(|target| target.state == "healthy")
    }

    /// What servers at this port speak where nobody says it: on 80, plain HTTP. Only where every target breaks off
    /// what the target group speaks.
    fn usual_protocol(&self) -> Option<&'static str> {
        // Where AWS hides the health, the load balancer's own answer tells the same.
        let told = matches!(self.scene.answer(), Some(HttpObservation::Answered { status: 502, .. }));
        let breaks_off = |one: &&TargetHealth| match one.reason.as_deref() {
            Some("Target.FailedHealthChecks") => true,
            Some("Elb.InternalError") => told,
            _ => false,
        };
        let all = !self.targets.is_empty() && self.targets.iter().all(breaks_off);
        (all && self.tg.port == Some(HTTP_PORT) && self.tg.protocol.as_deref() == Some("HTTPS")).then_some("HTTP")
    }

    fn any_healthy(&self) -> bool {
        self.targets.iter().any(|target| target.state == "healthy")
    }
}

fn scaling_group<'a>(scene: Scene<'a>, tg: &TargetGroup) -> Option<&'a AutoScalingGroup> {
    let named = scene.aim.group.as_ref().and_then(|key| find::auto_scaling_group(&scene.cx, key).ok());
    let attached = || {
        let all = scene.facts().auto_scaling_groups.value()?;
        all.iter().find(|group| group.target_group_arns.contains(&tg.arn))
    };
    named.map(|found| found.item).or_else(attached)
}

/// The target group's own settings: a protocol or port that the servers do not speak.
fn group_itself(servers: &Servers<'_>) -> Crossing {
    let (tg, aim, hop) = (servers.tg, servers.scene.aim, Hop::TargetGroup);
    let protocol = tg.protocol.as_deref().unwrap_or("-");
    let port = tg.port.map_or_else(|| "-".to_owned(), |port| port.to_string());
    let spoken = aim.server_protocol.as_deref().or_else(|| servers.usual_protocol());
    let args = |id: &'static str| {
        let finding = Finding::new(id).arg("name", &tg.name).arg("protocol", protocol).arg("port", port.as_str());
        finding.arg("wanted", spoken.unwrap_or("-"))
    };
    let again = |crossing: Crossing| {
        let wanted = spoken.unwrap_or(protocol);
        let number = aim.server_port.map_or_else(|| port.clone(), |port| port.to_string());
        let name = format!("{}-2", tg.name.chars().take(30).collect::<String>());
        let create = aws(&["elbv2", "create-target-group", "--name", &name, "--protocol", wanted, "--port", &number]);
        let create = with(create, ["--vpc-id", tg.vpc_id.as_deref().unwrap_or("<vpc-id>")]);
        crossing.command(with(create, ["--target-type", &tg.target_type]))
    };
    let differs = spoken.is_some_and(|wanted| wanted != protocol) && tg.protocol.is_some();
    if differs && !servers.any_healthy() {
        return again(Crossing::broken(hop, &tg.arn, args("explain-tg-protocol")));
    }
    // Where every target has the group's port, the port is the group's to mend.
    let as_group = |target: &&TargetHealth| target.port.is_none() || target.port == tg.port;
    let everywhere = servers.targets.iter().all(as_group) && (!servers.targets.is_empty() || servers.group.is_some());
    let other = aim.server_port.is_some_and(|wanted| tg.port.is_some_and(|port| port != i32::from(wanted)));
    if other && everywhere && !servers.any_healthy() {
        let wanted = aim.server_port.unwrap_or_default();
        return again(Crossing::broken(hop, &tg.arn, args("explain-tg-port").arg("wanted", wanted)));
    }
    Crossing::sound(hop, &tg.arn, args("explain-tg"))
}

/// One crossing for all targets: what is broken for any of them is shown.
fn together(servers: &Servers<'_>, hop: Hop, each: &[&Crossing]) -> Crossing {
    let order = [Standing::Broken, Standing::Unseen, Standing::Beyond, Standing::Sound];
    let worst = order.into_iter().find(|standing| each.iter().any(|crossing| crossing.standing == *standing));
    let Some(first) = each.iter().find(|crossing| Some(crossing.standing) == worst) else {
        return Crossing::beyond(hop);
    };
    let mut shown = (*first).clone();
    if shown.standing == Standing::Broken {
        let affected = servers.targets.iter().zip(each).filter(|(_, crossing)| crossing.standing == Standing::Broken);
        shown.affected = affected.map(|(target, _)| target.target_id.clone()).collect();
    } else if shown.standing == Standing::Sound {
        let resources: BTreeSet<&str> = each.iter().map(|crossing| crossing.resource.as_str()).collect();
        shown.resource = resources.into_iter().collect::<Vec<_>>().join(" ");
        let count = each.len();
        shown.seen = shown.seen.arg("count", count);
    }
    shown
}

fn seen(servers: &Servers<'_>, target: &TargetHealth, hops: &[Crossing]) -> TargetSeen {
    let zone = servers.instance(&target.target_id).and_then(|one| one.availability_zone.clone());
    TargetSeen {
        id: target.target_id.clone(),
        port: target.port,
        zone: zone.or_else(|| target.availability_zone.clone()),
        state: target.state.clone(),
        reason: target.reason.clone(),
        broken: hops.iter().find(|crossing| crossing.standing == Standing::Broken).map(|crossing| crossing.hop),
    }
}

/// The command that registers instances.
fn register<'s>(tg: &TargetGroup, ids: impl IntoIterator<Item = &'s str>) -> Vec<String> {
    let register = aws(&["elbv2", "register-targets", "--target-group-arn", &tg.arn, "--targets"]);
    with(register, ids.into_iter().map(|id| format!("Id={id}")))
}

fn attach(group: &AutoScalingGroup, tg: &TargetGroup) -> Vec<String> {
    let attach = aws(&["autoscaling", "attach-load-balancer-target-groups"]);
    with(attach, ["--auto-scaling-group-name", &group.name, "--target-group-arns", &tg.arn])
}

/// Members of the group that have been in service for a while and are not registered, while others are.
fn some_unregistered(servers: &Servers<'_>) -> Option<Crossing> {
    let facts = servers.scene.facts();
    if let (Some(_), Err(gap)) =
        (&servers.scene.aim.group, facts.auto_scaling_groups.get("autoscaling:DescribeAutoScalingGroups"))
    {
        // Who else should be registered cannot be told.
        return Some(Crossing::gap(Hop::TargetGroupMembership, &servers.tg.name, &gap));
    }
    let group = servers.group.filter(|group| group.target_group_arns.contains(&servers.tg.arn))?;
    let registered = |id: &str| {
        let all = servers.targets.iter().chain(&servers.leaving);
        all.clone()
            .any(|target| target.target_id == id || servers.instance(&target.target_id).is_some_and(|i| i.id == id))
    };
    let now = facts.now;
    let settled = |id: &str| {
        let launched = servers.instance(id).and_then(|one| one.launched_at);
        launched.is_some_and(|at| now.duration_since(at).as_mins() >= 5)
    };
    let members = group.instances.iter().filter(|one| one.lifecycle_state == "InService");
    let mut missing: Vec<&str> = members.map(|one| one.id.as_str()).filter(|id| !registered(id)).collect();
    missing.first()?;
    if let Err(gap) = facts.instances.get("ec2:DescribeInstances") {
        // Whether they are new, or registered by their addresses, cannot be told.
        return Some(Crossing::gap(Hop::TargetGroupMembership, &servers.tg.name, &gap));
    }
    missing.retain(|id| settled(id));
    let first = missing.first()?;
    let shown: Vec<String> = missing.iter().map(|id| instance_label(facts, id)).collect();
    let seen = Finding::new("explain-membership-some").arg("instances", shown).arg("name", &servers.tg.name);
    let mut crossing = Crossing::broken(Hop::TargetGroupMembership, first, seen);
    crossing.affected = missing.iter().map(|id| (*id).to_owned()).collect();
    Some(crossing.command(register(servers.tg, missing)))
}

/// No target is registered (or only such as leave): what of the servers that should be.
fn none_registered(servers: &Servers<'_>) -> Vec<Crossing> {
    let candidates = candidates(servers);
    let is_running = |one: &&Instance| one.state == "running";
    let running: Vec<&Instance> = candidates.iter().copied().filter(is_running).collect();
    let port = servers.scene.aim.server_port.or_else(|| servers.tg.port.and_then(|port| u16::try_from(port).ok()));
    let server = existing(servers, &candidates, &running);
    let acl = running.first().zip(port).and_then(|(instance, port)| network::acls(servers, instance, port));
    let closed = acl.filter(|acl| acl.standing == Standing::Broken && server.standing == Standing::Sound);
    let mut hops = vec![closed.unwrap_or(server)];
    hops.push(network::zone_of_candidates(servers, &running));
    hops.push(membership(servers, &running));
    hops.push(match (running.first(), port) {
        (Some(instance), Some(port)) => network::security(servers, Some(instance), &instance.id, port, false),
        _ => Crossing::beyond(Hop::TargetSecurityGroup),
    });
    hops.extend([Crossing::beyond(Hop::HealthCheck), Crossing::beyond(Hop::Application)]);
    hops
}

/// The servers that should be registered: the group's members, else the course's instance.
fn candidates<'a>(servers: &Servers<'a>) -> Vec<&'a Instance> {
    if let Some(group) = servers.group {
        let goes = |state: &str| state.starts_with("Terminat") || state.starts_with("Detach");
        let members = group.instances.iter().filter(|one| !goes(&one.lifecycle_state));
        return members.filter_map(|one| servers.instance(&one.id)).collect();
    }
    let scene = servers.scene;
    let named = scene.aim.instance.as_ref().and_then(|(vpc, key)| {
        let vpc = find::vpc(&scene.cx, vpc).ok()?;
        find::instance(&scene.cx, vpc.item, key).ok()
    });
    named.map(|found| found.item).into_iter().collect()
}

/// Whether there is a server at all.
fn existing(servers: &Servers<'_>, candidates: &[&Instance], running: &[&Instance]) -> Crossing {
    let (tg, hop) = (servers.tg, Hop::Target);
    if let Some(first) = servers.leaving.first().filter(|target| target.state == "draining") {
        let seen = Finding::new("explain-target-draining").arg("target", &first.target_id).arg("name", &tg.name);
        let ids = servers.leaving.iter().map(|target| target.target_id.as_str());
        let mut crossing = Crossing::broken(hop, &first.target_id, seen).command(register(tg, ids));
        crossing.affected = servers.leaving.iter().map(|target| target.target_id.clone()).collect();
        return crossing;
    }
    if let Some(first) = running.first() {
        let shown: Vec<String> = running.iter().map(|one| instance_label(servers.scene.facts(), &one.id)).collect();
        return Crossing::sound(hop, &first.id, Finding::new("explain-target-candidates").arg("instances", shown));
    }
    if let Some(first) = candidates.first() {
        return target::not_running(servers, first);
    }
    match servers.group {
        Some(group) => target::nobody_in_group(servers, group),
        None => Crossing::beyond(hop),
    }
}

fn membership(servers: &Servers<'_>, running: &[&Instance]) -> Crossing {
    let (tg, hop) = (servers.tg, Hop::TargetGroupMembership);
    let args = |id: &'static str| Finding::new(id).arg("name", &tg.name);
    if let Some(group) = servers.group {
        let finding = |id| args(id).arg("group", &group.name);
        if !group.target_group_arns.contains(&tg.arn) {
            return Crossing::broken(hop, &group.name, finding("explain-membership-not-attached"))
                .command(attach(group, tg));
        }
        if group.suspended_processes.iter().any(|process| process == "AddToLoadBalancer") {
            let resume = aws(&["autoscaling", "resume-processes", "--auto-scaling-group-name", &group.name]);
            return Crossing::broken(hop, &group.name, finding("explain-membership-suspended"))
                .command(with(resume, ["--scaling-processes", "AddToLoadBalancer"]));
        }
        if running.is_empty() {
            return Crossing::sound(hop, &group.name, finding("explain-membership-attached"));
        }
    }
    // On its way out it was a member.
    if !servers.leaving.is_empty() {
        return Crossing::beyond(hop);
    }
    if tg.target_type == "ip" {
        let nobody = Crossing::broken(hop, &tg.arn, args("explain-membership-no-address"));
        return nobody.command(register(tg, ["<ip-address>"]));
    }
    if running.is_empty() {
        let nobody = Crossing::broken(hop, &tg.arn, args("explain-membership-nobody"));
        return nobody.command(register(tg, ["<instance-id>"]));
    }
    let ids = running.iter().map(|one| one.id.as_str());
    let shown: Vec<String> = ids.clone().map(|id| instance_label(servers.scene.facts(), id)).collect();
    let seen = args("explain-membership-none").arg("instances", shown);
    Crossing::broken(hop, &tg.arn, seen).command(register(tg, ids))
}
