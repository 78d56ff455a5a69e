//! The health check and the application, for one target: which of the two the reason code speaks against.

use super::remedy::{aws, with};
use super::servers::Servers;
use super::{Crossing, Hop, Standing, network};
use crate::check::label::instance_label;
use crate::check::verdict::Finding;
use crate::facts::balancing::TargetHealth;
use crate::facts::reachability::HttpObservation;

/// AWS's own settings, where a target group tells none.
const USUAL_PATH: &str = "/";
const USUAL_MATCHER: &str = "200";
/// The code that a healthy page has.
const FINE: u16 = 200;

fn args(servers: &Servers<'_>, target: &TargetHealth, id: &'static str) -> Finding {
    let check = &servers.tg.health_check;
    Finding::new(id)
        .arg("target", instance_label(servers.scene.facts(), &target.target_id))
        .arg("name", &servers.tg.name)
        .arg("state", &target.state)
        .arg("reason", target.reason.as_deref().unwrap_or("-"))
        .arg("codes", codes(target).unwrap_or("-"))
        .arg("protocol", check.protocol.as_deref().unwrap_or("-"))
        .arg("path", check.path.as_deref().unwrap_or(USUAL_PATH))
        .arg("matcher", check.matcher.as_deref().unwrap_or(USUAL_MATCHER))
        .arg("port", asked_port(servers, target).map_or_else(|| "-".to_owned(), |port| port.to_string()))
}

/// The codes in AWS's sentence: `Health checks failed with these codes: [404]`.
fn codes(target: &TargetHealth) -> Option<&str> {
    let (_, rest) = target.description.as_deref()?.split_once('[')?;
    Some(rest.split_once(']')?.0)
}

/// The port of the health check.
fn asked_port(servers: &Servers<'_>, target: &TargetHealth) -> Option<u16> {
    match servers.tg.health_check.port.as_deref() {
        None | Some("traffic-port") => servers.port(target),
        Some(port) => port.parse().ok(),
    }
}

/// The health check's settings, as far as the target does not pass them.
pub(super) fn check(servers: &Servers<'_>, target: &TargetHealth, security: &Crossing) -> Crossing {
    let (hop, tg) = (Hop::HealthCheck, servers.tg);
    let seen = |id| args(servers, target, id);
    let modify = |words: &[&str]| {
        let modify = aws(&["elbv2", "modify-target-group", "--target-group-arn", &tg.arn]);
        with(modify, words)
    };
    let reason = target.reason.as_deref().unwrap_or_default();
    if !tg.health_check.enabled || reason == "Target.HealthCheckDisabled" {
        return Crossing::broken(hop, &tg.arn, seen("explain-health-disabled"))
            .command(modify(&["--health-check-enabled"]));
    }
    match target.state.as_str() {
        "healthy" => return Crossing::sound(hop, &target.target_id, seen("explain-health")),
        "unused" => return Crossing::beyond(hop),
        _ if reason == "Elb.InternalError" => return Crossing::unseen(hop, &tg.arn, seen("explain-health-internal")),
        "initial" | "unhealthy" | "unhealthy.draining" => {}
        _ => return Crossing::unseen(hop, &tg.arn, seen("explain-health-unknown")),
    }
    if let Some((id, words)) = deviation(servers, target) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let wanted = words.last().copied().unwrap_or_default();
        return Crossing::broken(hop, &tg.arn, seen(id).arg("wanted", wanted)).command(modify(&words));
    }
    // With the way to it closed, its state says nothing about the check.
    match (security.standing, target.state.as_str()) {
        (Standing::Broken, _) => Crossing::beyond(hop),
        (_, "initial") => {
            let look = aws(&["elbv2", "describe-target-health", "--target-group-arn", &tg.arn]);
            Crossing::broken(hop, &target.target_id, seen("explain-health-initial")).command(look)
        }
        _ => Crossing::sound(hop, &tg.arn, seen("explain-health-settings")),
    }
}

