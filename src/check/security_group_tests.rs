//! The conformance table of inbound rules: what opens a port, what does not, and which near-miss it is.

use super::super::testkit::{World, denied, group, net, peers, permission, tcp};
use super::*;
use crate::check::verdict::Status;
use crate::facts::network::Peer;

const ALB: &str = "sg-alb";
const WEB: &str = "sg-web";

fn world(alb: Vec<Permission>, web: Vec<Permission>) -> World {
    let groups = vec![group(ALB, "alb", alb), group(WEB, "web", web)];
    World::new().value("alb_sg", "alb").value("web_sg", "web").groups(groups)
}

fn open_to(from: &[&str], ports: &[u16]) -> IngressAllows {
    let from = from.iter().map(|text| (*text).to_owned()).collect();
    IngressAllows { vpc: "vpc".into(), group: "alb_sg".into(), ports: ports.to_vec(), from }
}

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

fn http(list: &[&str]) -> Vec<Permission> {
    vec![tcp(80, 80, peers(list))]
}

#[test]
fn what_opens_port_80_to_the_internet() {
    let world_wide = || peers(&["0.0.0.0/0"]);
    for (what, rules) in [
        ("the console's HTTP rule", http(&["0.0.0.0/0"])),
        ("a range", vec![tcp(1, 1024, world_wide())]),
        ("1–65535", vec![tcp(1, 65535, world_wide())]),
        ("all traffic", vec![permission("-1", 0, 0, world_wide())]),
        ("protocol by number", vec![permission("6", 80, 80, world_wide())]),
        ("two halves in one rule", http(&["0.0.0.0/1", "128.0.0.0/1"])),
        ("two halves in two rules", vec![tcp(80, 80, peers(&["0.0.0.0/1"])), tcp(0, 100, peers(&["128.0.0.0/1"]))]),
        ("a prefix list that is the internet", http(&["pl-all"])),
        ("an unread list beside it", http(&["pl-unread", "0.0.0.0/0"])),
    ] {
        let world = world(rules, vec![]).prefix_list("pl-all", &["0.0.0.0/0"]);
        let verdict = world.judge(&open_to(&["0.0.0.0/0"], &[80]));
        assert_eq!(result(&verdict), (Status::Pass, "ingress-allowed"), "{what}");
        assert!(!verdict.evidence.is_empty(), "{what}");
    }
}

#[test]
fn what_does_not_open_port_80_and_why() {
    for (what, rules, finding) in [
        ("nothing", vec![], "ingress-not-open"),
        ("a rule without sources", http(&[]), "ingress-not-open"),
        ("UDP", vec![permission("udp", 80, 80, peers(&["0.0.0.0/0"]))], "ingress-not-open-udp"),
        ("HTTPS alone", vec![tcp(443, 443, peers(&["0.0.0.0/0"]))], "ingress-not-open-other-port"),
        ("ICMP", vec![permission("icmp", 80, 80, peers(&["0.0.0.0/0"]))], "ingress-not-open"),
        ("my own address", http(&["203.0.113.5/32"]), "ingress-not-open-one-address"),
        ("half the internet", http(&["0.0.0.0/1"]), "ingress-not-open-narrower"),
        ("IPv6 alone", http(&["::/0"]), "ingress-not-open-only-ipv6"),
        ("a group", http(&["sg-web"]), "ingress-not-open-only-groups"),
        ("an empty prefix list", http(&["pl-empty"]), "ingress-not-open-empty-list"),
    ] {
        let world = world(rules, vec![]).prefix_list("pl-empty", &[]);
        let verdict = world.judge(&open_to(&["0.0.0.0/0"], &[80]));
        assert_eq!(result(&verdict), (Status::Fail, finding), "{what}");
        assert_eq!(verdict.evidence[0].resource, ALB, "{what}");
    }
    let verdict = world(http(&["0.0.0.0/0"]), vec![]).judge(&open_to(&["0.0.0.0/0", "::/0"], &[80]));
    assert_eq!(result(&verdict), (Status::Fail, "ingress-not-open-only-ipv4"));
}

#[test]
fn every_port_that_is_asked_for_must_be_open() {
    let rules = vec![tcp(443, 443, peers(&["0.0.0.0/0"]))];
    let verdict = world(rules, vec![]).judge(&open_to(&["0.0.0.0/0"], &[22, 443]));
    assert_eq!(verdict.status, Status::Fail);
    assert_eq!(verdict.finding.args["port"], 22u16.into());
}

