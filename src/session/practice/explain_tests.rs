//! Every fault that the practice account can be given, in the finished account of every course: explained from the
//! facts alone, single and two at once.

use std::sync::Arc;
use std::time::Duration;

use super::prepare;
use super::proof::stage::Stage;
use crate::clock::Clock;
use crate::course::load::{Files, Library};
use crate::course::{Course, Values};
use crate::explain::{self, Explanation, Hop, Standing};
use crate::facts::Facts;
use crate::practice::{Options, Practice};
use crate::session::{Session, SessionOptions};

/// Practice time until what a fault does has shown.
const AFTER: Duration = Duration::from_mins(2);
/// The same where an Auto Scaling group would have replaced by then what was broken.
const AT_ONCE: Duration = Duration::from_secs(15);

/// A course's account with all steps done.
struct Finished {
    course: Course,
    values: Values,
    session: Session,
    saved: Vec<u8>,
    now: jiff::Timestamp,
}

impl Finished {
    fn of(id: &str) -> Self {
        let course = Library::load(&Files::new()).get(id).expect("a built-in course").course.clone();
        let values = Values::for_practice(&course, None, &[]).expect("values");
        let now = "2026-11-22T01:02:03Z".parse().expect("a time");
        let practice = Practice::new(Options { default_vpcs: false, clock: Clock::by_hand(now), ..Options::default() });
        prepare::prepare(&practice, &course, &values, Some("cleanup")).expect("every step");
        practice.pass(Duration::from_mins(10));
        let session = Session::new(SessionOptions::default()).expect("a session");
        Self { values, session, saved: practice.saved(), now: practice.now(), course }
    }

    fn account(&self, faults: &[&str]) -> Option<Practice> {
        let options =
            Options { saved: Some(self.saved.clone()), clock: Clock::by_hand(self.now), ..Options::default() };
        let practice = Practice::open(options).expect("what was saved");
        practice.break_with(&self.course.region, faults, None).ok()?;
        Some(practice)
    }

    fn breaks(&self, faults: &[&str]) -> bool {
        self.account(faults).is_some()
    }

    /// The facts with these faults in the account; `None` where one of them finds nothing to break.
    async fn facts(&self, faults: &[&str]) -> Option<Arc<Facts>> {
        let practice = self.account(faults)?;
        practice.pass(if faults.iter().any(|id| id.starts_with("instance-")) { AT_ONCE } else { AFTER });
        let stage = Stage::open(&self.session, &self.course, &self.values, practice).await.expect("it is served");
        Some(stage.facts(explain::wants(&self.course, &self.values, None)).await)
    }

    fn explain(&self, facts: &Facts) -> Explanation {
        explain::explain(&self.course, &self.values, facts, None).expect("a load balancer")
    }
}

/// What a fault is explained as: the hop and the reason; `None`: requests still get through, so nothing is broken.
type Expected = Option<(&'static str, &'static str)>;

const SUBNET: &str = "load-balancer-subnet";
const GROUP: &str = "load-balancer-group";
const MEMBER: &str = "target-group-membership";
const SECURITY: &str = "target-security-group";

