//! From the load balancer to the target group: the listener, the rule that takes the request, the target group.

use super::aim::of_certificate;
use super::remedy::{aws, forward_to, with};
use super::walk::{Scene, is_absent};
use super::{Crossing, Hop, Standing};
use crate::check::label::target_group_label;
use crate::check::routing::{alike, matches};
use crate::check::table::proof;
use crate::check::verdict::{Arg, Finding, Status, Verdict};
use crate::facts::balancing::{Action, Condition, Listener, Rule, TargetGroup};
use crate::facts::section::get_by_key;

/// What was found at the listener.
pub(super) struct Followed {
    pub(super) listener: Crossing,
    pub(super) rule: Crossing,
    /// ARN of the target group that gets the request.
    pub(super) target_group: Option<String>,
}

/// What an action does with the request.
enum Fate {
    /// The wanted target group gets it, or any where none is named.
    Arrives(String),
    /// With weight 0.
    WeightZero,
    /// These target groups get it.
    Other(Vec<String>),
    Answered(String),
    Redirected(String),
    Unknown,
}

/// Follows the request through the listener on its port.
pub(super) fn follow(scene: Scene<'_>, wanted: Option<&TargetGroup>) -> Followed {
    let arn = wanted.map(|tg| tg.arn.clone());
    let listed = get_by_key(&scene.facts().listeners, &scene.lb.arn, "elasticloadbalancing:DescribeListeners");
    let listeners = match listed {
        Ok((listeners, _)) => listeners,
        Err(gap) => {
            let listener = Crossing::gap(Hop::Listener, &scene.lb.name, &gap);
            return Followed { listener, rule: Crossing::beyond(Hop::Rule), target_group: arn };
        }
    };
    let port = i32::from(scene.aim.port);
    let Some(first) = listeners.iter().find(|listener| listener.port == port) else {
        let listener = absent(scene, listeners, wanted);
        return Followed { listener, rule: Crossing::beyond(Hop::Rule), target_group: arn };
    };
    // A redirect to HTTPS of the same load balancer is followed.
    let door = redirected_to(first, listeners).unwrap_or(first);
    // Rules come before the default action, and so before its redirect.
    let here = rule(scene, first, wanted);
    let goes_on = door.arn != first.arn && here.1.is_none() && here.0.standing == Standing::Sound;
    let (rule, taken) = if goes_on { rule(scene, door, wanted) } else { here };
    let default = fate(last(&door.default_actions), wanted);
    let target_group = match (&taken, &default) {
        (Some(Fate::Arrives(arn)), _) | (None, Fate::Arrives(arn)) => Some(arn.clone()),
        _ => arn,
    };
    let by_rule = matches!(taken, Some(Fate::Arrives(_)));
    let listener = listener(scene, first, door, &default, by_rule, wanted);
    let listener = if listener.standing == Standing::Sound { certificate(scene, door, listener) } else { listener };
    Followed { listener, rule, target_group }
}

/// A certificate that clients do not accept ends the request at the listener: the course's own checks of it tell.
fn certificate(scene: Scene<'_>, door: &Listener, sound: Crossing) -> Crossing {
    let port = u16::try_from(door.port).unwrap_or_default();
    let mut checks = of_certificate(scene.cx.course, &scene.aim.load_balancer, port);
    let failed = checks.find_map(|check| {
        let verdict = proof(check).judge(&scene.cx);
        matches!(verdict.status, Status::Fail | Status::Waiting).then_some(verdict.finding)
    });
    let Some(finding) = failed.filter(|_| matches!(door.protocol.as_str(), "HTTPS" | "TLS")) else { return sound };
    let look = aws(&["elbv2", "describe-listener-certificates", "--listener-arn", &door.arn]);
    Crossing::broken(Hop::Listener, &door.arn, finding).command(look)
}

/// The action that ends the request; authentication comes before it.
fn last(actions: &[Action]) -> Option<&Action> {
    actions.iter().find(|action| !matches!(action, Action::Other { .. }))
}

fn redirected_to<'a>(listener: &Listener, all: &'a [Listener]) -> Option<&'a Listener> {
    let Some(Action::Redirect { protocol, host, port, .. }) = last(&listener.default_actions) else { return None };
    let port: i32 = if port == "#{port}" { listener.port } else { port.parse().ok()? };
    let same = host == "#{host}" && port != listener.port;
    all.iter().find(|other| same && other.port == port && other.protocol == *protocol)
}

