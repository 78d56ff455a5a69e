//! The conformance table of security groups, and routes and network ACLs beside them.

use std::net::{IpAddr, Ipv4Addr};

use super::super::account::{AclEntry, CidrAssociation, Destination, Peer, PrefixList, Route, Tags, Via};
use super::super::fixture::{self, group, interface, of_group, region, rule};
use super::*;

fn client() -> Origin<'static> {
    Origin::Internet(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)))
}

fn from_client(region: &Region, to: &str, port: u16) -> Result<(), Blocked> {
    passes(region, client(), &region.network_interfaces[to], port)
}

fn inside(region: &Region, from: &str, to: &str, port: u16) -> Result<(), Blocked> {
    passes(region, Origin::Interface(&region.network_interfaces[from]), &region.network_interfaces[to], port)
}

fn v4(cidr: &str) -> Peer {
    Peer::Ipv4(cidr.to_owned())
}

/// Protocol, ports and source of a rule.
type Inbound = (&'static str, Option<(i32, i32)>, Peer);
/// What is shown, the rules, the port that is asked for, and whether it is open.
type Row = (&'static str, Vec<Inbound>, u16, bool);

/// The web servers' inbound rules replaced by one set.
fn with_rules(rules: &[Inbound]) -> Region {
    let mut region = region();
    region.security_group_rules.retain(|_, rule| rule.group_id != "sg-web" || rule.egress);
    for (protocol, ports, peer) in rules {
        rule(&mut region, "sg-web", false, protocol, *ports, peer.clone());
    }
    region
}

#[test]
fn the_finished_course_lets_a_request_through() {
    let region = region();
    assert_eq!(from_client(&region, "eni-alb-0", 80), Ok(()));
    assert_eq!(inside(&region, "eni-alb-1", "eni-i-a", 80), Ok(()));
    assert_eq!(inside(&region, "eni-i-a", "eni-db", 5432), Ok(()));
    assert_eq!(inside(&region, "eni-alb-0", "eni-db", 5432), Err(Blocked::GroupIn { groups: vec!["sg-rds".into()] }));
    let private = Blocked::NotPublic { interface: "eni-i-a".into() };
    assert_eq!(from_client(&region, "eni-i-a", 80), Err(private));
}

#[test]
fn rules_mean_what_the_curriculum_says() {
    let far = "198.51.100.0/24";
    let list = || Peer::PrefixList("pl-1".to_owned());
    let foreign = || Peer::Group { id: "sg-else".to_owned(), owner: "999999999999".to_owned() };
    let table: Vec<Row> = vec![
        ("all traffic covers tcp/80", vec![("-1", None, v4("10.0.0.0/16"))], 80, true),
        ("a range covers the ports inside it", vec![("tcp", Some((1, 1024)), v4("10.0.0.0/16"))], 80, true),
        ("and not those outside", vec![("tcp", Some((1, 1024)), v4("10.0.0.0/16"))], 8000, false),
        ("udp/80 is not tcp/80", vec![("udp", Some((80, 80)), v4("0.0.0.0/0"))], 80, false),
        ("icmp with numbers that look like ports", vec![("icmp", Some((-1, -1)), v4("0.0.0.0/0"))], 80, false),
        ("tcp by its number", vec![("6", Some((80, 80)), v4("0.0.0.0/0"))], 80, true),
        ("udp by its number", vec![("17", Some((80, 80)), v4("0.0.0.0/0"))], 80, false),
        ("443 alone does not meet 22", vec![("tcp", Some((443, 443)), v4("0.0.0.0/0"))], 22, false),
        (
            "two halves are the whole internet",
            vec![("tcp", Some((80, 80)), v4("0.0.0.0/1")), ("tcp", Some((80, 80)), v4("128.0.0.0/1"))],
            80,
            true,
        ),
        ("the other half alone is not", vec![("tcp", Some((80, 80)), v4("128.0.0.0/1"))], 80, false),
        ("1-65535 is every port", vec![("tcp", Some((1, 65535)), v4("0.0.0.0/0"))], 80, true),
        ("tcp without ports is every port", vec![("tcp", None, v4("0.0.0.0/0"))], 80, true),
        ("an address block elsewhere", vec![("tcp", Some((80, 80)), v4(far))], 80, false),
        ("IPv6 does not speak of IPv4", vec![("tcp", Some((80, 80)), Peer::Ipv6("::/0".into()))], 80, false),
        ("a group reference", vec![("tcp", Some((80, 80)), of_group("sg-alb"))], 80, true),
        ("another group", vec![("tcp", Some((80, 80)), of_group("sg-rds"))], 80, false),
        ("its own group", vec![("-1", None, of_group("sg-web"))], 80, false),
        ("a group of another account", vec![("tcp", Some((80, 80)), foreign())], 80, false),
        ("a prefix list by its entries", vec![("tcp", Some((80, 80)), list())], 80, true),
        ("a prefix list that names nothing", vec![("tcp", Some((80, 80)), Peer::PrefixList("pl-2".into()))], 80, false),
        ("no rule", vec![], 80, false),
        ("one of several", vec![("udp", None, v4("0.0.0.0/0")), ("tcp", Some((80, 80)), of_group("sg-alb"))], 80, true),
    ];
    for (what, rules, port, expected) in table {
        let mut region = with_rules(&rules);
        region.prefix_lists.insert("pl-1".to_owned(), prefix_list(&["192.0.2.0/24", "10.0.0.0/24"]));
        assert_eq!(inside(&region, "eni-alb-0", "eni-i-a", port).is_ok(), expected, "{what}");
    }
}

fn prefix_list(entries: &[&str]) -> PrefixList {
    PrefixList {
        id: "pl-1".to_owned(),
        name: "list".to_owned(),
        address_family: "IPv4".to_owned(),
        max_entries: 10,
        version: 1,
        entries: entries.iter().map(|cidr| ((*cidr).to_owned(), None)).collect(),
        tags: Tags::new(),
    }
}

#[test]
fn an_empty_prefix_list_admits_nobody_and_amazons_own_counts_by_its_entries() {
    let mut region = with_rules(&[("tcp", Some((80, 80)), Peer::PrefixList("pl-1".into()))]);
    region.prefix_lists.insert("pl-1".to_owned(), prefix_list(&[]));
    assert!(inside(&region, "eni-alb-0", "eni-i-a", 80).is_err());

    region.security_group_rules.retain(|_, rule| rule.group_id != "sg-alb" || rule.egress);
    rule(&mut region, "sg-alb", false, "tcp", Some((80, 80)), Peer::PrefixList("pl-3b927c52".into()));
    let node = &region.network_interfaces["eni-alb-0"];
    let from = |ip: &str| passes(&region, Origin::Internet(ip.parse().expect("an address")), node, 80).is_ok();
    assert!(from("130.176.1.1"));
    assert!(!from("198.51.100.7"));
}

#[test]
fn the_union_of_groups_decides_and_a_group_admits_its_own_members() {
    let mut region = with_rules(&[]);
    group(&mut region, "sg-extra", "extra");
    rule(&mut region, "sg-extra", false, "tcp", Some((80, 80)), of_group("sg-alb"));
    region.network_interfaces.get_mut("eni-i-a").expect("one").groups.push("sg-extra".to_owned());
    assert_eq!(inside(&region, "eni-alb-0", "eni-i-a", 80), Ok(()));
    assert!(inside(&region, "eni-alb-0", "eni-i-c", 80).is_err());

    rule(&mut region, "sg-web", false, "-1", None, of_group("sg-web"));
    assert_eq!(inside(&region, "eni-i-a", "eni-i-c", 8080), Ok(()));
}

#[test]
fn the_load_balancers_groups_have_to_let_it_out() {
    let mut region = region();
    region.security_group_rules.retain(|_, rule| rule.group_id != "sg-alb" || !rule.egress);
    let closed = Blocked::GroupOut { groups: vec!["sg-alb".into()] };
    assert_eq!(inside(&region, "eni-alb-0", "eni-i-a", 80), Err(closed));
    rule(&mut region, "sg-alb", true, "tcp", Some((80, 80)), of_group("sg-web"));
    assert_eq!(inside(&region, "eni-alb-0", "eni-i-a", 80), Ok(()));
    assert!(inside(&region, "eni-alb-0", "eni-i-a", 8080).is_err());
    // Answers to what was let in need no rule.
    assert_eq!(from_client(&region, "eni-alb-0", 80), Ok(()));
}

#[test]
fn the_internet_needs_an_address_a_route_and_an_attached_gateway() {
    let blocked = Err(Blocked::NotPublic { interface: "eni-alb-0".into() });
    let mut no_address = region();
    no_address.network_interfaces.get_mut("eni-alb-0").expect("one").public_ip = None;
    assert_eq!(from_client(&no_address, "eni-alb-0", 80), blocked);

    let mut no_route = region();
    no_route.route_tables.get_mut("rtb-public").expect("one").routes.pop();
    assert_eq!(from_client(&no_route, "eni-alb-0", 80), blocked);

    let mut detached = region();
    detached.internet_gateways.get_mut("igw-1").expect("one").vpc_id = None;
    assert_eq!(from_client(&detached, "eni-alb-0", 80), blocked);

    // The longest prefix wins: this client's answers would leave by a NAT gateway.
    let mut longer = region();
    longer.route_tables.get_mut("rtb-public").expect("one").routes.push(Route {
        destination: Destination::Ipv4("198.51.100.0/24".to_owned()),
        via: Via::NatGateway("nat-1".to_owned()),
        origin: "CreateRoute".to_owned(),
    });
    assert_eq!(from_client(&longer, "eni-alb-0", 80), blocked);
}

#[test]
fn another_vpc_is_not_reached_and_a_longer_route_leads_away() {
    let mut apart = region();
    let mut vpc = apart.vpcs["vpc-1"].clone();
    "vpc-2".clone_into(&mut vpc.id);
    vpc.cidrs = vec![CidrAssociation { id: "assoc-2".to_owned(), cidr: "10.9.0.0/16".to_owned() }];
    apart.vpcs.insert("vpc-2".to_owned(), vpc);
    let mut subnet = apart.subnets["priv-a"].clone();
    "far".clone_into(&mut subnet.id);
    "vpc-2".clone_into(&mut subnet.vpc_id);
    apart.subnets.insert("far".to_owned(), subnet);
    interface(&mut apart, "eni-far", "far", [10, 9, 0, 5], &["sg-web"]);
    let lost = Err(Blocked::NoRoute { from: "pub-a".into(), to: "far".into() });
    assert_eq!(inside(&apart, "eni-alb-0", "eni-far", 80), lost);

    let mut detour = region();
    detour.route_tables.get_mut("rtb-public").expect("one").routes.push(Route {
        destination: Destination::Ipv4("10.0.10.0/24".to_owned()),
        via: Via::Other { kind: "VpcPeeringConnectionId".to_owned(), id: "pcx-1".to_owned() },
        origin: "CreateRoute".to_owned(),
    });
    assert!(matches!(inside(&detour, "eni-alb-0", "eni-i-a", 80), Err(Blocked::NoRoute { .. })));
    assert_eq!(inside(&detour, "eni-alb-0", "eni-i-c", 80), Ok(()));
}

fn entry(number: u16, egress: bool, allow: bool, ports: Option<(u16, u16)>) -> AclEntry {
    let cidr = Some("0.0.0.0/0".to_owned());
    AclEntry { number, egress, allow, protocol: "6".to_owned(), cidr, ipv6_cidr: None, ports }
}

#[test]
fn network_acls_judge_both_directions_in_the_order_of_their_numbers() {
    let open = || vec![entry(100, false, true, None), entry(100, true, true, None)];
    let table: Vec<(&str, Vec<AclEntry>, bool)> = vec![
        ("everything", open(), true),
        ("nothing", vec![], false),
        ("a denial before the permission", [open(), vec![entry(90, false, false, Some((80, 80)))]].concat(), false),
        ("a denial after it", [open(), vec![entry(110, false, false, Some((80, 80)))]].concat(), true),
        ("a denial of other ports", [open(), vec![entry(90, false, false, Some((22, 22)))]].concat(), true),
        ("no way back", vec![entry(100, false, true, Some((80, 80)))], false),
        (
            "the way back",
            vec![entry(100, false, true, Some((80, 80))), entry(100, true, true, Some((1024, 65535)))],
            true,
        ),
        (
            "a part of the way back",
            vec![entry(100, false, true, Some((80, 80))), entry(100, true, true, Some((32768, 65535)))],
            false,
        ),
        (
            "the way back in two entries",
            vec![
                entry(100, false, true, Some((80, 80))),
                entry(100, true, true, Some((1024, 30000))),
                entry(110, true, true, Some((30001, 65535))),
            ],
            true,
        ),
    ];
    for (what, entries, expected) in table {
        let mut region = region();
        let mut acl = region.network_acls["acl-1"].clone();
        (acl.id, acl.default, acl.entries) = ("acl-2".to_owned(), false, entries);
        acl.associations = vec![("priv-a".to_owned(), "aclassoc-1".to_owned())];
        region.network_acls.insert("acl-2".to_owned(), acl);
        let seen = inside(&region, "eni-alb-0", "eni-i-a", 80);
        assert_eq!(seen.is_ok(), expected, "{what}: {seen:?}");
        assert!(expected || seen == Err(Blocked::Acl { acl: "acl-2".into() }), "{what}");
        assert_eq!(inside(&region, "eni-alb-0", "eni-i-c", 80), Ok(()), "{what}: the other subnet");
        // No packet crosses the ACL between two interfaces of one subnet.
        assert_eq!(inside(&region, "eni-i-a", "eni-db", 5432), Ok(()), "{what}: within the subnet");
    }
}

#[test]
fn a_client_needs_only_its_own_ports_for_answers() {
    let mut region = region();
    let acl = region.network_acls.get_mut("acl-1").expect("one");
    acl.entries = vec![entry(1, false, true, Some((80, 80))), entry(1, true, true, Some((32768, 65535)))];
    assert_eq!(from_client(&region, "eni-alb-0", 80), Ok(()));
    region.network_acls.get_mut("acl-1").expect("one").entries.pop();
    assert_eq!(from_client(&region, "eni-alb-0", 80), Err(Blocked::Acl { acl: "acl-1".into() }));
}

#[test]
fn a_preserved_address_is_judged_as_the_clients_and_groups_as_the_nodes() {
    let mut region = with_rules(&[("tcp", Some((80, 80)), v4("198.51.100.0/24"))]);
    let client = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));
    let seen = |region: &Region, client| {
        let node = &region.network_interfaces["eni-alb-0"];
        passes(region, Origin::Preserved { node, client }, &region.network_interfaces["eni-i-a"], 80).is_ok()
    };
    assert!(seen(&region, client));
    assert!(!seen(&region, IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9))));
    rule(&mut region, "sg-web", false, "tcp", Some((80, 80)), of_group("sg-alb"));
    assert!(seen(&region, IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9))));
}

