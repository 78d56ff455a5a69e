//! A load balancer's nodes: one network interface in each of its subnets, owned by the service.

use super::super::account::{LoadBalancer, LoadBalancerKind, LoadBalancerZone};
use super::super::call::Call;
use super::super::ec2::interface::{self, NewInterface};
use super::super::fault::Fault;
use super::names;
use super::zones::Planned;

/// The service that owns the interfaces.
const REQUESTER: &str = "amazon-elb";

/// Puts a node into every zone that was planned for the load balancer; none when one of them cannot be.
pub(super) fn add(
    call: &mut Call<'_>,
    one: &LoadBalancer,
    planned: Vec<Planned>,
) -> Result<Vec<LoadBalancerZone>, Fault> {
    let mut made: Vec<LoadBalancerZone> = Vec::new();
    for zone in planned {
        match node(call, one, zone) {
            Ok(zone) => made.push(zone),
            Err(fault) => {
                for zone in made {
                    interface::remove(call.region(), &zone.interface);
                }
                return Err(fault);
            }
        }
    }
    Ok(made)
}

fn node(call: &mut Call<'_>, one: &LoadBalancer, planned: Planned) -> Result<LoadBalancerZone, Fault> {
    let Planned { subnet_id, zone, allocation_id, private_ip } = planned;
    let network = one.kind == LoadBalancerKind::Network;
    let description = format!("ELB {}", names::path_of(&one.arn));
    let new = NewInterface {
        groups: one.security_groups.clone(),
        kind: if network { "network_load_balancer" } else { "interface" },
        private_ip,
        public: one.internet_facing && allocation_id.is_none(),
        source_dest_check: !network,
        ..NewInterface::of_service(&subnet_id, REQUESTER, description)
    };
    let id = interface::make(call, new)?;
    interface::attach(call, &id, None, 1, false);
    if let Some(allocation) = &allocation_id {
        associate(call, allocation, &id);
    }
    let made = call.region().network_interfaces.get(&id);
    let private_ip = made.map_or(std::net::Ipv4Addr::UNSPECIFIED, |one| one.private_ip);
    let public_ip = made.and_then(|one| one.public_ip);
    Ok(LoadBalancerZone { zone, subnet_id, interface: id, private_ip, public_ip, allocation_id })
}

/// Gives a node the Elastic IP address that the request named.
fn associate(call: &mut Call<'_>, allocation: &str, interface: &str) {
    let association = call.id("eipassoc");
    let region = call.region();
    let Some(address) = region.addresses.get_mut(allocation) else { return };
    address.association = Some((interface.to_owned(), association));
    let public_ip = address.public_ip;
    if let Some(interface) = region.network_interfaces.get_mut(interface) {
        interface.public_ip = Some(public_ip);
    }
}