fn fate(action: Option<&Action>, wanted: Option<&TargetGroup>) -> Fate {
    match action {
        None | Some(Action::Other { .. }) => Fate::Unknown,
        Some(Action::FixedResponse { status }) => Fate::Answered(status.clone()),
        Some(Action::Redirect { protocol, host, port, path, .. }) => {
            Fate::Redirected(format!("{protocol}://{host}:{port}{path}"))
        }
        Some(Action::Forward { targets, .. }) => {
            let ours = |arn: &str| wanted.is_none_or(|tg| tg.arn == arn);
            let mut weighed = targets.iter().filter(|target| ours(&target.arn));
            match weighed.clone().find(|target| target.weight > 0) {
                Some(target) => Fate::Arrives(target.arn.clone()),
                None if weighed.next().is_some() => Fate::WeightZero,
                None if targets.is_empty() => Fate::Unknown,
                None => Fate::Other(targets.iter().map(|target| target.arn.clone()).collect()),
            }
        }
    }
}

fn absent(scene: Scene<'_>, listeners: &[Listener], wanted: Option<&TargetGroup>) -> Crossing {
    let (aim, lb) = (scene.aim, scene.lb);
    let others: Vec<String> = listeners.iter().map(|one| format!("{}:{}", one.protocol, one.port)).collect();
    let id = if others.is_empty() { "explain-listener-none" } else { "explain-listener-port" };
    let finding = Finding::new(id);
    let seen = finding.arg("name", &lb.name).arg("protocol", &aim.protocol).arg("port", aim.port);
    let port = aim.port.to_string();
    let ours = |one: &&Listener| {
        one.protocol == aim.protocol && matches!(fate(last(&one.default_actions), wanted), Fate::Arrives(_))
    };
    let moved = listeners.iter().find(ours);
    let seen = seen.arg("others", others).arg("target_group", meant(scene, wanted, moved));
    let command = if let Some(moved) = moved {
        aws(&["elbv2", "modify-listener", "--listener-arn", &moved.arn, "--port", &port])
    } else {
        let create = aws(&["elbv2", "create-listener", "--load-balancer-arn", &lb.arn, "--protocol", &aim.protocol]);
        let action = forward_to(wanted.map_or("<target-group-arn>", |tg| tg.arn.as_str()));
        with(create, ["--port", &port, "--default-actions", &action])
    };
    Crossing::broken(Hop::Listener, &lb.arn, seen).command(command)
}

fn listener(
    scene: Scene<'_>,
    first: &Listener,
    door: &Listener,
    default: &Fate,
    by_rule: bool,
    wanted: Option<&TargetGroup>,
) -> Crossing {
    let shown = format!("{}:{}", door.protocol, door.port);
    let name = meant(scene, wanted, Some(door));
    let args = |id: &'static str| {
        let finding = Finding::new(id);
        finding.arg("listener", shown.as_str()).arg("name", &scene.lb.name).arg("target_group", name.clone())
    };
    if first.protocol != scene.aim.protocol && first.arn == door.arn {
        let seen = args("explain-listener-protocol").arg("wanted", &scene.aim.protocol);
        let modify = aws(&["elbv2", "modify-listener", "--listener-arn", &first.arn]);
        return Crossing::broken(Hop::Listener, &first.arn, seen)
            .command(with(modify, ["--protocol", &scene.aim.protocol]));
    }
    let seen = match default {
        Fate::Arrives(arn) => args("explain-listener").arg("found", target_group_label(scene.facts(), arn)),
        _ if by_rule => args("explain-listener-by-rule"),
        Fate::Unknown => return Crossing::unseen(Hop::Listener, &door.arn, args("explain-listener-unknown")),
        Fate::Other(arns) if !arns.iter().all(|arn| is_listed(scene, arn)) => {
            return Crossing::unseen(Hop::Listener, &door.arn, args("explain-listener-unknown"));
        }
        Fate::WeightZero => args("explain-listener-weight-zero"),
        Fate::Other(arns) => args("explain-listener-other").arg("found", labels(scene, arns)),
        Fate::Answered(status) => args("explain-listener-fixed").arg("status", status),
        Fate::Redirected(to) => args("explain-listener-redirect").arg("to", to),
    };
    if matches!(default, Fate::Arrives(_)) || by_rule {
        return Crossing::sound(Hop::Listener, &door.arn, seen);
    }
    let action = forward_to(wanted.map_or("<target-group-arn>", |tg| tg.arn.as_str()));
    let modify = aws(&["elbv2", "modify-listener", "--listener-arn", &door.arn, "--default-actions"]);
    Crossing::broken(Hop::Listener, &door.arn, seen).command(with(modify, [action]))
}

/// What the target group is called that should get the requests: the course's own; else the one that the listener
/// speaks of; else no name is known.
fn meant(scene: Scene<'_>, wanted: Option<&TargetGroup>, listener: Option<&Listener>) -> Arg {
    let spoken_of = || {
        let targets = listener.and_then(|one| last(&one.default_actions)).into_iter().flat_map(Action::target_groups);
        targets.map(|arn| target_group_label(scene.facts(), arn)).next()
    };
    let name = wanted.map(|tg| tg.name.clone()).or_else(spoken_of);
    name.map_or_else(|| Arg::Message("explain-some-target-group".to_owned()), Arg::Text)
}