#[test]
fn interfaces_without_groups_are_open_only_where_a_service_made_them() {
    let mut region = fixture::region();
    let node = region.network_interfaces.get_mut("eni-alb-0").expect("one");
    node.groups.clear();
    assert!(from_client(&region, "eni-alb-0", 80).is_err());
    "network_load_balancer".clone_into(&mut region.network_interfaces.get_mut("eni-alb-0").expect("one").kind);
    assert_eq!(from_client(&region, "eni-alb-0", 8080), Ok(()));
}

#[test]
fn ipv6_clients_come_by_ipv6_rules_and_routes() {
    let mut region = region();
    let client = Origin::Internet("2001:db8::1".parse().expect("an address"));
    let seen = |region: &Region| passes(region, client, &region.network_interfaces["eni-alb-0"], 80).is_ok();
    assert!(!seen(&region));
    let block = CidrAssociation { id: "assoc-6".to_owned(), cidr: "2001:db8:1::/64".to_owned() };
    region.subnets.get_mut("pub-a").expect("one").ipv6_cidrs.push(block);
    region.route_tables.get_mut("rtb-public").expect("one").routes.push(Route {
        destination: Destination::Ipv6("::/0".to_owned()),
        via: Via::InternetGateway("igw-1".to_owned()),
        origin: "CreateRoute".to_owned(),
    });
    for egress in [false, true] {
        let all = AclEntry { cidr: None, ipv6_cidr: Some("::/0".to_owned()), ..entry(101, egress, true, None) };
        region.network_acls.get_mut("acl-1").expect("one").entries.push(all);
    }
    assert!(!seen(&region));
    rule(&mut region, "sg-alb", false, "tcp", Some((80, 80)), Peer::Ipv6("::/0".to_owned()));
    assert!(seen(&region));
}
