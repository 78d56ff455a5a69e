//! What every fault is explained as, in which course; and what two at once are.

use crate::explain::Hop;

/// What a fault is explained as: the hop and the reason; `None`: requests still get through, so nothing is broken.
pub(super) type Expected = Option<(&'static str, &'static str)>;

const SUBNET: &str = "load-balancer-subnet";
const GROUP: &str = "load-balancer-group";
const MEMBER: &str = "target-group-membership";
const SECURITY: &str = "target-security-group";

#[rustfmt::skip]
pub(super) const TABLE: &[(&str, Expected)] = &[
    ("lb-gone", Some(("dns", "dns-no-load-balancer"))),
    // On AWS's side: nothing that could be blamed is seen.
    ("lb-impaired", None),
    ("lb-provisioning", Some(("load-balancer", "lb-provisioning"))),
    ("lb-internal", Some(("load-balancer", "lb-internal"))),
    ("listener-deleted", Some(("listener", "listener-none"))),
    ("listener-port", Some(("listener", "listener-port"))),
    ("listener-other-group", Some(("listener", "listener-other"))),
    ("listener-weight-zero", Some(("listener", "listener-weight-zero"))),
    ("listener-fixed-response", Some(("listener", "listener-fixed"))),
    ("listener-redirect", Some(("listener", "listener-redirect"))),
    ("rule-catches-all", Some(("rule", "rule-fixed"))),
    ("zone-not-enabled", Some(("target-az", "az-off"))),
    ("alb-subnet-no-route", Some((SUBNET, "subnet-no-route"))),
    ("igw-detached", Some((SUBNET, "subnet-gateway-detached"))),
    ("acl-denies-clients", Some((SUBNET, "subnet-acl-in"))),
    ("acl-denies-targets", Some(("target", "target-acl-in"))),
    ("acl-denies-answers", Some(("target", "target-acl-out"))),
    ("alb-sg-closed", Some((GROUP, "lb-group-closed"))),
    ("alb-sg-other-port", Some((GROUP, "lb-group-closed"))),
    ("alb-sg-udp", Some((GROUP, "lb-group-closed"))),
    ("alb-sg-narrow", Some((GROUP, "lb-group-narrow"))),
    ("alb-sg-no-outbound", Some((SECURITY, "tsg-egress"))),
    ("web-sg-closed", Some((SECURITY, "tsg-closed"))),
    ("web-sg-udp", Some((SECURITY, "tsg-port"))),
    ("web-sg-other-port", Some((SECURITY, "tsg-port"))),
    ("web-sg-other-group", Some((SECURITY, "tsg-source"))),
    ("web-sg-foreign-group", Some((SECURITY, "tsg-source"))),
    ("web-sg-own-group", Some((SECURITY, "tsg-source"))),
    ("web-sg-empty-prefix-list", Some((SECURITY, "tsg-closed"))),
    ("web-sg-cidr", None),
    ("web-sg-open", None),
    ("web-sg-open-halves", None),
    ("web-sg-open-ipv6", None),
    ("web-sg-all-traffic", None),
    ("web-sg-all-ports", None),
    ("web-sg-prefix-list", None),
    ("web-sg-second-group", None),
    ("target-deregistered", Some((MEMBER, "membership-none"))),
    ("target-draining", Some(("target", "target-draining"))),
    ("target-port", Some(("target", "target-port"))),
    ("target-group-protocol", Some(("target-group", "tg-protocol"))),
    ("target-ip-unusable", Some(("target", "target-ip-unusable"))),
    ("instance-stopped", Some(("target", "target-stopped"))),
    ("instance-terminated", Some(("target", "target-terminated"))),
    ("health-path", Some(("health-check", "health-path"))),
    ("health-matcher", Some(("health-check", "health-matcher"))),
    ("health-port", Some(("health-check", "health-port-closed"))),
    ("health-protocol", Some(("health-check", "health-protocol"))),
    ("health-disabled", Some(("health-check", "health-disabled"))),
    ("health-initial", Some(("health-check", "health-initial"))),
    ("app-404", Some(("application", "app-not-found"))),
    ("app-500", Some(("application", "app-error"))),
    ("app-not-listening", Some(("application", "app-not-listening"))),
    ("app-slow", Some(("application", "app-no-answer"))),
    ("app-hangs-up", Some(("application", "app-not-listening"))),
    ("app-slow-start", Some(("application", "app-not-listening"))),
    ("app-gone", Some(("application", "app-not-listening"))),
    ("app-allowed-hosts", Some(("application", "app-bad-request"))),
    ("database-closed", Some(("application", "app-error"))),
    ("database-group", Some(("application", "app-error"))),
    ("asg-target-group-detached", Some((MEMBER, "membership-not-attached"))),
    ("asg-default-version", None),
    // They show at the next launch; the servers that are there go on.
    ("asg-launch-suspended", None),
    ("template-image-gone", None),
    ("template-no-profile", None),
    ("template-groups", None),
    ("user-data-fails", Some(("application", "app-not-listening"))),
    // Only where there is an HTTPS listener.
    ("certificate-expired", Some(("listener", "certificate-expired"))),
    ("certificate-other-name", Some(("listener", "listener-certificate-other"))),
    ("certificate-pending", Some(("listener", "certificate-pending"))),
    ("tls-policy-old", None),
];

