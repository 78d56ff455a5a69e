//! Public and private by the routes in force.

use super::super::testkit::{VPC, World, denied, route_table, seen, subnet, vpc};
use super::*;
use crate::facts::Facts;

const IGW: (&str, &str) = ("0.0.0.0/0", "igw-1");
const NAT: (&str, &str) = ("0.0.0.0/0", "nat-1");

fn result(verdict: &Verdict) -> (Status, &str) {
    (verdict.status, verdict.finding.id.as_ref())
}

/// Subnets a and c, both with the given tables.
fn world(tables: Vec<RouteTable>) -> World {
    let subnets = vec![subnet("subnet-a", "private-a", "us-east-1a"), subnet("subnet-c", "private-c", "us-east-1c")];
    World::new().value("a", "private-a").value("c", "private-c").with(|facts| {
        facts.subnets = seen(subnets);
        facts.route_tables = seen(tables);
    })
}

fn both(routes: &[(&str, &str)]) -> Vec<RouteTable> {
    vec![route_table("rtb-1", &["subnet-a", "subnet-c"], routes)]
}

fn main_table(routes: &[(&str, &str)]) -> RouteTable {
    RouteTable { is_main: true, ..route_table("rtb-main", &[], routes) }
}

fn dead(mut table: RouteTable) -> RouteTable {
    for route in table.routes.iter_mut().filter(|route| route.destination != "10.0.0.0/16") {
        "blackhole".clone_into(&mut route.state);
    }
    table
}

fn public() -> PublicSubnets {
    PublicSubnets { vpc: "vpc".into(), min: 2, zones: Vec::new() }
}

fn private() -> PrivateSubnets {
    PrivateSubnets { vpc: "vpc".into(), subnets: vec!["a".into(), "c".into()] }
}

#[test]
fn public_by_the_effective_default_route() {
    let halves = [("0.0.0.0/1", "igw-1"), ("128.0.0.0/1", "igw-1")];
    for (what, tables, expected) in [
        ("associated", both(&[IGW]), (Status::Pass, "public-subnets-found")),
        ("through the main table", vec![main_table(&[IGW])], (Status::Pass, "public-subnets-found")),
        ("in halves", both(&halves), (Status::Pass, "public-subnets-found")),
        ("in IPv6", both(&[("::/0", "igw-1")]), (Status::Pass, "public-subnets-found")),
        ("NAT", both(&[NAT]), (Status::Fail, "public-subnets-none")),
        ("egress-only", both(&[("::/0", "eigw-1")]), (Status::Fail, "public-subnets-none")),
        ("a part of the internet", both(&[("0.0.0.0/1", "igw-1")]), (Status::Fail, "public-subnets-none")),
        ("a prefix list", both(&[("pl-1", "igw-1")]), (Status::Fail, "public-subnets-none")),
        ("dead", both(&[IGW]).into_iter().map(dead).collect(), (Status::Fail, "public-subnets-blackhole")),
        (
            "an own table wins over the main one",
            vec![main_table(&[IGW]), route_table("rtb-1", &["subnet-a"], &[NAT])],
            (Status::Fail, "public-subnets-too-few"),
        ),
        ("no table at all", vec![], (Status::Inconclusive, "route-table-contradiction")),
    ] {
        assert_eq!(result(&world(tables).judge(&public())), expected, "{what}");
    }
}

#[test]
fn public_subnets_lie_in_different_zones_of_the_vpc() {
    let same = world(both(&[IGW])).with(|facts| {
        let subnets = ["us-east-1a", "us-east-1a", "us-east-1c"].into_iter().enumerate();
        let subnets = subnets.map(|(n, zone)| subnet(["subnet-a", "subnet-c", "subnet-x"][n], "s", zone)).collect();
        facts.subnets = seen(subnets);
        facts.route_tables.clone_from(&seen(vec![both(&[IGW]).remove(0), main_table(&[NAT])]));
    });
    assert_eq!(result(&same.judge(&public())), (Status::Fail, "public-subnets-same-zone"));
    let elsewhere = |facts: &mut Facts| {
        let away = Subnet { vpc_id: "vpc-2".to_owned(), ..subnet("subnet-a", "a", "us-east-1a") };
        facts.subnets = seen(vec![away, subnet("subnet-c", "c", "us-east-1c")]);
    };
    let verdict = world(both(&[IGW])).with(elsewhere).judge(&public());
    assert_eq!(result(&verdict), (Status::Fail, "public-subnets-too-few-zones"));
}

