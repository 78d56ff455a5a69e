//! Where a group launches: subnets of one VPC, or availability zones with their default subnets.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::account::Region;
use super::super::ec2::{group, kind, zone};
use super::super::fault::Fault;

/// Zones in the order given (or of the subnets), and the subnets in them; no subnets: the default ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) zones: Vec<String>,
    pub(super) subnets: Vec<String>,
}

/// Where a request wants a group to launch.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Asked {
    #[serde(rename = "VPCZoneIdentifier")]
    vpc_zone_identifier: Option<String>,
    availability_zones: Vec<String>,
    availability_zone_ids: Vec<String>,
}

impl Asked {
    pub(super) const fn is_given(&self) -> bool {
        self.vpc_zone_identifier.is_some()
            || !self.availability_zones.is_empty()
            || !self.availability_zone_ids.is_empty()
    }

    /// The place that it names.
    pub(super) fn place(&self, region: &Region) -> Result<Place, Fault> {
        let zones = zones(&region.name, &self.availability_zones, &self.availability_zone_ids)?;
        placed(region, self.vpc_zone_identifier.as_deref(), &zones)
    }
}

/// Zones by name and by id, as names.
fn zones(region: &str, given: &[String], ids: &[String]) -> Result<Vec<String>, Fault> {
    if !given.is_empty() && !ids.is_empty() {
        let message = "Specify either AvailabilityZones or AvailabilityZoneIds, but not both.";
        return Err(Fault::validation(message));
    }
    if ids.is_empty() {
        return Ok(given.to_vec());
    }
    ids.iter()
        .map(|id| {
            let zone = zone::find(region, id).filter(|zone| zone.id == *id);
            zone.map(|zone| zone.name)
                .ok_or_else(|| Fault::validation(format!("Invalid availability zone ids: [{id}]")))
        })
        .collect()
}

fn placed(region: &Region, identifier: Option<&str>, zones: &[String]) -> Result<Place, Fault> {
    let given = identifier.unwrap_or_default().split(',').map(str::trim).filter(|id| !id.is_empty());
    let mut subnets: Vec<String> = Vec::new();
    for id in given {
        if !subnets.iter().any(|known| known == id) {
            subnets.push(id.to_owned());
        }
    }
    for name in zones {
        if zone::find(&region.name, name).is_none() {
            return Err(Fault::validation(format!("Invalid availability zones: [{name}]")));
        }
    }
    if subnets.is_empty() {
        return by_zones(region, zones);
    }
    let (mut vpcs, mut found) = (BTreeSet::new(), Vec::new());
    for id in &subnets {
        let subnet = kind::SUBNET.find(&region.subnets, id).map_err(|fault| Fault::validation(fault.message))?;
        vpcs.insert(subnet.vpc_id.as_str());
        if !found.contains(&subnet.zone) {
            found.push(subnet.zone.clone());
        }
    }
    if vpcs.len() > 1 {
        return Err(Fault::validation("The subnets of an Auto Scaling group must all be in the same VPC."));
    }
    found.sort();
    let asked: BTreeSet<&String> = zones.iter().collect();
    if !zones.is_empty() && asked != found.iter().collect() {
        let message = "The availability zones of the specified subnets and the Auto Scaling group do not match";
        return Err(Fault::validation(message));
    }
    Ok(Place { zones: found, subnets })
}

fn by_zones(region: &Region, zones: &[String]) -> Result<Place, Fault> {
    if zones.is_empty() {
        return Err(Fault::validation("At least one Availability Zone or VPC Subnet is required."));
    }
    let vpc = group::default_vpc(region).map_err(|fault| Fault::validation(fault.message))?;
    for zone in zones {
        let there =
            region.subnets.values().any(|one| one.vpc_id == vpc.id && one.default_for_zone && one.zone == *zone);
        if !there {
            let message = format!(
                "You must use a valid fully-formed launch template. No default subnet for availability zone: '{zone}'."
            );
            return Err(Fault::validation(message));
        }
    }
    let mut zones = zones.to_vec();
    zones.sort();
    zones.dedup();
    Ok(Place { zones, subnets: Vec::new() })
}
