//! The VPC, and whether its subnets are public or private by the routes that are in force for them.
//!
//! A subnet's routes are those of the table that is associated with it, else of its VPC's main table.
//! Source: "Subnet route tables" of the VPC user guide.

use std::collections::BTreeSet;

use ipnet::IpNet;
use jiff::Timestamp;
use serde_json::json;

use super::find;
use super::find_instead;
use super::label::{subnet_label, vpc_label};
use super::proof::{Context, Judged, Proof};
use super::verdict::{Finding, Status, Verdict};
use crate::course::Values;
use crate::course::kinds::{PrivateSubnets, PublicSubnets, VpcExists};
use crate::facts::network::{Route, RouteTable, Subnet};
use crate::facts::want::Want;

impl Proof for VpcExists {
    fn wants(&self, _: &Values) -> Vec<Want> {
        let mut wants = vec![Want::Vpcs];
        wants.extend(self.instance.as_ref().map(|_| Want::Instances));
        wants
    }

    fn provides(&self) -> Vec<&str> {
        vec![&self.vpc]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        let vpc = find::vpc(cx, &self.vpc)?;
        let cidrs: Vec<String> = vpc.cidrs.iter().map(ToString::to_string).collect();
        let fact = json!({ "name": vpc.name, "cidrs": cidrs, "state": vpc.state, "default": vpc.is_default });
        let verdict = Verdict::pass("vpc-exists").arg("name", vpc.name.as_deref().unwrap_or(&vpc.id));
        let verdict = match find_instead::vpc_of_instance(cx, &self.vpc) {
            Ok(Some((other, instance))) if other.id == vpc.id && !find_instead::is_named(cx, &self.vpc, vpc.item) => {
                let advice = Finding::new("advice-vpc-of-instance").arg("vpc", vpc_label(cx.facts, Some(&vpc.id)));
                verdict.advise(advice.arg("name", cx.values.get(&self.vpc)).arg("instance", instance))
            }
            _ => verdict,
        };
        Ok(verdict.arg("id", vpc.id.as_str()).evidence(&vpc.id, vpc.at, fact))
    }
}

/// The table in force for a subnet. `None` where neither is among what AWS listed, which contradicts
/// itself: every VPC has a main table.
pub(crate) fn effective_table<'a>(tables: &'a [RouteTable], subnet: &Subnet) -> Option<&'a RouteTable> {
    let own = tables.iter().find(|table| table.subnet_ids.contains(&subnet.id));
    own.or_else(|| tables.iter().find(|table| table.is_main && table.vpc_id == subnet.vpc_id))
}

/// The routes that satisfy `wanted` together lead everywhere, in IPv4 or IPv6. A prefix list as
/// destination is no default route.
fn lead_everywhere(table: &RouteTable, wanted: impl Fn(&Route) -> bool) -> bool {
    let blocks: Vec<IpNet> =
        table.routes.iter().filter(|route| wanted(route)).filter_map(|route| route.destination.parse().ok()).collect();
    IpNet::aggregate(&blocks).iter().any(|block| block.prefix_len() == 0)
}

/// `igw-…`; an egress-only gateway is `eigw-…`.
fn is_internet_gateway(route: &Route) -> bool {
    route.target.as_deref().is_some_and(|target| target.starts_with("igw-"))
}

fn is_active(route: &Route) -> bool {
    route.state == "active"
}

/// The table has a default route to an internet gateway.
pub(crate) fn is_public(table: &RouteTable) -> bool {
    lead_everywhere(table, |route| is_active(route) && is_internet_gateway(route))
}

/// The gateways of the routes with a default destination, working or not, for people.
fn default_targets(table: &RouteTable) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    for route in table.routes.iter().filter(|route| matches!(route.destination.as_str(), "0.0.0.0/0" | "::/0")) {
        let target = route.target.as_deref().unwrap_or("-");
        targets.push(if is_active(route) { target.to_owned() } else { format!("{target} ({})", route.state) });
    }
    targets.sort();
    targets.dedup();
    targets
}