#[test]
fn a_rule_on_the_wrong_side_or_the_wrong_group_is_named() {
    let mut outbound = group(ALB, "alb", vec![]);
    outbound.egress = vec![permission("-1", 0, 0, peers(&["0.0.0.0/0"]))];
    let all_out = world(vec![], vec![]).groups(vec![outbound.clone()]);
    let default_egress = all_out.judge(&open_to(&["0.0.0.0/0"], &[80]));
    assert_eq!(result(&default_egress), (Status::Fail, "ingress-not-open"), "the usual egress rule means nothing");
    outbound.egress = http(&["0.0.0.0/0"]);
    let verdict = all_out.groups(vec![outbound]).judge(&open_to(&["0.0.0.0/0"], &[80]));
    assert_eq!(result(&verdict), (Status::Fail, "ingress-not-open-egress"));

    let twin = SecurityGroup { vpc_id: Some("vpc-2".to_owned()), ..group("sg-9", "alb", http(&["0.0.0.0/0"])) };
    let verdict = world(vec![], vec![]).groups(vec![group(ALB, "alb", vec![]), twin]);
    assert_eq!(result(&verdict.judge(&open_to(&["0.0.0.0/0"], &[80]))), (Status::Fail, "ingress-not-open-twin"));
}

#[test]
fn what_could_not_be_read_is_inconclusive_only_where_it_matters() {
    let check = open_to(&["0.0.0.0/0"], &[80]);
    let unread = world(http(&["pl-unread"]), vec![]).judge(&check);
    assert_eq!(result(&unread), (Status::Inconclusive, "unseen-not-asked"));
    let elsewhere = world(vec![tcp(443, 443, peers(&["pl-unread"]))], vec![]).judge(&check);
    assert_eq!(elsewhere.status, Status::Fail, "the list is about another port");
    let gap = world(vec![], vec![]).with(|facts| facts.security_groups = denied("ec2:DescribeSecurityGroups"));
    assert_eq!(result(&gap.judge(&check)), (Status::Inconclusive, "unseen-denied"));
    // Port 80 cannot be told, but port 443 is certainly closed.
    let both = world(http(&["pl-unread"]), vec![]).judge(&open_to(&["0.0.0.0/0"], &[80, 443]));
    assert_eq!(both.status, Status::Fail);
}

#[test]
fn what_else_is_open_is_advice() {
    for (what, rules, advice) in [
        ("nothing else", http(&["0.0.0.0/0"]), false),
        ("a part of what was asked", http(&["0.0.0.0/0", "10.0.0.0/8"]), false),
        ("IPv6 too", http(&["0.0.0.0/0", "::/0"]), true),
        ("a range", vec![tcp(79, 81, peers(&["0.0.0.0/0"]))], true),
        ("SSH too", vec![tcp(80, 80, peers(&["0.0.0.0/0"])), tcp(22, 22, peers(&["203.0.113.5/32"]))], true),
        ("all traffic", vec![permission("-1", 0, 0, peers(&["0.0.0.0/0"]))], true),
        ("an empty list admits nobody", http(&["0.0.0.0/0", "pl-empty"]), false),
    ] {
        let verdict = world(rules, vec![]).prefix_list("pl-empty", &[]).judge(&open_to(&["0.0.0.0/0"], &[80]));
        assert_eq!(verdict.status, Status::Pass, "{what}");
        assert_eq!(verdict.advice.iter().any(|advice| advice.id == "advice-more-open"), advice, "{what}");
    }
}

#[test]
fn existence_and_description() {
    let check = |description: Option<&str>| SecurityGroupExists {
        vpc: "vpc".into(),
        group: "alb_sg".into(),
        description: description.map(str::to_owned),
    };
    let world = world(vec![], vec![]);
    assert!(world.judge(&check(None)).advice.is_empty());
    let verdict = world.judge(&check(Some("for ec-site ALB")));
    assert_eq!(result(&verdict), (Status::Pass, "security-group-exists"));
    assert_eq!(verdict.advice[0].id, "advice-description-differs");
    let none = World::new().value("alb_sg", "alb").judge(&check(None));
    assert_eq!(result(&none), (Status::Fail, "security-group-missing"));
    assert!(none.missing.is_some());
}

fn from_alb() -> IngressAllowsGroup {
    IngressAllowsGroup { vpc: "vpc".into(), group: "web_sg".into(), ports: vec![80], source: "alb_sg".into() }
}

#[test]
fn what_lets_the_load_balancer_in() {
    for (what, rules) in [
        ("the console's rule", http(&[ALB])),
        ("with the account written beside it", http(&["123456789012/sg-alb"])),
        ("a range", vec![tcp(1, 1024, peers(&[ALB]))]),
        ("all traffic", vec![permission("-1", 0, 0, peers(&[ALB]))]),
        ("protocol by number", vec![permission("6", 80, 80, peers(&[ALB]))]),
        ("the open rule left beside it is another check's matter", http(&["0.0.0.0/0", ALB])),
    ] {
        let verdict = world(vec![], rules).judge(&from_alb());
        assert_eq!(result(&verdict), (Status::Pass, "ingress-allowed-from-group"), "{what}");
        assert_eq!(verdict.evidence[0].fact["source"], ALB, "{what}");
    }
}

