//! One question to a target: from every node that may send it requests, to the health-check port and path.

use std::net::{IpAddr, SocketAddr};

use jiff::Timestamp;

use super::super::super::account::{HealthCheck, LoadBalancer, NetworkInterface, Region, TargetGroup};
use super::super::super::app::{self, Reply, Request};
use super::super::super::network::{Origin, passes};
use super::super::super::routing::{self, Decision, Head, Place, crosses_zones, place_of, zone_of};

/// What a question came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// The application answered, with a code that the matcher does not name.
    Mismatch(u16),
    /// No answer in time.
    TimedOut,
    /// Refused, broken off, or not what was asked for.
    Failed,
}

/// Asks a target. All nodes that may send it requests have to get through: a target counts as healthy only if no
/// request to it can meet a closed way.
pub(super) fn probe(
    region: &mut Region,
    users: &[String],
    group_arn: &str,
    (id, port): (&str, u16),
    now: Timestamp,
) -> Outcome {
    let Some(group) = region.target_groups.get(group_arn) else { return Outcome::Failed };
    let check = group.health_check.clone();
    let port = check.port.parse().unwrap_or(port);
    match reached(region, users, group, id, port) {
        Err(outcome) => outcome,
        Ok(Server::Instance { id, address, node }) => {
            if check.protocol == "TCP" {
                return if app::accepts(region, &id, port, now) { Outcome::Passed } else { Outcome::Failed };
            }
            let secure = check.protocol == "HTTPS";
            let foreign = group.protocol_version.as_deref().is_some_and(|version| version != "HTTP1");
            if foreign || secure && !app::speaks_tls(port) {
                return Outcome::Failed;
            }
            let request = request(&check, &address, port, IpAddr::V4(node), secure);
            judge(&check, group_is_application(region, group_arn), app::answer(region, &id, port, &request, now))
        }
        Ok(Server::LoadBalancer { arn, node }) => through_balancer(region, &check, &arn, port, &node, now),
    }
}

/// Who answers at the target's address.
enum Server {
    Instance {
        id: String,
        address: String,
        node: std::net::Ipv4Addr,
    },
    /// The load balancer that is the target, and the node's interface that asks.
    LoadBalancer {
        arn: String,
        node: String,
    },
}

fn reached(region: &Region, users: &[String], group: &TargetGroup, id: &str, port: u16) -> Result<Server, Outcome> {
    let nodes = nodes(region, users, group, id);
    let node = *nodes.first().ok_or(Outcome::TimedOut)?;
    let place = place_of(region, group, id);
    if let Place::LoadBalancer(balancer) = place {
        return Ok(Server::LoadBalancer { arn: balancer.arn.clone(), node: node.id.clone() });
    }
    let interface = place.interface().ok_or(Outcome::TimedOut)?;
    if nodes.iter().any(|node| passes(region, Origin::Interface(node), interface, port).is_err()) {
        return Err(Outcome::TimedOut);
    }
    if let Place::Interface(_) = place {
        return Err(Outcome::Failed);
    }
    let instance = place.running().ok_or(Outcome::TimedOut)?;
    let (id, address) = (instance.id.clone(), interface.private_ip.to_string());
    Ok(Server::Instance { id, address, node: node.private_ip })
}

/// The nodes that send requests to a target: those of its zone, or all where zones are crossed.
fn nodes<'a>(region: &'a Region, users: &[String], group: &TargetGroup, id: &str) -> Vec<&'a NetworkInterface> {
    let target = group.targets.iter().find(|target| target.id == id);
    let zone = target.and_then(|target| zone_of(region, group, target));
    let active =
        users.iter().filter_map(|arn| region.load_balancers.get(arn)).filter(|one| one.provisioning_until.is_none());
    active
        .flat_map(|balancer: &LoadBalancer| {
            let all = zone.is_none() || crosses_zones(group, balancer);
            balancer.zones.iter().filter(move |one| all || zone == Some(one.zone.as_str()))
        })
        .filter_map(|one| region.network_interfaces.get(&one.interface))
        .collect()
}

fn request(check: &HealthCheck, address: &str, port: u16, peer: IpAddr, secure: bool) -> Request {
    let header = |name: &str, value: String| (name.to_owned(), value);
    Request {
        headers: vec![
            // By its address, with the port: Django's ALLOWED_HOSTS meets this.
            header("Host", format!("{address}:{port}")),
            header("User-Agent", "ELB-HealthChecker/2.0".to_owned()),
            header("Connection", "close".to_owned()),
        ],
        peer,
        secure,
        ..Request::get(check.path.as_deref().unwrap_or("/"))
    }
}

fn group_is_application(region: &Region, arn: &str) -> bool {
    region.target_groups.get(arn).is_some_and(|group| group.protocol.starts_with("HTTP"))
}

fn judge(check: &HealthCheck, application: bool, reply: Reply) -> Outcome {
    match reply {
        Reply::Refused | Reply::Hangup => Outcome::Failed,
        Reply::Answer(answer) if answer.after_millis > u64::from(check.timeout_seconds) * 1000 => Outcome::TimedOut,
        Reply::Answer(answer) if named(check, application, answer.status) => Outcome::Passed,
        Reply::Answer(answer) => Outcome::Mismatch(answer.status),
    }
}

/// Whether the matcher names a code: `200`, `200,202`, `200-299`. Without one an ALB wants 200 and an NLB anything
/// from 200 to 399.
fn named(check: &HealthCheck, application: bool, status: u16) -> bool {
    let matcher = check.matcher.as_deref().unwrap_or(if application { "200" } else { "200-399" });
    matcher.split(',').any(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let bounds = (from.trim().parse::<u16>(), to.trim().parse::<u16>());
        matches!(bounds, (Ok(from), Ok(to)) if (from..=to).contains(&status))
    })
}

/// A network load balancer asks an application load balancer, whose own answer counts.
fn through_balancer(
    region: &mut Region,
    check: &HealthCheck,
    arn: &str,
    port: u16,
    node: &str,
    now: Timestamp,
) -> Outcome {
    let Some(interface) = region.network_interfaces.get(node) else { return Outcome::TimedOut };
    let request = Request::get(check.path.as_deref().unwrap_or("/"));
    let head = Head {
        method: request.method,
        host: arn.rsplit('/').nth(1).unwrap_or("target").to_owned(),
        path: request.path,
        query: request.query,
        headers: vec![("User-Agent".to_owned(), "ELB-HealthChecker/2.0".to_owned())],
        client: SocketAddr::new(IpAddr::V4(interface.private_ip), 1024),
        through: Some(node.to_owned()),
    };
    let answer = match routing::decide(region, arn, port, &head, &|_, _, _| 0, now) {
        Decision::Refuse(_) => return Outcome::TimedOut,
        Decision::Answer { answer, .. } => answer,
        Decision::Forward(forward) => routing::deliver(region, &forward, &head, Vec::new(), now).answer,
    };
    judge(check, false, Reply::Answer(answer))
}