/// The routes to internet gateways in force that make a table public, for people: one default route, or
/// the parts that make up one.
fn gateways(table: &RouteTable) -> Vec<String> {
    let leads_out = |route: &&Route| is_active(route) && is_internet_gateway(route);
    let whole = |route: &&Route| route.destination.ends_with("/0");
    let mut shown: Vec<&Route> = table.routes.iter().filter(leads_out).filter(whole).collect();
    if shown.is_empty() {
        shown = table.routes.iter().filter(leads_out).collect();
    }
    let mut texts: Vec<String> = shown
        .into_iter()
        .map(|route| format!("{} → {}", route.destination, route.target.as_deref().unwrap_or("-")))
        .collect();
    texts.sort();
    texts
}

/// Adds the subnet with the table and default routes in force.
fn with_routes(verdict: Verdict, subnet: &Subnet, table: &RouteTable, at: Timestamp) -> Verdict {
    let fact = json!({
        "name": subnet.name,
        "availability_zone": subnet.availability_zone,
        "route_table": table.id,
        "default_routes": default_targets(table),
    });
    verdict.evidence(&subnet.id, at, fact)
}

impl Proof for PublicSubnets {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::Subnets, Want::RouteTables]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        public_subnets(self, cx)
    }
}

fn zones<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> BTreeSet<&'a str> {
    subnets.into_iter().map(|subnet| subnet.availability_zone.as_str()).collect()
}

fn public_subnets(check: &PublicSubnets, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let (subnets, at) = cx.facts.subnets.get("ec2:DescribeSubnets")?;
    let here: Vec<&Subnet> = subnets.iter().filter(|subnet| subnet.vpc_id == vpc.id).collect();
    let about = |verdict: Verdict| {
        verdict.arg("vpc", vpc_label(cx.facts, Some(&vpc.id))).arg("min", check.min).arg("seen", here.len())
    };
    if zones(here.iter().copied()).len() < check.min {
        // Whatever their routes are, there are too few.
        let ids: Vec<&str> = here.iter().map(|subnet| subnet.id.as_str()).collect();
        let verdict = about(Verdict::fail("public-subnets-too-few-zones")).arg("found", labels(&here));
        return Ok(verdict.evidence(&vpc.id, at, json!({ "subnets": ids })));
    }
    let (tables, at) = cx.facts.route_tables.get("ec2:DescribeRouteTables")?;
    let mut public: Vec<(&Subnet, &RouteTable)> = Vec::new();
    let mut other: Vec<(&Subnet, &RouteTable)> = Vec::new();
    let mut unknown: Vec<&Subnet> = Vec::new();
    for subnet in here.iter().copied() {
        match effective_table(tables, subnet) {
            Some(table) if is_public(table) => public.push((subnet, table)),
            Some(table) => other.push((subnet, table)),
            None => unknown.push(subnet),
        }
    }
    let found: Vec<&Subnet> = public.iter().map(|(subnet, _)| *subnet).collect();
    let could_be = zones(found.iter().copied().chain(unknown.iter().copied())).len() >= check.min;
    let has = |subnets: &[&Subnet], zone: &String| subnets.iter().any(|subnet| subnet.availability_zone == *zone);
    let mut asked = check.zones.iter().map(|letter| format!("{}{letter}", cx.facts.region));
    let without = asked.find(|zone| !has(&found, zone));
    let enough = zones(found.iter().copied()).len() >= check.min;
    let (finding, shown) = if let Some(zone) = without.filter(|zone| enough && !has(&unknown, zone)) {
        (Verdict::fail("public-subnets-zone-missing").arg("zone", zone), public)
    } else if enough && check.zones.iter().all(|letter| has(&found, &format!("{}{letter}", cx.facts.region))) {
        (Verdict::pass("public-subnets-found"), public)
    } else if could_be {
        (Verdict::inconclusive("route-table-contradiction").arg("subnets", labels(&unknown)), public)
    } else if public.len() >= check.min {
        (Verdict::fail("public-subnets-same-zone"), public)
    } else if other.iter().any(|(_, table)| has_dead_gateway(table)) {
        (Verdict::fail("public-subnets-blackhole"), other)
    } else if public.is_empty() {
        (Verdict::fail("public-subnets-none"), other)
    } else {
        (Verdict::fail("public-subnets-too-few"), public)
    };
    let verdict = about(finding).arg("found", labels(&found));
    let verdict = shown.iter().fold(verdict, |verdict, (subnet, table)| with_routes(verdict, subnet, table, at));
    Ok(if verdict.evidence.is_empty() {
        verdict.evidence(&vpc.id, at, json!({ "route_tables": tables.len() }))
    } else {
        verdict
    })
}

