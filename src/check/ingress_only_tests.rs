//! Nobody but one group: every other source is a hole, and laws that hold for all rules.

use proptest::prelude::*;

use super::super::testkit::{World, at, denied, group, net, peer, peers, permission, tcp};
use super::*;
use crate::check::verdict::Status;
use crate::facts::{GapKind, Section};

const ALB: &str = "sg-alb";
const WEB: &str = "sg-web";

fn check(ports: &[u16]) -> IngressOnlyFrom {
    IngressOnlyFrom { vpc: "vpc".into(), group: "web_sg".into(), ports: ports.to_vec(), source: "alb_sg".into() }
}

fn world(web: Vec<Permission>) -> World {
    let groups = vec![group(ALB, "alb", vec![]), group(WEB, "web", web), group("sg-db", "db", vec![])];
    World::new()
        .value("alb_sg", "alb")
        .value("web_sg", "web")
        .groups(groups)
        .prefix_list("pl-full", &["198.51.100.0/24"])
        .prefix_list("pl-empty", &[])
}

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

fn http(list: &[&str]) -> Vec<Permission> {
    vec![tcp(80, 80, peers(list))]
}

#[test]
fn closed_to_everybody_else() {
    for (what, rules) in [
        ("only the load balancer", http(&[ALB])),
        ("its group with the account beside it", http(&["123456789012/sg-alb"])),
        ("all traffic, from the load balancer", vec![permission("-1", 0, 0, peers(&[ALB]))]),
        ("nothing at all", vec![]),
        ("a rule that lists nobody", http(&[])),
        ("an empty prefix list", http(&[ALB, "pl-empty"])),
        ("UDP from the world", vec![permission("udp", 80, 80, peers(&["0.0.0.0/0"]))]),
        ("ICMP from the world", vec![permission("icmp", -1, -1, peers(&["0.0.0.0/0"]))]),
        ("another port, from an unread list", vec![tcp(22, 22, peers(&["pl-unread"]))]),
    ] {
        assert_eq!(result(&world(rules).judge(&check(&[80]))), (Status::Pass, "ingress-only-from-group"), "{what}");
    }
}

#[test]
fn open_to_somebody_else() {
    for (what, rules, finding) in [
        ("the open rule left", http(&[ALB, "0.0.0.0/0"]), "ingress-open-cidr"),
        ("one address", http(&[ALB, "203.0.113.5/32"]), "ingress-open-cidr"),
        ("IPv6 left", http(&[ALB, "::/0"]), "ingress-open-ipv6"),
        ("both left", http(&["::/0", "0.0.0.0/0"]), "ingress-open-cidr"),
        ("all traffic", vec![permission("-1", 0, 0, peers(&["0.0.0.0/0"]))], "ingress-open-all-traffic"),
        ("all traffic of the group itself", vec![permission("-1", 0, 0, peers(&[WEB]))], "ingress-open-all-traffic"),
        ("a range", vec![tcp(0, 65535, peers(&["0.0.0.0/0"]))], "ingress-open-port-range"),
        ("the subnets of the load balancer", http(&[ALB, "10.0.0.0/24"]), "ingress-open-vpc-cidr"),
        ("another group", http(&[ALB, "sg-db"]), "ingress-open-other-group"),
        ("another account's group", http(&[ALB, "999999999999/sg-far"]), "ingress-open-other-group"),
        ("itself", http(&[ALB, WEB]), "ingress-open-own-group"),
        ("a prefix list", http(&[ALB, "pl-full"]), "ingress-open-prefix-list"),
        ("protocol by number", vec![permission("6", 80, 80, peers(&["0.0.0.0/0"]))], "ingress-open-cidr"),
        ("proven beside an unread list", http(&["pl-unread", "0.0.0.0/0"]), "ingress-open-cidr"),
    ] {
        assert_eq!(result(&world(rules).judge(&check(&[80]))), (Status::Fail, finding), "{what}");
    }
}

#[test]
fn a_group_that_is_gone_proves_nothing() {
    let unlisted = (Status::Inconclusive, "ingress-open-unlisted-group");
    for (what, rules, expected) in [
        ("a deleted group beside the right one", http(&[ALB, "sg-gone"]), unlisted),
        ("a deleted group of this account", http(&[ALB, "123456789012/sg-gone"]), unlisted),
        ("beside an open rule", http(&[ALB, "sg-gone", "0.0.0.0/0"]), (Status::Fail, "ingress-open-cidr")),
        ("another account's, which is never listed", http(&["999999999999/sg-gone"]), (Status::Fail, OTHER)),
    ] {
        let identity = crate::facts::Identity { account: "123456789012".into(), arn: "arn".into() };
        let world = world(rules).with(|facts| facts.identity = Section::seen(at(), identity));
        assert_eq!(result(&world.judge(&check(&[80]))), expected, "{what}");
    }
}

const OTHER: &str = "ingress-open-other-group";

#[test]
fn evidence_is_that_of_the_contract() {
    let verdict = world(http(&[ALB, "0.0.0.0/0"])).judge(&check(&[80]));
    assert_eq!(verdict.evidence.len(), 1);
    let evidence = &verdict.evidence[0];
    assert_eq!((evidence.resource.as_str(), evidence.observed_at), (WEB, at()));
    let expected = serde_json::json!({ "protocol": "tcp", "from_port": 80, "to_port": 80, "source": "0.0.0.0/0" });
    assert_eq!(evidence.fact, expected);
}