#[rustfmt::skip]
const TABLE: &[(&str, Expected)] = &[
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
/// gone nobody knows whose address it was.
const SPECIAL: &[(&str, &str, Expected)] = &[
    ("zenn-clone", "acl-denies-targets", Some((SUBNET, "subnet-acl-in"))),
    ("zenn-clone", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("zenn-clone", "listener-deleted", Some(("listener", "listener-port"))),
    ("zenn-clone", "listener-redirect", None),
    ("zenn-clone", "instance-terminated", Some(("application", "app-504"))),
    ("day13", "acl-denies-targets", Some((SUBNET, "subnet-acl-in"))),
    ("day13", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
    ("aws-hands-on", "acl-denies-answers", Some((SUBNET, "subnet-acl-out"))),
];

fn expected(course: &str, fault: &str) -> Expected {
    let special = SPECIAL.iter().find(|(of, id, _)| (*of, *id) == (course, fault)).map(|(_, _, way)| *way);
    let usual = || TABLE.iter().find(|(id, _)| *id == fault).map(|(_, way)| *way);
    special.or_else(usual).unwrap_or_else(|| panic!("{fault} is not in the table"))
}

fn found(way: &Explanation) -> Option<(String, String)> {
    let broken = way.broken()?;
    Some((broken.hop.name().to_owned(), broken.seen.id.trim_start_matches("explain-").to_owned()))
}

/// The place of a hop on the way.
fn place(hop: &str) -> usize {
    Hop::ALL.iter().position(|one| one.name() == hop).expect("a hop")
}

#[test]
fn every_fault_is_in_the_table() {
    let faults: Vec<&str> = Practice::faults().map(|fault| fault.id).collect();
    let mut known: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
    known.retain(|id| !faults.contains(id));
    assert!(known.is_empty(), "no such faults: {known:?}");
    let unknown: Vec<&&str> = faults.iter().filter(|id| TABLE.iter().all(|(known, _)| known != *id)).collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
}

/// A fault of the servers' group that lets the load balancer in by its address, whatever else the group says.
fn mends(fault: &str) -> bool {
    let wide = ["web-sg-cidr", "web-sg-open", "web-sg-open-halves", "web-sg-all-traffic", "web-sg-all-ports"];
    wide.contains(&fault)
}

fn is_closed_group(fault: &str) -> bool {
    fault.starts_with("web-sg-") && expected("ec-site", fault).is_some()
}

/// Every fault by itself.
async fn single(course: &str) {
    let finished = Finished::of(course);
    let sound = finished.explain(&finished.facts(&[]).await.expect("nothing to break"));
    assert!(sound.path.iter().all(|one| one.standing == Standing::Sound), "{course}: {:#?}", sound.path);
    let (mut wrong, mut all) = (Vec::new(), 0);
    let mut longest = Duration::ZERO;
    for fault in Practice::faults() {
        let Some(facts) = finished.facts(&[fault.id]).await else { continue };
        all += 1;
        let clock = Clock::system();
        let began = clock.moment();
        let way = finished.explain(&facts);
        longest = longest.max(clock.moment() - began);
        let expected = expected(course, fault.id).map(|(hop, reason)| (hop.to_owned(), reason.to_owned()));
        if found(&way) != expected {
            wrong.push(format!("{}: expected {expected:?}, found {:?}", fault.id, found(&way)));
        }
    }
    println!("{course}: {} of {all} faults explained, at most {longest:?}", all - wrong.len());
    assert!(wrong.is_empty(), "{course}: {} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Pairs of faults: the earlier of the two hops is the one that is explained. `share`: one in so many pairs is taken.
async fn pairs(course: &str, share: usize) {
    let finished = Finished::of(course);
    let mut faults: Vec<&str> = Vec::new();
    for fault in Practice::faults() {
        if finished.breaks(&[fault.id]) {
            faults.push(fault.id);
        }
    }
    let every = faults.iter().enumerate().flat_map(|(at, a)| faults[at + 1..].iter().map(move |b| (*a, *b)));
    let (mut wrong, mut all) = (Vec::new(), 0);
    for (number, (a, b)) in every.enumerate() {
        // A multiplier without a factor in common spreads the sample over the whole table.
        if number.wrapping_mul(7919) % share != 0 {
            continue;
        }
        let facts = match finished.facts(&[a, b]).await {
            Some(facts) => Some(facts),
            None => finished.facts(&[b, a]).await,
        };
        let Some(facts) = facts else { continue };
        all += 1;
        let sound = [a, b].into_iter().filter(|fault| !(mends(b) && is_closed_group(fault)));
        let hops = sound.filter_map(|fault| expected(course, fault)).map(|(hop, _)| hop);
        let first = hops.min_by_key(|hop| place(hop));
        let way = finished.explain(&facts);
        let hop = found(&way).map(|(hop, _)| hop);
        if hop.as_deref() != first {
            wrong.push(format!("{a} + {b}: expected {first:?}, found {:?}", found(&way)));
        }
    }
    println!("{course}: {} of {all} pairs explained", all - wrong.len());
    assert!(wrong.is_empty(), "{course}: {} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

/// How many pairs one is taken of. `HANAMARU_PAIRS=1` takes all of them (some minutes).
fn share(usual: usize) -> usize {
    std::env::var("HANAMARU_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test]
async fn every_fault_of_ec_site_is_explained() {
    single("ec-site").await;
}

#[tokio::test]
async fn every_fault_of_day13_is_explained() {
    single("day13").await;
}

#[tokio::test]
async fn every_fault_of_aws_hands_on_is_explained() {
    single("aws-hands-on").await;
}

#[tokio::test]
async fn every_fault_of_zenn_clone_is_explained() {
    single("zenn-clone").await;
}

#[tokio::test]
async fn two_faults_of_ec_site_are_explained_in_order() {
    pairs("ec-site", share(13)).await;
}

#[tokio::test]
async fn two_faults_of_day13_are_explained_in_order() {
    pairs("day13", share(17)).await;
}

#[tokio::test]
async fn two_faults_of_aws_hands_on_are_explained_in_order() {
    pairs("aws-hands-on", share(17)).await;
}
