//! What load balancers serve, counted for the minute in which it ended.

use jiff::Timestamp;

use super::super::account::{Monitoring, Region, Stat};
use super::super::traffic::Served;
use super::key;

pub(super) const APPLICATION: &str = "AWS/ApplicationELB";
pub(super) const NETWORK: &str = "AWS/NetworkELB";

/// The number of a moment's minute, from the epoch.
pub(super) fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// `app/NAME/ID` of a load balancer's ARN, `targetgroup/NAME/ID` of a target group's.
pub(super) fn dimension(arn: &str) -> &str {
    arn.split_once(":loadbalancer/").map_or_else(|| arn.rsplit(':').next().unwrap_or_default(), |(_, name)| name)
}

/// Adds what was seen to a minute that is not published yet.
pub(super) fn see(monitoring: &mut Monitoring, minute: i64, key: String, unit: &str, stat: &Stat) {
    let open = monitoring.open.entry(minute).or_default();
    open.metrics.entry(key).or_insert_with(|| (unit.to_owned(), Stat::default())).1.join(stat);
}

/// Counts a request, or a connection through a network load balancer. Connections of an application load balancer
/// are not told apart from their requests: each request counts as one.
pub(crate) fn served(region: &mut Region, served: &Served, now: Timestamp) {
    let balancer = dimension(&served.way.load_balancer);
    let mut tally = Tally {
        minute: minute(now),
        balancer,
        zone: &served.way.zone,
        group: served.way.target_group.as_deref().map(dimension),
        monitoring: &mut region.monitoring,
    };
    if balancer.starts_with("net/") {
        tally.network(served);
    } else {
        tally.application(served);
    }
    if let Some((target, _)) = &served.target {
        let work = region.monitoring.open.entry(minute(now)).or_default().work.entry(target.clone()).or_default();
        work.requests += 1;
        work.bytes_in += served.bytes_in;
        work.bytes_out += served.bytes_out;
    }
}

struct Tally<'a> {
    minute: i64,
    balancer: &'a str,
    zone: &'a str,
    group: Option<&'a str>,
    monitoring: &'a mut Monitoring,
}

impl Tally<'_> {
    fn application(&mut self, served: &Served) {
        let one = Stat::one(1.0);
        self.own(APPLICATION, "NewConnectionCount", "Count", &one);
        self.own(APPLICATION, "ActiveConnectionCount", "Count", &one);
        self.own(APPLICATION, "ProcessedBytes", "Bytes", &bytes(served));
        if served.target.is_some() {
            self.all(APPLICATION, "RequestCount", "Count", &one);
        }
        if let Some(status) = served.target_status {
            if let Some(class) = class(status) {
                self.all(APPLICATION, &format!("HTTPCode_Target_{class}_Count"), "Count", &one);
            }
            if let Some(time) = served.target_time {
                self.all(APPLICATION, "TargetResponseTime", "Seconds", &Stat::one(time.as_secs_f64()));
            }
            return;
        }
        if served.target.is_some() {
            self.all(APPLICATION, "TargetConnectionErrorCount", "Count", &one);
        }
        let Some(status) = served.status else { return };
        if let Some(class) = class(status).filter(|class| *class != "2XX") {
            self.own(APPLICATION, &format!("HTTPCode_ELB_{class}_Count"), "Count", &one);
        }
        if [500, 502, 503, 504].contains(&status) {
            self.own(APPLICATION, &format!("HTTPCode_ELB_{status}_Count"), "Count", &one);
        }
    }

    fn network(&mut self, served: &Served) {
        let one = Stat::one(1.0);
        for name in ["NewFlowCount", "NewFlowCount_TCP", "ActiveFlowCount", "ActiveFlowCount_TCP"] {
            self.own(NETWORK, name, "Count", &one);
        }
        self.own(NETWORK, "ProcessedBytes", "Bytes", &bytes(served));
        self.own(NETWORK, "ProcessedBytes_TCP", "Bytes", &bytes(served));
    }

    /// By load balancer, and by zone.
    fn own(&mut self, namespace: &str, name: &str, unit: &str, stat: &Stat) {
        let whole = [("LoadBalancer", self.balancer)];
        let zone = [("AvailabilityZone", self.zone), whole[0]];
        see(self.monitoring, self.minute, key::text(namespace, name, &whole), unit, stat);
        see(self.monitoring, self.minute, key::text(namespace, name, &zone), unit, stat);
    }

    /// By load balancer and by target group, each with the zone too.
    fn all(&mut self, namespace: &str, name: &str, unit: &str, stat: &Stat) {
        self.own(namespace, name, unit, stat);
        let Some(group) = self.group else { return };
        let whole = [("LoadBalancer", self.balancer), ("TargetGroup", group)];
        let zone = [("AvailabilityZone", self.zone), whole[0], whole[1]];
        see(self.monitoring, self.minute, key::text(namespace, name, &whole), unit, stat);
        see(self.monitoring, self.minute, key::text(namespace, name, &zone), unit, stat);
    }
}

/// Byte counts are exact in a double up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "fewer bytes than 2^53 are served at once")]
fn bytes(served: &Served) -> Stat {
    Stat::one((served.bytes_in + served.bytes_out) as f64)
}

fn class(status: u16) -> Option<&'static str> {
    match status / 100 {
        2 => Some("2XX"),
        3 => Some("3XX"),
        4 => Some("4XX"),
        5 => Some("5XX"),
        _ => None,
    }
}
