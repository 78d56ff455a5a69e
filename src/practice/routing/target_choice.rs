//! Which target of a group gets a request.

use super::super::account::{HealthState, LoadBalancer, Region, Target, TargetGroup};
use super::super::elbv2::load_balancer_attributes;
use super::super::elbv2::target_group_attributes::attribute;
use super::group_choice::Group;
use super::target_place::zone_of;
use super::{Chosen, Decision, Forward, Outstanding, Visit, action, cookie, headers, pages, scatter};

const COOKIE: &str = "AWSALB";
const APPLICATION_COOKIE: &str = "AWSALBAPP-0";

/// Sends a request on to a target of the group, or answers 503 when it has none.
pub(super) fn forward(
    region: &mut Region,
    mut visit: Visit<'_>,
    chosen: &Group,
    outstanding: Outstanding<'_>,
) -> Decision {
    visit.way.target_group = Some(chosen.arn.clone());
    let Some(group) = region.target_groups.get(&chosen.arn) else {
        return Decision::Answer { answer: pages::own(503), way: visit.way };
    };
    let pool = pool(region, group, &visit.balancer, &visit.way.zone);
    let stickiness = Stickiness::of(group);
    let kept = stickiness.kept(group, &visit).filter(|kept| pool.contains(kept));
    let (target, step) = match kept {
        // Keeps the place of the others in the round.
        Some(kept) => (Some(kept), pool.len() as u64),
        None => (by_algorithm(group, &pool, &visit, outstanding), 1),
    };
    let prepared = target.map(|target| {
        let (mut cookies, application_cookie) = stickiness.cookies(group, &target, &visit);
        cookies.extend(chosen.cookies.iter().cloned());
        Forward {
            way: visit.way.clone(),
            target_group: chosen.arn.clone(),
            headers: headers::to_target(&visit),
            target,
            cookies,
            application_cookie,
            secure: group.protocol == "HTTPS",
            protocol_version: group.protocol_version.clone().unwrap_or_else(|| "HTTP1".to_owned()),
            idle_timeout_seconds: number(
                &load_balancer_attributes::attribute(&visit.balancer, "idle_timeout.timeout_seconds"),
                60,
            ),
        }
    });
    if let Some(group) = region.target_groups.get_mut(&chosen.arn) {
        group.turn = group.turn.wrapping_add(step);
    }
    match prepared {
        Some(forward) => Decision::Forward(Box::new(forward)),
        None => Decision::Answer { answer: pages::own(503), way: visit.way },
    }
}

/// An attribute's number; `otherwise` for one that is off.
fn number(attribute: &str, otherwise: u64) -> u64 {
    attribute.parse().unwrap_or(otherwise)
}

/// The targets that a node may choose from, in the order of their registration: the healthy ones; when there are
/// fewer than the group asks for (none, unless it was changed), all that take part, since a wrong answer is
/// worth more than none. Draining and unused ones never.
pub(super) fn pool(region: &Region, group: &TargetGroup, balancer: &LoadBalancer, zone: &str) -> Vec<Chosen> {
    let enabled = |target: &&Target| {
        zone_of(region, group, target).is_none_or(|zone| balancer.zones.iter().any(|one| one.zone == zone))
    };
    let part: Vec<&Target> = group.targets.iter().filter(|target| takes_part(target)).filter(enabled).collect();
    if crosses_zones(group, balancer) {
        return open_or_all(group, &part);
    }
    // A node keeps to its zone. Where nothing is healthy the zone's address leaves the DNS, and clients come to
    // another node.
    let here = |wanted: &str| -> Vec<&Target> {
        let inside = |target: &&&Target| zone_of(region, group, target).is_none_or(|zone| zone == wanted);
        part.iter().filter(inside).copied().collect()
    };
    let others = balancer.zones.iter().map(|one| one.zone.as_str()).filter(|other| *other != zone);
    let zones: Vec<Vec<&Target>> = std::iter::once(zone).chain(others).map(here).collect();
    let best = zones.iter().find(|targets| targets.iter().any(|one| healthy(one)));
    let best = best.or_else(|| zones.iter().find(|targets| !targets.is_empty()));
    best.map(|targets| open_or_all(group, targets)).unwrap_or_default()
}

fn takes_part(target: &Target) -> bool {
    target.draining_until.is_none() && !matches!(target.health.state, HealthState::Unused | HealthState::Draining)
}

/// A target whose health nobody asks for counts as healthy.
fn healthy(target: &Target) -> bool {
    matches!(target.health.state, HealthState::Healthy | HealthState::Unavailable)
}

