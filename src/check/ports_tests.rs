//! Permission arithmetic, alone.

use proptest::prelude::*;

use super::super::testkit::{World, at, net, peers, permission, seen, tcp};
use super::*;

#[test]
fn a_permission_covers_by_meaning() {
    let any = || peers(&["0.0.0.0/0"]);
    for (what, permission, covers) in [
        ("the port itself", tcp(80, 80, any()), true),
        ("a range around it", tcp(1, 1024, any()), true),
        ("every port that matters", tcp(1, 65535, any()), true),
        ("every port", tcp(0, 65535, any()), true),
        ("all traffic", permission("-1", 0, 0, any()), true),
        ("TCP by number", permission("6", 80, 80, any()), true),
        ("a range beside it", tcp(81, 1024, any()), false),
        ("UDP", permission("udp", 80, 80, any()), false),
        ("UDP by number", permission("17", 80, 80, any()), false),
        ("ICMP type and code are no ports", permission("icmp", 80, 80, any()), false),
        ("ICMP, all types", permission("icmp", -1, -1, any()), false),
        ("ICMPv6", permission("icmpv6", -1, -1, any()), false),
        ("another protocol", permission("47", 80, 80, any()), false),
        ("another port", tcp(8080, 8080, any()), false),
    ] {
        assert_eq!(covers_tcp(&permission, 80), covers, "{what}");
    }
}

fn blocks(list: &[&str]) -> Vec<IpNet> {
    let permissions = [tcp(80, 80, peers(list))];
    admitted(&World::new().facts, &openings(&permissions, |_| true)).blocks
}

#[test]
fn blocks_add_up() {
    assert_eq!(blocks(&["0.0.0.0/1", "128.0.0.0/1"]), vec![net("0.0.0.0/0")]);
    assert_eq!(blocks(&["128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2", "10.0.0.0/8"]), vec![net("0.0.0.0/0")]);
    assert_eq!(blocks(&["::/1", "8000::/1"]), vec![net("::/0")]);
    assert_eq!(blocks(&["0.0.0.0/1", "128.0.0.0/2"]).len(), 2, "a quarter is missing");
    assert!(blocks(&[]).is_empty());
}

#[test]
fn a_prefix_list_is_its_entries() {
    let world = World::new().prefix_list("pl-1", &["0.0.0.0/1", "128.0.0.0/1"]).prefix_list("pl-2", &[]);
    let sum = |list: &[&str]| {
        let permissions = [tcp(80, 80, peers(list))];
        let open = openings(&permissions, |_| true);
        let sum = admitted(&world.facts, &open);
        (sum.is_world(), sum.unread.len())
    };
    assert_eq!(sum(&["pl-1"]), (true, 0));
    assert_eq!(sum(&["pl-2"]), (false, 0));
    assert_eq!(sum(&["pl-unread"]), (false, 1));
}

#[test]
fn a_rule_reads_as_people_write_it() {
    for (permission, text) in
        [(tcp(80, 80, vec![]), "tcp/80"), (tcp(1, 1024, vec![]), "tcp/1-1024"), (permission("-1", 0, 0, vec![]), "-1")]
    {
        assert_eq!(rule_text(&permission), text);
    }
    let group = super::super::testkit::group("sg-1", "web", Vec::new());
    let mut facts = World::new().facts;
    facts.security_groups = seen(vec![group]);
    assert_eq!(group_label(&facts, "sg-1"), "web (sg-1)");
    assert_eq!(group_label(&facts, "sg-2"), "sg-2");
    assert!(facts.now == at());
}

proptest! {
    /// However a block is cut in halves, the halves together are the block.
    #[test]
    fn halves_are_the_whole(address: u32, length in 0u8..=31, cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let whole = IpNet::new(std::net::Ipv4Addr::from(address).into(), length).expect("a length up to 32").trunc();
        let mut parts = vec![whole];
        for cut in cuts {
            let part = parts.swap_remove(cut.index(parts.len()));
            match part.subnets(part.prefix_len() + 1) {
                Ok(halves) => parts.extend(halves),
                Err(_) => parts.push(part),
            }
        }
        let list: Vec<String> = parts.iter().map(ToString::to_string).collect();
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        prop_assert_eq!(blocks(&list), vec![whole]);
    }
}