#[test]
fn gaps_are_inconclusive_unless_they_cannot_change_the_verdict() {
    let no_routes = |facts: &mut Facts| facts.route_tables = denied("ec2:DescribeRouteTables");
    let no_subnets = |facts: &mut Facts| facts.subnets = denied("ec2:DescribeSubnets");
    let no_vpcs = |facts: &mut Facts| facts.vpcs = denied("ec2:DescribeVpcs");
    let unseen = (Status::Inconclusive, "unseen-denied");
    for world in
        [world(both(&[IGW])).with(no_routes), world(both(&[IGW])).with(no_subnets), world(both(&[IGW])).with(no_vpcs)]
    {
        assert_eq!(result(&world.judge(&public())), unseen);
        assert_eq!(result(&world.judge(&private())), unseen);
    }
    let none = world(vec![]).with(no_routes).with(|facts| facts.subnets = seen(vec![]));
    assert_eq!(result(&none.judge(&public())), (Status::Fail, "public-subnets-too-few-zones"));
    assert_eq!(result(&none.judge(&private())), (Status::Fail, "subnet-missing"));
}

#[test]
fn the_routes_that_make_a_private_subnet_public_are_named() {
    for (what, routes, named) in [
        ("beside a NAT", [NAT, ("::/0", "igw-1")], vec!["::/0 → igw-1"]),
        ("a part beside it", [IGW, ("10.9.0.0/16", "igw-1")], vec!["0.0.0.0/0 → igw-1"]),
        (
            "in halves",
            [("0.0.0.0/1", "igw-1"), ("128.0.0.0/1", "igw-1")],
            vec!["0.0.0.0/1 → igw-1", "128.0.0.0/1 → igw-1"],
        ),
    ] {
        let verdict = world(both(&routes)).judge(&private());
        let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
        assert_eq!(verdict.finding.args["gateway"], named.into(), "{what}");
    }
}

#[test]
fn private_without_a_default_route_to_an_internet_gateway() {
    let open = (Status::Fail, "private-subnet-is-public");
    let closed = (Status::Pass, "private-subnets-found");
    for (what, tables, expected, stuck) in [
        ("NAT", both(&[NAT]), closed, false),
        ("a transit gateway", both(&[("0.0.0.0/0", "tgw-1")]), closed, false),
        ("no way out", both(&[]), closed, true),
        ("a dead NAT", both(&[NAT]).into_iter().map(dead).collect(), closed, true),
        ("a dead internet gateway", both(&[IGW]).into_iter().map(dead).collect(), closed, true),
        ("an internet gateway", both(&[IGW]), open, false),
        ("in IPv6", both(&[NAT, ("::/0", "igw-1")]), open, false),
        ("in halves", both(&[("0.0.0.0/1", "igw-1"), ("128.0.0.0/1", "igw-1")]), open, false),
        ("through the main table", vec![main_table(&[IGW])], open, false),
        ("one of them", vec![main_table(&[IGW]), route_table("rtb-1", &["subnet-c"], &[NAT])], open, false),
        ("no table", vec![], (Status::Inconclusive, "route-table-contradiction"), false),
    ] {
        let verdict = world(tables).judge(&private());
        assert_eq!(result(&verdict), expected, "{what}");
        let advised = verdict.advice.iter().any(|advice| advice.id == "advice-private-subnets-no-way-out");
        assert_eq!(advised, stuck, "{what}");
    }
}

#[test]
fn a_proven_public_subnet_fails_beside_one_that_is_unclear() {
    let world = world(both(&[IGW])).with(|facts| {
        let twins = ["subnet-c", "subnet-c2"].map(|id| subnet(id, "private-c", "us-east-1c"));
        let [one, two] = twins;
        facts.subnets = seen(vec![subnet("subnet-a", "private-a", "us-east-1a"), one, two]);
    });
    assert_eq!(result(&world.judge(&private())), (Status::Fail, "private-subnet-is-public"));
    let closed = world.with(|facts| facts.route_tables = seen(both(&[NAT])));
    assert_eq!(result(&closed.judge(&private())), (Status::Inconclusive, "subnet-ambiguous"));
}

#[test]
fn the_vpc() {
    let check = VpcExists { vpc: "vpc".into(), instance: None };
    assert_eq!(result(&World::new().judge(&check)), (Status::Pass, "vpc-exists"));
    assert_eq!(result(&World::new().value("vpc", VPC).judge(&check)), (Status::Pass, "vpc-exists"));
    let none = World::new().with(|facts| facts.vpcs = seen(vec![]));
    assert_eq!(result(&none.judge(&check)), (Status::Fail, "vpc-missing"));
    let slip = World::new().with(|facts| facts.vpcs = seen(vec![vpc("vpc-2", "Shop")]));
    assert_eq!(result(&slip.judge(&check)), (Status::Fail, "vpc-missing-near-name"));
}