#[test]
fn what_could_not_be_read() {
    let unread = world(http(&[ALB, "pl-unread"]));
    assert_eq!(unread.judge(&check(&[80])).status, Status::Inconclusive);
    let refused = unread.with(|facts| {
        facts.prefix_lists.insert("pl-unread".to_owned(), denied("ec2:GetManagedPrefixListEntries"));
    });
    let verdict = refused.judge(&check(&[80]));
    assert_eq!(result(&verdict), (Status::Inconclusive, "unseen-denied"));
    assert_eq!(verdict.finding.args["action"], "ec2:GetManagedPrefixListEntries".into());
    // Port 80 cannot be told, but 443 is certainly open.
    let rules = vec![tcp(80, 80, peers(&["pl-unread"])), tcp(443, 443, peers(&["0.0.0.0/0"]))];
    assert_eq!(world(rules).judge(&check(&[80, 443])).status, Status::Fail);
    for kind in [GapKind::Throttled, GapKind::Incomplete, GapKind::TimedOut] {
        let mut gap = Gap::not_asked("ec2:DescribeSecurityGroups");
        gap.kind = kind;
        let world = world(http(&["0.0.0.0/0"])).with(|facts| facts.security_groups = Section::Gap { gap });
        assert_eq!(world.judge(&check(&[80])).status, Status::Inconclusive);
    }
}

#[test]
fn other_ports_open_to_the_world_are_advice() {
    for (what, rules, advice) in [
        ("SSH from anywhere", vec![tcp(22, 22, peers(&["0.0.0.0/0"]))], true),
        ("SSH from anywhere, in halves", vec![tcp(22, 22, peers(&["0.0.0.0/1", "128.0.0.0/1"]))], true),
        ("SSH from IPv6", vec![tcp(22, 22, peers(&["::/0"]))], true),
        ("SSH from one address", vec![tcp(22, 22, peers(&["203.0.113.5/32"]))], false),
    ] {
        let verdict = world(rules).judge(&check(&[80]));
        assert_eq!((verdict.status, !verdict.advice.is_empty()), (Status::Pass, advice), "{what}");
    }
}

fn any_peer() -> impl Strategy<Value = Peer> {
    let sources = ["sg-alb", "sg-web", "sg-db", "pl-full", "pl-empty", "pl-unread"];
    let named = prop::sample::select(sources.to_vec()).prop_map(peer);
    let v4 = (any::<u32>(), 0u8..=32).prop_map(|(address, length)| {
        let block = IpNet::new(std::net::Ipv4Addr::from(address).into(), length).expect("a valid length");
        Peer::Cidr { cidr: block.trunc() }
    });
    prop_oneof![2 => named, 1 => v4, 1 => Just(Peer::Cidr { cidr: net("::/0") })]
}

fn any_permission() -> impl Strategy<Value = Permission> {
    let protocol = prop::sample::select(vec!["tcp", "6", "udp", "icmp", "-1"]);
    let ports = prop::sample::select(vec![(80, 80), (1, 1024), (443, 443), (0, 65535), (8080, 8080)]);
    (protocol, ports, prop::collection::vec(any_peer(), 0..4))
        .prop_map(|(protocol, (from, to), peers)| permission(protocol, from, to, peers))
}

/// Closed, cannot tell, open: adding a permission only ever moves to the right.
fn openness(verdict: &Verdict) -> u8 {
    match verdict.status {
        Status::Pass => 0,
        Status::Inconclusive => 1,
        _ => 2,
    }
}

proptest! {
    #[test]
    fn adding_a_permission_never_closes_anything(
        rules in prop::collection::vec(any_permission(), 0..5),
        more in any_permission(),
    ) {
        let before = world(rules.clone()).judge(&check(&[80]));
        let after = world(rules.into_iter().chain([more]).collect()).judge(&check(&[80]));
        prop_assert!(openness(&after) >= openness(&before));
    }

    #[test]
    fn the_order_of_rules_and_peers_means_nothing(
        rules in prop::collection::vec(any_permission(), 0..5),
    ) {
        let verdict = world(rules.clone()).judge(&check(&[80]));
        let mut turned = rules;
        turned.reverse();
        for permission in &mut turned {
            permission.peers.reverse();
        }
        prop_assert_eq!(world(turned).judge(&check(&[80])), verdict);
    }

    #[test]
    fn a_block_in_halves_is_the_same_block(
        rules in prop::collection::vec(any_permission(), 0..5),
    ) {
        let verdict = world(rules.clone()).judge(&check(&[80]));
        let mut halved = rules;
        for permission in &mut halved {
            permission.peers = permission.peers.iter().flat_map(halves).collect();
        }
        let again = world(halved).judge(&check(&[80]));
        prop_assert_eq!(result(&again), result(&verdict));
    }
}

fn halves(whole: &Peer) -> Vec<Peer> {
    match whole {
        Peer::Cidr { cidr } => cidr
            .subnets(cidr.prefix_len() + 1)
            .map_or_else(|_| vec![whole.clone()], |halves| halves.map(|cidr| Peer::Cidr { cidr }).collect()),
        other => vec![other.clone()],
    }
}