fn open_or_all(group: &TargetGroup, part: &[&Target]) -> Vec<Chosen> {
    let least = |name: &str| {
        attribute(group, &format!("target_group_health.unhealthy_state_routing.minimum_healthy_targets.{name}"))
    };
    let well: Vec<&&Target> = part.iter().filter(|target| healthy(target)).collect();
    let count = number(&least("count"), 1);
    let share = number(&least("percentage"), 0);
    let enough = well.len() as u64 >= count && well.len() as u64 * 100 >= share * part.len() as u64;
    let copy = |target: &Target| Chosen { id: target.id.clone(), port: target.port };
    if enough && !well.is_empty() {
        well.into_iter().map(|target| copy(target)).collect()
    } else {
        part.iter().map(|target| copy(target)).collect()
    }
}

/// Whether a node sends requests to targets of other zones: by the group, else by the load balancer, of which
/// application ones always do.
pub(crate) fn crosses_zones(group: &TargetGroup, balancer: &LoadBalancer) -> bool {
    let key = "load_balancing.cross_zone.enabled";
    match attribute(group, key).as_str() {
        "true" => true,
        "false" => false,
        _ => load_balancer_attributes::attribute(balancer, key) == "true",
    }
}

fn by_algorithm(
    group: &TargetGroup,
    pool: &[Chosen],
    visit: &Visit<'_>,
    outstanding: Outstanding<'_>,
) -> Option<Chosen> {
    let count = pool.len() as u64;
    if count == 0 {
        return None;
    }
    let at = |n: u64| usize::try_from(n % count).ok().and_then(|n| pool.get(n)).cloned();
    match attribute(group, "load_balancing.algorithm.type").as_str() {
        "least_outstanding_requests" => {
            let busy = |target: &Chosen| outstanding(&group.arn, &target.id, target.port);
            let least = pool.iter().map(busy).min()?;
            // Among equals in turn.
            let free: Vec<&Chosen> = pool.iter().filter(|target| busy(target) == least).collect();
            usize::try_from(group.turn % free.len() as u64).ok().and_then(|n| free.get(n).copied().cloned())
        }
        "weighted_random" => at(scatter([action::name_of(visit.head).as_str(), &group.turn.to_string()])),
        _ => at(group.turn),
    }
}

/// How a group keeps a client with one target.
enum Stickiness {
    Off,
    /// A cookie of the load balancer's own, and how many seconds it lasts.
    LoadBalancer(i64),
    /// Follows a cookie of the application.
    Application {
        cookie: String,
        seconds: i64,
    },
}

impl Stickiness {
    fn of(group: &TargetGroup) -> Self {
        let get = |key: &str| attribute(group, key);
        let seconds = |key: &str| get(key).parse().unwrap_or_default();
        if get("stickiness.enabled") != "true" {
            return Self::Off;
        }
        match get("stickiness.type").as_str() {
            "lb_cookie" => Self::LoadBalancer(seconds("stickiness.lb_cookie.duration_seconds")),
            "app_cookie" => Self::Application {
                cookie: get("stickiness.app_cookie.cookie_name"),
                seconds: seconds("stickiness.app_cookie.duration_seconds"),
            },
            _ => Self::Off,
        }
    }

    /// The target that the client's cookie names.
    fn kept(&self, group: &TargetGroup, visit: &Visit<'_>) -> Option<Chosen> {
        let name = match self {
            Self::Off => return None,
            Self::LoadBalancer(_) => COOKIE,
            Self::Application { .. } => APPLICATION_COOKIE,
        };
        let kept = cookie::read(&visit.head.headers, name, &group.arn, visit.now)?;
        Some(Chosen { id: kept.value, port: kept.port })
    }

    /// The cookies that every answer carries, and the one that depends on the application's.
    fn cookies(
        &self,
        group: &TargetGroup,
        target: &Chosen,
        visit: &Visit<'_>,
    ) -> (Vec<String>, Option<(String, String)>) {
        let secure = visit.listener.protocol == "HTTPS";
        match self {
            Self::Off => (Vec::new(), None),
            Self::LoadBalancer(seconds) => {
                (cookie::set(COOKIE, &group.arn, &target.id, target.port, *seconds, visit.now, secure), None)
            }
            Self::Application { cookie, seconds } => {
                let set = cookie::one(APPLICATION_COOKIE, &group.arn, &target.id, target.port, *seconds, visit.now);
                // A client that has it already gets it renewed; others when the application sets its own.
                match self.kept(group, visit) {
                    Some(kept) if kept == *target => (vec![set], None),
                    _ => (Vec::new(), Some((cookie.clone(), set))),
                }
            }
        }
    }
}