/// Where a course is different. Where servers and load balancer share a subnet, its network ACL keeps clients out as
/// well. `zenn-clone` has two listeners, of which one may redirect, and targets by address: once such a server is
/// gone nobody knows whose address it was. `lb-basics` is about any load balancer: no target group is the one that is
/// meant, so an empty one is only empty.
const SPECIAL: &[(&str, &str, Expected)] = &[
    ("zenn-clone", "acl-denies-targets", Some((SUBNET, "subnet-acl-in"))),
    ("zenn-clone", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("zenn-clone", "listener-deleted", Some(("listener", "listener-port"))),
    ("zenn-clone", "listener-redirect", None),
    ("zenn-clone", "target-deregistered", Some((MEMBER, "membership-no-address"))),
    ("zenn-clone", "instance-terminated", Some(("application", "app-504"))),
    ("day13", "acl-denies-targets", Some((SUBNET, "subnet-acl-in"))),
    ("day13", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("aws-hands-on", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("lb-basics", "acl-denies-targets", Some((SUBNET, "subnet-acl-in"))),
    ("lb-basics", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("lb-basics", "listener-other-group", Some((MEMBER, "membership-nobody"))),
    ("lb-basics", "target-deregistered", Some((MEMBER, "membership-nobody"))),
    // The experiment's servers answer 200 at every path, and its checks come often: ten have failed by then.
    ("lb-basics", "health-path", None),
    ("lb-basics", "health-initial", Some(("application", "app-not-listening"))),
];

pub(super) fn expected(course: &str, fault: &str) -> Expected {
    let special = SPECIAL.iter().find(|(of, id, _)| (*of, *id) == (course, fault)).map(|(_, _, way)| *way);
    let usual = || TABLE.iter().find(|(id, _)| *id == fault).map(|(_, way)| *way);
    special.or_else(usual).unwrap_or_else(|| panic!("{fault} is not in the table"))
}

/// The place of a hop on the way.
fn place(hop: &str) -> usize {
    Hop::ALL.iter().position(|one| one.name() == hop).expect("a hop")
}

/// A fault of the servers' group that lets the load balancer in by its address, whatever else the group says.
fn mends(fault: &str) -> bool {
    let wide = ["web-sg-cidr", "web-sg-open", "web-sg-open-halves", "web-sg-all-traffic", "web-sg-all-ports"];
    wide.contains(&fault)
}

fn is_closed_group(fault: &str) -> bool {
    fault.starts_with("web-sg-") && expected("ec-site", fault).is_some()
}

/// Where they show: at the servers that should be registered.
const NEEDS_SERVERS: [&str; 3] = ["zone-not-enabled", "instance-stopped", "instance-terminated"];

/// `by` leaves nothing of the fault to be seen, in the account or in the facts.
fn is_hidden(course: &str, fault: &str, by: &str) -> bool {
    let health = ["health-path", "health-matcher", "health-port", "health-protocol"].contains(&fault);
    let code = ["app-404", "app-allowed-hosts"].contains(&fault);
    let gone_address = if course == "zenn-clone" { "instance-terminated" } else { "-" };
    let promises_no_page = ["zenn-clone", "lb-basics"].contains(&course);
    match by {
        // Nobody says who should be registered.
        "target-deregistered" if promises_no_page && NEEDS_SERVERS.contains(&fault) => true,
        // Without a target no target has a port, or drains; what is no member stays.
        "target-deregistered" if fault == "target-ip-unusable" => true,
        "target-deregistered" | "asg-target-group-detached" => ["target-port", "target-draining"].contains(&fault),
        // AWS tells its own trouble instead of what the health checks found.
        "lb-impaired" => health || (code && promises_no_page) || fault == gone_address,
        // The network ACL then closes the port at which the listener is now, and not the one that is asked at.
        "listener-port" => fault == "acl-denies-clients" && course != "zenn-clone",
        // Looked at at once, the dead address still counts as healthy, and whose it was nobody knows: only what the
        // load balancer answers tells.
        _ if by == gone_address => {
            let settings = ["target-port", "target-group-protocol", "instance-stopped"].contains(&fault);
            health || settings || is_closed_group(fault)
        }
        "instance-stopped" => (course, fault) == ("zenn-clone", "target-group-protocol"),
        // Whose address it was nobody knows, and only an answer to plain HTTP would tell.
        "listener-redirect" if fault == gone_address => true,
        // A listener has one default action: the later one.
        "listener-redirect" => {
            ["listener-other-group", "listener-weight-zero", "listener-fixed-response"].contains(&fault)
        }
        _ => mends(by) && is_closed_group(fault),
    }
}

/// The same behind any load balancer, where nobody says which target group, servers, port or protocol are meant: what
/// one fault alone gives away, another hides.
fn is_hidden_behind_any(fault: &str, by: &str) -> bool {
    let hop = |fault| expected("lb-basics", fault).map(|(hop, _)| hop);
    let silent = ["app-not-listening", "app-hangs-up", "app-gone", "app-slow-start", "app-slow", "health-initial"];
    match (fault, by) {
        (_, "listener-other-group") => hop(fault).is_some_and(|hop| place(hop) > place("rule")),
        ("target-group-protocol", "target-deregistered") => true,
        // It shows in connections that break off; these do not come so far.
        ("target-group-protocol", "health-matcher" | "health-protocol") => false,
        ("target-group-protocol", _) => {
            hop(by).is_some_and(|hop| (place("target")..=place("health-check")).contains(&place(hop)))
        }
        // It shows in a group that opens the target group's port and not this one.
        ("target-port", _) => is_closed_group(by) || ["web-sg-all-traffic", "web-sg-all-ports"].contains(&by),
        ("health-matcher", _) => hop(by) == Some("application"),
        ("health-protocol", _) => silent.contains(&by),
        _ => false,
    }
}

/// What two faults at once are explained as: the earlier of the two hops.
pub(super) fn expected_of_both(course: &str, a: &str, b: &str) -> Option<&'static str> {
    match (a, b) {
        // Nothing listens, and that the checks have only begun is hidden.
        ("lb-impaired", "health-initial") => return Some("application"),
        // The dead address counts as healthy still; and the load balancer's group lets nothing out at that port.
        ("target-port", "instance-terminated") if course == "zenn-clone" => return Some("target-security-group"),
        // The load balancer is no longer in the servers' subnet: its own is open.
        ("zone-not-enabled", "acl-denies-targets" | "acl-denies-answers")
            if ["zenn-clone", "day13", "aws-hands-on"].contains(&course) =>
        {
            return Some("target");
        }
        // The group opens that port, too, and nothing listens there.
        ("web-sg-all-traffic" | "web-sg-all-ports", "target-port") if course == "lb-basics" => {
            return Some("application");
        }
        _ => {}
    }
    let hidden = |fault: &str, by: &str| {
        is_hidden(course, fault, by) || (course == "lb-basics" && is_hidden_behind_any(fault, by))
    };
    let shown = [(a, b), (b, a)].into_iter().filter(|(fault, by)| !hidden(fault, by));
    let hops = shown.filter_map(|(fault, _)| expected(course, fault)).map(|(hop, _)| hop);
    hops.min_by_key(|hop| place(hop))
}
