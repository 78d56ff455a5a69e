//! What gets out of a security group, and all four ways in: what must pass however it is written, and what must not.
#![expect(clippy::too_many_lines, reason = "tables of cases, one row a case")]

use serde_json::json;

use super::testkit::{denied, group, net, peers, permission, seen, tcp};
use super::tls_worlds::{judged, key, secure};
use super::verdict::Status::{Fail, Inconclusive, Pass};
use super::worlds::{first, of};
use crate::course::kinds::{EgressReachesGroup, IngressAllows};
use crate::facts::Facts;

fn outbound(facts: &mut Facts, permissions: Vec<crate::facts::network::Permission>) {
    first(&mut facts.security_groups, |alb| alb.egress = permissions);
}

#[test]
fn what_gets_out_to_a_group() {
    let check = EgressReachesGroup { vpc: key("vpc"), group: key("alb_sg"), port: 80, target: key("ecs_sg") };
    judged(
        &check,
        &[
            ("nothing at all", |_| {}, Fail, "egress-none", &[]),
            ("the group", |f| outbound(f, vec![tcp(80, 80, peers(&["sg-web"]))]), Pass, "egress-reaches-group", &[]),
            (
                "by number, in a range",
                |f| outbound(f, vec![permission("6", 1, 1024, peers(&["sg-web"]))]),
                Pass,
                "egress-reaches-group",
                &[],
            ),
            (
                "all traffic to the group",
                |f| outbound(f, vec![permission("-1", 0, 0, peers(&["sg-web"]))]),
                Pass,
                "egress-reaches-group",
                &[],
            ),
            (
                "the default rule",
                |f| outbound(f, vec![permission("-1", 0, 0, peers(&["0.0.0.0/0"]))]),
                Pass,
                "egress-covers-vpc",
                &["advice-egress-everything"],
            ),
            (
                "beside the default rule",
                |f| {
                    outbound(
                        f,
                        vec![permission("-1", 0, 0, peers(&["0.0.0.0/0", "::/0"])), tcp(80, 80, peers(&["sg-web"]))],
                    );
                },
                Pass,
                "egress-reaches-group",
                &["advice-egress-everything"],
            ),
            (
                "HTTP anywhere",
                |f| outbound(f, vec![tcp(80, 80, peers(&["0.0.0.0/0"]))]),
                Pass,
                "egress-covers-vpc",
                &[],
            ),
            ("the VPC", |f| outbound(f, vec![tcp(80, 80, peers(&["10.0.0.0/16"]))]), Pass, "egress-covers-vpc", &[]),
            (
                "halves make the VPC",
                |f| {
                    outbound(f, vec![tcp(80, 80, peers(&["10.0.0.0/17"])), tcp(1, 100, peers(&["10.0.128.0/17"]))]);
                },
                Pass,
                "egress-covers-vpc",
                &[],
            ),
            (
                "a list that covers the VPC",
                |f| {
                    f.prefix_lists.insert("pl-1".into(), seen(of(json!({"id": "pl-1", "entries": ["10.0.0.0/8"]}))));
                    outbound(f, vec![tcp(80, 80, peers(&["pl-1"]))]);
                },
                Pass,
                "egress-covers-vpc",
                &[],
            ),
            (
                "a list that cannot be read",
                |f| {
                    f.prefix_lists.insert("pl-1".into(), denied("ec2:GetManagedPrefixListEntries"));
                    outbound(f, vec![tcp(80, 80, peers(&["pl-1"]))]);
                },
                Inconclusive,
                "unseen-denied",
                &[],
            ),
            (
                "an empty list",
                |f| {
                    f.prefix_lists.insert("pl-1".into(), seen(of(json!({"id": "pl-1", "entries": []}))));
                    outbound(f, vec![tcp(80, 80, peers(&["pl-1"]))]);
                },
                Fail,
                "egress-elsewhere",
                &[],
            ),
            (
                "one of two blocks of the VPC",
                |f| {
                    first(&mut f.vpcs, |vpc| vpc.cidrs.push(net("10.1.0.0/16")));
                    outbound(f, vec![tcp(80, 80, peers(&["10.0.0.0/16"]))]);
                },
                Fail,
                "egress-elsewhere",
                &[],
            ),
            ("a subnet", |f| outbound(f, vec![tcp(80, 80, peers(&["10.0.0.0/24"]))]), Fail, "egress-elsewhere", &[]),
            ("itself", |f| outbound(f, vec![tcp(80, 80, peers(&["sg-alb"]))]), Fail, "egress-elsewhere", &[]),
            ("IPv6 alone", |f| outbound(f, vec![tcp(80, 80, peers(&["::/0"]))]), Fail, "egress-elsewhere", &[]),
            (
                "HTTPS to the group",
                |f| outbound(f, vec![tcp(443, 443, peers(&["sg-web"]))]),
                Fail,
                "egress-other-port",
                &[],
            ),
            (
                "udp",
                |f| outbound(f, vec![permission("udp", 80, 80, peers(&["sg-web"]))]),
                Fail,
                "egress-other-port",
                &[],
            ),
            ("HTTPS anywhere", |f| outbound(f, vec![tcp(443, 443, peers(&["0.0.0.0/0"]))]), Fail, "egress-closed", &[]),
            (
                "among the inbound rules",
                |f| {
                    first(&mut f.security_groups, |alb| {
                        alb.ingress.push(tcp(80, 80, peers(&["sg-web"])));
                        alb.egress = vec![tcp(443, 443, peers(&["0.0.0.0/0"]))];
                    });
                },
                Fail,
                "egress-on-ingress",
                &[],
            ),
            ("denied", |f| f.security_groups = denied("x"), Inconclusive, "unseen-denied", &[]),
        ],
    );
}

#[test]
fn all_four_ways_in() {
    let check = IngressAllows {
        vpc: key("vpc"),
        group: key("alb_sg"),
        ports: vec![80, 443],
        from: vec![key("0.0.0.0/0"), key("::/0")],
    };
    let world = |permissions| secure().groups(vec![group("sg-alb", "alb-sg", permissions)]);
    let both = ["0.0.0.0/0", "::/0"];
    for (what, permissions, status) in [
        ("two rules", vec![tcp(80, 80, peers(&both)), tcp(443, 443, peers(&both))], Pass),
        ("one range", vec![tcp(80, 443, peers(&both))], Pass),
        ("everything", vec![permission("-1", 0, 0, peers(&both))], Pass),
        ("halves", vec![tcp(80, 443, peers(&["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"]))], Pass),
        ("no IPv6 for HTTPS", vec![tcp(80, 80, peers(&both)), tcp(443, 443, peers(&["0.0.0.0/0"]))], Fail),
        ("no HTTP", vec![tcp(443, 443, peers(&both))], Fail),
        ("udp", vec![tcp(80, 80, peers(&both)), permission("udp", 443, 443, peers(&both))], Fail),
    ] {
        assert_eq!(world(permissions).judge(&check).status, status, "{what}");
    }
}