#[test]
fn what_does_not_let_the_load_balancer_in_and_why() {
    for (what, rules, finding) in [
        ("nothing", vec![], "ingress-not-from-group"),
        ("open to the world", http(&["0.0.0.0/0"]), "ingress-not-from-group-cidr"),
        ("the subnets of the load balancer", http(&["10.0.0.0/24", "10.0.1.0/24"]), "ingress-not-from-group-cidr"),
        ("UDP", vec![permission("udp", 80, 80, peers(&[ALB]))], "ingress-not-from-group-udp"),
        ("HTTPS", vec![tcp(443, 443, peers(&[ALB]))], "ingress-not-from-group-other-port"),
        ("8080", vec![tcp(8080, 8080, peers(&[ALB]))], "ingress-not-from-group-other-port"),
        ("itself", http(&[WEB]), "ingress-not-from-group-self"),
        ("another group", http(&["sg-db"]), "ingress-not-from-group-other-group"),
        ("another account's group", http(&["999999999999/sg-far"]), "ingress-not-from-group-other-group"),
        ("a list that cannot be read is no group", http(&["pl-unread"]), "ingress-not-from-group-prefix-list"),
        ("a rule without sources", http(&[]), "ingress-not-from-group"),
    ] {
        let verdict = world(vec![], rules).judge(&from_alb());
        assert_eq!(result(&verdict), (Status::Fail, finding), "{what}");
    }
}

#[test]
fn a_rule_that_another_port_needs_is_left_alone() {
    let both = IngressAllowsGroup { ports: vec![80, 443], ..from_alb() };
    for (what, rules, finding) in [
        ("only the first is there", http(&[ALB]), "ingress-not-from-group"),
        (
            "443 was meant",
            [http(&[ALB]), vec![tcp(444, 444, peers(&[ALB]))]].concat(),
            "ingress-not-from-group-other-port",
        ),
    ] {
        let ssh = tcp(22, 22, peers(&["203.0.113.5/32"]));
        let verdict = world(vec![], [rules, vec![ssh]].concat()).judge(&both);
        assert_eq!(result(&verdict), (Status::Fail, finding), "{what}");
        assert!(verdict.evidence.iter().all(|one| one.fact["source"] != "203.0.113.5/32"), "{what}");
    }
}

#[test]
fn a_group_rule_in_the_wrong_place_is_named() {
    let on_source = world(http(&[ALB]), vec![]).judge(&from_alb());
    assert_eq!(result(&on_source), (Status::Fail, "ingress-not-from-group-on-source"));

    let mut web = group(WEB, "web", vec![]);
    web.egress = http(&[ALB]);
    let outbound = world(vec![], vec![]).groups(vec![group(ALB, "alb", vec![]), web]).judge(&from_alb());
    assert_eq!(result(&outbound), (Status::Fail, "ingress-not-from-group-egress"));

    let away =
        |id: &str, name: &str, rules| SecurityGroup { vpc_id: Some("vpc-2".to_owned()), ..group(id, name, rules) };
    let here = |web: Vec<Permission>| vec![group(ALB, "alb", vec![]), group(WEB, "web", web)];
    let mut twin = here(vec![]);
    twin.push(away("sg-9", "web", http(&[ALB])));
    let verdict = world(vec![], vec![]).groups(twin).judge(&from_alb());
    assert_eq!(result(&verdict), (Status::Fail, "ingress-not-from-group-twin"));
    let mut twin_source = here(http(&["sg-8"]));
    twin_source.push(away("sg-8", "alb", vec![]));
    let verdict = world(vec![], vec![]).groups(twin_source).judge(&from_alb());
    assert_eq!(result(&verdict), (Status::Fail, "ingress-not-from-group-twin-source"));
}

#[test]
fn a_given_id_is_the_source() {
    let mut world = world(vec![], http(&["sg-mine"])).value("alb_sg", "sg-mine");
    let groups = vec![group("sg-mine", "whatever", vec![]), group(WEB, "web", http(&["sg-mine"]))];
    world = world.groups(groups);
    assert_eq!(world.judge(&from_alb()).status, Status::Pass);
}

#[test]
fn the_pieces_agree() {
    let one = Peer::Cidr { cidr: net("203.0.113.5/32") };
    assert_eq!(ports::source_text(&one), "203.0.113.5/32");
}