fn labels(scene: Scene<'_>, arns: &[String]) -> Vec<String> {
    arns.iter().map(|arn| target_group_label(scene.facts(), arn)).collect()
}

fn is_listed(scene: Scene<'_>, arn: &str) -> bool {
    scene.facts().target_groups.value().is_some_and(|all| all.iter().any(|tg| tg.arn == arn))
}

/// The rule that takes the request before the default action, and what it does with it.
fn rule(scene: Scene<'_>, door: &Listener, wanted: Option<&TargetGroup>) -> (Crossing, Option<Fate>) {
    let hop = Hop::Rule;
    let rules = match get_by_key(&scene.facts().rules, &door.arn, "elasticloadbalancing:DescribeRules") {
        Ok((rules, _)) => rules,
        Err(_) if scene.arrived() => {
            return (Crossing::sound(hop, &door.arn, Finding::new("explain-proved")), None);
        }
        Err(gap) => return (Crossing::gap(hop, &door.arn, &gap), None),
    };
    let path = path_of(scene);
    let mut ordered: Vec<(u32, &Rule)> = rules
        .iter()
        .filter(|rule| !rule.is_default)
        .filter_map(|rule| Some((rule.priority.parse().ok()?, rule)))
        .collect();
    ordered.sort_by_key(|(priority, _)| *priority);
    let host = scene.lb.dns_name.as_deref().unwrap_or_default();
    let takes = |rule: &Rule| rule.conditions.iter().all(|condition| meets(condition, host, &path));
    let Some((_, rule)) = ordered.iter().find(|(_, rule)| takes(rule)) else {
        let id = if ordered.is_empty() { "explain-rule-default" } else { "explain-rule-none" };
        let finding = Finding::new(id);
        return (Crossing::sound(hop, &door.arn, finding.arg("path", path).arg("count", ordered.len())), None);
    };
    let fate = fate(last(&rule.actions), wanted);
    let args = |id: &'static str| {
        let finding = Finding::new(id);
        finding.arg("priority", &rule.priority).arg("path", path.as_str())
    };
    let does = match &fate {
        Fate::Arrives(_) => return (Crossing::sound(hop, &rule.arn, args("explain-rule")), Some(fate)),
        Fate::Unknown => return (Crossing::unseen(hop, &rule.arn, args("explain-rule-unknown")), Some(fate)),
        Fate::Answered(status) => args("explain-rule-fixed").arg("status", status),
        Fate::Redirected(to) => args("explain-rule-redirect").arg("to", to),
        Fate::Other(arns) => args("explain-rule-other").arg("found", labels(scene, arns)),
        Fate::WeightZero => args("explain-rule-weight-zero"),
    };
    let delete = aws(&["elbv2", "delete-rule", "--rule-arn", &rule.arn]);
    (Crossing::broken(hop, &rule.arn, does).command(delete), Some(fate))
}

/// The path of the request.
fn path_of(scene: Scene<'_>) -> String {
    let url = scene.aim.url().unwrap_or_default();
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or("/").to_owned()
}

/// A plain GET of the page meets the condition. What only some clients send (a header, an address) is no part of it.
fn meets(condition: &Condition, host: &str, path: &str) -> bool {
    let any = |test: &dyn Fn(&str) -> bool| condition.values.iter().any(|value| test(value));
    match condition.field.as_str() {
        "path-pattern" => any(&|pattern| matches(pattern, path)),
        "host-header" => any(&|pattern| alike(pattern, host)),
        "http-request-method" => any(&|method| method == "GET"),
        "source-ip" => any(&|block| block == "0.0.0.0/0"),
        _ => false,
    }
}

/// The course's target group is not there, or cannot be told.
pub(super) fn no_target_group(scene: Scene<'_>, verdict: &Verdict) -> Crossing {
    let key = scene.aim.target_group.as_deref().unwrap_or_default();
    let name = scene.cx.values.get(key);
    if !is_absent(scene.facts(), verdict, name) {
        return Crossing::unseen(Hop::TargetGroup, name, verdict.finding.clone());
    }
    let (protocol, port) =
        (scene.aim.server_protocol.as_deref().unwrap_or("HTTP"), scene.aim.server_port.unwrap_or(80));
    let port = port.to_string();
    let create = aws(&["elbv2", "create-target-group", "--name", name, "--protocol", protocol, "--port", &port]);
    let create = with(create, ["--vpc-id", scene.lb.vpc_id.as_deref().unwrap_or("<vpc-id>")]);
    let seen = Finding::new("explain-tg-missing").arg("name", name).arg("region", scene.facts().region.as_str());
    Crossing::broken(Hop::TargetGroup, name, seen).command(create)
}