fn labels(subnets: &[&Subnet]) -> Vec<String> {
    let mut labels: Vec<String> = subnets.iter().map(|subnet| subnet_label(subnet)).collect();
    labels.sort();
    labels
}

/// A default route to an internet gateway that was detached or deleted.
pub(super) fn has_dead_gateway(table: &RouteTable) -> bool {
    lead_everywhere(table, |route| !is_active(route) && is_internet_gateway(route))
}

impl Proof for PrivateSubnets {
    fn wants(&self, _: &Values) -> Vec<Want> {
        vec![Want::Vpcs, Want::Subnets, Want::RouteTables]
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.vpc]
    }

    fn provides(&self) -> Vec<&str> {
        self.subnets.iter().map(String::as_str).collect()
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        private_subnets(self, cx)
    }
}

fn private_subnets(check: &PrivateSubnets, cx: &Context<'_>) -> Judged<Verdict> {
    let vpc = find::vpc(cx, &check.vpc)?;
    let mut here: Vec<&Subnet> = Vec::new();
    let mut unclear: Option<Box<Verdict>> = None;
    for key in &check.subnets {
        match find::subnet(cx, &vpc, key) {
            Ok(subnet) => here.push(subnet.item),
            Err(verdict) if verdict.status == Status::Fail => return Err(verdict),
            Err(verdict) => unclear = unclear.or(Some(verdict)),
        }
    }
    let (tables, at) = match (cx.facts.route_tables.get("ec2:DescribeRouteTables"), unclear.take()) {
        (Err(_), Some(verdict)) => return Err(verdict),
        (tables, verdict) => {
            unclear = verdict;
            tables?
        }
    };
    let mut closed: Vec<(&Subnet, &RouteTable)> = Vec::new();
    for subnet in here {
        match effective_table(tables, subnet) {
            Some(table) if is_public(table) => {
                let verdict = Verdict::fail("private-subnet-is-public")
                    .arg("subnet", subnet_label(subnet))
                    .arg("table", table.id.as_str())
                    .arg("gateway", gateways(table));
                return Ok(with_routes(verdict, subnet, table, at));
            }
            Some(table) => closed.push((subnet, table)),
            None => {
                let verdict = Verdict::inconclusive("route-table-contradiction");
                let verdict = verdict.arg("subnets", vec![subnet_label(subnet)]);
                let verdict = verdict.evidence(&subnet.id, at, json!({ "route_tables": tables.len() }));
                unclear = unclear.or_else(|| Some(verdict.into()));
            }
        }
    }
    if let Some(verdict) = unclear {
        return Err(verdict);
    }
    let names: Vec<String> = closed.iter().map(|(subnet, _)| subnet_label(subnet)).collect();
    let verdict =
        Verdict::pass("private-subnets-found").arg("found", names).arg("vpc", vpc_label(cx.facts, Some(&vpc.id)));
    let verdict = closed.iter().fold(verdict, |verdict, (subnet, table)| with_routes(verdict, subnet, table, at));
    let is_stuck = |table: &RouteTable| !lead_everywhere(table, is_active);
    let stuck: Vec<&Subnet> = closed.iter().filter(|(_, table)| is_stuck(table)).map(|(subnet, _)| *subnet).collect();
    Ok(if stuck.is_empty() {
        verdict
    } else {
        verdict.advise(Finding::new("advice-private-subnets-no-way-out").arg("subnets", labels(&stuck)))
    })
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