/// The first setting that keeps an application healthy that is: another port or protocol than the requests', another
/// path than the course's, a code that a healthy page does not have. Where the course names no target group of its own
/// (any load balancer), such settings may be meant: there they count only where what was answered speaks against them.
fn deviation(servers: &Servers<'_>, target: &TargetHealth) -> Option<(&'static str, [String; 2])> {
    let (tg, aim) = (servers.tg, servers.scene.aim);
    let check = &tg.health_check;
    let set = |name: &str, value: &str| [name.to_owned(), value.to_owned()];
    let course_s = aim.target_group.is_some();
    let reason = target.reason.as_deref().unwrap_or_default();
    let (understood, another_code) = (servers.scene.understood(), reason == "Target.ResponseCodeMismatch");
    if let Some(port) = asked_port(servers, target).filter(|port| Some(*port) != servers.port(target)) {
        let instance = servers.instance(&target.target_id);
        let closed = instance.and_then(|instance| network::admits(servers, instance, port)) == Some(false);
        let id = if closed { "explain-health-port-closed" } else { "explain-health-port" };
        if course_s || closed || understood {
            return Some((id, set("--health-check-port", "traffic-port")));
        }
    }
    if let Some((asked, spoken)) = check.protocol.as_deref().zip(tg.protocol.as_deref())
        && asked != spoken
        && spoken.starts_with("HTTP")
        && (course_s || understood)
    {
        return Some(("explain-health-protocol", set("--health-check-protocol", spoken)));
    }
    let wanted = aim.health_path.as_str();
    if check.path.as_deref().unwrap_or(USUAL_PATH) != wanted && (course_s || (servers.scene.arrived() && another_code))
    {
        return Some(("explain-health-path", set("--health-check-path", wanted)));
    }
    let matcher = check.matcher.as_deref().unwrap_or(USUAL_MATCHER);
    let fine = aim.status.unwrap_or(FINE);
    let answers_well = || another_code && codes(target).is_some_and(|codes| names(codes, fine));
    let counts = !names(matcher, fine) && (course_s || answers_well());
    counts.then(|| ("explain-health-matcher", set("--matcher", &format!("HttpCode={fine}"))))
}

/// Whether a matcher (`200`, `200,202`, `200-299`) names a code. What cannot be read may.
fn names(matcher: &str, code: u16) -> bool {
    matcher.split(',').any(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        match (from.trim().parse::<u16>(), to.trim().parse::<u16>()) {
            (Ok(from), Ok(to)) => (from..=to).contains(&code),
            _ => true,
        }
    })
}

/// The application, by what the health check got from it. `reached`: everything before it was seen to be sound.
pub(super) fn application(servers: &Servers<'_>, target: &TargetHealth, reached: bool, check: &Crossing) -> Crossing {
    let hop = Hop::Application;
    let id = target.target_id.as_str();
    let seen = |finding| args(servers, target, finding);
    if check.standing != Standing::Sound {
        return Crossing::beyond(hop);
    }
    let reason = target.reason.as_deref().unwrap_or_default();
    let finding = match (target.state.as_str(), reason) {
        ("healthy", _) => return Crossing::sound(hop, id, seen("explain-app-healthy")),
        (_, "Target.ResponseCodeMismatch") => by_codes(target),
        (_, "Target.FailedHealthChecks") if reached => "explain-app-not-listening",
        (_, "Target.Timeout") if reached => "explain-app-no-answer",
        _ if reached => return Crossing::unseen(hop, id, seen("explain-app-unknown")),
        _ => return Crossing::beyond(hop),
    };
    let mut crossing = Crossing::broken(hop, id, seen(finding));
    if id.starts_with("i-") {
        crossing = crossing.command(aws(&["ssm", "start-session", "--target", id]));
    }
    crossing
}

/// What the application answers to the health check.
fn by_codes(target: &TargetHealth) -> &'static str {
    let first =
        codes(target).and_then(|codes| codes.split(',').next()).and_then(|code| code.trim().parse::<u16>().ok());
    by_status(first.unwrap_or_default())
}

/// The finding for a status of the application.
pub(super) const fn by_status(status: u16) -> &'static str {
    match status {
        400 => "explain-app-bad-request",
        401 | 403 => "explain-app-forbidden",
        404 => "explain-app-not-found",
        500..=599 => "explain-app-error",
        _ => "explain-app-other-code",
    }
}

/// The status of a whole answer.
pub(super) const fn status(answer: &HttpObservation) -> Option<u16> {
    match answer {
        HttpObservation::Answered { status, .. } => Some(*status),
        HttpObservation::Stopped { .. } => None,
    }
}

#[cfg(test)]
mod code_tests {
    use super::names;

    #[test]
    fn matchers() {
        for (matcher, code, expected) in [
            ("200", 200, true),
            ("301", 200, false),
            ("200-299", 204, true),
            ("200, 302", 302, true),
            ("300-399", 200, false),
            ("whatever", 200, true),
        ] {
            assert_eq!(names(matcher, code), expected, "{matcher} {code}");
        }
    }
}
